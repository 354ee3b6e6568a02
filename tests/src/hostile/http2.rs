//! HTTP/2, written frame by frame, because no library would misbehave like this.
//!
//! Each behaviour begins with the client's request on an open stream. Only what a server needs is here: frames are
//! written as RFC 9113 lays them out, and a client's frames are read only to find the request.

use std::io::{self, Read, Write};

use super::tls::Secure;
use super::{Behaviour, ORDER, VERY_LONG};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PUSH_PROMISE: u8 = 5;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;

const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// `:status: 200` from the table of RFC 7541, and `content-type: application/json` with its name from there.
const GOOD_HEADERS: &[u8] = b"\x88\x0f\x10\x10application/json";

/// A request's stream, and the connection around it.
pub(super) struct Stream {
    secure: Secure,
    id: u32,
}

impl Stream {
    /// Greets the client and waits for its request.
    pub(super) fn accept(mut secure: Secure) -> io::Result<Self> {
        secure.sock.set_read_timeout(Some(VERY_LONG))?;
        let mut preface = [0; 24];
        secure.read_exact(&mut preface)?;
        let mut stream = Self { secure, id: 0 };
        stream.frame(SETTINGS, 0, 0, b"")?;
        loop {
            let (kind, flags, id) = stream.read()?;
            match kind {
                SETTINGS if flags & ACK == 0 => stream.frame(SETTINGS, ACK, 0, b"")?,
                HEADERS => {
                    stream.id = id;
                    return Ok(stream);
                }
                _ => {}
            }
        }
    }

    /// Reads one frame and forgets what it says.
    fn read(&mut self) -> io::Result<(u8, u8, u32)> {
        let mut head = [0; 9];
        self.secure.read_exact(&mut head)?;
        let [high, middle, low, kind, flags, id @ ..] = head;
        let length = u32::from_be_bytes([0, high, middle, low]);
        io::copy(&mut Read::by_ref(&mut self.secure).take(length.into()), &mut io::sink())?;
        Ok((kind, flags, u32::from_be_bytes(id)))
    }

    fn frame(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        self.secure.write_all(&frame(kind, flags, stream, payload))?;
        self.secure.flush()
    }

    fn headers(&mut self) -> io::Result<()> {
        self.frame(HEADERS, END_HEADERS, self.id, GOOD_HEADERS)
    }

    /// The same frames again and again until the client has had enough.
    fn flood(&mut self, frames: &[u8]) -> io::Result<()> {
        let many = frames.repeat((64 * 1024 / frames.len()).max(1));
        (0..10_000).try_for_each(|_| self.secure.write_all(&many))
    }

    /// Until the client hangs up.
    fn hold(&mut self) -> io::Result<()> {
        loop {
            self.read()?;
        }
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let [_, high, middle, low] = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&[high, middle, low, kind, flags], stream.to_be_bytes().as_slice(), payload].concat()
}

