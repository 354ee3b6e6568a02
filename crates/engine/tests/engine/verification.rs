//! Responses that must not let anybody in, over a real connection.

use drawbridge_model::OutcomeKind;
use serde_json::{Value, json};

use crate::server::{Server, response};
use crate::setup::{PII, Setup, order, order_connector, owner, shop};

const JSON: &str = "Content-Type: application/json\r\n";

fn outcome(bytes: Vec<u8>) -> (OutcomeKind, String) {
    let server = Server::raw(bytes);
    let run = Setup::order(&server).run(&owner());
    let bot = serde_json::to_string(&run.outcome.for_bot()).unwrap();
    assert!(run.outcome.data.is_none() && !bot.contains(PII) && !bot.contains("processing"), "{bot}");
    (run.outcome.kind, run.outcome.message)
}

/// SECURITY IDV-01.
#[test]
fn a_missing_value_fails_with_the_words_of_the_rule() {
    for body in [json!({}), json!({"billing": null}), json!({"billing": "ana@example.com"}), json!([])] {
        let (kind, message) = outcome(response(200, JSON, body.to_string().as_bytes()));
        assert_eq!(kind, OutcomeKind::NotVerified, "{body}");
        assert_eq!(message, "Email doesn't match. Please verify your details.");
    }
}

