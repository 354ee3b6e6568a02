//! Answers that repeat the key of the request, in every writing that a careless server might use.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Behaviour, ORDER};

pub(super) fn behaviours() -> Vec<Behaviour> {
    // The record, its status being what `write` makes of the key.
    let in_status = |name, sentence, write: fn(&str) -> String| {
        Behaviour::http(name, sentence, move |exchange| {
            let written = write(&exchange.key());
            exchange.json(&ORDER.replace("processing", &written))
        })
    };
    vec![
        in_status("echo", "Repeats the key as it is.", str::to_owned),
        in_status("echo-base64", "Repeats the key in Base64.", |key| STANDARD.encode(key)),
        in_status("echo-basic", "Repeats the key as a name and password would be sent.", |key| {
            format!("Basic {}", STANDARD.encode(format!("user:{key}")))
        }),
        in_status("echo-percent", "Repeats the key percent-encoded.", |key| {
            written(key.bytes().map(|byte| format!("%{byte:02X}")))
        }),
        in_status("echo-hex", "Repeats the key in hexadecimal digits.", |key| {
            written(key.bytes().map(|byte| format!("{byte:02x}")))
        }),
        in_status("echo-escaped", "Repeats the key in JSON's escapes.", |key| {
            written(key.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))))
        }),
        in_status("echo-twice", "Repeats the key twice in one text.", |key| format!("{key}{key}")),
        Behaviour::http("echo-name", "Repeats the key as a name in the document.", |exchange| {
            let key = exchange.key();
            exchange.json(&ORDER.replacen('{', &format!("{{\"{key}\": 1, "), 1))
        }),
        Behaviour::http("echo-header", "Repeats the key in a header.", |exchange| {
            let headers = format!("Content-Type: application/json\r\nX-Echo: {}\r\n", exchange.key());
            exchange.answer(200, &headers, ORDER.as_bytes())
        }),
        Behaviour::http("echo-location", "Repeats the key in a redirect's address.", |exchange| {
            let headers = format!("Location: https://evil.example/{}\r\n", exchange.key());
            exchange.answer(302, &headers, b"")
        }),
        Behaviour::http("echo-type", "Repeats the key in the content type.", |exchange| {
            let headers = format!("Content-Type: {}\r\n", exchange.key());
            exchange.answer(200, &headers, ORDER.as_bytes())
        }),
        Behaviour::http("echo-reason", "Repeats the key in the status text.", |exchange| {
            let key = exchange.key();
            let length = ORDER.len();
            let head = format!(
                "HTTP/1.1 200 {key}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            exchange.send(&[head.as_bytes(), ORDER.as_bytes()].concat())
        }),
        Behaviour::http("echo-page", "Repeats the key on a web page, with a status of its own.", |exchange| {
            let page = format!("<html>The key {} is not known.</html>", exchange.key());
            exchange.answer(401, "Content-Type: text/html\r\n", page.as_bytes())
        }),
        Behaviour::http("echo-chunks", "Repeats the key, cut in two by the chunks.", |exchange| {
            let body = ORDER.replace("processing", &exchange.key());
            let middle = body.find("total").unwrap_or_default().saturating_sub(14);
            exchange.head("Transfer-Encoding: chunked\r\n")?;
            exchange.chunk(&body.as_bytes()[..middle])?;
            exchange.chunk(&body.as_bytes()[middle..])?;
            exchange.send(b"0\r\n\r\n")
        }),
        Behaviour::http("echo-request", "Repeats the whole request.", |exchange| {
            let request = serde_json::Value::from(String::from_utf8_lossy(&exchange.request.bytes).into_owned());
            let body = ORDER.replace("\"processing\"", &request.to_string());
            exchange.json(&body)
        }),
    ]
}

fn written(pieces: impl Iterator<Item = String>) -> String {
    pieces.collect::<Vec<_>>().concat()
}
