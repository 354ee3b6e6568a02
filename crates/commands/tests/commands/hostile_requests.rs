//! What a page could ask for if somebody got a script into it: every command, asked in every wrong way.
//!
//! A refusal is an error with a sentence, never a panic; afterwards the library stands, opens again, and nothing has
//! been written beside it. The search sends 20,000 requests, and ten times as many for `cargo
//! xtask torture`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use drawbridge_commands::{CommandError, ErrorCode, NAMES};
use serde_json::{Value, json};

use crate::app::App;
use crate::mutations::{self, Dice};

/// What a secret would be, if one came out.
const SECRET: &str = "cs_SENTINEL_fedcba9876543210";
/// Requests that are under way at the same time, as from a page that does not wait.
const AT_ONCE: usize = 32;

/// Panics of this process. A command that panics on a thread of its own answers "This stopped halfway", so only the
/// hook sees it.
static PANICS: AtomicU32 = AtomicU32::new(0);

/// A library with one connector, a secret, a run and an import that waits; and a good request for each command.
struct Scene {
    app: App,
    good: BTreeMap<&'static str, Value>,
}

impl Scene {
    #[expect(clippy::too_many_lines, reason = "one line a command")]
    async fn set() -> Self {
        std::panic::set_hook(Box::new(|panic| {
            PANICS.fetch_add(1, Ordering::SeqCst);
            eprintln!("{panic}");
        }));
        let app = App::open();
        let mut workbench = app.order_status().await;
        workbench["systems"][0]["settings"][0]["values"] = json!({"test": "shop.example", "live": "shop.example"});
        let workbench = app.save(&workbench, workbench["connector"].clone(), "Set the store address").await;
        let id = workbench["connector"]["id"].clone();
        let secret = json!({
            "system_id": "woocommerce", "name": "woo_key", "environments": ["test", "live"], "value": SECRET,
        });
        app.call("set_secret", secret).await;
        let run = json!({
            "run_id": "r1", "connector_id": id, "environment": "sample",
            "inputs": {"order_id": "727", "email": "ana@example.com"}, "confirmation": null,
        });
        app.call("run", run.clone()).await;
        let export = json!({"connector_ids": [id], "name": "My shop", "include_samples": true});
        *app.window.path.lock().expect("not poisoned") = Some(app.folder.path().join("exported.json"));
        app.call("export_bundle", export.clone()).await;
        let import = json!({"path": app.folder.path().join("exported.json")});
        let preview = app.call("import_preview", import.clone()).await;
        let system = app.call("open_system", json!({"id": "woocommerce"})).await;
        let answer = |more: Value| {
            let mut request = json!({"run_id": "r1", "step": "order"});
            request.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
            request
        };
        let one = json!({"id": id});
        let good = BTreeMap::from([
            ("search", json!({"text": "order", "limit": 10})),
            ("save_preferences", json!({"theme": "dark", "zoom": 110, "hints_seen": ["first"]})),
            ("create_connector", json!({"type": "address", "address": "https://shop.example/orders/{order_id}"})),
            ("open_connector", one.clone()),
            ("duplicate_connector", one.clone()),
            ("delete_connector", one.clone()),
            (
                "save",
                json!({
                    "connector": workbench["connector"], "systems": workbench["systems"],
                    "revisions": workbench["revisions"], "label": "Change", "coalesce": "name",
                }),
            ),
            ("undo", one.clone()),
            ("redo", one.clone()),
            ("split_address", json!({"text": "https://shop.example/orders/{order_id}?lang={lang}"})),
            ("check_body", json!({"text": "{\"email\": \"{email}\"}"})),
            ("open_system", json!({"id": "woocommerce"})),
            (
                "save_system",
                json!({
                    "system": system["system"], "revision": system["revision"]["revision"], "label": "Change",
                }),
            ),
            // Not the canary: what a request names may come back in its refusal.
            (
                "set_secret",
                json!({
                    "system_id": "woocommerce", "name": "woo_secret", "environments": ["test"], "value": "typed anew",
                }),
            ),
            ("forget_secret", json!({"system_id": "woocommerce", "name": "woo_secret", "environments": ["test"]})),
            (
                "sign_in_with_browser",
                json!({"run_id": "r2", "system_id": "woocommerce", "environment": "test", "connector_id": id}),
            ),
            (
                "test_sign_in",
                json!({"system_id": "woocommerce", "environment": "sample", "path": "/", "connector_id": id}),
            ),
            ("allow_private", json!({"connector_id": id, "origin": "http://127.0.0.1:8080", "allow": true})),
            ("run", run),
            ("cancel_run", json!({"run_id": "r1"})),
            ("run_tests", one.clone()),
            ("activity", json!({"connector_id": id, "limit": 10})),
            (
                "chat_say",
                json!({
                    "chat_id": "c1", "connector_id": id, "scope": "all", "by": "built_in", "environment": "sample",
                    "line": "order 727, ana@example.com", "instead_of": 0,
                }),
            ),
            ("chat_prepare", json!({"connector_id": id, "scope": "all", "environment": "sample"})),
            ("chat_stop", json!({"chat_id": "c1"})),
            ("chat_end", json!({"chat_id": "c1"})),
            ("chat_as_test", json!({"chat_id": "c1", "name": "the customer"})),
            ("run_chats", one.clone()),
            ("try_attack", json!({"connector_id": id, "by": "built_in"})),
            (
                "save_chat_model",
                json!({"model": {
                    "api": "openai", "address": "http://127.0.0.1:8099/v1", "model": "small", "own_network": true,
                }}),
            ),
            ("set_model_key", json!({"value": "typed"})),
            ("list_models", json!({})),
            ("test_model", json!({})),
            ("forget_model_key", json!({})),
            ("chat_model", json!({})),
            ("answer_rows", answer(json!({"offset": 0, "count": 20}))),
            ("answer_fold", answer(json!({"fold": {"type": "toggle", "node": 1}}))),
            ("answer_find", answer(json!({"text": "tote"}))),
            ("answer_lines", answer(json!({"offset": 0, "count": 20}))),
            ("answer_value", answer(json!({"node": 3}))),
            ("save_answer", answer(json!({}))),
            ("export_preview", export.clone()),
            ("export_bundle", export),
            (
                "export_tools",
                json!({"connector_ids": [], "name": "x", "format": "openapi", "server": "https://a.example"}),
            ),
            ("import_preview", import),
            ("import_apply", json!({"token": preview["token"], "on_clash": "keep_both"})),
        ]);
        Self { app, good }
    }

