//! A small HTTP server of our own: it answers with whatever bytes a test gives, proper or not, and keeps what it got.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Request line and headers.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Recorded {
    /// The first line without its line end.
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    /// The path and query of the first line.
    pub fn target(&self) -> &str {
        self.line().split(' ').nth(1).unwrap_or_default()
    }

    /// Every value of a header.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let rows = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        rows.filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).collect()
    }
}

/// A running server. Its thread ends with the test process.
pub struct Server {
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    requests: Arc<Mutex<Vec<Recorded>>>,
}

impl Server {
    /// Answers each request with the bytes that `answer` writes.
    pub fn with(answer: impl Fn(&Recorded, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&requests), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    if let Some(request) = read_request(&mut stream) {
                        kept.lock().unwrap().push(request.clone());
                        answer(&request, &mut stream);
                    }
                });
            }
        });
        Self { port, requests }
    }

    /// Answers by target with a status and JSON.
    pub fn json(answer: impl Fn(&Recorded) -> (u16, String) + Send + Sync + 'static) -> Self {
        Self::with(move |request, stream| {
            let (status, body) = answer(request);
            stream.write_all(&response(status, "Content-Type: application/json\r\n", body.as_bytes())).unwrap();
        })
    }

    /// Answers everything with the same bytes.
    pub fn raw(bytes: Vec<u8>) -> Self {
        Self::with(move |_, stream| {
            let _ = stream.write_all(&bytes);
        })
    }

    /// What came so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap().clone()
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// A whole answer with the right length. `headers` are whole lines.
pub fn response(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len())
            .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn read_request(stream: &mut TcpStream) -> Option<Recorded> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&buffer[..read]);
    };
    let mut request = Recorded { head: String::from_utf8_lossy(&bytes[..end]).into_owned(), body: String::new() };
    let length: usize = request.headers("content-length").first().map_or(0, |length| length.parse().unwrap());
    while bytes.len() < end + length {
        let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&buffer[..read]);
    }
    request.body = String::from_utf8_lossy(&bytes[end..]).into_owned();
    Some(request)
}
