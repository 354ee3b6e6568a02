//! The comparators of SECURITY 3.3: pure functions over two texts that say equal or not, and if not, why.
//!
//! A comparator never guesses. Lower-casing by the language's own function is not used, because it turns the Kelvin
//! sign into a `k` (a stranger's mailbox then equals the customer's); compatibility normalisation (NFKC) is not used,
//! because it makes full-width letters equal to narrow ones. Both sides are refused when they hold a character that
//! nobody can see. To add a comparator, add a function here, an arm in [`compare`] and cases to the table below.

use drawbridge_model::ValidationType;
use drawbridge_model::characters::is_invisible;
use drawbridge_model::decimal::Decimal;
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;

use crate::fault::{self, Point};

/// Why two values are not equal, in words that hold neither of them.
pub type Difference = &'static str;

/// What the last digits of a number need at least, so that one guess in ten cannot be right.
pub const LEAST_LAST_DIGITS: usize = 4;
/// What a telephone number needs at least.
pub const LEAST_PHONE_DIGITS: usize = 7;

/// Compares what the customer said with what the API answered. `digits` is used by `last_digits` only.
pub fn compare(comparator: ValidationType, said: &str, answered: &str, digits: usize) -> Result<(), Difference> {
    fault::point(Point::Comparator);
    if has_invisible(said) || has_invisible(answered) {
        return Err("one side holds an invisible character");
    }
    if said.chars().chain(answered.chars()).any(turns_ascii) {
        return Err("one side holds a character that only looks like a plain letter");
    }
    match comparator {
        ValidationType::Equals => same(&exact(said), &exact(answered)),
        ValidationType::EqualsIgnoreCase | ValidationType::OneOf => {
            same(&ignoring_case(said), &ignoring_case(answered))
        }
        ValidationType::EqualsEmail => same(
            &email(said).ok_or("what the customer said is not an email address")?,
            &email(answered).ok_or("what the API answered is not an email address")?,
        ),
        ValidationType::EqualsNumber => {
            let said = number(said).ok_or("what the customer said is not a number")?;
            let answered = number(answered).ok_or("what the API answered is not a number")?;
            if said == answered { Ok(()) } else { Err("the two are not the same number") }
        }
        ValidationType::EqualsDate => same(
            &day(said).ok_or("what the customer said is not a date")?,
            &day(answered).ok_or("what the API answered is not a date")?,
        ),
        ValidationType::EqualsPhone => same(
            &phone(said).ok_or("what the customer said is not a whole telephone number")?,
            &phone(answered).ok_or("what the API answered is not a whole telephone number")?,
        ),
        ValidationType::LastDigits => same(
            &last_digits(said, digits).ok_or("what the customer said has too few digits")?,
            &last_digits(answered, digits).ok_or("what the API answered has too few digits")?,
        ),
        ValidationType::Exists | ValidationType::NotExists | ValidationType::IsTrue | ValidationType::NotEmpty => {
            Err("this kind of rule compares nothing")
        }
    }
}

/// Equal, and not both empty: empty never equals empty. How many letters agree does not change the time it takes
/// (SECURITY IDV-37); that the lengths differ does, and the network's noise is a thousand times as loud.
fn same(said: &str, answered: &str) -> Result<(), Difference> {
    if said.trim_matches(is_space).is_empty() {
        return Err("the customer said nothing");
    }
    if answered.trim_matches(is_space).is_empty() {
        return Err("the API's value is empty");
    }
    if said.as_bytes().ct_eq(answered.as_bytes()).into() { Ok(()) } else { Err("the two are not the same") }
}

fn exact(text: &str) -> String {
    text.nfc().collect()
}

/// Trimmed of ASCII white space, NFC, then folded letter by letter.
pub fn ignoring_case(text: &str) -> String {
    let text = text.trim_matches(is_space);
    if text.is_ascii() {
        // It is NFC, and so is what it folds to.
        return text.to_ascii_lowercase();
    }
    letter_by_letter(text)
}

fn letter_by_letter(text: &str) -> String {
    text.nfc().map(fold).collect::<String>().nfc().collect()
}

