//! The file itself: what is refused, what is backed up, and under which settings SQLite runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use drawbridge_store::{APPLICATION_ID, DocumentKind, StoreError};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::common::{Workspace, apply, body, connector, open};

/// The hash of every file in a folder that has any bytes and is not SQLite's shared memory.
fn hashes(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.is_file() && !path.to_string_lossy().ends_with("-shm"))
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .filter(|(_, bytes)| !bytes.is_empty())
        .map(|(path, bytes)| (path, Sha256::digest(bytes).to_vec()))
        .collect()
}

fn refused(workspace: &Workspace, case: &str) -> StoreError {
    let before = hashes(workspace.directory.path());
    let error = workspace.try_open().expect_err(case);
    assert_eq!(hashes(workspace.directory.path()), before, "{case}: the refused file must not change");
    let words = error.to_string();
    assert!(words.contains("workspace.db") && words.contains("Nothing was changed."), "{case}: {words}");
    error
}

/// SECURITY DAT-07.
#[test]
fn refuses_a_newer_database() {
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "c", "New", vec![connector("c", "Order status", "order_status", "s", "/o")]);
    store.close().unwrap();
    let future = Connection::open(workspace.path()).unwrap();
    future.execute_batch("CREATE TABLE future (a); PRAGMA user_version = 4711;").unwrap();
    future.close().unwrap();
    let error = refused(&workspace, "a newer database");
    assert!(matches!(error, StoreError::NewerDatabase { found: 4711, .. }), "{error}");
    assert!(error.to_string().contains("newer version"), "{error}");
}

/// SECURITY DAT-07: after a crash of the newer version its format stands in the write-ahead log alone.
#[test]
fn refuses_a_newer_database_whose_format_is_still_in_the_log() {
    let workspace = Workspace::new();
    workspace.open().close().unwrap();
    let other = tempfile::tempdir().unwrap();
    let crashed = other.path().join("workspace.db");
    let future = Connection::open(workspace.path()).unwrap();
    future
        .execute_batch("PRAGMA wal_autocheckpoint = 0; CREATE TABLE future (a); PRAGMA user_version = 4711;")
        .unwrap();
    for suffix in ["", "-wal"] {
        let from = format!("{}{suffix}", workspace.path().display());
        std::fs::copy(from, format!("{}{suffix}", crashed.display())).unwrap();
    }
    future.close().unwrap();
    assert_ne!(&std::fs::read(&crashed).unwrap()[60..64], 4711_u32.to_be_bytes(), "else the header alone says it");
    let before = hashes(other.path());
    let error = open(&crashed, &workspace.clock).unwrap_err();
    assert!(matches!(error, StoreError::NewerDatabase { found: 4711, .. }), "{error}");
    assert_eq!(hashes(other.path()), before, "neither the file nor its log may change");
}

/// SECURITY DAT-05, the store's part: nothing ever starts empty in the place of a file that cannot be read.
#[test]
fn a_damaged_empty_or_foreign_file_is_refused_and_left_as_it_is() {
    let foreign = {
        let workspace = Workspace::new();
        let connection = Connection::open(workspace.path()).unwrap();
        connection.execute_batch("PRAGMA application_id = 42; CREATE TABLE theirs (a);").unwrap();
        connection.close().unwrap();
        std::fs::read(workspace.path()).unwrap()
    };
    let good = {
        let workspace = Workspace::new();
        workspace.open().close().unwrap();
        std::fs::read(workspace.path()).unwrap()
    };
    assert_eq!(&good[68..72], APPLICATION_ID.to_be_bytes());
    let mut scrambled = good.clone();
    scrambled[100..].fill(0x5a);
    let random: Vec<u8> = (0..9_000_u32).map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
    let cases: [(&str, &[u8], bool); 7] = [
        ("no byte at all", b"", true),
        ("a few bytes", b"SQLite format 3\0", true),
        ("text", &b"this is not a database, it is a letter to a friend ".repeat(4), true),
        ("random bytes", &random, true),
        ("pages scrambled", &scrambled, true),
        ("cut short", &good[..good.len() / 2], true),
        ("another program's database", &foreign, false),
    ];
    for (case, bytes, is_damage) in cases {
        let workspace = Workspace::new();
        std::fs::write(workspace.path(), bytes).unwrap();
        let error = refused(&workspace, case);
        match error {
            StoreError::Damaged { .. } => assert!(is_damage, "{case}: {error}"),
            StoreError::Foreign { .. } => assert!(!is_damage, "{case}: {error}"),
            other => panic!("{case}: {other}"),
        }
    }
}

/// SECURITY DAT-05: a folder, and links that lead nowhere.
#[cfg(unix)]
#[test]
fn what_is_not_a_file_is_refused_and_a_link_to_a_good_file_is_followed() {
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.path()).unwrap();
    assert!(matches!(refused(&workspace, "a folder"), StoreError::Foreign { .. }));

    let workspace = Workspace::new();
    std::os::unix::fs::symlink(workspace.directory.path().join("nowhere"), workspace.path()).unwrap();
    assert!(matches!(refused(&workspace, "a link to nothing"), StoreError::Damaged { .. }));

    let elsewhere = Workspace::new();
    let store = elsewhere.open();
    apply(&store, "c", "New", vec![connector("c", "Order status", "order_status", "s", "/o")]);
    store.close().unwrap();
    let workspace = Workspace::new();
    std::os::unix::fs::symlink(elsewhere.path(), workspace.path()).unwrap();
    let store = workspace.open();
    assert_eq!(store.connectors().unwrap().len(), 1);
    assert_eq!(store.path(), elsewhere.path());
}

