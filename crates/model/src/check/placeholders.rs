//! Placeholders: each must have a value when it is used, and each question should be used.

use super::similar::{alternatives, nearest};
use super::{Document, Findings};
use crate::connector::{Connector, Step};
use crate::sign_in::RequestPart;
use crate::system::System;
use crate::template::{Origin, Placeholder, escaped_references};
use crate::texts::{Destination, TemplateText, step_texts, system_texts};

pub(super) fn check_connector(document: &Document<'_>, findings: &mut Findings) {
    let connector = document.connector;
    let mut used = Vec::new();
    for (index, step) in connector.steps.iter().enumerate() {
        for text in step_texts(step, index) {
            for placeholder in text.placeholders() {
                check_one(document, index, &placeholder, &text.at, findings);
                used.push(placeholder);
            }
            check_escaped(connector, &text, findings);
        }
        if let Some(only_if) = &step.only_if {
            let at = format!("steps[{index}].only_if");
            if let Some(placeholder) = Placeholder::parse(only_if) {
                check_one(document, index, &placeholder, &at, findings);
                used.push(placeholder);
            } else {
                let message = format!("“{only_if}” is not the name of a value.");
                findings.error("bad_only_if", at, message, "Write it without braces, such as order.customer_id.");
            }
        }
    }
    check_unused(connector, &used, findings);
}

pub(super) fn check_system(system: &System, findings: &mut Findings) {
    for text in system_texts(system) {
        for placeholder in text.placeholders() {
            match placeholder.origin {
                Origin::Secret | Origin::Setting => check_of_system(system, &placeholder, &text.at, findings),
                Origin::Step if is_part_of_request(&text, &placeholder) => {}
                Origin::Field | Origin::Step => {
                    let message =
                        format!("{placeholder} stands in the system, where there are no questions and no requests.");
                    let hint = "Use a secret or a setting here, or move the text into the request.";
                    findings.error("undefined_placeholder", &text.at, message, hint);
                }
            }
        }
    }
}

/// What is signed may name the request that it signs.
pub(super) fn is_part_of_request(text: &TemplateText<'_>, placeholder: &Placeholder) -> bool {
    text.destination == Destination::Signature && RequestPart::of(placeholder).is_some()
}

fn check_one(document: &Document<'_>, index: usize, placeholder: &Placeholder, at: &str, findings: &mut Findings) {
    let connector = document.connector;
    match (placeholder.origin, &placeholder.step) {
        (Origin::Field, _) => check_question(connector, placeholder, at, findings),
        (Origin::Step, Some(step)) => check_kept_value(connector, index, step, placeholder, at, findings),
        (Origin::Step, None) => {}
        (Origin::Secret | Origin::Setting, _) => {
            if let Some(system) = document.system_of(&connector.steps[index]) {
                check_of_system(system, placeholder, at, findings);
                if placeholder.origin == Origin::Secret && system.is_for_tokens_alone(&placeholder.name) {
                    let message =
                        format!("{placeholder} belongs to the sign-in and is sent to its token address only.");
                    findings.error("secret_of_sign_in", at, message, "Make another secret for this request.");
                }
            }
        }
    }
}

fn check_question(connector: &Connector, placeholder: &Placeholder, at: &str, findings: &mut Findings) {
    if connector.fields.iter().any(|field| field.name == placeholder.name) {
        return;
    }
    let near = nearest(&placeholder.name, connector.fields.iter().map(|field| field.name.as_str()));
    let meant =
        if near.is_empty() { String::new() } else { format!("Did you mean {}? Otherwise, add", alternatives(&near)) };
    let add = if meant.is_empty() { "Add".to_owned() } else { meant };
    let message = format!("There is no question called “{}”.", placeholder.name);
    let hint =
        format!("{add} a question “{0}”, or write {{{{{0}}}}} if the braces are meant as text.", placeholder.name);
    findings.error("undefined_placeholder", at, message, hint);
}

