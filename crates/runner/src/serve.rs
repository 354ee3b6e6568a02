//! `drawbridge serve`: puts the tools of bundles beside any chatbot, as an MCP server or over REST.
//!
//! [`settings`] says what is wanted, [`tools`] makes the bundles ready, [`server`] makes every call with the one engine;
//! [`mcp`] and [`rest`] are two ways in, behind [`http`] and its [`guard`]. Nothing is kept on disk, and nothing is decided
//! here but who may speak to it. To add a way in, make a [`server::Call`] of what came and give back its outcome.

mod audit;
mod guard;
mod http;
mod identity;
mod mcp;
mod metrics;
mod pace;
mod rest;
mod server;
pub mod settings;
mod telemetry;
mod tools;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use drawbridge_engine::{Engine, EngineSettings, SecretName};
use drawbridge_model::SecretValue;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::{output, secrets, state};
use guard::Guard;
use server::Server;
use settings::ServeArguments;
use telemetry::Telemetry;
use tools::Tools;

/// No message of a client is longer, in bytes (SECURITY 3.4).
const LONGEST_MESSAGE: usize = 1024 * 1024;
/// The header by which an application names its conversation.
const CONVERSATION_HEADER: &str = "Drawbridge-Conversation";
/// Shorter than any time limit of a call that comes to its end (SECURITY 3.4).
const SHORTER_THAN_LIMITS: Duration = Duration::from_secs(4);
/// What still runs when the server ends is given up after this time.
const LAST_TASKS: Duration = Duration::from_millis(500);

/// Serves until it is told to end, or its one client goes.
pub fn serve(raw: &[OsString], arguments: &ServeArguments) -> Result<u8, Failure> {
    let settings = settings::with_file(raw, arguments)?;
    let tools = Tools::open(&settings)?;
    let token = token(&settings)?;
    let telemetry = Telemetry::from_environment()?;
    let mut runtime = match settings.threads {
        // Nothing is handed from one thread to another.
        ..=1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    let runtime = runtime.worker_threads(usize::from(settings.threads)).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::usage(format!("The program cannot start: {error}.")))?;
    let (engine, state) = {
        let _inside = runtime.enter();
        state::engine_settings(settings.state.as_deref(), settings.supplied.secrets_dir.as_deref())?
    };
    let engine = EngineSettings { calls_at_once: usize::from(settings.calls_at_once), ..engine };
    let engine = Engine::new(engine).map_err(|error| Failure::usage(error.to_string()))?;
    let server = Arc::new(Server::new(engine, state, tools, telemetry, &settings, token.is_some()));
    let (raw, arguments) = (raw.to_vec(), arguments.clone());
    let again = move || Tools::open(&settings::with_file(&raw, &arguments)?);
    let ended = runtime.block_on(run(Arc::clone(&server), settings, token, again));
    server.end();
    // Standard input may still be read by a thread that cannot be stopped.
    runtime.shutdown_timeout(LAST_TASKS);
    ended.map(|()| 0)
}

async fn run(
    server: Arc<Server>,
    settings: ServeArguments,
    token: Option<SecretValue>,
    again: impl Fn() -> Result<Tools, Failure> + Clone + Send + 'static,
) -> Result<(), Failure> {
    let stop = CancellationToken::new();
    tokio::spawn(end_on_signal(stop.clone()));
    tokio::spawn(reload_on_signal(Arc::clone(&server), again));
    tokio::spawn(keep_a_timer());
    if let Err(words) = server.is_ready().await {
        output::warning(&words, "It goes on, and tries again with every call. /readyz tells when it is ready.");
    } else if server.may_forget().await {
        let words = "The state throws records away when its memory is full, counted tries among them.";
        output::warning(words, "Set its maxmemory-policy to noeviction.");
    }
    if let Some(address) = settings.listen {
        return over_http(server, &settings, address, token, stop).await;
    }
    if std::io::stdin().is_terminal() {
        output::note("An MCP client is awaited on standard input. For HTTP, say --listen 127.0.0.1:8787.");
    }
    mcp::standard_streams(server, stop).await.map_err(Failure::usage)
}

async fn over_http(
    server: Arc<Server>,
    settings: &ServeArguments,
    address: SocketAddr,
    token: Option<SecretValue>,
    stop: CancellationToken,
) -> Result<(), Failure> {
    guard::check_address(settings, address.ip(), token.is_some())?;
    let listener = http::listen(address).await.map_err(Failure::usage)?;
    // The port may have been left to the system: 0 is any that is free.
    let address = listener.local_addr().unwrap_or(address);
    let guard = Guard::new(settings, address, token.as_ref())?;
    output::note(&format!("{} at http://{address}: MCP at /mcp, REST at /tools.", counted(&server.tools())));
    if !address.ip().is_loopback() {
        output::note("It does not encrypt. Put it behind a proxy that does, on a network that nobody else is on.");
    }
    http::serve(listener, server, guard, stop).await;
    Ok(())
}

/// A timer that ends before all others is told to the runtime's own wait by two system calls, and each call of a tool sets
/// several. Beside one that always ends sooner than theirs they cost none.
async fn keep_a_timer() {
    loop {
        tokio::time::sleep(SHORTER_THAN_LIMITS).await;
    }
}

/// The token that clients must send, if one was supplied.
fn token(settings: &ServeArguments) -> Result<Option<SecretValue>, Failure> {
    let name = SecretName { system: "serve".to_owned(), name: "token".to_owned() };
    secrets::optional(&name, "token of clients", settings.supplied.secrets_dir.as_deref())
        .map_err(|complaint| Failure::missing(vec![complaint]))
}

/// Reads everything anew on SIGHUP. What cannot be used is told, and what was there stays.
async fn reload_on_signal(server: Arc<Server>, again: impl Fn() -> Result<Tools, Failure> + Clone + Send + 'static) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut hangups) = signal(SignalKind::hangup()) else { return };
        while hangups.recv().await.is_some() {
            match tokio::task::spawn_blocking(again.clone()).await {
                Ok(Ok(tools)) => {
                    output::note(&format!("Read anew: {}.", counted(&tools)));
                    server.replace(tools);
                }
                Ok(Err(failure)) => {
                    output::failure(&failure);
                    output::note("Nothing was changed; the tools of before are still offered.");
                }
                Err(_) => output::note("Reading anew failed; the tools of before are still offered."),
            }
        }
    }
    #[cfg(not(unix))]
    drop((server, again));
}

/// Ends the server on Ctrl+C or SIGTERM.
async fn end_on_signal(stop: CancellationToken) {
    #[cfg(unix)]
    let asked = async {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminations) = signal(SignalKind::terminate()) else { return std::future::pending().await };
        terminations.recv().await;
    };
    #[cfg(not(unix))]
    let asked = std::future::pending::<()>();
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => drop(interrupted),
        () = asked => {}
    }
    stop.cancel();
}

/// The value of a header that stands there exactly once, as text.
fn only_header(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().map(str::to_owned),
        _ => None,
    }
}

fn counted(tools: &Tools) -> String {
    match tools.len() {
        1 => "1 tool".to_owned(),
        number => format!("{number} tools"),
    }
}
