//! Values that try to leave their place, seen from the server.

use drawbridge_model::OutcomeKind;
use serde_json::{Value, json};

use crate::server::Server;
use crate::setup::{SENTINEL, Setup, order, order_connector, shop};

fn sent(order_id: &str) -> Option<String> {
    let server = Server::json(|_| (200, order()));
    let run = Setup::order(&server).run(&json!({"order_id": order_id, "email": "ana@example.com"}));
    let requests = server.requests();
    if requests.is_empty() {
        assert_eq!(run.outcome.kind, OutcomeKind::InvalidInput, "{order_id:?}: {:?}", run.outcome);
        assert_eq!(run.outcome.problems[0].field, "order_id", "the question is named");
    }
    requests.first().map(|request| request.target().to_owned())
}

/// SECURITY INJ-01. SECURITY INJ-02. SECURITY INJ-03. SECURITY INJ-04.
#[test]
fn nothing_is_sent_for_a_value_that_could_climb() {
    for value in [
        "..",
        ".",
        "",
        "   ",
        "%2e%2e",
        "%2E.",
        ".%2e",
        "%252e%252e",
        "%25252e%25252e",
        "../admin",
        "..%2fadmin",
        "..\\admin",
        "a/../../admin",
        "..;/admin",
        "%2e%2e%5cadmin",
        "a\u{202e}b",
        "a\0b",
    ] {
        assert_eq!(sent(value), None, "{value:?}");
    }
}

/// SECURITY INJ-03. SECURITY INJ-05. SECURITY INJ-06. SECURITY INJ-07. SECURITY INJ-25.
#[test]
fn the_server_sees_one_segment_and_one_parameter() {
    for (value, target) in [
        ("1/refund", "/orders/1%2Frefund?lang=en"),
        ("1%2Frefund", "/orders/1%252Frefund?lang=en"),
        ("1?status=all", "/orders/1%3Fstatus%3Dall?lang=en"),
        ("1#x", "/orders/1%23x?lang=en"),
        ("1&lang=xx", "/orders/1%26lang%3Dxx?lang=en"),
        ("1;jsessionid=x", "/orders/1%3Bjsessionid%3Dx?lang=en"),
        ("1:8080", "/orders/1%3A8080?lang=en"),
        ("@evil.example", "/orders/%40evil.example?lang=en"),
        ("//evil.example/x", "/orders/%2F%2Fevil.example%2Fx?lang=en"),
        ("http://evil.example", "/orders/http%3A%2F%2Fevil.example?lang=en"),
        ("%2525252e%2525252e", "/orders/%252525252e%252525252e?lang=en"),
        ("{email}", "/orders/%7Bemail%7D?lang=en"),
        ("{{secret.k}}", "/orders/%7B%7Bsecret.k%7D%7D?lang=en"),
        ("${env.HOME}", "/orders/%24%7Benv.HOME%7D?lang=en"),
    ] {
        assert_eq!(sent(value).as_deref(), Some(target), "{value:?}");
    }
}

fn with_step(change: impl FnOnce(&mut Value)) -> Value {
    let mut connector = order_connector();
    connector["confirm"] = json!("never");
    change(&mut connector["steps"][0]);
    connector
}

/// SECURITY INJ-10. SECURITY INJ-11.
#[test]
fn a_query_value_arrives_as_it_was_said() {
    for value in ["a=b&c=d#e?f+g h%20i", "%41", "é&x"] {
        let server = Server::json(|_| (200, order()));
        let connector = with_step(|step| {
            step["path"] = json!("/search");
            step["query"] = json!([{"name": "q", "value": "{order_id}"}, {"name": "lang", "value": "en"}]);
        });
        Setup::new(connector, shop(), &server).run(&json!({"order_id": value, "email": "ana@example.com"}));
        let requests = server.requests();
        let url = url::Url::parse(&format!("http://x{}", requests[0].target())).unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs, [("q".to_owned(), value.to_owned()), ("lang".to_owned(), "en".to_owned())]);
    }
}

/// SECURITY INJ-12.
#[test]
fn a_header_value_makes_no_second_header() {
    let connector = with_step(|step| {
        step["headers"] = json!([{"name": "X-Order", "value": "{order_id}"}, {"name": "X-Email", "value": "{email}"}]);
    });
    let server = Server::json(|_| (200, order()));
    let setup = Setup::new(connector, shop(), &server);
    for value in ["x\r\nX-Admin: 1", "x\nX-Admin: 1", "x\u{2028}", "x\u{85}y", "é"] {
        let run = setup.run(&json!({"order_id": "1", "email": value}));
        assert_eq!(run.outcome.kind, OutcomeKind::InvalidInput, "{value:?}");
    }
    assert_eq!(server.requests().len(), 0);
    setup.run(&json!({"order_id": "1", "email": "%0d%0aX-Admin: 1"}));
    let request = &server.requests()[0];
    assert_eq!(request.headers("x-email"), ["%0d%0aX-Admin: 1"]);
    assert!(request.headers("x-admin").is_empty());
}

/// SECURITY INJ-15. SECURITY INJ-23. SECURITY INJ-25.
#[test]
fn bodies_keep_their_shape() {
    let hostile = "\"},\"admin\":true,\"x\":\"&role=admin</n>{{secret.k}}";
    for (body, expected) in [
        (json!({"type": "json", "text": "{\"n\":\"{email}\",\"admin\":false}"}), "json"),
        (
            json!({"type": "form", "fields": [{"name": "n", "value": "{email}"}, {"name": "role", "value": "user"}]}),
            "form",
        ),
    ] {
        let server = Server::json(|_| (200, order()));
        let connector = with_step(|step| {
            step["method"] = json!("POST");
            step["body"] = body;
        });
        Setup::new(connector, shop(), &server).run(&json!({"order_id": "1", "email": hostile}));
        let request = &server.requests()[0];
        assert!(!request.body.contains(SENTINEL));
        if expected == "json" {
            assert_eq!(request.headers("content-type"), ["application/json"]);
            assert_eq!(serde_json::from_str::<Value>(&request.body).unwrap(), json!({"n": hostile, "admin": false}));
        } else {
            let pairs: Vec<_> = url::form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
            assert_eq!(pairs, [("n".to_owned(), hostile.to_owned()), ("role".to_owned(), "user".to_owned())]);
        }
    }
}

/// SECURITY INJ-34.
#[test]
fn what_an_api_said_is_no_more_trusted_than_a_customer() {
    for value in [
        json!("../admin"),
        json!("a\nb"),
        json!({"a": 1}),
        json!(null),
        json!(["x"]),
        json!("x".repeat(1024 * 512)),
        json!(".."),
        json!(""),
    ] {
        let body = json!({"id": value, "billing": {"email": "ana@example.com"}}).to_string();
        let server = Server::json(move |_| (200, body.clone()));
        let mut connector = with_step(|step| step["extract"] = json!([{"name": "id", "path": "id"}]));
        connector["steps"].as_array_mut().unwrap().push(json!({"id": "next", "path": "/customers/{order.id}"}));
        connector["validations"][0]["step"] = json!("order");
        let run = Setup::new(connector, shop(), &server).run(&json!({"order_id": "1", "email": "ana@example.com"}));
        assert_ne!(run.outcome.kind, OutcomeKind::Answer);
        assert_eq!(
            server.requests().len(),
            1,
            "the chain must stop at {}",
            &value.to_string()[..value.to_string().len().min(40)]
        );
    }
}
