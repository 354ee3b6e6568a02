//! The API that all servers ask: any order, in one write, over connections that stay open.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};

use drawbridge_tests::shapes;

/// Starts it on a free port. It ends with this program.
pub fn start() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback");
    let port = listener.local_addr().expect("a bound listener has an address").port();
    let body = shapes::order().to_string();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    let answer: &'static str = Box::leak((head + &body).into_boxed_str());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream, answer.as_bytes()));
        }
    });
    port
}

fn serve(stream: TcpStream, answer: &[u8]) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream);
    let mut line = Vec::with_capacity(1024);
    loop {
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line).ok()? == 0 {
                return None;
            }
            if line == b"\r\n" {
                break;
            }
        }
        reader.get_mut().write_all(answer).ok()?;
    }
}
