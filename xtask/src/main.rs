//! `cargo xtask run | test | check | cases | torture | audit | generate | bench | release`: everything a person or a build server does with this project.
//!
//! It works on a machine that has Rust, Node and nothing else: what is missing (Debian packages, npm packages) is
//! installed first, see [`setup`]. Each task is one file. It depends on the standard library and `serde_json` only,
//! so that it compiles in seconds; it must not depend on the crates it builds.

mod audit;
mod bench;
mod cases;
mod check;
mod count;
mod generate;
mod process;
mod release;
mod run;
mod setup;
mod suites;
mod torture;

use std::process::ExitCode;

/// What a task gives back: nothing, or the sentence to end with.
type Done = Result<(), String>;

const USAGE: &str = "\
cargo xtask run        build and open the app; without a display, play the first-run journey (target/demo/)
cargo xtask test       every suite: Rust, interface, clients, browser, window (name some to run only those)
cargo xtask check      formatting, lints, types, licences, generated files, the house rules
cargo xtask cases      each case of the security catalogue with the test that holds it
cargo xtask audit      list what ships (target/sbom.cdx.json) and ask for advisories about it
cargo xtask generate   write the JSON schemas and the interface's types anew
cargo xtask torture    the long tests, with the figures of a release (docs/torture.md)
cargo xtask bench      measure, beside the targets of PERFORMANCE
cargo xtask release    build the program drawbridge as it ships (target/shipped/drawbridge)";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let done = match task.as_str() {
        "run" => run::run(),
        "test" => suites::test(&rest),
        "check" => check::check(),
        "cases" => cases::cases(),
        "generate" => generate::generate(),
        "audit" => audit::audit(),
        "torture" => torture::torture(&rest),
        "bench" => bench::bench(&rest),
        "release" => release::release(),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            if let Some(reason) = process::full_disk() {
                process::say(&reason);
            }
            process::say(&sentence);
            ExitCode::FAILURE
        }
    }
}
