//! Guessing.

use drawbridge_model::OutcomeKind;
use serde_json::json;

use crate::server::Server;
use crate::setup::{Setup, order, owner, wait};

fn guess(number: usize) -> serde_json::Value {
    json!({"order_id": "1001", "email": format!("guess{number}@example.com")})
}

/// SECURITY IDV-26.
#[test]
fn the_sixth_guess_at_an_order_is_not_sent() {
    let server = Server::json(|_| (200, order()));
    let setup = Setup::order(&server);
    for (number, spelling) in ["1001", " 1001", "1001 ", "1001", " 1001 "].iter().enumerate() {
        let run = setup.run(&json!({"order_id": spelling, "email": format!("guess{number}@example.com")}));
        assert_eq!(run.outcome.kind, OutcomeKind::NotVerified, "{spelling:?}");
    }
    let locked = setup.run(&owner());
    assert_eq!(locked.outcome.kind, OutcomeKind::Throttled, "even the right email");
    assert!(locked.outcome.retry_after_seconds.is_some());
    assert_eq!(server.requests().len(), 5);
    let other = setup.run(&json!({"order_id": "1002", "email": "ana@example.com"}));
    assert_eq!(other.outcome.kind, OutcomeKind::Answer, "another order is not locked");
}

/// SECURITY IDV-27.
#[test]
fn a_hundred_guesses_at_once_reach_the_api_five_times() {
    let server = Server::json(|_| (200, order()));
    let setup = std::sync::Arc::new(Setup::order(&server));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let throttled = runtime.block_on(async {
        let tasks: Vec<_> = (0..100)
            .map(|number| {
                let setup = std::sync::Arc::clone(&setup);
                tokio::spawn(async move {
                    let mut request = setup.request.clone();
                    request.inputs = guess(number).as_object().cloned().unwrap();
                    setup.engine.run(&setup.plan, request).await.outcome.kind
                })
            })
            .collect();
        let mut throttled = 0;
        for task in tasks {
            throttled += usize::from(task.await.unwrap() == OutcomeKind::Throttled);
        }
        throttled
    });
    assert_eq!((server.requests().len(), throttled), (5, 95));
}

#[test]
fn a_success_resets_the_record_and_an_outage_is_not_counted() {
    let server =
        Server::json(|request| if request.target().contains("down") { (500, "{}".to_owned()) } else { (200, order()) });
    let setup = Setup::order(&server);
    for _ in 0..8 {
        let run = setup.run(&json!({"order_id": "down", "email": "ana@example.com"}));
        assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    }
    for _ in 0..3 {
        for number in 0..4 {
            assert_eq!(setup.run(&guess(number)).outcome.kind, OutcomeKind::NotVerified);
        }
        assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer);
    }
}

#[test]
fn a_failed_verification_takes_its_least_time() {
    let server = Server::json(|_| (404, "{}".to_owned()));
    let setup = Setup::order(&server);
    let least = std::time::Duration::from_millis(120);
    let run = wait(async {
        let mut request = setup.request.clone();
        request.inputs = owner().as_object().cloned().unwrap();
        request.limits.failed_verification = least;
        setup.engine.run(&setup.plan, request).await
    });
    assert!(run.trace.total_ms >= 120.0, "{}", run.trace.total_ms);
}
