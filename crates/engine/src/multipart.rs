//! `multipart/form-data`, RFC 7578: named texts, each as it is, with a boundary between them that none of them holds.
//!
//! The boundary is the first of a row of names that occurs nowhere in what is sent, so that the same values give the same
//! bytes and no value can end its own part. It holds no line break, hence cannot arise where a value and what follows
//! it meet. Files are not sent: nothing here has a file name.

use crate::request::Both;

/// A body and the media type that names its boundary.
pub(crate) struct Multipart {
    pub(crate) content_type: String,
    pub(crate) text: Both,
}

/// Writes named texts as parts, in order.
pub(crate) fn write(parts: &[(&str, Both)]) -> Multipart {
    let boundary = boundary(parts);
    let mut text = Both::default();
    for (name, value) in parts {
        text.push(&format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n", quoted(name)));
        // Without a type a part is text in an encoding that the server guesses; for ASCII every guess is right.
        if !value.sent.is_ascii() {
            text.push("Content-Type: text/plain; charset=utf-8\r\n");
        }
        text.push("\r\n");
        text.append(value);
        text.push("\r\n");
    }
    text.push(&format!("--{boundary}--\r\n"));
    Multipart { content_type: format!("multipart/form-data; boundary={boundary}"), text }
}

fn boundary(parts: &[(&str, Both)]) -> String {
    let is_free = |candidate: &String| {
        parts.iter().all(|(name, value)| !name.contains(candidate.as_str()) && !value.sent.contains(candidate.as_str()))
    };
    let mut candidates = (0_u64..).map(|number| format!("drawbridge-{number}-end"));
    candidates.find(is_free).unwrap_or_default()
}

/// A name in a header, as browsers write it (HTML, multipart form data).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(parts: &[(&str, &str)]) -> (String, String) {
        let parts: Vec<(&str, Both)> = parts.iter().map(|(name, value)| (*name, Both::open(*value))).collect();
        let Multipart { content_type, text } = write(&parts);
        (content_type, text.sent)
    }

    #[test]
    fn the_bytes_are_those_of_rfc_7578() {
        let (content_type, text) = written(&[("order", "727"), ("note", "für Ana")]);
        assert_eq!(content_type, "multipart/form-data; boundary=drawbridge-0-end");
        let expected = "--drawbridge-0-end\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n727\r\n\
                        --drawbridge-0-end\r\nContent-Disposition: form-data; name=\"note\"\r\n\
                        Content-Type: text/plain; charset=utf-8\r\n\r\nfür Ana\r\n--drawbridge-0-end--\r\n";
        assert_eq!(text, expected);
        assert_eq!(written(&[]).1, "--drawbridge-0-end--\r\n");
    }

    /// SECURITY INJ-23: a value that looks like the end of its part is a value.
    #[test]
    fn no_value_ends_its_own_part() {
        let forged = "x\r\n--drawbridge-0-end\r\nContent-Disposition: form-data; name=\"role\"\r\n\r\nadmin\r\n";
        for value in [forged, "drawbridge-0-end drawbridge-1-end", "\r\n--drawbridge-0", "\r\n--drawbr", "--", "\r\n"] {
            let (content_type, text) = written(&[("a", value), ("b", "2")]);
            let boundary = content_type.split("boundary=").nth(1).unwrap_or_default();
            let delimiter = format!("--{boundary}");
            assert_eq!(text.matches(&delimiter).count(), 3, "two parts and the end, with {value:?}");
            let parts: Vec<&str> = text.split(&delimiter).collect();
            let sent = parts[1].split_once("\r\n\r\n").and_then(|(_, rest)| rest.strip_suffix("\r\n"));
            assert_eq!(sent, Some(value));
        }
    }

    #[test]
    fn a_name_stays_in_its_header() {
        let (_, text) = written(&[("a\"; filename=\"x\r\nX-Y: z", "1")]);
        assert!(text.contains("name=\"a%22; filename=%22x%0D%0AX-Y: z\"\r\n\r\n1"), "{text}");
    }
}
