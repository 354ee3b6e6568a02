//! The same write twice within a minute in one conversation is sent once: the second call gets the result of the first.
//!
//! A model that gets no answer in time, or forgets that it had one, calls again with the same values; so does a host
//! that retries. Two that arrive at the same time meet here as well: the second waits for the first. Only what happened,
//! or may have happened, is kept; a write that the API refused can be asked for again at once. A call that was dropped
//! in the middle leaves its mark, because its request may have left.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

use crate::clock::Clock;
use crate::limits::REPEATED_WITHIN;
use crate::outcome::Outcome;

/// The last write of one kind in one conversation.
#[derive(Debug, Clone, Default)]
enum Last {
    /// None that counts.
    #[default]
    Nothing,
    /// It has begun at this time and nobody said how it ended.
    Begun(Duration),
    /// It happened, or may have.
    Happened(Duration, Box<Outcome>),
}

type Place = Arc<tokio::sync::Mutex<Last>>;

/// Remembers writes for a minute.
pub(crate) struct Repeats {
    clock: Arc<dyn Clock>,
    places: Mutex<HashMap<[u8; 32], Place>>,
}

/// The right to send a write that no identical call has at the same time.
pub(crate) struct Turn {
    last: OwnedMutexGuard<Last>,
    clock: Arc<dyn Clock>,
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
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, places: Mutex::default() }
    }

    /// Waits until no identical write is under way.
    pub(crate) async fn turn(&self, key: [u8; 32]) -> Turn {
        let place = {
            let now = self.clock.elapsed();
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            let is_needed =
                |place: &Place| Arc::strong_count(place) > 1 || place.try_lock().is_ok_and(|last| last.counts_at(now));
            places.retain(|_, place| is_needed(place));
            Arc::clone(places.entry(key).or_default())
        };
        Turn { last: place.lock_owned().await, clock: Arc::clone(&self.clock) }
    }
}

impl Turn {
    /// What an identical call came to within the last minute.
    pub(crate) fn first(&self) -> Option<First<'_>> {
        match &*self.last {
            last if !last.counts_at(self.clock.elapsed()) => None,
            Last::Nothing => None,
            Last::Begun(_) => Some(First::Unknown),
            Last::Happened(_, outcome) => Some(First::Came(outcome)),
        }
    }

    /// From here on a request may leave.
    pub(crate) fn begin(&mut self) {
        *self.last = Last::Begun(self.clock.elapsed());
    }

    /// How it ended, if anything was changed or may have been.
    pub(crate) fn end(mut self, happened: Option<&Outcome>) {
        let now = self.clock.elapsed();
        *self.last = happened.map_or(Last::Nothing, |outcome| Last::Happened(now, Box::new(outcome.clone())));
    }
}

impl Last {
    fn counts_at(&self, now: Duration) -> bool {
        match self {
            Self::Nothing => false,
            Self::Begun(at) | Self::Happened(at, _) => now < *at + REPEATED_WITHIN,
        }
    }
}
