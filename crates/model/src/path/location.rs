//! One place in a response: names and indexes from the top.
//!
//! It prints as the shortest path that finds exactly this place, which is what the window writes into a rule when
//! a value in the answer is clicked.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::short_form;

/// Where a value stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Location {
    /// From the top of the response; none for the response itself.
    pub segments: Vec<Segment>,
}

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// A member of an object.
    Name(String),
    /// An element of a list, from zero.
    Index(usize),
}

impl Location {
    /// What stands there, if anything does.
    pub(super) fn find<'value>(&self, value: &'value Value) -> Option<&'value Value> {
        self.segments.iter().try_fold(value, |value, segment| match segment {
            Segment::Name(name) => value.as_object()?.get(name),
            Segment::Index(index) => value.as_array()?.get(*index),
        })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = self.segments.iter().all(|segment| match segment {
            Segment::Name(name) => short_form::can_be_short(name),
            Segment::Index(_) => true,
        });
        if self.segments.is_empty() || !short {
            formatter.write_str("$")?;
        }
        for (position, segment) in self.segments.iter().enumerate() {
            match segment {
                _ if short && position > 0 => formatter.write_str(".")?,
                _ => {}
            }
            match segment {
                Segment::Name(name) if short => formatter.write_str(name)?,
                Segment::Index(index) if short => write!(formatter, "{index}")?,
                Segment::Name(name) if short_form::is_plain_name(name) => write!(formatter, ".{name}")?,
                Segment::Name(name) => write!(formatter, "['{}']", quote(name))?,
                Segment::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}

fn quote(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '\'' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            character if (character as u32) < 0x20 => quoted.extend(["\\u", &format!("{:04x}", character as u32)]),
            character => quoted.push(character),
        }
    }
    quoted
}

/// More digits than the index of any element has, and few enough for every reader of numbers.
const INDEX_DIGITS: usize = 9;

/// Reads an RFC 9535 query that consists of ASCII names behind dots and indexes in brackets and nothing else, not even a
/// blank. It is stricter than the grammar, so that whatever it accepts is a query; anything else is `None`.
pub(super) fn parse_chain(path: &str) -> Option<Location> {
    let mut segments = Vec::new();
    let mut rest = path.strip_prefix('$')?;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, more) = after.split_at(end);
            if !name.is_ascii() || !short_form::is_plain_name(name) {
                return None;
            }
            segments.push(Segment::Name(name.to_owned()));
            rest = more;
        } else {
            let (digits, more) = rest.strip_prefix('[')?.split_once(']')?;
            let is_index =
                digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
            if !is_index || digits.len() > INDEX_DIGITS {
                return None;
            }
            segments.push(Segment::Index(digits.parse().ok()?));
            rest = more;
        }
    }
    Some(Location { segments })
}

/// Reads an RFC 9535 query that consists of names and non-negative indexes only; anything else is `None`. The text
/// has been accepted by the `JSONPath` crate, so that only the kind of each segment is decided here.
pub(super) fn parse_singular(path: &str) -> Option<Location> {
    let mut segments = Vec::new();
    let mut rest = skip_blank(path.strip_prefix('$')?);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(|character: char| !is_name_character(character)).unwrap_or(after.len());
            let name = &after[..end];
            if !short_form::is_plain_name(name) {
                return None;
            }
            segments.push(Segment::Name(name.to_owned()));
            rest = skip_blank(&after[end..]);
        } else {
            let inner = skip_blank(rest.strip_prefix('[')?);
            let (segment, after) = parse_selector(inner)?;
            segments.push(segment);
            rest = skip_blank(skip_blank(after).strip_prefix(']')?);
        }
    }
    Some(Location { segments })
}

/// The member at the top in which all lies that a query can look at: its first step is a plain name behind a dot, and
/// nothing after it begins at the top again.
pub(super) fn first_name(path: &str) -> Option<&str> {
    let after = path.strip_prefix("$.")?;
    let (name, rest) = after.split_at(after.find(['.', '[']).unwrap_or(after.len()));
    (name.is_ascii() && short_form::is_plain_name(name) && !rest.contains('$')).then_some(name)
}