fn check_kept_value(
    connector: &Connector,
    index: usize,
    step: &str,
    placeholder: &Placeholder,
    at: &str,
    findings: &mut Findings,
) {
    let Some(position) = connector.steps.iter().position(|candidate| candidate.id == step) else {
        let near = nearest(step, connector.steps[..index].iter().map(|step| step.id.as_str()));
        let message = format!("{placeholder} names a request “{step}”, which does not exist.");
        findings.error("undefined_placeholder", at, message, did_you_mean(&near, "Name an earlier request."));
        return;
    };
    if position >= index {
        let message = format!("{placeholder} is used before the request “{step}” has been answered.");
        findings.error("value_not_there_yet", at, message, "Move that request before this one.");
        return;
    }
    let known = &connector.steps[position].extract;
    if known.iter().all(|extract| extract.name != placeholder.name) {
        let near = nearest(&placeholder.name, known.iter().map(|extract| extract.name.as_str()));
        let message = format!("The request “{step}” does not keep a value called “{}”.", placeholder.name);
        let hint = did_you_mean(&near, "Keep it from that request's answer.");
        findings.error("undefined_placeholder", at, message, hint);
    }
}

fn check_of_system(system: &System, placeholder: &Placeholder, at: &str, findings: &mut Findings) {
    let (kind, known): (&str, Vec<&str>) = match placeholder.origin {
        Origin::Secret => ("secret", system.secrets.iter().map(|secret| secret.name.as_str()).collect()),
        _ => ("setting", system.settings.iter().map(|setting| setting.name.as_str()).collect()),
    };
    if !known.contains(&placeholder.name.as_str()) {
        let near = nearest(&placeholder.name, known);
        let message = format!("The system “{}” has no {kind} called “{}”.", system.name, placeholder.name);
        let hint = did_you_mean(&near, &format!("Add the {kind} to the system."));
        findings.error(&format!("undefined_{kind}"), at, message, hint);
    }
}

fn did_you_mean(near: &[&str], otherwise: &str) -> String {
    if near.is_empty() { otherwise.to_owned() } else { format!("Did you mean {}?", alternatives(near)) }
}

/// People who know other tools write `{{email}}` for a value; here it is the text `{email}`.
fn check_escaped(connector: &Connector, text: &TemplateText<'_>, findings: &mut Findings) {
    for name in escaped_references(text.text) {
        if connector.fields.iter().any(|field| field.name == name) {
            let message = format!("{{{{{name}}}}} sends the text {{{name}}}, not the customer's answer.");
            let hint = format!("Write {{{name}}} with single braces to send the answer.");
            findings.warning("escaped_placeholder", &text.at, message, hint);
        }
    }
}

fn check_unused(connector: &Connector, used: &[Placeholder], findings: &mut Findings) {
    for (index, field) in connector.fields.iter().enumerate() {
        let sent = used.iter().any(|placeholder| placeholder.origin == Origin::Field && placeholder.name == field.name);
        let compared = connector.validations.iter().any(|rule| rule.input.as_deref() == Some(&field.name));
        if !sent && !compared {
            let message = format!("The question “{}” is asked and never used.", field.name);
            let hint =
                format!("Write {{{}}} into a request, compare it in a rule, or remove the question.", field.name);
            findings.warning("unused_question", format!("fields[{index}]"), message, hint);
        }
    }
    for (index, step) in connector.steps.iter().enumerate() {
        check_unused_extracts(step, index, used, findings);
    }
}

fn check_unused_extracts(step: &Step, index: usize, used: &[Placeholder], findings: &mut Findings) {
    for (position, extract) in step.extract.iter().enumerate() {
        let sent = used
            .iter()
            .any(|placeholder| placeholder.step.as_deref() == Some(&step.id) && placeholder.name == extract.name);
        if !sent {
            let message = format!("The value “{}” is kept and never used.", extract.name);
            let hint = format!("Write {{{}.{}}} into a later request, or do not keep it.", step.id, extract.name);
            findings.warning("unused_kept_value", format!("steps[{index}].extract[{position}]"), message, hint);
        }
    }
}
