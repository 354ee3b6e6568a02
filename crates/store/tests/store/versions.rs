//! Versions of a connector: when one is kept, what it holds, and when it is gone.

use drawbridge_store::{Change, DocumentKey, DocumentKind, Store, VERSION_EVERY_MS, VERSIONS_KEPT, VersionReason};

use crate::common::{DAY, SECOND, Workspace, apply, connector, delete, system};

const CONNECTOR: DocumentKind = DocumentKind::Connector;

fn rename(store: &Store, name: &str) {
    apply(store, "c", "Rename the connector", vec![connector("c", name, "tool", "shop", "/orders")]);
}

/// The names of the versions, newest first, with the reason why each was kept.
fn kept(store: &Store) -> Vec<(String, VersionReason)> {
    let versions = store.versions("c").unwrap();
    let name =
        |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap()["name"].as_str().unwrap().to_owned();
    versions.iter().map(|version| (name(&version.body), version.reason)).collect()
}

fn edits(names: &[&str]) -> Vec<(String, VersionReason)> {
    names.iter().map(|name| ((*name).to_owned(), VersionReason::Edits)).collect()
}

/// UX 9.
#[test]
fn what_stood_there_before_each_hour_of_edits_is_kept() {
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "workspace", "Make", vec![system("shop", "My shop")]);
    rename(&store, "first");
    assert_eq!(kept(&store), [], "nothing stood there before");
    let made = 1_800_000_000 * SECOND;
    workspace.clock.advance(10 * SECOND);
    rename(&store, "second");
    rename(&store, "third");
    assert_eq!(kept(&store), edits(&["first"]));
    workspace.clock.advance(VERSION_EVERY_MS - 1);
    rename(&store, "fourth");
    assert_eq!(kept(&store), edits(&["first"]), "one an hour is enough");
    workspace.clock.advance(1);
    rename(&store, "fifth");
    assert_eq!(kept(&store), edits(&["fourth", "first"]));
    workspace.clock.advance(DAY);
    store.undo("c").unwrap();
    assert_eq!(kept(&store), edits(&["fifth", "fourth", "first"]), "taking back is an edit as well");
    let versions = store.versions("c").unwrap();
    assert_eq!(versions[2].at, made, "a version is as old as the state that it holds");
    assert!(versions[0].systems[0].contains("My shop"), "with the system as it was");
    assert_eq!(store.version(versions[1].id).unwrap().as_ref(), Some(&versions[1]));
    assert_eq!(store.version(4711).unwrap(), None);
}

#[test]
fn a_change_of_its_system_is_a_change_of_the_connector_whose_history_it_belongs_to() {
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "workspace", "Make", vec![system("shop", "My shop"), connector("c", "first", "tool", "shop", "/o")]);
    workspace.clock.advance(VERSION_EVERY_MS);
    apply(&store, "c", "Change the address", vec![system("shop", "Our shop")]);
    let versions = store.versions("c").unwrap();
    assert_eq!(versions.len(), 1);
    assert!(versions[0].systems[0].contains("My shop"), "{:?}", versions[0].systems);
}

/// UX 9.
#[test]
fn an_export_is_kept_as_it_was_and_once() {
    let workspace = Workspace::new();
    let store = workspace.open();
    rename(&store, "first");
    store.keep_version("c", VersionReason::Export).unwrap();
    store.keep_version("c", VersionReason::Export).unwrap();
    assert_eq!(kept(&store), [("first".to_owned(), VersionReason::Export)], "the same text is not kept twice");
    rename(&store, "second");
    store.keep_version("c", VersionReason::Restore).unwrap();
    assert_eq!(kept(&store)[0], ("second".to_owned(), VersionReason::Restore));
    store.keep_version("c", VersionReason::Edits).unwrap();
    assert_eq!(kept(&store)[0].1, VersionReason::Restore, "a reason is not lost to a lesser one");
    store.keep_version("nobody", VersionReason::Export).unwrap();
    assert_eq!(store.versions("nobody").unwrap(), []);
}

#[test]
fn the_newest_versions_of_each_connector_stay() {
    let workspace = Workspace::new();
    let store = workspace.open();
    for number in 0..VERSIONS_KEPT + 5 {
        rename(&store, &format!("number {number}"));
        store.keep_version("c", VersionReason::Export).unwrap();
    }
    let kept = kept(&store);
    assert_eq!(kept.len(), VERSIONS_KEPT as usize);
    assert_eq!(kept.last().unwrap().0, "number 5");
}

