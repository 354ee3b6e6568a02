//! Verified copies of the file, in the folder `backups` beside it, and the way back from one.
//!
//! A copy is made from one state of the file under another name, opened, checked from end to end, and only then given
//! its name. `NAME-v<format>-<time>.db` is made before a migration, which does not start without it; `NAME-day-<time>.db`
//! once a day; `NAME-restore-<time>.db` before everything is replaced by a restore. What is too old or too much is
//! dropped by [`drop_surplus`], the copy that was just made never.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::error::{Fault, StoreError};
use crate::file::{beside, create_owner_only, flags, integrity, sync_directory};
use crate::table::secret_references;

/// How many daily copies are kept (SECURITY DAT-20).
pub const DAILY_KEPT: usize = 10;

/// Older daily copies are dropped while all of them are larger than this, in bytes; the newest two stay.
pub const DAILY_BYTES: u64 = 1_000_000_000;

/// How many copies of each other kind are kept.
pub const OTHERS_KEPT: usize = 3;

/// A copy is due when the newest is older than this.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Pages copied at a time; all of them come from one state of the file.
const PAGES: std::ffi::c_int = 256;

/// Why a copy was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupKind {
    /// Once a day.
    Daily,
    /// Before a newer version of the program changed the tables.
    BeforeUpdate,
    /// Before everything was replaced by a restore.
    BeforeRestore,
}

/// A copy in the folder `backups`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Why it was made.
    pub kind: BackupKind,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
}

/// What a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// How many connectors.
    pub connectors: u64,
    /// How many systems.
    pub systems: u64,
    /// When something was changed last, in milliseconds since 1970-01-01 UTC; `None` if there is nothing.
    pub changed_at: Option<i64>,
}

/// Hears how far a long copy is, in percent.
pub type Progress<'a> = &'a mut dyn FnMut(u8);

/// The copies of a database, newest first. They are listed by their names; nothing is opened.
pub fn backups(database: &Path) -> Vec<BackupFile> {
    let prefix = format!("{}-", name_of(database));
    let entries = std::fs::read_dir(folder(database)).into_iter().flatten().flatten();
    let mut found: Vec<BackupFile> = entries
        .filter_map(|entry| {
            let file = entry.file_name();
            let (kind, time) = file.to_str()?.strip_prefix(&prefix)?.strip_suffix(".db")?.split_once('-')?;
            let kind = match kind {
                "day" => BackupKind::Daily,
                "restore" => BackupKind::BeforeRestore,
                _ if kind.starts_with('v') => BackupKind::BeforeUpdate,
                _ => return None,
            };
            Some(BackupFile { path: entry.path(), kind, at: time.parse().ok()? })
        })
        .collect();
    found.sort_by(|one, other| (other.at, &other.path).cmp(&(one.at, &one.path)));
    found
}

/// Whether no copy was made in the last day (or the clock went back).
pub(crate) fn is_due(database: &Path, now: i64) -> bool {
    let daily = backups(database).into_iter().find(|backup| backup.kind == BackupKind::Daily);
    daily.is_none_or(|backup| !(0..DAY_MS).contains(&now.saturating_sub(backup.at)))
}

/// Copies the file before a migration from `version`.
pub(crate) fn before_migration(connection: &Connection, path: &Path, version: i64, now: i64) -> Result<(), Fault> {
    make(connection, path, BackupKind::BeforeUpdate, version, now, &mut |_| {}).map(drop)
}

/// Makes a verified copy in the folder `backups`, and drops what is too old.
pub(crate) fn make(
    connection: &Connection,
    database: &Path,
    kind: BackupKind,
    version: i64,
    now: i64,
    progress: Progress<'_>,
) -> Result<BackupFile, Fault> {
    let folder = folder(database);
    let name = name_of(database);
    let io = |error: std::io::Error| Fault::from(StoreError::io(&folder, &error));
    std::fs::create_dir_all(&folder).map_err(io)?;
    let unfinished = folder.join(format!("{name}.unfinished"));
    remove_with_logs(&unfinished).map_err(io)?;
    create_owner_only(&unfinished).map_err(io)?;
    copy(connection, &unfinished, version, progress)?;
    let word = match kind {
        BackupKind::Daily => "day".to_owned(),
        BackupKind::BeforeUpdate => format!("v{version}"),
        BackupKind::BeforeRestore => "restore".to_owned(),
    };
    let at = now.max(0);
    let path = folder.join(format!("{name}-{word}-{at:015}.db"));
    let moved =
        File::open(&unfinished).and_then(|file| file.sync_all()).and_then(|()| std::fs::rename(&unfinished, &path));
    moved.and_then(|()| sync_directory(&path)).map_err(io)?;
    let made = BackupFile { path, kind, at };
    drop_surplus(database, &made, DAILY_KEPT, DAILY_BYTES).map_err(io)?;
    Ok(made)
}

