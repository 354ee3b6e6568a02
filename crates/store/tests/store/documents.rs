//! Documents: changes whole or not at all, revisions, lists, search, the bin.

use drawbridge_store::{DocumentKey, DocumentKind, StoreError};

use crate::common::{DAY, Workspace, apply, body, change, connector, delete, put, system};

const CONNECTOR: DocumentKind = DocumentKind::Connector;
const SYSTEM: DocumentKind = DocumentKind::System;

#[test]
fn what_was_applied_is_there_after_a_restart() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let text = r#"{"id":"c1","name":"Größe → 🔑","prompt":"as  written"}"#;
    let applied = apply(&store, "c1", "New connector", vec![put(CONNECTOR, "c1", text), system("s", "Shop")]);
    assert_eq!(applied.documents.len(), 2);
    assert_eq!(applied.documents[0].revision, applied.revision);
    store.close().unwrap();
    let store = workspace.open();
    assert_eq!(body(&store, CONNECTOR, "c1").as_deref(), Some(text), "the text must be kept byte by byte");
    assert_eq!(store.document(CONNECTOR, "s").unwrap(), None, "a system is no connector");
    let found = store.documents(CONNECTOR, &["missing", "c1"]).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(store.all_documents(SYSTEM).unwrap().len(), 1);
}

