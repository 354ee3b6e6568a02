//! A request that was read, and the ways to answer it badly.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use super::VERY_LONG;
use crate::fake_api::Recorded;

/// What goes over a connection, encrypted or not.
pub(super) trait Wire: Read + Write + Send {}

impl<T: Read + Write + Send> Wire for T {}

/// A request and the connection that it came on.
pub(super) struct Exchange {
    wire: Box<dyn Wire>,
    /// The same connection below any encryption.
    tcp: TcpStream,
    pub(super) request: Recorded,
    /// This server's port, and that of another origin.
    pub(super) peers: (u16, u16),
}

impl Exchange {
    pub(super) fn new(wire: Box<dyn Wire>, tcp: TcpStream, request: Recorded, peers: (u16, u16)) -> Self {
        Self { wire, tcp, request, peers }
    }

    /// Exactly these bytes.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.wire.write_all(bytes)?;
        self.wire.flush()
    }

    /// A whole answer with the right length. `headers` are whole lines.
    pub(super) fn answer(&mut self, status: u16, headers: &str, body: &[u8]) -> io::Result<()> {
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} Hostile\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
        self.send(&[head.as_bytes(), body].concat())
    }

    /// A whole JSON answer.
    pub(super) fn json(&mut self, body: &str) -> io::Result<()> {
        self.answer(200, "Content-Type: application/json\r\n", body.as_bytes())
    }

    /// The head of a JSON answer; `headers` are whole lines.
    pub(super) fn head(&mut self, headers: &str) -> io::Result<()> {
        let head =
            format!("HTTP/1.1 200 Hostile\r\nContent-Type: application/json\r\n{headers}Connection: close\r\n\r\n");
        self.send(head.as_bytes())
    }

    /// One chunk of a chunked body.
    pub(super) fn chunk(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.send(&[format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat())
    }

    /// The same piece again and again until the other side has had enough, or so many times.
    pub(super) fn repeat(&mut self, piece: &[u8], times: usize) -> io::Result<()> {
        (0..times).try_for_each(|_| self.send(piece))
    }

    /// One byte a second.
    pub(super) fn drip(&mut self, bytes: impl IntoIterator<Item = u8>) -> io::Result<()> {
        for byte in bytes {
            self.send(&[byte])?;
            self.pause(Duration::from_secs(1))?;
        }
        Ok(())
    }

    /// Says nothing until the other side hangs up.
    pub(super) fn hold(&mut self) -> io::Result<()> {
        self.pause(VERY_LONG)
    }

    /// Says nothing for so long. An error means that the other side hung up meanwhile.
    pub(super) fn pause(&mut self, time: Duration) -> io::Result<()> {
        wait(&self.tcp, time)
    }

    /// Says no more, and hears no more: the other side gets a reset in place of an end.
    pub(super) fn reset(&mut self) -> io::Result<()> {
        reset(&self.tcp)
    }

    /// Closes one direction and leaves the other.
    pub(super) fn half_close(&mut self, direction: Shutdown) -> io::Result<()> {
        self.tcp.shutdown(direction)
    }

    /// The key that the request was signed in with.
    pub(super) fn key(&self) -> String {
        self.request.header("x-api-key").unwrap_or("no key").to_owned()
    }
}

/// Waits so long; an error means that the other side hung up meanwhile. Whatever it says is no request any more.
pub(super) fn wait(tcp: &TcpStream, time: Duration) -> io::Result<()> {
    tcp.set_read_timeout(Some(time))?;
    match tcp.peek(&mut [0]) {
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Err(io::ErrorKind::ConnectionAborted.into()),
    }
}

/// Makes the end of this connection a reset.
pub(super) fn reset(tcp: &TcpStream) -> io::Result<()> {
    socket2::SockRef::from(tcp).set_linger(Some(Duration::ZERO))
}
