//! The customer's yes before a write: a token that is good for exactly these values, once, for ten minutes.
//!
//! The token holds nothing that could be read: a random number, the time it runs out and a keyed hash over both, the
//! connector and its version, the environment and all values. In one process what was used is remembered until it would
//! have run out. Where replicas share a place, what was asked for lies there and is taken away when it is used: a place
//! that has lost everything takes no token of before.
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
use crate::shared::{Change, Lasting, OutOfReach, RecordKey, SharedState};
use crate::values::HIDDEN;

/// How long a token is good for.
pub const VALID_FOR: Duration = Duration::from_mins(10);
/// A number lies in the shared place this much longer than its token is good for, in case replicas' clocks differ.
const CLOCKS: Duration = Duration::from_mins(10);
/// What lies under the key of a number that can be used.
const OPEN: &[u8] = b"1";
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
const USED: ConfirmationError =
    ConfirmationError::NotAccepted("The confirmation was used already, or is not known any more.");

/// An accepted yes; its number makes the `Idempotency-Key` of every request that follows from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Confirmed {
    pub(crate) nonce: [u8; NONCE],
}

/// Makes and takes tokens.
pub(crate) struct Confirmations {
    clock: Arc<dyn Clock>,
    numbers: Numbers,
}

/// The numbers of tokens, until these run out.
enum Numbers {
    /// Those that were used.
    Used(Mutex<HashMap<[u8; NONCE], Duration>>),
    /// Those that can be used, in the shared place.
    Open(Arc<SharedState>),
}

impl Confirmations {
    pub(crate) fn new(clock: Arc<dyn Clock>, shared: Option<Arc<SharedState>>) -> Self {
        Self { clock, numbers: shared.map_or_else(|| Numbers::Used(Mutex::default()), Numbers::Open) }
    }

    /// Asks for a yes to these values. `None` if the operating system has no randomness to give.
    pub(crate) async fn ask(
        &self,
        sealer: &Sealer,
        connector: &Connector,
        version: &str,
        environment: Environment,
        inputs: &Inputs,
    ) -> Result<Option<ConfirmationRequest>, OutOfReach> {
        let mut nonce = [0; NONCE];
        let until = u64::try_from((self.clock.elapsed() + VALID_FOR).as_millis());
        let (Ok(()), Ok(until)) = (getrandom::fill(&mut nonce), until) else { return Ok(None) };
        self.numbers.open(&nonce).await?;
        let hash = sealer.hash(&sealed(connector, version, environment, inputs, &nonce, until));
        let mut token = nonce.to_vec();
        token.extend_from_slice(&until.to_be_bytes());
        token.extend_from_slice(&hash);
        Ok(Some(ConfirmationRequest {
            token: URL_SAFE_NO_PAD.encode(token),
            summary: summary(connector, inputs),
            expires_in_seconds: VALID_FOR.as_secs(),
        }))
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
        if self.numbers.use_up(nonce, now, until).await.map_err(ConfirmationError::OutOfReach)? {
            Ok(Confirmed { nonce: *nonce })
        } else {
            Err(USED)
        }
    }
}

impl Numbers {
    /// Enters a number that can be used.
    async fn open(&self, nonce: &[u8; NONCE]) -> Result<(), OutOfReach> {
        let Self::Open(state) = self else { return Ok(()) };
        let after = Some(Lasting { value: OPEN.to_vec(), kept_for: VALID_FOR + CLOCKS });
        let is_new = state.exchange(Change { key: place(state, nonce), before: None, after }).await?;
        if is_new { Ok(()) } else { Err(OutOfReach) }
    }

    /// Takes a number, and says whether it could still be used.
    async fn use_up(&self, nonce: &[u8; NONCE], now: Duration, until: Duration) -> Result<bool, OutOfReach> {
        match self {
            Self::Used(used) => {
                let mut used = used.lock().unwrap_or_else(PoisonError::into_inner);
                used.retain(|_, until| *until > now);
                Ok(used.insert(*nonce, until).is_none())
            }
            Self::Open(state) => {
                let before = Some(OPEN.to_vec());
                state.exchange(Change { key: place(state, nonce), before, after: None }).await
            }
        }
    }
}

/// Where a number lies in the shared place.
fn place(state: &SharedState, nonce: &[u8; NONCE]) -> RecordKey {
    state.key(&["confirmation", &URL_SAFE_NO_PAD.encode(nonce)])
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
