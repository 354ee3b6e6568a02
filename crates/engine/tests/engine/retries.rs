//! What is sent again, and what never is.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use drawbridge_model::OutcomeKind;
use serde_json::{Value, json};

use crate::server::{Server, response};
use crate::setup::{Setup, order, order_connector, owner, shop, wait};

/// Asks to wait for the first so many requests, with these header lines.
fn busy(times: usize, status: u16, headers: &'static str) -> Server {
    let count = AtomicUsize::new(0);
    Server::with(move |_, stream| {
        let bytes = if count.fetch_add(1, Ordering::SeqCst) < times {
            response(status, &format!("Content-Type: application/json\r\n{headers}"), b"{}")
        } else {
            response(200, "Content-Type: application/json\r\n", order().as_bytes())
        };
        stream.write_all(&bytes).unwrap();
    })
}

const DATE: &str = "Date: Sun, 22 Nov 2026 20:00:00 GMT\r\nRetry-After: Sun, 22 Nov 2026 20:00:00 GMT\r\n";

/// SECURITY NET-10.
#[test]
fn a_request_that_reads_is_sent_once_more_if_the_api_asks_for_a_short_wait() {
    for (server, requests, kind, told) in [
        (busy(1, 429, "Retry-After: 0\r\n"), 2, OutcomeKind::Answer, None),
        (busy(1, 503, "Retry-After: 1\r\n"), 2, OutcomeKind::Answer, None),
        (busy(1, 503, DATE), 2, OutcomeKind::Answer, None),
        (busy(9, 503, "Retry-After: 0\r\n"), 2, OutcomeKind::Unavailable, Some(0)),
        (busy(1, 429, "Retry-After: 11\r\n"), 1, OutcomeKind::Unavailable, Some(11)),
        (busy(1, 429, "Retry-After: -1\r\n"), 1, OutcomeKind::Unavailable, None),
        (busy(1, 503, "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n"), 1, OutcomeKind::Unavailable, Some(86_400)),
        (busy(1, 429, ""), 1, OutcomeKind::Unavailable, None),
        (busy(1, 500, "Retry-After: 0\r\n"), 1, OutcomeKind::Unavailable, Some(0)),
    ] {
        let run = Setup::order(&server).run(&owner());
        assert_eq!((run.outcome.kind, server.requests().len()), (kind, requests), "{:?}", run.outcome);
        assert_eq!(run.outcome.retry_after_seconds, told);
        assert_eq!(run.trace.steps.len(), requests, "each try is told");
    }
}

