//! Runs the core of the program, as the window has it, against a hostile server, and says what it took.
//!
//! `against PAGE [--engine FILE] [--growth]`, where `PAGE` is what `hostile` printed. One JSON object a line: each
//! behaviour with its outcome and the memory held after it, and at the end the most that was ever held. Runs that stall
//! are stopped after a second, as a person would stop them. With `--engine` everything is called by the engine alone,
//! without commands, store and kept answers; it trusts the certificate in `FILE`, which `hostile --authority` wrote.
//! `--growth` runs the good behaviour again and again instead, and says what was open and held before and after.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use drawbridge_commands::Commands;
use drawbridge_engine::{Audience, Limits};
use drawbridge_tests::hostile::call::{call, engine};
use drawbridge_tests::hostile::connectors::{self, Place};
use drawbridge_tests::library;
use drawbridge_tests::nobody::Nobody;
use drawbridge_vault::MemoryVault;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Value, json};

/// How long a person waits for a run that stalls.
const PATIENCE: Duration = Duration::from_secs(1);

type Failed = Box<dyn std::error::Error>;

/// Some moment: what is measured does not depend on it.
const NOW: i64 = 1_790_000_000_000;

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let page = arguments.first().ok_or("against PAGE [--engine FILE] [--growth]")?;
    let option = |name: &str| arguments.iter().position(|known| known == name);
    let places = connectors::places(page)?;
    if let Some(file) = option("--engine").and_then(|at| arguments.get(at + 1)) {
        let authority = CertificateDer::from_pem_file(file)?.to_vec();
        for (name, origin) in &places {
            let outcome = alone(&authority, name, origin).await;
            say(&json!({"name": name, "outcome": outcome, "held_mb": memory("VmRSS:")}))?;
        }
        return say(&json!({"most_held_mb": memory("VmHWM:")}));
    }
    let folder = tempfile::tempdir()?;
    let commands = Commands::open(folder.path(), Arc::new(MemoryVault::new()), Arc::new(Nobody { now: NOW }));
    let core = Core { commands: commands.map_err(|problem| problem.message)? };
    library::fill_hostile(&core.commands, &places).await?;
    if option("--growth").is_some() {
        return core.growth(&places).await;
    }
    for place in &places {
        let outcome = core.run(&place.0, 0, true).await?;
        say(&json!({"name": place.0, "outcome": outcome, "held_mb": memory("VmRSS:")}))?;
    }
    say(&json!({"most_held_mb": memory("VmHWM:")}))
}

struct Core {
    commands: Arc<Commands>,
}

impl Core {
    async fn ask(&self, name: &str, request: Value) -> Result<Value, Failed> {
        let answer = Box::pin(self.commands.call(name, request)).await;
        Ok(answer.map_err(|problem| format!("{name}: {} {} {:?}", problem.message, problem.hint, problem.at))?)
    }

    /// Runs a behaviour's connector, stops it when it stalls, and, if somebody `looks`, shows the first rows of what came.
    async fn run(&self, name: &str, number: usize, looks: bool) -> Result<Value, Failed> {
        let id = format!("{name}-{number}");
        let request = json!({
            "run_id": id, "connector_id": format!("hostile-{name}"), "environment": "test", "inputs": {},
            "confirmation": null,
        });
        let running = self.ask("run", request);
        tokio::pin!(running);
        let view = tokio::select! {
            view = &mut running => view?,
            () = tokio::time::sleep(PATIENCE) => {
                self.ask("cancel_run", json!({"run_id": id})).await?;
                running.await?
            }
        };
        for answer in view["answers"].as_array().into_iter().flatten().filter(|_| looks) {
            let piece = json!({"run_id": id, "step": answer["step"], "offset": 0, "count": 100});
            let rows = if answer["is_json"] == true { "answer_rows" } else { "answer_lines" };
            self.ask(rows, piece).await?;
        }
        Ok(view["outcome"]["kind"].clone())
    }

    /// 200 runs one after another and 50 at once, after as many to warm up.
    async fn growth(&self, places: &[Place]) -> Result<(), Failed> {
        assert!(places.iter().any(|(name, _)| name == "good"), "the server has the good behaviour");
        let mut number = 0;
        for round in ["before", "after"] {
            for _ in 0..200 {
                number += 1;
                self.run("good", number, true).await?;
            }
            let at_once = (0..50).map(|one| self.run("good", number + one, false));
            for outcome in futures_util::future::join_all(at_once).await {
                assert_eq!(outcome?, "answer");
            }
            number += 50;
            let open = std::fs::read_dir("/proc/self/fd")?.count();
            say(&json!({"round": round, "open": open, "held_mb": memory("VmRSS:")}))?;
        }
        Ok(())
    }
}

/// Calls a behaviour with an engine that trusts its certificate and reads as much as the window would.
async fn alone(authority: &[u8], name: &str, origin: &str) -> String {
    let engine = engine(authority.to_vec());
    let mut call = call(origin, name, "GET");
    call.request.audience = Audience::Designer;
    call.request.limits = Limits { request: PATIENCE, ..Limits::designer() };
    let run = engine.run(&call.plan, call.request).await;
    run.outcome.kind.as_str().to_owned()
}

/// A figure of this process in megabytes.
#[expect(clippy::cast_precision_loss, reason = "a size that is shown with two digits")]
fn memory(figure: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(figure))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes as f64 / 1024.0)
}

fn say(what: &Value) -> Result<(), Failed> {
    writeln!(std::io::stdout(), "{what}")?;
    Ok(std::io::stdout().flush()?)
}
