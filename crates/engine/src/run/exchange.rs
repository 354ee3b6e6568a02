//! One request and its answer: rendered, signed in, sent or taken from a sample, and told in the trace.

use std::time::Duration;

use drawbridge_model::{Environment, SecretValue};
use tokio::time::Instant;
use url::Url;

use super::retry;
use super::steps::Story;
use super::stop::Stop;
use super::{Engine, RunRequest};
use crate::confirm::Confirmed;
use crate::door::{self, Pool, Response};
use crate::door_error::DoorError;
use crate::evidence::{Document, NotEvidence};
use crate::outcome::OwnerNote;
use crate::plan::{Plan, SignInPlan, StepPlan, SystemPlan, TokenPlan};
use crate::progress::{Progress, StepProgress};
use crate::render::{self, Target};
use crate::request::{Both, Header, Request};
use crate::sample;
use crate::sign_in::{self, Token, TokenPlace};
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
    /// reads is sent once more where [`retry`] says so.
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
        loop {
            let token = self.token(system, refused.as_ref(), values, story).await?;
            let mut trace = StepTrace::of(step);
            let request = match Self::rendered(step, system, token.as_ref(), key.as_deref(), values) {
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
                if matches!(result, Err(DoorError::KeptConnectionClosed)) && may_try_again {
                    may_try_again = false;
                    story.trace.steps.push(trace);
                    story.trace.notes.push("A kept connection had been closed; the request was sent anew.".to_owned());
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

    async fn send(
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

    /// The token of a system whose sign-in is a log-in request: the kept one, or a new one. `refused` is one that the
    /// API did not take.
    async fn token(
        self,
        system: &SystemPlan,
        refused: Option<&SecretValue>,
        values: &Values<'_>,
        story: &mut Story,
    ) -> Result<Option<SecretValue>, Stop> {
        let SignInPlan::Token(plan) = &system.sign_in else { return Ok(None) };
        if self.request.environment == Environment::Sample {
            return Ok(Some(SecretValue::new("sample")));
        }
        let place = self.token_place(system, values)?;
        let mut kept = tokio::select! {
            kept = place.lock() => kept,
            () = self.request.cancel.cancelled() => return Err(Stop::Stopped),
        };
        let now = self.engine.clock.elapsed();
        if let Some(token) = kept.as_ref().filter(|token| token.is_good(now) && Some(&token.value) != refused) {
            story.hide(token.value.expose());
            return Ok(Some(token.value.clone()));
        }
        let token = self.log_in(system, plan, values, story).await?;
        let value = token.value.clone();
        *kept = Some(token);
        Ok(Some(value))
    }

    /// Its key changes with everything that a log-in depends on.
    fn token_place(self, system: &SystemPlan, values: &Values<'_>) -> Result<TokenPlace, Stop> {
        let mut parts =
            vec!["token".to_owned(), system.system.id.clone(), self.request.environment.as_str().to_owned()];
        parts.push(base(system, values)?.to_string());
        parts.push(serde_json::to_string(&system.system).unwrap_or_default());
        for (name, secret) in values.secrets.iter().filter(|(name, _)| name.system == system.system.id) {
            parts.push(name.name.clone());
            parts.push(secret.expose().to_owned());
        }
        for (name, setting) in values.settings.iter().filter(|(name, _)| name.system == system.system.id) {
            parts.push(name.name.clone());
            parts.push(setting.clone());
        }
        let key = self.engine.sealer.hash(&parts);
        Ok(self.engine.tokens.place(key))
    }

    /// Sends the log-in request and takes the token out of its answer.
    pub(super) async fn log_in(
        self,
        system: &SystemPlan,
        plan: &TokenPlan,
        values: &Values<'_>,
        story: &mut Story,
    ) -> Result<Token, Stop> {
        let id = format!("sign_in:{}", system.system.id);
        let mut trace = StepTrace {
            step: id.clone(),
            name: format!("Sign in to {}", system.system.name),
            template: plan.template.clone(),
            ..StepTrace::default()
        };
        let base = base(system, values)?;
        let target = Target { base: &base, system: &system.system.id, headers: &system.headers, query: None };
        let mut request = render::render(&plan.spec, target, values).map_err(|error| Stop::render(error, &id))?;
        set_defaults(&mut request);
        let progress = StepProgress { step: &id, events: None };
        let sent = self.send(request, &mut trace, progress).await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                story.trace.steps.push(trace);
                return Err(Stop::door(error, &id));
            }
        };
        let taken = take_token(plan, &response, self.engine.clock.elapsed());
        if let Ok(token) = &taken {
            story.hide(token.value.expose());
        }
        trace.tell_response(&response, story);
        if let Err(what) = &taken {
            trace.error = Some(what.clone());
        }
        story.trace.steps.push(trace);
        let next = "Check the system's sign-in and its secrets.";
        taken.map_err(|what| match response.status {
            429 | 500..=599 => Stop::Unavailable(OwnerNote::new(what, id, next), None),
            _ => Stop::ApiError(OwnerNote::new(what, id, next), None),
        })
    }
}

/// The address of a system. Environment Sample may have none, and sends nothing.
fn base(system: &SystemPlan, values: &Values<'_>) -> Result<Url, Stop> {
    let id = system.system.id.as_str();
    let sample =
        || (values.environment == Environment::Sample).then(|| Url::parse("https://sample.invalid").ok()).flatten();
    values.addresses.get(id).cloned().or_else(sample).ok_or_else(|| {
        let note = OwnerNote::new("The address of the system cannot be called.", format!("system {id}"), "Check it.");
        Stop::Unavailable(note, None)
    })
}

fn take_token(plan: &TokenPlan, response: &Response, now: Duration) -> Result<Token, String> {
    if !(200..300).contains(&response.status) {
        return Err(format!("The API refused the sign-in (status {}).", response.status));
    }
    let content_type = response.header("content-type");
    let document = Document::read(response.status, content_type, &response.body, response.complete)
        .map_err(|reason: NotEvidence| reason.words().to_owned())?;
    let token = document
        .leaf(&plan.token)
        .map_err(|found| format!("The answer has no token at “{}”: {} is there.", plan.token, found.kind()))?;
    if token.as_text().trim().is_empty() {
        return Err(format!("The token at “{}” is empty.", plan.token));
    }
    let seconds = plan.expires_in.as_ref().and_then(|path| document.leaf(path).ok());
    let seconds = seconds.and_then(|leaf| leaf.as_text().split('.').next()?.parse().ok());
    Ok(Token::new(SecretValue::new(token.as_text()), now, seconds))
}

fn set_defaults(request: &mut Request) {
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

    fn tell_request(&mut self, request: &Request) {
        self.request_line = format!("{} {}", request.method.as_str(), request.shown_url);
        let header = |header: &Header| HeaderTrace { name: header.name.clone(), value: header.value.shown.clone() };
        self.sent_headers = request.headers.iter().map(header).collect();
        self.sent_body = request.body.as_ref().map(|body| body.shown.clone());
    }

    fn tell_response(&mut self, response: &Response, story: &Story) {
        self.status = Some(response.status);
        door::status_words(response.status).clone_into(&mut self.status_text);
        self.timing = response.timing;
        self.body_bytes = response.body.len();
        let header =
            |(name, value): &(String, String)| HeaderTrace { name: name.clone(), value: story.redacted(value) };
        self.response_headers = response.headers.iter().map(header).collect();
    }
}
