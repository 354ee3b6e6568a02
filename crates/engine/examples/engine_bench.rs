//! The engine's own time for one call, from inputs to answer, on a 4 KB order and without a network.
//!
//! `cargo run --release -p drawbridge-engine --example engine_bench` prints one JSON object: the best, the median
//! and the slowest of each hundred, in microseconds.

use std::io::Write;
use std::time::Instant;

use drawbridge_engine::{
    Audience, CancellationToken, EgressPolicy, Engine, EngineSettings, Limits, Overrides, Plan, RunRequest, Secrets,
};
use drawbridge_model::{Environment, OutcomeKind};
use serde_json::{Value, json};

const CALLS: usize = 20_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let connector = serde_json::from_value(connector())?;
    let system = serde_json::from_value(json!({
        "id": "store", "name": "My shop", "base_url": {"test": "https://shop.example.com"},
        "secrets": [{"name": "key"}, {"name": "secret"}],
        "sign_in": {"type": "basic", "username": "{secret.key}", "password": "{secret.secret}"}
    }))?;
    let plan = Plan::new(&connector, &[system]).map_err(|problems| format!("{problems:?}"))?;
    let engine = Engine::new(EngineSettings::standard())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut times = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let request = request();
        let started = Instant::now();
        let run = runtime.block_on(engine.run(&plan, request));
        times.push(started.elapsed().as_secs_f64() * 1e6);
        if run.outcome.kind != OutcomeKind::Answer {
            return Err(format!("{:?}", run.outcome).into());
        }
    }
    times.sort_by(f64::total_cmp);
    let line = json!({"figure": "engine_per_call_us", "best": times[0], "median": times[CALLS / 2], "p99": times[CALLS / 100 * 99]});
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

fn request() -> RunRequest {
    let inputs = json!({"order_id": 727, "email": "Ana@Example.com"});
    RunRequest {
        environment: Environment::Sample,
        inputs: inputs.as_object().cloned().unwrap_or_default(),
        conversation: Some("a conversation".to_owned()),
        confirmation: None,
        secrets: Secrets::default(),
        overrides: Overrides::default(),
        egress: EgressPolicy::default(),
        limits: Limits::bot(),
        audience: Audience::Bot,
        cancel: CancellationToken::new(),
        progress: None,
        started_at: String::new(),
    }
}

fn connector() -> Value {
    let line = |number: usize| {
        json!({"id": number, "name": format!("Linen tablecloth number {number}"), "product_id": 93 + number, "quantity": 2,
            "tax_class": "", "subtotal": "6.00", "total": "6.00", "sku": format!("LTC-{number}"), "meta_data": []})
    };
    let order = json!({
        "id": 727, "number": "727", "status": "processing", "currency": "EUR", "date_created": "2026-03-22T16:28:02",
        "total": "63.80", "customer_note": "Please ring twice. ".repeat(20),
        "billing": {"first_name": "Ana", "last_name": "Example", "address_1": "Lindenstrasse 7", "city": "Berlin",
            "postcode": "10969", "country": "DE", "email": "ana@example.com", "phone": "(555) 555-5555"},
        "line_items": (0..18).map(line).collect::<Vec<_>>()
    });
    json!({
        "id": "01998a52-0000-7000-8000-00000000000b", "name": "Order status", "tool_name": "order_status", "system": "store",
        "fields": [
            {"name": "order_id", "type": "integer", "required": true, "description": "Your order number"},
            {"name": "email", "type": "email", "required": true, "description": "Email used for the order"}
        ],
        "steps": [{"id": "order", "name": "Get the order", "path": "/wp-json/wc/v3/orders/{order_id}"}],
        "validations": [{"input": "email", "compare_with": "billing.email", "type": "equals_ignore_case"}],
        "answer": {"fields": [{"path": "status"}, {"path": "total"}, {"path": "date_created"},
            {"path": "line_items[*].name", "label": "items"}]},
        "samples": [{"step": "order", "when": {"order_id": 727}, "status": 200, "body": order}]
    })
}
