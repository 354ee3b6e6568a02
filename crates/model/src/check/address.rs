//! A system's address, and a request's path: it must stay below that address, whatever the values are.

use super::Findings;
use crate::characters::{code_point, is_invisible};
use crate::origin::{WebOrigin, check_base_address};
use crate::template::{Part, Template};

/// The longest address, in characters, before any value is inserted.
const MAX_LENGTH: usize = 4_096;

/// Checks an address under which a system can be called.
pub(super) fn check_address(address: &str, at: &str, findings: &mut Findings) {
    if let Err(error) = check_base_address(address) {
        findings.error(error.code, at, error.message, error.hint);
    } else if let Ok(origin) = WebOrigin::parse(address)
        && !origin.is_https()
        && !is_loopback(origin.host())
    {
        let message = "The address is not encrypted: what is sent, secrets included, can be read on its way.";
        findings.warning("not_encrypted", at, message, "Use https:// if the API has it.");
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || host.starts_with("127.")
}

/// Checks a path template. A path without a slash at its beginning would become a part of the host.
pub(super) fn check_path(path: &str, at: &str, findings: &mut Findings) {
    if let Some(character) = path.chars().find(|character| character.is_whitespace() || is_invisible(*character)) {
        let message = format!("The path has a blank or invisible character in it ({}).", code_point(character));
        findings.error("hidden_character_in_address", at, message, "Remove it, or write a blank as %20.");
    }
    if path.contains("://") {
        let message = "A whole address stands where the path belongs.";
        findings.error("address_in_path", at, message, "Keep what follows the host; the host belongs to the system.");
    } else if !path.is_empty() && (!path.starts_with('/') || path.starts_with("//")) {
        let message = "The path must begin with one “/”.";
        findings.error("bad_path_start", at, message, "Put “/” at its beginning.");
    }
    if path.contains('\\') {
        findings.error("backslash_in_path", at, "The path has a backslash in it.", "Use “/”, or write it as %5C.");
    }
    if path.contains(['?', '#']) {
        let message = "The path has a “?” or “#” in it.";
        findings.error("query_in_path", at, message, "Put query parameters into their own rows.");
    }
    if path.chars().count() > MAX_LENGTH {
        findings.error("address_too_long", at, "The path is longer than 4,096 characters.", "Shorten it.");
    }
    if path.split('/').any(is_dot_segment) {
        let message = "The path has “.” or “..” as a segment, which leads to another address.";
        findings.error("dot_segment", at, message, "Write the path that is really meant.");
    }
}

/// Whether a segment without placeholders is `.` or `..`, encoded or not.
fn is_dot_segment(segment: &str) -> bool {
    match Template::parse(segment).parts() {
        [Part::Literal(literal)] => matches!(literal.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | ".."),
        _ => false,
    }
}
