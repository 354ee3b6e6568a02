//! Runs a connector: inputs, attempts, the customer's yes, the requests in order, the rules, the answer.
//!
//! One [`Engine`] serves the window, the chat and the runner; what differs between them is in the [`RunRequest`], never in
//! the code. The order is fixed: nothing is sent before the inputs are accepted, the tries counted and a write
//! confirmed; each step's rules are judged before the next step is sent; and an answer is made of a verified response
//! only. Whatever fails, a panic included, fails closed.

mod browser_sign_in;
mod caught;
mod exchange;
mod retry;
mod sign_in_test;
mod steps;
mod stop;
mod story;
mod token;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use drawbridge_model::inputs::{self, Inputs};
use drawbridge_model::{Environment, OutcomeKind};
use serde_json::{Map, Value};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::answer;
use crate::attempts::{self, AttemptKey, AttemptKeys, AttemptStore, Ending, MemoryAttempts, SharedAttempts};
use crate::clock::{Clock, CommonClock, MonotonicClock};
use crate::confirm::{self, ConfirmationError, Confirmations, Confirmed};
use crate::decide::{Decision, Verified};
use crate::door::{Door, DoorSettings};
use crate::egress::EgressPolicy;
use crate::limits::{CALLS_AT_ONCE, Limits, SHARED_STATE};
use crate::lookup::SystemLookup;
use crate::outcome::{Outcome, OwnerNote, Run};
use crate::plan::{Overrides, Plan};
use crate::progress::Progress;
use crate::repeats::{First, Repeats, Turn};
use crate::sealing::Sealer;
use crate::secrets::Secrets;
use crate::shared::{OutOfReach, Shared, SharedState, SharedTokens};
use crate::sign_in::Tokens;
use crate::trace::FailedTries;
use crate::uniform::UniformTime;
use crate::values::{Address, Values};

#[cfg(test)]
mod fault_tests;

pub use browser_sign_in::{Authorization, BrowserAnswer};
pub use sign_in_test::{SignInReport, SignInTest};
pub(crate) use story::Story;

/// Runs connectors. One for a process; it keeps connections, tokens, counters, used confirmations and, for a minute, what
/// came of writes.
pub struct Engine {
    door: Door,
    attempts: Arc<dyn AttemptStore>,
    clock: Arc<dyn Clock>,
    confirmations: Confirmations,
    repeats: Repeats,
    uniform_time: UniformTime,
    sealer: Sealer,
    tokens: Tokens,
    shared_tokens: Option<SharedTokens>,
    /// One permit for each run that may ask APIs now.
    calls: Semaphore,
}

/// What an engine is made of.
pub struct EngineSettings {
    /// How names are looked up, and what servers are told.
    pub door: DoorSettings,
    /// Where tries are counted.
    pub attempts: Arc<dyn AttemptStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where replicas meet; `None`: what one process knows is all that there is.
    pub shared: Option<Shared>,
    /// How many runs may ask APIs at the same time. One more waits when a designer looks at it, and is turned away when a
    /// bot does.
    pub calls_at_once: usize,
}

/// The operating system has no randomness to give, so that tokens could be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The operating system gave no random numbers.")]
pub struct NoRandomness;

/// Who looks at the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The owner, testing: sees answers as they came. Tries are not counted against them.
    Designer,
    /// A bot: sees the outcome.
    Bot,
}

/// One call of a connector.
#[derive(Debug, Clone)]
pub struct RunRequest {
    /// Where calls go.
    pub environment: Environment,
    /// What the customer said, by question.
    pub inputs: Map<String, Value>,
    /// Whose tries these are, if that is known.
    pub conversation: Option<String>,
    /// The token of a confirmation that the customer has agreed to.
    pub confirmation: Option<String>,
    /// The secrets, bound to origins.
    pub secrets: Secrets,
    /// Addresses and settings in place of the document's.
    pub overrides: Overrides,
    /// What may be reached.
    pub egress: EgressPolicy,
    /// How long and how much.
    pub limits: Limits,
    /// Who looks at it.
    pub audience: Audience,
    /// Stops the run.
    pub cancel: CancellationToken,
    /// Where events go.
    pub progress: Option<UnboundedSender<Progress>>,
    /// When it started, RFC 3339, for the trace.
    pub started_at: String,
}

