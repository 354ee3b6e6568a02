//! Running a connector for the Test panel: the same engine, the same plan and the same rules as beside a chatbot.
//! What differs is said here and nowhere else: the designer may look at the answers, and nothing waits on purpose.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use drawbridge_engine::lookup::{SystemLookup, is_private};
use drawbridge_engine::{
    Audience, EgressPolicy, Limits, Overrides, Plan, Progress, RunRequest as EngineRequest, SecretName, Secrets,
    SignInTest as EngineSignInTest,
};
use drawbridge_model::{Connector, Environment, System, WebOrigin};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_util::sync::CancellationToken;

use crate::Commands;
use crate::boundary::{
    CommandError, ConnectorId, ErrorCode, Event, Nothing, RunId, RunRequest, RunView, SignInReport, SignInTest,
    TestReport, TestResult,
};
use crate::documents::Read;
use crate::{error, tokens};

/// Runs that can be cancelled, by the id that the window chose.
#[derive(Default)]
pub(crate) struct UnderWay(Mutex<HashMap<String, CancellationToken>>);

/// A connector and its systems, ready to run.
struct Prepared {
    connector: Connector,
    revision: i64,
    systems: Vec<System>,
    plan: Plan,
    secrets: Secrets,
    own_network: Vec<WebOrigin>,
}

impl Commands {
    pub(crate) async fn run(self: &Arc<Self>, request: RunRequest) -> Result<RunView, CommandError> {
        let (id, environment) = (request.connector_id.clone(), request.environment);
        let prepared = self.blocking(move |commands| commands.prepare(&id, environment)).await?;
        if environment != Environment::Sample {
            ask_about_private(&prepared.systems, environment, &prepared.own_network).await?;
        }
        let cancel = self.under_way.begin(&request.run_id);
        let (events, heard) = unbounded_channel();
        self.pass_on(request.run_id.clone(), heard);
        let started = Instant::now();
        let engine_request = EngineRequest {
            environment,
            inputs: request.inputs.into_iter().collect(),
            conversation: None,
            confirmation: request.confirmation,
            secrets: prepared.secrets.clone(),
            overrides: Overrides::default(),
            egress: policy(&prepared.systems, environment, &prepared.own_network),
            limits: Limits::designer(),
            audience: Audience::Designer,
            cancel,
            progress: Some(events),
            started_at: self.timestamp(),
        };
        let run = self.engine.run(&prepared.plan, engine_request).await;
        self.under_way.end(&request.run_id);
        let duration_ms = u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX);
        let run_id = request.run_id;
        self.blocking(move |commands| {
            commands.record(&prepared.connector, prepared.revision, environment, &run, duration_ms)?;
            let tokens = tokens::count(&serde_json::to_string(&run.outcome.for_bot()).unwrap_or_default());
            let answers = commands.answers.keep(&run_id, run.answers);
            Ok(RunView { run_id, outcome: run.outcome, trace: run.trace, answers, tokens })
        })
        .await
    }

    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn cancel_run(self: &Arc<Self>, request: RunId) -> Result<Nothing, CommandError> {
        self.under_way.cancel(&request.run_id);
        Ok(Nothing {})
    }

    pub(crate) async fn run_tests(self: &Arc<Self>, request: ConnectorId) -> Result<TestReport, CommandError> {
        let prepared = self.blocking(move |commands| commands.prepare(&request.id, Environment::Sample)).await?;
        Ok(TestReport { results: self.saved_tests(&prepared.connector, &prepared.plan).await })
    }

    pub(crate) async fn test_sign_in(self: &Arc<Self>, request: SignInTest) -> Result<SignInReport, CommandError> {
        let (environment, path) = (request.environment, request.path.clone());
        let (system, secrets, own_network) = self
            .blocking(move |commands| {
                let system = commands.system(&request.system_id)?.document;
                let named = |secret: &drawbridge_model::Secret| SecretName {
                    system: system.id.clone(),
                    name: secret.name.clone(),
                };
                let wanted: Vec<SecretName> = system.secrets.iter().map(named).collect();
                let secrets = commands.lend_secrets(&wanted, environment)?;
                let allowed = match &request.connector_id {
                    Some(id) => commands.allowed_private(id)?,
                    None => Vec::new(),
                };
                Ok((system, secrets, parse_origins(&allowed)))
            })
            .await?;
        let systems = [system];
        ask_about_private(&systems, environment, &own_network).await?;
        let test = EngineSignInTest {
            environment,
            path,
            secrets,
            overrides: Overrides::default(),
            egress: policy(&systems, environment, &own_network),
            cancel: CancellationToken::new(),
            started_at: self.timestamp(),
        };
        let report = self.engine.test_sign_in(&systems[0], test).await.map_err(|problems| error::invalid(&problems))?;
        Ok(SignInReport { accepted: report.accepted, sentence: report.note.what, next_step: report.note.next })
    }

    /// Runs a connector's saved tests against its samples.
    pub(crate) async fn saved_tests(&self, connector: &Connector, plan: &Plan) -> Vec<TestResult> {
        let report = drawbridge_engine::saved_tests(connector, plan).await;
        report
            .into_iter()
            .map(|result| TestResult {
                name: result.name,
                passed: result.difference.is_empty(),
                expected: result.expected,
                actual: result.actual,
                difference: result.difference,
            })
            .collect()
    }

    fn prepare(&self, connector_id: &str, environment: Environment) -> Result<Prepared, CommandError> {
        let Read { document: connector, revision } = self.connector(connector_id)?;
        let systems: Vec<System> = self.systems_of(&connector)?.into_iter().map(|read| read.document).collect();
        let plan = Plan::draft(&connector, &systems).map_err(|problems| error::invalid(&problems))?;
        let secrets = match environment {
            Environment::Sample => Secrets::default(),
            _ => self.lend_secrets(&plan.required_secrets(), environment)?,
        };
        let own_network = parse_origins(&self.allowed_private(connector_id)?);
        Ok(Prepared { connector, revision: revision.revision, systems, plan, secrets, own_network })
    }

    fn timestamp(&self) -> String {
        let now = jiff::Timestamp::from_millisecond(self.host.now()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        now.to_string()
    }

    fn pass_on(self: &Arc<Self>, run_id: String, mut heard: UnboundedReceiver<Progress>) {
        let host = Arc::clone(&self.host);
        tokio::spawn(async move {
            while let Some(progress) = heard.recv().await {
                let (step, phase) = words(&progress);
                host.emit(Event::Progress { run_id: run_id.clone(), step, phase });
            }
        });
    }
}

