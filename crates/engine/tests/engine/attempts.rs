//! Guessing.

use std::future::ready;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use drawbridge_engine::attempts::{AttemptKeys, AttemptStore, Ending, Locked, MemoryAttempts, Settled};
use drawbridge_engine::clock::Clock;
use drawbridge_engine::shared::Pending;
use drawbridge_engine::{Alert, Audience, Engine, EngineSettings, Run};
use drawbridge_model::{AttemptLimits, OutcomeKind};
use serde_json::json;

use crate::server::Server;
use crate::setup::{Setup, order, order_connector, owner, shop, wait};

/// A clock that a test moves.
#[derive(Default)]
struct Hand(Mutex<Duration>);

impl Clock for Hand {
    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }
}

fn guess(number: usize) -> serde_json::Value {
    json!({"order_id": "1001", "email": format!("guess{number}@example.com")})
}

/// SECURITY IDV-26.
#[test]
fn the_sixth_guess_at_an_order_is_not_sent() {
    let server = Server::json(|_| (200, order()));
    let setup = Setup::order(&server);
    for (number, spelling) in ["É1001", " é1001", "E\u{301}1001 ", "e\u{301}1001", " É1001 "].iter().enumerate() {
        let run = setup.run(&json!({"order_id": spelling, "email": format!("guess{number}@example.com")}));
        assert_eq!(run.outcome.kind, OutcomeKind::NotVerified, "{spelling:?}");
    }
    let locked = setup.run(&json!({"order_id": "é1001", "email": "ana@example.com"}));
    assert_eq!(locked.outcome.kind, OutcomeKind::NotVerified, "even the right email");
    assert!(locked.outcome.owner.what.contains("it opens in 15 minutes"), "{}", locked.outcome.owner.what);
    assert_eq!(server.requests().len(), 5);
    let other = setup.run(&json!({"order_id": "1002", "email": "ana@example.com"}));
    assert_eq!(other.outcome.kind, OutcomeKind::Answer, "another order is not locked");
}

#[test]
fn a_record_has_one_mark_whatever_its_spelling_and_each_program_its_own() {
    let server = Server::json(|_| (200, order()));
    let (setup, other) = (Setup::order(&server), Setup::order(&server));
    let mark = |setup: &Setup, id: &str| setup.run(&json!({"order_id": id, "email": "somebody@example.com"})).record;
    let first = mark(&setup, "é1001");
    assert_eq!(first.len(), 16);
    assert_eq!(mark(&setup, " É1001 "), first);
    assert_ne!(mark(&setup, "1002"), first);
    assert_ne!(mark(&other, "é1001"), first, "the key is made when the program starts, and nothing can be read back");
}

/// SECURITY IDV-28: connectors that look an order up at the same place of a system share its counter; one that asks
/// for it elsewhere has its own, since nobody can say that it is the same record.
#[test]
fn guesses_through_another_connector_are_guesses_at_the_same_order() {
    let server = Server::json(|_| (200, order()));
    let status = Setup::order(&server);
    let mut cancel = order_connector();
    cancel["id"] = json!("01998a52-0000-7000-8000-00000000000c");
    cancel["fields"][0]["name"] = json!("number");
    cancel["steps"][0]["path"] = json!("/orders/{number}");
    let Setup { engine: _, plan: cancel, request } = Setup::new(cancel, shop(), &server);
    for number in 0..5 {
        let run = if number % 2 == 0 {
            status.run(&guess(number))
        } else {
            let mut request = request.clone();
            let said = json!({"number": "1001", "email": format!("guess{number}@example.com")});
            request.inputs = said.as_object().cloned().unwrap();
            wait(status.engine.run(&cancel, request))
        };
        assert_eq!(run.outcome.kind, OutcomeKind::NotVerified);
    }
    assert_eq!(status.run(&owner()).outcome.kind, OutcomeKind::NotVerified);
    assert_eq!(server.requests().len(), 5);
    let mut elsewhere = order_connector();
    elsewhere["steps"][0]["path"] = json!("/invoices/{order_id}");
    let elsewhere = Setup { engine: status.engine, ..Setup::new(elsewhere, shop(), &server) };
    assert_eq!(elsewhere.run(&owner()).outcome.kind, OutcomeKind::Answer);
}

/// SECURITY IDV-29: without a state to keep, a lock ends with the process; the module's first lines say so.
#[test]
fn a_lock_ends_with_the_process() {
    let server = Server::json(|_| (200, order()));
    let setup = Setup::order(&server);
    (0..5).for_each(|number| drop(setup.run(&guess(number))));
    assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::NotVerified);
    let restarted = Setup::order(&server);
    assert_eq!(restarted.run(&owner()).outcome.kind, OutcomeKind::Answer);
}

/// SECURITY IDV-30.
#[test]
fn who_is_locked_out_by_a_stranger_gets_in_later_and_the_owner_hears_of_it() {
    let server = Server::json(|_| (200, order()));
    let mut setup = Setup::order(&server);
    let clock = Arc::new(Hand::default());
    let attempts = Arc::new(MemoryAttempts::new(Arc::clone(&clock) as Arc<dyn Clock>));
    setup.engine = Engine::new(EngineSettings { attempts, ..EngineSettings::standard() }).unwrap();
    let runs: Vec<Run> = (0..5).map(|number| setup.run(&guess(number))).collect();
    let tries: Vec<usize> = runs.iter().filter_map(|run| Some(run.trace.failed?.tries)).collect();
    assert_eq!(
        (tries, runs[0].trace.failed.unwrap().of),
        (vec![1, 2, 3, 4, 5], 5),
        "the owner sees how near the lock is"
    );
    let alerts: Vec<Alert> = runs.into_iter().flat_map(|run| run.alerts).collect();
    assert_eq!(alerts, [Alert::RecordLocked(Duration::from_mins(15))]);
    let locked = setup.run(&owner());
    assert_eq!(locked.outcome.message, setup.run(&guess(9)).outcome.message);
    *clock.0.lock().unwrap() += Duration::from_mins(15);
    assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer, "it opens by itself");
}

