//! Servers that are broken or mean harm.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use drawbridge_engine::{Audience, Progress};
use drawbridge_model::OutcomeKind;

use crate::server::{Server, response};
use crate::setup::{SENTINEL, Setup, order, owner};

/// So many MiB of one letter, packed.
fn bomb(encoding: &str, size: usize) -> Vec<u8> {
    let piece = vec![b'0'; 1024 * 1024];
    let fill = |writer: &mut dyn Write| (0..size).for_each(|_| writer.write_all(&piece).unwrap());
    let mut packed = Vec::new();
    match encoding {
        "gzip" => {
            let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::best());
            fill(&mut encoder);
            encoder.finish().unwrap();
        }
        "deflate" => {
            let mut encoder = flate2::write::ZlibEncoder::new(&mut packed, flate2::Compression::best());
            fill(&mut encoder);
            encoder.finish().unwrap();
        }
        "br" => {
            let mut encoder = brotli::CompressorWriter::new(&mut packed, 4096, 5, 22);
            fill(&mut encoder);
            drop(encoder);
        }
        _ => {
            let mut encoder = zstd::Encoder::new(&mut packed, 3).unwrap();
            fill(&mut encoder);
            encoder.finish().unwrap();
        }
    }
    packed
}

/// The most memory this process has ever had, in MiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// SECURITY NET-01. The process runs this test alone (nextest), so its peak is this test's.
#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    for (encoding, size) in [("gzip", 256), ("deflate", 32), ("br", 32), ("zstd", 256)] {
        let headers = format!("Content-Type: application/json\r\nContent-Encoding: {encoding}\r\n");
        let server = Server::raw(response(200, &headers, &bomb(encoding, size)));
        let run = Setup::order(&server).run(&owner());
        assert_eq!(run.outcome.kind, OutcomeKind::Unavailable, "{encoding}: {:?}", run.outcome);
        let what = run.outcome.owner.what;
        assert!(what.contains("more than a hundred times its size"), "{encoding}: {what}");
    }
    assert!(peak_memory() < 150, "the peak was {} MiB", peak_memory());
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// SECURITY NET-01: how many times its size an answer unpacks to counts from 64 KiB on, and honest JSON stays far below.
#[test]
fn an_answer_that_swells_a_hundred_times_is_refused() {
    let with = |more: &str| format!("{},\"more\":{more}}}", order().strip_suffix('}').unwrap());
    let text = |bytes: usize| format!("\"{}\"", "0".repeat(bytes));
    let records: Vec<_> =
        (0..8_000).map(|id| format!("{{\"id\":{id},\"name\":\"Shirt\",\"price\":\"59.90\"}}")).collect();
    for (more, kind) in [
        (text(60_000), OutcomeKind::Answer),
        (text(200_000), OutcomeKind::Unavailable),
        (format!("[{}]", records.join(",")), OutcomeKind::Answer),
    ] {
        let body = with(&more);
        let headers = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n";
        let server = Server::raw(response(200, headers, &gzip(body.as_bytes())));
        let run = Setup::order(&server).run(&owner());
        assert_eq!(run.outcome.kind, kind, "{} bytes: {:?}", body.len(), run.outcome.owner);
    }
}

/// SECURITY NET-01.
#[test]
fn wrong_double_and_unknown_encodings_are_no_answer() {
    let once = gzip(order().as_bytes());
    for (encoding, body) in
        [("gzip", gzip(&once)), ("gzip", order().into_bytes()), ("zstd", once.clone()), ("x-made-up", once.clone())]
    {
        let headers = format!("Content-Type: application/json\r\nContent-Encoding: {encoding}\r\n");
        let server = Server::raw(response(200, &headers, &body));
        assert_eq!(Setup::order(&server).run(&owner()).outcome.kind, OutcomeKind::Unavailable, "{encoding}");
    }
    let headers = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n";
    let server = Server::raw(response(200, headers, &once));
    assert_eq!(Setup::order(&server).run(&owner()).outcome.kind, OutcomeKind::Answer);
}

