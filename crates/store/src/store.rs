//! The door: one connection behind a lock, every call one transaction or one read.
//!
//! The clock and the summariser are given at the start, so that nothing in here asks the computer for the time and
//! tests can make days pass. A poisoned lock is taken all the same: a transaction that a panic interrupted was
//! rolled back when it was dropped.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use drawbridge_model::Environment;
use rusqlite::{Connection, TransactionBehavior};
use serde_json::Value;

use crate::error::{Fault, StoreError};
use crate::file::{self, Opened};
use crate::summary::DocumentSummary;
use crate::table::documents::{self, Binned, ConnectorRow, Document, DocumentKey, DocumentKind};
use crate::table::runs::{self, RunRecord, StoredRun};
use crate::table::secret_references::{self, NewSecretReference, SecretReference};
use crate::table::settings;
use crate::table::versions::{self, Version, VersionReason};

/// Tells the time, in milliseconds since 1970-01-01 UTC.
pub type Clock = Box<dyn Fn() -> i64 + Send + Sync>;

/// Says what lists show of a document; [`crate::summarise`], or something around it.
pub type Summarise = Box<dyn Fn(DocumentKind, &str) -> DocumentSummary + Send + Sync>;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long a removed document is kept, in milliseconds.
pub const KEPT_MS: i64 = 30 * DAY_MS;

/// What a store needs from its surroundings.
pub struct StoreSettings {
    /// Tells the time.
    pub clock: Clock,
    /// Says what lists show of a document.
    pub summarise: Summarise,
}

/// The database of one workspace.
pub struct Store {
    path: PathBuf,
    connection: Mutex<Connection>,
    settings: StoreSettings,
    /// Held as long as the store is open.
    _lock: File,
}

/// A start that comes later than this after the last one does not empty the bin: the clock may be wrong.
const LONG_MS: i64 = 3 * KEPT_MS;

/// The setting that says when the bin was looked through.
const PURGED_AT: &str = "purged_at";

/// What [`Store::purge_expired`] removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purged {
    /// Documents that left the bin.
    pub documents: Vec<DocumentKey>,
}

impl Store {
    /// Opens the database at `path`, or makes it if there is no such file. Brings an older format up to date, after
    /// a backup. A file that is damaged, foreign or from a newer version is refused and left as it is.
    pub fn open(path: &Path, settings: StoreSettings) -> Result<Self, StoreError> {
        let Opened { path, connection, lock } = file::open(path, (settings.clock)())?;
        Ok(Self { path, connection: Mutex::new(connection), settings, _lock: lock })
    }

