//! The chat as the window uses it: lines in, turns with their traces out, a chat as a test, dishonest customers.

use drawbridge_commands::ErrorCode;
use serde_json::{Value, json};

use crate::app::App;

fn line(connector: &Value, text: &str) -> Value {
    json!({
        "chat_id": "c1", "connector_id": connector["id"], "scope": "this", "by": "built_in", "environment": "sample", "line": text,
        "instead_of": null,
    })
}

#[tokio::test]
async fn a_chat_turns_a_stranger_away_and_answers_the_corrected_customer() {
    let app = App::open();
    let connector = app.order_status().await["connector"].clone();
    app.call("chat_say", line(&connector, "hi, where is my order?")).await;
    let refused = app.call("chat_say", line(&connector, "727, bob@example.com")).await;
    assert_eq!(refused["turns"][1]["turn"]["reply"], "Email doesn't match. Please verify your details.");
    assert!(!refused.to_string().contains("59.90"), "nothing of the answer reaches the window: {refused}");
    let answered = app.call("chat_say", line(&connector, "sorry, ana@example.com")).await;
    let last = &answered["turns"][2];
    assert!(
        last["turn"]["reply"].as_str().is_some_and(|reply| reply.starts_with("Order 727 is being prepared.")),
        "{last}"
    );
    assert!(last["received"][0]["count"].as_u64().is_some_and(|count| count > 20), "its size is counted: {last}");

    let mut again = line(&connector, "727, ana@example.com");
    again["instead_of"] = json!(1);
    let edited = app.call("chat_say", again).await;
    assert_eq!(edited["turns"].as_array().map(Vec::len), Some(2), "the turns after it are taken back");

    let test = app.call("chat_as_test", json!({"chat_id": "c1", "name": "the customer"})).await;
    assert_eq!(test["turns"][1]["calls"][0]["outcome"], "answer");
    let workbench = app.call("open_connector", json!({"id": connector["id"]})).await;
    let mut changed = workbench["connector"].clone();
    changed["chats"] = json!([test]);
    let saved = app.save(&workbench, changed.clone(), "Save a chat").await;
    let report = app.call("run_chats", json!({"id": connector["id"]})).await;
    assert_eq!(report["results"], json!([{"name": "the customer", "difference": ""}]));
    changed["validations"][0]["error"] = json!("Other words.");
    changed["samples"][0]["body"]["total"] = json!("1.00");
    app.save(&saved, changed, "Change the sample").await;
    let report = app.call("run_chats", json!({"id": connector["id"]})).await;
    assert!(report["results"][0]["difference"].as_str().is_some_and(|text| text.contains("1.00")), "{report}");

    app.call("chat_end", json!({"chat_id": "c1"})).await;
    let gone = app.ask("chat_as_test", json!({"chat_id": "c1", "name": "x"})).await.expect_err("it is forgotten");
    assert_eq!(gone.code, ErrorCode::NotFound);
    let anew = app.call("chat_say", line(&connector, "727")).await;
    assert_eq!(anew["turns"].as_array().map(Vec::len), Some(1));
    assert_eq!(anew["turns"][0]["turn"]["reply"], "Thank you. What is the email used for the order?");
}

/// What a chat calls is a run like any other, and is kept like one: without a value of anybody's.
#[tokio::test]
async fn the_runs_of_a_chat_are_in_the_activity() {
    let app = App::open();
    let connector = app.order_status().await["connector"].clone();
    app.call("chat_say", line(&connector, "order 727, bob@example.com")).await;
    app.call("chat_say", line(&connector, "sorry, ana@example.com")).await;
    let request = json!({"connector_id": connector["id"], "outcome": null, "text": "", "limit": 10});
    let activity = app.call("activity", request).await;
    let outcomes: Vec<&Value> = activity["runs"].as_array().into_iter().flatten().map(|run| &run["outcome"]).collect();
    assert_eq!(outcomes, ["answer", "not_verified"], "{activity}");
    let kept = app.call("past_run", json!({"id": activity["runs"][0]["id"]})).await.to_string();
    for absent in ["ana@example.com", "59.90", "Canvas"] {
        assert!(!kept.contains(absent), "{absent} in {kept}");
    }
}

/// The tools are made once; whatever they are made of changes, they are made anew.
#[tokio::test]
async fn a_chat_follows_every_change_of_its_connectors() {
    let app = App::open();
    let workbench = app.order_status().await;
    let mut connector = workbench["connector"].clone();
    let prepare = json!({"connector_id": connector["id"], "scope": "this", "environment": "sample"});
    app.call("chat_prepare", prepare).await;
    let said = app.call("chat_say", line(&connector, "order 727, bob@example.com")).await;
    assert_eq!(said["turns"][0]["turn"]["reply"], "Email doesn't match. Please verify your details.");
    connector["validations"][0]["error"] = json!("Other words.");
    app.save(&workbench, connector.clone(), "Change the words").await;
    let said = app.call("chat_say", line(&connector, "order 727, bo@example.com")).await;
    assert_eq!(said["turns"][1]["turn"]["reply"], "Other words.");
}

#[tokio::test]
async fn all_connectors_take_part_if_wanted() {
    let app = App::open();
    let order = app.order_status().await["connector"].clone();
    app.call("create_connector", json!({"type": "template", "id": "token-login/account_balance"})).await;
    let mut request = line(&order, "what is my balance?");
    let alone = app.call("chat_say", request.clone()).await;
    assert!(alone["turns"][0]["turn"]["reply"].as_str().is_some_and(|reply| reply.contains("not sure")), "{alone}");
    request["scope"] = json!("all");
    let both = app.call("chat_say", request).await;
    assert_eq!(both["turns"][1]["turn"]["trace"][0]["tool"], "account_balance", "{both}");
}

#[tokio::test]
async fn the_attack_report_says_that_nothing_leaked_or_what_did() {
    let app = App::open();
    let workbench = app.order_status().await;
    let id = workbench["connector"]["id"].clone();
    let safe = app.call("try_attack", json!({"connector_id": id, "by": "built_in"})).await;
    let attacks = safe["report"]["attacks"].as_array().cloned().unwrap_or_default();
    assert!(attacks.len() >= 6 && attacks.iter().all(|attack| attack["leaks"] == json!([])), "{safe}");
    let mut open = workbench["connector"].clone();
    open["validations"] = json!([]);
    open["public"] = json!(true);
    app.save(&workbench, open, "Remove the rule").await;
    let leaky = app.call("try_attack", json!({"connector_id": id, "by": "built_in"})).await;
    assert!(leaky["report"]["attacks"][0]["leaks"].to_string().contains("59.90"), "{leaky}");
}
