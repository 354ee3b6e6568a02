//! The forms of SECURITY 3.5 in which a secret may appear, and a search for all of them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// Fails when a text holds a secret in any form.
pub fn assert_absent(what: &str, text: &str, secret: &str) {
    for (form, bytes) in forms(secret) {
        let found = text.as_bytes().windows(bytes.len()).any(|window| window == bytes.as_slice());
        assert!(!found, "{what} holds the secret as {form}: {text}");
    }
}

/// Name and bytes of each form.
pub fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms: Vec<(&'static str, String)> = vec![
        ("raw text", secret.to_owned()),
        ("Base64", STANDARD.encode(secret)),
        ("Base64 without padding", STANDARD_NO_PAD.encode(secret)),
        ("Base64 for addresses", URL_SAFE.encode(secret)),
        ("Base64 for addresses without padding", URL_SAFE_NO_PAD.encode(secret)),
        ("percent, upper case", every_byte(secret, |byte| format!("%{byte:02X}"))),
        ("percent, lower case", every_byte(secret, |byte| format!("%{byte:02x}"))),
        ("percent where needed", where_needed(secret, |byte| format!("%{byte:02X}"))),
        ("form", where_needed(secret, |byte| if byte == b' ' { "+".to_owned() } else { format!("%{byte:02X}") })),
        ("JSON escapes", secret.encode_utf16().fold(String::new(), |text, unit| text + &format!("\\u{unit:04x}"))),
        ("a JSON text", serde_json::to_string(secret).unwrap().trim_matches('"').replace('/', "\\/")),
        ("HTML", secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")),
        ("hex, upper case", every_byte(secret, |byte| format!("{byte:02X}"))),
        ("hex, lower case", every_byte(secret, |byte| format!("{byte:02x}"))),
    ];
    // Inside a longer text, Base64 begins at any of three places; what does not depend on its neighbours is looked for.
    for (skipped, name) in [(1, "Base64, shifted by one"), (2, "Base64, shifted by two")] {
        let shifted = STANDARD_NO_PAD.encode(format!("{}{secret}", "x".repeat(skipped)));
        forms.push((name, shifted[4..shifted.len() - 2].to_owned()));
    }
    let mut forms: Vec<_> = forms.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    forms.push(("UTF-16", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()));
    assert!(forms.len() >= 14);
    forms
}

fn every_byte(text: &str, write: impl Fn(u8) -> String) -> String {
    text.bytes().map(write).collect()
}

fn where_needed(text: &str, write: impl Fn(u8) -> String) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { (byte as char).to_string() } else { write(byte) }).collect()
}
