//! Failed tries are counted before a call leaves, so that a hundred guesses at once are still five.
//!
//! Three counters. One per record asked for, whoever asks and through whichever connector that looks it up at the same
//! place of a system (SECURITY IDV-28): so many failures within the window lock it, each time twice as long, a day at
//! the most. One per conversation, whatever it asks. One per connector: above a hundred failures an hour its calls
//! leave one a second, slow and not closed, so that nobody can lock everybody out.
//!
//! What is stored are keyed hashes; the key is made when the process starts, so neither an order number nor a
//! conversation can be read back. A verification that succeeds resets its record; a call that failed for reasons of the
//! API's is not counted. The counters are in memory: whoever restarts the process lifts its locks (SECURITY IDV-29).
//! Another place to keep them is another [`AttemptStore`].

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use drawbridge_model::inputs::Inputs;
use drawbridge_model::{AttemptLimits, Environment};

use crate::clock::Clock;
use crate::compare;
use crate::limits;
use crate::plan::Plan;
use crate::sealing::Sealer;

const HOUR: Duration = Duration::from_hours(1);
/// The longest that a record is locked, and how long a lock is remembered after its end.
const DAY: Duration = Duration::from_hours(24);
/// Above this many counters, those that have run out are dropped.
const SWEEP_ABOVE: usize = 10_000;

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

/// Counts failed tries.
pub trait AttemptStore: Send + Sync {
    /// Which counter is full, if one is. A try at a locked record counts in its conversation; nothing else is counted.
    fn locked(&self, keys: &AttemptKeys, limits: &AttemptLimits) -> Option<Locked>;
    /// Counts one try in every counter and says how long the call must wait before it leaves. Atomic.
    fn count(&self, keys: &AttemptKeys, limits: &AttemptLimits) -> Result<Duration, Locked>;
    /// Says how a counted try ended, and gives what the owner should know now.
    fn settle(&self, keys: &AttemptKeys, limits: &AttemptLimits, ending: Ending) -> Vec<Alert>;
    /// How many tries at the record are counted now.
    fn tries(&self, keys: &AttemptKeys) -> usize;
}

/// Counters in memory, gone with the process.
pub struct MemoryAttempts {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    records: Swept<AttemptKey, Record>,
    conversations: Swept<AttemptKey, Conversation>,
    connectors: Swept<String, Pace>,
}

/// When a record was tried, and whether it is locked.
#[derive(Debug, Clone, Default)]
struct Record {
    tries: Vec<Duration>,
    window: Duration,
    locked_until: Option<Duration>,
    /// How often it was locked in a row.
    locks: u32,
    told: bool,
}

/// When a conversation tried.
#[derive(Debug, Clone, Default)]
struct Conversation {
    tries: Vec<Duration>,
}

/// When a connector failed, and when its next call may leave.
#[derive(Debug, Clone, Default)]
struct Pace {
    failures: VecDeque<Duration>,
    next: Duration,
    told_at: Option<Duration>,
}

impl MemoryAttempts {
    /// Starts empty.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AttemptStore for MemoryAttempts {
    fn locked(&self, keys: &AttemptKeys, limits: &AttemptLimits) -> Option<Locked> {
        let now = self.clock.elapsed();
        self.state().locked(keys, limits, now)
    }

    fn count(&self, keys: &AttemptKeys, limits: &AttemptLimits) -> Result<Duration, Locked> {
        let now = self.clock.elapsed();
        let mut state = self.state();
        if let Some(locked) = state.locked(keys, limits, now) {
            return Err(locked);
        }
        let wait = match state.connectors.map.get_mut(&keys.connector) {
            Some(pace) => pace.turn(now)?,
            None => Duration::ZERO,
        };
        state.records.entry(keys.record, now).count(limits, now);
        if let Some(conversation) = keys.conversation {
            state.conversations.entry(conversation, now).tries.push(now);
        }
        Ok(wait)
    }

