//! A request's body by its mode: `raw`, `urlencoded`, `formdata`, `graphql`, `file`.

use drawbridge_model::Body;
use serde_json::Value;

use super::marked;
use super::rows::{dropped, name_value, rows_as_parameters};
use crate::json::{items, scalar, text};
use crate::request::ReadRequest;
use crate::result::Place;
use crate::variable::shown;

/// Reads the body of a request whose headers have been read.
pub(super) fn read(body: Option<&Value>, request: &mut ReadRequest) {
    let Some(body) = body.filter(|body| body.is_object()) else { return };
    if body.get("disabled").and_then(Value::as_bool) == Some(true) {
        return;
    }
    match text(body, "mode") {
        "raw" => raw(body, request),
        "urlencoded" => {
            let fields: Vec<_> = items(body, "urlencoded").iter().map(name_value).collect();
            request.parameters.extend(rows_as_parameters(&fields, Place::Form));
            request.body = (!fields.is_empty()).then_some(Body::Form { fields });
        }
        "formdata" => {
            let rows = items(body, "formdata");
            let fields: Vec<_> = rows.iter().map(name_value).collect();
            request.parameters.extend(rows_as_parameters(&fields, Place::Form));
            let is_file = |row: &&Value| text(row, "type") == "file";
            for row in rows.iter().filter(is_file) {
                dropped(
                    request,
                    format!(
                        "“{}” is a file, which was not read; it was left out.",
                        crate::text::name(text(row, "key"))
                    ),
                );
            }
            let fields: Vec<_> = rows.iter().filter(|row| !is_file(row)).map(name_value).collect();
            request.body = (!fields.is_empty()).then_some(Body::Multipart { fields });
        }
        "graphql" => graphql(body.get("graphql").unwrap_or(&Value::Null), request),
        "file" => dropped(request, "The body is a file, which was not read; it was left out."),
        _ => {}
    }
}

/// The kind of a raw body is said by its language, by a header, or by its looks.
fn raw(body: &Value, request: &mut ReadRequest) {
    let written = text(body, "raw");
    if written.trim().is_empty() {
        return;
    }
    let language = body.pointer("/options/raw/language").and_then(Value::as_str).unwrap_or_default();
    request.body = Some(raw_body(written, language, request));
}

/// A raw body of a request whose headers have been read.
pub(super) fn raw_body(written: &str, language: &str, request: &mut ReadRequest) -> Body {
    let is_content_type = |name: &str| name.eq_ignore_ascii_case("content-type");
    let said = request.headers.iter().find(|row| !row.disabled && is_content_type(&row.name));
    let content_type = said.map(|row| shown(&row.value)).unwrap_or_default();
    let lower = content_type.to_ascii_lowercase();
    let text = marked(written);
    let looks_like_json = written.trim_start().starts_with(['{', '[']);
    if lower.contains("json") || language == "json" || (lower.is_empty() && looks_like_json) {
        return Body::Json { text: without_comments(&text) };
    }
    if lower.contains("xml") || language == "xml" {
        return Body::Xml { text };
    }
    request.headers.retain(|row| !is_content_type(&row.name));
    Body::Text { text, content_type }
}

fn graphql(graphql: &Value, request: &mut ReadRequest) {
    let query = text(graphql, "query");
    let variables = match graphql.get("variables") {
        Some(Value::String(written)) if !written.trim().is_empty() => written.trim().to_owned(),
        Some(other) if other.is_object() => other.to_string(),
        _ => "{}".to_owned(),
    };
    let name = graphql.get("operationName").and_then(scalar).filter(|name| !name.is_empty());
    let name = name.map(|name| format!("\"operationName\": {}, ", Value::from(name))).unwrap_or_default();
    let written = format!("{{{name}\"query\": {}, \"variables\": {variables}}}", Value::from(query));
    request.body = Some(Body::Json { text: marked(&written) });
}

/// JSON without `//` and `/* */`, which Postman takes out before it sends.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut in_string = false;
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some(_)) if in_string => {
                out.push(letter);
                out.extend(letters.next());
            }
            ('/', Some('/')) if !in_string => while letters.next_if(|next| *next != '\n').is_some() {},
            ('/', Some('*')) if !in_string => {
                let mut before = ' ';
                letters.next();
                for next in letters.by_ref() {
                    if before == '*' && next == '/' {
                        break;
                    }
                    before = next;
                }
            }
            _ => {
                in_string ^= letter == '"';
                out.push(letter);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_taken_out_and_texts_are_not_touched() {
        let text = "{\n // a\n \"url\": \"https://x/*y*/\", /* b\n */ \"q\": \"\\\"//\"\n}";
        assert_eq!(without_comments(text), "{\n \n \"url\": \"https://x/*y*/\",  \"q\": \"\\\"//\"\n}");
    }
}
