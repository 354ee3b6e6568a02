//! Reads a document from JSON text and says where it is wrong.
//!
//! Stricter than `serde_json` alone: a name that occurs twice in one object is refused, because two readers of such a
//! file would see two different documents; so are a byte order mark and files over 20 MB. Syntax is told by line and
//! column, the format by place (`connectors[0].validations[1].compare_with`).
//!
//! Reading says nothing about sense; that is [`crate::check`]. A bundle's digest is compared by
//! [`crate::Bundle::verify_digest`], because an owner may choose to accept an edited file.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::bundle::{Bundle, FORMAT_VERSION};
use crate::connector::Connector;
use crate::problem::{Problem, Severity};
use crate::system::System;

/// The largest document, in bytes.
pub const MAX_BYTES: usize = 20_000_000;

/// Reads a connector.
pub fn read_connector(text: &str) -> Result<Connector, Vec<Problem>> {
    read(text)
}

/// Reads a system.
pub fn read_system(text: &str) -> Result<System, Vec<Problem>> {
    read(text)
}

/// Reads a bundle of this program's format version.
pub fn read_bundle(text: &str) -> Result<Bundle, Vec<Problem>> {
    let value = read_value(text)?;
    check_version(&value)?;
    typed(value)
}

/// Reads any type of the format by the same rules.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Vec<Problem>> {
    typed(read_value(text)?)
}

fn check_version(value: &Value) -> Result<(), Vec<Problem>> {
    let at = "drawbridge_bundle";
    match value.get(at) {
        None => Err(vec![problem(
            "not_a_bundle",
            "",
            "This file is not a Drawbridge bundle.".to_owned(),
            "Choose a file that Drawbridge exported; it begins with its connectors and names its format.",
        )]),
        Some(version) if version.as_u64() == Some(FORMAT_VERSION.into()) => Ok(()),
        Some(version) => Err(vec![problem(
            "unknown_format_version",
            at,
            format!("This bundle has format version {version}; this program reads version {FORMAT_VERSION}."),
            "Use a newer Drawbridge, or export the bundle again with this one.",
        )]),
    }
}

/// Parses JSON text without repeated names.
fn read_value(text: &str) -> Result<Value, Vec<Problem>> {
    if text.len() > MAX_BYTES {
        let message = "The file is larger than 20 MB.".to_owned();
        return Err(vec![problem("document_too_large", "", message, "Leave the samples out, or split the file.")]);
    }
    if text.starts_with('\u{feff}') {
        let message = "The file begins with an invisible byte order mark.".to_owned();
        return Err(vec![problem("byte_order_mark", "", message, "Save it as UTF-8 without byte order mark (BOM).")]);
    }
    let duplicates = RefCell::new(Vec::new());
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Strict { at: String::new(), duplicates: &duplicates };
    let parsed = seed.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    let value = parsed.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message =
            format!("The file is not correct JSON at line {line}, column {column}: {}.", bare_message(&error));
        vec![problem("broken_json", "", message, "Correct the file at this place, or export it again.")]
    })?;
    let duplicates = duplicates.into_inner();
    if duplicates.is_empty() { Ok(value) } else { Err(duplicates) }
}

/// The error's words without the place, which is told before them.
fn bare_message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ").map_or(text.clone(), |(message, _)| message.to_owned())
}

fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Vec<Problem>> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let at = match error.path().to_string() {
            root if root == "." => String::new(),
            at => at,
        };
        let message = format!("This is not as the format says: {}.", error.inner());
        vec![problem("wrong_format", &at, message, "Correct this place; `drawbridge schema` prints the format.")]
    })
}

fn problem(code: &str, at: &str, message: String, hint: &str) -> Problem {
    Problem { severity: Severity::Error, code: code.to_owned(), at: at.to_owned(), message, hint: hint.to_owned() }
}

