//! A pasted address, split into what belongs to the system and what belongs to the request.
//!
//! Placeholders stay where they are in path and query. Nothing is guessed from the address: a segment of digits, or one
//! that reads as an email, stays the text that was pasted until the owner makes it a question.

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AddressError, check_base_address, error};
use crate::connector::NameValue;
use crate::problem::{Problem, Severity};
use crate::template::{Part, Template, escape};

/// A pasted address in three parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SplitAddress {
    /// Scheme and host, for the system: `https://shop.example`.
    pub base_url: String,
    /// For the request: `/wp-json/wc/v3/orders/{order_id}`; empty if there is none.
    pub path: String,
    /// Query parameters, decoded.
    pub query: Vec<NameValue>,
}

/// Splits `https://shop.example/orders/{order_id}?lang={lang}`. Blanks and quotation marks around the address are
/// dropped, a missing scheme is `https`, a fragment is left out.
pub fn split_address(pasted: &str) -> Result<SplitAddress, Problem> {
    split(pasted).map_err(|error| Problem {
        severity: Severity::Error,
        code: error.code.to_owned(),
        at: String::new(),
        message: error.message,
        hint: error.hint,
    })
}

fn split(pasted: &str) -> Result<SplitAddress, AddressError> {
    let address = pasted.trim_matches(is_around_an_address);
    if address.is_empty() {
        return Err(error(
            "bad_address",
            "There is no address.",
            "Paste an address such as https://api.example.com/orders.",
        ));
    }
    super::check_characters(address)?;
    let address = with_scheme(address);
    let after_scheme = address.find("://").map_or(0, |at| at + 3);
    let path_at = address[after_scheme..].find(['/', '?', '#']).map_or(address.len(), |at| at + after_scheme);
    let (base_url, rest) = address.split_at(path_at);
    check_base_address(base_url)?;
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    Ok(SplitAddress { base_url: base_url.to_owned(), path: path.to_owned(), query: rows(query) })
}

fn with_scheme(address: &str) -> String {
    let first = address.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = first.split_once(':').unwrap_or((first, ""));
    let is_host = (host.contains('.') || host == "localhost") && port.bytes().all(|byte| byte.is_ascii_digit());
    if is_host && !address.contains("://") { format!("https://{address}") } else { address.to_owned() }
}

fn is_around_an_address(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '"' | '\'' | '`' | '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›' | '<' | '>')
        || matches!(character, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

fn rows(query: &str) -> Vec<NameValue> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            NameValue { name: decode(name), value: decode_literals(value), ..NameValue::default() }
        })
        .collect()
}

/// Decodes what stands between placeholders. A brace that was written as `%7B` is text and stays text.
fn decode_literals(written: &str) -> String {
    let template = Template::parse(written);
    template.parts().iter().fold(String::new(), |decoded, part| match part {
        Part::Literal(literal) => decoded + &escape(&decode(literal)),
        Part::Placeholder(placeholder) => decoded + &placeholder.to_string(),
    })
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}
