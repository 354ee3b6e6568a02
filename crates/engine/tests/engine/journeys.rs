//! Whole calls: the owner, the stranger, two requests, samples, progress.

use drawbridge_engine::{Audience, Progress, RuleState};
use drawbridge_model::{Environment, OutcomeKind};
use serde_json::{Value, json};

use crate::server::Server;
use crate::setup::{PII, SENTINEL, Setup, order, owner, shop, stranger, wait};

#[test]
fn the_owner_gets_the_allowed_fields_and_nothing_else() {
    let server = Server::json(|_| (200, order()));
    let run = Setup::order(&server).run(&owner());
    assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{:?}", run.outcome);
    assert_eq!(serde_json::to_string(&run.outcome.data).unwrap(), r#"{"status":"processing","total":"63.80"}"#);
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].line(), "GET /orders/1001?lang=en HTTP/1.1");
    assert_eq!(requests[0].headers("x-api-key"), [SENTINEL]);
    let trace = serde_json::to_string(&run.trace).unwrap();
    assert!(!trace.contains(SENTINEL) && !trace.contains(PII), "{trace}");
    assert!(run.answers.is_empty(), "a bot's run keeps no answer");
    assert!(run.trace.steps[0].timing.connect_ms.is_some() && run.trace.steps[0].timing.first_byte_ms.is_some());
    assert_eq!(run.trace.rules[0].state, RuleState::Held);
    assert_eq!(run.trace.left.labels, ["status", "total"]);
}

