//! An MCP client by hand: lines of JSON over pipes, and HTTP over a connection that is kept, with one write a request and
//! no delay of small packets. It reads no more of an answer than is needed to know that it is the right one.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::peers::{Case, Peer, Way};

/// The revision that all the servers speak.
const REVISION: &str = "2025-11-25";
/// Stands in every right answer.
const RIGHT: &str = "processing";
/// A server that does not answer for so long has failed.
const PATIENCE: Duration = Duration::from_mins(1);
/// Stands for the number of a call: its id, the order that it asks for and its conversation, so that no try is one of
/// several at the same record or in the same conversation.
pub const NUMBER: u64 = 270_270_727;
/// The ids of one client begin here, of the next one twice as far: one peer mixes sessions up that use the same.
const IDS: u64 = 1_000_000_000;

/// One session.
pub struct Client {
    link: Link,
    /// A call's message, with [`NUMBER`] wherever its number stands.
    call: String,
    arguments: Value,
    next: u64,
}

enum Link {
    Pipes { input: ChildStdin, output: BufReader<ChildStdout> },
    Http(Http),
}

struct Http {
    port: u16,
    reader: BufReader<TcpStream>,
    session: Option<String>,
    /// Where answers come that are not given at once.
    events: Option<BufReader<TcpStream>>,
}

struct Response {
    status: u16,
    session: Option<String>,
    body: Vec<u8>,
}

impl Client {
    /// Starts a server and greets it.
    pub fn start(peer: &Peer, way: Way, case: &Case, number: usize) -> (Child, Self) {
        let port = (way == Way::Http).then(free_port);
        let mut command = peer.command(case, port);
        command.stdin(if port.is_none() { Stdio::piped() } else { Stdio::null() });
        command.stdout(if port.is_none() { Stdio::piped() } else { Stdio::null() }).stderr(Stdio::null());
        let mut server = command.spawn().unwrap_or_else(|error| panic!("{} does not start: {error}", peer.name));
        let link = match port {
            Some(port) => Link::Http(Http::open(port)),
            None => Link::Pipes {
                input: server.stdin.take().expect("its standard input"),
                output: BufReader::new(server.stdout.take().expect("its standard output")),
            },
        };
        (server, Self::greet(link, peer.arguments(), number))
    }

    /// Another session of the same server over HTTP, to call the same tool.
    pub fn another(&self, number: usize) -> Self {
        let Link::Http(http) = &self.link else { panic!("one process over pipes has one session") };
        let mut client = Self::greet(Link::Http(Http::open(http.port)), self.arguments.clone(), number);
        client.call.clone_from(&self.call);
        client
    }

