//! An API on loopback that answers as a test has scripted it and records every request byte by byte.
//!
//! Each route has a sequence of replies; the last one repeats. A reply may carry any status, header, body and delay,
//! or be raw bytes that are not HTTP at all. Whatever the script does not know is answered with status 599 and noted as
//! a complaint, and a complaint nobody has taken fails the test when the server is dropped: a fake that invents an
//! answer would let a wrong request pass.
//!
//! It needs no runtime: one thread listens, one serves each connection.

use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

/// The running server. It ends when this is dropped.
pub struct FakeApi {
    address: SocketAddr,
    script: Arc<Script>,
}

/// One thing that the server knows how to answer.
pub struct Route {
    method: String,
    path: String,
    /// Whether any path that begins with this one fits.
    below: bool,
    header: Option<(String, String)>,
    otherwise: Reply,
    replies: Vec<Reply>,
    asked: usize,
}

/// What the server sends back.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    raw: bool,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Every byte, head and body.
    pub bytes: Vec<u8>,
    /// `GET`.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// Names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body, without chunk marks.
    pub body: Vec<u8>,
}

#[derive(Default)]
struct Script {
    routes: Mutex<Vec<Route>>,
    requests: Mutex<Vec<Recorded>>,
    complaints: Mutex<Vec<String>>,
    over: AtomicBool,
}

impl FakeApi {
    /// Starts on a free port of this computer.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback");
        let address = listener.local_addr().expect("a bound listener has an address");
        let script = Arc::new(Script::default());
        let serving = Arc::clone(&script);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.over.load(Ordering::Acquire) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let serving = Arc::clone(&serving);
                std::thread::spawn(move || serve(&serving, stream));
            }
        });
        Self { address, script }
    }

    /// `http://127.0.0.1:4711`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `127.0.0.1:4711`.
    pub fn host_port(&self) -> String {
        self.address.to_string()
    }

    /// Teaches the server a route. A later route for the same method, path and header takes the earlier one's place.
    pub fn teach(&self, route: Route) -> &Self {
        let mut routes = lock(&self.script.routes);
        routes
            .retain(|known| (&known.method, &known.path, &known.header) != (&route.method, &route.path, &route.header));
        routes.push(route);
        drop(routes);
        self
    }

    /// Every request so far, in the order they came.
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.script.requests).clone()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        lock(&self.script.requests).clear();
    }

    /// What the server was asked and did not know; taken, it no longer fails the test.
    pub fn take_complaints(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.script.complaints))
    }
}

impl Drop for FakeApi {
    fn drop(&mut self) {
        self.script.over.store(true, Ordering::Release);
        // Wakes the listening thread, so that it sees the end.
        drop(TcpStream::connect(self.address));
        let complaints = self.take_complaints();
        assert!(
            std::thread::panicking() || complaints.is_empty(),
            "the fake API was asked what it does not know: {complaints:#?}"
        );
    }
}

impl Route {
    /// Answers this method and path. A query in `path` must match to the letter; without one, any query is accepted.
    pub fn new(method: &str, path: &str) -> Self {
        let unscripted = Reply::json(599, &serde_json::json!({"complaint": "no reply is scripted"}));
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            below: false,
            header: None,
            otherwise: unscripted,
            replies: Vec::new(),
            asked: 0,
        }
    }

    /// Answers this method wherever the path begins with this text.
    pub fn below(method: &str, path: &str) -> Self {
        Self { below: true, ..Self::new(method, path) }
    }

    /// Asks for a header with exactly this value, and sends `otherwise` without it.
    #[must_use]
    pub fn needs(mut self, header: &str, value: &str, otherwise: Reply) -> Self {
        self.header = Some((header.to_ascii_lowercase(), value.to_owned()));
        self.otherwise = otherwise;
        self
    }

    /// The next reply of the sequence; the last one repeats.
    #[must_use]
    pub fn reply(mut self, reply: Reply) -> Self {
        self.replies.push(reply);
        self
    }

    fn fits(&self, request: &Recorded) -> bool {
        let wanted = if self.path.contains('?') { request.target.as_str() } else { request.path() };
        let is_there = if self.below { wanted.starts_with(&self.path) } else { self.path == wanted };
        self.method == request.method && is_there
    }

    fn next(&mut self, request: &Recorded) -> Option<Reply> {
        if let Some((name, value)) = &self.header
            && request.header(name) != Some(value)
        {
            return Some(self.otherwise.clone());
        }
        let position = self.asked.min(self.replies.len().checked_sub(1)?);
        self.asked += 1;
        self.replies.get(position).cloned()
    }
}

impl Reply {
    /// A JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", &body.to_string())
    }

    /// Any text.
    pub fn text(status: u16, content_type: &str, body: &str) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.as_bytes().to_vec(),
            delay: Duration::ZERO,
            raw: false,
        }
    }

    /// These bytes and nothing else, then the connection is closed. They need not be HTTP; empty means hanging up.
    pub fn raw(bytes: &[u8]) -> Self {
        Self { status: 0, headers: Vec::new(), body: bytes.to_vec(), delay: Duration::ZERO, raw: true }
    }

    /// One more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits before the first byte.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn send(&self, stream: &mut TcpStream, method: &str) -> std::io::Result<()> {
        std::thread::sleep(self.delay);
        if self.raw {
            stream.write_all(&self.body)?;
            return stream.shutdown(std::net::Shutdown::Both);
        }
        let mut bytes = Vec::new();
        write!(bytes, "HTTP/1.1 {} Scripted\r\n", self.status)?;
        for (name, value) in &self.headers {
            write!(bytes, "{name}: {value}\r\n")?;
        }
        write!(bytes, "content-length: {}\r\n\r\n", self.body.len())?;
        if method != "HEAD" {
            bytes.extend_from_slice(&self.body);
        }
        stream.write_all(&bytes)
    }
}

