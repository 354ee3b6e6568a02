//! Where a browser comes back to after a sign-in: a page on this computer that exists until it has come.
//!
//! It listens on 127.0.0.1 on a port that the system picks (RFC 8252 section 7.3), answers one question and nothing else,
//! and takes requests only that name this very address, so that no page elsewhere can speak to it under a name of its own.
//! What the request says is judged by the engine ([`Authorization::read`]).

use std::time::Duration;

use drawbridge_engine::{Authorization, BrowserAnswer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Most bytes of a request line and headers.
const HEAD_BYTES: usize = 16 * 1024;
/// How long one connection may take to say what it wants. Browsers open some that never do.
const PATIENCE: Duration = Duration::from_secs(10);

/// The page that a browser comes back to.
pub(crate) struct Callback {
    listener: TcpListener,
    port: u16,
}

/// A browser that waits to be told how it went.
pub(crate) struct Waiting(TcpStream);

impl Callback {
    pub(crate) async fn listen() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    /// What the server is told to send the browser back to.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Waits for an answer. Whatever else comes (an icon asked for, another address, half a request) is no answer.
    pub(crate) async fn answer(&self, begun: &Authorization) -> std::io::Result<(BrowserAnswer, Waiting)> {
        let (sender, mut requests) = mpsc::channel(16);
        let mut readers = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => {
                    let (stream, _) = accepted?;
                    readers.spawn(read_head(stream, sender.clone()));
                }
                Some((head, stream)) = requests.recv() => {
                    let mut waiting = Waiting(stream);
                    let Some(query) = query_of(&head, self.port) else {
                        waiting.tell("404 Not Found", "There is nothing here.").await;
                        continue;
                    };
                    match begun.read(query) {
                        BrowserAnswer::Nothing => waiting.tell("404 Not Found", "There is nothing here.").await,
                        answer => return Ok((answer, waiting)),
                    }
                }
            }
        }
    }
}

impl Waiting {
    /// Shows one sentence. A browser that has gone away meanwhile is nothing to report.
    pub(crate) async fn tell(&mut self, status: &str, sentence: &str) {
        let page = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>Drawbridge</title><h1>Drawbridge</h1><p>{sentence}</p></html>"
        );
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\n\
             Referrer-Policy: no-referrer\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
            page.len()
        );
        let _ = self.0.write_all(format!("{head}{page}").as_bytes()).await;
        let _ = self.0.shutdown().await;
    }
}

async fn read_head(mut stream: TcpStream, sender: mpsc::Sender<(String, TcpStream)>) {
    let mut head = Vec::new();
    let reading = async {
        let mut piece = [0; 2048];
        while !head.windows(4).any(|window| window == b"\r\n\r\n") {
            match stream.read(&mut piece).await {
                Ok(read) if read > 0 && head.len() + read <= HEAD_BYTES => head.extend_from_slice(&piece[..read]),
                _ => return false,
            }
        }
        true
    };
    let is_whole = tokio::time::timeout(PATIENCE, reading).await.unwrap_or(false);
    if let (true, Ok(head)) = (is_whole, String::from_utf8(head)) {
        let _ = sender.send((head, stream)).await;
    }
}

/// The query of a request for the page, if it is one.
fn query_of(head: &str, port: u16) -> Option<&str> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let hosts: Vec<&str> = lines
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.eq_ignore_ascii_case("host"))
        .map(|(_, host)| host.trim())
        .collect();
    let is_here = hosts == [format!("127.0.0.1:{port}")];
    target.strip_prefix("/?").filter(|_| method == "GET" && is_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As an MCP server must: whoever speaks to it under another name is a page elsewhere.
    #[test]
    fn only_a_request_for_this_very_page_is_heard() {
        let head = |line: &str, host: &str| format!("{line} HTTP/1.1\r\n{host}Accept: */*\r\n\r\n");
        let own = "Host: 127.0.0.1:4711\r\n";
        assert_eq!(query_of(&head("GET /?code=a&state=b", own), 4711), Some("code=a&state=b"));
        for (line, host) in [
            ("POST /?code=a", own),
            ("GET /favicon.ico", own),
            ("GET /other?code=a", own),
            ("GET http://127.0.0.1:4711/?code=a", own),
            ("GET /?code=a", ""),
            ("GET /?code=a", "Host: evil.example\r\n"),
            ("GET /?code=a", "Host: localhost:4711\r\n"),
            ("GET /?code=a", "Host: 127.0.0.1:4712\r\n"),
            ("GET /?code=a", "Host: 127.0.0.1:4711\r\nHost: evil.example\r\n"),
            ("", ""),
        ] {
            assert_eq!(query_of(&head(line, host), 4711), None, "{line} {host}");
        }
    }
}
