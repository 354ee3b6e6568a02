//! The real application in a real window, with a real keychain: what only such a test can prove.
//!
//! Run by `cargo xtask test window`, which builds the programs first. Each test has a display, a bus, a keychain and
//! a data folder of its own. [`locked_in`] holds what the page may not do, [`daily`] what comes
//! back and what keys do, [`chat`] a conversation, [`gallery`] and [`import`] the ways to a first answer, this file what a
//! person does.

mod chat;
mod daily;
mod gallery;
mod import;
mod locked_in;

use drawbridge_tests::fake_api::FakeApi;
use drawbridge_tests::secret_scan::SecretScan;
use drawbridge_tests::shapes;
use drawbridge_tests::stage::{self, Stage};
use drawbridge_tests::window::Window;
use drawbridge_tests::{journey, until};
use serde_json::{Value, json};

/// SECURITY DAT-11; UX 91.
#[test]
fn a_second_start_hands_over_to_the_first_and_ends() {
    let stage = Stage::set();
    let window = Window::open(&stage);
    let mut second = stage.command(application()).spawn().expect("a second start");
    let ended = until("the end of the second start", || second.try_wait().ok().flatten());
    assert!(ended.success(), "the second start ended with {ended}");
    assert!(stage::is_alive(window.process()), "the first one goes on");
    window.close();
}

/// SECURITY DAT-05: in the real window, a damaged database is said so, and its newest good copy is one press away. And
/// DAT-22: the program needs no home folder to do so.
#[test]
fn a_damaged_database_leads_to_its_newest_good_copy() {
    let stage = Stage::set();
    let window = Window::open(&stage);
    window.click("button", "Try one now with sample data");
    window.find("textbox", "Name of the connector");
    let database = until("the daily copy", || {
        let database = file_named(&stage.path("data"), "drawbridge.db")?;
        let copies = std::fs::read_dir(database.with_file_name("backups")).ok()?;
        copies.flatten().any(|copy| copy.file_name().to_string_lossy().contains("-day-")).then_some(database)
    });
    window.close();
    std::fs::write(&database, "ruined ".repeat(4_000)).expect("a damaged file");
    let window = Window::open(&stage);
    window.wait_text("Your connectors could not be opened");
    window.wait_text("The file that holds your connectors is damaged.");
    window.click("button", "Open this copy");
    window.find("option", "~Order status");
    window.close();
    let folder = std::fs::read_dir(database.parent().expect("a folder")).expect("the data folder");
    let aside = folder.flatten().find(|file| {
        let is_database = file.path().extension().is_some_and(|extension| extension == "db");
        is_database && file.file_name().to_string_lossy().starts_with("drawbridge-set-aside-")
    });
    let kept = std::fs::read_to_string(aside.expect("the damaged file is kept").path()).expect("a text");
    assert!(kept.starts_with("ruined"), "as it was");

    let mut program = stage.command(application());
    let mut program = program.env_remove("HOME").spawn().expect("a start without a home folder");
    stage.wait_shown("Drawbridge");
    stage::kill(program.id());
    let _ = program.wait();
}

fn file_named(folder: &std::path::Path, name: &str) -> Option<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    entries
        .into_iter()
        .find_map(|path| if path.is_dir() { file_named(&path, name) } else { path.ends_with(name).then_some(path) })
}

/// UX 89.
#[test]
fn the_switch_for_drivers_that_show_nothing_is_set_unless_somebody_set_it() {
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let stage = Stage::set();
    for (set, expected) in [(None, "1"), (Some("0"), "0")] {
        let mut command = stage.command(application());
        command.env_remove(SWITCH).envs(set.map(|value| (SWITCH, value)));
        let mut program = command.spawn().expect("a start");
        let environment = format!("/proc/{}/environ", program.id());
        until(&format!("{SWITCH}={expected}"), || {
            let variables = std::fs::read_to_string(&environment).ok()?;
            variables.split('\0').any(|variable| variable == format!("{SWITCH}={expected}")).then_some(())
        });
        stage::kill(program.id());
        let _ = program.wait();
    }
}

