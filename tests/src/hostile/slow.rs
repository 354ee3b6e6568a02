//! Slowness and connections that break: every place where a client waits, and every way to let it wait or fall.

use std::net::Shutdown;

use super::exchange::Exchange;
use super::{Behaviour, ORDER, VERY_LONG};

pub(super) fn behaviours() -> Vec<Behaviour> {
    vec![
        Behaviour::http("silent", "Takes the request and never answers.", Exchange::hold),
        Behaviour::http("silent-in-head", "Stops in the middle of the headers.", |exchange| {
            exchange.send(b"HTTP/1.1 200 Hostile\r\nContent-Ty")?;
            exchange.hold()
        }),
        Behaviour::http("silent-after-head", "Sends the headers and then nothing.", |exchange| {
            exchange.head("Content-Length: 100\r\n")?;
            exchange.hold()
        }),
        Behaviour::http("silent-in-body", "Stops in the middle of the body.", |exchange| {
            exchange.head(&length())?;
            exchange.send(&ORDER.as_bytes()[..20])?;
            exchange.hold()
        }),
        Behaviour::http("silent-in-chunk", "Stops in the middle of a chunk.", |exchange| {
            exchange.head("Transfer-Encoding: chunked\r\n")?;
            exchange.send(b"40\r\n{\"status\"")?;
            exchange.hold()
        }),
        Behaviour::http("drip-head", "Sends the headers one byte a second.", |exchange| {
            exchange.drip(b"HTTP/1.1 200 Hostile\r\nContent-Type: application/json\r\n\r\n".iter().copied())
        }),
        Behaviour::http("drip-body", "Sends the body one byte a second.", |exchange| {
            exchange.head("Content-Length: 100\r\n")?;
            exchange.drip(std::iter::repeat_n(b' ', 100))
        }),
        Behaviour::http("drip-chunks", "Sends chunks of one byte, one a second.", |exchange| {
            exchange.head("Transfer-Encoding: chunked\r\n")?;
            exchange.drip(b"1\r\n \r\n".repeat(40))
        }),
        Behaviour::http("late", "Answers properly, long after everybody has stopped waiting.", |exchange| {
            exchange.pause(VERY_LONG)?;
            exchange.json(ORDER)
        }),
        Behaviour::http("late-body", "Sends the headers at once and the body long after.", |exchange| {
            exchange.head(&length())?;
            exchange.pause(VERY_LONG)?;
            exchange.send(ORDER.as_bytes())
        }),
        Behaviour::http("reset", "Takes the request and resets the connection.", Exchange::reset),
        Behaviour::http("reset-in-head", "Resets the connection in the middle of the headers.", |exchange| {
            exchange.send(b"HTTP/1.1 200 Hostile\r\nContent-")?;
            exchange.reset()
        }),
        Behaviour::http("reset-in-body", "Resets the connection in the middle of the body.", |exchange| {
            exchange.head(&length())?;
            exchange.send(&ORDER.as_bytes()[..20])?;
            exchange.reset()
        }),
        Behaviour::http("hang-up", "Takes the request and hangs up.", |_| Ok(())),
        Behaviour::http("hang-up-in-head", "Hangs up in the middle of the headers.", |exchange| {
            exchange.send(b"HTTP/1.1 200 Hostile\r\nContent-Type")
        }),
        Behaviour::http("hang-up-in-body", "Hangs up in the middle of the body.", |exchange| {
            exchange.head(&length())?;
            exchange.send(&ORDER.as_bytes()[..20])
        }),
        Behaviour::http(
            "half-closed",
            "Says that nothing will come, answers nothing, and still listens.",
            |exchange| {
                exchange.half_close(Shutdown::Write)?;
                exchange.hold()
            },
        ),
    ]
}

/// The header with the right length.
fn length() -> String {
    format!("Content-Length: {}\r\n", ORDER.len())
}
