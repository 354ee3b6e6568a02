//! Writes wait for a yes to exactly these values, once.

use drawbridge_model::OutcomeKind;
use serde_json::{Value, json};

use crate::server::Server;
use crate::setup::{Setup, order, shop};

fn cancel_connector() -> Value {
    json!({
        "id": "01998a52-0000-7000-8000-000000000003", "name": "Cancel an order", "tool_name": "cancel", "system": "shop",
        "fields": [{"name": "order_id", "required": true, "description": "Your order number"},
                   {"name": "email", "required": true, "description": "Your email"}],
        "steps": [{"id": "order", "path": "/orders/{order_id}"},
                  {"id": "cancel", "method": "DELETE", "path": "/orders/{order_id}", "idempotency_key": true}],
        "validations": [{"input": "email", "step": "order", "compare_with": "billing.email", "type": "equals_email"}]
    })
}

#[test]
fn a_write_is_sent_once_after_a_yes_to_exactly_these_values() {
    let server = Server::json(|_| (200, order()));
    let setup = Setup::new(cancel_connector(), shop(), &server);
    let said = json!({"order_id": "1001", "email": "ana@example.com"});
    let asked = setup.run(&said);
    assert_eq!(asked.outcome.kind, OutcomeKind::NeedsConfirmation);
    let confirmation = asked.outcome.confirmation.unwrap();
    assert!(confirmation.summary.contains("Your order number: 1001"), "{}", confirmation.summary);
    assert_eq!(server.requests().len(), 0, "nothing is sent before the yes");
    let with_token = |inputs: &Value, token: &str| {
        setup.run_with(inputs, |request| request.confirmation = Some(token.to_owned())).outcome.kind
    };
    let other = json!({"order_id": "1002", "email": "ana@example.com"});
    assert_eq!(
        with_token(&other, &confirmation.token),
        OutcomeKind::NeedsConfirmation,
        "another order needs its own yes"
    );
    let mut forged = confirmation.token.clone();
    forged.replace_range(..1, if forged.starts_with('A') { "B" } else { "A" });
    assert_eq!(with_token(&said, &forged), OutcomeKind::NeedsConfirmation);
    assert_eq!(with_token(&said, "nonsense"), OutcomeKind::NeedsConfirmation);
    assert_eq!(server.requests().len(), 0);
    assert_eq!(with_token(&said, &confirmation.token), OutcomeKind::Answer);
    assert_eq!(with_token(&said, &confirmation.token), OutcomeKind::NeedsConfirmation, "a token is good once");
    let lines: Vec<String> = server.requests().iter().map(|request| request.line().to_owned()).collect();
    assert_eq!(lines, ["GET /orders/1001 HTTP/1.1", "DELETE /orders/1001 HTTP/1.1"]);
    assert_eq!(server.requests()[1].headers("idempotency-key").len(), 1);
}

#[test]
fn a_stranger_with_a_yes_changes_nothing() {
    let server = Server::json(|_| (200, order()));
    let setup = Setup::new(cancel_connector(), shop(), &server);
    let said = json!({"order_id": "1001", "email": "bob@example.com"});
    let token = setup.run(&said).outcome.confirmation.unwrap().token;
    let run = setup.run_with(&said, |request| request.confirmation = Some(token));
    assert_eq!(run.outcome.kind, OutcomeKind::NotVerified);
    assert_eq!(server.requests().len(), 1, "the DELETE must not be sent");
}

#[test]
fn a_changed_connector_needs_a_new_yes() {
    let server = Server::json(|_| (200, order()));
    let mut setup = Setup::new(cancel_connector(), shop(), &server);
    let said = json!({"order_id": "1001", "email": "ana@example.com"});
    let token = setup.run(&said).outcome.confirmation.unwrap().token;
    let mut changed = cancel_connector();
    changed["steps"][1]["path"] = json!("/orders/{order_id}/everything");
    let engine = setup.engine;
    setup = Setup { engine, ..Setup::new(changed, shop(), &server) };
    let run = setup.run_with(&said, |request| request.confirmation = Some(token));
    assert_eq!(run.outcome.kind, OutcomeKind::NeedsConfirmation);
}
