//! The document: JSON or YAML, and local references in it.
//!
//! A reference to another file or address is never followed (SECURITY IMP-08): it is told, once for each place. References
//! may run in circles; [`Document::resolve`] gives up after a while, and what is built from a schema counts its own depth.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::json;
use crate::limits::{MAX_REFERENCES, MAX_YAML_ALIAS_EVENTS, MAX_YAML_DEPTH, MAX_YAML_NODES};
use crate::result::Refusal;

/// A description of an API.
pub(super) struct Document {
    pub root: Value,
    /// References that lead nowhere or elsewhere.
    unresolved: RefCell<BTreeSet<String>>,
}

impl Document {
    /// Reads JSON or YAML.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let root = if text.trim_start().starts_with(['{', '[']) {
            json::parse(text, "an OpenAPI description").or_else(|refusal| yaml(text).map_err(|_| refusal))
        } else {
            yaml(text)
        }?;
        Ok(Self { root, unresolved: RefCell::new(BTreeSet::new()) })
    }

    /// A value, or what its `$ref` leads to. `None` if that is not in this document.
    pub fn resolve<'document>(&'document self, value: &'document Value) -> Option<&'document Value> {
        let mut value = value;
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Some(value) };
            let Some(found) = reference.strip_prefix('#').and_then(|pointer| self.at(pointer)) else {
                self.unresolved.borrow_mut().insert(reference.chars().take(120).collect());
                return None;
            };
            value = found;
        }
        None
    }

    /// A member of a value, resolved.
    pub fn member<'document>(&'document self, value: &'document Value, name: &str) -> Option<&'document Value> {
        self.resolve(value.get(name)?)
    }

    fn at(&self, pointer: &str) -> Option<&Value> {
        if pointer.is_empty() {
            return Some(&self.root);
        }
        // Fragments are percent-encoded, RFC 3986; pointers have escapes of their own, RFC 6901.
        self.root.pointer(pointer).or_else(|| self.root.pointer(&crate::text::decode(pointer)))
    }

    /// References that could not be followed.
    pub fn unresolved(&self) -> Vec<String> {
        self.unresolved.borrow().iter().cloned().collect()
    }
}

fn yaml(text: &str) -> Result<Value, Refusal> {
    let mut options = serde_saphyr::Options::default();
    options.duplicate_keys = serde_saphyr::options::DuplicateKeyPolicy::LastWins;
    options.strict_booleans = true;
    options.with_snippet = false;
    options.alias_limits.max_total_replayed_events = MAX_YAML_ALIAS_EVENTS;
    if let Some(budget) = &mut options.budget {
        budget.max_events = MAX_YAML_NODES;
        budget.max_nodes = MAX_YAML_NODES;
        budget.max_depth = MAX_YAML_DEPTH;
        budget.flow_nesting_limit = MAX_YAML_DEPTH;
    }
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let place = error.location().map(|at| format!(" at line {}, column {}", at.line(), at.column()));
        let reason = error.to_string();
        let reason = crate::text::name(reason.lines().next().unwrap_or_default());
        Refusal::new(
            format!("The YAML cannot be read{}: {reason}.", place.unwrap_or_default()),
            "Correct that place, or use the JSON form of the description.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SECURITY IMP-08.
    #[test]
    fn only_references_within_the_document_are_followed() {
        let document = Document::parse(
            r##"{"a": {"$ref": "#/b~1c/0"}, "b/c": [{"x": 1}], "d": {"$ref": "#/e"}, "e": {"$ref": "#/d"},
                "f": {"$ref": "file:///etc/passwd"}, "g": {"$ref": "http://169.254.169.254/x"}, "h": {"$ref": "../x.yaml#/y"}}"##,
        )
        .expect("JSON");
        assert_eq!(document.member(&document.root, "a"), Some(&serde_json::json!({"x": 1})));
        for name in ["d", "f", "g", "h"] {
            assert_eq!(document.member(&document.root, name), None, "{name}");
        }
        assert_eq!(document.unresolved(), ["../x.yaml#/y", "file:///etc/passwd", "http://169.254.169.254/x"]);
    }

    /// SECURITY IMP-08: ten lines that would be a billion, and ten thousand levels.
    #[test]
    fn a_bomb_is_refused_with_a_sentence() {
        let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
        for level in 1..12 {
            let before = level - 1;
            let references = vec![format!("*a{before}"); 9].join(", ");
            laughs.extend([format!("a{level}: &a{level} ["), references, "]\n".to_owned()]);
        }
        let refusal = Document::parse(&laughs).err().expect("a refusal");
        assert!(refusal.message.contains("YAML cannot be read"), "{refusal}");
        for deep in ["[".repeat(10_000), "{\"a\":".repeat(10_000), "- ".repeat(10_000), "a: {".repeat(10_000)] {
            let refusal = Document::parse(&deep).err().expect("a refusal");
            assert!(refusal.message.ends_with('.') && !refusal.hint.is_empty(), "{refusal}");
        }
    }

    #[test]
    fn yaml_words_and_codes_stay_what_they_are() {
        let document = Document::parse("answer: no\ncode: 2026-01-02\nresponses:\n  200: {a: 1}\n").expect("YAML");
        assert_eq!(
            document.root,
            serde_json::json!({"answer": "no", "code": "2026-01-02", "responses": {"200": {"a": 1}}})
        );
    }
}
