//! A verified copy of the file before its tables change: `backups/NAME-v<format>-<time>.db` beside it.
//!
//! The copy is made under another name, opened, checked from end to end, and only then given its name; if any of
//! that fails, the migration does not start. The newest three are kept.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::error::{Fault, StoreError};
use crate::file::{create_owner_only, integrity, sync_directory};

/// How many backups are kept.
const KEPT: usize = 3;

/// Pages copied at a time; all of them come from one state of the file.
const PAGES: std::ffi::c_int = 1_000;

/// Copies the file before a migration from `version`.
pub(crate) fn before_migration(connection: &Connection, path: &Path, version: i64, now: i64) -> Result<PathBuf, Fault> {
    let directory = path.parent().unwrap_or(Path::new("")).join("backups");
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let io = |error: std::io::Error| Fault::from(StoreError::io(&directory, &error));
    std::fs::create_dir_all(&directory).map_err(io)?;
    let unfinished = directory.join(format!("{name}.unfinished"));
    if unfinished.exists() {
        std::fs::remove_file(&unfinished).map_err(io)?;
    }
    create_owner_only(&unfinished).map_err(io)?;
    copy(connection, &unfinished, version)?;
    let finished = directory.join(format!("{name}-v{version}-{now:015}.db"));
    File::open(&unfinished).and_then(|file| file.sync_all()).map_err(io)?;
    std::fs::rename(&unfinished, &finished).and_then(|()| sync_directory(&finished)).map_err(io)?;
    drop_oldest(&directory, &name).map_err(io)?;
    Ok(finished)
}

/// Copies and checks the copy.
fn copy(connection: &Connection, to: &Path, version: i64) -> Result<(), Fault> {
    let mut target = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    Backup::new(connection, &mut target)?.run_to_completion(PAGES, Duration::ZERO, None)?;
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

fn drop_oldest(directory: &Path, name: &str) -> std::io::Result<()> {
    let prefix = format!("{name}-v");
    let mut backups: Vec<(String, PathBuf)> = std::fs::read_dir(directory)?
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let file = entry.file_name().to_string_lossy().into_owned();
            let rest = file.strip_prefix(&prefix)?.strip_suffix(".db")?;
            let (_, time) = rest.split_once('-')?;
            Some((time.to_owned(), entry.path()))
        })
        .collect();
    backups.sort();
    let surplus = backups.len().saturating_sub(KEPT);
    backups.into_iter().take(surplus).try_for_each(|(_, path)| std::fs::remove_file(path))
}
