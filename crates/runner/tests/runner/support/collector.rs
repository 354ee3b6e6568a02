//! Somebody who collects traces and metrics: an HTTP server that keeps the bytes that are posted to it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// Path and body of each request.
type Posted = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// Somebody who collects: keeps the bytes that are posted, by path.
pub struct Collector {
    /// Where it listens.
    pub address: String,
    got: Posted,
}

impl Collector {
    /// Begins on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let got: Posted = Posted::default();
        let kept = Arc::clone(&got);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream);
                    while let Some((path, body)) = posted(&mut reader) {
                        kept.lock().unwrap().push((path, body));
                        let _ = reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    }
                });
            }
        });
        Self { address, got }
    }

    /// All that was posted to a path.
    pub fn got(&self, path: &str) -> Vec<u8> {
        let got = self.got.lock().unwrap();
        got.iter().filter(|(posted, _)| posted == path).flat_map(|(_, body)| body.clone()).collect()
    }
}

fn posted(reader: &mut impl BufRead) -> Option<(String, Vec<u8>)> {
    let mut path = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if let Some(rest) = line.strip_prefix("POST ") {
            rest.split(' ').next().unwrap_or_default().clone_into(&mut path);
        } else if let Some((_, value)) =
            line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        {
            length = value.trim().parse().ok()?;
        } else if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((path, body))
}
