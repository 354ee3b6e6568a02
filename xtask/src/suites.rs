//! Runs every test of the project and counts them.
//!
//! Five suites: Rust, the interface's unit tests, the clients (programs that others wrote, beside `drawbridge serve`), the
//! browser tests (the interface in Chromium over the real commands) and the window tests (the real program on a display
//! of its own, with a real keychain). All run even when one fails. A suite that cannot start, or whose result cannot be read, counts as one failed test.

use std::process::Command;
use std::time::Instant;

use crate::Done;
use crate::count::{self, Count};
use crate::process::{ask, built, cargo, headline, listen, npm, root, say, target};
use crate::run::build_interface;
use crate::setup::{self, Need};

/// A name on the command line, and what runs for it.
type Suite = (&'static str, fn() -> Result<Count, String>);

const SUITES: [Suite; 5] =
    [("rust", rust_suites), ("interface", interface), ("clients", clients), ("browser", browser), ("window", window)];

/// Test programs whose figures are part of the result, and the beginning of the names of the tests that print them. The
/// built-in test program hides what a test says that holds, so these are run once more; cargo-nextest has them from
/// `.config/nextest.toml`.
const FIGURES: [(&str, &str); 2] = [("corpus", ""), ("assistant", "corpus::")];

/// Runs the named suites, or all.
pub fn test(names: &[String]) -> Done {
    if let Some(unknown) = names.iter().find(|name| SUITES.iter().all(|(suite, _)| suite != name)) {
        return Err(format!("There is no suite “{unknown}”; there are: rust, interface, clients, browser, window."));
    }
    let mut lines = Vec::new();
    let mut total = Count::default();
    let mut run = |name: &str, suite: &dyn Fn() -> Result<Count, String>| {
        headline(name);
        let started = Instant::now();
        let count = suite().unwrap_or_else(|problem| {
            say(&format!("The suite “{name}” could not be run: {problem}"));
            Count { failed: 1, ..Count::default() }
        });
        total.passed += count.passed;
        total.failed += count.failed;
        let skipped = if count.skipped > 0 { format!(", {} left out", count.skipped) } else { String::new() };
        let seconds = started.elapsed().as_secs();
        lines.push(format!("{name}: {} passed, {} failed{skipped} ({seconds} s)", count.passed, count.failed));
        lines.extend(count.names.iter().map(|test| format!("  failed: {test}")));
        total.failed == 0
    };
    let prepared = setup::prepare(Need::Everything).and_then(|()| build_interface());
    if let Err(problem) = prepared {
        run("preparation", &|| Err(problem.clone()));
    } else {
        for (name, suite) in SUITES {
            if names.is_empty() || names.iter().any(|wanted| wanted == name) {
                run(name, &suite);
            }
        }
    }
    headline("results");
    for line in &lines {
        say(line);
    }
    let sum = format!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 && total.passed > 0 {
        say(&sum);
        Ok(())
    } else {
        Err(sum)
    }
}

/// Builds every program and test program at once: asked for separately they would be built with other features of the
/// shared libraries, twice.
fn build() -> Done {
    crate::process::must(cargo().args(["build", "--workspace", "--bins", "--tests"]))
}

fn rust_suites() -> Result<Count, String> {
    build()?;
    let has_nextest = ask(cargo().args(["nextest", "--version"])).is_some();
    if has_nextest {
        let (held, said) = listen(cargo().args(["nextest", "run", "--workspace", "--no-fail-fast"]))?;
        return counted(held, count::nextest(&said));
    }
    let (held, said) = listen(cargo().args(["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"]))?;
    for (program, tests) in FIGURES {
        listen(cargo().args(["test", "--workspace", "--test", program, "--", "--show-output", tests]))?;
    }
    counted(held, count::libtest(&said))
}

fn interface() -> Result<Count, String> {
    let report = report("interface.json")?;
    let mut vitest = npm("ui");
    vitest.args(["exec", "--", "vitest", "run", "--reporter=default", "--reporter=json"]);
    let (held, _) = listen(vitest.arg(format!("--outputFile.json={}", report.display())))?;
    counted(held, read(&report).and_then(|text| count::vitest(&text)))
}

fn clients() -> Result<Count, String> {
    setup::clients()?;
    build()?;
    let mut tests = cargo();
    tests.args(["test", "--workspace", "--test", "clients"]).env("DRAWBRIDGE_CLIENTS", target().join("clients"));
    let (held, said) = listen(with_programs(&mut tests))?;
    counted(held, count::libtest(&said))
}

fn browser() -> Result<Count, String> {
    build()?;
    let report = report("browser.json")?;
    let (held, _) = listen(
        npm("tests/browser")
            .args(["exec", "--", "playwright", "test", "--reporter=list,json"])
            .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
            .env("DRAWBRIDGE_LOOPBACK_HOST", built("loopback_host"))
            .env("DRAWBRIDGE_INTERFACE", root().join("ui/dist")),
    )?;
    counted(held, read(&report).and_then(|text| count::playwright(&text)))
}

fn window() -> Result<Count, String> {
    build()?;
    let (held, said) =
        listen(with_programs(cargo().args(["test", "--workspace", "--test", "window", "--no-fail-fast"])).args([
            "--",
            "--test-threads=1",
            "--nocapture",
        ]))?;
    counted(held, count::libtest(&said))
}

/// Tells a test where the programs are that it is to start.
fn with_programs(command: &mut Command) -> &mut Command {
    command.env("DRAWBRIDGE_DESKTOP", built("drawbridge-desktop")).env("DRAWBRIDGE_RUNNER", built("drawbridge"))
}

/// A suite that ended badly without a single failed test broke down in another way, and that counts.
fn counted(held: bool, count: Option<Count>) -> Result<Count, String> {
    let mut count = count.ok_or("it ended without saying how many tests passed")?;
    if !held && count.failed == 0 {
        count.failed = 1;
    }
    if count.passed + count.failed == 0 {
        return Err("it holds no test".to_owned());
    }
    Ok(count)
}

/// Where a suite writes its report; an older one is removed first, so that it is never taken for the new one.
fn report(name: &str) -> Result<std::path::PathBuf, String> {
    let folder = target().join("reports");
    std::fs::create_dir_all(&folder).map_err(|problem| format!("{}: {problem}", folder.display()))?;
    let file = folder.join(name);
    match std::fs::remove_file(&file) {
        Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {problem}", file.display())),
        _ => Ok(file),
    }
}

fn read(file: &std::path::Path) -> Option<String> {
    std::fs::read_to_string(file).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_that_breaks_down_counts_as_failed() {
        let count = |passed, failed| Count { passed, failed, ..Count::default() };
        assert_eq!(counted(true, Some(count(3, 0))), Ok(count(3, 0)));
        assert_eq!(counted(false, Some(count(3, 0))), Ok(count(3, 1)), "a bad end is a failure");
        assert_eq!(counted(false, Some(count(3, 2))), Ok(count(3, 2)));
        assert!(counted(true, Some(count(0, 0))).is_err(), "a suite without tests proves nothing");
        assert!(counted(true, None).is_err(), "an unreadable result is not a good one");
    }
}
