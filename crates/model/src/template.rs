//! A template: text with placeholders, parsed once into a tree.
//!
//! `{email}` is a question, `{login.token}` what a step kept, `{secret.key}` a secret, `{setting.shop}` a setting.
//! `{{email}}` is the literal text `{email}`. Every other brace is just a brace, so JSON and XML need no escaping,
//! and parsing cannot fail: whether a placeholder is *defined* is a matter for [`crate::check`].
//!
//! Values are inserted into the parsed parts as data by the engine. There is deliberately no function here that
//! takes values and gives back a template: a value is never parsed, so a customer who writes `{secret.key}` has
//! written twelve harmless characters.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The longest name of a question, step, kept value, secret or setting, in characters.
pub const NAME_MAX_LENGTH: usize = 40;

/// Where a placeholder's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The customer's answer to a question.
    Field,
    /// A value that an earlier step kept.
    Step,
    /// A secret of the step's system.
    Secret,
    /// A setting of the step's system.
    Setting,
}

/// One placeholder. It prints as it is written, braces included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct Placeholder {
    /// Where the value comes from.
    pub origin: Origin,
    /// The step's id, for [`Origin::Step`] only.
    pub step: Option<String>,
    /// The name after the dot, or the whole name of a question.
    pub name: String,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// Text that is sent as it stands.
    Literal(String),
    /// Text that a value replaces.
    Placeholder(Placeholder),
}

/// A parsed template. Neighbouring parts are never both literals, and no literal is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Template {
    parts: Vec<Part>,
}

/// A placeholder and the bytes of the written text that it takes up, braces included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlaceholderSpan {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What stands there.
    pub placeholder: Placeholder,
}

impl Template {
    /// Parses a text. Every text is a template.
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut literal = String::new();
        for token in tokens(text) {
            match token {
                Token::Literal { text } => literal.push_str(text),
                Token::Escaped { name, .. } => {
                    literal.push('{');
                    literal.push_str(name);
                    literal.push('}');
                }
                Token::Placeholder { placeholder, .. } => {
                    if !literal.is_empty() {
                        parts.push(Part::Literal(std::mem::take(&mut literal)));
                    }
                    parts.push(Part::Placeholder(placeholder));
                }
            }
        }
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        Self { parts }
    }

    /// The pieces, in order. Empty for the empty text.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The placeholders, in order, repeated where they are repeated.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.parts.iter().filter_map(|part| match part {
            Part::Placeholder(placeholder) => Some(placeholder),
            Part::Literal(_) => None,
        })
    }

    /// The placeholder that is the whole template, if it is one. Such a member, row or header is left out when
    /// the value of an optional question is.
    pub fn only_placeholder(&self) -> Option<&Placeholder> {
        match self.parts.as_slice() {
            [Part::Placeholder(placeholder)] => Some(placeholder),
            _ => None,
        }
    }

    /// Whether there is no placeholder in it.
    pub fn is_literal(&self) -> bool {
        self.placeholders().next().is_none()
    }
}

/// Writes the template back; parsing the result gives the same parts.
impl fmt::Display for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                Part::Placeholder(placeholder) => placeholder.fmt(formatter)?,
                Part::Literal(literal) => formatter.write_str(&escape(literal))?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Placeholder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{{{}}}", self.reference())
    }
}

impl Placeholder {
    /// Parses what stands between the braces: `email`, `login.token`, `secret.key`, `setting.shop`.
    pub fn parse(reference: &str) -> Option<Self> {
        let Some((before, name)) = reference.split_once('.') else {
            return is_name(reference).then(|| Self::field(reference));
        };
        if !is_name(before) || !is_name(name) {
            return None;
        }
        let (origin, step) = match before {
            "secret" => (Origin::Secret, None),
            "setting" => (Origin::Setting, None),
            step => (Origin::Step, Some(step.to_owned())),
        };
        Some(Self { origin, step, name: name.to_owned() })
    }

