//! SQLite: connectors, systems, revisions, runs, settings, and references to secrets. Never a secret's value, never
//! a body of an answer.
//!
//! One file, one writer connection, one door: [`Store`]. Every change to a document goes through [`Store::apply`],
//! which writes the documents, their list rows, the search index and the undo history in one transaction, synced to
//! the disk before it returns; what the window shows as saved is on disk. The calls are synchronous and may wait
//! for the disk, so asynchronous callers go through `tokio::task::spawn_blocking`.
//!
//! - `file` decides whether a file may be opened at all, `backup` makes verified copies of it (daily, and before its
//!   tables change), `restore` goes back to one, `migrations` gathers the steps that stand beside their tables in
//!   `table/*`.
//! - `change` and `undo` are the two ways a document changes; both end in `table::documents::write`.
//!
//! To add a table: a file in `table/` with its `MIGRATIONS`, named in `migrations.rs`. A step that has shipped is
//! never edited. This crate is the only one that names `rusqlite`; it knows neither the engine nor the vault.

mod backup;
mod change;
mod error;
mod file;
mod migrations;
mod restore;
mod search;
mod store;
mod summary;
mod table;
mod undo;

pub use backup::{BackupFile, BackupKind, Contents, DAILY_KEPT, OTHERS_KEPT, Progress, backups};
pub use change::{Applied, COALESCE_WINDOW_MS, Change, DocumentWrite};
pub use error::StoreError;
pub use file::APPLICATION_ID;
pub use restore::{Prepared, prepare_restore, put_back};
pub use store::{Clock, KEPT_MS, Purged, Store, StoreSettings, Summarise};
pub use summary::{DocumentSummary, summarise};
pub use table::documents::{Binned, ConnectorRow, Document, DocumentKey, DocumentKind};
pub use table::history::{CHANGES_KEPT, History};
pub use table::runs::{RuleRecord, RunRecord, StoredRun};
pub use table::secret_references::{NewSecretReference, SecretReference};
pub use table::versions::{VERSION_EVERY_MS, VERSIONS_KEPT, Version, VersionReason};
pub use undo::{ChangedDocument, Undone};
