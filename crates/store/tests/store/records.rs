//! Runs, settings, and references to secrets.

use drawbridge_model::Environment;
use drawbridge_model::connector::OutcomeKind;
use drawbridge_store::{DocumentKind, NewSecretReference, RuleRecord, RunRecord, StoreError};
use serde_json::json;

use crate::common::{DAY, Workspace, apply, delete, system};

fn run(connector: &str, at: i64) -> RunRecord {
    RunRecord {
        connector: connector.to_owned(),
        revision: 7,
        at,
        environment: Environment::Live,
        outcome: OutcomeKind::NotVerified,
        duration_ms: 123,
        statuses: vec![200, 404],
        rules: vec![RuleRecord { rule: 0, held: true }, RuleRecord { rule: 1, held: false }],
        trace: json!({"steps": []}).to_string(),
    }
}

#[test]
fn runs_are_listed_page_by_page_and_kept_as_long_as_asked() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let start = 1_800_000_000_000;
    for n in 0..10 {
        store.record_run(&run(if n % 2 == 0 { "even" } else { "odd" }, start + n * DAY)).unwrap();
    }
    store.close().unwrap();
    let store = workspace.open();
    let page = store.runs(Some("even"), 3, None).unwrap();
    assert_eq!(page.iter().map(|stored| stored.run.at - start).collect::<Vec<_>>(), [8, 6, 4].map(|day| day * DAY));
    assert_eq!(page[0].run, run("even", start + 8 * DAY), "a run comes back as it was given");
    let next = store.runs(Some("even"), 3, Some(page[2].id)).unwrap();
    assert_eq!(next.iter().map(|stored| stored.run.at - start).collect::<Vec<_>>(), [2, 0].map(|day| day * DAY));
    assert_eq!(store.runs(None, 100, None).unwrap().len(), 10);

    workspace.clock.advance(35 * DAY);
    assert_eq!(store.purge_runs(90).unwrap(), 0);
    assert_eq!(store.purge_runs(30).unwrap(), 5);
    assert_eq!(store.runs(None, 100, None).unwrap().len(), 5);
    assert_eq!(store.run(next[1].id).unwrap(), None, "a run that was forgotten is gone");
    assert_eq!(store.run(page[0].id).unwrap().as_ref(), Some(&page[0]));
}

#[test]
fn a_run_whose_trace_is_not_json_is_not_kept() {
    let workspace = Workspace::new();
    let store = workspace.open();
    store.record_run(&RunRecord { trace: "half a tra".to_owned(), ..run("c", 0) }).unwrap_err();
    assert_eq!(store.runs(None, 1, None).unwrap(), []);
}

#[test]
fn settings_are_kept_as_they_were_given() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let window = json!({"width": 1280, "height": 800.5, "name": "ä"});
    store.set_setting("window", Some(&window)).unwrap();
    store.set_setting("theme", Some(&json!("dark"))).unwrap();
    store.set_setting("theme", Some(&json!("light"))).unwrap();
    store.set_setting("gone", Some(&json!(null))).unwrap();
    store.set_setting("gone", None).unwrap();
    store.close().unwrap();
    let store = workspace.open();
    assert_eq!(store.setting("window").unwrap(), Some(window));
    assert_eq!(store.setting("theme").unwrap(), Some(json!("light")));
    assert_eq!(store.setting("gone").unwrap(), None);
    assert_eq!(store.settings().unwrap().into_keys().collect::<Vec<_>>(), ["theme", "window"]);
}

fn secret(account: &str, environment: Environment) -> NewSecretReference {
    NewSecretReference {
        account_id: account.to_owned(),
        system_id: "shop".to_owned(),
        environment,
        name: "key".to_owned(),
        origins: vec!["https://shop.example:443".to_owned()],
    }
}

