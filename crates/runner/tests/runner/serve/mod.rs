//! `drawbridge serve`: who may speak to it, both revisions of MCP, REST, and how it starts, changes and ends.

mod confirmation;
mod door;
mod http_limits;
mod identity;
mod operation;
mod protocol;
mod replicas;
mod rest;
mod sessions;
mod soak;
mod standard_streams;

use drawbridge_model::{Bundle, Connector, System};
use serde_json::{Value, json};

use crate::order_status::start_shop;
use crate::support::api::Api;
use crate::support::bundles::{BundleFile, bundle, shop};
use crate::support::program::{Program, drawbridge};
use crate::support::serving::Serving;

/// The customer of the shop's order.
pub fn marta() -> Value {
    json!({"order_id": 8142, "email": "marta.lindqvist@example.com"})
}

/// Somebody else.
pub fn stranger() -> Value {
    json!({"order_id": 8142, "email": "eve@example.com"})
}

/// The bundle of the shop on its recorded samples, whose order is another one.
pub fn on_samples(file: &BundleFile) -> Program {
    drawbridge(&["serve", file.name(), "--env", "sample"])
}

/// The order of the samples and its customer.
pub fn sample_order() -> Value {
    json!({"order_id": 727, "email": "ana@example.com"})
}

/// The shop's bundle.
pub fn shop_file() -> BundleFile {
    BundleFile::new(&bundle(shop()))
}

/// The shop's tools against an API on loopback.
pub fn live(api: &Api, file: &BundleFile) -> Program {
    let base = format!("woocommerce={}", api.address());
    drawbridge(&["serve", file.name(), "--base", &base, "--allow-private", &api.place()])
        .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", "ck_live_111")
        .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", "cs_live_222")
}

/// The shop and a server of its tools.
pub fn shop_and_server() -> (Api, Serving) {
    let (api, file) = (start_shop(), shop_file());
    let server = Serving::start(live(&api, &file));
    (api, server)
}

/// A tool that creates a ticket after the customer's yes, and removes one.
pub fn desk() -> Bundle {
    let tool = |id: &str, name: &str, method: &str, path: &str| -> Connector {
        serde_json::from_value(json!({
            "id": id, "name": name, "tool_name": name.to_lowercase().replace(' ', "_"), "system": "desk", "public": true,
            "fields": [{"name": "subject", "type": "string", "required": true, "description": "Subject"}],
            "steps": [{"id": "do", "method": method, "path": path,
                "body": {"type": "json", "text": "{\"subject\": \"{subject}\"}"}}],
            "answer": {"fields": [{"path": "id"}]}
        }))
        .unwrap()
    };
    let system: System =
        serde_json::from_value(json!({"id": "desk", "name": "Desk", "base_url": {"live": "https://desk.example"}}))
            .unwrap();
    let tools = [tool("1", "Create ticket", "POST", "/tickets"), tool("2", "Replace ticket", "PUT", "/tickets/1")];
    Bundle::assemble("test", &[system], &tools)
}

/// The desk's tools against an API on loopback.
pub fn desk_server(api: &Api, file: &BundleFile) -> Program {
    let base = format!("desk={}", api.address());
    drawbridge(&["serve", file.name(), "--base", &base, "--allow-private", &api.place()])
}
