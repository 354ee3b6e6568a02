//! The one door through which requests leave. No other file names the HTTP client.
//!
//! It follows no redirect, keeps no cookie, sends no `Referer`, asks no proxy of the environment and sends nothing twice:
//! each of these has carried a credential to where it did not belong, or done a thing two times. A name is looked up
//! once, every address it has must pass the [`EgressPolicy`], and the connection goes to one of those addresses; where it
//! went is checked once more afterwards. Connections are shared only among requests of one policy and one set of secrets.
//! Bodies are unpacked by [`crate::unpack`], counted as they are, and cut at the cap. Errors are our own words, see [`crate::door_error`].

use std::collections::HashMap;
use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, TryStreamExt as _};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, redirect, retry};
use tokio::time::Instant as Deadline;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::door_error::DoorError;
use crate::egress::{EgressPolicy, EgressRefusal};
use crate::limits::{self, Limits};
use crate::lookup::{CALL, Call, ConnectTimes, NameFault, NameLookup, TimeConnections};
use crate::progress::{BETWEEN, StepProgress};
use crate::redact::Redactor;
use crate::request::Request;
use crate::tls_fault::TlsFault;
use crate::trace::Timing;
use crate::unpack::{ACCEPTED, Packing, Pieces, Swollen, unpacked};

/// How many pools of connections there are at a time.
const POOLS: usize = 64;

/// What a door is made of.
pub struct DoorSettings {
    /// Told to every server.
    pub user_agent: String,
    /// How names become addresses.
    pub lookup: Arc<dyn NameLookup>,
    /// Certificates (DER) of authorities that are trusted besides the operating system's. For tests; what ships has none.
    pub authorities: Vec<Vec<u8>>,
}

/// Sends requests.
pub struct Door {
    settings: DoorSettings,
    pools: Mutex<HashMap<Pool, Client>>,
}

/// Which requests may share connections: those that may go to the same places with the same secrets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Pool {
    pub(crate) policy: EgressPolicy,
    /// A keyed hash of the secrets.
    pub(crate) secrets: [u8; 32],
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The decoded body, cut at the cap.
    pub body: Bytes,
    /// Whether `body` is all of it.
    pub complete: bool,
    /// Where the time went.
    pub timing: Timing,
}

impl Response {
    /// The first header of this name, which is written in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

/// An answer that has begun. Its body is read piece by piece, as it comes; dropping it closes the connection.
pub struct OpenResponse {
    /// HTTP status.
    pub status: u16,
    headers: Vec<(String, String)>,
    body: Pieces,
    idle: Duration,
    deadline: Deadline,
    /// Bytes that are still read.
    room: usize,
    redactor: Arc<Redactor>,
}

impl OpenResponse {
    /// The first header of this name, which is written in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The next decoded bytes; `None` at the end.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, DoorError> {
        let until = self.deadline.min(Deadline::now() + self.idle);
        let piece = tokio::time::timeout_at(until, self.body.next())
            .await
            .map_err(|_| if until == self.deadline { DoorError::TotalTimeout } else { DoorError::IdleTimeout })?;
        let Some(piece) = piece.transpose().map_err(|error| body_error(&error))? else { return Ok(None) };
        self.room = self.room.checked_sub(piece.len()).ok_or(DoorError::TooLong)?;
        Ok(Some(piece))
    }

    /// All that is left as text, secrets taken out. What cannot be read any more is left out.
    pub async fn text(mut self) -> String {
        let mut bytes = BytesMut::new();
        while let Ok(Some(piece)) = self.piece().await {
            bytes.extend_from_slice(&piece);
        }
        self.redactor.text(&String::from_utf8_lossy(&bytes))
    }
}

impl Door {
    /// Opens no connection yet.
    pub fn new(settings: DoorSettings) -> Self {
        Self { settings, pools: Mutex::default() }
    }

