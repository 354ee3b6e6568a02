//! Signed requests: the bytes of the signature, what it covers, and what it does not tell.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drawbridge_engine::Run;
use drawbridge_model::OutcomeKind;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::server::{Recorded, Server};
use crate::setup::{SENTINEL, Setup, order, order_connector, owner, shop};

/// Posts the order's number, with the shop's requests signed.
fn run(sign_in: &Value) -> (Run, Recorded) {
    let mut connector = order_connector();
    connector["steps"][0]["method"] = json!("POST");
    connector["steps"][0]["reads_only"] = json!(true);
    connector["steps"][0]["body"] = json!({"type": "json", "text": "{\"order\": \"{order_id}\", \"ü\": 1}"});
    let mut shop = shop();
    shop["sign_in"] = sign_in.clone();
    let server = Server::json(|_| (200, order()));
    let run = Setup::new(connector, shop, &server).run(&owner());
    assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{:?}", run.outcome);
    let request = server.requests().remove(0);
    let trace = serde_json::to_string(&run.trace).unwrap();
    assert!(!trace.contains(SENTINEL), "{trace}");
    (run, request)
}

fn mac(message: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(SENTINEL.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

const BODY: &str = r#"{"order":"1001","ü":1}"#;

#[test]
fn a_signature_covers_the_bytes_that_are_sent() {
    let (run, request) = run(&json!({"type": "hmac", "key": "{secret.k}", "header": "X-Signature",
        "message": "{request.method}\n{request.path}\n{request.query}\n{request.target}\n{request.body}"}));
    assert_eq!(request.body, BODY);
    let message = format!("POST\n/orders/1001\nlang=en\n/orders/1001?lang=en\n{BODY}");
    assert_eq!(request.headers("x-signature"), [hex(&mac(&message))]);
    let shown = &run.trace.steps[0].sent_headers;
    assert!(shown.iter().any(|header| header.name == "X-Signature" && header.value == "••••"), "{shown:?}");
}

#[test]
fn a_signature_has_a_word_before_it_and_headers_beside_it() {
    let (run, request) = run(&json!({"type": "hmac", "key": "{secret.k}", "header": "Authorization",
        "prefix": "HMAC {secret.k}:", "encoding": "base64",
        "message": "{request.timestamp}.{request.nonce}.{request.body_sha256}.{request.host}",
        "headers": [{"name": "X-Time", "value": "{request.timestamp}"}, {"name": "X-Nonce", "value": "{request.nonce}"},
            {"name": "X-Key-Id", "value": "id {secret.k}"}]}));
    let header = |name: &str| request.headers(name)[0].to_owned();
    let (time, nonce) = (header("x-time"), header("x-nonce"));
    let started: i64 = "2026-11-22T20:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
    let told: i64 = time.parse().unwrap();
    assert!((started..started + 60).contains(&told), "{time} is the time of the run");
    assert_eq!(nonce.len(), 32);
    assert_eq!(header("x-key-id"), format!("id {SENTINEL}"));
    let message = format!("{time}.{nonce}.{}.{}", hex(&Sha256::digest(BODY)), header("host"));
    assert_eq!(header("authorization"), format!("HMAC {SENTINEL}:{}", STANDARD.encode(mac(&message))));
    let shown: Vec<&str> = run.trace.steps[0].sent_headers.iter().map(|header| header.value.as_str()).collect();
    assert!(
        shown.contains(&"HMAC ••••:••••") && shown.contains(&"id ••••") && shown.contains(&time.as_str()),
        "{shown:?}"
    );
}

#[test]
fn a_blank_follows_a_word_and_no_sign() {
    for (prefix, before) in [("sha256=", "sha256="), ("HMAC-SHA256", "HMAC-SHA256 "), ("", "")] {
        let (_, request) = run(&json!({"type": "hmac", "key": "{secret.k}", "header": "X-Signature", "message": "x",
            "prefix": prefix}));
        assert_eq!(request.headers("x-signature"), [format!("{before}{}", hex(&mac("x")))]);
    }
}

#[test]
fn each_request_is_signed_anew_with_a_nonce_of_its_own() {
    let mut shop = shop();
    shop["sign_in"] = json!({"type": "hmac", "key": "{secret.k}", "header": "X-Signature", "message": "{request.nonce}",
        "headers": [{"name": "X-Nonce", "value": "{request.nonce}"}]});
    let server = Server::json(|_| (200, order()));
    let setup = Setup::new(order_connector(), shop, &server);
    (0..2).for_each(|_| drop(setup.run(&owner())));
    let requests = server.requests();
    assert_ne!(requests[0].headers("x-nonce"), requests[1].headers("x-nonce"));
    for request in &requests {
        assert_eq!(request.headers("x-signature"), [hex(&mac(request.headers("x-nonce")[0]))]);
    }
}

#[test]
fn without_a_time_nothing_that_needs_one_is_sent() {
    let mut shop = shop();
    shop["sign_in"] = json!({"type": "hmac", "key": "{secret.k}", "header": "X-Signature", "message": "{request.time}",
        "headers": [{"name": "Date", "value": "{request.time}"}]});
    let server = Server::json(|_| (200, order()));
    let run = Setup::new(order_connector(), shop, &server).run_with(&owner(), |request| request.started_at.clear());
    assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    assert!(run.outcome.owner.what.contains("{request.time} is not known"), "{:?}", run.outcome.owner);
    assert_eq!(server.requests().len(), 0);
}
