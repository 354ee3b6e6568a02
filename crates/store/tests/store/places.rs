//! Where a database may lie: folders and files with awkward names, disks that are full, slow to fail, or not to be written.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use drawbridge_store::{BackupKind, DocumentKind, Store, StoreError, backups, prepare_restore};

use crate::common::{Clock, Workspace, apply, change, connector, open, put};

const PLACE: &str = "DRAWBRIDGE_TEST_PLACE";

/// SECURITY DAT-22.
#[test]
fn awkward_names_of_folders_and_files_are_only_names() {
    let folder = tempfile::tempdir().unwrap();
    let long = "a long name ".repeat(20);
    assert!(long.len() < 250 && long.len() > 230);
    let names: [&OsStr; 7] = [
        OsStr::new("with spaces  and more"),
        OsStr::new("Größe 📦 注文"),
        OsStr::new(&long),
        OsStr::from_bytes(b"not \xff\xfe utf-8"),
        OsStr::new("quotes ' \" ? # % & ;"),
        OsStr::new("file:memory?mode=memory"),
        OsStr::new("-wal"),
    ];
    for name in names {
        let place = folder.path().join(name);
        std::fs::create_dir(&place).unwrap();
        let path = place.join("drawbridge.db");
        let clock = Clock::default();
        let store = open(&path, &clock).unwrap_or_else(|error| panic!("{}: {error}", name.display()));
        apply(&store, "c", "New", vec![connector("c", "Order status", "order_status", "s", "/o")]);
        let copy = store.back_up(BackupKind::Daily, &mut |_| {}).unwrap();
        apply(&store, "c", "Rename", vec![connector("c", "Renamed", "order_status", "s", "/o")]);
        store.replace_with(&prepare_restore(&path, &copy.path).unwrap(), &mut |_| {}).unwrap();
        store.close().unwrap();
        let store = open(&path, &clock).unwrap();
        assert_eq!(store.connectors().unwrap()[0].name, "Order status", "{}", name.display());
        assert_eq!(backups(&path).len(), 2, "{}", name.display());
    }
}

/// Runs a line of shell in which `$0` is this program and the environment names a place.
fn sh(script: &str, place: &Path) -> Output {
    Command::new("sh").args(["-c", script]).arg(std::env::current_exe().unwrap()).env(PLACE, place).output().unwrap()
}

fn assert_passed(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{complained}");
}

fn place() -> Option<PathBuf> {
    std::env::var_os(PLACE).map(PathBuf::from)
}

fn fill(store: &Store, number: usize) -> Result<(), StoreError> {
    let body = serde_json::json!({"name": format!("number {number}"), "filler": "x".repeat(20_000)}).to_string();
    store.apply(&change("workspace", "fill", vec![put(DocumentKind::Connector, &format!("{number}"), body)])).map(drop)
}

/// SECURITY DAT-04: a disk of two megabytes. Mounted in a name space of the child's own, so nobody else sees it.
#[test]
fn a_small_disk_that_fills_up_loses_nothing_and_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let inside = format!(
        r#"mount -t tmpfs -o size=2m none "${PLACE}" && exec "$0" places::child_on_a_small_disk --exact --ignored --nocapture"#
    );
    let script = format!(r#"exec unshare --user --map-root-user --mount sh -c '{inside}' "$0""#);
    assert_passed(&sh(&script, folder.path()));
}

#[test]
#[ignore = "started by the test above it"]
fn child_on_a_small_disk() {
    let Some(folder) = place() else { return };
    let ballast = folder.join("ballast");
    std::fs::write(&ballast, vec![0; 600_000]).unwrap();
    let path = folder.join("drawbridge.db");
    let store = open(&path, &Clock::default()).unwrap();
    let mut written = 0;
    let error = loop {
        match fill(&store, written) {
            Ok(()) => written += 1,
            Err(error) => break error,
        }
    };
    assert!(written > 2, "{written}");
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    assert!(error.to_string().contains("Free some space and try again"), "{error}");
    assert_eq!(store.connectors().unwrap().len(), written, "what was acknowledged is there and nothing else");
    let full = store.back_up(BackupKind::Daily, &mut |_| {}).unwrap_err();
    assert!(matches!(full, StoreError::Full { .. }), "a copy that does not fit is no copy: {full}");
    assert_eq!(backups(&path), []);

    std::fs::remove_file(ballast).unwrap();
    fill(&store, written).expect("the same store saves again once there is room");
    drop(store);
    let store = open(&path, &Clock::default()).unwrap();
    assert_eq!(store.connectors().unwrap().len(), written + 1);
    assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
}

/// SECURITY DAT-04: the folder may not be written. Whoever may write anywhere gives that right up first.
#[test]
fn a_folder_that_may_not_be_written_is_said_so_and_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let closed = folder.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o555)).unwrap();
    let script = r#"[ "$(id -u)" != 0 ] || nobody="setpriv --reuid 65534 --clear-groups"
        exec $nobody "$0" places::child_in_a_closed_folder --exact --ignored --nocapture"#;
    assert_passed(&sh(script, &closed));
    assert_eq!(std::fs::read_dir(&closed).unwrap().count(), 0);
}

#[test]
#[ignore = "started by the test above it"]
fn child_in_a_closed_folder() {
    let Some(folder) = place() else { return };
    let error = open(&folder.join("drawbridge.db"), &Clock::default()).unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    assert!(error.to_string().contains("Allow writing"), "{error}");
}

/// SECURITY DAT-04: the disk fails while it writes or syncs; `strace` plays the disk.
#[test]
fn a_disk_that_fails_refuses_a_change_in_words_and_goes_on_afterwards() {
    for (call, when) in [("fsync,fdatasync", "12..14"), ("write,pwrite64", "60"), ("write,pwrite64", "75..79")] {
        let workspace = Workspace::new();
        workspace.open().close().unwrap();
        let disk = format!("strace -f -qq -o /dev/null -e trace={call} -e inject={call}:error=EIO:when={when}");
        let script = format!(r#"exec {disk} "$0" places::child_on_a_failing_disk --exact --ignored --nocapture"#);
        let output = sh(&script, &workspace.path());
        assert_passed(&output);
        let said = String::from_utf8_lossy(&output.stdout);
        let number =
            |word: &str| -> usize { said.lines().find_map(|line| line.strip_prefix(word)?.parse().ok()).unwrap() };
        let (written, failed) = (number("written "), number("failed "));
        assert!(failed > 0, "{call} {when}: the disk must have failed");
        let store = workspace.open();
        let found = store.connectors().unwrap().len();
        assert!((written..=written + failed).contains(&found), "{call} {when}: {found}, acknowledged {written}");
        assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new(), "{call} {when}");
    }
}

#[test]
#[ignore = "started by the test above it"]
fn child_on_a_failing_disk() {
    let Some(path) = place() else { return };
    let (mut written, mut failures) = (0, 0);
    let mut store = None;
    for number in 0..40 {
        let open_store = match store.take() {
            Some(open_store) => open_store,
            None => match open(&path, &Clock::default()) {
                Ok(store) => store,
                Err(error) => {
                    failures += 1;
                    assert!(error.to_string().contains("try again"), "{error}");
                    continue;
                }
            },
        };
        match fill(&open_store, number) {
            Ok(()) => written += 1,
            Err(error) => {
                failures += 1;
                assert!(matches!(error, StoreError::Io { .. } | StoreError::Full { .. }), "{error:?}");
            }
        }
        store = Some(open_store);
    }
    assert!(written > 20, "it goes on when the disk does: {written}");
    writeln!(std::io::stdout(), "\nwritten {written}\nfailed {failures}").unwrap();
}
