//! Connections that are kept: what a request that changes something does when one breaks, and who shares one.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use drawbridge_engine::{BoundSecret, SecretName, Secrets};
use drawbridge_model::{OutcomeKind, SecretValue, WebOrigin};
use serde_json::{Value, json};

use crate::server::Server;
use crate::setup::{Setup, order, order_connector, owner, shop, wait};

/// What a server does with the second request on a connection.
#[derive(Clone, Copy, PartialEq)]
enum Second {
    /// Answers it, too.
    Answer,
    /// Hangs up when it has read it.
    HangUp,
    /// Was not there to read it: it hung up after the first answer, without saying so.
    Gone,
}

/// A server that keeps its connections, and the first line and key of every request with the number of its connection.
struct Keeping {
    port: u16,
    seen: Arc<Mutex<Vec<(usize, String, String)>>>,
}

impl Keeping {
    fn with(second: Second) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen: Arc<Mutex<Vec<_>>> = Arc::default();
        let kept = Arc::clone(&seen);
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || serve(stream.unwrap(), number, second, &kept));
            }
        });
        Self { port, seen }
    }

    fn seen(&self) -> Vec<(usize, String, String)> {
        self.seen.lock().unwrap().clone()
    }

    /// A setup that calls this server.
    fn setup(&self, connector: Value) -> Setup {
        // Only its address is used.
        let mut placeholder = Server::raw(Vec::new());
        placeholder.port = self.port;
        Setup::new(connector, shop(), &placeholder)
    }
}

fn serve(mut stream: TcpStream, number: usize, second: Second, seen: &Mutex<Vec<(usize, String, String)>>) {
    let mut pending = Vec::new();
    let mut buffer = [0; 4096];
    for request in 0.. {
        let end = loop {
            if let Some(end) = pending.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            match stream.read(&mut buffer) {
                Ok(read) if read > 0 => pending.extend_from_slice(&buffer[..read]),
                _ => return,
            }
        };
        let head = String::from_utf8_lossy(&pending[..end]).into_owned();
        pending.drain(..end);
        let key =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("x-api-key: ").map(str::to_owned));
        seen.lock().unwrap().push((number, head.lines().next().unwrap().to_owned(), key.unwrap_or_default()));
        if request > 0 && second == Second::HangUp {
            return;
        }
        let body = order();
        let answer =
            format!("HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).unwrap();
        if second == Second::Gone {
            return;
        }
    }
}

/// Looks an order up, then changes it.
fn looks_up_and_changes() -> Value {
    json!({
        "id": "01998a52-0000-7000-8000-000000000006", "name": "Pay", "tool_name": "pay", "system": "shop",
        "confirm": "never",
        "fields": [{"name": "order_id", "required": true, "description": "Your order number"},
                   {"name": "email", "required": true, "description": "Your email"}],
        "steps": [{"id": "order", "path": "/orders/{order_id}"},
                  {"id": "pay", "method": "POST", "path": "/orders/{order_id}/payments"}],
        "validations": [{"input": "email", "step": "order", "compare_with": "billing.email", "type": "equals_email"}]
    })
}

/// SECURITY NET-06.
#[test]
fn a_post_on_a_connection_that_breaks_is_sent_once_and_called_unknown() {
    let server = Keeping::with(Second::HangUp);
    let run = server.setup(looks_up_and_changes()).run(&owner());
    let posts = server.seen().iter().filter(|(_, line, _)| line.starts_with("POST")).count();
    assert_eq!(posts, 1, "it may have been carried out, so it is not sent again");
    assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    assert!(run.outcome.owner.what.contains("It is not known whether"), "{:?}", run.outcome.owner);
    assert!(run.outcome.owner.next.contains("before you run it again"), "{:?}", run.outcome.owner);
    assert!(run.outcome.message.contains("do not try again"), "the bot must not say “try again”");
}

/// SECURITY NET-06.
#[test]
fn a_post_that_a_closed_connection_never_took_goes_out_on_a_new_one() {
    let server = Keeping::with(Second::Gone);
    let run = server.setup(looks_up_and_changes()).run(&owner());
    let posts = server.seen().iter().filter(|(_, line, _)| line.starts_with("POST")).count();
    assert!(posts <= 1, "{:?}", server.seen());
    match run.outcome.kind {
        OutcomeKind::Answer => assert_eq!(posts, 1),
        _ => assert!(run.outcome.owner.what.contains("It is not known whether"), "{:?}", run.outcome.owner),
    }
}

/// SECURITY NET-06: the run's own end, and a person's, leave the same doubt.
#[test]
fn a_write_that_was_not_waited_for_is_called_unknown() {
    let silent = || {
        Server::with(|request, stream| {
            if request.line().starts_with("POST") {
                let _ = stream.read(&mut [0]);
            } else {
                stream
                    .write_all(&crate::server::response(200, "Content-Type: application/json\r\n", order().as_bytes()))
                    .unwrap();
            }
        })
    };
    let server = silent();
    let run = Setup::new(looks_up_and_changes(), shop(), &server).run_with(&owner(), |request| {
        request.limits.run = Duration::from_secs(2);
    });
    assert!(run.outcome.owner.what.starts_with("All requests together took too long."), "{:?}", run.outcome.owner);
    assert!(run.outcome.owner.what.contains("It is not known whether"), "{:?}", run.outcome.owner);

    let server = silent();
    let setup = Setup::new(looks_up_and_changes(), shop(), &server);
    let mut request = setup.request.clone();
    request.inputs = owner().as_object().cloned().unwrap();
    let cancel = request.cancel.clone();
    let run = wait(async {
        let running = setup.engine.run(&setup.plan, request);
        tokio::pin!(running);
        loop {
            tokio::select! {
                run = &mut running => break run,
                () = tokio::time::sleep(Duration::from_millis(10)) => {
                    if server.requests().len() == 2 {
                        cancel.cancel();
                    }
                }
            }
        }
    });
    assert!(run.outcome.owner.what.contains("It is not known whether"), "{:?}", run.outcome.owner);
}

/// SECURITY RED-10.
#[test]
fn connections_are_shared_only_with_the_same_secrets() {
    let server = Keeping::with(Second::Answer);
    let setup = server.setup(order_connector());
    let origin = WebOrigin::parse(&format!("http://127.0.0.1:{}", server.port)).unwrap();
    let name = SecretName { system: "shop".to_owned(), name: "k".to_owned() };
    // One runtime for all: a connection ends with the runtime that it was made in.
    wait(async {
        for key in ["first", "second", "first", "second"] {
            let bound = BoundSecret { value: SecretValue::new(key), origins: vec![origin.clone()] };
            let mut request = setup.request.clone();
            request.inputs = owner().as_object().cloned().unwrap();
            request.secrets = Secrets::new([(name.clone(), bound)].into());
            assert_eq!(setup.engine.run(&setup.plan, request).await.outcome.kind, OutcomeKind::Answer);
        }
    });
    let by_connection: Vec<(usize, String)> =
        server.seen().into_iter().map(|(connection, _, key)| (connection, key)).collect();
    let expected =
        [(0, "first"), (1, "second"), (0, "first"), (1, "second")].map(|(number, key)| (number, key.to_owned()));
    assert_eq!(by_connection, expected, "a connection that carried one key must not carry another");
}