/// SECURITY DAT-06: the file was removed and its log was not.
#[test]
fn a_log_without_its_file_is_not_thrown_away() {
    let workspace = Workspace::new();
    let log = workspace.directory.path().join("workspace.db-wal");
    std::fs::write(&log, b"the owner's last changes").unwrap();
    let error = refused(&workspace, "a log without a file");
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert!(log.exists());
}

#[test]
fn what_a_crash_left_of_a_database_in_the_making_is_cleared_away() {
    let workspace = Workspace::new();
    for leftover in ["workspace.db.new", "workspace.db.new-wal", "workspace.db.new-journal"] {
        std::fs::write(workspace.directory.path().join(leftover), b"half").unwrap();
    }
    workspace.open().close().unwrap();
    let names: Vec<_> = hashes(workspace.directory.path()).into_keys().collect();
    assert_eq!(names, [workspace.path()]);
}

/// SECURITY DAT-23.
#[test]
fn sqlite_runs_under_the_settings_that_keep_data_safe() {
    let workspace = Workspace::new();
    for opening in ["made", "opened again"] {
        let store = workspace.open();
        let pragmas = store.pragmas().unwrap();
        let expected = [
            ("busy_timeout", "5000"),
            ("cell_size_check", "1"),
            ("defensive", "1"),
            ("foreign_keys", "1"),
            ("journal_mode", "wal"),
            ("secure_delete", "1"),
            ("synchronous", "2"),
            ("trusted_schema", "0"),
        ];
        let expected: BTreeMap<_, _> = expected.map(|(name, value)| (name, value.to_owned())).into();
        assert_eq!(pragmas, expected, "{opening}");
        store.close().unwrap();
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_file_or_its_log() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "c", "New", vec![connector("c", "Order status", "order_status", "s", "/o")]);
    for suffix in ["", "-wal", "-shm"] {
        let path = format!("{}{suffix}", workspace.path().display());
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{path}");
    }
}

/// SECURITY F11: the log is emptied when the app closes.
#[test]
fn closing_leaves_one_file_with_everything_in_it() {
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "c", "New", vec![connector("c", "Order status", "order_status", "s", "/o")]);
    store.checkpoint().unwrap();
    let log = workspace.directory.path().join("workspace.db-wal");
    assert_eq!(std::fs::metadata(&log).unwrap().len(), 0);
    store.close().unwrap();
    assert!(!log.exists());
    assert_eq!(workspace.open().connectors().unwrap().len(), 1);
}

/// Makes the file be of the format before the last step.
fn turn_back(path: &Path) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("DROP TABLE versions; PRAGMA user_version = 5;").unwrap();
    connection.close().unwrap();
}

/// SECURITY DAT-08.
#[test]
fn an_older_file_is_brought_up_to_date_after_a_verified_backup() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let document = connector("c", "Order status", "order_status", "s", "/o");
    let written = document.body.clone();
    apply(&store, "c", "New", vec![document]);
    store.close().unwrap();
    let backups = workspace.directory.path().join("backups");
    assert!(!backups.exists(), "a new file needs no backup");

    for round in 1..=5 {
        turn_back(&workspace.path());
        workspace.clock.advance(1_000);
        let store = workspace.open();
        assert_eq!(body(&store, DocumentKind::Connector, "c"), written);
        assert_eq!(store.versions("c").unwrap(), [], "the missing table is there again");
        store.close().unwrap();
        let mut kept: Vec<_> = hashes(&backups).into_keys().collect();
        kept.sort();
        assert_eq!(kept.len(), round.min(3), "the newest three are kept");
        let newest = Connection::open(kept.last().unwrap()).unwrap();
        let version: i64 = newest.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        let bodies: String = newest.query_row("SELECT body FROM documents", [], |row| row.get(0)).unwrap();
        assert_eq!((version, Some(bodies)), (5, written.clone()), "the backup is the file as it was");
    }
}

/// SECURITY DAT-10: the backup opens as a database of its own.
#[test]
fn a_backup_put_in_the_place_of_the_file_opens() {
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "c", "New", vec![connector("c", "Order status", "order_status", "s", "/o")]);
    store.close().unwrap();
    turn_back(&workspace.path());
    workspace.open().close().unwrap();
    let backup = hashes(&workspace.directory.path().join("backups")).into_keys().next().unwrap();
    std::fs::write(workspace.path(), "damaged").unwrap();
    refused(&workspace, "damaged");
    std::fs::copy(backup, workspace.path()).unwrap();
    assert_eq!(workspace.open().connectors().unwrap().len(), 1);
}

/// SECURITY DAT-09: when a step fails the file is as it was, and the backup is there.
#[test]
fn a_migration_that_fails_leaves_the_file_at_its_old_format() {
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "c", "New", vec![connector("c", "Order status", "order_status", "s", "/o")]);
    store.close().unwrap();
    let connection = Connection::open(workspace.path()).unwrap();
    connection.execute_batch("PRAGMA user_version = 3; DROP TABLE settings;").unwrap();
    connection.close().unwrap();
    workspace.try_open().expect_err("step 5 meets a table that is already there");
    let connection = Connection::open(workspace.path()).unwrap();
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let settings: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'settings'", [], |row| row.get(0))
        .unwrap();
    assert_eq!((version, settings), (3, 0), "step 4 must be taken back with step 5");
    assert_eq!(hashes(&workspace.directory.path().join("backups")).len(), 1);
}
