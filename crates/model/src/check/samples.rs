//! Samples and tests: they name what exists, and the paths of rules and answer find something in them.
//!
//! A path that no sample has is a warning and not an error, since an API may leave a member out; the hint names what
//! stands nearest.

use serde_json::Value;

use super::similar::{alternatives, nearest};
use super::{Document, Findings};
use crate::connector::ValidationType;
use crate::path::{Location, Path, Segment};

/// The values of a sample that are looked through for names, at most.
const MAX_NODES: usize = 5_000;

pub(super) fn check(document: &Document<'_>, findings: &mut Findings) {
    let connector = document.connector;
    for (index, sample) in connector.samples.iter().enumerate() {
        if document.step_index(Some(&sample.step)).is_none() {
            let message = format!("A sample answers a request “{}”, which does not exist.", sample.step);
            findings.warning(
                "unknown_step",
                format!("samples[{index}].step"),
                message,
                "Remove the sample, or name its request.",
            );
        }
        if has_large_number(&sample.body) {
            let message = "A sample has a number beyond 9,007,199,254,740,992, which an export rounds.";
            findings.warning(
                "number_too_large",
                format!("samples[{index}].body"),
                message,
                "Write the number as text in the sample.",
            );
        }
    }
    for (index, test) in connector.tests.iter().enumerate() {
        for name in test.inputs.keys().filter(|name| connector.fields.iter().all(|field| field.name != **name)) {
            let message = format!("The test “{}” answers a question “{name}”, which does not exist.", test.name);
            let hint = "A test of unknown names should expect the outcome invalid_input; otherwise remove the name.";
            if test.expect.outcome != crate::OutcomeKind::InvalidInput {
                findings.warning("unknown_test_input", format!("tests[{index}].inputs.{name}"), message, hint);
            }
        }
    }
    for (index, rule) in connector.validations.iter().enumerate() {
        let at = format!("validations[{index}].compare_with");
        let single = rule.validation_type.verifies_identity() && rule.validation_type != ValidationType::OneOf;
        if rule.validation_type != ValidationType::NotExists {
            check_path(document, rule.step.as_deref(), &rule.compare_with, single, &at, findings);
        }
    }
    for (index, step) in connector.steps.iter().enumerate() {
        for (position, extract) in step.extract.iter().enumerate() {
            let at = format!("steps[{index}].extract[{position}].path");
            check_path(document, Some(&step.id), &extract.path, true, &at, findings);
        }
    }
    for (index, field) in connector.answer.fields.iter().enumerate() {
        let step = field.step.as_deref().or(connector.answer.step.as_deref());
        check_path(document, step, &field.path, false, &format!("answer.fields[{index}].path"), findings);
    }
}

fn check_path(
    document: &Document<'_>,
    step: Option<&str>,
    text: &str,
    single: bool,
    at: &str,
    findings: &mut Findings,
) {
    let Some(step) = document.step_index(step).and_then(|index| document.connector.steps.get(index)) else { return };
    let Ok(path) = Path::parse(text) else { return };
    let samples = document.connector.samples.iter();
    let bodies: Vec<&Value> = samples
        .filter(|sample| sample.step == step.id && (200..300).contains(&sample.status) && !sample.body.is_null())
        .map(|sample| &sample.body)
        .collect();
    if bodies.is_empty() {
        return;
    }
    let found: Vec<Vec<&Value>> = bodies.iter().map(|body| path.query(body)).collect();
    if found.iter().all(Vec::is_empty) {
        let message = format!("No sample answer has “{text}”.");
        findings.warning("path_not_in_samples", at, message, hint(&path, bodies[0]));
    } else if single && !found.iter().any(|values| matches!(values.as_slice(), [one] if is_scalar(one))) {
        let message = format!("In the sample answers “{text}” is not one text, number or yes/no.");
        findings.warning("path_finds_no_single_value", at, message, "Name a value inside it.");
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

/// Names what stands nearest: values of a like name anywhere, else the names at the place where the path leaves the
/// sample.
fn hint(path: &Path, body: &Value) -> String {
    let mut places = Vec::new();
    let mut nodes = 0;
    collect(body, &mut Location::default(), &mut places, &mut nodes);
    let written: Vec<(String, String)> = places
        .iter()
        .filter_map(|place| match place.segments.last() {
            Some(Segment::Name(name)) => Some((name.clone(), place.to_string())),
            _ => None,
        })
        .collect();
    if let Some(wanted) = last_name(path) {
        let names = nearest(&wanted, written.iter().map(|(name, _)| name.as_str()));
        let meant: Vec<&str> = names
            .iter()
            .flat_map(|name| written.iter().filter(move |(candidate, _)| candidate == name))
            .map(|(_, place)| place.as_str())
            .take(3)
            .collect();
        if !meant.is_empty() {
            return format!("Did you mean {}?", alternatives(&meant));
        }
    }
    match names_where_it_leaves(path, body) {
        names if names.is_empty() => "Run the request, and choose the value in its answer.".to_owned(),
        names => format!("At that place the sample has {}.", names.join(", ")),
    }
}

fn collect(value: &Value, place: &mut Location, places: &mut Vec<Location>, nodes: &mut usize) {
    *nodes += 1;
    if *nodes > MAX_NODES {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                place.segments.push(Segment::Name(name.clone()));
                collect(member, place, places, nodes);
                place.segments.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate().take(3) {
                place.segments.push(Segment::Index(index));
                collect(item, place, places, nodes);
                place.segments.pop();
            }
        }
        _ => places.push(place.clone()),
    }
}

/// The last name that a path mentions.
fn last_name(path: &Path) -> Option<String> {
    if let Some(location) = path.singular_location() {
        return location.segments.iter().rev().find_map(|segment| match segment {
            Segment::Name(name) => Some(name.clone()),
            Segment::Index(_) => None,
        });
    }
    let is_separator = |character: char| !character.is_alphanumeric() && !matches!(character, '_' | '-');
    path.normalised().rsplit(is_separator).find(|name| !name.is_empty()).map(str::to_owned)
}

fn names_where_it_leaves(path: &Path, body: &Value) -> Vec<String> {
    let mut value = body;
    for segment in path.singular_location().map(|location| location.segments.as_slice()).unwrap_or_default() {
        let next = match segment {
            Segment::Name(name) => value.get(name),
            Segment::Index(index) => value.get(index),
        };
        match next {
            Some(next) => value = next,
            None => break,
        }
    }
    let names = value.as_object().into_iter().flat_map(|members| members.keys());
    names.take(8).map(|name| format!("“{name}”")).collect()
}

/// Whether a number is beyond what RFC 8785 can write.
fn has_large_number(value: &Value) -> bool {
    const LARGEST: u64 = 1 << 53;
    match value {
        Value::Number(number) => {
            number.as_u64().is_some_and(|number| number > LARGEST)
                || number.as_i64().is_some_and(|number| number.unsigned_abs() > LARGEST)
        }
        Value::Array(items) => items.iter().any(has_large_number),
        Value::Object(members) => members.values().any(has_large_number),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}
