//! One request and its answer: rendered, signed in, sent or taken from a sample, and told in the trace.

use std::time::Duration;

use drawbridge_model::{Environment, SecretValue};
use tokio::time::Instant;
use url::Url;

use super::retry;
use super::stop::Stop;
use super::story::Story;
use super::{Engine, RunRequest};
use crate::confirm::Confirmed;
use crate::door::{self, Pool, Response};
use crate::door_error::DoorError;
use crate::outcome::OwnerNote;
use crate::plan::{Plan, SignInPlan, StepPlan, SystemPlan};
use crate::progress::{Progress, StepProgress};
use crate::render::{self, Target};
use crate::request::{Both, Header, Request};
use crate::sample;
use crate::sign_in;
use crate::signature;
use crate::trace::{HeaderTrace, StepTrace};
use crate::values::Values;

/// What every request of a run shares.
#[derive(Clone, Copy)]
pub(super) struct Exchange<'run> {
    pub(super) engine: &'run Engine,
    pub(super) plan: &'run Plan,
    pub(super) request: &'run RunRequest,
    pub(super) confirmed: Option<Confirmed>,
}

impl Exchange<'_> {
    /// Sends a step. Where a fetched token is refused, it is fetched anew and the step sent once more; a step that only
    /// reads is sent once more where [`retry`] says so, and any step whose connection was closed before it was sent.
    pub(super) async fn step(
        self,
        index: usize,
        step: &StepPlan,
        values: &Values<'_>,
        story: &mut Story,
    ) -> Result<Response, Stop> {
        let progress = StepProgress { step: &step.id, events: self.request.progress.as_ref() };
        progress.tell(Progress::StepStarted {
            step: step.id.clone(),
            name: step.name.clone(),
            index,
            of: self.plan.steps.len(),
        });
        let system = &self.plan.systems[step.system];
        let key = step.idempotency_key.then(|| self.idempotency_key(index));
        let changed_before = story.changed;
        let mut refused = None;
        let mut may_try_again = !step.writes;
        let mut may_connect_again = true;
        loop {
            let token = self.token(system, refused.as_ref(), values, story).await?;
            let mut trace = StepTrace::of(step);
            let request = match Self::rendered(step, system, token.as_ref(), key.as_deref(), values, story) {
                Ok(request) => request,
                Err(ending) => {
                    trace.skipped = Some("The request could not be put together with these values.".to_owned());
                    story.trace.steps.push(trace);
                    progress.tell(Progress::StepFinished { step: step.id.clone(), status: None });
                    return Err(ending);
                }
            };
            // Told before it is sent, so that a run that ends in the middle of it counts as a change.
            story.changed |= step.writes && !self.request.cancel.is_cancelled();
            let result = if self.request.environment == Environment::Sample {
                trace.tell_request(&request);
                sample::answer(&step.samples, &system.system.id, values).ok_or_else(|| no_sample(step))
            } else {
                let result = self.send(request, &mut trace, progress).await;
                if result.as_ref().is_err_and(|error| !error.may_have_been_carried_out()) {
                    story.changed = changed_before;
                }
                let closed = match result {
                    Err(DoorError::KeptConnectionClosed) if may_try_again => Some("A kept connection had been closed"),
                    // Nothing was sent, so that a write too is sent once.
                    Err(DoorError::ClosedBeforeSending) if may_connect_again => {
                        Some("A new connection had been closed")
                    }
                    _ => None,
                };
                if let Some(closed) = closed {
                    (may_try_again, may_connect_again) = (false, false);
                    story.trace.steps.push(trace);
                    story.trace.notes.push(format!("{closed}; the request was sent anew."));
                    continue;
                }
                result.map_err(|error| Stop::door(error, &step.id))
            };
            let response = match result {
                Ok(response) => response,
                Err(ending) => {
                    progress.tell(Progress::StepFinished { step: step.id.clone(), status: None });
                    story.trace.steps.push(trace);
                    return Err(ending);
                }
            };
            trace.tell_response(&response, story);
            story.trace.steps.push(trace);
            if response.status == 401 && token.is_some() && refused.is_none() {
                story.trace.notes.push("The token was refused and asked for anew.".to_owned());
                refused = token;
                continue;
            }
            if let Some(wait) = self.second_try(&response, story).filter(|_| may_try_again) {
                may_try_again = false;
                let asked = format!("The API asked to wait {} s; then the request was sent once more.", wait.as_secs());
                story.trace.notes.push(asked);
                tokio::select! {
                    () = tokio::time::sleep(wait) => continue,
                    () = self.request.cancel.cancelled() => return Err(Stop::Stopped),
                }
            }
            progress.tell(Progress::StepFinished { step: step.id.clone(), status: Some(response.status) });
            story.keep_answer(&step.id, &response);
            return Ok(response);
        }
    }

    fn second_try(self, response: &Response, story: &Story) -> Option<Duration> {
        let left = story.deadline.saturating_duration_since(Instant::now());
        let wait = retry::wait_for_second_try(response, &self.request.started_at, left)?;
        (self.request.environment != Environment::Sample).then_some(wait)
    }

    fn rendered(
        step: &StepPlan,
        system: &SystemPlan,
        token: Option<&SecretValue>,
        idempotency_key: Option<&str>,
        values: &Values<'_>,
        story: &Story,
    ) -> Result<Request, Stop> {
        let refused = |error| Stop::render(error, &step.id);
        let base = base(system, values)?;
        let query = match &system.sign_in {
            SignInPlan::Query(row) => Some(row),
            _ => None,
        };
        let target = Target { base: &base, system: &system.system.id, headers: &system.headers, query };
        let mut request = render::render(&step.spec, target, values).map_err(refused)?;
        sign_in::add_header(&mut request, system, token, values).map_err(refused)?;
        if let Some(key) = idempotency_key {
            set_default(&mut request, "Idempotency-Key", key);
        }
        set_defaults(&mut request);
        if let SignInPlan::Signed(plan) = &system.sign_in {
            signature::sign(&mut request, plan, &system.system.id, values, story.moment()).map_err(refused)?;
        }
        Ok(request)
    }

    /// The same for every try of one confirmed action.
    fn idempotency_key(self, index: usize) -> String {
        let Some(confirmed) = self.confirmed else {
            return uuid::Uuid::now_v7().to_string();
        };
        let parts = ["idempotency".to_owned(), format!("{:?}", confirmed.nonce), index.to_string()];
        let [first @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = self.engine.sealer.hash(&parts);
        uuid::Builder::from_random_bytes(first).into_uuid().to_string()
    }

    pub(super) async fn send(
        self,
        request: Request,
        trace: &mut StepTrace,
        progress: StepProgress<'_>,
    ) -> Result<Response, DoorError> {
        trace.tell_request(&request);
        let run = self.request;
        let pool = Pool { policy: run.egress.clone(), secrets: run.secrets.fingerprint(&self.engine.sealer) };
        let sent = self.engine.door.send(request, pool, &run.limits, &run.cancel, progress).await;
        sent.inspect_err(|error| trace.error = Some(error.words().to_owned()))
    }
}

