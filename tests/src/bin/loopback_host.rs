//! Serves the interface and the real commands over HTTP on this computer, for browser tests. Never shipped.
//!
//! `loopback_host [--port N] [--data FOLDER] [--interface FOLDER] [--connectors N] [--hostile PAGE]` prints one
//! line,
//! `listening on http://127.0.0.1:PORT`, and runs until it is killed. Secrets are kept in memory. Without `--data` it
//! works in a temporary folder, removed at the end; `--connectors` fills a new library before it opens, `--hostile` with one for
//! each behaviour of the hostile server at that address.
//!
//! - `POST /call/{name}` with the request as JSON: 200 and the answer, or 422 and the error.
//! - `GET /events`: server-sent events, one per [`Event`].
//! - `POST /test/dialogs` with `{"save": "/path" | null, "open": "/path" | null}`: what the next dialogs answer.
//!   Nothing said, a save goes into `exports/` of the data folder and an open is cancelled.
//! - `POST /test/vault` with `{"state": "ready" | "locked" | "missing"}`: how the keychain behaves from now on.
//! - `GET /test/browser`: the addresses that a browser would have opened, in order. Nothing is opened here; a test goes
//!   there itself.
//! - Anything else is a file of the interface.

use std::convert::Infallible;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use drawbridge_commands::{Asked, Event, FileKind, Host, Program};
use drawbridge_tests::hostile::connectors;
use drawbridge_tests::library;
use drawbridge_vault::{MemoryVault, VaultState};
use http_body_util::{BodyExt as _, Either, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::sync::broadcast;

/// Either a whole answer or events without an end.
type Body = Either<Full<Bytes>, StreamBody<Events>>;
/// Events as frames of a body.
type Events = std::pin::Pin<Box<dyn futures_util::Stream<Item = Result<Frame<Bytes>, Infallible>> + Send>>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().position(|known| known == name).and_then(|at| arguments.get(at + 1));
    let temporary = tempfile::tempdir()?;
    let data = option("--data").map_or_else(|| temporary.path().to_path_buf(), PathBuf::from);
    let interface = option("--interface")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("DRAWBRIDGE_INTERFACE").map(PathBuf::from));
    let host = Arc::new(Loopback::new(&data, interface.unwrap_or_else(|| "ui/dist".into())));
    let vault = Arc::clone(&host.vault);
    let program = Program::open(&data, vault, Arc::<Loopback>::clone(&host));
    if let Some(connectors) = option("--connectors") {
        let commands = program.commands().ok_or("the library cannot be opened")?;
        library::fill(&commands, connectors.parse()?).await?;
    }
    if let Some(page) = option("--hostile") {
        let commands = program.commands().ok_or("the library cannot be opened")?;
        library::fill_hostile(&commands, &connectors::places(page)?).await?;
    }
    let port: u16 = option("--port").map_or(Ok(0), |port| port.parse())?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    std::io::stdout().flush()?;
    loop {
        let (stream, _) = listener.accept().await?;
        let (host, program) = (Arc::clone(&host), Arc::clone(&program));
        tokio::spawn(async move {
            let answer = service_fn(move |request| {
                let (host, program) = (Arc::clone(&host), Arc::clone(&program));
                async move { Ok::<_, Infallible>(respond(&host, &program, request).await) }
            });
            // A browser that closes a connection early is nothing to report.
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

/// What stands in for the desktop.
struct Loopback {
    vault: Arc<MemoryVault>,
    data: PathBuf,
    interface: PathBuf,
    dialogs: Mutex<Value>,
    opened: Mutex<Vec<String>>,
    events: broadcast::Sender<Event>,
}

impl Loopback {
    fn new(data: &Path, interface: PathBuf) -> Self {
        let (events, _) = broadcast::channel(1024);
        Self {
            vault: Arc::new(MemoryVault::new()),
            data: data.to_owned(),
            interface,
            dialogs: Mutex::default(),
            opened: Mutex::default(),
            events,
        }
    }

    /// The scripted answer of a dialog, taken; `None`: none was scripted.
    #[expect(clippy::option_option, reason = "a dialog that was scripted to be cancelled is not one without a script")]
    fn scripted(&self, dialog: &str) -> Option<Option<PathBuf>> {
        let mut dialogs = self.dialogs.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = dialogs.as_object_mut()?.remove(dialog)?;
        Some(answer.as_str().map(PathBuf::from))
    }
}

impl Host for Loopback {
    fn ask_save(&self, _kind: FileKind, suggested_name: &str) -> Asked<Option<PathBuf>> {
        let folder = self.data.join("exports");
        let answer = self
            .scripted("save")
            .unwrap_or_else(|| std::fs::create_dir_all(&folder).ok().map(|()| folder.join(suggested_name)));
        Box::pin(async { answer })
    }

    fn ask_open(&self, _kind: FileKind) -> Asked<Option<PathBuf>> {
        let answer = self.scripted("open").flatten();
        Box::pin(async { answer })
    }

    fn show_folder(&self, _path: &Path) -> bool {
        true
    }

    fn open_browser(&self, address: &str) -> bool {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(address.to_owned());
        true
    }

    fn emit(&self, event: Event) {
        // Without a browser there is nobody to hear it.
        let _ = self.events.send(event);
    }

    #[expect(clippy::disallowed_methods, reason = "this is where the time comes in")]
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

async fn respond(host: &Loopback, program: &Arc<Program>, request: Request<Incoming>) -> Response<Body> {
    let path = request.uri().path().to_owned();
    match (request.method(), path.as_str()) {
        (&Method::GET, "/events") => events(host),
        (&Method::GET, "/test/browser") => {
            json_answer(StatusCode::OK, &json!(*host.opened.lock().unwrap_or_else(PoisonError::into_inner)))
        }
        (&Method::GET, _) => file(&host.interface, &path),
        (&Method::POST, _) => {
            let Ok(body) = request.into_body().collect().await else { return refused("half a request") };
            let Ok(content) = serde_json::from_slice::<Value>(&body.to_bytes()) else { return refused("not JSON") };
            posted(host, program, &path, content).await
        }
        _ => refused("only GET and POST"),
    }
}

async fn posted(host: &Loopback, program: &Arc<Program>, path: &str, content: Value) -> Response<Body> {
    if let Some(name) = path.strip_prefix("/call/") {
        return match program.call(name, content).await {
            Ok(answer) => json_answer(StatusCode::OK, &answer),
            Err(problem) => json_answer(StatusCode::UNPROCESSABLE_ENTITY, &json!(problem)),
        };
    }
    match path {
        "/test/dialogs" => *host.dialogs.lock().unwrap_or_else(PoisonError::into_inner) = content,
        "/test/vault" => {
            let detail = "scripted by a test".to_owned();
            host.vault.set_state(match content["state"].as_str() {
                Some("locked") => VaultState::Locked { detail },
                Some("missing") => VaultState::Missing { detail },
                Some("ready") => VaultState::Ready,
                _ => return refused("state: ready, locked or missing"),
            });
        }
        _ => return refused("no such address"),
    }
    json_answer(StatusCode::OK, &json!({}))
}

fn events(host: &Loopback) -> Response<Body> {
    let receiver = host.events.subscribe();
    let frames = futures_util::stream::unfold(receiver, |mut receiver| async move {
        loop {
            match receiver.recv().await {
                Ok(event) => {
                    let text = format!("data: {}\n\n", json!(event));
                    return Some((Ok(Frame::data(Bytes::from(text))), receiver));
                }
                // A browser that is too slow for progress has missed some of it, which is what progress is for.
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    });
    let mut response = Response::new(Either::Right(StreamBody::new(Box::pin(frames) as Events)));
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static("text/event-stream"));
    response
}

fn file(interface: &Path, path: &str) -> Response<Body> {
    let name = if path == "/" { "index.html" } else { path.trim_start_matches('/') };
    let is_inside = Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let Some(content) = is_inside.then(|| std::fs::read(interface.join(name)).ok()).flatten() else {
        return answer(StatusCode::NOT_FOUND, "text/plain", Bytes::from_static(b"there is no such file"));
    };
    let kind = match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    answer(StatusCode::OK, kind, content.into())
}

fn refused(reason: &str) -> Response<Body> {
    json_answer(StatusCode::BAD_REQUEST, &json!({"code": "bad_request", "message": reason, "hint": "", "at": null}))
}

fn json_answer(status: StatusCode, content: &Value) -> Response<Body> {
    answer(status, "application/json", content.to_string().into())
}

fn answer(status: StatusCode, kind: &'static str, content: Bytes) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::new(content)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, hyper::header::HeaderValue::from_static("no-store"));
    response
}