#[test]
fn a_secret_is_set_only_once_the_keychain_has_it() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let find = |environment| {
        let found = store.secret_reference("shop", environment, "key").unwrap();
        found.map(|reference| reference.secret.account_id)
    };
    store.prepare_secret(&secret("a", Environment::Test)).unwrap();
    assert_eq!(find(Environment::Test), None);
    assert_eq!(store.orphaned_secrets().unwrap().len(), 1, "a crash now must leave something to repair");
    assert_eq!(store.bind_secret("a").unwrap(), None);
    assert_eq!(find(Environment::Test).as_deref(), Some("a"));
    assert_eq!(find(Environment::Live), None, "each environment has its own");
    assert_eq!(store.orphaned_secrets().unwrap(), []);

    store.prepare_secret(&secret("b", Environment::Test)).unwrap();
    assert_eq!(find(Environment::Test).as_deref(), Some("a"), "the old value counts until the new one is kept");
    assert_eq!(store.bind_secret("b").unwrap().as_deref(), Some("a"));
    assert_eq!(find(Environment::Test).as_deref(), Some("b"));
    let orphans = store.orphaned_secrets().unwrap();
    assert_eq!((orphans.len(), orphans[0].secret.account_id.as_str()), (1, "a"));
    store.drop_secret_reference("a").unwrap();
    store.drop_secret_reference("b").unwrap();
    assert_eq!(find(Environment::Test).as_deref(), Some("b"), "one that is in use is not dropped");
    assert_eq!(store.secret_references(Some("shop")).unwrap().len(), 1);
    assert_eq!(store.secret_references(Some("other")).unwrap(), []);

    store.set_secret_origins("b", &["https://new.example:443".to_owned()]).unwrap();
    let origins = store.secret_reference("shop", Environment::Test, "key").unwrap().unwrap().secret.origins;
    assert_eq!(origins, ["https://new.example:443"]);

    assert_eq!(store.forget_secret("shop", Environment::Test, "key").unwrap().as_deref(), Some("b"));
    assert_eq!(store.forget_secret("shop", Environment::Test, "key").unwrap(), None);
    assert_eq!(find(Environment::Test), None);
    assert_eq!(store.orphaned_secrets().unwrap().len(), 1);
    for error in [
        store.bind_secret("b").map(drop).unwrap_err(),
        store.bind_secret("never announced").map(drop).unwrap_err(),
        store.set_secret_origins("b", &[]).unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::NotFound { .. }), "{error}");
    }
}

/// Its name, what is done up to it, whether the secret then is set, and how many orphans there are.
type Point = (&'static str, fn(&drawbridge_store::Store), bool, usize);

/// SECURITY DAT-02, the store's part: a process that dies at any of the four points leaves either a secret that is
/// set, or an orphan to clear away, and never a reference to a value that the keychain lacks.
#[test]
fn whatever_point_a_crash_hits_the_next_start_finds_what_to_repair() {
    let after: [Point; 4] = [
        ("announced", |store| store.prepare_secret(&secret("b", Environment::Live)).unwrap(), false, 1),
        ("bound", |store| drop(store.bind_secret("b").unwrap()), true, 0),
        ("given up", |store| drop(store.forget_secret("shop", Environment::Live, "key").unwrap()), false, 1),
        ("dropped", |store| store.drop_secret_reference("b").unwrap(), false, 0),
    ];
    let workspace = Workspace::new();
    for (point, act, is_set, orphans) in after {
        let store = workspace.open();
        act(&store);
        drop(store);
        let store = workspace.open();
        let found = store.secret_reference("shop", Environment::Live, "key").unwrap();
        assert_eq!((found.is_some(), store.orphaned_secrets().unwrap().len()), (is_set, orphans), "{point}");
    }
}

/// SECURITY SEC-12: a secret lives as long as its system can come back, and no longer.
#[test]
fn the_secrets_of_a_purged_system_are_orphans() {
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "workspace", "Make", vec![system("shop", "My shop")]);
    store.prepare_secret(&secret("a", Environment::Live)).unwrap();
    store.bind_secret("a").unwrap();
    store.prepare_secret(&NewSecretReference { system_id: String::new(), ..secret("own", Environment::Live) }).unwrap();
    store.bind_secret("own").unwrap();
    apply(&store, "workspace", "Delete", vec![delete(DocumentKind::System, "shop")]);
    workspace.clock.advance(29 * DAY);
    store.purge_expired().unwrap();
    assert_eq!(store.orphaned_secrets().unwrap(), [], "undoing the removal would need it");
    workspace.clock.advance(2 * DAY);
    store.purge_expired().unwrap();
    assert_eq!(store.orphaned_secrets().unwrap().len(), 1, "the next repair removes the keychain's entry");
    let left = store.secret_references(None).unwrap();
    let accounts: Vec<&str> = left.iter().map(|reference| reference.secret.account_id.as_str()).collect();
    assert_eq!(accounts, ["own"], "what is of no system stays");
}
