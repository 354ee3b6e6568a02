//! Everything replaced by a copy: while the file is open ([`Store::replace_with`]), or when it cannot be opened at all
//! ([`put_back`]).
//!
//! A copy is never opened where it lies: it is copied into the folder `backups`, checked and brought to this format there
//! ([`prepare_restore`]), so a copy that is damaged or from a newer version is refused before anything is touched. What
//! was there is kept: as a copy before a restore, under another name when it was damaged.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::backup::{self, BackupFile, BackupKind, Contents, Progress};
use crate::error::{Fault, StoreError};
use crate::file::{self, beside, flags, sync_directory};
use crate::migrations;
use crate::store::Store;
use crate::table::secret_references;

/// A copy that was checked and waits to be put in the file's place.
#[derive(Debug)]
pub struct Prepared {
    path: PathBuf,
    /// What it holds.
    pub contents: Contents,
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // What cannot be removed now is written over by the next one.
        let _ = backup::remove_with_logs(&self.path);
    }
}

/// Copies a backup into the folder beside `database`, checks it and brings it to the newest format there. The backup
/// itself is only read.
pub fn prepare_restore(database: &Path, from: &Path) -> Result<Prepared, StoreError> {
    let folder = backup::folder(database);
    let path = folder.join("restore.unfinished");
    let io = |error: std::io::Error| StoreError::io(from, &error);
    if !std::fs::metadata(from).map_err(io)?.is_file() {
        return Err(StoreError::Foreign { path: from.to_owned(), what: "it is not a plain file".to_owned() });
    }
    std::fs::create_dir_all(&folder).and_then(|()| backup::remove_with_logs(&path)).map_err(io)?;
    file::create_owner_only(&path).and_then(|()| std::fs::copy(from, &path)).map_err(io)?;
    let mut prepared = Prepared { path, contents: Contents { connectors: 0, systems: 0, changed_at: None } };
    prepared.contents = bring_up_to_date(&prepared.path).map_err(|error| error.about(from))?;
    File::open(&prepared.path).and_then(|file| file.sync_all()).map_err(io)?;
    Ok(prepared)
}

fn bring_up_to_date(path: &Path) -> Result<Contents, StoreError> {
    let version = file::inspect(path)?;
    let prepare = || {
        let mut connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
        connection.pragma_update(None, "journal_mode", "delete")?;
        let before = backup::contents(&connection, path)?;
        if version < migrations::newest() {
            migrations::run(&mut connection, path)?;
        }
        connection.close().map_err(|(_, error)| error)?;
        Ok(before)
    };
    prepare().map_err(|fault| StoreError::at(path, fault))
}

impl Store {
    /// Makes a verified copy in the folder `backups`. Others may write meanwhile; the copy is of one moment.
    pub fn back_up(&self, kind: BackupKind, progress: Progress<'_>) -> Result<BackupFile, StoreError> {
        let now = self.now();
        let source = self.snapshot()?;
        backup::make(&source, self.path(), kind, migrations::newest(), now, progress)
            .map_err(|fault| StoreError::at(self.path(), fault))
    }

    /// Makes a verified copy at a path of the caller's, to carry elsewhere: without the references to secrets.
    pub fn back_up_to(&self, to: &Path, progress: Progress<'_>) -> Result<(), StoreError> {
        let source = self.snapshot()?;
        backup::make_at(&source, to, migrations::newest(), progress).map_err(|fault| StoreError::at(self.path(), fault))
    }

    /// Whether no daily copy was made in the last day, and there is something to copy.
    pub fn is_backup_due(&self) -> Result<bool, StoreError> {
        let has_documents = "SELECT EXISTS (SELECT 1 FROM documents)";
        Ok(backup::is_due(self.path(), self.now())
            && self.read(|connection| Ok(connection.query_row(has_documents, [], |row| row.get(0))?))?)
    }

    /// What is in the file now.
    pub fn contents(&self) -> Result<Contents, StoreError> {
        self.read(|connection| backup::contents(connection, self.path()))
    }

    /// Puts a prepared copy in the place of everything, after a copy of what is there now. References to secrets stay as
    /// they are: they say what this computer's keychain holds. All or nothing, also when the program is killed.
    pub fn replace_with(&self, prepared: &Prepared, progress: Progress<'_>) -> Result<BackupFile, StoreError> {
        let now = self.now();
        self.exclusively(|connection| {
            let newest = migrations::newest();
            let kept = backup::make(connection, self.path(), BackupKind::BeforeRestore, newest, now, &mut |_| {})?;
            let mut source = Connection::open_with_flags(&prepared.path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
            let transaction = source.transaction_with_behavior(TransactionBehavior::Immediate)?;
            secret_references::carry(connection, &transaction)?;
            transaction.commit()?;
            backup::copy_pages(&source, connection, progress)?;
            Ok(kept)
        })
    }

    /// A second connection that sees the file as it is now, whatever is written meanwhile.
    fn snapshot(&self) -> Result<Connection, StoreError> {
        let open = || {
            let connection = Connection::open_with_flags(self.path(), flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?;
            connection.busy_timeout(file::BUSY_TIMEOUT)?;
            connection.execute_batch("BEGIN")?;
            connection.query_row("SELECT revision FROM counter", [], |_| Ok(()))?;
            Ok(connection)
        };
        open().map_err(|fault: Fault| StoreError::at(self.path(), fault))
    }
}

/// Puts a copy in the place of a database that cannot be opened, or nothing (`None`), after which a new one is made at
/// the next start. What stood there is kept beside it under the name that is given back; `None` if there was nothing.
pub fn put_back(database: &Path, from: Option<&Path>, now: i64) -> Result<Option<PathBuf>, StoreError> {
    let _lock = file::lock(database)?;
    let prepared = from.map(|from| prepare_restore(database, from)).transpose()?;
    let io = |error: std::io::Error| StoreError::io(database, &error);
    let kept = set_aside(database, now).map_err(io)?;
    match prepared {
        Some(prepared) => {
            std::fs::rename(&prepared.path, database).and_then(|()| sync_directory(database)).map_err(io)?;
        }
        None => drop(file::create(database)?),
    }
    Ok(kept)
}

/// Gives what stands there another name, logs included. A plain file keeps its own name as well until the copy takes it,
/// so that there is no moment at which a start would find nothing.
fn set_aside(database: &Path, now: i64) -> std::io::Result<Option<PathBuf>> {
    let name = database.file_stem().unwrap_or_default().to_string_lossy();
    let aside = database.with_file_name(format!("{name}-set-aside-{:015}.db", now.max(0)));
    let is_file = match std::fs::symlink_metadata(database) {
        Ok(metadata) => Some(metadata.is_file()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let mut kept = is_file.is_some();
    match is_file {
        Some(true) => std::fs::hard_link(database, &aside).or_else(|_| std::fs::copy(database, &aside).map(drop))?,
        Some(false) => std::fs::rename(database, &aside)?,
        None => {}
    }
    for log in ["-wal", "-shm"] {
        match std::fs::rename(beside(database, log), beside(&aside, log)) {
            Ok(()) => kept = true,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(kept.then_some(aside))
}
