//! How it starts, what it counts and tells, how it takes other tools, and how it ends.

use std::io::{BufReader, Write};
use std::time::{Duration, Instant};

use drawbridge_model::{Bundle, Connector};
use serde_json::{Value, json};

use super::{live, marta, on_samples, sample_order, shop_and_server, shop_file, stranger};
use crate::order_status::start_shop;
use crate::support::api::Api;
use crate::support::bundles::{BundleFile, bank, bundle, fixture, shop};
use crate::support::collector::Collector;
use crate::support::program::drawbridge;
use crate::support::serving::{Serving, read, request, until};

/// SECURITY SEC-19: before it listens, and each by its name.
#[test]
fn it_does_not_start_without_what_it_needs() {
    let (system, connector) = bank();
    let (other_system, other) = shop();
    let file = BundleFile::new(&Bundle::assemble("test", &[system, other_system], &[connector, other]));
    let printed = drawbridge(&["serve", file.name(), "--listen", "127.0.0.1:0"]).run();
    assert_eq!(printed.status, 3, "{printed:?}");
    for name in ["DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", "DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET"] {
        assert_eq!(printed.error.matches(name).count(), 1, "{name}: {}", printed.error);
    }
    assert!(!printed.error.contains("at http://"), "{}", printed.error);
    let printed = drawbridge(&["serve"]).run();
    assert!(printed.error.contains("No bundle was named"), "{}", printed.error);
}

/// SECURITY MCP-20, the end: calls under way have five seconds.
#[test]
fn told_to_end_it_lets_calls_finish() {
    let api = Api::start(|_| {
        std::thread::sleep(Duration::from_millis(700));
        Some(fixture("woocommerce/order_200"))
    });
    let file = shop_file();
    let server = Serving::start(live(&api, &file));
    let body = json!({"inputs": marta()}).to_string();
    let mut under_way = BufReader::new(server.connect());
    under_way.get_mut().write_all(request(&server.host(), "POST /tools/order_status", &[], &body).as_bytes()).unwrap();
    let _idle = server.connect();
    until("the request to the API", || (api.requests().len() == 1).then_some(()));
    let told = Instant::now();
    server.signal("-TERM");
    let answer = read(&mut under_way).unwrap();
    assert_eq!(answer.json()["outcome"], "answer", "{answer:?}");
    assert_eq!(server.end(), 0);
    assert!(told.elapsed() < Duration::from_secs(8), "{:?}", told.elapsed());
}

