//! Clients that no one here wrote, as programs of their own, beside `drawbridge serve`: the official SDKs of Python and
//! TypeScript and the command line of the MCP inspector (SECURITY MCP-23), and what reads the description of its REST service.
//!
//! Run by `cargo xtask test clients`, which installs them first. Each lists and calls every tool of one bundle, as
//! `tests/clients/calls.json` says, and what comes is compared with `tests/clients/expected.json`: the same for every
//! client, whatever way and revision it speaks. The calls are answered from samples, so nothing leaves this computer.

mod inspector;
mod openapi;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use drawbridge_tests::served::{BundleFile, Served};
use drawbridge_tests::sources;
use serde_json::{Value, json};

/// A read that verifies, one behind a log-in, a public one, and a change that asks.
const TEMPLATES: [&str; 4] =
    ["woocommerce/order_status", "token-login/account_balance", "woocommerce/stock", "paddle/cancel"];
const SAMPLES: [&str; 2] = ["--env", "sample"];
/// What a customer says when the server asks; the last one uses a client that cannot ask.
const ANSWERS: [Option<&str>; 3] = [Some("accept"), Some("decline"), None];
/// The call that changes something.
const CHANGE: &str = "a change, which asks";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Stdio,
    Http,
}

/// SECURITY MCP-23.
#[test]
fn the_python_sdk_speaks_2026_07_28_over_standard_streams() {
    speaks(python(), "2026-07-28", Way::Stdio);
}

/// SECURITY MCP-23.
#[test]
fn the_python_sdk_speaks_2026_07_28_over_http() {
    speaks(python(), "2026-07-28", Way::Http);
}

/// SECURITY MCP-23.
#[test]
fn the_python_sdk_speaks_2025_11_25_over_standard_streams() {
    speaks(python(), "2025-11-25", Way::Stdio);
}

/// SECURITY MCP-23.
#[test]
fn the_python_sdk_speaks_2025_11_25_over_http() {
    speaks(python(), "2025-11-25", Way::Http);
}

/// SECURITY MCP-23.
#[test]
fn the_typescript_sdk_speaks_2026_07_28_over_standard_streams() {
    speaks(typescript(), "2026-07-28", Way::Stdio);
}

/// SECURITY MCP-23.
#[test]
fn the_typescript_sdk_speaks_2026_07_28_over_http() {
    speaks(typescript(), "2026-07-28", Way::Http);
}

/// SECURITY MCP-23.
#[test]
fn the_typescript_sdk_speaks_2025_11_25_over_standard_streams() {
    speaks(typescript(), "2025-11-25", Way::Stdio);
}

/// SECURITY MCP-23.
#[test]
fn the_typescript_sdk_speaks_2025_11_25_over_http() {
    speaks(typescript(), "2025-11-25", Way::Http);
}

/// Plays all calls with each of the customer's answers and compares every outcome.
fn speaks(mut client: Command, revision: &str, way: Way) {
    let bundle = BundleFile::of_templates(&TEMPLATES);
    let servers: Vec<Served> = match way {
        Way::Stdio => Vec::new(),
        Way::Http => ANSWERS.iter().map(|_| Served::start(bundle.serve(&SAMPLES))).collect(),
    };
    let sessions: Vec<Value> = ANSWERS
        .iter()
        .enumerate()
        .map(|(number, answer)| match servers.get(number) {
            Some(server) => json!({"answer": answer, "url": format!("http://{}/mcp", server.address())}),
            None => json!({"answer": answer, "command": command_line(&bundle.serve(&SAMPLES))}),
        })
        .collect();
    let plan = json!({"revision": revision, "sessions": sessions, "calls": read("calls.json")});
    let expected = read("expected.json");
    let reports = said_by(&mut client, &plan);
    assert_eq!(reports.len(), ANSWERS.len(), "one report a session");
    for (report, answer) in reports.iter().zip(ANSWERS) {
        let session = format!("{revision}, {}", answer.unwrap_or("cannot ask"));
        assert_eq!(report["answer"], json!(answer), "{session}");
        assert_eq!(report["revision"], revision, "{session}: the revision that was agreed on");
        assert_eq!(described(&report["tools"]), expected["tools"], "{session}");
        for (name, call) in report["calls"].as_object().expect("calls") {
            let wanted = if name == CHANGE {
                &expected["change"][change(answer, revision, way)]
            } else {
                &expected["calls"][name]
            };
            assert_eq!(&compared(call), wanted, "{session}: {name}");
        }
        let played = report["calls"].as_object().map_or(0, serde_json::Map::len);
        assert_eq!(played, expected["calls"].as_object().map_or(0, serde_json::Map::len) + 1, "every call was made");
    }
}

