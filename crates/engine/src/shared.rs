//! The place that replicas share: what must hold over all of them (counted tries, used confirmations, writes of the last
//! minute, fetched tokens) lies there, so that any number of them stand behind any load balancer.
//!
//! The place answers two questions only, [`SharedRecords::read`] and [`SharedRecords::exchange`]. Every rule stays in this
//! crate and is the same as for one process: a change is worked out from what was read and written only if nobody has
//! changed it in the meantime. Nothing readable lies there: a key is a keyed hash, a value with anything of a customer or
//! of a secret is sealed, and what is open holds times and counts.
//!
//! A place that cannot be reached lets nobody in. It is never replaced by this process's own memory: that would give
//! whoever guesses a fresh set of tries for each replica.

mod key;
mod state;
mod tokens;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

pub use key::{BadKey, SharedKey};
pub(crate) use state::{SharedState, by_chance};
pub(crate) use tokens::{LogIn, SharedTokens};

/// Names a value in the shared place: a keyed hash.
pub type RecordKey = [u8; 32];

/// An answer of the shared place that is on its way.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, OutOfReach>> + Send + 'a>>;

/// The shared place cannot be reached, or what lies there cannot be read. Whether a change was made is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the shared state cannot be reached")]
pub struct OutOfReach;

/// One value that is to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which one.
    pub key: RecordKey,
    /// What must lie there; `None`: nothing.
    pub before: Option<Vec<u8>>,
    /// What lies there from now on; `None`: nothing.
    pub after: Option<Lasting>,
}

/// A value and how long it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lasting {
    /// At least one byte.
    pub value: Vec<u8>,
    /// Then the place forgets it by itself; at least a millisecond.
    pub kept_for: Duration,
}

/// A place outside of the process in which small values lie under keys for a time.
pub trait SharedRecords: Send + Sync {
    /// The values under these keys, in their order.
    fn read<'a>(&'a self, keys: &'a [RecordKey]) -> Pending<'a, Vec<Option<Vec<u8>>>>;
    /// Makes all changes or none; `false` if one of the values was not what it should have been before. Nobody sees a
    /// part of it.
    fn exchange<'a>(&'a self, changes: &'a [Change]) -> Pending<'a, bool>;
}

/// The shared place and the key that all replicas have.
#[derive(Clone)]
pub struct Shared {
    /// Where it is.
    pub records: Arc<dyn SharedRecords>,
    /// What keys are hashed and values are sealed with.
    pub key: SharedKey,
}
