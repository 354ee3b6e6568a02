//! The two journeys of the product, as a person goes them: a connector built in the form, tried against a real API,
//! exported, and run by the program `drawbridge`.
//!
//! Everything is done with the mouse and the keyboard, by the roles and names on the page (`ui/src/copy/en`). The
//! window tests assert on what comes of it; the demonstration of `cargo xtask run` takes pictures on the way.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::keyboard::{CONTROL, ENTER};
use crate::shapes::CUSTOMER_EMAIL;
use crate::stage::{self, Stage};
use crate::until;
use crate::window::Window;

/// What the bot says when the email does not match.
pub const WORDS: &str = "Email doesn't match. Please verify your details.";
/// What the AI is told.
pub const PROMPT: &str =
    "Use this tool when a customer asks about their order status. Always ask for both order number and email.";

/// From the first screen to a connector that knows its questions and its sign-in, with the secrets in the keychain.
pub fn describe_order_status(window: &Window, origin: &str, key: &str, secret: &str) {
    window.click("button", "Start from a web address");
    window.fill("textbox", "Address of the data", &format!("{origin}/wp-json/wc/v3/orders/{{order_id}}"));
    window.click("button", "Create connector");
    window.fill("textbox", "Name of the connector", "Order status");
    choose_kind(window, "order_id", "Whole number");
    window.fill("textbox", "What to ask for of order_id", "Your order number");
    add_question(window, "email", "Email address", "Email used for the order");
    window.choose("~Sign in with", "~Username and password");
    keep_secret(window, "username", key);
    keep_secret(window, "password", secret);
    window.fill("textbox", "When to use it, and how", PROMPT);
    window.fill("textbox", "Name for the AI", "order_status");
    wait_saved(window);
}

/// The rule made by clicking the value in the answer, and the four fields that the bot may see.
pub fn decide_on_the_answer(window: &Window) {
    compare_value(window, CUSTOMER_EMAIL, &format!("~email \"{CUSTOMER_EMAIL}"));
    window.click("button", "Add the rule");
    for (words, row) in [
        ("processing", "~status \"processing\""),
        ("59.90", "~total \"59.90\""),
        ("2026-11-14T09:21:07", "~date_created \""),
    ] {
        choose_of_value(window, words, row, "Let the bot see it");
    }
    choose_of_value(window, "Canvas tote", "~name \"Canvas tote\"", "~Let the bot see it, in every item");
    wait_saved(window);
}

