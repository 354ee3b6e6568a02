//! MCP over HTTP, both revisions by turns: the older one says yes by the token among the arguments, the newer one answers
//! what the server asks for.

use drawbridge_tests::fake_api::FakeApi;
use serde_json::{Value, json};

use super::Way;
use super::serving::Serving;
use crate::generate::Scenario;
use crate::heard::Outcome;

/// A server of all scenarios.
pub struct McpHttp(Serving);

impl McpHttp {
    /// Starts it.
    pub fn start(scenarios: &[Scenario], api: &FakeApi) -> Self {
        Self(Serving::start(scenarios, api))
    }

    fn post(&self, revision: &str, scenario: &Scenario, params: &Value) -> Value {
        let tool = &scenario.connector.tool_name;
        let message = json!({"jsonrpc": "2.0", "id": scenario.number, "method": "tools/call", "params": params});
        let headers = [
            ("Accept", "application/json, text/event-stream"),
            ("MCP-Protocol-Version", revision),
            ("Mcp-Method", "tools/call"),
            ("Mcp-Name", tool),
            ("Drawbridge-Conversation", &scenario.connector.id),
        ];
        let answer = self.0.post("/mcp", &headers, &message);
        assert_eq!(answer["id"], scenario.number, "{answer}");
        answer["result"].clone()
    }

    fn older(&self, scenario: &Scenario) -> (Option<String>, Outcome) {
        let call = |arguments: &Value| {
            let params = json!({"name": scenario.connector.tool_name, "arguments": arguments});
            self.post("2025-11-25", scenario, &params)["structuredContent"].take()
        };
        let mut arguments = Value::Object(scenario.inputs.clone());
        let outcome = call(&arguments);
        match outcome["confirmation"]["summary"].as_str() {
            None => (None, Outcome::read(&outcome)),
            Some(summary) => {
                arguments["confirmation_token"] = outcome["confirmation"]["token"].clone();
                (Some(summary.to_owned()), Outcome::read(&call(&arguments)))
            }
        }
    }

    fn newer(&self, scenario: &Scenario) -> (Option<String>, Outcome) {
        let params = json!({
            "name": scenario.connector.tool_name, "arguments": scenario.inputs,
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
                "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"}
            }
        });
        let first = self.post("2026-07-28", scenario, &params);
        let question = &first["inputRequests"]["confirm"]["params"]["message"];
        let Some(summary) = question.as_str() else {
            return (None, Outcome::read(&first["structuredContent"]));
        };
        let mut again = params;
        again["inputResponses"] = json!({"confirm": {"action": "accept", "content": {"confirm": true}}});
        again["requestState"] = first["requestState"].clone();
        let second = self.post("2026-07-28", scenario, &again);
        (Some(summary.to_owned()), Outcome::read(&second["structuredContent"]))
    }
}

impl Way for McpHttp {
    fn call(&self, scenario: &Scenario) -> (Option<String>, Outcome) {
        if scenario.number.is_multiple_of(2) { self.newer(scenario) } else { self.older(scenario) }
    }
}
