//! `drawbridge call`: a process for each call, which is told the values on its standard input and says yes by `--yes`.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use drawbridge_tests::fake_api::FakeApi;
use serde_json::Value;
use tempfile::TempDir;

use super::Way;
use super::serving::program;
use crate::generate::{Scenario, bundle};
use crate::heard::Outcome;

/// A bundle for each scenario.
pub struct CommandLine {
    folder: TempDir,
    place: String,
}

impl CommandLine {
    /// Writes the bundles.
    pub fn start(scenarios: &[Scenario], api: &FakeApi) -> Self {
        let way = Self { folder: tempfile::tempdir().expect("a temporary folder"), place: api.host_port() };
        for scenario in scenarios {
            let bundle = bundle(std::slice::from_ref(scenario), &api.origin());
            std::fs::write(way.bundle(scenario), bundle.to_canonical_json()).expect("a file");
        }
        way
    }

    fn bundle(&self, scenario: &Scenario) -> PathBuf {
        self.folder.path().join(format!("{}.json", scenario.connector.tool_name))
    }

    fn run(&self, scenario: &Scenario, more: &[&str]) -> Value {
        let mut command = program(std::slice::from_ref(scenario));
        command.arg("call").arg(self.bundle(scenario)).arg(&scenario.connector.tool_name);
        command.args(["--inputs-from", "-"]).args(["--allow-private", &self.place]).args(more);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let inputs = Value::Object(scenario.inputs.clone()).to_string();
        child.stdin.take().expect("a pipe").write_all(inputs.as_bytes()).expect("it reads its input");
        let output = child.wait_with_output().expect("it ends");
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("scenario {}: {error}: {output:?}", scenario.number))
    }
}

impl Way for CommandLine {
    fn call(&self, scenario: &Scenario) -> (Option<String>, Outcome) {
        let outcome = self.run(scenario, &[]);
        match outcome["confirmation"]["summary"].as_str() {
            None => (None, Outcome::read(&outcome)),
            Some(summary) => (Some(summary.to_owned()), Outcome::read(&self.run(scenario, &["--yes"]))),
        }
    }
}
