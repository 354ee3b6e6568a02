//! What a connector can say of its requests and answers: conditions, gates, failures in a success, places in an answer.

use drawbridge_engine::RunRequest;
use drawbridge_model::OutcomeKind;
use serde_json::{Value, json};

use crate::server::{Recorded, Server, response};
use crate::setup::{Setup, order_connector, owner, shop, stranger};

/// Answers GET with `body`, and anything else with a status and nothing.
fn server(body: Value, written: u16) -> Server {
    Server::json(move |request| match request.line().split(' ').next() {
        Some("GET") => (200, body.to_string()),
        _ => (written, String::new()),
    })
}

fn methods(server: &Server) -> Vec<String> {
    server.requests().iter().map(|request: &Recorded| request.line().split(' ').next().unwrap().to_owned()).collect()
}

/// The order connector with a change to it, run without asking for a yes.
fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut connector = order_connector();
    connector["confirm"] = json!("never");
    change(&mut connector);
    connector
}

/// Looks an order up, checks that it may be cancelled, and cancels it.
fn cancel(gate: Value) -> Value {
    with(|connector| {
        connector["steps"] = json!([
            {"id": "order", "path": "/orders/{order_id}"},
            {"id": "cancel", "method": "POST", "path": "/orders/{order_id}/cancel"}
        ]);
        connector["validations"][0]["step"] = json!("order");
        connector["validations"].as_array_mut().unwrap().insert(0, gate);
        connector["answer"] = json!({});
    })
}

#[test]
fn a_gate_that_is_closed_keeps_the_change_from_being_sent() {
    let is_true =
        json!({"step": "order", "compare_with": "canClientCancel", "type": "is_true", "error": "It has left already."});
    let equals = json!({"step": "order", "compare_with": "canClientCancel", "type": "equals", "value": true, "error": "It has left already."});
    let status = json!({"step": "order", "compare_with": "state", "type": "equals", "value": "open", "error": "It has left already."});
    let order = |open: Value, state: &str| json!({"canClientCancel": open, "state": state, "billing": {"email": "ana@example.com"}});
    for gate in [is_true, equals, status] {
        let open = server(order(json!(true), "open"), 204);
        let setup = Setup::new(cancel(gate.clone()), shop(), &open);
        assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer);
        assert_eq!(methods(&open), ["GET", "POST"]);
        for closed in [
            order(json!(false), "sent"),
            order(json!("true"), "Open"),
            order(json!(null), ""),
            order(json!(1), "opening"),
        ] {
            let closed = server(closed, 204);
            let setup = Setup::new(cancel(gate.clone()), shop(), &closed);
            let run = setup.run(&owner());
            assert_eq!(
                (run.outcome.kind, run.outcome.message.as_str()),
                (OutcomeKind::NotVerified, "It has left already.")
            );
            let told = setup.run(&stranger()).outcome.message;
            assert_eq!(
                told, "Email doesn't match. Please verify your details.",
                "the gate's words are for the customer"
            );
            assert_eq!(methods(&closed), ["GET", "GET"], "nothing is changed behind a closed gate");
        }
    }
}

#[test]
fn words_of_a_gate_are_not_said_before_the_customer_is_known() {
    let mut connector =
        cancel(json!({"step": "order", "compare_with": "open", "type": "is_true", "error": "It has left already."}));
    connector["steps"][1] = json!({"id": "account", "path": "/accounts/{order_id}"});
    connector["validations"][1]["step"] = json!("account");
    let closed = server(json!({"open": false, "billing": {"email": "ana@example.com"}}), 204);
    let run = Setup::new(connector, shop(), &closed).run(&owner());
    assert_eq!(run.outcome.message, "Email doesn't match. Please verify your details.");
}

