//! What holds for every secret and every text around it (SECURITY 3.5).

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Redactor, SHORTEST, forms};
use crate::cases::cases;
use crate::values::HIDDEN;

fn runner() -> TestRunner {
    TestRunner::new(Config { cases: cases(20_000), failure_persistence: None, ..Config::default() })
}

fn secrets() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9_-]{8,40}",
        "[ -~]{8,24}",
        "[\"\\\\/&<>'%+= ]{8,12}",
        "\\PC{6,12}",
        Just("aaaaaaaaaaaa".to_owned()),
        Just("token-abc-token-abc-".to_owned()),
    ]
}

/// SECURITY SEC-04, SEC-06, SEC-07.
#[test]
fn no_form_of_a_secret_is_left_in_any_text() {
    let strategy =
        (prop::collection::vec(secrets(), 1..3), prop::collection::vec((any::<usize>(), "\\PC{0,12}"), 1..3));
    let held = runner().run(&strategy, |(secrets, pieces)| {
        let redactor = Redactor::new(secrets.iter().map(String::as_str));
        let known: Vec<Vec<u8>> = secrets.iter().flat_map(|secret| forms(secret)).collect();
        let mut text = Vec::new();
        for (which, between) in &pieces {
            text.extend_from_slice(between.as_bytes());
            text.extend_from_slice(&known[which % known.len()]);
        }
        prop_assert!(redactor.finds(&text));
        let cleaned = redactor.bytes(&text);
        prop_assert!(!redactor.finds(&cleaned));
        // The search itself is not trusted: what was put in is looked for by hand.
        for (which, _) in &pieces {
            let form = known[which % known.len()].as_slice();
            prop_assert!(!cleaned.windows(form.len()).any(|window| window == form), "{:?} stayed", form);
        }
        Ok(())
    });
    assert!(held.is_ok(), "{held:?}");
}

/// SECURITY SEC-07: what holds no secret is shown to the letter.
#[test]
fn a_text_without_a_secret_stays_as_it_is() {
    let held = runner().run(&(secrets(), "\\PC{0,60}"), |(secret, text)| {
        let redactor = Redactor::new([secret.as_str()]);
        if redactor.finds(text.as_bytes()) {
            prop_assert!(redactor.text(&text).contains(HIDDEN));
        } else {
            prop_assert_eq!(redactor.text(&text), text);
        }
        Ok(())
    });
    assert!(held.is_ok(), "{held:?}");
}

/// SECURITY SEC-04: a secret inside a longer text that was encoded as a whole, by code that is not ours.
#[test]
fn a_secret_inside_what_was_encoded_as_a_whole_is_found() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    let held = runner().run(&("[A-Za-z0-9_/+-]{8,40}", "\\PC{0,9}", "\\PC{0,9}"), |(secret, before, after)| {
        let redactor = Redactor::new([secret.as_str()]);
        prop_assume!(secret.len() >= SHORTEST);
        let whole = format!("{before}{secret}{after}");
        let json = serde_json::to_string(&whole).unwrap_or_default();
        let encoded: String = url::form_urlencoded::byte_serialize(whole.as_bytes()).collect();
        let hex: String = super::each(whole.bytes(), |byte| format!("{byte:02x}"));
        for text in [&json, &encoded, &hex, &STANDARD.encode(&whole), &URL_SAFE_NO_PAD.encode(&whole)] {
            prop_assert!(redactor.text(text).contains(HIDDEN), "{} is not found", text);
        }
        Ok(())
    });
    assert!(held.is_ok(), "{held:?}");
}