    /// The placeholder of a question.
    pub fn field(name: &str) -> Self {
        Self { origin: Origin::Field, step: None, name: name.to_owned() }
    }

    /// What stands between the braces.
    pub fn reference(&self) -> String {
        match (self.origin, &self.step) {
            (Origin::Secret, _) => format!("secret.{}", self.name),
            (Origin::Setting, _) => format!("setting.{}", self.name),
            (Origin::Step, Some(step)) => format!("{step}.{}", self.name),
            (Origin::Field | Origin::Step, _) => self.name.clone(),
        }
    }
}

/// Whether a text may name a question, step, kept value, secret or setting: `[a-z][a-z0-9_]{0,39}`.
pub fn is_name(text: &str) -> bool {
    text.len() <= NAME_MAX_LENGTH
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Where the placeholders stand in a text, for editors that draw them as chips.
pub fn placeholder_spans(text: &str) -> Vec<PlaceholderSpan> {
    tokens(text)
        .filter_map(|token| match token {
            Token::Placeholder { start, end, placeholder } => Some(PlaceholderSpan { start, end, placeholder }),
            Token::Literal { .. } | Token::Escaped { .. } => None,
        })
        .collect()
}

/// What stands between doubled braces (`{{email}}`), which is sent as text. Owners who know other tools write it by
/// mistake, so the checks look at it.
pub fn escaped_references(text: &str) -> Vec<&str> {
    tokens(text)
        .filter_map(|token| match token {
            Token::Escaped { name } => Some(name),
            Token::Literal { .. } | Token::Placeholder { .. } => None,
        })
        .collect()
}

/// Doubles the braces around whatever in a literal would read as a placeholder.
pub fn escape(literal: &str) -> String {
    let mut escaped = String::with_capacity(literal.len());
    let mut rest = literal;
    while let Some(at) = rest.find('{') {
        escaped.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(reference) = reference_after(rest, "{", "}") {
            let length = reference.len() + 2;
            escaped.push('{');
            escaped.push_str(&rest[..length]);
            escaped.push('}');
            rest = &rest[length..];
        } else {
            escaped.push('{');
            rest = &rest[1..];
        }
    }
    escaped.push_str(rest);
    escaped
}

enum Token<'text> {
    Literal { text: &'text str },
    Escaped { name: &'text str },
    Placeholder { start: usize, end: usize, placeholder: Placeholder },
}

/// Splits a text; the first reading from the left wins, and doubled braces win over single ones.
fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        if let Some(name) = reference_after(rest, "{{", "}}") {
            at += name.len() + 4;
            return Some(Token::Escaped { name });
        }
        if let Some(placeholder) = reference_after(rest, "{", "}").and_then(Placeholder::parse) {
            at += placeholder.reference().len() + 2;
            return Some(Token::Placeholder { start, end: at, placeholder });
        }
        let brace_is_text = usize::from(rest.starts_with('{'));
        let length = rest[brace_is_text..].find('{').map_or(rest.len(), |next| next + brace_is_text);
        at += length;
        Some(Token::Literal { text: &rest[..length] })
    })
}

fn reference_after<'text>(text: &'text str, open: &str, close: &str) -> Option<&'text str> {
    let inner = text.strip_prefix(open)?;
    let reference = reference_before_brace(inner)?;
    (inner[reference.len()..].starts_with(close) && Placeholder::parse(reference).is_some()).then_some(reference)
}

