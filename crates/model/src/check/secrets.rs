//! Texts that look like a key, token or password and stand in the document itself.
//!
//! A document is exported, shown and compared; a key belongs into the keychain. Known beginnings of keys are looked for
//! everywhere; long random texts in everything but samples and tests, where they are data.

use super::Findings;

/// Beginnings of well-known keys, and how many letters and digits must follow.
const KNOWN_BEGINNINGS: [(&str, usize); 26] = [
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("rk_live_", 10),
    ("sk-", 20),
    ("ghp_", 20),
    ("gho_", 20),
    ("github_pat_", 20),
    ("glpat-", 15),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("shpat_", 16),
    ("shpss_", 16),
    ("shpca_", 16),
    ("ck_", 32),
    ("cs_", 32),
    ("AKIA", 16),
    ("AIza", 30),
    ("SG.", 20),
    ("whsec_", 16),
    ("eyJ", 20),
    ("pat-na1-", 20),
    ("pat-eu1-", 20),
    ("key-", 28),
    ("pdl_live_", 10),
    ("hf_", 30),
    ("npm_", 30),
];

/// Warns of whatever looks like a key.
pub(super) fn check(at: &str, text: &str, findings: &mut Findings) {
    warn(find_secret(text), at, findings);
}

/// Warns of what is one by its beginning: samples and tests are full of words that look random.
pub(super) fn check_data(at: &str, text: &str, findings: &mut Findings) {
    warn(find_known_secret(text).filter(|key| !says_fictional(key)), at, findings);
}

fn warn(found: Option<&str>, at: &str, findings: &mut Findings) {
    if let Some(found) = found {
        let start: String = found.chars().take(6).collect();
        let message = format!("“{start}…” looks like a key or password, and this text is part of every export.");
        let hint = "Make it a secret of the system and write {secret.name} in its place.";
        findings.warning("looks_like_a_secret", at, message, hint);
    }
}

/// Whether a key of a sample says in itself that it is none.
fn says_fictional(key: &str) -> bool {
    ["fictional", "sample", "example"].iter().any(|word| key.contains(word))
}

/// The part of a text that looks like a key, token or password. Used when something is pasted as well.
pub fn find_secret(text: &str) -> Option<&str> {
    find_known_secret(text).or_else(|| words(text).find(|word| is_random(word)))
}

fn find_known_secret(text: &str) -> Option<&str> {
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") {
        return text.lines().find(|line| line.contains("-----BEGIN "));
    }
    let known = words(text).find(|word| {
        KNOWN_BEGINNINGS.iter().any(|(beginning, length)| {
            word.strip_prefix(beginning).is_some_and(|rest| rest.len() >= *length && !rest.contains(['[', '{']))
        })
    });
    known.or_else(|| after_scheme(text, "Bearer ", 20)).or_else(|| after_scheme(text, "Basic ", 16))
}

/// A word after the name of an authentication scheme that is too long, and too mixed, to be a word.
fn after_scheme<'text>(text: &'text str, scheme: &str, length: usize) -> Option<&'text str> {
    let (_, rest) = text.split_once(scheme)?;
    let word = words(rest).next().filter(|word| rest.trim_start().starts_with(word))?;
    (word.len() >= length && word.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()))
        .then_some(word)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '+' | '=' | '.');
    text.split(move |character| !is_part(character)).map(|word| word.trim_matches('.')).filter(|word| !word.is_empty())
}

/// Whether a word is long and mixed like a random one: hexadecimal of 32 digits or more, or 24 letters and digits of
/// all kinds with the entropy of chance. Identifiers with dashes (UUIDs) are none.
fn is_random(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.len() - digits;
    let hexadecimal = word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hexadecimal {
        return digits >= 4 && letters >= 4;
    }
    let mixed =
        word.bytes().any(|byte| byte.is_ascii_lowercase()) && word.bytes().any(|byte| byte.is_ascii_uppercase());
    word.len() >= 24 && mixed && digits >= 3 && !word.contains('.') && entropy(word) >= 3.9
}

/// Shannon entropy, in bits per character.
fn entropy(word: &str) -> f64 {
    let mut counts = [0_u32; 256];
    word.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let total = f64::from(u32::try_from(word.len()).unwrap_or(u32::MAX));
    let used = counts.iter().filter(|count| **count > 0);
    used.map(|count| f64::from(*count) / total).map(|share| -share * share.log2()).sum()
}