/// Builds a value and notes names that occur twice, with their place.
struct Strict<'read> {
    at: String,
    duplicates: &'read RefCell<Vec<Problem>>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number is out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let at = format!("{}[{}]", self.at, list.len());
            match items.next_element_seed(Strict { at, duplicates: self.duplicates })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let at = if self.at.is_empty() { name.clone() } else { format!("{}.{name}", self.at) };
            if object.contains_key(&name) {
                let message = format!("The name “{name}” occurs twice in one object.");
                let found = problem("duplicate_name_in_json", &at, message, "Remove one of the two.");
                self.duplicates.borrow_mut().push(found);
                if self.duplicates.borrow().len() >= 100 {
                    return Err(A::Error::custom("too many names occur twice"));
                }
            }
            let value = members.next_value_seed(Strict { at, duplicates: self.duplicates })?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: fmt::Debug>(read: Result<T, Vec<Problem>>, expected: &[(&str, &str, &str)]) {
        let problems = read.expect_err("a problem");
        let found: Vec<(&str, &str)> =
            problems.iter().map(|problem| (problem.code.as_str(), problem.at.as_str())).collect();
        let wanted: Vec<(&str, &str)> = expected.iter().map(|(code, at, _)| (*code, *at)).collect();
        assert_eq!(found, wanted);
        for (problem, (_, _, part)) in problems.iter().zip(expected) {
            assert!(problem.message.contains(part), "{}", problem.message);
            assert!(!problem.hint.is_empty());
        }
    }

    const CONNECTOR: &str = r#"{"id": "1", "name": "a", "tool_name": "a", "system": "s""#;

    #[test]
    fn a_problem_names_its_place_in_the_document() {
        let connector = |rest: &str| read_connector(&format!("{CONNECTOR}, {rest}}}"));
        check(
            connector(r#""validations": [{"compare_with": "a"}, {"compare_with": 1}]"#),
            &[("wrong_format", "validations[1].compare_with", "expected a string")],
        );
        check(
            connector(r#""fields": [{"name": "a", "type": "colour"}]"#),
            &[("wrong_format", "fields[0].type", "unknown variant `colour`")],
        );
        check(connector(r#""steps": [{"id": "a"}, {}]"#), &[("wrong_format", "steps[1]", "missing field `id`")]);
        check(connector(r#""shout": true"#), &[("wrong_format", "shout", "unknown field `shout`")]);
        check(read_system("[]"), &[("wrong_format", "", "invalid length")]);
        let bundle = format!(
            r#"{{"drawbridge_bundle": 1, "name": "b", "systems": [], "connectors": [{CONNECTOR}, "validations": [{{"compare_with": "a"}}, {{"compare_with": 1}}]}}]}}"#
        );
        check(
            read_bundle(&bundle),
            &[("wrong_format", "connectors[0].validations[1].compare_with", "expected a string")],
        );
    }

    #[test]
    fn a_name_that_occurs_twice_is_refused_wherever_it_stands() {
        check(
            read_connector(&format!(r#"{CONNECTOR}, "name": "b", "fields": [{{"name": "a", "name": "b"}}]}}"#)),
            &[
                ("duplicate_name_in_json", "name", "“name” occurs twice"),
                ("duplicate_name_in_json", "fields[0].name", "“name” occurs twice"),
            ],
        );
    }

    #[test]
    fn what_is_not_json_is_told_by_line_and_column() {
        check(read_connector("{\n \"id\": }"), &[("broken_json", "", "line 2, column 8: expected value")]);
        check(read_connector(""), &[("broken_json", "", "line 1, column 0")]);
        check(read_connector("{} {}"), &[("broken_json", "", "trailing characters")]);
        check(read_connector(&"[".repeat(1_000)), &[("broken_json", "", "recursion limit")]);
        check(read_connector("\u{feff}{}"), &[("byte_order_mark", "", "byte order mark")]);
        check(read_connector(&" ".repeat(MAX_BYTES + 1)), &[("document_too_large", "", "20 MB")]);
    }

    #[test]
    fn a_bundle_of_another_version_is_named_as_such() {
        check(
            read_bundle("{\"drawbridge_bundle\": 2}"),
            &[("unknown_format_version", "drawbridge_bundle", "version 2")],
        );
        check(
            read_bundle("{\"drawbridge_bundle\": \"1\"}"),
            &[("unknown_format_version", "drawbridge_bundle", "version \"1\"")],
        );
        check(read_bundle("{\"name\": \"x\"}"), &[("not_a_bundle", "", "not a Drawbridge bundle")]);
        check(read_bundle("[]"), &[("not_a_bundle", "", "not a Drawbridge bundle")]);
    }
}
