//! The commands as the window calls them: JSON in, JSON out, over a real database in a folder of its own.

use std::path::Path;

use drawbridge_commands::ErrorCode;
use serde_json::{Value, json};

use crate::app::App;

fn run(id: &Value, inputs: &Value) -> Value {
    json!({"run_id": "r1", "connector_id": id, "environment": "sample", "inputs": inputs, "confirmation": null})
}

#[tokio::test]
async fn the_sample_answers_its_owner_and_nobody_else() {
    let app = App::open();
    let workbench = app.order_status().await;
    let id = &workbench["connector"]["id"];
    let owner = app.call("run", run(id, &json!({"order_id": "727", "email": "ANA@example.com"}))).await;
    assert_eq!(owner["outcome"]["kind"], "answer", "{owner}");
    assert_eq!(owner["outcome"]["data"]["items"], json!(["Canvas tote", "Enamel mug"]));
    let rows = app.call("answer_rows", json!({"run_id": "r1", "step": "order", "offset": 0, "count": 3})).await;
    assert_eq!(rows["rows"][0]["path"], "id", "the answer is read in rows");
    let stranger = app.call("run", run(id, &json!({"order_id": "727", "email": "bob@example.com"}))).await;
    assert_eq!(stranger["outcome"]["kind"], "not_verified");
    assert_eq!(stranger["outcome"]["message"], "Email doesn't match. Please verify your details.");
    assert_eq!(stranger["outcome"]["data"], Value::Null);
    let tests = app.call("run_tests", json!({"id": id})).await;
    assert!(tests["results"].as_array().is_some_and(|all| all.iter().all(|one| one["passed"] == true)), "{tests}");
    let ask = |outcome: &str, text: &str, limit: u32| {
        let outcome = if outcome.is_empty() { Value::Null } else { outcome.into() };
        app.call("activity", json!({"connector_id": id, "outcome": outcome, "text": text, "limit": limit}))
    };
    let activity = ask("", "", 10).await;
    assert_eq!(activity["runs"].as_array().map(Vec::len), Some(2));
    assert_eq!(activity["remarks"], json!([]), "samples say nothing about a system");
    assert_eq!(ask("not_verified", "ORDER sample", 10).await["runs"].as_array().map(Vec::len), Some(1));
    assert_eq!(ask("", "elephant", 10).await["runs"], json!([]));
    assert_eq!(ask("", "", 1).await["more"], true);
    let past = app.call("past_run", json!({"id": activity["runs"][0]["id"]})).await;
    assert_eq!(past["trace"]["rules"][0]["state"], "failed");
    assert!(!past.to_string().contains("example.com"), "neither side of a rule is kept: {past}");
}

/// A system that two connectors share: undoing in one of them says what the other has changed since.
#[tokio::test]
async fn an_undo_tells_what_was_changed_elsewhere_and_stays() {
    let app = App::open();
    let (first, second) = (app.order_status().await, app.order_status().await);
    let renamed = |workbench: &Value, name: &str| {
        let mut workbench = workbench.clone();
        workbench["systems"][0]["name"] = json!(name);
        workbench
    };
    let mut connector = first["connector"].clone();
    connector["name"] = json!("Where is it");
    app.save(&renamed(&first, "Old shop"), connector, "Rename both").await;
    let second = app.call("open_connector", json!({"id": second["connector"]["id"]})).await;
    app.save(&renamed(&second, "New shop"), second["connector"].clone(), "Rename the system").await;
    let undo = json!({"id": first["connector"]["id"]});
    let undone = app.call("undo", undo.clone()).await;
    assert_eq!(
        (&undone["label"], &undone["left"], &undone["changed"]),
        (&json!("Rename both"), &json!(["New shop"]), &json!(true))
    );
    assert_eq!(undone["workbench"]["connector"]["name"], "Order status");
    assert_eq!(undone["workbench"]["systems"][0]["name"], "New shop", "what somebody else did is not taken back");
    let nothing = app.call("undo", undo).await;
    assert_eq!((&nothing["label"], &nothing["left"], &nothing["changed"]), (&Value::Null, &json!([]), &json!(false)));
}

