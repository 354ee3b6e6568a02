//! Takes values out of a line and gives each to the question it answers.
//!
//! Every piece of the line that may answer a question is a candidate with a weight: how well its kind fits, whether the
//! words around it name the question, whether the question was just asked or has no value yet. The heaviest candidate is
//! taken first; a piece answers one question and a question takes one piece. Whether a value is good is the model's
//! decision ([`drawbridge_model::inputs::accept`]), in whose words the customer is told.

use std::collections::BTreeMap;
use std::ops::Range;

use drawbridge_model::{Connector, Field, FieldType, inputs};
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::cues::Cues;
use super::dates::{self, Day};
use super::free_text;
use super::spans::{Kind, Line, Span};
use super::words::Word;
use super::{choices, intent};

/// What the assistant knows before it reads a line.
pub(crate) struct Known<'a> {
    pub(crate) connector: &'a Connector,
    /// Names of the questions that were just asked.
    pub(crate) asked: &'a [String],
    /// Values so far.
    pub(crate) values: &'a BTreeMap<String, String>,
    pub(crate) today: Date,
}

/// What a line said.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) taken: Vec<Taken>,
    /// Questions whose value cannot be used, and why.
    pub(crate) refused: Vec<(String, String)>,
    /// A day that is one of two.
    pub(crate) either: Option<(String, Date, Date)>,
}

/// A value for a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) field: String,
    pub(crate) value: String,
    pub(crate) how: &'static str,
}

struct Candidate {
    field: usize,
    at: Range<usize>,
    value: String,
    how: &'static str,
    weight: i32,
}

/// Reads a line.
pub(crate) fn read(text: &str, known: &Known<'_>) -> Reading {
    let line = Line::read(text, known.today);
    let mut reading = Reading::default();
    let mut candidates = Vec::new();
    for (position, field) in known.connector.fields.iter().enumerate() {
        let cues = Cues::of(field);
        let is_asked = known.asked.contains(&field.name);
        let mut bonus = if is_asked { 3 } else { 0 };
        bonus += i32::from(!known.values.contains_key(&field.name));
        let mut refused = None;
        for (at, value, how, weight) in of_field(field, &cues, is_asked, &line, known, &mut reading) {
            match accept(field, &value) {
                Ok(()) => {
                    let weight = weight + bonus + cues.around(text, &line.words, &at);
                    candidates.push(Candidate { field: position, at, value, how, weight });
                }
                Err(reason) => refused = Some((reason, cues.around(text, &line.words, &at) > 0)),
            }
        }
        if let Some((reason, _)) = refused.filter(|(_, is_named)| is_asked || *is_named) {
            reading.refused.push((field.name.clone(), reason));
        }
    }
    settle(candidates, known, &mut reading, &line);
    reading.refused.retain(|(field, _)| reading.taken.iter().all(|taken| taken.field != *field));
    reading
}

/// Whether the model takes this text as the field's value; if not, in its words why.
pub(crate) fn accept(field: &Field, value: &str) -> Result<(), String> {
    let raw: Map<String, Json> = [(field.name.clone(), Json::String(value.to_owned()))].into_iter().collect();
    match inputs::accept(std::slice::from_ref(field), &raw) {
        Ok(_) => Ok(()),
        Err(problems) => Err(problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" ")),
    }
}

/// The heaviest candidates that do not stand in each other's way; then the rest of the line, if a text was asked for.
fn settle(mut candidates: Vec<Candidate>, known: &Known<'_>, reading: &mut Reading, line: &Line<'_>) {
    candidates
        .sort_by(|one, other| (other.weight, one.field, one.at.start).cmp(&(one.weight, other.field, other.at.start)));
    let mut used: Vec<Range<usize>> = Vec::new();
    let fields = &known.connector.fields;
    for candidate in candidates {
        let name = &fields[candidate.field].name;
        let is_free = used.iter().all(|other| other.end <= candidate.at.start || candidate.at.end <= other.start);
        if is_free && reading.taken.iter().all(|taken| taken.field != *name) {
            used.push(candidate.at);
            reading.taken.push(Taken { field: name.clone(), value: candidate.value, how: candidate.how });
        }
    }
    let is_open = |field: &&Field| {
        known.asked.contains(&field.name)
            && is_free_text(field)
            && reading.taken.iter().all(|taken| taken.field != field.name)
    };
    let mut open = fields.iter().filter(is_open);
    if let (Some(field), None) = (open.next(), open.next())
        && let Some(value) = free_text::rest(line.text, &used, field)
    {
        match accept(field, &value) {
            Ok(()) => reading.taken.push(Taken { field: field.name.clone(), value, how: "what was said" }),
            Err(reason) => reading.refused.push((field.name.clone(), reason)),
        }
    }
    let order = |taken: &Taken| fields.iter().position(|field| field.name == taken.field);
    reading.taken.sort_by_key(order);
}

