//! How a value is written for each destination: the rule table of SECURITY 3.1, one function a row.
//!
//! A value is text that somebody else wrote, the customer or an API. Each function either gives the text that stands for
//! exactly that value in its destination, or refuses; none of them repairs. Encoding alone does not keep a path
//! from being escaped: `..` needs no encoding, and every web parser folds it, however often it is encoded. So
//! [`path_value`] looks at what the value *would become* as well.

use drawbridge_model::characters::is_invisible;
use drawbridge_model::decimal::Decimal;

use crate::limits;

/// Why a value cannot be sent, in words that follow the name of its question.
pub type Refusal = &'static str;

const HEX: &[u8; 16] = b"0123456789ABCDEF";
/// How often a value is decoded to see what a careless server might make of it.
const DECODINGS: usize = 3;

/// Percent-encodes every byte that RFC 3986 does not call unreserved.
pub fn percent(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len() + 8);
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~' | b'.') {
            encoded.push(byte.into());
        } else {
            push_percent(&mut encoded, byte);
        }
    }
    encoded
}

/// A literal part of a path as the web parser will leave it: what is already encoded stays.
pub fn percent_literal(literal: &str) -> String {
    let mut encoded = String::with_capacity(literal.len());
    for byte in literal.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_~.!$&()*+,;=:@/%".contains(&byte) {
            encoded.push(byte.into());
        } else {
            push_percent(&mut encoded, byte);
        }
    }
    encoded
}

fn push_percent(encoded: &mut String, byte: u8) {
    encoded.push('%');
    encoded.push(HEX[usize::from(byte >> 4)].into());
    encoded.push(HEX[usize::from(byte & 15)].into());
}

/// A value inside one segment of a path.
pub fn path_value(value: &str) -> Result<String, Refusal> {
    if value.trim().is_empty() {
        return Err("is empty, and an address needs a value there");
    }
    if value.chars().count() > limits::PATH_VALUE_CHARACTERS {
        return Err("is too long for an address");
    }
    if value.chars().any(is_invisible) {
        return Err("holds a character that cannot be seen");
    }
    if climbs(value) {
        return Err("could lead to another address");
    }
    Ok(percent(value))
}

/// Whether a text, as it is or decoded up to three times, has a piece that is `.` or `..` for some server.
pub fn climbs(text: &str) -> bool {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=DECODINGS {
        let mut pieces = bytes.split(|byte| matches!(byte, b'/' | b'\\'));
        if pieces.any(|piece| {
            let name = piece.split(|byte| matches!(byte, b';' | 0)).next().unwrap_or_default();
            matches!(name.trim_ascii(), b"." | b"..")
        }) {
            return true;
        }
        let decoded = decode_once(&bytes);
        if decoded == bytes {
            return false;
        }
        bytes = decoded;
    }
    false
}

fn decode_once(bytes: &[u8]) -> Vec<u8> {
    let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let pair = (*first == b'%').then(|| Some((hex(*after.first()?)?, hex(*after.get(1)?)?))).flatten();
        if let Some((high, low)) = pair {
            decoded.push(high << 4 | low);
            rest = &after[2..];
        } else {
            decoded.push(*first);
            rest = after;
        }
    }
    decoded
}

/// A value of a query parameter.
pub fn query_value(value: &str) -> Result<String, Refusal> {
    if value.chars().any(char::is_control) {
        return Err("holds a control character");
    }
    Ok(percent(value))
}

/// A value inside a header: visible ASCII and inner spaces, as it is.
pub fn header_value(value: &str) -> Result<String, Refusal> {
    if value.len() > limits::HEADER_BYTES {
        return Err("is too long for a header");
    }
    if !value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return Err("holds a character that a header cannot carry");
    }
    if value.starts_with(' ') || value.ends_with(' ') {
        return Err("begins or ends with a space, which a header cannot carry");
    }
    Ok(value.to_owned())
}

/// A text as a JSON string, quotation marks included.
pub fn json_text(value: &str) -> Result<String, Refusal> {
    if value.contains('\0') {
        return Err("holds the character U+0000");
    }
    serde_json::to_string(value).map_err(|_| "cannot be written as JSON")
}

/// A number that stands bare in JSON, to the letter.
pub fn json_number(value: &str) -> Result<String, Refusal> {
    let value = value.trim_matches(' ');
    if Decimal::parse(value).is_none() {
        return Err("is not a number");
    }
    Ok(value.to_owned())
}

