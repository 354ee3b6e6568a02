//! Requests: addresses, headers and bodies that say what the owner means, and no more.

use super::address::check_path;
use super::{Document, Findings};
use crate::connector::{Body, FailCondition, Method, NameValue, Step};
use crate::json_template::JsonTemplate;
use crate::template::{Origin, Template};
use crate::texts::{Destination, TemplateText, step_texts};

/// Headers that frame a message or belong to the connection: a second one smuggles a request past a server.
const RESERVED_HEADERS: [&str; 12] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Whether a header frames a message or belongs to the connection, so that no connector may send it.
pub fn is_reserved_header(name: &str) -> bool {
    RESERVED_HEADERS.contains(&name.to_ascii_lowercase().as_str())
}

pub(super) fn check(document: &Document<'_>, findings: &mut Findings) {
    for (index, step) in document.connector.steps.iter().enumerate() {
        let at = format!("steps[{index}]");
        check_path(&step.path, &format!("{at}.path"), findings);
        check_row_names(&step.query, &format!("{at}.query"), "query parameter", findings);
        check_headers(&step.headers, &format!("{at}.headers"), findings);
        check_sign_in_header(document, step, &at, findings);
        check_body(step.body.as_ref(), &format!("{at}.body"), findings);
        check_method(document, step, index, findings);
        for text in step_texts(step, index) {
            check_destination(document, &text, findings);
        }
        check_paths(step, index, findings);
    }
}

/// Checks headers of a request or a system: names, reserved names, names that occur twice, literal values.
pub(super) fn check_headers(headers: &[NameValue], at: &str, findings: &mut Findings) {
    for (index, header) in headers.iter().enumerate().filter(|(_, header)| !header.disabled) {
        let place = format!("{at}[{index}].name");
        check_header_name(&header.name, &place, findings);
        let twice =
            headers[..index].iter().any(|other| !other.disabled && other.name.eq_ignore_ascii_case(&header.name));
        if twice && !header.name.is_empty() {
            let message = format!("The header “{}” is sent twice.", header.name);
            findings.error("duplicate_header", place, message, "Remove one of the two.");
        }
        let value = Template::parse(&header.value).to_string();
        if value.chars().any(|character| !(' '..='~').contains(&character)) || value.trim() != value {
            let message = format!(
                "The value of “{}” has a character that no header may carry, or a blank at an end.",
                header.name
            );
            findings.error(
                "bad_header_value",
                format!("{at}[{index}].value"),
                message,
                "Use plain letters, digits and signs.",
            );
        }
    }
}

/// Checks one header name.
pub(super) fn check_header_name(name: &str, at: &str, findings: &mut Findings) {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !Template::parse(name).is_literal() {
        placeholder_in_name(name, at, findings);
    } else if name.is_empty() || !name.bytes().all(is_token) {
        let message = format!("“{name}” cannot be the name of a header.");
        findings.error("bad_header_name", at, message, "Use letters, digits and dashes, such as X-Api-Key.");
    } else if is_reserved_header(name) {
        let message = format!("The header “{name}” belongs to the connection and is set by Drawbridge.");
        findings.error("reserved_header", at, message, "Remove it.");
    }
}

pub(super) fn check_row_names(rows: &[NameValue], at: &str, kind: &str, findings: &mut Findings) {
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.disabled) {
        let place = format!("{at}[{index}].name");
        if !Template::parse(&row.name).is_literal() {
            placeholder_in_name(&row.name, &place, findings);
        } else if row.name.is_empty() {
            findings.error("no_row_name", place, format!("A {kind} has no name."), "Give it a name, or switch it off.");
        }
    }
}

fn placeholder_in_name(name: &str, at: &str, findings: &mut Findings) {
    let message = format!("The name “{name}” has a placeholder in it.");
    findings.error(
        "placeholder_in_name",
        at,
        message,
        "Placeholders can stand in values only; write the name in full.",
    );
}

fn check_sign_in_header(document: &Document<'_>, step: &Step, at: &str, findings: &mut Findings) {
    let Some(system) = document.system_of(step) else { return };
    for own in system.sign_in.header_names() {
        let same = step.headers.iter().position(|header| !header.disabled && header.name.eq_ignore_ascii_case(own));
        if let Some(index) = same {
            let message = format!("The header “{own}” is also set by the sign-in of “{}”.", system.name);
            findings.error(
                "header_of_sign_in",
                format!("{at}.headers[{index}].name"),
                message,
                "Remove it here, or change the sign-in.",
            );
        }
    }
}

