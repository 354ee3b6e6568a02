//! The story of a run, for the owner: each request, the time it took, each rule with both sides, and what left.
//!
//! Secrets are absent by construction: whoever renders a request renders it twice, once to be sent and once to be
//! shown, and the second never holds a secret, a sensitive answer or a value kept in a header. [`Trace::for_disk`]
//! takes out what came from a response as well, so that nothing unverified is ever stored.

use drawbridge_model::{Environment, ValidationType};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What happened in one run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Trace {
    /// When it started, RFC 3339, as told by whoever asked for the run.
    pub started_at: String,
    /// Where the calls went.
    pub environment: Environment,
    /// The requests, in order, those not sent included.
    pub steps: Vec<StepTrace>,
    /// The rules, in order.
    pub rules: Vec<RuleTrace>,
    /// What the bot got; empty unless every rule held.
    pub left: Left,
    /// How often the record was asked for in vain, if this run counts.
    pub failed: Option<FailedTries>,
    /// What else happened, in sentences: attempts counted, a confirmation asked for or used, a sign-in renewed.
    pub notes: Vec<String>,
    /// All in all, in milliseconds.
    pub total_ms: f64,
}

/// One request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct StepTrace {
    /// The step's id; `sign_in:SYSTEM` for a log-in.
    pub step: String,
    /// What the owner calls it.
    pub name: String,
    /// Method and address as the document has them, with placeholders.
    pub template: String,
    /// Method and address as sent, secrets hidden; empty if nothing was sent.
    pub request_line: String,
    /// Headers as sent, secrets hidden.
    pub sent_headers: Vec<HeaderTrace>,
    /// The body as sent, secrets and sensitive answers hidden.
    pub sent_body: Option<String>,
    /// Where the time went.
    pub timing: Timing,
    /// HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The usual words of that status.
    pub status_text: String,
    /// The answer's headers, secrets hidden.
    pub response_headers: Vec<HeaderTrace>,
    /// Decoded bytes of the answer's body.
    pub body_bytes: usize,
    /// Why nothing was sent, if nothing was.
    pub skipped: Option<String>,
    /// What went wrong, in words.
    pub error: Option<String>,
}

/// A header line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeaderTrace {
    /// The name.
    pub name: String,
    /// The value, secrets hidden.
    pub value: String,
}

/// Where the time of a request went, in milliseconds. A reused connection has no look-up and no connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Timing {
    /// Looking up the name.
    pub name_lookup_ms: Option<f64>,
    /// Connecting, secure handshake included.
    pub connect_ms: Option<f64>,
    /// From sending to the first byte of the answer.
    pub first_byte_ms: Option<f64>,
    /// Reading the body.
    pub body_ms: Option<f64>,
    /// All of it.
    pub total_ms: f64,
}

/// A rule and how it came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleTrace {
    /// Position in the connector's rules, from zero.
    pub rule: usize,
    /// The step whose answer it reads.
    pub step: String,
    /// How the two are compared.
    #[serde(rename = "type")]
    pub rule_type: ValidationType,
    /// What the customer said, or the constant.
    pub said: Side,
    /// What the API answered.
    pub answered: Side,
    /// How it came out.
    pub state: RuleState,
    /// Why, one sentence with the types of both sides.
    pub reason: String,
}

/// One side of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Side {
    /// Where it comes from: `email`, `billing.email`, `a constant`.
    pub source: String,
    /// `text`, `number`, `true or false`, `nothing`, `null`, `list`, `object`.
    pub kind: String,
    /// The value as text; absent where there is none or where it is hidden.
    pub value: Option<String>,
}

/// How a rule came out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RuleState {
    /// It held.
    Held,
    /// It did not.
    Failed,
    /// The run ended before it.
    #[default]
    NotReached,
}

/// Failed tries at one record, this one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FailedTries {
    /// How many.
    pub tries: usize,
    /// At how many it is locked.
    pub of: usize,
}

/// What the bot got.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Left {
    /// The labels, in order.
    pub labels: Vec<String>,
    /// Single values in the answers that they were picked from.
    #[serde(default)]
    pub of: usize,
    /// Characters of all values.
    pub characters: usize,
    /// What was cut or taken out, in sentences.
    pub notes: Vec<String>,
}

impl Trace {
    /// Takes out what responses said, for a run that verified nobody and that a bot's side looks at (SECURITY 3.3): what
    /// was compared, response headers, and requests that may hold something kept of an earlier response.
    pub(crate) fn forget_responses(&mut self) {
        let mut was_answered = false;
        for step in &mut self.steps {
            if was_answered && !step.request_line.is_empty() {
                step.request_line.clone_from(&step.template);
                step.sent_headers.clear();
                step.sent_body = None;
            }
            step.response_headers.clear();
            was_answered |= step.status.is_some() && !step.step.starts_with("sign_in:");
        }
        for rule in &mut self.rules {
            rule.answered.value = None;
        }
    }

    /// The same without anything that a response said or a customer wrote: what may be kept on disk.
    #[must_use]
    pub fn for_disk(&self) -> Self {
        let mut kept = self.clone();
        for step in &mut kept.steps {
            step.request_line = if step.request_line.is_empty() { String::new() } else { step.template.clone() };
            step.sent_headers.clear();
            step.sent_body = None;
            step.response_headers.clear();
        }
        for rule in &mut kept.rules {
            rule.said.value = None;
            rule.answered.value = None;
        }
        kept
    }
}
