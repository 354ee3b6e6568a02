//! `cargo xtask torture`: the long tests, with the figures of a release (SECURITY, section 6), written to
//! `docs/torture.md`.
//!
//! They are the tests of the gate with more cases, for which each is asked by a variable of the environment. To add one,
//! add a line to [`LONG`]. `cargo xtask torture kills` runs that one; the lines of the others stay as they were.
//! `cargo xtask torture kills=200` runs it so often only, for a machine that has no hours, and the line says so. The search
//! of `fuzz/` needs a nightly compiler and cargo-fuzz; where they are not, it is left out.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::Done;
use crate::count;
use crate::process::{ask, by_hand, cargo, headline, listen, machine, must, root, say, target, told};

const PAGE: &str = "docs/torture.md";

/// A long test.
struct Long {
    /// How it is called on the command line and in the table.
    name: &'static str,
    /// What is run.
    how: How,
    /// How often it does it for a release.
    times: u64,
    /// What it does so often.
    what: &'static str,
}

/// What is run for a line.
enum How {
    /// Tests of the gate.
    Tests {
        /// The programs of tests that hold it.
        among: &'static [&'static str],
        /// The tests, by the beginning of their paths.
        tests: &'static [&'static str],
        /// The variable by which it is asked for a number of cases.
        variable: &'static str,
    },
    /// Every target of `fuzz/`, for so many seconds.
    Search,
}

const CASES: &str = "DRAWBRIDGE_CASES";
const KILLS: &str = "DRAWBRIDGE_KILLS";
const DAMAGES: &str = "DRAWBRIDGE_DAMAGES";
const CALLS: &str = "DRAWBRIDGE_CALLS";
const SECONDS: &str = "DRAWBRIDGE_SOAK_SECONDS";

const LONG: [Long; 13] = [
    Long {
        name: "templates",
        how: How::Tests {
            among: &["--lib"],
            tests: &["template::tests::a_template_is", "template::tests::an_escaped", "json_template::tests"],
            variable: CASES,
        },
        times: 1_000_000,
        what: "texts each, read and written back",
    },
    Long {
        name: "paths",
        how: How::Tests { among: &["--lib"], tests: &["path::tests::a_singular_path"], variable: CASES },
        times: 3_000_000,
        what: "documents and paths, against a resolver written by hand",
    },
    Long {
        name: "bundles",
        how: How::Tests { among: &["--lib"], tests: &["bundle::tests::a_bundle_read"], variable: CASES },
        times: 1_000_000,
        what: "bundles, exported, read and exported again",
    },
    Long {
        name: "requests",
        how: How::Tests { among: &["--lib"], tests: &["render::tests::whatever"], variable: CASES },
        times: 1_000_000,
        what: "requests each, whatever the values",
    },
    Long {
        name: "comparisons",
        how: How::Tests { among: &["--lib"], tests: &["compare::properties"], variable: CASES },
        times: 1_000_000,
        what: "pairs of values for each of three laws",
    },
    Long {
        name: "redaction",
        how: How::Tests { among: &["--lib"], tests: &["redact::properties"], variable: CASES },
        times: 1_000_000,
        what: "secrets in texts for each of three laws",
    },
    Long {
        name: "commands",
        how: How::Tests { among: &["--test", "commands"], tests: &["hostile_requests::random"], variable: CASES },
        times: 200_000,
        what: "requests changed at random, 32 at a time",
    },
    Long {
        name: "kills",
        how: How::Tests { among: &["--test", "store"], tests: &["kills::"], variable: KILLS },
        times: 1_000,
        what: "kills for each of what can be going on",
    },
    Long {
        name: "lasting",
        how: How::Tests { among: &["--test", "commands"], tests: &["lasting::whatever_is_killed"], variable: KILLS },
        times: 1_000,
        what: "kills during import, undo, export, copy and restore",
    },
    Long {
        name: "damage",
        how: How::Tests { among: &["--test", "store"], tests: &["damage::"], variable: DAMAGES },
        times: 5_000,
        what: "damaged database files",
    },
    Long {
        name: "sessions",
        how: How::Tests { among: &["--test", "runner"], tests: &["serve::sessions"], variable: CALLS },
        times: 10_000,
        what: "calls over HTTP and as many over standard streams, with equal request ids",
    },
    Long {
        name: "soak",
        how: How::Tests { among: &["--test", "runner"], tests: &["serve::soak"], variable: SECONDS },
        times: 1_800,
        what: "seconds of calls to an API with faults",
    },
    Long {
        name: "fuzz",
        how: How::Search,
        times: 600,
        what: "seconds of search in each target of fuzz/ for an input that breaks its law",
    },
];

