//! The shared place as the engine uses it: each operation within its time, changes tried again while others change the
//! same, and values sealed.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};
use zeroize::Zeroizing;

use super::{Change, Lasting, OutOfReach, RecordKey, Shared, SharedRecords};
use crate::limits::{SHARED_CHANGE, SHARED_STATE};
use crate::sealing::{Sealer, Seals};

/// The longest of the pauses that are taken by chance before the same change is tried again.
const LONGEST_PAUSE: Duration = Duration::from_millis(16);

/// The keys at which changes take turns are spread over so many queues.
const QUEUES: usize = 64;

/// The shared place, with limits and seals.
pub(crate) struct SharedState {
    records: Arc<dyn SharedRecords>,
    hashes: Sealer,
    seals: Option<Seals>,
    queues: [Mutex<()>; QUEUES],
}

impl SharedState {
    pub(crate) fn new(shared: &Shared) -> Self {
        Self {
            records: Arc::clone(&shared.records),
            hashes: Sealer::from_key(&shared.key),
            seals: Seals::from_key(&shared.key),
            queues: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// The key of a value, by what it is of.
    pub(crate) fn key(&self, parts: &[impl AsRef<str>]) -> RecordKey {
        self.hashes.hash(parts)
    }

    /// The value under a key.
    pub(crate) async fn read(&self, key: RecordKey) -> Result<Option<Vec<u8>>, OutOfReach> {
        let [value] = <[_; 1]>::try_from(self.read_all(&[key]).await?).map_err(|_| OutOfReach)?;
        Ok(value)
    }

    /// Makes one change, if the value is still what it was.
    pub(crate) async fn exchange(&self, change: Change) -> Result<bool, OutOfReach> {
        self.exchange_all(&[change]).await
    }

    /// Works changes out from what lies there and makes them, again and again until nobody came between. Changes of this
    /// process that all go to one key take turns at it, so that only replicas meet there.
    pub(crate) async fn change<T>(
        &self,
        keys: &[RecordKey],
        meeting: Option<RecordKey>,
        mut work: impl FnMut(Vec<Option<Vec<u8>>>) -> Result<(T, Vec<Change>), OutOfReach>,
    ) -> Result<T, OutOfReach> {
        let changed = async {
            let _turn = match meeting {
                Some(key) => Some(self.queues[usize::from(key[0]) % QUEUES].lock().await),
                None => None,
            };
            let mut longest = Duration::from_millis(1);
            loop {
                let (result, changes) = work(self.read_all(keys).await?)?;
                if changes.is_empty() || self.exchange_all(&changes).await? {
                    return Ok(result);
                }
                sleep(by_chance(longest)).await;
                longest = (longest * 2).min(LONGEST_PAUSE);
            }
        };
        timeout(SHARED_CHANGE, changed).await.map_err(|_| OutOfReach)?
    }

    async fn read_all(&self, keys: &[RecordKey]) -> Result<Vec<Option<Vec<u8>>>, OutOfReach> {
        timeout(SHARED_STATE, self.records.read(keys)).await.map_err(|_| OutOfReach)?
    }

    async fn exchange_all(&self, changes: &[Change]) -> Result<bool, OutOfReach> {
        timeout(SHARED_STATE, self.records.exchange(changes)).await.map_err(|_| OutOfReach)?
    }

    /// Seals a value for its place: moved to another key it cannot be opened.
    pub(crate) fn seal(&self, key: &RecordKey, value: &impl Serialize) -> Result<Vec<u8>, OutOfReach> {
        let text = Zeroizing::new(serde_json::to_vec(value).map_err(|_| OutOfReach)?);
        self.seals.as_ref().and_then(|seals| seals.seal(key, &text)).ok_or(OutOfReach)
    }

    /// Opens what [`Self::seal`] has made for this key.
    pub(crate) fn open<T: DeserializeOwned>(&self, key: &RecordKey, sealed: &[u8]) -> Result<T, OutOfReach> {
        let text = self.seals.as_ref().and_then(|seals| seals.open(key, sealed)).ok_or(OutOfReach)?;
        serde_json::from_slice(&text).map_err(|_| OutOfReach)
    }

    /// A sealed value that is kept for a time.
    pub(crate) fn lasting(
        &self,
        key: &RecordKey,
        value: &impl Serialize,
        kept_for: Duration,
    ) -> Result<Lasting, OutOfReach> {
        Ok(Lasting { value: self.seal(key, value)?, kept_for })
    }
}

/// A time between nothing and the longest, so that those who met do not meet again.
pub(crate) fn by_chance(longest: Duration) -> Duration {
    let mut chance = [0; 2];
    // Without randomness the pauses are of one length, and the limit of time ends them.
    getrandom::fill(&mut chance).ok();
    longest * u32::from(u16::from_be_bytes(chance)) / u32::from(u16::MAX)
}
