//! MCP over standard input and output: what stands on the one is read in bounds, and on the other stands nothing else.

use drawbridge_model::Connector;
use serde_json::{Value, json};

use super::{live, on_samples, sample_order, shop_file};
use crate::order_status::start_shop;
use crate::support::api::{Api, json as reply};
use crate::support::bundles::{bundle, shop};
use crate::support::serving::{Piped, until};

fn call(id: u64, arguments: &Value) -> String {
    let params = json!({"name": "order_status", "arguments": arguments});
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}).to_string()
}

/// What a request of the revision 2026-07-28 brings along.
fn modern_meta() -> Value {
    json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}})
}

#[test]
fn a_client_of_either_revision_calls_a_tool() {
    let file = shop_file();
    let mut old = Piped::initialized(on_samples(&file), &json!({}));
    old.write(&call(5, &sample_order()));
    let answer = old.next();
    assert_eq!((&answer["id"], &answer["result"]["structuredContent"]["outcome"]), (&json!(5), &json!("answer")));
    assert_eq!(old.close(), (0, Vec::new()));
    let mut modern = Piped::start(on_samples(&file));
    let called = json!({"name": "order_status", "arguments": sample_order(), "_meta": modern_meta()});
    let answer = modern.ask("tools/call", &called);
    assert_eq!(answer["result"]["structuredContent"]["outcome"], "answer", "{answer}");
}