impl RunRequest {
    /// A bot's call on the recorded samples: nothing is sent, nobody waits, nothing is secret. What a call does otherwise
    /// is said beside it.
    pub fn on_samples() -> Self {
        Self {
            environment: Environment::Sample,
            inputs: Map::new(),
            conversation: None,
            confirmation: None,
            secrets: Secrets::default(),
            overrides: Overrides::default(),
            egress: EgressPolicy::default(),
            limits: Limits { failed_verification: Duration::ZERO, ..Limits::bot() },
            audience: Audience::Bot,
            cancel: CancellationToken::new(),
            progress: None,
            started_at: String::new(),
        }
    }
}

impl EngineSettings {
    /// The operating system's names and clock, counters in memory.
    pub fn standard() -> Self {
        let clock: Arc<dyn Clock> = Arc::new(MonotonicClock::new());
        Self {
            door: DoorSettings {
                user_agent: concat!("drawbridge/", env!("CARGO_PKG_VERSION")).to_owned(),
                lookup: Arc::new(SystemLookup),
                authorities: Vec::new(),
            },
            attempts: Arc::new(MemoryAttempts::new(Arc::clone(&clock))),
            clock,
            shared: None,
            calls_at_once: CALLS_AT_ONCE,
        }
    }

    /// The same for one of many replicas, which meet in a shared place. `now` is the computer's time since the start of
    /// 1970 (UTC); that of all replicas must agree within seconds.
    pub fn shared(shared: Shared, now: Duration) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(CommonClock::starting_at(now));
        Self {
            attempts: Arc::new(SharedAttempts::new(&shared, Arc::clone(&clock))),
            clock,
            shared: Some(shared),
            ..Self::standard()
        }
    }
}

impl Engine {
    /// Makes an engine; no connection is opened.
    pub fn new(settings: EngineSettings) -> Result<Self, NoRandomness> {
        let clock = settings.clock;
        let sealer = settings.shared.as_ref().map_or_else(Sealer::new, |shared| Ok(Sealer::from_key(&shared.key)));
        let state = settings.shared.as_ref().map(|shared| Arc::new(SharedState::new(shared)));
        Ok(Self {
            door: Door::new(settings.door),
            attempts: settings.attempts,
            confirmations: Confirmations::new(Arc::clone(&clock), state.clone()),
            repeats: Repeats::new(Arc::clone(&clock), state.clone()),
            uniform_time: UniformTime::default(),
            sealer: sealer.map_err(|_| NoRandomness)?,
            tokens: Tokens::default(),
            shared_tokens: state.map(|state| SharedTokens::new(state, Arc::clone(&clock))),
            clock,
            calls: Semaphore::new(settings.calls_at_once),
        })
    }

    /// Runs a connector once. It always comes to an outcome.
    pub async fn run(&self, plan: &Plan, request: RunRequest) -> Run {
        let started = Instant::now();
        let mut story = Story::new(&request);
        story.trace.rules = Decision::new(&plan.rules, plan.connector.match_rules, plan.connector.public).traces();
        let outcome = self.to_outcome(plan, &request, &mut story).await;
        story.tell_what_was_not_reached(plan);
        if plan.verifies(outcome.kind) || outcome.kind == OutcomeKind::Throttled {
            let least = request.limits.failed_verification;
            let whole = self.uniform_time.whole(&plan.connector.id, least, started.elapsed());
            tokio::time::sleep_until(started + whole).await;
        }
        story.trace.total_ms = started.elapsed().as_secs_f64() * 1000.0;
        if request.audience == Audience::Bot && outcome.kind != OutcomeKind::Answer {
            story.trace.forget_responses();
        }
        Run {
            outcome,
            trace: story.trace,
            answers: story.answers,
            alerts: story.alerts,
            record: story.record,
            renewed: story.renewed,
        }
    }

