//! What curl sends as a body, read back into the kind that it is meant as.

use drawbridge_model::{Body, NameValue};

use super::arguments::{Arguments, Data};
use crate::request::row;
use crate::result::Finding;
use crate::text::pairs as decoded_pairs;
use crate::variable::has_variable;

/// A body before its kind is known.
#[derive(Debug, Clone)]
pub(super) enum Sent {
    /// `-F`.
    Parts(Vec<NameValue>),
    /// `-d` and its kin: what goes over the wire, and pairs if all of it was given as pairs to be encoded.
    Text { text: String, is_json: bool },
}

/// Puts the pieces of a body together.
pub(super) fn sent(arguments: &mut Arguments) -> Option<Sent> {
    if !arguments.form.is_empty() {
        if !arguments.data.is_empty() {
            let message = "-F and -d stand in one command, which curl refuses; the parts of -F were kept.";
            arguments.findings.push(Finding::dropped("", message));
        }
        let parts = arguments.form.drain(..).map(|part| row(part.name, part.value)).collect();
        return Some(Sent::Parts(parts));
    }
    let pieces = &arguments.data;
    let mut text = String::new();
    for piece in pieces {
        let is_json = matches!(piece, Data::Json(_));
        if !text.is_empty() && !is_json {
            text.push('&');
        }
        match piece {
            Data::Raw(raw) => text.push_str(raw),
            Data::Json(json) => text.push_str(json),
            Data::Encoded(name, value) => {
                if !name.is_empty() {
                    text.push_str(name);
                    text.push('=');
                }
                text.push_str(&encoded(value));
            }
        }
    }
    (!pieces.is_empty())
        .then(|| Sent::Text { text, is_json: pieces.iter().any(|piece| matches!(piece, Data::Json(_))) })
}

/// Percent-encoded but for variables, which have no value yet.
fn encoded(value: &str) -> String {
    if has_variable(value) {
        return value.to_owned();
    }
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A body as pairs of the query, for `-G`.
pub(super) fn pairs(sent: &Sent) -> Vec<NameValue> {
    match sent {
        Sent::Parts(parts) => parts.clone(),
        Sent::Text { text, .. } => decoded_pairs(text).into_iter().map(|(name, value)| row(name, value)).collect(),
    }
}

impl Sent {
    /// The body, by its `Content-Type` and by what it looks like. A header that says no more than the kind of body is
    /// taken out of the headers.
    pub fn body(self, arguments: &mut Arguments) -> Body {
        let said = arguments.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-type"));
        let content_type = said.map(|header| header.value.clone()).unwrap_or_default();
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (text, is_json) = match self {
            Self::Parts(fields) => {
                arguments.headers.retain(|header| !header.name.eq_ignore_ascii_case("content-type"));
                return Body::Multipart { fields };
            }
            Self::Text { text, is_json } => (text, is_json),
        };
        let looks_like_json = text.trim_start().starts_with(['{', '[']);
        if is_json || kind.ends_with("/json") || kind.ends_with("+json") {
            return Body::Json { text };
        }
        if let Some(boundary) = content_type.split_once("boundary=").map(|(_, rest)| rest.trim_matches('"').to_owned())
            && kind.starts_with("multipart/")
        {
            arguments.headers.retain(|header| !header.name.eq_ignore_ascii_case("content-type"));
            return Body::Multipart { fields: parts(&text, &boundary, arguments) };
        }
        if kind.ends_with("/xml") || kind.ends_with("+xml") {
            return Body::Xml { text };
        }
        if (kind.is_empty() || kind == "application/x-www-form-urlencoded") && looks_like_json {
            if kind.is_empty() {
                arguments.headers.push(row("Content-Type", "application/x-www-form-urlencoded"));
                let message = "The body looks like JSON, but curl announces it as a form. If the API refuses it, remove the header Content-Type.";
                arguments.findings.push(Finding::guessed("", message));
            }
            return Body::Json { text };
        }
        if kind.is_empty() || kind == "application/x-www-form-urlencoded" {
            let is_form = !text.is_empty() && text.split('&').all(|pair| pair.contains('=') && !pair.starts_with('='));
            if is_form {
                // One that says more, such as a charset, is kept.
                let says_more = |header: &NameValue| header.value.contains(';');
                arguments
                    .headers
                    .retain(|header| !header.name.eq_ignore_ascii_case("content-type") || says_more(header));
                return Body::Form {
                    fields: decoded_pairs(&text).into_iter().map(|(name, value)| row(name, value)).collect(),
                };
            }
            let content_type = "application/x-www-form-urlencoded".to_owned();
            return Body::Text { text, content_type };
        }
        arguments.headers.retain(|header| !header.name.eq_ignore_ascii_case("content-type"));
        Body::Text { text, content_type }
    }
}

/// The parts of a multipart body that a browser has copied whole.
fn parts(text: &str, boundary: &str, arguments: &mut Arguments) -> Vec<NameValue> {
    let text = text.replace("\r\n", "\n").replace("\\r\\n", "\n");
    let mut rows = Vec::new();
    for part in text.split(&format!("--{boundary}")) {
        let Some((head, value)) = part.trim_start_matches('\n').split_once("\n\n") else { continue };
        let Some(name) = head.split("name=\"").nth(1).and_then(|rest| rest.split('"').next()) else { continue };
        if head.contains("filename=") {
            let message = format!(
                "The part “{}” is a file, which a chatbot does not send; it is empty now.",
                crate::text::name(name)
            );
            arguments.findings.push(Finding::dropped("", message));
            rows.push(row(name, ""));
            continue;
        }
        rows.push(row(name, value.strip_suffix('\n').unwrap_or(value)));
    }
    rows
}
