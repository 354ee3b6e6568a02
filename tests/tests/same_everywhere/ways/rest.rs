//! REST: `POST /tools/{name}`, and the same again with the token of the confirmation.

use drawbridge_tests::fake_api::FakeApi;
use serde_json::{Value, json};

use super::Way;
use super::serving::Serving;
use crate::generate::Scenario;
use crate::heard::Outcome;

/// A server of all scenarios.
pub struct Rest(Serving);

impl Rest {
    /// Starts it.
    pub fn start(scenarios: &[Scenario], api: &FakeApi) -> Self {
        Self(Serving::start(scenarios, api))
    }

    fn post(&self, scenario: &Scenario, confirmation: &Value) -> Value {
        let path = format!("/tools/{}", scenario.connector.tool_name);
        let mut body = json!({"inputs": scenario.inputs, "conversation": scenario.connector.id});
        if confirmation.is_string() {
            body["confirmation"] = confirmation.clone();
        }
        self.0.post(&path, &[], &body)
    }
}

impl Way for Rest {
    fn call(&self, scenario: &Scenario) -> (Option<String>, Outcome) {
        let outcome = self.post(scenario, &Value::Null);
        match outcome["confirmation"]["summary"].as_str() {
            None => (None, Outcome::read(&outcome)),
            Some(summary) => {
                let token = &outcome["confirmation"]["token"];
                (Some(summary.to_owned()), Outcome::read(&self.post(scenario, token)))
            }
        }
    }
}
