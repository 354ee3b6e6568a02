//! Answers that are no JSON, or say that they are none: pages, tables, files, streams, other writings.

use super::exchange::Exchange;
use super::{Behaviour, ORDER};

const PAGE: &[u8] = b"<!doctype html><html><head><title>Oops</title></head><body><h1>Something</h1></body></html>";
const LOG_IN: &[u8] = b"<!doctype html><form action=/login method=post><input name=user><input type=password></form>";
const CHALLENGE: &[u8] = b"<!doctype html><title>Just a moment...</title><script>/* are you a human */</script>";
const SOAP: &[u8] =
    b"<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Fault/></soap:Envelope>";
/// The first bytes of a picture, and of a document.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const DOCUMENT: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n";

pub(super) fn behaviours() -> Vec<Behaviour> {
    let kind = |name, sentence, status, content_type: &'static str, body: &'static [u8]| {
        Behaviour::http(name, sentence, move |exchange| typed(exchange, status, content_type, body))
    };
    let charset = |name, sentence, charset: &'static str, encode: fn(&str) -> Vec<u8>| {
        Behaviour::http(name, sentence, move |exchange| {
            let body = encode(&ORDER.replace("processing", "på väg"));
            typed(exchange, 200, &format!("application/json; charset={charset}"), &body)
        })
    };
    vec![
        kind("html-200", "Answers with a web page.", 200, "text/html; charset=utf-8", PAGE),
        kind("html-404", "Answers 404 with a web page.", 404, "text/html", PAGE),
        kind("html-500", "Answers 500 with a web page.", 500, "text/html", PAGE),
        kind("html-502", "Answers 502 with a web page.", 502, "text/html", PAGE),
        kind("html-as-json", "Calls a web page JSON.", 200, "application/json", PAGE),
        kind("xhtml", "Answers with a page of the stricter kind.", 200, "application/xhtml+xml", PAGE),
        kind("log-in-page", "Answers with a page to log in.", 200, "text/html", LOG_IN),
        kind("captive-portal", "Is a hotel's network that wants to be paid first (511).", 511, "text/html", LOG_IN),
        kind("challenge-page", "Wants to know whether a human asks (403).", 403, "text/html", CHALLENGE),
        kind("xml", "Answers with XML.", 200, "application/xml", b"<order><status>processing</status></order>"),
        kind("soap-500", "Answers 500 with a SOAP fault.", 500, "text/xml", SOAP),
        kind("atom", "Answers with a news feed.", 200, "application/atom+xml", b"<feed/>"),
        kind("csv", "Answers with a table.", 200, "text/csv", b"status,total\nprocessing,63.80\n"),
        kind("picture", "Answers with a picture.", 200, "image/png", PICTURE),
        kind("document", "Answers with a PDF.", 200, "application/pdf", DOCUMENT),
        kind("bytes", "Answers with bytes of no kind.", 200, "application/octet-stream", b"\x00\x01\x02"),
        kind("text", "Answers with text.", 200, "text/plain", b"processing"),
        kind("json-as-text", "Calls proper JSON plain text.", 200, "text/plain", ORDER.as_bytes()),
        kind(
            "json-as-script",
            "Wraps JSON into a function call.",
            200,
            "application/javascript",
            b"cb({\"status\": 1})",
        ),
        kind("ndjson", "Answers with one document a line.", 200, "application/x-ndjson", b"{\"a\": 1}\n{\"a\": 2}\n"),
        kind(
            "problem-json",
            "Explains a refusal as RFC 9457 says.",
            400,
            "application/problem+json",
            b"{\"title\": \"No\"}",
        ),
        kind("hal-json", "Answers properly, in a dialect of JSON.", 200, "application/hal+json", ORDER.as_bytes()),
        kind("type-odd", "Says a content type that is none.", 200, ";;;=", ORDER.as_bytes()),
        Behaviour::http("type-unsaid", "Sends proper JSON and does not say what it is.", |exchange| {
            exchange.answer(200, "", ORDER.as_bytes())
        }),
        Behaviour::http("events", "Sends events, one a second, without an end.", |exchange| {
            exchange.send(b"HTTP/1.1 200 Hostile\r\nContent-Type: text/event-stream\r\n\r\n")?;
            loop {
                exchange.send(b"data: {\"status\": \"processing\"}\n\n")?;
                exchange.pause(std::time::Duration::from_secs(1))?;
            }
        }),
        charset("latin-1", "Writes in ISO-8859-1 and says so.", "iso-8859-1", |text| {
            text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
        }),
        charset("latin-1-unsaid", "Writes in ISO-8859-1 and says UTF-8.", "utf-8", |text| {
            text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
        }),
        charset("shift-jis", "Writes in Shift-JIS and says so.", "shift_jis", |text| {
            [text.replace("på väg", "").as_bytes(), b" \x93\x8c\x8b\x9e"].concat()
        }),
        charset("utf-16", "Writes in UTF-16 and says so.", "utf-16le", |text| {
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }),
        charset("utf-16-unsaid", "Writes in UTF-16 with its mark and says UTF-8.", "utf-8", |text| {
            [b"\xff\xfe".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
        }),
        charset("charset-unknown", "Names a charset that nobody knows.", "klingon", |text| text.as_bytes().to_vec()),
        charset("byte-order-mark", "Puts a byte order mark before proper JSON.", "utf-8", |text| {
            [b"\xef\xbb\xbf", text.as_bytes()].concat()
        }),
    ]
}

fn typed(exchange: &mut Exchange, status: u16, content_type: &str, body: &[u8]) -> std::io::Result<()> {
    exchange.answer(status, &format!("Content-Type: {content_type}\r\n"), body)
}
