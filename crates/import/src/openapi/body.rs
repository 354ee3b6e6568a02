//! Request bodies and answers: a template from schema and example, a sample from an example or else from the schema.

use std::fmt::Write as _;

use drawbridge_model::{Body, Field, NameValue};
use serde_json::Value;

use super::document::Document;
use super::parameters::question;
use super::schema::{example, field, members, sample, type_of};
use crate::json::{items, scalar, text};
use crate::limits::{MAX_OPTIONAL_QUESTIONS, MAX_SCHEMA_DEPTH, MAX_SCHEMA_VALUES};
use crate::request::{AnswerOrigin, Meaning, ReadAnswer, ReadRequest, Variable, row};
use crate::result::Finding;
use crate::variable::mark;

/// Takes the body of OpenAPI 3 over.
pub(super) fn take_over(document: &Document, operation: &Value, request: &mut ReadRequest) {
    let Some(body) = document.member(operation, "requestBody") else { return };
    let Some(content) = body.get("content").and_then(Value::as_object) else { return };
    let kinds: Vec<&str> = content.keys().map(String::as_str).collect();
    let Some(kind) = preferred(&kinds) else { return };
    if content.len() > 1 {
        let message = format!("The body may be sent as {}; {kind} was taken.", kinds.join(", "));
        request.findings.push(Finding::guessed(&request.at, crate::text::shorten(&message, 300)));
    }
    let Some(media) = document.resolve(&content[kind]) else { return };
    let schema = document.member(media, "schema").unwrap_or(&Value::Null);
    let given = example(document, media).or_else(|| example(document, schema));
    request.body = Some(made(document, kind, schema, given, request));
}

/// Takes the body and the form of OpenAPI 2 over.
pub(super) fn take_over_2(document: &Document, parameters: &[&Value], operation: &Value, request: &mut ReadRequest) {
    let consumes: Vec<&str> = items(operation, "consumes")
        .iter()
        .chain(items(&document.root, "consumes"))
        .filter_map(Value::as_str)
        .collect();
    let form: Vec<&&Value> = parameters.iter().filter(|parameter| text(parameter, "in") == "formData").collect();
    if !form.is_empty() {
        let has_file = form.iter().any(|parameter| text(parameter, "type") == "file");
        let mut fields = Vec::new();
        for parameter in form {
            let name = text(parameter, "name");
            if text(parameter, "type") == "file" {
                left_out(request, name);
                continue;
            }
            let required = parameter.get("required").and_then(Value::as_bool).unwrap_or(false);
            let variable = format!("form {name}");
            let meaning = question(document, parameter, required).meaning;
            request.variables.push(Variable { name: variable.clone(), meaning });
            fields.push(NameValue {
                description: text(parameter, "description").to_owned(),
                ..row(name, mark(&variable))
            });
        }
        let is_multipart = has_file || consumes.first().is_some_and(|kind| kind.starts_with("multipart/"));
        request.body = Some(if is_multipart { Body::Multipart { fields } } else { Body::Form { fields } });
        return;
    }
    let Some(body) = parameters.iter().find(|parameter| text(parameter, "in") == "body") else { return };
    let schema = document.member(body, "schema").unwrap_or(&Value::Null);
    let kind = preferred(&consumes).unwrap_or("application/json");
    request.body = Some(made(document, kind, schema, example(document, schema), request));
}

/// JSON before forms before anything else.
fn preferred<'kind>(kinds: &[&'kind str]) -> Option<&'kind str> {
    let find = |fits: &dyn Fn(&str) -> bool| kinds.iter().copied().find(|kind| fits(kind));
    find(&|kind| is_json(kind))
        .or_else(|| find(&|kind| kind.starts_with("application/x-www-form-urlencoded")))
        .or_else(|| find(&|kind| kind.starts_with("multipart/")))
        .or_else(|| kinds.first().copied())
}

fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.ends_with("/json") || kind.ends_with("+json") || kind == "*/*"
}

