//! Questions: limits that can be kept, options, and an example that is itself accepted.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::{Document, Findings};
use crate::connector::{Field, FieldType};
use crate::inputs;

pub(super) fn check(document: &Document<'_>, findings: &mut Findings) {
    for (index, field) in document.connector.fields.iter().enumerate() {
        let at = format!("fields[{index}]");
        if field.description.trim().is_empty() {
            let message = format!("The question “{}” does not say what to ask the customer for.", field.name);
            findings.warning(
                "no_description",
                format!("{at}.description"),
                message,
                "Write it in the customer's words.",
            );
        }
        let before = findings.problems.len();
        check_limits(field, &at, findings);
        if findings.problems.len() == before {
            check_example(field, &at, findings);
        }
    }
}

fn check_limits(field: &Field, at: &str, findings: &mut Findings) {
    if field.field_type == FieldType::Choice && field.options.is_empty() {
        let message = format!("The question “{}” is a choice without options.", field.name);
        findings.error("no_options", format!("{at}.options"), message, "Add the options, or choose another type.");
    }
    if let Some(pattern) = &field.pattern
        && let Err(error) = regex::Regex::new(pattern).and_then(|_| inputs::compile_pattern(pattern))
    {
        let reason = error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let message = format!("The pattern of “{}” is not a regular expression: {reason}.", field.name);
        findings.error("bad_pattern", format!("{at}.pattern"), message, "Correct the pattern, or remove it.");
    }
    for (limit, name) in [(&field.min, "min"), (&field.max, "max")] {
        if let Some(limit) = limit
            && inputs::compare(field.field_type, limit, limit).is_none()
        {
            let message = format!("“{limit}” cannot be a limit of “{}”.", field.name);
            let hint = "Limits are numbers for a number and days such as 2026-05-31 for a date; other types have none.";
            findings.error("bad_limit", format!("{at}.{name}"), message, hint);
        }
    }
    let numbers_crossed = match (&field.min, &field.max) {
        (Some(min), Some(max)) => inputs::compare(field.field_type, min, max) == Some(Ordering::Greater),
        _ => false,
    };
    let lengths_crossed = field.min_length.is_some_and(|min| field.max_length.is_some_and(|max| min > max));
    if numbers_crossed || lengths_crossed {
        let message = format!("No answer to “{}” can keep both limits.", field.name);
        findings.error("crossed_limits", at, message, "Make the smaller limit the first one.");
    }
}

fn check_example(field: &Field, at: &str, findings: &mut Findings) {
    if field.example.is_empty() {
        return;
    }
    let said = Map::from_iter([(field.name.clone(), Value::String(field.example.clone()))]);
    if let Err(problems) = inputs::accept(std::slice::from_ref(field), &said) {
        let reason = problems.into_iter().next().map(|problem| problem.message).unwrap_or_default();
        let message = format!("The example of “{}” would itself be turned away: {reason}", field.name);
        findings.warning("bad_example", format!("{at}.example"), message, "Write an example that fits.");
    }
}