    /// Sends a request once and reads the answer, or says why there is none.
    pub(crate) async fn send(
        &self,
        request: Request,
        pool: Pool,
        limits: &Limits,
        cancel: &CancellationToken,
        progress: StepProgress<'_>,
    ) -> Result<Response, DoorError> {
        let policy = &pool.policy;
        policy.check_url(&request.url).map_err(DoorError::Refused)?;
        let client = self.client(&pool, limits)?;
        let call = Call::new(request.url.port_or_known_default().unwrap_or_default());
        // Apart from what waits for it, which is moved a few times before it runs.
        let exchange = Box::pin(exchange(client, request, policy, limits, &call, progress));
        let exchange = CALL.scope(call.clone(), exchange);
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(DoorError::Cancelled),
            result = tokio::time::timeout(limits.request, exchange) => result.unwrap_or(Err(DoorError::TotalTimeout)),
        }
    }

    /// Sends a request once and gives the answer as soon as it begins. `redactor` knows what the request holds.
    pub(crate) async fn open(
        &self,
        request: Request,
        pool: Pool,
        limits: &Limits,
        redactor: Arc<Redactor>,
    ) -> Result<OpenResponse, DoorError> {
        pool.policy.check_url(&request.url).map_err(DoorError::Refused)?;
        let client = self.client(&pool, limits)?;
        let call = Call::new(request.url.port_or_known_default().unwrap_or_default());
        let deadline = Deadline::now() + limits.request;
        let opening = CALL.scope(call.clone(), begin(client, request, &pool.policy, limits, &call));
        let opening = tokio::time::timeout_at(deadline, opening).await;
        let Head { status, headers, body } = opening.unwrap_or(Err(DoorError::TotalTimeout))?;
        Ok(OpenResponse { status, headers, body, idle: limits.idle, deadline, room: limits.body_bytes, redactor })
    }

    fn client(&self, pool: &Pool, limits: &Limits) -> Result<Client, DoorError> {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = pools.get(pool) {
            return Ok(client.clone());
        }
        if pools.len() >= POOLS {
            pools.clear();
        }
        let policy = Arc::new(pool.policy.clone());
        let resolver = PolicyResolver { policy, lookup: Arc::clone(&self.settings.lookup) };
        let authorities = self.settings.authorities.iter().filter_map(|der| Certificate::from_der(der).ok());
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .no_proxy()
            .user_agent(&self.settings.user_agent)
            .connect_timeout(limits.connect)
            .connector_layer(TimeConnections)
            .dns_resolver(Arc::new(resolver))
            .tcp_nodelay(true)
            .http1_max_headers(limits::RESPONSE_HEADERS)
            .http2_max_header_list_size(64 * 1024)
            .pool_idle_timeout(Duration::from_secs(30))
            .tls_certs_merge(authorities)
            .build()
            // Nothing else in these settings can fail but the list of authorities.
            .map_err(|_| DoorError::Tls(TlsFault::NoAuthorities))?;
        pools.insert(pool.clone(), client.clone());
        Ok(client)
    }
}

async fn exchange(
    client: Client,
    request: Request,
    policy: &EgressPolicy,
    limits: &Limits,
    call: &Call,
    progress: StepProgress<'_>,
) -> Result<Response, DoorError> {
    let started = Instant::now();
    let Head { status, headers, body: mut pieces } = begin(client, request, policy, limits, call).await?;
    let times = call.times();
    let waited = started.elapsed();
    let reading = Instant::now();
    // A body that says how long it is grows in one place; what it says beyond the cap costs nothing.
    let announced = header(&headers, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = BytesMut::with_capacity(limits.body_bytes.min(announced));
    let mut complete = true;
    let mut told = reading;
    loop {
        let piece = tokio::time::timeout(limits.idle, pieces.next()).await.map_err(|_| DoorError::IdleTimeout)?;
        let Some(piece) = piece.transpose().map_err(|error| body_error(&error))? else { break };
        let room = limits.body_bytes - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if told.elapsed() >= BETWEEN {
            progress.receiving(body.len());
            told = Instant::now();
        }
        if piece.len() > room {
            complete = false;
            break;
        }
    }
    let to_reach = times.name_lookup.unwrap_or_default() + times.connect.unwrap_or_default();
    let timing = Timing {
        name_lookup_ms: times.name_lookup.map(milliseconds),
        connect_ms: times.connect.map(milliseconds),
        first_byte_ms: Some(milliseconds(waited.saturating_sub(to_reach))),
        body_ms: Some(milliseconds(reading.elapsed())),
        total_ms: milliseconds(started.elapsed()),
    };
    Ok(Response { status, headers, body: body.freeze(), complete, timing })
}

/// An answer that has begun, judged.
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
    body: Pieces,
}