impl UnderWay {
    fn begin(&self, run_id: &str) -> CancellationToken {
        let token = CancellationToken::new();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(run_id.to_owned(), token.clone());
        token
    }

    fn end(&self, run_id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(run_id);
    }

    fn cancel(&self, run_id: &str) {
        if let Some(token) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(run_id) {
            token.cancel();
        }
    }
}

/// Asks before anything is sent to an address on this computer or network. The door checks again, with the address
/// that it then connects to.
async fn ask_about_private(
    systems: &[System],
    environment: Environment,
    allowed: &[WebOrigin],
) -> Result<(), CommandError> {
    for origin in systems.iter().filter_map(|system| system.origin(environment)) {
        if !allowed.contains(&origin) && is_private(&origin, &SystemLookup).await {
            let mut question = error::new(
                ErrorCode::PrivateAddress,
                format!("{origin} is on this computer or in your own network."),
                "Allow it for this connector if it is your own test address.",
            );
            question.at = Some(origin.to_string());
            return Err(question);
        }
    }
    Ok(())
}

fn policy(systems: &[System], environment: Environment, own_network: &[WebOrigin]) -> EgressPolicy {
    let origins = systems.iter().filter_map(|system| system.origin(environment)).collect();
    EgressPolicy::builder(origins, own_network, Vec::new())
}

fn parse_origins(texts: &[String]) -> Vec<WebOrigin> {
    texts.iter().filter_map(|text| WebOrigin::parse(text).ok()).collect()
}

fn words(progress: &Progress) -> (String, String) {
    match progress {
        Progress::StepStarted { step, name, .. } => (step.clone(), format!("{name}: waiting for the answer")),
        Progress::Receiving { step, bytes } => (step.clone(), format!("Reading, {} KB so far", bytes / 1024)),
        Progress::StepFinished { step, .. } => (step.clone(), "Checking the rules".to_owned()),
    }
}
