//! A Postman collection: version 2.0 and 2.1 with folders in folders, and version 1 with its flat list.
//!
//! [`request`] reads a request, [`rows`] its headers and fields, [`body`] its body, [`sign_in`] its `auth` and those of the
//! folders around it, [`script`] finds in test scripts which value of the answer is kept. Scripts are read as text and
//! never run. Members are looked at one by one, because collections of every age are about and none is strict.

mod body;
mod request;
mod rows;
mod script;
mod sign_in;
mod version_1;

use serde_json::Value;

use crate::json::{self, items, text};
use crate::limits::{MAX_FOLDERS, MAX_REQUESTS};
use crate::request::{Meaning, Reading, Variable};
use crate::result::{Finding, Refusal};
use crate::variable::mark_between;

/// Reads a collection.
pub(crate) fn read(text: &str) -> Result<Reading, Refusal> {
    let root = json::parse(text, "a Postman collection")?;
    let collection = root.get("collection").filter(|inner| inner.is_object()).unwrap_or(&root);
    if collection.get("values").is_some() && collection.get("item").is_none() {
        return Err(Refusal::new(
            "This is a Postman environment: it has values and no requests.",
            "Export the collection itself: its menu, Export, Collection v2.1.",
        ));
    }
    if collection.get("requests").is_some() {
        return Ok(version_1::read(collection));
    }
    if collection.get("item").is_none() && collection.get("info").is_none() {
        return Err(Refusal::new(
            "This is not a Postman collection: it has no list of items.",
            "In Postman, open the collection's menu, choose Export and then Collection v2.1.",
        ));
    }
    let info = collection.get("info").unwrap_or(&Value::Null);
    let mut reading = Reading {
        name: json::text(info, "name").to_owned(),
        variables: variables(items(collection, "variable")),
        ..Reading::default()
    };
    reading.findings.push(Finding::understood("", format!("A Postman collection, version {}.", version(info))));
    folder(collection, &Around { folders: Vec::new(), auth: collection.get("auth") }, &mut reading);
    if reading.requests.is_empty() {
        reading.findings.push(Finding::dropped("", "There is no request in this collection."));
    }
    Ok(reading)
}

/// What the folders around a request say.
struct Around<'collection> {
    folders: Vec<String>,
    auth: Option<&'collection Value>,
}

fn folder(folder: &Value, around: &Around<'_>, reading: &mut Reading) {
    for item in items(folder, "item") {
        let name = text(item, "name").to_owned();
        let auth = item.get("auth").filter(|auth| auth.is_object()).or(around.auth);
        if item.get("request").is_some() {
            if reading.requests.len() <= MAX_REQUESTS {
                request::read(item, &around.folders, around.auth, reading);
            }
        } else if item.get("item").is_some() && around.folders.len() < MAX_FOLDERS {
            reading.variables.extend(variables(items(item, "variable")));
            let folders = around.folders.iter().cloned().chain([name]).collect();
            self::folder(item, &Around { folders, auth }, reading);
        }
    }
}

/// Variables of a collection or folder.
fn variables(list: &[Value]) -> Vec<Variable> {
    let is_on = |variable: &&Value| variable.get("disabled").and_then(Value::as_bool) != Some(true);
    let used = list.iter().filter(is_on);
    used.filter_map(|variable| {
        let name = [text(variable, "key"), text(variable, "id")].into_iter().find(|name| !name.is_empty())?;
        let value = variable.get("value").and_then(json::scalar).unwrap_or_default();
        let meaning =
            if text(variable, "type") == "secret" { Meaning::Secret(value) } else { Meaning::Value(marked(&value)) };
        Some(Variable { name: name.to_owned(), meaning })
    })
    .collect()
}

/// A text whose `{{name}}` are variables.
fn marked(text: &str) -> String {
    mark_between(text, "{{", "}}", |name| {
        !name.is_empty() && name.len() <= 100 && !name.contains(['{', '}', '"', '\n', '/', '?', '&', '='])
    })
}

fn version(info: &Value) -> &'static str {
    let schema = text(info, "schema");
    if schema.contains("v2.0") { "2.0" } else { "2.1" }
}
