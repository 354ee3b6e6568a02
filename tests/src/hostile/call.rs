//! Calling a behaviour with the engine: the order connector of SECURITY 5, pointed at it.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use drawbridge_engine::door::DoorSettings;
use drawbridge_engine::lookup::{NameFault, NameLookup, Pending};
use drawbridge_engine::{
    Audience, BoundSecret, CancellationToken, EgressPolicy, Engine, EngineSettings, Limits, Overrides, Plan,
    PrivateAllowance, Run, RunRequest, SecretName, Secrets,
};
use drawbridge_model::{Connector, Environment, SecretValue, System, WebOrigin};
use serde_json::{Value, json};

/// A key that must be found nowhere but in the request that it belongs to.
pub const SENTINEL: &str = "sk_SENTINEL/4711+geheim";

/// Every name is this computer's, so that no name server has a say.
struct Here;

impl NameLookup for Here {
    fn look_up(&self, _: &str) -> Pending<Result<Vec<IpAddr>, NameFault>> {
        Box::pin(async { Ok(vec![IpAddr::from(Ipv4Addr::LOCALHOST)]) })
    }
}

/// An engine that trusts an authority (DER).
pub fn engine(authority: Vec<u8>) -> Engine {
    let door = DoorSettings { user_agent: "tests".to_owned(), lookup: Arc::new(Here), authorities: vec![authority] };
    Engine::new(EngineSettings { door, ..EngineSettings::standard() }).expect("randomness")
}

/// One behaviour to be called.
pub struct Call {
    /// The connector.
    pub plan: Plan,
    /// By a bot, with limits of time that nothing breaks by being slow only.
    pub request: RunRequest,
}

/// The order connector on a behaviour. Its answer is the whole record.
pub fn call(origin: &str, name: &str, method: &str) -> Call {
    let connector = json!({
        "id": "01998a52-0000-7000-8000-000000000001", "name": "Order status", "tool_name": "order_status",
        "system": "shop", "confirm": "never",
        "fields": [
            {"name": "order_id", "type": "string", "required": true, "description": "Your order number"},
            {"name": "email", "type": "string", "required": true, "description": "Your email"}
        ],
        "steps": [{"id": "order", "name": "Get the order", "method": method, "path": format!("/{name}"),
            "query": [{"name": "order", "value": "{order_id}"}]}],
        "validations": [{"input": "email", "compare_with": "billing.email", "type": "equals_ignore_case"}],
        "answer": {"fields": [{"path": "$", "label": "record"}]}
    });
    let connector: Connector = serde_json::from_value(connector).expect("a connector");
    let system = json!({
        "id": "shop", "name": "My shop", "base_url": {"test": origin}, "secrets": [{"name": "k"}],
        "sign_in": {"type": "api_key", "placement": "header", "name": "X-Api-Key", "value": "{secret.k}"}
    });
    let system: System = serde_json::from_value(system).expect("a system");
    let origin = WebOrigin::parse(origin).expect("an origin");
    let bound = BoundSecret { value: SecretValue::new(SENTINEL), origins: vec![origin.clone()] };
    let secret = SecretName { system: "shop".to_owned(), name: "k".to_owned() };
    let allowance = PrivateAllowance::parse(&format!("{}:{}", origin.host(), origin.port()));
    let inputs: Value = json!({"order_id": "1001", "email": "ana@example.com"});
    Call {
        plan: Plan::new(&connector, &[system]).expect("a plan"),
        request: RunRequest {
            environment: Environment::Test,
            inputs: inputs.as_object().cloned().unwrap_or_default(),
            conversation: None,
            confirmation: None,
            secrets: Secrets::new(HashMap::from([(secret, bound)])),
            overrides: Overrides::default(),
            egress: EgressPolicy::runner(vec![origin], vec![allowance.expect("an allowance")], Vec::new()),
            limits: generous(),
            audience: Audience::Bot,
            cancel: CancellationToken::new(),
            progress: None,
            started_at: "2026-11-22T20:00:00Z".to_owned(),
        },
    }
}

/// Limits of time that no behaviour breaks by being slow only; a test makes the one small that it is about.
pub fn generous() -> Limits {
    let long = Duration::from_secs(40);
    Limits {
        connect: long,
        first_byte: long,
        idle: long,
        request: long,
        run: Duration::from_secs(90),
        failed_verification: Duration::ZERO,
        ..Limits::bot()
    }
}

/// Everything that a run shows or keeps anywhere, as one text.
pub fn everything(run: &Run) -> String {
    let bodies = run.answers.iter().map(|answer| String::from_utf8_lossy(&answer.body).into_owned());
    let headers = run.answers.iter().map(|answer| format!("{:?}", answer.headers));
    let told = [
        serde_json::to_string(&run.outcome).expect("JSON"),
        serde_json::to_string(&run.outcome.for_bot()).expect("JSON"),
        serde_json::to_string(&run.trace).expect("JSON"),
        serde_json::to_string(&run.trace.for_disk()).expect("JSON"),
        format!("{run:?}"),
    ];
    told.into_iter().chain(bodies).chain(headers).collect()
}

/// Runs a future to its end, on several threads as the program does: a server that sends without an end keeps one busy,
/// and the clock needs another.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(future)
}
