//! A small HTTP server on loopback that answers from a list of routes and keeps every request as it came.
//!
//! One connection at a time is enough for a program that makes one call. A request that no route knows is answered
//! with 599 and makes [`Api::requests`] panic, so that no test passes by accident.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Method and path.
    pub fn call(&self) -> &str {
        self.line.trim_end_matches(" HTTP/1.1")
    }
}

/// What is answered; see [`hang_up`] for a status of 0.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Reply {
    pub fn is_json(&self) -> bool {
        self.headers.iter().any(|(name, value)| name == "Content-Type" && value.contains("json"))
    }
}

pub fn json(status: u16, body: &serde_json::Value) -> Reply {
    Reply { status, headers: vec![("Content-Type".to_owned(), "application/json".to_owned())], body: body.to_string() }
}

/// No answer at all: the connection is closed.
pub fn hang_up() -> Reply {
    Reply { status: 0, headers: Vec::new(), body: String::new() }
}

type Answer = Box<dyn Fn(&Received) -> Option<Reply> + Send>;

/// The server; it ends with the test's process.
pub struct Api {
    pub port: u16,
    received: Arc<Mutex<Vec<Received>>>,
    unknown: Arc<Mutex<Vec<String>>>,
}

impl Api {
    /// Answers with what the function says; `None` means that the request is not known.
    pub fn start(answer: impl Fn(&Received) -> Option<Reply> + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let api = Self { port, received: Arc::default(), unknown: Arc::default() };
        let (received, unknown) = (Arc::clone(&api.received), Arc::clone(&api.unknown));
        let answer: Answer = Box::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &answer, &received, &unknown);
            }
        });
        api
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn place(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Received> {
        let unknown = self.unknown.lock().unwrap();
        assert!(unknown.is_empty(), "the API was asked for what it does not know: {unknown:?}");
        self.received.lock().unwrap().clone()
    }

    /// Method and path of all requests so far.
    pub fn calls(&self) -> Vec<String> {
        self.requests().iter().map(|request| request.call().to_owned()).collect()
    }
}

fn serve(stream: TcpStream, answer: &Answer, received: &Mutex<Vec<Received>>, unknown: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream);
    let Some(request) = read(&mut reader) else { return };
    received.lock().unwrap().push(request.clone());
    let reply = answer(&request).unwrap_or_else(|| {
        unknown.lock().unwrap().push(request.line.clone());
        Reply { status: 599, headers: Vec::new(), body: String::new() }
    });
    if reply.status == 0 {
        return;
    }
    let mut head =
        format!("HTTP/1.1 {} Reply\r\nConnection: close\r\nContent-Length: {}\r\n", reply.status, reply.body.len());
    for (name, value) in &reply.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let stream = reader.get_mut();
    let _ = stream.write_all(format!("{head}\r\n{}", reply.body).as_bytes());
}

pub fn read(reader: &mut BufReader<TcpStream>) -> Option<Received> {
    let line = line(reader)?;
    let mut headers = Vec::new();
    loop {
        let header = self::line(reader)?;
        match header.split_once(':') {
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
            None => break,
        }
    }
    let mut request = Received { line, headers, body: String::new() };
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).ok()?;
    Some(request)
}

fn line(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    match reader.read_line(&mut line) {
        Ok(read) if read > 0 => Some(line.trim_end().to_owned()),
        _ => None,
    }
}
