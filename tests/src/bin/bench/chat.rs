//! The built-in assistant's first reply among a thousand connectors, the answer from the API excluded.

use std::time::Instant;

use drawbridge_assistant::{BuiltIn, Conversation, Setting, Tool, Toolbox};
use drawbridge_engine::{Engine, EngineSettings, Plan, RunRequest};
use drawbridge_model::{Connector, System};
use serde_json::{Value, json};

use crate::figure::{percentile, print};

/// Connectors that take part.
const CONNECTORS: usize = 1_000;
/// What they are about, and what can be done with it.
const THINGS: [&str; 20] = [
    "order",
    "parcel",
    "invoice",
    "contract",
    "ticket",
    "booking",
    "refund",
    "voucher",
    "meter",
    "loan",
    "lesson",
    "ticket",
    "membership",
    "delivery",
    "warranty",
    "repair",
    "table",
    "room",
    "prescription",
    "policy",
];
/// Lines of first-time customers.
const LINES: [&str; 5] = [
    "hi, where is my order?",
    "I'd like to know what hapened to my waranty claim number 4711 please",
    "contract 40021877, ana@example.com",
    "what's the weather like?",
    "Guten Tag, wo ist mein Paket?",
];

/// Prints the figure.
pub fn measure() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let toolbox = toolbox();
    let engine = Engine::new(EngineSettings::standard()).expect("an engine");
    let mut samples = Vec::new();
    for line in LINES.iter().cycle().take(200) {
        let mut conversation = Conversation::new("measured");
        let setting = Setting::unwatched(&BuiltIn, &toolbox, &engine, jiff::civil::Date::constant(2026, 11, 25));
        let started = Instant::now();
        runtime.block_on(conversation.say(line, &setting));
        samples.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    let remark = format!("95th percentile of {} first lines over {CONNECTORS} connectors", samples.len());
    print("chat_first_reply_ms", Some(percentile(&mut samples, 0.95)), &remark);
}

fn toolbox() -> Toolbox {
    let system: System =
        serde_json::from_value(json!({"id": "s", "name": "S", "base_url": {"live": "https://shop.example"}}))
            .expect("a system");
    let connectors = (0..CONNECTORS).map(|number| connector(number).expect("a connector"));
    let tools = connectors.map(|connector| {
        let plan = Plan::new(&connector, std::slice::from_ref(&system)).expect("a connector without problems");
        Tool::new(plan, RunRequest::on_samples())
    });
    Toolbox::new(tools.collect())
}

fn connector(number: usize) -> Result<Connector, serde_json::Error> {
    let thing = THINGS[number % THINGS.len()];
    let document: Value = json!({
        "id": format!("c{number}"), "name": format!("Status of a {thing} in branch {number}"),
        "tool_name": format!("status_{number}"), "system": "s", "public": true,
        "prompt": format!("Use this tool when a customer of branch {number} asks where a {thing} is or what its state is."),
        "fields": [
            {"name": format!("{thing}_id"), "type": "integer", "required": true, "description": format!("Your {thing} number")},
            {"name": "email", "type": "email", "required": true, "description": "Your email"}],
        "example_phrases": [format!("Where is my {thing}?"), format!("What happened to my {thing} in branch {number}?")],
        "steps": [{"id": "a", "path": format!("/{number}/{{{thing}_id}}")}],
    });
    serde_json::from_value(document)
}
