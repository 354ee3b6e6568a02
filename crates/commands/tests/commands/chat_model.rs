//! A language model for the chat, set up in the window: its key in the keychain, bound to its address, and what a chat with
//! it leaves behind.

#[allow(dead_code, clippy::unwrap_used, reason = "the engine's tests use more of it")]
#[path = "../../../engine/tests/engine/server.rs"]
mod server;

use drawbridge_commands::ErrorCode;
use serde_json::{Value, json};
use server::Server;

use crate::app::App;

const KEY: &str = "sk_MODEL_SENTINEL_0815";

/// A model's server: it lists one model; asked, it calls the first tool that it is shown for order 727 of this customer,
/// and then says what the tool gave.
fn server(email: &'static str) -> Server {
    Server::json(move |request| {
        if request.line().starts_with("GET /v1/models") {
            return (200, json!({"data": [{"id": "small"}]}).to_string());
        }
        let asked: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let last = asked["messages"].as_array().and_then(|messages| messages.last()).cloned().unwrap_or_default();
        let arguments = json!({"order_id": 727, "email": email}).to_string();
        let function = json!({"name": asked["tools"][0]["function"]["name"], "arguments": arguments});
        let message = match last["role"].as_str() {
            Some("tool") => json!({"content": last["content"]}),
            _ => json!({"content": null, "tool_calls": [{"id": "a", "type": "function", "function": function}]}),
        };
        (200, json!({"choices": [{"message": message, "finish_reason": "stop"}]}).to_string())
    })
}

async fn set_up(app: &App, address: &str) -> Value {
    let model = json!({"api": "openai", "address": address, "model": "small", "own_network": true});
    app.call("save_chat_model", json!({"model": model})).await
}

fn line(connector: &Value, text: &str) -> Value {
    json!({
        "chat_id": "c1", "connector_id": connector["id"], "scope": "this", "by": "model", "environment": "sample",
        "line": text, "instead_of": null,
    })
}

/// SECURITY LLM-13, SEC-03, SEC-14: the key goes in and never comes out, is sent to the address that it was entered for and
/// to no other, and survives a restart.
#[tokio::test]
async fn the_key_of_a_model_is_kept_for_its_address_and_told_to_nobody() {
    let app = App::open();
    assert_eq!(app.call("chat_model", json!({})).await, json!({"model": null, "key": {"type": "missing"}}));
    let none = app.ask("set_model_key", json!({"value": KEY})).await.expect_err("there is no address to bind it to");
    assert_eq!(none.message, "No model is set up.");
    let server = server("ana@example.com");
    set_up(&app, &server.address()).await;
    let kept = app.call("set_model_key", json!({"value": KEY})).await;
    assert_eq!(kept["key"], json!({"type": "set", "origins": [server.address()]}));
    assert_eq!(app.call("list_models", json!({})).await["names"], json!(["small"]));
    let report = app.call("test_model", json!({})).await;
    assert_eq!(report["works"], true, "{report}");
    assert!(server.requests().iter().all(|request| request.headers("authorization") == [format!("Bearer {KEY}")]));

    let app = app.restart();
    assert_eq!(app.call("chat_model", json!({})).await["key"]["type"], "set");
    for file in std::fs::read_dir(app.folder.path()).expect("the data folder") {
        let path = file.expect("a file").path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        assert!(!bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()), "the key is in {}", path.display());
    }

    let asked = server.requests().len();
    let other = self::server("ana@example.com");
    let elsewhere = set_up(&app, &other.address()).await;
    assert_eq!(elsewhere["key"]["type"], "enter_again", "{elsewhere}");
    let report = app.call("test_model", json!({})).await;
    assert!(report["sentence"].as_str().is_some_and(|text| text.contains("entered for another address")), "{report}");
    assert_eq!((server.requests().len(), other.requests().len()), (asked, 0));
    let wrong = json!({"model": {"api": "openai", "address": "model", "model": "small", "own_network": false}});
    let wrong = app.ask("save_chat_model", wrong).await.expect_err("that is no address");
    assert!(wrong.message.starts_with("The address of the model cannot be used"), "{wrong:?}");

    let gone = app.call("save_chat_model", json!({"model": null})).await;
    assert_eq!(gone, json!({"model": null, "key": {"type": "missing"}}));
    assert!(app.vault.is_empty(), "its key goes with it");
    let none = app.ask("test_model", json!({})).await.expect_err("there is none");
    assert_eq!((none.code, none.message.as_str()), (ErrorCode::Failed, "No model is set up."));
}

/// SECURITY LLM-17: what the model's server gets of a chat in the window is what a bot gets.
#[tokio::test]
async fn a_chat_with_a_model_tells_a_stranger_nothing() {
    let app = App::open();
    let server = server("bob@example.com");
    set_up(&app, &server.address()).await;
    let connector = app.order_status().await;
    let connector = connector["connector"].clone();
    let said = app.call("chat_say", line(&connector, "where is order 727? bob@example.com")).await;
    let turn = &said["turns"][0]["turn"];
    assert_eq!(turn["failure"], Value::Null, "{turn}");
    assert!(turn["reply"].as_str().is_some_and(|reply| reply.contains("Email doesn't match")), "{turn}");
    let sent: String = server.requests().iter().map(|request| request.body.as_str()).collect();
    for absent in ["59.90", "Canvas", "Lopes", "woo_key"] {
        assert!(!sent.contains(absent) && !said.to_string().contains(absent), "{absent}");
    }
    let refused = app.ask("chat_as_test", json!({"chat_id": "c1", "name": "x"})).await.expect_err("a model's chat");
    assert!(refused.message.contains("something else every time"), "{refused:?}");
    let report = app.call("try_attack", json!({"connector_id": connector["id"], "by": "model"})).await;
    let attacks = report["report"]["attacks"].as_array().cloned().unwrap_or_default();
    let words = |kind: &str| attacks.iter().find(|attack| attack["kind"] == kind).cloned().unwrap_or_default();
    assert!(attacks.len() >= 6 && attacks.iter().all(|attack| attack["leaks"] == json!([])), "{report}");
    assert!(words("stranger")["said"][0].as_str().is_some_and(|said| said.contains("not_verified")), "the model spoke");
}

#[tokio::test]
async fn a_model_that_fails_leaves_the_line_to_be_sent_again() {
    let app = App::open();
    let server = Server::json(|_| (529, json!({"error": {"message": "busy", "type": "overloaded_error"}}).to_string()));
    set_up(&app, &server.address()).await;
    let made = app.order_status().await;
    let said = app.call("chat_say", line(&made["connector"], "hello")).await;
    let failure = &said["turns"][0]["turn"]["failure"];
    assert!(failure["what"].as_str().is_some_and(|what| what.contains("more to do than it can")), "{failure}");
    assert_eq!(failure["next"], "Try again in a minute, or choose another model.");
    let mut again = line(&made["connector"], "hello");
    (again["by"], again["instead_of"]) = (json!("built_in"), json!(0));
    let said = app.call("chat_say", again).await;
    assert_eq!((said["turns"].as_array().map(Vec::len), &said["turns"][0]["turn"]["failure"]), (Some(1), &Value::Null));
    let attack = json!({"connector_id": made["connector"]["id"], "by": "model"});
    let failed = app.ask("try_attack", attack).await.expect_err("nobody answers");
    assert!(failed.message.contains("more to do than it can"), "{failed:?}");
}
