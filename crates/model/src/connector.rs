//! The connector document, DESIGN section 2: the same JSON in the window, in SQLite and in a bundle.
//!
//! The vocabulary of fields and validations is the product's public language. Whatever is added here must be
//! optional with a default that means what its absence meant before, or the bundle's format version changes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// One tool for the chatbot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Connector {
    /// UUID, version 7.
    pub id: String,
    /// What the owner calls it.
    pub name: String,
    /// What the model calls it: `[a-z][a-z0-9_]{0,63}`.
    pub tool_name: String,
    /// The id of the system whose address, sign-in and headers its steps use.
    pub system: String,
    /// Tells the AI when and how to use the connector.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prompt: String,
    /// What the bot asks the customer for.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// The requests, run in this order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What must hold before anything is answered.
    #[serde(default)]
    pub validations: Vec<Validation>,
    /// Whether all rules must hold, or one of those that verify the customer.
    #[serde(default, rename = "match", skip_serializing_if = "is_default")]
    pub match_rules: MatchRules,
    /// The owner's statement that the data is nobody's in particular, so that no rule is needed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub public: bool,
    /// The allowlist of what leaves.
    #[serde(default)]
    pub answer: Answer,
    /// When the customer must say yes before a request that changes something.
    #[serde(default, skip_serializing_if = "is_default")]
    pub confirm: Confirm,
    /// Failed tries allowed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub attempts: AttemptLimits,
    /// Warnings that the owner has accepted, by their code and place (`secret_in_address:steps[0].query[1]`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<String>,
    /// What a customer might say, for choosing among connectors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub example_phrases: Vec<String>,
    /// Saved test cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<TestCase>,
    /// Saved chats, replayed on the samples.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chats: Vec<ChatTest>,
    /// Recorded answers, made fictional.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
}

/// A value that the bot asks the customer for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// `[a-z][a-z0-9_]{0,39}`, written `{name}`.
    pub name: String,
    /// What kind of value it is.
    #[serde(rename = "type", default)]
    pub field_type: FieldType,
    /// Whether the bot must have it before it calls.
    #[serde(default)]
    pub required: bool,
    /// What to ask for, in the customer's words.
    #[serde(default)]
    pub description: String,
    /// A value that a customer might give.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    /// A password or code: masked in the window, in traces and in saved chats.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sensitive: bool,
    /// The options of a `choice`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// A regular expression that the whole text must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Smallest number, or earliest date as ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// Largest number, or latest date as ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// Fewest characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// Most characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
}

/// The kinds of value a customer can be asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name is the thing")]
pub enum FieldType {
    #[default]
    String,
    Email,
    Integer,
    Number,
    Boolean,
    Date,
    Datetime,
    Phone,
    Url,
    Choice,
}

/// One HTTP request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `[a-z][a-z0-9_]{0,39}`, unique in the connector; later steps write `{id.extract}`.
    pub id: String,
    /// What the owner calls it.
    #[serde(default)]
    pub name: String,
    /// Another system than the connector's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The HTTP method.
    #[serde(default)]
    pub method: Method,
    /// A template, appended to the system's address.
    #[serde(default)]
    pub path: String,
    /// Query parameters, in order; a name may occur more than once.
    #[serde(default)]
    pub query: Vec<NameValue>,
    /// Headers beside the system's.
    #[serde(default)]
    pub headers: Vec<NameValue>,
    /// What is sent.
    #[serde(default)]
    pub body: Option<Body>,
    /// Values kept for later steps.
    #[serde(default)]
    pub extract: Vec<Extract>,
    /// Run only if this placeholder has a value (`order.customer_id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if: Option<String>,
    /// What counts as failure besides the status.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fail_when: Vec<FailWhen>,
    /// The method reads although it is not GET or HEAD (a GraphQL query, a search by POST).
    #[serde(default, skip_serializing_if = "is_default")]
    pub reads_only: bool,
    /// Send an `Idempotency-Key`, the same for every try of one confirmed action.
    #[serde(default, skip_serializing_if = "is_default")]
    pub idempotency_key: bool,
}

/// HTTP methods, RFC 9110.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "each name is the method")]
pub enum Method {
    #[default]
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
}

