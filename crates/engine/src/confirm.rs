//! The customer's yes before a write: a token that is good for exactly these values, once, for ten minutes.
//!
//! The token holds nothing that could be read: a random number, the time it runs out and a keyed hash over both, the
//! connector and its version, the environment and all values. What was used is remembered until it would have run out,
//! in this process or where all replicas see it.
//! The same write twice by two tokens is the matter of [`crate::repeats`].

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drawbridge_model::inputs::Inputs;
use drawbridge_model::{Connector, Environment, Method};

use crate::clock::Clock;
use crate::outcome::ConfirmationRequest;
use crate::sealing::Sealer;
use crate::shared::{Change, Lasting, OutOfReach, SharedState};
use crate::values::HIDDEN;

/// How long a token is good for.
pub const VALID_FOR: Duration = Duration::from_mins(10);
/// A used number is remembered this much longer than its token is good for, in case replicas' clocks differ.
const CLOCKS: Duration = Duration::from_mins(10);
const NONCE: usize = 16;
const TIME: usize = 8;

/// Why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConfirmationError {
    /// The reason, one sentence.
    NotAccepted(&'static str),
    /// Whether it was used before cannot be found out.
    OutOfReach(OutOfReach),
}

const NOT_FOR_THIS: ConfirmationError =
    ConfirmationError::NotAccepted("The confirmation does not belong to exactly these values.");
const EXPIRED: ConfirmationError = ConfirmationError::NotAccepted("The confirmation has run out.");
const USED: ConfirmationError = ConfirmationError::NotAccepted("The confirmation was used already.");

/// An accepted yes; its number makes the `Idempotency-Key` of every request that follows from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Confirmed {
    pub(crate) nonce: [u8; NONCE],
}

/// Makes and takes tokens.
pub(crate) struct Confirmations {
    clock: Arc<dyn Clock>,
    used: Used,
}

/// The numbers of the tokens that were used, until these run out.
enum Used {
    Here(Mutex<HashMap<[u8; NONCE], Duration>>),
    Shared(Arc<SharedState>),
}

impl Confirmations {
    pub(crate) fn new(clock: Arc<dyn Clock>, shared: Option<Arc<SharedState>>) -> Self {
        Self { clock, used: shared.map_or_else(|| Used::Here(Mutex::default()), Used::Shared) }
    }

    /// Asks for a yes to these values. `None` if the operating system has no randomness to give.
    pub(crate) fn ask(
        &self,
        sealer: &Sealer,
        connector: &Connector,
        version: &str,
        environment: Environment,
        inputs: &Inputs,
    ) -> Option<ConfirmationRequest> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).ok()?;
        let until = u64::try_from((self.clock.elapsed() + VALID_FOR).as_millis()).ok()?;
        let hash = sealer.hash(&sealed(connector, version, environment, inputs, &nonce, until));
        let mut token = nonce.to_vec();
        token.extend_from_slice(&until.to_be_bytes());
        token.extend_from_slice(&hash);
        Some(ConfirmationRequest {
            token: URL_SAFE_NO_PAD.encode(token),
            summary: summary(connector, inputs),
            expires_in_seconds: VALID_FOR.as_secs(),
        })
    }

    /// Takes a token, once.
    pub(crate) async fn accept(
        &self,
        sealer: &Sealer,
        connector: &Connector,
        version: &str,
        environment: Environment,
        inputs: &Inputs,
        token: &str,
    ) -> Result<Confirmed, ConfirmationError> {
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| NOT_FOR_THIS)?;
        let (nonce, rest) = bytes.split_first_chunk::<NONCE>().ok_or(NOT_FOR_THIS)?;
        let (until, hash) = rest.split_first_chunk::<TIME>().ok_or(NOT_FOR_THIS)?;
        let until = u64::from_be_bytes(*until);
        if !sealer.is_hash_of(&sealed(connector, version, environment, inputs, nonce, until), hash) {
            return Err(NOT_FOR_THIS);
        }
        let (now, until) = (self.clock.elapsed(), Duration::from_millis(until));
        if until <= now {
            return Err(EXPIRED);
        }
        if self.used.is_first(nonce, now, until).await.map_err(ConfirmationError::OutOfReach)? {
            Ok(Confirmed { nonce: *nonce })
        } else {
            Err(USED)
        }
    }
}

impl Used {
    /// Enters a number, and says whether it was not there before.
    async fn is_first(&self, nonce: &[u8; NONCE], now: Duration, until: Duration) -> Result<bool, OutOfReach> {
        match self {
            Self::Here(used) => {
                let mut used = used.lock().unwrap_or_else(PoisonError::into_inner);
                used.retain(|_, until| *until > now);
                Ok(used.insert(*nonce, until).is_none())
            }
            Self::Shared(state) => {
                let key = state.key(&["used", &URL_SAFE_NO_PAD.encode(nonce)]);
                let after = Some(Lasting { value: b"1".to_vec(), kept_for: until.saturating_sub(now) + CLOCKS });
                state.exchange(Change { key, before: None, after }).await
            }
        }
    }
}

fn sealed(
    connector: &Connector,
    version: &str,
    environment: Environment,
    inputs: &Inputs,
    nonce: &[u8],
    until: u64,
) -> Vec<String> {
    let mut parts = vec!["confirmation".to_owned(), URL_SAFE_NO_PAD.encode(nonce), until.to_string()];
    parts.extend(action(connector, version, environment, inputs));
    parts
}

/// What makes one call of a connector the same as another.
fn action(connector: &Connector, version: &str, environment: Environment, inputs: &Inputs) -> Vec<String> {
    let mut parts = vec![connector.id.clone(), version.to_owned(), environment.as_str().to_owned()];
    for (name, value) in inputs.iter() {
        parts.push(name.to_owned());
        parts.push(format!("{value:?}"));
    }
    parts
}

/// Names one write in one conversation.
pub(crate) fn write_key(
    sealer: &Sealer,
    connector: &Connector,
    version: &str,
    environment: Environment,
    inputs: &Inputs,
    conversation: &str,
) -> [u8; 32] {
    let mut parts = vec!["write".to_owned(), conversation.to_owned()];
    parts.extend(action(connector, version, environment, inputs));
    sealer.hash(&parts)
}

/// What will be done, with the exact values, in words that a bot can repeat.
fn summary(connector: &Connector, inputs: &Inputs) -> String {
    let verb = connector.steps.iter().rev().find(|step| step.writes()).map_or("do", |step| match step.method {
        Method::Delete => "remove something with",
        Method::Put | Method::Patch => "change something with",
        Method::Get | Method::Head => "look something up with",
        Method::Post => "create or start something with",
    });
    let mut text = format!("This will {verb} “{}”", connector.name);
    for (position, field) in connector.fields.iter().filter(|field| inputs.get(&field.name).is_some()).enumerate() {
        let label = if field.description.is_empty() { &field.name } else { &field.description };
        let value = if field.sensitive { HIDDEN } else { inputs.as_text(&field.name).unwrap_or_default() };
        let _ = write!(text, "{} {label}: {value}", if position == 0 { ":" } else { ";" });
    }
    text.push_str(". Please ask the customer to confirm this.");
    text
}