/// 201, 202 and 204 are successes of a write whose answer nobody reads, with a body or without.
#[test]
fn a_write_without_an_answer_is_done() {
    let gate = json!({"step": "order", "compare_with": "billing", "type": "exists"});
    for status in [200, 201, 202, 204] {
        let server = server(json!({"billing": {"email": "ana@example.com"}}), status);
        let run = Setup::new(cancel(gate.clone()), shop(), &server).run(&owner());
        assert_eq!((run.outcome.kind, run.outcome.message.as_str()), (OutcomeKind::Answer, "Done."), "{status}");
        assert!(run.outcome.data.is_none());
    }
    let reading = with(|connector| connector["steps"][0]["method"] = json!("POST"));
    let created = Server::json(|_| {
        (201, json!({"status": "new", "total": "1", "billing": {"email": "ana@example.com"}}).to_string())
    });
    let run = Setup::new(reading.clone(), shop(), &created).run(&owner());
    assert_eq!(run.outcome.data.unwrap().to_value(), json!({"status": "new", "total": "1"}), "201 with data is read");
    let empty = Server::raw(b"HTTP/1.1 204 X\r\nConnection: close\r\n\r\n".to_vec());
    assert_eq!(
        Setup::new(reading, shop(), &empty).run(&owner()).outcome.kind,
        OutcomeKind::NotVerified,
        "a rule reads nothing"
    );
}

#[test]
fn a_success_that_says_no_is_no_success() {
    let api_error = OutcomeKind::ApiError;
    let not_found = OutcomeKind::NotVerified;
    let fine = json!({"billing": {"email": "ana@example.com"}, "status": "x", "total": "1"});
    let merged = |extra: Value| {
        let mut merged = fine.clone();
        merged.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap());
        merged
    };
    for (condition, body, kind) in [
        (json!({"path": "errors", "is": "present"}), merged(json!({"errors": []})), api_error),
        (json!({"path": "errors", "is": "present"}), merged(json!({"errors": null})), OutcomeKind::Answer),
        (json!({"path": "errors", "is": "present"}), fine.clone(), OutcomeKind::Answer),
        (json!({"path": "$", "is": "empty", "means": "not_found"}), json!([]), not_found),
        (json!({"path": "data", "is": "empty", "means": "not_found"}), json!({"data": []}), not_found),
        (json!({"path": "data", "is": "empty", "means": "not_found"}), json!({"data": null}), not_found),
        (json!({"path": "data", "is": "empty", "means": "not_found"}), fine.clone(), not_found),
        (json!({"path": "ok", "is": "equals", "value": false}), merged(json!({"ok": false})), api_error),
        (json!({"path": "ok", "is": "equals", "value": "false"}), merged(json!({"ok": false})), api_error),
        (json!({"path": "code", "is": "equals", "value": 0}), merged(json!({"code": "0"})), api_error),
        (json!({"path": "code", "is": "equals", "value": "404"}), merged(json!({"code": 404.0})), api_error),
        (json!({"path": "code", "is": "equals", "value": "404"}), merged(json!({"code": 4040})), OutcomeKind::Answer),
        (
            json!({"path": "codes[*]", "is": "equals", "value": "gone"}),
            merged(json!({"codes": ["a", "gone"]})),
            api_error,
        ),
        (json!({"path": "code", "is": "equals", "value": ""}), merged(json!({"code": null})), OutcomeKind::Answer),
    ] {
        let connector = with(|connector| connector["steps"][0]["fail_when"] = json!([condition]));
        let run = Setup::new(connector, shop(), &server(body.clone(), 200)).run(&owner());
        assert_eq!(run.outcome.kind, kind, "{condition} of {body}: {:?}", run.outcome);
    }
}