    async fn to_outcome(&self, plan: &Plan, request: &RunRequest, story: &mut Story) -> Outcome {
        let inputs = match inputs::accept(&plan.connector.fields, &request.inputs) {
            Ok(inputs) => inputs,
            Err(problems) => return stop::invalid_input(problems),
        };
        let record = attempts::record_key(&self.sealer, plan, request.environment, &inputs);
        story.record = attempts::record_mark(plan, &record);
        let is_verified = plan.connector.public || plan.rules.iter().any(|rule| rule.identifies);
        if request.audience == Audience::Bot && !is_verified {
            return stop::not_set_up("No rule says who the customer is.");
        }
        let mut values = values(plan, request, &inputs);
        if let Some(outcome) = missing(plan, request, &values) {
            return outcome;
        }
        self.accepted(plan, request, &mut values, record, story).await.unwrap_or_else(|outcome| *outcome)
    }

    /// The run once its inputs are accepted; whatever ends it before its try is counted is the error.
    async fn accepted(
        &self,
        plan: &Plan,
        request: &RunRequest,
        values: &mut Values<'_>,
        record: AttemptKey,
        story: &mut Story,
    ) -> Result<Outcome, Box<Outcome>> {
        let inputs = values.inputs;
        let attempt = self.attempt_keys(plan, request, record);
        let limits = &plan.connector.attempts;
        if let Some(keys) = &attempt
            && let Some(locked) = self.attempts.locked(keys, limits).await.map_err(out_of_reach)?
        {
            return Err(Box::new(stop::locked(plan, locked)));
        }
        let mut turn = self.turn(plan, request, inputs).await?;
        let confirmed = self.confirmation(plan, request, inputs, story).await;
        if let Some(first) = turn.as_ref().and_then(Turn::first) {
            return Err(Box::new(repeated(first, story)));
        }
        let confirmed = confirmed?;
        let wait = match &attempt {
            None => None,
            Some(keys) => match self.attempts.count(keys, limits).await.map_err(out_of_reach)? {
                Ok(wait) => Some(wait),
                Err(locked) => return Err(Box::new(stop::locked(plan, locked))),
            },
        };
        if let Some(turn) = &mut turn
            && let Err(outcome) = self.begin(turn, request, wait, story).await
        {
            self.settle(plan, attempt.as_ref(), Ending::SaidNothing, story).await;
            return Err(outcome);
        }
        let outcome = self.counted(plan, request, values, confirmed, wait, story).await;
        let ending = match outcome.kind {
            OutcomeKind::Answer => Ending::Verified,
            _ if story.says_nothing => Ending::SaidNothing,
            _ => Ending::Failed,
        };
        if let Some(turn) = turn
            && turn.end(story.changed.then_some(&outcome)).await.is_err()
        {
            let untold = "The shared state cannot be reached, so an identical call within a minute is told that it is \
                          not known whether this was done.";
            story.trace.notes.push(untold.to_owned());
        }
        self.settle(plan, attempt.as_ref(), ending, story).await;
        Ok(outcome)
    }

