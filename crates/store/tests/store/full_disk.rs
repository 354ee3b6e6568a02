//! A disk that takes no more: the change in hand is refused whole, with a sentence, and the next one works as soon as
//! there is room. The disk's end is played by a limit on the size of files, which needs no rights.

use std::path::Path;
use std::process::Command;

use drawbridge_store::{DocumentKind, Store, StoreError};

use crate::common::{Clock, Workspace, change, open, put};

const PATH: &str = "DRAWBRIDGE_TEST_FULL_DISK_PATH";

/// Writes a system and a connector of 20 KB each, as one change.
fn write(store: &Store, number: usize) -> Result<(), StoreError> {
    let body = serde_json::json!({"name": format!("number {number}"), "filler": "x".repeat(20_000)}).to_string();
    let writes = [DocumentKind::System, DocumentKind::Connector];
    let writes = writes.map(|kind| put(kind, &format!("{number}"), body.clone()));
    store.apply(&change("workspace", "fill", writes.to_vec())).map(drop)
}

fn count(store: &Store) -> usize {
    let systems = store.all_documents(DocumentKind::System).unwrap().len();
    assert_eq!(store.connectors().unwrap().len(), systems, "each change wrote both or neither");
    systems
}

/// SECURITY DAT-04, the store's part.
#[test]
fn a_full_disk_refuses_a_change_whole_and_loses_nothing() {
    let workspace = Workspace::new();
    workspace.open().close().unwrap();
    // 1,000 blocks of 512 bytes; the signal that usually comes with the limit is ignored, so that writing fails.
    let script =
        r#"trap '' XFSZ; ulimit -S -f 1000; exec "$0" full_disk::child_on_a_full_disk --exact --ignored --nocapture"#;
    let output = Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .env(PATH, workspace.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
    let store = workspace.open();
    assert!(count(&store) > 1);
    assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
}

#[test]
#[ignore = "started by the test above it"]
fn child_on_a_full_disk() {
    let Some(path) = std::env::var_os(PATH) else { return };
    let store = open(Path::new(&path), &Clock::default()).unwrap();
    let mut written = 0;
    let error = loop {
        match write(&store, written) {
            Ok(()) => written += 1,
            Err(error) => break error,
        }
    };
    assert!(written > 0, "the limit must leave room for the first");
    assert!(matches!(error, StoreError::Full { .. } | StoreError::Io { .. }), "{error:?}");
    assert!(error.to_string().contains("try again"), "{error}");
    assert_eq!(count(&store), written, "what was acknowledged is there and nothing else");

    let room = ["--pid", &std::process::id().to_string(), "--fsize=unlimited"].map(str::to_owned);
    assert!(Command::new("prlimit").args(room).status().unwrap().success());
    write(&store, written).expect("the same store saves again once there is room");
    assert_eq!(count(&store), written + 1);
}
