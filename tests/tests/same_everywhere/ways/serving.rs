//! `drawbridge` as a process: its command line with the scenarios' secrets, and a server of all of them over HTTP.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use drawbridge_tests::fake_api::FakeApi;
use drawbridge_tests::stage;
use drawbridge_vault::environment::variable_name;
use reqwest::Client;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::SIDE_BY_SIDE;
use crate::generate::{Scenario, bundle};

/// A server that listens on loopback, and a client of it.
pub struct Serving {
    child: Child,
    address: String,
    client: Client,
    runtime: Runtime,
    _folder: TempDir,
}

/// The program with the secrets of these scenarios and nothing else of this machine's environment.
pub fn program(scenarios: &[Scenario]) -> Command {
    let mut command = Command::new(stage::program("DRAWBRIDGE_RUNNER", "drawbridge"));
    command.env_clear().env("HOME", "/nonexistent");
    for scenario in scenarios {
        let system = &scenario.connector.system;
        command.envs(scenario.secrets.iter().map(|(name, value)| (variable_name(system, name), value)));
    }
    command
}

/// `drawbridge serve` with all scenarios in one bundle, which lies in `folder`.
pub fn serve(scenarios: &[Scenario], api: &FakeApi, folder: &TempDir) -> Command {
    let file = folder.path().join("scenarios.json");
    std::fs::write(&file, bundle(scenarios, &api.origin()).to_canonical_json()).expect("a file");
    let mut command = program(scenarios);
    command.arg("serve").arg(file).args(["--allow-private", &api.host_port(), "--calls-per-minute", "0"]);
    command.args(["--calls-at-once", &SIDE_BY_SIDE.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

impl Serving {
    /// Starts it on a free port and waits until it listens.
    pub fn start(scenarios: &[Scenario], api: &FakeApi) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut command = serve(scenarios, api, &folder);
        let mut child = command.args(["--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut told = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        let mut before = Vec::new();
        let address = loop {
            let line = told.next().unwrap_or_else(|| panic!("it ended: {before:#?}"));
            if let Some((_, rest)) = line.split_once(" at http://") {
                break rest.split(": ").next().unwrap_or_default().to_owned();
            }
            before.push(line);
        };
        // What it tells of each call has to go somewhere.
        std::thread::spawn(move || told.for_each(drop));
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { child, address, client, runtime: Runtime::new().expect("a runtime"), _folder: folder }
    }

    /// Posts JSON with these headers and gives the JSON that comes back.
    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Value {
        let mut request = self.client.post(format!("http://{}{path}", self.address)).body(body.to_string());
        for (name, value) in [("Content-Type", "application/json")].iter().chain(headers) {
            request = request.header(*name, *value);
        }
        let text = self.runtime.block_on(async { request.send().await?.text().await }).expect("an answer");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
