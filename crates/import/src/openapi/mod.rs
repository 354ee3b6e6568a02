//! An OpenAPI description, version 2.0 (Swagger) to 3.2, JSON or YAML.
//!
//! The document is walked as plain values, not read into types: published descriptions break their own rules, and one odd
//! member must not lose the whole. Files and addresses that it refers to are never opened. To read something new of the
//! format, add it to the file of its part: [`servers`], [`security`], [`parameters`], [`body`], [`schema`].

mod body;
mod document;
mod parameters;
mod schema;
mod security;
mod servers;

use std::collections::HashSet;

use serde_json::Value;

use crate::json::{items, text};
use crate::limits::MAX_REQUESTS;
use crate::request::{ReadRequest, Reading, method, row};
use crate::result::{Finding, Refusal};
use crate::text::{counted, pairs};
use crate::variable::{mark_between, shown};
use document::Document;

/// Members of a path that are operations.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Reads a description.
pub(crate) fn read(text: &str) -> Result<Reading, Refusal> {
    let document = Document::parse(text)?;
    let version = version(&document.root)?;
    let info = document.member(&document.root, "info").unwrap_or(&Value::Null);
    let mut reading = Reading { name: crate::json::text(info, "title").to_owned(), ..Reading::default() };
    reading.findings.push(Finding::understood("", format!("An OpenAPI description, version {version}.")));
    servers::tell(&document, &mut reading.findings);
    let paths = document.member(&document.root, "paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let Some(item) = document.resolve(item).filter(|item| item.is_object()) else { continue };
        for (word, operation) in operations(item) {
            if !operation.is_object() || reading.requests.len() > MAX_REQUESTS {
                continue;
            }
            reading.requests.push(request(&document, path, item, word, operation));
        }
    }
    tell_what_is_missing(&document, &mut reading);
    Ok(reading)
}

fn version(root: &Value) -> Result<String, Refusal> {
    let member = root.get("openapi").or_else(|| root.get("swagger"));
    let version = member.and_then(crate::json::scalar).unwrap_or_default();
    if version.is_empty() {
        return Err(Refusal::new(
            "This is not an OpenAPI description: it has neither “openapi” nor “swagger” at its top.",
            "Ask for the API's OpenAPI or Swagger file; it begins with its version.",
        ));
    }
    if version.starts_with("1.") {
        return Err(Refusal::new(
            format!("Swagger {version} is too old to be read."),
            "Convert it to OpenAPI 3 first, or ask for a newer file.",
        ));
    }
    Ok(crate::text::name(&version))
}

/// The operations of a path, those under `additionalOperations` of 3.2 too.
fn operations(item: &Value) -> Vec<(&str, &Value)> {
    let members = item.as_object().into_iter().flatten();
    let own = members
        .filter(|(name, _)| METHODS.contains(&name.as_str()))
        .map(|(name, operation)| (name.as_str(), operation));
    let more = item.get("additionalOperations").and_then(Value::as_object).into_iter().flatten();
    own.chain(more.map(|(name, operation)| (name.as_str(), operation))).collect()
}

fn request(document: &Document, path: &str, item: &Value, word: &str, operation: &Value) -> ReadRequest {
    let server = servers::server(document, item, operation);
    let marked = mark_between(path, "{", "}", |name| !name.is_empty() && name.len() <= 80 && !name.contains('/'));
    // A fragment or a query in a path is no path, but there are such descriptions.
    let without_fragment = marked.split('#').next().unwrap_or_default();
    let (plain, query) = without_fragment.split_once('?').unwrap_or((without_fragment, ""));
    let slash = if plain.starts_with('/') { "" } else { "/" };
    let (summary, details) = (text(operation, "summary"), text(operation, "description"));
    let id = text(operation, "operationId");
    let mut request = ReadRequest {
        at: format!("paths.{path}.{word}"),
        group: items(operation, "tags").first().and_then(Value::as_str).unwrap_or_default().to_owned(),
        name: [summary, id]
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or_else(|| format!("{} {path}", word.to_uppercase()), ToOwned::to_owned),
        tool_name: id.to_owned(),
        description: if details.is_empty() { summary.to_owned() } else { details.to_owned() },
        method: method(word),
        method_word: word.to_uppercase(),
        base: server.base,
        path: format!("{slash}{plain}"),
        query: pairs(query).into_iter().map(|(name, value)| row(name, value)).collect(),
        variables: server.variables,
        is_declared: true,
        deprecated: operation.get("deprecated").and_then(Value::as_bool).unwrap_or(false),
        answer: body::answer(document, operation),
        ..ReadRequest::default()
    };
    let in_force = parameters::in_force(document, item, operation);
    parameters::take_over(document, &in_force, &mut request);
    if document.root.get("swagger").is_some() {
        body::take_over_2(document, &in_force, operation, &mut request);
    } else {
        body::take_over(document, operation, &mut request);
    }
    security::take_over(document, operation, &mut request);
    request
}

fn tell_what_is_missing(document: &Document, reading: &mut Reading) {
    let webhooks = document.root.get("webhooks").and_then(Value::as_object).map_or(0, serde_json::Map::len);
    if webhooks > 0 {
        let message = format!(
            "{} were left out: they are calls that the API makes, not calls to it.",
            counted(webhooks, "webhook")
        );
        reading.findings.push(Finding::dropped("webhooks", message));
    }
    let unresolved = document.unresolved();
    let (local, elsewhere): (Vec<&String>, Vec<&String>) =
        unresolved.iter().partition(|reference| reference.starts_with('#'));
    for (references, reason) in [
        (
            elsewhere,
            "lead to another file or address, which is never read. Use a version of the description in one file",
        ),
        (local, "lead nowhere in this document, or in a circle"),
    ] {
        let mut shown_ones: Vec<String> = references.iter().map(|reference| shown(reference)).collect();
        shown_ones.truncate(3);
        if !references.is_empty() {
            let message = format!("{} {reason}: {}.", counted(references.len(), "reference"), shown_ones.join(", "));
            reading.findings.push(Finding::dropped("", crate::text::shorten(&message, 300)));
        }
    }
    let systems: HashSet<&str> = reading.requests.iter().map(|request| request.base.as_str()).collect();
    if systems.len() > 1 {
        let message =
            format!("The operations have {} different addresses; each became a system of its own.", systems.len());
        reading.findings.push(Finding::understood("servers", message));
    }
    if reading.requests.is_empty() {
        reading
            .findings
            .push(Finding::dropped("paths", "There is no operation in this description that a connector can call."));
    }
}