/// A question that any text answers.
pub(crate) fn is_free_text(field: &Field) -> bool {
    field.field_type == FieldType::String && field.pattern.is_none()
}

type Found = (Range<usize>, String, &'static str, i32);

fn of_field(
    field: &Field,
    cues: &Cues,
    is_asked: bool,
    line: &Line<'_>,
    known: &Known<'_>,
    reading: &mut Reading,
) -> Vec<Found> {
    match field.field_type {
        FieldType::Choice => return choices::find(field, cues, is_asked, line),
        FieldType::Boolean => return yes_or_no(field, cues, is_asked, line),
        _ => {}
    }
    let mut found = Vec::new();
    let denied = |at: &Range<usize>| is_denied(line, at);
    let others = |span: &Span| line.spans.iter().any(|other| other.kind_is_like(&span.kind) && !denied(&other.at));
    for span in line.spans.iter().filter(|span| !(denied(&span.at) && others(span))) {
        if let (FieldType::Date, Kind::Day(Day::Either(one, other))) = (field.field_type, &span.kind) {
            either(field, *one, *other, span, &mut found, reading);
        } else if let Some((value, how, weight)) = as_value(field, cues, is_asked, line, span) {
            found.push((span.at.clone(), value, how, weight));
        }
    }
    if field.field_type == FieldType::Datetime {
        found.extend(day_and_time(line));
    }
    if is_free_text(field) {
        found.extend(free_text::announced(field, cues, line, known.connector));
    }
    found
}

/// A piece of the line as a value of a field, if its kind can be one.
fn as_value(
    field: &Field,
    cues: &Cues,
    is_asked: bool,
    line: &Line<'_>,
    span: &Span,
) -> Option<(String, &'static str, i32)> {
    match (field.field_type, &span.kind) {
        (FieldType::Email, Kind::Email(text)) => Some((text.clone(), "an email address", 10)),
        (FieldType::Url, Kind::Web(text)) => Some((text.clone(), "a web address", 10)),
        (FieldType::Date, Kind::Day(Day::Known(day))) => Some((day.to_string(), "a day", 9)),
        (FieldType::Phone, Kind::Phone(text)) => Some((text.clone(), "a phone number", 7)),
        (FieldType::Integer, Kind::Number { integer: Some(integer), .. }) if !counts_time(line, &span.at) => {
            Some((integer.clone(), "a whole number", 6))
        }
        (FieldType::Integer, Kind::Number { integer: None, decimal }) if is_asked => {
            Some((decimal.clone(), "a number", 2))
        }
        (FieldType::Number, Kind::Number { decimal, .. }) if !counts_time(line, &span.at) => {
            Some((decimal.clone(), "a number", 6))
        }
        (FieldType::Integer | FieldType::Number, Kind::Spelled(number))
            if is_asked || cues.around(line.text, &line.words, &span.at) > 0 =>
        {
            (!counts_time(line, &span.at)).then(|| (number.to_string(), "a number in words", 3))
        }
        (FieldType::String, Kind::Code(text)) => code(field, text).map(|value| (value, "a code of the right form", 9)),
        (FieldType::String, Kind::Quoted(text)) if field.pattern.is_none() && !field.sensitive => {
            Some((text.clone(), "a text in quotation marks", 6))
        }
        _ => None,
    }
}

/// A code as a field wants it: as typed, in capitals, or with the marks that its example has.
fn code(field: &Field, text: &str) -> Option<String> {
    if field.pattern.is_none() {
        let is_coded = field.example.contains(|character: char| character.is_ascii_digit());
        return (is_coded && shape(text) == shape(&field.example)).then(|| text.to_owned());
    }
    let plain: String = text.chars().filter(|character| character.is_alphanumeric()).collect();
    let mut rest = plain.chars();
    let like_example: String = field
        .example
        .chars()
        .filter_map(|character| if character.is_alphanumeric() { rest.next() } else { Some(character) })
        .collect();
    let is_whole = rest.next().is_none();
    let upper = text.to_uppercase();
    let mut forms = vec![text.to_owned(), upper];
    if is_whole && !field.example.is_empty() {
        forms.extend([like_example.clone(), like_example.to_uppercase()]);
    }
    forms.into_iter().find(|form| accept(field, form).is_ok())
}

/// Letters as `a`, digits as `9`, each run once.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for character in text.chars() {
        let class = match character {
            digit if digit.is_ascii_digit() => '9',
            letter if letter.is_alphabetic() => 'a',
            other => other,
        };
        if !shape.ends_with(class) {
            shape.push(class);
        }
    }
    shape
}

