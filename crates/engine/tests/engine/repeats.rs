//! The same write twice.

use std::io::Write;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use drawbridge_engine::clock::Clock;
use drawbridge_engine::{Engine, EngineSettings, RunRequest};
use drawbridge_model::OutcomeKind;
use serde_json::{Value, json};

use crate::server::{Server, response};
use crate::setup::{Setup, order, shop};

/// A clock that a test moves.
#[derive(Default)]
struct Hand(Mutex<Duration>);

impl Clock for Hand {
    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }
}

fn refund(confirm: &str) -> Value {
    json!({
        "id": "01998a52-0000-7000-8000-000000000004", "name": "Refund", "tool_name": "refund", "system": "shop",
        "confirm": confirm,
        "fields": [{"name": "order_id", "required": true}, {"name": "email", "required": true}],
        "steps": [{"id": "order", "path": "/orders/{order_id}"},
                  {"id": "refund", "method": "POST", "path": "/orders/{order_id}/refund", "idempotency_key": true}],
        "validations": [{"input": "email", "step": "order", "compare_with": "billing.email", "type": "equals_email"}],
        "answer": {"fields": [{"path": "status"}]}
    })
}

fn said(order: &str) -> Value {
    json!({"order_id": order, "email": "ana@example.com"})
}

/// How many writes the server got.
pub fn refunds(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.line().starts_with("POST")).count()
}

/// Who asks, with whose token.
fn asking(conversation: &str, token: Option<String>) -> impl FnOnce(&mut RunRequest) {
    let conversation = conversation.to_owned();
    move |request| {
        request.conversation = Some(conversation);
        request.confirmation = token;
    }
}

#[test]
fn an_identical_write_within_a_minute_gets_the_first_result() {
    let server = Server::json(|_| (200, order()));
    let clock = Arc::new(Hand::default());
    let mut setup = Setup::new(refund("never"), shop(), &server);
    let settings = EngineSettings { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..EngineSettings::standard() };
    setup.engine = Engine::new(settings).unwrap();
    let ask = |order: &str, conversation: &str| setup.run_with(&said(order), asking(conversation, None)).outcome;
    let first = ask("1001", "a");
    assert_eq!((first.kind, first.repeated), (OutcomeKind::Answer, false));
    let second = ask("1001", "a");
    assert_eq!((second.kind, second.repeated), (OutcomeKind::Answer, true));
    assert_eq!(second.data, first.data);
    assert!(second.message.starts_with("The same was asked for a moment ago"), "{}", second.message);
    let bot = serde_json::to_value(second.for_bot()).unwrap();
    assert_eq!(bot["repeated"], true, "the model is told as well: {bot}");
    assert_eq!(server.requests().len(), 2, "nothing at all was sent for the second");
    assert!(!ask("1002", "a").repeated, "other values are another write");
    assert!(!ask("1001", "b").repeated, "another conversation is somebody else");
    *clock.0.lock().unwrap() += Duration::from_secs(59);
    assert!(ask("1001", "a").repeated);
    *clock.0.lock().unwrap() += Duration::from_secs(1);
    assert!(!ask("1001", "a").repeated, "a minute later it is meant");
    assert_eq!(refunds(&server), 4);
}

#[test]
fn two_confirmations_of_the_same_write_send_it_once() {
    let server = Server::json(|_| (200, order()));
    let setup = Setup::new(refund("writes"), shop(), &server);
    let token = || setup.run_with(&said("1001"), asking("a", None)).outcome.confirmation.unwrap().token;
    let (one, two) = (token(), token());
    let run = |token: String| setup.run_with(&said("1001"), asking("a", Some(token))).outcome;
    assert!(!run(one).repeated);
    assert!(run(two.clone()).repeated, "the second yes is to what was done already");
    let again = setup.run_with(&said("1001"), asking("b", Some(two))).outcome;
    assert_eq!(again.kind, OutcomeKind::NeedsConfirmation, "and it is used up");
    assert!(setup.run_with(&said("1001"), asking("a", None)).outcome.repeated, "who forgot to say yes is told as well");
    assert_eq!(refunds(&server), 1);
}

/// Both are under way before the API answers the first.
#[test]
fn two_that_arrive_at_the_same_time_are_sent_once() {
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let opened = Arc::clone(&gate);
    let server = Server::with(move |_, stream| {
        let (open, changed) = &*opened;
        drop(changed.wait_while(open.lock().unwrap(), |open| !*open).unwrap());
        stream.write_all(&response(200, "Content-Type: application/json\r\n", order().as_bytes())).unwrap();
    });
    let setup = Arc::new(Setup::new(refund("never"), shop(), &server));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let outcomes = runtime.block_on(async {
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let setup = Arc::clone(&setup);
                tokio::spawn(async move {
                    let mut request = setup.request.clone();
                    request.inputs = said("1001").as_object().cloned().unwrap();
                    request.conversation = Some("a".to_owned());
                    setup.engine.run(&setup.plan, request).await.outcome
                })
            })
            .collect();
        while server.requests().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        *gate.0.lock().unwrap() = true;
        gate.1.notify_all();
        let mut outcomes = Vec::new();
        for task in tasks {
            outcomes.push(task.await.unwrap());
        }
        outcomes
    });
    assert!(outcomes.iter().all(|outcome| outcome.kind == OutcomeKind::Answer), "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| !outcome.repeated).count(), 1);
    assert_eq!(refunds(&server), 1);
}

