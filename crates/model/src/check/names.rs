//! Names: their letters, and that no two are the same.

use std::collections::HashSet;

use super::{Document, Findings};
use crate::system::System;
use crate::template::is_name;

const TOOL_NAME_MAX_LENGTH: usize = 64;
const NAME_RULE: &str = "Use small letters, digits and underscores, beginning with a letter, 40 characters at most.";

pub(super) fn check_connector(document: &Document<'_>, findings: &mut Findings) {
    let connector = document.connector;
    if connector.name.trim().is_empty() {
        findings.error("no_name", "name", "The connector has no name.", "Give it a name.");
    }
    check_tool_name(&connector.tool_name, findings);
    if connector.prompt.trim().is_empty() {
        let message = "Nothing tells the AI when to use this connector.";
        findings.warning("no_prompt", "prompt", message, "Write when to use it, and what to ask for.");
    }
    if connector.steps.is_empty() {
        findings.error("no_steps", "steps", "The connector sends no request.", "Add a request.");
    }
    let mut fields = Names::new("question");
    for (index, field) in connector.fields.iter().enumerate() {
        fields.add(&field.name, &format!("fields[{index}].name"), findings);
    }
    let mut steps = Names::new("request");
    for (index, step) in connector.steps.iter().enumerate() {
        let at = format!("steps[{index}].id");
        steps.add(&step.id, &at, findings);
        if matches!(step.id.as_str(), "secret" | "setting") {
            let message =
                format!("A request cannot be called “{}”, since {{{}.…}} means something else.", step.id, step.id);
            findings.error("reserved_name", at, message, "Choose another name.");
        }
        let mut extracts = Names::new("kept value");
        for (position, extract) in step.extract.iter().enumerate() {
            extracts.add(&extract.name, &format!("steps[{index}].extract[{position}].name"), findings);
        }
        check_system_of(document, index, findings);
    }
    if connector.steps.is_empty() && document.systems.iter().all(|system| system.id != connector.system) {
        unknown_system(&connector.system, "system", findings);
    }
    if [connector.attempts.per_record, connector.attempts.per_conversation, connector.attempts.window_minutes]
        .contains(&0)
    {
        let message = "A limit of failed tries is zero, so that nobody could ever be verified.";
        findings.error("attempts_zero", "attempts", message, "Allow at least one try; the default is 5 in 15 minutes.");
    }
}

fn check_tool_name(name: &str, findings: &mut Findings) {
    let letters = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !letters || !name.starts_with(|first: char| first.is_ascii_lowercase()) || name.len() > TOOL_NAME_MAX_LENGTH {
        let message = format!("“{name}” cannot be the name of a tool.");
        let hint = "Use small letters, digits and underscores, beginning with a letter, 64 characters at most.";
        findings.error("bad_tool_name", "tool_name", message, hint);
    }
}

fn check_system_of(document: &Document<'_>, index: usize, findings: &mut Findings) {
    let step = &document.connector.steps[index];
    if document.system_of(step).is_some() {
        return;
    }
    match &step.system {
        Some(id) => unknown_system(id, &format!("steps[{index}].system"), findings),
        None if findings.problems.iter().all(|problem| problem.at != "system") => {
            unknown_system(&document.connector.system, "system", findings);
        }
        None => {}
    }
}

fn unknown_system(id: &str, at: &str, findings: &mut Findings) {
    findings.error("unknown_system", at, format!("There is no system “{id}”."), "Choose a system, or add one.");
}

pub(super) fn check_system(system: &System, findings: &mut Findings) {
    let starts = system.id.starts_with(|first: char| first.is_ascii_lowercase());
    if !starts || !is_name(&system.id.replace('-', "_")) {
        let message = format!("“{}” cannot be the id of a system.", system.id);
        let hint = "Use small letters, digits, dashes and underscores, beginning with a letter, 40 characters at most.";
        findings.error("bad_name", "id", message, hint);
    }
    if system.name.trim().is_empty() {
        findings.error("no_name", "name", "The system has no name.", "Give it a name.");
    }
    let mut settings = Names::new("setting");
    for (index, setting) in system.settings.iter().enumerate() {
        settings.add(&setting.name, &format!("settings[{index}].name"), findings);
    }
    let mut secrets = Names::new("secret");
    for (index, secret) in system.secrets.iter().enumerate() {
        secrets.add(&secret.name, &format!("secrets[{index}].name"), findings);
    }
}

/// The names of one kind that have been seen.
struct Names<'document> {
    kind: &'static str,
    seen: HashSet<&'document str>,
}

impl<'document> Names<'document> {
    fn new(kind: &'static str) -> Self {
        Self { kind, seen: HashSet::new() }
    }

    fn add(&mut self, name: &'document str, at: &str, findings: &mut Findings) {
        if !is_name(name) {
            findings.error("bad_name", at, format!("“{name}” cannot be the name of a {}.", self.kind), NAME_RULE);
        }
        if !self.seen.insert(name) {
            let message = format!("Two {}s are called “{name}”.", self.kind);
            findings.error("duplicate_name", at, message, "Give one of them another name.");
        }
    }
}
