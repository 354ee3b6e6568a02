//! What leaves and comes back, and what is left after a kill: exports are the same bytes everywhere, bundles lose nothing
//! on their way, and imports, undo, exports, copies and restores are whole or absent.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use drawbridge_model::{Bundle, Connector, System};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::app::App;

const FOLDER: &str = "DRAWBRIDGE_TEST_LASTING_FOLDER";
const TARGET: &str = "DRAWBRIDGE_TEST_LASTING_TARGET";

/// A template of the gallery: a system and a connector that lack nothing.
fn template() -> (System, Value) {
    let template = drawbridge_templates::find("woocommerce/order_status").expect("a template");
    (template.system, serde_json::to_value(template.connector).expect("JSON"))
}

fn child(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args([&format!("lasting::{name}"), "--exact", "--ignored", "--nocapture"]);
    command
}

async fn export(app: &App, target: &Path) -> Vec<u8> {
    app.window.answer(Some(target.to_owned()));
    app.call("export_bundle", json!({"connector_ids": [], "name": "My shop", "include_samples": true})).await;
    std::fs::read(target).expect("the bundle")
}

/// The child of `an_export_is_the_same_bytes_everywhere`; alone it does nothing.
#[tokio::test]
#[ignore = "started by the other test"]
async fn child_that_exports() {
    let (Some(folder), Some(target)) = (std::env::var_os(FOLDER), std::env::var_os(TARGET)) else { return };
    export(&App::at(Path::new(&folder)), Path::new(&target)).await;
}

/// SECURITY DAT-17.
#[tokio::test]
async fn an_export_is_the_same_bytes_everywhere() {
    let app = App::open();
    for template in ["woocommerce/order_status", "token-login/account_balance"] {
        app.call("create_connector", json!({"type": "template", "id": template})).await;
    }
    let elsewhere = tempfile::tempdir().expect("a folder");
    let first = export(&app, &elsewhere.path().join("first.json")).await;
    app.window.pass(400 * 24 * 60 * 60 * 1_000);
    assert_eq!(export(&app, &elsewhere.path().join("second.json")).await, first, "a year later");
    let App { commands, folder, .. } = app;
    drop(commands);
    for (zone, language) in [("Pacific/Kiritimati", "tr_TR.UTF-8"), ("America/St_Johns", "C"), ("UTC", "ar_EG.UTF-8")] {
        let target = elsewhere.path().join(format!("{language}.json"));
        let output = child("child_that_exports")
            .env(FOLDER, folder.path())
            .env(TARGET, &target)
            .envs([("TZ", zone), ("LANG", language), ("LC_ALL", language)])
            .output()
            .expect("a child");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(std::fs::read(target).expect("the bundle"), first, "{zone} {language}");
    }
}

