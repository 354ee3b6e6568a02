//! Where secrets go, and where they must not.

use drawbridge_engine::{Audience, EgressPolicy};
use drawbridge_model::{OutcomeKind, WebOrigin};
use serde_json::json;

use crate::server::{Server, response};
use crate::setup::{SENTINEL, Setup, order, order_connector, owner, shop, stranger};

/// SECURITY SEC-14, the part of the engine. SECURITY F13.
#[test]
fn a_secret_is_not_sent_to_an_address_it_is_not_bound_to() {
    let bound = Server::json(|_| (200, order()));
    let other = Server::json(|_| (200, order()));
    let setup = Setup::order(&bound);
    let run = setup.run_with(&owner(), |request| {
        request.overrides.addresses.insert("shop".to_owned(), other.address());
        let origin = WebOrigin::parse(&other.address()).unwrap();
        request.egress = EgressPolicy::builder(vec![origin.clone()], std::slice::from_ref(&origin), Vec::new());
    });
    assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    assert!(run.outcome.owner.what.contains("{secret.k} is not set for this address"), "{:?}", run.outcome.owner);
    assert_eq!((bound.requests().len(), other.requests().len()), (0, 0), "nothing may be sent");
}

/// SECURITY SEC-04. SECURITY SEC-05. SECURITY SEC-21.
#[test]
fn an_echoed_secret_is_hidden_from_the_designer() {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("x{SENTINEL}y"));
    let body = json!({"headers": {"X-Api-Key": SENTINEL}, "base64": encoded, "billing": {"email": "ana@example.com"}, "status": SENTINEL});
    let headers = format!("Content-Type: application/json\r\nX-Echo: {SENTINEL}\r\n");
    let server = Server::raw(response(200, &headers, body.to_string().as_bytes()));
    let run = Setup::order(&server).run_with(&owner(), |request| request.audience = Audience::Designer);
    let shown = format!("{:?} {}", run.answers, serde_json::to_string(&run.trace).unwrap());
    let inner = &encoded[4..encoded.len() - 4];
    assert!(!shown.contains(SENTINEL) && !shown.contains(inner), "{shown}");
    assert!(shown.contains("••••"));
}

/// SECURITY SEC-21.
#[test]
fn an_error_does_not_hold_the_address() {
    let mut connector = order_connector();
    connector["steps"][0]["query"] = json!([{"name": "key", "value": "{secret.k}"}]);
    let server = Server::raw(b"nonsense\r\n\r\n".to_vec());
    let run = Setup::new(connector, shop(), &server).run(&owner());
    assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    let told = format!("{:?} {}", run.outcome, serde_json::to_string(&run.trace).unwrap());
    assert!(!told.contains(SENTINEL), "{told}");
    assert!(told.contains("key=••••"), "{told}");
}

/// SECURITY SSR-01. SECURITY SSR-09.
#[test]
fn nothing_is_sent_where_the_policy_does_not_allow_it() {
    let server = Server::json(|_| (200, order()));
    let setup = Setup::order(&server);
    let own = WebOrigin::parse(&server.address()).unwrap();
    for policy in [
        EgressPolicy::default(),
        EgressPolicy::runner(vec![own.clone()], Vec::new(), vec![own.clone()]),
        EgressPolicy::runner(vec![WebOrigin::parse("https://good.example").unwrap()], Vec::new(), Vec::new()),
    ] {
        let run = setup.run_with(&owner(), |request| request.egress = policy);
        assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    }
    for host in ["127.1", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]", "localhost"] {
        let address = format!("http://{host}:{}", server.port);
        let run = setup.run_with(&owner(), |request| {
            let origin = WebOrigin::parse(&address).unwrap();
            request.overrides.addresses.insert("shop".to_owned(), address.clone());
            request.egress = EgressPolicy::runner(vec![origin.clone()], Vec::new(), vec![origin]);
        });
        assert_eq!(run.outcome.kind, OutcomeKind::Unavailable, "{address}");
    }
    assert_eq!(server.requests().len(), 0);
}

/// SECURITY SEC-15: a secret that the owner wants in the address is sent there and shown nowhere, not to the designer
/// either.
#[test]
fn a_secret_in_the_address_is_sent_and_shown_nowhere() {
    let mut connector = order_connector();
    connector["steps"][0]["path"] = json!("/{secret.k}/orders/{order_id}");
    connector["steps"][0]["query"] = json!([{"name": "key", "value": "{secret.k}"}]);
    connector["accepted"] = json!(["secret_in_address:steps[0].path", "secret_in_address:steps[0].query[0]"]);
    for (status, inputs) in [(200, owner()), (200, stranger()), (404, owner()), (500, owner()), (302, owner())] {
        let server = Server::json(move |_| (status, order()));
        for audience in [Audience::Bot, Audience::Designer] {
            let run =
                Setup::new(connector.clone(), shop(), &server).run_with(&inputs, |request| request.audience = audience);
            let told = format!("{run:?} {}", serde_json::to_string(&run.trace).unwrap());
            assert!(!told.contains(SENTINEL), "status {status}: {told}");
            assert!(told.contains("/••••/orders/1001"), "{told}");
            let disk = serde_json::to_string(&run.trace.for_disk()).unwrap();
            assert!(!disk.contains(SENTINEL), "{disk}");
        }
        let sent = server.requests();
        let target = format!("/{SENTINEL}/orders/1001?key={SENTINEL}");
        assert!(sent.iter().all(|request| request.target() == target), "{sent:?}");
    }
}

/// SECURITY SEC-22: what carries secrets prints none.
#[test]
fn what_carries_a_secret_prints_none() {
    let server = Server::json(|_| (200, order()));
    let setup = Setup::order(&server);
    let told = format!("{:?} {:#?}", setup.request, setup.request.secrets);
    assert!(!told.contains(SENTINEL), "{told}");
    assert!(told.contains("[secret]"), "the test sees the secret's place: {told}");
}