#[test]
fn a_client_is_told_when_the_tools_are_others() {
    let file = shop_file();
    let others = |piped: &Piped, name: &str| {
        let (system, connector) = shop();
        let renamed = Connector { tool_name: name.to_owned(), ..connector };
        std::fs::write(&file.path, bundle((system, renamed)).to_canonical_json()).unwrap();
        piped.signal("-HUP");
    };
    let mut old = Piped::initialized(on_samples(&file), &json!({}));
    // An answer comes after the handshake has been read to its end.
    assert_eq!(old.ask("tools/list", &json!({}))["result"]["tools"][0]["name"], "order_status");
    others(&old, "first");
    assert_eq!(old.next(), json!({"jsonrpc": "2.0", "method": "notifications/tools/list_changed"}));
    assert_eq!(old.ask("tools/list", &json!({}))["result"]["tools"][0]["name"], "first");

    let mut modern = Piped::start(on_samples(&file));
    let wanted =
        json!({"_meta": modern_meta(), "notifications": {"toolsListChanged": true, "promptsListChanged": true}});
    let begun = modern.ask("subscriptions/listen", &wanted);
    assert_eq!(begun["params"]["notifications"], json!({"toolsListChanged": true}), "{begun}");
    others(&modern, "second");
    let told = modern.next();
    assert_eq!(told["method"], "notifications/tools/list_changed", "{told}");
    assert_eq!(told["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], 1, "{told}");
}

/// SECURITY MCP-14.
#[test]
fn what_comes_in_is_read_in_bounds() {
    let file = shop_file();
    let mut piped = Piped::initialized(on_samples(&file), &json!({}));
    let megabyte = vec![b'x'; 1024 * 1024];
    for _ in 0..100 {
        piped.write_bytes(&megabyte);
    }
    piped.write_bytes(b"\n");
    piped.write_bytes(b"\r\n\n   \n");
    piped.write_bytes(b"\0\0\0\n");
    piped.write_bytes(format!("{}\r\n", call(9, &sample_order())).as_bytes());
    let answer = loop {
        let message = piped.next();
        if message["id"] == 9 {
            break message;
        }
        assert!(message.get("error").is_some(), "{message}");
    };
    assert_eq!(answer["result"]["structuredContent"]["outcome"], "answer");
    let held = std::fs::read_to_string(format!("/proc/{}/status", piped.id())).unwrap();
    let peak = held.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kilobytes < 100 * 1024, "it held {kilobytes} kB after a line of 100 MB");
    piped.write_bytes(b"{\"jsonrpc\":\"2.0\",\"id\":3,");
    let started = std::time::Instant::now();
    let (status, rest) = piped.close();
    assert_eq!(status, 0, "a part of a line, then the end");
    assert!(rest.iter().all(|message| message["jsonrpc"] == "2.0"), "{rest:?}");
    assert!(started.elapsed().as_secs() < 5, "it ends when its client has gone");
}

/// SECURITY MCP-15: every line is checked by [`Piped::next`] and [`Piped::close`]; what is told goes to standard error.
#[test]
fn standard_output_holds_messages_and_nothing_else() {
    let api = Api::start(|_| Some(reply(500, &json!({"broken": true}))));
    let file = shop_file();
    let mut piped = Piped::initialized(live(&api, &file).with(&["--log", "json"]), &json!({}));
    for (id, line) in [
        (1, call(1, &json!({"order_id": 1, "email": "a@example.com"}))),
        (2, call(2, &json!({"order_id": "\u{202e}x"}))),
        (3, json!({"jsonrpc": "2.0", "id": 3, "method": "nothing"}).to_string()),
        (4, json!({"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {"name": 7}}).to_string()),
    ] {
        piped.write(&line);
        assert_eq!(piped.next()["id"], id);
    }
    piped.write("nonsense");
    piped.write(&json!({"jsonrpc": "2.0", "id": 5, "method": "tools/list"}).to_string());
    until("the list", || (piped.next()["id"] == 5).then_some(()));
    let events = || -> Vec<Value> { piped.told().lines().map(|line| serde_json::from_str(line).unwrap()).collect() };
    let events = until("two events", || Some(events()).filter(|events| events.len() == 2));
    let outcomes: Vec<&str> = events.iter().filter_map(|event| event["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["unavailable", "invalid_input"]);
    assert_eq!(piped.close(), (0, Vec::new()));
}

/// SECURITY MCP-17: progress, and a call that its client gives up.
#[test]
fn a_call_tells_how_far_it_is_and_can_be_given_up() {
    let (started, wait) = std::sync::mpsc::channel();
    let api = Api::start(move |request| {
        started.send(request.call().to_owned()).unwrap();
        if request.call().ends_with("/1") {
            std::thread::sleep(std::time::Duration::from_secs(3));
        }
        Some(crate::support::bundles::fixture("woocommerce/order_200"))
    });
    let file = shop_file();
    let mut piped = Piped::initialized(live(&api, &file), &json!({}));
    let params = json!({"name": "order_status", "arguments": super::marta(), "_meta": {"progressToken": "p"}});
    let told = piped.ask("tools/call", &params);
    assert_eq!(told["method"], "notifications/progress", "{told}");
    assert_eq!((&told["params"]["progressToken"], &told["params"]["total"]), (&json!("p"), &json!(1.0)), "{told}");
    assert_eq!(piped.next()["result"]["structuredContent"]["outcome"], "answer");
    wait.recv().unwrap();
    piped.write(&call(8, &json!({"order_id": 1, "email": "a@example.com"})));
    wait.recv_timeout(std::time::Duration::from_secs(10)).unwrap();
    let given_up = std::time::Instant::now();
    piped
        .write(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 8}}).to_string());
    until("the end of the call", || piped.told().contains("The run was stopped").then_some(()));
    assert!(given_up.elapsed().as_millis() < 2_500, "it did not wait for the API");
    piped.write(&json!({"jsonrpc": "2.0", "id": 11, "method": "ping"}).to_string());
    assert_eq!(piped.next(), json!({"jsonrpc": "2.0", "id": 11, "result": {}}), "no answer to what was given up");
}

#[test]
fn a_conversation_is_one_process() {
    let file = shop_file();
    let (api, mut piped) = (start_shop(), None);
    let client = piped.insert(Piped::initialized(live(&api, &file), &json!({})));
    let outcomes: Vec<String> = (0..11)
        .map(|number| {
            client.write(&call(number, &json!({"order_id": 999_999, "email": format!("guess{number}@example.com")})));
            client.next()["result"]["structuredContent"]["outcome"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(outcomes[..10].iter().all(|outcome| outcome == "not_verified"), "{outcomes:?}");
    assert_eq!(outcomes[10], "throttled", "ten failures an hour in one conversation");
    assert_eq!(api.requests().len(), 5, "five at one record");
}
