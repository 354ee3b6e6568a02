//! Finds every value of a recording, with its place and what it is to the connector.

use serde_json::Value;

use super::kept::{Said, is_plain_name};
use super::pieces::fold;
use super::{MAX_VALUES, NoFiction, Recording};
use crate::connector::{Connector, ValidationType};
use crate::path::{Location, Path, Segment};

/// What a text is, beside being a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A value.
    Value,
    /// A value that a rule compares by its digits alone.
    Digits,
    /// The name of a member that is data.
    Member,
}

/// A value at a place.
pub(super) struct Found {
    pub(super) text: String,
    pub(super) member: String,
    pub(super) place: (Option<String>, String),
    pub(super) is_number: bool,
    pub(super) role: Role,
}

pub(super) fn find_values(connector: &Connector, recording: &Recording, said: &Said) -> Result<Vec<Found>, NoFiction> {
    let mut found = Vec::new();
    for answer in &recording.answers {
        collect(&answer.body, "", &mut Location::default(), &answer.step, said, &mut found);
    }
    for (name, value) in &recording.inputs {
        let place = (None, name.clone());
        if let Some((text, is_number)) = scalar(value) {
            found.push(Found { text, member: name.clone(), place, is_number, role: Role::Value });
        }
    }
    if found.len() > MAX_VALUES {
        return Err(NoFiction {
            message: format!("This answer has {} values; a sample can have {MAX_VALUES}.", found.len()),
            hint: "Ask the system for less, one record or a short list, and save that.".to_owned(),
        });
    }
    let digits = compared_by_digits(connector, recording);
    for value in &mut found {
        if digits.contains(&fold(&value.text)) {
            value.role = Role::Digits;
        }
    }
    Ok(found)
}

fn collect(value: &Value, member: &str, place: &mut Location, step: &str, said: &Said, found: &mut Vec<Found>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                place.segments.push(Segment::Name(name.clone()));
                if is_data(name, said) {
                    let place = (Some(step.to_owned()), place.to_string());
                    let member = String::new();
                    found.push(Found { text: name.clone(), member, place, is_number: false, role: Role::Member });
                }
                collect(value, name, place, step, said, found);
                place.segments.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                place.segments.push(Segment::Index(index));
                collect(item, member, place, step, said, found);
                place.segments.pop();
            }
        }
        scalar_value => {
            if let Some((text, is_number)) = scalar(scalar_value) {
                let place = (Some(step.to_owned()), place.to_string());
                found.push(Found { text, member: member.to_owned(), place, is_number, role: Role::Value });
            }
        }
    }
}

/// Whether a member's name is somebody's data and no name of the API.
pub(super) fn is_data(name: &str, said: &Said) -> bool {
    !is_plain_name(name) && !said.names_member(name)
}

fn scalar(value: &Value) -> Option<(String, bool)> {
    match value {
        Value::String(text) => Some((text.clone(), false)),
        Value::Number(number) => Some((number.to_string(), true)),
        _ => None,
    }
}

/// The texts that a rule compares by their digits alone, folded: they are replaced as one number, whatever stands
/// between the digits.
fn compared_by_digits(connector: &Connector, recording: &Recording) -> Vec<String> {
    let by_digits = |kind| matches!(kind, ValidationType::EqualsPhone | ValidationType::LastDigits);
    let mut texts = Vec::new();
    for rule in connector.validations.iter().filter(|rule| by_digits(rule.validation_type)) {
        let said = rule.input.as_ref().and_then(|name| recording.inputs.get(name)).and_then(scalar);
        texts.extend(said.map(|(text, _)| fold(&text)));
        let Some(step) = connector.step(rule.step.as_deref()) else { continue };
        let Ok(path) = Path::parse(&rule.compare_with) else { continue };
        for answer in recording.answers.iter().filter(|answer| answer.step == step.id) {
            texts.extend(path.query(&answer.body).into_iter().filter_map(scalar).map(|(text, _)| fold(&text)));
        }
    }
    texts
}