#[test]
fn a_stranger_gets_the_error_and_nothing_else() {
    let server = Server::json(|_| (200, order()));
    let run = Setup::order(&server).run(&stranger());
    assert_eq!(run.outcome.kind, OutcomeKind::NotVerified);
    let bot = serde_json::to_string(&run.outcome.for_bot()).unwrap();
    assert_eq!(bot, r#"{"outcome":"not_verified","message":"Email doesn't match. Please verify your details."}"#);
    let told = serde_json::to_string(&run.trace).unwrap();
    assert!(!told.contains("Ana@Example.com"), "nobody was verified, so not even the trace holds it: {told}");
    let kept = serde_json::to_string(&run.trace.for_disk()).unwrap();
    for hidden in [PII, "Ana@Example.com", "processing", SENTINEL, "bob@example.com"] {
        assert!(!kept.contains(hidden), "{hidden} must not be kept: {kept}");
    }
    assert!(run.trace.left.labels.is_empty());
}

#[test]
fn the_designer_sees_the_answer_as_it_came() {
    let server = Server::json(|_| (200, order()));
    let run = Setup::order(&server).run_with(&stranger(), |request| request.audience = Audience::Designer);
    assert_eq!(run.outcome.kind, OutcomeKind::NotVerified);
    assert_eq!(run.answers[0].body, order().as_bytes());
    assert_eq!(run.trace.rules[0].answered.value.as_deref(), Some("Ana@Example.com"));
}

/// Log in, keep the token, use it.
fn two_requests() -> Value {
    json!({
        "id": "01998a52-0000-7000-8000-000000000002", "name": "Balance", "tool_name": "balance", "system": "shop",
        "fields": [
            {"name": "email", "type": "email", "required": true},
            {"name": "password", "type": "string", "required": true, "sensitive": true}
        ],
        "steps": [
            {"id": "login", "method": "POST", "path": "/auth/login", "reads_only": true,
             "body": {"type": "json", "text": "{\"email\":\"{email}\",\"password\":\"{password}\"}"},
             "extract": [{"name": "token", "path": "data.token"}]},
            {"id": "balance", "path": "/account", "headers": [{"name": "Authorization", "value": "Bearer {login.token}"}]}
        ],
        "validations": [{"input": "email", "step": "login", "compare_with": "data.email", "type": "equals_email"}],
        "answer": {"fields": [{"path": "balance"}]}
    })
}

fn bank(email: &'static str) -> Server {
    Server::json(move |request| match request.target() {
        "/auth/login" if request.body.contains("correct horse") => {
            (200, json!({"data": {"token": "tok-123456", "email": email}}).to_string())
        }
        "/auth/login" => (401, "{}".to_owned()),
        _ => (200, json!({"balance": "182.40"}).to_string()),
    })
}

fn open_shop() -> Value {
    let mut shop = shop();
    shop["sign_in"] = json!({"type": "none"});
    shop["secrets"] = json!([]);
    shop
}

#[test]
fn a_kept_token_is_used_by_the_next_request() {
    let server = bank("samira@example.com");
    let run = Setup::new(two_requests(), open_shop(), &server)
        .run(&json!({"email": "samira@example.com", "password": "correct horse"}));
    assert_eq!(run.outcome.data.unwrap().to_value(), json!({"balance": "182.40"}));
    let requests = server.requests();
    assert_eq!(requests[1].headers("authorization"), ["Bearer tok-123456"]);
    let trace = serde_json::to_string(&run.trace).unwrap();
    assert!(!trace.contains("correct horse") && !trace.contains("tok-123456"), "{trace}");
}

#[test]
fn a_rule_that_fails_keeps_the_next_request_from_being_sent() {
    let server = bank("somebody@else.example");
    let run = Setup::new(two_requests(), open_shop(), &server)
        .run(&json!({"email": "samira@example.com", "password": "correct horse"}));
    assert_eq!(run.outcome.kind, OutcomeKind::NotVerified);
    assert_eq!(server.requests().len(), 1, "the second request must not be sent");
    assert_eq!(run.trace.steps[1].skipped.as_deref(), Some("The run ended before it."));
}

#[test]
fn a_wrong_password_is_a_failed_verification_and_nothing_more_is_sent() {
    let server = bank("samira@example.com");
    let run = Setup::new(two_requests(), open_shop(), &server)
        .run(&json!({"email": "samira@example.com", "password": "wrong"}));
    assert_eq!(run.outcome.kind, OutcomeKind::NotVerified);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn environment_sample_answers_by_the_same_rules_and_sends_nothing() {
    let server = Server::json(|_| (500, String::new()));
    let mut connector = order_connector_with_samples();
    connector["confirm"] = json!("never");
    let setup = Setup::new(connector, shop(), &server);
    for (inputs, kind) in [
        (owner(), OutcomeKind::Answer),
        (stranger(), OutcomeKind::NotVerified),
        (json!({"order_id": "7", "email": "ana@example.com"}), OutcomeKind::NotVerified),
    ] {
        let run = setup.run_with(&inputs, |request| {
            request.environment = Environment::Sample;
            request.secrets = drawbridge_engine::Secrets::default();
        });
        assert_eq!(run.outcome.kind, kind, "{inputs}: {:?}", run.outcome);
    }
    assert_eq!(server.requests().len(), 0);
}

fn order_connector_with_samples() -> Value {
    let mut connector = crate::setup::order_connector();
    let body: Value = serde_json::from_str(&order()).unwrap();
    connector["samples"] = json!([{"step": "order", "when": {"order_id": "1001"}, "status": 200, "body": body}]);
    connector
}

#[test]
fn progress_is_told_and_a_run_can_be_stopped() {
    let server = Server::with(|_, stream| {
        let _ = std::io::Read::read(stream, &mut [0; 1]);
    });
    let setup = Setup::order(&server);
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let run = wait(async {
        let mut request = setup.request.clone();
        request.inputs = owner().as_object().cloned().unwrap();
        request.progress = Some(sender);
        let cancel = request.cancel.clone();
        let running = setup.engine.run(&setup.plan, request);
        let stopping = async {
            while server.requests().is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            cancel.cancel();
        };
        tokio::join!(running, stopping).0
    });
    assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    assert_eq!(run.outcome.message, "The run was stopped.");
    assert!(matches!(events.try_recv(), Ok(Progress::StepStarted { index: 0, of: 1, .. })));
    assert!(matches!(events.try_recv(), Ok(Progress::StepFinished { status: None, .. })));
}

#[test]
fn a_run_can_be_sent_to_another_thread() {
    let server = Server::json(|_| (200, order()));
    let setup = std::sync::Arc::new(Setup::order(&server));
    let kind =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(async {
            let setup = std::sync::Arc::clone(&setup);
            let task = tokio::spawn(async move {
                let mut request = setup.request.clone();
                request.inputs = owner().as_object().cloned().unwrap();
                setup.engine.run(&setup.plan, request).await.outcome.kind
            });
            task.await.unwrap()
        });
    assert_eq!(kind, OutcomeKind::Answer);
}

#[test]
fn missing_secrets_settings_and_addresses_are_named() {
    let server = Server::json(|_| (200, order()));
    let setup = Setup::order(&server);
    let run = setup.run_with(&owner(), |request| request.secrets = drawbridge_engine::Secrets::default());
    assert_eq!(run.outcome.owner.what, "The secret “shop.k” is not set.");
    let run = setup.run_with(&owner(), |request| request.environment = Environment::Live);
    assert_eq!(run.outcome.owner.what, "The system “shop” has no address in this environment.");
    assert_eq!(setup.plan.required_secrets()[0].to_string(), "shop.k");
    assert_eq!(server.requests().len(), 0);
}
