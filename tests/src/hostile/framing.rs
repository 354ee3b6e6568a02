//! HTTP/1.1 that is not: lengths that lie, chunks that do not add up, headers and status lines that no rule allows.

use super::{Behaviour, ORDER};

/// The head of a JSON answer up to its last header.
const HEAD: &str = "HTTP/1.1 200 Hostile\r\nContent-Type: application/json\r\nConnection: close\r\n";

/// Lengths and chunks.
pub(super) fn bodies() -> Vec<Behaviour> {
    let bytes = |name, sentence, rest: &'static str| {
        Behaviour::http(name, sentence, move |exchange| exchange.send(format!("{HEAD}{rest}").as_bytes()))
    };
    let order = |name, sentence, headers: &'static str, cut: isize| {
        Behaviour::http(name, sentence, move |exchange| {
            let length = ORDER.len().saturating_add_signed(cut);
            let headers = headers.replace("LENGTH", &length.to_string());
            exchange.send(format!("{HEAD}{headers}\r\n{ORDER}").as_bytes())
        })
    };
    vec![
        order("length-right", "Answers properly.", "Content-Length: LENGTH\r\n", 0),
        order("length-small", "Says a length that is ten too small.", "Content-Length: LENGTH\r\n", -10),
        order("length-large", "Says a length that is ten too large, and hangs up.", "Content-Length: LENGTH\r\n", 10),
        order("length-absent", "Says no length; the answer ends where the connection does.", "", 0),
        order(
            "length-twice",
            "Says the right length twice.",
            "Content-Length: LENGTH\r\nContent-Length: LENGTH\r\n",
            0,
        ),
        order("lengths-differ", "Says two lengths.", "Content-Length: LENGTH\r\nContent-Length: 5\r\n", 0),
        order("length-list", "Says two lengths in one header.", "Content-Length: 5, LENGTH\r\n", 0),
        order("length-negative", "Says the length -1.", "Content-Length: -1\r\n", 0),
        order("length-words", "Says a length in words.", "Content-Length: all of it\r\n", 0),
        order("length-too-many-digits", "Says a length of forty digits.", LONG_LENGTH, 0),
        Behaviour::http("length-huge", "Promises ten gigabytes and then nothing.", |exchange| {
            exchange.head("Content-Length: 10000000000\r\n")?;
            exchange.hold()
        }),
        Behaviour::http("length-and-chunks", "Says a length and sends chunks.", |exchange| {
            exchange.head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")?;
            exchange.chunk(ORDER.as_bytes())?;
            exchange.send(b"0\r\n\r\n")
        }),
        Behaviour::http("chunks", "Answers properly, in chunks of seven bytes.", |exchange| {
            exchange.head("Transfer-Encoding: chunked\r\n")?;
            ORDER.as_bytes().chunks(7).try_for_each(|piece| exchange.chunk(piece))?;
            exchange.send(b"0\r\n\r\n")
        }),
        Behaviour::http("trailers", "Sends headers after the body.", |exchange| {
            exchange.head("Transfer-Encoding: chunked\r\nTrailer: X-Late\r\n")?;
            exchange.chunk(ORDER.as_bytes())?;
            exchange.send(b"0\r\nX-Late: yes\r\nContent-Type: text/html\r\n\r\n")
        }),
        Behaviour::http("trailers-endless", "Sends headers after the body without an end.", |exchange| {
            exchange.head("Transfer-Encoding: chunked\r\n")?;
            exchange.chunk(ORDER.as_bytes())?;
            exchange.send(b"0\r\n")?;
            exchange.repeat(&b"X-Late: yes\r\n".repeat(1000), 100_000)
        }),
        Behaviour::http("chunk-extensions", "Adds a megabyte of remarks to each chunk's size.", |exchange| {
            exchange.head("Transfer-Encoding: chunked\r\n")?;
            exchange.send(b"1;remark=")?;
            exchange.repeat(&[b'x'; 1024], 1024)?;
            exchange.send(b"\r\n{\r\n")?;
            exchange.hold()
        }),
        bytes(
            "chunk-size-words",
            "Says a chunk's size in letters that are no digits.",
            "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
        ),
        bytes(
            "chunk-size-negative",
            "Says a negative chunk size.",
            "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
        ),
        bytes(
            "chunk-size-huge",
            "Says a chunk size that no computer can hold.",
            "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}",
        ),
        bytes(
            "chunk-too-long",
            "Sends more than the chunk's size.",
            "Transfer-Encoding: chunked\r\n\r\n2\r\n{\"a\":1}\r\n0\r\n\r\n",
        ),
        bytes(
            "chunks-unfinished",
            "Leaves the last chunk out and hangs up.",
            "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        ),
        bytes(
            "transfer-unknown",
            "Names a transfer encoding that nobody knows.",
            "Transfer-Encoding: x-made-up\r\n\r\n{}",
        ),
        Behaviour::http("chunks-endless", "Sends chunks of blanks without an end.", |exchange| {
            exchange.head("Transfer-Encoding: chunked\r\n")?;
            let piece = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
            exchange.repeat(&piece, 1_000_000)
        }),
        Behaviour::http("body-endless", "Promises ten gigabytes of blanks and sends them.", |exchange| {
            exchange.head("Content-Length: 10000000000\r\n")?;
            exchange.repeat(&[b' '; 0x10000], 1_000_000)
        }),
    ]
}

const LONG_LENGTH: &str = "Content-Length: 9999999999999999999999999999999999999999\r\n";

