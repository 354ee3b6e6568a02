//! OAuth: the bytes that reach the server for tokens, what reaches the API, and what reaches neither.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use drawbridge_engine::{
    BoundSecret, BrowserAnswer, CancellationToken, EgressPolicy, Overrides, PrivateAllowance, Run, SecretName, Secrets,
    SignInReport, SignInTest,
};
use drawbridge_model::{Environment, OutcomeKind, SecretValue, System, WebOrigin};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::server::{Recorded, Server};
use crate::setup::{Setup, order, order_connector, owner, wait};

const ID: &str = "client id/1";
const KEY: &str = "key:with&signs=1";
const REFRESH: &str = "refresh-token-0";

/// An API and the server that gives tokens for it, on another origin.
struct Two {
    api: Server,
    auth: Server,
    sign_in: Value,
}

impl Two {
    fn new(sign_in: Value, auth: Server) -> Self {
        let mut sign_in = sign_in;
        sign_in["token_url"] = json!(format!("{}/oauth/token", auth.address()));
        sign_in["authorization_url"] = json!(format!("{}/agree", auth.address()));
        if sign_in["type"] == "oauth2_client_credentials" {
            sign_in.as_object_mut().unwrap().remove("authorization_url");
        }
        Self { api: api(|_| true), auth, sign_in }
    }

    fn system(&self) -> System {
        let mut system: System = serde_json::from_value(json!({
            "id": "shop", "name": "My shop", "base_url": {"test": self.api.address()}, "sign_in": self.sign_in,
            "secrets": [{"name": "id"}, {"name": "key"}, {"name": "refresh"}],
            "headers": [{"name": "X-Shop", "value": "7"}]
        }))
        .unwrap();
        system.base_url.test = self.api.address();
        system
    }

    /// Each secret bound as the window and the runner bind it.
    fn secrets(&self) -> HashMap<SecretName, BoundSecret> {
        let system = self.system();
        let secret = |(name, value): (&str, &str)| {
            let origins = system.secret_origins(name, Environment::Test);
            (
                SecretName { system: "shop".into(), name: name.into() },
                BoundSecret { value: SecretValue::new(value), origins },
            )
        };
        [("id", ID), ("key", KEY), ("refresh", REFRESH)].into_iter().map(secret).collect()
    }

    fn policy(&self) -> EgressPolicy {
        let allow = |server: &Server| PrivateAllowance::parse(&format!("127.0.0.1:{}", server.port)).unwrap();
        let origins = self.system().origins(Environment::Test);
        EgressPolicy::runner(origins, vec![allow(&self.api), allow(&self.auth)], Vec::new())
    }

    fn setup(&self) -> Setup {
        let mut setup = Setup::new(order_connector(), serde_json::to_value(self.system()).unwrap(), &self.api);
        setup.request.secrets = Secrets::new(self.secrets());
        setup.request.egress = self.policy();
        setup
    }

    fn test(&self) -> SignInTest {
        SignInTest {
            environment: Environment::Test,
            path: String::new(),
            secrets: Secrets::new(self.secrets()),
            overrides: Overrides::default(),
            egress: self.policy(),
            cancel: CancellationToken::new(),
            started_at: String::new(),
        }
    }
}

fn api(accepts: fn(&str) -> bool) -> Server {
    Server::json(move |request| {
        let given = request.headers("authorization").first().map(ToString::to_string).unwrap_or_default();
        if accepts(&given) { (200, order()) } else { (401, "{}".to_owned()) }
    })
}

/// Gives `token-1`, `token-2`, … and, if it rotates, a new refresh token with each.
fn auth(expires_in: u64, rotates: bool) -> Server {
    let count = AtomicUsize::new(0);
    Server::json(move |_| {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        let mut answer =
            json!({"access_token": format!("token-{number}-abc"), "token_type": "Bearer", "expires_in": expires_in});
        if rotates {
            answer["refresh_token"] = json!(format!("refresh-token-{number}"));
        }
        (200, answer.to_string())
    })
}