/// SECURITY MCP-20: other tools without a break, and a second server on the same port.
#[test]
fn a_hangup_reads_the_bundle_anew_and_what_is_broken_changes_nothing() {
    let file = shop_file();
    let server = Serving::start(on_samples(&file));
    let names = |server: &Serving| -> Vec<String> {
        server
            .get("/tools")
            .json()
            .as_array()
            .unwrap()
            .iter()
            .map(|tool| tool["function"]["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&server), ["order_status"]);
    std::fs::write(&file.path, "nonsense").unwrap();
    server.signal("-HUP");
    server.tells("Nothing was changed");
    assert_eq!(names(&server), ["order_status"]);
    let (system, connector) = shop();
    let renamed = Connector { tool_name: "where_is_my_order".to_owned(), ..connector };
    std::fs::write(&file.path, bundle((system, renamed)).to_canonical_json()).unwrap();
    server.signal("-HUP");
    server.tells("Read anew: 1 tool.");
    assert_eq!(names(&server), ["where_is_my_order"]);
    let answer = server.call("where_is_my_order", &json!({"inputs": sample_order()})).json();
    assert_eq!(answer["outcome"], "answer");
    let second = drawbridge(&["serve", file.name(), "--env", "sample", "--listen", &server.host()]).run();
    assert_eq!(second.status, 2, "{second:?}");
    assert!(second.error.contains("Another program listens"), "{}", second.error);
}

/// Counters outlive the change: otherwise whoever guesses would wait for it.
#[test]
fn a_hangup_lifts_no_lock() {
    let (api, file) = (start_shop(), shop_file());
    let server = Serving::start(live(&api, &file));
    let guess = |inputs: Value| server.call("order_status", &json!({"inputs": inputs})).json()["outcome"].clone();
    (0..5).for_each(|_| assert_eq!(guess(stranger()), "not_verified"));
    server.signal("-HUP");
    server.tells("Read anew");
    assert_eq!(guess(marta()), "not_verified", "the record is locked");
    assert_eq!(api.requests().len(), 5);
}

/// SECURITY MCP-21.
#[test]
fn a_caller_that_calls_too_often_is_told_when_to_come_back() {
    let file = shop_file();
    let server = Serving::start(on_samples(&file).with(&["--calls-per-minute", "3"]));
    let body = json!({"inputs": sample_order()});
    let outcomes: Vec<Value> = (0..4).map(|_| server.call("order_status", &body).json()).collect();
    assert!(outcomes[..3].iter().all(|outcome| outcome["outcome"] == "answer"), "{outcomes:?}");
    assert_eq!(outcomes[3]["outcome"], "throttled");
    assert!((1..=20).contains(&outcomes[3]["retry_after_seconds"].as_u64().unwrap()), "{outcomes:?}");
    let over_mcp =
        server.mcp("tools/call", json!({"name": "order_status", "arguments": sample_order()}), &json!({})).json();
    assert_eq!(over_mcp["result"]["isError"], true, "the limit is the caller's, not the way's: {over_mcp}");
}

#[test]
fn it_counts_calls_and_tells_of_each_without_a_word_of_the_customer() {
    let (api, file) = (start_shop(), shop_file());
    let server = Serving::start(live(&api, &file).with(&["--log", "json"]));
    let call =
        |inputs: Value| drop(server.call("order_status", &json!({"inputs": inputs, "conversation": "secret-name"})));
    call(marta());
    call(stranger());
    call(json!({"order_id": 1}));
    let metrics = server.get("/metrics").body;
    for (outcome, count) in [("answer", 1), ("not_verified", 1), ("invalid_input", 1)] {
        let line = format!(r#"drawbridge_calls_total{{tool="order_status",outcome="{outcome}"}} {count}"#);
        assert!(metrics.contains(&line), "{line}: {metrics}");
    }
    assert!(metrics.contains(r#"drawbridge_requests_total{tool="order_status",status="200"} 2"#), "{metrics}");
    assert!(metrics.contains("drawbridge_calls_in_flight 0") && metrics.ends_with("# EOF\n"), "{metrics}");
    let read = || -> Vec<Value> { server.told().lines().filter_map(|line| serde_json::from_str(line).ok()).collect() };
    let events = until("three events", || Some(read()).filter(|events| events.len() == 3));
    let told = server.told();
    assert_eq!(
        (&events[0]["event"], &events[0]["tool"], &events[0]["way"]),
        (&json!("call"), &json!("order_status"), &json!("rest"))
    );
    assert_eq!((&events[1]["where"], &events[0]["record"]), (&json!("rule 1"), &events[1]["record"]), "{told}");
    for word in ["marta", "lindqvist", "eve@", "8142", "secret-name", "ck_live_111", "processing"] {
        assert!(!told.to_lowercase().contains(word) && !metrics.contains(word), "{word}: {told}");
    }
}

/// Settings by a file, by variables and by flags; a later one wins.
#[test]
fn a_file_is_overruled_by_a_variable_and_that_by_a_flag() {
    let file = shop_file();
    let config = file.directory.path().join("serve.toml");
    let text = format!(
        "bundles = [{:?}]\nenv = \"sample\"\ncalls-per-minute = 1\nlog = \"json\"\naccept-changed = true\n",
        file.name()
    );
    std::fs::write(&config, text).unwrap();
    let calls = |server: &Serving| {
        let body = json!({"inputs": sample_order()});
        (0..4).filter(|_| server.call("order_status", &body).json()["outcome"] == "answer").count()
    };
    let config = config.to_str().unwrap();
    assert_eq!(calls(&Serving::start(drawbridge(&["serve", "--config", config]))), 1);
    let variable = || drawbridge(&["serve", "--config", config]).variable("DRAWBRIDGE_CALLS_PER_MINUTE", "2");
    assert_eq!(calls(&Serving::start(variable())), 2);
    assert_eq!(calls(&Serving::start(variable().with(&["--calls-per-minute", "3"]))), 3);
    let changed = Serving::start(drawbridge(&["serve", "--config", config]));
    let (bank_file, text) = (BundleFile::new(&bundle(bank())), std::fs::read_to_string(config).unwrap());
    std::fs::write(config, text.replace(file.name(), bank_file.name())).unwrap();
    changed.signal("-HUP");
    changed.tells("Read anew: 1 tool.");
    assert_eq!(changed.get("/tools").json()[0]["function"]["name"], "account_balance");
    std::fs::write(config, "env = \"nowhere\"").unwrap();
    changed.signal("-HUP");
    changed.tells("Nothing was changed");
    for (text, words) in [
        ("calls_per_hour = 1", "no setting “calls_per_hour”"),
        ("env = \"nowhere\"", "nowhere"),
        ("woo_secret = \"cs_live_222\"", "no setting “woo_secret”"),
        ("env = = cs_live_222", "line 1"),
        ("bundles = {a = 1}", "“bundles”"),
    ] {
        std::fs::write(config, text).unwrap();
        let printed = drawbridge(&["serve", "--config", config]).run();
        assert_eq!(printed.status, 2, "{text}: {printed:?}");
        assert!(printed.error.contains(words), "{text}: {}", printed.error);
        printed.lacks("cs_live_222");
    }
}

/// Several bundles in one process: their tools stand beside each other, unless they would share a name or a secret.
#[test]
fn bundles_are_served_together_unless_they_collide() {
    let (bank_file, shop_file) = (BundleFile::new(&bundle(bank())), shop_file());
    let server = Serving::start(drawbridge(&["serve", bank_file.name(), shop_file.name(), "--env", "sample"]));
    assert_eq!(server.get("/tools").json().as_array().unwrap().len(), 2);
    let printed = drawbridge(&["serve", shop_file.name(), shop_file.name(), "--env", "sample"]).run();
    assert!(printed.error.contains("Two tools are called order_status"), "{}", printed.error);
    let (mut system, connector) = shop();
    system.base_url.live = "https://another.example.com".to_owned();
    let renamed = Connector { tool_name: "other".to_owned(), ..connector };
    let other = BundleFile::new(&bundle((system, renamed)));
    let printed = drawbridge(&["serve", shop_file.name(), other.name(), "--env", "sample"]).run();
    assert_eq!(printed.status, 2);
    assert!(printed.error.contains("share secrets"), "{}", printed.error);
}

#[test]
fn a_slow_call_does_not_hold_up_another() {
    let (_api, server) = shop_and_server();
    let started = Instant::now();
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| server.call("order_status", &json!({"inputs": stranger()})));
        assert_eq!(server.get("/healthz").status, 200);
        slow.join().unwrap();
    });
    assert!(started.elapsed() >= Duration::from_millis(800), "a failed verification takes its time");
}

/// Traces and metrics go where the usual variables say, and hold nothing of the customer.
#[test]
fn traces_and_metrics_go_to_a_collector() {
    let (api, file) = (start_shop(), shop_file());
    let collector = Collector::start();
    let program = live(&api, &file)
        .variable("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.address)
        .variable("OTEL_SERVICE_NAME", "shop-bot")
        .variable("OTEL_METRIC_EXPORT_INTERVAL", "200")
        .variable("OTEL_BSP_SCHEDULE_DELAY", "200");
    let server = Serving::start(program);
    let parent = ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    let body = json!({"inputs": marta(), "conversation": "secret-name"}).to_string();
    assert_eq!(server.send("POST /tools/order_status", &[parent], &body).json()["outcome"], "answer");
    assert_eq!(server.call("order_status", &json!({"inputs": stranger()})).json()["outcome"], "not_verified");
    let arrived = || {
        holds(&collector.got("/v1/traces"), b"not_verified") && holds(&collector.got("/v1/metrics"), b"not_verified")
    };
    until("traces and metrics", || arrived().then_some(()));
    server.signal("-TERM");
    assert_eq!(server.end(), 0);
    let trace_id = [0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd, 0x84, 0x48, 0xeb, 0x21, 0x1c, 0x80, 0x31, 0x9c];
    let (traces, metrics) = (collector.got("/v1/traces"), collector.got("/v1/metrics"));
    for (place, what, bytes) in [
        (&traces, "the service's name", &b"shop-bot"[..]),
        (&traces, "the call", b"call order_status"),
        (&traces, "its request", b"GET /wp-json/wc/v3/orders/{order_id}"),
        (&traces, "the caller's own trace", &trace_id),
        (&traces, "the outcome", b"not_verified"),
        (&metrics, "the counter", b"drawbridge.calls"),
        (&metrics, "the outcome", b"not_verified"),
    ] {
        assert!(holds(place, bytes), "{what}: {}", String::from_utf8_lossy(place));
    }
    for word in ["marta", "lindqvist", "eve@", "8142", "secret-name", "ck_live_111", "cs_live_222", "being prepared"] {
        assert!(!holds(&traces, word.as_bytes()) && !holds(&metrics, word.as_bytes()), "{word}");
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
