//! Damaged files, many of them: cut short at every page, a flipped bit in every page, logs that belong to another file.
//! Whatever is opened holds what was there; whatever is not is refused and kept. Nothing starts empty.
//!
//! `DRAWBRIDGE_DAMAGES` sets how many flipped bits are tried (200; a release tries 5,000).

use std::path::{Path, PathBuf};

use drawbridge_store::{DocumentKind, StoreError};

use crate::common::{Workspace, apply, connector, open, system};

const PAGE: usize = 4_096;
const CONNECTORS: usize = 40;

/// A closed database of some pages, as bytes.
fn good() -> Vec<u8> {
    let workspace = Workspace::new();
    let store = workspace.open();
    let mut writes: Vec<_> = (0..CONNECTORS)
        .map(|number| {
            let name = format!("Connector {number} {}", "with a long name ".repeat(30));
            connector(&format!("c{number}"), &name, &format!("tool_{number}"), "shop", "/orders/{order_id}")
        })
        .collect();
    writes.push(system("shop", "My shop"));
    apply(&store, "workspace", "Import", writes);
    store.close().unwrap();
    std::fs::read(workspace.path()).unwrap()
}

/// Opens such a file, and says whether it was opened.
fn tried(folder: &Path, bytes: &[u8], case: &str) -> bool {
    let path = folder.join("workspace.db");
    let _ = std::fs::remove_file(format!("{}-wal", path.display()));
    std::fs::write(&path, bytes).unwrap();
    let clock = crate::common::Clock::default();
    match open(&path, &clock) {
        Err(error) => {
            assert!(
                matches!(
                    error,
                    StoreError::Damaged { .. } | StoreError::Foreign { .. } | StoreError::NewerDatabase { .. }
                ),
                "{case}: {error}"
            );
            assert_eq!(std::fs::read(&path).unwrap(), bytes, "{case}: a refused file is left as it is");
            false
        }
        Ok(store) => {
            let rows = match store.connectors() {
                Ok(rows) => rows,
                // Found when it is read: said in the same words, and never taken for nothing.
                Err(StoreError::Damaged { .. }) => return false,
                Err(other) => panic!("{case}: {other}"),
            };
            assert_eq!(rows.len(), CONNECTORS, "{case}: what opens holds everything");
            assert_eq!(store.all_documents(DocumentKind::System).unwrap().len(), 1, "{case}");
            true
        }
    }
}

/// SECURITY DAT-05.
#[test]
fn a_file_that_is_cut_short_anywhere_is_never_taken_for_a_smaller_one() {
    let good = good();
    let folder = tempfile::tempdir().unwrap();
    assert!(tried(folder.path(), &good, "the whole file"));
    for length in (0..good.len()).step_by(PAGE) {
        assert!(!tried(folder.path(), &good[..length], &format!("cut at {length}")), "cut at {length} is noticed");
    }
}

/// SECURITY DAT-05.
#[test]
fn a_flipped_bit_is_refused_or_does_no_harm() {
    let count = std::env::var("DRAWBRIDGE_DAMAGES").map_or(200, |count| count.parse().expect("a number of damages"));
    let good = good();
    let folder = tempfile::tempdir().unwrap();
    let pages = good.len() / PAGE;
    let (mut dice, mut refused) = (0x5eed_0000_0000_0005_u64, 0);
    for number in 0..count {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        // Every page in turn, and in it a place near its head, where its structure is, or anywhere.
        let within = usize::try_from(dice % if number % 2 == 0 { 64 } else { PAGE as u64 }).unwrap();
        let at = number % pages * PAGE + within;
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (dice >> 32 & 7);
        refused += usize::from(!tried(folder.path(), &bytes, &format!("a bit of byte {at}")));
    }
    assert!(refused * 10 > count, "only {refused} of {count} were noticed, so this test sees too little");
}

/// SECURITY DAT-05: the table for searching has words of its own for it, and no code.
#[test]
fn a_search_of_a_format_that_is_not_known_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("good.db");
    std::fs::write(&path, good()).unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute("UPDATE document_search_config SET v = 0 WHERE k = 'version'", []).unwrap();
    drop(connection);
    assert!(!tried(folder.path(), &std::fs::read(&path).unwrap(), "another format"));
}

fn log_of(path: &Path) -> PathBuf {
    format!("{}-wal", path.display()).into()
}

/// SECURITY DAT-06: the log is deleted, or an old one lies there.
#[test]
fn a_log_that_is_gone_or_stale_does_no_harm() {
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "c", "New", vec![connector("first", "First", "first", "shop", "/o")]);
    store.checkpoint().unwrap();
    apply(&store, "c", "New", vec![connector("second", "Second", "second", "shop", "/o")]);
    let file = std::fs::read(workspace.path()).unwrap();
    let stale = std::fs::read(log_of(&workspace.path())).unwrap();
    store.close().unwrap();
    let whole = std::fs::read(workspace.path()).unwrap();

    std::fs::write(workspace.path(), &file).unwrap();
    let store = workspace.open();
    assert_eq!(store.connectors().unwrap().len(), 1, "without its log the file is what it was before");
    assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
    store.close().unwrap();

    // The log of before lies beside the file into which it was moved already.
    std::fs::write(workspace.path(), whole).unwrap();
    std::fs::write(log_of(&workspace.path()), &stale).unwrap();
    let store = workspace.open();
    assert_eq!(store.connectors().unwrap().len(), 2);
    assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
    store.close().unwrap();

    std::fs::write(log_of(&workspace.path()), vec![0x5a; 70_000]).unwrap();
    std::fs::write(format!("{}-shm", workspace.path().display()), vec![0x5a; 32_768]).unwrap();
    let store = workspace.open();
    assert_eq!(store.connectors().unwrap().len(), 2, "random bytes are no log");
}

/// SECURITY DAT-06: the log of another database lies beside the file. SQLite believes it, so the whole file is looked at.
#[test]
fn a_log_of_another_database_is_noticed_or_brings_that_one_whole() {
    let other = Workspace::new();
    let store = other.open();
    for number in 0..30 {
        let name = format!("other {number} {}", "long ".repeat(100));
        apply(&store, "c", "New", vec![connector(&format!("o{number}"), &name, "tool", "shop", "/o")]);
    }
    let foreign = std::fs::read(log_of(&other.path())).unwrap();
    assert!(foreign.len() > 50_000);
    let workspace = Workspace::new();
    std::fs::write(workspace.path(), good()).unwrap();
    std::fs::write(log_of(&workspace.path()), foreign).unwrap();
    match workspace.try_open() {
        Err(error) => assert!(matches!(error, StoreError::Damaged { .. }), "{error}"),
        Ok(store) => {
            assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
            assert_eq!(store.connectors().unwrap().len(), 30);
        }
    }
}
