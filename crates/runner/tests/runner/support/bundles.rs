//! Bundles made from the project's own templates, and the fixtures of the scenarios.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use drawbridge_model::{Bundle, Connector, System};
use serde_json::Value;
use tempfile::TempDir;

use super::api::{Reply, json};

/// A bundle in a directory of its own.
pub struct BundleFile {
    pub directory: TempDir,
    pub path: PathBuf,
}

impl BundleFile {
    pub fn new(bundle: &Bundle) -> Self {
        Self::of_text(&bundle.to_canonical_json())
    }

    pub fn of_text(text: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("bundle.json");
        std::fs::write(&path, text).unwrap();
        Self { directory, path }
    }

    pub fn name(&self) -> &str {
        self.path.to_str().unwrap()
    }
}

/// A template of the gallery: its system and its connector.
pub fn template(id: &str) -> (System, Connector) {
    let mut template = drawbridge_templates::find(id).unwrap();
    "01998a52-0000-7000-8000-000000000001".clone_into(&mut template.connector.id);
    (template.system, template.connector)
}

pub fn shop() -> (System, Connector) {
    template("woocommerce/order_status")
}

pub fn bank() -> (System, Connector) {
    template("token-login/account_balance")
}

/// A bundle of one system and one connector.
pub fn bundle((system, connector): (System, Connector)) -> Bundle {
    Bundle::assemble("test", &[system], &[connector])
}

/// A recorded answer of the scenarios, by its name: `woocommerce/order_200`.
pub fn fixture(name: &str) -> Reply {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(format!("{name}.json"));
    let fixture: Value = serde_json::from_str(&std::fs::read_to_string(own).unwrap()).unwrap();
    let mut reply = json(u16::try_from(fixture["status"].as_u64().unwrap()).unwrap(), &fixture["body"]);
    let headers: BTreeMap<String, String> = serde_json::from_value(fixture["headers"].clone()).unwrap();
    reply.headers = headers.into_iter().collect();
    match &fixture["body"] {
        Value::Null => reply.body.clear(),
        Value::String(text) if !reply.is_json() => text.clone_into(&mut reply.body),
        _ => {}
    }
    reply
}

/// The catalogue of scenarios stands beside the project on the machines that build it. Where it is, the copies here
/// must be what it has.
#[test]
fn the_fixtures_are_those_of_the_scenarios() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = root.join("../../../shared/fixtures");
    let own = root.join("tests/fixtures");
    let mut names = Vec::new();
    for system in std::fs::read_dir(&own).unwrap() {
        for entry in std::fs::read_dir(system.unwrap().path()).unwrap() {
            names.push(entry.unwrap().path().strip_prefix(&own).unwrap().to_owned());
        }
    }
    assert_eq!(names.len(), 35, "{names:?}");
    for name in names.iter().filter(|_| shared.is_dir()) {
        let copy = std::fs::read_to_string(own.join(name)).unwrap();
        assert_eq!(copy, std::fs::read_to_string(shared.join(name)).unwrap(), "{}", name.display());
    }
}
