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

/// A chat for each scenario, over one engine and one set of tools.
pub struct Simulator {
    engine: Engine,
    toolbox: Toolbox,
    runtime: Runtime,
}

/// Calls one tool with the same values after every line.
struct Obedient<'scenario>(&'scenario Scenario);

impl Simulator {
    /// Makes the tools ready.
    pub fn start(scenarios: &[Scenario], api: &FakeApi) -> Self {
        let settings = EngineSettings { calls_at_once: SIDE_BY_SIDE, ..EngineSettings::standard() };
        let engine = Engine::new(settings).expect("an engine");
        let origin = WebOrigin::parse(&api.origin()).expect("an origin");
        let tools = scenarios.iter().map(|scenario| tool(scenario, &origin));
        Self { engine, toolbox: Toolbox::new(tools.collect()), runtime: Runtime::new().expect("a runtime") }
    }
}

/// A scenario's tool, called as the window's chat does.
fn tool(scenario: &Scenario, origin: &WebOrigin) -> Tool {
    let plan = Plan::new(&scenario.connector, &[scenario.system_at(&origin.to_string())]);
    let origins = vec![origin.clone()];
    let secrets = scenario.secrets.iter().map(|(name, value)| {
        let name = SecretName { system: scenario.connector.system.clone(), name: (*name).to_owned() };
        (name, BoundSecret { value: SecretValue::new(value), origins: origins.clone() })
    });
    let secrets: HashMap<SecretName, BoundSecret> = secrets.collect();
    let request = RunRequest {
        environment: Environment::Live,
        secrets: Secrets::new(secrets),
        egress: EgressPolicy::builder(origins.clone(), &origins, Vec::new()),
        ..RunRequest::on_samples()
    };
    Tool::new(plan.expect("it passed the checks"), request)
}

impl Way for Simulator {
    fn call(&self, scenario: &Scenario) -> (Option<String>, Outcome) {
        let assistant = Obedient(scenario);
        let today = jiff::civil::date(2026, 11, 25);
        let setting = Setting {
            now: jiff::Timestamp::now().to_string(),
            ..Setting::unwatched(&assistant, &self.toolbox, &self.engine, today)
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
        let is_answered = matches!(dialogue.messages.last(), Some(Message::Result { .. }));
        let next = if is_answered {
            Move::Say("This is it.".to_owned())
        } else {
            let id = dialogue.messages.len().to_string();
            let (tool, arguments) = (self.0.connector.tool_name.clone(), self.0.inputs.clone().into());
            Move::Call { text: String::new(), calls: vec![Call { id, tool, arguments }] }
        };
        Box::pin(std::future::ready(Ok(next)))
    }
}
