//! A server that does everything wrong, one behaviour per path.
//!
//! [`Hostile::start`] serves it inside a test; the program `hostile` serves it for a person, with a page at `/` that
//! lists every behaviour. What is about HTTP/1.1 stands behind one port, at `/NAME`; what is about TLS or HTTP/2 has a
//! port of its own for each behaviour, because the trouble begins before there is a path. Certificates are made anew
//! at each start, by an authority that nobody trusts unless told to ([`Hostile::authority`]).
//!
//! One thread listens, one serves each connection, and a connection's thread ends when the other side hangs up: so
//! [`Hostile::open_connections`] tells whether a client really let go. To add a behaviour, add a line with a sentence
//! to one of the lists beside this file, and a row with the expected outcome to `tests/tests/hostile/table.rs`.

pub mod call;
pub mod connectors;
mod content;
mod echo;
mod exchange;
mod framing;
mod http2;
mod json;
mod packed;
mod page;
mod redirect;
mod slow;
mod status;
mod tls;

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use exchange::Exchange;
use tls::{Authority, Certificate};

use crate::fake_api::{Recorded, read_request};

/// The record that well-behaved answers hold: the order of `ana@example.com`.
pub const ORDER: &str = r#"{"status": "processing", "total": "63.80", "billing": {"email": "Ana@Example.com"}}"#;

/// How long a server that stalls waits before it gives up, and how late a late answer is.
const VERY_LONG: std::time::Duration = std::time::Duration::from_mins(1);

/// One thing that the server does.
struct Behaviour {
    name: &'static str,
    sentence: &'static str,
    act: Act,
}

/// Where a behaviour begins.
enum Act {
    /// With a request that was read, over a plain connection.
    Http(Box<Answer>),
    /// With a request that was read, over TLS with this certificate.
    Https(Certificate, Box<Answer>),
    /// With an HTTP/2 stream that is open, over TLS with a good certificate.
    Http2(fn(&mut http2::Stream) -> io::Result<()>),
    /// With a connection, before anything was said.
    Connection(fn(TcpStream, &Authority) -> io::Result<()>),
}

type Answer = dyn Fn(&mut Exchange) -> io::Result<()> + Send + Sync;

impl Behaviour {
    fn http(
        name: &'static str,
        sentence: &'static str,
        answer: impl Fn(&mut Exchange) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self { name, sentence, act: Act::Http(Box::new(answer)) }
    }

    fn https(
        name: &'static str,
        sentence: &'static str,
        certificate: Certificate,
        answer: impl Fn(&mut Exchange) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self { name, sentence, act: Act::Https(certificate, Box::new(answer)) }
    }

    fn http2(name: &'static str, sentence: &'static str, act: fn(&mut http2::Stream) -> io::Result<()>) -> Self {
        Self { name, sentence, act: Act::Http2(act) }
    }

    fn connection(
        name: &'static str,
        sentence: &'static str,
        act: fn(TcpStream, &Authority) -> io::Result<()>,
    ) -> Self {
        Self { name, sentence, act: Act::Connection(act) }
    }
}

/// A behaviour as others see it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its name, which is its path.
    pub name: &'static str,
    /// What it does.
    pub sentence: &'static str,
    /// What kind of trouble it is.
    pub group: &'static str,
    /// The address to give to a system.
    pub origin: String,
}

/// A request that came.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The port that it came to.
    pub port: u16,
    /// The request; of HTTP/2 only its method and path.
    pub request: Recorded,
}

/// The running server. It ends when this is dropped; threads that wait end when their client hangs up.
pub struct Hostile {
    port: u16,
    elsewhere: u16,
    listed: Vec<Listed>,
    shared: Arc<Shared>,
}

struct Shared {
    behaviours: Vec<Behaviour>,
    authority: Authority,
    page: Mutex<(String, String)>,
    seen: Mutex<Vec<Seen>>,
    open: AtomicUsize,
    over: AtomicBool,
    ports: Mutex<Vec<u16>>,
}

/// All behaviours by group.
fn groups() -> Vec<(&'static str, Vec<Behaviour>)> {
    vec![
        ("Compression", packed::behaviours()),
        ("Slowness and broken connections", slow::behaviours()),
        ("Lengths and chunks", framing::bodies()),
        ("Headers and status lines", framing::heads()),
        ("Statuses", status::behaviours()),
        ("Redirects", redirect::behaviours()),
        ("Other things than JSON", content::behaviours()),
        ("Strange JSON", json::behaviours()),
        ("Echoes of the request's secrets", echo::behaviours()),
        ("HTTP/2", http2::behaviours()),
        ("TLS", tls::behaviours()),
    ]
}

impl Hostile {
    /// Starts on free ports of this computer.
    pub fn start() -> Self {
        Self::start_at(0).expect("free ports on loopback")
    }

    /// Starts with the page and the behaviours of plain HTTP on this port.
    pub fn start_at(port: u16) -> io::Result<Self> {
        let (mut behaviours, mut group_of) = (Vec::new(), Vec::new());
        for (group, list) in groups() {
            group_of.extend(std::iter::repeat_n(group, list.len()));
            behaviours.extend(list);
        }
        let shared = Arc::new(Shared {
            behaviours,
            authority: Authority::new(),
            page: Mutex::default(),
            seen: Mutex::default(),
            open: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            ports: Mutex::default(),
        });
        let elsewhere = listen(0, &shared, None)?;
        let port = listen(port, &shared, None)?;
        let mut listed = Vec::new();
        for (number, behaviour) in shared.behaviours.iter().enumerate() {
            let origin = match behaviour.act {
                Act::Http(_) => format!("http://127.0.0.1:{port}"),
                _ => format!("https://localhost:{}", listen(0, &shared, Some(number))?),
            };
            let (name, sentence, group) = (behaviour.name, behaviour.sentence, group_of[number]);
            listed.push(Listed { name, sentence, group, origin });
        }
        *lock(&shared.page) = (page::html(&listed), page::json(&listed));
        *lock(&shared.ports) = vec![port, elsewhere];
        Ok(Self { port, elsewhere, listed, shared })
    }

