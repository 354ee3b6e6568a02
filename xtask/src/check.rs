//! What must hold before a change is looked at by a person: formatting, lints, types, licences, generated files,
//! the rules of the house, and the cases of the security catalogue. Every check runs, also after one has failed, so that one run shows everything.

use std::process::Command;

use crate::Done;
use crate::cases;
use crate::generate;
use crate::process::{ask, cargo, headline, must, npm, say};
use crate::run::build_interface;
use crate::setup::{self, Need};

/// Runs all checks.
pub fn check() -> Done {
    setup::prepare(Need::Build)?;
    // The desktop program embeds the interface, so it compiles only when that is built.
    build_interface()?;
    let mut failures = Vec::new();
    let mut run = |what: &str, command: &mut Command| {
        headline(what);
        if let Err(problem) = must(command) {
            say(&problem);
            failures.push(what.to_owned());
        }
    };
    run("formatting", cargo().args(["fmt", "--all", "--check"]));
    run("lints", cargo().args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]));
    // Left out of `--all-targets` because it is not run by `cargo test`.
    run(
        "lints of the window tests",
        cargo().args(["clippy", "--workspace", "--test", "window", "--quiet", "--", "-D", "warnings"]),
    );
    if ask(cargo().args(["deny", "--version"])).is_some() {
        run("licences, bans and sources", cargo().args(["deny", "--offline", "check", "bans", "licenses", "sources"]));
    } else {
        say("\ncargo-deny is not installed here: licences, bans and sources were not checked.");
    }
    run("the interface: types, lints, unused code", npm("ui").args(["run", "--silent", "check"]));
    run("generated files", &mut generate::compare());
    run("the rules of the house", cargo().args(["test", "--quiet", "--workspace", "--test", "house"]));
    headline("the cases of the security catalogue");
    if let Err(problem) = cases::compare() {
        say(&problem);
        failures.push("the cases of the security catalogue".to_owned());
    }
    if failures.is_empty() {
        say("\nAll checks passed.");
        Ok(())
    } else {
        Err(format!("\nThese checks failed: {}", failures.join("; ")))
    }
}