    /// A good request, or for a command that has no line above, one that holds what most of them ask for.
    fn good(&self, name: &str) -> Value {
        let id = &self.good["open_connector"]["id"];
        self.good.get(name).cloned().unwrap_or_else(|| {
            json!({
                "id": id, "connector_id": id, "system_id": "woocommerce", "run_id": "r1", "step": "order",
                "environment": "sample", "name": "x", "label": "x", "text": "x", "value": "x", "token": "x",
                "limit": 10, "offset": 0, "count": 10, "node": 1, "revision": 1,
            })
        })
    }

    /// What must be true whatever was asked.
    async fn assert_stands(self) {
        assert_eq!(PANICS.load(Ordering::SeqCst), 0, "no request may stop a command halfway");
        for name in ["start", "library", "secrets"] {
            self.app.call(name, json!({})).await;
        }
        let beside: Vec<_> = std::fs::read_dir(self.app.folder.path())
            .expect("a folder")
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| !name.starts_with("drawbridge.db") && name != "backups" && name != "exported.json")
            .collect();
        assert_eq!(beside, Vec::<String>::new(), "nothing else is written");
        let app = self.app.restart();
        let library = app.call("library", json!({})).await;
        for row in library["connectors"].as_array().expect("a list") {
            app.call("open_connector", json!({"id": row["id"]})).await;
        }
    }
}

/// An error says something, and nothing of what comes back is a secret.
fn assert_in_words(name: &str, answered: &Result<Value, CommandError>) {
    if let Err(error) = answered {
        assert!(!error.message.trim().is_empty(), "{name}: an error without a sentence");
    }
    let text = answered.as_ref().map_or_else(|error| json!(error).to_string(), Value::to_string);
    assert!(!text.contains(SECRET), "{name} gave a secret back");
}

