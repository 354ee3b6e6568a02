//! A HAR recording: what a browser sent while somebody used a site. Entries that fetch pages, pictures and scripts are left
//! out; cookies and what a browser adds to each request go too (SECURITY IMP-09), and keys are sealed as everywhere.

use std::collections::HashSet;

use base64::Engine as _;
use drawbridge_model::{Body, NameValue};
use serde_json::Value;

use crate::address::split;
use crate::json::{self, items, text};
use crate::limits::{MAX_ANSWER_BYTES, MAX_REQUESTS};
use crate::request::{AnswerOrigin, ReadAnswer, ReadRequest, Reading, method, row};
use crate::result::{Finding, Parameter, Place, Refusal};
use crate::text::{counted, pairs};

/// Headers that a browser adds by itself.
const OF_A_BROWSER: [&str; 12] = [
    "accept-language",
    "cache-control",
    "cookie",
    "cookie2",
    "if-modified-since",
    "if-none-match",
    "origin",
    "pragma",
    "priority",
    "referer",
    "user-agent",
    "x-client-data",
];

/// Reads a recording.
pub(crate) fn read(text: &str) -> Result<Reading, Refusal> {
    let root = json::parse(text, "a HAR recording")?;
    let Some(entries) = root.pointer("/log/entries").and_then(Value::as_array) else {
        return Err(Refusal::new(
            "This is not a HAR recording: it has no list of entries.",
            "In the browser's developer tools, open Network and choose “Save all as HAR”.",
        ));
    };
    let mut reading = Reading::default();
    let mut seen = HashSet::new();
    let (mut others, mut repeated) = (0, 0);
    for (index, entry) in entries.iter().enumerate() {
        let request = entry.get("request").unwrap_or(&Value::Null);
        if !is_call(entry, request) {
            others += 1;
        } else if !seen.insert((
            json::text(request, "method"),
            json::text(request, "url"),
            request.pointer("/postData/text").map(Value::to_string),
        )) {
            repeated += 1;
        } else if reading.requests.len() <= MAX_REQUESTS {
            reading.requests.push(self::request(index, entry, request));
        }
    }
    let all = counted(entries.len(), "entry").replace("entrys", "entries");
    reading.findings.push(Finding::understood("", format!("A HAR recording of {all}.")));
    if others > 0 {
        let message = format!("{others} of them fetch pages, pictures, scripts or styles and were left out.");
        reading.findings.push(Finding::dropped("", message));
    }
    if repeated > 0 {
        let message = format!("{repeated} of them repeat an earlier one and were left out.");
        reading.findings.push(Finding::dropped("", message));
    }
    if reading.requests.is_empty() {
        reading.findings.push(Finding::dropped("", "No entry of this recording calls an API."));
    }
    Ok(reading)
}

/// Whether an entry calls an API, as far as its kind and its answer tell.
fn is_call(entry: &Value, request: &Value) -> bool {
    let url = text(request, "url");
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return false;
    }
    match text(entry, "_resourceType") {
        "xhr" | "fetch" => return true,
        "document" | "stylesheet" | "script" | "image" | "font" | "media" | "manifest" | "websocket" | "preflight" => {
            return false;
        }
        _ => {}
    }
    let kind =
        entry.pointer("/response/content/mimeType").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let fetched = ["html", "javascript", "css", "image/", "font", "video/", "audio/", "wasm"];
    let is_plain_get = text(request, "method").eq_ignore_ascii_case("GET");
    !(is_plain_get && fetched.iter().any(|fetched| kind.contains(fetched)))
}

fn request(index: usize, entry: &Value, written: &Value) -> ReadRequest {
    let at = format!("entry {}", index + 1);
    let word = Some(text(written, "method")).filter(|word| !word.is_empty()).unwrap_or("GET").to_uppercase();
    let parts = split(text(written, "url"));
    let mut request = ReadRequest {
        method: method(&word),
        method_word: word,
        base: parts.base,
        path: parts.path,
        query: parts.query,
        sign_in: parts.sign_in,
        at,
        ..ReadRequest::default()
    };
    let headers: Vec<NameValue> =
        items(written, "headers").iter().map(|header| row(text(header, "name"), text(header, "value"))).collect();
    let is_of_a_browser = |row: &NameValue| OF_A_BROWSER.contains(&row.name.to_ascii_lowercase().as_str());
    if headers.iter().any(|row| row.name.eq_ignore_ascii_case("cookie")) || !items(written, "cookies").is_empty() {
        let message = "Cookies were left out: they belong to one person's browser. If the API needs one, it has another way to sign in for programs.";
        request.findings.push(Finding::dropped(&request.at, message));
    }
    let sendable = |row: &NameValue| !row.name.starts_with(':') && !row.name.to_ascii_lowercase().starts_with("sec-");
    request.headers = headers.into_iter().filter(|row| !is_of_a_browser(row) && sendable(row)).collect();
    body(written.get("postData").unwrap_or(&Value::Null), &mut request);
    let named = |place: Place| move |row: &NameValue| Parameter { place, name: row.name.clone(), required: true };
    request.parameters =
        request.query.iter().map(named(Place::Query)).chain(request.headers.iter().map(named(Place::Header))).collect();
    request.answer = answer(entry.get("response").unwrap_or(&Value::Null));
    request
}

fn body(data: &Value, request: &mut ReadRequest) {
    let written = text(data, "text");
    let kind = text(data, "mimeType");
    let lower = kind.to_ascii_lowercase();
    let rows = || -> Vec<NameValue> {
        let params = items(data, "params");
        let is_text = |param: &&Value| param.get("fileName").is_none();
        params.iter().filter(is_text).map(|param| row(text(param, "name"), text(param, "value"))).collect()
    };
    let is_content_type = |row: &NameValue| row.name.eq_ignore_ascii_case("content-type");
    request.body = if lower.contains("x-www-form-urlencoded") {
        request.headers.retain(|row| !is_content_type(row));
        let fields = if written.is_empty() {
            rows()
        } else {
            pairs(written).into_iter().map(|(name, value)| row(name, value)).collect()
        };
        Some(Body::Form { fields })
    } else if lower.contains("multipart/") {
        request.headers.retain(|row| !is_content_type(row));
        Some(Body::Multipart { fields: rows() })
    } else if written.is_empty() {
        None
    } else if lower.contains("json") || (lower.is_empty() && written.trim_start().starts_with(['{', '['])) {
        Some(Body::Json { text: written.to_owned() })
    } else if lower.contains("xml") {
        Some(Body::Xml { text: written.to_owned() })
    } else {
        request.headers.retain(|row| !is_content_type(row));
        Some(Body::Text { text: written.to_owned(), content_type: kind.to_owned() })
    };
}

fn answer(response: &Value) -> Option<ReadAnswer> {
    let status = response.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok())?;
    let content = response.get("content")?;
    let written = text(content, "text");
    if !(200..300).contains(&status) || written.len() > MAX_ANSWER_BYTES {
        return None;
    }
    let body = if text(content, "encoding") == "base64" {
        let bytes = base64::engine::general_purpose::STANDARD.decode(written).ok()?;
        serde_json::from_slice(&bytes).ok()?
    } else {
        serde_json::from_str(written).ok()?
    };
    Some(ReadAnswer { status, body, origin: AnswerOrigin::Recorded })
}
