//! The server's HTTP side: connections, their limits, and which path leads where.
//!
//! Connections are made by hand rather than by the framework, because what matters is not on by default: no delay of small
//! packets, a limit for the head and for the body of a request, an end that lets calls finish. Every request is judged
//! before anything else; then MCP, where most calls come, is answered at once, and the framework leads to the rest.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tower_service::Service;

use super::guard::{Guard, Refused};
use super::mcp::{self, Endpoint};
use super::server::Server;
use super::{LONGEST_MESSAGE, rest};

/// The head of a request, or its body, must have come within this time.
const LONGEST_READ: Duration = Duration::from_secs(10);
/// Calls under way have this long when the server is told to end.
const LAST_CALLS: Duration = Duration::from_secs(5);
/// Where MCP is.
const MCP: &str = "/mcp";
/// Most connections at the same time.
const CONNECTIONS: usize = 4_096;

/// Serves until `stop` is cancelled, and then until the calls under way have ended or five seconds are over.
pub async fn serve(listener: TcpListener, server: Arc<Server>, guard: Guard, stop: CancellationToken) {
    let mcp = Endpoint::new(Arc::clone(&server), stop.clone());
    let site = Arc::new(Site { guard, mcp, rest: router(server) });
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((stream, _)) => {
                // Above the limit a connection is closed at once; those that are open go on.
                if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
                    connect(stream, Arc::clone(&site), &graceful, place);
                }
            }
            // Too many files are open, or the connection was gone already: neither ends the server.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(LAST_CALLS) => {}
    }
}

fn connect(stream: TcpStream, site: Arc<Site>, graceful: &GracefulShutdown, place: OwnedSemaphorePermit) {
    // An answer is small and whole: waiting for more of it costs 40 ms and gains nothing.
    stream.set_nodelay(true).ok();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(LONGEST_READ).max_buf_size(64 * 1024);
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(site.answer(request).await) }
    });
    let connection = http.serve_connection(TokioIo::new(stream), service);
    let watched = graceful.watch(connection);
    tokio::spawn(async move {
        // A client that goes away or speaks no HTTP is no event.
        watched.await.ok();
        drop(place);
    });
}

fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/tools/{name}", post(rest::call))
        .route("/tools", get(rest::tools))
        .route("/openapi.json", get(rest::description))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(|| async {
            problem(StatusCode::NOT_FOUND, "There is nothing here. The tools are at /tools, MCP is at /mcp.")
        })
        .method_not_allowed_fallback(|| async {
            problem(StatusCode::METHOD_NOT_ALLOWED, "This path is called in another way.")
        })
        .with_state(server)
}

/// All that is reached over HTTP.
struct Site {
    guard: Guard,
    mcp: Endpoint,
    rest: Router,
}

impl Site {
    /// Refuses what may not speak, reads the body whole within its limits, and answers.
    async fn answer(&self, request: Request<Incoming>) -> Response {
        let (head, body) = request.into_parts();
        let is_open = matches!(head.uri.path(), "/healthz" | "/readyz");
        if let Err(Refused { status, words }) = self.guard.check(&head, !is_open) {
            let mut response = problem(status, words);
            if status == StatusCode::UNAUTHORIZED {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
            }
            return response;
        }
        let body = if head.method == Method::GET || head.method == Method::HEAD {
            Bytes::new()
        } else {
            match tokio::time::timeout(LONGEST_READ, Limited::new(body, LONGEST_MESSAGE).collect()).await {
                Ok(Ok(body)) => body.to_bytes(),
                Ok(Err(error)) if error.is::<LengthLimitError>() => {
                    return problem(StatusCode::PAYLOAD_TOO_LARGE, "The message is longer than 1 MiB.");
                }
                Ok(Err(_)) => return problem(StatusCode::BAD_REQUEST, "The message did not come whole."),
                Err(_) => {
                    let words = "The message took longer than ten seconds to come.";
                    return problem(StatusCode::REQUEST_TIMEOUT, words);
                }
            }
        };
        if head.uri.path() != MCP {
            return match self.rest.clone().call(Request::from_parts(head, Body::from(body))).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
        }
        let is_message = mcp::is_json(&head.headers);
        let response = self.mcp.answer(head, body.clone()).await;
        if is_message && response.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
            return json_response(StatusCode::BAD_REQUEST, &mcp::problem_of(&body));
        }
        response
    }
}

/// A refusal as JSON: `{"error": "…"}`.
pub fn problem(status: StatusCode, words: &str) -> Response {
    json_response(status, &json!({"error": words}))
}

/// An answer as JSON, in one piece.
pub fn json_response(status: StatusCode, value: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, "application/json")], Bytes::from(bytes)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn ready(State(server): State<Arc<Server>>) -> Response {
    match server.is_ready().await {
        Ok(()) => (StatusCode::OK, "ready\n").into_response(),
        Err(words) => problem(StatusCode::SERVICE_UNAVAILABLE, &words),
    }
}

async fn metrics(State(server): State<Arc<Server>>) -> Response {
    let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, form)], server.metrics.text()).into_response()
}

/// Listens at an address.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => format!("Another program listens at {address} already."),
        _ => format!("It cannot listen at {address}: {error}."),
    })
}
