//! Running a connector for the Test panel: the same engine, the same plan and the same rules as beside a chatbot.
//! What differs is said here and nowhere else: the designer may look at the answers, and nothing waits on purpose.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use drawbridge_engine::lookup::{SystemLookup, is_private};
use drawbridge_engine::{
    Audience, EgressPolicy, Limits, Overrides, Plan, Progress, RunRequest as EngineRequest, SecretName, Secrets,
    SignInReport as EngineSignInReport, SignInTest as EngineSignInTest,
};
use drawbridge_model::template::Origin;
use drawbridge_model::texts::{TemplateText, system_texts};
use drawbridge_model::{Connector, Environment, System, WebOrigin};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_util::sync::CancellationToken;

use crate::Commands;
use crate::activity::RanOnce;
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
pub(crate) struct Prepared {
    connector: Connector,
    pub(crate) revision: i64,
    pub(crate) systems: Vec<System>,
    pub(crate) plan: Plan,
    pub(crate) secrets: Secrets,
    pub(crate) own_network: Vec<WebOrigin>,
}

/// A system that is about to be signed in to.
pub(crate) struct ReadyToSignIn {
    pub system: System,
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
        let engine_request = EngineRequest {
            environment,
            inputs: request.inputs.clone().into_iter().collect(),
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
        let mut run = self.engine.run(&prepared.plan, engine_request).await;
        self.under_way.end(&request.run_id);
        let (run_id, inputs) = (request.run_id, request.inputs);
        self.blocking(move |commands| {
            if let Err(problem) = commands.keep_renewed(environment, &run.renewed) {
                let next = "Sign in with your browser again when the sign-in stops working.";
                run.trace.notes.push(format!("The new refresh token could not be kept. {} {next}", problem.message));
            }
            let ran = RanOnce { outcome: run.outcome.kind, trace: &run.trace, record: &run.record };
            commands.record((&prepared.connector, prepared.revision), environment, &ran)?;
            let tokens = tokens::count(&serde_json::to_string(&run.outcome.for_bot()).unwrap_or_default());
            let answers = commands.answers.keep(&run_id, run.answers, inputs, run.outcome.kind);
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
        let SignInTest { system_id, environment, path, connector_id } = request;
        let ready = self.ready_to_sign_in(system_id, environment, connector_id, |_| true).await?;
        let test = self.sign_in_test(&ready, environment, path, CancellationToken::new());
        let report =
            self.engine.test_sign_in(&ready.system, test).await.map_err(|problems| error::invalid(&problems))?;
        self.told_of_sign_in(environment, report).await
    }

    /// What a test of a sign-in and a sign-in by browser begin with. `needs` says which of the secrets that the sign-in
    /// and the headers name must be there.
    pub(crate) async fn ready_to_sign_in(
        self: &Arc<Self>,
        system_id: String,
        environment: Environment,
        connector_id: Option<String>,
        needs: fn(&TemplateText<'_>) -> bool,
    ) -> Result<ReadyToSignIn, CommandError> {
        let ready = self
            .blocking(move |commands| {
                let system = commands.system(&system_id)?.document;
                let texts = system_texts(&system);
                let named = texts.iter().filter(|text| needs(text)).flat_map(TemplateText::placeholders);
                let wanted: BTreeSet<SecretName> = named
                    .filter(|placeholder| placeholder.origin == Origin::Secret)
                    .map(|placeholder| SecretName { system: system.id.clone(), name: placeholder.name })
                    .collect();
                let wanted: Vec<SecretName> = wanted.into_iter().collect();
                let secrets = commands.lend_secrets(&wanted, environment)?;
                let allowed = match &connector_id {
                    Some(id) => commands.allowed_private(id)?,
                    None => Vec::new(),
                };
                Ok(ReadyToSignIn { system, secrets, own_network: parse_origins(&allowed) })
            })
            .await?;
        ask_about_private(std::slice::from_ref(&ready.system), environment, &ready.own_network).await?;
        Ok(ready)
    }

    pub(crate) fn sign_in_test(
        &self,
        ready: &ReadyToSignIn,
        environment: Environment,
        path: String,
        cancel: CancellationToken,
    ) -> EngineSignInTest {
        EngineSignInTest {
            environment,
            path,
            secrets: ready.secrets.clone(),
            overrides: Overrides::default(),
            egress: policy(std::slice::from_ref(&ready.system), environment, &ready.own_network),
            cancel,
            started_at: self.timestamp(),
        }
    }

    /// Keeps what a sign-in gave, and says what came of it.
    pub(crate) async fn told_of_sign_in(
        self: &Arc<Self>,
        environment: Environment,
        report: EngineSignInReport,
    ) -> Result<SignInReport, CommandError> {
        let EngineSignInReport { accepted, note, renewed, .. } = report;
        self.blocking(move |commands| commands.keep_renewed(environment, &renewed)).await?;
        Ok(SignInReport { accepted, sentence: note.what, next_step: note.next })
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

    pub(crate) fn prepare(&self, connector_id: &str, environment: Environment) -> Result<Prepared, CommandError> {
        let Read { document: connector, revision } = self.connector(connector_id)?;
        let systems: Vec<System> = self.systems_of(&connector)?.into_iter().map(|read| read.document).collect();
        let plan = Plan::draft(&connector, &systems).map_err(|problems| error::invalid(&problems))?;
        let secrets = match environment {
            Environment::Sample => Secrets::default(),
            _ => self.lend_secrets(plan.required_secrets(), environment)?,
        };
        let own_network = parse_origins(&self.allowed_private(connector_id)?);
        Ok(Prepared { connector, revision: revision.revision, systems, plan, secrets, own_network })
    }

    pub(crate) fn timestamp(&self) -> String {
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
    pub(crate) fn begin(&self, run_id: &str) -> CancellationToken {
        let token = CancellationToken::new();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(run_id.to_owned(), token.clone());
        token
    }

    pub(crate) fn end(&self, run_id: &str) {
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
pub(crate) async fn ask_about_private(
    systems: &[System],
    environment: Environment,
    allowed: &[WebOrigin],
) -> Result<(), CommandError> {
    for origin in systems.iter().flat_map(|system| system.origins(environment)) {
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

pub(crate) fn policy(systems: &[System], environment: Environment, own_network: &[WebOrigin]) -> EgressPolicy {
    let origins = systems.iter().flat_map(|system| system.origins(environment)).collect();
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
