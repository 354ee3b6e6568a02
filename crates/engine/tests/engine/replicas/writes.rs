//! Confirmations and repeated writes over two replicas.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use drawbridge_engine::RunRequest;
use drawbridge_model::OutcomeKind;
use serde_json::{Value, json};

use super::place::{Call, Replicas};
use crate::repeats::refunds;
use crate::server::{Server, response};
use crate::setup::{Setup, order, shop, wait};

/// A write, after a look at the order.
pub fn refund(confirm: &str) -> Value {
    json!({
        "id": "01998a52-0000-7000-8000-000000000004", "name": "Refund", "tool_name": "refund", "system": "shop",
        "confirm": confirm,
        "fields": [{"name": "order_id", "required": true}, {"name": "email", "required": true}],
        "steps": [{"id": "order", "path": "/orders/{order_id}"},
                  {"id": "refund", "method": "POST", "path": "/orders/{order_id}/refund", "idempotency_key": true}],
        "validations": [{"input": "email", "step": "order", "compare_with": "billing.email", "type": "equals_email"}],
        "answer": {"fields": [{"path": "status"}, {"path": "total"}]}
    })
}

fn said() -> Value {
    json!({"order_id": "1001", "email": "ana@example.com"})
}

fn token(setup: &Setup) -> String {
    setup.run(&said()).outcome.confirmation.unwrap().token
}

fn in_conversation(request: &mut RunRequest) {
    request.conversation = Some("a".to_owned());
}

#[test]
fn a_confirmation_of_one_replica_is_spent_on_the_other_exactly_once() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&refund("writes"), &shop(), &server);
    let [one, other] = &replicas.each;
    let token = token(one);
    let spend =
        |setup: &Setup| setup.run_with(&said(), |request| request.confirmation = Some(token.clone())).outcome.kind;
    assert_eq!(spend(other), OutcomeKind::Answer);
    assert_eq!([spend(one), spend(other)], [OutcomeKind::NeedsConfirmation; 2]);
    assert_eq!(refunds(&server), 1);
}

#[test]
fn a_shared_place_that_lost_everything_takes_no_confirmation_of_before() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&refund("writes"), &shop(), &server);
    let [one, other] = &replicas.each;
    let (first, second) = (token(one), token(one));
    let spend =
        |token: &str| other.run_with(&said(), |request| request.confirmation = Some(token.to_owned())).outcome.kind;
    assert_eq!(spend(&first), OutcomeKind::Answer);
    replicas.place.forget();
    assert_eq!([spend(&first), spend(&second)], [OutcomeKind::NeedsConfirmation; 2]);
    assert_eq!(refunds(&server), 1);
}

#[test]
fn a_confirmation_that_is_given_many_times_at_once_is_spent_once() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&refund("writes"), &shop(), &server);
    let token = token(&replicas.each[0]);
    let spend = |_| Call { inputs: said(), confirmation: Some(token.clone()), ..Call::default() };
    let kinds = replicas.at_once(32, spend);
    assert_eq!(kinds.iter().filter(|kind| **kind == OutcomeKind::Answer).count(), 1, "{kinds:?}");
    assert_eq!(refunds(&server), 1);
}

#[test]
fn the_same_write_at_both_replicas_at_once_is_sent_once() {
    let server = Server::json(|request| {
        if request.line().starts_with("POST") {
            std::thread::sleep(Duration::from_millis(150));
        }
        (200, order())
    });
    let replicas = Replicas::new(&refund("never"), &shop(), &server);
    let call = |_| Call { inputs: said(), conversation: Some("a".to_owned()), ..Call::default() };
    assert_eq!(replicas.at_once(12, call), [OutcomeKind::Answer; 12]);
    assert_eq!(refunds(&server), 1);
    let [one, other] = &replicas.each;
    let (first, second) =
        (one.run_with(&said(), in_conversation).outcome, other.run_with(&said(), in_conversation).outcome);
    assert!(first.repeated && second.repeated, "and a moment later it is told again");
    assert_eq!(first, second, "in the same words");
    assert_eq!(second.data.unwrap().get("total"), Some(&json!("63.80")));
    let failed = one.run(&json!({"order_id": "1001", "email": "bob@example.com"})).trace.failed.unwrap();
    assert_eq!(failed.tries, 1, "who got the result of another's write has not failed");
    assert_eq!(refunds(&server), 1);
}

#[test]
fn a_write_that_the_api_refused_can_be_asked_for_again_at_the_other_replica() {
    let server = Server::json(
        |request| if request.line().starts_with("POST") { (422, "{}".to_owned()) } else { (200, order()) },
    );
    let replicas = Replicas::new(&refund("never"), &shop(), &server);
    for setup in &replicas.each {
        let outcome = setup.run_with(&said(), in_conversation).outcome;
        assert_eq!((outcome.kind, outcome.repeated), (OutcomeKind::ApiError, false));
    }
    assert_eq!(refunds(&server), 2);
}

/// A replica that dies in the middle of a write takes with it what came of it; the other one does not send it again.
#[test]
fn a_write_that_one_replica_gave_up_in_the_middle_is_not_sent_by_the_other() {
    let server = Server::with(|request, stream| {
        if request.line().starts_with("POST") {
            std::thread::sleep(Duration::from_secs(8));
        } else {
            stream.write_all(&response(200, "Content-Type: application/json\r\n", order().as_bytes())).unwrap();
        }
    });
    let replicas = Replicas::new(&refund("never"), &shop(), &server);
    let request = |setup: &Arc<Setup>| {
        let mut request = setup.request.clone();
        request.inputs = said().as_object().cloned().unwrap();
        request.limits.run = Duration::from_secs(2);
        in_conversation(&mut request);
        request
    };
    let [one, other] = &replicas.each;
    wait(async {
        let until_it_left = async {
            while refunds(&server) == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            run = one.engine.run(&one.plan, request(one)) => panic!("it must not end: {:?}", run.outcome),
            () = until_it_left => {}
        }
        for (setup, longest) in [(one, Duration::from_secs(2)), (other, Duration::from_secs(20))] {
            let asked = Instant::now();
            let outcome = setup.engine.run(&setup.plan, request(setup)).await.outcome;
            assert_eq!((outcome.kind, outcome.repeated), (OutcomeKind::Unavailable, true));
            assert!(outcome.message.contains("not known whether this was done"), "{}", outcome.message);
            assert!(asked.elapsed() < longest, "it was told after {:?}", asked.elapsed());
        }
    });
    assert_eq!(refunds(&server), 1);
}
