//! The parts of a request that are built in the same way for a connector and for a sign-in.

use drawbridge_model::template::{Part, Template};

use super::problems::Problems;
use crate::{encode, render, request};

/// A path of literal segments that cannot climb and values in between.
pub(super) fn path_template(text: &str, at: &str, problems: &mut Problems) -> Template {
    let template = Template::parse(text);
    let literal = |part: &Part| matches!(part, Part::Literal(literal) if literal.contains(['?', '#', '\\']));
    if template.parts().iter().any(literal) {
        let hint = "Give query parameters in the list below the address.";
        problems.add("query_in_path", at, "The path has a “?”, “#” or “\\” in it.", hint);
    }
    if text.chars().any(|character| character.is_control() || drawbridge_model::characters::is_invisible(character)) {
        problems.add("hidden_character_in_address", at, "The path has an invisible character in it.", "Type it again.");
    }
    if text.contains("://") {
        let hint = "Put scheme and host into the system's address and keep the path here.";
        problems.add("address_in_path", at, "The path holds a whole address.", hint);
    }
    for segment in render::segments(&template) {
        let plain: String = segment
            .iter()
            .filter_map(|part| match part {
                Part::Literal(literal) => Some(literal.as_str()),
                Part::Placeholder(_) => None,
            })
            .collect();
        if segment.len() == 1 && encode::climbs(&plain) && !plain.is_empty() {
            problems.add("dot_segment", at, "The path has “.” or “..” as a segment.", "Write the path in full.");
        }
    }
    template
}

pub(super) fn body(body: Option<&drawbridge_model::Body>, at: &str, problems: &mut Problems) -> request::BodySpec {
    request::body(body).unwrap_or_else(|(message, hint)| {
        problems.add("broken_json_body", at, message, hint);
        request::BodySpec::None
    })
}

/// Headers that would change where a request begins and ends are the engine's own.
pub(super) fn check_headers(rows: &[drawbridge_model::NameValue], at: &str, problems: &mut Problems) {
    const OWN: [&str; 8] = [
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "te",
        "trailer",
        "upgrade",
        "proxy-authorization",
    ];
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.disabled) {
        let at = format!("{at}[{index}].name");
        let is_token = !row.name.is_empty()
            && row.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        if !is_token {
            problems.add(
                "bad_header_name",
                &at,
                format!("“{}” is not a header name.", row.name),
                "Use letters, digits and -.",
            );
        } else if OWN.contains(&row.name.to_ascii_lowercase().as_str()) {
            let message = format!("The header “{}” is set by the program itself.", row.name);
            problems.add("reserved_header", &at, message, "Remove it.");
        }
    }
}