#[tokio::test]
async fn a_change_survives_a_restart_and_can_be_undone_after_it() {
    let app = App::open();
    let workbench = app.order_status().await;
    let id = workbench["connector"]["id"].clone();
    let mut connector = workbench["connector"].clone();
    connector["name"] = "Where is it".into();
    let saved = app.save(&workbench, connector, "Rename the connector").await;
    assert_eq!(saved["history"]["undo"], "Rename the connector");
    let app = app.restart();
    assert_eq!(app.call("open_connector", json!({"id": id})).await["connector"]["name"], "Where is it");
    let undone = app.call("undo", json!({"id": id})).await;
    assert_eq!(undone["label"], "Rename the connector");
    assert_eq!(undone["workbench"]["connector"]["name"], "Order status");
    let redone = app.call("redo", json!({"id": id})).await;
    assert_eq!(redone["workbench"]["connector"]["name"], "Where is it");
    let copy = app.call("duplicate_connector", json!({"id": id})).await;
    let listed = app.call("library", json!({})).await["connectors"].clone();
    let row = listed.as_array().and_then(|rows| rows.iter().find(|row| row["id"] == copy["connector"]["id"]));
    assert_eq!(row.map(|row| &row["state"]), Some(&copy["row"]["state"]), "a copy is listed as it is");
    app.call("delete_connector", json!({"id": copy["connector"]["id"]})).await;
    app.call("delete_connector", json!({"id": id})).await;
    assert_eq!(app.call("library", json!({})).await["connectors"], json!([]));
    let back = app.call("undo", json!({"id": id})).await;
    assert_eq!(back["workbench"]["connector"]["name"], "Where is it", "a removal is undone, its system included");
}

/// SECURITY DAT-12, for one window that lags behind another.
#[tokio::test]
async fn a_stale_save_is_refused_and_overwrites_nothing() {
    let app = App::open();
    let old = app.order_status().await;
    let mut newer = old["connector"].clone();
    newer["prompt"] = "newer".into();
    app.save(&old, newer, "Change the prompt").await;
    let mut stale = old["connector"].clone();
    stale["prompt"] = "stale".into();
    let request =
        json!({"connector": stale, "systems": [], "revisions": old["revisions"], "label": "x", "coalesce": null});
    let error = app.ask("save", request).await.expect_err("the revision is not the newest");
    assert_eq!(error.code, ErrorCode::Stale);
    let kept = app.call("open_connector", json!({"id": old["connector"]["id"]})).await;
    assert_eq!(kept["connector"]["prompt"], "newer");
}

/// SECURITY SEC-03: no answer of any command holds a secret. SECURITY SEC-14: a changed address asks for it anew.
#[tokio::test]
async fn a_secret_goes_in_and_never_comes_out_and_belongs_to_its_address() {
    const SECRET: &str = "cs_SENTINEL_0123456789abcdef";
    let app = App::open();
    let mut workbench = app.order_status().await;
    let mut seen = vec![workbench.clone()];
    workbench["systems"][0]["settings"][0]["values"] = json!({"test": "shop.example", "live": "shop.example"});
    let workbench = app.save(&workbench, workbench["connector"].clone(), "Set the store address").await;
    for name in ["woo_key", "woo_secret"] {
        let request =
            json!({"system_id": "woocommerce", "name": name, "environments": ["test", "live"], "value": SECRET});
        seen.push(app.call("set_secret", request).await);
    }
    let id = &workbench["connector"]["id"];
    let rows = app.call("secrets", json!({})).await;
    assert_eq!(rows["secrets"][1]["live"], json!({"type": "set", "origins": ["https://shop.example"]}));
    seen.push(rows);
    for name in drawbridge_commands::NAMES.iter().filter(|name| **name != "delete_connector") {
        for request in [
            json!({}),
            json!({"id": id}),
            json!({"id": "woocommerce"}),
            run(id, &json!({"order_id": 727, "email": "x"})),
        ] {
            match app.ask(name, request).await {
                Ok(answer) => seen.push(answer),
                Err(error) => seen.push(json!(error)),
            }
        }
    }
    assert!(!json!(seen).to_string().contains(SECRET), "a command gave the secret back");

    let mut workbench = app.call("open_connector", json!({"id": id})).await;
    workbench["systems"][0]["settings"][0]["values"]["live"] = "evil.example".into();
    let moved = app.save(&workbench, workbench["connector"].clone(), "Change the store address").await;
    assert_eq!(moved["secrets"][1]["live"]["type"], "enter_again", "{moved}");
    assert_eq!(moved["secrets"][1]["test"]["type"], "set", "the other address did not change");
}

