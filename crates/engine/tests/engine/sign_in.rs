//! Kinds of sign-in.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use drawbridge_engine::{
    BoundSecret, CancellationToken, EgressPolicy, Overrides, Plan, SecretName, Secrets, SignInTest,
};
use drawbridge_model::{Environment, OutcomeKind, SecretValue, System, WebOrigin};
use serde_json::{Value, json};

use crate::server::Server;
use crate::setup::{SENTINEL, Setup, order, order_connector, owner, shop, wait};

fn with_sign_in(sign_in: Value) -> Value {
    let mut shop = shop();
    shop["sign_in"] = sign_in;
    shop
}

#[test]
fn keys_passwords_and_tokens_arrive_and_are_hidden() {
    use base64::Engine as _;
    let basic = |user: &str, password: &str| {
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}")))
    };
    for (sign_in, header, expected, shown) in [
        (
            json!({"type": "api_key", "placement": "header", "name": "X-Key", "value": "Token {secret.k}"}),
            "x-key",
            format!("Token {SENTINEL}"),
            "Token ••••",
        ),
        (
            json!({"type": "bearer", "token": "{secret.k}"}),
            "authorization",
            format!("Bearer {SENTINEL}"),
            "Bearer ••••",
        ),
        (
            json!({"type": "bearer", "token": "{secret.k}", "prefix": "ShippoToken"}),
            "authorization",
            format!("ShippoToken {SENTINEL}"),
            "ShippoToken ••••",
        ),
        (
            json!({"type": "bearer", "token": "{secret.k}", "prefix": "Zoho-oauthtoken"}),
            "authorization",
            format!("Zoho-oauthtoken {SENTINEL}"),
            "Zoho-oauthtoken ••••",
        ),
        (
            json!({"type": "basic", "username": "ck", "password": "{secret.k}"}),
            "authorization",
            basic("ck", SENTINEL),
            "Basic ••••",
        ),
        (json!({"type": "basic", "username": "{secret.k}"}), "authorization", basic(SENTINEL, ""), "Basic ••••"),
        (json!({"type": "basic", "password": "{secret.k}"}), "authorization", basic("", SENTINEL), "Basic ••••"),
    ] {
        let server = Server::json(|_| (200, order()));
        let run = Setup::new(order_connector(), with_sign_in(sign_in), &server).run(&owner());
        assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{:?}", run.outcome);
        assert_eq!(server.requests()[0].headers(header), [expected.as_str()]);
        let sent = &run.trace.steps[0].sent_headers;
        assert!(sent.iter().any(|sent| sent.value == shown), "{sent:?}");
    }
    let server = Server::json(|_| (200, order()));
    let run = Setup::new(
        order_connector(),
        with_sign_in(json!({"type": "api_key", "placement": "query", "name": "key", "value": "{secret.k}"})),
        &server,
    )
    .run(&owner());
    assert_eq!(server.requests()[0].target(), format!("/orders/1001?lang=en&key={SENTINEL}"));
    assert!(run.trace.steps[0].request_line.ends_with("lang=en&key=••••"), "{}", run.trace.steps[0].request_line);
}

fn token_system() -> Value {
    with_sign_in(json!({
        "type": "token_request", "method": "POST", "path": "/login",
        "body": {"type": "json", "text": "{\"key\":\"{secret.k}\"}"},
        "token_path": "data.token", "expires_in_path": "data.expires_in", "header": "Authorization", "prefix": "Bearer"
    }))
}

/// Logs in with `token-1`, `token-2`, …; takes only those that `accepts` takes.
fn token_server(expires_in: u64, accepts: fn(&str) -> bool) -> Server {
    let count = Arc::new(AtomicUsize::new(0));
    Server::json(move |request| {
        if request.target() == "/login" {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            return (200, json!({"data": {"token": format!("token-{number}"), "expires_in": expires_in}}).to_string());
        }
        let given = request.headers("authorization").first().map(ToString::to_string).unwrap_or_default();
        if accepts(&given) { (200, order()) } else { (401, "{}".to_owned()) }
    })
}

fn log_ins(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.target() == "/login").count()
}

#[test]
fn a_token_is_fetched_once_and_kept() {
    let server = token_server(3600, |given| given == "Bearer token-1");
    let setup = Setup::new(order_connector(), token_system(), &server);
    for _ in 0..3 {
        assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer);
    }
    assert_eq!(log_ins(&server), 1);
    assert!(server.requests()[0].body.contains(SENTINEL));
    let short = token_server(10, |_| true);
    let setup = Setup::new(order_connector(), token_system(), &short);
    for _ in 0..3 {
        assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer);
    }
    assert_eq!(log_ins(&short), 3, "what has run out is fetched anew");
}

