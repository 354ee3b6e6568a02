//! What in a line may be a value: addresses, days, phone numbers, numbers, codes, quoted texts, each with its place.
//!
//! This file only recognises; which question a span answers is decided in `values`. One piece of a line may be several
//! things: `4050-262` is a code and could be a phone number.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::dates::{self, Day};
use super::words::{self, Word};

static EMAIL: LazyLock<Regex> = LazyLock::new(|| regex(r#"[^\s<>()\[\],;:"@]+@[^\s<>()\[\],;:"@]+"#));
static SPOKEN_EMAIL: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)([\w.+-]+)\s*(?:\(at\)|\[at\]|\sat\s)\s*([\w-]+(?:(?:\.|\s+dot\s+|\(dot\))[\w-]+)+)"));
static WEB: LazyLock<Regex> = LazyLock::new(|| regex(r#"https?://[^\s<>"]+"#));
static PHONE: LazyLock<Regex> = LazyLock::new(|| regex(r"[+(]?\d[\d ().\-/]{5,}\d"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| regex(r"-?\d+(?:[.,]\d+)*"));
static CODE: LazyLock<Regex> = LazyLock::new(|| regex(r"[\p{L}\p{N}]+(?:[-_/.][\p{L}\p{N}]+)*"));
static QUOTED: LazyLock<Regex> = LazyLock::new(|| regex(r#"["“„«]([^"“”„«»]{1,500})["”“»]"#));
static TIME: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)\b(?:(\d{1,2})[:h](\d{2})\s?(am|pm)?|(\d{1,2})\s?(am|pm))\b"));

/// What a piece of a line may be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Email(String),
    Web(String),
    Day(Day),
    /// Hour and minute.
    Time(u8, u8),
    Phone(String),
    /// Digits as an integer, if it may be one, and as a decimal number.
    Number {
        integer: Option<String>,
        decimal: String,
    },
    /// A number in words.
    Spelled(u32),
    /// A word with a digit in it.
    Code(String),
    Quoted(String),
}

/// A piece of a line and what it may be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    pub(crate) at: Range<usize>,
    pub(crate) kind: Kind,
}

/// A line, taken apart once.
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) words: Vec<Word>,
    pub(crate) spans: Vec<Span>,
}

impl<'a> Line<'a> {
    pub(crate) fn read(text: &'a str, today: Date) -> Self {
        let words = words::words(text);
        let spans = find(text, &words, today);
        Self { text, words, spans }
    }
}

/// Everything in a line that may be a value.
pub(crate) fn find(line: &str, found: &[Word], today: Date) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut add = |at: Range<usize>, kind: Kind| spans.push(Span { at, kind });
    for email in EMAIL.find_iter(line) {
        let text = email.as_str().trim_start_matches(['\'', '‘', '.', '!', '?', '=']);
        let start = email.end() - text.len();
        let text = text.trim_end_matches(['.', '!', '?', '\'', '’', '…', '*']);
        add(start..start + text.len(), Kind::Email(text.to_owned()));
    }
    for captures in SPOKEN_EMAIL.captures_iter(line).filter(|_| !line.contains('@')) {
        let (Some(whole), Some(local), Some(domain)) = (captures.get(0), captures.get(1), captures.get(2)) else {
            continue;
        };
        let domain: Vec<&str> = domain.as_str().split(['.', ' ', '(', ')']).filter(|part| !part.is_empty()).collect();
        let domain: Vec<&str> = domain.into_iter().filter(|part| !part.eq_ignore_ascii_case("dot")).collect();
        add(whole.range(), Kind::Email(format!("{}@{}", local.as_str(), domain.join("."))));
    }
    for web in WEB.find_iter(line) {
        let text = web.as_str().trim_end_matches(['.', ',', '!', '?', ')']);
        add(web.start()..web.start() + text.len(), Kind::Web(text.to_owned()));
    }
    for (at, day) in dates::find(line, today) {
        add(at, Kind::Day(day));
    }
    for captures in TIME.captures_iter(line) {
        if let (Some(whole), Some((hour, minute))) = (captures.get(0), time(&captures)) {
            add(whole.range(), Kind::Time(hour, minute));
        }
    }
    for phone in PHONE.find_iter(line) {
        let digits = phone.as_str().bytes().filter(u8::is_ascii_digit).count();
        if (7..=17).contains(&digits) && !line[..phone.start()].ends_with(char::is_alphanumeric) {
            add(phone.range(), Kind::Phone(phone.as_str().to_owned()));
        }
    }
    for number in NUMBER.find_iter(line) {
        let inside_a_word = line[..number.start()].ends_with(|before: char| before.is_alphanumeric() || before == '_')
            || line[number.end()..].starts_with(|after: char| after.is_alphabetic() || after == '_');
        let behind_a_hyphen =
            number.as_str().starts_with('-') && line[..number.start()].ends_with(char::is_alphanumeric);
        if !inside_a_word && !behind_a_hyphen {
            let (integer, decimal) = (integer(number.as_str()), decimal(number.as_str()));
            add(number.range(), Kind::Number { integer, decimal });
        }
    }
    for code in CODE.find_iter(line) {
        let text = code.as_str();
        if text.contains(|character: char| character.is_ascii_digit()) {
            add(code.range(), Kind::Code(text.to_owned()));
        }
    }
    for captures in QUOTED.captures_iter(line) {
        if let Some(inner) = captures.get(1) {
            add(inner.range(), Kind::Quoted(inner.as_str().trim().to_owned()));
        }
    }
    for (at, number) in spelled(found) {
        add(at, Kind::Spelled(number));
    }
    spans
}