fn either(field: &Field, one: Date, other: Date, span: &Span, found: &mut Vec<Found>, reading: &mut Reading) {
    let fits = |day: Date| accept(field, &day.to_string()).is_ok();
    match (fits(one), fits(other)) {
        (true, true) => {
            let question = format!("Is that {} or {}?", dates::said(one), dates::said(other));
            reading.refused.push((field.name.clone(), question));
            reading.either = Some((field.name.clone(), one, other));
        }
        (true, false) => found.push((span.at.clone(), one.to_string(), "a day", 9)),
        _ => found.push((span.at.clone(), other.to_string(), "a day", 9)),
    }
}

fn day_and_time(line: &Line<'_>) -> Option<Found> {
    let day = line.spans.iter().find_map(|span| match span.kind {
        Kind::Day(Day::Known(day)) => Some((span, day)),
        _ => None,
    });
    let time = line.spans.iter().find_map(|span| match span.kind {
        Kind::Time(hour, minute) => Some((span, hour, minute)),
        _ => None,
    });
    let (at_day, day) = day?;
    let Some((at_time, hour, minute)) = time else {
        return Some((at_day.at.clone(), day.to_string(), "a day", 8));
    };
    let at = at_day.at.start.min(at_time.at.start)..at_day.at.end.max(at_time.at.end);
    Some((at, format!("{day}T{hour:02}:{minute:02}"), "a day and a time", 11))
}

/// Yes or no to a question, or its own word: “it's urgent”.
fn yes_or_no(field: &Field, cues: &Cues, is_asked: bool, line: &Line<'_>) -> Vec<Found> {
    let Some(first) = line.words.first() else { return Vec::new() };
    let said = |value: &str, at: &Range<usize>| vec![(at.clone(), value.to_owned(), "yes or no", 5)];
    if is_asked {
        let beginning = &line.text[first.at.clone()];
        return match (
            intent::is_yes(line.text) || intent::is_yes(beginning),
            intent::is_no(line.text) || intent::is_no(beginning),
        ) {
            (true, _) => said("yes", &first.at),
            (_, true) => said("no", &first.at),
            _ => Vec::new(),
        };
    }
    let named = line.words.iter().find(|word| !field.required && cues.has(&word.text));
    named.map_or_else(Vec::new, |word| said(if is_denied(line, &word.at) { "no" } else { "yes" }, &word.at))
}

/// Whether a place stands behind “not”: the 727 of “728, not 727”. Behind “no” only after another value, since “order no
/// 727” names one.
fn is_denied(line: &Line<'_>, at: &Range<usize>) -> bool {
    let Some(before) = line.words.iter().rev().find(|word| word.at.end <= at.start) else { return false };
    match before.text.as_str() {
        "not" | "isnt" => true,
        "no" => line.text[before.at.end..at.start].trim().is_empty() && is_after_value(line, before),
        _ => false,
    }
}

/// Whether some number or address stands before a word: “728 no 727”.
fn is_after_value(line: &Line<'_>, word: &Word) -> bool {
    line.spans.iter().any(|span| span.at.end <= word.at.start && !matches!(span.kind, Kind::Quoted(_)))
}

/// Whether a number counts weeks, hours and the like.
fn counts_time(line: &Line<'_>, at: &Range<usize>) -> bool {
    const UNITS: [&str; 16] = [
        "week", "weeks", "day", "days", "hour", "hours", "minute", "minutes", "month", "months", "year", "years", "am",
        "pm", "times", "oclock",
    ];
    let next = line.words.iter().find(|word| word.at.start >= at.end);
    next.is_some_and(|word| UNITS.contains(&word.text.as_str()) && line.text[at.end..word.at.start].trim().is_empty())
}

impl Span {
    fn kind_is_like(&self, other: &Kind) -> bool {
        std::mem::discriminant(&self.kind) == std::mem::discriminant(other)
    }
}
