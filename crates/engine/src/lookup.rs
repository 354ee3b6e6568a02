//! Names to addresses, and how long a connection took: the part of the door that knows no HTTP client.
//!
//! The operating system is asked through `dns_lookup`, because the standard library tells its reasons only as text, and
//! an owner should hear whether a name is misspelt or the network is away.
//! A call's port and clock travel beside it as a task-local, because the client asks for a name without saying for
//! which request. A question that arrives without one (a connection that nobody waits for) is refused.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use dns_lookup::LookupErrorKind;
use drawbridge_model::WebOrigin;
use tower_layer::Layer;
use tower_service::Service;

use crate::address::{self, AddressKind};

/// A future that can be sent to another thread.
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Answers which addresses a host name has.
pub trait NameLookup: Send + Sync {
    /// All addresses of a name.
    fn look_up(&self, host: &str) -> Pending<Result<Vec<IpAddr>, NameFault>>;
}

/// Why a name has no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// There is no such name.
    #[error("there is no such name")]
    Unknown,
    /// The name is there, without an address.
    #[error("the name has no address")]
    Empty,
    /// Nobody who knows could be asked: no network, or a name server with a problem of its own.
    #[error("no name server answered")]
    Unanswered,
}

/// The operating system's own look-up.
#[derive(Debug, Clone, Copy)]
pub struct SystemLookup;

impl NameLookup for SystemLookup {
    fn look_up(&self, host: &str) -> Pending<Result<Vec<IpAddr>, NameFault>> {
        let host = host.to_owned();
        let ask = move || match dns_lookup::lookup_host(&host) {
            Ok(found) => Ok(found.collect()),
            Err(error) => Err(match error.kind() {
                LookupErrorKind::NoName => NameFault::Unknown,
                LookupErrorKind::NoData => NameFault::Empty,
                _ => NameFault::Unanswered,
            }),
        };
        Box::pin(async move { tokio::task::spawn_blocking(ask).await.unwrap_or(Err(NameFault::Unanswered)) })
    }
}

/// Whether an origin leads to this computer or a private network, so that the owner can be asked before a run. The
/// answer decides nothing: the door judges the address that it then connects to.
pub async fn is_private(origin: &WebOrigin, lookup: &dyn NameLookup) -> bool {
    let host = host(origin);
    if is_plainly_private(origin) || host.parse::<IpAddr>().is_ok() {
        return is_plainly_private(origin);
    }
    let addresses = lookup.look_up(host).await.unwrap_or_default();
    addresses.into_iter().any(|found| address::kind(found) == AddressKind::Private)
}

/// The same without asking anybody: whether the address itself says so.
pub fn is_plainly_private(origin: &WebOrigin) -> bool {
    match host(origin).parse::<IpAddr>() {
        Ok(literal) => address::kind(literal) == AddressKind::Private,
        Err(_) => address::is_loopback_name(origin.host()),
    }
}

fn host(origin: &WebOrigin) -> &str {
    origin.host().trim_matches(['[', ']'])
}

tokio::task_local! {
    pub(crate) static CALL: Call;
}

/// What the look-up and the connection of one request know and tell.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) port: u16,
    times: Arc<Mutex<ConnectTimes>>,
}

/// How long finding and reaching the server took, and when that was done.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ConnectTimes {
    pub(crate) name_lookup: Option<Duration>,
    pub(crate) looking_since: Option<Instant>,
    pub(crate) connect: Option<Duration>,
    pub(crate) connecting_since: Option<Instant>,
    pub(crate) connected_at: Option<Instant>,
}

impl Call {
    pub(crate) fn new(port: u16) -> Self {
        Self { port, times: Arc::default() }
    }

    pub(crate) fn times(&self) -> ConnectTimes {
        *self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note(&self, change: impl FnOnce(&mut ConnectTimes)) {
        change(&mut self.times.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Times the making of connections.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TimeConnections;

impl<S> Layer<S> for TimeConnections {
    type Service = Timed<S>;

    fn layer(&self, inner: S) -> Timed<S> {
        Timed { inner }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Timed<S> {
    inner: S,
}

impl<S, R> Service<R> for Timed<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pending<Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let started = Instant::now();
        let call = CALL.try_with(Clone::clone).ok();
        if let Some(call) = &call {
            call.note(|times| times.connecting_since = Some(started));
        }
        let connecting = self.inner.call(request);
        Box::pin(async move {
            let connection = connecting.await;
            if let Some(call) = &call {
                call.note(|times| {
                    times.connect = Some(started.elapsed().saturating_sub(times.name_lookup.unwrap_or_default()));
                    times.connected_at = connection.is_ok().then(Instant::now);
                });
            }
            connection
        })
    }
}
