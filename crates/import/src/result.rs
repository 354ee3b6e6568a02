//! What an import gives: one shape for all four formats.

use drawbridge_model::{Connector, SecretValue, System};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ImportFormat")]
pub enum Format {
    /// Shell commands that call `curl`, for a POSIX shell or for `cmd`.
    Curl,
    /// OpenAPI 2.0 (Swagger) to 3.2, JSON or YAML.
    OpenApi,
    /// A Postman collection, version 1 to 2.1.
    Postman,
    /// HTTP Archive 1.2: what a browser recorded.
    Har,
}

/// Everything that was made of a text.
#[derive(Debug, Clone)]
pub struct Import {
    /// What it was read as.
    pub format: Format,
    /// The API's or the collection's name; empty if the text has none.
    pub name: String,
    /// Systems, with ids that are unique among themselves.
    pub systems: Vec<System>,
    /// One draft per request, in the order of the text.
    pub drafts: Vec<Draft>,
    /// Keys, passwords and cookies that stood in the text. They stand nowhere else in this value.
    pub secrets: Vec<FoundSecret>,
    /// Requests that a connector cannot send, because their method is another one.
    pub left_out: Vec<Source>,
    /// Findings that belong to the whole text.
    pub findings: Vec<Finding>,
}

/// A request that can be taken over.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The connector, complete but for rules and answer; its `id` is empty and its system is one of [`Import::systems`].
    pub connector: Connector,
    /// Where it comes from.
    pub source: Source,
    /// What was understood, guessed and dropped.
    pub findings: Vec<Finding>,
}

/// A request as it stood in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Place in the text: `paths./orders.get`, `Login`, `command 2`, `entry 7`.
    pub at: String,
    /// Folder or tag; folders in one another are joined by ` / `.
    pub group: String,
    /// As the text calls it.
    pub name: String,
    /// The method's word, in capitals; any that the text has.
    pub method: String,
    /// As written, variables included; a secret that stood in it is left out.
    pub address: String,
    /// What the request takes, as the text declares or shows it.
    pub parameters: Vec<Parameter>,
    /// Kind of body: `json`, `form`, `multipart`, `text`, `xml`; empty if there is none.
    pub body: String,
    /// How the text calls its sign-in: `bearer`, or the name of a scheme; empty if it says nothing.
    pub sign_in: String,
    /// The text calls it outdated.
    pub deprecated: bool,
}

/// Something that a request takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Where it goes.
    pub place: Place,
    /// As the text writes it.
    pub name: String,
    /// Whether the request needs it.
    pub required: bool,
}

/// Where a [`Parameter`] goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each name is the place")]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
    Form,
}

/// A secret's value, sealed, and the slot that has taken its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSecret {
    /// The system's id.
    pub system: String,
    /// The secret's name in that system.
    pub name: String,
    /// Where it stood, in words: `the header Authorization`.
    pub place: String,
    /// What stood there.
    pub value: SecretValue,
}

/// One thing that was understood, guessed or dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Finding {
    /// What became of it.
    pub kind: FindingKind,
    /// Place in the text: `servers[1]`, `line 3`; empty for all of it.
    pub at: String,
    /// One or two sentences: what, and what to do if that is wrong.
    pub message: String,
}

/// What became of a part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Taken over as it is meant.
    Understood,
    /// Taken over as it is probably meant.
    Guessed,
    /// Left out.
    Dropped,
}

/// Why nothing was made of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Refusal {
    /// One sentence; names line and column where there are any.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Refusal {
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.message, self.hint)
    }
}

impl std::error::Error for Refusal {}

impl Finding {
    pub(crate) fn understood(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind: FindingKind::Understood, at: at.into(), message: message.into() }
    }

    pub(crate) fn guessed(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind: FindingKind::Guessed, at: at.into(), message: message.into() }
    }

    pub(crate) fn dropped(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind: FindingKind::Dropped, at: at.into(), message: message.into() }
    }
}

impl Format {
    /// What people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Curl => "cURL",
            Self::OpenApi => "OpenAPI",
            Self::Postman => "Postman",
            Self::Har => "HAR",
        }
    }
}
