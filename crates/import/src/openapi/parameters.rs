//! Parameters of an operation: those of its path and its own put together, each as a row with a question behind it.

use drawbridge_model::{Field, NameValue};
use serde_json::Value;

use super::document::Document;
use super::schema::{example, field, members, type_of};
use crate::json::{items, scalar, text};
use crate::request::{Meaning, ReadRequest, Variable};
use crate::result::{Finding, Parameter, Place};
use crate::variable::mark;

/// Headers that a description may name and that say nothing about the request (OpenAPI 3.0.4, Parameter Object).
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// The parameters in force: the operation's own win over those of the path.
pub(super) fn in_force<'document>(
    document: &'document Document,
    path_item: &'document Value,
    operation: &'document Value,
) -> Vec<&'document Value> {
    let mut found: Vec<&Value> = Vec::new();
    for parameter in items(path_item, "parameters").iter().chain(items(operation, "parameters")) {
        let Some(parameter) = document.resolve(parameter).filter(|parameter| parameter.is_object()) else { continue };
        let same = |other: &&Value| {
            text(other, "in") == text(parameter, "in") && text(other, "name") == text(parameter, "name")
        };
        match found.iter().position(same) {
            Some(at) => found[at] = parameter,
            None => found.push(parameter),
        }
    }
    found
}

/// Takes parameters over into a request, all but bodies and forms.
pub(super) fn take_over(document: &Document, parameters: &[&Value], request: &mut ReadRequest) {
    for parameter in parameters {
        let name = text(parameter, "name");
        let required = is_required(parameter);
        let place = match text(parameter, "in") {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            "cookie" => Place::Cookie,
            "formData" => Place::Form,
            "querystring" => {
                let message = format!("“{name}” describes the whole query at once; add its parameters by hand.");
                request.findings.push(Finding::dropped(&request.at, message));
                continue;
            }
            _ => continue,
        };
        request.parameters.push(Parameter { place, name: name.to_owned(), required });
        match place {
            Place::Path => request.variables.push(question(document, parameter, true)),
            Place::Query => query(document, parameter, required, request),
            Place::Header => header(document, parameter, required, request),
            Place::Cookie => {
                let message = format!("The cookie “{name}” was left out: a chatbot has none.");
                request.findings.push(Finding::dropped(&request.at, message));
            }
            Place::Form => {}
        }
    }
}

fn is_required(parameter: &Value) -> bool {
    parameter.get("required").and_then(Value::as_bool).unwrap_or(false) || text(parameter, "in") == "path"
}

/// The schema of a parameter: its own, that of its media type, or itself (OpenAPI 2).
pub(super) fn schema_of<'document>(document: &'document Document, parameter: &'document Value) -> &'document Value {
    let of_content = || document.member(parameter.get("content")?.as_object()?.values().next()?, "schema");
    document.member(parameter, "schema").or_else(of_content).unwrap_or(parameter)
}

/// The question behind a parameter.
pub(super) fn question(document: &Document, parameter: &Value, required: bool) -> Variable {
    let name = text(parameter, "name");
    let schema = schema_of(document, parameter);
    let mut field = field(document, name, schema, text(parameter, "description"), required);
    if let Some(given) = example(document, parameter)
        .and_then(scalar)
        .filter(|given| field.options.is_empty() || field.options.contains(given))
    {
        field.example = crate::text::shorten(&given, 200);
    }
    Variable { name: name.to_owned(), meaning: Meaning::Question(Box::new(field)) }
}

fn query(document: &Document, parameter: &Value, required: bool, request: &mut ReadRequest) {
    let name = text(parameter, "name");
    let schema = schema_of(document, parameter);
    let description = text(parameter, "description");
    if type_of(schema) == "object" && parameter.get("content").is_none() {
        let deep = text(parameter, "style") == "deepObject";
        let members = members(document, schema, 0);
        for (member, property) in members.properties {
            let row_name = if deep { format!("{name}[{member}]") } else { member.to_owned() };
            let field = field(document, member, property, "", required && members.required.contains(&member));
            push_row(request, &row_name, field, text(property, "description"));
        }
        return;
    }
    if type_of(schema) == "array" {
        let message = format!("“{name}” takes a list; the draft sends one value.");
        if required {
            request.findings.push(Finding::guessed(&request.at, message));
        }
        let item = document.member(schema, "items").unwrap_or(schema);
        let field = field(document, name, item, description, required);
        return push_row(request, name, field, description);
    }
    if let Some(only) = only_value(schema).filter(|_| required) {
        return request.query.push(NameValue {
            name: name.to_owned(),
            value: only,
            description: description.to_owned(),
            ..NameValue::default()
        });
    }
    let Variable { meaning: Meaning::Question(field), .. } = question(document, parameter, required) else { return };
    push_row(request, name, *field, description);
}

/// A row of the query; one that is not required is kept and not sent, so that a bot asks for what is needed only.
fn push_row(request: &mut ReadRequest, name: &str, field: Field, description: &str) {
    let disabled = !field.required;
    let variable = format!("query {name}");
    let value = if disabled { mark(name) } else { mark(&variable) };
    request.query.push(NameValue { name: name.to_owned(), value, disabled, description: description.to_owned() });
    if !disabled {
        request.variables.push(Variable { name: variable, meaning: Meaning::Question(Box::new(field)) });
    }
}

fn header(document: &Document, parameter: &Value, required: bool, request: &mut ReadRequest) {
    let name = text(parameter, "name");
    let lower = name.to_ascii_lowercase();
    if IGNORED_HEADERS.contains(&lower.as_str()) && lower != "authorization" {
        return;
    }
    let description = text(parameter, "description").to_owned();
    let schema = schema_of(document, parameter);
    if let Some(only) = only_value(schema) {
        return request.headers.push(NameValue {
            name: name.to_owned(),
            value: only,
            disabled: !required,
            description,
        });
    }
    let variable = format!("header {name}");
    let is_key = ["authorization", "token", "api-key", "apikey", "secret"].iter().any(|word| lower.contains(word));
    let meaning = if is_key { Meaning::Secret(String::new()) } else { question(document, parameter, required).meaning };
    let variable = if is_key { name.to_owned() } else { variable };
    request.headers.push(NameValue { name: name.to_owned(), value: mark(&variable), disabled: !required, description });
    request.variables.push(Variable { name: variable, meaning });
}

/// The value that is the only one allowed.
fn only_value(schema: &Value) -> Option<String> {
    let fixed = schema.get("const").or_else(|| match items(schema, "enum") {
        [only] => Some(only),
        _ => None,
    });
    fixed.and_then(scalar)
}