fn made(document: &Document, kind: &str, schema: &Value, given: Option<&Value>, request: &mut ReadRequest) -> Body {
    if kind.starts_with("application/x-www-form-urlencoded") || kind.starts_with("multipart/") {
        let fields = form(document, schema, given, request);
        return if kind.starts_with("multipart/") { Body::Multipart { fields } } else { Body::Form { fields } };
    }
    if is_json(kind) {
        let mut template = Template { document, request, text: String::new(), values: 0, left_out: 0, optional: 0 };
        template.value(schema, given, "", true, 0);
        let (text, left_out) = (template.text, template.left_out);
        if left_out > 0 {
            let message = format!("{left_out} optional members of the body were left out; add those that you need.");
            request.findings.push(Finding::dropped(&request.at, message));
        }
        if kind != "application/json" && kind != "*/*" {
            request.headers.push(row("Content-Type", kind));
        }
        return Body::Json { text };
    }
    let text = given.and_then(Value::as_str).unwrap_or_default().to_owned();
    if kind.ends_with("/xml") || kind.ends_with("+xml") {
        let message = "The body is XML, which a description does not show in full; write it by hand.";
        request.findings.push(Finding::guessed(&request.at, message));
        return Body::Xml { text };
    }
    let message = format!("The body is {kind}; only its example was taken over.");
    request.findings.push(Finding::guessed(&request.at, crate::text::name(&message)));
    Body::Text { text, content_type: kind.to_owned() }
}

fn form(document: &Document, schema: &Value, given: Option<&Value>, request: &mut ReadRequest) -> Vec<NameValue> {
    let members = members(document, schema, 0);
    let mut rows = Vec::new();
    for (name, property) in members.properties {
        if matches!(text(property, "format"), "binary" | "base64") || property.get("contentMediaType").is_some() {
            left_out(request, name);
            continue;
        }
        let required = members.required.contains(&name);
        let mut field = field(document, name, property, "", required);
        if let Some(example) = given.and_then(|given| given.get(name)).and_then(scalar) {
            field.example = example;
        }
        let description = text(property, "description").to_owned();
        let variable = format!("form {name}");
        let disabled = !required && rows.len() >= MAX_OPTIONAL_QUESTIONS;
        let value = if disabled { mark(name) } else { mark(&variable) };
        rows.push(NameValue { name: name.to_owned(), value, disabled, description });
        if !disabled {
            request.variables.push(Variable { name: variable, meaning: Meaning::Question(Box::new(field)) });
        }
    }
    rows
}

fn left_out(request: &mut ReadRequest, name: &str) {
    let message = format!("“{}” is a file, which a chatbot does not send; it was left out.", crate::text::name(name));
    request.findings.push(Finding::dropped(&request.at, message));
}

/// A JSON body being written from a schema, with a question for each scalar.
struct Template<'document, 'request> {
    document: &'document Document,
    request: &'request mut ReadRequest,
    text: String,
    values: usize,
    left_out: usize,
    optional: usize,
}