/// SECURITY IDV-16.
#[test]
fn a_status_that_is_no_success_lets_nobody_in() {
    let body = order();
    for (status, kind) in [
        (404, OutcomeKind::NotVerified),
        (410, OutcomeKind::NotVerified),
        (206, OutcomeKind::NotVerified),
        (302, OutcomeKind::ApiError),
        (400, OutcomeKind::ApiError),
        (401, OutcomeKind::ApiError),
        (403, OutcomeKind::ApiError),
        (429, OutcomeKind::Unavailable),
        (500, OutcomeKind::Unavailable),
        (503, OutcomeKind::Unavailable),
    ] {
        assert_eq!(outcome(response(status, JSON, body.as_bytes())).0, kind, "status {status}");
    }
    assert_eq!(outcome(b"HTTP/1.1 204 X\r\nConnection: close\r\n\r\n".to_vec()).0, OutcomeKind::NotVerified);
    assert_eq!(outcome(response(200, JSON, br#"{"error":"not found"}"#)).0, OutcomeKind::NotVerified);
}

/// SECURITY IDV-24.
#[test]
fn every_failed_verification_looks_the_same_to_the_bot() {
    let wrong = order().replace("Ana@Example.com", "someone@else.example");
    let twice = order()
        .replace("{\"email\"", "{\"email\":\"x\",\"email\"")
        .replace("\"billing\":{", "\"billing\":{\"email\":1,");
    let mut seen: Vec<(OutcomeKind, String)> = [
        response(404, JSON, b"{}"),
        response(410, JSON, b"gone"),
        response(200, JSON, wrong.as_bytes()),
        response(200, JSON, b"{}"),
        response(200, JSON, br#"{"billing":{"email":7}}"#),
        response(200, JSON, br#"{"billing":{"email":["ana@example.com"]}}"#),
        response(200, JSON, twice.as_bytes()),
    ]
    .into_iter()
    .map(outcome)
    .collect();
    let server = Server::raw(response(404, JSON, b"{}"));
    let setup = Setup::order(&server);
    let guessed: Vec<String> =
        (0..6).map(|_| serde_json::to_string(&setup.run(&owner()).outcome.for_bot()).unwrap()).collect();
    assert_eq!(server.requests().len(), 5, "the sixth is locked");
    assert!(guessed.iter().all(|one| *one == guessed[0]), "byte by byte: {guessed:?}");
    seen.push((OutcomeKind::NotVerified, setup.run(&owner()).outcome.message));
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
    assert_eq!(seen[0].0, OutcomeKind::NotVerified);
}

/// SECURITY IDV-17.
#[test]
fn what_is_not_whole_json_in_utf_8_lets_nobody_in() {
    let body = order();
    let mut marked = b"\xEF\xBB\xBF".to_vec();
    marked.extend_from_slice(body.as_bytes());
    let latin = body.replace("processing", "pr\u{e9}t").chars().map(|letter| letter as u8).collect::<Vec<u8>>();
    let mut cut = format!("HTTP/1.1 200 X\r\n{JSON}Content-Length: 9999\r\nConnection: close\r\n\r\n").into_bytes();
    cut.extend_from_slice(body.as_bytes());
    for (what, bytes) in [
        ("a web page", response(200, "Content-Type: text/html\r\n", body.as_bytes())),
        ("no type", response(200, "", body.as_bytes())),
        ("utf-16", response(200, "Content-Type: application/json; charset=utf-16\r\n", body.as_bytes())),
        ("a mark", response(200, JSON, &marked)),
        ("latin-1", response(200, JSON, &latin)),
        ("a lying length", cut),
        ("cut JSON", response(200, JSON, &body.as_bytes()[..body.len() - 2])),
    ] {
        assert_eq!(outcome(bytes).0, OutcomeKind::Unavailable, "{what}");
    }
}

/// SECURITY IDV-18.
#[test]
fn one_byte_over_the_cap_lets_nobody_in() {
    let sized = |size: usize| {
        let start = r#"{"billing":{"email":"ana@example.com"},"status":"x","pad":""#;
        format!("{start}{}\"}}", "x".repeat(size - start.len() - 2))
    };
    let cap = drawbridge_engine::limits::DECISION_BODY_BYTES;
    assert_eq!(outcome(response(200, JSON, sized(cap + 1).as_bytes())).0, OutcomeKind::Unavailable);
    let server = Server::raw(response(200, JSON, sized(cap).as_bytes()));
    assert_eq!(Setup::order(&server).run(&owner()).outcome.kind, OutcomeKind::Answer, "the cap itself is allowed");
    let server = Server::raw(response(200, JSON, sized(cap + 1).as_bytes()));
    let run = Setup::order(&server).run_with(&owner(), |request| {
        request.audience = drawbridge_engine::Audience::Designer;
        request.limits = drawbridge_engine::Limits::designer();
    });
    assert_eq!(run.outcome.kind, OutcomeKind::Unavailable, "a test must not succeed where the bot's call fails");
    assert_eq!(run.answers[0].body.len(), cap + 1, "but it may be looked at");
}

/// SECURITY IDV-19.
#[test]
fn a_second_rule_that_fails_is_enough() {
    let rule = |path: &str| json!({"input": "email", "compare_with": path, "type": "equals_ignore_case"});
    for paths in [["billing.email", "shipping.email"], ["shipping.email", "billing.email"]] {
        let server = Server::json(|_| (200, order()));
        let mut connector = order_connector();
        connector["validations"] = Value::Array(paths.iter().map(|path| rule(path)).collect());
        let run = Setup::new(connector, shop(), &server).run(&owner());
        assert_eq!(run.outcome.kind, OutcomeKind::NotVerified, "{paths:?}");
        assert!(run.outcome.message.starts_with("These details could not be verified."), "{}", run.outcome.message);
    }
}

/// SECURITY IDV-22.
#[test]
fn each_call_is_verified_by_itself() {
    let server = Server::json(|request| {
        let email = if request.target().contains("1001") { "ana@example.com" } else { "bob@example.com" };
        (200, json!({"status": "x", "billing": {"email": email}}).to_string())
    });
    let setup = Setup::order(&server);
    let kind = |order: &str| {
        let run = setup.run_with(&json!({"order_id": order, "email": "ana@example.com"}), |request| {
            request.conversation = Some("one conversation".to_owned());
        });
        run.outcome.kind
    };
    assert_eq!(kind("1001"), OutcomeKind::Answer);
    assert_eq!(kind("1002"), OutcomeKind::NotVerified, "who proved to own one order has not proved to own another");
    assert_eq!(kind("1001"), OutcomeKind::Answer);
}

#[test]
fn an_error_in_a_success_is_an_error() {
    let server =
        Server::json(|_| (200, json!({"errors": ["no"], "billing": {"email": "ana@example.com"}}).to_string()));
    for (means, kind) in [("error", OutcomeKind::ApiError), ("not_found", OutcomeKind::NotVerified)] {
        let mut connector = order_connector();
        connector["steps"][0]["fail_when"] = json!([{"path": "errors", "is": "present", "means": means}]);
        assert_eq!(Setup::new(connector, shop(), &server).run(&owner()).outcome.kind, kind);
    }
}