/// Headers and status lines.
pub(super) fn heads() -> Vec<Behaviour> {
    let order = |name, sentence, start: &'static str| {
        Behaviour::http(name, sentence, move |exchange| {
            let rest = format!("Content-Length: {}\r\nConnection: close\r\n\r\n{ORDER}", ORDER.len());
            exchange.send(format!("{start}Content-Type: application/json\r\n{rest}").as_bytes())
        })
    };
    let bytes =
        |name, sentence, bytes: &'static [u8]| Behaviour::http(name, sentence, move |exchange| exchange.send(bytes));
    vec![
        order("header-folded", "Continues a header on the next line.", "HTTP/1.1 200 Hostile\r\nX-Folded: one\r\n two\r\n"),
        order("header-without-colon", "Sends a header without a colon.", "HTTP/1.1 200 Hostile\r\nbroken header\r\n"),
        order("header-blank-before-colon", "Puts a blank before a colon.", "HTTP/1.1 200 Hostile\r\nX-Blank : one\r\n"),
        order("header-nul", "Sends a header with a zero byte.", "HTTP/1.1 200 Hostile\r\nX-Nul: a\0b\r\n"),
        order("header-unnamed", "Sends a header without a name.", "HTTP/1.1 200 Hostile\r\n: nobody\r\n"),
        order("header-bytes", "Sends a header with bytes that are no text.", "HTTP/1.1 200 Hostile\r\nX-Bytes: \u{e9}\u{fffd}\r\n"),
        order("type-twice", "Says two content types, a web page first.", "HTTP/1.1 200 Hostile\r\nContent-Type: text/html\r\n"),
        bytes("lines-bare", "Ends lines with a line feed only.", b"HTTP/1.1 200 Hostile\nContent-Type: application/json\nContent-Length: 2\nConnection: close\n\n{}"),
        Behaviour::http("headers-200", "Sends two hundred headers.", |exchange| {
            let header = |number| format!("X-{number}: {}\r\n", "x".repeat(100));
            exchange.head(&(0..200).map(header).collect::<String>())
        }),
        Behaviour::http("headers-large", "Sends ninety headers of a kilobyte each.", |exchange| {
            let header = |number| format!("X-{number}: {}\r\n", "x".repeat(1000));
            let headers: String = (0..90).map(header).collect();
            exchange.answer(200, &format!("Content-Type: application/json\r\n{headers}"), ORDER.as_bytes())
        }),
        Behaviour::http("header-1mb", "Sends a header of a megabyte.", |exchange| {
            exchange.head(&format!("X-Long: {}\r\n", "x".repeat(1024 * 1024)))
        }),
        Behaviour::http("header-endless", "Sends a header without an end.", |exchange| {
            exchange.send(b"HTTP/1.1 200 Hostile\r\nX-Long: ")?;
            exchange.repeat(&[b'x'; 0x10000], 100_000)
        }),
        Behaviour::http("headers-endless", "Sends headers without an end.", |exchange| {
            exchange.send(b"HTTP/1.1 200 Hostile\r\n")?;
            exchange.repeat(&b"X-More: yes\r\n".repeat(1000), 100_000)
        }),
        Behaviour::http("reason-endless", "Sends a status text without an end.", |exchange| {
            exchange.send(b"HTTP/1.1 200 ")?;
            exchange.repeat(&[b'x'; 0x10000], 100_000)
        }),
        Behaviour::http("continue-endless", "Says “go on” (100) without an end.", |exchange| {
            exchange.repeat(&b"HTTP/1.1 100 Continue\r\n\r\n".repeat(1000), 100_000)
        }),
        Behaviour::http("hints-1000", "Sends a thousand early hints (103) and then answers properly.", |exchange| {
            exchange.send(&b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n".repeat(1000))?;
            exchange.json(ORDER)
        }),
        Behaviour::http("hints-slow", "Sends an early hint a second and never the answer.", |exchange| {
            loop {
                exchange.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")?;
                exchange.pause(std::time::Duration::from_secs(1))?;
            }
        }),
        bytes("status-999", "Answers with the status 999.", b"HTTP/1.1 999 Hostile\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        bytes("status-099", "Answers with the status 099.", b"HTTP/1.1 099 Hostile\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        bytes("status-2000", "Answers with the status 2000.", b"HTTP/1.1 2000 Hostile\r\nContent-Length: 0\r\n\r\n"),
        bytes("status-words", "Answers with a status in letters.", b"HTTP/1.1 two Hostile\r\nContent-Length: 0\r\n\r\n"),
        bytes("status-absent", "Leaves the status out.", b"HTTP/1.1\r\nContent-Length: 0\r\n\r\n"),
        bytes("version-9", "Speaks HTTP/9.9.", b"HTTP/9.9 200 Hostile\r\nContent-Length: 0\r\n\r\n"),
        bytes("version-1-0", "Speaks HTTP/1.0.", b"HTTP/1.0 200 Hostile\r\nContent-Type: application/json\r\n\r\n{}"),
        bytes("version-0-9", "Sends the body and nothing before it, as before HTTP/1.0.", b"{\"status\": \"processing\"}"),
        bytes("garbage", "Sends bytes that mean nothing.", b"\x00\x01\x02\xff\xfegarbage\r\n\r\n"),
        bytes("another-protocol", "Speaks as a mail server does.", b"220 mail.example ESMTP ready\r\n"),
        bytes("two-answers", "Answers twice.", b"HTTP/1.1 200 Hostile\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 Hostile\r\nContent-Length: 9\r\n\r\n{\"a\": 1}"),
        bytes("switching", "Switches to another protocol (101).", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x-made-up\r\nConnection: upgrade\r\n\r\n\x00\x01"),
    ]
}
