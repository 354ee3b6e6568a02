//! One line for every call: what was called, how it ended, how long it took, and what its requests came to.
//!
//! Nothing that a customer said and nothing that an API answered is in it: a record is told from another by a mark from which
//! nothing can be read back, a conversation by a hash of its name. The owner's sentence about a failure is the one that the
//! engine keeps free of both.

use std::time::Duration;

use drawbridge_engine::{Alert, BotOutcome, Run};
use drawbridge_model::OutcomeKind;
use jiff::Timestamp;
use serde::Serialize;

use super::settings::LogForm;
use crate::output;

/// What is told of a call.
#[derive(Debug, Serialize)]
pub struct Audit<'call> {
    event: &'static str,
    #[serde(serialize_with = "as_text")]
    time: Timestamp,
    /// The tool's name.
    pub tool: &'call str,
    /// By which way it came.
    pub way: &'static str,
    /// How it ended.
    pub outcome: OutcomeKind,
    milliseconds: u64,
    /// How long it took.
    #[serde(skip)]
    pub duration: Duration,
    #[serde(skip_serializing_if = "str::is_empty")]
    record: &'call str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repeated: bool,
    /// Its requests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request<'call>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    what: &'call str,
    #[serde(rename = "where", skip_serializing_if = "str::is_empty")]
    place: &'call str,
    /// What the owner should know beside it.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "in_words")]
    pub alerts: Vec<Alert>,
}

/// A request of a call.
#[derive(Debug, Serialize)]
pub struct Request<'call> {
    step: &'call str,
    /// Method and address as the connector has them.
    #[serde(skip)]
    pub template: &'call str,
    /// How long it took.
    #[serde(skip)]
    pub duration: Duration,
    /// HTTP status; absent if there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

impl<'call> Audit<'call> {
    /// Of a run.
    pub fn of(tool: &'call str, way: &'static str, run: &'call Run, duration: Duration) -> Self {
        let owner = &run.outcome.owner;
        let is_fine = run.outcome.kind == OutcomeKind::Answer;
        let requests = run.trace.steps.iter().map(|step| Request {
            step: &step.step,
            template: &step.template,
            duration: Duration::try_from_secs_f64(step.timing.total_ms / 1000.0).unwrap_or_default(),
            status: step.status,
        });
        Self {
            record: &run.record,
            repeated: run.outcome.repeated,
            requests: requests.collect(),
            what: if is_fine { "" } else { &owner.what },
            place: if is_fine { "" } else { &owner.place },
            alerts: run.alerts.clone(),
            ..Self::new(tool, way, run.outcome.kind, duration)
        }
    }

    /// Of a call that was refused before anything ran.
    pub fn refused(tool: &'call str, way: &'static str, outcome: &BotOutcome, duration: Duration) -> Self {
        Self { what: "It was refused before anything ran.", ..Self::new(tool, way, outcome.outcome, duration) }
    }

    fn new(tool: &'call str, way: &'static str, outcome: OutcomeKind, duration: Duration) -> Self {
        Self {
            event: "call",
            time: Timestamp::now(),
            tool,
            way,
            outcome,
            milliseconds: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
            duration,
            record: "",
            repeated: false,
            requests: Vec::new(),
            what: "",
            place: "",
            alerts: Vec::new(),
        }
    }

    /// The same as a sentence.
    fn words(&self) -> String {
        let place = if self.place.is_empty() { String::new() } else { format!(" ({})", self.place) };
        let alerts: Vec<String> = self.alerts.iter().map(|alert| alert.words()).collect();
        let rest = crate::deployment::join(&[self.what, &alerts.join(" ")]);
        let rest = if rest.is_empty() { rest } else { format!(": {rest}") };
        format!("{} {} in {} ms{rest}{place}", self.tool, self.outcome.as_str(), self.milliseconds)
    }
}

/// Writes it to standard error.
pub fn write(audit: &Audit<'_>, form: LogForm) {
    match form {
        LogForm::Text => output::note(&audit.words()),
        LogForm::Json => output::log(audit),
    }
}

fn as_text<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

fn in_words<S: serde::Serializer>(alerts: &[Alert], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(alerts.iter().map(|alert| alert.words()))
}
