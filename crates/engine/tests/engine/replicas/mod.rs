//! Two engines on one shared place are as strict as one.

mod out_of_reach;
mod place;
mod tokens;
mod writes;

use drawbridge_model::OutcomeKind;
use serde_json::json;

use crate::server::Server;
use crate::setup::{Setup, order, order_connector, owner, shop};
use place::{Call, Replicas, replica};

fn guess(number: usize) -> Call {
    let inputs = json!({"order_id": "1001", "email": format!("guess{number}@example.com")});
    Call { inputs, ..Call::default() }
}

/// SECURITY IDV-27.
#[test]
fn sixty_four_guesses_at_once_over_two_replicas_reach_the_api_five_times() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&order_connector(), &shop(), &server);
    assert_eq!(replicas.at_once(64, guess), [OutcomeKind::NotVerified; 64]);
    assert_eq!(server.requests().len(), 5, "no more than five were compared");
    for setup in &replicas.each {
        let locked = setup.run(&owner());
        assert_eq!(locked.outcome.kind, OutcomeKind::NotVerified);
        assert!(locked.outcome.owner.what.contains("it opens in 15 minutes"), "{}", locked.outcome.owner.what);
    }
}

/// Failures at many records meet in the counter of their connector.
#[test]
fn a_connector_is_slowed_down_for_all_replicas() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&order_connector(), &shop(), &server);
    let stranger = |number: usize| Call {
        inputs: json!({"order_id": number.to_string(), "email": "guess@example.com"}),
        ..Call::default()
    };
    for failed in (0..100).step_by(10) {
        assert_eq!(replicas.at_once(10, |number| stranger(failed + number)), [OutcomeKind::NotVerified; 10]);
    }
    assert_eq!(replicas.at_once(1, |_| stranger(100)), [OutcomeKind::NotVerified]);
    let slowed: Vec<_> = replicas.each.iter().map(|setup| setup.run(&owner())).collect();
    let waited = |run: &drawbridge_engine::Run| run.trace.notes.iter().any(|note| note.contains("waited for its turn"));
    assert!(!waited(&slowed[0]), "the first leaves at once");
    assert!(waited(&slowed[1]), "the second a second later, on the other replica: {:?}", slowed[1].trace.notes);
}

/// SECURITY IDV-29.
#[test]
fn a_lock_outlives_the_replica_that_set_it() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&order_connector(), &shop(), &server);
    let tries: Vec<_> =
        (0..5).map(|number| replicas.each[0].run(&guess(number).inputs).trace.failed.unwrap().tries).collect();
    assert_eq!(tries, [1, 2, 3, 4, 5]);
    let restarted = replica(&replicas.place, Setup::order(&server));
    assert_eq!(restarted.run(&owner()).outcome.kind, OutcomeKind::NotVerified);
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn a_success_on_one_replica_resets_the_record_on_the_other() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&order_connector(), &shop(), &server);
    for _ in 0..3 {
        for number in 0..4 {
            replicas.each[0].run(&guess(number).inputs);
        }
        assert_eq!(replicas.each[1].run(&owner()).outcome.kind, OutcomeKind::Answer);
    }
}

#[test]
fn a_conversation_has_its_ten_tries_over_all_replicas() {
    let server = Server::json(|_| (200, order()));
    let replicas = Replicas::new(&order_connector(), &shop(), &server);
    let stranger = |number: usize| Call {
        inputs: json!({"order_id": number.to_string(), "email": "guess@example.com"}),
        conversation: Some("one".to_owned()),
        ..Call::default()
    };
    let kinds = replicas.at_once(40, stranger);
    assert_eq!(kinds.iter().filter(|kind| **kind == OutcomeKind::NotVerified).count(), 10);
    assert_eq!(kinds.iter().filter(|kind| **kind == OutcomeKind::Throttled).count(), 30);
    assert_eq!(server.requests().len(), 10);
}

/// What lies in the shared place tells nobody anything of a customer, a conversation or a secret.
#[test]
fn nothing_readable_lies_in_the_shared_place() {
    let server = Server::json(|request| {
        if request.line().starts_with("POST /login") {
            (200, json!({"token": "token-4711", "expires_in": 600}).to_string())
        } else {
            (200, order())
        }
    });
    let replicas = Replicas::new(&writes::refund("writes"), &tokens::with_log_in(), &server);
    let setup = &replicas.each[0];
    let confirmed = |said: &serde_json::Value| {
        let ask = |token: Option<String>| {
            setup.run_with(said, |request| {
                request.conversation = Some("conversation-12".to_owned());
                request.confirmation = token;
            })
        };
        let token = ask(None).outcome.confirmation.unwrap().token;
        (ask(Some(token.clone())).outcome.kind, token)
    };
    let (kind, token) = confirmed(&owner());
    assert_eq!(kind, OutcomeKind::Answer);
    assert_eq!(confirmed(&guess(1).inputs).0, OutcomeKind::NotVerified);
    setup.run(&guess(2).inputs);
    let values = replicas.place.values();
    assert_eq!(values.len(), 6, "a token, an open number, a write, a record, a conversation and a connector");
    let lies = values.concat();
    for text in ["1001", "ana", "example.com", "processing", "token-4711", "conversation-12", "refund", "shop", &token]
    {
        let is_there = lies.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text.as_bytes()));
        assert!(!is_there, "{text} lies in the shared place");
    }
}
