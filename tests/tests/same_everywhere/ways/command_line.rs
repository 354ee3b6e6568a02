//! `drawbridge call`: a process for each call, which is told the values on its standard input and says yes by `--yes`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use drawbridge_tests::fake_api::FakeApi;
use drawbridge_tests::served::BundleFile;
use drawbridge_tests::stage;
use serde_json::Value;

use super::Way;
use super::serving::{file, supply};
use crate::generate::Scenario;
use crate::heard::Outcome;

/// A bundle for each scenario.
pub struct CommandLine {
    files: Vec<BundleFile>,
    place: String,
}

impl CommandLine {
    /// Writes the bundles.
    pub fn start(scenarios: &[Scenario], api: &FakeApi) -> Self {
        let files = scenarios.iter().map(|scenario| file(std::slice::from_ref(scenario), api));
        Self { files: files.collect(), place: api.host_port() }
    }

    fn run(&self, scenario: &Scenario, more: &[&str]) -> Value {
        let mut command = Command::new(stage::program("DRAWBRIDGE_RUNNER", "drawbridge"));
        command.env_clear().env("HOME", "/nonexistent").arg("call").arg(self.files[scenario.number].path());
        command.arg(&scenario.connector.tool_name).args(["--inputs-from", "-"]).args(more);
        supply(&mut command, std::slice::from_ref(scenario), &self.place);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
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
