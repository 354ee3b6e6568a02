//! Version 1: a flat list of requests, and folders that name them in their order.

use std::collections::HashMap;

use drawbridge_model::{Body, NameValue};
use serde_json::Value;

use super::body::raw_body;
use super::request::answer;
use super::rows::{headers, name_value, rows_as_parameters};
use super::{marked, script, variables};
use crate::address::split;
use crate::json::{items, scalar, text};
use crate::limits::{MAX_FOLDERS, MAX_REQUESTS};
use crate::request::{ReadRequest, ReadSignIn, Reading, method};
use crate::result::{Finding, Place};

/// Reads a collection.
pub(super) fn read(collection: &Value) -> Reading {
    let mut reading = Reading {
        name: text(collection, "name").to_owned(),
        variables: variables(items(collection, "variables")),
        ..Reading::default()
    };
    reading.findings.push(Finding::understood("", "A Postman collection, version 1."));
    let folders: HashMap<&str, &Value> =
        items(collection, "folders").iter().map(|folder| (text(folder, "id"), folder)).collect();
    for (request, folder) in in_order(collection, &folders).into_iter().take(MAX_REQUESTS + 1) {
        reading.requests.push(self::request(request, &group(folder, &folders)));
    }
    reading
}

/// Requests as Postman lists them: the collection's own order, then each folder's; whatever no order names comes last.
fn in_order<'collection>(
    collection: &'collection Value,
    folders: &HashMap<&str, &'collection Value>,
) -> Vec<(&'collection Value, Option<&'collection Value>)> {
    let requests = items(collection, "requests");
    let mut by_id: HashMap<&str, &Value> = requests.iter().map(|request| (text(request, "id"), request)).collect();
    let mut found = Vec::new();
    let mut take = |order: &[Value], folder, found: &mut Vec<_>| {
        for id in order.iter().filter_map(Value::as_str) {
            found.extend(by_id.remove(id).map(|request| (request, folder)));
        }
    };
    take(items(collection, "order"), None, &mut found);
    for folder in items(collection, "folders") {
        take(items(folder, "order"), Some(folder), &mut found);
    }
    let rest = requests.iter().filter(|request| by_id.contains_key(text(request, "id")));
    found.extend(rest.map(|request| (request, folders.get(text(request, "folder")).copied())));
    found
}

fn group(folder: Option<&Value>, folders: &HashMap<&str, &Value>) -> String {
    let mut names = Vec::new();
    let mut at = folder;
    while let Some(folder) = at.filter(|_| names.len() < MAX_FOLDERS) {
        names.push(text(folder, "name"));
        at = folders.get(text(folder, "folder")).copied();
    }
    names.reverse();
    names.join(" / ")
}

fn request(written: &Value, group: &str) -> ReadRequest {
    let name = text(written, "name").to_owned();
    let word = Some(text(written, "method")).filter(|word| !word.is_empty()).unwrap_or("GET").to_uppercase();
    let parts = split(&marked(text(written, "url")));
    let mut request = ReadRequest {
        at: name.clone(),
        group: group.to_owned(),
        name,
        description: text(written, "description").to_owned(),
        method: method(&word),
        method_word: word,
        base: parts.base,
        path: parts.path,
        query: parts.query,
        headers: headers(written.get("headers").or_else(|| written.get("headerData"))),
        sign_in: parts.sign_in,
        answer: answer(items(written, "responses")),
        ..ReadRequest::default()
    };
    request.parameters.extend(rows_as_parameters(&request.query, Place::Query));
    request.parameters.extend(rows_as_parameters(&request.headers, Place::Header));
    let rows = || -> Vec<NameValue> { items(written, "data").iter().map(name_value).collect() };
    match text(written, "dataMode") {
        "urlencoded" => request.body = Some(Body::Form { fields: rows() }).filter(|_| !rows().is_empty()),
        "params" => request.body = Some(Body::Multipart { fields: rows() }).filter(|_| !rows().is_empty()),
        "raw" => {
            let raw = text(written, "rawModeData");
            if !raw.is_empty() {
                request.body = Some(raw_body(raw, "", &mut request));
            }
        }
        _ => {}
    }
    if let Some(Body::Form { fields } | Body::Multipart { fields }) = &request.body {
        let parameters = rows_as_parameters(fields, Place::Form);
        request.parameters.extend(parameters);
    }
    if text(written, "currentHelper") == "basicAuth" {
        let attributes = written.get("helperAttributes").unwrap_or(&Value::Null);
        let value = |name: &str| marked(&attributes.get(name).and_then(scalar).unwrap_or_default());
        request.sign_in = ReadSignIn::Basic { username: value("username"), password: value("password") };
        "basic".clone_into(&mut request.sign_in_word);
    }
    request.keeps = script::kept(text(written, "tests"));
    request
}
