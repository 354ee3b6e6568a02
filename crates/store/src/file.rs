//! Whether a file may be opened, how it is made, and under which settings SQLite runs.
//!
//! A file is looked at before SQLite may touch it: a length of zero, other bytes, another program's mark and a newer
//! format are refused and the file keeps its hash (SECURITY DAT-05, DAT-07). **Nothing ever starts empty in the
//! place of a file that cannot be read.** A new database is made under another name and moved into place when it is
//! whole, so a crash in between cannot leave a file of zero bytes behind.
//!
//! One program at a time works with a file ([`lock`], SECURITY DAT-11), and none on a network drive, where the
//! write-ahead log is not safe (DAT-22).

use std::collections::BTreeMap;
use std::fs::{File, Metadata, TryLockError};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::{Fault, StoreError};
use crate::{backup, migrations};

/// The mark in the file's header that says whose it is: `Drbw`.
pub const APPLICATION_ID: u32 = 0x4472_6277;

const HEADER_LENGTH: usize = 100;
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a start waits for another one that is just ending.
const LOCK_TIMEOUT: Duration = Duration::from_secs(3);

/// A file up to this size is checked from end to end before it is used, its indexes against its tables, because a list that
/// is read from a damaged index lacks rows: some hundredths of a second. A larger one is checked when its daily copy is.
const CHECKED_AT_START: u64 = 16 * 1024 * 1024;

/// What [`pragmas`] must read back.
const EXPECTED: [(&str, &str); 8] = [
    ("busy_timeout", "5000"),
    ("cell_size_check", "1"),
    ("defensive", "1"),
    ("foreign_keys", "1"),
    ("journal_mode", "wal"),
    ("secure_delete", "1"),
    ("synchronous", "2"),
    ("trusted_schema", "0"),
];

/// A database that is open, and this program's alone.
pub(crate) struct Opened {
    /// With links resolved.
    pub path: PathBuf,
    pub connection: Connection,
    pub lock: File,
}

/// Opens or makes the database and brings it to the newest format.
pub(crate) fn open(path: &Path, now: i64) -> Result<Opened, StoreError> {
    refuse_network(path)?;
    let lock = lock(path)?;
    let path = match resolve(path)? {
        Some(path) => path,
        None if backup::backups(path).is_empty() => create(path)?,
        None => return Err(StoreError::Gone { path: path.to_owned() }),
    };
    let version = inspect(&path)?;
    let connection = open_existing(&path, version, now).map_err(|fault| StoreError::at(&path, fault))?;
    Ok(Opened { path, connection, lock })
}

/// Makes this program the only one that works with the file, until what is given back is dropped or the program ends.
pub(crate) fn lock(path: &Path) -> Result<File, StoreError> {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = beside(&real, ".lock");
    if let Err(error) = create_owner_only(&name)
        && error.kind() != ErrorKind::AlreadyExists
    {
        return Err(StoreError::io(path, &error));
    }
    let file = File::open(&name).map_err(|error| StoreError::io(path, &error))?;
    let attempts = LOCK_TIMEOUT.as_millis() / 20;
    for _ in 0..attempts {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
            Err(TryLockError::Error(error)) => return Err(StoreError::io(path, &error)),
        }
    }
    Err(StoreError::InUse { path: path.to_owned() })
}

/// Refuses a folder that lies on another computer, as far as the system says so.
#[cfg(target_os = "linux")]
fn refuse_network(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A folder that cannot be asked is refused by whatever comes next, with its reason.
    let Ok(found) = rustix::fs::statfs(folder) else { return Ok(()) };
    match network_name(found.f_type) {
        Some(name) => Err(StoreError::NetworkDrive { path: path.to_owned(), name }),
        None => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
fn refuse_network(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// The network file system that a number of `statfs(2)` stands for.
#[cfg(target_os = "linux")]
fn network_name(magic: i64) -> Option<&'static str> {
    match magic {
        0x6969 => Some("NFS"),
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
        0x5346_414f | 0x6b41_4653 => Some("AFS"),
        0x0102_1997 => Some("9P"),
        0x7375_7245 => Some("Coda"),
        0x564c => Some("NCP"),
        0x00c3_6400 => Some("Ceph"),
        _ => None,
    }
}

fn open_existing(path: &Path, version: i64, now: i64) -> Result<Connection, Fault> {
    let mut connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
    configure(&connection, path)?;
    if version < migrations::newest() {
        backup::before_migration(&connection, path, version, now)?;
        migrations::run(&mut connection, path)?;
    } else if length(path) <= CHECKED_AT_START
        && let Some(problem) = integrity(&connection)?.first()
    {
        return Err(StoreError::Damaged { path: path.to_owned(), what: problem.clone() }.into());
    }
    Ok(connection)
}

/// Where the file really is; `None` if there is none and one may be made.
fn resolve(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    let damaged = |what: &str| Err(StoreError::Damaged { path: path.to_owned(), what: what.to_owned() });
    match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => match std::fs::canonicalize(path) {
            Ok(target) => Ok(Some(target)),
            Err(_) => damaged("it is a link to a file that is not there"),
        },
        Ok(_) => Ok(Some(path.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if length(&beside(path, "-wal")) > 0 {
                return damaged("the file is gone but its write-ahead log is still there");
            }
            Ok(None)
        }
        Err(error) => Err(StoreError::io(path, &error)),
    }
}

/// Makes a new, empty database of the newest format and moves it into place.
pub(crate) fn create(path: &Path) -> Result<PathBuf, StoreError> {
    let new = beside(path, ".new");
    for leftover in [new.clone(), beside(&new, "-wal"), beside(&new, "-shm"), beside(&new, "-journal")] {
        match std::fs::remove_file(&leftover) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(StoreError::io(&leftover, &error)),
            _ => {}
        }
    }
    create_owner_only(&new).map_err(|error| StoreError::io(path, &error))?;
    fill(&new).map_err(|fault| StoreError::at(path, fault))?;
    let moved = File::open(&new).and_then(|file| file.sync_all()).and_then(|()| std::fs::rename(&new, path));
    moved.and_then(|()| sync_directory(path)).map_err(|error| StoreError::io(path, &error))?;
    Ok(path.to_owned())
}

fn fill(path: &Path) -> Result<(), Fault> {
    let mut connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    configure(&connection, path)?;
    migrations::run(&mut connection, path)?;
    checkpoint(&connection)?;
    connection.close().map_err(|(_, error)| error.into())
}

/// Refuses what is not ours, cannot be read or is too new, without changing a byte. Gives the file's format.
pub(crate) fn inspect(path: &Path) -> Result<i64, StoreError> {
    let damaged = |what: &str| StoreError::Damaged { path: path.to_owned(), what: what.to_owned() };
    let foreign = |what: &str| StoreError::Foreign { path: path.to_owned(), what: what.to_owned() };
    let metadata = std::fs::metadata(path).map_err(|error| StoreError::io(path, &error))?;
    if !metadata.is_file() {
        return Err(foreign(if metadata.is_dir() { "it is a folder" } else { "it is not a plain file" }));
    }
    let header = header(path, &metadata).map_err(|error| StoreError::io(path, &error))?;
    let Some(header) = header else { return Err(damaged("it is empty or cut short")) };
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(damaged("it does not begin as a database does"));
    }
    if number(&header, 68) != APPLICATION_ID {
        return Err(foreign("another program made it"));
    }
    let in_header = i64::from(number(&header, 60));
    let version = match length(&beside(path, "-wal")) {
        0 => in_header,
        _ => in_header.max(version_in_log(path).map_err(|fault| StoreError::at(path, fault))?),
    };
    if version > migrations::newest() {
        return Err(StoreError::NewerDatabase { path: path.to_owned(), found: version, known: migrations::newest() });
    }
    Ok(version)
}