/// SECURITY NET-10: within the run's time, or not at all.
#[test]
fn a_wait_that_the_run_has_no_time_for_is_not_waited() {
    let server = busy(1, 503, "Retry-After: 8\r\n");
    let run = Setup::order(&server).run_with(&owner(), |request| request.limits.run = Duration::from_secs(5));
    assert_eq!((run.outcome.kind, run.outcome.retry_after_seconds), (OutcomeKind::Unavailable, Some(8)));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_run_can_be_stopped_while_it_waits() {
    let server = busy(1, 503, "Retry-After: 9\r\n");
    let setup = Setup::order(&server);
    let mut request = setup.request.clone();
    request.inputs = owner().as_object().cloned().unwrap();
    let cancel = request.cancel.clone();
    let run = wait(async {
        let stopping = async {
            while server.requests().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            cancel.cancel();
        };
        tokio::join!(setup.engine.run(&setup.plan, request), stopping).0
    });
    assert_eq!((run.outcome.message.as_str(), server.requests().len()), ("The run was stopped.", 1));
}

/// One request, verified by its own answer.
fn posting(reads_only: bool) -> Value {
    let mut connector = order_connector();
    connector["confirm"] = json!("never");
    connector["steps"] =
        json!([{"id": "order", "method": "POST", "path": "/orders/{order_id}", "reads_only": reads_only}]);
    connector
}

/// SECURITY NET-10.
#[test]
fn a_write_is_never_sent_again_and_a_post_that_reads_is() {
    let server = busy(1, 503, "Retry-After: 0\r\n");
    let run = Setup::new(posting(false), shop(), &server).run(&owner());
    assert_eq!((run.outcome.kind, server.requests().len()), (OutcomeKind::Unavailable, 1));
    assert_eq!(run.outcome.retry_after_seconds, Some(0), "the customer may ask again: the API did not take it");
    let server = busy(1, 503, "Retry-After: 0\r\n");
    let run = Setup::new(posting(true), shop(), &server).run(&owner());
    assert_eq!((run.outcome.kind, server.requests().len()), (OutcomeKind::Answer, 2));
}

/// SECURITY NET-06: what came of a write that has no answer is not known, and that is what is said.
#[test]
fn a_write_without_an_answer_is_uncertain_and_not_sent_again() {
    let silent = || Server::with(|_, stream| drop(stream.read(&mut [0; 1])));
    let closing = Server::with(|_, _| {});
    let failing = Server::raw(response(502, "Content-Type: application/json\r\n", b"{}"));
    let page = Server::raw(response(200, "Content-Type: text/html\r\n", b"<html></html>"));
    for (what, server) in [("silence", silent()), ("a close", closing), ("502", failing), ("a page", page)] {
        let run = Setup::new(posting(false), shop(), &server).run_with(&owner(), |request| {
            request.limits.first_byte = Duration::from_millis(200);
        });
        assert_eq!((run.outcome.kind, server.requests().len()), (OutcomeKind::Unavailable, 1), "{what}");
        assert!(run.outcome.message.starts_with("It is not known whether this was done."), "{what}: {:?}", run.outcome);
    }
    let server = silent();
    let run = Setup::new(posting(false), shop(), &server)
        .run_with(&owner(), |request| request.limits.run = Duration::from_millis(200));
    assert!(run.outcome.message.starts_with("It is not known"), "the whole run was too long: {:?}", run.outcome);
    for refusing in [400, 404, 409, 422, 429, 503] {
        let server = Server::json(move |_| (refusing, "{}".to_owned()));
        let run = Setup::new(posting(false), shop(), &server).run(&owner());
        assert!(!run.outcome.message.contains("not known"), "{refusing} is a no: {:?}", run.outcome);
    }
    let mut nobody = Server::raw(Vec::new());
    nobody.port = free_port();
    let run = Setup::new(posting(false), shop(), &nobody).run(&owner());
    assert!(run.outcome.message.starts_with("The service is not available"), "nothing was sent: {:?}", run.outcome);
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// SECURITY NET-06: each connection takes one request, promises to stay, and is closed by the server when the second
/// comes: the moment at which a client cannot know whether it was read.
fn closing_under_the_second() -> (Server, Arc<AtomicUsize>) {
    let second = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&second);
    let server = Server::with(move |_, stream| {
        let body = order();
        let head =
            format!("HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
            seen.fetch_add(1, Ordering::SeqCst);
        }
    });
    (server, second)
}

/// SECURITY NET-06.
#[test]
fn a_kept_connection_that_is_closed_costs_a_read_nothing_and_a_write_is_sent_at_most_once() {
    let (server, second) = closing_under_the_second();
    let setup = Setup::order(&server);
    wait(async {
        for expected in 1..=3 {
            let mut request = setup.request.clone();
            request.inputs = owner().as_object().cloned().unwrap();
            let run = setup.engine.run(&setup.plan, request).await;
            assert_eq!(run.outcome.kind, OutcomeKind::Answer, "{:?}", run.outcome);
            assert_eq!(server.requests().len(), expected, "a new connection answered");
        }
    });
    assert_eq!(second.load(Ordering::SeqCst), 2, "the kept one was tried first");

    let (server, second) = closing_under_the_second();
    let writing = Setup::new(posting(false), shop(), &server);
    let mut request = writing.request.clone();
    request.inputs = owner().as_object().cloned().unwrap();
    let (first, run) = wait(async {
        let first = writing.engine.run(&writing.plan, request.clone()).await;
        (first, writing.engine.run(&writing.plan, request).await)
    });
    assert_eq!(first.outcome.kind, OutcomeKind::Answer);
    assert!(run.outcome.message.starts_with("It is not known"), "{:?}", run.outcome);
    assert_eq!((server.requests().len(), second.load(Ordering::SeqCst)), (1, 1), "at most once");
}

/// SECURITY 3.4: the run's total holds over all of its requests.
#[test]
fn all_requests_together_have_one_limit() {
    let server = Server::with(|_, stream| {
        std::thread::sleep(Duration::from_millis(300));
        let _ = stream.write_all(&response(200, "Content-Type: application/json\r\n", order().as_bytes()));
    });
    let mut connector = order_connector();
    let step = |id: &str| json!({"id": id, "path": "/orders/{order_id}"});
    connector["steps"] = json!([step("a"), step("b"), step("c"), step("d")]);
    let run = Setup::new(connector, shop(), &server).run_with(&owner(), |request| {
        request.limits.request = Duration::from_millis(700);
        request.limits.run = Duration::from_millis(800);
    });
    assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    assert_eq!(run.outcome.owner.what, "All requests together took too long.");
    assert!(server.requests().len() < 4);
}
