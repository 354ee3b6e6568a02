//! A shared place that cannot be reached: closed, said, recovered.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use drawbridge_engine::Outcome;
use drawbridge_model::OutcomeKind;
use serde_json::json;

use super::place::{Place, Replicas, replica};
use super::writes::refund;
use crate::server::Server;
use crate::setup::{Setup, order, order_connector, owner, shop, stranger};

fn assert_closed(outcome: &Outcome) {
    assert_eq!(outcome.kind, OutcomeKind::Unavailable);
    assert_eq!(outcome.message, "The service is not available right now. Please try again later.");
    assert!(outcome.owner.what.contains("state that the replicas share cannot be reached"), "{:?}", outcome.owner);
    assert!(outcome.owner.what.contains("nothing was sent"), "{:?}", outcome.owner);
    assert_eq!(outcome.retry_after_seconds, Some(1));
    assert!(outcome.data.is_none());
}

#[test]
fn nobody_is_verified_without_the_shared_place_and_it_recovers_by_itself() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&order_connector(), &shop(), &server);
    let setup = &replicas.each[0];
    assert_eq!(setup.run(&stranger()).trace.failed.unwrap().tries, 1);
    replicas.place.switch(false);
    for _ in 0..8 {
        assert_closed(&setup.run(&owner()).outcome);
        assert_closed(&setup.run(&stranger()).outcome);
    }
    assert_eq!(server.requests().len(), 1);
    replicas.place.switch(true);
    assert_eq!(setup.run(&stranger()).trace.failed.unwrap().tries, 2, "the tries in between were not counted");
    assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer);
}

#[test]
fn a_shared_place_that_hangs_is_out_of_reach_after_a_second() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&order_connector(), &shop(), &server);
    replicas.place.hang(true);
    let started = Instant::now();
    let ask = |_| super::Call { inputs: owner(), ..super::Call::default() };
    assert_eq!(replicas.at_once(32, ask), [OutcomeKind::Unavailable; 32]);
    assert!((1.0..5.0).contains(&started.elapsed().as_secs_f64()), "{:?}", started.elapsed());
    assert_eq!(server.requests().len(), 0);
    replicas.place.hang(false);
    assert_eq!(replicas.each[0].run(&owner()).outcome.kind, OutcomeKind::Answer);
}

#[test]
fn what_cannot_be_read_lets_nobody_in() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&order_connector(), &shop(), &server);
    replicas.each[0].run(&stranger());
    replicas.place.spoil();
    assert_closed(&replicas.each[1].run(&owner()).outcome);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_confirmation_is_not_taken_when_nobody_knows_whether_it_was_used() {
    let server = Server::json(|_| (200, order()));
    let mut connector = refund("writes");
    connector["validations"] = json!([]);
    connector["public"] = json!(true);
    let replicas = Replicas::new(&connector, &shop(), &server);
    let setup = &replicas.each[0];
    let token = setup.run(&owner()).outcome.confirmation.unwrap().token;
    let spend = || setup.run_with(&owner(), |request| request.confirmation = Some(token.clone())).outcome;
    replicas.place.switch(false);
    assert_closed(&spend());
    assert_eq!(server.requests().len(), 0);
    replicas.place.switch(true);
    assert_eq!(spend().kind, OutcomeKind::Answer, "it was not used up");
}

/// What needs nothing of the shared place goes on without it.
#[test]
fn public_data_is_answered_without_the_shared_place() {
    let server = Server::json(|_| (200, order()));
    let mut connector = order_connector();
    connector["validations"] = json!([]);
    connector["public"] = json!(true);
    let replicas = Replicas::new(&connector, &shop(), &server);
    replicas.place.switch(false);
    assert_eq!(replicas.each[0].run(&owner()).outcome.kind, OutcomeKind::Answer);
}

/// The place goes while the API is at work: what was done stays done, the trace says what could not be written down, and
/// an identical call is not sent again.
#[test]
fn a_shared_place_that_goes_in_the_middle_takes_no_outcome_back() {
    let place: Arc<Place> = Arc::default();
    let goes: Arc<Mutex<Option<Arc<Place>>>> = Arc::new(Mutex::new(Some(Arc::clone(&place))));
    let server = Server::json(move |request| {
        if request.line().starts_with("POST")
            && let Some(place) = goes.lock().unwrap().take()
        {
            place.switch(false);
        }
        (200, order())
    });
    let new = || replica(&place, Setup::new(refund("never"), shop(), &server));
    let (one, other) = (new(), new());
    let ask = |setup: &Setup| {
        setup.run_with(&owner(), |request| {
            request.conversation = Some("a".to_owned());
            request.limits.run = Duration::from_secs(1);
        })
    };
    let run = ask(&one);
    assert_eq!(run.outcome.kind, OutcomeKind::Answer);
    let told = |text: &str| run.trace.notes.iter().any(|note| note.contains(text));
    assert!(told("the try stays counted") && told("not known whether this was done"), "{:?}", run.trace.notes);
    assert_closed(&ask(&other).outcome);
    place.switch(true);
    for setup in [&one, &other] {
        let again = ask(setup).outcome;
        assert_eq!((again.kind, again.repeated), (OutcomeKind::Unavailable, true));
        assert!(again.message.contains("not known whether this was done"), "{}", again.message);
    }
    let refunds = server.requests().iter().filter(|request| request.line().starts_with("POST")).count();
    assert_eq!(refunds, 1);
}
