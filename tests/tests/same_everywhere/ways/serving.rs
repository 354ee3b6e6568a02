//! `drawbridge` with the scenarios: its command lines, and a server of all of them over HTTP with a client of it.

use std::process::Command;

use drawbridge_model::{Connector, System};
use drawbridge_tests::fake_api::FakeApi;
use drawbridge_tests::served::{BundleFile, Served};
use drawbridge_vault::environment::variable_name;
use reqwest::Client;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::SIDE_BY_SIDE;
use crate::generate::Scenario;

/// A server that listens on loopback, and a client of it.
pub struct Serving {
    served: Served,
    client: Client,
    runtime: Runtime,
    _file: BundleFile,
}

/// The scenarios as the file of a bundle.
pub fn file(scenarios: &[Scenario], api: &FakeApi) -> BundleFile {
    let systems: Vec<System> = scenarios.iter().map(|scenario| scenario.system_at(&api.origin())).collect();
    let connectors: Vec<Connector> = scenarios.iter().map(|scenario| scenario.connector.clone()).collect();
    BundleFile::of(&systems, &connectors)
}

/// Supplies a command with the secrets of the scenarios and the right to call their API.
pub fn supply(command: &mut Command, scenarios: &[Scenario], place: &str) {
    command.args(["--allow-private", place]);
    for scenario in scenarios {
        let system = &scenario.connector.system;
        command.envs(scenario.secrets.iter().map(|(name, value)| (variable_name(system, name), value)));
    }
}

/// `drawbridge serve` with all scenarios in one bundle.
pub fn serve(file: &BundleFile, scenarios: &[Scenario], api: &FakeApi) -> Command {
    let at_once = SIDE_BY_SIDE.to_string();
    let mut command = file.serve(&["--calls-per-minute", "0", "--calls-at-once", &at_once]);
    supply(&mut command, scenarios, &api.host_port());
    command
}

impl Serving {
    /// Starts it and waits until it listens.
    pub fn start(scenarios: &[Scenario], api: &FakeApi) -> Self {
        let file = file(scenarios, api);
        let served = Served::start(serve(&file, scenarios, api));
        let client = Client::builder().no_proxy().build().expect("a client");
        Self { served, client, runtime: Runtime::new().expect("a runtime"), _file: file }
    }

    /// Posts JSON with these headers and gives the JSON that comes back.
    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Value {
        let mut request = self.client.post(format!("http://{}{path}", self.served.address())).body(body.to_string());
        for (name, value) in [("Content-Type", "application/json")].iter().chain(headers) {
            request = request.header(*name, *value);
        }
        let text = self.runtime.block_on(async { request.send().await?.text().await }).expect("an answer");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}
