//! Copies of the file: daily ones, one file to carry away, the way back from them, and what is kept of what was there.

use std::path::{Path, PathBuf};

use drawbridge_model::Environment;
use drawbridge_store::{
    BackupKind, Contents, DAILY_KEPT, DocumentKind, NewSecretReference, Store, StoreError, backups, prepare_restore,
    put_back,
};
use rusqlite::Connection;

use crate::common::{DAY, SECOND, Workspace, apply, body, connector, open, system};

fn fill(store: &Store, name: &str) {
    apply(store, "c", "Change", vec![connector("c", name, "order_status", "shop", "/o"), system("shop", "My shop")]);
}

fn name(store: &Store) -> String {
    let body = body(store, DocumentKind::Connector, "c").unwrap();
    serde_json::from_str::<serde_json::Value>(&body).unwrap()["name"].as_str().unwrap().to_owned()
}

fn set_secret(store: &Store, account: &str) {
    let secret = NewSecretReference {
        account_id: account.to_owned(),
        system_id: "shop".to_owned(),
        environment: Environment::Live,
        name: "key".to_owned(),
        origins: vec!["https://shop.example:443".to_owned()],
    };
    store.prepare_secret(&secret).unwrap();
    store.bind_secret(account).unwrap();
}

fn account(store: &Store) -> Option<String> {
    let found = store.secret_reference("shop", Environment::Live, "key").unwrap();
    found.map(|reference| reference.secret.account_id)
}

/// Every file in the folder of copies.
fn files(workspace: &Workspace) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(workspace.directory.path().join("backups")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// SECURITY DAT-20.
#[test]
fn a_copy_a_day_is_due_and_the_last_ten_are_kept() {
    let workspace = Workspace::new();
    let store = workspace.open();
    assert!(!store.is_backup_due().unwrap(), "an empty library needs no copy");
    fill(&store, "first");
    for day in 0..15 {
        assert!(store.is_backup_due().unwrap(), "day {day}");
        fill(&store, &format!("day {day}"));
        store.back_up(BackupKind::Daily, &mut |_| {}).unwrap();
        assert!(!store.is_backup_due().unwrap(), "one a day");
        workspace.clock.advance(DAY);
    }
    let kept = backups(&workspace.path());
    assert_eq!(kept.len(), DAILY_KEPT);
    assert_eq!(files(&workspace).len(), DAILY_KEPT, "nothing half made is left");
    assert!(kept.windows(2).all(|two| two[0].at > two[1].at), "newest first");
    for (backup, day) in kept.iter().zip((0..15).rev()) {
        let prepared = prepare_restore(&workspace.path(), &backup.path).unwrap();
        assert_eq!((prepared.contents.connectors, prepared.contents.systems), (1, 1));
        store.replace_with(&prepared, &mut |_| {}).unwrap();
        assert_eq!(name(&store), format!("day {day}"), "each can be gone back to");
    }
    workspace.clock.advance(-40 * DAY);
    assert!(store.is_backup_due().unwrap(), "a clock that went back does not stop the copies");
}

#[test]
fn a_copy_is_of_one_moment_and_says_how_far_it_is() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let filler = "x".repeat(3_000_000);
    let large =
        crate::common::put(DocumentKind::Connector, "c", serde_json::json!({"name": "large", "x": filler}).to_string());
    apply(&store, "c", "Make", vec![large]);
    let mut heard = Vec::new();
    store
        .back_up(BackupKind::Daily, &mut |percent| {
            if heard.is_empty() {
                apply(&store, "c", "Meanwhile", vec![connector("c", "small", "tool", "shop", "/o")]);
            }
            heard.push(percent);
        })
        .unwrap();
    assert!(heard.len() > 3 && heard.is_sorted(), "{heard:?}");
    assert_eq!(name(&store), "small");
    let copy = &backups(&workspace.path())[0];
    store.replace_with(&prepare_restore(&workspace.path(), &copy.path).unwrap(), &mut |_| {}).unwrap();
    assert_eq!(name(&store), "large", "what was written meanwhile is not in it");
}

