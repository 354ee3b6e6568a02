//! Everything that is printed, in one place: results on standard output, words for people on standard error.
//!
//! What stands on standard output of `call` is what a chatbot may have, and with `--trace` the owner's story beside
//! it under a name of its own. The owner's note goes to standard error, never into the message. A reader that has
//! gone away (`drawbridge schema | head`) is not an error.

use std::io::Write;

use drawbridge_assistant::{AssistantError, Turn};
use drawbridge_engine::{BotOutcome, Outcome, RenewedSecret, Trace};
use drawbridge_import::{Draft, FindingKind, Import};
use drawbridge_model::characters::is_invisible;
use drawbridge_model::inputs::InputProblem;
use drawbridge_model::{OutcomeKind, Problem, Severity};
use serde::Serialize;

use crate::failure::Failure;

/// The one JSON object of `call`: an outcome with `data` always there, and the trace if it was asked for.
#[derive(Serialize)]
struct Called<'run> {
    outcome: OutcomeKind,
    message: &'run str,
    data: Option<&'run drawbridge_engine::AnswerData>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    problems: &'run [InputProblem],
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmation: Option<&'run drawbridge_engine::ConfirmationRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<&'run Trace>,
}

/// Prints the outcome of a call, and tells the owner what stands behind it.
pub fn called(outcome: &Outcome, trace: Option<&Trace>) {
    let bot: BotOutcome = outcome.for_bot();
    let object = Called {
        outcome: bot.outcome,
        message: &bot.message,
        data: bot.data.as_ref(),
        problems: &bot.problems,
        confirmation: bot.confirmation.as_ref(),
        retry_after_seconds: bot.retry_after_seconds,
        trace,
    };
    match serde_json::to_string(&object) {
        Ok(text) => json_line(&text),
        Err(error) => complain("error", &format!("The outcome cannot be written as JSON: {error}.")),
    }
    if outcome.kind == OutcomeKind::Answer {
        return;
    }
    let word = match outcome.kind {
        OutcomeKind::ApiError | OutcomeKind::Unavailable => "error",
        _ => "note",
    };
    let owner = &outcome.owner;
    if !owner.what.is_empty() {
        let place = if owner.place.is_empty() { String::new() } else { format!(" ({})", owner.place) };
        complain(word, &format!("{}{place}", owner.what));
    }
    let next = match outcome.kind {
        OutcomeKind::NeedsConfirmation => "Say --yes to agree for the customer and carry it out in one go.",
        _ => &owner.next,
    };
    if !next.is_empty() {
        complain("hint", next);
    }
}

/// Prints one turn of a chat: what the customer wrote, unless they just typed it, and the reply; or all of it as JSON.
pub fn turn(turn: &Turn, as_json: bool, was_typed: bool) {
    if as_json {
        match serde_json::to_string(turn) {
            Ok(text) => json_line(&text),
            Err(error) => complain("error", &format!("The turn cannot be written as JSON: {error}.")),
        }
        return;
    }
    if !was_typed {
        line(&format!("> {}", turn.customer));
    }
    if !turn.reply.is_empty() {
        line(&turn.reply);
    }
}

/// Tells why the assistant could not answer.
pub fn stopped(failure: &AssistantError) {
    complain("error", &failure.what);
    complain("hint", &failure.next);
}

/// Asks whoever sits at the terminal for the next line.
pub fn prompt() {
    let mut error = std::io::stderr().lock();
    let _ = write!(error, "> ").and_then(|()| error.flush());
}

/// Names the secrets that a server for tokens has given another value. The runner keeps nothing, so whoever supplies them
/// must know that the old value may be worthless now. The new one is printed nowhere.
pub fn renewed(secrets: &[RenewedSecret]) {
    for secret in secrets {
        complain("note", &format!("The server for tokens gave a new refresh token in place of {}.", secret.name));
        complain("hint", "If the old one is refused next time, sign in anew and ask the server for one that stays.");
    }
}