    /// Moves everything from the write-ahead log into the file and empties the log. Call it when the app closes and
    /// after the owner deleted data.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.read(file::checkpoint)
    }

    /// Closes the file. A store that is merely dropped closes as well, without saying what went wrong.
    pub fn close(self) -> Result<(), StoreError> {
        self.checkpoint()?;
        let connection = self.connection.into_inner().unwrap_or_else(PoisonError::into_inner);
        connection.close().map_err(|(_, error)| StoreError::at(&self.path, error.into()))
    }

    /// Reads the whole file and says what is wrong with it; empty if nothing is.
    pub fn check_integrity(&self) -> Result<Vec<String>, StoreError> {
        self.read(file::integrity)
    }

    /// The settings under which SQLite runs, read back from it (SECURITY DAT-23).
    pub fn pragmas(&self) -> Result<BTreeMap<&'static str, String>, StoreError> {
        self.read(file::pragmas)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A document, if there is one.
    pub fn document(&self, kind: DocumentKind, id: &str) -> Result<Option<Document>, StoreError> {
        self.read(|connection| documents::read(connection, &DocumentKey { kind, id: id.to_owned() }))
    }

    /// The documents with these ids that there are, in the order of the ids.
    pub fn documents(&self, kind: DocumentKind, ids: &[impl AsRef<str>]) -> Result<Vec<Document>, StoreError> {
        self.read(|connection| {
            let keys = ids.iter().map(|id| DocumentKey { kind, id: id.as_ref().to_owned() });
            keys.filter_map(|key| documents::read(connection, &key).transpose()).collect()
        })
    }

    /// Every document of a kind, by id. For systems, which are few; the list of connectors is [`Store::connectors`].
    pub fn all_documents(&self, kind: DocumentKind) -> Result<Vec<Document>, StoreError> {
        self.read(|connection| documents::read_all(connection, kind))
    }

    /// The list of connectors, by name.
    pub fn connectors(&self) -> Result<Vec<ConnectorRow>, StoreError> {
        self.read(documents::connectors)
    }

    /// Keeps the caller's word about connectors beside them (id, state): not a change, no revision, no undo.
    pub fn set_states(&self, states: &[(String, String)]) -> Result<(), StoreError> {
        self.write(|connection| states.iter().try_for_each(|(id, state)| documents::set_state(connection, id, state)))
    }

    /// What is in the bin, newest first.
    pub fn bin(&self) -> Result<Vec<Binned>, StoreError> {
        self.read(documents::binned)
    }

    /// Forgets what was removed more than 30 days ago, and empties the write-ahead log so that no trace of it stays on
    /// the disk. Not if the last time is very long ago: then the clock may have jumped, and only the next time is
    /// believed (SECURITY DAT-21). The secrets of a system that nothing can bring back become orphans.
    pub fn purge_expired(&self) -> Result<Purged, StoreError> {
        let now = self.now();
        let last = self.setting(PURGED_AT)?.and_then(|at| at.as_i64());
        self.set_setting(PURGED_AT, Some(&now.into()))?;
        if last.is_some_and(|last| now.saturating_sub(last) > LONG_MS) {
            return Ok(Purged { documents: Vec::new() });
        }
        let before = now.saturating_sub(KEPT_MS);
        let documents = self.write(|connection| {
            let documents = documents::purge(connection, before, None)?;
            secret_references::give_up_without_system(connection, now)?;
            Ok(documents)
        })?;
        if !documents.is_empty() {
            self.checkpoint()?;
        }
        Ok(Purged { documents })
    }

    /// Forgets what ran more than so many days ago, likewise; gives how many runs that were.
    pub fn purge_runs(&self, days: u32) -> Result<usize, StoreError> {
        let before = self.now().saturating_sub(i64::from(days) * DAY_MS);
        let purged = self.write(|connection| runs::purge(connection, before))?;
        if purged > 0 {
            self.checkpoint()?;
        }
        Ok(purged)
    }

    /// Takes one document out of the bin for good, with its versions and the history that could bring it back, and
    /// leaves no trace of it in the file. `false`: it was not in the bin. The caller gives up a system's secrets.
    pub fn delete_for_good(&self, key: &DocumentKey) -> Result<bool, StoreError> {
        let gone = self.write(|connection| documents::purge(connection, i64::MAX, Some(key)))?;
        if !gone.is_empty() {
            self.checkpoint()?;
        }
        Ok(!gone.is_empty())
    }

    /// The ids of the connectors that use a system, as their own or in one of their requests.
    pub fn users_of(&self, system: &str) -> Result<Vec<String>, StoreError> {
        self.read(|connection| documents::users_of(connection, system))
    }

    /// Keeps a connector as it is now among its versions.
    pub fn keep_version(&self, connector: &str, reason: VersionReason) -> Result<(), StoreError> {
        let now = self.now();
        self.write(|connection| versions::keep(connection, connector, reason, now))
    }

    /// The versions of a connector, newest first.
    pub fn versions(&self, connector: &str) -> Result<Vec<Version>, StoreError> {
        self.read(|connection| versions::list(connection, connector))
    }

    /// One version, if it is still kept.
    pub fn version(&self, id: i64) -> Result<Option<Version>, StoreError> {
        self.read(|connection| versions::read(connection, id))
    }

    /// The revision of the newest change of any document. Another file in this one's place counts for itself.
    pub fn revision(&self) -> Result<i64, StoreError> {
        self.read(documents::current_revision)
    }

    /// Keeps a run and gives its number.
    pub fn record_run(&self, run: &RunRecord) -> Result<i64, StoreError> {
        self.write(|connection| runs::add(connection, run))
    }

    /// The newest runs before run `before` (or of all), of one connector (or of all), newest first.
    pub fn runs(&self, connector: Option<&str>, limit: u32, before: Option<i64>) -> Result<Vec<StoredRun>, StoreError> {
        self.read(|connection| runs::list(connection, connector, limit, before))
    }

    /// One run by its number, if it is still kept.
    pub fn run(&self, id: i64) -> Result<Option<StoredRun>, StoreError> {
        self.read(|connection| runs::one(connection, id))
    }

    /// A setting, if it was ever set.
    pub fn setting(&self, key: &str) -> Result<Option<Value>, StoreError> {
        self.read(|connection| settings::read(connection, key))
    }

    /// Every setting.
    pub fn settings(&self) -> Result<BTreeMap<String, Value>, StoreError> {
        self.read(settings::read_all)
    }

    /// Sets a setting, or forgets it for `None`.
    pub fn set_setting(&self, key: &str, value: Option<&Value>) -> Result<(), StoreError> {
        self.write(|connection| settings::write(connection, key, value))
    }

    /// Announces a keychain entry before it is written: step 1 of setting a secret.
    pub fn prepare_secret(&self, secret: &NewSecretReference) -> Result<(), StoreError> {
        self.write(|connection| secret_references::prepare(connection, secret))
    }

    /// Says that the keychain has the announced entry: from now on the secret is set. Gives the account of the entry
    /// that it replaces, which the caller removes from the keychain and then hands to
    /// [`Store::drop_secret_reference`].
    pub fn bind_secret(&self, account_id: &str) -> Result<Option<String>, StoreError> {
        let now = self.now();
        self.write(|connection| secret_references::bind(connection, account_id, now))
    }

    /// The keychain entry of a secret, if the secret is set.
    pub fn secret_reference(
        &self,
        system_id: &str,
        environment: Environment,
        name: &str,
    ) -> Result<Option<SecretReference>, StoreError> {
        self.read(|connection| secret_references::find(connection, system_id, environment, name))
    }

    /// The secrets that are set, of one system or of all.
    pub fn secret_references(&self, system_id: Option<&str>) -> Result<Vec<SecretReference>, StoreError> {
        self.read(|connection| secret_references::list(connection, system_id))
    }

    /// Changes where a secret may be sent to, after the owner said so (SECURITY SEC-14).
    pub fn set_secret_origins(&self, account_id: &str, origins: &[String]) -> Result<(), StoreError> {
        self.write(|connection| secret_references::set_origins(connection, account_id, origins))
    }

    /// Gives a secret up: it no longer counts as set. Gives the account, which the caller removes from the keychain
    /// and then hands to [`Store::drop_secret_reference`].
    pub fn forget_secret(
        &self,
        system_id: &str,
        environment: Environment,
        name: &str,
    ) -> Result<Option<String>, StoreError> {
        let now = self.now();
        self.write(|connection| secret_references::forget(connection, system_id, environment, name, now))
    }

    /// Keychain entries that nobody uses, left by a crash or a failed removal. At start, remove each from the keychain
    /// (it may be absent) and hand it to [`Store::drop_secret_reference`] (SECURITY DAT-02).
    pub fn orphaned_secrets(&self) -> Result<Vec<SecretReference>, StoreError> {
        self.read(secret_references::orphans)
    }

    /// Forgets a keychain entry that is gone from the keychain. A secret that is in use stays.
    pub fn drop_secret_reference(&self, account_id: &str) -> Result<(), StoreError> {
        self.write(|connection| secret_references::drop_reference(connection, account_id))
    }

    pub(crate) fn now(&self) -> i64 {
        (self.settings.clock)()
    }

    pub(crate) fn summariser(&self) -> &Summarise {
        &self.settings.summarise
    }

    /// Reads under the lock, from one state of the file.
    pub(crate) fn read<T>(&self, act: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        act(&self.lock()).map_err(|fault| StoreError::at(&self.path, fault))
    }

    /// Writes under the lock, all or nothing, and on the disk when it returns.
    pub(crate) fn write<T>(&self, act: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        let mut connection = self.lock();
        let attempt = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = act(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        attempt().map_err(|fault| StoreError::at(&self.path, fault))
    }

    /// Works with the one connection, and with nobody else meanwhile.
    pub(crate) fn exclusively<T>(
        &self,
        act: impl FnOnce(&mut Connection) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        act(&mut self.lock()).map_err(|fault| StoreError::at(&self.path, fault))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}
