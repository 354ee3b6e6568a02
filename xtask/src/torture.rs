//! `cargo xtask torture`: the long tests, with the figures of a release (SECURITY, section 6), written to
//! `docs/torture.md`.
//!
//! They are the tests of the gate with more cases: `DRAWBRIDGE_TORTURE` asks the property tests for them,
//! `DRAWBRIDGE_KILLS`, `DRAWBRIDGE_DAMAGES`, `DRAWBRIDGE_CALLS` and `DRAWBRIDGE_SOAK_SECONDS` set the kills, the damaged
//! files, the calls of many sessions and the time under load. To add one, add a line to [`LONG`].
//! `cargo xtask torture kills` runs that one; the lines of the others stay as they were.

use std::time::Instant;

use crate::Done;
use crate::count;
use crate::process::{by_hand, cargo, headline, listen, machine, root, say, told};

const PAGE: &str = "docs/torture.md";

/// A long test.
struct Long {
    /// How it is called on the command line and in the table.
    name: &'static str,
    /// The programs of tests that hold it.
    among: &'static [&'static str],
    /// The tests, by the beginning of their paths; none: all that are there.
    tests: &'static [&'static str],
    /// What it does so often.
    figure: &'static str,
}

const LONG: [Long; 12] = [
    Long {
        name: "templates",
        among: &["--lib"],
        tests: &["template::tests::a_template_is", "template::tests::an_escaped", "json_template::tests"],
        figure: "1,000,000 texts each, read and written back",
    },
    Long {
        name: "paths",
        among: &["--lib"],
        tests: &["path::tests::a_singular_path"],
        figure: "3,000,000 documents and paths, against a resolver written by hand",
    },
    Long {
        name: "bundles",
        among: &["--lib"],
        tests: &["bundle::tests::a_bundle_read"],
        figure: "1,000,000 bundles, exported, read and exported again",
    },
    Long {
        name: "requests",
        among: &["--lib"],
        tests: &["render::tests::whatever"],
        figure: "1,000,000 requests each, whatever the values",
    },
    Long {
        name: "comparisons",
        among: &["--lib"],
        tests: &["compare::properties"],
        figure: "1,000,000 pairs of values for each of three laws",
    },
    Long {
        name: "redaction",
        among: &["--lib"],
        tests: &["redact::properties"],
        figure: "1,000,000 secrets in texts for each of three laws",
    },
    Long {
        name: "commands",
        among: &["--test", "hostile_requests"],
        tests: &["random_requests"],
        figure: "200,000 requests changed at random, 32 at a time",
    },
    Long {
        name: "kills",
        among: &["--test", "kills"],
        tests: &[],
        figure: "1,000 kills for each of what can be going on",
    },
    Long {
        name: "lasting",
        among: &["--test", "lasting"],
        tests: &["whatever_is_killed"],
        figure: "1,000 kills during import, undo, export, copy and restore",
    },
    Long { name: "damage", among: &["--test", "damage"], tests: &[], figure: "5,000 damaged database files" },
    Long {
        name: "sessions",
        among: &["--test", "runner"],
        tests: &["serve::sessions"],
        figure: "10,000 calls over HTTP and 10,000 over standard streams with equal request ids",
    },
    Long {
        name: "soak",
        among: &["--test", "runner"],
        tests: &["serve::soak"],
        figure: "30 minutes of calls to an API with faults",
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
        let when = told("date", &["-u", "+%F"]);
        let commit = told("git", &["log", "-1", "--format=%h"]);
        let row = format!("| {} | {} | {outcome} | {seconds} s | {when}, after {commit} |", long.name, long.figure);
        rows.push((long.name, row));
    }
    write(&rows)?;
    if failures.is_empty() { Ok(()) } else { Err(format!("\nThese did not hold: {}", failures.join(", "))) }
}

/// Whether all of it held, and how many tests that were.
fn run(long: &Long) -> Result<(bool, u64), String> {
    let mut command = cargo();
    // The whole workspace is named, so that what is compiled for the other tests serves here too.
    command.args(["test", "--workspace"]).args(long.among).arg("--").args(long.tests);
    command.envs([("DRAWBRIDGE_TORTURE", "1"), ("DRAWBRIDGE_KILLS", "1000"), ("DRAWBRIDGE_DAMAGES", "5000")]);
    command.envs([("DRAWBRIDGE_CALLS", "10000"), ("DRAWBRIDGE_SOAK_SECONDS", "1800")]);
    let (held, said) = listen(&mut command)?;
    let count = count::libtest(&said).ok_or("it ended without saying how many tests passed")?;
    Ok((held && count.failed == 0 && count.passed > 0, count.passed))
}

/// Writes the lines of what was run, and keeps the others and what stands below the table.
fn write(rows: &[(&str, String)]) -> Done {
    let file = root().join(PAGE);
    let page = page(&std::fs::read_to_string(&file).unwrap_or_default(), rows, &machine());
    std::fs::write(&file, page).map_err(|problem| format!("{PAGE}: {problem}"))?;
    say(&format!("\nWritten to {PAGE}"));
    Ok(())
}

fn page(before: &str, rows: &[(&str, String)], machine: &str) -> String {
    let line = |name: &str| {
        let new = rows.iter().find(|(known, _)| *known == name).map(|(_, row)| row.as_str());
        new.or_else(|| before.lines().find(|line| line.starts_with(&format!("| {name} |"))))
    };
    let lines: Vec<&str> = LONG.iter().filter_map(|long| line(long.name)).collect();
    format!(
        "# Figures of the long tests\n\n`cargo xtask torture` runs them and writes this table; the machine was {machine}.\n\n\
         | what | figure | outcome | time | when |\n| --- | --- | --- | --- | --- |\n{}\n\n{}",
        lines.join("\n"),
        by_hand(before)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_not_run_again_stays_and_so_does_what_a_person_wrote() {
        let first =
            page("", &[("kills", "| kills | old |".to_owned()), ("paths", "| paths | old |".to_owned())], "one");
        let by_hand = format!("{first}Fuzzing found nothing.\n");
        let second = page(&by_hand, &[("kills", "| kills | new |".to_owned())], "another");
        assert!(second.contains("| paths | old |\n| kills | new |\n"), "{second}");
        assert!(second.contains("was another.") && second.ends_with("\n\nFuzzing found nothing.\n"), "{second}");
        assert_eq!(page(&second, &[], "another"), second);
    }
}