/// The address of a system. Environment Sample may have none, and sends nothing.
pub(super) fn base(system: &SystemPlan, values: &Values<'_>) -> Result<Url, Stop> {
    let id = system.system.id.as_str();
    let sample =
        || (values.environment == Environment::Sample).then(|| Url::parse("https://sample.invalid").ok()).flatten();
    values.addresses.get(id).map(|address| address.url.clone()).or_else(sample).ok_or_else(|| {
        let note = OwnerNote::new("The address of the system cannot be called.", format!("system {id}"), "Check it.");
        Stop::Unavailable(note, None)
    })
}

pub(super) fn set_defaults(request: &mut Request) {
    set_default(request, "Accept", "application/json");
    if let Some(content_type) = request.body.as_ref().map(|body| body.content_type.clone()) {
        set_default(request, "Content-Type", &content_type);
    }
}

fn set_default(request: &mut Request, name: &str, value: &str) {
    if request.headers.iter().all(|header| !header.name.eq_ignore_ascii_case(name)) {
        request.headers.push(Header { name: name.to_owned(), value: Both::open(value) });
    }
}

fn no_sample(step: &StepPlan) -> Stop {
    let what = format!("The request “{}” has no sample answer.", step.name);
    let next = "Record one in environment Test, or write one by hand.";
    Stop::Unavailable(OwnerNote::new(what, format!("step {}", step.id), next), None)
}

impl StepTrace {
    pub(super) fn of(step: &StepPlan) -> Self {
        Self { step: step.id.clone(), name: step.name.clone(), template: step.template.clone(), ..Self::default() }
    }

    pub(super) fn tell_request(&mut self, request: &Request) {
        self.request_line = format!("{} {}", request.method.as_str(), request.shown_url);
        let header = |header: &Header| HeaderTrace { name: header.name.clone(), value: header.value.shown.clone() };
        self.sent_headers = request.headers.iter().map(header).collect();
        self.sent_body = request.body.as_ref().map(|body| body.shown.clone());
    }

    pub(super) fn tell_response(&mut self, response: &Response, story: &Story) {
        self.status = Some(response.status);
        door::status_words(response.status).clone_into(&mut self.status_text);
        self.timing = response.timing;
        self.body_bytes = response.body.len();
        let header =
            |(name, value): &(String, String)| HeaderTrace { name: name.clone(), value: story.redacted(value) };
        self.response_headers = response.headers.iter().map(header).collect();
    }
}
