//! Scenarios of the task list, as data. `scenarios/T03.bundle.json` is a bundle as it is exported; `T03.json` says what
//! its API answers, what customers say, and, for each run, the bytes that are sent and the object that is printed.
//!
//! To add a scenario: both files, with `sent` and `printed` left out, then `DRAWBRIDGE_UPDATE=1`, which seals the bundle
//! and writes the two; read what was written. A run of a scenario also holds that no secret is printed anywhere.

use std::collections::BTreeMap;
use std::path::Path;

use drawbridge_model::Bundle;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::support::api::{self, Api, Received, Reply};
use crate::support::bundles::fixture;
use crate::support::program::drawbridge;

/// Headers that the HTTP client decides about.
const NOT_OURS: [&str; 5] = ["host", "content-length", "accept-encoding", "user-agent", "connection"];

#[test]
fn t03_shopify_order_by_name() {
    check("T03");
}

#[test]
fn t05_magento_token_as_a_bare_text() {
    check("T05");
}

#[test]
fn t08_where_is_my_parcel() {
    check("T08");
}

#[test]
fn t11_salesforce_case_status() {
    check("T11");
}

#[test]
fn t13_cancel_my_subscription() {
    check("T13");
}

#[test]
fn t14_next_appointment() {
    check("T14");
}

#[test]
fn t19_zendesk_ticket_of_its_requester() {
    check("T19");
}

#[test]
fn t23_newsletter_frequency() {
    check("T23");
}

#[test]
fn t24_unsubscribe_me() {
    check("T24");
}

fn check(name: &str) {
    let update = std::env::var_os("DRAWBRIDGE_UPDATE").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let (bundle_file, file) = (folder.join(format!("{name}.bundle.json")), folder.join(format!("{name}.json")));
    if update {
        seal(&bundle_file);
    }
    let bundle: Bundle = serde_json::from_str(&std::fs::read_to_string(&bundle_file).unwrap()).unwrap();
    assert!(bundle.verify_digest(), "{name}: the bundle was changed; DRAWBRIDGE_UPDATE=1 seals it again");
    let mut scenario: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let api = start(scenario["routes"].as_array().unwrap().clone());
    let secrets = scenario["secrets"].clone();
    let mut seen = 0;
    for run in scenario["runs"].as_array_mut().unwrap() {
        let what = format!("{name}, {}", run["name"]);
        let printed = call(&api, &bundle, &bundle_file, &secrets, run);
        assert_eq!(printed["outcome"], run["outcome"], "{what}: {printed:#}");
        let sent: Vec<Vec<String>> = api.requests()[seen..].iter().map(as_lines).collect();
        seen += sent.len();
        if update {
            run["sent"] = json!(sent);
            run["printed"] = printed;
        } else {
            assert_eq!(json!(sent), run["sent"], "{what}: other bytes were sent");
            assert_eq!(printed, run["printed"], "{what}");
        }
    }
    if update {
        std::fs::write(&file, format!("{scenario:#}\n")).unwrap();
    }
}

/// Runs it once; what is printed, without the trace and the token.
fn call(api: &Api, bundle: &Bundle, file: &Path, secrets: &Value, run: &Value) -> Value {
    let system = &bundle.systems[0].id;
    let base = format!("{system}={}{}", api.address(), path_of(&bundle.systems[0].base_url.live));
    let tool = &bundle.connectors[0].tool_name;
    let mut program = drawbridge(&["call", file.to_str().unwrap(), tool, "--base", &base, "--trace"])
        .with(&["--allow-private", &api.place(), "--inputs-from", "-"])
        .standard_input(&run["inputs"].to_string());
    if run["yes"] == true {
        program = program.with(&["--yes"]);
    }
    let mut values: BTreeMap<String, Value> = serde_json::from_value(secrets.clone()).unwrap();
    values.extend(run["secrets"].as_object().cloned().unwrap_or_default());
    for (variable, value) in &values {
        program = program.variable(variable, value.as_str().unwrap());
    }
    let printed = program.run();
    let _ = printed.outcome();
    for value in values.values().filter_map(Value::as_str).filter(|value| value.len() > 5) {
        printed.hides(value);
    }
    for text in run["lacks"].as_array().into_iter().flatten() {
        printed.lacks(text.as_str().unwrap());
    }
    let mut object = printed.json();
    object.as_object_mut().unwrap().remove("trace").unwrap();
    if let Some(confirmation) = object.get_mut("confirmation").and_then(Value::as_object_mut) {
        // Another one each time.
        confirmation.remove("token").unwrap();
    }
    object
}

/// The path that a system's own address has, `/fhir`.
fn path_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map(|at| rest[at..].to_owned()).unwrap_or_default()
}

/// The first route that fits answers; a request that fits none fails the test.
fn start(routes: Vec<Value>) -> Api {
    Api::start(move |request: &Received| routes.iter().find(|route| fits(route, request)).map(reply))
}

fn fits(route: &Value, request: &Received) -> bool {
    let decoded = percent_decode_str(request.call()).decode_utf8().unwrap().replace('+', " ");
    let (call, query) = decoded.split_once('?').unwrap_or((&decoded, ""));
    let holds = |name: &str, text: &str| route[name].as_str().is_none_or(|wanted| text.contains(wanted));
    let headers = route["headers"].as_object().cloned().unwrap_or_default();
    route["call"] == call
        && holds("query", query)
        && holds("body", &request.body)
        && headers.iter().all(|(name, value)| request.header(name) == value.as_str())
}

fn reply(route: &Value) -> Reply {
    if route["hangs_up"] == true {
        return api::hang_up();
    }
    if let Some(name) = route["fixture"].as_str() {
        return fixture(name);
    }
    let inline = &route["inline"];
    let mut reply = api::json(u16::try_from(inline["status"].as_u64().unwrap()).unwrap(), &inline["body"]);
    if let Some(content_type) = inline["content_type"].as_str() {
        reply.headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
    }
    reply
}

/// Method and address as they stand in the request line, the headers that are ours by name, and the body.
fn as_lines(request: &Received) -> Vec<String> {
    let mut headers: Vec<String> = request
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .filter(|(name, _)| !NOT_OURS.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    headers.sort();
    let mut lines = vec![request.call().to_owned()];
    lines.extend(headers);
    if !request.body.is_empty() {
        lines.extend([String::new(), request.body.clone()]);
    }
    lines
}

/// Gives a bundle that was written or changed by hand everything that follows from its documents.
fn seal(file: &Path) {
    let written: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let read = |name: &str| written[name].clone();
    let systems: Vec<drawbridge_model::System> = serde_json::from_value(read("systems")).unwrap();
    let connectors: Vec<drawbridge_model::Connector> = serde_json::from_value(read("connectors")).unwrap();
    let bundle = Bundle::assemble(written["name"].as_str().unwrap(), &systems, &connectors);
    std::fs::write(file, bundle.to_canonical_json()).unwrap();
}