    /// The run itself, once its try is counted: within its time, and whole again after a panic.
    async fn counted(
        &self,
        plan: &Plan,
        request: &RunRequest,
        values: &mut Values<'_>,
        confirmed: Option<Confirmed>,
        wait: Option<Duration>,
        story: &mut Story,
    ) -> Outcome {
        if let Some(wait) = wait {
            story.trace.notes.push("This try was counted before the first request was sent.".to_owned());
            if !wait.is_zero() {
                let slowed = "It waited for its turn, because many verifications of this connector have failed.";
                story.trace.notes.push(slowed.to_owned());
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = request.cancel.cancelled() => return stop::stopped(),
                }
            }
        }
        let _permit = match self.permit(request).await {
            Ok(permit) => permit,
            Err(outcome) => {
                story.says_nothing = true;
                return *outcome;
            }
        };
        let started = Instant::now();
        story.deadline = started + request.limits.run;
        let working = tokio::time::timeout_at(story.deadline, self.work(plan, request, values, confirmed, story));
        let outcome = match caught::caught(working).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => {
                story.says_nothing = true;
                stop::took_too_long()
            }
            Err(caught::Broke) => stop::broke(),
        };
        if request.audience == Audience::Bot {
            self.uniform_time.note(&plan.connector.id, started.elapsed());
        }
        if story.changed && outcome.kind == OutcomeKind::Unavailable { stop::unknown(outcome) } else { outcome }
    }

    /// The right to ask APIs now. A designer waits for it; a bot, whose customer waits, is told to come back.
    async fn permit(&self, request: &RunRequest) -> Result<SemaphorePermit<'_>, Box<Outcome>> {
        if request.audience == Audience::Bot {
            return self.calls.try_acquire().map_err(|_| Box::new(stop::busy()));
        }
        tokio::select! {
            permit = self.calls.acquire() => permit.map_err(|_| Box::new(stop::busy())),
            () = request.cancel.cancelled() => Err(Box::new(stop::stopped())),
        }
    }

    /// In a conversation a write takes its turn, so that an identical one is not sent beside it or right after it.
    async fn turn(&self, plan: &Plan, request: &RunRequest, inputs: &Inputs) -> Result<Option<Turn>, Box<Outcome>> {
        let Some(conversation) = request.conversation.as_deref().filter(|_| plan.connector.writes()) else {
            return Ok(None);
        };
        let key =
            confirm::write_key(&self.sealer, &plan.connector, &plan.version, request.environment, inputs, conversation);
        tokio::select! {
            turn = self.repeats.turn(key) => turn.map(Some).map_err(out_of_reach),
            () = request.cancel.cancelled() => Err(Box::new(stop::stopped())),
        }
    }

    /// From here on the write may leave, unless another replica has sent it a moment ago.
    async fn begin(
        &self,
        turn: &mut Turn,
        request: &RunRequest,
        wait: Option<Duration>,
        story: &mut Story,
    ) -> Result<(), Box<Outcome>> {
        let longest = wait.unwrap_or_default() + request.limits.run + 2 * SHARED_STATE;
        let is_ours = tokio::select! {
            biased;
            begun = turn.begin(longest) => begun.map_err(out_of_reach)?,
            () = request.cancel.cancelled() => return Err(Box::new(stop::stopped())),
        };
        if is_ours {
            Ok(())
        } else {
            Err(Box::new(turn.first().map_or_else(stop::state_out_of_reach, |first| repeated(first, story))))
        }
    }

    fn attempt_keys(&self, plan: &Plan, request: &RunRequest, record: AttemptKey) -> Option<AttemptKeys> {
        let counts = request.audience == Audience::Bot && plan.rules.iter().any(|rule| rule.identifies);
        let conversation = request.conversation.as_deref();
        counts.then(|| attempts::keys(&self.sealer, plan, request.environment, record, conversation))
    }

    async fn confirmation(
        &self,
        plan: &Plan,
        request: &RunRequest,
        inputs: &Inputs,
        story: &mut Story,
    ) -> Result<Option<Confirmed>, Box<Outcome>> {
        let connector = &plan.connector;
        if !connector.asks_first() {
            return Ok(None);
        }
        let (sealer, version, environment) = (&self.sealer, plan.version.as_str(), request.environment);
        let why = match &request.confirmation {
            None => None,
            Some(token) => {
                match self.confirmations.accept(sealer, connector, version, environment, inputs, token).await {
                    Ok(confirmed) => {
                        story.trace.notes.push("The customer's confirmation was used.".to_owned());
                        return Ok(Some(confirmed));
                    }
                    Err(ConfirmationError::OutOfReach(error)) => return Err(out_of_reach(error)),
                    Err(ConfirmationError::NotAccepted(why)) => Some(why),
                }
            }
        };
        story.trace.notes.push("Nothing was sent: the customer's confirmation was asked for.".to_owned());
        let asked = self.confirmations.ask(sealer, connector, version, environment, inputs).await;
        let asked = asked.map_err(out_of_reach)?;
        Err(Box::new(asked.map_or_else(stop::broke, |asked| stop::needs_confirmation(asked, why))))
    }

    /// The requests, the decision and the answer.
    async fn work(
        &self,
        plan: &Plan,
        request: &RunRequest,
        values: &mut Values<'_>,
        confirmed: Option<Confirmed>,
        story: &mut Story,
    ) -> Outcome {
        let mut decision = Decision::new(&plan.rules, plan.connector.match_rules, plan.connector.public);
        let stopped = self.steps(plan, request, values, confirmed, &mut decision, story).await;
        let outcome = match stopped {
            Err(stop) => {
                story.says_nothing = stop.says_nothing();
                stop.outcome(plan)
            }
            Ok(documents) => match decision.finish(&documents) {
                Ok(verified) => answered(plan, &verified, &request.secrets, story),
                Err(refused) => stop::refused(plan, &refused),
            },
        };
        story.trace.rules = decision.traces();
        story.hide_in_rules();
        outcome
    }

    /// A success resets the record; what says nothing about the customer is not counted. A try whose end cannot be told
    /// stays counted.
    async fn settle(&self, plan: &Plan, attempt: Option<&AttemptKeys>, ending: Ending, story: &mut Story) {
        let Some(keys) = attempt else { return };
        let limits = &plan.connector.attempts;
        let Ok(settled) = self.attempts.settle(keys, limits, ending).await else {
            story.trace.notes.push("The shared state cannot be reached, so the try stays counted.".to_owned());
            return;
        };
        if ending == Ending::SaidNothing {
            story.trace.notes.push("The try was not counted, because it said nothing about the customer.".to_owned());
        }
        if ending == Ending::Failed {
            let of = attempts::at_most(limits.per_record);
            story.trace.failed = Some(FailedTries { tries: settled.tries, of });
        }
        story.trace.notes.extend(settled.alerts.iter().map(|alert| alert.words()));
        story.alerts = settled.alerts;
    }
}