/// SECURITY DAT-12.
#[test]
fn a_stale_write_is_refused_with_the_document_as_it_is_now() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let first = apply(&store, "c", "one", vec![put(CONNECTOR, "c", r#"{"v":1}"#)]).revision;
    let second = apply(&store, "c", "two", vec![put(CONNECTOR, "c", r#"{"v":2}"#)]).revision;
    for (base, fits) in [(Some(first), false), (Some(0), false), (Some(second + 1), false), (Some(second), true)] {
        let mut stale = put(CONNECTOR, "c", r#"{"v":3}"#);
        stale.base_revision = base;
        let result = store.apply(&change("c", "three", vec![system("s", "must not be half written"), stale]));
        if fits {
            result.unwrap();
            continue;
        }
        match result.unwrap_err() {
            StoreError::Stale { key, current } => {
                assert_eq!(key, DocumentKey { kind: CONNECTOR, id: "c".to_owned() });
                let current = current.unwrap();
                assert_eq!((current.revision, current.body.as_str()), (second, r#"{"v":2}"#));
            }
            other => panic!("{other}"),
        }
        assert_eq!(body(&store, SYSTEM, "s"), None, "the change's other write must not happen either");
        assert_eq!(store.history("c").unwrap().undo.as_deref(), Some("two"));
    }
    let mut gone = put(CONNECTOR, "gone", "{}");
    gone.base_revision = Some(7);
    let error = store.apply(&change("c", "four", vec![gone])).unwrap_err();
    assert!(matches!(error, StoreError::Stale { current: None, .. }), "{error}");
}

#[test]
fn a_change_that_cannot_be_done_whole_is_not_done_at_all() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let bad = [
        vec![system("a", "A"), put(CONNECTOR, "b", "not json")],
        vec![system("a", "A"), put(CONNECTOR, "", "{}")],
        vec![system("a", "A"), system("a", "B")],
    ];
    for writes in bad {
        store.apply(&change("workspace", "bad", writes)).unwrap_err();
        assert_eq!(store.all_documents(SYSTEM).unwrap(), []);
        assert_eq!(store.history("workspace").unwrap().undo, None);
    }
}

#[test]
fn a_change_that_changes_nothing_leaves_no_step_and_no_revision() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let first = apply(&store, "c", "one", vec![put(CONNECTOR, "c", "{}")]);
    let again = apply(&store, "c", "two", vec![put(CONNECTOR, "c", "{}"), delete(SYSTEM, "never was")]);
    assert_eq!((again.revision, &again.documents), (first.revision, &first.documents));
    assert_eq!(store.history("c").unwrap().undo.as_deref(), Some("one"));
}

#[test]
fn the_list_shows_what_the_documents_say() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let two_steps = r#"{"id":"b","name":"back","tool_name":"b","system":"none","steps":[{"path":"/x"},{"path":"/y"}]}"#;
    let writes = vec![
        connector("a", "Order status", "order_status", "shop", "/orders/{id}"),
        put(CONNECTOR, "b", two_steps),
        put(CONNECTOR, "draft", r#"{"steps":"not a list"}"#),
        system("shop", "My shop"),
    ];
    let revision = apply(&store, "workspace", "Import", writes).revision;
    store.set_states(&[("a".to_owned(), "ready".to_owned())]).unwrap();
    let rows = store.connectors().unwrap();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.system_name.as_str(), row.summary.as_str(), row.state.as_str()))
        .collect();
    let expected = [("", "", "", ""), ("back", "", "2 requests", ""), ("Order status", "My shop", "GET", "ready")];
    assert_eq!(shown, expected, "by name, whatever the capitals");
    assert_eq!((rows[2].tool_name.as_str(), rows[2].revision), ("order_status", revision));

    apply(&store, "workspace", "Rename", vec![system("shop", "Our shop")]);
    assert_eq!(store.connectors().unwrap()[2].system_name, "Our shop");
}

#[test]
fn ten_thousand_connectors_are_listed_and_found() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let writes = (0..10_000)
        .map(|n| connector(&format!("c{n}"), &format!("Connector {n}"), &format!("tool_{n}"), "shop", "/orders"))
        .collect();
    apply(&store, "workspace", "Import", writes);
    assert_eq!(store.connectors().unwrap().len(), 10_000);
    assert_eq!(store.search("tool_9999").unwrap().len(), 1);
    assert_eq!(store.search("/orders").unwrap().len(), 10_000);
}

/// SECURITY DAT-24.
#[test]
fn search_takes_every_character_literally() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let names = [
        ("quote", r#"foo"bar- baz"#),
        ("percent", "100% off"),
        ("underscore", "a_b"),
        ("plain", "axb 100 off"),
        ("accent", "Café Straße ÅNGSTRÖM"),
        ("injection", "'); DROP TABLE documents; --"),
        ("operators", "NEAR(one OR two) AND NOT name:three*"),
        ("japanese", "注文の状況を確認"),
    ];
    let writes = names.iter().map(|(id, name)| connector(id, name, &format!("tool_{id}"), "shop", "/p/{order}"));
    let mut writes: Vec<_> = writes.collect();
    writes.push(system("shop", "Brücke & Söhne"));
    apply(&store, "workspace", "Import", writes);
    let all: Vec<&str> =
        vec!["injection", "percent", "underscore", "plain", "accent", "quote", "operators", "japanese"];
    let cases: &[(&str, &[&str])] = &[
        (r#"foo"bar-"#, &["quote"]),
        (r#"""#, &["quote"]),
        ("%", &["percent"]),
        ("100%", &["percent"]),
        ("a_b", &["underscore"]),
        ("a?b", &[]),
        ("*", &["operators"]),
        ("NEAR(one", &["operators"]),
        ("two OR", &["operators"]),
        ("OR", &["operators", "injection", "percent", "underscore", "plain", "accent", "quote", "japanese"]),
        ("cafe", &["accent"]),
        ("CAFÉ ang", &["accent"]),
        ("'); drop", &["injection"]),
        ("状況", &["japanese"]),
        ("状況を", &["japanese"]),
        ("tool_pl", &["plain"]),
        ("bruc off", &["percent", "plain"]),
        ("/p/{order} söhne", &all),
        ("shop", &[]),
        ("   ", &all),
        ("\0foo\0", &["quote"]),
        ("nothing like it", &[]),
    ];
    for (text, expected) in cases {
        let mut found: Vec<String> = store.search(text).unwrap().into_iter().map(|row| row.id).collect();
        found.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{text:?}");
    }
    apply(&store, "workspace", "Rename", vec![connector("plain", "renamed", "renamed", "", "")]);
    assert_eq!(store.search("axb").unwrap(), [], "the index must follow the document");
    apply(&store, "workspace", "Delete", vec![delete(CONNECTOR, "quote")]);
    assert_eq!(store.search("foo").unwrap(), []);
}

/// SECURITY DAT-24.
#[test]
fn no_text_in_a_document_is_ever_read_as_sql() {
    let workspace = Workspace::new();
    let store = workspace.open();
    for text in ["'; DROP TABLE documents; --", "\" OR 1=1 --", "?1", "x'00'", "\\'", "%00", "); VACUUM; ("] {
        let document = connector(text, text, text, text, text);
        let written = document.body.clone();
        apply(&store, text, text, vec![document]);
        assert_eq!(body(&store, CONNECTOR, text), written, "{text}");
        assert_eq!(store.history(text).unwrap().undo.as_deref(), Some(text));
        store.set_setting(text, Some(&serde_json::json!(text))).unwrap();
        assert_eq!(store.setting(text).unwrap(), Some(serde_json::json!(text)));
        assert_eq!(store.search(text).unwrap().len(), 1, "{text}");
    }
    assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
}

/// SECURITY DAT-15, the store's part.
#[test]
fn a_removed_document_can_be_restored_for_thirty_days() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let key = DocumentKey { kind: CONNECTOR, id: "c".to_owned() };
    apply(&store, "c", "New", vec![connector("c", "Order status", "order_status", "s", "/o")]);
    let applied = apply(&store, "workspace", "Delete Order status", vec![delete(CONNECTOR, "c")]);
    assert_eq!(applied.removed, std::slice::from_ref(&key));
    assert_eq!(store.connectors().unwrap(), []);
    workspace.clock.advance(29 * DAY);
    assert_eq!(store.purge_expired().unwrap().documents, []);
    let binned = store.bin().unwrap();
    assert_eq!((binned[0].id.as_str(), binned[0].name.as_str()), ("c", "Order status"));

    let restored = store.restore("workspace", "Restore Order status", &key).unwrap().unwrap();
    assert_eq!(restored.documents.len(), 1);
    assert_eq!(store.connectors().unwrap().len(), 1);
    assert_eq!(store.bin().unwrap(), []);
    assert_eq!(store.restore("workspace", "again", &key).unwrap(), None);

    apply(&store, "workspace", "Delete", vec![delete(CONNECTOR, "c")]);
    workspace.clock.advance(30 * DAY + 1);
    assert_eq!(store.purge_expired().unwrap().documents, [key]);
    assert_eq!(store.bin().unwrap(), []);
    assert_eq!(store.history("c").unwrap().undo, None, "nothing may bring it back that is not there");
}

/// SECURITY F11: deleted rows stay on the disk unless SQLite is told otherwise.
#[test]
fn nothing_of_a_purged_document_stays_in_the_file() {
    const SENTINEL: &str = "sentinel-7f3a9c";
    let workspace = Workspace::new();
    let store = workspace.open();
    let hits = || -> usize {
        let files = std::fs::read_dir(workspace.directory.path()).unwrap().map(|entry| entry.unwrap().path());
        files
            .filter(|path| path.is_file())
            .map(|path| std::fs::read(path).unwrap())
            .map(|bytes| bytes.windows(SENTINEL.len()).filter(|window| *window == SENTINEL.as_bytes()).count())
            .sum()
    };
    for n in 0..50 {
        let name = format!("{SENTINEL} {n} {}", "padding ".repeat(200));
        apply(&store, "c", "Type", vec![connector("c", &name, "tool", "s", "/o")]);
    }
    assert!(hits() > 50, "otherwise this test sees nothing");
    apply(&store, "c", "Delete", vec![delete(CONNECTOR, "c")]);
    workspace.clock.advance(31 * DAY);
    store.purge_expired().unwrap();
    assert_eq!(hits(), 0, "purging must leave no trace in the file or its log");
    assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
}
