//! What the bot sees: an allowlist of paths with labels, out of a [`Verified`] response and nothing else.
//!
//! There is no function here that takes a response that was not verified. Values are copied out leaf by leaf, so that a
//! number is what the server wrote; lists, texts and the whole are cut at the limits, what nobody can see is taken out,
//! and each of these is noted for the owner.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_model::characters::is_invisible;
use drawbridge_model::path::{Path, Segment};
use drawbridge_model::{AnswerField, Format};
use serde_json::Value;

use crate::decide::Verified;
use crate::evidence::{Document, Leaf};
use crate::fault::{self, Point};
use crate::format;
use crate::limits;
use crate::outcome::AnswerData;
use crate::trace::Left;

/// An allowed path, parsed once.
#[derive(Debug, Clone)]
pub(crate) struct AllowedField {
    pub(crate) label: String,
    pub(crate) step: usize,
    pub(crate) path: Path,
    pub(crate) words: BTreeMap<String, String>,
    pub(crate) format: Option<Format>,
    /// Where the currency of an amount stands, if it is no constant.
    pub(crate) currency: Option<Path>,
}

/// Copies the allowed fields out.
pub(crate) fn build(fields: &[AllowedField], max_items: usize, verified: &Verified<'_>) -> (AnswerData, Left, Cut) {
    fault::point(Point::AllowList);
    let mut copier = Copier { max_items, characters: 0, notes: Vec::new(), cut: Vec::new() };
    let mut data = Vec::with_capacity(fields.len());
    for field in fields {
        let value = match verified.document(field.step) {
            Some(document) => copier.field(field, document),
            None => Value::Null,
        };
        data.push((field.label.clone(), value));
    }
    let labels = data.iter().map(|(label, _)| label.clone()).collect();
    let steps: BTreeSet<usize> = fields.iter().map(|field| field.step).collect();
    let of = steps.into_iter().filter_map(|step| verified.document(step)).map(Document::leaves).sum();
    let left = Left { labels, of, characters: copier.characters, notes: copier.notes };
    (AnswerData::new(data), left, Cut(copier.cut))
}

/// What the bot does not get of the allowed fields, in sentences for it: who has twenty of thirty orders must not say that
/// there are twenty.
pub(crate) struct Cut(pub(crate) Vec<String>);

struct Copier {
    max_items: usize,
    characters: usize,
    notes: Vec<String>,
    cut: Vec<String>,
}

impl Copier {
    /// One value for a path of names and indexes, a list for any other.
    fn field(&mut self, field: &AllowedField, document: &Document) -> Value {
        let (found, all) = document.found(&field.path, self.max_items.max(1));
        if field.path.finds_at_most_one() {
            return found.into_iter().next().map_or(Value::Null, |(leaf, value)| match leaf {
                Ok(leaf) => self.leaf(field, document, &leaf),
                Err(_) => self.copy(field, document, value),
            });
        }
        let kept: Vec<Value> = found
            .into_iter()
            .take(self.max_items)
            .map(|(leaf, value)| match leaf {
                Ok(leaf) => self.leaf(field, document, &leaf),
                Err(_) => self.copy(field, document, value),
            })
            .collect();
        self.note_items(&field.label, all);
        Value::Array(kept)
    }

    fn leaf(&mut self, field: &AllowedField, document: &Document, leaf: &Leaf) -> Value {
        if let Some(words) = field.words.get(leaf.as_text()) {
            return self.text(&field.label, words);
        }
        if let Some(format) = &field.format {
            let currency = currency(field, format, document);
            match format::write(format, leaf.as_text(), currency.as_deref()) {
                Some(written) => return self.text(&field.label, &written),
                None => self.notes.push(format!("“{}” does not fit its format and was left as it is.", field.label)),
            }
        }
        match leaf {
            Leaf::Text(text) => self.text(&field.label, text),
            Leaf::Boolean(boolean) => self.counted(Value::Bool(*boolean), 5),
            Leaf::Number(number) => self.counted(exact_number(number), number.len()),
        }
    }

    /// Lists and objects, with the same limits inside.
    fn copy(&mut self, field: &AllowedField, document: &Document, value: &Value) -> Value {
        match value {
            Value::Null => Value::Null,
            Value::Bool(boolean) => self.leaf(field, document, &Leaf::Boolean(*boolean)),
            Value::Number(number) => self.leaf(field, document, &Leaf::Number(number.to_string())),
            Value::String(text) => self.leaf(field, document, &Leaf::Text(text.clone())),
            Value::Array(items) => {
                let kept = items.iter().take(self.max_items).map(|item| self.copy(field, document, item)).collect();
                self.note_items(&field.label, items.len());
                Value::Array(kept)
            }
            Value::Object(members) => {
                let mut kept = serde_json::Map::new();
                for (name, member) in members {
                    let name: String = name.chars().filter(|character| !is_invisible(*character)).collect();
                    // A name is text from the API like any other: it has to fit in too.
                    if !self.fits(name.chars().count()) {
                        break;
                    }
                    kept.insert(name, self.copy(field, document, member));
                }
                Value::Object(kept)
            }
        }
    }