/// SECURITY DAT-15: a version outlives its connector as long as the bin does, and no longer.
#[test]
fn versions_stay_with_a_connector_in_the_bin_and_go_with_it() {
    let key = DocumentKey { kind: CONNECTOR, id: "c".to_owned() };
    let workspace = Workspace::new();
    let store = workspace.open();
    let start = || {
        rename(&store, "first");
        store.keep_version("c", VersionReason::Export).unwrap();
        apply(&store, "workspace", "Delete", vec![delete(CONNECTOR, "c")]);
    };
    start();
    store.restore("workspace", "Restore", &key).unwrap().unwrap();
    assert_eq!(kept(&store).len(), 1, "what came back has its versions");
    start();
    workspace.clock.advance(30 * DAY + 1);
    assert_eq!(store.purge_expired().unwrap().documents, std::slice::from_ref(&key));
    assert_eq!(kept(&store), []);
    start();
    assert!(store.delete_for_good(&key).unwrap());
    assert!(!store.delete_for_good(&key).unwrap(), "it is gone");
    assert_eq!((store.bin().unwrap(), kept(&store)), (Vec::new(), Vec::new()));
    assert_eq!(store.undo("workspace").unwrap(), None, "nothing brings back what was deleted for good");
}

/// SECURITY DAT-15.
#[test]
fn nothing_of_what_was_deleted_for_good_stays_in_the_file() {
    const SENTINEL: &str = "sentinel-of-a-version-51c0";
    let workspace = Workspace::new();
    let store = workspace.open();
    for number in 0..20 {
        rename(&store, &format!("{SENTINEL} {number} {}", "padding ".repeat(300)));
        store.keep_version("c", VersionReason::Export).unwrap();
    }
    let hits = || -> usize {
        let files = std::fs::read_dir(workspace.directory.path()).unwrap().map(|entry| entry.unwrap().path());
        let bytes = files.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap());
        bytes.map(|bytes| bytes.windows(SENTINEL.len()).filter(|part| *part == SENTINEL.as_bytes()).count()).sum()
    };
    assert!(hits() > 20, "otherwise this test sees nothing");
    apply(&store, "c", "Delete", vec![delete(CONNECTOR, "c")]);
    assert!(store.delete_for_good(&DocumentKey { kind: CONNECTOR, id: "c".to_owned() }).unwrap());
    assert_eq!(hits(), 0);
}

#[test]
fn a_system_knows_who_uses_it() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let second = r#"{"id":"b","name":"B","system":"bank","steps":[{"path":"/x"},{"path":"/y","system":"shop"}]}"#;
    let writes = vec![
        connector("a", "A", "a", "shop", "/o"),
        crate::common::put(CONNECTOR, "b", second),
        crate::common::put(CONNECTOR, "odd", r#"{"id":"odd","name":"shop","steps":"shop"}"#),
    ];
    apply(&store, "workspace", "Make", writes);
    assert_eq!(store.users_of("shop").unwrap(), ["a", "b"]);
    assert_eq!(store.users_of("bank").unwrap(), ["b"]);
    assert_eq!(store.users_of("sho").unwrap(), Vec::<String>::new());
}

/// SECURITY DAT-21.
#[test]
fn order_is_by_number_whatever_the_clock_says() {
    let workspace = Workspace::new();
    let store = workspace.open();
    rename(&store, "first");
    let year_2100 = 4_102_444_800 * SECOND - 1_800_000_000 * SECOND;
    for (name, jump) in
        [("in 2100", year_2100), ("in 1970", -4_102_444_800 * SECOND), ("back again", 1_800_000_000 * SECOND)]
    {
        workspace.clock.advance(jump);
        rename(&store, name);
    }
    assert_eq!(kept(&store), edits(&["in 1970", "in 2100", "first"]), "each is kept, in the order of the edits");
    // Two saves in the same millisecond, one step of undo each.
    rename(&store, "one");
    rename(&store, "two");
    let revisions = || store.document(CONNECTOR, "c").unwrap().unwrap().revision;
    let last = revisions();
    assert_eq!(store.undo("c").unwrap().unwrap().documents.len(), 1);
    assert!(revisions() > last);
    let typed = |name: &str| Change {
        scope: "c".to_owned(),
        label: "Type".to_owned(),
        coalesce: Some("name".to_owned()),
        writes: vec![connector("c", name, "tool", "shop", "/orders")],
    };
    for name in ["a", "ab", "abc"] {
        store.apply(&typed(name)).unwrap();
    }
    store.undo("c").unwrap();
    assert_eq!(kept(&store).len(), 3);
    assert!(
        crate::common::body(&store, CONNECTOR, "c").unwrap().contains("\"one\""),
        "three keys in one millisecond are one step"
    );
}

/// SECURITY DAT-21: a clock that jumps ahead once does not empty the bin.
#[test]
fn a_jump_of_the_clock_does_not_empty_the_bin() {
    let workspace = Workspace::new();
    let store = workspace.open();
    rename(&store, "first");
    apply(&store, "workspace", "Delete", vec![delete(CONNECTOR, "c")]);
    assert_eq!(store.purge_expired().unwrap().documents, []);
    workspace.clock.advance(70 * 365 * DAY);
    assert_eq!(
        store.purge_expired().unwrap().documents,
        [],
        "seventy years since the last start are not believed at once"
    );
    workspace.clock.advance(-70 * 365 * DAY);
    assert_eq!(store.purge_expired().unwrap().documents, []);
    assert_eq!(store.bin().unwrap().len(), 1);
    workspace.clock.advance(31 * DAY);
    assert_eq!(store.purge_expired().unwrap().documents.len(), 1);
}
