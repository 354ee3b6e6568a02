//! Versions, the bin, copies of everything, and what to do when the database cannot be opened.

use drawbridge_model::difference::Difference;
use drawbridge_store::{DocumentKind, VersionReason};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The versions of a connector.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Versions {
    /// What was changed since the newest version.
    pub since: Vec<Difference>,
    /// Newest first.
    pub versions: Vec<VersionRow>,
}

/// One version.
#[derive(Debug, Clone, Serialize, TS)]
pub struct VersionRow {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// When the connector became like this, in milliseconds since 1970-01-01 UTC.
    #[ts(type = "number")]
    pub at: i64,
    /// Why it was kept.
    pub reason: VersionReason,
    /// What had changed since the version before it; `None`: there is none before it.
    pub changes: Option<Vec<Difference>>,
}

/// A version of a connector.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct VersionRequest {
    /// The connector.
    pub connector_id: String,
    /// [`VersionRow::id`].
    #[ts(type = "number")]
    pub version: i64,
}

/// A version beside the connector as it is now.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Comparison {
    /// What differs, from the version to now.
    pub differences: Vec<Difference>,
    /// Systems that differ and that a restore leaves as they are, because other connectors use them; by name.
    pub shared: Vec<String>,
}

/// What is in the bin.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Bin {
    /// Newest first.
    pub rows: Vec<BinRow>,
}

/// Something that was deleted.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BinRow {
    /// What it is.
    pub kind: DocumentKind,
    /// Its id.
    pub id: String,
    /// What it was called.
    pub name: String,
    /// When it was deleted, in milliseconds since 1970-01-01 UTC.
    #[ts(type = "number")]
    pub deleted_at: i64,
    /// Until when it can be had back.
    #[ts(type = "number")]
    pub until: i64,
}

/// Something in the bin.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct BinKey {
    /// What it is.
    pub kind: DocumentKind,
    /// Its id.
    pub id: String,
}

/// The copies of everything in the data folder.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Copies {
    /// Newest first.
    pub copies: Vec<CopyRow>,
}

/// One copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CopyRow {
    /// The name of its file.
    pub name: String,
    /// Why it was made.
    pub kind: CopyKind,
    /// When, in milliseconds since 1970-01-01 UTC.
    #[ts(type = "number")]
    pub at: i64,
    /// Its size.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// Why a copy was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CopyKind {
    /// Once a day.
    Daily,
    /// Before an update changed the database.
    BeforeUpdate,
    /// Before everything was replaced.
    BeforeRestore,
}

/// What to go back to.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct RestoreRequest {
    /// [`CopyRow::name`]; `None`: ask the person for a file.
    pub copy: Option<String>,
}

/// What a restore would do. Nothing is changed yet.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct RestorePreview {
    /// Names this preview for [`RestoreApply`]; `None`: the person cancelled.
    pub token: Option<String>,
    /// The file.
    pub file: String,
    /// What is in it.
    pub contents: CopyContents,
    /// What is here now.
    pub now: CopyContents,
}

/// What a copy, or the database, holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct CopyContents {
    /// Connectors.
    #[ts(type = "number")]
    pub connectors: u64,
    /// Systems.
    #[ts(type = "number")]
    pub systems: u64,
    /// When something was changed last, in milliseconds since 1970-01-01 UTC.
    #[ts(type = "number | null")]
    pub changed_at: Option<i64>,
}

/// Go on with a restore.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct RestoreApply {
    /// [`RestorePreview::token`].
    pub token: String,
}

/// Everything was replaced.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Restored {
    /// The name of the copy of what was there before.
    pub kept: String,
}

/// Why the database cannot be used, and what can be done.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StartFailure {
    /// What happened, one sentence.
    pub message: String,
    /// Whether going back to a copy, or starting empty, would help.
    pub replaceable: bool,
    /// The newest copy that is whole.
    pub newest: Option<GoodCopy>,
    /// Other copies, newest first; they are checked when one is chosen.
    pub others: Vec<CopyRow>,
    /// Where everything lies.
    pub data_folder: String,
}

/// A copy that was read from end to end.
#[derive(Debug, Clone, Serialize, TS)]
pub struct GoodCopy {
    /// The copy.
    pub copy: CopyRow,
    /// What is in it.
    pub contents: CopyContents,
}

/// What to do about a database that cannot be opened.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Recover {
    /// Open it once more.
    TryAgain,
    /// Put a copy in its place, and keep it under another name.
    Copy {
        /// [`CopyRow::name`].
        name: String,
    },
    /// Begin with nothing, and keep it under another name.
    Empty,
}

/// Where the database that could not be opened is kept.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Recovered {
    /// Its path; `None`: there was nothing to keep.
    pub kept: Option<String>,
}
