//! Two servers on one Valkey (a real `redis-server`): as strict as one, closed when it is out of reach, and back by
//! themselves.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{desk, desk_server, live, marta, on_samples, sample_order, shop_file};
use crate::order_status::start_shop;
use crate::support::api::{Api, Received, Reply, json as reply};
use crate::support::bundles::BundleFile;
use crate::support::program::{Program, drawbridge};
use crate::support::serving::{Serving, until};
use crate::support::valkey::Valkey;

/// The key that the replicas of the tests have.
const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// One of many replicas.
fn replica(program: Program, valkey: &Valkey) -> Serving {
    Serving::start(program.with(&["--state", &valkey.address()]).variable("DRAWBRIDGE_SECRET_STATE_KEY", KEY))
}

/// The shop, two servers of it, and their Valkey.
fn shop_with_replicas() -> (Api, Valkey, [Serving; 2]) {
    let (api, valkey, file) = (start_shop(), Valkey::start(), shop_file());
    let servers = [(); 2].map(|()| replica(live(&api, &file), &valkey));
    (api, valkey, servers)
}

fn outcome(server: &Serving, inputs: &Value) -> String {
    let answer = server.call("order_status", &json!({"inputs": inputs})).json();
    answer["outcome"].as_str().unwrap().to_owned()
}

fn guess(number: usize) -> Value {
    json!({"order_id": 8142, "email": format!("guess{number}@example.com")})
}

/// SECURITY IDV-27.
#[test]
fn sixty_four_guesses_at_once_over_two_servers_reach_the_api_five_times() {
    let (api, _valkey, servers) = shop_with_replicas();
    let outcomes: Vec<String> = std::thread::scope(|scope| {
        let guessing = |number: usize| {
            let server = &servers[number % 2];
            scope.spawn(move || outcome(server, &guess(number)))
        };
        let threads: Vec<_> = (0..64).map(guessing).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes, ["not_verified"; 64]);
    assert_eq!(api.requests().len(), 5, "no more than five were compared");
    assert_eq!(servers.each_ref().map(|server| outcome(server, &marta())), ["not_verified"; 2], "even the right email");
}

/// SECURITY IDV-29.
#[test]
fn a_lock_outlives_the_server_that_set_it() {
    let (api, valkey, [first, second]) = shop_with_replicas();
    for number in 0..5 {
        assert_eq!(outcome(&first, &guess(number)), "not_verified");
    }
    drop(first);
    assert_eq!(outcome(&second, &marta()), "not_verified");
    let file = shop_file();
    assert_eq!(outcome(&replica(live(&api, &file), &valkey), &marta()), "not_verified");
    assert_eq!(api.requests().len(), 5);
}

#[test]
fn a_confirmation_given_to_one_server_is_spent_on_the_other_exactly_once() {
    let api = Api::start(|request: &Received| -> Option<Reply> {
        (request.call() == "POST /tickets").then(|| reply(201, &json!({"id": 4711})))
    });
    let (valkey, file) = (Valkey::start(), BundleFile::new(&desk()));
    let servers = [(); 2].map(|()| replica(desk_server(&api, &file), &valkey));
    let call = |server: &Serving, confirmation: &Value| {
        let mut body = json!({"inputs": {"subject": "a"}});
        if confirmation.is_string() {
            body["confirmation"] = confirmation.clone();
        }
        server.call("create_ticket", &body).json()
    };
    let asked = call(&servers[0], &Value::Null);
    assert_eq!(asked["outcome"], "needs_confirmation");
    let token = &asked["confirmation"]["token"];
    let outcomes: Vec<String> = std::thread::scope(|scope| {
        let spending = |number: usize| {
            let server = &servers[(number + 1) % 2];
            scope.spawn(move || call(server, token)["outcome"].as_str().unwrap().to_owned())
        };
        let threads: Vec<_> = (0..16).map(spending).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "answer").count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "needs_confirmation").count(), 15, "{outcomes:?}");
    assert_eq!(api.requests().len(), 1);
}