/// UX 12: one file, which holds no reference to a secret, and opens on another computer.
#[test]
fn a_file_to_carry_away_holds_everything_but_what_belongs_to_this_keychain() {
    let workspace = Workspace::new();
    let store = workspace.open();
    fill(&store, "carried");
    set_secret(&store, "account-of-this-computer");
    let file = workspace.directory.path().join("carried.drawbridge-backup");
    std::fs::write(&file, "").unwrap();
    store.back_up_to(&file, &mut |_| {}).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let needle = b"account-of-this-computer";
    assert!(!bytes.windows(needle.len()).any(|part| part == needle), "no trace of the reference");
    assert_eq!(account(&store).as_deref(), Some("account-of-this-computer"), "here it stays");

    let other = Workspace::new();
    let elsewhere = other.open();
    let prepared = prepare_restore(&other.path(), &file).unwrap();
    assert_eq!(prepared.contents, Contents { changed_at: Some(1_800_000_000 * SECOND), connectors: 1, systems: 1 });
    elsewhere.replace_with(&prepared, &mut |_| {}).unwrap();
    drop(prepared);
    assert_eq!((name(&elsewhere), account(&elsewhere)), ("carried".to_owned(), None));
    assert_eq!(elsewhere.search("carried").unwrap().len(), 1);
    assert_eq!(elsewhere.check_integrity().unwrap(), Vec::<String>::new());
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "a copy is only read");
    assert_eq!(files(&other).len(), 1, "what was there is kept, and nothing half made");
    elsewhere.close().unwrap();
    assert_eq!(name(&other.open()), "carried");
}

#[test]
fn what_was_there_is_kept_and_its_secrets_stay_those_of_the_keychain() {
    let workspace = Workspace::new();
    let store = workspace.open();
    fill(&store, "old");
    set_secret(&store, "first-account");
    let copy = store.back_up(BackupKind::Daily, &mut |_| {}).unwrap();
    workspace.clock.advance(SECOND);
    fill(&store, "new");
    set_secret(&store, "second-account");
    let kept = store.replace_with(&prepare_restore(&workspace.path(), &copy.path).unwrap(), &mut |_| {}).unwrap();
    assert_eq!((name(&store), kept.kind), ("old".to_owned(), BackupKind::BeforeRestore));
    assert_eq!(account(&store).as_deref(), Some("second-account"), "the first is no longer in the keychain");
    assert_eq!(store.orphaned_secrets().unwrap().len(), 1, "what is to be cleared away is still known");
    store.replace_with(&prepare_restore(&workspace.path(), &kept.path).unwrap(), &mut |_| {}).unwrap();
    assert_eq!(name(&store), "new", "and back again");
    fill(&store, "edited on");
    assert_eq!(store.undo("c").unwrap().unwrap().label, "Change");
}

/// SECURITY DAT-07, for copies, and DAT-05.
#[test]
fn a_copy_from_the_future_or_a_damaged_one_is_refused_before_anything_is_touched() {
    let workspace = Workspace::new();
    let store = workspace.open();
    fill(&store, "here");
    let file = workspace.directory.path().join("elsewhere.db");
    std::fs::write(&file, "").unwrap();
    store.back_up_to(&file, &mut |_| {}).unwrap();
    let good = std::fs::read(&file).unwrap();
    let refused = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        let error = prepare_restore(&workspace.path(), &file).unwrap_err();
        assert_eq!(name(&store), "here");
        assert!(error.to_string().contains("elsewhere.db"), "it names the file that was chosen: {error}");
        error
    };
    let mut scrambled = good.clone();
    scrambled[8_192..].fill(0x5a);
    for (case, bytes) in
        [("empty", &b""[..]), ("text", b"a letter"), ("cut", &good[..good.len() / 2]), ("scrambled", &scrambled)]
    {
        let error = refused(bytes);
        assert!(matches!(error, StoreError::Damaged { .. }), "{case}: {error}");
    }
    std::fs::write(&file, &good).unwrap();
    let future = Connection::open(&file).unwrap();
    future.execute_batch("PRAGMA user_version = 4711;").unwrap();
    future.close().unwrap();
    let error = refused(&std::fs::read(&file).unwrap());
    assert!(matches!(error, StoreError::NewerDatabase { found: 4711, .. }), "{error}");
    assert!(matches!(prepare_restore(&workspace.path(), workspace.directory.path()), Err(StoreError::Foreign { .. })));
    let gone = prepare_restore(&workspace.path(), &workspace.directory.path().join("nowhere.db")).unwrap_err();
    assert!(matches!(gone, StoreError::Io { .. }), "{gone}");
}