/// Makes a verified copy at a path of the caller's, without the references to secrets: those belong to this computer's
/// keychain. Whatever stands at the path is written over.
pub(crate) fn make_at(connection: &Connection, to: &Path, version: i64, progress: Progress<'_>) -> Result<(), Fault> {
    copy(connection, to, version, progress)?;
    let target = Connection::open_with_flags(to, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
    target.pragma_update(None, "secure_delete", true)?;
    secret_references::clear(&target)?;
    target.close().map_err(|(_, error)| error)?;
    File::open(to).and_then(|file| file.sync_all()).map_err(|error| StoreError::io(to, &error).into())
}

/// Opens a copy that nobody else uses, checks it from end to end and says what it holds.
pub(crate) fn contents(connection: &Connection, path: &Path) -> Result<Contents, Fault> {
    if let Some(problem) = integrity(connection)?.first() {
        return Err(StoreError::Damaged { path: path.to_owned(), what: problem.clone() }.into());
    }
    let count = |kind: &str| {
        connection.query_row("SELECT count(*) FROM documents WHERE kind = ?1", [kind], |row| row.get::<_, i64>(0))
    };
    Ok(Contents {
        connectors: count("connector")?.unsigned_abs(),
        systems: count("system")?.unsigned_abs(),
        changed_at: connection.query_row("SELECT max(updated_at) FROM summaries", [], |row| row.get(0))?,
    })
}

/// Copies every page of one database into another, in one transaction of the other.
pub(crate) fn copy_pages(from: &Connection, to: &mut Connection, progress: Progress<'_>) -> Result<(), Fault> {
    let backup = Backup::new(from, to)?;
    loop {
        match backup.step(PAGES)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {
                let at = backup.progress();
                let done = i64::from(at.pagecount - at.remaining) * 100 / i64::from(at.pagecount.max(1));
                progress(u8::try_from(done).unwrap_or(100));
            }
            _ => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

/// Copies and checks the copy.
fn copy(connection: &Connection, to: &Path, version: i64, progress: Progress<'_>) -> Result<(), Fault> {
    let mut target = Connection::open_with_flags(to, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
    copy_pages(connection, &mut target, progress)?;
    target.pragma_update(None, "journal_mode", "delete")?;
    let found: i64 = target.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let mut problems = integrity(&target)?;
    if found != version {
        problems.push(format!("the copy has format {found}, not {version}"));
    }
    match problems.first() {
        None => target.close().map_err(|(_, error)| error.into()),
        Some(problem) => {
            Err(StoreError::Damaged { path: to.to_owned(), what: format!("a copy of it failed: {problem}") }.into())
        }
    }
}

/// Drops daily copies beyond a number and beyond a size, and other copies beyond a number of each kind.
fn drop_surplus(database: &Path, made: &BackupFile, daily: usize, bytes: u64) -> std::io::Result<()> {
    let others = backups(database).into_iter().filter(|backup| backup != made);
    let (dailies, others): (Vec<_>, Vec<_>) = others.partition(|backup| backup.kind == BackupKind::Daily);
    let mut surplus = Vec::new();
    for kind in [BackupKind::BeforeUpdate, BackupKind::BeforeRestore] {
        let kept = OTHERS_KEPT - usize::from(made.kind == kind);
        surplus.extend(others.iter().filter(|backup| backup.kind == kind).skip(kept));
    }
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    let is_daily = made.kind == BackupKind::Daily;
    let (mut number, mut total) = (usize::from(is_daily), if is_daily { size(&made.path) } else { 0 });
    for backup in &dailies {
        number += 1;
        total += size(&backup.path);
        if number > daily || (number > 2 && total > bytes) {
            surplus.push(backup);
        }
    }
    surplus.into_iter().try_for_each(|backup| std::fs::remove_file(&backup.path))
}

/// Removes a file of SQLite's and whatever SQLite left beside it; fine if there is none.
pub(crate) fn remove_with_logs(path: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        match std::fs::remove_file(beside(path, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Where the copies of a database lie.
pub(crate) fn folder(database: &Path) -> PathBuf {
    database.parent().unwrap_or(Path::new("")).join("backups")
}

fn name_of(database: &Path) -> String {
    database.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// SECURITY DAT-20: by number and by size, and never the one that was just made, whatever its time says.
    #[test]
    fn the_oldest_copies_go_first_and_the_new_one_never() {
        let check = |sizes: &[(&str, i64, usize)], made: usize, daily: usize, bytes: u64, kept: &[i64]| {
            let folder = tempfile::tempdir().unwrap();
            let database = folder.path().join("workspace.db");
            std::fs::create_dir(folder.path().join("backups")).unwrap();
            let files: Vec<PathBuf> = sizes
                .iter()
                .map(|(word, at, size)| {
                    let path = folder.path().join("backups").join(format!("workspace-{word}-{at:015}.db"));
                    std::fs::write(&path, vec![0; *size]).unwrap();
                    path
                })
                .collect();
            let made = backups(&database).into_iter().find(|backup| backup.path == files[made]).unwrap();
            drop_surplus(&database, &made, daily, bytes).unwrap();
            let left: Vec<i64> = backups(&database).into_iter().map(|backup| backup.at).collect();
            assert_eq!(left, kept, "{sizes:?}");
        };
        check(&[("day", 1, 1), ("day", 2, 1), ("day", 3, 1)], 2, 2, 100, &[3, 2]);
        check(&[("day", 1, 50), ("day", 2, 50), ("day", 3, 50)], 2, 10, 100, &[3, 2]);
        check(&[("day", 1, 500), ("day", 2, 500)], 1, 10, 100, &[2, 1]);
        check(&[("day", 1, 1), ("day", 20, 1), ("day", 30, 1)], 0, 2, 100, &[30, 1]);
        check(&[("v5", 1, 1), ("v5", 2, 1), ("v6", 3, 1), ("v6", 4, 1), ("day", 9, 1)], 3, 10, 100, &[9, 4, 3, 2]);
        check(&[("restore", 1, 1), ("v6", 2, 1), ("other", 3, 1)], 0, 10, 100, &[2, 1]);
    }
}
