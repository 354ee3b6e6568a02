//! The second line against leaks: takes every form of every secret out of a text, in one place.
//!
//! The first line is construction: what may be shown is rendered without secrets (see [`crate::request`]). But an API
//! may echo a header in its answer, so whatever it said passes here before a designer sees it. The forms are those of
//! SECURITY 3.5. Longest first, so that of two secrets, one of which begins like the other, no tail remains. Secrets
//! shorter than [`SHORTEST`] are left alone: replacing every `1` would make a trace unreadable and hide nothing.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use crate::encode;
use crate::values::HIDDEN;

/// The shortest secret that can be taken out of a text.
pub const SHORTEST: usize = 4;

/// Knows the forms of some secrets.
#[derive(Clone, Default)]
pub struct Redactor {
    /// In the order of their first bytes, of those with the same one the longest first.
    forms: Vec<Vec<u8>>,
    /// Where the forms of each first byte begin, so that a long text is gone through once; empty without forms.
    starts: Vec<usize>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Redactor({} forms)", self.forms.len())
    }
}

impl Redactor {
    /// Knows these secrets.
    pub fn new<'secret>(secrets: impl IntoIterator<Item = &'secret str>) -> Self {
        let mut redactor = Self::default();
        redactor.learn(secrets);
        redactor
    }

    /// Learns one more secret.
    pub fn add(&mut self, secret: &str) {
        self.learn([secret]);
    }

    fn learn<'secret>(&mut self, secrets: impl IntoIterator<Item = &'secret str>) {
        let secrets = secrets.into_iter().filter(|secret| secret.len() >= SHORTEST);
        self.forms.extend(secrets.flat_map(forms));
        let place = |form: &[u8]| (form.first().copied(), std::cmp::Reverse(form.len()));
        self.forms.sort_by(|one, other| place(one).cmp(&place(other)).then_with(|| one.cmp(other)));
        self.forms.dedup();
        let start = |first: usize| self.forms.partition_point(|form| usize::from(form[0]) < first);
        self.starts = if self.forms.is_empty() { Vec::new() } else { (0..=256).map(start).collect() };
    }

    /// The text without them.
    pub fn text(&self, text: &str) -> String {
        match self.without(text.as_bytes()) {
            Cow::Borrowed(_) => text.to_owned(),
            Cow::Owned(cleaned) => String::from_utf8_lossy(&cleaned).into_owned(),
        }
    }

    /// The bytes without them.
    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        self.without(bytes).into_owned()
    }

    /// Whether any form of any of them is in the bytes.
    pub fn finds(&self, bytes: &[u8]) -> bool {
        self.first_in(bytes, 0).is_some()
    }

    /// The same bytes, if there is nothing to take out.
    fn without<'bytes>(&self, bytes: &'bytes [u8]) -> Cow<'bytes, [u8]> {
        let Some(mut found) = self.first_in(bytes, 0) else { return Cow::Borrowed(bytes) };
        let mut cleaned = Vec::with_capacity(bytes.len());
        let mut kept_until = 0;
        loop {
            cleaned.extend_from_slice(&bytes[kept_until..found.start]);
            cleaned.extend_from_slice(HIDDEN.as_bytes());
            kept_until = found.end;
            match self.first_in(bytes, kept_until) {
                Some(next) => found = next,
                None => break,
            }
        }
        cleaned.extend_from_slice(&bytes[kept_until..]);
        Cow::Owned(cleaned)
    }

    /// Where the first form lies that begins at `from` or behind it.
    fn first_in(&self, bytes: &[u8], from: usize) -> Option<Range<usize>> {
        if self.forms.is_empty() {
            return None;
        }
        (from..bytes.len()).find_map(|at| Some(at..at + self.form_at(&bytes[at..])?.len()))
    }

    /// The longest form that the bytes begin with.
    fn form_at(&self, bytes: &[u8]) -> Option<&[u8]> {
        let first = usize::from(*bytes.first()?);
        let forms = &self.forms[self.starts[first]..self.starts[first + 1]];
        forms.iter().find(|form| bytes.starts_with(form)).map(Vec::as_slice)
    }
}