/// A header or a query parameter. The value is a template, the name is not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct NameValue {
    /// Name, literal.
    pub name: String,
    /// Template.
    #[serde(default)]
    pub value: String,
    /// A row that is kept but not sent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub disabled: bool,
    /// A note for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// What a request carries. Texts are templates, encoded for their kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Body {
    /// `application/json`; `"{email}"` is a string, `{quantity}` without quotes a typed value.
    Json {
        /// The text as the owner wrote it.
        text: String,
    },
    /// `application/x-www-form-urlencoded`.
    Form {
        /// Pairs, in order.
        fields: Vec<NameValue>,
    },
    /// `multipart/form-data`.
    Multipart {
        /// Parts, in order.
        fields: Vec<NameValue>,
    },
    /// Any text; placeholders only after the owner accepts that nothing is escaped.
    Text {
        /// The text as the owner wrote it.
        text: String,
        /// The media type, `text/plain` if empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        content_type: String,
    },
    /// `application/xml`; values are escaped.
    Xml {
        /// The text as the owner wrote it.
        text: String,
    },
}

/// A value taken from a step's response for a later step, never shown to the bot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Extract {
    /// Written `{step.name}`.
    pub name: String,
    /// Path into the response; must find exactly one text, number or boolean.
    pub path: String,
}

/// A successful status that is a failure all the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct FailWhen {
    /// Path into the response.
    pub path: String,
    /// What about it means failure.
    pub is: FailCondition,
    /// The constant for `equals`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What it means.
    #[serde(default)]
    pub means: FailMeaning,
}

/// Conditions of [`FailWhen`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailCondition {
    /// The path finds something other than null.
    Present,
    /// The path finds nothing, null, or an empty list, object or text.
    Empty,
    /// The path finds the constant.
    Equals,
}

/// What a failure by [`FailWhen`] means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailMeaning {
    /// The record does not exist: handled as a failed verification.
    NotFound,
    /// The API reports an error.
    #[default]
    Error,
}

/// A rule: what must hold before anything is answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// The field that is compared; or `value` stands in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// A constant in place of `input`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Path into the response: `billing.email`, or any RFC 9535 query.
    pub compare_with: String,
    /// The step whose response is read; the last one if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// How the two are compared.
    #[serde(rename = "type", default)]
    pub validation_type: ValidationType,
    /// How many digits `last_digits` compares; 4 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digits: Option<u8>,
    /// What the bot says when the rule fails. Empty: the uniform words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error: String,
}

/// The comparators of SECURITY 3.3.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum ValidationType {
    /// NFC on both sides, then byte equality. With `value`: checks the answer.
    Equals,
    /// Trimmed, NFC, simple case folding that never maps a non-ASCII letter to an ASCII one.
    #[default]
    EqualsIgnoreCase,
    /// One `@`, domain to its A-label, then as `equals_ignore_case`.
    EqualsEmail,
    /// Equality of decimal texts, never of floats.
    EqualsNumber,
    /// The same calendar day.
    EqualsDate,
    /// The same digits, at least 7; leading `00` equals `+`.
    EqualsPhone,
    /// The same last digits, at least 4.
    LastDigits,
    /// Exactly one element of a list of texts is equal, ignoring case.
    OneOf,
    /// The path finds something other than null.
    Exists,
    /// The path finds nothing or null.
    NotExists,
    /// The path finds `true`.
    IsTrue,
    /// The path finds a text, list or object that is not empty.
    NotEmpty,
}

impl ValidationType {
    /// Whether this type, used with an `input`, says who the customer is.
    pub fn verifies_identity(self) -> bool {
        !matches!(self, Self::Exists | Self::NotExists | Self::IsTrue | Self::NotEmpty)
    }
}

/// How several identity rules combine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatchRules {
    /// Every rule must hold.
    #[default]
    All,
    /// One identity rule must hold, and every rule on the answer.
    Any,
}

/// What the bot sees: an allowlist.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The step whose response the paths read; the last one if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// What leaves, in order. None: the bot gets the outcome without data.
    #[serde(default)]
    pub fields: Vec<AnswerField>,
    /// Items kept of a list; 20 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u32>,
}

/// One allowed path.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct AnswerField {
    /// Path into the response.
    pub path: String,
    /// The name under which the bot gets it; made from the path if left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Another step than the answer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Codes to words: `processing` to `being prepared`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
    /// How the value is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
}