fn is_space(letter: char) -> bool {
    letter.is_ascii_whitespace()
}

/// Simple case folding in which a non-ASCII letter never becomes an ASCII one: the capital's small letter, where
/// both are exactly one letter. By way of the capital, the two small sigmas meet.
fn fold(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let capital = only_non_ascii(letter.to_uppercase()).unwrap_or(letter);
    only_non_ascii(capital.to_lowercase()).unwrap_or(capital)
}

/// The Kelvin sign and two more become ASCII by NFC itself, before any folding could keep them apart.
fn turns_ascii(letter: char) -> bool {
    !letter.is_ascii() && std::iter::once(letter).nfc().all(|normal| normal.is_ascii())
}

fn only_non_ascii(mut letters: impl Iterator<Item = char>) -> Option<char> {
    match (letters.next(), letters.next()) {
        (Some(letter), None) if !letter.is_ascii() => Some(letter),
        _ => None,
    }
}

/// One `@`, both sides there, the domain as its A-label; the local part ignoring case, without dot or plus folding.
fn email(text: &str) -> Option<String> {
    let (local, domain) = text.trim_matches(is_space).split_once('@')?;
    if local.is_empty() || domain.is_empty() || domain.contains('@') || local.contains('"') || domain.ends_with('.') {
        return None;
    }
    if text.trim_matches(is_space).chars().any(char::is_whitespace) {
        return None;
    }
    let domain = idna::domain_to_ascii_strict(domain).ok().filter(|domain| !domain.is_empty())?;
    Some(format!("{}@{domain}", ignoring_case(local)))
}

/// The number, exact and never a float. Leading zeros are layout here, because the rule says that both are numbers.
fn number(text: &str) -> Option<Decimal> {
    let text = text.trim_matches(is_space);
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let significant = digits.trim_start_matches('0');
    let zero =
        if significant.starts_with(|first: char| first.is_ascii_digit()) || digits == significant { "" } else { "0" };
    Decimal::parse(&format!("{sign}{zero}{significant}"))
}

/// The calendar day as written: of a time with an offset the day in that offset, because that is what the customer
/// reads on the paper.
fn day(text: &str) -> Option<String> {
    let text = text.trim_matches(is_space);
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let valid_rest = rest.is_empty() || rest.starts_with(['T', 't', ' ']);
    let shape = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !valid_rest || !shape || (!rest.is_empty() && !is_time(text)) {
        return None;
    }
    date.parse::<jiff::civil::Date>().ok().map(|date| date.to_string())
}

fn is_time(text: &str) -> bool {
    text.parse::<jiff::civil::DateTime>().is_ok() || text.parse::<jiff::Timestamp>().is_ok()
}

/// The digits of a telephone number; `+` and a leading `00` say the same.
fn phone(text: &str) -> Option<String> {
    let text = text.trim_matches(is_space);
    if !text.chars().all(|letter| letter.is_ascii_digit() || "+ -()./".contains(letter)) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (international, digits) = match (text.trim_start_matches('(').starts_with('+'), digits.strip_prefix("00")) {
        (true, _) => (true, digits.as_str()),
        (false, Some(rest)) => (true, rest),
        (false, None) => (false, digits.as_str()),
    };
    let enough = digits.len() >= LEAST_PHONE_DIGITS;
    enough.then(|| format!("{}{digits}", if international { "+" } else { "" }))
}

fn last_digits(text: &str, wanted: usize) -> Option<String> {
    let wanted = wanted.max(LEAST_LAST_DIGITS);
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    digits.len().checked_sub(wanted).map(|start| digits[start..].iter().collect())
}