/// SECURITY IMP-01, and DESIGN invariant 6.
#[tokio::test]
async fn an_export_imported_elsewhere_is_the_same_export_and_attaches_no_secret() {
    let app = App::open();
    let mut workbench = app.order_status().await;
    workbench["systems"][0]["settings"][0]["values"] = json!({"test": "shop.example", "live": "shop.example"});
    app.save(&workbench, workbench["connector"].clone(), "Set the store address").await;
    let request =
        json!({"system_id": "woocommerce", "name": "woo_key", "environments": ["live"], "value": "ck_0123456789"});
    app.call("set_secret", request).await;
    let everything = json!({"connector_ids": [], "name": "My shop", "include_samples": true});
    let preview = app.call("export_preview", everything.clone()).await;
    assert_eq!(preview["ready"], true, "{preview}");
    assert_eq!(preview["requires"]["secrets"], json!(["woocommerce.woo_key", "woocommerce.woo_secret"]));

    let first = export(&app, &everything, "first.json").await;
    let other = App::open();
    let imported = import(&other, &app.folder.path().join("first.json")).await;
    assert_eq!(imported["connector_ids"].as_array().map(Vec::len), Some(1));
    assert_eq!(export(&other, &everything, "second.json").await, first, "the round trip is byte-identical");

    let again = import(&app, &app.folder.path().join("first.json")).await;
    let rows = app.call("secrets", json!({})).await;
    let rows = rows["secrets"].as_array().expect("a list");
    let imported: Vec<_> = rows.iter().filter(|row| row["system_id"] != "woocommerce").collect();
    assert_eq!(imported.len(), 2);
    assert!(
        imported.iter().all(|row| row["live"]["type"] == "missing"),
        "an existing secret is never attached by name"
    );
    app.call("undo", json!({"id": again["undo_id"]})).await;
    let library = app.call("library", json!({})).await;
    assert_eq!(library["connectors"].as_array().map(Vec::len), Some(1), "an import is undone whole");
    assert_eq!(library["systems"].as_array().map(Vec::len), Some(1));
}

/// An export has no signature of somebody else's: it is said at the import, and the file is else the same.
#[tokio::test]
async fn a_signature_stays_with_the_file_that_has_it() {
    let app = App::open();
    let mut workbench = app.order_status().await;
    workbench["systems"][0]["settings"][0]["values"] = json!({"test": "shop.example", "live": "shop.example"});
    app.save(&workbench, workbench["connector"].clone(), "Set the store address").await;
    let everything = json!({"connector_ids": [], "name": "My shop", "include_samples": true});
    let unsigned = export(&app, &everything, "first.json").await;
    let mut bundle: Value = serde_json::from_slice(&unsigned).expect("JSON");
    bundle["signature"] = json!({"algorithm": "ed25519", "key": "sha256:00", "value": "AA=="});
    let path = app.folder.path().join("signed.json");
    std::fs::write(&path, bundle.to_string()).expect("a file");
    let other = App::open();
    let preview = other.call("import_preview", json!({"path": path})).await;
    assert_eq!(preview["problems"].as_array().map(Vec::len), Some(1), "{preview}");
    assert_eq!(preview["problems"][0]["code"], "signature_stays_behind");
    other.call("import_apply", json!({"token": preview["token"], "on_clash": "keep_both"})).await;
    assert_eq!(export(&other, &everything, "second.json").await, unsigned);
}