#[test]
fn only_what_happened_or_may_have_is_repeated() {
    for (status, sent, kind) in [
        (422, 2, OutcomeKind::ApiError),
        (503, 2, OutcomeKind::Unavailable),
        (500, 1, OutcomeKind::Unavailable),
        (204, 1, OutcomeKind::Answer),
    ] {
        let server =
            Server::json(
                move |request| {
                    if request.line().starts_with("POST") { (status, String::new()) } else { (200, order()) }
                },
            );
        let mut connector = refund("never");
        connector["answer"] = json!({});
        let setup = Setup::new(connector, shop(), &server);
        for _ in 0..2 {
            assert_eq!(setup.run_with(&said("1001"), asking("a", None)).outcome.kind, kind);
        }
        assert_eq!(refunds(&server), sent, "status {status}");
    }
    let server = Server::json(|_| (200, order()));
    let setup = Setup::new(refund("never"), shop(), &server);
    let stranger = json!({"order_id": "1001", "email": "bob@example.com"});
    for _ in 0..2 {
        let outcome = setup.run_with(&stranger, asking("a", None)).outcome;
        assert_eq!(
            (outcome.kind, outcome.repeated),
            (OutcomeKind::NotVerified, false),
            "nothing was changed for a stranger"
        );
    }
}

/// A host that gives a call up, because its own caller has gone, does not know whether the request has left.
#[test]
fn a_write_that_was_given_up_in_the_middle_is_not_sent_again() {
    let server = Server::with(|request, stream| {
        if request.line().starts_with("POST") {
            std::thread::sleep(Duration::from_secs(5));
        } else {
            stream.write_all(&response(200, "Content-Type: application/json\r\n", order().as_bytes())).unwrap();
        }
    });
    let setup = Setup::new(refund("never"), shop(), &server);
    let mut request = setup.request.clone();
    request.inputs = said("1001").as_object().cloned().unwrap();
    request.conversation = Some("a".to_owned());
    crate::setup::wait(async {
        let running = setup.engine.run(&setup.plan, request.clone());
        let until_it_left = async {
            while refunds(&server) == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            run = running => panic!("it must not end: {:?}", run.outcome),
            () = until_it_left => {}
        }
        let again = setup.engine.run(&setup.plan, request).await.outcome;
        assert_eq!((again.kind, again.repeated), (OutcomeKind::Unavailable, true));
        assert!(again.message.contains("not known whether this was done"), "{}", again.message);
    });
    assert_eq!(refunds(&server), 1);
}

/// The key is the same for every try of one confirmed action, and another for another.
#[test]
fn an_idempotency_key_belongs_to_one_action() {
    let server = Server::json(|request| match request.line() {
        line if line.starts_with("POST /login") => (200, json!({"token": "t"}).to_string()),
        line if line.starts_with("POST") => (401, "{}".to_owned()),
        _ => (200, order()),
    });
    let mut system = shop();
    system["sign_in"] = json!({"type": "token_request", "method": "POST", "path": "/login", "token_path": "token",
        "header": "Authorization", "prefix": "Bearer", "body": {"type": "json", "text": "{\"key\":\"{secret.k}\"}"}});
    for confirm in ["writes", "never"] {
        let setup = Setup::new(refund(confirm), system.clone(), &server);
        let seen = server.requests().len();
        for _ in 0..2 {
            let asked = setup.run_with(&said("1001"), asking("a", None)).outcome;
            if let Some(asked) = asked.confirmation {
                setup.run_with(&said("1001"), asking("a", Some(asked.token)));
            }
        }
        let keys: Vec<String> = server.requests()[seen..]
            .iter()
            .filter(|request| request.target().ends_with("/refund"))
            .map(|request| request.headers("idempotency-key").concat())
            .collect();
        assert_eq!(keys.len(), 4, "each action is sent anew once, after its token was refused");
        assert!(keys.iter().all(|key| uuid::Uuid::parse_str(key).is_ok()), "{keys:?}");
        assert_eq!((&keys[0], &keys[2]), (&keys[1], &keys[3]), "{confirm}: one action, one key");
        assert_ne!(keys[0], keys[2], "{confirm}: another action, another key");
    }
}
