//! Connectors, systems and calls as the tests need them.

use std::collections::HashMap;

use drawbridge_engine::{
    Audience, BoundSecret, CancellationToken, EgressPolicy, Engine, EngineSettings, Limits, Overrides, Plan,
    PrivateAllowance, Run, RunRequest, SecretName, Secrets,
};
use drawbridge_model::{Connector, Environment, SecretValue, System, WebOrigin};
use serde_json::{Value, json};

use crate::server::Server;

/// A secret that must be found nowhere but in the request it belongs to.
pub const SENTINEL: &str = "sk_SENTINEL_4711_geheim";
/// A value of the record that no bot may see.
pub const PII: &str = "PII-Lindenstrasse-7";

/// C1 of SECURITY 5: an order by number, verified by email.
pub fn order_connector() -> Value {
    json!({
        "id": "01998a52-0000-7000-8000-000000000001", "name": "Order status", "tool_name": "order_status", "system": "shop",
        "fields": [
            {"name": "order_id", "type": "string", "required": true, "description": "Your order number"},
            {"name": "email", "type": "string", "required": true, "description": "Your email"}
        ],
        "steps": [{"id": "order", "name": "Get the order", "method": "GET", "path": "/orders/{order_id}",
            "query": [{"name": "lang", "value": "en"}]}],
        "validations": [{"input": "email", "compare_with": "billing.email", "type": "equals_ignore_case",
            "error": "Email doesn't match. Please verify your details."}],
        "answer": {"fields": [{"path": "status"}, {"path": "total"}]}
    })
}

/// The shop: a key in a header.
pub fn shop() -> Value {
    json!({
        "id": "shop", "name": "My shop", "base_url": {},
        "secrets": [{"name": "k"}],
        "sign_in": {"type": "api_key", "placement": "header", "name": "X-Api-Key", "value": "{secret.k}"}
    })
}

/// The order that the server knows.
pub fn order() -> String {
    json!({"status": "processing", "total": "63.80", "billing": {"email": "Ana@Example.com", "address": PII}})
        .to_string()
}

/// A connector and its systems on a server.
pub struct Setup {
    pub engine: Engine,
    pub plan: Plan,
    pub request: RunRequest,
}

impl Setup {
    /// The order connector on a server.
    pub fn order(server: &Server) -> Self {
        Self::new(order_connector(), shop(), server)
    }

    /// Any connector on a server; the secret `k` of its system is [`SENTINEL`].
    pub fn new(connector: Value, system: Value, server: &Server) -> Self {
        let connector: Connector = serde_json::from_value(connector).unwrap();
        let mut system: System = serde_json::from_value(system).unwrap();
        system.base_url.test = server.address();
        let origin = WebOrigin::parse(&server.address()).unwrap();
        let names =
            system.secrets.iter().map(|secret| SecretName { system: system.id.clone(), name: secret.name.clone() });
        let bound = |()| BoundSecret { value: SecretValue::new(SENTINEL), origins: vec![origin.clone()] };
        let secrets = Secrets::new(names.map(|name| (name, bound(()))).collect::<HashMap<_, _>>());
        let allowance = PrivateAllowance::parse(&format!("127.0.0.1:{}", server.port)).unwrap();
        let plan = Plan::new(&connector, &[system]).unwrap();
        let request = RunRequest {
            environment: Environment::Test,
            inputs: serde_json::Map::new(),
            conversation: None,
            confirmation: None,
            secrets,
            overrides: Overrides::default(),
            egress: EgressPolicy::runner(vec![origin], vec![allowance], Vec::new()),
            limits: Limits { failed_verification: std::time::Duration::ZERO, ..Limits::bot() },
            audience: Audience::Bot,
            cancel: CancellationToken::new(),
            progress: None,
            started_at: "2026-11-22T20:00:00Z".to_owned(),
        };
        Self { engine: Engine::new(EngineSettings::standard()).unwrap(), plan, request }
    }

    /// Runs with these inputs.
    pub fn run(&self, inputs: &Value) -> Run {
        self.run_with(inputs, |_| {})
    }

    /// Runs with these inputs and a change to the request.
    pub fn run_with(&self, inputs: &Value, change: impl FnOnce(&mut RunRequest)) -> Run {
        let mut request = self.request.clone();
        request.inputs = inputs.as_object().cloned().unwrap_or_default();
        change(&mut request);
        wait(self.engine.run(&self.plan, request))
    }
}

/// Runs a future to its end.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// The owner of the order.
pub fn owner() -> Value {
    json!({"order_id": "1001", "email": "ana@example.com"})
}

/// Somebody else.
pub fn stranger() -> Value {
    json!({"order_id": "1001", "email": "bob@example.com"})
}
