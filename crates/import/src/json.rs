//! Reads the JSON of a collection or recording, and says in words where it is broken.

use serde_json::Value;

use crate::result::Refusal;

/// Parses a text; `what` names it in the refusal: `a Postman collection`.
pub(crate) fn parse(text: &str, what: &str) -> Result<Value, Refusal> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let hint = "Export it again; a part may have been lost on the way.";
        match error.classify() {
            serde_json::error::Category::Eof => Refusal::new(
                format!("This JSON ends too early (line {line}, column {column}), so it is not {what}."),
                hint,
            ),
            _ if error.to_string().contains("recursion") => {
                Refusal::new("Values in this text lie too deep in one another.", "Export a smaller part of it.")
            }
            _ => Refusal::new(format!("This is not {what}: the JSON is broken at line {line}, column {column}."), hint),
        }
    })
}

/// The text of a member; empty if there is none.
pub(crate) fn text<'value>(value: &'value Value, name: &str) -> &'value str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The items of a member that is a list; none otherwise.
pub(crate) fn items<'value>(value: &'value Value, name: &str) -> &'value [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A scalar as a text: `"7"`, `7` and `true` alike.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
