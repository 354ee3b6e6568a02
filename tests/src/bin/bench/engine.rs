//! The engine's own time, and a whole call beside the same request made with the bare HTTP library.
//!
//! Both sides ask the same server on loopback for the same order of 4 KB, over connections that stay open; they take
//! turns, so that a busy moment of the machine hits both.

use std::collections::HashMap;
use std::time::Instant;

use drawbridge_engine::{
    Audience, BoundSecret, CancellationToken, EgressPolicy, Engine, EngineSettings, Limits, Overrides, Plan,
    RunRequest, SecretName, Secrets,
};
use drawbridge_model::{Connector, Environment, OutcomeKind, SecretValue, System, WebOrigin};
use drawbridge_tests::fake_api::FakeApi;
use drawbridge_tests::shapes;
use serde_json::{Value, json};

use crate::figure::{median, print};

/// Calls that are not counted, until caches and connections are warm.
const WARM_UP: usize = 200;
/// Calls that are.
const CALLS: usize = 3_000;

/// Prints both figures.
pub fn measure() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let api = FakeApi::start();
    shapes::shop(&api);
    let case = Case::new(&api);
    runtime.block_on(async {
        let mut samples = Vec::with_capacity(CALLS);
        for call in 0..WARM_UP + CALLS {
            let took = case.timed(Environment::Sample).await;
            if call >= WARM_UP {
                samples.push(took);
            }
        }
        let size = shapes::order().to_string().len();
        print(
            "engine_per_call_us",
            Some(median(&mut samples)),
            &format!("median of {CALLS}, an order of {size} bytes"),
        );
        case.beside_bare_requests(&api).await;
    });
}

/// The seed's connector, ready to run.
struct Case {
    engine: Engine,
    plan: Plan,
    request: RunRequest,
}

impl Case {
    fn new(api: &FakeApi) -> Self {
        let origin = WebOrigin::parse(&api.origin()).expect("an origin");
        let (connector, system) = documents(&api.origin());
        let plan = Plan::new(&connector, std::slice::from_ref(&system)).expect("a connector without problems");
        let bound = |name: &str, value: &str| {
            let secret = BoundSecret { value: SecretValue::new(value), origins: vec![origin.clone()] };
            (SecretName { system: "shop".to_owned(), name: name.to_owned() }, secret)
        };
        let secrets = HashMap::from([bound("woo_key", shapes::SHOP_KEY), bound("woo_secret", shapes::SHOP_SECRET)]);
        let inputs = json!({"order_id": 727, "email": shapes::CUSTOMER_EMAIL.to_uppercase()});
        let Value::Object(inputs) = inputs else { unreachable!("an object was written above") };
        let request = RunRequest {
            environment: Environment::Sample,
            inputs,
            conversation: None,
            confirmation: None,
            secrets: Secrets::new(secrets),
            overrides: Overrides::default(),
            egress: EgressPolicy::builder(vec![origin.clone()], &[origin], Vec::new()),
            limits: Limits::bot(),
            audience: Audience::Bot,
            cancel: CancellationToken::new(),
            progress: None,
            started_at: "2026-11-22T00:00:00Z".to_owned(),
        };
        Self { engine: Engine::new(EngineSettings::standard()).expect("randomness"), plan, request }
    }

    /// Runs once and gives back the microseconds it took.
    async fn timed(&self, environment: Environment) -> f64 {
        let request = RunRequest { environment, cancel: CancellationToken::new(), ..self.request.clone() };
        let started = Instant::now();
        let run = self.engine.run(&self.plan, request).await;
        let took = started.elapsed().as_secs_f64() * 1e6;
        assert_eq!(run.outcome.kind, OutcomeKind::Answer, "what is measured must work: {:?}", run.outcome);
        took
    }

    async fn beside_bare_requests(&self, api: &FakeApi) {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let address = format!("{}/wp-json/wc/v3/orders/727", api.origin());
        let (mut ours, mut bare) = (Vec::with_capacity(CALLS), Vec::with_capacity(CALLS));
        for call in 0..WARM_UP + CALLS {
            let took = self.timed(Environment::Test).await;
            let started = Instant::now();
            let request = client.get(&address).basic_auth(shapes::SHOP_KEY, Some(shapes::SHOP_SECRET));
            let body = request.send().await.expect("an answer").bytes().await.expect("a body");
            let bare_took = started.elapsed().as_secs_f64() * 1e6;
            assert!(body.len() > 1_000, "the whole order came");
            if call >= WARM_UP {
                ours.push(took);
                bare.push(bare_took);
            }
        }
        let (ours, bare) = (median(&mut ours), median(&mut bare));
        let remark = format!("{ours:.0} µs a call, {bare:.0} µs a bare request, medians of {CALLS}");
        print("call_over_bare_request_ratio", Some(ours / bare), &remark);
    }
}

/// The seed's system and connector.
pub fn documents(origin: &str) -> (Connector, System) {
    let system = json!({
        "id": "shop", "name": "Shop", "base_url": {"test": origin, "live": origin}, "settings": [],
        "secrets": [{"name": "woo_key"}, {"name": "woo_secret"}],
        "sign_in": {"type": "basic", "username": "{secret.woo_key}", "password": "{secret.woo_secret}"}, "headers": [],
    });
    let connector = json!({
        "id": "order-status", "name": "Order status", "tool_name": "order_status", "system": "shop",
        "prompt": "Use this tool when a customer asks about an order.",
        "fields": [
            {"name": "order_id", "type": "integer", "required": true, "description": "Your order number"},
            {"name": "email", "type": "email", "required": true, "description": "Email used for the order"},
        ],
        "steps": [{
            "id": "order", "name": "Get the order", "method": "GET", "path": "/wp-json/wc/v3/orders/{order_id}",
            "query": [], "headers": [], "body": null, "extract": [],
        }],
        "validations": [{
            "input": "email", "compare_with": "billing.email", "type": "equals_ignore_case",
            "error": "Email doesn't match. Please verify your details.",
        }],
        "answer": {"fields": [{"path": "status"}, {"path": "total"}, {"path": "date_created"}, {"path": "line_items[*].name", "label": "items"}]},
        "samples": [{"step": "order", "when": {"order_id": 727}, "status": 200, "body": shapes::order()}],
    });
    let read = "a document of the format";
    (serde_json::from_value(connector).expect(read), serde_json::from_value(system).expect(read))
}