#[expect(clippy::too_many_lines, reason = "a list")]
pub(super) fn behaviours() -> Vec<Behaviour> {
    vec![
        Behaviour::http2("h2-good", "Answers properly over HTTP/2.", |stream| {
            stream.headers()?;
            stream.frame(DATA, END_STREAM, stream.id, ORDER.as_bytes())?;
            stream.hold()
        }),
        Behaviour::http2("h2-silent", "Takes the request and never answers.", Stream::hold),
        Behaviour::http2("h2-silent-in-body", "Stops in the middle of the body.", |stream| {
            stream.headers()?;
            stream.frame(DATA, 0, stream.id, &ORDER.as_bytes()[..20])?;
            stream.hold()
        }),
        Behaviour::http2("h2-empty-data-flood", "Sends empty pieces of the body without an end.", |stream| {
            stream.headers()?;
            stream.flood(&frame(DATA, 0, stream.id, b""))
        }),
        Behaviour::http2("h2-padding-flood", "Sends pieces that are padding only.", |stream| {
            stream.headers()?;
            let padding = [&[255], [0; 255].as_slice()].concat();
            stream.flood(&frame(DATA, 8, stream.id, &padding))
        }),
        Behaviour::http2("h2-ping-flood", "Asks again and again whether anybody is there.", |stream| {
            stream.flood(&frame(PING, 0, 0, b"hostile!"))
        }),
        Behaviour::http2("h2-settings-flood", "Changes its settings again and again.", |stream| {
            stream.flood(&frame(SETTINGS, 0, 0, b""))
        }),
        Behaviour::http2("h2-reset", "Breaks the stream off in the middle of the body.", |stream| {
            stream.headers()?;
            stream.frame(DATA, 0, stream.id, &ORDER.as_bytes()[..20])?;
            stream.frame(RST_STREAM, 0, stream.id, &[0, 0, 0, 2])?;
            stream.hold()
        }),
        Behaviour::http2("h2-refused", "Refuses the stream, as if it could be tried again.", |stream| {
            stream.frame(RST_STREAM, 0, stream.id, &[0, 0, 0, 7])?;
            stream.hold()
        }),
        Behaviour::http2("h2-rapid-reset", "Breaks the stream off a million times.", |stream| {
            stream.flood(&frame(RST_STREAM, 0, stream.id, &[0, 0, 0, 8]))
        }),
        Behaviour::http2("h2-go-away", "Says good-bye in the middle of the body and hangs up.", |stream| {
            stream.headers()?;
            stream.frame(DATA, 0, stream.id, &ORDER.as_bytes()[..20])?;
            stream.frame(GOAWAY, 0, 0, &[0, 0, 0, 0, 0, 0, 0, 2])
        }),
        Behaviour::http2("h2-go-away-politely", "Says good-bye, and answers properly before it goes.", |stream| {
            let goodbye = [stream.id.to_be_bytes(), [0; 4]].concat();
            stream.frame(GOAWAY, 0, 0, &goodbye)?;
            stream.headers()?;
            stream.frame(DATA, END_STREAM, stream.id, ORDER.as_bytes())?;
            stream.hold()
        }),
        Behaviour::http2("h2-header-bomb", "Sends a small block that unpacks to megabytes of headers.", |stream| {
            // One header of 4,000 letters goes into the table, then is named 12,000 times with a byte each.
            let mut block = GOOD_HEADERS.to_vec();
            block.extend(b"\x40\x01x\x7f\xa1\x1e");
            block.extend([b'v'; 4000]);
            block.extend([0xbe; 12_000]);
            stream.frame(HEADERS, END_HEADERS, stream.id, &block)?;
            stream.hold()
        }),
        Behaviour::http2("h2-header-flood", "Continues the headers without an end.", |stream| {
            stream.frame(HEADERS, 0, stream.id, GOOD_HEADERS)?;
            let header = [b"\x00\x01x\x7f\x81\x01".as_slice(), &[b'v'; 256]].concat();
            stream.flood(&frame(CONTINUATION, 0, stream.id, &header))
        }),
        Behaviour::http2("h2-header-nonsense", "Names a header that is in no table.", |stream| {
            stream.frame(HEADERS, END_HEADERS, stream.id, &[0x88, 0xff, 0xff, 0xff, 0x0f])?;
            stream.hold()
        }),
        Behaviour::http2("h2-body-first", "Sends the body before the headers.", |stream| {
            stream.frame(DATA, END_STREAM, stream.id, ORDER.as_bytes())?;
            stream.hold()
        }),
        Behaviour::http2("h2-body-short", "Says a length and sends less.", |stream| {
            let headers = [GOOD_HEADERS, b"\x0f\x0d\x03999"].concat();
            stream.frame(HEADERS, END_HEADERS, stream.id, &headers)?;
            stream.frame(DATA, END_STREAM, stream.id, ORDER.as_bytes())?;
            stream.hold()
        }),
        Behaviour::http2(
            "h2-body-endless",
            "Sends a body without an end, whatever the client has room for.",
            |stream| {
                stream.headers()?;
                stream.flood(&frame(DATA, 0, stream.id, &[b' '; 16_384]))
            },
        ),
        Behaviour::http2("h2-frame-too-long", "Sends a frame that is larger than allowed.", |stream| {
            stream.headers()?;
            stream.frame(DATA, END_STREAM, stream.id, &vec![b' '; 0x00ff_ffff])?;
            stream.hold()
        }),
        Behaviour::http2("h2-push", "Sends answers that nobody asked for.", |stream| {
            let promise = [&[0, 0, 0, 2], GOOD_HEADERS].concat();
            stream.frame(PUSH_PROMISE, END_HEADERS, stream.id, &promise)?;
            stream.hold()
        }),
        Behaviour::http2("h2-as-http1", "Agrees on HTTP/2 and then speaks HTTP/1.1.", |stream| {
            stream.secure.write_all(b"HTTP/1.1 200 Hostile\r\nContent-Length: 2\r\n\r\n{}")?;
            stream.secure.flush()?;
            stream.hold()
        }),
    ]
}
