//! A request as a reader has understood it, before anything is made of it. Texts may hold variables
//! ([`crate::variable`]); what is known of a variable stands beside the request.

use drawbridge_model::{Body, Field, Method, NameValue, SignIn};
use serde_json::Value;

use crate::result::{Finding, Parameter};

/// All that a reader has read.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Name of the API or collection.
    pub name: String,
    /// In the order of the text.
    pub requests: Vec<ReadRequest>,
    /// Variables of the whole text: a collection's, an environment's.
    pub variables: Vec<Variable>,
    /// Findings of the whole text.
    pub findings: Vec<Finding>,
}

/// One request.
#[derive(Debug, Default)]
pub(crate) struct ReadRequest {
    /// Place in the text.
    pub at: String,
    /// Folder or tag.
    pub group: String,
    /// Name, in words.
    pub name: String,
    /// A name for programs, such as an operation id; empty: made from the name.
    pub tool_name: String,
    /// What it is for.
    pub description: String,
    /// The method; `None`: one that a connector cannot send.
    pub method: Option<Method>,
    /// The method's word.
    pub method_word: String,
    /// Scheme, host, port and perhaps a first part of the path, without a slash at its end.
    pub base: String,
    /// Begins with `/`; percent-encoded as it is sent.
    pub path: String,
    /// Decoded.
    pub query: Vec<NameValue>,
    /// As they are sent.
    pub headers: Vec<NameValue>,
    /// What is sent.
    pub body: Option<Body>,
    /// How it is signed in, if the format says so outside headers and query.
    pub sign_in: ReadSignIn,
    /// How the format calls its sign-in; empty if it says nothing.
    pub sign_in_word: String,
    /// What is known of its own variables; these win over those of the whole text.
    pub variables: Vec<Variable>,
    /// Names of variables that its answer sets, and where in the answer the value stands.
    pub keeps: Vec<Kept>,
    /// The answer for the sample.
    pub answer: Option<ReadAnswer>,
    /// What it takes, as the text has it.
    pub parameters: Vec<Parameter>,
    /// The text declares what varies: a literal in path, query or header is meant as it stands.
    pub is_declared: bool,
    /// The text calls it outdated.
    pub deprecated: bool,
    /// What was found in it.
    pub findings: Vec<Finding>,
}

/// How a request is signed in.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum ReadSignIn {
    /// The format says nothing; headers and query may.
    #[default]
    Unsaid,
    /// `Authorization: Basic` with these two texts.
    Basic {
        /// User name.
        username: String,
        /// Password.
        password: String,
    },
    /// `Authorization: Bearer` with this text.
    Bearer(String),
    /// A key in a header or the query.
    ApiKey {
        /// The header's or parameter's name.
        name: String,
        /// The text.
        value: String,
        /// Whether it stands in the query.
        in_query: bool,
    },
    /// A declared sign-in whose texts are placeholders already, and the secrets that it names, with the value of each if
    /// the text gives it.
    Declared(Box<SignIn>, Vec<(String, String)>),
    /// The text says that there is none, so that a key in a header is only a header.
    None,
}

/// What is known of a variable.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    /// As the format writes it.
    pub name: String,
    /// What it is.
    pub meaning: Meaning,
}

/// What a variable is.
#[derive(Debug, Clone)]
pub(crate) enum Meaning {
    /// Something to ask the customer for. The field's name is a wish.
    Question(Box<Field>),
    /// A value that the text gives.
    Value(String),
    /// A value that is or looks secret; empty if the text does not give it.
    Secret(String),
    /// A part of a base address that the owner fills in.
    Setting {
        /// The usual value; may be empty.
        value: String,
        /// Which values there are.
        help: String,
    },
}

/// A value that an answer leaves for later requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The variable's name.
    pub variable: String,
    /// Path into the answer, `data.token`.
    pub path: String,
}

/// An answer that the text shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReadAnswer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
    /// Where it comes from.
    pub origin: AnswerOrigin,
}

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerOrigin {
    /// The API's authors wrote it.
    Example,
    /// Made from a schema.
    Schema,
    /// An API has given it to somebody, so it is made fictional.
    Recorded,
}

/// A method's word as a connector can send it.
pub(crate) fn method(word: &str) -> Option<Method> {
    [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Head]
        .into_iter()
        .find(|method| method.as_str().eq_ignore_ascii_case(word))
}

/// A row of a header or query.
pub(crate) fn row(name: impl Into<String>, value: impl Into<String>) -> NameValue {
    NameValue { name: name.into(), value: value.into(), ..NameValue::default() }
}
