//! On a failure, nothing of a response is anywhere.

use std::sync::{Arc, Mutex};

use drawbridge_engine::Audience;
use drawbridge_model::OutcomeKind;
use serde_json::{Value, json};

use crate::server::{Server, response};
use crate::setup::{Setup, order_connector, owner, shop, wait};

const JSON: &str = "Content-Type: application/json\r\n";
/// Stands in every part of every response here.
const SENTINEL: &str = "SENTINELLindenstrasse";

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Two requests; the second carries what the first was answered.
fn two_steps() -> Value {
    let mut connector = order_connector();
    connector["steps"] = json!([
        {"id": "order", "path": "/orders/{order_id}", "extract": [{"name": "owner", "path": "owner"}]},
        {"id": "owner", "path": "/owners/{order.owner}", "headers": [{"name": "X-Owner", "value": "{order.owner}"}]}
    ]);
    connector["validations"][0]["compare_with"] = json!("email");
    connector
}

fn record(email: &str) -> String {
    json!({"email": email, "owner": SENTINEL, "status": SENTINEL, "total": SENTINEL, "billing": {"email": email}})
        .to_string()
}

/// SECURITY IDV-23. SECURITY IDV-36, the part of the engine: what a bot's run gives is looked through whole, in
/// whatever form; only the designer's own test holds the answer.
#[test]
fn a_failed_verification_says_nothing_of_the_response_in_any_output() {
    let log = Log::default();
    let writer = log.clone();
    // Takes what the HTTP client logs, too; nextest gives each test a process of its own.
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let echo = format!("{JSON}X-Echo: {SENTINEL}\r\n");
    let answers: Vec<(&str, Value, Vec<u8>)> = vec![
        ("a mismatch", order_connector(), response(200, &echo, record("somebody@else.example").as_bytes())),
        ("a mismatch in the second request", two_steps(), response(200, &echo, record(SENTINEL).as_bytes())),
        ("an unknown record", order_connector(), response(404, &echo, record("x").as_bytes())),
        (
            "a missing field",
            order_connector(),
            response(200, &echo, json!({ "status": SENTINEL }).to_string().as_bytes()),
        ),
        (
            "a wrong type",
            order_connector(),
            response(200, &echo, json!({"billing": {"email": [SENTINEL]}}).to_string().as_bytes()),
        ),
        ("an error of the API", order_connector(), response(500, &echo, SENTINEL.as_bytes())),
        ("a refusal", order_connector(), response(400, &echo, json!({ "message": SENTINEL }).to_string().as_bytes())),
        (
            "a web page",
            order_connector(),
            response(200, &format!("Content-Type: text/html\r\nX-Echo: {SENTINEL}\r\n"), SENTINEL.as_bytes()),
        ),
        ("broken JSON", order_connector(), response(200, &echo, format!("{{\"{SENTINEL}\":").as_bytes())),
    ];
    for (what, connector, answer) in answers {
        let server = Server::raw(answer);
        let setup = Setup::new(connector, shop(), &server);
        let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
        let mut request = setup.request.clone();
        request.inputs = owner().as_object().cloned().unwrap();
        request.conversation = Some("a conversation".to_owned());
        request.progress = Some(sender);
        let run = wait(setup.engine.run(&setup.plan, request));
        assert_ne!(run.outcome.kind, OutcomeKind::Answer, "{what}");
        let mut told = Vec::new();
        while let Ok(event) = events.try_recv() {
            told.push(serde_json::to_string(&event).unwrap());
        }
        assert!(!told.is_empty(), "{what}: somebody waits and is told");
        told.push(serde_json::to_string(&run.outcome).unwrap());
        told.push(serde_json::to_string(&run.outcome.for_bot()).unwrap());
        told.push(serde_json::to_string(&run.trace).unwrap());
        told.push(serde_json::to_string(&run.trace.for_disk()).unwrap());
        told.push(format!("{run:?}"));
        for one in &told {
            assert!(!one.contains(SENTINEL), "{what}: {one}");
        }
        let looked = setup.run_with(&owner(), |request| request.audience = Audience::Designer);
        let seen = looked.answers.iter().any(|answer| String::from_utf8_lossy(&answer.body).contains(SENTINEL));
        assert!(seen, "{what}: the designer looks at the answer itself");
    }
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("starting new connection"), "the finest level is on: {logged}");
    assert!(!logged.contains(SENTINEL), "not at the finest level either: {logged}");
}