/// Closed, said, recovered.
#[test]
fn without_valkey_nobody_is_verified_and_with_it_again_all_goes_on() {
    let (api, mut valkey, servers) = shop_with_replicas();
    for server in &servers {
        assert_eq!(outcome(server, &marta()), "answer");
        assert_eq!(server.get("/readyz").status, 200);
    }
    let asked_before = api.requests().len();
    valkey.kill();
    for server in &servers {
        let answer = server.call("order_status", &json!({"inputs": marta()})).json();
        assert_eq!((&answer["outcome"], &answer["data"]), (&json!("unavailable"), &Value::Null), "{answer}");
        assert_eq!(answer["message"], "The service is not available right now. Please try again later.");
        assert_eq!(answer["retry_after_seconds"], 1);
        server.tells("The state that the replicas share cannot be reached, so nobody can be verified");
        let ready = server.get("/readyz");
        assert_eq!(ready.status, 503);
        assert!(ready.body.contains("cannot be reached: nothing answers there"), "{ready:?}");
        assert_eq!(server.get("/healthz").status, 200, "the process itself is well");
    }
    assert_eq!(api.requests().len(), asked_before, "nothing was sent");
    valkey.restart();
    for server in &servers {
        until("the state", || (server.get("/readyz").status == 200).then_some(()));
        assert_eq!(outcome(server, &marta()), "answer");
    }
}

#[test]
fn a_valkey_that_hangs_holds_a_call_up_for_a_second() {
    let (api, valkey, [server, _]) = shop_with_replicas();
    assert_eq!(outcome(&server, &marta()), "answer");
    valkey.signal("-STOP");
    let asked = Instant::now();
    assert_eq!(outcome(&server, &marta()), "unavailable");
    assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
    assert!(server.get("/readyz").body.contains("does not answer"));
    valkey.signal("-CONT");
    until("an answer", || (outcome(&server, &marta()) == "answer").then_some(()));
    assert_eq!(api.requests().len(), 2);
}

#[test]
fn a_server_may_start_before_its_valkey() {
    let (mut valkey, file) = (Valkey::start(), shop_file());
    valkey.kill();
    let server = replica(on_samples(&file), &valkey);
    server.tells("The state at 127.0.0.1:");
    assert_eq!(server.get("/readyz").status, 503);
    assert_eq!(outcome(&server, &sample_order()), "unavailable", "closed on samples too: the rules are the same");
    valkey.restart();
    until("the state", || (server.get("/readyz").status == 200).then_some(()));
    assert_eq!(outcome(&server, &sample_order()), "answer");
}

/// SECURITY SEC-16: the password comes as a secret, and stands in nothing that the server tells.
#[test]
fn a_password_comes_as_a_secret() {
    let (valkey, file) = (Valkey::with(&["--requirepass", "open-sesame-4711"]), shop_file());
    let with = |password: Option<&str>| {
        let program = on_samples(&file);
        let program = match password {
            Some(password) => program.variable("DRAWBRIDGE_SECRET_STATE_PASSWORD", password),
            None => program,
        };
        replica(program, &valkey)
    };
    let server = with(Some("open-sesame-4711"));
    assert_eq!((server.get("/readyz").status, outcome(&server, &sample_order())), (200, "answer".to_owned()));
    for (password, reason) in [(None, "it wants a password"), (Some("wrong-4712"), "does not accept")] {
        let server = with(password);
        let ready = server.get("/readyz");
        assert!(ready.body.contains(reason), "{ready:?}");
        assert_eq!(outcome(&server, &sample_order()), "unavailable");
        assert!(!server.told().contains("4712"), "{}", server.told());
    }
}

#[test]
fn an_encrypted_state_is_used_only_if_its_certificate_is_trusted() {
    let (folder, file) = (tempfile::tempdir().unwrap(), shop_file());
    let valkey = Valkey::encrypted(folder.path());
    let certificate = folder.path().join("certificate.pem");
    let server = replica(on_samples(&file).variable("SSL_CERT_FILE", certificate.to_str().unwrap()), &valkey);
    assert_eq!((server.get("/readyz").status, outcome(&server, &sample_order())), (200, "answer".to_owned()));
    let server = replica(on_samples(&file), &valkey);
    let ready = server.get("/readyz");
    assert!(ready.body.contains("its certificate is not trusted on this computer"), "{ready:?}");
    assert_eq!((ready.status, outcome(&server, &sample_order())), (503, "unavailable".to_owned()));
}