impl Recorded {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The target without its query.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }
}

fn serve(script: &Script, mut stream: TcpStream) {
    // Answers are small, and a test must not wait for the network's own patience.
    let _ = stream.set_nodelay(true);
    let mut pending = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut pending) {
        lock(&script.requests).push(request.clone());
        let reply =
            lock(&script.routes).iter_mut().filter(|route| route.fits(&request)).find_map(|route| route.next(&request));
        let reply = reply.unwrap_or_else(|| {
            let complaint = format!("{} {}", request.method, request.target);
            lock(&script.complaints).push(complaint.clone());
            Reply::json(599, &serde_json::json!({ "complaint": complaint }))
        });
        let close = request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        if reply.send(&mut stream, &request.method).is_err() || reply.raw || close {
            return;
        }
    }
}

/// Reads one whole request; `None` when the other side is done or does not speak HTTP/1.1.
pub(crate) fn read_request(stream: &mut impl Read, pending: &mut Vec<u8>) -> Option<Recorded> {
    let head_end = loop {
        if let Some(end) = pending.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        more(stream, pending)?;
    };
    let head = String::from_utf8_lossy(&pending[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut request = Recorded { bytes: Vec::new(), method, target, headers, body: Vec::new() };
    let end = if request.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        let (body, end) = chunked(stream, pending, head_end)?;
        request.body = body;
        end
    } else {
        let length: usize = request.header("content-length").map_or(Some(0), |value| value.parse().ok())?;
        while pending.len() < head_end + length {
            more(stream, pending)?;
        }
        request.body = pending[head_end..head_end + length].to_vec();
        head_end + length
    };
    request.bytes = pending.drain(..end).collect();
    Some(request)
}

/// Reads a chunked body; gives back the body and where it ends in `pending`.
fn chunked(stream: &mut impl Read, pending: &mut Vec<u8>, start: usize) -> Option<(Vec<u8>, usize)> {
    let (mut body, mut at) = (Vec::new(), start);
    loop {
        let line_end = loop {
            if let Some(end) = pending[at..].windows(2).position(|two| two == b"\r\n") {
                break at + end;
            }
            more(stream, pending)?;
        };
        let size = usize::from_str_radix(std::str::from_utf8(&pending[at..line_end]).ok()?.trim(), 16).ok()?;
        let data = line_end + 2;
        while pending.len() < data + size + 2 {
            more(stream, pending)?;
        }
        body.extend_from_slice(&pending[data..data + size]);
        at = data + size + 2;
        if size == 0 {
            return Some((body, at));
        }
    }
}

fn more(stream: &mut impl Read, pending: &mut Vec<u8>) -> Option<()> {
    let mut piece = [0_u8; 16 * 1024];
    let read = stream.read(&mut piece).ok().filter(|read| *read > 0)?;
    pending.extend_from_slice(&piece[..read]);
    Some(())
}

/// A test that failed elsewhere must not make every later look at the script fail too.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(api: &FakeApi, bytes: &str) -> String {
        let mut stream = TcpStream::connect(api.host_port()).expect("the fake listens");
        stream.write_all(bytes.as_bytes()).expect("the fake reads");
        stream.shutdown(std::net::Shutdown::Write).expect("half a close");
        let mut said = String::new();
        stream.read_to_string(&mut said).expect("the fake answers");
        said
    }

    #[test]
    fn a_route_gives_its_replies_in_order_and_repeats_the_last() {
        let api = FakeApi::start();
        api.teach(Route::new("GET", "/a").reply(Reply::text(503, "text/plain", "later")).reply(Reply::text(
            200,
            "text/plain",
            "now",
        )));
        let said = exchange(&api, &"GET /a?x=1 HTTP/1.1\r\nHost: h\r\n\r\n".repeat(3));
        let statuses: Vec<&str> = said.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
        assert_eq!(statuses, ["503", "200", "200"]);
        assert_eq!(api.requests()[0].bytes, b"GET /a?x=1 HTTP/1.1\r\nHost: h\r\n\r\n", "recorded to the byte");
    }

    #[test]
    fn a_missing_header_gets_the_other_reply_and_a_body_is_kept() {
        let api = FakeApi::start();
        let refusal = Reply::text(401, "text/plain", "who are you");
        api.teach(Route::new("POST", "/b").needs("Authorization", "Basic eA==", refusal).reply(Reply::text(
            201,
            "text/plain",
            "made",
        )));
        assert!(exchange(&api, "POST /b HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi").contains(" 401 "));
        let chunked =
            "POST /b HTTP/1.1\r\nAuthorization: Basic eA==\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
        assert!(exchange(&api, chunked).ends_with("made"));
        assert_eq!(api.requests().iter().map(|request| request.body.as_slice()).collect::<Vec<_>>(), [b"hi", b"hi"]);
    }

    #[test]
    fn a_route_may_answer_whatever_lies_below_it() {
        let api = FakeApi::start();
        api.teach(Route::below("GET", "/a/").reply(Reply::text(200, "text/plain", "here")));
        assert!(exchange(&api, "GET /a/b%2Fc?d=1 HTTP/1.1\r\n\r\n").ends_with("here"));
        assert!(exchange(&api, "GET /a HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 599 "));
        assert_eq!(api.take_complaints(), ["GET /a"]);
    }

    #[test]
    fn what_the_script_does_not_know_is_refused_and_complained_about() {
        let api = FakeApi::start();
        assert!(exchange(&api, "GET /nobody HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 599 "));
        assert_eq!(api.take_complaints(), ["GET /nobody"]);
    }
}