/// Texts as people write them, with everything that some format or other treats as special.
fn text() -> impl Strategy<Value = String> {
    "[A-Za-z0-9äöüßéñ漢字📦'\"\\\\<>&%/.,!?:;#=+*~^|-][A-Za-z0-9 äöüßéñ漢字📦'\"\\\\<>&%/.,!?:;#=+*~^|-]{0,40}"
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        // RFC 8785 writes numbers as JavaScript knows them: larger ones do not survive in any canonical file.
        (-(1_i64 << 53)..(1_i64 << 53)).prop_map(Value::from),
        // Never whole: `3.0` is written as `3`, which is the same number and another text.
        (-100_000_i32..100_000).prop_map(|number| json!(f64::from(number * 10 + 1) / 1_000.0)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

/// A connector that may be exported, with everything filled by chance that has no meaning of its own.
fn connector() -> impl Strategy<Value = Value> {
    let texts = prop::collection::vec(text(), 9);
    let numbers = (1_u32..50, 1_u32..100, 1_u32..100, any::<bool>(), prop::option::of(1_u32..20));
    let words = prop::collection::btree_map("[a-z]{1,8}", text(), 0..4);
    let rows = prop::collection::vec(("[a-z]{1,8}", "[A-Za-z0-9 äöü漢字&=%+.-]{0,20}", any::<bool>()), 0..4);
    let samples = prop::collection::vec(json_value(), 0..3);
    (texts, numbers, words, rows, samples).prop_map(|(texts, numbers, words, rows, samples)| {
        let (_, mut connector) = template();
        let rows: Vec<Value> = rows
            .iter()
            .map(|(name, value, disabled)| {
                let mut row = json!({"name": name, "value": value});
                if *disabled {
                    row["disabled"] = true.into();
                }
                row
            })
            .collect();
        connector["name"] = texts[0].clone().into();
        connector["prompt"] = texts[1].clone().into();
        connector["fields"][0]["description"] = texts[2].clone().into();
        connector["fields"][1]["description"] = texts[3].clone().into();
        connector["validations"][0]["error"] = texts[4].clone().into();
        connector["example_phrases"] = json!([texts[5], texts[6]]);
        connector["answer"]["fields"][0]["words"] = json!(words);
        connector["attempts"] =
            json!({"per_record": numbers.0, "window_minutes": numbers.1, "per_conversation": numbers.2});
        if let Some(items) = numbers.4 {
            connector["answer"]["max_items"] = items.into();
        }
        if numbers.3 {
            connector["confirm"] = "always".into();
        }
        connector["steps"][0]["query"] = rows.into();
        connector["tests"] = json!([{"name": texts[7], "inputs": {"order_id": 727}, "expect": {"outcome": "answer"}}]);
        let samples: Vec<Value> =
            samples.into_iter().map(|body| json!({"step": "order", "status": 200, "body": body})).collect();
        connector["samples"] = samples.into();
        connector
    })
}

/// What a connector says, without what an import may give anew.
fn said(connector: &Value) -> Value {
    let mut said = connector.clone();
    for name in ["id", "tool_name", "system"] {
        said[name] = Value::Null;
    }
    said
}

async fn import(app: &App, file: &Path) -> Value {
    let preview = app.call("import_preview", json!({"path": file})).await;
    app.call("import_apply", json!({"token": preview["token"], "on_clash": "keep_both"})).await
}

async fn there_and_back(connectors: Vec<Value>) {
    let (system, _) = template();
    let connectors: Vec<Connector> = connectors
        .into_iter()
        .enumerate()
        .map(|(number, mut connector)| {
            connector["id"] = format!("random-{number:04}").into();
            connector["tool_name"] = format!("random_{number:04}").into();
            connector["system"] = system.id.clone().into();
            serde_json::from_value(connector).expect("a connector")
        })
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let made = folder.path().join("made.json");
    std::fs::write(&made, Bundle::assemble("My shop", &[system], &connectors).to_canonical_json()).expect("a file");

    let app = App::open();
    import(&app, &made).await;
    let id = app.call("library", json!({})).await["systems"][0]["id"].clone();
    let secret = "canary-of-a-round-trip";
    app.call("set_secret", json!({"system_id": id, "name": "woo_key", "environments": ["live"], "value": secret}))
        .await;
    let first = folder.path().join("first.json");
    let bytes = export(&app, &first).await;
    assert!(!String::from_utf8_lossy(&bytes).contains(secret), "no secret leaves");
    let other = App::open();
    import(&other, &first).await;
    assert_eq!(export(&other, &folder.path().join("second.json")).await, bytes, "nothing is lost on the way");
    let text = String::from_utf8(bytes).expect("text");
    let left = drawbridge_model::read::read_bundle(&text).expect("a bundle").connectors;
    assert!(left == connectors, "each says what it said");
    let again = import(&other, &first).await;
    for (id, connector) in again["connector_ids"].as_array().expect("ids").iter().zip(&connectors).step_by(10) {
        assert_ne!(*id, json!(connector.id), "what is there keeps its id, so the new one gets another");
        let twin = other.call("open_connector", json!({"id": id})).await;
        assert_eq!(said(&twin["connector"]), said(&json!(connector)));
        assert_ne!(twin["connector"]["system"], json!(connector.system), "and a system of its own");
    }
}

/// SECURITY DAT-18: 1,000 connectors, 100 in a bundle.
#[test]
fn a_thousand_random_connectors_come_back_as_they_left() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let config = Config { cases: 10, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    TestRunner::new(config)
        .run(&prop::collection::vec(connector(), 100), |connectors| {
            runtime.block_on(there_and_back(connectors));
            Ok(())
        })
        .expect("nothing is lost");
}

/// Says what will be and what is, and imports, undoes, exports, copies and restores without end.
#[tokio::test]
#[ignore = "started by the other test"]
async fn child_that_works_without_end() {
    let Some(folder) = std::env::var_os(FOLDER).map(std::path::PathBuf::from) else { return };
    let say = |word: &str, count: usize| {
        let mut out = std::io::stdout().lock();
        let said = writeln!(out, "\n{word} {count}").and_then(|()| out.flush());
        said.expect("the other end listens");
    };
    let app = App::at(&folder.join("data"));
    let count = async || app.call("library", json!({})).await["connectors"].as_array().map_or(0, Vec::len);
    say("did", count().await);
    let (bundle, copy) = (folder.join("bundle.json"), folder.join("copy.drawbridge-backup"));
    for round in 0.. {
        let now = count().await;
        match round % 5 {
            0 | 1 => {
                say("will", now + 10);
                let imported = import(&app, &bundle).await;
                say("did", now + 10);
                if round % 5 == 1 {
                    say("will", now);
                    app.call("undo", json!({"id": imported["undo_id"]})).await;
                    say("did", now);
                }
            }
            2 => {
                export(&app, &folder.join("out/exported.json")).await;
            }
            3 => {
                app.window.answer(Some(folder.join("out/copied.drawbridge-backup")));
                app.call("back_up", json!({})).await;
            }
            _ => {
                app.window.answer(Some(copy.clone()));
                let preview = app.call("restore_preview", json!({"copy": null})).await;
                say("will", 10);
                app.call("restore_apply", json!({"token": preview["token"]})).await;
                say("did", 10);
            }
        }
    }
}

/// Kills the child at some moment; what it had said last, and what was under way.
fn kill(mut child: Child, after: Duration) -> (Option<usize>, Option<usize>) {
    let mut lines = BufReader::new(child.stdout.take().expect("its output"));
    let mut text = String::new();
    while !text.contains("did ") && lines.read_line(&mut text).expect("text") > 0 {}
    std::thread::sleep(after);
    child.kill().expect("a kill");
    child.wait().expect("an end");
    let mut rest = Vec::new();
    lines.read_to_end(&mut rest).expect("the rest");
    text.push_str(&String::from_utf8_lossy(&rest));
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let (mut did, mut will) = (None, None);
    for line in whole.lines() {
        if let Some(count) = line.strip_prefix("did ") {
            (did, will) = (count.parse().ok(), None);
        } else if let Some(count) = line.strip_prefix("will ") {
            will = count.parse().ok();
        }
    }
    (did, will)
}

async fn survive(kills: usize) {
    let (system, connector) = template();
    let connectors: Vec<Connector> = (0..10)
        .map(|number| {
            let mut connector = connector.clone();
            connector["tool_name"] = format!("order_status_{number}").into();
            serde_json::from_value(connector).expect("a connector")
        })
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("out")).expect("a folder");
    let bundle = Bundle::assemble("My shop", &[system], &connectors).to_canonical_json();
    std::fs::write(at("bundle.json"), bundle).expect("a bundle");
    {
        let app = App::at(&at("data"));
        import(&app, &at("bundle.json")).await;
        app.window.answer(Some(at("copy.drawbridge-backup")));
        app.call("back_up", json!({})).await;
    }
    let (mut dice, mut acknowledged) = (0x5eed_0000_0000_0006_u64, 0);
    for number in 0..kills {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let child = child("child_that_works_without_end")
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child");
        let (did, will) = kill(child, Duration::from_millis(dice % 400));
        acknowledged += usize::from(did.is_some());
        let app = App::at(&at("data"));
        let library = app.call("library", json!({})).await;
        let found = library["connectors"].as_array().map_or(0, Vec::len);
        assert!(Some(found) == did || Some(found) == will, "kill {number}: {found}, said {did:?}, under way {will:?}");
        assert_eq!(found % 10, 0, "an import is whole or absent");
        let left: Vec<_> =
            std::fs::read_dir(at("out")).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
        assert!(left.iter().all(|name| name == "exported.json" || name == "copied.drawbridge-backup"), "{left:?}");
        if let Ok(text) = std::fs::read_to_string(at("out/exported.json")) {
            assert!(
                drawbridge_model::read::read_bundle(&text).is_ok_and(|bundle| bundle.verify_digest()),
                "kill {number}"
            );
        }
        if at("out/copied.drawbridge-backup").exists() {
            app.window.answer(Some(at("out/copied.drawbridge-backup")));
            app.call("restore_preview", json!({"copy": null})).await;
        }
    }
    assert_eq!(acknowledged, kills, "each child had begun");
}

/// SECURITY DAT-01: kills during import, undo, export, copy and restore. `DRAWBRIDGE_KILLS` sets their number.
#[tokio::test]
async fn whatever_is_killed_is_whole_or_absent() {
    survive(std::env::var("DRAWBRIDGE_KILLS").map_or(40, |kills| kills.parse().expect("a number of kills"))).await;
}