/// How a value of the answer is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Format {
    /// An amount in minor units (`4900` for 49.00), with the ISO 4217 code of its currency or a path to it.
    MoneyMinor {
        /// A code, `EUR`, or a path into the same response.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        currency: String,
    },
    /// An ISO 8601 date or time, written as a day.
    Date,
    /// An ISO 8601 time, written as day and time.
    Datetime,
    /// Seconds since 1970-01-01 UTC.
    UnixSeconds,
    /// Milliseconds since 1970-01-01 UTC.
    UnixMilliseconds,
    /// A number with this many decimals.
    Number {
        /// Digits after the point.
        decimals: u8,
    },
}

/// When the customer must say yes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Confirm {
    /// Before a connector that writes.
    #[default]
    Writes,
    /// Before every call.
    Always,
    /// Never.
    Never,
}

/// Failed tries allowed before the connector stops answering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct AttemptLimits {
    /// Failures per record asked for, in `window_minutes`.
    pub per_record: u32,
    /// The window for a record, in minutes.
    pub window_minutes: u32,
    /// Failures per conversation and hour.
    pub per_conversation: u32,
}

impl Default for AttemptLimits {
    fn default() -> Self {
        Self { per_record: 5, window_minutes: 15, per_conversation: 10 }
    }
}

/// A saved test.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct TestCase {
    /// A sentence: `the owner`, `a stranger`.
    pub name: String,
    /// Values by field name.
    #[serde(default)]
    pub inputs: BTreeMap<String, Value>,
    /// What must come out.
    #[serde(default)]
    pub expect: Expectation,
}

/// What a test expects.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The outcome's word.
    pub outcome: OutcomeKind,
    /// The exact data, if it matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// The exact words for the bot, if they matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A saved chat: what a customer wrote, and what must hold after each line. Replayed with the built-in assistant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct ChatTest {
    /// A sentence: `a stranger asks for an order`.
    pub name: String,
    /// The day on which it was saved, `2026-11-25`, for words such as “tomorrow”.
    pub day: String,
    /// Tool names of the connectors that took part.
    pub with: Vec<String>,
    /// Line by line.
    pub turns: Vec<ChatTestTurn>,
}

/// One line of a saved chat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct ChatTestTurn {
    /// What the customer wrote.
    pub customer: String,
    /// Exactly these calls follow, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<ChatTestCall>,
    /// The reply holds each of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
    /// The reply holds none of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_said: Vec<String>,
}

/// A call that a saved chat expects.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct ChatTestCall {
    /// The tool's name.
    pub tool: String,
    /// How it ends.
    pub outcome: OutcomeKind,
    /// Labels of the fields that the assistant got.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// Every rule held; the allowed fields follow. The only kind that carries response data.
    #[default]
    Answer,
    /// A rule did not hold, or the record does not exist.
    NotVerified,
    /// A value is missing or of the wrong kind; nothing was sent.
    InvalidInput,
    /// A write waits for the customer's yes.
    NeedsConfirmation,
    /// Too many failed tries.
    Throttled,
    /// The API said no.
    ApiError,
    /// Network, time-out, too large, not JSON.
    Unavailable,
}

/// A recorded answer of a step, made fictional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The step it answers.
    pub step: String,
    /// The inputs (and `step.extract` values) for which it answers; empty: any.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Value>,
    /// HTTP status.
    pub status: u16,
    /// Response headers; `Content-Type: application/json` if none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<NameValue>,
    /// The body.
    #[serde(default)]
    pub body: Value,
}

impl Step {
    /// Whether the request may change something.
    pub fn writes(&self) -> bool {
        !matches!(self.method, Method::Get | Method::Head) && !self.reads_only
    }
}

impl Connector {
    /// Whether any step may change something.
    pub fn writes(&self) -> bool {
        self.steps.iter().any(Step::writes)
    }

    /// Whether a call waits for the customer's yes.
    pub fn asks_first(&self) -> bool {
        match self.confirm {
            Confirm::Always => true,
            Confirm::Writes => self.writes(),
            Confirm::Never => false,
        }
    }

    /// The step with this id, or the last one for `None`.
    pub fn step(&self, id: Option<&str>) -> Option<&Step> {
        match id {
            Some(id) => self.steps.iter().find(|step| step.id == id),
            None => self.steps.last(),
        }
    }
}

impl Method {
    /// The method as it stands in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
        }
    }
}

impl OutcomeKind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::NotVerified => "not_verified",
            Self::InvalidInput => "invalid_input",
            Self::NeedsConfirmation => "needs_confirmation",
            Self::Throttled => "throttled",
            Self::ApiError => "api_error",
            Self::Unavailable => "unavailable",
        }
    }
}

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
