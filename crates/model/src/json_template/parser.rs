//! The reader of a JSON body with slots: recursive descent over RFC 8259 and one addition, the bare placeholder.
//!
//! Written by hand because the errors are read by people: each names what stands there and what was expected.

use std::collections::HashSet;

use super::{JsonNode, JsonTemplateError, MAX_DEPTH};
use crate::template::{Placeholder, Template, reference_before_brace};

pub(super) fn parse(text: &str) -> Result<JsonNode, JsonTemplateError> {
    let mut parser = Parser { text, at: 0 };
    parser.skip_blank();
    let root = parser.value(0)?;
    parser.skip_blank();
    match parser.peek() {
        None => Ok(root),
        Some(found) => Err(parser.error(
            &format!("After the end of the JSON there is still {}.", describe(found)),
            "Remove it, or put everything into one object or list.",
        )),
    }
}

struct Parser<'text> {
    text: &'text str,
    at: usize,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Result<JsonNode, JsonTemplateError> {
        if depth > MAX_DEPTH {
            return Err(self.error("There are more than 64 brackets inside one another.", "Use fewer levels."));
        }
        if let Some(placeholder) = self.slot() {
            return Ok(JsonNode::Slot(placeholder));
        }
        match self.peek() {
            Some('{') => self.object(depth),
            Some('[') => self.array(depth),
            Some('"') => Ok(JsonNode::Text(Template::parse(&self.string()?))),
            Some('-' | '0'..='9') => self.number(),
            Some('a'..='z' | 'A'..='Z') => self.word(),
            Some(found) => Err(self.error(
                &format!("A value was expected, but {} stands here.", describe(found)),
                "A value is a text in double quotation marks, a number, true, false, null, an object, a list or a placeholder.",
            )),
            None => Err(self.error(
                "The JSON ends where a value was expected.",
                "Write the value: a text in double quotation marks, a number, true, false, null or a placeholder.",
            )),
        }
    }

    /// `{quantity}` in place of a value.
    fn slot(&mut self) -> Option<Placeholder> {
        let inner = self.rest().strip_prefix('{')?;
        let placeholder = Placeholder::parse(reference_before_brace(inner)?)?;
        self.at += placeholder.to_string().len();
        Some(placeholder)
    }

    fn object(&mut self, depth: usize) -> Result<JsonNode, JsonTemplateError> {
        let opened_at = self.at;
        self.at += 1;
        let mut members = Vec::new();
        let mut names = HashSet::new();
        self.skip_blank();
        if self.take('}') {
            return Ok(JsonNode::Object(members));
        }
        loop {
            self.skip_blank();
            let name_at = self.at;
            let name = self.member_name(opened_at)?;
            if !names.insert(name.clone()) {
                return Err(self.error_at(
                    name_at,
                    &format!("The name “{name}” occurs twice in this object."),
                    "Remove one of the two.",
                ));
            }
            self.skip_blank();
            if !self.take(':') {
                return Err(
                    self.error(&format!("After the name “{name}” a colon is missing."), "Put “:” after the name.")
                );
            }
            self.skip_blank();
            members.push((name, self.value(depth + 1)?));
            self.skip_blank();
            if self.take('}') {
                return Ok(JsonNode::Object(members));
            }
            self.comma('}', opened_at)?;
        }
    }

    fn member_name(&mut self, opened_at: usize) -> Result<String, JsonTemplateError> {
        match self.peek() {
            Some('"') => {
                let name_at = self.at;
                let name = self.string()?;
                if Template::parse(&name).is_literal() {
                    return Ok(name);
                }
                Err(self.error_at(
                    name_at,
                    &format!("The name “{name}” has a placeholder in it."),
                    "Placeholders can stand in values only; write the name in full.",
                ))
            }
            Some('{') if self.slot().is_some() => Err(self.error(
                "A placeholder stands where a name was expected.",
                "Placeholders can stand in values only; write the name in full.",
            )),
            Some('}') => Err(self.error("There is a comma before the closing brace.", "Remove the comma.")),
            Some(found) => Err(self.error(
                &format!("A name in double quotation marks was expected, but {} stands here.", describe(found)),
                "Write names as in {\"email\": \"…\"}.",
            )),
            None => Err(self.error_at(opened_at, "This opening brace is never closed.", "Add “}” at the end.")),
        }
    }

    fn array(&mut self, depth: usize) -> Result<JsonNode, JsonTemplateError> {
        let opened_at = self.at;
        self.at += 1;
        let mut items = Vec::new();
        self.skip_blank();
        if self.take(']') {
            return Ok(JsonNode::Array(items));
        }
        loop {
            self.skip_blank();
            if self.peek() == Some(']') {
                return Err(self.error("There is a comma before the closing bracket.", "Remove the comma."));
            }
            items.push(self.value(depth + 1)?);
            self.skip_blank();
            if self.take(']') {
                return Ok(JsonNode::Array(items));
            }
            self.comma(']', opened_at)?;
        }
    }

    fn comma(&mut self, closing: char, opened_at: usize) -> Result<(), JsonTemplateError> {
        if self.take(',') {
            return Ok(());
        }
        let Some(found) = self.peek() else {
            let opening = if closing == '}' { "brace" } else { "bracket" };
            return Err(self.error_at(
                opened_at,
                &format!("This opening {opening} is never closed."),
                &format!("Add “{closing}” at the end."),
            ));
        };
        Err(self.error(
            &format!("A comma or “{closing}” was expected, but {} stands here.", describe(found)),
            "Put a comma between two entries.",
        ))
    }

    /// A text literal, with its escapes undone.
    fn string(&mut self) -> Result<String, JsonTemplateError> {
        let opened_at = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(character) = self.peek() else {
                return Err(self.error_at(
                    opened_at,
                    "This text has no closing quotation mark.",
                    "Put a double quotation mark at its end.",
                ));
            };
            match character {
                '"' => {
                    self.at += 1;
                    return Ok(text);
                }
                '\\' => text.push(self.escape()?),
                '\n' | '\r' => {
                    return Err(self.error_at(
                        opened_at,
                        "This text goes over the end of its line.",
                        "Close it with a double quotation mark, or write a line break as \\n.",
                    ));
                }
                control if (control as u32) < 0x20 => {
                    return Err(self.error(
                        "A text has a tab or another control character in it.",
                        "Write a tab as \\t, or remove the character.",
                    ));
                }
                other => {
                    text.push(other);
                    self.at += other.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonTemplateError> {
        let start = self.at;
        let letter = self.rest().chars().nth(1);
        self.at += 1 + letter.map_or(0, char::len_utf8);
        let character = match letter {
            Some(same @ ('"' | '\\' | '/')) => Some(same),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('u') => self.unicode_escape(),
            _ => None,
        };
        character.ok_or_else(|| {
            self.error_at(
                start,
                "A backslash is followed by something that has no meaning in JSON.",
                "Write a backslash itself as two backslashes.",
            )
        })
    }

    fn unicode_escape(&mut self) -> Option<char> {
        let first = self.code_unit()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first.into());
        }
        self.rest().starts_with("\\u").then_some(())?;
        self.at += 2;
        let second = self.code_unit()?;
        char::decode_utf16([first, second]).next()?.ok()
    }

    fn code_unit(&mut self) -> Option<u16> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let unit = u16::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(unit)
    }

    fn number(&mut self) -> Result<JsonNode, JsonTemplateError> {
        let rest = self.rest();
        let end = rest
            .find(|character: char| !matches!(character, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
            .unwrap_or(rest.len());
        let number = &rest[..end];
        if !crate::decimal::is_json_number(number) {
            return Err(self.error(
                &format!("“{number}” is not a number that JSON knows."),
                "Write it as in 12, -3.5 or 1e6, without a leading zero, or put it in double quotation marks.",
            ));
        }
        let node = JsonNode::Number(number.to_owned());
        self.at += end;
        Ok(node)
    }

    fn word(&mut self) -> Result<JsonNode, JsonTemplateError> {
        let rest = self.rest();
        let end = rest.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(rest.len());
        let word = &rest[..end];
        let node = match word {
            "true" => JsonNode::Bool(true),
            "false" => JsonNode::Bool(false),
            "null" => JsonNode::Null,
            _ => {
                let shown: String = word.chars().take(40).collect();
                return Err(self.error(
                    &format!("“{shown}” stands without quotation marks."),
                    "Put a text in double quotation marks; true, false and null are written in small letters.",
                ));
            }
        };
        self.at += end;
        Ok(node)
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        self.at += if found { expected.len_utf8() } else { 0 };
        found
    }

    fn skip_blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn error(&self, message: &str, hint: &str) -> JsonTemplateError {
        self.error_at(self.at, message, hint)
    }

    fn error_at(&self, at: usize, message: &str, hint: &str) -> JsonTemplateError {
        let before = &self.text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        JsonTemplateError {
            line: count(before.matches('\n').count() + 1),
            column: count(before[line_start..].chars().count() + 1),
            message: message.to_owned(),
            hint: hint.to_owned(),
        }
    }
}

fn describe(found: char) -> String {
    match found {
        '“' | '”' | '„' | '‘' | '’' | '\'' => format!("the quotation mark {found} (JSON knows only \" )"),
        '\u{feff}' => "an invisible mark (a byte order mark)".to_owned(),
        found if crate::characters::is_invisible(found) => "an invisible character".to_owned(),
        found => format!("“{found}”"),
    }
}
