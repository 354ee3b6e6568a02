//! From a pasted text to connectors, as the window does it.

use serde_json::{Value, json};

use crate::app::App;

const TICKETS: &str =
    "curl https://brightlamp.zendesk.com/api/v2/tickets/4711.json -u bot@brightlamp.example/token:ztok_not_to_be_seen";

/// SECURITY IMP-07: the value goes from the text to the keychain, and to no answer of any command and no document.
#[tokio::test]
async fn a_pasted_command_becomes_a_connector_and_its_secrets_go_to_the_keychain() {
    let app = App::open();
    let drafts = app.call("read_drafts", json!({"type": "text", "text": TICKETS})).await;
    assert_eq!(drafts["rows"][0]["requests"], json!(["GET /api/v2/tickets/{ticket_id}.json"]));
    assert!(!drafts.to_string().contains("ztok_not_to_be_seen"));
    let take = json!({"token": drafts["token"], "rows": [0], "keep": drafts["secrets"]});
    let taken = app.call("take_drafts", take.clone()).await;
    assert_eq!((&taken["kept"], &taken["not_kept"]), (&json!(2), &Value::Null));
    let workbench = app.call("open_connector", json!({"id": taken["connector_ids"][0]})).await;
    assert!(!workbench.to_string().contains("ztok_not_to_be_seen"));
    assert_eq!(workbench["secrets"][1]["live"]["type"], "set", "{}", workbench["secrets"]);
    assert!(app.ask("take_drafts", take).await.is_err(), "a reading is taken once");
    app.call("undo", json!({"id": taken["undo_id"]})).await;
    let library = app.call("library", json!({})).await;
    assert_eq!(library["connectors"], json!([]));
}

/// SECURITY F13: a system of an import is one of its own, whatever is there already.
#[tokio::test]
async fn an_import_attaches_no_system_that_is_there() {
    let app = App::open();
    let mut systems = Vec::new();
    for _ in 0..2 {
        let drafts = app.call("read_drafts", json!({"type": "text", "text": TICKETS})).await;
        let take = json!({"token": drafts["token"], "rows": [0], "keep": []});
        let taken = app.call("take_drafts", take).await;
        let workbench = app.call("open_connector", json!({"id": taken["connector_ids"][0]})).await;
        assert_eq!(workbench["secrets"][0]["live"]["type"], "missing", "{}", workbench["secrets"]);
        systems.push(workbench["connector"]["system"].clone());
    }
    assert_ne!(systems[0], systems[1]);
}

#[tokio::test]
async fn a_draft_is_compared_with_a_connector_and_its_ticked_sections_are_put_in() {
    let app = App::open();
    let workbench =
        app.call("create_connector", json!({"type": "address", "address": "https://shop.example/old"})).await;
    let id = &workbench["connector"]["id"];
    let text = "curl -X POST https://api.example/orders/727 --json '{\"email\": \"ana@example.com\"}'";
    let drafts = app.call("read_drafts", json!({"type": "text", "text": text})).await;
    let target = json!({"token": drafts["token"], "row": 0, "connector_id": id});
    let compared = app.call("compare_draft", target).await;
    let sections: Vec<&str> =
        compared["differences"].as_array().into_iter().flatten().filter_map(|one| one["section"].as_str()).collect();
    assert!(sections.contains(&"request") && sections.contains(&"questions"), "{compared}");
    let merge = json!({"token": drafts["token"], "row": 0, "connector_id": id, "sections": ["request"], "keep": []});
    let merged = app.call("merge_draft", merge).await;
    assert_eq!(merged["connector"]["steps"][0]["path"], "/orders/{order_id}");
    assert_eq!(merged["connector"]["fields"], json!([]), "questions were not ticked");
    assert_eq!(merged["systems"][0]["base_url"]["live"], "https://shop.example", "the system stays");
}

#[tokio::test]
async fn an_empty_connector_takes_address_and_sign_in_from_what_is_pasted_into_it() {
    let app = App::open();
    let workbench = app.call("create_connector", json!({"type": "blank"})).await;
    let drafts = app.call("read_drafts", json!({"type": "text", "text": TICKETS})).await;
    let merge = json!({
        "token": drafts["token"], "row": 0, "connector_id": workbench["connector"]["id"],
        "sections": ["request", "questions"], "keep": drafts["secrets"],
    });
    let merged = app.call("merge_draft", merge).await;
    assert_eq!(merged["systems"][0]["base_url"]["live"], "https://brightlamp.zendesk.com");
    assert_eq!(merged["secrets"][0]["live"]["type"], "set", "{}", merged["secrets"]);
    let undone = app.call("undo", json!({"id": workbench["connector"]["id"]})).await;
    assert_eq!(undone["workbench"]["connector"]["steps"][0]["path"], workbench["connector"]["steps"][0]["path"]);
}

#[tokio::test]
async fn what_cannot_be_imported_is_told() {
    let app = App::open();
    let refused = app.ask("read_drafts", json!({"type": "text", "text": "hello"})).await.expect_err("a refusal");
    assert!(!refused.message.is_empty() && !refused.hint.is_empty());
    let cancelled = app.call("read_drafts", json!({"type": "file"})).await;
    assert_eq!(cancelled["token"], Value::Null);
}