/// Whether a query consists of names and indexes, those from the end included. A minus sign outside quotation marks stands
/// before an index in such a query; a slice or a filter, where it may stand as well, is none without it either.
pub(super) fn finds_at_most_one(path: &str) -> bool {
    let mut mark = None;
    let mut escaped = false;
    let unsigned: String = path
        .chars()
        .filter(|character| {
            match (mark, *character) {
                (Some(_), _) if escaped => escaped = false,
                (Some(_), '\\') => escaped = true,
                (Some(open), _) if open == *character => mark = None,
                (None, '\'' | '"') => mark = Some(*character),
                (None, '-') => return false,
                _ => {}
            }
            true
        })
        .collect();
    parse_singular(&unsigned).is_some()
}

/// Whether a query that is not singular consists of names, indexes and filters (`users[?@.id==5].email`): it may find
/// exactly one value, which then has to be seen. Wildcards, slices, unions, negative indexes and descendants may not.
pub(super) fn is_filtered(path: &str) -> bool {
    let Some(mut rest) = path.strip_prefix('$').map(skip_blank) else { return false };
    let mut singular = String::from("$");
    while !rest.is_empty() {
        let filter = rest.strip_prefix('[').map(skip_blank).filter(|inner| inner.starts_with('?'));
        let length = match (filter, rest.strip_prefix('[')) {
            (_, Some(inner)) => short_form::closing_bracket(inner).map(|end| end + 2),
            (_, None) => rest[1..].find(['.', '[']).map(|next| next + 1).or(Some(rest.len())),
        };
        let Some(length) = length else { return false };
        match filter {
            Some(_) if has_union(&rest[1..length - 1]) => return false,
            Some(_) => {}
            None => singular.push_str(&rest[..length]),
        }
        rest = skip_blank(&rest[length..]);
    }
    parse_singular(&singular).is_some()
}

/// Whether a comma stands outside brackets, parentheses and quotation marks.
fn has_union(selectors: &str) -> bool {
    let mut depth = 0_usize;
    let mut mark = None;
    let mut escaped = false;
    selectors.chars().any(|character| {
        match (mark, character) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if open == character => mark = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => mark = Some(character),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, _) => return character == ',' && depth == 0,
        }
        false
    })
}

fn parse_selector(text: &str) -> Option<(Segment, &str)> {
    let mark = text.chars().next()?;
    if matches!(mark, '\'' | '"') {
        let (name, after) = unquote(&text[1..], mark)?;
        return Some((Segment::Name(name), after));
    }
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let index = text[..end].parse().ok()?;
    Some((Segment::Index(index), &text[end..]))
}

/// The name up to the closing mark, with its escapes undone (RFC 9535 section 2.3.1.1).
fn unquote(text: &str, mark: char) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            _ if character == mark => return Some((name, &text[at + 1..])),
            '\\' => {
                let (_, escaped) = characters.next()?;
                match escaped {
                    'b' => name.push('\u{8}'),
                    'f' => name.push('\u{c}'),
                    'n' => name.push('\n'),
                    'r' => name.push('\r'),
                    't' => name.push('\t'),
                    'u' => name.push(unicode_escape(&mut characters)?),
                    other => name.push(other),
                }
            }
            other => name.push(other),
        }
    }
    None
}

fn unicode_escape(characters: &mut std::str::CharIndices<'_>) -> Option<char> {
    let first = code_unit(characters)?;
    if !(0xD800..0xDC00).contains(&first) {
        return char::from_u32(first.into());
    }
    characters.next().filter(|(_, character)| *character == '\\')?;
    characters.next().filter(|(_, character)| *character == 'u')?;
    char::decode_utf16([first, code_unit(characters)?]).next()?.ok()
}

fn code_unit(characters: &mut std::str::CharIndices<'_>) -> Option<u16> {
    let digits: String = characters.by_ref().take(4).map(|(_, digit)| digit).collect();
    u16::from_str_radix(&digits, 16).ok()
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || !character.is_ascii()
}

fn skip_blank(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}
