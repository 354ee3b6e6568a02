//! Where a server sends a client, and where the client goes all the same.

use std::collections::HashMap;

use drawbridge_engine::{BoundSecret, SecretName, Secrets};
use drawbridge_model::{OutcomeKind, SecretValue};
use drawbridge_tests::hostile::Hostile;
use drawbridge_tests::hostile::call::{call, engine, wait};

/// SECURITY RED-04. SECURITY RED-01. SECURITY RED-03. SECURITY RED-06: with every method, over https and http.
#[test]
fn nobody_is_sent_on() {
    let hostile = Hostile::start();
    let engine = engine(hostile.authority());
    let redirects = hostile.behaviours().iter().filter(|behaviour| behaviour.group == "Redirects");
    let redirects =
        redirects.filter(|behaviour| behaviour.name.starts_with("redirect-") || behaviour.name == "https-to-http");
    for behaviour in redirects {
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let before = hostile.seen().len();
            let call = call(&behaviour.origin, behaviour.name, method);
            let run = wait(engine.run(&call.plan, call.request));
            assert_ne!(run.outcome.kind, OutcomeKind::Answer, "{method} {}", behaviour.name);
            assert_eq!(hostile.seen().len(), before + 1, "{method} {}: one request, and no other", behaviour.name);
        }
    }
    assert_eq!(hostile.seen_at("landing"), 0, "nobody may land");
}

/// SECURITY RED-07. SECURITY RED-08: what a browser would load, remember or upgrade is left alone.
#[test]
fn what_is_meant_for_browsers_is_ignored() {
    let hostile = Hostile::start();
    let engine = engine(hostile.authority());
    wait(async {
        for name in ["refresh", "link", "alt-svc", "hsts", "location-200", "meta-refresh", "cookie", "hints-1000"] {
            for _ in 0..2 {
                let call = call(&hostile.behaviour(name).origin, name, "GET");
                engine.run(&call.plan, call.request).await;
            }
        }
    });
    let seen = hostile.seen();
    assert_eq!(seen.len(), 16, "two requests each, and no other");
    for request in seen {
        assert_ne!(request.port, hostile.elsewhere(), "{}", request.request.target);
        assert_eq!(request.request.header("cookie"), None, "{}", request.request.target);
        assert_eq!(request.request.header("referer"), None, "{}", request.request.target);
        assert!(request.request.header("upgrade-insecure-requests").is_none(), "{}", request.request.target);
    }
}

/// SECURITY RED-10, over TLS and HTTP/2, where connections are kept and shared most eagerly.
#[test]
fn another_key_travels_on_another_connection() {
    let hostile = Hostile::start();
    let engine = engine(hostile.authority());
    wait(async {
        for (key, open) in [("first", 1), ("second", 2)] {
            let mut call = call(&hostile.behaviour("h2-good").origin, "h2-good", "GET");
            let origins = vec![drawbridge_model::WebOrigin::parse(&hostile.behaviour("h2-good").origin).unwrap()];
            let name = SecretName { system: "shop".to_owned(), name: "k".to_owned() };
            let bound = BoundSecret { value: SecretValue::new(key), origins };
            call.request.secrets = Secrets::new(HashMap::from([(name, bound)]));
            let run = engine.run(&call.plan, call.request).await;
            assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{:?}", run.outcome.owner);
            assert_eq!(hostile.open_connections(), open, "{key}: connections are kept, and not shared");
        }
    });
}

/// SECURITY NET-06: an answer that breaks off after a write says that nobody knows, whatever breaks it off.
#[test]
fn a_write_that_breaks_off_is_called_unknown() {
    let hostile = Hostile::start();
    let engine = engine(hostile.authority());
    for name in ["reset", "hang-up", "hang-up-in-body", "gzip-damaged", "h2-refused", "h2-go-away", "header-1mb"] {
        let call = call(&hostile.behaviour(name).origin, name, "POST");
        let run = wait(engine.run(&call.plan, call.request));
        assert_eq!(run.outcome.kind, OutcomeKind::Unavailable, "{name}");
        assert!(run.outcome.owner.what.contains("It is not known whether"), "{name}: {:?}", run.outcome.owner);
        assert!(run.outcome.message.contains("do not try again"), "{name}: {}", run.outcome.message);
        assert_eq!(hostile.seen_at(name), 1, "{name}: a write is sent once");
    }
    for name in ["tls-expired", "tls-hang-up", "tls-mutual"] {
        let call = call(&hostile.behaviour(name).origin, name, "POST");
        let run = wait(engine.run(&call.plan, call.request));
        assert!(
            !run.outcome.owner.what.contains("not known whether"),
            "{name}: nothing was sent: {:?}",
            run.outcome.owner
        );
    }
}
