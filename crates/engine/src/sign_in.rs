//! Signs a request in: a key, a user name and password, a token, or a token fetched from a log-in request or from a
//! server for tokens. Signatures, which need the finished request, are made in [`crate::signature`].
//!
//! A fetched token is kept in memory until it runs out, by system, environment, address and secrets, so that changed
//! secrets never meet an old token. Many calls at once wait for one log-in. After a 401 it is asked for anew, once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drawbridge_model::SecretValue;
use drawbridge_model::template::Template;

use crate::encode;
use crate::plan::{SignInPlan, SystemPlan};
use crate::render::{self, RenderError};
use crate::request::{Both, Header, Request};
use crate::values::{HIDDEN, Values};

/// A token is renewed this long before it runs out.
const EARLY: Duration = Duration::from_secs(30);

/// A kept token.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) value: SecretValue,
    /// When it runs out, by the engine's clock; `None`: when the API says 401.
    pub(crate) until: Option<Duration>,
    /// What gives the next one, where the server gave that too; it may have made the one before worthless.
    pub(crate) refresh: Option<SecretValue>,
}

impl Token {
    /// A token that the API gave at `now` for some seconds.
    pub(crate) fn new(value: SecretValue, now: Duration, seconds: Option<u64>, refresh: Option<SecretValue>) -> Self {
        let until = seconds.map(|seconds| now.saturating_add(Duration::from_secs(seconds).saturating_sub(EARLY)));
        Self { value, until, refresh }
    }

    pub(crate) fn is_good(&self, now: Duration) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Where the token of one system and set of secrets is kept; whoever holds the lock logs in for all.
pub(crate) type TokenPlace = Arc<tokio::sync::Mutex<Option<Token>>>;

/// All kept tokens.
#[derive(Default)]
pub(crate) struct Tokens {
    places: Mutex<HashMap<[u8; 32], TokenPlace>>,
}

impl Tokens {
    pub(crate) fn place(&self, key: [u8; 32]) -> TokenPlace {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        // Changed secrets leave their old place behind; a few thousand are dropped all at once.
        if places.len() > 4_096 {
            places.clear();
        }
        Arc::clone(places.entry(key).or_default())
    }

    /// Keeps the same token under another key too.
    pub(crate) fn share(&self, place: &TokenPlace, key: [u8; 32]) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(place));
    }
}

/// Adds the header that signs the request in, unless the step sets that header itself.
pub(crate) fn add_header(
    request: &mut Request,
    system: &SystemPlan,
    token: Option<&SecretValue>,
    values: &Values<'_>,
) -> Result<(), RenderError> {
    let id = &system.system.id;
    let (name, value) = match &system.sign_in {
        SignInPlan::None | SignInPlan::Query(_) | SignInPlan::Signed(_) => return Ok(()),
        SignInPlan::Header { name, value } => match render::render_header(value, name, id, values)? {
            Some(value) => (name.as_str(), value),
            None => return Ok(()),
        },
        SignInPlan::Basic { username, password } => {
            let place = "the sign-in";
            let username = render::render_plain(username, place, id, values)?;
            let password = render::render_plain(password, place, id, values)?;
            if username.sent.contains(':') {
                return Err(sign_in_error("The user name has a colon in it, which Basic sign-in cannot carry."));
            }
            ("Authorization", basic(&username.sent, &password.sent))
        }
        SignInPlan::Token(plan) => {
            let Some(token) = token else { return Err(sign_in_error("There is no token.")) };
            let space = if plan.prefix.is_empty() { "" } else { " " };
            let sent = format!("{}{space}{}", plan.prefix, token.expose());
            if encode::header_value(&sent).is_err() {
                return Err(sign_in_error("The token that the API gave cannot stand in a header."));
            }
            (plan.header.as_str(), Both { sent, shown: format!("{}{space}{HIDDEN}", plan.prefix) })
        }
    };
    if request.headers.iter().all(|header| !header.name.eq_ignore_ascii_case(name)) {
        request.headers.push(Header { name: name.to_owned(), value });
    }
    Ok(())
}

/// A client's own sign-in to a server for tokens. Both sides are form-encoded first, RFC 6749 section 2.3.1.
pub(crate) fn client_header(
    id: &Template,
    secret: &Template,
    system: &str,
    values: &Values<'_>,
) -> Result<Header, RenderError> {
    let side = |template| {
        let plain = render::render_plain(template, "the sign-in", system, values)?.sent;
        Ok::<String, RenderError>(url::form_urlencoded::byte_serialize(plain.as_bytes()).collect())
    };
    Ok(Header { name: "Authorization".to_owned(), value: basic(&side(id)?, &side(secret)?) })
}

fn basic(username: &str, password: &str) -> Both {
    let sent = STANDARD.encode(format!("{username}:{password}"));
    Both { sent: format!("Basic {sent}"), shown: format!("Basic {HIDDEN}") }
}

fn sign_in_error(reason: &str) -> RenderError {
    RenderError { place: "the sign-in".to_owned(), placeholder: None, reason: reason.to_owned() }
}
