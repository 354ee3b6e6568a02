//! Signs a request in: a key, a user name and password, a token, or a token fetched from a log-in request.
//!
//! A fetched token is kept in memory until it runs out, by system, environment, address and secrets, so that changed
//! secrets never meet an old token. Many calls at once wait for one log-in. After a 401 it is asked for anew, once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drawbridge_model::SecretValue;

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
}

impl Token {
    /// A token that the API gave at `now` for some seconds.
    pub(crate) fn new(value: SecretValue, now: Duration, seconds: Option<u64>) -> Self {
        let until = seconds.map(|seconds| now + Duration::from_secs(seconds).saturating_sub(EARLY));
        Self { value, until }
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
        SignInPlan::None | SignInPlan::Query(_) => return Ok(()),
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
            let sent = STANDARD.encode(format!("{}:{}", username.sent, password.sent));
            ("Authorization", Both { sent: format!("Basic {sent}"), shown: format!("Basic {HIDDEN}") })
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

fn sign_in_error(reason: &str) -> RenderError {
    RenderError { place: "the sign-in".to_owned(), placeholder: None, reason: reason.to_owned() }
}
