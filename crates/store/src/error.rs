//! What can go wrong with the store: where, what, and what to do. The variant is the code; nobody matches on text.
//!
//! Inside the crate a failure is a [`Fault`], which does not know the file yet; [`StoreError::at`] adds it at the
//! door. No message repeats a value from a document: SQLite's messages name tables and columns only.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::table::documents::{Document, DocumentKey};

/// Why the store refused or failed. `Display` says where, what, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer version of the program wrote this file. It was not touched.
    #[error(
        "{} was written by a newer version of Drawbridge (format {found}, this version knows {known}). \
         Nothing was changed. Install the newer version to open it.", path.display()
    )]
    NewerDatabase {
        /// The file.
        path: PathBuf,
        /// The format found.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// The file cannot be read as a database. It was not touched, and nothing was started in its place.
    #[error(
        "{} is damaged: {what}. Nothing was changed. Put back a copy from the folder backups beside it, \
         or move the file away to start empty.", path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The file is something else than this program's database. It was not touched.
    #[error("{} is not a Drawbridge database: {what}. Nothing was changed. Choose another folder.", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: String,
    },
    /// The file is not there, but copies of it are: somebody moved or removed it. Nothing was started in its place.
    #[error(
        "{} is gone, although copies of it lie in the folder backups beside it. Nothing was changed. \
         Put it back, or go back to a copy.", path.display()
    )]
    Gone {
        /// The file.
        path: PathBuf,
    },
    /// Another Drawbridge works with the file.
    #[error("Another Drawbridge already works with {}. Use its window, or close it and try again.", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The folder lies on another computer.
    #[error(
        "{} lies on a network drive ({name}), where what is saved is not safe. Nothing was changed. \
         Choose a folder on this computer.", path.display()
    )]
    NetworkDrive {
        /// The file.
        path: PathBuf,
        /// What kind of network drive.
        name: &'static str,
    },
    /// Someone else changed the document since it was read (SECURITY DAT-12). Nothing was written.
    #[error("The {} {} was changed elsewhere in the meantime. Compare the two and choose.", key.kind.as_str(), key.id)]
    Stale {
        /// Which document.
        key: DocumentKey,
        /// As it is now; `None` if it was removed.
        current: Option<Box<Document>>,
    },
    /// There is no such thing.
    #[error("{what} does not exist any more. Reload the list.")]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// A caller asked for something that has no meaning. A fault of the program, not of the owner.
    #[error("The change was refused: {what}. Please report this.")]
    Refused {
        /// What is wrong with the request.
        what: String,
    },
    /// The disk has no room. Nothing was written.
    #[error("The disk that holds {} is full, so nothing was saved. Free some space and try again.", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder may not be written.
    #[error("{} may not be written, so nothing was saved. Allow writing to its folder and try again.", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Another program holds the file.
    #[error("{} is in use by another program, so nothing was saved. Close that program and try again.", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The disk or the system failed.
    #[error("{} could not be used: {what}. Check the disk and try again.", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's own words.
        what: String,
    },
    /// SQLite failed in a way that nothing above names.
    #[error("{} could not be used: {what}. Nothing was saved. Please report this.", path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// SQLite's own words.
        what: String,
    },
}

impl StoreError {
    /// Names a failure of a file operation.
    pub(crate) fn io(path: &Path, error: &std::io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full { path },
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            _ => Self::Io { path, what: error.to_string() },
        }
    }

    /// The same failure about another file: a copy was looked at in the place of `path`.
    pub(crate) fn about(mut self, other: &Path) -> Self {
        match &mut self {
            Self::NewerDatabase { path, .. }
            | Self::Damaged { path, .. }
            | Self::Foreign { path, .. }
            | Self::Full { path }
            | Self::ReadOnly { path }
            | Self::Busy { path }
            | Self::Io { path, .. }
            | Self::Failed { path, .. } => other.clone_into(path),
            _ => {}
        }
        self
    }

    /// Adds the file to a failure from inside.
    pub(crate) fn at(path: &Path, fault: Fault) -> Self {
        let error = match fault {
            Fault::Known(error) => return *error,
            Fault::Sqlite(error) => error,
        };
        let path = path.to_owned();
        let what = error.to_string();
        // A value that is not what was written there.
        if matches!(
            error,
            rusqlite::Error::Utf8Error(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
        ) {
            return Self::Damaged { path, what };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { path, what },
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Io { path, what },
            // The table for searching tells its own damage in words only.
            Some(ErrorCode::Unknown) if what.contains("fts5 file format") => Self::Damaged { path, what },
            _ => Self::Failed { path, what },
        }
    }
}

/// A failure inside the crate, before the file's name is added.
#[derive(Debug)]
pub(crate) enum Fault {
    /// From SQLite.
    Sqlite(rusqlite::Error),
    /// Already in the words of the door.
    Known(Box<StoreError>),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Known(Box::new(error))
    }
}
