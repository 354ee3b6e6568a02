//! Counters in memory, gone with the process.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use drawbridge_model::AttemptLimits;

use super::counters::{Conversation, Counters, Pace, Record, RunsOut};
use super::{AttemptKey, AttemptKeys, AttemptStore, Ending, Locked, Settled};
use crate::clock::Clock;
use crate::shared::Pending;

/// Above this many counters, those that have run out are dropped.
const SWEEP_ABOVE: usize = 10_000;

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

impl MemoryAttempts {
    /// Starts empty.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// Lets a rule work on the counters of a run.
    fn change<'a, T: Send + 'a>(
        &'a self,
        keys: &'a AttemptKeys,
        rule: impl FnOnce(&mut Counters, Duration) -> T + Send + 'a,
    ) -> Pending<'a, T> {
        Box::pin(async move {
            let now = self.clock.elapsed();
            let mut state = self.state();
            let mut counters = state.take(keys);
            let result = rule(&mut counters, now);
            state.put(keys, counters, now);
            Ok(result)
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AttemptStore for MemoryAttempts {
    fn locked<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits) -> Pending<'a, Option<Locked>> {
        self.change(keys, |counters, now| counters.locked(limits, now))
    }

    fn count<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits) -> Pending<'a, Result<Duration, Locked>> {
        self.change(keys, |counters, now| counters.count(limits, now))
    }

    fn settle<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits, ending: Ending) -> Pending<'a, Settled> {
        self.change(keys, move |counters, now| counters.settle(limits, ending, now))
    }
}

impl State {
    /// Takes the counters of a run out.
    fn take(&mut self, keys: &AttemptKeys) -> Counters {
        Counters {
            record: self.records.map.remove(&keys.record).unwrap_or_default(),
            conversation: keys.conversation.map(|key| self.conversations.map.remove(&key).unwrap_or_default()),
            pace: self.connectors.map.remove(&keys.connector).unwrap_or_default(),
        }
    }

    /// Puts them back, those aside that say nothing.
    fn put(&mut self, keys: &AttemptKeys, counters: Counters, now: Duration) {
        self.records.put(&keys.record, counters.record, now);
        if let (Some(key), Some(conversation)) = (&keys.conversation, counters.conversation) {
            self.conversations.put(key, conversation, now);
        }
        self.connectors.put(&keys.connector, counters.pace, now);
    }
}

/// Counters that are dropped once they have run out and there are many.
#[derive(Debug)]
struct Swept<K, V> {
    map: HashMap<K, V>,
    sweep_above: usize,
}

impl<K, V> Default for Swept<K, V> {
    fn default() -> Self {
        Self { map: HashMap::new(), sweep_above: SWEEP_ABOVE }
    }
}

impl<K: Clone + Eq + Hash, V: RunsOut> Swept<K, V> {
    fn put(&mut self, key: &K, counter: V, now: Duration) {
        if counter.runs_out().is_none() {
            return;
        }
        if self.map.len() > self.sweep_above {
            self.map.retain(|_, counter| counter.runs_out().is_some_and(|at| now < at));
            self.sweep_above = SWEEP_ABOVE.max(self.map.len() * 2);
        }
        self.map.insert(key.clone(), counter);
    }
}

#[cfg(test)]
mod tests;