#[test]
fn a_request_with_a_condition_is_sent_only_if_its_value_is_there() {
    let connector = with(|connector| {
        connector["fields"].as_array_mut().unwrap().push(json!({"name": "note"}));
        connector["steps"] = json!([
            {"id": "order", "path": "/orders/{order_id}", "extract": [{"name": "parcel", "path": "parcel"}]},
            {"id": "parcel", "path": "/parcels/{order.parcel}", "only_if": "order.parcel"},
            {"id": "note", "method": "PUT", "path": "/orders/{order_id}/note", "only_if": "note",
             "body": {"type": "json", "text": "{\"note\":\"{note}\"}"}}
        ]);
        connector["validations"][0]["step"] = json!("order");
        connector["answer"] =
            json!({"fields": [{"path": "status", "step": "order"}, {"path": "place", "step": "parcel"}]});
    });
    let said = |note: Value| json!({"order_id": "1001", "email": "ana@example.com", "note": note});
    for (parcel, note, lines, place) in [
        (
            json!("p7"),
            json!("ring twice"),
            vec!["GET /orders/1001", "GET /parcels/p7", "PUT /orders/1001/note"],
            json!("Ulm"),
        ),
        (json!("p7"), json!(null), vec!["GET /orders/1001", "GET /parcels/p7"], json!("Ulm")),
        (json!(null), json!("  "), vec!["GET /orders/1001"], json!(null)),
        (json!(""), json!(""), vec!["GET /orders/1001"], json!(null)),
    ] {
        let body = json!({"status": "x", "place": "Ulm", "parcel": parcel, "billing": {"email": "ana@example.com"}});
        let server = server(body, 204);
        let run = Setup::new(connector.clone(), shop(), &server).run(&said(note.clone()));
        assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{parcel}, {note}: {:?}", run.outcome);
        let sent: Vec<String> =
            server.requests().iter().map(|request| request.line().trim_end_matches(" HTTP/1.1").to_owned()).collect();
        assert_eq!(sent, lines, "{parcel}, {note}");
        assert_eq!(run.outcome.data.unwrap().get("place"), Some(&place));
        let skipped = run.trace.steps.iter().filter(|step| step.skipped.is_some()).count();
        assert_eq!(skipped + sent.len(), 3, "what was not sent is told");
    }
}

/// A rule on a request that did not run has not held.
#[test]
fn a_rule_on_a_request_that_was_left_out_fails() {
    let connector = with(|connector| {
        connector["fields"].as_array_mut().unwrap().push(json!({"name": "note"}));
        connector["steps"][0]["only_if"] = json!("note");
    });
    let server = server(json!({"billing": {"email": "ana@example.com"}}), 200);
    assert_eq!(Setup::new(connector, shop(), &server).run(&owner()).outcome.kind, OutcomeKind::NotVerified);
    assert!(server.requests().is_empty());
}

/// Where a rule, a kept value and an answer can point; whatever is not exactly one value fails a rule.
#[test]
fn places_in_an_answer_are_found_by_the_whole_of_rfc_9535() {
    let ana = "ana@example.com";
    let users =
        json!({"users": [{"id": 4, "email": "b@x.example"}, {"id": 5, "email": ana}], "ticket": {"requester": 5}});
    for (path, body, held) in [
        ("users[?@.id==5].email", users.clone(), true),
        ("users[?@.id == $.ticket.requester].email", users.clone(), true),
        ("users[?@.id>3].email", users.clone(), false),
        ("users[?@.id==9].email", users.clone(), false),
        ("users[1].email", users.clone(), true),
        ("users[2].email", users, false),
        ("$['billing.email']['e mail']", json!({"billing.email": {"e mail": ana}}), true),
        ("$['it\\'s']", json!({"it's": ana}), true),
        ("[0].email", json!([{"email": ana}]), true),
        ("$[0][1]", json!([["x", ana]]), true),
        ("$", json!(ana), true),
        ("$", json!([ana]), false),
    ] {
        let connector = with(|connector| {
            connector["validations"][0]["compare_with"] = json!(path);
            connector["answer"] = json!({});
        });
        let run = Setup::new(connector, shop(), &server(body.clone(), 200)).run(&owner());
        let expected = if held { OutcomeKind::Answer } else { OutcomeKind::NotVerified };
        assert_eq!(run.outcome.kind, expected, "{path} in {body}: {:?}", run.outcome);
    }
}

#[test]
fn kept_values_may_come_from_the_end_of_a_list_and_from_keys_of_any_shape() {
    for (path, body, sent) in [
        ("items[-1].id", json!({"items": [{"id": 1}, {"id": 7}]}), Some("/next/7")),
        ("items[-1].id", json!({"items": []}), None),
        ("items[?@.sku=='a'].id", json!({"items": [{"sku": "b", "id": 1}, {"sku": "a", "id": 7}]}), Some("/next/7")),
        ("items[?@.sku=='a'].id", json!({"items": [{"sku": "a", "id": 1}, {"sku": "a", "id": 7}]}), None),
        ("$['order.id']['no 1']", json!({"order.id": {"no 1": "x y"}}), Some("/next/x%20y")),
        ("items[0]", json!({"items": [true]}), Some("/next/true")),
        ("items[0]", json!({"items": [[7]]}), None),
    ] {
        let mut body = body;
        body["billing"] = json!({"email": "ana@example.com"});
        let connector = with(|connector| {
            connector["steps"] = json!([
                {"id": "order", "path": "/orders/{order_id}", "extract": [{"name": "it", "path": path}]},
                {"id": "next", "path": "/next/{order.it}"}
            ]);
            connector["validations"][0]["step"] = json!("order");
            connector["answer"] = json!({});
        });
        let server = server(body.clone(), 200);
        let run = Setup::new(connector, shop(), &server).run(&owner());
        let second = server.requests().get(1).map(|request| request.target().to_owned());
        assert_eq!(second.as_deref(), sent, "{path} in {body}: {:?}", run.outcome);
    }
}

