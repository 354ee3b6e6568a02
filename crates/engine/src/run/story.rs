//! What is told of a run while it goes on: its trace, its answers, its alerts, and what must not be shown.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::time::Instant;

use super::{Audience, RunRequest};
use crate::attempts::Alert;
use crate::charset;
use crate::door::Response;
use crate::outcome::StepAnswer;
use crate::plan::Plan;
use crate::redact::Redactor;
use crate::secrets::RenewedSecret;
use crate::trace::{StepTrace, Trace};

/// What is told of a run while it goes on.
pub(crate) struct Story {
    pub(crate) trace: Trace,
    pub(crate) answers: Vec<StepAnswer>,
    pub(crate) alerts: Vec<Alert>,
    pub(crate) record: String,
    pub(crate) audience: Audience,
    /// Whether the end says nothing about the customer.
    pub(crate) says_nothing: bool,
    /// Whether a request that changes something has left and was not refused.
    pub(crate) changed: bool,
    /// When the run must be over.
    pub(crate) deadline: Instant,
    /// Refresh tokens that were given in place of those that the run was lent.
    pub(crate) renewed: Vec<RenewedSecret>,
    since: Instant,
    redactor: Arc<Redactor>,
}

impl Story {
    pub(crate) fn new(request: &RunRequest) -> Self {
        let trace =
            Trace { started_at: request.started_at.clone(), environment: request.environment, ..Trace::default() };
        Self {
            trace,
            answers: Vec::new(),
            alerts: Vec::new(),
            record: String::new(),
            audience: request.audience,
            says_nothing: false,
            changed: false,
            deadline: Instant::now() + request.limits.run,
            renewed: Vec::new(),
            since: Instant::now(),
            redactor: request.secrets.redactor(),
        }
    }

    /// What time it is, if whoever asked for the run said when it began.
    pub(crate) fn moment(&self) -> Option<Timestamp> {
        let started: Timestamp = self.trace.started_at.parse().ok()?;
        started.checked_add(self.since.elapsed()).ok()
    }

    /// Something more that must not be shown.
    pub(crate) fn hide(&mut self, secret: &str) {
        Arc::make_mut(&mut self.redactor).add(secret);
    }

    pub(crate) fn redacted(&self, text: &str) -> String {
        self.redactor.text(text)
    }

    /// Takes secrets out of both sides of the rules: an API may have echoed one.
    pub(crate) fn hide_in_rules(&mut self) {
        let redactor = &self.redactor;
        for rule in &mut self.trace.rules {
            for value in [&mut rule.said.value, &mut rule.answered.value].into_iter().flatten() {
                *value = redactor.text(value);
            }
        }
    }

    /// The steps that the run did not come to, or not to the end of.
    pub(crate) fn tell_what_was_not_reached(&mut self, plan: &Plan) {
        for step in &plan.steps {
            if self.trace.steps.iter().all(|told| told.step != step.id) {
                let skipped = Some("The run ended before it.".to_owned());
                self.trace.steps.push(StepTrace { skipped, ..StepTrace::of(step) });
            }
        }
    }

    /// Keeps an answer for the designer, who may look at what came; nobody else may.
    pub(crate) fn keep_answer(&mut self, step: &str, response: &Response) {
        if self.audience == Audience::Designer {
            let headers = response.headers.iter().map(|(name, value)| (name.clone(), self.redacted(value)));
            let body = match charset::for_display(response.header("content-type"), &response.body) {
                // Nothing to take out: a large answer is shared rather than copied.
                Cow::Borrowed(shown) if !self.redactor.finds(shown) => response.body.clone(),
                shown => Bytes::from(self.redactor.bytes(&shown)),
            };
            let answer = StepAnswer {
                step: step.to_owned(),
                status: response.status,
                headers: headers.collect(),
                body,
                complete: response.complete,
            };
            self.answers.push(answer);
        }
    }
}
