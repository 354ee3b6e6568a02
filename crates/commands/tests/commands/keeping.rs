//! Versions, the bin, copies of everything and the way out of a damaged database, as the window asks for them.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use drawbridge_commands::{ErrorCode, Host, Program};
use drawbridge_vault::{MemoryVault, Vault};
use serde_json::{Value, json};

use crate::app::{App, Window};

const HOUR: i64 = 60 * 60 * 1_000;
const DAY: i64 = 24 * HOUR;

/// Waits for what happens in the background.
async fn eventually(what: &str, is_so: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < Duration::from_mins(1), "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn rename(app: &App, id: &Value, name: &str) {
    let workbench = app.call("open_connector", json!({"id": id})).await;
    let mut connector = workbench["connector"].clone();
    connector["name"] = name.into();
    app.save(&workbench, connector, "Rename the connector").await;
}

fn sentences(differences: &Value) -> Vec<&str> {
    let all = differences.as_array().expect("a list of differences");
    all.iter().map(|one| one["sentence"].as_str().expect("a sentence")).collect()
}

/// UX 9.
#[tokio::test]
async fn versions_say_what_changed_and_lead_back() {
    let app = App::open();
    let workbench = app.order_status().await;
    let id = workbench["connector"]["id"].clone();
    assert_eq!(app.call("versions", json!({"id": id})).await["versions"], json!([]));
    rename(&app, &id, "Where is it").await;
    app.window.pass(HOUR);
    let before = app.call("open_connector", json!({"id": id})).await;
    let mut connector = before["connector"].clone();
    connector["steps"][0]["path"] = "/v4/orders/{order_id}".into();
    connector["fields"].as_array_mut().expect("fields").remove(1);
    app.save(&before, connector, "Change the address").await;

    let versions = app.call("versions", json!({"id": id})).await;
    assert_eq!(versions["versions"].as_array().map(Vec::len), Some(2), "{versions}");
    let since = sentences(&versions["since"]);
    assert_eq!(since[0], "The address was /wp-json/wc/v3/orders/{order_id}, now /v4/orders/{order_id}.");
    assert_eq!(since[1], "The question “email” was removed.");
    let newest = &versions["versions"][0];
    assert_eq!(sentences(&newest["changes"]), ["The name was “Order status”, now “Where is it”."]);
    let oldest = &versions["versions"][1];
    assert_eq!((&oldest["changes"], &oldest["reason"]), (&Value::Null, &json!("edits")));

    let ask = json!({"connector_id": id, "version": oldest["id"]});
    let compared = app.call("compare_versions", ask.clone()).await;
    assert_eq!(sentences(&compared["differences"]).len(), 3);
    assert_eq!(compared["shared"], json!([]));
    let back = app.call("restore_version", ask.clone()).await;
    assert_eq!(back["connector"], workbench["connector"]);
    assert_eq!(app.call("compare_versions", ask).await["differences"], json!([]));
    let undone = app.call("undo", json!({"id": id})).await;
    assert_eq!(undone["workbench"]["connector"]["name"], "Where is it", "one change, taken back as one");
    let after = app.call("versions", json!({"id": id})).await;
    assert_eq!(after["versions"][0]["reason"], "restore", "what was replaced is kept as well");
    let foreign = json!({"connector_id": "another", "version": oldest["id"]});
    assert_eq!(app.ask("compare_versions", foreign).await.expect_err("of another").code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_system_that_others_use_stays_and_one_of_its_own_goes_back() {
    let app = App::open();
    let workbench = app.order_status().await;
    let id = workbench["connector"]["id"].clone();
    let change_address = async |address: &str| {
        let mut workbench = app.call("open_connector", json!({"id": id})).await;
        workbench["systems"][0]["base_url"]["live"] = address.into();
        app.save(&workbench, workbench["connector"].clone(), "Change the address").await;
    };
    change_address("https://one.example").await;
    app.window.pass(HOUR);
    change_address("https://two.example").await;
    let versions = app.call("versions", json!({"id": id})).await;
    let name = workbench["systems"][0]["name"].as_str().expect("a name");
    assert_eq!(
        sentences(&versions["since"]),
        [format!("The system “{name}”: the address for Live was https://one.example, now https://two.example.")]
    );
    let ask = json!({"connector_id": id, "version": versions["versions"][0]["id"]});
    let copy = app.call("duplicate_connector", json!({"id": id})).await["connector"]["id"].clone();
    assert_eq!(app.call("compare_versions", ask.clone()).await["shared"], json!([name]));
    let back = app.call("restore_version", ask.clone()).await;
    assert_eq!(back["systems"][0]["base_url"]["live"], "https://two.example", "the copy uses it too");
    app.call("delete_connector", json!({"id": copy})).await;
    assert_eq!(app.call("compare_versions", ask.clone()).await["shared"], json!([]));
    let back = app.call("restore_version", ask).await;
    assert_eq!(back["systems"][0]["base_url"]["live"], "https://one.example");
}

#[tokio::test]
async fn an_export_is_a_version() {
    let app = App::open();
    let workbench = app.order_status().await;
    let id = workbench["connector"]["id"].clone();
    app.window.answer(Some(app.folder.path().join("bundle.json")));
    app.call("export_bundle", json!({"connector_ids": [id], "name": "", "include_samples": true})).await;
    let versions = app.call("versions", json!({"id": id})).await;
    assert_eq!(versions["versions"][0]["reason"], "export");
}

/// SECURITY DAT-15: 29 days, 30 days, and for good when it is asked for.
#[tokio::test]
async fn what_is_deleted_can_be_had_back_for_thirty_days_or_is_gone_when_asked() {
    let app = App::open();
    let workbench = app.order_status().await;
    let id = workbench["connector"]["id"].clone();
    let system = workbench["systems"][0]["id"].clone();
    let key = json!({"kind": "connector", "id": id});
    app.call("delete_connector", json!({"id": id})).await;
    let bin = app.call("bin", json!({})).await;
    let row = bin["rows"].as_array().expect("rows").iter().find(|row| row["kind"] == "connector").expect("it");
    assert_eq!(row["until"].as_i64(), row["deleted_at"].as_i64().map(|at| at + 30 * DAY));
    app.window.pass(29 * DAY);
    let app = app.restart();
    let library = app.call("restore_from_bin", key.clone()).await;
    assert_eq!(library["connectors"][0]["id"], id);
    assert_eq!(library["systems"][0]["id"], system, "with the system that it needs");
    assert_eq!(app.call("bin", json!({})).await["rows"], json!([]));
    assert_eq!(app.ask("restore_from_bin", key.clone()).await.expect_err("twice").code, ErrorCode::NotFound);

    let set = json!({"system_id": system, "name": "woo_key", "environments": ["live"], "value": "a-key-to-forget"});
    app.call("set_secret", set).await;
    app.call("delete_connector", json!({"id": id})).await;
    let bin = app.call("delete_for_good", key.clone()).await;
    assert_eq!(bin["rows"].as_array().map(Vec::len), Some(1), "its system is there still");
    assert_eq!(app.vault.len(), 1);
    let bin = app.call("delete_for_good", json!({"kind": "system", "id": system})).await;
    assert_eq!(bin["rows"], json!([]));
    assert_eq!(app.vault.len(), 0, "a system that is gone for good leaves no secret behind");
    assert_eq!(app.call("undo", json!({"id": id})).await["label"], Value::Null);

    let workbench = app.order_status().await;
    let id = workbench["connector"]["id"].clone();
    let system = workbench["systems"][0]["id"].clone();
    let set = json!({"system_id": system, "name": "woo_key", "environments": ["live"], "value": "another-key"});
    app.call("set_secret", set).await;
    app.call("delete_connector", json!({"id": id})).await;
    app.window.pass(30 * DAY + 1);
    let app = app.restart();
    assert_eq!(app.call("bin", json!({})).await["rows"], json!([]));
    assert_eq!(app.vault.len(), 0, "nor does one whose thirty days are over");
}

/// A system that a second connector uses in one of its requests is not thrown away with the first.
#[tokio::test]
async fn a_system_goes_to_the_bin_only_with_its_last_user() {
    let app = App::open();
    let first = app.order_status().await;
    let system = first["systems"][0]["id"].clone();
    let other = app.call("create_connector", json!({"type": "address", "address": "https://other.example/x"})).await;
    let mut connector = other["connector"].clone();
    connector["steps"][0]["system"] = system.clone();
    app.save(&other, connector, "Use another system").await;
    let library = app.call("delete_connector", json!({"id": first["connector"]["id"]})).await;
    let left: Vec<&Value> = library["systems"].as_array().expect("systems").iter().map(|row| &row["id"]).collect();
    assert!(left.contains(&&system), "{library}");
}

/// UX 12.
#[tokio::test]
async fn everything_goes_into_one_file_and_comes_back_from_it() {
    let app = App::open();
    let workbench = app.order_status().await;
    let (id, system) = (workbench["connector"]["id"].clone(), workbench["systems"][0]["id"].clone());
    let set = json!({"system_id": system, "name": "woo_key", "environments": ["live"], "value": "canary-of-the-key"});
    app.call("set_secret", set).await;
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = elsewhere.path().join("Everything.drawbridge-backup");
    app.window.answer(None);
    assert_eq!(app.call("back_up", json!({})).await["path"], Value::Null, "cancelled");
    app.window.answer(Some(file.clone()));
    let made = app.call("back_up", json!({})).await;
    let bytes = std::fs::read(&file).expect("the file");
    assert_eq!(made["bytes"].as_u64(), Some(bytes.len() as u64));
    let canary = b"canary-of-the-key";
    assert!(!bytes.windows(canary.len()).any(|part| part == canary), "no secret is in it");
    assert_eq!(std::fs::read_dir(elsewhere.path()).expect("a folder").count(), 1, "and nothing else beside it");

    rename(&app, &id, "After the copy").await;
    let preview = app.call("restore_preview", json!({"copy": null})).await;
    assert_eq!((&preview["contents"]["connectors"], &preview["now"]["connectors"]), (&json!(1), &json!(1)));
    assert_eq!(
        app.call("open_connector", json!({"id": id})).await["connector"]["name"],
        "After the copy",
        "nothing is changed by looking"
    );
    let apply = json!({"token": preview["token"]});
    let restored = app.call("restore_apply", apply.clone()).await;
    assert_eq!(app.ask("restore_apply", apply).await.expect_err("once only").code, ErrorCode::NotFound);
    let now = app.call("open_connector", json!({"id": id})).await;
    assert_eq!(now["connector"]["name"], "Order status");
    assert_ne!(now["secrets"][0]["live"]["type"], "missing", "secrets are this computer's, not the copy's");
    let copies = app.call("copies", json!({})).await;
    let kept = copies["copies"].as_array().expect("copies").iter().find(|copy| copy["name"] == restored["kept"]);
    assert_eq!(kept.expect("what was there is kept")["kind"], "before_restore");
    let preview = app.call("restore_preview", json!({"copy": restored["kept"]})).await;
    app.call("restore_apply", json!({"token": preview["token"]})).await;
    assert_eq!(app.call("open_connector", json!({"id": id})).await["connector"]["name"], "After the copy");

    let other = App::open();
    other.window.answer(Some(file));
    let preview = other.call("restore_preview", json!({"copy": null})).await;
    other.call("restore_apply", json!({"token": preview["token"]})).await;
    let there = other.call("open_connector", json!({"id": id})).await;
    assert_eq!(there["connector"]["name"], "Order status");
    assert_eq!(there["secrets"][0]["live"]["type"], "missing", "another computer is asked for the secrets again");
}

#[tokio::test]
async fn what_is_no_good_copy_is_refused_in_words() {
    let app = App::open();
    app.order_status().await;
    let file = app.folder.path().join("Copy.drawbridge-backup");
    app.window.answer(Some(file.clone()));
    app.call("back_up", json!({})).await;
    let good = std::fs::read(&file).expect("a copy");
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&4_711_u32.to_be_bytes());
    for (bytes, words) in [
        (&newer[..], "was made by a newer version of Drawbridge"),
        (&good[..good.len() / 2], "is damaged, or is no copy"),
        (b"{\"drawbridge_bundle\": 1}", "is damaged, or is no copy"),
    ] {
        std::fs::write(&file, bytes).expect("a file");
        let refused = app.ask("restore_preview", json!({"copy": null})).await.expect_err(words);
        assert!(refused.message.contains(words) && refused.message.contains("Nothing was changed"), "{refused:?}");
        assert!(!refused.hint.is_empty());
    }
    for name in ["../drawbridge.db", "nowhere.db", "/etc/passwd"] {
        let refused = app.ask("restore_preview", json!({"copy": name})).await.expect_err("a name is no path");
        assert_eq!(refused.code, ErrorCode::NotFound);
    }
}

/// SECURITY DAT-20: a copy a day by itself.
#[tokio::test]
async fn a_copy_is_made_by_itself_once_a_day() {
    let app = App::open();
    let workbench = app.order_status().await;
    let id = workbench["connector"]["id"].clone();
    let copies = async || app.call("copies", json!({})).await["copies"].as_array().map_or(0, Vec::len);
    for day in 1..=3 {
        app.call("start", json!({})).await;
        rename(&app, &id, &format!("day {day}")).await;
        eventually("the daily copy", async || copies().await == day).await;
        app.window.pass(DAY);
    }
}

struct Damaged {
    program: Arc<Program>,
    window: Arc<Window>,
    folder: tempfile::TempDir,
    id: Value,
}

/// A database with a good copy, closed, damaged in some way and opened again.
async fn damaged(damage: impl Fn(&Path)) -> Damaged {
    let app = App::open();
    let workbench = app.order_status().await;
    let id = workbench["connector"]["id"].clone();
    app.call("start", json!({})).await;
    eventually("the first copy", async || app.call("copies", json!({})).await["copies"] != json!([])).await;
    let App { commands, window, vault, folder } = app;
    drop(commands);
    let database = folder.path().join("drawbridge.db");
    let lock = folder.path().join("drawbridge.db.lock");
    eventually("the end", async || std::fs::File::open(&lock).is_ok_and(|file| file.try_lock().is_ok())).await;
    damage(&database);
    let host: Arc<dyn Host> = Arc::<Window>::clone(&window);
    let vault: Arc<dyn Vault> = Arc::<MemoryVault>::clone(&vault);
    Damaged { program: Program::open(folder.path(), vault, host), window, folder, id }
}

/// SECURITY DAT-05: never silently empty; the newest good copy is offered, and what was there is kept.
#[tokio::test]
async fn a_damaged_database_leads_to_its_newest_good_copy() {
    let found = damaged(|database| std::fs::write(database, vec![0x5a; 30_000]).expect("a file")).await;
    let program = &found.program;
    for name in ["start", "library", "create_connector", "back_up"] {
        let refused = program.call(name, json!({})).await.expect_err(name);
        assert_eq!(refused.code, ErrorCode::CannotOpen, "{name}");
    }
    let failure = program.call("start_failure", json!({})).await.expect("the reason");
    assert_eq!(failure["message"], "The file that holds your connectors is damaged.");
    assert_eq!(failure["newest"]["contents"]["connectors"], 1);
    let refused = program.call("recover", json!({"type": "copy", "name": "../../x"})).await.expect_err("no path");
    assert_eq!(refused.code, ErrorCode::NotFound);
    let name = &failure["newest"]["copy"]["name"];
    let recovered = program.call("recover", json!({"type": "copy", "name": name})).await.expect("the way out");
    let kept = recovered["kept"].as_str().expect("what was there");
    assert_eq!(std::fs::read(kept).expect("is kept"), vec![0x5a; 30_000]);
    let opened = program.call("open_connector", json!({"id": found.id})).await.expect("it is open");
    assert_eq!(opened["connector"]["name"], "Order status");
    assert_eq!(program.call("start_failure", json!({})).await.expect("an answer"), Value::Null);
}

/// SECURITY DAT-05.
#[tokio::test]
async fn a_database_that_is_gone_or_empty_is_never_replaced_by_an_empty_one_unasked() {
    for (damage, words) in [
        ((|database| std::fs::remove_file(database).expect("gone")) as fn(&Path), "is gone"),
        (|database| std::fs::write(database, "").expect("empty"), "is damaged"),
    ] {
        let found = damaged(damage).await;
        let failure = found.program.call("start_failure", json!({})).await.expect("the reason");
        assert!(failure["message"].as_str().is_some_and(|message| message.contains(words)), "{failure}");
        found.program.call("recover", json!({"type": "try_again"})).await.expect("an answer");
        found.program.call("start", json!({})).await.expect_err("trying again changes nothing");
        found.program.call("recover", json!({"type": "empty"})).await.expect("asked for");
        let start = found.program.call("start", json!({})).await.expect("it is open");
        assert_eq!(start["library"]["connectors"], json!([]));
        assert!(found.folder.path().join("backups").read_dir().is_ok_and(|mut files| files.next().is_some()));
    }
}

/// SECURITY DAT-05: damage that only shows while the program runs leads to the same place.
#[tokio::test]
async fn damage_that_is_found_later_leads_out_as_well() {
    let found = damaged(|_| {}).await;
    found.program.call("start", json!({})).await.expect("nothing is wrong yet");
    let database = found.folder.path().join("drawbridge.db");
    let mut bytes = std::fs::read(&database).expect("the file");
    bytes[4_096..].fill(0x5a);
    std::fs::write(&database, bytes).expect("damage under its hands");
    found.window.pass(DAY);
    // The next daily copy reads the file from end to end.
    let _ = found.program.call("start", json!({})).await;
    let program = Arc::clone(&found.program);
    let refused =
        async || program.call("library", json!({})).await.is_err_and(|error| error.code == ErrorCode::CannotOpen);
    eventually("the damage to be found", refused).await;
    let failure = found.program.call("start_failure", json!({})).await.expect("the reason");
    let name = &failure["newest"]["copy"]["name"];
    found.program.call("recover", json!({"type": "copy", "name": name})).await.expect("the way out");
    found.program.call("open_connector", json!({"id": found.id})).await.expect("it is there again");
}

/// SECURITY DAT-11 and DAT-07, in words for the window.
#[tokio::test]
async fn a_second_program_and_a_newer_file_are_told_apart() {
    let app = App::open();
    let host: Arc<dyn Host> = Arc::<Window>::clone(&app.window);
    let vault: Arc<dyn Vault> = Arc::<MemoryVault>::clone(&app.vault);
    let second = Program::open(app.folder.path(), vault, host);
    let failure = second.call("start_failure", json!({})).await.expect("the reason");
    assert!(failure["message"].as_str().is_some_and(|words| words.contains("Another Drawbridge")), "{failure}");
    assert_eq!((&failure["replaceable"], &failure["newest"]), (&json!(false), &Value::Null));

    let found = damaged(|database| {
        let mut bytes = std::fs::read(database).expect("the file");
        bytes[60..64].copy_from_slice(&4_711_u32.to_be_bytes());
        std::fs::write(database, bytes).expect("a newer format");
    })
    .await;
    let failure = found.program.call("start_failure", json!({})).await.expect("the reason");
    assert!(failure["message"].as_str().is_some_and(|words| words.contains("newer version")), "{failure}");
    assert_eq!(failure["newest"]["contents"]["connectors"], 1, "the copy from before is offered");
}