/// A value of a part of a multipart body: as it is, since no value holds the boundary between the parts.
pub fn part_value(value: &str) -> Result<String, Refusal> {
    if value.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t')) {
        return Err("holds a control character");
    }
    Ok(value.to_owned())
}

/// A name or value of a form, `application/x-www-form-urlencoded`.
pub fn form_value(value: &str) -> Result<String, Refusal> {
    let value = part_value(value)?;
    Ok(url::form_urlencoded::byte_serialize(value.as_bytes()).collect())
}

/// A value inside XML, in an element or an attribute.
pub fn xml_value(value: &str) -> Result<String, Refusal> {
    let mut escaped = String::with_capacity(value.len() + 8);
    for character in value.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(character),
            control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => {
                return Err("holds a control character");
            }
            other => escaped.push(other),
        }
    }
    Ok(escaped)
}

/// A value inside plain text, where nothing can be escaped: one line only.
pub fn text_value(value: &str) -> Result<String, Refusal> {
    if value.chars().any(char::is_control) {
        return Err("holds a control character");
    }
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(encode: fn(&str) -> Result<String, Refusal>, values: &[&str]) {
        for value in values {
            let result = encode(value);
            assert!(result.is_err(), "{value:?} must be refused, not sent as {result:?}");
        }
    }

    fn encoded(encode: fn(&str) -> Result<String, Refusal>, cases: &[(&str, &str)]) {
        for (value, expected) in cases {
            let result = encode(value);
            assert_eq!(result.as_deref(), Ok(*expected), "{value:?}");
        }
    }

    /// SECURITY INJ-01. SECURITY INJ-02. SECURITY INJ-03. SECURITY INJ-04. SECURITY INJ-29. SECURITY INJ-30.
    #[test]
    fn a_path_value_that_could_climb_is_refused() {
        refused(
            path_value,
            &[
                "..",
                ".",
                "",
                "   ",
                "%2e%2e",
                "%2E.",
                ".%2e",
                "%2e",
                "%252e%252e",
                "%25252e%25252e",
                "../admin",
                "..%2fadmin",
                "..\\admin",
                "a/../../admin",
                "..;/admin",
                "%2e%2e%5cadmin",
                "a/..",
                "./a",
                "a/.",
                "..;x=1",
                "%2e%2e;/a",
                "a/%2e",
                "..%00",
                " .. ",
                "a\0b",
                "a\nb",
                "a\u{202E}b",
                "a\u{200B}b",
                "a\u{E0041}b",
                &"x".repeat(257),
            ],
        );
    }

    /// SECURITY INJ-03. SECURITY INJ-05. SECURITY INJ-06. SECURITY INJ-07.
    #[test]
    fn any_other_path_value_is_one_segment() {
        encoded(
            path_value,
            &[
                ("1/refund", "1%2Frefund"),
                ("1%2Frefund", "1%252Frefund"),
                ("1?status=all", "1%3Fstatus%3Dall"),
                ("1#x", "1%23x"),
                ("1&lang=xx", "1%26lang%3Dxx"),
                ("1;jsessionid=x", "1%3Bjsessionid%3Dx"),
                ("1:8080", "1%3A8080"),
                ("@evil.example", "%40evil.example"),
                ("//evil.example/x", "%2F%2Fevil.example%2Fx"),
                ("http://evil.example", "http%3A%2F%2Fevil.example"),
                ("%2525252e%2525252e", "%252525252e%252525252e"),
                ("...", "..."),
                ("a.b", "a.b"),
                (".a", ".a"),
                ("é", "%C3%A9"),
                ("A-Z_~", "A-Z_~"),
                ("a b", "a%20b"),
            ],
        );
    }

    /// SECURITY INJ-10. SECURITY INJ-11.
    #[test]
    fn a_query_value_is_encoded_once() {
        encoded(
            query_value,
            &[("a=b&c=d#e?f+g h%20i", "a%3Db%26c%3Dd%23e%3Ff%2Bg%20h%2520i"), ("%41", "%2541"), ("", ""), ("'", "%27")],
        );
        refused(query_value, &["a\0b", "a\nb", "a\u{85}b"]);
    }

    /// SECURITY INJ-12. SECURITY INJ-13.
    #[test]
    fn a_header_value_is_visible_ascii() {
        refused(
            header_value,
            &[
                "x\rX-Admin: 1",
                "x\nX-Admin: 1",
                "x\r\nX-Admin: 1",
                "x\u{2028}X",
                "x\u{85}X",
                "a\0b",
                "a\tb",
                " a",
                "a ",
                "😀",
                "é",
                &"x".repeat(8 * 1024),
            ],
        );
        encoded(header_value, &[("%0d%0a", "%0d%0a"), ("a b", "a b"), ("Bearer x.y-z", "Bearer x.y-z")]);
    }

    /// SECURITY INJ-17. SECURITY INJ-18.
    #[test]
    fn a_bare_number_is_sent_to_the_letter_or_not_at_all() {
        refused(
            json_number,
            &["1e999", "NaN", "Infinity", "0x1F", "01", "1_000", "+5", "１２", "1,5", "", "-", "1 2", "1.", ".5"],
        );
        encoded(
            json_number,
            &[
                ("9007199254740993", "9007199254740993"),
                ("0.1", "0.1"),
                ("-0", "-0"),
                ("1e2", "1e2"),
                (" 5 ", "5"),
                ("1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890"),
            ],
        );
    }

    /// SECURITY INJ-16.
    #[test]
    fn a_json_text_reads_back_as_itself() {
        let combining = format!("e{}", "\u{301}".repeat(10_000));
        let controls: String = (1..0x20).filter_map(char::from_u32).collect();
        for value in ["\\\\", "\\\"", "\n", "\u{2028}", "</script>", "😀", "{secret.k}", &combining, &controls] {
            let written = json_text(value).unwrap_or_default();
            assert_eq!(serde_json::from_str::<String>(&written).ok().as_deref(), Some(value), "{value:?}");
        }
        refused(json_text, &["a\0b"]);
    }

    /// SECURITY INJ-23.
    #[test]
    fn a_form_value_is_one_pair() {
        encoded(
            form_value,
            &[("a&role=admin", "a%26role%3Dadmin"), ("a=b", "a%3Db"), ("+", "%2B"), ("%", "%25"), ("a b", "a+b")],
        );
        refused(form_value, &["a\0b", "a\u{7f}b"]);
    }

    /// SECURITY INJ-24.
    #[test]
    fn xml_is_escaped() {
        encoded(
            xml_value,
            &[
                ("</name><admin/>", "&lt;/name&gt;&lt;admin/&gt;"),
                ("]]>", "]]&gt;"),
                ("<!DOCTYPE", "&lt;!DOCTYPE"),
                ("&xxe;", "&amp;xxe;"),
                ("\"'", "&quot;&#39;"),
            ],
        );
        refused(xml_value, &["a\0b", "a\u{b}b", "a\u{85}b", "\u{ffff}"]);
        refused(text_value, &["a\nb", "a\0b"]);
    }

    /// SECURITY 3.4: the limits themselves still fit.
    #[test]
    fn what_is_just_short_enough_is_sent() {
        let (segment, header) = ("é".repeat(limits::PATH_VALUE_CHARACTERS), "x".repeat(limits::HEADER_BYTES));
        encoded(path_value, &[(&segment, &"%C3%A9".repeat(limits::PATH_VALUE_CHARACTERS))]);
        encoded(header_value, &[(&header, &header)]);
        refused(header_value, &[&format!("{header}x")]);
    }

    #[test]
    fn a_part_and_a_line_of_text_go_as_they_are() {
        encoded(part_value, &[("a\tb\r\nc é", "a\tb\r\nc é"), ("", "")]);
        refused(part_value, &["a\0b", "a\u{b}b", "a\u{85}b"]);
        encoded(text_value, &[("a b é \"{}\"", "a b é \"{}\"")]);
        encoded(xml_value, &[("a\tb\nc", "a\tb\nc"), ("é 😀", "é 😀")]);
        refused(xml_value, &["\u{fffe}", "a\rb"]);
    }

    #[test]
    fn a_literal_of_a_path_stays_as_a_web_client_leaves_it() {
        assert_eq!(percent_literal("aZ9-_~.!$&()*+,;=:@/%20"), "aZ9-_~.!$&()*+,;=:@/%20");
        assert_eq!(percent_literal("a b\"<>é'?#{}"), "a%20b%22%3C%3E%C3%A9%27%3F%23%7B%7D");
        assert_eq!(percent("aZ9-_~./ é"), "aZ9-_~.%2F%20%C3%A9");
    }
}