/// Sends, waits for the answer's head, and judges where it came from and whether it can be read.
async fn begin(
    client: Client,
    request: Request,
    policy: &EgressPolicy,
    limits: &Limits,
    call: &Call,
) -> Result<Head, DoorError> {
    let url = request.url.clone();
    let request = outgoing(request)?;
    let response = first_byte(client, request, limits, call).await?;
    check_remote(policy, &url, response.remote_addr())?;
    let headers = received_headers(response.headers())?;
    let said = response.headers().get_all(CONTENT_ENCODING).iter();
    let packing = Packing::of(said.map(|value| value.to_str().unwrap_or("unreadable")));
    let status = response.status();
    if status.is_success() && packing == Packing::Unknown {
        return Err(DoorError::UnknownEncoding);
    }
    let body = unpacked(Box::pin(response.bytes_stream().map_err(io::Error::other)), packing);
    Ok(Head { status: status.as_u16(), headers, body })
}

/// Waits for the answer's first line. The clock for it starts again once a connection stands, so that a slow
/// connection and a slow server are told apart.
async fn first_byte(
    client: Client,
    request: reqwest::Request,
    limits: &Limits,
    call: &Call,
) -> Result<reqwest::Response, DoorError> {
    let answer = client.execute(request);
    tokio::pin!(answer);
    let mut deadline = Deadline::now() + limits.first_byte;
    loop {
        tokio::select! {
            result = &mut answer => return result.map_err(|error| match connect_error(&error, call.times()) {
                DoorError::Broken if call.times().connecting_since.is_none() => DoorError::KeptConnectionClosed,
                other => other,
            }),
            () = tokio::time::sleep_until(deadline) => {
                let times = call.times();
                let latest = match (times.connecting_since, times.connected_at) {
                    (_, Some(connected)) => Deadline::from_std(connected) + limits.first_byte,
                    (Some(connecting), None) => Deadline::from_std(connecting) + limits.connect + limits.first_byte,
                    (None, None) => deadline,
                };
                if latest <= Deadline::now() {
                    return Err(DoorError::FirstByteTimeout);
                }
                deadline = latest;
            }
        }
    }
}

/// The client's own request. Its headers are exactly those that were rendered, and which packings are taken; secret ones
/// are marked, so that the client does not print or index them.
fn outgoing(request: Request) -> Result<reqwest::Request, DoorError> {
    let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes()).map_err(|_| DoorError::BadRequest)?;
    let mut headers = HeaderMap::new();
    for header in &request.headers {
        let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| DoorError::BadRequest)?;
        let mut value = HeaderValue::from_str(&header.value.sent).map_err(|_| DoorError::BadRequest)?;
        value.set_sensitive(header.value.hides());
        headers.append(name, value);
    }
    headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static(ACCEPTED));
    let mut outgoing = reqwest::Request::new(method, request.url);
    *outgoing.headers_mut() = headers;
    *outgoing.body_mut() = request.body.map(|payload| payload.bytes.into());
    Ok(outgoing)
}

fn header<'headers>(headers: &'headers [(String, String)], name: &str) -> Option<&'headers str> {
    headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

fn received_headers(headers: &HeaderMap) -> Result<Vec<(String, String)>, DoorError> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if headers.len() > limits::RESPONSE_HEADERS || bytes > limits::RESPONSE_HEADER_BYTES {
        return Err(DoorError::HeadersTooLong);
    }
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Ok(headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect())
}

