//! Makes what an API really answered fictional, so that it can be kept as a sample.
//!
//! Every text and number is replaced, the same value by the same stand-in in all answers of a run, in what the customer
//! said and in the connector's saved tests, so that rules, kept values and filters find in the sample what they found in
//! the answer. Types, lengths in kind, member names, booleans and nulls stay. What else stays, and why, is [`Kept`]; how
//! a stand-in is drawn is said in `stand_ins.rs`. A value inside another text is replaced there too, because a text is
//! replaced word by word and number by number.
//!
//! A member's name stays if it is a name of the API, plain or mentioned by a path of the connector; `"8142": {…}` and
//! `"ana@example.com": {…}` are data and are replaced.
//!
//! Pure: the randomness comes in as a [`Seed`], which is never saved. Refused: answers that are too large to be a sample.

mod find;
mod kept;
mod pieces;
mod replace;
mod stand_ins;

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

pub use kept::Kept;
pub use stand_ins::Seed;

use crate::connector::{Connector, Sample};
use crate::inputs::{self, InputValue};
use crate::path::Path;
use crate::template::Origin;
use crate::texts::{TemplateText, step_texts};
use find::{Found, find_values};
use kept::Said;
use pieces::fold;
use replace::Replacer;

/// Values of one answer that can be a sample, at most.
pub const MAX_VALUES: usize = 5_000;

/// An answer of a step, as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The step's id.
    pub step: String,
    /// HTTP status.
    pub status: u16,
    /// The body; null for an empty one.
    pub body: Value,
}

/// All that a run left.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recording {
    /// In the order of the steps.
    pub answers: Vec<Recorded>,
    /// What the customer said, by question.
    pub inputs: BTreeMap<String, Value>,
}

/// What the owner wants for one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Choice {
    /// It stays.
    Keep,
    /// This stands in for it.
    StandIn {
        /// As typed.
        text: String,
    },
}

/// One value before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FictionalValue {
    /// As it came.
    pub before: String,
    /// What stands in the sample.
    pub after: String,
    /// Where it was found first: the step's id or nothing for a question, and the path or the question's name.
    pub place: (Option<String>, String),
    /// How often it was found.
    pub count: u32,
    /// Whether it is a number, so that its stand-in must be one.
    pub is_number: bool,
    /// Why it was kept, if it was.
    pub kept: Option<Kept>,
}

/// A recording, made fictional.
#[derive(Debug, Clone, PartialEq)]
pub struct Fiction {
    /// Every value once, in the order of the answers.
    pub values: Vec<FictionalValue>,
    /// One sample per answer.
    pub samples: Vec<Sample>,
    /// What a customer says to get them.
    pub inputs: BTreeMap<String, Value>,
}

/// Why something cannot be made fictional.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NoFiction {
    /// One sentence.
    pub message: String,
    /// What to do, one sentence.
    pub hint: String,
}

/// Makes a recording of a connector fictional. `choices` are by [`FictionalValue::before`].
pub fn make_fictional(
    connector: &Connector,
    recording: &Recording,
    choices: &BTreeMap<String, Choice>,
    seed: Seed,
) -> Result<Fiction, NoFiction> {
    let said = Said::of(connector);
    let found = find_values(connector, recording, &said)?;
    let replacer = Replacer::new(seed, &said, &found, choices)?;
    let rewritten: Vec<Recorded> = recording
        .answers
        .iter()
        .map(|answer| Recorded { body: replacer.value(&answer.body), ..answer.clone() })
        .collect();
    let inputs = recording.inputs.iter().map(|(name, value)| (name.clone(), replacer.value(value))).collect();
    let samples = samples(connector, &rewritten, &inputs);
    Ok(Fiction { values: list(&found, &replacer), samples, inputs })
}

/// Rewrites what a connector's saved tests and questions say about the same values, and nothing else of them.
pub fn carry_over(connector: &mut Connector, fiction: &Fiction) {
    let stand_ins: HashMap<String, &str> =
        fiction.values.iter().map(|value| (fold(value.before.trim()), value.after.trim())).collect();
    let stand_in = |text: &str| stand_ins.get(&fold(text.trim())).map(|found| (*found).to_owned());
    for value in connector.tests.iter_mut().flat_map(|test| test.inputs.values_mut()) {
        let found = match value {
            Value::String(text) => stand_in(text).map(Value::String),
            Value::Number(number) => stand_in(&number.to_string()).and_then(|text| serde_json::from_str(&text).ok()),
            _ => None,
        };
        *value = found.unwrap_or_else(|| std::mem::take(value));
    }
    for field in &mut connector.fields {
        if let Some(found) = stand_in(&field.example) {
            field.example = found;
        }
    }
}

