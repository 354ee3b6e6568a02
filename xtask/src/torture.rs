//! `cargo xtask torture`: the long tests, with the figures of a release (SECURITY, section 6), written to
//! `docs/torture.md`.
//!
//! They are the tests of the gate with more cases: `DRAWBRIDGE_TORTURE` asks the property tests for them,
//! `DRAWBRIDGE_KILLS` and `DRAWBRIDGE_DAMAGES` set the kills and the damaged files. To add one, add a line to [`LONG`]. Named ones only (`cargo xtask torture kills`) are
//! run without writing anything.

use std::process::Command;
use std::time::Instant;

use crate::Done;
use crate::count;
use crate::process::{ask, cargo, headline, listen, must, root, say};

const PAGE: &str = "docs/torture.md";
/// What stands below this line was written by a person and stays.
const BY_HAND: &str = "<!-- Below this line nothing is written by the command. -->";

/// A long test.
struct Long {
    /// How it is called on the command line and in the table.
    name: &'static str,
    package: &'static str,
    /// The tests, by the beginning of their paths.
    tests: &'static [&'static str],
    /// What it does so often.
    figure: &'static str,
}

const LONG: [Long; 9] = [
    Long {
        name: "templates",
        package: "drawbridge-model",
        tests: &["template::tests::a_template_is", "template::tests::an_escaped", "json_template::tests"],
        figure: "1,000,000 texts each, read and written back",
    },
    Long {
        name: "paths",
        package: "drawbridge-model",
        tests: &["path::tests::a_singular_path"],
        figure: "3,000,000 documents and paths, against a resolver written by hand",
    },
    Long {
        name: "bundles",
        package: "drawbridge-model",
        tests: &["bundle::tests::a_bundle_read"],
        figure: "1,000,000 bundles, exported, read and exported again",
    },
    Long {
        name: "addresses and bodies",
        package: "drawbridge-engine",
        tests: &["render::tests::whatever"],
        figure: "1,000,000 requests each, whatever the values",
    },
    Long {
        name: "comparisons",
        package: "drawbridge-engine",
        tests: &["compare::properties"],
        figure: "1,000,000 pairs of values for each of three laws",
    },
    Long {
        name: "redaction",
        package: "drawbridge-engine",
        tests: &["redact::properties"],
        figure: "1,000,000 secrets in texts for each of three laws",
    },
    Long {
        name: "commands",
        package: "drawbridge-commands",
        tests: &["random_requests"],
        figure: "200,000 requests changed at random, 32 at a time",
    },
    Long {
        name: "kills",
        package: "drawbridge-store",
        tests: &["--test", "kills"],
        figure: "1,000 kills for each of what can be going on",
    },
    Long {
        name: "damage",
        package: "drawbridge-store",
        tests: &["--test", "damage"],
        figure: "5,000 damaged database files",
    },
];

/// Runs them all, or the named ones.
pub fn torture(names: &[String]) -> Done {
    if let Some(unknown) = names.iter().find(|name| LONG.iter().all(|long| long.name != *name)) {
        let known: Vec<&str> = LONG.iter().map(|long| long.name).collect();
        return Err(format!("There is no “{unknown}”; there are: {}.", known.join(", ")));
    }
    let chosen: Vec<&Long> =
        LONG.iter().filter(|long| names.is_empty() || names.iter().any(|name| name == long.name)).collect();
    headline("building the tests with optimisations");
    let mut build = test();
    for package in LONG.iter().map(|long| long.package).collect::<std::collections::BTreeSet<_>>() {
        build.args(["--package", package]);
    }
    must(build.arg("--no-run"))?;
    let mut rows = Vec::new();
    let mut failures = Vec::new();
    for long in chosen {
        headline(&format!("{}: {}", long.name, long.figure));
        let started = Instant::now();
        let (held, count) = run(long)?;
        if !held {
            failures.push(long.name);
        }
        let outcome = if held { format!("{count} held") } else { "**failed**".to_owned() };
        let seconds = started.elapsed().as_secs();
        rows.push(format!("| {} | `{}` | {} | {outcome} | {seconds} s |", long.name, long.package, long.figure));
    }
    if names.is_empty() {
        write(&rows)?;
    }
    if failures.is_empty() { Ok(()) } else { Err(format!("\nThese did not hold: {}", failures.join(", "))) }
}

fn test() -> Command {
    let mut command = cargo();
    command.args(["test", "--profile", "torture"]);
    command.envs([("DRAWBRIDGE_TORTURE", "1"), ("DRAWBRIDGE_KILLS", "1000"), ("DRAWBRIDGE_DAMAGES", "5000")]);
    command
}

/// Whether all of it held, and how many tests that were.
fn run(long: &Long) -> Result<(bool, u64), String> {
    let mut command = test();
    command.args(["--package", long.package]);
    if long.tests.first().is_some_and(|first| first.starts_with("--")) {
        command.args(long.tests);
    } else {
        command.arg("--").args(long.tests);
    }
    let (held, said) = listen(&mut command)?;
    let count = count::libtest(&said).ok_or("it ended without saying how many tests passed")?;
    Ok((held && count.failed == 0 && count.passed > 0, count.passed))
}

/// Writes the table, and keeps what stands below the line.
fn write(rows: &[String]) -> Done {
    let file = root().join(PAGE);
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    let kept = before.split_once(BY_HAND).map_or("\n", |(_, kept)| kept);
    let page = format!(
        "# Figures of the long tests\n\nWritten by `cargo xtask torture` on {}, at {} after {}.\n\n\
         | what | crate | figure | outcome | time |\n| --- | --- | --- | --- | --- |\n{}\n\n{BY_HAND}\n{}",
        told("date", &["-u", "+%-d %B %Y"]),
        machine(),
        told("git", &["log", "-1", "--format=commit %h"]),
        rows.join("\n"),
        kept.trim_start_matches('\n'),
    );
    std::fs::write(&file, page).map_err(|problem| format!("{PAGE}: {problem}"))?;
    say(&format!("\nWritten to {PAGE}"));
    Ok(())
}

fn machine() -> String {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("an unknown processor");
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (kernel, compiler) = (told("uname", &["-sm"]), told("rustc", &["--version"]));
    format!("{cores} cores of {} with {kernel} and {compiler},", model.trim_start_matches([':', ' ', '\t']))
}

fn told(program: &str, arguments: &[&str]) -> String {
    let told = ask(Command::new(program).args(arguments).current_dir(root()));
    told.map_or_else(|| "?".to_owned(), |told| told.trim().to_owned())
}
