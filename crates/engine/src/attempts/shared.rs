//! Counters in the place that replicas share: the rules of [`super::counters`] on what was read there, written back only
//! if nobody has counted in the meantime.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_model::AttemptLimits;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::counters::{Counters, RunsOut};
use super::{AttemptKeys, AttemptStore, Ending, Locked, Settled};
use crate::clock::Clock;
use crate::shared::{Change, Lasting, OutOfReach, Pending, RecordKey, Shared, SharedState};

/// Counters that all replicas share, and that outlive each of them.
pub struct SharedAttempts {
    clock: Arc<dyn Clock>,
    state: SharedState,
}

impl SharedAttempts {
    /// Counts in the shared place. The clocks of all replicas must agree.
    pub fn new(shared: &Shared, clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: SharedState::new(shared) }
    }

    /// Lets a rule work on the counters of a run, again for as long as others count at the same time. Few change a record
    /// before it is locked, but each failure changes its connector's counter: these take turns.
    fn change<'a, T: Send + 'a>(
        &'a self,
        keys: &'a AttemptKeys,
        fails: bool,
        rule: impl Fn(&mut Counters, Duration) -> T + Send + 'a,
    ) -> Pending<'a, T> {
        Box::pin(async move {
            let pace = self.state.key(&["pace", &keys.connector]);
            let places: Vec<RecordKey> = [keys.record, pace].into_iter().chain(keys.conversation).collect();
            let places = places.as_slice();
            let work = move |found: Vec<Option<Vec<u8>>>| {
                let now = self.clock.elapsed();
                let mut counters = read(&found)?;
                let result = rule(&mut counters, now);
                Ok((result, changes(places, found, &counters, now)?))
            };
            self.state.change(places, fails.then_some(pace), work).await
        })
    }
}

impl AttemptStore for SharedAttempts {
    fn locked<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits) -> Pending<'a, Option<Locked>> {
        self.change(keys, false, |counters, now| counters.locked(limits, now))
    }

    fn count<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits) -> Pending<'a, Result<Duration, Locked>> {
        self.change(keys, false, |counters, now| counters.count(limits, now))
    }

    fn settle<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits, ending: Ending) -> Pending<'a, Settled> {
        let fails = ending == Ending::Failed;
        self.change(keys, fails, move |counters, now| counters.settle(limits, ending, now))
    }
}

/// The counters in the order of their places: record, pace, conversation if there is one. What cannot be read lets
/// nobody in.
fn read(found: &[Option<Vec<u8>>]) -> Result<Counters, OutOfReach> {
    let [record, pace, conversation @ ..] = found else { return Err(OutOfReach) };
    Ok(Counters {
        record: counter(record.as_deref())?,
        pace: counter(pace.as_deref())?,
        conversation: conversation.first().map(|found| counter(found.as_deref())).transpose()?,
    })
}

fn counter<C: Default + DeserializeOwned>(found: Option<&[u8]>) -> Result<C, OutOfReach> {
    found.map_or_else(|| Ok(C::default()), |found| serde_json::from_slice(found).map_err(|_| OutOfReach))
}

/// What is to be written of them.
fn changes(
    places: &[RecordKey],
    found: Vec<Option<Vec<u8>>>,
    counters: &Counters,
    now: Duration,
) -> Result<Vec<Change>, OutOfReach> {
    let Counters { record, pace, conversation } = counters;
    let written = [written(record, now)?, written(pace, now)?];
    let written = written.into_iter().chain(conversation.as_ref().map(|own| self::written(own, now)).transpose()?);
    let changes = places.iter().zip(found).zip(written);
    let changes = changes.map(|((key, before), after)| Change { key: *key, before, after });
    Ok(changes.filter(|change| change.before != change.after.as_ref().map(|after| after.value.clone())).collect())
}

/// A counter and how long it counts; nothing if it says nothing.
fn written(counter: &(impl RunsOut + Serialize), now: Duration) -> Result<Option<Lasting>, OutOfReach> {
    let kept_for = counter.runs_out().map(|at| at.saturating_sub(now)).filter(|kept_for| !kept_for.is_zero());
    let value = serde_json::to_vec(counter).map_err(|_| OutOfReach)?;
    Ok(kept_for.map(|kept_for| Lasting { value, kept_for: kept_for.max(Duration::from_millis(1)) }))
}