/// Whether a text holds what nobody can see, other than the ASCII white space at its ends that trimming removes.
pub fn has_invisible(text: &str) -> bool {
    text.trim_matches(is_space).chars().any(is_invisible)
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use ValidationType::{Equals, EqualsDate, EqualsEmail, EqualsIgnoreCase, EqualsNumber, EqualsPhone, LastDigits};

    fn check(comparator: ValidationType, equal: bool, cases: &[(&str, &str)]) {
        for (said, answered) in cases {
            let result = compare(comparator, said, answered, 4);
            assert_eq!(result.is_ok(), equal, "{comparator:?}: {said:?} and {answered:?}: {result:?}");
            let turned = compare(comparator, answered, said, 4);
            assert_eq!(turned.is_ok(), equal, "{comparator:?} must not depend on the sides: {said:?}, {answered:?}");
        }
    }

    /// SECURITY IDV-03. SECURITY IDV-02.
    #[test]
    fn empty_never_equals_empty() {
        for comparator in [Equals, EqualsIgnoreCase, EqualsEmail, EqualsNumber, EqualsDate, EqualsPhone, LastDigits] {
            check(comparator, false, &[("", ""), (" ", " "), ("", "a"), ("   ", ""), ("\t", "\n")]);
        }
    }

    /// SECURITY IDV-02: a text of ASCII letters only folds as it would letter by letter.
    #[test]
    fn ascii_texts_fold_as_all_others_do() {
        for first in '\0'..='\x7f' {
            for second in '\0'..='\x7f' {
                let text = format!("{first}a{second}Z{first}{second}");
                assert_eq!(ignoring_case(&text), letter_by_letter(text.trim_matches(is_space)), "{text:?}");
            }
        }
    }

    /// SECURITY IDV-37: a code is compared whole, by `subtle`; one that differs anywhere is not equal.
    #[test]
    fn a_code_that_differs_anywhere_is_not_equal() {
        let code = "0f4c2a9be17d5836";
        check(Equals, true, &[(code, code)]);
        for position in 0..code.len() {
            let mut other = code.to_owned();
            other.replace_range(position..=position, "x");
            check(Equals, false, &[(code, &other), (code, &code[..position])]);
        }
    }

    /// SECURITY IDV-10.
    #[test]
    fn numbers_are_compared_as_decimal_texts() {
        check(
            EqualsNumber,
            true,
            &[
                ("1001", "1001"),
                ("1001", "1001.0"),
                ("1000", "1e3"),
                ("007", "7"),
                ("-0", "0"),
                ("0.1", "1e-1"),
                ("12345678901234567890123", "12345678901234567890123"),
                ("1.50", "1.5"),
                ("10", "0.1e2"),
                (" 5 ", "5"),
            ],
        );
        check(
            EqualsNumber,
            false,
            &[
                ("9007199254740993", "9007199254740992"),
                ("0.1", "0.10000000000000001"),
                ("1", "-1"),
                ("1,5", "1.5"),
                ("NaN", "NaN"),
                ("Infinity", "Infinity"),
                ("0x10", "16"),
                ("1_000", "1000"),
                ("１２", "12"),
                ("1.", "1"),
                ("1e999", "1e999"),
                ("+5", "5"),
            ],
        );
        check(Equals, false, &[("1001", "1001.0"), ("1000", "1e3"), ("007", "7")]);
        check(Equals, true, &[("1001", "1001")]);
    }

    /// SECURITY IDV-11.
    #[test]
    fn case_is_ignored_letter_by_letter() {
        check(
            EqualsIgnoreCase,
            true,
            &[
                ("A@X.COM", "a@x.com"),
                ("É", "é"),
                ("É", "e\u{301}"),
                ("ΣΑΣ", "σας"),
                ("ẞ", "ß"),
                ("Ж", "ж"),
                ("Ǆ", "ǆ"),
                ("ǅ", "ǆ"),
            ],
        );
        check(
            EqualsIgnoreCase,
            false,
            &[("STRASSE", "straße"), ("a", "b"), ("é", "e"), ("é", "è"), ("ж", "ш"), ("ß", "ss")],
        );
        check(Equals, false, &[("A", "a"), ("É", "é")]);
        check(Equals, true, &[("É", "E\u{301}")]);
    }

    /// SECURITY IDV-12.
    #[test]
    fn look_alikes_and_invisible_characters_are_not_equal() {
        check(
            EqualsIgnoreCase,
            false,
            &[
                ("mike", "mi\u{212A}e"),
                ("mike", "MI\u{212A}E"),
                ("sam", "\u{17F}am"),
                ("mike", "m\u{131}ke"),
                ("mike", "M\u{130}KE"),
                ("apple", "\u{430}pple"),
                ("apple", "\u{FF41}pple"),
                ("ab", "a\u{AD}b"),
                ("ab", "a\u{200B}b"),
                ("ab", "a\u{202E}b"),
                ("ab", "ab\u{FEFF}"),
                ("ab", "ab\u{E0041}"),
                ("fi", "\u{FB01}"),
            ],
        );
        for hidden in ["a\u{200B}b", "a\u{202E}b", "a\u{AD}b", "a\u{0}b", "a\u{7F}b", "a\u{2028}b", "\u{2066}ab"] {
            assert!(compare(Equals, hidden, hidden, 4).is_err(), "{hidden:?} holds what nobody can see");
        }
    }

    /// SECURITY IDV-13.
    #[test]
    fn only_ascii_space_at_the_ends_is_trimmed() {
        check(EqualsIgnoreCase, true, &[(" ana ", "ana"), ("\tana\n", "ana")]);
        check(
            EqualsIgnoreCase,
            false,
            &[("ana\u{A0}", "ana"), ("a\tna", "a na"), ("a\nna", "ana"), ("a\nna", "a\nna")],
        );
        check(EqualsIgnoreCase, false, &[("\u{3000}ana", "ana")]);
    }

    /// SECURITY IDV-14. SECURITY INJ-32.
    #[test]
    fn an_email_is_neither_dot_nor_plus_folded() {
        check(
            EqualsEmail,
            true,
            &[
                ("Ana@Example.com", "ana@example.COM"),
                (" ana@example.com", "ana@example.com"),
                ("user@bücher.example", "user@xn--bcher-kva.example"),
                ("user@BÜCHER.example", "user@bücher.example"),
            ],
        );
        check(
            EqualsEmail,
            false,
            &[
                ("a.b+c@gmail.com", "ab@gmail.com"),
                ("a+b@x.com", "a@x.com"),
                ("a@b@c.com", "a@b@c.com"),
                ("\"a b\"@x.com", "\"a b\"@x.com"),
                ("\"ab\"@x.com", "\"ab\"@x.com"),
                ("a@x.com.", "a@x.com"),
                ("a@x.com.", "a@x.com."),
                ("a@", "a@"),
                ("@x.com", "@x.com"),
                ("a@xn--example-.org", "a@example.org"),
                ("m\u{131}ke@x.com", "mike@x.com"),
                ("a@ex\u{200B}ample.com", "a@example.com"),
            ],
        );
    }

    #[test]
    fn telephone_numbers_and_last_digits_need_enough_digits() {
        check(EqualsPhone, true, &[("+49 30 1234567", "0049301234567"), ("(030) 123-4567", "0301234567")]);
        check(
            EqualsPhone,
            false,
            &[
                ("123456", "123456"),
                ("+49301234567", "49301234567"),
                ("030 1234567 x9", "030 1234567 x9"),
                ("٠٣٠١٢٣٤٥٦٧", "٠٣٠١٢٣٤٥٦٧"),
            ],
        );
        check(LastDigits, true, &[("1234", "4111 1111 1111 1234"), ("**** 1234", "1234")]);
        check(LastDigits, false, &[("234", "234"), ("1234", "4321"), ("", "1234")]);
    }

    #[test]
    fn dates_are_the_same_calendar_day() {
        check(
            EqualsDate,
            true,
            &[
                ("1990-02-03", "1990-02-03"),
                ("1990-02-03", "1990-02-03T23:59:59Z"),
                ("1990-02-03", "1990-02-03 10:00:00"),
                ("1990-02-03", "1990-02-03T01:00:00+09:00"),
            ],
        );
        check(
            EqualsDate,
            false,
            &[
                ("1990-02-03", "1990-02-04"),
                ("2026-02-30", "2026-02-30"),
                ("03.02.1990", "1990-02-03"),
                ("1990-02-03", "1990-02-03garbage"),
                ("1990-02-03", "1990-02-03[Europe/Berlin]"),
                ("1990-02-03", "1990-02-03T99:99:99Z"),
            ],
        );
    }
}