fn client_credentials() -> Value {
    json!({"type": "oauth2_client_credentials", "client_id": "{secret.id}", "client_secret": "{secret.key}"})
}

fn authorization_code() -> Value {
    json!({"type": "oauth2_authorization_code", "client_id": "{secret.id}", "client_secret": "{secret.key}",
        "refresh_token": "{secret.refresh}"})
}

fn form(body: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body.as_bytes()).into_owned().collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn nothing_secret_is_told(run: &Run) {
    let told = format!("{} {:?}", serde_json::to_string(&run.trace).unwrap(), run.outcome);
    let basic = STANDARD.encode(format!("{ID}:{KEY}"));
    for secret in [ID, KEY, REFRESH, "token-1-abc", "refresh-token-1", &basic] {
        let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        assert!(!told.contains(secret) && !told.contains(&encoded), "{secret} in {told}");
    }
}

#[test]
fn client_id_and_secret_go_in_a_header_or_in_the_body() {
    let mut basic = client_credentials();
    basic["scope"] = json!("read write");
    basic["parameters"] = json!([{"name": "audience", "value": "https://api.example/v1"}]);
    let two = Two::new(basic, auth(3600, false));
    let run = two.setup().run(&owner());
    assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{:?}", run.outcome);
    let asked = &two.auth.requests()[0];
    assert_eq!(asked.line(), "POST /oauth/token HTTP/1.1");
    assert_eq!(asked.body, "grant_type=client_credentials&scope=read+write&audience=https%3A%2F%2Fapi.example%2Fv1");
    assert_eq!(asked.headers("content-type"), ["application/x-www-form-urlencoded"]);
    let expected = STANDARD.encode("client+id%2F1:key%3Awith%26signs%3D1");
    assert_eq!(asked.headers("authorization"), [format!("Basic {expected}")], "RFC 6749 section 2.3.1");
    assert!(asked.headers("x-shop").is_empty(), "the system's headers are not for the server for tokens");
    let api = &two.api.requests()[0];
    assert_eq!(api.headers("authorization"), ["Bearer token-1-abc"]);
    assert_eq!(api.headers("x-shop"), ["7"]);
    nothing_secret_is_told(&run);
    assert_eq!(run.trace.steps[0].step, "sign_in:shop");

    let mut body = client_credentials();
    body["client_authentication"] = json!("body");
    let two = Two::new(body, auth(3600, false));
    let run = two.setup().run(&owner());
    let asked = &two.auth.requests()[0];
    assert_eq!(
        form(&asked.body),
        pairs(&[("grant_type", "client_credentials"), ("client_id", ID), ("client_secret", KEY)])
    );
    assert!(asked.headers("authorization").is_empty());
    let sent = run.trace.steps[0].sent_body.clone().unwrap_or_default();
    assert_eq!(sent, "grant_type=client_credentials&client_id=••••&client_secret=••••");
    nothing_secret_is_told(&run);
}

#[test]
fn the_token_goes_into_any_header_after_any_word() {
    for (header, prefix, name, expected) in [
        ("", "Zoho-oauthtoken", "authorization", "Zoho-oauthtoken token-1-abc"),
        ("X-Access-Token", "", "x-access-token", "token-1-abc"),
        ("X-Access-Token", "Token", "x-access-token", "Token token-1-abc"),
    ] {
        let mut sign_in = client_credentials();
        sign_in["header"] = json!(header);
        sign_in["prefix"] = json!(prefix);
        let two = Two::new(sign_in, auth(3600, false));
        assert_eq!(two.setup().run(&owner()).outcome.kind, OutcomeKind::Answer);
        assert_eq!(two.api.requests()[0].headers(name), [expected]);
    }
}