/// SECURITY DAT-08: the oldest format that was ever written, as a file of that time.
#[test]
fn the_oldest_file_opens_with_everything_in_it_and_so_does_a_copy_of_it() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-5.db");
    let check = |store: &Store| {
        let rows = store.connectors().unwrap();
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!((row.name.as_str(), row.system_name.as_str()), ("Where is my order? 📦", "My shop"));
        assert_eq!((row.summary.as_str(), row.state.as_str()), ("GET", "ready"));
        assert_eq!(store.search("WHERE is").unwrap().len(), 1);
        assert_eq!(store.bin().unwrap()[0].name, "Refund");
        assert_eq!(store.runs(None, 10, None).unwrap()[0].run.duration_ms, 321);
        assert_eq!(store.setting("preferences").unwrap(), Some(serde_json::json!({"theme": "dark"})));
        assert_eq!(store.undo("order").unwrap().unwrap().label, "Rename the connector");
        assert_eq!(store.connectors().unwrap()[0].name, "Order status");
        assert_eq!(store.versions("order").unwrap().len(), 1, "the undo is the first edit that the new table sees");
        assert_eq!(store.versions("refund").unwrap(), []);
        assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
    };
    let workspace = Workspace::new();
    std::fs::copy(&fixture, workspace.path()).unwrap();
    let store = workspace.open();
    assert_eq!(account(&store).as_deref(), Some("account-1"));
    check(&store);
    assert_eq!(backups(&workspace.path())[0].kind, BackupKind::BeforeUpdate, "a copy was made first");

    let workspace = Workspace::new();
    let store = workspace.open();
    let prepared = prepare_restore(&workspace.path(), &fixture).unwrap();
    assert_eq!((prepared.contents.connectors, prepared.contents.systems), (1, 1));
    store.replace_with(&prepared, &mut |_| {}).unwrap();
    check(&store);
}

/// SECURITY DAT-05: what stood there is kept, whatever it was.
#[test]
fn a_copy_takes_the_place_of_what_cannot_be_opened() {
    type Break = fn(&Path);
    let cases: [(&str, Break); 6] = [
        ("scrambled", |path| std::fs::write(path, vec![0x5a; 20_000]).unwrap()),
        ("empty", |path| std::fs::write(path, "").unwrap()),
        ("gone", |path| std::fs::remove_file(path).unwrap()),
        ("a folder", |path| {
            std::fs::remove_file(path).unwrap();
            std::fs::create_dir(path).unwrap();
        }),
        ("newer", |path| {
            let future = Connection::open(path).unwrap();
            future.execute_batch("PRAGMA user_version = 4711;").unwrap();
        }),
        ("a log of another file", |path| {
            std::fs::write(path, vec![0x5a; 20_000]).unwrap();
            std::fs::write(format!("{}-wal", path.display()), [7; 5_000]).unwrap();
        }),
    ];
    for (case, damage) in cases {
        let workspace = Workspace::new();
        let store = workspace.open();
        fill(&store, "kept");
        let copy = store.back_up(BackupKind::Daily, &mut |_| {}).unwrap();
        fill(&store, "lost");
        store.close().unwrap();
        damage(&workspace.path());
        workspace.try_open().expect_err(case);
        let before = std::fs::read(workspace.path()).ok();
        let aside = put_back(&workspace.path(), Some(&copy.path), 1_234).unwrap();
        assert_eq!(aside.is_some(), case != "gone", "{case}");
        if let Some(aside) = aside {
            assert_eq!(std::fs::read(aside).ok(), before, "{case}: kept as it was");
        }
        let store = workspace.open();
        assert_eq!(name(&store), "kept", "{case}");
        store.close().unwrap();
        assert_eq!(workspace.open().check_integrity().unwrap(), Vec::<String>::new(), "{case}");
    }
}