/// Checks a body of a request or of a log-in.
pub(super) fn check_body(body: Option<&Body>, at: &str, findings: &mut Findings) {
    match body {
        Some(Body::Json { text }) => {
            if let Err(error) = JsonTemplate::parse(text) {
                let message =
                    format!("The JSON is broken at line {}, column {}. {}", error.line, error.column, error.message);
                findings.error("broken_json_body", format!("{at}.text"), message, error.hint);
            }
        }
        Some(Body::Form { fields } | Body::Multipart { fields }) => {
            check_row_names(fields, &format!("{at}.fields"), "form value", findings);
        }
        Some(Body::Text { content_type, .. }) => {
            let plain = content_type.bytes().all(|byte| (b' '..=b'~').contains(&byte));
            if !plain || (!content_type.is_empty() && !content_type.contains('/')) {
                let message = format!("“{content_type}” is not a media type.");
                findings.error("bad_content_type", format!("{at}.content_type"), message, "Write it as in text/plain.");
            }
        }
        Some(Body::Xml { .. }) | None => {}
    }
}

fn check_method(document: &Document<'_>, step: &Step, index: usize, findings: &mut Findings) {
    let at = format!("steps[{index}]");
    if step.body.is_some() && matches!(step.method, Method::Get | Method::Head) {
        let message = format!("A {} request carries a body, which most servers ignore.", step.method.as_str());
        findings.warning("body_not_expected", format!("{at}.body"), message, "Use POST, or remove the body.");
    }
    if step.method != Method::Head {
        return;
    }
    let connector = document.connector;
    let reads = |id: Option<&str>| document.step_index(id) == Some(index);
    let read_by_rule = connector.validations.iter().any(|rule| reads(rule.step.as_deref()));
    let read_by_answer =
        connector.answer.fields.iter().any(|field| reads(field.step.as_deref().or(connector.answer.step.as_deref())));
    if read_by_rule || read_by_answer || !step.extract.is_empty() || !step.fail_when.is_empty() {
        let message = "The answer to a HEAD request has no content, and something here reads it.";
        findings.error("head_has_no_content", format!("{at}.method"), message, "Use GET.");
    }
}

/// What a text's destination forbids.
fn check_destination(document: &Document<'_>, text: &TemplateText<'_>, findings: &mut Findings) {
    let in_address = matches!(text.destination, Destination::Path | Destination::QueryValue);
    let row = text.at.strip_suffix(".value").unwrap_or(&text.at);
    let placeholders = text.placeholders();
    for placeholder in placeholders.iter().filter(|_| in_address) {
        let sensitive = document
            .connector
            .fields
            .iter()
            .any(|field| placeholder.origin == Origin::Field && field.name == placeholder.name && field.sensitive);
        let message = format!("{placeholder} stands in the address, and addresses end up in logs.");
        match (placeholder.origin, text.destination) {
            (Origin::Secret, Destination::Path) => {
                let hint =
                    "Send it in a header or by the system's sign-in; if the API leaves no other way, accept this.";
                findings.error("secret_in_address", row, message, hint);
            }
            (Origin::Secret, _) => {
                let hint = "Send it in a header or by the system's sign-in; if the API wants it here, accept this.";
                findings.warning("secret_in_address", row, message, hint);
            }
            _ if sensitive => {
                findings.warning("sensitive_in_address", row, message, "Send it in the body, if the API allows.");
            }
            _ => {}
        }
    }
    if text.destination == Destination::TextBody && !placeholders.is_empty() {
        check_text_body(document, &text.at, findings);
    }
}

/// In a text body nothing is escaped, so a value can change what the text means.
fn check_text_body(document: &Document<'_>, at: &str, findings: &mut Findings) {
    let message =
        "A value stands in a text body, where nothing is escaped: what a customer writes can change its meaning.";
    if document.identity_rules().next().is_some() {
        let hint = "Use a JSON, form or XML body; a connector that verifies customers cannot send values unescaped.";
        findings.error("unescaped_placeholder_with_rules", at, message, hint);
    } else {
        findings.error("unescaped_placeholder", at, message, "Use a JSON, form or XML body, or accept this.");
    }
}

fn check_paths(step: &Step, index: usize, findings: &mut Findings) {
    for (position, extract) in step.extract.iter().enumerate() {
        let at = format!("steps[{index}].extract[{position}].path");
        if let Some(path) = findings.path(&extract.path, &at)
            && !path.finds_at_most_one()
            && !path.is_filtered()
        {
            let message = format!("“{}” may find several values, and a kept value must be exactly one.", extract.path);
            findings.warning("path_finds_several", at, message, "Name the one that is meant, such as items.0.id.");
        }
    }
    for (position, condition) in step.fail_when.iter().enumerate() {
        let at = format!("steps[{index}].fail_when[{position}]");
        findings.path(&condition.path, &format!("{at}.path"));
        if condition.is == FailCondition::Equals && condition.value.is_none() {
            let message = "A condition for failure compares with nothing.";
            findings.error("nothing_to_compare", format!("{at}.value"), message, "Write the value that means failure.");
        }
    }
}
