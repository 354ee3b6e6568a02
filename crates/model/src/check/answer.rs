//! The answer: what leaves is meant to leave.

use std::collections::HashSet;

use super::{Document, Findings};
use crate::connector::Format;
use crate::path::Path;

/// Names of values that say something about a person. Parts are enough: `billing_email`, `phoneNumber`.
const PERSONAL: [&str; 22] = [
    "email",
    "phone",
    "mobile",
    "firstname",
    "lastname",
    "fullname",
    "surname",
    "birth",
    "street",
    "address",
    "postcode",
    "postalcode",
    "zipcode",
    "passport",
    "iban",
    "taxid",
    "ssn",
    "socialsecurity",
    "salary",
    "balance",
    "diagnosis",
    "gender",
];

pub(super) fn check(document: &Document<'_>, findings: &mut Findings) {
    let answer = &document.connector.answer;
    if let Some(step) = answer.step.as_deref().filter(|step| document.step_index(Some(step)).is_none()) {
        unknown_step(step, "answer.step", findings);
    }
    let mut labels = HashSet::new();
    for (index, field) in answer.fields.iter().enumerate() {
        let at = format!("answer.fields[{index}]");
        if let Some(step) = field.step.as_deref().filter(|step| document.step_index(Some(step)).is_none()) {
            unknown_step(step, &format!("{at}.step"), findings);
        }
        if !field.label.is_empty() && !labels.insert(field.label.as_str()) {
            let message = format!("Two values are called “{}”, so that one would replace the other.", field.label);
            findings.error("duplicate_label", format!("{at}.label"), message, "Give one of them another name.");
        }
        if let Some(Format::MoneyMinor { currency }) = &field.format
            && !currency.is_empty()
            && !(currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            findings.path(currency, &format!("{at}.format.currency"));
        }
        let place = format!("{at}.path");
        if let Some(path) = findings.path(&field.path, &place) {
            let step = document.step_index(field.step.as_deref().or(answer.step.as_deref()));
            check_kept(document, step, &path, &place, findings);
            check_personal(document, &path, &place, findings);
        }
    }
}

/// A kept value is for requests: a token that the bot sees is a token that a chat can be talked out of.
fn check_kept(document: &Document<'_>, step: Option<usize>, path: &Path, at: &str, findings: &mut Findings) {
    let Some(step) = step.and_then(|index| document.connector.steps.get(index)) else { return };
    let same = step.extract.iter().find(|extract| {
        Path::parse(&extract.path).is_ok_and(|kept| match (kept.singular_location(), path.singular_location()) {
            (Some(kept), Some(shown)) => kept.segments.starts_with(&shown.segments),
            _ => kept.normalised() == path.normalised(),
        })
    });
    if let Some(extract) = same {
        let message = format!("The answer shows the bot “{}”, which is kept for a later request.", extract.name);
        let hint = "Leave it out; if it is no token and the customer may know it, accept this.";
        findings.error("kept_value_in_answer", at, message, hint);
    }
}

fn check_personal(document: &Document<'_>, path: &Path, at: &str, findings: &mut Findings) {
    if document.identity_rules().next().is_some() {
        return;
    }
    let names: String =
        path.normalised().chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    if PERSONAL.iter().any(|personal| names.contains(personal)) {
        let message =
            format!("“{}” looks like a personal detail, and no rule says who the customer is.", path.as_written());
        findings.warning("personal_data_without_rule", at, message, "Add a rule, or leave the value out.");
    }
}

fn unknown_step(step: &str, at: &str, findings: &mut Findings) {
    let message = format!("The answer reads a request “{step}”, which does not exist.");
    findings.error("unknown_step", at, message, "Choose one of the connector's requests.");
}
