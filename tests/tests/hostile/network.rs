//! The network itself: where the program really connects, and what it says when the network goes away.
//!
//! These need `strace` or `unshare`, which not every machine has or allows; without them they say so and hold nothing.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use drawbridge_model::OutcomeKind;
use drawbridge_tests::fake_api::{FakeApi, Reply, Route};
use drawbridge_tests::hostile::Hostile;
use drawbridge_tests::hostile::call::{call, engine, wait};
use drawbridge_tests::until;
use serde_json::{Value, json};

/// Whether a command succeeds here.
fn works(program: &str, arguments: &[&str]) -> bool {
    let quiet = || Stdio::null();
    let status = Command::new(program).args(arguments).stdout(quiet()).stderr(quiet()).status();
    let works = status.is_ok_and(|status| status.success());
    if !works {
        eprintln!("left out: {program} is not here, or not allowed");
    }
    works
}

/// SECURITY SSR-19, for the builder: a session over the real commands, and a minute's tail of it, connect to the API
/// that the connector names and to nothing else. The runner's half is in its own tests.
#[test]
fn a_session_connects_to_the_connectors_address_only() {
    if !works("strace", &["-o", "/dev/null", "true"]) {
        return;
    }
    let api = FakeApi::start();
    api.teach(Route::new("GET", "/orders/1").reply(Reply::json(200, &json!({"status": "processing"}))));
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut host = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"])
        .arg(log.path())
        .arg(env!("CARGO_BIN_EXE_loopback_host"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(host.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let place = line.trim().rsplit("http://").next().unwrap().to_owned();
    let address = format!("{}/orders/1", api.origin());
    let workbench = ask(&place, "create_connector", &json!({"type": "address", "address": address}));
    let id = &workbench["connector"]["id"];
    for request in ["library", "secrets", "activity", "probe_vault"] {
        ask(&place, request, &json!({"connector_id": id, "limit": 10}));
    }
    let run = json!({"run_id": "r", "connector_id": id, "environment": "test", "inputs": {}, "confirmation": null});
    ask(&place, "run", &run);
    assert_eq!(api.requests().len(), 0, "nothing is called before the owner allows it");
    ask(&place, "allow_private", &json!({"connector_id": id, "origin": api.origin(), "allow": true}));
    ask(&place, "run", &run);
    assert_eq!(api.requests().len(), 1);
    // The traced program, which is strace's only child, ends; strace ends with it.
    let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", host.id())).unwrap();
    assert!(works("kill", &children.split_whitespace().collect::<Vec<_>>()));
    host.wait().unwrap();
    let traced = std::fs::read_to_string(log.path()).unwrap();
    let port =
        format!("sin_port=htons({}), sin_addr=inet_addr(\"127.0.0.1\")", api.host_port().rsplit(':').next().unwrap());
    let reached: Vec<&str> = traced.lines().filter(|line| line.contains("sa_family=AF_INET")).collect();
    assert!(!reached.is_empty(), "the call itself must be seen: {traced}");
    for line in reached {
        assert!(line.contains(&port), "another address was called: {line}");
    }
}

/// Asks a command of the loopback host; a refusal is an answer too.
fn ask(place: &str, command: &str, request: &Value) -> Value {
    let body = request.to_string();
    let mut stream = TcpStream::connect(place).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST /call/{command} HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// SECURITY NET-13: this test program once more, in a network of its own.
#[test]
fn a_network_that_goes_away_is_told_in_words() {
    if !works("unshare", &["-rn", "ip", "link", "set", "lo", "up"]) {
        return;
    }
    for inner in ["network::offline", "network::the_cable_is_pulled"] {
        let output = Command::new("unshare")
            .arg("-rn")
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", inner, "--ignored", "--nocapture"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{inner}: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
#[ignore = "run by the test above it, where there is no network"]
fn offline() {
    let lookup = drawbridge_engine::door::DoorSettings {
        user_agent: "tests".to_owned(),
        lookup: std::sync::Arc::new(drawbridge_engine::lookup::SystemLookup),
        authorities: Vec::new(),
    };
    let settings = drawbridge_engine::EngineSettings { door: lookup, ..drawbridge_engine::EngineSettings::standard() };
    let engine = drawbridge_engine::Engine::new(settings).unwrap();
    for (origin, words) in
        [("https://api.example.com", "no name server answered"), ("https://1.1.1.1", "cannot be reached from here")]
    {
        let call = call(origin, "orders", "GET");
        let run = wait(engine.run(&call.plan, call.request));
        assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
        assert!(run.outcome.owner.what.contains(words), "{origin}: {:?}", run.outcome.owner);
        assert!(run.outcome.owner.next.contains("online"), "{origin}: {:?}", run.outcome.owner);
    }
}

#[test]
#[ignore = "run by the test above it, where the network is its own"]
fn the_cable_is_pulled() {
    let link = |state| assert!(works("ip", &["link", "set", "lo", state]));
    link("up");
    let hostile = Hostile::start();
    let engine = engine(hostile.authority());
    // A byte a second keeps it going, until no byte can come any more.
    let mut call = call(&hostile.origin(), "drip-body", "GET");
    call.request.limits.idle = Duration::from_secs(4);
    let run = std::thread::scope(|scope| {
        let running = scope.spawn(|| wait(engine.run(&call.plan, call.request.clone())));
        until("the request", || (hostile.seen_at("drip-body") > 0).then_some(()));
        link("down");
        let run = running.join().unwrap();
        // The server is ended by calling its ports.
        link("up");
        run
    });
    assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    assert!(run.outcome.owner.what.contains("stopped in the middle"), "{:?}", run.outcome.owner);
}
