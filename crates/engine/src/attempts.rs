//! Failed tries are counted before a call leaves, so that a hundred guesses at once are still five.
//!
//! Two counters: one per record asked for, whoever asks, and one per conversation, whatever it asks. What is stored are
//! keyed hashes; the key is made when the process starts, so neither an order number nor a conversation can be read
//! back. A verification that succeeds resets its record; a call that failed for reasons of the API's is not counted.
//! Another place to keep the counters is another [`AttemptStore`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use drawbridge_model::AttemptLimits;
use drawbridge_model::inputs::Inputs;

use crate::clock::Clock;
use crate::compare;
use crate::sealing::Sealer;

const HOUR: Duration = Duration::from_hours(1);
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
}

/// Counts failed tries.
pub trait AttemptStore: Send + Sync {
    /// How long these counters are locked; counts nothing.
    fn locked_for(&self, keys: &AttemptKeys, limits: &AttemptLimits) -> Option<Duration>;
    /// Counts one try in both counters, or in none and says how long they are locked. Atomic.
    fn count(&self, keys: &AttemptKeys, limits: &AttemptLimits) -> Result<(), Duration>;
    /// The try was no failed verification after all: it succeeded (`reset` the record), or it said nothing.
    fn take_back(&self, keys: &AttemptKeys, reset: bool);
}

/// Counters in memory, gone with the process.
pub struct MemoryAttempts {
    clock: Arc<dyn Clock>,
    counters: Mutex<HashMap<AttemptKey, Counter>>,
}

/// When the tries were, and how long they count.
#[derive(Debug, Clone)]
struct Counter {
    tries: Vec<Duration>,
    window: Duration,
}

impl MemoryAttempts {
    /// Starts empty.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, counters: Mutex::default() }
    }
}

impl AttemptStore for MemoryAttempts {
    fn locked_for(&self, keys: &AttemptKeys, limits: &AttemptLimits) -> Option<Duration> {
        let now = self.clock.elapsed();
        let counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        longest_lock(&counters, keys, limits, now)
    }

    fn count(&self, keys: &AttemptKeys, limits: &AttemptLimits) -> Result<(), Duration> {
        let now = self.clock.elapsed();
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(locked) = longest_lock(&counters, keys, limits, now) {
            return Err(locked);
        }
        if counters.len() > SWEEP_ABOVE {
            counters.retain(|_, counter| counter.tries.iter().any(|tried| now < *tried + counter.window));
        }
        for (key, window, most) in bounds(keys, limits) {
            let counter = counters.entry(key).or_insert_with(|| Counter { tries: Vec::new(), window });
            counter.window = window;
            counter.tries.retain(|tried| now < *tried + window);
            if counter.tries.len() < most {
                counter.tries.push(now);
            }
        }
        Ok(())
    }

    fn take_back(&self, keys: &AttemptKeys, reset: bool) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        if reset {
            counters.remove(&keys.record);
        } else if let Some(record) = counters.get_mut(&keys.record) {
            record.tries.pop();
        }
        if let Some(conversation) = keys.conversation.and_then(|key| counters.get_mut(&key)) {
            conversation.tries.pop();
        }
    }
}

fn bounds(keys: &AttemptKeys, limits: &AttemptLimits) -> impl Iterator<Item = (AttemptKey, Duration, usize)> {
    let record = (keys.record, Duration::from_secs(u64::from(limits.window_minutes) * 60), limits.per_record);
    let conversation = keys.conversation.map(|key| (key, HOUR, limits.per_conversation));
    std::iter::once(record)
        .chain(conversation)
        .map(|(key, window, most)| (key, window, usize::try_from(most).unwrap_or(usize::MAX)))
}

fn longest_lock(
    counters: &HashMap<AttemptKey, Counter>,
    keys: &AttemptKeys,
    limits: &AttemptLimits,
    now: Duration,
) -> Option<Duration> {
    bounds(keys, limits)
        .filter_map(|(key, window, most)| {
            let tries = counters.get(&key).map_or(&[][..], |counter| &counter.tries);
            let live: Vec<&Duration> = tries.iter().filter(|tried| now < **tried + window).collect();
            // Unlocked when so many have run out that fewer than `most` are left.
            let frees = live.len().checked_sub(most)?;
            Some(live.get(frees).map_or(window, |tried| (**tried + window).saturating_sub(now)))
        })
        .max()
}