/// The seed's journey, and then SECURITY SEC-01, TAU-13 and P8: nothing of it stays where it should not.
#[test]
fn a_connector_built_in_the_window_answers_from_a_real_api_and_leaves_as_a_bundle() {
    let stage = Stage::set();
    let api = FakeApi::start();
    shapes::shop(&api);
    let window = Window::open(&stage);
    journey::describe_order_status(&window, &api.origin(), shapes::SHOP_KEY, shapes::SHOP_SECRET);
    journey::choose_environment(&window, "Test");
    let right = shapes::CUSTOMER_EMAIL.to_uppercase();
    journey::run(&window, &[("order_id", "727"), ("email", &right)], "not verified");
    journey::decide_on_the_answer(&window);

    let four_fields = json!({
        "status": "processing", "total": "59.90", "date_created": "2026-11-14T09:21:07",
        "line_items_name": ["Canvas tote", "Enamel mug"],
    });
    journey::run(&window, &[("email", &right)], "verified");
    let got = journey::what_the_bot_got(&window);
    assert_eq!(got["outcome"], "answer");
    assert_same_values(&got["data"], &four_fields);

    journey::run(&window, &[("email", "mallory@example.com")], "not verified");
    let refused = json!({"outcome": "not_verified", "message": journey::WORDS});
    assert_eq!(journey::what_the_bot_got(&window), refused, "the rule's words and nothing else");

    let window = window.kill_and_reopen(&stage);
    let shown = |role, name| window.value_of(&window.find(role, name));
    assert_eq!(shown("textbox", "Name of the connector"), "Order status");
    assert_eq!(shown("textbox", "When to use it, and how"), journey::PROMPT);
    assert_eq!(shown("textbox", "What the bot says when this rule fails"), journey::WORDS);
    assert_eq!(shown("textbox", "Value in the answer"), "billing.email");
    window.find("button", "Replace username");
    window.find("button", "Replace password");
    journey::choose_environment(&window, "Test");
    journey::run(&window, &[("order_id", "727"), ("email", &right)], "verified");

    let bundle = stage.path("order-status.json");
    journey::export(&window, &stage, &bundle);
    locked_in::assert_keeps_nothing(&window);
    window.close();
    let secrets = [
        ("DRAWBRIDGE_SECRET_SYSTEM_USERNAME", shapes::SHOP_KEY),
        ("DRAWBRIDGE_SECRET_SYSTEM_PASSWORD", shapes::SHOP_SECRET),
    ];
    let arguments = ["--env", "test", "--allow-private", &api.host_port()];
    let call =
        |email| journey::call(&bundle, "order_status", &[("order_id", "727"), ("email", email)], &arguments, &secrets);
    let (status, answered, complaint) = call(&right);
    assert_eq!((status, &answered["outcome"]), (0, &json!("answer")), "{answered} {complaint}");
    assert_same_values(&answered["data"], &four_fields);
    let (status, answered, complaint) = call("mallory@example.com");
    let refused = json!({"outcome": "not_verified", "message": journey::WORDS, "data": null});
    assert_eq!((status, &answered), (10, &refused), "{complaint}");

    let mut scan = SecretScan::default().secret("consumer key", shapes::SHOP_KEY, None).secret(
        "consumer secret",
        shapes::SHOP_SECRET,
        Some(shapes::SHOP_KEY),
    );
    for (name, value) in shapes::ORDER_CANARIES {
        scan = scan.canary(name, value);
    }
    assert_nothing_stayed(&stage, &scan);
}

/// Two requests in order: what the first one keeps is used by the second, and a rule that fails in between keeps the
/// second from being sent.
#[test]
fn a_rule_that_fails_on_the_first_answer_keeps_the_second_request_from_being_sent() {
    let stage = Stage::set();
    let api = FakeApi::start();
    shapes::account(&api);
    let window = Window::open(&stage);
    journey::describe_account_balance(&window, &api.origin(), shapes::ACCOUNT_EMAIL, shapes::ACCOUNT_PASSWORD);

    journey::run(&window, &[("email", shapes::ACCOUNT_EMAIL)], "verified");
    let last = api.requests().pop().expect("a request");
    assert_eq!((last.method.as_str(), last.path()), ("GET", "/account/balance"));
    assert_eq!(last.header("authorization"), Some(format!("Bearer {}", shapes::ACCOUNT_TOKEN).as_str()));

    api.forget_requests();
    journey::run(&window, &[("email", "mallory@example.com")], "not verified");
    let sent: Vec<String> = api.requests().iter().map(|request| request.target.clone()).collect();
    assert_eq!(sent, ["/auth/login"], "the second request is not sent");
    assert_eq!(journey::what_the_bot_got(&window), json!({"outcome": "not_verified", "message": journey::WORDS}));
    window.close();

    let scan = SecretScan::default()
        .secret("password", shapes::ACCOUNT_PASSWORD, None)
        .secret("token", shapes::ACCOUNT_TOKEN, None)
        .canary("note of the log-in", "canary-of-the-log-in")
        .canary("iban", "PT50CANARYIBAN0001");
    assert_nothing_stayed(&stage, &scan);
}

/// The same values, whatever they are called.
fn assert_same_values(got: &Value, expected: &Value) {
    let values = |data: &Value| {
        let mut values: Vec<String> = data.as_object().expect("fields").values().map(Value::to_string).collect();
        values.sort();
        values
    };
    assert_eq!(values(got), values(expected), "these fields and nothing else: {got}");
}

/// Searches everything that the application and the programs around it have left: database, logs at trace level, the
/// web view's profile, the keychain's own file, exports.
fn assert_nothing_stayed(stage: &Stage, scan: &SecretScan) {
    for place in ["data", "home", "runtime", "log", "order-status.json"] {
        let path = stage.path(place);
        if !path.exists() {
            continue;
        }
        let (leaks, read) = scan.files(&path);
        assert_eq!(leaks, [], "nothing of this may stay");
        assert!(read > 0 || place == "runtime", "there was something to search in {place}");
    }
    let log = std::fs::read_to_string(stage.log()).expect("a log");
    assert!(log.contains("TRACE"), "the log is at trace level");
}

fn application() -> std::path::PathBuf {
    stage::program("DRAWBRIDGE_DESKTOP", "drawbridge-desktop")
}