/// The forms of SECURITY 3.5: raw; Base64 in both alphabets, at all three alignments, with and without padding;
/// percent-encoded in full, minimally and in both cases; form-encoded; JSON- and HTML-escaped; hexadecimal in both
/// cases; UTF-16 in both orders.
pub fn forms(secret: &str) -> Vec<Vec<u8>> {
    let bytes = secret.as_bytes();
    let mut forms: Vec<Vec<u8>> = vec![bytes.to_vec()];
    let mut text = |form: String| forms.push(form.into_bytes());
    text(STANDARD.encode(bytes));
    text(STANDARD_NO_PAD.encode(bytes));
    text(URL_SAFE.encode(bytes));
    text(URL_SAFE_NO_PAD.encode(bytes));
    for shift in 0..3 {
        for inner in aligned(bytes, shift) {
            text(inner);
        }
    }
    let percent = encode::percent(secret);
    text(percent_lower(&percent));
    text(percent);
    let every = each(bytes, |byte| format!("%{byte:02X}"));
    text(every.to_ascii_lowercase());
    text(every);
    let form: String = url::form_urlencoded::byte_serialize(bytes).collect();
    text(percent_lower(&form));
    text(form);
    let json: String = secret.chars().map(json_escaped).collect();
    text(json.replace('/', "\\/"));
    text(json);
    let units = || secret.encode_utf16();
    text(each(units(), |unit| format!("\\u{unit:04x}")));
    text(each(units(), |unit| format!("\\u{unit:04X}")));
    let ascii_json = |upper: bool| -> String {
        let one = |unit: u16| match char::from_u32(unit.into()) {
            Some(character) if character.is_ascii() => json_escaped(character),
            _ if upper => format!("\\u{unit:04X}"),
            _ => format!("\\u{unit:04x}"),
        };
        units().map(one).collect()
    };
    for form in [ascii_json(false), ascii_json(true)] {
        // PHP escapes the slash as well.
        text(form.replace('/', "\\/"));
        text(form);
    }
    let escaped = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    for (quote, apostrophe) in [
        ("&quot;", "&#39;"),
        ("&quot;", "&#x27;"),
        ("&quot;", "&apos;"),
        ("&#34;", "&#39;"),
        ("&#34;", "&#x27;"),
        ("\"", "'"),
    ] {
        text(escaped.replace('"', quote).replace('\'', apostrophe));
    }
    let hex = each(bytes, |byte| format!("{byte:02x}"));
    text(hex.to_ascii_uppercase());
    text(hex);
    forms.push(units().flat_map(u16::to_le_bytes).collect());
    forms.push(units().flat_map(u16::to_be_bytes).collect());
    forms.retain(|form| form.len() >= SHORTEST);
    forms
}

/// Every element written and joined.
fn each<T>(elements: impl IntoIterator<Item = T>, write: impl Fn(T) -> String) -> String {
    elements.into_iter().map(write).collect::<Vec<_>>().concat()
}

/// The part of a Base64 text that is the same whatever stands around the secret, when the secret begins `shift` bytes
/// after a group of three.
fn aligned(secret: &[u8], shift: usize) -> Vec<String> {
    let mut padded = vec![0_u8; shift];
    padded.extend_from_slice(secret);
    let from = [0, 2, 3][shift];
    let until = padded.len() * 8 / 6;
    let cut = |encoded: String| encoded.get(from..until).filter(|inner| inner.len() >= 6).map(str::to_owned);
    [cut(STANDARD.encode(&padded)), cut(URL_SAFE.encode(&padded))].into_iter().flatten().collect()
}

fn percent_lower(encoded: &str) -> String {
    let mut lower = String::with_capacity(encoded.len());
    let mut hex_left = 0;
    for character in encoded.chars() {
        lower.push(if hex_left > 0 { character.to_ascii_lowercase() } else { character });
        hex_left = if character == '%' { 2 } else { hex_left.max(1) - 1 };
    }
    lower
}