/// The counters of a run. Spellings of one value share a counter.
pub(crate) fn keys(
    sealer: &Sealer,
    connector: &str,
    lookup_fields: &[String],
    inputs: &Inputs,
    conversation: Option<&str>,
) -> AttemptKeys {
    let mut parts = vec!["record".to_owned(), connector.to_owned()];
    for field in lookup_fields {
        parts.push(field.clone());
        parts.push(inputs.as_text(field).map(compare::ignoring_case).unwrap_or_default());
    }
    let conversation = conversation.map(|id| sealer.hash(&["conversation".to_owned(), id.to_owned()]));
    AttemptKeys { record: sealer.hash(&parts), conversation }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Hand(Mutex<Duration>);

    impl Clock for Hand {
        fn elapsed(&self) -> Duration {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    impl Hand {
        fn forward(&self, seconds: u64) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) += Duration::from_secs(seconds);
        }
    }

    fn keys(record: u8, conversation: Option<u8>) -> AttemptKeys {
        AttemptKeys { record: [record; 32], conversation: conversation.map(|id| [id; 32]) }
    }

    /// SECURITY IDV-26. SECURITY IDV-31.
    #[test]
    fn the_sixth_try_on_a_record_waits_until_the_first_has_run_out() {
        let clock = Arc::new(Hand::default());
        let store = MemoryAttempts::new(Arc::clone(&clock) as Arc<dyn Clock>);
        let limits = AttemptLimits::default();
        for _ in 0..5 {
            assert_eq!(store.count(&keys(1, None), &limits), Ok(()));
            clock.forward(60);
        }
        assert_eq!(store.count(&keys(1, None), &limits), Err(Duration::from_mins(10)));
        assert_eq!(store.locked_for(&keys(1, None), &limits), Some(Duration::from_mins(10)));
        assert_eq!(store.count(&keys(2, None), &limits), Ok(()), "another record is not locked");
        clock.forward(10 * 60);
        assert_eq!(store.count(&keys(1, None), &limits), Ok(()), "the lock ends by itself");
        assert!(store.count(&keys(1, None), &limits).is_err(), "and one place is one place");
    }

    #[test]
    fn a_conversation_has_ten_tries_an_hour_over_all_records() {
        let clock = Arc::new(Hand::default());
        let store = MemoryAttempts::new(Arc::clone(&clock) as Arc<dyn Clock>);
        let limits = AttemptLimits::default();
        for record in 0..10 {
            assert_eq!(store.count(&keys(record, Some(200)), &limits), Ok(()));
        }
        assert_eq!(store.count(&keys(11, Some(200)), &limits), Err(HOUR));
        assert_eq!(store.count(&keys(11, Some(201)), &limits), Ok(()));
        clock.forward(3600);
        assert_eq!(store.count(&keys(11, Some(200)), &limits), Ok(()));
    }

    #[test]
    fn success_resets_the_record_and_an_outage_is_not_counted() {
        let store = MemoryAttempts::new(Arc::new(Hand::default()));
        let limits = AttemptLimits::default();
        for _ in 0..20 {
            assert_eq!(store.count(&keys(1, Some(2)), &limits), Ok(()));
            store.take_back(&keys(1, Some(2)), false);
        }
        for _ in 0..4 {
            assert_eq!(store.count(&keys(1, Some(2)), &limits), Ok(()));
        }
        assert_eq!(store.count(&keys(1, Some(2)), &limits), Ok(()));
        store.take_back(&keys(1, Some(2)), true);
        for _ in 0..5 {
            assert_eq!(store.count(&keys(1, Some(2)), &limits), Ok(()));
        }
        assert!(store.count(&keys(1, Some(2)), &limits).is_err());
    }

    /// SECURITY IDV-27.
    #[test]
    fn a_hundred_guesses_at_once_are_five() {
        let store = Arc::new(MemoryAttempts::new(Arc::new(Hand::default())));
        let limits = AttemptLimits::default();
        let threads: Vec<_> = (0..100)
            .map(|_| {
                let (store, limits) = (Arc::clone(&store), limits.clone());
                std::thread::spawn(move || store.count(&keys(1, None), &limits).is_ok())
            })
            .collect();
        let through = threads
            .into_iter()
            .filter(|_| true)
            .map(std::thread::JoinHandle::join)
            .filter(|joined| matches!(joined, Ok(true)));
        assert_eq!(through.count(), 5);
    }
}