/// Where the connection really went.
fn check_remote(policy: &EgressPolicy, url: &Url, remote: Option<SocketAddr>) -> Result<(), DoorError> {
    let refused = |refusal| Err(DoorError::Refused(refusal));
    match (remote, url.host_str(), url.port_or_known_default()) {
        (Some(remote), Some(host), Some(port)) => policy.check_address(host, port, remote.ip()).or_else(refused),
        _ => refused(EgressRefusal::NotAWebAddress),
    }
}

/// Looks a name up once and lets nobody connect unless every address passes.
struct PolicyResolver {
    policy: Arc<EgressPolicy>,
    lookup: Arc<dyn NameLookup>,
}

impl Resolve for PolicyResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let policy = Arc::clone(&self.policy);
        let looking = self.lookup.look_up(&host);
        let call = CALL.try_with(Clone::clone);
        Box::pin(async move {
            let call = call.map_err(|_| Refusal(EgressRefusal::Origin))?;
            let started = Instant::now();
            call.note(|times| times.looking_since = Some(started));
            let found = looking.await?;
            call.note(|times| times.name_lookup = Some(started.elapsed()));
            for address in &found {
                policy.check_address(&host, call.port, *address).map_err(Refusal)?;
            }
            if found.is_empty() {
                return Err(NameFault::Empty.into());
            }
            let addresses: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// Carries a refusal through the client's error.
#[derive(Debug)]
struct Refusal(EgressRefusal);

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0.words())
    }
}

impl Error for Refusal {}

fn connect_error(error: &reqwest::Error, times: ConnectTimes) -> DoorError {
    if let Some(Refusal(refusal)) = find::<Refusal>(error) {
        return DoorError::Refused(*refusal);
    }
    if let Some(fault) = find::<NameFault>(error) {
        return DoorError::Name(*fault);
    }
    // A server that wants a certificate says so only after the handshake, when the connection already stands.
    let fault = find::<rustls::Error>(error).map(TlsFault::of);
    if let Some(fault) = fault.filter(|fault| error.is_connect() || *fault == TlsFault::WantsCertificate) {
        return DoorError::Tls(fault);
    }
    if error.is_connect() {
        return match innermost_io(error) {
            _ if error.is_timeout() && times.looking_since.is_some() && times.name_lookup.is_none() => {
                DoorError::NameTimeout
            }
            _ if error.is_timeout() => DoorError::ConnectTimeout,
            Some(io::ErrorKind::ConnectionRefused) => DoorError::NotListening,
            Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) => {
                DoorError::Tls(TlsFault::HungUp)
            }
            _ => DoorError::Unreachable,
        };
    }
    match find::<hyper::Error>(error) {
        _ if error.is_builder() => DoorError::BadRequest,
        Some(inner) if inner.is_parse() => DoorError::NotHttp,
        Some(inner) if inner.is_canceled() => DoorError::ClosedBeforeSending,
        _ => DoorError::Broken,
    }
}

/// A body that broke off or is not framed as it should be is told by the client's error; what else goes wrong is the
/// unpacking.
fn body_error(error: &io::Error) -> DoorError {
    if find::<Swollen>(error).is_some() {
        return DoorError::Swollen;
    }
    let is_cut = innermost_io(error) == Some(io::ErrorKind::UnexpectedEof);
    if is_cut || find::<reqwest::Error>(error).is_some() { DoorError::Broken } else { DoorError::Undecodable }
}

/// An error and its sources, those wrapped in an I/O error included.
fn sources<'error>(error: &'error (dyn Error + 'static)) -> impl Iterator<Item = &'error (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

/// The first error of a type among an error's sources.
fn find<'error, E: Error + 'static>(error: &'error (dyn Error + 'static)) -> Option<&'error E> {
    sources(error).find_map(|source| source.downcast_ref::<E>())
}

/// What the operating system, or whoever was the first to speak of input and output, said.
fn innermost_io(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    sources(error).filter_map(|source| source.downcast_ref::<io::Error>()).last().map(io::Error::kind)
}

/// The usual words of a status, `Not Found`.
pub(crate) fn status_words(status: u16) -> &'static str {
    reqwest::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default()
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