/// A store that makes every call wait for its turn.
struct Slow(Duration);

impl AttemptStore for Slow {
    fn locked<'a>(&'a self, _: &'a AttemptKeys, _: &'a AttemptLimits) -> Pending<'a, Option<Locked>> {
        Box::pin(ready(Ok(None)))
    }

    fn count<'a>(&'a self, _: &'a AttemptKeys, _: &'a AttemptLimits) -> Pending<'a, Result<Duration, Locked>> {
        let turned_away = Locked::Connector(Duration::from_secs(11));
        Box::pin(ready(Ok(if self.0.is_zero() { Err(turned_away) } else { Ok(self.0) })))
    }

    fn settle<'a>(&'a self, _: &'a AttemptKeys, _: &'a AttemptLimits, _: Ending) -> Pending<'a, Settled> {
        Box::pin(ready(Ok(Settled { tries: 0, alerts: vec![Alert::Slowed(101)] })))
    }
}

/// SECURITY IDV-30: slow, not closed.
#[test]
fn a_call_of_a_connector_that_is_slowed_down_waits_for_its_turn_and_can_be_stopped_there() {
    let server = Server::json(|_| (200, order()));
    let mut setup = Setup::order(&server);
    let slowed = |turn| Engine::new(EngineSettings { attempts: Arc::new(Slow(turn)), ..EngineSettings::standard() });
    setup.engine = slowed(Duration::from_millis(120)).unwrap();
    let run = setup.run(&owner());
    assert_eq!((run.outcome.kind, run.alerts.len()), (OutcomeKind::Answer, 1));
    assert!(run.trace.total_ms >= 120.0, "{}", run.trace.total_ms);
    setup.engine = slowed(Duration::from_hours(1)).unwrap();
    let run = setup.run_with(&owner(), |request| request.cancel.cancel());
    assert_eq!(run.outcome.message, "The run was stopped.");
    setup.engine = slowed(Duration::ZERO).unwrap();
    let run = setup.run(&owner());
    assert_eq!((run.outcome.kind, run.outcome.retry_after_seconds), (OutcomeKind::Throttled, Some(11)));
    assert_eq!(server.requests().len(), 1);
}

/// SECURITY 3.4: what is too much at once is turned away, not piled up, and costs the customer no try.
#[test]
fn a_call_beyond_those_that_may_run_at_once_is_told_to_come_back() {
    let server = Server::json(|_| (200, order()));
    let mut setup = Setup::order(&server);
    setup.engine = Engine::new(EngineSettings { calls_at_once: 0, ..EngineSettings::standard() }).unwrap();
    for _ in 0..6 {
        let outcome = setup.run(&owner()).outcome;
        assert_eq!((outcome.kind, outcome.retry_after_seconds), (OutcomeKind::Unavailable, Some(1)));
    }
    assert_eq!(server.requests().len(), 0);
    setup.engine = Engine::new(EngineSettings { calls_at_once: 1, ..EngineSettings::standard() }).unwrap();
    let mut request = setup.request.clone();
    request.inputs = owner().as_object().cloned().unwrap();
    let run = || setup.engine.run(&setup.plan, request.clone());
    let (first, second) = wait(async { tokio::join!(run(), run()) });
    assert_eq!([first.outcome.kind, second.outcome.kind], [OutcomeKind::Answer, OutcomeKind::Unavailable]);
    assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer, "the place is free again");
    request.audience = Audience::Designer;
    let run = || setup.engine.run(&setup.plan, request.clone());
    let (first, second) = wait(async { tokio::join!(run(), run()) });
    assert_eq!([first.outcome.kind, second.outcome.kind], [OutcomeKind::Answer; 2], "the owner waits");
}

#[test]
fn a_conversation_that_has_failed_ten_times_is_told_to_wait() {
    let server = Server::json(|_| (200, order()));
    let setup = Setup::order(&server);
    let ask = |number: usize, email: &str| {
        let said = json!({"order_id": number.to_string(), "email": email});
        setup.run_with(&said, |request| request.conversation = Some("one".to_owned())).outcome
    };
    for number in 0..10 {
        assert_eq!(ask(number, "guess@example.com").kind, OutcomeKind::NotVerified);
    }
    let told = ask(11, "ana@example.com");
    assert_eq!(told.kind, OutcomeKind::Throttled);
    assert!(told.retry_after_seconds.is_some_and(|seconds| seconds <= 3600), "{told:?}");
    assert_eq!(server.requests().len(), 10);
}

/// SECURITY IDV-27.
#[test]
fn a_hundred_guesses_at_once_reach_the_api_five_times() {
    let server = Server::json(|_| (200, order()));
    let setup = std::sync::Arc::new(Setup::order(&server));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let kinds = runtime.block_on(async {
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
        let mut kinds = Vec::new();
        for task in tasks {
            kinds.push(task.await.unwrap());
        }
        kinds
    });
    assert_eq!(kinds, [OutcomeKind::NotVerified; 100]);
    assert_eq!(server.requests().len(), 5, "no more than five were compared");
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
    let least = Duration::from_millis(120);
    let run = wait(async {
        let mut request = setup.request.clone();
        request.inputs = owner().as_object().cloned().unwrap();
        request.limits.failed_verification = least;
        setup.engine.run(&setup.plan, request).await
    });
    assert!(run.trace.total_ms >= 120.0, "{}", run.trace.total_ms);
}