/// The first bytes of the file; `None` if it has fewer.
fn header(path: &Path, metadata: &Metadata) -> std::io::Result<Option<[u8; HEADER_LENGTH]>> {
    let mut header = [0; HEADER_LENGTH];
    if metadata.len() < HEADER_LENGTH as u64 {
        return Ok(None);
    }
    File::open(path)?.read_exact(&mut header)?;
    Ok(Some(header))
}

/// A big-endian number of the header, <https://sqlite.org/fileformat.html#the_database_header>.
fn number(header: &[u8; HEADER_LENGTH], at: usize) -> u32 {
    header[at..at + 4].iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

/// After a crash the newest format may stand in the write-ahead log only. Reading it must not move it into the file.
fn version_in_log(path: &Path) -> Result<i64, Fault> {
    let connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

pub(crate) fn flags(access: OpenFlags) -> OpenFlags {
    access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE
}

/// Sets what [`EXPECTED`] lists and reads it back: a setting that SQLite silently did not take is an error.
fn configure(connection: &Connection, path: &Path) -> Result<(), Fault> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    let found = pragmas(connection)?;
    match EXPECTED.iter().find(|(name, value)| found.get(name).map(String::as_str) != Some(value)) {
        None => Ok(()),
        Some((name, value)) => {
            let what = format!("its disk does not allow {name} = {value}, which keeps what is saved safe");
            Err(StoreError::Failed { path: path.to_owned(), what }.into())
        }
    }
}

/// The settings of a connection, read back from SQLite.
pub(crate) fn pragmas(connection: &Connection) -> Result<BTreeMap<&'static str, String>, Fault> {
    let mut found = BTreeMap::new();
    for (name, _) in EXPECTED {
        let value = if name == "defensive" {
            u8::from(connection.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE)?).to_string()
        } else {
            connection.pragma_query_value(None, name, |row| match row.get_ref(0)? {
                rusqlite::types::ValueRef::Integer(number) => Ok(number.to_string()),
                other => Ok(other.as_str()?.to_owned()),
            })?
        };
        found.insert(name, value);
    }
    Ok(found)
}

/// Moves the write-ahead log into the file and cuts it to nothing. [`StoreError::Busy`] if another program reads it.
pub(crate) fn checkpoint(connection: &Connection) -> Result<(), Fault> {
    let blocked: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if blocked {
        return Err(StoreError::Busy { path: connection.path().unwrap_or_default().into() }.into());
    }
    Ok(())
}

/// What SQLite finds wrong with the whole file; empty if nothing is.
pub(crate) fn integrity(connection: &Connection) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let lines: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

/// A file's path with something after its name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// Makes an empty file that nobody else may read; SQLite gives its log the same rights.
pub(crate) fn create_owner_only(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Makes a new name in a folder survive a power cut. Windows has no such call and needs none.
pub(crate) fn sync_directory(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    if let Some(directory) = path.parent() {
        let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
        File::open(directory)?.sync_all()?;
    }
    let _ = path;
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// SECURITY DAT-22: no network is at hand here, so the numbers are tried, and that this computer's own disk passes.
    #[test]
    fn a_network_drive_is_refused_by_name() {
        for (magic, name) in [(0x6969, Some("NFS")), (0xff53_4d42, Some("SMB")), (0xef53, None), (0x0102_1994, None)] {
            assert_eq!(network_name(magic), name, "{magic:x}");
        }
        refuse_network(&tempfile::tempdir().unwrap().path().join("workspace.db")).unwrap();
        let words = StoreError::NetworkDrive { path: "/far/workspace.db".into(), name: "NFS" }.to_string();
        assert!(words.contains("NFS") && words.contains("folder on this computer"), "{words}");
    }
}