    fn settle(&self, keys: &AttemptKeys, limits: &AttemptLimits, ending: Ending) -> Vec<Alert> {
        let now = self.clock.elapsed();
        let mut state = self.state();
        if ending == Ending::Failed {
            let locked = state.records.map.get_mut(&keys.record).and_then(|record| record.tell(now));
            let slowed = state.connectors.entry(keys.connector.clone(), now).fail(now);
            return locked.into_iter().chain(slowed).collect();
        }
        if let Some(conversation) = keys.conversation.and_then(|key| state.conversations.map.get_mut(&key)) {
            conversation.tries.pop();
        }
        if ending == Ending::Verified {
            state.records.map.remove(&keys.record);
        } else if let Some(record) = state.records.map.get_mut(&keys.record) {
            record.take_back(limits);
        }
        Vec::new()
    }

    fn tries(&self, keys: &AttemptKeys) -> usize {
        self.state().records.map.get(&keys.record).map_or(0, |record| record.tries.len())
    }
}

impl State {
    fn locked(&mut self, keys: &AttemptKeys, limits: &AttemptLimits, now: Duration) -> Option<Locked> {
        if let Some(key) = &keys.conversation
            && let Some(conversation) = self.conversations.map.get_mut(key)
            && let Some(wait) = conversation.locked_for(limits, now)
        {
            return Some(Locked::Conversation(wait));
        }
        let wait = self.records.map.get(&keys.record).and_then(|record| record.locked_for(now))?;
        if let Some(conversation) = keys.conversation {
            self.conversations.entry(conversation, now).tries.push(now);
        }
        Some(Locked::Record(wait))
    }
}

impl Record {
    fn locked_for(&self, now: Duration) -> Option<Duration> {
        self.locked_until.map(|until| until.saturating_sub(now)).filter(|wait| !wait.is_zero())
    }

    fn count(&mut self, limits: &AttemptLimits, now: Duration) {
        if let Some(ended) = self.locked_until.take() {
            self.tries.clear();
            self.told = false;
            self.locks = if now < ended + DAY { self.locks } else { 0 };
        }
        self.window = Duration::from_secs(u64::from(limits.window_minutes) * 60);
        self.tries.retain(|tried| now < *tried + self.window);
        self.tries.push(now);
        if self.tries.len() >= at_most(limits.per_record) {
            let doubled = 2_u32.saturating_pow(self.locks);
            self.locked_until = Some(now + self.window.saturating_mul(doubled).min(DAY));
            self.locks += 1;
        }
    }

    fn take_back(&mut self, limits: &AttemptLimits) {
        self.tries.pop();
        if self.locked_until.is_some() && self.tries.len() < at_most(limits.per_record) {
            self.locked_until = None;
            self.locks = self.locks.saturating_sub(1);
        }
    }

    /// Tells of a lock, once.
    fn tell(&mut self, now: Duration) -> Option<Alert> {
        let wait = self.locked_for(now).filter(|_| !self.told)?;
        self.told = true;
        Some(Alert::RecordLocked(wait))
    }
}

impl Conversation {
    fn locked_for(&mut self, limits: &AttemptLimits, now: Duration) -> Option<Duration> {
        self.tries.retain(|tried| now < *tried + HOUR);
        // Free again when so many have run out that fewer than the limit are left.
        let frees = self.tries.len().checked_sub(at_most(limits.per_conversation))?;
        self.tries.get(frees).map(|tried| (*tried + HOUR).saturating_sub(now))
    }
}

impl Pace {
    /// How long a call waits for its turn.
    fn turn(&mut self, now: Duration) -> Result<Duration, Locked> {
        while self.failures.front().is_some_and(|failed| *failed + HOUR <= now) {
            self.failures.pop_front();
        }
        if self.failures.len() <= limits::CONNECTOR_FAILURES {
            return Ok(Duration::ZERO);
        }
        let wait = self.next.saturating_sub(now);
        if wait > limits::LONGEST_TURN {
            return Err(Locked::Connector(wait));
        }
        self.next = self.next.max(now) + limits::SLOWED_INTERVAL;
        Ok(wait)
    }