/// What stands before the next closing brace, if it is short enough to be a reference. The bound keeps a text of
/// nothing but opening braces linear.
pub(crate) fn reference_before_brace(text: &str) -> Option<&str> {
    let end = text.bytes().take(2 * NAME_MAX_LENGTH + 2).position(|byte| byte == b'}')?;
    text.get(..end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let parts: Vec<String> = Template::parse(text)
            .parts()
            .iter()
            .map(|part| match part {
                Part::Literal(literal) => format!("text {literal}"),
                Part::Placeholder(placeholder) => format!("{:?} {}", placeholder.origin, placeholder.reference()),
            })
            .collect();
        assert_eq!(parts, expected, "{text}");
    }

    #[test]
    fn each_origin_has_its_own_notation() {
        check("{email}", &["Field email"]);
        check("/orders/{order_id}.json", &["text /orders/", "Field order_id", "text .json"]);
        check("Token {login.token}", &["text Token ", "Step login.token"]);
        check("{secret.key}{setting.shop}", &["Secret secret.key", "Setting setting.shop"]);
        check("{secret}", &["Field secret"]);
        check("", &[]);
    }

    /// SECURITY INJ-27.
    #[test]
    fn a_brace_that_is_no_placeholder_is_text() {
        check(r#"{"a":{"b":"{x}"}}"#, &[r#"text {"a":{"b":""#, "Field x", r#"text "}}"#]);
        for text in
            ["{{", "{", "}", "{}", "{ email }", "{a.b.c}", "{a.}", "{.a}", "{secret.}", "a{", "{email", "{{email"]
        {
            check(text, &[&format!("text {text}")]);
        }
        check("{{email}}", &["text {email}"]);
        check("{{email}", &["text {", "Field email"]);
        check("{email}}", &["Field email", "text }"]);
        check("{{{email}}}", &["text {{email}}"]);
        check("{{secret.key}}", &["text {secret.key}"]);
    }

    /// SECURITY INJ-28.
    #[test]
    fn only_plain_lower_case_names_are_placeholders() {
        let longest = format!("a{}", "b".repeat(39));
        check(&format!("{{{longest}}}"), &[&format!("Field {longest}")]);
        for name in
            [&format!("{longest}c"), "order-id", "Email", "1st", "_a", "é", "__proto__", "оrder", &"x".repeat(200)]
        {
            check(&format!("{{{name}}}"), &[&format!("text {{{name}}}")]);
        }
        check("{constructor}", &["Field constructor"]);
        check("{a} and {a}", &["Field a", "text  and ", "Field a"]);
    }

    /// It would not end today if each brace looked through the rest of the text.
    #[test]
    fn a_text_of_braces_is_read_in_linear_time() {
        let text = "{".repeat(2_000_000);
        assert_eq!(Template::parse(&text).parts(), [Part::Literal(text)]);
        let names = format!("{{{}.{}}}", "a".repeat(40), "b".repeat(40));
        assert_eq!(Template::parse(&names).placeholders().count(), 1);
    }

    #[test]
    fn the_whole_text_can_be_one_placeholder() {
        assert_eq!(Template::parse("{email}").only_placeholder(), Some(&Placeholder::field("email")));
        assert_eq!(Template::parse("{email} ").only_placeholder(), None);
        assert_eq!(Template::parse("{a}{b}").only_placeholder(), None);
        assert!(Template::parse("{{email}}").is_literal());
    }

    #[test]
    fn spans_are_the_bytes_of_the_written_text() {
        let text = "é{{no}}/{order_id}?x={secret.key}";
        let written: Vec<&str> = placeholder_spans(text).iter().map(|span| &text[span.start..span.end]).collect();
        assert_eq!(written, ["{order_id}", "{secret.key}"]);
        assert_eq!(escaped_references(text), ["no"]);
    }

    fn braces_and_names() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop_oneof![
                Just("{".to_owned()),
                Just("}".to_owned()),
                Just("email".to_owned()),
                Just("secret.key".to_owned()),
                Just("{a}".to_owned()),
                "\\PC{0,3}"
            ],
            0..12,
        )
        .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(crate::cases::cases(20_000)))]

        #[test]
        fn a_template_is_written_back_as_it_was_read(text in braces_and_names()) {
            prop_assert_eq!(Template::parse(&text).to_string(), text);
        }

        #[test]
        fn an_escaped_text_holds_no_placeholder_and_means_itself(text in braces_and_names()) {
            let template = Template::parse(&escape(&text));
            let expected = if text.is_empty() { vec![] } else { vec![Part::Literal(text)] };
            prop_assert_eq!(template.parts(), expected);
        }
    }
}