    fn greet(link: Link, arguments: Value, number: usize) -> Self {
        let first = IDS * (number as u64 + 1);
        let mut client = Self { link, call: String::new(), arguments, next: first };
        let params =
            json!({"protocolVersion": REVISION, "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}});
        client.ask("initialize", &params);
        client.tell(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string());
        client
    }

    /// Lists the tools, the first of which is called from now on; gives how many there are.
    pub fn tools(&mut self) -> usize {
        let mut names = Vec::new();
        let mut params = json!({});
        loop {
            let listed: Value = serde_json::from_str(&self.ask("tools/list", &params)).expect("JSON");
            let tools = listed["result"]["tools"].as_array().unwrap_or_else(|| panic!("no tools: {listed}"));
            names.extend(tools.iter().map(|tool| tool["name"].clone()));
            match &listed["result"]["nextCursor"] {
                Value::String(cursor) => params = json!({"cursor": cursor}),
                _ => break,
            }
        }
        let params = json!({
            "name": names[0], "arguments": self.arguments, "_meta": {"org.drawbridge/conversation": NUMBER.to_string()},
        });
        let call = json!({"jsonrpc": "2.0", "id": NUMBER, "method": "tools/call", "params": params});
        self.call = call.to_string();
        names.len()
    }

    /// Calls for so long, one after another; gives the milliseconds of each.
    pub fn call_for(&mut self, time: Duration) -> Vec<f64> {
        let (started, mut times) = (Instant::now(), Vec::new());
        while started.elapsed() < time {
            let message = self.message();
            let called = Instant::now();
            let answer = self.exchange(&message);
            times.push(called.elapsed().as_secs_f64() * 1e3);
            assert!(answer.contains(RIGHT) && id(&answer) == Some(self.next), "a wrong answer: {answer}");
        }
        times
    }

    /// Calls for so long with so many calls under way; gives the milliseconds of each.
    pub fn pipeline_for(&mut self, time: Duration, under_way: usize) -> Vec<f64> {
        let (started, mut times, mut waiting) = (Instant::now(), Vec::new(), HashMap::new());
        loop {
            while waiting.len() < under_way && started.elapsed() < time {
                let message = self.message();
                waiting.insert(self.next, Instant::now());
                self.tell(&message);
            }
            if waiting.is_empty() {
                return times;
            }
            let answer = self.listen();
            let called = id(&answer).and_then(|id| waiting.remove(&id));
            let called = called.unwrap_or_else(|| panic!("nobody waits for this: {answer}"));
            assert!(answer.contains(RIGHT), "a wrong answer: {answer}");
            times.push(called.elapsed().as_secs_f64() * 1e3);
        }
    }

    fn message(&mut self) -> String {
        self.next += 1;
        self.call.replace(&NUMBER.to_string(), &self.next.to_string())
    }

    fn ask(&mut self, method: &str, params: &Value) -> String {
        self.next += 1;
        let message = json!({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params});
        self.exchange(&message.to_string())
    }

    /// Sends a request and waits for its answer.
    fn exchange(&mut self, message: &str) -> String {
        match &mut self.link {
            Link::Pipes { .. } => {
                self.tell(message);
                self.listen()
            }
            Link::Http(http) => http.exchange(message),
        }
    }

    /// Sends a message over the pipe, or one that has no answer.
    fn tell(&mut self, message: &str) {
        match &mut self.link {
            Link::Pipes { input, .. } => input.write_all(format!("{message}\n").as_bytes()).expect("the server reads"),
            Link::Http(http) => {
                http.post(message);
                http.open_events();
            }
        }
    }

    /// The next answer on the pipe; what the server tells besides is passed over.
    fn listen(&mut self) -> String {
        let Link::Pipes { output, .. } = &mut self.link else { panic!("only pipes are listened to") };
        loop {
            let mut line = String::new();
            let read = output.read_line(&mut line).expect("UTF-8");
            assert!(read > 0, "the server ended");
            if line.starts_with('{') && is_answer(&line) {
                return line;
            }
        }
    }
}

impl Http {
    fn open(port: u16) -> Self {
        let started = Instant::now();
        loop {
            if let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) {
                return Self { port, reader: reader(stream), session: None, events: None };
            }
            assert!(started.elapsed() < PATIENCE, "nothing listens");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn exchange(&mut self, message: &str) -> String {
        let response = self.post(message);
        assert!(response.status < 300, "status {}: {}", response.status, String::from_utf8_lossy(&response.body));
        if response.session.is_some() {
            self.session = response.session;
        }
        let body = String::from_utf8(response.body).expect("UTF-8");
        if body.starts_with('{') {
            return body;
        }
        let event = body.lines().filter_map(|line| line.strip_prefix("data:")).find(|data| is_answer(data));
        event.map_or_else(|| self.next_event(), |data| data.trim().to_owned())
    }

    /// One peer answers on a stream that the client has asked for beforehand.
    fn open_events(&mut self) {
        let Some(session) = &self.session else { return };
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let mut events = reader(stream);
        let head = format!(
            "GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept: text/event-stream\r\nMcp-Session-Id: {session}\r\n\
             MCP-Protocol-Version: {REVISION}\r\n\r\n",
            self.port
        );
        events.get_mut().write_all(head.as_bytes()).expect("the server reads");
        self.events = Some(events);
    }

    fn next_event(&mut self) -> String {
        let events = self.events.as_mut().expect("a stream of events");
        loop {
            let mut line = String::new();
            assert!(events.read_line(&mut line).expect("UTF-8") > 0, "the stream of events ended");
            if let Some(data) = line.strip_prefix("data:").filter(|data| is_answer(data)) {
                return data.trim().to_owned();
            }
        }
    }

    fn post(&mut self, message: &str) -> Response {
        let session =
            self.session.as_ref().map_or_else(String::new, |session| format!("Mcp-Session-Id: {session}\r\n"));
        let request = format!(
            "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nAccept: application/json, \
             text/event-stream\r\nMCP-Protocol-Version: {REVISION}\r\n{session}Content-Length: {}\r\n\r\n{message}",
            self.port,
            message.len()
        );
        self.reader.get_mut().write_all(request.as_bytes()).expect("the server reads");
        self.response()
    }

    fn response(&mut self) -> Response {
        let mut response = Response { status: 0, session: None, body: Vec::new() };
        let (mut length, mut is_chunked, mut line) = (0, false, String::new());
        loop {
            line.clear();
            assert!(self.reader.read_line(&mut line).expect("a head") > 0, "the server closed the connection");
            let Some((name, value)) = line.trim_end().split_once(':') else {
                if line == "\r\n" {
                    break;
                }
                response.status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
                continue;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().expect("a length"),
                "transfer-encoding" => is_chunked = true,
                "mcp-session-id" => response.session = Some(value.trim().to_owned()),
                _ => {}
            }
        }
        while is_chunked {
            line.clear();
            self.reader.read_line(&mut line).expect("a chunk");
            length = usize::from_str_radix(line.trim(), 16).expect("the length of a chunk");
            self.read(length, &mut response.body);
            self.read(2, &mut Vec::new());
            is_chunked = length > 0;
            length = 0;
        }
        self.read(length, &mut response.body);
        response
    }

    fn read(&mut self, length: usize, body: &mut Vec<u8>) {
        let start = body.len();
        body.resize(start + length, 0);
        self.reader.read_exact(&mut body[start..]).expect("a whole body");
    }
}

fn reader(stream: TcpStream) -> BufReader<TcpStream> {
    stream.set_nodelay(true).expect("no delay");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    BufReader::with_capacity(64 * 1024, stream)
}

fn is_answer(message: &str) -> bool {
    message.contains("\"result\"") || message.contains("\"error\"")
}

/// The id of an answer, which stands at its beginning or at its end.
fn id(answer: &str) -> Option<u64> {
    const BEGINNING: &str = r#"{"jsonrpc":"2.0","id":"#;
    let rest = match answer.strip_prefix(BEGINNING) {
        Some(rest) => rest,
        None => answer.rsplit_once("\"id\":")?.1,
    };
    rest.split(|other: char| !other.is_ascii_digit()).next()?.parse().ok()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback");
    listener.local_addr().expect("a bound listener has an address").port()
}
