//! Long texts that are files in disguise: an image or a document as Base64. They are named instead of shown.

use crate::boundary::LongValue;

/// How the Base64 text of well-known files begins.
const BEGINNINGS: [(&str, &str); 7] = [
    ("iVBORw0KGgo", "PNG"),
    ("/9j/", "JPEG"),
    ("R0lGOD", "GIF"),
    ("UklGR", "WebP"),
    ("JVBERi0", "PDF"),
    ("UEsDB", "ZIP"),
    ("H4sI", "gzip"),
];

/// What a long text is, if it is Base64; a `data:` address counts as what it carries.
pub(crate) fn describe(text: &str) -> Option<LongValue> {
    let content = match text.strip_prefix("data:") {
        Some(address) => address.split_once(";base64,")?.1,
        None => text,
    };
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_\r\n".contains(&byte);
    if !content.bytes().all(is_base64) || content.len() < 100 {
        return None;
    }
    let known = BEGINNINGS.iter().find(|(beginning, _)| content.starts_with(beginning)).map(|(_, kind)| *kind);
    let mixed = content.bytes().any(|byte| byte.is_ascii_uppercase())
        && content.bytes().any(|byte| byte.is_ascii_lowercase())
        && content.bytes().any(|byte| byte.is_ascii_digit());
    let kind = known.or_else(|| mixed.then_some("Base64"))?;
    let letters = content.bytes().filter(|byte| !b"=\r\n".contains(byte)).count();
    Some(LongValue { kind: kind.to_owned(), bytes: u32::try_from(letters * 3 / 4).unwrap_or(u32::MAX) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_a_text_is_named_with_its_size() {
        let check = |text: &str, expected: Option<(&str, u32)>| {
            let found = describe(text);
            assert_eq!(found.as_ref().map(|value| (value.kind.as_str(), value.bytes)), expected, "{text}");
        };
        let body = "Ab3/".repeat(100);
        check(&format!("iVBORw0KGgo{body}="), Some(("PNG", 308)));
        check(&format!("data:image/jpeg;base64,/9j/{body}"), Some(("JPEG", 303)));
        check(&body, Some(("Base64", 300)));
        check(&"a word and another ".repeat(30), None);
        check(&"a".repeat(500), None);
        check("iVBORw0KGgo", None);
    }
}
