//! Schemas: what kind of value one is, an answer made from one, and its members with those of `allOf` put together.

use drawbridge_model::{Field, FieldType};
use serde_json::{Map, Value};

use super::document::Document;
use crate::json::{items, scalar, text};
use crate::limits::{MAX_SCHEMA_DEPTH, MAX_SCHEMA_VALUES};

/// The word for a schema's type, `null` aside; empty if it has none.
pub(super) fn type_of(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(word)) => word,
        Some(Value::Array(words)) => {
            words.iter().filter_map(Value::as_str).find(|word| *word != "null").unwrap_or_default()
        }
        _ if schema.get("properties").is_some() => "object",
        _ if schema.get("items").is_some() => "array",
        _ => "",
    }
}

/// The first example that a schema, parameter or media type gives itself.
pub(super) fn example<'document>(document: &'document Document, value: &'document Value) -> Option<&'document Value> {
    let own = value.get("example").or_else(|| items(value, "examples").first());
    let named = || {
        let first = value.get("examples")?.as_object()?.values().next()?;
        document.resolve(first)?.get("value")
    };
    own.or_else(named)
}

/// A question for a value of this schema.
pub(super) fn field(document: &Document, name: &str, schema: &Value, description: &str, required: bool) -> Field {
    let description = if description.is_empty() { text(schema, "description") } else { description };
    let options: Vec<String> = items(schema, "enum").iter().filter_map(scalar).take(100).collect();
    let field_type = match (type_of(schema), text(schema, "format")) {
        _ if !options.is_empty() => FieldType::Choice,
        ("integer", _) => FieldType::Integer,
        ("number", _) => FieldType::Number,
        ("boolean", _) => FieldType::Boolean,
        (_, "date") => FieldType::Date,
        (_, "date-time") => FieldType::Datetime,
        (_, "email") => FieldType::Email,
        (_, "uri" | "url") => FieldType::Url,
        _ => FieldType::String,
    };
    let bound = |name: &str| {
        schema.get(name).and_then(scalar).filter(|_| matches!(field_type, FieldType::Integer | FieldType::Number))
    };
    let length = |name: &str| {
        let length = schema.get(name)?.as_u64()?;
        u32::try_from(length).ok().filter(|_| field_type == FieldType::String)
    };
    let given = example(document, schema).or_else(|| schema.get("default")).and_then(scalar);
    let fits = |example: &String| field_type != FieldType::Choice || options.contains(example);
    Field {
        name: name.to_owned(),
        required,
        description: description.to_owned(),
        example: given.filter(fits).map(|example| crate::text::shorten(&example, 200)).unwrap_or_default(),
        min: bound("minimum"),
        max: bound("maximum"),
        min_length: length("minLength"),
        max_length: length("maxLength"),
        options,
        field_type,
        ..Field::default()
    }
}

/// The members of an object with those that `allOf` adds, and the names of the required ones.
#[derive(Default)]
pub(super) struct Members<'document> {
    pub properties: Vec<(&'document str, &'document Value)>,
    pub required: Vec<&'document str>,
}

/// Puts the members of a schema together; the first of `oneOf` and `anyOf` stands for all.
pub(super) fn members<'document>(
    document: &'document Document,
    schema: &'document Value,
    depth: usize,
) -> Members<'document> {
    let mut found = Members::default();
    gather(document, schema, depth, &mut found);
    found
}

fn gather<'document>(
    document: &'document Document,
    schema: &'document Value,
    depth: usize,
    found: &mut Members<'document>,
) {
    if depth > MAX_SCHEMA_DEPTH {
        return;
    }
    let alternatives = ["oneOf", "anyOf"].into_iter().filter_map(|name| items(schema, name).first());
    for part in items(schema, "allOf").iter().chain(alternatives) {
        if let Some(part) = document.resolve(part) {
            gather(document, part, depth + 1, found);
        }
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        for (name, property) in properties.iter().take(MAX_SCHEMA_VALUES) {
            if let Some(property) = document.resolve(property) {
                found.properties.retain(|(known, _)| *known != name);
                found.properties.push((name, property));
            }
        }
    }
    found.required.extend(items(schema, "required").iter().filter_map(Value::as_str));
}

/// An answer made from a schema.
pub(super) fn sample(document: &Document, schema: &Value) -> Value {
    let mut left = MAX_SCHEMA_VALUES;
    value(document, schema, &mut Vec::new(), &mut left)
}

/// `around` are the schemas in which this one lies; one that lies in itself is written once more and not again.
fn value<'document>(
    document: &'document Document,
    schema: &'document Value,
    around: &mut Vec<&'document Value>,
    left: &mut usize,
) -> Value {
    let Some(schema) = document.resolve(schema) else { return Value::Null };
    let repeats = around.iter().filter(|outer| std::ptr::eq(**outer, schema)).count();
    if *left == 0 || around.len() > MAX_SCHEMA_DEPTH || repeats > 1 {
        return Value::Null;
    }
    *left -= 1;
    around.push(schema);
    let made = made(document, schema, around, left);
    around.pop();
    made
}

fn made<'document>(
    document: &'document Document,
    schema: &'document Value,
    around: &mut Vec<&'document Value>,
    left: &mut usize,
) -> Value {
    let given = example(document, schema).or_else(|| schema.get("default")).or_else(|| schema.get("const"));
    if let Some(given) = given.or_else(|| items(schema, "enum").first()) {
        return given.clone();
    }
    let members = members(document, schema, 0);
    match type_of(schema) {
        _ if !members.properties.is_empty() => {
            let made = members
                .properties
                .iter()
                .map(|(name, property)| ((*name).to_owned(), value(document, property, around, left)));
            Value::Object(made.collect::<Map<_, _>>())
        }
        "array" => {
            let item = schema.get("items").map(|items| value(document, items, around, left));
            Value::Array(item.into_iter().filter(|item| !item.is_null()).collect())
        }
        "object" => Value::Object(Map::new()),
        "integer" => Value::from(1),
        "number" => Value::from(9.5),
        "boolean" => Value::from(true),
        _ => {
            let alternative = ["allOf", "oneOf", "anyOf"].into_iter().find_map(|name| items(schema, name).first());
            match alternative {
                Some(alternative) => value(document, alternative, around, left),
                None => Value::from(text_for(text(schema, "format"))),
            }
        }
    }
}

fn text_for(format: &str) -> &'static str {
    match format {
        "date" => "2026-01-31",
        "date-time" => "2026-01-31T12:00:00Z",
        "email" => "ana@example.com",
        "uri" | "url" => "https://example.com/",
        "uuid" => "00000000-0000-4000-8000-000000000001",
        _ => "text",
    }
}