/// SECURITY TAU-06.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_of_the_wrong_shape_is_refused_in_words() {
    let scene = Scene::set().await;
    for name in NAMES {
        let good = scene.good(name);
        let asks_for_something = scene.good.get(name).and_then(Value::as_object).is_some_and(|all| !all.is_empty());
        for wrong in [json!(null), json!(5), json!(true), json!("x")] {
            let answered = scene.app.ask(name, wrong.clone()).await;
            assert_in_words(name, &answered);
            let refused = answered.is_err_and(|error| error.code == ErrorCode::BadRequest);
            assert!(refused || !asks_for_something, "{name} took {wrong} for a request");
        }
        for key in good.as_object().into_iter().flat_map(|fields| fields.keys()) {
            for wrong in mutations::wrong_types() {
                let mut request = good.clone();
                request[key] = wrong;
                assert_in_words(name, &scene.app.ask(name, mutations::harmless(request)).await);
            }
        }
    }
    let unknown = scene.app.ask("../run", json!({})).await.expect_err("there is no such command");
    assert_eq!(unknown.code, ErrorCode::BadRequest);
    scene.assert_stands().await;
}

/// SECURITY TAU-06: a text of a megabyte, in every place where a text may stand.
#[tokio::test(flavor = "multi_thread")]
async fn a_huge_text_is_taken_or_refused() {
    let scene = Scene::set().await;
    let huge = "x".repeat(1_000_000);
    for name in NAMES {
        let good = scene.good(name);
        for place in mutations::texts(&good).into_iter().take(12) {
            let mut request = good.clone();
            *request.pointer_mut(&place).expect("a text") = json!(huge);
            assert_in_words(name, &scene.app.ask(name, mutations::harmless(request)).await);
        }
    }
    scene.assert_stands().await;
}

/// SECURITY TAU-06: a path out of the folder, in every place where a text may stand, reaches no file.
#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_leads_elsewhere_leads_nowhere() {
    let scene = Scene::set().await;
    let outside = tempfile::tempdir().expect("a folder elsewhere");
    let canary = "canary-of-another-program";
    for (name, text) in [("notes.txt", canary.to_owned()), ("other.json", json!({"token": canary}).to_string())] {
        std::fs::write(outside.path().join(name), text).expect("a file elsewhere");
    }
    let folder = outside.path().display().to_string();
    let up = "../".repeat(12);
    let paths = [
        format!("{folder}/notes.txt"),
        format!("{folder}/other.json"),
        format!("{up}{folder}/notes.txt"),
        format!("file://{folder}/other.json"),
        folder.clone(),
        "/dev/zero".to_owned(),
        "/proc/self/environ".to_owned(),
        "..\\..\\windows\\win.ini".to_owned(),
        "a\0b".to_owned(),
    ];
    for name in NAMES {
        let good = scene.good(name);
        for place in mutations::texts(&good) {
            for path in &paths {
                let mut request = good.clone();
                *request.pointer_mut(&place).expect("a text") = json!(path);
                let answered = scene.app.ask(name, mutations::harmless(request)).await;
                assert_in_words(name, &answered);
                let said = answered.as_ref().map_or_else(|error| json!(error).to_string(), Value::to_string);
                assert!(!said.contains(canary), "{name} read {path}");
            }
        }
    }
    assert_eq!(std::fs::read_dir(&folder).expect("still there").count(), 2, "nothing was written elsewhere");
    scene.assert_stands().await;
}

/// SECURITY TAU-07: good requests, changed at random, many at once.
#[tokio::test(flavor = "multi_thread")]
async fn random_requests_leave_the_library_as_sound_as_it_was() {
    let scene = Scene::set().await;
    let cases = std::env::var("DRAWBRIDGE_CASES").ok().and_then(|asked| asked.parse().ok()).unwrap_or(20_000);
    let mut dice = Dice::new(0x5eed_0007);
    let words = mutations::words(&scene.good);
    let mut sent: usize = 0;
    while sent < cases {
        let mut under_way = tokio::task::JoinSet::new();
        for _ in 0..AT_ONCE.min(cases - sent) {
            let name = NAMES[dice.below(NAMES.len())];
            let mut request = scene.good(name);
            for _ in 0..=dice.below(3) {
                mutations::mutate(&mut dice, &words, &mut request);
            }
            let (commands, request) = (Arc::clone(&scene.app.commands), mutations::harmless(request));
            under_way.spawn(async move {
                let answered = commands.call(name, request).await;
                assert_in_words(name, &answered);
            });
            sent += 1;
        }
        while let Some(ended) = under_way.join_next().await {
            ended.expect("no request stops a command halfway");
        }
    }
    scene.assert_stands().await;
}
