//! Sentences about one member of something: what it was, what it is.

use serde_json::Value;

use super::items::{Kind, items};
use super::{DifferenceSection, Found, words};

/// Most characters of a text that are quoted.
const QUOTED: usize = 70;

/// Characters before the place where two long texts differ.
const BEFORE: usize = 20;

/// Every name that one of two objects has, the later one's first.
pub(super) fn names(before: &Value, after: &Value) -> Vec<String> {
    let of = |value: &Value| value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default();
    let mut names: Vec<String> = of(after);
    let more: Vec<String> = of(before);
    names.extend(more.into_iter().filter(|name| after.get(name).is_none()));
    names
}

/// Whether a value says as much as none at all: what is left out of a document means its default.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_nothing),
        _ => false,
    }
}

/// Every member of two objects.
pub(super) fn members(found: &mut Found, section: DifferenceSection, subject: &str, before: &Value, after: &Value) {
    for name in names(before, after) {
        member(found, section, subject, &name, &before[&name], &after[&name]);
    }
}

/// One member, by its name. Lists and objects inside are looked into.
pub(super) fn member(
    found: &mut Found,
    section: DifferenceSection,
    subject: &str,
    name: &str,
    before: &Value,
    after: &Value,
) {
    if before == after || (is_nothing(before) && is_nothing(after)) {
        return;
    }
    if section == DifferenceSection::Tests {
        // Answers of a system and what a customer said: their members are called whatever they are called.
        return match (before, after) {
            (Value::Object(_), Value::Object(_)) => members(found, section, subject, before, after),
            _ => changed(found, section, subject, name, before, after),
        };
    }
    if let Some((on, off)) = words::switch(name) {
        let sentence = if is_nothing(after) { off } else { on };
        return found.say(section, said(subject, sentence));
    }
    match (name, before, after) {
        ("query", ..) => return items(found, section, &Kind::PARAMETER, subject, before, after),
        ("headers", ..) => return items(found, section, &Kind::HEADER, subject, before, after),
        ("extract", ..) => return items(found, section, &Kind::KEPT, subject, before, after),
        ("fields", ..) => return items(found, section, &Kind::PART, subject, before, after),
        ("body", Value::Object(was), Value::Object(is)) if was.contains_key("type") && is.contains_key("type") => {
            changed(found, section, subject, "body", &before["type"], &after["type"]);
            if before["type"] == after["type"] {
                let inside = if subject.is_empty() { "The body".to_owned() } else { format!("{subject}, the body") };
                members(found, section, &inside, before, after);
            }
            return;
        }
        ("body", ..) if before["type"].is_string() || after["type"].is_string() => {
            let kind = |body: &Value| body.get("type").unwrap_or(body).clone();
            return changed(found, section, subject, name, &kind(before), &kind(after));
        }
        (_, Value::Object(_), Value::Object(_)) => return members(found, section, subject, before, after),
        _ => {}
    }
    changed(found, section, subject, name, before, after);
}

/// That a member was one thing and is another.
pub(super) fn changed(
    found: &mut Found,
    section: DifferenceSection,
    subject: &str,
    name: &str,
    before: &Value,
    after: &Value,
) {
    if before == after {
        return;
    }
    let word = words::member(name);
    let (was, is) = quoted(name, before, after);
    let sentence = match (is_nothing(before), is_nothing(after)) {
        (true, true) => return,
        (true, false) => format!("{word} was added: {is}"),
        (false, true) => format!("{word} was removed: {was}"),
        (false, false) if was == is => format!("{word} changed"),
        (false, false) => format!("{word} was {was}, now {is}"),
    };
    found.say(section, said(subject, &sentence));
}

/// A sentence about a subject, or one that stands by itself.
fn said(subject: &str, sentence: &str) -> String {
    if subject.is_empty() {
        let mut characters = sentence.chars();
        let first = characters.next().map(char::to_uppercase);
        return first.into_iter().flatten().chain(characters).chain(['.']).collect();
    }
    format!("{subject}: {sentence}.")
}

/// Two values as a sentence shows them: words for codes, texts in quotation marks and cut to where they differ.
fn quoted(name: &str, before: &Value, after: &Value) -> (String, String) {
    let (was, is) = (plain(name, before), plain(name, after));
    let common = was.chars().zip(is.chars()).take_while(|(one, other)| one == other).count();
    let longest = was.chars().count().max(is.chars().count());
    let from = if longest > QUOTED { common.saturating_sub(BEFORE) } else { 0 };
    let bare = words::stands_bare(name) || !(before.is_string() || after.is_string());
    let show = |value: &Value, text: &str| {
        let mut part: String = text.chars().skip(from).take(QUOTED).collect();
        if from > 0 {
            part.insert(0, '…');
        }
        if from + QUOTED < text.chars().count() {
            part.push('…');
        }
        let is_word = value.as_str().is_some_and(|code| words::value(name, code).is_some());
        if part.is_empty() {
            "nothing".to_owned()
        } else if bare || is_word || !value.is_string() {
            part
        } else {
            format!("“{part}”")
        }
    };
    (show(before, &was), show(after, &is))
}

fn plain(name: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => words::value(name, text).map_or_else(|| one_line(text), str::to_owned),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().map(|item| plain(name, item)).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// A text without line breaks, so that it can stand in a sentence.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
