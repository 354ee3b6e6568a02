//! Rules: that there is one, that it can fail, and that it guards what is answered.

use std::collections::{BTreeSet, HashSet};

use super::similar::{alternatives, nearest};
use super::{Document, Findings};
use crate::connector::{Validation, ValidationType};
use crate::path::Path;
use crate::template::Origin;
use crate::texts::{Destination, step_texts};

pub(super) fn check(document: &Document<'_>, findings: &mut Findings) {
    let connector = document.connector;
    if !connector.public && document.identity_rules().next().is_none() {
        let message = "No rule says who the customer is, so anybody could ask.";
        let hint = "Compare an answer of the customer with the record, or mark the data as public.";
        findings.error("no_identity_rule", "validations", message, hint);
    }
    for (index, rule) in connector.validations.iter().enumerate() {
        let at = format!("validations[{index}]");
        let step = document.step_index(rule.step.as_deref());
        if rule.step.is_some() && step.is_none() {
            let name = rule.step.as_deref().unwrap_or_default();
            let message = format!("The rule reads a request “{name}”, which does not exist.");
            findings.error("unknown_step", format!("{at}.step"), message, "Choose one of the connector's requests.");
        }
        let path = findings.path(&rule.compare_with, &format!("{at}.compare_with"));
        check_sides(document, rule, &at, findings);
        if let Some(path) = &path {
            check_path(rule, path, &at, findings);
        }
        check_can_fail(document, rule, step, path.as_ref(), &at, findings);
    }
    check_words(document, findings);
    check_guarded(document, findings);
}

fn check_sides(document: &Document<'_>, rule: &Validation, at: &str, findings: &mut Findings) {
    let identity = rule.validation_type.verifies_identity();
    match (&rule.input, &rule.value) {
        (Some(_), Some(_)) => {
            let message = "The rule has both a question and a constant to compare.";
            findings.error("rule_has_two_inputs", at, message, "Keep one of the two.");
        }
        (None, None) if identity => {
            let message = "The rule compares with nothing.";
            findings.error("nothing_to_compare", at, message, "Choose the question whose answer must be equal.");
        }
        (Some(_), None) | (None, Some(_)) if !identity => {
            let message = "The rule looks at the answer only; what it is told to compare is not used.";
            findings.warning("input_not_used", at, message, "Remove the question, or choose a rule that compares.");
        }
        _ => {}
    }
    if let Some(input) = &rule.input {
        check_input(document, rule, input, at, findings);
    }
    if rule.validation_type == ValidationType::LastDigits && rule.digits.is_some_and(|digits| digits < 4) {
        let message = "Fewer than 4 digits are compared, which is soon guessed.";
        findings.error("too_few_digits", format!("{at}.digits"), message, "Compare at least 4 digits.");
    }
}

fn check_input(document: &Document<'_>, rule: &Validation, input: &str, at: &str, findings: &mut Findings) {
    let fields = &document.connector.fields;
    match fields.iter().find(|field| field.name == input) {
        None => {
            let near = nearest(input, fields.iter().map(|field| field.name.as_str()));
            let hint = if near.is_empty() {
                "Add the question, or choose another.".to_owned()
            } else {
                format!("Did you mean {}?", alternatives(&near))
            };
            findings.error(
                "undefined_question",
                format!("{at}.input"),
                format!("There is no question called “{input}”."),
                hint,
            );
        }
        Some(field) if !field.required && rule.validation_type.verifies_identity() => {
            let message = format!("The question “{input}” verifies the customer and is optional.");
            findings.error("identity_field_optional", format!("{at}.input"), message, "Make the question required.");
        }
        Some(_) => {}
    }
}

/// An identity rule must name one value. A filter may stand in its path, since “the user whose id is the requester's”
/// cannot be said otherwise; the run then demands that it finds exactly one.
fn check_path(rule: &Validation, path: &Path, at: &str, findings: &mut Findings) {
    let identity = rule.input.is_some() && rule.validation_type.verifies_identity();
    let one_of = rule.validation_type == ValidationType::OneOf && !path.normalised().contains("..");
    if identity && !one_of && !path.is_singular() && !path.is_filtered() {
        let message = format!(
            "“{}” may find several values, and the customer must be compared with exactly one.",
            rule.compare_with
        );
        let hint = "Name the one value, such as billing.email; to compare with each of a list, choose “is one of”.";
        findings.error("path_finds_several", format!("{at}.compare_with"), message, hint);
    }
}