#[test]
fn a_token_is_kept_until_it_runs_out_and_asked_for_anew_once_after_a_401() {
    let two = Two::new(client_credentials(), auth(3600, false));
    let setup = two.setup();
    (0..3).for_each(|_| assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer));
    assert_eq!(two.auth.requests().len(), 1);
    let short = Two::new(client_credentials(), auth(10, false));
    let setup = short.setup();
    (0..3).for_each(|_| assert_eq!(setup.run(&owner()).outcome.kind, OutcomeKind::Answer));
    assert_eq!(short.auth.requests().len(), 3, "what is about to run out is not used");
    for (accepts, kind) in [
        ((|given| given != "Bearer token-1-abc") as fn(&str) -> bool, OutcomeKind::Answer),
        (|_| false, OutcomeKind::ApiError),
    ] {
        let refusing = Two { api: api(accepts), ..Two::new(client_credentials(), auth(3600, false)) };
        assert_eq!(refusing.setup().run(&owner()).outcome.kind, kind);
        assert_eq!(refusing.auth.requests().len(), 2, "once, and not in a circle");
    }
}

/// SECURITY F13. SECURITY SEC-14. SECURITY SSR-09.
#[test]
fn nothing_reaches_a_server_for_tokens_that_it_was_not_meant_for() {
    for sign_in in [client_credentials(), authorization_code()] {
        let two = Two::new(sign_in, auth(3600, false));
        let own = WebOrigin::parse(&two.api.address()).unwrap();
        let setup = two.setup();
        let run = setup.run_with(&owner(), |request| {
            let rebound = two
                .secrets()
                .into_iter()
                .map(|(name, secret)| (name, BoundSecret { origins: vec![own.clone()], ..secret }));
            request.secrets = Secrets::new(rebound.collect());
        });
        assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
        assert!(run.outcome.owner.what.contains("is not set for this address"), "{:?}", run.outcome.owner);
        let run = setup.run_with(&owner(), |request| {
            let allow = |server: &Server| PrivateAllowance::parse(&format!("127.0.0.1:{}", server.port)).unwrap();
            request.egress =
                EgressPolicy::runner(vec![own.clone()], vec![allow(&two.api), allow(&two.auth)], Vec::new());
        });
        assert!(run.outcome.owner.what.contains("not among those"), "{:?}", run.outcome.owner);
        assert_eq!((two.api.requests().len(), two.auth.requests().len()), (0, 0), "nothing may be sent");
    }
}

/// SECURITY F13, the other way: what proves the owner to the server for tokens does not reach the API.
#[test]
fn a_client_secret_does_not_reach_the_api() {
    let two = Two::new(client_credentials(), auth(3600, false));
    let bound = two.secrets();
    let auth = WebOrigin::parse(&two.auth.address()).unwrap();
    for name in ["id", "key"] {
        let secret = &bound[&SecretName { system: "shop".into(), name: name.into() }];
        assert_eq!(secret.origins, std::slice::from_ref(&auth));
    }
    let mut connector = order_connector();
    connector["steps"][0]["headers"] = json!([{"name": "X-Key", "value": "{secret.key}"}]);
    let connector = serde_json::from_value(connector).unwrap();
    let problems = drawbridge_engine::Plan::new(&connector, &[two.system()]).unwrap_err();
    assert_eq!(problems[0].code, "secret_of_sign_in", "{problems:?}");
}

/// SECURITY RED-01: a server for tokens that sends the request on gets no second one.
#[test]
fn a_token_request_is_not_sent_on() {
    let other = Server::json(|_| (200, json!({"access_token": "x"}).to_string()));
    let location = format!("Location: {}/oauth/token\r\n", other.address());
    let redirecting = Server::raw(crate::server::response(307, &location, b""));
    let run = Two::new(client_credentials(), redirecting).setup().run(&owner());
    assert_eq!(run.outcome.kind, OutcomeKind::ApiError);
    assert_eq!(other.requests().len(), 0);
}

