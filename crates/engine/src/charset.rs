//! Answers in other writings than UTF-8, made readable for the person who looks at them.
//!
//! What is decided on stays as it came (SECURITY 3.3: an answer that is not UTF-8 decides nothing); only what is shown
//! goes through here, and it does so before secrets are taken out, so that none hides in another encoding.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// A body as UTF-8, by the charset of its content type or the mark at its beginning. Bytes that mean nothing become
/// the replacement character; a charset that nobody knows leaves the body as it is.
pub(crate) fn for_display<'body>(content_type: Option<&str>, body: &'body [u8]) -> Cow<'body, [u8]> {
    let marked = Encoding::for_bom(body).map(|(encoding, _)| encoding);
    let labelled = content_type.and_then(charset).and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = marked.or(labelled).unwrap_or(UTF_8);
    if encoding == UTF_8 {
        return Cow::Borrowed(body);
    }
    let (text, _, _) = encoding.decode(body);
    Cow::Owned(text.into_owned().into_bytes())
}

/// The charset that a content type names.
pub(crate) fn charset(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SECURITY NET-14.
    #[test]
    fn what_is_shown_is_readable() {
        let check = |content_type: &str, body: &[u8], expected: &str| {
            let shown = for_display(Some(content_type), body);
            assert_eq!(String::from_utf8_lossy(&shown), expected, "{content_type}");
        };
        check("application/json; charset=ISO-8859-1", b"{\"city\":\"Malm\xf6\"}", "{\"city\":\"Malmö\"}");
        check("application/json;Charset=\"shift_jis\"", b"\x93\x8c\x8b\x9e", "東京");
        check("text/plain; charset=utf-16le", b"a\x00b\x00", "ab");
        check("application/json", b"\xff\xfea\x00", "a");
        check("application/json; charset=utf-8", "Malmö".as_bytes(), "Malmö");
        check("application/json; charset=klingon", b"as it came", "as it came");
        check("application/json", b"Malm\xf6", "Malm\u{fffd}");
    }
}