    fn text(&mut self, label: &str, text: &str) -> Value {
        let visible: String =
            text.chars().filter(|letter| !is_invisible(*letter) || matches!(letter, '\n' | '\t')).collect();
        if visible.len() != text.len() {
            self.note(format!("Invisible characters were taken out of “{label}”."));
        }
        let room = limits::ANSWER_CHARACTERS.saturating_sub(self.characters);
        let most = limits::ANSWER_VALUE_CHARACTERS.min(room);
        let length = visible.chars().count();
        if length <= most {
            return self.counted(Value::String(visible), length);
        }
        let why =
            if most < limits::ANSWER_VALUE_CHARACTERS { "everything together is too long" } else { "it is too long" };
        self.note_cut(format!("“{label}” was cut from {length} to {most} characters, because {why}."));
        let mut cut: String = visible.chars().take(most).collect();
        if most > 0 {
            cut.push('…');
        }
        self.counted(Value::String(cut), most)
    }

    fn counted(&mut self, value: Value, characters: usize) -> Value {
        if self.fits(characters) { value } else { Value::Null }
    }

    /// Takes so many characters of the room that is left, if there is enough.
    fn fits(&mut self, characters: usize) -> bool {
        let fits = self.characters + characters <= limits::ANSWER_CHARACTERS;
        if fits {
            self.characters += characters;
        } else {
            self.note_cut("The rest was left out, because everything together is too long.".to_owned());
        }
        fits
    }

    fn note_items(&mut self, label: &str, all: usize) {
        if all > self.max_items {
            self.note_cut(format!("Of “{label}” the first {} of {all} were kept.", self.max_items));
        }
    }

    fn note_cut(&mut self, note: String) {
        if !self.cut.contains(&note) {
            self.cut.push(note.clone());
        }
        self.note(note);
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

fn currency(field: &AllowedField, format: &Format, document: &Document) -> Option<String> {
    match (format, &field.currency) {
        (Format::MoneyMinor { .. }, Some(path)) => document.leaf(path).ok().map(|leaf| leaf.as_text().to_owned()),
        (Format::MoneyMinor { currency }, None) => Some(currency.clone()),
        _ => None,
    }
}

/// A number that JSON's own type would round is passed on as text.
fn exact_number(written: &str) -> Value {
    match serde_json::from_str::<Value>(written) {
        Ok(number) if is_plain_integer(written) || is_plain_float(written) => number,
        _ => Value::String(written.to_owned()),
    }
}

/// Whole numbers that fit into 64 bits stay whole.
fn is_plain_integer(written: &str) -> bool {
    written.parse::<i64>().is_ok() || written.parse::<u64>().is_ok()
}

/// Decimals of up to fifteen digits survive a float.
fn is_plain_float(written: &str) -> bool {
    written.bytes().filter(u8::is_ascii_digit).count() <= 15
}

/// The label of a path without one: the last name in it, `name` for `line_items[*].name`.
pub(crate) fn default_label(path: &Path) -> String {
    if let Some(location) = path.singular_location() {
        let last = location.segments.iter().rev().find_map(|segment| match segment {
            Segment::Name(name) => Some(name.clone()),
            Segment::Index(_) => None,
        });
        return last.unwrap_or_else(|| "value".to_owned());
    }
    last_name(path.normalised()).unwrap_or_else(|| path.as_written().to_owned())
}

/// The last name outside filters.
fn last_name(normalised: &str) -> Option<String> {
    let mut depth = 0_usize;
    let mut last = None;
    let mut name = String::new();
    for character in normalised.chars().chain(['.']) {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => {}
            other if depth == 0 && other != '*' && other != '$' => {
                name.push(other);
                continue;
            }
            _ => continue,
        }
        if !name.is_empty() {
            last = Some(std::mem::take(&mut name));
        }
    }
    last
}

/// Labels for all fields, in order: the owner's, else the last name; where two are the same, the whole path.
pub(crate) fn labels(fields: &[AnswerField], paths: &[Path]) -> Vec<String> {
    let short: Vec<String> = fields
        .iter()
        .zip(paths)
        .map(|(field, path)| if field.label.is_empty() { default_label(path) } else { field.label.clone() })
        .collect();
    let is_double = |label: &String| short.iter().filter(|other| *other == label).count() > 1;
    let whole = |position: usize| paths[position].as_written().to_owned();
    let mut labels: Vec<String> = Vec::with_capacity(short.len());
    for (position, label) in short.iter().enumerate() {
        let mut label = if is_double(label) { whole(position) } else { label.clone() };
        if labels.contains(&label) {
            label = format!("{label} ({})", position + 1);
        }
        labels.push(label);
    }
    labels
}

#[cfg(test)]
mod tests;
