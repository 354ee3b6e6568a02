//! Commands against what curl put on the wire. The draft is rendered with the values that were found in the command, and
//! method, address, headers and body are compared.

use std::collections::BTreeMap;

use drawbridge_import::{Draft, Format, Import, import};
use drawbridge_model::template::{Origin, Part, Template};
use drawbridge_model::{Body, Environment, NameValue, SignIn, System};
use serde_json::Value;

use crate::{corpus, hold, lines, text};

/// Headers of the connection, and those of a browser that are left out on purpose.
const NOT_COMPARED: [&str; 9] =
    ["host", "accept-encoding", "content-length", "connection", "te", "upgrade", "http2-settings", "expect", "dnt"];

struct Values {
    questions: BTreeMap<String, String>,
    secrets: BTreeMap<String, String>,
}

impl Values {
    fn render(&self, text: &str) -> String {
        Template::parse(text).parts().iter().fold(String::new(), |out, part| match part {
            Part::Literal(literal) => out + literal,
            Part::Placeholder(placeholder) => {
                let values = if placeholder.origin == Origin::Secret { &self.secrets } else { &self.questions };
                out + values.get(&placeholder.name).map_or("", String::as_str)
            }
        })
    }

    /// The same values as they stand inside a text of JSON.
    fn in_json(&self) -> Self {
        let escaped = |values: &BTreeMap<String, String>| {
            let inside = |value: &String| Value::from(value.as_str()).to_string().trim_matches('"').to_owned();
            values.iter().map(|(name, value)| (name.clone(), inside(value))).collect()
        };
        Self { questions: escaped(&self.questions), secrets: escaped(&self.secrets) }
    }

    /// A row whose value is one placeholder without a value is not sent.
    fn rows(&self, rows: &[NameValue]) -> Vec<(String, String)> {
        let sent = rows.iter().filter(|row| !row.disabled);
        let rendered = sent.map(|row| (row, self.render(&row.value)));
        let is_there = |(row, value): &(&NameValue, String)| {
            !value.is_empty() || Template::parse(&row.value).only_placeholder().is_none()
        };
        rendered.filter(is_there).map(|(row, value)| (row.name.clone(), value)).collect()
    }
}

#[derive(Debug, PartialEq)]
struct Sent {
    method: String,
    host: String,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: String,
}

fn rendered(imported: &Import, draft: &Draft) -> Sent {
    let system: &System = imported.systems.iter().find(|system| system.id == draft.connector.system).expect("a system");
    let values = Values {
        questions: draft.connector.fields.iter().map(|field| (field.name.clone(), field.example.clone())).collect(),
        secrets: imported
            .secrets
            .iter()
            .filter(|secret| secret.system == system.id)
            .map(|secret| (secret.name.clone(), secret.value.expose().to_owned()))
            .collect(),
    };
    let step = &draft.connector.steps[0];
    let address = system.address(Environment::Live).unwrap_or_default();
    let mut headers = values.rows(&step.headers);
    let mut query = values.rows(&step.query);
    match &system.sign_in {
        SignIn::Basic { username, password } => {
            use base64::Engine as _;
            let pair = format!("{}:{}", values.render(username), values.render(password));
            let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
            headers.push(("Authorization".into(), format!("Basic {encoded}")));
        }
        SignIn::Bearer { token, .. } => {
            headers.push(("Authorization".into(), format!("Bearer {}", values.render(token))));
        }
        SignIn::ApiKey { name, value, .. } if system.sign_in.header_names().is_empty() => {
            query.push((name.clone(), values.render(value)));
        }
        SignIn::ApiKey { name, value, .. } => headers.push((name.clone(), values.render(value))),
        _ => {}
    }
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        let content_type = match &step.body {
            None => "",
            Some(Body::Json { .. }) => "application/json",
            Some(Body::Form { .. }) => "application/x-www-form-urlencoded",
            Some(Body::Multipart { .. }) => "multipart/form-data",
            Some(Body::Text { content_type, .. }) => content_type,
            Some(Body::Xml { .. }) => "application/xml",
        };
        headers.extend((!content_type.is_empty()).then(|| ("content-type".to_owned(), content_type.to_owned())));
    }
    let body = match &step.body {
        None => String::new(),
        Some(Body::Json { text }) => values.in_json().render(text),
        Some(Body::Text { text, .. } | Body::Xml { text }) => values.render(text),
        Some(Body::Form { fields }) => written(&values.rows(fields)),
        Some(Body::Multipart { fields }) => {
            let lines = values.rows(fields).into_iter().map(|(name, value)| format!("{name}: {value}"));
            lines.collect::<Vec<_>>().join("\n")
        }
    };
    query.sort();
    Sent {
        method: step.method.as_str().to_owned(),
        host: address.split("://").nth(1).unwrap_or_default().to_owned(),
        path: decoded(&values.render(&step.path)),
        query,
        headers: comparable(headers),
        body: normal(&body),
    }
}