    /// Counts a failure and tells once an hour that there are too many.
    fn fail(&mut self, now: Duration) -> Option<Alert> {
        self.failures.push_back(now);
        if self.failures.len() > limits::CONNECTOR_FAILURES * 10 {
            self.failures.pop_front();
        }
        let recent = self.failures.iter().filter(|failed| now < **failed + HOUR).count();
        let was_told = self.told_at.is_some_and(|told| now < told + HOUR);
        if recent <= limits::CONNECTOR_FAILURES || was_told {
            return None;
        }
        self.told_at = Some(now);
        Some(Alert::Slowed(recent))
    }
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

/// Counters that are dropped once they have run out and there are many.
#[derive(Debug)]
struct Swept<K, V> {
    map: HashMap<K, V>,
    sweep_above: usize,
}

/// A counter that can run out.
trait RunsOut {
    fn has_run_out(&self, now: Duration) -> bool;
}

impl<K, V> Default for Swept<K, V> {
    fn default() -> Self {
        Self { map: HashMap::new(), sweep_above: SWEEP_ABOVE }
    }
}

impl<K: Eq + Hash, V: RunsOut + Default> Swept<K, V> {
    fn entry(&mut self, key: K, now: Duration) -> &mut V {
        if self.map.len() > self.sweep_above {
            self.map.retain(|_, counter| !counter.has_run_out(now));
            self.sweep_above = SWEEP_ABOVE.max(self.map.len() * 2);
        }
        self.map.entry(key).or_default()
    }
}

impl RunsOut for Record {
    fn has_run_out(&self, now: Duration) -> bool {
        self.locked_until.is_none_or(|until| until + DAY <= now) && last_before(self.tries.last(), self.window, now)
    }
}

impl RunsOut for Conversation {
    fn has_run_out(&self, now: Duration) -> bool {
        last_before(self.tries.last(), HOUR, now)
    }
}

impl RunsOut for Pace {
    fn has_run_out(&self, now: Duration) -> bool {
        last_before(self.failures.back(), HOUR, now)
    }
}

fn last_before(last: Option<&Duration>, window: Duration, now: Duration) -> bool {
    last.is_none_or(|last| *last + window <= now)
}

/// The counters of a run. Spellings of one value share a counter, and so do connectors that look a record up at one
/// place.
pub(crate) fn keys(
    sealer: &Sealer,
    plan: &Plan,
    environment: Environment,
    inputs: &Inputs,
    conversation: Option<&str>,
) -> AttemptKeys {
    AttemptKeys {
        record: record_key(sealer, plan, environment, inputs),
        conversation: conversation.map(|id| sealer.hash(&["conversation".to_owned(), id.to_owned()])),
        connector: format!("{} {}", environment.as_str(), plan.connector.id),
    }
}

/// What a record is called in what is kept of a run: enough of its key to tell two records apart.
pub(crate) fn record_mark(sealer: &Sealer, plan: &Plan, environment: Environment, inputs: &Inputs) -> String {
    if plan.lookup.is_empty() {
        return String::new();
    }
    let key = record_key(sealer, plan, environment, inputs);
    let start = key.iter().take(8).fold(0_u64, |start, byte| (start << 8) | u64::from(*byte));
    format!("{start:016x}")
}

fn record_key(sealer: &Sealer, plan: &Plan, environment: Environment, inputs: &Inputs) -> AttemptKey {
    let mut parts = vec!["record".to_owned(), environment.as_str().to_owned(), plan.lookup_place.clone()];
    for field in &plan.lookup {
        parts.push(inputs.as_text(field).map(compare::ignoring_case).unwrap_or_default());
    }
    sealer.hash(&parts)
}

#[cfg(test)]
mod tests;
