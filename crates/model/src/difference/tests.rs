use serde_json::{Value, json};

use super::*;

fn state() -> State {
    State {
        connector: json!({
            "id": "c", "name": "Order status", "tool_name": "order_status", "system": "shop",
            "prompt": "Use this when a customer asks where their order is. Always ask for the order number and the email.",
            "fields": [
                {"name": "order_id", "type": "integer", "required": true, "description": "Your order number", "example": "727"},
                {"name": "email", "type": "email", "required": true, "description": "Your email"}
            ],
            "steps": [{
                "id": "order", "name": "Get the order", "method": "GET", "path": "/orders/{order_id}",
                "query": [{"name": "fields", "value": "all"}], "headers": [], "body": {"type": "json", "text": "{\"a\": 1}"},
                "extract": [{"name": "number", "path": "id"}], "fail_when": [{"path": "error", "is": "present"}]
            }],
            "validations": [
                {"input": "email", "compare_with": "billing.email", "type": "equals_ignore_case", "error": "No match."}
            ],
            "answer": {"fields": [{"path": "status", "words": {"processing": "being prepared"}}, {"path": "total"}], "max_items": 5},
            "attempts": {"per_record": 4, "window_minutes": 15, "per_conversation": 10},
            "accepted": ["secret_in_address:steps[0]"], "example_phrases": ["Where is my parcel?"],
            "tests": [{"name": "the owner", "inputs": {"order_id": 727}, "expect": {"outcome": "answer"}}],
            "samples": [{"step": "order", "when": {"order_id": 727}, "status": 200, "body": {"status": "processing"}}]
        }),
        systems: vec![json!({
            "id": "shop", "name": "My shop", "base_url": {"test": "https://staging.shop.example", "live": "https://shop.example"},
            "settings": [{"name": "store", "label": "Store", "values": {"live": "7"}}],
            "secrets": [{"name": "key", "label": "Key"}],
            "sign_in": {"type": "basic", "username": "{secret.key}", "password": ""},
            "headers": [{"name": "Accept", "value": "application/json"}]
        })],
    }
}

/// The sentences after a change of the connector (or, below `systems`, of its system).
fn sentences(pointer: &str, value: Value) -> Vec<String> {
    let before = state();
    let mut after = state();
    let place = match pointer.strip_prefix("/systems/0") {
        Some(rest) => after.systems[0].pointer_mut(rest),
        None => after.connector.pointer_mut(pointer),
    };
    *place.expect(pointer) = value;
    differences(&before, &after).into_iter().map(|difference| difference.sentence).collect()
}

#[test]
fn differences_are_plain_sentences() {
    let check =
        |pointer: &str, value: Value, expected: &[&str]| assert_eq!(sentences(pointer, value), expected, "{pointer}");
    check("/name", json!("Where is it"), &["The name was “Order status”, now “Where is it”."]);
    check("/steps/0/path", json!("/v2/orders"), &["The address was /orders/{order_id}, now /v2/orders."]);
    check("/steps/0/method", json!("POST"), &["The method was GET, now POST."]);
    check(
        "/fields/1",
        json!({"name": "email", "type": "string", "required": true, "description": "Your email"}),
        &["The question “email”: the kind was an email address, now text."],
    );
    check("/fields/0/required", json!(false), &["The question “order_id”: it may be left out now."]);
    check("/fields/0/name", json!("number"), &["The question “order_id” is now “number”."]);
    check("/fields", json!([state().connector["fields"][1]]), &["The question “order_id” was removed."]);
    check(
        "/validations",
        json!([state().connector["validations"][0], {"input": "zip", "compare_with": "billing.zip"}]),
        &["The rule “zip is compared with billing.zip” was added."],
    );
    check(
        "/validations/0/compare_with",
        json!("shipping.email"),
        &["The rule “email is compared with billing.email” is now “email is compared with shipping.email”."],
    );
    check(
        "/validations/0/type",
        json!("equals"),
        &[
            "The rule “email is compared with billing.email”: the kind was the same, ignoring capitals, now exactly the same.",
        ],
    );
    check(
        "/validations/0/error",
        json!(""),
        &["The rule “email is compared with billing.email”: what the bot says when it fails was removed: “No match.”."],
    );
    check("/answer/fields/1", json!({"path": "currency"}), &["The value “total” is now “currency”."]);
    check("/steps/0/query", json!([]), &["The parameter “fields” was removed."]);
    check("/steps/0/body", Value::Null, &["The body was removed: JSON."]);
    check("/steps/0/body/text", json!("{\"a\": 2}"), &["The body: the text was “{\"a\": 1}”, now “{\"a\": 2}”."]);
    check("/attempts/per_record", json!(3), &["The number of failed tries per record was 4, now 3."]);
    check(
        "/systems/0/base_url/live",
        json!("https://new.example"),
        &["The system “My shop”: the address for Live was https://shop.example, now https://new.example."],
    );
    check(
        "/systems/0/sign_in",
        json!({"type": "none"}),
        &["The system “My shop”: the sign-in was a user name and password, now none."],
    );
    check("/systems/0/secrets/0/name", json!("api_key"), &["The system “My shop”: the secret “key” is now “api_key”."]);
}

#[test]
fn a_long_text_is_cut_to_where_it_differs() {
    let text = state().connector["prompt"].as_str().expect("a prompt").replace("and the email", "and the zip code");
    assert_eq!(
        sentences("/prompt", json!(text)),
        ["The text for the AI was “…rder number and the email.”, now “…rder number and the zip code.”."]
    );
}

#[test]
fn several_requests_are_named_and_their_order_counts() {
    let mut before = state();
    let second = json!({"id": "second", "name": "Cancel it", "method": "POST", "path": "/cancel"});
    before.connector["steps"].as_array_mut().expect("steps").push(second);
    let mut after = before.clone();
    after.connector["steps"][1]["path"] = json!("/cancel/{order_id}");
    after.connector["steps"].as_array_mut().expect("steps").reverse();
    let found: Vec<_> = differences(&before, &after).into_iter().map(|difference| difference.sentence).collect();
    assert_eq!(
        found,
        [
            "The order of the requests changed.",
            "The request “Cancel it”: the address was /cancel, now /cancel/{order_id}.",
        ]
    );
}

/// Every place of a document, by JSON pointer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                places(member, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| places(item, &format!("{at}/{n}"), found)),
        _ => found.push(at.to_owned()),
    }
}

#[test]
fn no_difference_goes_unsaid_and_none_is_invented() {
    assert_eq!(differences(&state(), &state()), []);
    let mut all = Vec::new();
    places(&state().connector, "", &mut all);
    places(&state().systems[0], "/systems/0", &mut all);
    assert!(all.len() > 50);
    for place in all.iter().filter(|place| *place != "/id" && *place != "/systems/0/id") {
        for value in [json!("something else"), json!(4711), json!(true), json!({"new": {"deep": [1]}})] {
            let same = match place.strip_prefix("/systems/0") {
                Some(rest) => state().systems[0].pointer(rest) == Some(&value),
                None => state().connector.pointer(place) == Some(&value),
            };
            if same {
                continue;
            }
            let found = sentences(place, value.clone());
            assert!(!found.is_empty(), "{place} became {value} and nothing was said");
            for sentence in found {
                assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{place}: {sentence}");
            }
        }
    }
    let mut unknown = state();
    unknown.connector["of_tomorrow"] = json!("a");
    let found = differences(&state(), &unknown);
    assert_eq!(found[0].sentence, "Of_tomorrow was added: “a”.", "a member of a later version is named by its name");
}