#[tokio::test]
async fn the_tools_are_described_to_another_program_or_the_reason_is_told() {
    let app = App::open();
    let workbench = app.order_status().await;
    let path = app.folder.path().join("tools.json");
    app.window.answer(Some(path.clone()));
    let request = |format: &str, server: &str| json!({"connector_ids": [], "name": "My shop", "format": format, "server": server});
    let written = || serde_json::from_slice::<Value>(&std::fs::read(&path).expect("it was written")).expect("JSON");
    app.call("export_tools", request("openapi", " https://bot.example.com ")).await;
    assert_eq!(written()["servers"], json!([{"url": "https://bot.example.com"}]));
    app.call("export_tools", request("openapi", "")).await;
    assert_eq!(written().get("servers"), None, "a server that is not known yet is not made up");
    app.call("export_tools", request("openai", "")).await;
    assert_eq!(written()[0]["function"]["name"], "order_status");
    app.call("export_tools", request("anthropic", "")).await;
    assert_eq!(written()[0]["name"], "order_status");

    std::fs::remove_file(&path).expect("it is there");
    let refused = app.ask("export_tools", request("openapi", "bot")).await.expect_err("no web address");
    assert_eq!(refused.at.as_deref(), Some("server"));
    let secret = "ck_0123456789";
    let system = json!({"system_id": "woocommerce", "name": "woo_key", "environments": ["live"], "value": secret});
    app.call("set_secret", system).await;
    let mut told = workbench["connector"].clone();
    told["prompt"] = format!("Use {secret}.").into();
    let workbench = app.save(&workbench, told, "Write the prompt").await;
    let refused = app.ask("export_tools", request("openai", "")).await.expect_err("a secret in the prompt");
    assert!(refused.message.contains("secret's value"), "{refused:?}");
    let mut open = workbench["connector"].clone();
    open["prompt"] = "Use it.".into();
    open["validations"] = json!([]);
    app.save(&workbench, open, "Remove the rule").await;
    let refused = app.ask("export_tools", request("openai", "")).await.expect_err("nobody is verified");
    assert_eq!(refused.code, ErrorCode::InvalidDocument);
    assert!(!path.exists(), "nothing is written when it is refused");
}

async fn export(app: &App, request: &Value, name: &str) -> Vec<u8> {
    let path = app.folder.path().join(name);
    *app.window.path.lock().expect("not poisoned") = Some(path.clone());
    app.call("export_bundle", request.clone()).await;
    std::fs::read(path).expect("the bundle was written")
}

async fn import(app: &App, path: &Path) -> Value {
    let preview = app.call("import_preview", json!({"path": path})).await;
    assert_eq!(preview["problems"].as_array().map(Vec::len), Some(0), "{preview}");
    app.call("import_apply", json!({"token": preview["token"], "on_clash": "keep_both"})).await
}

#[tokio::test]
async fn a_pasted_address_becomes_a_connector_with_its_questions() {
    let app = App::open();
    let address = "https://shop.example/wp-json/wc/v3/orders/{order_id}?lang={lang}";
    let workbench = app.call("create_connector", json!({"type": "address", "address": address})).await;
    assert_eq!(
        workbench["systems"][0]["base_url"],
        json!({"test": "https://shop.example", "live": "https://shop.example"})
    );
    assert_eq!(workbench["connector"]["steps"][0]["path"], "/wp-json/wc/v3/orders/{order_id}");
    let names: Vec<_> =
        workbench["connector"]["fields"].as_array().expect("a list").iter().map(|f| &f["name"]).collect();
    assert_eq!(names, ["order_id", "lang"]);
    let error = app.ask("create_connector", json!({"type": "address", "address": "https://{host}/x"})).await;
    assert_eq!(error.expect_err("a question can never stand in the host").code, ErrorCode::InvalidDocument);
}

/// DESIGN, Samples: nothing of an answer is saved as it was, and the rules, the answer and the saved tests hold on what
/// is saved.
#[tokio::test]
async fn an_answer_becomes_a_sample_with_nothing_real_in_it() {
    let app = App::open();
    let id = app.order_status().await["connector"]["id"].clone();
    app.call("run", run(&id, &json!({"order_id": "727", "email": "ANA@Example.com"}))).await;
    let request = json!({"run_id": "r1", "connector_id": id, "choices": []});
    let preview = app.call("prepare_sample", request.clone()).await;
    assert_eq!((&preview["difference"], &preview["stranger"]), (&json!(""), &json!(true)));
    let values = preview["values"].as_array().expect("values");
    let tote = values.iter().find(|value| value["before"] == "Canvas tote").expect("its value");
    assert_ne!(tote["after"], "Canvas tote");

    let choice = json!([{"value": tote["value"], "choice": {"type": "keep"}}]);
    let request = json!({"run_id": "r1", "connector_id": id, "choices": choice});
    let saved = app.call("save_sample", json!({"sample": request, "owner_test": true, "stranger_test": true})).await;
    let connector = &saved["connector"];
    let new = connector["samples"][0].to_string();
    for real in [
        "\"727\"",
        ":727,",
        "Ana",
        "Lopes",
        "ana@example",
        "Rua das Flores",
        "555 010 222",
        "LX884120456PT",
        "2026-11-14",
    ] {
        assert!(!new.contains(real), "{real} is still in {new}");
    }
    assert!(new.contains("Canvas tote") && new.contains("processing") && new.contains("EUR"), "{new}");
    let names: Vec<&Value> = connector["tests"].as_array().expect("tests").iter().map(|test| &test["name"]).collect();
    assert_eq!(names[names.len() - 2..], [&json!("the owner"), &json!("a stranger")]);
    let report = app.call("run_tests", json!({"id": id})).await;
    for result in report["results"].as_array().expect("results") {
        assert_eq!(result["difference"], "", "{result}");
    }

    let app = app.restart();
    let gone = app.ask("prepare_sample", json!({"run_id": "r1", "connector_id": id, "choices": []})).await;
    assert_eq!(gone.expect_err("real answers live in memory only").code, ErrorCode::NotFound);
    let undone = app.call("undo", json!({"id": id})).await;
    assert_eq!(undone["label"], "Save a sample");
}

