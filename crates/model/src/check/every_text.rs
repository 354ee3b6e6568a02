//! Every text of a document, wherever it stands, for the checks that no place is safe from.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use super::{Findings, hidden, secrets};

pub(super) fn check(document: &impl Serialize, findings: &mut Findings) {
    let Ok(value) = serde_json::to_value(document) else { return };
    for_each_text(&value, &mut String::new(), &mut |at, text| {
        if is_data(at) {
            secrets::check_data(at, text, findings);
        } else {
            hidden::check(at, text, findings);
            secrets::check(at, text, findings);
        }
    });
}

/// Whether a place belongs to the samples or tests, which are data and may hold anything but a real key.
fn is_data(at: &str) -> bool {
    at.starts_with("samples[") || at.starts_with("tests[")
}

/// Visits every text of a value, with its place. `at` is the value's own, and is so again afterwards.
fn for_each_text(value: &Value, at: &mut String, visit: &mut impl FnMut(&str, &str)) {
    let own = at.len();
    match value {
        Value::String(text) => visit(at, text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                // Writing into a text cannot fail.
                write!(at, "[{index}]").ok();
                for_each_text(item, at, visit);
                at.truncate(own);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                if own > 0 {
                    at.push('.');
                }
                at.push_str(name);
                for_each_text(member, at, visit);
                at.truncate(own);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
