//! Searches bytes and files for a secret, in every form in which it could have leaked (SECURITY 3.5).
//!
//! The forms are computed here independently of the engine's own redaction, so that a mistake there is not repeated
//! here. Base64 is searched at all three alignments: a secret inside a longer text shows up shifted.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// One way of writing a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// `base64`, `percent-encoded`, …
    pub name: &'static str,
    /// The bytes to look for.
    pub bytes: Vec<u8>,
}

/// A place where something was found that must not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// The file, or what the caller called it.
    pub place: String,
    /// Which value: a name, never the value itself.
    pub value: String,
    /// In which form.
    pub form: &'static str,
}

/// The values to look for, by a name that may be printed.
#[derive(Default)]
pub struct SecretScan {
    forms: BTreeMap<String, Vec<Form>>,
}

impl SecretScan {
    /// Looks for a secret in all its forms. `user` is given when it travels as `user:secret` in Basic sign-in.
    #[must_use]
    pub fn secret(mut self, name: &str, value: &str, user: Option<&str>) -> Self {
        let mut forms = forms(value);
        if let Some(user) = user {
            let pair = STANDARD_NO_PAD.encode(format!("{user}:{value}"));
            forms.push(Form { name: "user:secret in base64", bytes: pair.into_bytes() });
        }
        self.forms.insert(name.to_owned(), forms);
        self
    }

    /// Looks for a value of a response that nobody was allowed to keep.
    #[must_use]
    pub fn canary(mut self, name: &str, value: &str) -> Self {
        self.forms.insert(name.to_owned(), forms(value));
        self
    }

    /// What is found in these bytes.
    pub fn bytes(&self, place: &str, bytes: &[u8]) -> Vec<Leak> {
        let found = |form: &Form| bytes.windows(form.bytes.len()).any(|window| window == form.bytes);
        self.forms
            .iter()
            .flat_map(|(value, forms)| forms.iter().filter(|form| found(form)).map(move |form| (value, form)))
            .map(|(value, form)| Leak { place: place.to_owned(), value: value.clone(), form: form.name })
            .collect()
    }

    /// What is found in a file, or in every file under a folder; and how many files were read, since a search of
    /// nothing proves nothing.
    pub fn files(&self, path: &Path) -> (Vec<Leak>, usize) {
        if path.is_dir() {
            let mut leaks = Vec::new();
            let mut read = 0;
            for entry in std::fs::read_dir(path).expect("a folder that can be read").flatten() {
                let (found, files) = self.files(&entry.path());
                leaks.extend(found);
                read += files;
            }
            return (leaks, read);
        }
        match std::fs::read(path) {
            Ok(bytes) => (self.bytes(&path.display().to_string(), &bytes), 1),
            // Sockets and the like hold nothing.
            Err(_) => (Vec::new(), 0),
        }
    }
}

/// Every form of a value.
pub fn forms(value: &str) -> Vec<Form> {
    let mut forms = vec![form("as it is", value.as_bytes().to_vec())];
    for shift in 0..3 {
        forms.push(form("base64", shifted(value, shift, &STANDARD_NO_PAD)));
        forms.push(form("base64 for addresses", shifted(value, shift, &URL_SAFE_NO_PAD)));
    }
    let upper: String = value.bytes().map(|byte| percent(byte, true, is_unreserved)).collect();
    forms.push(form(
        "percent-encoded, fewest",
        value.bytes().map(|byte| percent(byte, true, is_unreserved_or_sub)).collect::<String>().into_bytes(),
    ));
    forms.push(form(
        "percent-encoded, lower case",
        value.bytes().map(|byte| percent(byte, false, is_unreserved)).collect::<String>().into_bytes(),
    ));
    forms.push(form("form-encoded", upper.replace("%20", "+").into_bytes()));
    forms.push(form("percent-encoded", upper.into_bytes()));
    let every: String = value.bytes().map(|byte| percent(byte, true, |_| false)).collect();
    forms.push(form("percent-encoded, every byte, lower case", every.to_ascii_lowercase().into_bytes()));
    forms.push(form("percent-encoded, every byte", every.into_bytes()));
    let json = serde_json::Value::from(value).to_string();
    forms.push(form("in JSON", json.as_bytes()[1..json.len() - 1].to_vec()));
    forms.push(form("in JSON, slashes escaped", json[1..json.len() - 1].replace('/', "\\/").into_bytes()));
    let units = || value.encode_utf16();
    forms.push(form("in JSON, all escaped", units().flat_map(|unit| format!("\\u{unit:04x}").into_bytes()).collect()));
    let html = value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;");
    forms.push(form("in HTML", html.into_bytes()));
    let hex: Vec<u8> = value.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
    forms.push(form("hex, capitals", hex.to_ascii_uppercase()));
    forms.push(form("hex", hex));
    forms.push(form("UTF-16", units().flat_map(u16::to_le_bytes).collect()));
    forms.dedup_by(|one, other| one.bytes == other.bytes);
    forms
}

fn form(name: &'static str, bytes: Vec<u8>) -> Form {
    Form { name, bytes }
}

/// The part of a Base64 text that is the same whatever stands before (`shift` bytes) and after the value.
fn shifted(value: &str, shift: usize, alphabet: &impl base64::Engine) -> Vec<u8> {
    let mut bytes = vec![0; shift];
    bytes.extend_from_slice(value.as_bytes());
    let whole = bytes.len() / 3 * 4;
    let text = alphabet.encode(&bytes);
    let begin = [0, 2, 3][shift];
    text.as_bytes()[begin..whole.max(begin)].to_vec()
}

fn percent(byte: u8, upper: bool, kept: impl Fn(u8) -> bool) -> String {
    match (kept(byte), upper) {
        (true, _) => char::from(byte).to_string(),
        (false, true) => format!("%{byte:02X}"),
        (false, false) => format!("%{byte:02x}"),
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn is_unreserved_or_sub(byte: u8) -> bool {
    is_unreserved(byte) || b"!$&'()*+,;=:@/?".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    /// SECURITY SEC-01: the search itself finds what it is to find, in every form.
    #[test]
    fn a_secret_is_found_in_every_form() {
        let secret = "ck_9f/+&\"<é> k3y";
        let scan = SecretScan::default().secret("key", secret, Some("shop"));
        let found = |bytes: &[u8]| !scan.bytes("here", bytes).is_empty();
        for before in ["", "a", "ab", "abc"] {
            let text = STANDARD.encode(format!("{before}{secret}, and more"));
            assert!(found(text.as_bytes()), "base64 after {} bytes: {text}", before.len());
        }
        for form in forms(secret) {
            assert!(form.bytes.len() >= 8, "{} is long enough to mean something", form.name);
            assert!(found(&[b"x".as_slice(), &form.bytes, b"y"].concat()), "{}", form.name);
        }
        assert!(found(STANDARD.encode(format!("shop:{secret}")).as_bytes()), "Basic sign-in");
        assert!(!found(b"nothing of the kind"), "nothing is found where nothing is");
        let names: std::collections::BTreeSet<_> = forms(secret).into_iter().map(|form| form.name).collect();
        assert!(names.len() + 1 >= 14, "SECURITY 3.5 names 14 encodings; these are searched: {names:?}");
    }
}
