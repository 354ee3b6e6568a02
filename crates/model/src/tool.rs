//! What the AI is told about a connector: name, when to use it, and its questions as JSON Schema 2020-12.
//!
//! The schema is an aid for the model, never the check: [`crate::inputs::accept`] decides, and refuses more than a
//! schema can say. Limits that JSON Schema has no word for (the earliest day) are said in the description.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use ts_rs::TS;

use crate::connector::{Connector, Field, FieldType};

/// One tool, as every export and every model provider gets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ToolDefinition {
    /// The connector's `tool_name`.
    pub name: String,
    /// The connector's prompt; its name if there is none.
    pub description: String,
    /// JSON Schema 2020-12 of the inputs.
    pub input_schema: Value,
    /// Whether a call may change something.
    pub writes: bool,
}

/// The tool that a connector is.
pub fn tool_definition(connector: &Connector) -> ToolDefinition {
    let description = if connector.prompt.trim().is_empty() { &connector.name } else { &connector.prompt };
    ToolDefinition {
        name: connector.tool_name.clone(),
        description: description.clone(),
        input_schema: input_schema(&connector.fields),
        writes: connector.writes(),
    }
}

fn input_schema(fields: &[Field]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.clone(), Value::Object(property(field)))).collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn property(field: &Field) -> Map<String, Value> {
    let mut property = Map::new();
    let mut set = |key: &str, value: Value| drop(property.insert(key.to_owned(), value));
    let (json_type, format) = match field.field_type {
        FieldType::String | FieldType::Choice | FieldType::Phone => ("string", None),
        FieldType::Email => ("string", Some("email")),
        FieldType::Date => ("string", Some("date")),
        FieldType::Datetime => ("string", Some("date-time")),
        FieldType::Url => ("string", Some("uri")),
        FieldType::Integer => ("integer", None),
        FieldType::Number => ("number", None),
        FieldType::Boolean => ("boolean", None),
    };
    set("type", json!(json_type));
    if let Some(format) = format {
        set("format", json!(format));
    }
    let description = describe(field);
    if !description.is_empty() {
        set("description", json!(description));
    }
    if field.field_type == FieldType::Choice && !field.options.is_empty() {
        set("enum", json!(field.options));
    }
    let is_number = matches!(field.field_type, FieldType::Integer | FieldType::Number);
    for (key, limit) in [("minimum", &field.min), ("maximum", &field.max)] {
        let number = limit.as_deref().and_then(|limit| serde_json::from_str::<serde_json::Number>(limit).ok());
        if let Some(number) = number.filter(|_| is_number) {
            set(key, Value::Number(number));
        }
    }
    if json_type == "string" {
        if let Some(length) = field.min_length {
            set("minLength", json!(length));
        }
        if let Some(length) = field.max_length {
            set("maxLength", json!(length));
        }
        if let Some(pattern) = &field.pattern {
            set("pattern", json!(format!("^(?:{pattern})$")));
        }
    }
    property
}

/// The description, the example, and the limits for which JSON Schema has no word.
fn describe(field: &Field) -> String {
    let mut sentences = vec![field.description.trim().to_owned()];
    let example = field.example.trim();
    if !example.is_empty() && !field.sensitive {
        sentences.push(format!("Example: {example}"));
    }
    if matches!(field.field_type, FieldType::Date | FieldType::Datetime) {
        sentences.extend(field.min.as_ref().map(|min| format!("Not before {min}")));
        sentences.extend(field.max.as_ref().map(|max| format!("Not after {max}")));
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(". ").replace("?. ", "? ").replace(".. ", ". ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_tells_the_questions_as_json_schema() {
        let connector: Connector = serde_json::from_value(json!({
            "id": "1", "name": "Order status", "tool_name": "order_status", "system": "store", "prompt": "Use it.",
            "fields": [
                {"name": "order_id", "type": "integer", "required": true, "description": "Your order number", "example": "727", "min": "1", "max": "99999"},
                {"name": "email", "type": "email", "required": true, "description": "What is your email?", "example": "ana@example.com"},
                {"name": "size", "type": "choice", "options": ["S", "L"]},
                {"name": "day", "type": "date", "min": "2026-01-01"},
                {"name": "code", "type": "string", "sensitive": true, "example": "hidden", "pattern": "[A-Z]+", "min_length": 2, "max_length": 4}
            ],
            "steps": [{"id": "order", "method": "DELETE", "path": "/orders/{order_id}"}]
        })).expect("a connector");
        let expected = json!({
            "name": "order_status", "description": "Use it.", "writes": true,
            "input_schema": {
                "type": "object", "additionalProperties": false, "required": ["order_id", "email"],
                "properties": {
                    "order_id": {"type": "integer", "description": "Your order number. Example: 727", "minimum": 1, "maximum": 99999},
                    "email": {"type": "string", "format": "email", "description": "What is your email? Example: ana@example.com"},
                    "size": {"type": "string", "enum": ["S", "L"]},
                    "day": {"type": "string", "format": "date", "description": "Not before 2026-01-01"},
                    "code": {"type": "string", "pattern": "^(?:[A-Z]+)$", "minLength": 2, "maxLength": 4}
                }
            }
        });
        assert_eq!(serde_json::to_value(tool_definition(&connector)).ok(), Some(expected));
    }

    #[test]
    fn without_a_prompt_the_name_describes_the_tool() {
        let connector: Connector =
            serde_json::from_value(json!({"id": "1", "name": "Opening hours", "tool_name": "hours", "system": "s"}))
                .expect("a connector");
        let tool = tool_definition(&connector);
        assert_eq!((tool.description.as_str(), tool.writes), ("Opening hours", false));
        assert_eq!(tool.input_schema["required"], json!([]));
    }
}