/// What has to hold over all replicas cannot be found out.
fn out_of_reach(_: OutOfReach) -> Box<Outcome> {
    Box::new(stop::state_out_of_reach())
}

fn repeated(first: First<'_>, story: &mut Story) -> Outcome {
    story.trace.notes.push("The result of an identical call was given again; nothing was sent.".to_owned());
    stop::repeated(first)
}

/// Secrets, settings and addresses that this run needs and that nobody supplied. Environment Sample needs none.
fn missing(plan: &Plan, request: &RunRequest, values: &Values<'_>) -> Option<Outcome> {
    if request.environment == Environment::Sample {
        return None;
    }
    if let Some(system) = plan.systems().find(|system| !values.addresses.contains_key(system.id.as_str())) {
        return Some(stop::not_set_up(&format!("The system “{}” has no address in this environment.", system.id)));
    }
    if let Some(setting) = plan.used_settings.iter().find(|name| !values.settings.contains_key(name)) {
        return Some(stop::not_set_up(&format!("The setting “{setting}” has no value in this environment.")));
    }
    let missing = plan.used_secrets.iter().find(|name| !request.secrets.has(name))?;
    Some(stop::not_set_up(&format!("The secret “{missing}” is not set.")))
}

fn values<'run>(plan: &'run Plan, request: &RunRequest, inputs: &'run Inputs) -> Values<'run> {
    let environment = request.environment;
    let addresses: HashMap<&str, Address> = plan
        .systems
        .iter()
        .filter_map(|own| Some((own.system.id.as_str(), own.address(environment, &request.overrides)?)))
        .collect();
    let secrets = if environment == Environment::Sample {
        BTreeMap::new()
    } else {
        request.secrets.for_origins(|system| addresses.get(system).map(|address| &address.origin))
    };
    Values {
        environment,
        inputs,
        sensitive: &plan.sensitive,
        kept: HashMap::new(),
        settings: plan.settings(environment, &request.overrides),
        secrets,
        addresses,
    }
}

/// Makes the answer. Only here, and only of a verified response.
fn answered(plan: &Plan, verified: &Verified<'_>, secrets: &Secrets, story: &mut Story) -> Outcome {
    let (mut data, left, cut) = answer::build(&plan.answer, plan.max_items, verified);
    // An API may echo what it was signed in with into a field that leaves (SECURITY SEC-04).
    let redactor = secrets.redactor();
    data.change_texts(&|text| redactor.text(text));
    story.trace.left = left;
    let message = if plan.answer.is_empty() { "Done." } else { "The details were verified. This is the answer." };
    let message = if plan.connector.public && !plan.answer.is_empty() { "This is the answer." } else { message };
    let note = OwnerNote::new("Every rule held, and the allowed fields were passed on.", "", "");
    let message = std::iter::once(message.to_owned()).chain(cut.0).collect::<Vec<_>>().join(" ");
    let mut outcome = Outcome::new(OutcomeKind::Answer, message, note);
    outcome.data = (!plan.answer.is_empty()).then_some(data);
    outcome
}
