//! Fetched tokens over two replicas.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use drawbridge_model::OutcomeKind;
use serde_json::{Value, json};

use super::place::{Call, Replicas};
use crate::server::{Recorded, Server};
use crate::setup::{order, order_connector, owner, shop};

/// The shop, whose token comes from a log-in.
pub fn with_log_in() -> Value {
    let mut system = shop();
    system["sign_in"] = json!({"type": "token_request", "method": "POST", "path": "/login", "token_path": "token",
        "expires_in_path": "expires_in", "header": "Authorization", "prefix": "Bearer",
        "body": {"type": "json", "text": "{\"key\":\"{secret.k}\"}"}});
    system
}

fn log_ins(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.line().starts_with("POST /login")).count()
}

/// Gives tokens by number, and takes those from `least` on.
fn shop_with_tokens(least: &Arc<AtomicUsize>) -> Server {
    let (given, least) = (AtomicUsize::new(0), Arc::clone(least));
    Server::json(move |request: &Recorded| {
        if request.line().starts_with("POST /login") {
            std::thread::sleep(Duration::from_millis(50));
            let number = given.fetch_add(1, Ordering::SeqCst);
            return (200, json!({"token": number.to_string(), "expires_in": 600}).to_string());
        }
        let token = request.headers("authorization").concat();
        let number: usize = token.trim_start_matches("Bearer ").parse().unwrap();
        if number < least.load(Ordering::SeqCst) { (401, "{}".to_owned()) } else { (200, order()) }
    })
}

#[test]
fn one_replica_logs_in_for_all() {
    let server = shop_with_tokens(&Arc::default());
    let replicas = Replicas::new(&order_connector(), &with_log_in(), &server);
    let ask = |number: usize| Call {
        inputs: json!({"order_id": number.to_string(), "email": "ana@example.com"}),
        ..Call::default()
    };
    assert_eq!(replicas.at_once(16, ask), [OutcomeKind::Answer; 16]);
    assert_eq!(log_ins(&server), 1);
    let later = replicas.each[1].run(&owner());
    assert_eq!(later.outcome.kind, OutcomeKind::Answer);
}

#[test]
fn a_token_that_was_refused_to_one_replica_is_replaced_for_both() {
    let least = Arc::default();
    let server = shop_with_tokens(&least);
    let replicas = Replicas::new(&order_connector(), &with_log_in(), &server);
    for setup in &replicas.each {
        assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer);
    }
    least.store(1, Ordering::SeqCst);
    for setup in &replicas.each {
        assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer);
    }
    assert_eq!(log_ins(&server), 2, "the second replica found what the first had fetched");
}

#[test]
fn a_log_in_that_failed_holds_nobody_up() {
    let server =
        Server::json(
            |request| if request.line().starts_with("POST /login") { (403, "{}".to_owned()) } else { (200, order()) },
        );
    let replicas = Replicas::new(&order_connector(), &with_log_in(), &server);
    let started = std::time::Instant::now();
    for setup in &replicas.each {
        assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::ApiError);
    }
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    assert_eq!(log_ins(&server), 2);
}