/// SECURITY NET-02.
#[test]
fn an_endless_answer_is_cut() {
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let server = Server::with(move |_, stream| {
        let _ = stream
            .write_all(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 10000000000\r\n\r\n");
        let blank = vec![b' '; 64 * 1024];
        while stream.write_all(&blank).is_ok() {
            count.fetch_add(blank.len(), Ordering::SeqCst);
        }
    });
    let run = Setup::order(&server).run(&owner());
    assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    assert!(written.load(Ordering::SeqCst) < 32 * 1024 * 1024, "no more than the buffers hold may be taken");
}

/// SECURITY NET-03.
#[test]
fn silence_ends_by_the_limit_that_it_breaks() {
    let quiet = |head: &'static [u8]| {
        Server::with(move |_, stream| {
            let _ = stream.write_all(head);
            std::thread::sleep(Duration::from_secs(5));
        })
    };
    let head = b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n";
    let drip = Server::with(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n");
        while stream.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    for (server, words) in [
        (quiet(b""), "did not answer in time"),
        (quiet(head), "stopped in the middle"),
        (drip, "took too long"),
        (Server::with(|_, _| {}), "broke off"),
        (Server::raw(b"\x00\x01garbage".to_vec()), "not a proper HTTP answer"),
    ] {
        let run = Setup::order(&server).run_with(&owner(), |request| {
            request.limits.first_byte = Duration::from_millis(300);
            request.limits.idle = Duration::from_millis(300);
            request.limits.request = Duration::from_millis(900);
        });
        assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
        assert!(run.outcome.owner.what.contains(words), "{words}: {}", run.outcome.owner.what);
        assert_eq!(server.requests().len(), 1, "nothing is tried again");
    }
}

/// SECURITY NET-03. SECURITY NET-02: the window is told now and then, not of every byte.
#[test]
fn a_server_that_drips_does_not_keep_the_window_busy() {
    let server = Server::with(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n");
        while stream.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    Setup::order(&server).run_with(&owner(), |request| {
        request.progress = Some(sender);
        request.limits.request = Duration::from_millis(900);
    });
    let told = std::iter::from_fn(|| events.try_recv().ok());
    let receiving = told.filter(|event| matches!(event, Progress::Receiving { bytes: 1.., .. })).count();
    assert!((1..=9).contains(&receiving), "told {receiving} times in less than a second");
}

/// SECURITY NET-04.
#[test]
fn broken_http_is_no_answer_and_no_panic() {
    let body = order();
    let many = (0..200).map(|number| format!("X-{number}: {}\r\n", "x".repeat(100))).collect::<Vec<_>>().concat();
    let long = format!("X-Long: {}\r\n", "x".repeat(1024 * 1024));
    for (what, bytes) in [
        ("many headers", response(200, &format!("Content-Type: application/json\r\n{many}"), body.as_bytes())),
        ("a long header", response(200, &format!("Content-Type: application/json\r\n{long}"), body.as_bytes())),
        ("two lengths", response(200, "Content-Type: application/json\r\nContent-Length: 5\r\n", body.as_bytes())),
        ("a negative length", b"HTTP/1.1 200 X\r\nContent-Length: -1\r\n\r\n{}".to_vec()),
        (
            "a bad chunk",
            b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}".to_vec(),
        ),
        ("another protocol", b"HTTP/9.9 200 X\r\n\r\n".to_vec()),
        ("no colon", b"HTTP/1.1 200 X\r\nbroken header\r\n\r\n".to_vec()),
        ("status 2000", b"HTTP/1.1 2000 X\r\n\r\n".to_vec()),
    ] {
        let server = Server::raw(bytes);
        let run = Setup::order(&server).run(&owner());
        assert_eq!(run.outcome.kind, OutcomeKind::Unavailable, "{what}: {:?}", run.outcome);
    }
}

/// SECURITY NET-14.
#[test]
fn another_charset_is_shown_and_decides_nothing() {
    let body = order().replace("Ana@Example.com", "Ana@Example.com\u{e5}");
    for (charset, encoded) in [
        ("iso-8859-1", body.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect::<Vec<u8>>()),
        ("utf-16le", body.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ] {
        let headers = format!("Content-Type: application/json; charset={charset}\r\n");
        let server = Server::raw(response(200, &headers, &encoded));
        let run = Setup::order(&server).run_with(&owner(), |request| request.audience = Audience::Designer);
        assert_eq!(run.outcome.kind, OutcomeKind::Unavailable, "{charset}");
        assert!(run.outcome.owner.what.contains("UTF-8"), "{charset}: {:?}", run.outcome.owner);
        let shown = String::from_utf8(run.answers[0].body.to_vec()).unwrap();
        assert_eq!(shown, body, "{charset}: the designer reads it all the same");
    }
    let echo = format!("{{\"key\":\"{SENTINEL}\"}}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let server = Server::raw(response(200, "Content-Type: application/json; charset=utf-16le\r\n", &echo));
    let run = Setup::order(&server).run_with(&owner(), |request| request.audience = Audience::Designer);
    let shown = String::from_utf8(run.answers[0].body.to_vec()).unwrap();
    assert!(!shown.contains(SENTINEL), "a secret does not hide in another charset: {shown}");
}

/// SECURITY NET-09.
#[test]
fn a_web_page_is_called_a_web_page() {
    let server = Server::raw(response(200, "Content-Type: text/html; charset=utf-8\r\n", b"<html>Log in</html>"));
    let run = Setup::order(&server).run(&owner());
    assert_eq!(run.outcome.kind, OutcomeKind::Unavailable);
    assert_eq!(run.outcome.owner.what, "The address answered with a web page, not data.");
}