#[test]
fn what_the_server_for_tokens_says_is_told_in_our_own_words() {
    for (sign_in, error, expected) in [
        (client_credentials(), "invalid_client", "did not accept the client ID and secret"),
        (client_credentials(), "invalid_scope", "does not know these scopes"),
        (authorization_code(), "invalid_grant", "has run out, was used before or was withdrawn"),
        (authorization_code(), "something_else", "refused the sign-in (status 400)"),
    ] {
        let body = json!({"error": error, "error_description": "MARKUP <b>"}).to_string();
        let two = Two::new(sign_in, Server::json(move |_| (400, body.clone())));
        let run = two.setup().run(&owner());
        assert_eq!(run.outcome.kind, OutcomeKind::ApiError);
        assert!(run.outcome.owner.what.contains(expected), "{:?}", run.outcome.owner);
        assert!(!format!("{:?}", run.outcome).contains("MARKUP"), "nothing else of the answer is told");
        assert_eq!(two.api.requests().len(), 0);
        nothing_secret_is_told(&run);
    }
}

#[test]
fn a_refresh_token_gives_tokens_without_anybody() {
    let two = Two::new(authorization_code(), auth(3600, false));
    let setup = two.setup();
    let run = setup.run(&owner());
    assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{:?}", run.outcome);
    assert_eq!(
        form(&two.auth.requests()[0].body),
        pairs(&[("grant_type", "refresh_token"), ("refresh_token", REFRESH)])
    );
    assert!(run.renewed.is_empty(), "the old one stays good");
    nothing_secret_is_told(&run);
    let mut public = authorization_code();
    public["client_secret"] = json!("");
    let two = Two::new(public, auth(3600, false));
    assert_eq!(two.setup().run(&owner()).outcome.kind, OutcomeKind::Answer);
    let asked = &two.auth.requests()[0];
    assert_eq!(form(&asked.body)[2], ("client_id".to_owned(), ID.to_owned()), "a public client says who it is");
    assert!(asked.headers("authorization").is_empty());
}

/// A server may make a refresh token worthless when it gives the next one.
#[test]
fn a_new_refresh_token_replaces_the_old_one() {
    let two = Two::new(authorization_code(), auth(10, true));
    let setup = two.setup();
    let first = setup.run(&owner());
    assert_eq!(first.renewed.len(), 1, "{:?}", first.trace.notes);
    assert_eq!(first.renewed[0].name.to_string(), "shop.refresh");
    assert_eq!(first.renewed[0].value.expose(), "refresh-token-1");
    assert_eq!(format!("{:?}", first.renewed[0].value), "[secret]");
    nothing_secret_is_told(&first);
    // Whether or not the new one was kept meanwhile, the newest is used.
    assert_eq!(setup.run(&owner()).renewed[0].value.expose(), "refresh-token-2");
    let used: Vec<String> = two.auth.requests().iter().map(|asked| form(&asked.body)[1].1.clone()).collect();
    assert_eq!(used, [REFRESH, "refresh-token-1"]);

    let long = Two::new(authorization_code(), auth(3600, true));
    let setup = long.setup();
    let renewed = setup.run(&owner()).renewed;
    let run = setup.run_with(&owner(), |request| {
        let mut secrets = long.secrets();
        secrets.get_mut(&renewed[0].name).unwrap().value = renewed[0].value.clone();
        request.secrets = Secrets::new(secrets);
    });
    assert_eq!(run.outcome.kind, OutcomeKind::Answer);
    assert_eq!(long.auth.requests().len(), 1, "the kept token is found under the new refresh token");
}

#[test]
fn another_refresh_token_never_meets_the_token_of_the_one_before() {
    let two = Two::new(authorization_code(), auth(3600, false));
    let setup = two.setup();
    setup.run(&owner());
    setup.run_with(&owner(), |request| {
        let mut secrets = two.secrets();
        secrets.get_mut(&SecretName { system: "shop".into(), name: "refresh".into() }).unwrap().value =
            SecretValue::new("of another account");
        request.secrets = Secrets::new(secrets);
    });
    let sent: Vec<String> =
        two.api.requests().iter().map(|request| request.headers("authorization")[0].to_owned()).collect();
    assert_eq!(sent, ["Bearer token-1-abc", "Bearer token-2-abc"]);
}

