//! Redirects, referrers, cookies and the pool: where credentials have leaked elsewhere.

use std::io::Write;

use drawbridge_model::OutcomeKind;
use serde_json::json;

use crate::server::{Server, response};
use crate::setup::{Setup, order, order_connector, owner, shop};

/// SECURITY RED-01. SECURITY RED-03. SECURITY RED-06.
#[test]
fn no_redirect_is_followed() {
    let landing = Server::json(|_| (200, order()));
    for status in [301, 302, 303, 307, 308] {
        for target in [
            format!("{}/landing", landing.address()),
            "http://169.254.169.254/".to_owned(),
            "http://localhost/".to_owned(),
        ] {
            let answer = response(
                status,
                &format!("Location: {target}\r\nContent-Type: application/json\r\n"),
                order().as_bytes(),
            );
            let server = Server::raw(answer);
            let mut connector = order_connector();
            connector["steps"][0]["query"] = json!([{"name": "key", "value": "{secret.k}"}]);
            connector["steps"][0]["headers"] = json!([{"name": "Authorization", "value": "Bearer {secret.k}"}, {"name": "Cookie", "value": "a={secret.k}"}]);
            let run = Setup::new(connector, shop(), &server).run(&owner());
            assert_eq!(run.outcome.kind, OutcomeKind::ApiError, "{status} to {target}");
            assert!(run.outcome.owner.what.contains("redirects are not followed"), "{:?}", run.outcome.owner);
            assert_eq!(server.requests().len(), 1);
        }
    }
    assert_eq!(landing.requests().len(), 0, "the landing server must see nothing");
}

/// SECURITY RED-05.
#[test]
fn odd_redirect_targets_end_the_run() {
    for location in [
        "",
        "/self",
        "//evil.example/",
        "file:///etc/passwd",
        "http://user:pw@evil.example/",
        "::::",
        &"x".repeat(20_000),
    ] {
        let server = Server::raw(response(302, &format!("Location: {location}\r\n"), b""));
        let run = Setup::order(&server).run(&owner());
        assert_eq!(run.outcome.kind, OutcomeKind::ApiError, "{location}");
        assert!(!run.outcome.owner.what.contains("pw"), "{}", run.outcome.owner.what);
        assert_eq!(server.requests().len(), 1);
    }
}

/// SECURITY RED-09. SECURITY RED-08.
#[test]
fn neither_referrers_nor_cookies_are_sent() {
    let server = Server::with(|_, stream| {
        let headers = "Content-Type: application/json\r\nSet-Cookie: session=abc; Path=/\r\nAlt-Svc: h2=\":1\"\r\nRefresh: 0;url=http://evil.example\r\n";
        stream.write_all(&response(200, headers, order().as_bytes())).unwrap();
    });
    let mut connector = order_connector();
    let again = json!({"id": "again", "method": "GET", "path": "/orders/{order_id}"});
    connector["steps"].as_array_mut().unwrap().push(again);
    let setup = Setup::new(connector, shop(), &server);
    for _ in 0..3 {
        assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer);
    }
    assert_eq!(server.requests().len(), 6, "two requests of three calls");
    for request in server.requests() {
        assert!(request.headers("referer").is_empty(), "{}", request.head);
        assert!(request.headers("cookie").is_empty(), "{}", request.head);
    }
}

/// SECURITY RED-11.
#[test]
fn a_challenge_is_not_answered() {
    for challenge in ["Basic realm=\"x\"", "NTLM", "Bearer", "Negotiate"] {
        let server = Server::raw(response(401, &format!("WWW-Authenticate: {challenge}\r\n"), b""));
        assert_eq!(Setup::order(&server).run(&owner()).outcome.kind, OutcomeKind::ApiError);
        assert_eq!(server.requests().len(), 1);
        assert!(server.requests()[0].headers("authorization").is_empty());
    }
}
