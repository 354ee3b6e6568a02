//! Bodies and requests as real APIs want them, by the bytes that arrive.

use drawbridge_model::OutcomeKind;
use serde_json::{Value, json};

use crate::server::{Recorded, Server};
use crate::setup::{SENTINEL, Setup, order, order_connector, owner, shop};

/// Sends the order connector's request with some members changed.
fn sent(changes: &[(&str, Value)], inputs: &Value) -> Recorded {
    let mut connector = order_connector();
    connector["fields"].as_array_mut().unwrap().extend([
        json!({"name": "quantity", "type": "integer"}),
        json!({"name": "express", "type": "boolean"}),
        json!({"name": "note", "type": "string"}),
    ]);
    connector["steps"][0]["reads_only"] = json!(true);
    connector["steps"][0]["method"] = json!("POST");
    for (member, value) in changes {
        connector["steps"][0][*member] = value.clone();
    }
    let server = Server::json(|_| (200, order()));
    let run = Setup::new(connector, shop(), &server).run(inputs);
    assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{:?}", run.outcome);
    server.requests().remove(0)
}

fn with(more: &[(&str, Value)]) -> Value {
    let mut inputs = owner();
    for (name, value) in more {
        inputs[*name] = value.clone();
    }
    inputs
}

fn json_body(text: &str) -> (&'static str, Value) {
    ("body", json!({"type": "json", "text": text}))
}

#[test]
fn a_multipart_body_holds_each_value_as_it_is() {
    let fields = json!([{"name": "order", "value": "{order_id}"}, {"name": "note", "value": "{note}"},
        {"name": "express", "value": "{express}"}, {"name": "off", "value": "x", "disabled": true}]);
    let body = ("body", json!({"type": "multipart", "fields": fields}));
    let own_type = ("headers", json!([{"name": "Content-Type", "value": "application/json"}]));
    let note = "ring twice\n--drawbridge-0-end\nplease, grüße";
    let request = sent(&[body, own_type], &with(&[("note", json!(note))]));
    assert_eq!(request.headers("content-type"), ["multipart/form-data; boundary=drawbridge-1-end"]);
    let expected = format!(
        "--drawbridge-1-end\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n1001\r\n\
         --drawbridge-1-end\r\nContent-Disposition: form-data; name=\"note\"\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{note}\r\n--drawbridge-1-end--\r\n"
    );
    assert_eq!(request.body, expected, "an optional value left empty is left out, as is a row that is off");
}

/// What a server that knows multipart makes of it.
#[test]
fn a_secret_in_a_part_is_hidden_in_the_trace() {
    let mut connector = order_connector();
    connector["steps"][0]["method"] = json!("POST");
    connector["steps"][0]["reads_only"] = json!(true);
    connector["steps"][0]["body"] = json!({"type": "multipart", "fields": [{"name": "key", "value": "{secret.k}"}, {"name": "o", "value": "{order_id}"}]});
    let server = Server::json(|_| (200, order()));
    let run = Setup::new(connector, shop(), &server).run(&owner());
    assert!(server.requests()[0].body.contains(SENTINEL));
    let shown = run.trace.steps[0].sent_body.clone().unwrap_or_default();
    assert!(!shown.contains(SENTINEL) && shown.contains("••••") && shown.contains("1001"), "{shown}");
}

#[test]
fn a_graphql_query_keeps_its_braces() {
    let text = r#"{"query": "query($id: ID!) { order(id: $id) { status lines { name } } }", "variables": {"id": "{order_id}"}}"#;
    let request = sent(&[json_body(text)], &owner());
    let body: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(body["query"], "query($id: ID!) { order(id: $id) { status lines { name } } }");
    assert_eq!(body["variables"], json!({"id": "1001"}));
    let tight = sent(&[json_body(r#"{"query": "{order(id:1){{{status}}}}", "v": {"id": "{order_id}"}}"#)], &owner());
    let body: Value = serde_json::from_str(&tight.body).unwrap();
    assert_eq!(body["query"], "{order(id:1){{status}}}", "doubled braces are the braces themselves");
}

#[test]
fn a_formula_keeps_its_braces() {
    let query =
        ("query", json!([{"name": "filterByFormula", "value": "AND({Order No}='{order_id}', {{status}}='open')"}]));
    let request = sent(&[query], &owner());
    let url = url::Url::parse(&format!("http://x{}", request.target())).unwrap();
    let value = url.query_pairs().next().unwrap().1.into_owned();
    assert_eq!(value, "AND({Order No}='1001', {status}='open')");
}

#[test]
fn values_keep_their_types_in_lists_and_objects() {
    let text = r#"{"items": [{"order": "{order_id}", "quantity": {quantity}, "express": {express}}, {"fixed": 1.50}],
        "note": "{note}", "nested": {"deep": [{quantity}, "{note}", null, true]}}"#;
    let inputs = with(&[("quantity", json!("3")), ("express", json!("yes"))]);
    let request = sent(&[json_body(text)], &inputs);
    assert_eq!(
        request.body,
        r#"{"items":[{"order":"1001","quantity":3,"express":true},{"fixed":1.50}],"nested":{"deep":[3,null,true]}}"#,
        "numbers to the letter; a member whose optional value is empty is left out"
    );
}

#[test]
fn a_query_name_may_stand_twice() {
    let query = (
        "query",
        json!([{"name": "include[]", "value": "lines"}, {"name": "include[]", "value": "{order_id}"},
        {"name": "note", "value": "{note}"}]),
    );
    assert_eq!(sent(&[query], &owner()).target(), "/orders/1001?include%5B%5D=lines&include%5B%5D=1001");
}

#[test]
fn each_request_has_its_own_headers_beside_those_of_its_system() {
    let mut connector = order_connector();
    connector["steps"][0]["headers"] =
        json!([{"name": "X-Version", "value": "2"}, {"name": "X-Order", "value": "{order_id}"}]);
    let mut shop = shop();
    shop["headers"] = json!([{"name": "X-Version", "value": "1"}, {"name": "X-App", "value": "app {secret.k}"},
        {"name": "X-Second-Key", "value": "{secret.k}"}]);
    let server = Server::json(|_| (200, order()));
    let run = Setup::new(connector, shop, &server).run(&owner());
    let request = &server.requests()[0];
    assert_eq!(request.headers("x-version"), ["2"], "the request's own stands in place of the system's");
    assert_eq!(request.headers("x-order"), ["1001"]);
    for (name, value) in [("x-api-key", SENTINEL), ("x-second-key", SENTINEL), ("x-app", &format!("app {SENTINEL}"))] {
        assert_eq!(request.headers(name), [value], "several headers carry secrets at once");
    }
    assert!(!serde_json::to_string(&run.trace).unwrap().contains(SENTINEL));
}
