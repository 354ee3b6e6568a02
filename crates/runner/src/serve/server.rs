//! Makes every call, whatever way it came: one engine, one limit, one audit line, one set of metrics.
//!
//! A call that its caller gives up is stopped and still told of: it runs as a task of its own, whose token is cancelled when
//! the caller's future is dropped (SECURITY MCP-16). Tools are replaced as a whole on SIGHUP; a call keeps those it began with.

use std::sync::Arc;
use std::time::Instant;

use drawbridge_engine::{BotOutcome, CancellationToken, Engine, Progress, RunRequest};
use drawbridge_model::OutcomeKind;
use serde_json::{Map, Value};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use super::audit::{self, Audit};
use super::identity::{self, Given};
use super::metrics::Metrics;
use super::pace::Pace;
use super::settings::{LogForm, ServeArguments};
use super::telemetry::{PARENT, Telemetry};
use super::tools::Tools;
use crate::state::Valkey;

/// What all transports share.
pub struct Server {
    engine: Engine,
    state: Option<Arc<Valkey>>,
    tools: watch::Sender<Arc<Tools>>,
    pace: Pace,
    log: LogForm,
    /// What is counted.
    pub metrics: Metrics,
    telemetry: Telemetry,
    /// Whether clients must send a token.
    pub needs_token: bool,
}

/// A call of a tool.
pub struct Call<'given> {
    /// The tool's name.
    pub tool: String,
    /// What the model gave, by question.
    pub inputs: Map<String, Value>,
    /// Whose tries these are, if the application says so.
    pub conversation: Option<String>,
    /// The token of a confirmation that the customer has agreed to.
    pub confirmation: Option<String>,
    /// What the application gave beside it.
    pub given: &'given dyn Given,
    /// Stops it.
    pub cancel: CancellationToken,
    /// Where events go.
    pub progress: Option<UnboundedSender<Progress>>,
    /// By which way it came: `stdio`, `mcp` or `rest`.
    pub way: &'static str,
}

/// There is no tool of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownTool;

impl Server {
    /// A server of these tools. `state`: where the engine meets other replicas. `needs_token`: clients must send one.
    pub fn new(
        engine: Engine,
        state: Option<Arc<Valkey>>,
        tools: Tools,
        telemetry: Telemetry,
        settings: &ServeArguments,
        needs_token: bool,
    ) -> Self {
        let metrics = Metrics::new();
        metrics.offers(tools.len());
        let (pace, log) = (Pace::new(settings.calls_per_minute), settings.log);
        Self { engine, state, tools: watch::Sender::new(Arc::new(tools)), pace, log, metrics, telemetry, needs_token }
    }

    /// The tools of this moment.
    pub fn tools(&self) -> Arc<Tools> {
        Arc::clone(&self.tools.borrow())
    }

    /// Offers other tools from now on.
    pub fn replace(&self, tools: Tools) {
        self.metrics.offers(tools.len());
        self.tools.send_replace(Arc::new(tools));
    }

    /// Where to wait for other tools than those of this moment.
    pub fn changes(&self) -> watch::Receiver<Arc<Tools>> {
        self.tools.subscribe()
    }

    /// Whether it can make calls; if not, why.
    pub async fn is_ready(&self) -> Result<(), String> {
        match &self.state {
            Some(state) => state.check().await,
            None => Ok(()),
        }
    }

    /// Whether what replicas share may be thrown away where it lies.
    pub async fn may_forget(&self) -> bool {
        match &self.state {
            Some(state) => state.may_forget().await,
            None => false,
        }
    }

    /// Makes a call. It always comes to an outcome; whoever drops this future stops it.
    pub async fn call(self: &Arc<Self>, call: Call<'_>) -> Result<BotOutcome, UnknownTool> {
        let tool = Arc::clone(self.tools().get(&call.tool).ok_or(UnknownTool)?);
        let started = Instant::now();
        let parent = call.given.header(PARENT);
        let mut inputs = call.inputs;
        let refused = match self.pace.take() {
            Err(wait) => Some(too_many(wait)),
            Ok(()) => identity::add(&tool.identity, call.given, &mut inputs).err().map(|refused| *refused),
        };
        if let Some(refused) = refused {
            self.tell(&Audit::refused(&call.tool, call.way, &refused, started.elapsed()), parent.as_deref());
            return Ok(refused);
        }
        let request = RunRequest {
            inputs,
            conversation: call.conversation,
            confirmation: call.confirmation,
            cancel: call.cancel.clone(),
            progress: call.progress,
            started_at: jiff::Timestamp::now().to_string(),
            ..tool.request.clone()
        };
        let stop_when_dropped = call.cancel.drop_guard();
        let server = Arc::clone(self);
        let task = tokio::spawn(async move {
            let in_flight = server.metrics.begin();
            // Apart from the task, which is moved a few times before it runs.
            let run = Box::pin(server.engine.run(&tool.plan, request)).await;
            drop(in_flight);
            server.tell(&Audit::of(&call.tool, call.way, &run, started.elapsed()), parent.as_deref());
            run.outcome.for_bot()
        });
        let outcome = task.await;
        stop_when_dropped.disarm();
        Ok(outcome.unwrap_or_else(|_| identity::outcome(OutcomeKind::Unavailable, BROKE, Vec::new())))
    }

    /// Sends what is still on its way to whoever collects.
    pub fn end(&self) {
        self.telemetry.end();
    }

    fn tell(&self, audit: &Audit<'_>, parent: Option<&str>) {
        self.metrics.called(audit);
        self.telemetry.called(audit, parent);
        audit::write(audit, self.log);
    }
}

const BROKE: &str = "The service is not available right now. Please try again later.";

fn too_many(seconds: u64) -> BotOutcome {
    let mut outcome = identity::outcome(
        OutcomeKind::Throttled,
        "There are too many calls. Please try again in a moment.",
        Vec::new(),
    );
    outcome.retry_after_seconds = Some(seconds);
    outcome
}