    /// Everything that it does.
    pub fn behaviours(&self) -> &[Listed] {
        &self.listed
    }

    /// The behaviour of this name.
    pub fn behaviour(&self, name: &str) -> &Listed {
        self.listed.iter().find(|listed| listed.name == name).unwrap_or_else(|| panic!("no behaviour “{name}”"))
    }

    /// `http://127.0.0.1:4711`: the page, and the behaviours of plain HTTP.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The port of another origin, to which redirects and other headers point.
    pub fn elsewhere(&self) -> u16 {
        self.elsewhere
    }

    /// The certificate (DER) of the authority that made the good certificates.
    pub fn authority(&self) -> Vec<u8> {
        self.shared.authority.der()
    }

    /// The same, as a file would hold it.
    pub fn authority_pem(&self) -> String {
        self.shared.authority.pem()
    }

    /// Every request so far.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.shared.seen).clone()
    }

    /// The requests to a path so far.
    pub fn seen_at(&self, name: &str) -> usize {
        let path = format!("/{name}");
        lock(&self.shared.seen).iter().filter(|seen| seen.request.path() == path).count()
    }

    /// Connections that are neither closed by us nor let go by the other side.
    pub fn open_connections(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// The same, for another thread.
    pub fn counter(&self) -> impl Fn() -> usize + Send + 'static {
        let shared = Arc::clone(&self.shared);
        move || shared.open.load(Ordering::SeqCst)
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes the listening threads, so that they see the end.
        for port in lock(&self.shared.ports).drain(..) {
            drop(TcpStream::connect(("127.0.0.1", port)));
        }
        for listed in &self.listed {
            if let Some(port) = listed.origin.strip_prefix("https://localhost:").and_then(|port| port.parse().ok()) {
                drop(TcpStream::connect(("127.0.0.1", port)));
            }
        }
    }
}

/// Listens, for one behaviour or for all of plain HTTP.
fn listen(port: u16, shared: &Arc<Shared>, only: Option<usize>) -> io::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    let port = listener.local_addr()?.port();
    let shared = Arc::clone(shared);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            if shared.over.load(Ordering::SeqCst) {
                return;
            }
            let Ok(stream) = stream else { continue };
            shared.open.fetch_add(1, Ordering::SeqCst);
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || {
                // An error is a client that hung up, which is what most of these behaviours lead to.
                let _ = serve(&shared, stream, port, only);
                shared.open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    Ok(port)
}

fn serve(shared: &Shared, stream: TcpStream, port: u16, only: Option<usize>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(VERY_LONG))?;
    let Some(behaviour) = only.and_then(|number| shared.behaviours.get(number)) else {
        return serve_plain(shared, stream, port);
    };
    match &behaviour.act {
        Act::Http(_) => Ok(()),
        Act::Connection(act) => act(stream, &shared.authority),
        Act::Https(certificate, answer) => {
            let mut secure = shared.authority.accept(*certificate, &[b"http/1.1"], stream.try_clone()?)?;
            let Some(request) = read_request(&mut secure, &mut Vec::new()) else { return Ok(()) };
            lock(&shared.seen).push(Seen { port, request: request.clone() });
            answer(&mut Exchange::new(Box::new(secure), stream, request, shared.peers()))
        }
        Act::Http2(act) => {
            let secure = shared.authority.accept(Certificate::Good, &[b"h2"], stream)?;
            let mut open = http2::Stream::accept(secure)?;
            let request = Recorded {
                bytes: Vec::new(),
                method: "GET".to_owned(),
                target: format!("/{}", behaviour.name),
                headers: Vec::new(),
                body: Vec::new(),
            };
            lock(&shared.seen).push(Seen { port, request });
            act(&mut open)
        }
    }
}

fn serve_plain(shared: &Shared, mut stream: TcpStream, port: u16) -> io::Result<()> {
    let Some(request) = read_request(&mut stream, &mut Vec::new()) else { return Ok(()) };
    lock(&shared.seen).push(Seen { port, request: request.clone() });
    let path = request.path().trim_start_matches('/').to_owned();
    let mut exchange = Exchange::new(Box::new(stream.try_clone()?), stream, request, shared.peers());
    let name = path.split('/').next().unwrap_or_default();
    let wanted = shared.behaviours.iter().find(|behaviour| behaviour.name == name);
    match (name, wanted.map(|behaviour| &behaviour.act)) {
        ("", _) => exchange.answer(200, "Content-Type: text/html; charset=utf-8\r\n", lock(&shared.page).0.as_bytes()),
        ("behaviours.json", _) => exchange.json(&lock(&shared.page).1),
        (_, Some(Act::Http(answer))) => answer(&mut exchange),
        _ => exchange.answer(404, "Content-Type: text/plain\r\n", b"There is no such behaviour; / lists them all."),
    }
}

impl Shared {
    /// The port of the behaviours, and that of another origin.
    fn peers(&self) -> (u16, u16) {
        let ports = lock(&self.ports);
        (ports.first().copied().unwrap_or_default(), ports.get(1).copied().unwrap_or_default())
    }
}

/// A test that failed elsewhere must not make every later look at the server fail too.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
