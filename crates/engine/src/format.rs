//! How a value of the answer is written for people: money, dates, times, numbers. Integer and text arithmetic only.
//!
//! A value that does not fit its format is left as it is, and that is said in the trace.

use drawbridge_model::Format;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// Writes a value; `None` if it does not fit. `currency` is the code that a path of [`Format::MoneyMinor`] found.
pub fn write(format: &Format, text: &str, currency: Option<&str>) -> Option<String> {
    let text = text.trim();
    match format {
        Format::MoneyMinor { .. } => money(text, currency.unwrap_or_default()),
        Format::Date => day(text),
        Format::Datetime => day_and_time(text),
        Format::UnixSeconds => unix(text.parse().ok()?, 1),
        Format::UnixMilliseconds => unix(text.parse().ok()?, 1_000),
        Format::Number { decimals } => rounded(text, usize::from(*decimals)),
    }
}

/// Whether a text is the code of a currency itself, and not a path to one.
pub fn is_currency_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn money(minor: &str, currency: &str) -> Option<String> {
    let currency = currency.to_ascii_uppercase();
    let decimals = minor_digits(&currency);
    let (sign, digits) = minor.strip_prefix('-').map_or(("", minor), |digits| ("-", digits));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.len() > 30 {
        return None;
    }
    let padded = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = padded.split_at(padded.len() - decimals);
    let whole = Some(whole.trim_start_matches('0')).filter(|whole| !whole.is_empty()).unwrap_or("0");
    let point = if decimals == 0 { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction} {currency}").trim_end().to_owned())
}

/// ISO 4217: two, but for these.
fn minor_digits(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

fn day(text: &str) -> Option<String> {
    let day = text.get(..10)?.parse::<Date>().ok()?;
    let is_whole = text.len() == 10 || day_and_time(text).is_some();
    is_whole.then(|| day.to_string())
}

/// Day and time as written, with the offset if there is one.
fn day_and_time(text: &str) -> Option<String> {
    let time = text.get(10..)?;
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) if time.ends_with(['Z', 'z']) => (&time[..at], " UTC".to_owned()),
        Some(at) => (&time[..at], format!(" {}", &time[at..])),
        None => (time, String::new()),
    };
    if !offset.is_empty() {
        text.parse::<Timestamp>().ok()?;
    }
    let written = format!("{}{time}", &text[..10]).parse::<DateTime>().ok()?;
    Some(format!("{} {:02}:{:02}{offset}", written.date(), written.hour(), written.minute()))
}

fn unix(value: i64, per_second: i64) -> Option<String> {
    let time = Timestamp::from_second(value.div_euclid(per_second)).ok()?;
    let shown = time.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    Some(format!("{} {:02}:{:02} UTC", shown.date(), shown.hour(), shown.minute()))
}

/// Rounds a decimal text half away from zero, as people do.
fn rounded(text: &str, decimals: usize) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !only_digits(whole) || !only_digits(fraction) || digits.len() > 40 || decimals > 20 {
        return None;
    }
    let mut kept: Vec<u8> =
        whole.bytes().chain(fraction.bytes().chain(std::iter::repeat(b'0')).take(decimals)).collect();
    if fraction.as_bytes().get(decimals).is_some_and(|next| *next >= b'5') {
        carry(&mut kept);
    }
    let (whole, fraction) = kept.split_at(kept.len() - decimals);
    let whole = String::from_utf8_lossy(whole);
    let whole = Some(whole.trim_start_matches('0')).filter(|whole| !whole.is_empty()).unwrap_or("0");
    let is_zero = kept.iter().all(|digit| *digit == b'0');
    let point = if decimals == 0 { "" } else { "." };
    Some(format!("{}{whole}{point}{}", if is_zero { "" } else { sign }, String::from_utf8_lossy(fraction)))
}

fn carry(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: &Format, currency: Option<&str>, cases: &[(&str, Option<&str>)]) {
        for (text, expected) in cases {
            assert_eq!(write(format, text, currency).as_deref(), *expected, "{format:?} of {text:?}");
        }
    }

    #[test]
    fn money_in_minor_units_has_the_decimals_of_its_currency() {
        let money = Format::MoneyMinor { currency: String::new() };
        check(
            &money,
            Some("EUR"),
            &[("4900", Some("49.00 EUR")), ("5", Some("0.05 EUR")), ("-120", Some("-1.20 EUR"))],
        );
        check(&money, Some("jpy"), &[("4900", Some("4900 JPY"))]);
        check(&money, Some("KWD"), &[("4900", Some("4.900 KWD"))]);
        check(&money, None, &[("4900", Some("49.00")), ("49.5", None), ("abc", None), ("", None), ("１", None)]);
    }

    #[test]
    fn days_and_times_are_as_written() {
        check(
            &Format::Date,
            None,
            &[
                ("2026-02-03", Some("2026-02-03")),
                ("2026-02-03T10:05:00", Some("2026-02-03")),
                ("2026-02-30", None),
                ("2026-02-03 nonsense", None),
                ("3 February", None),
            ],
        );
        check(
            &Format::Datetime,
            None,
            &[
                ("2026-02-03T10:05:09", Some("2026-02-03 10:05")),
                ("2026-02-03T10:05:09.123Z", Some("2026-02-03 10:05 UTC")),
                ("2026-02-03T10:05:09+02:00", Some("2026-02-03 10:05 +02:00")),
                ("yesterday", None),
            ],
        );
        check(
            &Format::UnixSeconds,
            None,
            &[("0", Some("1970-01-01 00:00 UTC")), ("1788000000", Some("2026-08-29 10:40 UTC"))],
        );
        check(&Format::UnixMilliseconds, None, &[("1788000000999", Some("2026-08-29 10:40 UTC")), ("1.5", None)]);
    }

    #[test]
    fn numbers_are_rounded_without_floats() {
        check(
            &Format::Number { decimals: 2 },
            None,
            &[
                ("1.005", Some("1.01")),
                ("2", Some("2.00")),
                ("9.999", Some("10.00")),
                ("-0.001", Some("0.00")),
                ("-1.005", Some("-1.01")),
                ("12345678901234567890.126", Some("12345678901234567890.13")),
                ("1e5", None),
            ],
        );
        check(&Format::Number { decimals: 0 }, None, &[("99.5", Some("100")), ("0.4", Some("0"))]);
    }
}