#[test]
fn a_sign_in_can_be_tested_by_itself() {
    for sign_in in [client_credentials(), authorization_code()] {
        let two = Two::new(sign_in, auth(3600, true));
        let setup = two.setup();
        let report = wait(setup.engine.test_sign_in(&two.system(), two.test())).unwrap();
        assert_eq!(report.accepted, Some(true), "{:?}", report.note);
        assert_eq!(
            (two.auth.requests().len(), two.api.requests().len()),
            (1, 0),
            "only the server for tokens is asked"
        );
        wait(setup.engine.test_sign_in(&two.system(), two.test())).unwrap();
        assert_eq!(two.auth.requests().len(), 2, "a test asks, whatever is kept");
    }
    let refusing = Two::new(client_credentials(), Server::json(|_| (401, r#"{"error":"invalid_client"}"#.to_owned())));
    let report = wait(refusing.setup().engine.test_sign_in(&refusing.system(), refusing.test())).unwrap();
    assert_eq!(report.accepted, Some(false));
}

/// A server for tokens that checks the code and what belongs to it, as RFC 7636 section 4.6 wants.
fn careful(challenge: Arc<std::sync::Mutex<String>>, refresh: bool) -> Server {
    Server::json(move |request: &Recorded| {
        let given: HashMap<String, String> = form(&request.body).into_iter().collect();
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(given["code_verifier"].as_bytes()));
        let is_right = given["grant_type"] == "authorization_code"
            && given["code"] == "the-code-1"
            && given["redirect_uri"] == "http://127.0.0.1:4711/"
            && hash == *challenge.lock().unwrap();
        if !is_right {
            return (400, r#"{"error":"invalid_grant"}"#.to_owned());
        }
        let mut answer = json!({"access_token": "token-1-abc", "expires_in": 3600});
        if refresh {
            answer["refresh_token"] = json!("refresh-token-1");
        }
        (200, answer.to_string())
    })
}

#[test]
fn a_browser_is_sent_to_agree_and_its_code_becomes_a_refresh_token() {
    let challenge = Arc::new(std::sync::Mutex::new(String::new()));
    let mut sign_in = authorization_code();
    sign_in["scope"] = json!("orders offline_access");
    sign_in["parameters"] = json!([{"name": "prompt", "value": "consent"}]);
    let two = Two::new(sign_in, careful(Arc::clone(&challenge), true));
    let engine = two.setup().engine;
    let another = || engine.begin_browser_sign_in(&two.system(), &two.test(), "http://127.0.0.1:4711/").unwrap();
    let begun = another();
    let address = begun.address().clone();
    assert!(address.as_str().starts_with(&format!("{}/agree?response_type=code", two.auth.address())), "{address}");
    let asked: HashMap<String, String> = address.query_pairs().into_owned().collect();
    assert_eq!(asked["client_id"], ID);
    assert_eq!(asked["redirect_uri"], "http://127.0.0.1:4711/");
    assert_eq!((asked["scope"].as_str(), asked["prompt"].as_str()), ("orders offline_access", "consent"));
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!((asked["state"].len(), asked["code_challenge"].len()), (43, 43), "256 bits each");
    assert!(!asked.values().any(|value| value == KEY || value == REFRESH), "a browser gets no secret but the ID");
    let query = |state: &str, rest: &str| format!("state={state}&{rest}");
    let state = asked["state"].as_str();
    assert_eq!(begun.read(&query(state, "code=the-code-1")), BrowserAnswer::Code(SecretValue::new("the-code-1")));
    for foreign in [query("x", "code=the-code-1"), query("", "error=access_denied"), "code=the-code-1".to_owned()] {
        assert!(matches!(begun.read(&foreign), BrowserAnswer::Foreign(_)), "{foreign}");
    }
    for (error, expected) in [("access_denied", "You did not agree"), ("<b>", "did not let you in")] {
        let BrowserAnswer::Denied(note) = begun.read(&query(state, &format!("error={error}&code=c"))) else {
            panic!("{error} is no code")
        };
        assert!(note.what.contains(expected) && !note.what.contains('<'), "{note:?}");
    }
    assert_eq!(begun.read("favicon"), BrowserAnswer::Nothing);
    assert_ne!(another().address().query(), begun.address().query(), "each sign-in is its own");
    assert!(!format!("{begun:?}").contains("verifier: \"") && format!("{begun:?}").contains("[secret]"));

    challenge.lock().unwrap().clone_from(&asked["code_challenge"]);
    let finish = |begun, code: &str| -> SignInReport {
        wait(engine.finish_browser_sign_in(&two.system(), two.test(), begun, &SecretValue::new(code))).unwrap()
    };
    let report = finish(begun, "the-code-1");
    assert_eq!(report.accepted, Some(true), "{:?}", report.note);
    assert_eq!(report.renewed[0].name.to_string(), "shop.refresh");
    assert_eq!(report.renewed[0].value.expose(), "refresh-token-1");
    let trace = serde_json::to_string(&report.trace).unwrap();
    for hidden in ["the-code-1", "refresh-token-1", "token-1-abc", KEY] {
        assert!(!trace.contains(hidden), "{hidden} in {trace}");
    }
    let other = finish(another(), "the-code-1");
    assert_eq!(other.accepted, Some(false), "a code is worth nothing without the verifier that belongs to it");
    assert_eq!(other.note.next, "Sign in with your browser again.");
    assert!(other.renewed.is_empty());
}

#[test]
fn a_server_that_gives_no_refresh_token_is_not_called_a_sign_in() {
    let challenge = Arc::new(std::sync::Mutex::new(String::new()));
    let two = Two::new(authorization_code(), careful(Arc::clone(&challenge), false));
    let engine = two.setup().engine;
    let begun = engine.begin_browser_sign_in(&two.system(), &two.test(), "http://127.0.0.1:4711/").unwrap();
    let asked: HashMap<String, String> = begun.address().query_pairs().into_owned().collect();
    challenge.lock().unwrap().clone_from(&asked["code_challenge"]);
    let report =
        wait(engine.finish_browser_sign_in(&two.system(), two.test(), begun, &SecretValue::new("the-code-1"))).unwrap();
    assert_eq!(report.accepted, Some(false));
    assert!(report.note.next.contains("offline_access") && report.renewed.is_empty(), "{:?}", report.note);
}

/// SECURITY F13: a client ID that is a secret goes to the servers that it was entered for.
#[test]
fn a_browser_is_not_sent_elsewhere_with_a_secret() {
    let two = Two::new(authorization_code(), auth(3600, true));
    let engine = two.setup().engine;
    let begin = |address: &str| {
        let mut changed = serde_json::to_value(two.system()).unwrap();
        changed["sign_in"]["authorization_url"] = json!(address);
        let system: System = serde_json::from_value(changed).unwrap();
        engine.begin_browser_sign_in(&system, &two.test(), "http://127.0.0.1:4711/").unwrap_err()
    };
    let problems = begin("https://evil.example/agree");
    assert!(problems[0].message.contains("{secret.id} is not set for this address"), "{problems:?}");
    assert!(begin("http://plain.example/agree")[0].message.contains("not encrypted"));
    let open = Two::new(client_credentials(), auth(3600, false));
    let problems = engine.begin_browser_sign_in(&open.system(), &open.test(), "http://127.0.0.1:1/").unwrap_err();
    assert!(problems[0].message.contains("not signed in to with a browser"));
}