fn check_can_fail(
    document: &Document<'_>,
    rule: &Validation,
    step: Option<usize>,
    path: Option<&Path>,
    at: &str,
    findings: &mut Findings,
) {
    let whole_answer = path.is_some_and(|path| path.normalised() == "$");
    if rule.validation_type == ValidationType::Exists && whole_answer {
        let message = "This rule can never fail: every answer has something in it.";
        findings.error("rule_can_never_fail", at, message, "Name the value that must be there.");
    }
    let (Some(step), Some(input)) = (step, &rule.input) else { return };
    let asked_for = questions_up_to(document, step);
    if rule.validation_type.verifies_identity() && asked_for.len() == 1 && asked_for.contains(input.as_str()) {
        let message = format!(
            "This rule can never fail: the request already asks for the record by “{input}”, so whatever it finds has it."
        );
        let hint = "Ask the customer for one thing more that only they know, and compare that too.";
        findings.warning("rule_can_never_fail", at, message, hint);
    }
}

/// The questions that the requests up to and including one send.
fn questions_up_to<'document>(document: &Document<'document>, last: usize) -> HashSet<&'document str> {
    let fields = &document.connector.fields;
    let steps = document.connector.steps.iter().enumerate().take(last + 1);
    let sent: HashSet<String> = steps
        .flat_map(|(index, step)| step_texts(step, index))
        .flat_map(|text| text.placeholders())
        .filter(|placeholder| placeholder.origin == Origin::Field)
        .map(|placeholder| placeholder.name)
        .collect();
    fields.iter().map(|field| field.name.as_str()).filter(|name| sent.contains(*name)).collect()
}

/// Two wordings tell a stranger which of two details was right.
fn check_words(document: &Document<'_>, findings: &mut Findings) {
    let wordings: BTreeSet<&str> = document.identity_rules().map(|(_, rule)| rule.error.trim()).collect();
    if wordings.len() > 1 {
        let message = "The rules fail with different words, which tell a stranger which detail was right and so that the record exists.";
        findings.warning("words_tell_apart", "validations", message, "Use the same words for every rule, or none.");
    }
}

/// What is answered, or changed, must belong to the customer who was verified: its request has an identity rule, or
/// asks by nothing but what a verified request was asked by, or by values that one kept.
fn check_guarded(document: &Document<'_>, findings: &mut Findings) {
    let connector = document.connector;
    let verified: HashSet<usize> =
        document.identity_rules().filter_map(|(_, rule)| document.step_index(rule.step.as_deref())).collect();
    if connector.public || verified.is_empty() {
        return;
    }
    let mut trusted: HashSet<String> = document.identity_rules().filter_map(|(_, rule)| rule.input.clone()).collect();
    let mut bound = verified.clone();
    let mut pending: Vec<usize> = verified.iter().copied().collect();
    while let Some(index) = pending.pop() {
        let (questions, steps) = asks_by(document, index);
        trusted.extend(questions);
        pending.extend(steps.into_iter().filter(|step| bound.insert(*step)));
    }
    let mut answered: BTreeSet<usize> = connector
        .answer
        .fields
        .iter()
        .filter_map(|field| document.step_index(field.step.as_deref().or(connector.answer.step.as_deref())))
        .collect();
    answered.extend(connector.steps.iter().enumerate().filter(|(_, step)| step.writes()).map(|(index, _)| index));
    for index in 0..connector.steps.len() {
        let (questions, steps) = asks_by(document, index);
        if questions.iter().all(|question| trusted.contains(question)) && steps.iter().all(|step| bound.contains(step))
        {
            bound.insert(index);
        } else if answered.contains(&index) && !bound.contains(&index) {
            let name = &connector.steps[index].id;
            let message =
                format!("The rules verify another request than “{name}”, and “{name}” asks by something else.");
            let hint = "Add a rule on its own answer, or ask for it by a value kept from the verified request.";
            findings.warning("data_not_bound_to_customer", format!("steps[{index}]"), message, hint);
        }
    }
}

/// By which questions and which earlier requests a request chooses its record: its address, and its body if it only
/// reads. The body of a request that changes something is what it changes to.
fn asks_by(document: &Document<'_>, index: usize) -> (Vec<String>, Vec<usize>) {
    let step = &document.connector.steps[index];
    let mut questions = Vec::new();
    let mut steps = Vec::new();
    for text in step_texts(step, index) {
        let chooses = matches!(text.destination, Destination::Path | Destination::QueryValue);
        for placeholder in text.placeholders() {
            match &placeholder.step {
                Some(id) => steps.extend(document.step_index(Some(id)).filter(|_| chooses || !step.writes())),
                None if placeholder.origin == Origin::Field && (chooses || !step.writes()) => {
                    questions.push(placeholder.name);
                }
                None => {}
            }
        }
    }
    (questions, steps)
}
