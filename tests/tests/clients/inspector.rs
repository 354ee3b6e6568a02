//! The command line of the MCP inspector: it lists the tools, and calls each once, a process a question.

use std::process::Command;

use drawbridge_tests::served::{BundleFile, Served};
use serde_json::Value;

use crate::{CHANGE, SAMPLES, TEMPLATES, compared, described, folder, read};

#[test]
fn the_inspector_lists_and_calls_every_tool_over_standard_streams() {
    let bundle = BundleFile::of_templates(&TEMPLATES);
    // What follows a dash belongs to the inspector, so the server gets its settings by variables.
    let program = bundle.serve(&[]).get_program().to_str().expect("a plain path").to_owned();
    let place = bundle.path().display().to_string();
    inspects(&[&program, "serve"], &[("DRAWBRIDGE_BUNDLES", &place)]);
}

#[test]
fn the_inspector_lists_and_calls_every_tool_over_http() {
    let bundle = BundleFile::of_templates(&TEMPLATES);
    let server = Served::start(bundle.serve(&SAMPLES));
    inspects(&[&format!("http://{}/mcp", server.address())], &[]);
}

fn inspects(target: &[&str], variables: &[(&str, &str)]) {
    let expected = read("expected.json");
    let listed = asked(target, variables, &["--method", "tools/list"]);
    assert_eq!(described(&listed["tools"]), expected["tools"]);
    let calls = read("calls.json");
    let mut called = Vec::new();
    for call in calls.as_array().expect("calls") {
        let (name, tool) = (call["name"].as_str().expect("a name"), call["tool"].as_str().expect("a tool"));
        let known = &expected["calls"][name];
        if called.contains(&tool) || known["outcomes"][0]["code"].is_number() {
            continue;
        }
        called.push(tool);
        let mut arguments =
            vec!["--method".to_owned(), "tools/call".to_owned(), "--tool-name".to_owned(), tool.to_owned()];
        for (field, value) in call["arguments"].as_object().expect("arguments") {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            arguments.extend(["--tool-arg".to_owned(), format!("{field}={value}")]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let result = asked(target, variables, &arguments);
        let came = serde_json::json!({"asked": [], "outcomes": [{
            "is_error": result["isError"], "text": result["content"][0]["text"], "outcome": result["structuredContent"],
        }]});
        // The inspector cannot ask: it gets the token that a second call would carry.
        let wanted = if name == CHANGE { &expected["change"]["token in one conversation"] } else { known };
        assert_eq!(compared(&came)["outcomes"][0], wanted["outcomes"][0], "{name}");
    }
    assert_eq!(called.len(), TEMPLATES.len(), "every tool was called: {called:?}");
}

fn asked(target: &[&str], variables: &[(&str, &str)], arguments: &[&str]) -> Value {
    let program = folder().join("node_modules/@modelcontextprotocol/inspector-cli/build/cli.js");
    let output = Command::new("node")
        .arg(program)
        .arg("--cli")
        .args(target)
        .args(arguments)
        .envs(variables.iter().copied())
        .env("DRAWBRIDGE_ENV", "sample")
        .output()
        .expect("the inspector starts; `cargo xtask test clients` installs it");
    let said = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&said)
        .unwrap_or_else(|_| panic!("{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr)))
}
