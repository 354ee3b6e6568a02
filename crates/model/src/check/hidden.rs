//! Characters that people cannot see, in texts that people or an AI read and in names.
//!
//! A prompt with a line hidden in tag characters tells the AI what the owner never saw; two names that look the same
//! and are not can hide a rule. Samples and tests are data and may hold anything.

use serde::Serialize;
use serde_json::Value;

use super::Findings;
use crate::characters::{code_point, first_invisible_in_prose};

pub(super) fn check(document: &impl Serialize, findings: &mut Findings) {
    let Ok(value) = serde_json::to_value(document) else { return };
    for_each_text(&value, "", &mut |at, text| {
        let text = text.replace('\r', "");
        if let Some(character) = first_invisible_in_prose(&text)
            && !is_data(at)
        {
            findings.error(
                "invisible_character",
                at,
                format!("There is a character here that cannot be seen ({}).", code_point(character)),
                "Remove it, or type the text again.",
            );
        }
    });
}

/// Whether a place belongs to the samples or tests.
pub(super) fn is_data(at: &str) -> bool {
    at.starts_with("samples[") || at.starts_with("tests[")
}

/// Visits every text of a document, with its place.
pub(super) fn for_each_text(value: &Value, at: &str, visit: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => visit(at, text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                for_each_text(item, &format!("{at}[{index}]"), visit);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let place = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                for_each_text(member, &place, visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
