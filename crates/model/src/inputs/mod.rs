//! What the customer said, checked against the questions and normalised, before any call.
//!
//! All values of one run are taken here once and never change afterwards. A number stays the text it was written as,
//! so that `9007199254740993` and `0.10` reach the API as they were typed; callers should pass numbers as texts, since
//! a JSON number beyond 2^53 has been rounded by its reader and is refused here. An optional question left empty is
//! absent, and a required one left empty is missing: an empty text never travels on.
//!
//! Every message is a sentence that a bot can repeat to the customer. To add a type of question, add it to
//! [`crate::FieldType`], to `kinds.rs` and to [`crate::tool`].
//!
//! Refused for every type: control and invisible characters (except line breaks, tabs and emoji joiners in a
//! `string`), texts over 10,000 characters, lists, objects, and names that no question has.

mod kinds;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::characters;
use crate::connector::{Field, FieldType};
pub(crate) use kinds::{compare, compile_pattern};

/// The longest text a customer can give, in characters.
pub const MAX_CHARACTERS: usize = 10_000;

/// One value, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputValue {
    /// Everything that is no number and no boolean.
    Text(String),
    /// A number of the JSON grammar, as it was written.
    Number(String),
    /// Yes or no.
    Boolean(bool),
}

/// The checked values of one run, by the name of their question. A name that is not in it was left empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs(BTreeMap<String, InputValue>);

/// Why one value cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct InputProblem {
    /// The name of the question, or the unknown name.
    pub field: String,
    /// One sentence that a bot can repeat.
    pub message: String,
}

impl InputValue {
    /// The value as it stands in a text: numbers as written, `true` or `false`.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Boolean(true) => "true",
            Self::Boolean(false) => "false",
        }
    }
}

impl Inputs {
    /// The value of a question; `None` if it was left empty.
    pub fn get(&self, name: &str) -> Option<&InputValue> {
        self.0.get(name)
    }

    /// The value of a question as a text.
    pub fn as_text(&self, name: &str) -> Option<&str> {
        self.get(name).map(InputValue::as_text)
    }

    /// All values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &InputValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// Checks and normalises what was said. All problems are told at once: in the order of the questions, then names that no
/// question has, by the alphabet, so that the order in which a caller writes its values changes nothing.
pub fn accept(fields: &[Field], raw: &Map<String, Value>) -> Result<Inputs, Vec<InputProblem>> {
    let mut values = BTreeMap::new();
    let mut problems = Vec::new();
    for field in fields {
        match accept_one(field, raw.get(&field.name)) {
            Ok(Some(value)) => drop(values.insert(field.name.clone(), value)),
            Ok(None) => {}
            Err(message) => problems.push(InputProblem { field: field.name.clone(), message }),
        }
    }
    let unknown: BTreeSet<&String> =
        raw.keys().filter(|name| fields.iter().all(|field| field.name != **name)).collect();
    for name in unknown {
        let shown: String = name.chars().filter(|character| !characters::is_invisible(*character)).take(60).collect();
        let message = format!("There is no question named “{shown}”.");
        problems.push(InputProblem { field: shown, message });
    }
    if problems.is_empty() { Ok(Inputs(values)) } else { Err(problems) }
}

fn accept_one(field: &Field, raw: Option<&Value>) -> Result<Option<InputValue>, String> {
    let text = match raw {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(boolean)) => boolean.to_string(),
        Some(Value::Number(number)) if is_exact(number) => number.to_string(),
        Some(Value::Number(_)) => {
            return Err(format!(
                "{} is too large a number to be passed as a number; pass it as text.",
                words::subject(field)
            ));
        }
        Some(Value::Array(_) | Value::Object(_)) => {
            return Err(format!("{} must be a single value.", words::subject(field)));
        }
    };
    let text = text.replace("\r\n", "\n");
    let text = text.trim_matches(|character: char| character.is_ascii_whitespace());
    if text.is_empty() {
        return if field.required { Err(format!("{} is missing.", words::subject(field))) } else { Ok(None) };
    }
    check_characters(field, text)?;
    let value = kinds::accept(field, text)?;
    kinds::check_limits(field, value.as_text())?;
    Ok(Some(value))
}

/// Whether a JSON number arrived as it was written, as far as can be told: beyond 2^53 its reader has rounded it.
fn is_exact(number: &serde_json::Number) -> bool {
    const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|number| number.abs() < LARGEST_EXACT)
}

fn check_characters(field: &Field, text: &str) -> Result<(), String> {
    if text.chars().count() > MAX_CHARACTERS {
        return Err(format!("{} is longer than 10,000 characters.", words::subject(field)));
    }
    let hidden = match field.field_type {
        FieldType::String => characters::first_invisible_in_prose(text),
        _ => characters::first_invisible(text),
    };
    hidden.map_or(Ok(()), |character| {
        let code = characters::code_point(character);
        Err(format!("{} has a character that cannot be seen ({code}); please type it again.", words::subject(field)))
    })
}

#[cfg(test)]
mod tests;
