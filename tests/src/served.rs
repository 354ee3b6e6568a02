//! The program `drawbridge serve` as a process of its own, over HTTP, and bundles of templates for it.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use drawbridge_model::{Bundle, Connector, System};
use tempfile::TempDir;

use crate::stage;

/// A bundle in a folder of its own.
pub struct BundleFile {
    folder: TempDir,
}

impl BundleFile {
    /// The templates of these names, such as `woocommerce/order_status`, in one bundle.
    pub fn of_templates(names: &[&str]) -> Self {
        let mut systems: Vec<System> = Vec::new();
        let mut connectors = Vec::new();
        for (number, name) in names.iter().enumerate() {
            let template = drawbridge_templates::find(name).expect("a template");
            if systems.iter().all(|system| system.id != template.system.id) {
                systems.push(template.system);
            }
            connectors.push(Connector { id: format!("c{number}"), ..template.connector });
        }
        Self::of(&systems, &connectors)
    }

    /// These documents.
    pub fn of(systems: &[System], connectors: &[Connector]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let bundle = Bundle::assemble("test", systems, connectors);
        std::fs::write(folder.path().join("bundle.json"), bundle.to_canonical_json()).expect("a file");
        Self { folder }
    }

    /// Where it lies.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("bundle.json")
    }

    /// The command that serves it, with nothing of this machine's environment.
    pub fn serve(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("serve");
        command.args(arguments);
        command
    }

    /// Another command of `drawbridge` for it.
    pub fn command(&self, what: &str) -> Command {
        let mut command = Command::new(stage::program("DRAWBRIDGE_RUNNER", "drawbridge"));
        command.env_clear().env("HOME", "/nonexistent").arg(what).arg(self.path());
        // Where a build that counts what is executed writes its counts.
        command.envs(std::env::var_os("LLVM_PROFILE_FILE").map(|file| ("LLVM_PROFILE_FILE", file)));
        command
    }
}

/// A server over HTTP on a port of its own. It ends when this is dropped.
pub struct Served {
    process: Child,
    address: String,
    said: Arc<Mutex<String>>,
}

impl Served {
    /// Starts the command with `--listen` and waits until it says where it listens.
    pub fn start(mut command: Command) -> Self {
        command.args(["--listen", "127.0.0.1:0"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("drawbridge starts");
        let mut lines = BufReader::new(process.stderr.take().expect("its standard error")).lines();
        let said = Arc::new(Mutex::new(String::new()));
        let address = loop {
            let line = lines.next().and_then(Result::ok);
            let line = line.unwrap_or_else(|| panic!("drawbridge ended: {}", read(&said)));
            note(&said, &line);
            if let Some(place) = line.split_once(" at http://").and_then(|(_, rest)| rest.split_once(": MCP at")) {
                break place.0.to_owned();
            }
        };
        let listening = Arc::clone(&said);
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| note(&listening, &line)));
        Self { process, address, said }
    }

    /// `127.0.0.1:4711`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// What it has said on standard error so far.
    pub fn said(&self) -> String {
        read(&self.said)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn note(said: &Mutex<String>, line: &str) {
    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
    said.push_str(line);
    said.push('\n');
}

fn read(said: &Mutex<String>) -> String {
    said.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