impl<'document> Template<'document, '_> {
    fn value(
        &mut self,
        schema: &'document Value,
        given: Option<&'document Value>,
        path: &str,
        required: bool,
        depth: usize,
    ) {
        self.values += 1;
        let Some(schema) = self.document.resolve(schema) else { return self.literal(given) };
        if depth > MAX_SCHEMA_DEPTH || self.values > MAX_SCHEMA_VALUES {
            return self.literal(given);
        }
        let given = given.or_else(|| example(self.document, schema));
        let members = members(self.document, schema, 0);
        match type_of(schema) {
            _ if !members.properties.is_empty() => self.object(&members, given, path, depth),
            "array" => match schema.get("items") {
                Some(items) => {
                    let first = given.and_then(|given| given.as_array()?.first());
                    self.text.push('[');
                    self.value(items, first, path, required, depth + 1);
                    self.text.push(']');
                }
                None => self.literal(given),
            },
            "object" | "" => self.literal(given.or_else(|| schema.get("default"))),
            word => self.question(schema, given, path, required, word == "string"),
        }
    }

    fn object(
        &mut self,
        members: &super::schema::Members<'document>,
        given: Option<&'document Value>,
        path: &str,
        depth: usize,
    ) {
        self.text.push('{');
        let mut first = true;
        for (name, property) in &members.properties {
            let example = given.and_then(|given| given.get(name));
            let required = members.required.contains(name);
            let read_only = property.get("readOnly").and_then(Value::as_bool).unwrap_or(false);
            let is_scalar = !matches!(type_of(property), "object" | "array" | "");
            let is_wanted = required || example.is_some() || (is_scalar && members.required.is_empty());
            if read_only || (!is_wanted && !required) || (!required && self.optional >= MAX_OPTIONAL_QUESTIONS) {
                self.left_out += usize::from(!read_only);
                continue;
            }
            self.optional += usize::from(!required);
            if !first {
                self.text.push(',');
            }
            first = false;
            let _ = write!(self.text, "{}:", Value::from(*name));
            let path = if path.is_empty() { (*name).to_owned() } else { format!("{path}.{name}") };
            self.value(property, example, &path, required, depth + 1);
        }
        self.text.push('}');
    }

    fn question(&mut self, schema: &Value, given: Option<&Value>, path: &str, required: bool, is_text: bool) {
        let fixed = schema.get("const").or_else(|| match items(schema, "enum") {
            [only] => Some(only),
            _ => None,
        });
        if let Some(fixed) = fixed {
            return self.literal(Some(fixed));
        }
        let name = path.rsplit('.').next().filter(|name| !name.is_empty()).unwrap_or("value");
        let field = Field {
            example: given.and_then(scalar).unwrap_or_default(),
            ..field(self.document, name, schema, "", required)
        };
        let variable = format!("body {path}");
        let quote = if is_text { "\"" } else { "" };
        let _ = write!(self.text, "{quote}{}{quote}", mark(&variable));
        let meaning = if text(schema, "format") == "password" {
            Meaning::Secret(String::new())
        } else {
            Meaning::Question(Box::new(field))
        };
        self.request.variables.push(Variable { name: variable, meaning });
    }

    fn literal(&mut self, given: Option<&Value>) {
        match given {
            Some(given) => self.text.push_str(&given.to_string()),
            None => self.text.push_str("null"),
        }
    }
}

/// The answer of a successful call.
pub(super) fn answer(document: &Document, operation: &Value) -> Option<ReadAnswer> {
    let responses = operation.get("responses")?.as_object()?;
    let is_success = |code: &str| code.starts_with('2');
    let (code, response) =
        responses.iter().find(|(code, _)| is_success(code)).or_else(|| responses.get_key_value("default"))?;
    let response = document.resolve(response)?;
    let status = code.parse::<u16>().unwrap_or(200);
    let answer = |body: Value, origin| Some(ReadAnswer { status, body, origin });
    // OpenAPI 2 has the schema beside its examples, 3 has both in a media type.
    if let Some(examples) = response.get("examples").and_then(Value::as_object)
        && let Some((_, body)) = examples.iter().find(|(kind, _)| is_json(kind))
    {
        return answer(parsed(body), AnswerOrigin::Example);
    }
    let content = response.get("content").and_then(Value::as_object);
    let media = content.and_then(|content| content.iter().find(|(kind, _)| is_json(kind))).map(|(_, media)| media);
    if let Some(example) = media.and_then(|media| example(document, media)) {
        return answer(parsed(example), AnswerOrigin::Example);
    }
    let schema = media.map_or_else(|| document.member(response, "schema"), |media| document.member(media, "schema"))?;
    match example(document, schema) {
        Some(example) => answer(parsed(example), AnswerOrigin::Example),
        None => answer(sample(document, schema), AnswerOrigin::Schema),
    }
}

/// Some descriptions write an example as a text that holds JSON.
fn parsed(example: &Value) -> Value {
    let inside = example.as_str().filter(|text| text.trim_start().starts_with(['{', '[']));
    inside.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_else(|| example.clone())
}