/// Runs them all, or the named ones.
pub fn torture(names: &[String]) -> Done {
    let chosen: Vec<(&Long, u64)> = if names.is_empty() {
        LONG.iter().filter(|long| can_run(long)).map(|long| (long, long.times)).collect()
    } else {
        names.iter().map(|name| chosen(name)).collect::<Result<_, _>>()?
    };
    let mut rows = Vec::new();
    let mut failures = Vec::new();
    for (long, times) in chosen {
        let figure = format!("{} {}", grouped(times), long.what);
        headline(&format!("{}: {figure}", long.name));
        let started = Instant::now();
        let (held, count) = match &long.how {
            How::Tests { among, tests, variable } => run(among, tests, (variable, times))?,
            How::Search => search(times)?,
        };
        if !held {
            failures.push(long.name);
        }
        let outcome = if held { format!("{count} held") } else { "**failed**".to_owned() };
        let seconds = started.elapsed().as_secs();
        let when = told("date", &["-u", "+%F"]);
        let commit = told("git", &["log", "-1", "--format=%h"]);
        let row = format!("| {} | {figure} | {outcome} | {seconds} s | {when}, after {commit} |", long.name);
        rows.push((long.name, row));
    }
    write(&rows)?;
    if failures.is_empty() { Ok(()) } else { Err(format!("\nThese did not hold: {}", failures.join(", "))) }
}

/// The test that `kills` or `kills=200` names, and how often it is to do what it does.
fn chosen(name: &str) -> Result<(&'static Long, u64), String> {
    let (name, times) = name.split_once('=').map_or((name, None), |(name, times)| (name, Some(times)));
    let long = LONG.iter().find(|long| long.name == name).ok_or_else(|| {
        let known: Vec<&str> = LONG.iter().map(|long| long.name).collect();
        format!("There is no “{name}”; there are: {}.", known.join(", "))
    })?;
    let times = times.map_or(Ok(long.times), str::parse);
    Ok((long, times.map_err(|_| format!("Write a whole number after “{name}=”, as in {name}=200."))?))
}

/// A number as people read it, `1,000,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// Whether this machine has what a long test needs; says so where it has not.
fn can_run(long: &Long) -> bool {
    let can = matches!(long.how, How::Tests { .. }) || ask(fuzz().arg("--version")).is_some();
    if !can {
        headline(&format!("{} is left out: it needs a nightly compiler and cargo-fuzz (fuzz/Cargo.toml)", long.name));
    }
    can
}

/// Whether all of it held, and how many tests that were.
fn run(among: &[&str], tests: &[&str], (variable, times): (&str, u64)) -> Result<(bool, u64), String> {
    let mut command = cargo();
    // The whole workspace is named, so that what is compiled for the other tests serves here too.
    command.args(["test", "--workspace"]).args(among).arg("--").args(tests);
    command.env(variable, times.to_string());
    let (held, said) = listen(&mut command)?;
    let count = count::libtest(&said).ok_or("it ended without saying how many tests passed")?;
    Ok((held && count.failed == 0 && count.passed > 0, count.passed))
}

/// Whether nothing was found, and how many targets nothing was found in. As many search at a time as there are cores;
/// what is found lies in `fuzz/artifacts`.
fn search(seconds: u64) -> Result<(bool, u64), String> {
    must(fuzz().args(["build", "--target-dir"]).arg(target().join("fuzz")))?;
    let targets =
        std::fs::read_dir(root().join("fuzz/targets")).map_err(|problem| format!("fuzz/targets: {problem}"))?;
    let targets: Vec<PathBuf> = targets.flatten().map(|entry| entry.path()).collect();
    let names: Vec<&str> = targets.iter().filter_map(|path| path.file_stem()?.to_str()).collect();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut held = 0;
    for together in names.chunks(cores) {
        held += std::thread::scope(|scope| {
            let search = |name| {
                search_one(name, seconds).unwrap_or_else(|problem| {
                    say(&problem);
                    false
                })
            };
            let searches: Vec<_> = together.iter().map(|name| scope.spawn(move || search(name))).collect();
            searches.into_iter().map(|search| u64::from(search.join().unwrap_or(false))).sum::<u64>()
        });
    }
    Ok((held == names.len() as u64, held))
}

/// Whether nothing was found in one target.
fn search_one(name: &str, seconds: u64) -> Result<bool, String> {
    let corpus = format!("corpus/{name}");
    std::fs::create_dir_all(root().join("fuzz").join(&corpus)).map_err(|problem| format!("{corpus}: {problem}"))?;
    let mut command = fuzz();
    command.args(["run", "--target-dir"]).arg(target().join("fuzz")).args([name, &corpus, &format!("seeds/{name}")]);
    command.args(["--", &format!("-max_total_time={seconds}")]);
    Ok(listen(&mut command)?.0)
}

/// cargo-fuzz under the nightly compiler. It is the `cargo` of the path, which chooses among compilers; the one that
/// started us is one compiler's own.
fn fuzz() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root().join("fuzz")).args(["+nightly", "fuzz"]);
    command
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

    #[test]
    fn a_smaller_figure_can_be_asked_for_and_is_told() {
        assert_eq!(chosen("kills").map(|(long, times)| (long.name, times)), Ok(("kills", 1_000)));
        assert_eq!(chosen("kills=200").map(|(_, times)| times), Ok(200));
        assert!(chosen("kills=many").is_err() && chosen("kill").is_err());
        let figures = [7, 200, 5_000, 1_000_000].map(grouped);
        assert_eq!(figures, ["7", "200", "5,000", "1,000,000"]);
    }
}
