//! Runs the benchmark program and prints its figures beside the targets of PERFORMANCE, section 6.
//!
//! The figures are measured by `drawbridge-tests` (`src/bin/bench.rs`), in release builds of everything, with the real
//! engine and the real window; it prints one JSON object a line. Here stands only what each figure should be.

mod servers;

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Done;
use crate::process::{cargo, headline, must, say, target};
use crate::release;
use crate::run::build_interface;
use crate::setup::{self, Need};

/// What a figure should be: its name in the benchmark's output, and the words of PERFORMANCE.
struct Target {
    figure: &'static str,
    must: &'static str,
    goal: &'static str,
}

const TARGETS: [Target; 26] = [
    Target { figure: "engine_per_call_us", must: "", goal: "< 50" },
    Target { figure: "call_over_bare_request_ratio", must: "", goal: "< 1.15" },
    Target { figure: "chat_first_reply_ms", must: "< 50", goal: "< 20" },
    Target { figure: "import_openapi_2mb_ms", must: "< 300", goal: "" },
    Target { figure: "start_to_usable_frame_ms", must: "< 1500", goal: "< 800" },
    Target { figure: "memory_1000_connectors_mb", must: "< 400", goal: "< 250" },
    Target { figure: "list_10000_connectors_ms", must: "< 150", goal: "< 80" },
    Target { figure: "keystroke_10000_p95_ms", must: "< 33", goal: "< 16" },
    Target { figure: "answer_1mb_ms", must: "< 200", goal: "< 100" },
    Target { figure: "answer_10mb_ms", must: "< 600", goal: "< 300" },
    Target { figure: "answer_1mb_one_line_ms", must: "< 300", goal: "< 150" },
    Target { figure: "memory_while_hostile_mb", must: "< 150", goal: "" },
    Target { figure: "click_while_hostile_ms", must: "< 100", goal: "" },
    Target { figure: "runner_binary_mb", must: "< 20", goal: "< 10" },
    Target { figure: "runner_stdio_1_p50_ms", must: "< 0.5", goal: "< 0.25" },
    Target { figure: "runner_stdio_1_calls_per_s", must: "> 1500", goal: "> 3000" },
    Target { figure: "runner_stdio_1x16_calls_per_s", must: "> 3000", goal: "> 6000" },
    Target { figure: "runner_http_1_p50_ms", must: "< 0.7", goal: "< 0.35" },
    Target { figure: "runner_http_16_calls_per_s", must: "> 3000", goal: "> 6000" },
    Target { figure: "runner_http_16_p99_ms", must: "< 25", goal: "< 10" },
    Target { figure: "runner_cpu_ms_per_call", must: "< 0.3", goal: "< 0.15" },
    Target { figure: "runner_start_s", must: "< 0.1", goal: "< 0.03" },
    Target { figure: "runner_memory_listed_mb", must: "< 25", goal: "< 12" },
    Target { figure: "runner_memory_load_mb", must: "< 40", goal: "< 20" },
    Target { figure: "runner_stdio_16_pss_mb", must: "< 150", goal: "< 80" },
    Target { figure: "runner_start_1000_s", must: "< 0.3", goal: "< 0.1" },
];

/// Measures everything, or the parts that are named (`engine`, `chat`, `import`, `runner`, `window`, `hostile`).
pub fn bench(parts: &[String]) -> Done {
    let is_wanted = |part: &str| parts.is_empty() || parts.iter().any(|wanted| wanted == part);
    let mut command = cargo();
    command.args(["build", "--release"]);
    if is_wanted("window") || is_wanted("hostile") {
        setup::prepare(Need::Window)?;
        build_interface()?;
        command.args(["--workspace", "--bins"]);
    } else {
        command.args(["--package", "drawbridge-tests", "--bins"]);
    }
    let built = |name: &str| target().join("release").join(name);
    let mut bench = Command::new(built("bench"));
    if is_wanted("runner") {
        setup::peers();
        bench.env("DRAWBRIDGE_RUNNER", release::program()?);
    }
    headline("building with optimisations");
    must(&mut command)?;
    headline("measuring");
    let output = bench
        .args(parts)
        .env("DRAWBRIDGE_DESKTOP", built("drawbridge-desktop"))
        .env("DRAWBRIDGE_AGAINST", built("against"))
        .env("DRAWBRIDGE_LOOPBACK_HOST", built("loopback_host"))
        .env("DRAWBRIDGE_PEERS", target().join("peers"))
        .stderr(Stdio::inherit())
        .output()
        .map_err(|problem| format!("the benchmark could not be started: {problem}"))?;
    say(&format!("{:<34}{:>12}  {:>10}  {:>10}  remark", "figure", "measured", "must", "goal"));
    let mut beside = Vec::new();
    let mut ours = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let measured: Value =
            serde_json::from_str(line).map_err(|problem| format!("the benchmark said “{line}”: {problem}"))?;
        if measured["peer"].is_string() {
            beside.push(measured);
        } else {
            say(&row(&measured));
            ours.push(measured);
        }
    }
    if !beside.is_empty() {
        servers::write(&ours, &beside)?;
    }
    if output.status.success() { Ok(()) } else { Err(format!("the benchmark ended with {}", output.status)) }
}

fn row(measured: &Value) -> String {
    let figure = measured["figure"].as_str().unwrap_or("?");
    let value = measured["value"].as_f64().map_or_else(|| "not measured".to_owned(), |value| format!("{value:.2}"));
    let (must, goal) = target_of(figure);
    format!("{figure:<34}{value:>12}  {must:>10}  {goal:>10}  {}", measured["remark"].as_str().unwrap_or(""))
}

/// What a figure must be and should be.
fn target_of(figure: &str) -> (&'static str, &'static str) {
    TARGETS.iter().find(|target| target.figure == figure).map_or(("", ""), |target| (target.must, target.goal))
}
