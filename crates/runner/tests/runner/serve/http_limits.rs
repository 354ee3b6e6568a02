//! Connections that dawdle, and callers that go away.

use std::io::Write;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{desk, desk_server, live, shop_and_server, shop_file};
use crate::support::api::{Api, json as reply};
use crate::support::bundles::{BundleFile, fixture};
use crate::support::serving::{Serving, request, rest, until};

/// SECURITY MCP-13.
#[test]
fn a_connection_that_dawdles_is_cut_and_others_are_served_meanwhile() {
    let (_api, server) = shop_and_server();
    let idle: Vec<_> = (0..500).map(|_| server.connect()).collect();
    let started = Instant::now();
    let mut head = server.connect();
    let mut body = server.connect();
    body.write_all(
        format!("POST /tools/order_status HTTP/1.1\r\nHost: {}\r\nContent-Length: 100\r\n\r\n", server.host())
            .as_bytes(),
    )
    .unwrap();
    let mut slow = head.try_clone().unwrap();
    let (mut slow_body, line) =
        (body.try_clone().unwrap(), format!("GET /tools HTTP/1.1\r\nHost: {}\r\n", server.host()));
    std::thread::spawn(move || {
        for byte in line.bytes() {
            let sent = slow.write_all(&[byte]).and_then(|()| slow_body.write_all(b" "));
            std::thread::sleep(Duration::from_secs(1));
            if sent.is_err() {
                return;
            }
        }
    });
    for _ in 0..5 {
        assert_eq!(server.get("/healthz").status, 200);
    }
    let answer = String::from_utf8_lossy(&rest(&mut body)).into_owned();
    assert!(answer.contains("408"), "{answer}");
    rest(&mut head);
    let took = started.elapsed();
    assert!((9..25).contains(&took.as_secs()), "both were cut after {took:?}");
    drop(idle);
    assert_eq!(server.get("/healthz").status, 200);
}

/// SECURITY MCP-16.
#[test]
fn a_call_whose_caller_goes_away_is_stopped_and_a_write_is_told_as_unknown() {
    let api = Api::start(|request| {
        std::thread::sleep(Duration::from_secs(2));
        let is_order = request.call().starts_with("GET");
        Some(if is_order { fixture("woocommerce/order_200") } else { reply(201, &json!({"id": 1})) })
    });
    let (shop, desk) = (shop_file(), BundleFile::new(&desk()));
    let (orders, tickets) = (Serving::start(live(&api, &shop)), Serving::start(desk_server(&api, &desk)));
    let leave = |server: &Serving, line: &str, headers: &[(&str, &str)], body: &str, seen: usize| {
        let mut stream = server.connect();
        stream.write_all(request(&server.host(), line, headers, body).as_bytes()).unwrap();
        until("the request to the API", || (api.requests().len() == seen).then_some(()));
    };
    leave(&orders, "POST /tools/order_status", &[], &json!({"inputs": super::marta()}).to_string(), 1);
    orders.tells("The run was stopped");
    let mcp = [("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")];
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "order_status", "arguments": super::marta()}});
    leave(&orders, "POST /mcp", &mcp, &message.to_string(), 2);
    until("the second end", || (orders.told().matches("The run was stopped").count() == 2).then_some(()));
    let inputs = json!({"subject": "a"});
    let asked = tickets.call("create_ticket", &json!({"inputs": inputs, "conversation": "c"})).json();
    let again = json!({"inputs": inputs, "conversation": "c", "confirmation": asked["confirmation"]["token"]});
    leave(&tickets, "POST /tools/create_ticket", &[], &again.to_string(), 3);
    tickets.tells("not known whether the request was carried out");
    let repeated = tickets.call("create_ticket", &again).json();
    assert!(repeated["message"].as_str().unwrap().contains("not known"), "{repeated}");
    assert_eq!(api.requests().len(), 3, "the write was not sent again");
}