fn on_the_wire(wire: &Value) -> Sent {
    let (path, query) = text(wire, "target").split_once('?').unwrap_or((text(wire, "target"), ""));
    let headers: Vec<(String, String)> = wire["headers"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| (row[0].as_str().unwrap_or_default().to_owned(), row[1].as_str().unwrap_or_default().to_owned()))
        .collect();
    let is_multipart = headers
        .iter()
        .any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value.starts_with("multipart/"));
    let body = text(wire, "body");
    let mut query = pairs(query);
    query.sort();
    Sent {
        method: text(wire, "method").to_owned(),
        host: text(wire, "host").to_owned(),
        path: decoded(path),
        query,
        headers: comparable(headers),
        body: if is_multipart { parts(body) } else { normal(body) },
    }
}

fn comparable(headers: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = headers
        .into_iter()
        // The word before a token may be written in any letters, RFC 9110 section 11.1.
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().replace("bearer ", "Bearer ")))
        // What separates the parts of a form is drawn anew for each request.
        .map(|(name, value)| {
            let is_multipart = name == "content-type" && value.starts_with("multipart/");
            let value = if is_multipart { "multipart/form-data".to_owned() } else { value };
            (name, value)
        })
        .filter(|(name, value)| !is_added_by_curl(name, value))
        .filter(|(name, _)| !NOT_COMPARED.contains(&name.as_str()) && !name.starts_with("sec-"))
        .collect();
    headers.sort();
    headers
}

fn is_added_by_curl(name: &str, value: &str) -> bool {
    (name == "accept" && value == "*/*") || (name == "user-agent" && value.starts_with("curl/"))
}

/// JSON by value, forms by their pairs, anything else as it is.
fn normal(body: &str) -> String {
    if let Ok(value) = serde_json::from_str::<Value>(body) {
        return value.to_string();
    }
    let is_form = !body.is_empty() && body.split('&').all(|pair| pair.contains('='));
    if is_form { written(&pairs(body)) } else { body.to_owned() }
}

fn written(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Names and texts of a multipart body.
fn parts(body: &str) -> String {
    body.split("Content-Disposition:")
        .skip(1)
        .map(|part| {
            let name = part.split("name=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let value =
                part.split_once("\r\n\r\n").and_then(|(_, rest)| rest.split("\r\n--").next()).unwrap_or_default();
            format!("{name}: {value}")
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Why a command is not sent as curl sent it, by what is in it.
const OUTSIDE: [(&str, &[&str]); 3] = [
    ("another file, which an import never reads", &["--netrc", "-T log/", "-H @", "-d @log", "-b log/", "--config"]),
    ("an answer of the server, or the time", &["--ntlm", "--negotiate", "--aws-sigv4"]),
    (
        "what no connector sends: a Host of its own, another method, a header's name that HTTP does not allow",
        &["-H \"Host", "-X 'QUERY'", "-H ”a:b”"],
    ),
];

fn outside(command: &str) -> Option<&'static str> {
    OUTSIDE.iter().find(|(_, marks)| marks.iter().any(|mark| command.contains(mark))).map(|(reason, _)| *reason)
}

impl Sent {
    /// What other files hold is to be supplied by the owner: a body from a file, and the sign-in of a `.netrc`.
    fn without_what_files_hold(mut self, command: &str) -> Self {
        if ["-T log/", "-d @log"].iter().any(|mark| command.contains(mark)) {
            self.body.clear();
        }
        if command.contains("--netrc") {
            for (name, value) in &mut self.headers {
                if name == "authorization" && value.starts_with("Basic ") {
                    "Basic".clone_into(value);
                }
            }
        }
        self
    }
}

#[test]
fn commands_send_what_curl_sent() {
    let Some(folder) = corpus().map(|corpus| corpus.join("curl")) else { return };
    let (mut equal, mut supplied, mut all, mut misses) = (0, 0, 0, Vec::new());
    let mut explained: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for record in lines(&folder.join("commands.jsonl")) {
        if record["wire"].is_null() {
            continue;
        }
        all += 1;
        let command = text(&record, "command");
        let wanted = on_the_wire(&record["wire"]);
        let imported = import(Format::Curl, command, [7; 32]);
        let found = imported.as_ref().ok().and_then(|imported| Some(rendered(imported, imported.drafts.first()?)));
        if found.as_ref() == Some(&wanted) {
            equal += 1;
            continue;
        }
        let id = text(&record, "id").to_owned();
        match outside(command) {
            Some(reason) => explained.entry(reason).or_default().push(id),
            None => misses.push(format!("{id}: {}\n    found  {found:?}\n    wanted {wanted:?}", command.trim())),
        }
        let found = found.map(|found| found.without_what_files_hold(command));
        supplied += usize::from(found == Some(wanted.without_what_files_hold(command)));
    }
    let outside: usize = explained.values().map(Vec::len).sum();
    println!("cURL: {equal} of {all} commands with a capture");
    println!("cURL, what other files hold to be supplied: {} of {all}", equal + supplied);
    for (reason, ids) in &explained {
        println!("  {} by {reason}: {}", ids.len(), ids.join(", "));
    }
    hold("cURL, commands whose text says all", equal, all - outside, 97.0, &misses);
}
