//! A shop for many calls at the same time: any order, each with its own email and mark, some slow, and tickets that are
//! counted. It can be told to have faults.

use std::collections::HashMap;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use drawbridge_model::{Bundle, Connector, System};
use serde_json::{Value, json};

use super::api;

/// Stands in every order and ticket and is in no answer.
pub const CANARY: &str = "canary-Rua-das-Canarias-17";
/// The key that the shop asks for.
pub const KEY: &str = "key_9f1c-canary-of-the-key";
/// How long an answer takes that is slow.
const SLOW: Duration = Duration::from_millis(40);

/// What can be wrong with one answer. It is told from the number of the request, so that a run can be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    HangUpBefore,
    HangUpAfter,
    Broken,
    Cut,
    Html,
    Busy,
}

/// The shop. It ends with the test's process.
pub struct Orders {
    pub port: u16,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    asked: AtomicUsize,
    is_faulty: AtomicBool,
    tickets: Mutex<HashMap<String, usize>>,
}

impl Orders {
    /// Starts it, without faults.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let inner = Arc::new(Inner::default());
        let serving = Arc::clone(&inner);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = Arc::clone(&serving);
                std::thread::spawn(move || serving.serve(stream));
            }
        });
        Self { port, inner }
    }

    /// From now on every seventh answer has a fault.
    pub fn have_faults(&self) {
        self.inner.is_faulty.store(true, Ordering::Relaxed);
    }

    pub fn place(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// How many requests came.
    pub fn asked(&self) -> usize {
        self.inner.asked.load(Ordering::Relaxed)
    }

    /// How often a ticket of each subject was asked for.
    pub fn tickets(&self) -> HashMap<String, usize> {
        self.inner.tickets.lock().unwrap().clone()
    }
}

impl Inner {
    fn serve(&self, stream: TcpStream) {
        stream.set_nodelay(true).unwrap();
        let mut reader = BufReader::new(stream);
        while let Some(request) = api::read(&mut reader) {
            let number = self.asked.fetch_add(1, Ordering::Relaxed);
            let fault = self.is_faulty.load(Ordering::Relaxed).then(|| fault(number)).flatten();
            if fault == Some(Fault::HangUpBefore) {
                return;
            }
            let (is_slow, body) = self.answer(&request);
            if is_slow {
                std::thread::sleep(SLOW);
            }
            let body = body.to_string();
            let (status, kind, sent) = match fault {
                Some(Fault::HangUpAfter) => return,
                Some(Fault::Broken) => (500, "application/json", body.as_str()),
                Some(Fault::Busy) => (503, "application/json", "{}"),
                Some(Fault::Cut) => (200, "application/json", &body[..body.len() / 2]),
                Some(Fault::Html) => (200, "text/html", "<p>canary-Rua-das-Canarias-17</p>"),
                _ => (200, "application/json", body.as_str()),
            };
            let length = if fault == Some(Fault::Cut) { body.len() } else { sent.len() };
            let answer =
                format!("HTTP/1.1 {status} Reply\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{sent}");
            if reader.get_mut().write_all(answer.as_bytes()).is_err() || fault == Some(Fault::Cut) {
                return;
            }
        }
    }

    fn answer(&self, request: &api::Received) -> (bool, Value) {
        assert_eq!(request.header("authorization"), Some(format!("Bearer {KEY}").as_str()), "{request:?}");
        if request.call() == "POST /tickets" {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            let subject = body["subject"].as_str().unwrap().to_owned();
            *self.tickets.lock().unwrap().entry(subject.clone()).or_default() += 1;
            return (false, json!({"id": 1, "subject": subject, "note": CANARY}));
        }
        let number: u64 = request.call().strip_prefix("GET /orders/").unwrap().parse().unwrap();
        (
            number.is_multiple_of(5),
            json!({"number": number, "email": email(number), "mark": mark(number), "street": CANARY}),
        )
    }
}

fn fault(number: usize) -> Option<Fault> {
    const FAULTS: [Fault; 6] =
        [Fault::HangUpBefore, Fault::HangUpAfter, Fault::Broken, Fault::Cut, Fault::Html, Fault::Busy];
    (number % 7 == 3).then(|| FAULTS[number / 7 % FAULTS.len()])
}

/// Whose order it is.
pub fn email(order: u64) -> String {
    format!("customer{order}@example.com")
}

/// What tells an order from all others.
pub fn mark(order: u64) -> String {
    format!("mark-{order}-{}", order.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// `find_order`, which verifies by email, and `make_ticket`, which asks for a yes.
pub fn bundle() -> Bundle {
    let system: System = serde_json::from_value(json!({
        "id": "shop", "name": "Shop", "base_url": {"live": "https://shop.example"},
        "secrets": [{"name": "key"}],
        "sign_in": {"type": "bearer", "token": "{secret.key}"}
    }))
    .unwrap();
    let find: Connector = serde_json::from_value(json!({
        "id": "1", "name": "Find order", "tool_name": "find_order", "system": "shop",
        "fields": [
            {"name": "order", "type": "integer", "required": true, "description": "Order number"},
            {"name": "email", "type": "email", "required": true, "description": "Email"}],
        "steps": [{"id": "order", "method": "GET", "path": "/orders/{order}"}],
        "validations": [{"input": "email", "compare_with": "email", "type": "equals_email", "error": "No match."}],
        "answer": {"fields": [{"path": "number"}, {"path": "mark"}]}
    }))
    .unwrap();
    let make: Connector = serde_json::from_value(json!({
        "id": "2", "name": "Make ticket", "tool_name": "make_ticket", "system": "shop", "public": true,
        "fields": [{"name": "subject", "type": "string", "required": true, "description": "Subject"}],
        "steps": [{"id": "make", "method": "POST", "path": "/tickets",
            "body": {"type": "json", "text": "{\"subject\": \"{subject}\"}"}}],
        "answer": {"fields": [{"path": "subject"}]}
    }))
    .unwrap();
    Bundle::assemble("orders", &[system], &[find, make])
}
