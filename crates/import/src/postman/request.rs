//! One request of a collection.

use drawbridge_model::Field;
use serde_json::Value;

use super::rows::{description, headers, name_value, rows_as_parameters};
use super::{body, marked, script, sign_in};
use crate::address::split;
use crate::json::{items, scalar, text};
use crate::limits::MAX_ANSWER_BYTES;
use crate::request::{AnswerOrigin, Meaning, ReadAnswer, ReadRequest, ReadSignIn, Reading, Variable, method};
use crate::result::{Parameter, Place};
use crate::variable::{mark, only_variable, shown};

/// Adds the request of an item.
pub(super) fn read(item: &Value, folders: &[String], auth_around: Option<&Value>, reading: &mut Reading) {
    let name = text(item, "name").to_owned();
    let written = &item["request"];
    // A request may be nothing but its address.
    let wrapped = serde_json::json!({ "url": written });
    let written = if written.is_object() { written } else { &wrapped };
    let word =
        written.get("method").and_then(Value::as_str).filter(|word| !word.is_empty()).unwrap_or("GET").to_uppercase();
    let at = folders.iter().chain([&name]).map(String::as_str).collect::<Vec<_>>().join(" / ");
    let mut request = ReadRequest {
        at,
        group: folders.join(" / "),
        name,
        description: description(written).or_else(|| description(item)).unwrap_or_default(),
        method: method(&word),
        method_word: word,
        ..ReadRequest::default()
    };
    address(written.get("url").unwrap_or(&Value::Null), &mut request);
    request.headers = headers(written.get("header"));
    request.parameters.extend(rows_as_parameters(&request.headers, Place::Header));
    body::read(written.get("body"), &mut request);
    let own = written.get("auth").filter(|auth| auth.is_object());
    sign_in::take_over(own.or(auth_around), &mut request);
    script::read(items(item, "event"), &mut request);
    request.answer = answer(items(item, "response"));
    reading.requests.push(request);
}

/// Reads an address: a text, or an object with its parts.
fn address(url: &Value, request: &mut ReadRequest) {
    let raw =
        url.as_str().map(ToOwned::to_owned).or_else(|| Some(text(url, "raw").to_owned()).filter(|raw| !raw.is_empty()));
    let raw = raw.unwrap_or_else(|| put_together(url));
    let parts = split(&marked(&raw));
    request.base = parts.base;
    if request.sign_in == ReadSignIn::Unsaid {
        request.sign_in = parts.sign_in;
    }
    request.query = match url.get("query").and_then(Value::as_array) {
        Some(rows) => rows.iter().map(name_value).collect(),
        None => parts.query,
    };
    request.parameters.extend(rows_as_parameters(&request.query, Place::Query));
    for variable in items(url, "variable") {
        let name = [text(variable, "key"), text(variable, "id")].into_iter().find(|name| !name.is_empty());
        if let Some(name) = name {
            request.parameters.push(Parameter { place: Place::Path, name: name.to_owned(), required: true });
            request.variables.push(path_variable(name, variable));
        }
    }
    let segments = parts.path.split('/').map(|segment| match segment.strip_prefix(':') {
        Some(name)
            if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)) =>
        {
            mark(&format!("path {name}"))
        }
        _ => segment.to_owned(),
    });
    request.path = segments.collect::<Vec<_>>().join("/");
}

/// `:orderId` of a path, with the value that Postman has for it.
fn path_variable(name: &str, variable: &Value) -> Variable {
    let value = marked(&variable.get("value").and_then(scalar).unwrap_or_default());
    let meaning = if only_variable(&value).is_some() {
        Meaning::Value(value)
    } else {
        Meaning::Question(Box::new(Field {
            name: name.to_owned(),
            required: true,
            description: description(variable).unwrap_or_default(),
            example: shown(&value),
            ..Field::default()
        }))
    };
    Variable { name: format!("path {name}"), meaning }
}

/// An address from its parts, for collections that leave `raw` out.
fn put_together(url: &Value) -> String {
    let joined = |name: &str, between: &str| match url.get(name) {
        Some(Value::Array(parts)) => {
            let parts = parts.iter().filter_map(|part| part.as_str().or_else(|| part.get("value")?.as_str()));
            parts.collect::<Vec<_>>().join(between)
        }
        Some(Value::String(text)) => text.clone(),
        _ => String::new(),
    };
    let (protocol, host, path) = (text(url, "protocol"), joined("host", "."), joined("path", "/"));
    let scheme = if protocol.is_empty() { String::new() } else { format!("{}://", protocol.trim_end_matches("://")) };
    let port = url
        .get("port")
        .and_then(scalar)
        .filter(|port| !port.is_empty())
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let slash = if path.is_empty() || path.starts_with('/') { "" } else { "/" };
    format!("{scheme}{host}{port}{slash}{path}")
}

/// The first saved answer that succeeded and is JSON.
pub(super) fn answer(saved: &[Value]) -> Option<ReadAnswer> {
    saved.iter().find_map(|response| {
        let status =
            response.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok()).unwrap_or(200);
        let body = text(response, "body");
        if !(200..300).contains(&status) || body.len() > MAX_ANSWER_BYTES {
            return None;
        }
        let body = serde_json::from_str::<Value>(body).ok()?;
        Some(ReadAnswer { status, body, origin: AnswerOrigin::Recorded })
    })
}