/// What a stranger says: other details wherever a rule compares them. `None`: the rules compare nothing that could be
/// different, or nothing else is possible.
pub fn a_stranger(connector: &Connector, fiction: &Fiction, seed: Seed) -> Option<BTreeMap<String, Value>> {
    let compared = connector.validations.iter().filter(|rule| rule.validation_type.verifies_identity());
    let names: Vec<&String> = compared.filter_map(|rule| rule.input.as_ref()).collect();
    let own: BTreeMap<String, Value> =
        fiction.inputs.iter().filter(|(name, _)| names.contains(name)).map(|(n, v)| (n.clone(), v.clone())).collect();
    let recording = Recording { answers: Vec::new(), inputs: own.clone() };
    let other = make_fictional(connector, &recording, &BTreeMap::new(), seed.map(|byte| !byte)).ok()?.inputs;
    (other != own).then(|| fiction.inputs.clone().into_iter().chain(other).collect())
}

/// Every value once, in the order in which it was found.
fn list(found: &[Found], replacer: &Replacer<'_>) -> Vec<FictionalValue> {
    let mut values: Vec<FictionalValue> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for value in found.iter().filter(|value| !value.text.is_empty()) {
        if let Some(position) = known.get(value.text.as_str()) {
            values[*position].count += 1;
            values[*position].is_number |= value.is_number;
            continue;
        }
        known.insert(&value.text, values.len());
        values.push(FictionalValue {
            before: value.text.clone(),
            after: replacer.text(&value.text, value.is_number),
            place: value.place.clone(),
            count: 1,
            is_number: value.is_number,
            kept: replacer.kept(&value.text),
        });
    }
    values
}

/// One sample per answer. It answers for the values that its step's request is made of.
fn samples(connector: &Connector, answers: &[Recorded], inputs: &BTreeMap<String, Value>) -> Vec<Sample> {
    let inputs = normalised(connector, inputs);
    let mut kept: BTreeMap<String, Value> = BTreeMap::new();
    let mut samples = Vec::new();
    for answer in answers {
        let Some((index, step)) = connector.steps.iter().enumerate().find(|(_, step)| step.id == answer.step) else {
            continue;
        };
        let mut when = BTreeMap::new();
        for placeholder in step_texts(step, index).iter().flat_map(TemplateText::placeholders) {
            let name = match (placeholder.origin, placeholder.step) {
                (Origin::Field, _) => placeholder.name,
                (Origin::Step, Some(step)) => format!("{step}.{}", placeholder.name),
                _ => continue,
            };
            let value = inputs.get(&name).or_else(|| kept.get(&name)).cloned();
            when.insert(name, value.unwrap_or_default());
        }
        for extract in &step.extract {
            let Ok(path) = Path::parse(&extract.path) else { continue };
            if let [value] = path.query(&answer.body).as_slice() {
                kept.insert(format!("{}.{}", step.id, extract.name), (*value).clone());
            }
        }
        samples.push(Sample {
            step: answer.step.clone(),
            when,
            status: answer.status,
            headers: Vec::new(),
            body: answer.body.clone(),
        });
    }
    samples
}

/// What the customer says in the form in which a run has it; a sample is compared with that.
fn normalised(connector: &Connector, inputs: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let Ok(accepted) = inputs::accept(&connector.fields, &inputs.clone().into_iter().collect()) else {
        return inputs.clone();
    };
    let json = |value: &InputValue| match value {
        InputValue::Text(text) => Value::String(text.clone()),
        InputValue::Boolean(boolean) => Value::Bool(*boolean),
        InputValue::Number(text) => {
            let number: Value = serde_json::from_str(text).unwrap_or_default();
            let written = number.to_string();
            if written == *text { number } else { Value::String(text.clone()) }
        }
    };
    accepted.iter().map(|(name, value)| (name.to_owned(), json(value))).collect()
}

#[cfg(test)]
mod tests;