/// `1,204` and `1.204` are 1204; `12.5` is no whole number.
fn integer(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split([',', '.']).collect();
    let grouped = parts.len() > 1 && parts[0].len() <= 3 && parts[1..].iter().all(|part| part.len() == 3);
    (parts.len() == 1 || grouped).then(|| parts.concat())
}

/// The last mark is the decimal one, unless it can only be between thousands.
fn decimal(text: &str) -> String {
    let marks: Vec<char> = text.chars().filter(|character| matches!(character, ',' | '.')).collect();
    let (whole, fraction) = text.rsplit_once([',', '.']).unwrap_or((text, ""));
    let same = marks.len() > 1 && marks.iter().all(|mark| *mark == marks[0]);
    let thousands = same || (marks == [','] && fraction.len() == 3);
    if marks.is_empty() || thousands {
        return text.replace([',', '.'], "");
    }
    format!("{}.{fraction}", whole.replace([',', '.'], ""))
}

fn time(captures: &regex::Captures<'_>) -> Option<(u8, u8)> {
    let number = |group: usize| captures.get(group).and_then(|digits| digits.as_str().parse::<u8>().ok());
    let hour = number(1).or_else(|| number(4))?;
    let half = captures.get(3).or_else(|| captures.get(5)).map(|half| half.as_str().to_ascii_lowercase());
    let hour = match half.as_deref() {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    let minute = number(2).unwrap_or(0);
    (hour < 24 && minute < 60).then_some((hour, minute))
}

/// Numbers in words, as far as people write them.
fn spelled(found: &[Word]) -> Vec<(Range<usize>, u32)> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let read = |word: &str| -> Option<u32> {
        let position = |list: &[&str]| list.iter().position(|name| *name == word).and_then(|at| u32::try_from(at).ok());
        match word {
            "hundred" => Some(100),
            "thousand" => Some(1000),
            _ => position(&UNITS).or_else(|| Some((position(&TENS)? + 2) * 10)),
        }
    };
    let mut numbers: Vec<(Range<usize>, u32)> = Vec::new();
    let mut before = None;
    for (position, word) in found.iter().enumerate() {
        let Some(value) = word.text.split('-').try_fold(0, |sum, part| Some(sum + read(part)?)) else { continue };
        match numbers.last_mut() {
            Some((at, number)) if before.is_some_and(|before| before + 1 == position) => {
                *number = if value >= 100 { number.saturating_mul(value) } else { number.saturating_add(value) };
                at.end = word.at.end;
            }
            _ => numbers.push((word.at.clone(), value)),
        }
        before = Some(position);
    }
    numbers
}

/// The codes of a line, for choosing a connector by what its question's pattern takes.
pub(crate) fn codes(line: &str, today: Date) -> Vec<String> {
    let spans = find(line, &words::words(line), today);
    let codes = spans.into_iter().filter_map(|span| match span.kind {
        Kind::Code(text) => Some(text),
        _ => None,
    });
    codes.flat_map(|text| [text.to_uppercase(), text]).collect()
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_either_mark() {
        for (text, whole, fraction) in [
            ("727", Some("727"), "727"),
            ("1,204", Some("1204"), "1204"),
            ("15302,5", None, "15302.5"),
            ("15.302,5", None, "15302.5"),
            ("15,302.5", None, "15302.5"),
            ("1.000.000", Some("1000000"), "1000000"),
            ("12.50", None, "12.50"),
        ] {
            assert_eq!((integer(text).as_deref(), decimal(text).as_str()), (whole, fraction), "{text}");
        }
    }

    #[test]
    fn numbers_in_words_are_added_up() {
        let read = |line: &str| spelled(&words::words(line)).into_iter().map(|(_, number)| number).collect::<Vec<_>>();
        assert_eq!(read("twenty-one mugs and two hats"), [21, 2]);
        assert_eq!(read("eight hundred"), [800]);
    }
}