/// The whole answer as the bot gets it: labels, words, formats, a cut list that is said.
#[test]
fn the_answer_is_written_for_people_and_says_what_was_cut() {
    let body = json!({
        "billing": {"email": "ana@example.com"}, "state": "processing", "paid": true, "amount": 1999, "currency": "jpy", "fee": 250,
        "at": "2026-02-03T10:05:09Z", "seconds": 1_788_000_000, "milliseconds": 1_788_000_000_999_i64, "weight": "1.005",
        "items": (1..=25).map(|number| json!({"name": format!("Item {number}")})).collect::<Vec<_>>(), "log": [{"text": "first"}, {"text": "last"}]
    });
    let connector = with(|connector| {
        connector["answer"] = json!({"fields": [
            {"path": "state", "label": "status", "words": {"processing": "being prepared"}},
            {"path": "paid", "words": {"true": "yes", "false": "no"}},
            {"path": "amount", "format": {"type": "money_minor", "currency": "currency"}},
            {"path": "fee", "format": {"type": "money_minor", "currency": "EUR"}},
            {"path": "at", "format": {"type": "datetime"}},
            {"path": "at", "label": "day", "format": {"type": "date"}},
            {"path": "seconds", "format": {"type": "unix_seconds"}},
            {"path": "milliseconds", "format": {"type": "unix_milliseconds"}},
            {"path": "weight", "format": {"type": "number", "decimals": 2}},
            {"path": "items[*].name", "label": "items"},
            {"path": "log[-1].text", "label": "last"}
        ]});
    });
    let run = Setup::new(connector, shop(), &server(body, 200)).run_with(&owner(), |_: &mut RunRequest| {});
    let data = run.outcome.data.as_ref().unwrap().to_value();
    assert_eq!(data["items"].as_array().unwrap().len(), 20);
    let mut rest = data.clone();
    rest.as_object_mut().unwrap().remove("items");
    assert_eq!(
        rest,
        json!({
            "status": "being prepared", "paid": "yes", "amount": "1999 JPY", "fee": "2.50 EUR",
            "at": "2026-02-03 10:05 UTC", "day": "2026-02-03", "seconds": "2026-08-29 10:40 UTC",
            "milliseconds": "2026-08-29 10:40 UTC", "weight": "1.01", "last": "last"
        })
    );
    let said = &run.outcome.message;
    assert!(said.ends_with("Of “items” the first 20 of 25 were kept."), "the model must not count twenty: {said}");
}

#[test]
fn a_root_that_is_a_list_or_a_text_can_be_answered() {
    for (body, path, label, expected) in [
        (json!([{"name": "a"}, {"name": "b"}]), "$[*].name", "name", json!(["a", "b"])),
        (json!([{"name": "a"}]), "[0].name", "name", json!("a")),
        (json!("open until six"), "$", "value", json!("open until six")),
        (json!({"opening hours": {"mon.": "9-18"}}), "$['opening hours']['mon.']", "mon.", json!("9-18")),
    ] {
        let connector = with(|connector| {
            connector["validations"] = json!([]);
            connector["public"] = json!(true);
            connector["answer"] = json!({"fields": [{"path": path}]});
        });
        let bytes = response(200, "Content-Type: application/json\r\n", body.to_string().as_bytes());
        let run = Setup::new(connector, shop(), &Server::raw(bytes)).run(&owner());
        assert_eq!(run.outcome.data.unwrap().get(label), Some(&expected), "{path} in {body}");
    }
}