#[test]
fn a_refused_token_is_fetched_anew_once() {
    let server = token_server(3600, |given| given != "Bearer token-1");
    let setup = Setup::new(order_connector(), token_system(), &server);
    let run = setup.run(&owner());
    assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{:?}", run.outcome);
    assert_eq!(log_ins(&server), 2);
    let trace = serde_json::to_string(&run.trace).unwrap();
    assert!(!trace.contains("token-2") && !trace.contains(SENTINEL), "{trace}");
    let never = token_server(3600, |_| false);
    let run = Setup::new(order_connector(), token_system(), &never).run(&owner());
    assert_eq!(run.outcome.kind, OutcomeKind::ApiError);
    assert_eq!(log_ins(&never), 2, "not in a circle");
}

#[test]
fn many_calls_at_once_log_in_once() {
    let server = token_server(3600, |_| true);
    let setup = Arc::new(Setup::new(order_connector(), token_system(), &server));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let setup = Arc::clone(&setup);
                tokio::spawn(async move {
                    let mut request = setup.request.clone();
                    request.audience = drawbridge_engine::Audience::Designer;
                    request.inputs = owner().as_object().cloned().unwrap();
                    setup.engine.run(&setup.plan, request).await.outcome.kind
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), OutcomeKind::Answer);
        }
    });
    assert_eq!(log_ins(&server), 1);
}

/// Two requests of one connector, to two systems, each with a sign-in and an address of its own.
#[test]
fn each_system_is_signed_in_to_in_its_own_way() {
    let (one, other) = (Server::json(|_| (200, order())), Server::json(|_| (200, r#"{"balance":"5"}"#.to_owned())));
    let mut connector = order_connector();
    connector["steps"].as_array_mut().unwrap().push(json!({"id": "balance", "path": "/balance", "system": "bank"}));
    connector["validations"][0]["step"] = json!("order");
    connector["answer"] = json!({"fields": [{"path": "balance"}]});
    let bank = json!({"id": "bank", "name": "Bank", "base_url": {"test": other.address()}, "secrets": [{"name": "k"}],
        "sign_in": {"type": "basic", "username": "{secret.k}/token", "password": "x"}});
    let bank: System = serde_json::from_value(bank).unwrap();
    let mut shop: System = serde_json::from_value(shop()).unwrap();
    shop.base_url.test = one.address();
    let systems = [shop, bank];
    let plan = Plan::new(&serde_json::from_value(connector).unwrap(), &systems).unwrap();
    let origins: Vec<WebOrigin> = systems.iter().filter_map(|system| system.origin(Environment::Test)).collect();
    let secret = |(system, value): (usize, &str)| {
        let name = SecretName { system: systems[system].id.clone(), name: "k".to_owned() };
        (name, BoundSecret { value: SecretValue::new(value), origins: vec![origins[system].clone()] })
    };
    let mut request = Setup::order(&one).request;
    request.secrets = Secrets::new([(0, "of-the-shop"), (1, "of-the-bank")].into_iter().map(secret).collect());
    request.egress = EgressPolicy::builder(origins.clone(), &origins, Vec::new());
    request.inputs = owner().as_object().cloned().unwrap();
    let run = wait(Setup::order(&one).engine.run(&plan, request));
    assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{:?}", run.outcome);
    assert_eq!(one.requests()[0].headers("x-api-key"), ["of-the-shop"]);
    assert!(one.requests()[0].headers("authorization").is_empty());
    let basic = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode("of-the-bank/token:x")
    };
    assert_eq!(other.requests()[0].headers("authorization"), [format!("Basic {basic}")], "a key of awkward shape");
    assert!(other.requests()[0].headers("x-api-key").is_empty());
}

#[test]
fn a_sign_in_can_be_tested_by_itself() {
    let server = token_server(3600, |_| true);
    let check = |system: Value, server: &Server, path: &str| {
        let setup = Setup::new(order_connector(), system.clone(), server);
        let mut system: System = serde_json::from_value(system).unwrap();
        system.base_url.test = server.address();
        let test = SignInTest {
            environment: Environment::Test,
            path: path.to_owned(),
            secrets: setup.request.secrets.clone(),
            overrides: Overrides::default(),
            egress: setup.request.egress.clone(),
            cancel: CancellationToken::new(),
            started_at: String::new(),
        };
        wait(setup.engine.test_sign_in(&system, test)).unwrap()
    };
    let report = check(token_system(), &server, "");
    assert_eq!(report.accepted, Some(true), "{:?}", report.note);
    assert_eq!(server.requests().len(), 1, "only the log-in is sent");
    let refusing = Server::json(|_| (401, "{}".to_owned()));
    assert_eq!(check(shop(), &refusing, "/me").accepted, Some(false));
    assert_eq!(check(token_system(), &refusing, "").accepted, Some(false));
    let open = Server::json(|_| (200, "[]".to_owned()));
    assert_eq!(check(shop(), &open, "/me").accepted, Some(true));
    let missing = Server::json(|_| (404, "[]".to_owned()));
    assert_eq!(check(shop(), &missing, "/me").accepted, None);
}
