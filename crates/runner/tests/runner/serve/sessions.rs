//! Many sessions at the same time that use the same request ids: every answer goes to the session that asked, and to the
//! request that it answers. Two well-known servers fail this.
//!
//! `cargo xtask torture sessions` makes 10,000 calls.

use std::collections::HashMap;
use std::io::{BufReader, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::support::bundles::BundleFile;
use crate::support::orders::{self, Orders};
use crate::support::program::{Program, drawbridge};
use crate::support::serving::{Piped, Serving, read, request, until};

/// Sessions at the same time.
const SESSIONS: u64 = 12;
/// Requests of one standard input that are under way at the same time.
const AT_ONCE: u64 = 16;

/// How many calls are made.
fn calls() -> u64 {
    std::env::var("DRAWBRIDGE_CALLS").map_or(2_000, |calls| calls.parse().unwrap())
}

/// The shop's tools, as many calls as one likes.
pub fn server(shop: &Orders, file: &BundleFile) -> Program {
    let base = format!("shop=http://{}", shop.place());
    drawbridge(&["serve", file.name(), "--base", &base, "--allow-private", &shop.place()])
        .with(&["--calls-per-minute", "0"])
        .variable("DRAWBRIDGE_SECRET_SHOP_KEY", orders::KEY)
}

/// One session over HTTP on a connection that is kept.
pub struct Session {
    reader: BufReader<TcpStream>,
    host: String,
    is_modern: bool,
}

impl Session {
    /// One of the revision 2026-07-28, or else of 2025-11-25.
    pub fn open(server: &Serving, is_modern: bool) -> Self {
        let stream = server.connect();
        stream.set_nodelay(true).unwrap();
        Self { reader: BufReader::new(stream), host: server.host(), is_modern }
    }

    /// Sends a call and does not wait.
    pub fn send(&mut self, id: u64, tool: &str, arguments: &Value, conversation: &str) {
        let mut params = call(tool, arguments);
        params["_meta"]["org.drawbridge/conversation"] = json!(conversation);
        let mut headers = vec![
            ("Content-Type", "application/json"),
            ("Accept", "application/json, text/event-stream"),
            ("MCP-Protocol-Version", if self.is_modern { "2026-07-28" } else { "2025-11-25" }),
        ];
        if self.is_modern {
            params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
            params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({});
            params["_meta"]["io.modelcontextprotocol/clientInfo"] = json!({"name": "test", "version": "1"});
            headers.extend([("Mcp-Method", "tools/call"), ("Mcp-Name", tool)]);
        }
        let message = json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}).to_string();
        self.reader.get_mut().write_all(request(&self.host, "POST /mcp", &headers, &message).as_bytes()).unwrap();
    }

    /// Makes a call and gives the message that answers it.
    pub fn call(&mut self, id: u64, tool: &str, arguments: &Value, conversation: &str) -> Value {
        self.send(id, tool, arguments, conversation);
        let answer = read(&mut self.reader).expect("an answer");
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }
}

fn call(tool: &str, arguments: &Value) -> Value {
    json!({"name": tool, "arguments": arguments})
}

/// What the customer of an order says.
pub fn customer(order: u64) -> Value {
    json!({"order": order, "email": orders::email(order)})
}

/// The message must answer this request and hold this order and nothing of another.
fn belongs(message: &Value, id: u64, order: u64) {
    assert_eq!(message["id"], id, "{message}");
    let outcome = &message["result"]["structuredContent"];
    assert_eq!(outcome["data"], json!({"number": order, "mark": orders::mark(order)}), "{message}");
    let text: Value = serde_json::from_str(message["result"]["content"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(&text, outcome);
}

#[test]
fn over_http_no_answer_goes_to_another_session() {
    let (shop, file) = (Orders::start(), BundleFile::new(&orders::bundle()));
    // On several threads, where answers could be mixed up soonest.
    let server = Serving::start(server(&shop, &file).with(&["--calls-at-once", "64", "--threads", "4"]));
    let each = calls() / SESSIONS;
    std::thread::scope(|scope| {
        for number in 0..SESSIONS {
            let server = &server;
            scope.spawn(move || {
                let name = format!("session {number}");
                let mut session = Session::open(server, number % 2 == 0);
                for id in 0..each {
                    let order = number * 1_000_000 + id;
                    belongs(&session.call(id, "find_order", &customer(order), &name), id, order);
                    // Another client, with the same id, does not wait for its answer.
                    if id % 10 == number % 10 {
                        let left = order + 500_000;
                        Session::open(server, id % 20 < 10).send(id, "find_order", &customer(left), "left");
                    }
                }
            });
        }
    });
    assert!(shop.asked() as u64 >= each * SESSIONS, "every call was made");
    assert!(!server.told().contains(orders::CANARY));
}

#[test]
fn over_standard_streams_every_answer_is_that_of_its_request() {
    let (shop, file) = (Orders::start(), BundleFile::new(&orders::bundle()));
    std::thread::scope(|scope| {
        for number in 0..2 {
            let (shop, file) = (&shop, &file);
            scope.spawn(move || pipelined(server(shop, file), number * 1_000_000));
        }
    });
    assert!(shop.asked() as u64 >= calls() / AT_ONCE * AT_ONCE, "every call was made");
}

/// Sixteen requests are always under way; answers come in any order.
fn pipelined(program: Program, first: u64) {
    let mut piped = Piped::initialized(program, &json!({}));
    let mut waiting: HashMap<u64, u64> = HashMap::new();
    let all = calls() / 2;
    let (mut sent, mut came, mut out_of_order) = (0, 0, 0);
    while came < all {
        while sent < all && (waiting.len() as u64) < AT_ONCE {
            let order = first + sent;
            let mut params = call("find_order", &customer(order));
            // Tries under way count, so that no conversation has more than ten.
            params["_meta"]["org.drawbridge/conversation"] = json!(format!("conversation {}", sent / 5));
            let message = json!({"jsonrpc": "2.0", "id": sent, "method": "tools/call", "params": params});
            piped.write(&message.to_string());
            waiting.insert(sent, order);
            sent += 1;
        }
        let message = piped.next();
        let id = message["id"].as_u64().unwrap();
        let order = waiting.remove(&id).unwrap_or_else(|| panic!("nobody waits for this: {message}"));
        belongs(&message, id, order);
        out_of_order += u64::from(waiting.keys().any(|other| *other < id));
        came += 1;
    }
    assert!(out_of_order > all / 20, "slow and fast answers must be mixed: {out_of_order} of {all}");
    assert_eq!(piped.close(), (0, Vec::new()));
}

/// SECURITY MCP-16, many at once: what was given up is stopped, and the places for calls are free again.
#[test]
fn clients_that_leave_take_no_place_with_them() {
    let (shop, file) = (Orders::start(), BundleFile::new(&orders::bundle()));
    let server = Serving::start(server(&shop, &file).with(&["--calls-at-once", "8"]));
    for round in 0..50 {
        for number in 0..8 {
            let order = 5 * (round * 8 + number);
            Session::open(&server, true).send(1, "find_order", &customer(order), "left");
        }
    }
    no_call_is_left(&server);
    let mut session = Session::open(&server, true);
    for order in 1..9 {
        belongs(&session.call(1, "find_order", &customer(order), "stayed"), 1, order);
    }
    no_call_is_left(&server);
}

/// Waits until the server counts no call. A client has its answer a moment before the server counts the call as over.
fn no_call_is_left(server: &Serving) {
    until("no call is left", || server.get("/metrics").body.contains("drawbridge_calls_in_flight 0\n").then_some(()));
}
