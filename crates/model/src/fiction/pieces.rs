//! Cuts a text into pieces that are replaced each in its own way: addresses, times, amounts, words and digits, and
//! what stands between them, which stays.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use unicode_normalization::UnicodeNormalization;

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'text> {
    /// `https://host/rest`.
    Address { scheme: &'text str, host: &'text str, rest: &'text str },
    /// `local@domain`.
    Email { local: &'text str, domain: &'text str },
    /// A day, with the time if there is one: `2026-08-11`, `T09:42:13.5`, `+02:00`.
    Moment { day: &'text str, time: &'text str, zone: &'text str },
    /// A day as people write it: `11.08.2026`, with its separator.
    WrittenDay { text: &'text str, separator: char },
    /// A number with a point: whole part, fraction.
    Decimal { whole: &'text str, fraction: &'text str },
    /// Letters without a digit.
    Letters(&'text str),
    /// ASCII digits.
    Digits(&'text str),
    /// Neither.
    Between(&'text str),
}

static PIECES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?P<scheme>[hH][tT][tT][pP][sS]?://)(?P<host>[^\s/?\#"'<>\\]+)(?P<rest>[^\s"'<>\\]*)
        | (?P<local>[\p{Alphabetic}\p{N}._%+-]+)@(?P<domain>[\p{Alphabetic}\p{N}-]+(?:\.[\p{Alphabetic}\p{N}-]+)+)
        | (?P<day>\b\d{4}-\d{2}-\d{2})
          (?:(?P<time>[Tt\ ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?)?\b
        | (?P<written>\b\d{1,2}(?:\.\d{1,2}\.|/\d{1,2}/)\d{4}\b)
        | \b(?P<whole>[0-9]+)\.(?P<fraction>[0-9]+)\b
        | (?P<run>[\p{Alphabetic}\p{N}]+)
        "#,
    )
    .expect("the pieces are a regular expression")
});

/// Small letters, composed: the form in which two spellings of one value are the same.
pub(super) fn fold(text: &str) -> String {
    text.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// The pieces of a text, in order; together they are the text.
pub(super) fn cut(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for found in PIECES.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        if at < whole.start() {
            pieces.push(Piece::Between(&text[at..whole.start()]));
        }
        at = whole.end();
        match named(&found) {
            Some(piece) => pieces.push(piece),
            None => runs(whole.as_str(), &mut pieces),
        }
    }
    if at < text.len() {
        pieces.push(Piece::Between(&text[at..]));
    }
    pieces
}

fn named<'text>(found: &Captures<'text>) -> Option<Piece<'text>> {
    let get = |name| found.name(name).map(|part| part.as_str());
    let part = |name| get(name).unwrap_or("");
    if let Some(scheme) = get("scheme") {
        return Some(Piece::Address { scheme, host: part("host"), rest: part("rest") });
    }
    if let Some(local) = get("local") {
        return Some(Piece::Email { local, domain: part("domain") });
    }
    if let Some(day) = get("day").filter(|day| day.parse::<jiff::civil::Date>().is_ok()) {
        return Some(Piece::Moment { day, time: part("time"), zone: part("zone") });
    }
    if let Some(text) = get("written") {
        let separator = if text.contains('.') { '.' } else { '/' };
        return written_day(text, separator).map(|_| Piece::WrittenDay { text, separator });
    }
    get("whole").map(|whole| Piece::Decimal { whole, fraction: part("fraction") })
}

/// The day that `11.08.2026` (day first) or `08/11/2026` (month first, if it can be) means, and whether its day stands
/// first.
pub(super) fn written_day(text: &str, separator: char) -> Option<(jiff::civil::Date, bool)> {
    let mut parts = text.split(separator).map(str::parse::<i16>);
    let (first, second, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let date = |day: i16, month: i16| jiff::civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok();
    match separator {
        '/' => date(second, first).map(|day| (day, false)).or_else(|| date(first, second).map(|day| (day, true))),
        _ => date(first, second).map(|day| (day, true)),
    }
}

/// Letters and digits by turns; whatever else the match holds stands between.
fn runs<'text>(text: &'text str, pieces: &mut Vec<Piece<'text>>) {
    let kind = |letter: char| match letter {
        letter if letter.is_ascii_digit() => 1,
        letter if letter.is_alphanumeric() => 0,
        _ => 2,
    };
    let mut start = 0;
    let mut before = None;
    for (at, letter) in text.char_indices().map(|(at, letter)| (at, Some(letter))).chain([(text.len(), None)]) {
        let now = letter.map(kind);
        if let Some(kind) = before.filter(|_| now != before) {
            let run = &text[start..at];
            pieces.push(match kind {
                0 => Piece::Letters(run),
                1 => Piece::Digits(run),
                _ => Piece::Between(run),
            });
            start = at;
        }
        before = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Piece<'_>]) {
        assert_eq!(cut(text), expected, "{text:?}");
    }

    #[test]
    fn a_text_is_cut_where_its_kinds_change() {
        check(
            "ORD8142, ok",
            &[Piece::Letters("ORD"), Piece::Digits("8142"), Piece::Between(", "), Piece::Letters("ok")],
        );
        check("a.b@x.example!", &[Piece::Email { local: "a.b", domain: "x.example" }, Piece::Between("!")]);
        check("https://x.example/a?b=1", &[Piece::Address { scheme: "https://", host: "x.example", rest: "/a?b=1" }]);
        check("2026-08-11T09:42:13Z", &[Piece::Moment { day: "2026-08-11", time: "T09:42:13", zone: "Z" }]);
        check(
            "63.80 EUR",
            &[Piece::Decimal { whole: "63", fraction: "80" }, Piece::Between(" "), Piece::Letters("EUR")],
        );
        check("17.04.1988", &[Piece::WrittenDay { text: "17.04.1988", separator: '.' }]);
    }

    #[test]
    fn days_that_do_not_exist_are_digits() {
        check(
            "2026-13-45",
            &[
                Piece::Digits("2026"),
                Piece::Between("-"),
                Piece::Digits("13"),
                Piece::Between("-"),
                Piece::Digits("45"),
            ],
        );
    }
}