/// SECURITY SEC-13: an entry that somebody removed from the keychain is asked for again, and a run says so.
#[tokio::test]
async fn a_keychain_entry_that_is_gone_is_asked_for_again() {
    let app = App::open();
    let workbench = app.order_status().await;
    let id = workbench["connector"]["id"].clone();
    let mut system = workbench["systems"][0].clone();
    system["settings"][0]["values"] = json!({"test": "127.0.0.1"});
    let view = app.call("open_system", json!({"id": system["id"]})).await;
    app.call("save_system", json!({"system": system, "revision": view["revision"]["revision"], "label": "Address"}))
        .await;
    for (name, value) in [("woo_key", "ck_value"), ("woo_secret", "cs_value")] {
        let secret = json!({"system_id": system["id"], "name": name, "environments": ["test"], "value": value});
        let rows = app.call("set_secret", secret).await;
        assert!(rows["secrets"].to_string().contains("\"set\""), "{rows}");
    }
    app.vault.clear();
    let mut request = run(&id, &json!({"order_id": "727", "email": "ana@example.com"}));
    request["environment"] = json!("test");
    let refused = app.ask("run", request).await.expect_err("without its secret nothing is sent");
    assert_eq!(refused.code, ErrorCode::MissingValue);
    assert!(refused.message.contains("is not in this computer's keychain any more"), "{refused:?}");
    assert!(refused.hint.contains("Enter it again"), "{refused:?}");
    let rows = app.call("secrets", json!({})).await;
    for row in rows["secrets"].as_array().expect("rows") {
        assert!(row["test"].to_string().contains("keychain any more"), "{row}");
    }
    let secret = json!({"system_id": system["id"], "name": "woo_key", "environments": ["test"], "value": "ck_value"});
    let rows = app.call("set_secret", secret).await;
    assert!(!rows["secrets"][0]["test"].to_string().contains("any more"), "{rows}");
}

/// The number beside “Secrets” is the one that its page shows: a value for one environment is enough.
#[tokio::test]
async fn a_secret_without_any_value_counts_as_missing_wherever_its_system_is() {
    let app = App::open();
    let mut workbench = app.order_status().await;
    assert_eq!(app.call("library", json!({})).await["missing_secrets"], 2, "no address is written yet");
    workbench["systems"][0]["settings"][0]["values"] = json!({"live": "shop.example"});
    app.save(&workbench, workbench["connector"].clone(), "Set the store address").await;
    let secret = json!({"system_id": "woocommerce", "name": "woo_key", "environments": ["live"], "value": "ck_value"});
    app.call("set_secret", secret).await;
    assert_eq!(app.call("library", json!({})).await["missing_secrets"], 1);
}

/// SECURITY SEC-12: what is made anew under an old name inherits no secret, and undoing a removal brings it back.
#[tokio::test]
async fn a_system_made_anew_inherits_no_secret() {
    let app = App::open();
    let first = app.order_status().await;
    let secret = json!({"system_id": "woocommerce", "name": "woo_key", "environments": ["live"], "value": "ck_value"});
    app.call("set_secret", secret).await;
    app.call("delete_connector", json!({"id": first["connector"]["id"]})).await;
    let second = app.order_status().await;
    assert_ne!(second["connector"]["system"], first["connector"]["system"]);
    for row in second["secrets"].as_array().expect("rows") {
        assert_eq!(row["live"]["type"], "missing", "{row}");
    }
    let undone = app.call("undo", json!({"id": first["connector"]["id"]})).await;
    let rows = undone["workbench"]["secrets"].as_array().expect("rows");
    assert!(rows.iter().any(|row| row["live"]["type"] != "missing"), "{rows:?}");
}
