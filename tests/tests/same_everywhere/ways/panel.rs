//! The Test panel's command, over the real commands: a library on disk, the bundle imported, secrets in a vault, runs on
//! environment Test and Live by turns.

use std::sync::Arc;

use drawbridge_commands::Commands;
use drawbridge_tests::fake_api::FakeApi;
use drawbridge_tests::nobody::Nobody;
use drawbridge_vault::MemoryVault;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::{Way, side_by_side};
use crate::generate::{Scenario, bundle};
use crate::heard::Outcome;

/// The window without a window.
pub struct Panel {
    commands: Arc<Commands>,
    runtime: Runtime,
    folder: TempDir,
}

impl Panel {
    /// Imports the scenarios, stores their secrets and allows their API.
    pub fn start(scenarios: &[Scenario], api: &FakeApi) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let nobody = Nobody { now: jiff::Timestamp::now().as_millisecond() };
        let commands = Commands::open(folder.path(), Arc::new(MemoryVault::new()), Arc::new(nobody));
        let runtime = Runtime::new().expect("a runtime");
        let panel = Self { commands: commands.expect("a new library"), runtime, folder };
        let file = panel.folder.path().join("scenarios.json");
        std::fs::write(&file, bundle(scenarios, &api.origin()).to_canonical_json()).expect("a file");
        let preview = panel.ask("import_preview", json!({"path": file}));
        panel.ask("import_apply", json!({"token": preview["token"], "on_clash": "keep_both"}));
        side_by_side(scenarios, |scenario| {
            let connector = &scenario.connector;
            panel.ask("allow_private", json!({"connector_id": connector.id, "origin": api.origin(), "allow": true}));
            for (name, value) in &scenario.secrets {
                let environments = ["test", "live"];
                let secret =
                    json!({"system_id": connector.system, "name": name, "environments": environments, "value": value});
                panel.ask("set_secret", secret);
            }
        });
        panel
    }

    fn ask(&self, command: &str, request: Value) -> Value {
        let answer = self.runtime.block_on(self.commands.call(command, request));
        answer.unwrap_or_else(|problem| panic!("{command}: {problem:?}"))
    }

    fn run(&self, scenario: &Scenario, confirmation: &Value) -> Value {
        let environment = if scenario.number.is_multiple_of(2) { "test" } else { "live" };
        let request = json!({
            "run_id": scenario.connector.id, "connector_id": scenario.connector.id, "environment": environment,
            "inputs": scenario.inputs, "confirmation": confirmation
        });
        self.ask("run", request)["outcome"].take()
    }
}

impl Way for Panel {
    fn call(&self, scenario: &Scenario) -> (Option<String>, Outcome) {
        let outcome = self.run(scenario, &Value::Null);
        let Some(asked) = outcome.get("confirmation").filter(|asked| !asked.is_null()) else {
            return (None, Outcome::read(&outcome));
        };
        let summary = asked["summary"].as_str().map(str::to_owned);
        (summary, Outcome::read(&self.run(scenario, &asked["token"])))
    }
}
