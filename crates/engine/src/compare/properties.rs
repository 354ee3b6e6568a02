//! What holds for every pair of texts, whatever they are (SECURITY 3.3).

use drawbridge_model::ValidationType;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::compare;
use crate::cases::cases;

const ALL: [ValidationType; 8] = [
    ValidationType::Equals,
    ValidationType::EqualsIgnoreCase,
    ValidationType::EqualsEmail,
    ValidationType::EqualsNumber,
    ValidationType::EqualsDate,
    ValidationType::EqualsPhone,
    ValidationType::LastDigits,
    ValidationType::OneOf,
];

/// Texts that are near to each other, to the kinds of value, and to what has fooled comparisons elsewhere.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z]{1,3}",
        "[0-9]{1,5}",
        "[ .+@-]{1,2}",
        prop::sample::select(vec![
            "\u{212a}",
            "ß",
            "ss",
            "ı",
            "I",
            "i",
            "İ",
            "ſ",
            "s",
            "é",
            "e\u{301}",
            "É",
            "Σ",
            "σ",
            "ς",
            "ａ",
            "а",
            "\u{ad}",
            "\u{200b}",
            "\u{202e}",
            "\u{a0}",
            "\t",
            "2026-11-14",
            "+351",
            "00351",
            "@example.com",
            "1e3",
            "-0",
            "007",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,2}",
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

/// Two texts, often the same or differing in one way only.
fn pairs() -> impl Strategy<Value = (String, String)> {
    (texts(), texts(), 0..6).prop_map(|(one, other, kinship)| {
        let near = match kinship {
            0 => one.clone(),
            1 => one.to_ascii_uppercase(),
            2 => one.to_lowercase(),
            3 => format!(" {one}\n"),
            4 => format!("{one}{other}"),
            _ => other,
        };
        (one, near)
    })
}

fn check(law: impl Fn(ValidationType, &str, &str) -> Result<(), TestCaseError>) {
    let config = Config { cases: cases(20_000), failure_persistence: None, ..Config::default() };
    let strategy = (prop::sample::select(&ALL[..]), pairs());
    let held = TestRunner::new(config).run(&strategy, |(comparator, (one, other))| law(comparator, &one, &other));
    assert!(held.is_ok(), "{held:?}");
}

fn equal(comparator: ValidationType, one: &str, other: &str) -> bool {
    compare(comparator, one, other, 4).is_ok()
}

/// SECURITY IDV-11, IDV-12: a comparison does not depend on who said what, and a value that equals anything equals
/// itself.
#[test]
fn equal_is_the_same_from_both_sides() {
    check(|comparator, one, other| {
        prop_assert_eq!(equal(comparator, one, other), equal(comparator, other, one), "{:?}", comparator);
        if equal(comparator, one, other) {
            prop_assert!(equal(comparator, one, one) && equal(comparator, other, other), "{:?}", comparator);
        }
        Ok(())
    });
}

/// SECURITY IDV-03: nothing equals nothing. SECURITY IDV-12: what nobody can see makes two values differ.
#[test]
fn empty_and_invisible_equal_nothing() {
    check(|comparator, one, other| {
        let empty = |text: &str| text.trim_matches(|letter: char| letter.is_ascii_whitespace()).is_empty();
        let hidden = |text: &str| text.contains(['\u{ad}', '\u{200b}', '\u{202e}']);
        if empty(one) || empty(other) || hidden(one) || hidden(other) {
            prop_assert!(!equal(comparator, one, other), "{:?}", comparator);
        }
        Ok(())
    });
}

/// SECURITY IDV-11, IDV-12: ignoring case means the case of letters and nothing more. Where both sides are plain ASCII it is
/// exactly the ASCII rule; and plain ASCII never equals what is not.
#[test]
fn ignoring_case_never_makes_a_foreign_letter_a_plain_one() {
    check(|_, one, other| {
        let ignoring = equal(ValidationType::EqualsIgnoreCase, one, other);
        let trim = |text: &str| text.trim_matches(|letter: char| letter.is_ascii_whitespace()).to_owned();
        let (one, other) = (trim(one), trim(other));
        if one.is_ascii() && other.is_ascii() && !one.chars().chain(other.chars()).any(char::is_control) {
            let expected = !one.is_empty() && one.eq_ignore_ascii_case(&other);
            prop_assert_eq!(ignoring, expected);
        }
        if one.is_ascii() != other.is_ascii() {
            prop_assert!(!ignoring);
        }
        if equal(ValidationType::Equals, &one, &other) {
            prop_assert!(ignoring, "what is the same is the same ignoring case");
        }
        Ok(())
    });
}
