//! REST: calls by a plain HTTP client, and what is no call.

use serde_json::json;

use super::{marta, shop_and_server, stranger};

#[test]
fn a_call_gives_the_outcome_that_a_bot_may_have() {
    let (api, server) = shop_and_server();
    let answer = server.call("order_status", &json!({"inputs": marta(), "conversation": "c1"}));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(
        (&answer.json()["outcome"], &answer.json()["data"]["status"]),
        (&json!("answer"), &json!("being prepared"))
    );
    let refused = server.call("order_status", &json!({"inputs": stranger(), "conversation": "c2"}));
    assert_eq!(
        (refused.status, refused.json().as_object().unwrap().len()),
        (200, 2),
        "outcome and message: {refused:?}"
    );
    let missing = server.call("order_status", &json!({"inputs": {"order_id": 8142}})).json();
    assert_eq!((&missing["outcome"], &missing["problems"][0]["field"]), (&json!("invalid_input"), &json!("email")));
    assert_eq!(api.requests().len(), 2);
}

#[test]
fn what_is_no_call_says_what_to_do() {
    let (api, server) = shop_and_server();
    for (body, place) in [
        ("nonsense", "line 1"),
        ("", "line 1"),
        (r#"{"inputs": []}"#, "inputs"),
        (r#"{"inputs": {}, "input": {}}"#, "inputs"),
        (r#"{"order_id": 8142}"#, "inputs"),
        (r#"{"conversation": "c"}"#, "inputs"),
        (r#"{"inputs": {}, "conversation": null}"#, "inputs"),
        (r#"{"inputs": {}, "confirmation": null}"#, "inputs"),
    ] {
        let answer = server.send("POST /tools/order_status", &[], body);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.json()["error"].as_str().unwrap().contains(place), "{answer:?}");
    }
    let kind = [("Content-Type", "text/plain")];
    let told = server.send("POST /tools/order_status", &kind, &json!({"inputs": marta()}).to_string());
    assert_eq!(told.status, 415, "a web page may send a text without being asked: {told:?}");
    let unknown = server.call("nothing", &json!({"inputs": {}}));
    assert_eq!(unknown.status, 404);
    assert!(unknown.body.contains("GET /tools"), "{unknown:?}");
    assert_eq!(server.call("order_status", &json!({"inputs": {}, "conversation": "c".repeat(201)})).status, 400);
    assert_eq!([server.get("/tools/order_status").status, server.get("/nothing").status], [405, 404]);
    let long = format!(r#"{{"inputs": {{"email": "{}"}}}}"#, "a".repeat(1024 * 1024));
    assert_eq!(server.send("POST /tools/order_status", &[], &long).status, 413);
    assert_eq!(api.requests().len(), 0);
}

#[test]
fn the_tools_are_listed_in_the_shapes_of_models() {
    let (_api, server) = shop_and_server();
    let openai = server.get("/tools").json();
    assert_eq!(openai[0]["function"]["name"], "order_status");
    assert_eq!(server.get("/tools?as=openai").json(), openai);
    let anthropic = server.get("/tools?as=anthropic").json();
    assert_eq!(anthropic[0]["input_schema"], openai[0]["function"]["parameters"]);
    assert_eq!(server.get("/tools?as=other").status, 400);
}

/// Described as OpenAPI, with what each tool takes and gives. Validators judge it in `tests/clients`.
#[test]
fn the_service_describes_itself() {
    let (_api, server) = shop_and_server();
    let document = server.get("/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let post = &document["paths"]["/tools/order_status"]["post"];
    let inputs = &post["requestBody"]["content"]["application/json"]["schema"]["properties"]["inputs"];
    assert_eq!(inputs, &server.get("/tools").json()[0]["function"]["parameters"]);
    let reply = &post["responses"]["200"]["content"]["application/json"]["schema"];
    let schema = jsonschema::validator_for(reply).unwrap();
    for inputs in [marta(), stranger(), json!({"order_id": 8142})] {
        let answer = server.call("order_status", &json!({"inputs": inputs})).json();
        assert!(schema.is_valid(&answer), "{answer}");
    }
}

/// A conversation counts its own failures; another one goes on.
#[test]
fn failures_are_counted_by_conversation() {
    let (_api, server) = shop_and_server();
    let outcome = |conversation: &str, order: u32| {
        let inputs = json!({"order_id": 999_999, "email": format!("guess{order}@example.com")});
        let answer = server.call("order_status", &json!({"inputs": inputs, "conversation": conversation}));
        answer.json()["outcome"].as_str().unwrap().to_owned()
    };
    let guessing: Vec<String> = (0..11).map(|order| outcome("one", order)).collect();
    assert_eq!(guessing[10], "throttled", "{guessing:?}");
    let answer = server.call("order_status", &json!({"inputs": marta(), "conversation": "two"})).json();
    assert_eq!(answer["outcome"], "answer");
}
