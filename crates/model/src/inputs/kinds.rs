//! The types of questions: what each accepts, and in which form the value goes on.

use email_address::{EmailAddress, Options};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::InputValue;
use super::words::{subject, such_as};
use crate::connector::{Field, FieldType};
use crate::decimal::{Decimal, is_json_integer};

/// The words for yes and no that a boolean question accepts, in any capitals. `1`, `on` and `y` are not among them.
const YES_NO_WORDS: [(&str, bool); 4] = [("true", true), ("yes", true), ("false", false), ("no", false)];
const MAX_EMAIL_LENGTH: usize = 254;
const MAX_URL_LENGTH: usize = 2_048;

/// Reads a trimmed, non-empty text as the field's type.
pub(super) fn accept(field: &Field, text: &str) -> Result<InputValue, String> {
    let must_be = |what: &str| Err(format!("{} must be {what}{}.", subject(field), such_as(field)));
    let as_text = || Ok(InputValue::Text(text.to_owned()));
    match field.field_type {
        FieldType::String => as_text(),
        FieldType::Integer if is_json_integer(text) && Decimal::parse(text).is_some() => {
            Ok(InputValue::Number(text.to_owned()))
        }
        FieldType::Integer => must_be("a whole number"),
        FieldType::Number if Decimal::parse(text).is_some() => Ok(InputValue::Number(text.to_owned())),
        FieldType::Number => must_be("a number"),
        FieldType::Boolean => match YES_NO_WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)) {
            Some((_, meaning)) => Ok(InputValue::Boolean(*meaning)),
            None => must_be("yes or no"),
        },
        FieldType::Email if is_email(text) => as_text(),
        FieldType::Email => must_be("an email address"),
        FieldType::Date => match parse_date(text).or_else(|| parse_dotted_date(text)) {
            Some(date) => Ok(InputValue::Text(date.to_string())),
            None => must_be("a date that exists, written as year-month-day"),
        },
        FieldType::Datetime => match parse_datetime(text) {
            Some(_) => Ok(InputValue::Text(text.replacen([' ', 't'], "T", 1))),
            None => must_be("a date and time that exist, written as in 2026-05-31T14:30"),
        },
        FieldType::Phone if is_phone(text) => as_text(),
        FieldType::Phone => must_be("a phone number with at least 7 digits"),
        FieldType::Url if is_web_address(text) => as_text(),
        FieldType::Url => must_be("a web address that begins with https:// or http://"),
        FieldType::Choice => match choose(&field.options, text) {
            Some(option) => Ok(InputValue::Text(option.to_owned())),
            None => Err(format!("{} must be one of: {}.", subject(field), field.options.join(", "))),
        },
    }
}

/// Checks pattern, length and range. A limit that cannot be read lets nothing pass; the checks tell the owner.
pub(super) fn check_limits(field: &Field, text: &str) -> Result<(), String> {
    let subject = || subject(field);
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if let Some(min) = field.min_length.filter(|min| length < *min) {
        return Err(format!("{} must have at least {min} characters{}.", subject(), such_as(field)));
    }
    if let Some(max) = field.max_length.filter(|max| length > *max) {
        return Err(format!("{} must have at most {max} characters{}.", subject(), such_as(field)));
    }
    if let Some(pattern) = &field.pattern
        && !compile_pattern(pattern).is_ok_and(|pattern| pattern.is_match(text))
    {
        return Err(format!("{} does not have the right form{}.", subject(), such_as(field)));
    }
    let (at_least, at_most) = match field.field_type {
        FieldType::Date | FieldType::Datetime => ("must not be before", "must not be after"),
        _ => ("must be at least", "must be at most"),
    };
    if let Some(min) = &field.min
        && compare(field.field_type, text, min).is_none_or(std::cmp::Ordering::is_lt)
    {
        return Err(format!("{} {at_least} {min}.", subject()));
    }
    if let Some(max) = &field.max
        && compare(field.field_type, text, max).is_none_or(std::cmp::Ordering::is_gt)
    {
        return Err(format!("{} {at_most} {max}.", subject()));
    }
    Ok(())
}

/// Orders two numbers or days as their type orders them; `None` if one cannot be read or the type has no order.
pub(crate) fn compare(field_type: FieldType, left: &str, right: &str) -> Option<std::cmp::Ordering> {
    match field_type {
        FieldType::Integer | FieldType::Number => Some(Decimal::parse(left)?.cmp(&Decimal::parse(right)?)),
        FieldType::Date => Some(parse_date(left)?.cmp(&parse_date(right)?)),
        FieldType::Datetime => {
            let moment = |text: &str| parse_datetime(text).or_else(|| parse_date(text).map(DateTime::from));
            Some(moment(left)?.cmp(&moment(right)?))
        }
        _ => None,
    }
}

/// Compiles a question's pattern so that it must match the whole text.
pub(crate) fn compile_pattern(pattern: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(1 << 20).build()
}

/// Whether a text is an email address: one address, no display name, a domain that is a name with a dot. The domain
/// may be written in any script that IDNA allows.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    if local.contains(['@', '"', ' ']) {
        return false;
    }
    let Ok(domain) = idna::domain_to_ascii_strict(domain) else { return false };
    let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
    let address = format!("{local}@{domain}");
    address.len() <= MAX_EMAIL_LENGTH && EmailAddress::parse_with_options(&address, options).is_ok()
}

/// A day of the calendar as ISO 8601 writes it, `2026-05-31`.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    shape.then(|| text.parse().ok()).flatten()
}

/// A day as much of the world writes it, `31.05.2026`: with dots, the day always stands first. Days with slashes are not
/// read, since nobody can tell which of two numbers is the month.
fn parse_dotted_date(text: &str) -> Option<Date> {
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let are_digits = [day, month, year].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let fits = are_digits && day.len() <= 2 && month.len() <= 2 && year.len() == 4 && parts.next().is_none();
    let date = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    fits.then(date).flatten()
}

/// A day and time as ISO 8601 or RFC 3339 write it. One with an offset is taken to UTC, for comparison only.
pub(crate) fn parse_datetime(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    parse_date(date)?;
    if time.contains('[') {
        return None;
    }
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(moment.to_zoned(TimeZone::UTC).datetime());
    }
    text.parse().ok()
}

/// Whether a text reads as a phone number: 7 to 17 digits, with the signs people put between them.
pub(crate) fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let body = text.strip_prefix('+').unwrap_or(text);
    (7..=17).contains(&digits)
        && body.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'(' | b')' | b'.' | b'/'))
}

fn is_web_address(text: &str) -> bool {
    text.len() <= MAX_URL_LENGTH
        && !text.contains(char::is_whitespace)
        && url::Url::parse(text).is_ok_and(|address| {
            matches!(address.scheme(), "https" | "http")
                && address.has_host()
                && address.username().is_empty()
                && address.password().is_none()
        })
}

/// The option as the owner spelled it: the very text, or the only option that is equal ignoring case.
fn choose<'options>(options: &'options [String], text: &str) -> Option<&'options str> {
    if let Some(option) = options.iter().find(|option| *option == text) {
        return Some(option);
    }
    let wanted = text.to_lowercase();
    let mut equal = options.iter().filter(|option| option.to_lowercase() == wanted);
    equal.next().filter(|_| equal.next().is_none()).map(String::as_str)
}