/// SECURITY DAT-05: only when the owner says so, and what stood there is kept.
#[test]
fn starting_empty_is_possible_when_it_is_asked_for() {
    let workspace = Workspace::new();
    let store = workspace.open();
    fill(&store, "kept");
    store.back_up(BackupKind::Daily, &mut |_| {}).unwrap();
    store.close().unwrap();
    std::fs::write(workspace.path(), "damaged").unwrap();
    let aside = put_back(&workspace.path(), None, 1_234).unwrap().unwrap();
    assert_eq!(std::fs::read(aside).unwrap(), b"damaged");
    assert_eq!(workspace.open().connectors().unwrap(), []);
}

/// SECURITY DAT-05: a file that vanished while copies of it are there was not meant to start anew.
#[test]
fn a_file_that_is_gone_is_asked_for_when_there_are_copies() {
    let workspace = Workspace::new();
    let store = workspace.open();
    fill(&store, "kept");
    store.back_up(BackupKind::Daily, &mut |_| {}).unwrap();
    store.close().unwrap();
    std::fs::remove_file(workspace.path()).unwrap();
    let error = workspace.try_open().unwrap_err();
    assert!(matches!(error, StoreError::Gone { .. }), "{error}");
    assert!(!workspace.path().exists());
}

/// SECURITY DAT-10: after an update, back to the version before it: the copy from before opens with that version.
#[test]
fn the_copy_from_before_an_update_is_the_file_of_that_time() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-5.db");
    let workspace = Workspace::new();
    std::fs::copy(&fixture, workspace.path()).unwrap();
    workspace.open().close().unwrap();
    let copy = &backups(&workspace.path())[0];
    let content = |path: &Path| {
        let connection = Connection::open(path).unwrap();
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        let rows: Vec<String> =
            ["documents", "summaries", "bin", "changes", "change_writes", "runs", "settings", "secret_references"]
                .iter()
                .flat_map(|table| {
                    let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
                    let columns = statement.column_count();
                    let rows = statement.query_map([], |row| {
                        (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at)).collect::<Result<Vec<_>, _>>()
                    });
                    rows.unwrap().map(|row| format!("{row:?}")).collect::<Vec<_>>()
                })
                .collect();
        (version, rows)
    };
    assert_eq!(content(&copy.path), content(&fixture));
}

/// SECURITY DAT-11: one program at a time; the second says so, and the file is free again when the first has ended.
#[test]
fn a_second_program_is_turned_away_with_a_reason() {
    let workspace = Workspace::new();
    let store = workspace.open();
    fill(&store, "first");
    let error = workspace.try_open().unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    assert!(error.to_string().contains("Use its window"), "{error}");
    #[cfg(unix)]
    {
        let link = workspace.directory.path().join("link.db");
        std::os::unix::fs::symlink(workspace.path(), &link).unwrap();
        assert!(matches!(open(&link, &workspace.clock), Err(StoreError::InUse { .. })), "nor by another name");
    }
    let error = put_back(&workspace.path(), None, 0).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "nor is it replaced under another's hands: {error}");
    let other = Workspace::new();
    other.open().close().unwrap();
    drop(store);
    assert_eq!(name(&workspace.open()), "first");
}
