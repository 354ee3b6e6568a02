//! The customer's yes: asked for by the client where it can, by a token where it cannot, and good for one call.

use serde_json::{Value, json};

use super::{desk, desk_server};
use crate::support::api::{Api, Received, Reply, json as reply};
use crate::support::bundles::BundleFile;
use crate::support::serving::{Piped, Serving};

fn start_desk() -> Api {
    Api::start(|request: &Received| -> Option<Reply> {
        matches!(request.call(), "POST /tickets" | "PUT /tickets/1").then(|| reply(201, &json!({"id": 4711})))
    })
}

fn call(subject: &str) -> Value {
    json!({"name": "create_ticket", "arguments": {"subject": subject}})
}

fn can_ask() -> Value {
    json!({"elicitation": {"form": {}}})
}

/// Revision 2026-07-28: the server answers with what it needs, and the client calls again.
#[test]
fn a_write_asks_the_customer_and_is_sent_once_after_a_plain_yes() {
    let (api, file) = (start_desk(), BundleFile::new(&desk()));
    let server = Serving::start(desk_server(&api, &file));
    let asked = server.mcp("tools/call", call("a"), &can_ask()).json();
    let result = &asked["result"];
    assert_eq!(result["resultType"], "input_required", "{asked}");
    let question = &result["inputRequests"]["confirm"];
    assert_eq!(question["method"], "elicitation/create");
    assert!(question["params"]["message"].as_str().unwrap().contains("Subject: a"), "{question}");
    let again = |subject: &str, answer: Value, state: &Value| {
        let mut params = call(subject);
        params["inputResponses"] = json!({"confirm": answer});
        params["requestState"] = state.clone();
        server.mcp("tools/call", params, &can_ask()).json()
    };
    let state = &result["requestState"];
    for no in [
        json!({"action": "decline"}),
        json!({"action": "cancel"}),
        json!({"action": "accept", "content": {"confirm": false}}),
        json!({"action": "accept", "content": {"confirm": "true"}}),
        json!({"action": "accept"}),
        json!({"confirm": true}),
        json!(true),
    ] {
        let answer = again("a", no.clone(), state);
        assert_eq!(answer["result"]["structuredContent"]["outcome"], "needs_confirmation", "{no}: {answer}");
        assert!(answer.to_string().contains("nothing was done"), "{answer}");
    }
    assert_eq!(api.requests().len(), 0);
    let yes = json!({"action": "accept", "content": {"confirm": true}});
    let done = again("a", yes.clone(), state);
    assert_eq!(done["result"]["structuredContent"]["data"]["id"], 4711, "{done}");
    let twice = again("a", yes, state);
    assert_eq!(twice["result"]["resultType"], "input_required", "a used yes is none: {twice}");
    assert_eq!(api.requests().len(), 1);
}

/// SECURITY MCP-11. What a client echoes is not believed. Ten minutes are in the engine's tests.
#[test]
fn a_request_state_that_was_changed_or_belongs_to_another_call_is_refused() {
    let (api, file) = (start_desk(), BundleFile::new(&desk()));
    let server = Serving::start(desk_server(&api, &file));
    let other = Serving::start(desk_server(&api, &file));
    let state = |server: &Serving, subject: &str| {
        server.mcp("tools/call", call(subject), &can_ask()).json()["result"]["requestState"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let own = state(&server, "a");
    let mut tampered = own.clone().into_bytes();
    for byte in &mut tampered[8..12] {
        *byte = if *byte == b'A' { b'B' } else { b'A' };
    }
    let wrong = [
        String::from_utf8(tampered).unwrap(),
        own[..own.len() - 4].to_owned(),
        state(&server, "b"),
        state(&other, "a"),
        String::new(),
        "e30".to_owned(),
        "\u{0}".to_owned(),
    ];
    for (tool, state) in wrong.iter().map(|state| ("create_ticket", state)).chain([("replace_ticket", &own)]) {
        let mut params = call("a");
        params["name"] = json!(tool);
        params["inputResponses"] = json!({"confirm": {"action": "accept", "content": {"confirm": true}}});
        params["requestState"] = json!(state);
        let answer = server.mcp("tools/call", params, &can_ask()).json();
        assert_eq!(answer["result"]["resultType"], "input_required", "{state}: {answer}");
    }
    assert_eq!(api.requests().len(), 0, "nothing was sent");
}

/// A client that cannot ask gets a token; so does every client over HTTP of the revision 2025-11-25, which has no session.
#[test]
fn without_elicitation_the_same_call_with_the_token_carries_it_out() {
    let (api, file) = (start_desk(), BundleFile::new(&desk()));
    let server = Serving::start(desk_server(&api, &file));
    let listed = server.mcp("tools/list", json!({}), &json!({})).json();
    let tools = &listed["result"]["tools"];
    assert!(tools[0]["inputSchema"]["properties"]["confirmation_token"].is_object(), "{listed}");
    assert_eq!(tools[0]["annotations"]["readOnlyHint"], false);
    let destructive: Vec<&Value> = (0..2).map(|tool| &tools[tool]["annotations"]["destructiveHint"]).collect();
    assert_eq!(destructive, [&json!(false), &json!(true)], "a replacement may lose what was there");
    let asked = server.mcp("tools/call", call("a"), &json!({})).json();
    let outcome = &asked["result"]["structuredContent"];
    assert_eq!(
        (&outcome["outcome"], &asked["result"]["isError"]),
        (&json!("needs_confirmation"), &json!(false)),
        "{asked}"
    );
    let with = |subject: &str| {
        let mut params = call(subject);
        params["arguments"]["confirmation_token"] = outcome["confirmation"]["token"].clone();
        server.mcp("tools/call", params, &json!({})).json()["result"]["structuredContent"]["outcome"].clone()
    };
    assert_eq!([with("b"), with("a"), with("a")], ["needs_confirmation", "answer", "needs_confirmation"]);
    assert_eq!(api.requests().len(), 1);
    assert_eq!(api.requests()[0].body, r#"{"subject":"a"}"#, "the token is not for the API");
}

/// Revision 2025-11-25 over standard streams: the server asks its client while the call waits.
#[test]
fn a_client_with_a_session_is_asked_while_the_call_waits() {
    let (api, file) = (start_desk(), BundleFile::new(&desk()));
    let mut piped = Piped::initialized(desk_server(&api, &file), &json!({"elicitation": {}}));
    for (answer, outcome) in [
        (json!({"action": "decline"}), "needs_confirmation"),
        (json!({"action": "accept", "content": {"confirm": true}}), "answer"),
    ] {
        let question = piped.ask("tools/call", &call("a"));
        assert_eq!(question["method"], "elicitation/create", "{question}");
        assert!(question["params"]["message"].as_str().unwrap().contains("Subject: a"), "{question}");
        piped.write(&json!({"jsonrpc": "2.0", "id": question["id"], "result": answer}).to_string());
        let done = piped.next();
        assert_eq!(done["result"]["structuredContent"]["outcome"], outcome, "{done}");
    }
    assert_eq!(api.requests().len(), 1);
}
