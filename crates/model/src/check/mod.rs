//! What is wrong with a document, all at once: each finding says where, what, and what to do.
//!
//! One file per theme; a theme is a function that gets the [`Document`] and adds to the [`Findings`]. An error stops a
//! run and an export, a warning does not. The owner can accept a warning, and the few errors of
//! [`ACCEPTABLE_ERRORS`], by code and place (`secret_in_address:steps[0].query[1]`); what is accepted is not told
//! again. Codes are stable.
//!
//! To add a check, add it to the file of its theme and a case to `tests.rs`. Refused here: opinions about style.

mod address;
mod answer;
mod bundle;
mod every_text;
mod fields;
mod hidden;
mod names;
mod placeholders;
mod request;
mod rules;
mod samples;
mod secrets;
mod sign_in;
mod similar;
mod sound;
mod system;

use crate::bundle::Bundle;
use crate::connector::{Connector, Step, Validation};
use crate::path::Path;
use crate::problem::{Problem, Severity};
use crate::system::System;

pub use request::is_reserved_header;
pub use secrets::find_secret;
pub use sound::{CheckedBundle, SoundBundle, SoundConnector};

/// Errors that the owner may accept by name, because some API leaves no other way.
pub const ACCEPTABLE_ERRORS: [&str; 3] = ["secret_in_address", "unescaped_placeholder", "kept_value_in_answer"];

/// Everything that is wrong with a connector. `systems` are those of the workspace or bundle.
pub fn check_connector(connector: &Connector, systems: &[System]) -> Vec<Problem> {
    let document = Document { connector, systems };
    let mut findings = Findings::default();
    names::check_connector(&document, &mut findings);
    fields::check(&document, &mut findings);
    placeholders::check_connector(&document, &mut findings);
    request::check(&document, &mut findings);
    rules::check(&document, &mut findings);
    answer::check(&document, &mut findings);
    samples::check(&document, &mut findings);
    every_text::check(connector, &mut findings);
    let mut problems = findings.problems;
    problems.retain(|problem| !is_accepted(connector, problem));
    problems
}

/// Everything that is wrong with a system.
pub fn check_system(system: &System) -> Vec<Problem> {
    let mut findings = Findings::default();
    names::check_system(system, &mut findings);
    system::check(system, &mut findings);
    placeholders::check_system(system, &mut findings);
    every_text::check(system, &mut findings);
    findings.problems
}

/// Everything that is wrong with a bundle, its systems and connectors included. Whether its digest holds is another
/// question, which [`Bundle::verify_digest`] answers: an owner may accept an edited file.
pub fn check_bundle(bundle: &Bundle) -> Vec<Problem> {
    bundle::check(bundle)
}

fn is_accepted(connector: &Connector, problem: &Problem) -> bool {
    let may_be = problem.severity == Severity::Warning || ACCEPTABLE_ERRORS.contains(&problem.code.as_str());
    may_be && connector.accepted.contains(&format!("{}:{}", problem.code, problem.at))
}

/// What a connector is checked against.
struct Document<'document> {
    connector: &'document Connector,
    systems: &'document [System],
}

impl<'document> Document<'document> {
    fn system_of(&self, step: &Step) -> Option<&'document System> {
        let id = step.system.as_ref().unwrap_or(&self.connector.system);
        self.systems.iter().find(|system| system.id == *id)
    }

    /// The position of a step; the last one for `None`.
    fn step_index(&self, id: Option<&str>) -> Option<usize> {
        let steps = &self.connector.steps;
        match id {
            Some(id) => steps.iter().position(|step| step.id == id),
            None => steps.len().checked_sub(1),
        }
    }

    /// The rules that say who the customer is, with their positions.
    fn identity_rules(&self) -> impl Iterator<Item = (usize, &'document Validation)> {
        let rules = self.connector.validations.iter().enumerate();
        rules.filter(|(_, rule)| rule.input.is_some() && rule.validation_type.verifies_identity())
    }
}

/// The problems found so far.
#[derive(Default)]
struct Findings {
    problems: Vec<Problem>,
}

impl Findings {
    fn error(&mut self, code: &str, at: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) {
        self.push(Severity::Error, code, at.into(), message.into(), hint.into());
    }

    fn warning(&mut self, code: &str, at: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) {
        self.push(Severity::Warning, code, at.into(), message.into(), hint.into());
    }

    fn push(&mut self, severity: Severity, code: &str, at: String, message: String, hint: String) {
        self.problems.push(Problem { severity, code: code.to_owned(), at, message, hint });
    }

    /// Parses a path, or tells why it is none.
    fn path(&mut self, text: &str, at: &str) -> Option<Path> {
        Path::parse(text).map_err(|error| self.error("bad_path", at, error.message, error.hint)).ok()
    }
}

#[cfg(test)]
mod tests;
