//! Days as people write them: `2026-12-03`, `3.12.2026`, `15/12/2026`, `3rd of December`, `Dec 3, 2026`, `tomorrow`.
//!
//! With slashes nobody can tell a day from a month up to the twelfth; such a day is not guessed but asked about. A date
//! without a year is the nearest one to today.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

static ISO: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b"));
static NUMERIC: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})\b"));
static DAY_MONTH: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)\b(\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+of)?\s+([a-z]{3,9})\b\.?(?:,?\s+(\d{4})\b)?"));
static MONTH_DAY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)\b([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4})\b)?"));
static NEAR: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)\b(today|tomorrow|yesterday)\b"));

/// What a text says about a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Day {
    /// One day.
    Known(Date),
    /// One of two days, first as day/month and then as month/day.
    Either(Date, Date),
}

/// Every day in a line.
pub(crate) fn find(line: &str, today: Date) -> Vec<(Range<usize>, Day)> {
    let mut found: Vec<(Range<usize>, Day)> = Vec::new();
    let mut look = |pattern: &Regex, read: &dyn Fn(&Captures<'_>) -> Option<Day>| {
        for captures in pattern.captures_iter(line) {
            let at = captures.get(0).map_or(0..0, |whole| whole.range());
            let is_new = found.iter().all(|(known, _)| known.end <= at.start || at.end <= known.start);
            if let Some(day) = read(&captures).filter(|_| is_new) {
                found.push((at, day));
            }
        }
    };
    look(&ISO, &|c| Some(Day::Known(date(number(c, 1)?, number(c, 2)?, number(c, 3)?)?)));
    look(&NUMERIC, &numeric);
    look(&DAY_MONTH, &|c| named(number(c, 1)?, c.get(2)?.as_str(), number(c, 3), today));
    look(&MONTH_DAY, &|c| named(number(c, 2)?, c.get(1)?.as_str(), number(c, 3), today));
    look(&NEAR, &|c| {
        let days = match c.get(1)?.as_str().to_ascii_lowercase().as_str() {
            "today" => 0,
            "tomorrow" => 1,
            _ => -1,
        };
        Some(Day::Known(today.checked_add(days.days()).ok()?))
    });
    found.sort_by_key(|(at, _)| at.start);
    found
}

/// A day as it is said: `3 December 2026`.
pub(crate) fn said(date: Date) -> String {
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    let (first, rest) = month.split_at(1);
    format!("{} {}{rest} {}", date.day(), first.to_ascii_uppercase(), date.year())
}

fn numeric(captures: &Captures<'_>) -> Option<Day> {
    let (first, second) = (number(captures, 1)?, number(captures, 3)?);
    let year = match number(captures, 4)? {
        short if short < 50 => short + 2000,
        short if short < 100 => short + 1900,
        year => year,
    };
    let day_first = date(year, second, first);
    let is_european = captures.get(2)?.as_str() == ".";
    match (day_first, date(year, first, second)) {
        (Some(day_first), Some(month_first)) if !is_european && day_first != month_first => {
            Some(Day::Either(day_first, month_first))
        }
        (Some(day), _) | (None, Some(day)) => Some(Day::Known(day)),
        (None, None) => None,
    }
}

fn named(day: i16, month: &str, year: Option<i16>, today: Date) -> Option<Day> {
    let month = month.to_ascii_lowercase();
    let month = MONTHS.iter().position(|name| *name == month || (month.len() <= 4 && name.starts_with(&month)))?;
    let month = i16::try_from(month + 1).ok()?;
    if let Some(year) = year {
        return Some(Day::Known(date(year, month, day)?));
    }
    let near = [-1, 0, 1].into_iter().filter_map(|years| date(today.year() + years, month, day));
    near.min_by_key(|date| (*date - today).get_days().abs()).map(Day::Known)
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn number(captures: &Captures<'_>, group: usize) -> Option<i16> {
    captures.get(group)?.as_str().parse().ok()
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let today = Date::constant(2026, 11, 25);
        for (line, expected) in [
            ("on 2026-12-03", "2026-12-03"),
            ("3.12.2026", "2026-12-03"),
            ("15/12/2026", "2026-12-15"),
            ("12/15/2026", "2026-12-15"),
            ("the 3rd of December", "2026-12-03"),
            ("Dec 3rd, 2027", "2027-12-03"),
            ("2 january", "2027-01-02"),
            ("tomorrow", "2026-11-26"),
            ("09.03.84", "1984-03-09"),
        ] {
            let found = find(line, today);
            let [(_, Day::Known(day))] = found.as_slice() else { panic!("{line}: {found:?}") };
            assert_eq!(day.to_string(), expected, "{line}");
        }
        assert!(matches!(find("03/04/2026", today).as_slice(), [(_, Day::Either(..))]), "nobody can tell");
        for line in ["31.02.2026", "version 1.2", "12 mugs", "may I", "order 727"] {
            assert_eq!(find(line, today), [], "{line}");
        }
    }
}