/// From the first screen to two requests: a log-in whose token the second request carries, and a rule on the first
/// answer.
pub fn describe_account_balance(window: &Window, origin: &str, email: &str, password: &str) {
    window.click("button", "Start from a web address");
    window.fill("textbox", "Address of the data", &format!("{origin}/auth/login"));
    window.click("button", "Create connector");
    window.fill("textbox", "Name of the connector", "Account balance");
    window.choose("~What the request does", "Create · POST");
    window.click("tab", "What to send");
    window.choose("~Kind of body", "JSON");
    window.fill("textbox", "^What to send", r#"{"email": "{email}", "password": "{password}"}"#);
    window.wait_text("Well-formed JSON");
    for question in ["email", "password"] {
        window.click("button", &format!("Make “{question}” a question"));
        window.fill("textbox", &format!("What to ask for of {question}"), &format!("Your {question}"));
    }
    window.click("checkbox", "Only looks something up, although it is sent with POST");
    window.click("button", "Add a request");
    window.fill("textbox", "Name of request 1", "Log in");
    window.fill("textbox", "Address 2", "/account/balance");
    window.fill("textbox", "When to use it, and how", "Use this when a customer asks for their own balance.");
    window.fill("textbox", "Name for the AI", "account_balance");
    choose_environment(window, "Test");
    run(window, &[("email", email), ("password", password)], "refused by the system");
    window.click("radio", "~Log in");
    choose_of_value(window, "tok_", "~token \"", "Keep it for the next request");
    window.click("button", "Keep it");
    compare_value(window, email, "~email \"");
    window.click("button", "Add the rule");
    let second = window.around("textbox", "Address 2", "li");
    window.click_within(Some(&second), "tab", "Headers");
    window.fill("textbox", "Header name 1", "Authorization");
    window.click("textbox", "Header value 1");
    window.type_text("Bearer {token");
    window.click("option", "~token of Log in");
    wait_saved(window);
}

/// What the bot got from the last run, to the letter.
pub fn what_the_bot_got(window: &Window) -> Value {
    let panel = window.find("complementary", "Test and preview");
    window.click_within(Some(&panel), "tab", "What the bot sees");
    let got = until("what the bot got", || {
        let codes = "return [...arguments[0].querySelectorAll('code')].at(-1)?.textContent ?? ''";
        let text = window.script(codes, &[panel.argument()]);
        let got: Value = serde_json::from_str(text.as_str()?).ok()?;
        got.get("outcome").is_some().then_some(got)
    });
    window.click_within(Some(&panel), "tab", "Test");
    got
}

/// Adds a question at the end.
pub fn add_question(window: &Window, name: &str, kind: &str, description: &str) {
    window.click("button", "Add a question");
    window.fill("textbox", "Name of question", name);
    window.press(&[ENTER]);
    choose_kind(window, name, kind);
    window.fill("textbox", &format!("What to ask for of {name}"), description);
}

/// Types a secret's value into its field and waits until the keychain has it.
pub fn keep_secret(window: &Window, name: &str, value: &str) {
    window.fill("textbox", &format!("Value of {name}"), value);
    window.click("button", &format!("Save {name}"));
    window.find("button", &format!("Replace {name}"));
}

/// Fills in what a customer says and runs; allows the address on this computer when asked. Waits for the
/// outcome, which must be another than the one before.
pub fn run(window: &Window, inputs: &[(&str, &str)], outcome: &str) {
    // What was open before a restart is open again.
    let panel = window.find("complementary", "Test and preview");
    window.click_within(Some(&panel), "tab", "Test");
    for (name, value) in inputs {
        window.fill("textbox", name, value);
    }
    window.press(&[CONTROL, ENTER]);
    let panel = "Test and preview";
    until(&format!("the outcome “{outcome}”"), || {
        if window.shows("button", "Allow and run") {
            window.click("button", "Allow and run");
        }
        // A dialog hides the panel for a moment.
        let shown = window.text_now("complementary", panel)?;
        (shown.lines().any(|line| line.trim() == outcome) && window.shows("button", "Run")).then_some(())
    });
}

/// Writes the bundle through the platform's own dialog.
pub fn export(window: &Window, stage: &Stage, file: &Path) {
    window.click("button", "Export…");
    window.click("button", "Save bundle");
    stage.answer_dialog("Save File", file);
    until("the bundle", || file.is_file().then_some(()));
    window.click("button", "Done");
    window.wait_gone("button", "Done");
}

/// Chooses an environment at the top of the workbench.
pub fn choose_environment(window: &Window, name: &str) {
    window.click("radio", name);
}

/// Waits until all that was typed is on disk.
pub fn wait_saved(window: &Window) {
    window.wait_text("Saved");
}

/// Runs a tool of a bundle with the program `drawbridge`, in a process of its own that shares nothing with the window;
/// gives back the exit status and what it printed.
pub fn call(
    bundle: &Path,
    tool: &str,
    inputs: &[(&str, &str)],
    arguments: &[&str],
    secrets: &[(&str, &str)],
) -> (i32, Value, String) {
    let mut command = Command::new(stage::program("DRAWBRIDGE_RUNNER", "drawbridge"));
    command.arg("call").arg(bundle).arg(tool).args(arguments);
    for (name, value) in inputs {
        command.arg("--input").arg(format!("{name}={value}"));
    }
    let output = command.env_clear().envs(secrets.iter().copied()).output().expect("drawbridge runs");
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    let said = serde_json::from_slice(&output.stdout).unwrap_or_else(|problem| {
        panic!("drawbridge call printed no JSON ({problem}): {}{complaint}", String::from_utf8_lossy(&output.stdout))
    });
    (output.status.code().expect("an exit status"), said, complaint)
}

fn choose_kind(window: &Window, question: &str, kind: &str) {
    window.choose(&format!("~Kind of {question}"), kind);
}

/// Begins a rule about a value. An answer that is drawn anew meanwhile closes the menu; a person would click again.
fn compare_value(window: &Window, words: &str, row: &str) {
    const OTHERWISE: &str = "What the bot says otherwise";
    let opens = || {
        let clicked = Instant::now();
        while !window.shows("textbox", OTHERWISE) {
            if clicked.elapsed() > Duration::from_secs(10) {
                return false;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        true
    };
    for _ in 0..3 {
        choose_of_value(window, words, row, "Compare with what the customer said…");
        if opens() {
            break;
        }
    }
    window.fill("textbox", OTHERWISE, WORDS);
}

/// Chooses from a value's menu. An answer that is drawn anew meanwhile closes it; a person would open it again.
fn choose_of_value(window: &Window, words: &str, row: &str, item: &str) {
    for _ in 0..3 {
        open_value_menu(window, words, row);
        let opened = Instant::now();
        while opened.elapsed() < Duration::from_secs(5) {
            if window.shows("menuitem", item) {
                return window.click("menuitem", item);
            }
            std::thread::sleep(Duration::from_millis(25));
        }
    }
    window.click("menuitem", item);
}

/// Finds a value by its words, as one would in a long answer, and opens its menu.
fn open_value_menu(window: &Window, words: &str, row: &str) {
    window.fill("textbox", "Find in answer", words);
    window.click("treeitem", row);
}
