//! Runs a template against the fake API with the values of its request file, and compares what arrived.

use std::collections::{BTreeMap, HashMap};

use drawbridge_engine::{
    Audience, BoundSecret, CancellationToken, EgressPolicy, Engine, EngineSettings, Limits, Overrides, Plan,
    RunRequest, SecretName, Secrets,
};
use drawbridge_model::address::split_whole;
use drawbridge_model::{Connector, Environment, OutcomeKind, SecretValue, SignIn, System, WebOrigin};
use drawbridge_templates::{Template, find};
use drawbridge_tests::fake_api::{FakeApi, Recorded, Reply, Route};
use drawbridge_tests::sources;
use serde_json::{Map, Value};

use crate::request_file::{self, Documented, RequestFile};

/// Headers that the HTTP client decides about.
const NOT_OURS: [&str; 5] = ["host", "content-length", "accept-encoding", "user-agent", "connection"];

/// Holds that a template sends, request by request, what its file says.
pub async fn check(id: &str) {
    let text = std::fs::read_to_string(sources::root().join(format!("connectors/{id}.http"))).expect(id);
    let file = request_file::read(&text);
    assert!(!file.links.is_empty(), "{id}: where it is documented");
    let Template { mut system, mut connector, .. } = find(id).expect(id);
    id.clone_into(&mut connector.id);
    for setting in &mut system.settings {
        file.given.get(&format!("setting.{}", setting.name)).expect(id).clone_into(&mut setting.values.live);
    }
    let origins = Origins::of(&system);
    let api = FakeApi::start();
    teach(&api, &file, &connector);
    lead_to(&mut system, &api);
    let outcome = run(&file, &connector, &system, &api).await;
    let sent: Vec<String> =
        api.requests().iter().enumerate().map(|(at, one)| as_text(&file, at, one, &origins)).collect();
    let documented: Vec<String> = file.requests.iter().map(documented).collect();
    api.take_complaints();
    assert_eq!(sent.join("\n\n"), documented.join("\n\n"), "{id}: other bytes were sent");
    assert_eq!(outcome, OutcomeKind::Answer, "{id}");
}

/// Where a system really is.
struct Origins {
    api: String,
    tokens: String,
}

impl Origins {
    fn of(system: &System) -> Self {
        let api = system.origin(Environment::Live).expect("an address").to_string();
        let tokens = system.token_origin(Environment::Live).map_or_else(|| api.clone(), |origin| origin.to_string());
        Self { api, tokens }
    }
}

/// Each step is answered with its first sample, a sign-in with what the file says.
fn teach(api: &FakeApi, file: &RequestFile, connector: &Connector) {
    for request in &file.requests {
        let (method, address) = request.line.split_once(' ').expect("a method and an address");
        let path = url_path(address);
        let reply = if let Some(answer) = &request.answer {
            Reply::text(200, "application/json", answer)
        } else {
            let mut samples = connector.samples.iter();
            let sample = samples.find(|sample| sample.step == request.step).expect("a sample of each step");
            let content_type = sample.headers.iter().find(|row| row.name == "Content-Type");
            let content_type = content_type.map_or("application/json", |row| &row.value);
            Reply::text(sample.status, content_type, &sample.body.to_string())
        };
        api.teach(Route::new(method, &path).reply(reply));
    }
}

/// Puts the fake API in the place of the real one; paths stay.
fn lead_to(system: &mut System, api: &FakeApi) {
    let base = system.address(Environment::Live).expect("an address");
    system.base_url.live = format!("{}{}", api.origin(), url_path(&base).trim_end_matches('/'));
    if let SignIn::Oauth2ClientCredentials(client) = &mut system.sign_in
        && let Some((_, path)) = split_whole(&client.token_url)
    {
        client.token_url = format!("{}{path}", api.origin());
    }
}

/// Runs it, and says yes to a write.
async fn run(file: &RequestFile, connector: &Connector, system: &System, api: &FakeApi) -> OutcomeKind {
    let origin = WebOrigin::parse(&api.origin()).expect("an origin");
    let secrets: HashMap<SecretName, BoundSecret> = file
        .given
        .iter()
        .filter_map(|(name, value)| {
            let name = SecretName { system: system.id.clone(), name: name.strip_prefix("secret.")?.to_owned() };
            Some((name, BoundSecret { value: SecretValue::new(value), origins: vec![origin.clone()] }))
        })
        .collect();
    let questions = file.given.iter().filter(|(name, _)| !name.contains('.'));
    let inputs: Map<String, Value> = questions.map(|(name, value)| (name.clone(), value.clone().into())).collect();
    let plan = Plan::new(connector, std::slice::from_ref(system)).expect("it can run");
    let engine = Engine::new(EngineSettings::standard()).expect("an engine");
    let mut request = RunRequest {
        environment: Environment::Live,
        inputs,
        conversation: None,
        confirmation: None,
        secrets: Secrets::new(secrets),
        overrides: Overrides::default(),
        egress: EgressPolicy::builder(vec![origin.clone()], std::slice::from_ref(&origin), vec![origin.clone()]),
        limits: Limits::designer(),
        audience: Audience::Designer,
        cancel: CancellationToken::new(),
        progress: None,
        started_at: String::new(),
    };
    let first = engine.run(&plan, request.clone()).await.outcome;
    let Some(asked) = first.confirmation else { return first.kind };
    assert!(api.requests().is_empty(), "{}: nothing is sent before the customer's yes", connector.id);
    request.confirmation = Some(asked.token);
    engine.run(&plan, request).await.outcome.kind
}

/// A request as it arrived, in the form of [`documented`]. `Accept: application/json` is sent wherever the
/// documentation asks for nothing else.
fn as_text(file: &RequestFile, at: usize, request: &Recorded, origins: &Origins) -> String {
    let meant = file.requests.get(at);
    let origin = if meant.is_some_and(|meant| meant.answer.is_some()) { &origins.tokens } else { &origins.api };
    let asks = meant.is_some_and(|meant| meant.headers.iter().any(|(name, _)| name == "accept"));
    let is_shown = |name: &str, value: &str| {
        let is_usual = name == "accept" && value == "application/json" && !asks;
        !NOT_OURS.contains(&name) && !is_usual
    };
    let headers: BTreeMap<&str, &str> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, value)| is_shown(name, value))
        .collect();
    let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let headers = headers.concat();
    let body = String::from_utf8_lossy(&request.body);
    format!("{} {origin}{}\n{headers}\n{body}", request.method, request.target)
}

fn documented(request: &Documented) -> String {
    let headers: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let headers = headers.concat();
    format!("{}\n{headers}\n{}", request.line, request.body)
}

/// The path of a whole address, without its query.
fn url_path(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    path.split('?').next().unwrap_or_default().to_owned()
}
