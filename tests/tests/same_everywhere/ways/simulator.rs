//! The simulator: the tool loop of a chat, in which an assistant that does as it is told calls the tool.

use std::collections::HashMap;

use drawbridge_assistant::assistant::Thinking;
use drawbridge_assistant::{Assistant, Call, Conversation, Dialogue, Entry, Message, Move, Setting, Tool, Toolbox};
use drawbridge_engine::{BoundSecret, EgressPolicy, Engine, EngineSettings, Plan, RunRequest, SecretName, Secrets};
use drawbridge_model::{Environment, SecretValue, WebOrigin};
use drawbridge_tests::fake_api::FakeApi;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::{SIDE_BY_SIDE, Way};
use crate::generate::Scenario;
use crate::heard::Outcome;

/// A chat for each scenario, over one engine.
pub struct Simulator {
    engine: Engine,
    runtime: Runtime,
    origin: WebOrigin,
}

/// Calls one tool with the same values after every line.
struct Obedient<'scenario>(&'scenario Scenario);

impl Simulator {
    /// Nothing has to be made ready but the engine.
    pub fn start(_: &[Scenario], api: &FakeApi) -> Self {
        let settings = EngineSettings { calls_at_once: SIDE_BY_SIDE, ..EngineSettings::standard() };
        let engine = Engine::new(settings).expect("an engine");
        let origin = WebOrigin::parse(&api.origin()).expect("an origin");
        Self { engine, runtime: Runtime::new().expect("a runtime"), origin }
    }

    /// A call as the window's chat makes it.
    fn request(&self, scenario: &Scenario) -> RunRequest {
        let origins = vec![self.origin.clone()];
        let secrets = scenario.secrets.iter().map(|(name, value)| {
            let name = SecretName { system: scenario.connector.system.clone(), name: (*name).to_owned() };
            (name, BoundSecret { value: SecretValue::new(value), origins: origins.clone() })
        });
        let secrets: HashMap<SecretName, BoundSecret> = secrets.collect();
        RunRequest {
            environment: Environment::Live,
            secrets: Secrets::new(secrets),
            egress: EgressPolicy::builder(origins.clone(), &origins, Vec::new()),
            ..RunRequest::on_samples()
        }
    }
}

impl Way for Simulator {
    fn call(&self, scenario: &Scenario) -> (Option<String>, Outcome) {
        let system = scenario.system_at(&self.origin.to_string());
        let plan = Plan::new(&scenario.connector, &[system]).expect("it passed the checks");
        let toolbox = Toolbox::new(vec![Tool::new(plan, self.request(scenario))]);
        let assistant = Obedient(scenario);
        let today = jiff::civil::date(2026, 11, 25);
        let setting = Setting {
            now: jiff::Timestamp::now().to_string(),
            ..Setting::unwatched(&assistant, &toolbox, &self.engine, today)
        };
        let mut conversation = Conversation::new(&scenario.connector.tool_name);
        let mut say = |line| {
            let turn = self.runtime.block_on(conversation.say(line, &setting));
            let [Entry::Called(called)] = turn.trace.as_slice() else {
                panic!("one call was expected: {:?}", turn.trace)
            };
            let mut outcome: Value = serde_json::from_str(&called.received).expect("JSON");
            outcome["owner"]["what"] = called.owner.what.clone().into();
            (turn.confirm.clone(), Outcome::read(&outcome))
        };
        match say("Please do it") {
            (None, outcome) => (None, outcome),
            (asked, _) => (asked, say("yes").1),
        }
    }
}

impl Assistant for Obedient<'_> {
    fn next<'turn>(&'turn self, dialogue: Dialogue<'turn>) -> Thinking<'turn> {
        let next = match dialogue.messages.last() {
            Some(Message::Result { .. }) => Move::Say("This is it.".to_owned()),
            _ => {
                let id = dialogue.messages.len().to_string();
                let (tool, arguments) = (self.0.connector.tool_name.clone(), self.0.inputs.clone().into());
                Move::Call { text: String::new(), calls: vec![Call { id, tool, arguments }] }
            }
        };
        Box::pin(std::future::ready(Ok(next)))
    }
}
