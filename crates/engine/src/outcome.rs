//! What a run gives back: the outcome for the bot with a note for the owner, and, for the designer, the trace and the
//! answers as they came.
//!
//! The bot's half and the owner's half are kept apart in one type on purpose: whoever passes an outcome on to a model
//! passes on [`Outcome::for_bot`], which has no room for the owner's note.

use bytes::Bytes;
use drawbridge_model::{OutcomeKind, inputs::InputProblem};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::attempts::Alert;
use crate::secrets::RenewedSecret;
use crate::trace::Trace;

/// One execution of a connector.
#[derive(Debug, Clone)]
pub struct Run {
    /// How it ended.
    pub outcome: Outcome,
    /// What happened, for the owner.
    pub trace: Trace,
    /// What each request was answered, secrets hidden. Filled for [`crate::Audience::Designer`] only.
    pub answers: Vec<StepAnswer>,
    /// What the owner should know beside the outcome: a record that was locked, a connector that is slowed down.
    pub alerts: Vec<Alert>,
    /// Which record was asked for, as a mark that is the same for the same record while the program runs, and from
    /// which nothing can be read back; empty if no record is asked for.
    pub record: String,
    /// Secrets that must be kept with another value from now on.
    pub renewed: Vec<RenewedSecret>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Outcome {
    /// The word that programs act on.
    pub kind: OutcomeKind,
    /// The words for the bot.
    pub message: String,
    /// The allowed fields; only with [`OutcomeKind::Answer`].
    pub data: Option<AnswerData>,
    /// What is wrong with the values; only with [`OutcomeKind::InvalidInput`].
    pub problems: Vec<InputProblem>,
    /// What the customer must agree to; only with [`OutcomeKind::NeedsConfirmation`].
    pub confirmation: Option<ConfirmationRequest>,
    /// When another try makes sense.
    #[ts(type = "number | null")]
    pub retry_after_seconds: Option<u64>,
    /// The result of an identical write a moment ago; nothing was sent for this one.
    pub repeated: bool,
    /// For the owner, never for the bot.
    pub owner: OwnerNote,
}

/// For the owner: what happened, where, and what to do now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnerNote {
    /// What happened, one sentence.
    pub what: String,
    /// Where: `step order`, `rule 2`, `question email`; empty if nowhere in particular.
    pub place: String,
    /// What to do, one sentence; empty if there is nothing to do.
    pub next: String,
}

/// A write that waits for the customer's yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct ConfirmationRequest {
    /// Given back with the same values to carry it out, once.
    pub token: String,
    /// What will be done, with the exact values, in plain words.
    pub summary: String,
    /// How long the token is good for.
    #[ts(type = "number")]
    pub expires_in_seconds: u64,
}

/// The allowed fields by label, in the order of the connector. It serialises as a JSON object in that order.
#[derive(Debug, Clone, Default, PartialEq, TS)]
#[ts(type = "{ [label in string]: any }")]
pub struct AnswerData {
    fields: Vec<(String, Value)>,
}

impl AnswerData {
    pub(crate) fn new(fields: Vec<(String, Value)>) -> Self {
        Self { fields }
    }

    /// Changes every text in it, however deep, names included.
    pub(crate) fn change_texts(&mut self, change: &impl Fn(&str) -> String) {
        self.fields.iter_mut().for_each(|(_, value)| change_texts(value, change));
    }

    /// Label and value, in order.
    pub fn fields(&self) -> &[(String, Value)] {
        &self.fields
    }

    /// The value under a label.
    pub fn get(&self, label: &str) -> Option<&Value> {
        self.fields.iter().find(|(name, _)| name == label).map(|(_, value)| value)
    }

    /// The same as a JSON value; the order of its members is up to `serde_json`.
    pub fn to_value(&self) -> Value {
        Value::Object(self.fields.iter().cloned().collect())
    }
}

fn change_texts(value: &mut Value, change: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| change_texts(item, change)),
        Value::Object(members) => {
            let changed = std::mem::take(members).into_iter().map(|(name, mut member)| {
                change_texts(&mut member, change);
                (change(&name), member)
            });
            *members = changed.collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Serialize for AnswerData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for (label, value) in &self.fields {
            map.serialize_entry(label, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for AnswerData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(Map::deserialize(deserializer)?.into_iter().collect()))
    }
}

/// The members of an answer are up to its connector; [`crate::tool_formats::reply_schema`] names them.
impl JsonSchema for AnswerData {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AnswerData".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object"})
    }
}

/// What a bot or an MCP client gets of an [`Outcome`]: the reply of every export, and of nothing more. A member that is
/// not there is left out, and never `null`. The words of the members stand in the schema that other programs get.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema, TS)]
pub struct BotOutcome {
    /// How it ended.
    pub outcome: OutcomeKind,
    /// What to tell the customer.
    pub message: String,
    /// What the customer may know; only with the outcome answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AnswerData")]
    pub data: Option<AnswerData>,
    /// What is wrong with the inputs, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<InputProblem>,
    /// What the customer must agree to before anything is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ConfirmationRequest")]
    pub confirmation: Option<ConfirmationRequest>,
    /// After how many seconds another try makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64")]
    #[ts(type = "number | null")]
    pub retry_after_seconds: Option<u64>,
    /// True if this is the result of the same change a moment ago, and nothing was changed again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
}

impl Outcome {
    /// The half that may leave: everything but the owner's note.
    pub fn for_bot(&self) -> BotOutcome {
        BotOutcome {
            outcome: self.kind,
            message: self.message.clone(),
            data: self.data.clone(),
            problems: self.problems.clone(),
            confirmation: self.confirmation.clone(),
            retry_after_seconds: self.retry_after_seconds,
            repeated: self.repeated,
        }
    }

    pub(crate) fn new(kind: OutcomeKind, message: impl Into<String>, owner: OwnerNote) -> Self {
        Self {
            kind,
            message: message.into(),
            data: None,
            problems: Vec::new(),
            confirmation: None,
            retry_after_seconds: None,
            repeated: false,
            owner,
        }
    }
}

impl OwnerNote {
    pub(crate) fn new(what: impl Into<String>, place: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), place: place.into(), next: next.into() }
    }
}

/// A response as it came, for the designer's own test.
#[derive(Debug, Clone)]
pub struct StepAnswer {
    /// The step's id.
    pub step: String,
    /// HTTP status.
    pub status: u16,
    /// Names and values, secrets hidden.
    pub headers: Vec<(String, String)>,
    /// The decoded body in UTF-8, secrets hidden, up to the designer's limit.
    pub body: Bytes,
    /// Whether `body` is all of it.
    pub complete: bool,
}
