//! The same write twice within a minute in one conversation is sent once: the second call gets the result of the first.
//!
//! A model that gets no answer in time, or forgets that it had one, calls again with the same values; so does a host
//! that retries. Two that arrive at the same time meet here as well: the second waits for the first. Only what happened,
//! or may have happened, is kept; a write that the API refused can be asked for again at once. A call that was dropped
//! in the middle leaves its mark, because its request may have left.
//!
//! Calls of one process meet in its memory. Where replicas share a place, what is known of a write lies there, sealed; a
//! call that finds another replica at it waits for as long as that one may still be running.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::OwnedMutexGuard;
use tokio::time::sleep;

use crate::clock::Clock;
use crate::limits::REPEATED_WITHIN;
use crate::outcome::Outcome;
use crate::shared::{Change, OutOfReach, RecordKey, SharedState, by_chance};

/// The shortest time between two looks at another replica's write; up to as much is added by chance.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The last write of one kind in one conversation.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
enum Last {
    /// None that counts.
    #[default]
    Nothing,
    /// It has begun at this time and nobody said how it ended.
    Begun {
        at: Duration,
        /// Whoever has begun it is done by then, or was dropped.
        until: Duration,
    },
    /// It happened, or may have.
    Happened(Duration, Box<Outcome>),
}

/// The last write, and what lay in the shared place when that was found or written.
#[derive(Debug, Default)]
struct Known {
    last: Last,
    mark: Option<Vec<u8>>,
}

type Place = Arc<tokio::sync::Mutex<Known>>;

/// Remembers writes for a minute.
pub(crate) struct Repeats {
    clock: Arc<dyn Clock>,
    places: Mutex<HashMap<RecordKey, Place>>,
    shared: Option<Arc<SharedState>>,
}

/// The right to send a write that no identical call of this process has at the same time.
pub(crate) struct Turn {
    key: RecordKey,
    known: OwnedMutexGuard<Known>,
    clock: Arc<dyn Clock>,
    shared: Option<Arc<SharedState>>,
}

/// What an identical call came to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum First<'turn> {
    /// This.
    Came(&'turn Outcome),
    /// It was dropped in the middle, so nobody knows.
    Unknown,
}

impl Repeats {
    pub(crate) fn new(clock: Arc<dyn Clock>, shared: Option<Arc<SharedState>>) -> Self {
        Self { clock, places: Mutex::default(), shared }
    }

    /// Waits until no identical write is under way.
    pub(crate) async fn turn(&self, key: RecordKey) -> Result<Turn, OutOfReach> {
        let place = {
            let now = self.clock.elapsed();
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            let is_needed = |place: &Place| {
                Arc::strong_count(place) > 1 || place.try_lock().is_ok_and(|known| known.last.counts_at(now))
            };
            places.retain(|_, place| is_needed(place));
            Arc::clone(places.entry(key).or_default())
        };
        let known = place.lock_owned().await;
        let mut turn = Turn { key, known, clock: Arc::clone(&self.clock), shared: self.shared.clone() };
        turn.look().await?;
        Ok(turn)
    }
}

impl Turn {
    /// What an identical call came to within the last minute.
    pub(crate) fn first(&self) -> Option<First<'_>> {
        match &self.known.last {
            last if !last.counts_at(self.clock.elapsed()) => None,
            Last::Nothing => None,
            Last::Begun { .. } => Some(First::Unknown),
            Last::Happened(_, outcome) => Some(First::Came(outcome)),
        }
    }

    /// From here on a request may leave, for so long at the most. If another replica was quicker, nothing may, and
    /// [`Self::first`] tells what that one's came to: `false`.
    pub(crate) async fn begin(&mut self, longest: Duration) -> Result<bool, OutOfReach> {
        loop {
            let at = self.clock.elapsed();
            if self.write(Last::Begun { at, until: at + longest }).await? {
                return Ok(true);
            }
            self.look().await?;
            if self.first().is_some() {
                return Ok(false);
            }
        }
    }

    /// How it ended, if anything was changed or may have been.
    pub(crate) async fn end(mut self, happened: Option<&Outcome>) -> Result<(), OutOfReach> {
        let now = self.clock.elapsed();
        let last = happened.map_or(Last::Nothing, |outcome| Last::Happened(now, Box::new(outcome.clone())));
        self.write(last).await.map(|_| ())
    }

    /// Finds out what the replicas know, once none of them is at it.
    async fn look(&mut self) -> Result<(), OutOfReach> {
        let Some(state) = &self.shared else { return Ok(()) };
        loop {
            let found = state.read(self.key).await?;
            if found == self.known.mark {
                return Ok(());
            }
            let last = found.as_deref().map_or(Ok(Last::Nothing), |sealed| state.open(&self.key, sealed))?;
            match last {
                Last::Begun { until, .. } if self.clock.elapsed() < until => {
                    sleep(LOOK_AGAIN + by_chance(LOOK_AGAIN)).await;
                }
                last => {
                    *self.known = Known { last, mark: found };
                    return Ok(());
                }
            }
        }
    }

    /// Says how it stands, here and to the replicas; `false` if one of them has said something in the meantime.
    async fn write(&mut self, last: Last) -> Result<bool, OutOfReach> {
        if let Some(state) = &self.shared {
            let after = match &last {
                Last::Nothing => None,
                last => Some(state.lasting(&self.key, last, REPEATED_WITHIN)?),
            };
            let mark = after.as_ref().map(|after| after.value.clone());
            let change = Change { key: self.key, before: self.known.mark.clone(), after };
            if !state.exchange(change).await? {
                return Ok(false);
            }
            self.known.mark = mark;
        }
        self.known.last = last;
        Ok(true)
    }
}

impl Last {
    fn counts_at(&self, now: Duration) -> bool {
        match self {
            Self::Nothing => false,
            Self::Begun { at, .. } | Self::Happened(at, _) => now < *at + REPEATED_WITHIN,
        }
    }
}
