//! HTTP for what belongs to no connector: the language model behind the chat.
//!
//! It goes through the same [`Door`] as every connector's request, under the same [`EgressPolicy`], and lends a secret
//! only to the origins that it is bound to. The answer is read as it comes, so that words can be shown while a model
//! still thinks. It tries nothing again and follows nothing.

use bytes::Bytes;
use drawbridge_model::{Method, WebOrigin};
use serde_json::Value;
use url::Url;

use crate::door::{Door, DoorSettings, OpenResponse, Pool};
use crate::door_error::DoorError;
use crate::egress::{EgressPolicy, EgressRefusal};
use crate::limits::Limits;
use crate::request::{Both, Header, Payload, Request};
use crate::run::NoRandomness;
use crate::sealing::Sealer;
use crate::secrets::Secrets;
use crate::values::{HIDDEN, SecretName};

/// Sends requests and keeps connections. Cheap to share, in an `Arc`.
pub struct HttpClient {
    door: Door,
    sealer: Sealer,
}

/// A request to be sent.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    /// The HTTP method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// Headers with nothing to hide, by name.
    pub headers: Vec<(&'static str, String)>,
    /// The header that carries a secret.
    pub key: Option<KeyHeader>,
    /// The body.
    pub json: Option<Value>,
}

/// A header with a secret in it.
#[derive(Debug, Clone)]
pub struct KeyHeader {
    /// The header's name.
    pub name: &'static str,
    /// What stands before the secret, as `Bearer ` does.
    pub before: &'static str,
    /// Which secret.
    pub secret: SecretName,
}

impl HttpClient {
    /// Opens no connection yet.
    pub fn new(settings: DoorSettings) -> Result<Self, NoRandomness> {
        Ok(Self { door: Door::new(settings), sealer: Sealer::new().map_err(|_| NoRandomness)? })
    }

    /// Sends a request once; the answer is given as soon as it begins. A secret that is not there or is bound to
    /// another origin is an error, and nothing is sent.
    pub async fn open(
        &self,
        request: HttpRequest,
        secrets: &Secrets,
        egress: &EgressPolicy,
        limits: &Limits,
    ) -> Result<OpenResponse, DoorError> {
        let pool = Pool { policy: egress.clone(), secrets: secrets.fingerprint(&self.sealer) };
        let request = sealed(request, secrets)?;
        self.door.open(request, pool, limits, secrets.redactor()).await
    }
}

fn sealed(request: HttpRequest, secrets: &Secrets) -> Result<Request, DoorError> {
    let HttpRequest { method, url, headers, key, json } = request;
    let mut all: Vec<Header> =
        headers.into_iter().map(|(name, value)| Header { name: name.to_owned(), value: Both::open(value) }).collect();
    if let Some(KeyHeader { name, before, secret }) = key {
        let origin = WebOrigin::of(&url);
        let origin = origin.map_err(|_| DoorError::Refused(EgressRefusal::NotAWebAddress))?;
        let lent = secrets.for_origin(&secret.system, &origin);
        let value = lent.get(&secret).ok_or(DoorError::Refused(EgressRefusal::Secret))?;
        let value = Both { sent: format!("{before}{}", value.expose()), shown: format!("{before}{HIDDEN}") };
        all.push(Header { name: name.to_owned(), value });
    }
    let body = json.map(|json| {
        all.push(Header { name: "content-type".to_owned(), value: Both::open("application/json") });
        let text = json.to_string();
        Payload { content_type: "application/json".to_owned(), bytes: Bytes::from(text.clone()), shown: text }
    });
    Ok(Request { method, shown_url: url.to_string(), url, headers: all, body })
}
