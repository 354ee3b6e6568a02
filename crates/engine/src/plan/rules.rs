//! Rules and their steps, resolved. A rule that could never fail, or could let the wrong person in, has no place here.

use drawbridge_model::inputs::InputValue;
use drawbridge_model::path::Path;
use drawbridge_model::{Connector, Validation, ValidationType};
use serde_json::Value;

use super::problems::Problems;
use crate::compare::LEAST_LAST_DIGITS;
use crate::decide::{Rule, Said};

pub(super) fn rules(connector: &Connector, problems: &mut Problems) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (position, validation) in connector.validations.iter().enumerate() {
        let at = format!("validations[{position}]");
        if let Some(rule) = rule(connector, validation, position, &at, problems) {
            rules.push(rule);
        }
    }
    rules
}

/// Data that is nobody's in particular needs no rule; all other data does.
pub(super) fn demand_identity(connector: &Connector, problems: &mut Problems) {
    let identifies =
        |validation: &Validation| validation.validation_type.verifies_identity() && validation.input.is_some();
    if !connector.public && !connector.validations.iter().any(identifies) {
        let hint = "Add a rule that compares what the customer says with the answer, or say that the data is public.";
        problems.add("no_identity_rule", "validations", "No rule says who the customer is.", hint);
    }
}

fn rule(
    connector: &Connector,
    validation: &Validation,
    position: usize,
    at: &str,
    problems: &mut Problems,
) -> Option<Rule> {
    let path = problems.path(&validation.compare_with, &format!("{at}.compare_with"));
    let step = step_position(connector, validation.step.as_ref(), &format!("{at}.step"), problems);
    let said = said(connector, validation, at, problems);
    let (path, step, said) = (path?, step?, said?);
    let comparator = validation.validation_type;
    let identifies = comparator.verifies_identity() && matches!(said, Said::Field { .. });
    if identifies && comparator != ValidationType::OneOf && finds_any(&path) {
        let hint = "Write the path to one value, as in billing.email or items[0].email.";
        let message = format!("“{}” can find the value of anybody.", path.as_written());
        problems.add("path_finds_several", &format!("{at}.compare_with"), message, hint);
    }
    Some(Rule {
        position,
        step_id: connector.steps.get(step).map(|step| step.id.clone()).unwrap_or_default(),
        step,
        said,
        path,
        comparator,
        digits: validation.digits.map_or(LEAST_LAST_DIGITS, usize::from),
        identifies,
        error: validation.error.clone(),
    })
}

fn said(connector: &Connector, validation: &Validation, at: &str, problems: &mut Problems) -> Option<Said> {
    if !validation.validation_type.verifies_identity() {
        return Some(Said::Nothing);
    }
    match (&validation.input, &validation.value) {
        (Some(name), None) => {
            let field = connector.fields.iter().find(|field| field.name == *name);
            if field.is_none() {
                let message = format!("There is no question “{name}”.");
                problems.add("undefined_question", &format!("{at}.input"), message, "Choose a question.");
            }
            field.map(|field| Said::Field { name: name.clone(), sensitive: field.sensitive })
        }
        (None, Some(value)) => constant(value, at, problems),
        _ => {
            let hint = "Choose a question, or write a constant.";
            problems.add("rule_has_two_inputs", at, "The rule compares with nothing, or with two things.", hint);
            None
        }
    }
}

fn constant(value: &Value, at: &str, problems: &mut Problems) -> Option<Said> {
    let constant = match value {
        Value::String(text) => InputValue::Text(text.clone()),
        Value::Number(number) => InputValue::Number(number.to_string()),
        Value::Bool(boolean) => InputValue::Boolean(*boolean),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            let hint = "Write a text, a number, true or false.";
            problems.add("bad_constant", &format!("{at}.value"), "The constant is not a single value.", hint);
            return None;
        }
    };
    Some(Said::Constant(constant))
}

/// Whether a path has a wildcard or searches at any depth, outside filters and quotation marks.
fn finds_any(path: &Path) -> bool {
    if path.is_singular() {
        return false;
    }
    let mut mark = None;
    let mut filter_depth = 0_usize;
    let mut before = ' ';
    for character in path.normalised().chars() {
        match (mark, character) {
            (Some(open), _) if open == character && before != '\\' => mark = None,
            (None, '\'' | '"') => mark = Some(character),
            (None, '[') if filter_depth > 0 => filter_depth += 1,
            (None, ']') if filter_depth > 0 => filter_depth -= 1,
            (None, '?') if filter_depth == 0 => filter_depth = 1,
            (None, '*') if filter_depth == 0 => return true,
            (None, '.') if filter_depth == 0 && before == '.' => return true,
            _ => {}
        }
        before = character;
    }
    false
}

/// The step that an id names, or the last one.
pub(super) fn step_position(
    connector: &Connector,
    id: Option<&String>,
    at: &str,
    problems: &mut Problems,
) -> Option<usize> {
    let Some(id) = id else {
        return connector.steps.len().checked_sub(1);
    };
    let position = connector.steps.iter().position(|step| step.id == *id);
    if position.is_none() {
        problems.add("unknown_step", at, format!("There is no request “{id}”."), "Choose a request.");
    }
    position
}