/// SECURITY SEC-16, SEC-19: each with what to do, and before it listens.
#[test]
fn a_state_that_cannot_be_used_is_refused_with_what_to_do() {
    let file = shop_file();
    let start = |address: &str, key: &str| {
        let program = drawbridge(&["serve", file.name(), "--env", "sample", "--listen", "127.0.0.1:0"]);
        let program = program.with(&["--state", address]);
        if key.is_empty() { program.run() } else { program.variable("DRAWBRIDGE_SECRET_STATE_KEY", key).run() }
    };
    for (address, key, status, words) in [
        ("valkey.example:6379", KEY, 2, "redis://HOST:6379"),
        ("https://valkey.example", KEY, 2, "redis://HOST:6379"),
        ("redis://valkey.example/first", KEY, 2, "redis://HOST:6379"),
        ("redis://:sentinel-4711@valkey.example", KEY, 2, "DRAWBRIDGE_SECRET_STATE_PASSWORD"),
        ("redis://user:sentinel-4711@valkey.example", KEY, 2, "DRAWBRIDGE_SECRET_STATE_PASSWORD"),
        ("redis+unix:///run/valkey.sock?pass=sentinel-4711", KEY, 2, "DRAWBRIDGE_SECRET_STATE_PASSWORD"),
        ("rediss://valkey.example/#insecure", KEY, 2, "always checked"),
        ("redis://valkey.example", "", 3, "openssl rand -base64 32"),
        ("redis://valkey.example", "c2VudGluZWwtNDcxMQ==", 3, "openssl rand -base64 32"),
    ] {
        let printed = start(address, key);
        assert_eq!(printed.status, status, "{address}: {printed:?}");
        assert!(printed.error.contains(words), "{address}: {}", printed.error);
        printed.lacks("sentinel-4711");
        printed.lacks("c2VudGluZWwtNDcxMQ==");
    }
}

#[test]
fn a_state_that_throws_records_away_is_warned_of() {
    let file = shop_file();
    let told = |settings: &[&str]| replica(on_samples(&file), &Valkey::with(settings)).told();
    let full = ["--maxmemory", "64mb", "--maxmemory-policy"];
    assert!(told(&[&full[..], &["allkeys-lru"]].concat()).contains("noeviction"));
    for kept in [&[&full[..], &["noeviction"]].concat()[..], &["--maxmemory-policy", "allkeys-lru"]] {
        assert!(!told(kept).contains("noeviction"), "{kept:?}");
    }
}

/// What lies in Valkey: keys that are hashes, each with an end, and values that tell nobody anything.
#[test]
fn nothing_readable_lies_in_valkey() {
    let (_api, valkey, [server, other]) = shop_with_replicas();
    let call = |server: &Serving, inputs: Value| {
        server.call("order_status", &json!({"inputs": inputs, "conversation": "conversation-12"})).json()
    };
    assert_eq!(call(&server, guess(1))["outcome"], "not_verified");
    assert_eq!(call(&other, json!({"order_id": 999_999, "email": "guess@example.com"}))["outcome"], "not_verified");
    let keys = valkey.ask(&["KEYS", "*"]);
    assert!(keys.lines().count() >= 3, "two records, a conversation, a connector: {keys}");
    for key in keys.lines() {
        let hash = key.strip_prefix("drawbridge:").unwrap();
        assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
        let left: i64 = valkey.ask(&["PTTL", key]).trim().parse().unwrap();
        assert!(left > 0, "{key} has an end");
        let value = valkey.ask(&["GET", key]);
        for text in ["8142", "999999", "guess", "example.com", "conversation-12", "order_status"] {
            assert!(!value.contains(text), "{text} lies in Valkey: {value}");
        }
    }
}