/// Prints what is wrong with a bundle: where, what, what to do.
pub fn problems(problems: &[Problem]) {
    for problem in problems {
        line(&written(problem));
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    line(&format!("{}, {}", counted(errors, "error"), counted(problems.len() - errors, "warning")));
}

/// Prints how a saved test differs from what it expects.
pub fn failed_test(tool: &str, test: &str, difference: &str) {
    line(&format!("failed: {tool}, {test}\n  {difference}"));
}

/// Prints the last line of `test`.
pub fn counted_tests(passed: usize, failed: usize) {
    line(&format!("{passed} passed, {failed} failed"));
}

/// Prints what an import found: each draft with its requests, and what was guessed and dropped in it.
pub fn drafts(imported: &Import) {
    for draft in &imported.drafts {
        let Draft { connector, source, findings } = draft;
        let outdated = if source.deprecated { " (outdated)" } else { "" };
        let group = if source.group.is_empty() { String::new() } else { format!("{} / ", source.group) };
        line(&format!("{}: {group}{}{outdated}", connector.tool_name, connector.name));
        for finding in findings {
            line(&format!("  {}: {}", kind_in_words(finding.kind), finding.message));
        }
    }
}

/// Tells what an import found about the whole text, and the secrets that have to be entered.
pub fn import_findings(imported: &Import) {
    for finding in &imported.findings {
        let place = if finding.at.is_empty() { String::new() } else { format!("{}: ", finding.at) };
        complain(kind_in_words(finding.kind), &format!("{place}{}", finding.message));
    }
    for secret in &imported.secrets {
        let message = format!(
            "{} holds a secret. It was not taken over; enter it as {}.{}.",
            secret.place, secret.system, secret.name
        );
        complain("secret", &message);
    }
}

fn kind_in_words(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Understood => "understood",
        FindingKind::Guessed => "guessed",
        FindingKind::Dropped => "left out",
    }
}

/// Tells of an event as one line of JSON on standard error.
pub fn log(event: &impl Serialize) {
    if let Ok(text) = serde_json::to_string(event) {
        tell(without_hidden(&text, json_escape));
    }
}

/// Tells what was done.
pub fn note(text: &str) {
    complain("note", text);
}

/// Prints a JSON document for people and tools to read.
pub fn document(text: &str) {
    json_line(text.trim_end());
}

/// Tells why nothing was done.
pub fn failure(failure: &Failure) {
    for complaint in &failure.complaints {
        complain("error", &complaint.what);
        if !complaint.hint.is_empty() {
            complain("hint", &complaint.hint);
        }
    }
}

/// Tells what is odd, though the program goes on.
pub fn warning(what: &str, hint: &str) {
    complain("warning", what);
    complain("hint", hint);
}

/// One problem as text.
pub fn written(problem: &Problem) -> String {
    let word = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = if problem.at.is_empty() { "the bundle" } else { &problem.at };
    let hint = if problem.hint.is_empty() { String::new() } else { format!("\n  hint: {}", problem.hint) };
    format!("{word}: {place}: {}{hint}", problem.message)
}

/// A number with its noun.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A panic says where it was and nothing else: its message could hold anything (SECURITY SEC-20).
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        complain("error", &format!("Drawbridge stopped by a fault of its own at {place}."));
    }));
}

fn line(text: &str) {
    print(&without_hidden(text, |character| character.escape_unicode().to_string()));
}

/// JSON stays JSON: what would drive a terminal or hide from the eye is written as the escape that means the same.
fn json_line(text: &str) {
    print(&without_hidden(text, json_escape));
}

fn json_escape(character: char) -> String {
    let mut units = [0; 2];
    let units = character.encode_utf16(&mut units);
    units.iter().fold(String::new(), |escaped, unit| escaped + &format!("\\u{unit:04x}"))
}

fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

fn complain(word: &str, text: &str) {
    let shown = without_hidden(text, |character| character.escape_unicode().to_string());
    tell(format!("{word}: {shown}"));
}

/// Writes a line to standard error, which has no buffer, in one piece: several threads and programs may write there.
fn tell(mut line: String) {
    line.push('\n');
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}

/// A bundle's texts and an API's words may hold characters that drive a terminal or cannot be seen.
fn without_hidden(text: &str, escape: impl Fn(char) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character != '\n' && is_invisible(character) {
            out.push_str(&escape(character));
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn json_means_the_same_after_hidden_characters_are_escaped() {
        let value = "a\u{202e}b\u{9b}31m\u{e0041}\u{7f}é😀";
        let text = serde_json::to_string(value).unwrap();
        let shown = without_hidden(&text, json_escape);
        assert!(!shown.chars().any(is_invisible), "{shown}");
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), value);
    }
    /// SECURITY SEC-20. The test starts itself, since a panic's words go to the process's own standard error.
    #[test]
    fn a_panic_tells_where_it_was_and_nothing_else() {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "output::tests::panics_with_a_secret", "--ignored", "--nocapture"])
            .env("RUST_BACKTRACE", "full")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        assert!(told.contains("stopped by a fault of its own at crates/runner/src/output.rs"), "{told}");
        assert!(!told.contains("cs_live_222"), "{told}");
    }

    #[test]
    #[ignore = "started by the test above it"]
    fn panics_with_a_secret() {
        quiet_panics();
        panic!("cs_live_222");
    }
}