/// Which of the ways to a customer's yes is gone. Over HTTP a server asks a client of 2025-11-25 nothing, since it keeps no
/// session; and without a named conversation nothing tells a second try from a second wish.
fn change<'answer>(answer: Option<&'answer str>, revision: &str, way: Way) -> &'answer str {
    match (answer, way) {
        (Some(answer), Way::Stdio) => answer,
        (Some(answer), Way::Http) if revision == "2026-07-28" => answer,
        (_, Way::Stdio) => "token in one conversation",
        (_, Way::Http) => "token without a conversation",
    }
}

/// What is compared of the tools: all but the words for the model.
fn described(tools: &Value) -> Value {
    let mut tools = tools.clone();
    for tool in tools.as_array_mut().into_iter().flatten() {
        if let Some(tool) = tool.as_object_mut() {
            tool.remove("outputSchema");
            let description = tool.remove("description");
            assert!(description.is_some_and(|text| text.as_str().is_some_and(|text| text.len() > 20)), "{tool:?}");
        }
        for property in tool["inputSchema"]["properties"].as_object_mut().into_iter().flatten() {
            let description = property.1.as_object_mut().and_then(|property| property.remove("description"));
            assert!(description.is_some(), "{property:?}");
        }
    }
    tools
}

/// What is compared of a call: all but the tokens. The text of an outcome must say the same as its structure.
fn compared(call: &Value) -> Value {
    let mut call = call.clone();
    for made in call["outcomes"].as_array_mut().into_iter().flatten() {
        let Some(text) = made.as_object_mut().and_then(|made| made.remove("text")) else { continue };
        let text: Value = serde_json::from_str(text.as_str().expect("a text")).expect("JSON");
        assert_eq!(text, made["outcome"], "the text says the same as the structure");
        if let Some(token) = made.pointer_mut("/outcome/confirmation/token") {
            assert!(token.as_str().is_some_and(|token| token.len() > 40), "{token}");
            *token = json!("TOKEN");
        }
    }
    call
}

/// Starts a client, hands it the plan, and gives back the lines that it prints.
fn said_by(client: &mut Command, plan: &Value) -> Vec<Value> {
    let mut process = client
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the client starts; `cargo xtask test clients` installs it");
    let mut input = process.stdin.take().expect("its standard input");
    input.write_all(plan.to_string().as_bytes()).expect("the client reads");
    drop(input);
    let output = process.wait_with_output().expect("the client ends");
    assert!(output.status.success(), "the client ended with {}", output.status);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    said.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn command_line(command: &Command) -> Vec<String> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_str().expect("a plain path").to_owned()).collect()
}

fn python() -> Command {
    let mut command = python_program();
    command.arg(folder().join("client.py"));
    command
}

/// Python with the packages of `tests/clients/requirements.txt`.
fn python_program() -> Command {
    let place = std::env::var_os("DRAWBRIDGE_CLIENTS");
    let place = place.map_or_else(|| sources::root().join("target/clients"), PathBuf::from);
    let programs = place.join("venv").join(if cfg!(windows) { "Scripts" } else { "bin" });
    let mut command = Command::new(programs.join("python"));
    command.env("PYTHONWARNINGS", "ignore");
    command
}

fn typescript() -> Command {
    let mut command = Command::new("node");
    command.arg(folder().join("client.mjs"));
    command
}

fn folder() -> PathBuf {
    sources::root().join("tests/clients")
}

fn read(name: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(Path::new(name))).expect(name);
    serde_json::from_str(&text).expect("JSON")
}
