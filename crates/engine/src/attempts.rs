//! Failed tries are counted before a call leaves, so that a hundred guesses at once are still five.
//!
//! Three counters. One per record asked for, whoever asks and through whichever connector that looks it up at the same
//! place of a system (SECURITY IDV-28): so many failures within the window lock it, each time twice as long, a day at
//! the most. One per conversation, whatever it asks. One per connector: above a hundred failures an hour its calls
//! leave one a second, slow and not closed, so that nobody can lock everybody out.
//!
//! What is stored are keyed hashes, so neither an order number nor a conversation can be read back. A verification that
//! succeeds resets its record; a call that failed for reasons of the API's is not counted. Another place to keep the
//! counters is another [`AttemptStore`]: [`MemoryAttempts`] are gone with the process, so that whoever restarts it lifts
//! its locks; [`SharedAttempts`] outlive it and hold for all replicas (SECURITY IDV-29). Both run the same rules, which
//! stand in `attempts/counters.rs`.

mod counters;
mod memory;
mod shared;

use std::time::Duration;

use drawbridge_model::inputs::Inputs;
use drawbridge_model::{AttemptLimits, Environment};

use crate::compare;
use crate::plan::Plan;
use crate::sealing::Sealer;
use crate::shared::Pending;

pub use memory::MemoryAttempts;
pub use shared::SharedAttempts;

/// A counter's name: a keyed hash.
pub type AttemptKey = [u8; 32];

/// The counters that one run touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptKeys {
    /// The record asked for.
    pub record: AttemptKey,
    /// The conversation, if there is one.
    pub conversation: Option<AttemptKey>,
    /// Environment and id of the connector.
    pub connector: String,
}

/// Which counter is full, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locked {
    /// The record's.
    Record(Duration),
    /// The conversation's.
    Conversation(Duration),
    /// So many calls of the connector wait for their turn already.
    Connector(Duration),
}

/// How a counted try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The customer was verified.
    Verified,
    /// Nobody was verified.
    Failed,
    /// It said nothing about the customer.
    SaidNothing,
}

/// Something that the owner should know beside the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alert {
    /// A record was locked, which its rightful owner notices too.
    RecordLocked(Duration),
    /// A connector has so many failures within an hour that its calls are slowed down.
    Slowed(usize),
}

/// What stands after a try has ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// How many tries at the record are counted now.
    pub tries: usize,
    /// What the owner should know now.
    pub alerts: Vec<Alert>,
}

/// Counts failed tries. A store that cannot be reached lets nobody try.
pub trait AttemptStore: Send + Sync {
    /// Which counter is full, if one is. A try at a locked record counts in its conversation; nothing else is counted.
    fn locked<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits) -> Pending<'a, Option<Locked>>;
    /// Counts one try in every counter and says how long the call must wait before it leaves. Atomic.
    fn count<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits) -> Pending<'a, Result<Duration, Locked>>;
    /// Says how a counted try ended.
    fn settle<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits, ending: Ending) -> Pending<'a, Settled>;
}

impl Alert {
    /// The word that programs act on.
    pub fn code(self) -> &'static str {
        match self {
            Self::RecordLocked(_) => "record_locked",
            Self::Slowed(_) => "slowed",
        }
    }

    /// What happened, one sentence.
    pub fn words(self) -> String {
        match self {
            Self::RecordLocked(wait) => format!(
                "The record asked for is locked for {} minutes after too many failed tries; then it opens by itself.",
                wait.as_secs().div_ceil(60)
            ),
            Self::Slowed(failures) => format!(
                "{failures} verifications have failed within an hour, so calls are slowed down to one a second: somebody may be guessing."
            ),
        }
    }
}

/// A limit of nothing would lock everybody out at once; one try is the least.
pub(crate) fn at_most(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX).max(1)
}

/// The counters of a run.
pub(crate) fn keys(
    sealer: &Sealer,
    plan: &Plan,
    environment: Environment,
    record: AttemptKey,
    conversation: Option<&str>,
) -> AttemptKeys {
    AttemptKeys {
        record,
        conversation: conversation.map(|id| sealer.hash(&["conversation".to_owned(), id.to_owned()])),
        connector: format!("{} {}", environment.as_str(), plan.connector.id),
    }
}

/// What a record is called in what is kept of a run: enough of its key to tell two records apart.
pub(crate) fn record_mark(plan: &Plan, record: &AttemptKey) -> String {
    if plan.lookup.is_empty() {
        return String::new();
    }
    let start = record.iter().take(8).fold(0_u64, |start, byte| (start << 8) | u64::from(*byte));
    format!("{start:016x}")
}

/// The record asked for. Spellings of one value share a counter, and so do connectors that look a record up at one place.
pub(crate) fn record_key(sealer: &Sealer, plan: &Plan, environment: Environment, inputs: &Inputs) -> AttemptKey {
    let mut parts = vec!["record".to_owned(), environment.as_str().to_owned(), plan.lookup_place.clone()];
    for field in &plan.lookup {
        parts.push(inputs.as_text(field).map(compare::ignoring_case).unwrap_or_default());
    }
    sealer.hash(&parts)
}
