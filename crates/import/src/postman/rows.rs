//! Rows with `key`, `value`, `disabled` and `description`, as they stand in headers, queries and bodies alike.

use drawbridge_model::NameValue;
use serde_json::Value;

use super::marked;
use crate::json::{scalar, text};
use crate::request::{ReadRequest, row};
use crate::result::{Finding, Parameter, Place};
use crate::variable::shown;

/// Headers: a list of rows, or a text of lines.
pub(super) fn headers(written: Option<&Value>) -> Vec<NameValue> {
    match written {
        Some(Value::Array(rows)) => rows.iter().map(name_value).filter(|row| !row.name.is_empty()).collect(),
        Some(Value::String(lines)) => {
            let pairs = lines.lines().filter_map(|line| line.split_once(':'));
            pairs.map(|(name, value)| row(name.trim(), marked(value.trim()))).collect()
        }
        _ => Vec::new(),
    }
}

/// A row with `key`, `value`, `disabled`, `description`.
pub(super) fn name_value(written: &Value) -> NameValue {
    NameValue {
        name: marked(text(written, "key")),
        value: marked(&written.get("value").and_then(scalar).unwrap_or_default()),
        disabled: written.get("disabled").and_then(Value::as_bool).unwrap_or(false),
        description: description(written).unwrap_or_default(),
    }
}

pub(super) fn rows_as_parameters(rows: &[NameValue], place: Place) -> Vec<Parameter> {
    rows.iter().map(|row| Parameter { place, name: shown(&row.name), required: !row.disabled }).collect()
}

/// A text, or an object that has it as its `content`.
pub(super) fn description(value: &Value) -> Option<String> {
    let description = value.get("description")?;
    let text = description.as_str().or_else(|| description.get("content")?.as_str())?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// Tells what cannot be taken over.
pub(super) fn dropped(request: &mut ReadRequest, message: impl Into<String>) {
    request.findings.push(Finding::dropped(&request.at, message));
}