fn json_escaped(character: char) -> String {
    let quoted = serde_json::to_string(&character).unwrap_or_default();
    quoted[1..quoted.len().max(2) - 1].to_owned()
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    const SECRETS: [&str; 6] = [
        "sk_live_SENTINEL_42",
        "p&ss w/rd\"'<>+%=é",
        "a.*(b)[c]$^",
        "tab\tand\nline",
        "pässwörd-😀-lang",
        "0123456789abcdef",
    ];

    /// SECURITY SEC-06. SECURITY SEC-04. SECURITY SEC-05.
    #[test]
    fn every_form_of_a_secret_is_taken_out() {
        for secret in SECRETS {
            let redactor = Redactor::new([secret]);
            for form in forms(secret) {
                let mut text = b"before ".to_vec();
                text.extend_from_slice(&form);
                text.extend_from_slice(b" after");
                let cleaned = redactor.bytes(&text);
                assert!(!redactor.finds(&cleaned), "{secret:?} in the form {:?}", String::from_utf8_lossy(&form));
                assert!(cleaned.starts_with(b"before ") && cleaned.ends_with(b" after"), "the rest must stay");
            }
            assert!(forms(secret).len() >= 14, "SECURITY 3.5 lists fourteen forms");
        }
    }

    /// SECURITY SEC-08.
    #[test]
    fn base64_is_found_at_every_alignment() {
        let secret = "cs_live_222_SENTINEL";
        let redactor = Redactor::new([secret]);
        for before in ["", "a", "ab", "abc", "user:", "ck_live_111:"] {
            for after in ["", "x", "xy", "xyz"] {
                let encoded = STANDARD.encode(format!("{before}{secret}{after}"));
                let cleaned = redactor.text(&encoded);
                assert!(cleaned.contains(HIDDEN), "{before:?} and {after:?} around it");
                let rest = cleaned.replace(HIDDEN, "");
                assert!(rest.len() < encoded.len() - secret.len(), "no more than the edges may stay: {cleaned}");
            }
        }
    }

    /// SECURITY SEC-07.
    #[test]
    fn the_longest_secret_goes_first() {
        let redactor = Redactor::new(["token-abc", "token-abc-def"]);
        assert_eq!(redactor.text("x token-abc-def y token-abc z"), format!("x {HIDDEN} y {HIDDEN} z"));
        let mut learned = Redactor::new(["token-abc"]);
        learned.add("token-abc-def");
        assert_eq!(learned.text("x token-abc-def y token-abc z"), format!("x {HIDDEN} y {HIDDEN} z"));
        let short = Redactor::new(["200", "a"]);
        assert_eq!(short.text("status 200"), "status 200", "a trace must stay readable");
    }

    /// SECURITY SEC-04: the forms as other programs write them (Python's `base64`, `urllib.parse`, `json` and `html`), so
    /// that no fault of ours is on both sides.
    #[test]
    fn what_other_programs_write_for_a_secret_is_found() {
        let redactor = Redactor::new(["Grüß /<&>\"'+=\t\\x"]);
        for form in [
            "Grüß /<&>\"'+=\t\\x",
            "R3LDvMOfIC88Jj4iJys9CVx4",
            "Gr%C3%BC%C3%9F%20%2F%3C%26%3E%22%27%2B%3D%09%5Cx",
            "Gr%c3%bc%c3%9f%20%2f%3c%26%3e%22%27%2b%3d%09%5cx",
            "%47%72%C3%BC%C3%9F%20%2F%3C%26%3E%22%27%2B%3D%09%5C%78",
            "%47%72%c3%bc%c3%9f%20%2f%3c%26%3e%22%27%2b%3d%09%5c%78",
            "Gr%C3%BC%C3%9F+%2F%3C%26%3E%22%27%2B%3D%09%5Cx",
            r#"Grüß /<&>\"'+=\t\\x"#,
            r#"Gr\u00fc\u00df /<&>\"'+=\t\\x"#,
            r#"Gr\u00fc\u00df \/<&>\"'+=\t\\x"#,
            r#"Gr\u00FC\u00DF /<&>\"'+=\t\\x"#,
            r"\u0047\u0072\u00fc\u00df\u0020\u002f\u003c\u0026\u003e\u0022\u0027\u002b\u003d\u0009\u005c\u0078",
            r"\u0047\u0072\u00FC\u00DF\u0020\u002F\u003C\u0026\u003E\u0022\u0027\u002B\u003D\u0009\u005C\u0078",
            "Grüß /&lt;&amp;&gt;&quot;&#x27;+=\t\\x",
            "Grüß /&lt;&amp;&gt;&quot;&#39;+=\t\\x",
            "4772c3bcc39f202f3c263e22272b3d095c78",
            "4772C3BCC39F202F3C263E22272B3D095C78",
        ] {
            assert_eq!(redactor.text(form), HIDDEN, "{form}");
        }
        for encoded in [
            "R3LDvMOfIC88Jj4iJys9CVx4ZW5k",
            "YUdyw7zDnyAvPCY+IicrPQlceGVuZA==",
            "YWJHcsO8w58gLzwmPiInKz0JXHhlbmQ=",
            "dXNlcjpHcsO8w58gLzwmPiInKz0JXHhlbmQ=",
            "YWJHcsO8w58gLzwmPiInKz0JXHhlbmQ=",
        ] {
            let rest = redactor.text(encoded).replace(HIDDEN, "");
            assert!(rest.len() <= encoded.len() - 20, "more than the edges stayed: {rest}");
        }
        let partly = Redactor::new(["ASCII-only/ü"]);
        for form in [r"ASCII-only/\u00fc", r"ASCII-only/\u00FC", r"ASCII-only\/ü"] {
            assert_eq!(partly.text(form), HIDDEN, "{form}");
        }
        assert_eq!(Redactor::new(["tok/ABC"]).text("tok%2fABC"), HIDDEN, "only the digits are in lower case");
    }

    /// Four letters are the least: anything shorter would be found everywhere.
    #[test]
    fn a_secret_of_four_letters_is_the_shortest_that_is_taken_out() {
        let three = "abc 616263 YWJj \\u0061\\u0062\\u0063";
        assert_eq!(Redactor::new(["abc"]).text(three), three);
        assert_eq!(Redactor::new(["abcd"]).text("abcd 61626364"), format!("{HIDDEN} {HIDDEN}"));
        let redactor = Redactor::new(["abcd"]);
        let told = format!("{redactor:?}");
        assert!(told.starts_with("Redactor(") && told.ends_with(" forms)") && !told.contains("abcd"), "{told}");
    }
}
