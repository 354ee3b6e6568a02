//! Undo and redo: across restarts, step by step, never over somebody else's work.

use std::collections::BTreeMap;

use drawbridge_store::{CHANGES_KEPT, COALESCE_WINDOW_MS, Change, DocumentKey, DocumentKind, DocumentWrite, Store};
use proptest::prelude::*;

use crate::common::{SECOND, Workspace, apply, body, connector, delete, put};

const CONNECTOR: DocumentKind = DocumentKind::Connector;

fn text(n: u32) -> String {
    format!(r#"{{"v":{n}}}"#)
}

fn labels(store: &Store, scope: &str) -> (Option<String>, Option<String>) {
    let history = store.history(scope).unwrap();
    (history.undo, history.redo)
}

#[test]
fn undo_and_redo_walk_the_same_way_across_restarts() {
    let workspace = Workspace::new();
    let mut store = workspace.open();
    for n in 1..=3 {
        apply(&store, "c", &format!("change {n}"), vec![put(CONNECTOR, "c", text(n))]);
    }
    let mut seen = Vec::new();
    for _ in 0..3 {
        store.close().unwrap();
        store = workspace.open();
        seen.push((store.undo("c").unwrap().unwrap().label, body(&store, CONNECTOR, "c")));
    }
    let expected = [("change 3", Some(text(2))), ("change 2", Some(text(1))), ("change 1", None)];
    assert_eq!(seen, expected.map(|(label, body)| (label.to_owned(), body)));
    assert_eq!(store.undo("c").unwrap(), None);
    for n in 1..=3 {
        store.close().unwrap();
        store = workspace.open();
        let redone = store.redo("c").unwrap().unwrap();
        assert_eq!(redone.documents[0].document.as_ref().unwrap().body, text(n));
        assert_eq!(redone.skipped, []);
    }
    assert_eq!(store.redo("c").unwrap(), None);
    assert_eq!(labels(&store, "c"), (Some("change 3".to_owned()), None));
}

#[test]
fn a_new_change_after_undo_drops_what_could_be_redone() {
    let workspace = Workspace::new();
    let store = workspace.open();
    for n in 1..=2 {
        apply(&store, "c", &format!("change {n}"), vec![put(CONNECTOR, "c", text(n))]);
    }
    store.undo("c").unwrap();
    assert_eq!(labels(&store, "c"), (Some("change 1".to_owned()), Some("change 2".to_owned())));
    apply(&store, "c", "another way", vec![put(CONNECTOR, "c", text(9))]);
    assert_eq!(labels(&store, "c"), (Some("another way".to_owned()), None));
    assert_eq!(labels(&store, "other"), (None, None), "scopes know nothing of each other");
}

#[test]
fn undo_never_overwrites_what_someone_else_changed() {
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "c", "start", vec![put(CONNECTOR, "c", text(1)), put(DocumentKind::System, "s", text(1))]);
    apply(&store, "c", "both", vec![put(CONNECTOR, "c", text(2)), put(DocumentKind::System, "s", text(2))]);
    apply(&store, "elsewhere", "system", vec![put(DocumentKind::System, "s", text(7))]);
    let undone = store.undo("c").unwrap().unwrap();
    let system = DocumentKey { kind: DocumentKind::System, id: "s".to_owned() };
    assert_eq!(undone.skipped, std::slice::from_ref(&system));
    assert_eq!(body(&store, CONNECTOR, "c"), Some(text(1)));
    assert_eq!(body(&store, DocumentKind::System, "s"), Some(text(7)), "somebody else's work stays");
    let redone = store.redo("c").unwrap().unwrap();
    assert_eq!((redone.skipped, redone.documents.len()), (vec![system], 1));
    assert_eq!(body(&store, CONNECTOR, "c"), Some(text(2)));
}

#[test]
fn what_somebody_works_on_keeps_what_came_with_it() {
    let workspace = Workspace::new();
    let store = workspace.open();
    let import = ["c", "d"].map(|id| connector(id, "Order status", id, "s", "/o"));
    apply(&store, "import", "Import", [vec![put(DocumentKind::System, "s", text(1))], import.to_vec()].concat());
    apply(&store, "c", "Rename", vec![connector("c", "Parcels", "c", "s", "/o")]);
    let undone = store.undo("import").unwrap().unwrap();
    assert_eq!((undone.skipped.len(), undone.documents), (1, Vec::new()));
    let redone = store.redo("import").unwrap().unwrap();
    assert_eq!((redone.skipped.len(), redone.documents), (1, Vec::new()), "the others are as they would be made");
    assert_eq!(store.connectors().unwrap().len(), 2);
    assert_eq!(body(&store, DocumentKind::System, "s"), Some(text(1)), "the renamed connector has its system still");
}

#[test]
fn undoing_a_deletion_brings_the_document_back_and_an_undone_creation_is_in_the_bin() {
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "c", "New", vec![connector("c", "Order status", "order_status", "s", "/o")]);
    apply(&store, "workspace", "Delete", vec![delete(CONNECTOR, "c")]);
    store.undo("workspace").unwrap();
    assert_eq!(store.connectors().unwrap().len(), 1);
    assert_eq!(store.search("order").unwrap().len(), 1);
    assert_eq!(store.bin().unwrap(), []);
    store.undo("c").unwrap();
    assert_eq!(store.connectors().unwrap(), []);
    assert_eq!(store.bin().unwrap().len(), 1, "nothing is ever removed past recovery at once");
}

#[test]
fn quick_changes_of_one_kind_are_one_step() {
    let typing = |n: u32, key: &str| Change {
        scope: "c".to_owned(),
        label: format!("Change the prompt {n}"),
        coalesce: Some(key.to_owned()),
        writes: vec![put(CONNECTOR, "c", text(n))],
    };
    let workspace = Workspace::new();
    let store = workspace.open();
    apply(&store, "c", "New", vec![put(CONNECTOR, "c", text(0))]);
    for n in 1..=4 {
        workspace.clock.advance(COALESCE_WINDOW_MS);
        store.apply(&typing(n, "prompt")).unwrap();
    }
    assert_eq!(labels(&store, "c").0.as_deref(), Some("Change the prompt 4"));
    store.undo("c").unwrap();
    assert_eq!(body(&store, CONNECTOR, "c"), Some(text(0)), "the four are one step");
    assert_eq!(labels(&store, "c").0.as_deref(), Some("New"));

    store.redo("c").unwrap();
    let separate: [(&str, i64, &str); 3] = [
        ("a pause", COALESCE_WINDOW_MS + 1, "prompt"),
        ("another box", SECOND, "name"),
        ("a clock that went back", -SECOND, "name"),
    ];
    for (n, (why, pause, key)) in (5..).zip(separate) {
        workspace.clock.advance(pause);
        store.apply(&typing(n, key)).unwrap();
        store.undo("c").unwrap();
        assert_eq!(body(&store, CONNECTOR, "c"), Some(text(n - 1)), "{why} starts a new step");
        store.redo("c").unwrap();
    }

    store.undo("c").unwrap();
    store.apply(&typing(20, "name")).unwrap();
    store.undo("c").unwrap();
    assert_eq!(body(&store, CONNECTOR, "c"), Some(text(6)), "what follows an undo is a step of its own");

    store.apply(&typing(30, "box")).unwrap();
    apply(&store, "elsewhere", "other", vec![put(CONNECTOR, "c", text(31))]);
    store.apply(&typing(32, "box")).unwrap();
    store.undo("c").unwrap();
    assert_eq!(body(&store, CONNECTOR, "c"), Some(text(31)), "a merged step must not take back others' work");
}

#[test]
fn the_last_hundred_changes_of_a_scope_can_be_undone() {
    let workspace = Workspace::new();
    let store = workspace.open();
    for n in 0..CHANGES_KEPT + 20 {
        apply(&store, "c", "Change", vec![put(CONNECTOR, "c", text(n))]);
        if n % 10 == 0 {
            apply(&store, "other", "Change", vec![put(CONNECTOR, "other", text(n))]);
        }
    }
    let mut undone = 0;
    while store.undo("c").unwrap().is_some() {
        undone += 1;
    }
    assert_eq!(undone, CHANGES_KEPT);
    assert_eq!(body(&store, CONNECTOR, "c"), Some(text(19)));
    assert_eq!(labels(&store, "other").0.as_deref(), Some("Change"), "another scope keeps its own");
}

/// What a person might do.
#[derive(Debug, Clone)]
enum Operation {
    Apply { scope: usize, coalesce: bool, writes: Vec<(usize, Option<u32>)> },
    Undo { scope: usize },
    Redo { scope: usize },
    Wait { milliseconds: i64 },
    Restart,
}

const SCOPES: [&str; 2] = ["c", "workspace"];
const IDS: [&str; 3] = ["one", "two", "three"];

fn operation() -> impl Strategy<Value = Operation> {
    let write = (0..IDS.len(), prop::option::weighted(0.8, 0..4_u32));
    let scope = 0..SCOPES.len();
    prop_oneof![
        6 => (scope.clone(), any::<bool>(), prop::collection::vec(write, 1..3))
            .prop_map(|(scope, coalesce, writes)| Operation::Apply { scope, coalesce, writes }),
        4 => scope.clone().prop_map(|scope| Operation::Undo { scope }),
        3 => scope.prop_map(|scope| Operation::Redo { scope }),
        2 => (0..2 * COALESCE_WINDOW_MS).prop_map(|milliseconds| Operation::Wait { milliseconds }),
        1 => Just(Operation::Restart),
    ]
}

type Documents = BTreeMap<usize, u32>;

/// The same rules over plain maps: each step holds what each document was before and after.
#[derive(Default)]
struct Model {
    now: i64,
    documents: Documents,
    done: [Vec<Step>; 2],
    undone: [Vec<Step>; 2],
}

struct Step {
    coalesce: bool,
    at: i64,
    writes: BTreeMap<usize, (Option<u32>, Option<u32>)>,
}

impl Model {
    fn apply(&mut self, scope: usize, coalesce: bool, writes: &[(usize, Option<u32>)]) {
        let changed: Vec<_> = writes
            .iter()
            .map(|(id, after)| (*id, self.documents.get(id).copied(), *after))
            .filter(|(_, before, after)| before != after)
            .collect();
        if changed.is_empty() {
            return;
        }
        let merges = coalesce
            && self.undone[scope].is_empty()
            && self.done[scope].last().is_some_and(|step| {
                step.coalesce
                    && self.now - step.at <= COALESCE_WINDOW_MS
                    && changed.iter().all(|(id, before, _)| step.writes.get(id).is_none_or(|(_, left)| left == before))
            });
        if !merges {
            self.undone[scope].clear();
            self.done[scope].push(Step { coalesce, at: self.now, writes: BTreeMap::new() });
        }
        let step = self.done[scope].last_mut().unwrap();
        step.at = self.now;
        for (id, before, after) in changed {
            step.writes.entry(id).or_insert((before, after)).1 = after;
            set(&mut self.documents, id, after);
        }
        let surplus = self.done[scope].len().saturating_sub(CHANGES_KEPT as usize);
        self.done[scope].drain(..surplus);
    }

    fn undo(&mut self, scope: usize) {
        if let Some(step) = self.done[scope].pop() {
            retrace(&mut self.documents, step.writes.iter().map(|(id, (before, after))| (*id, *after, *before)));
            self.undone[scope].push(step);
        }
    }

    fn redo(&mut self, scope: usize) {
        if let Some(step) = self.undone[scope].pop() {
            retrace(&mut self.documents, step.writes.iter().map(|(id, (before, after))| (*id, *before, *after)));
            self.done[scope].push(step);
        }
    }
}

/// Takes each document from one value to another if it has the one. Where one has neither, nothing is removed.
fn retrace(documents: &mut Documents, steps: impl Iterator<Item = (usize, Option<u32>, Option<u32>)> + Clone) {
    let has = |documents: &Documents, id: &usize, value: Option<u32>| documents.get(id).copied() == value;
    let is_foreign = |(id, from, to): &(usize, _, _)| !has(documents, id, *from) && !has(documents, id, *to);
    let may_remove = !steps.clone().any(|step| is_foreign(&step));
    for (id, from, to) in steps.filter(|(_, _, to)| may_remove || to.is_some()) {
        if has(documents, &id, from) {
            set(documents, id, to);
        }
    }
}

fn set(documents: &mut Documents, id: usize, value: Option<u32>) {
    match value {
        Some(value) => documents.insert(id, value),
        None => documents.remove(&id),
    };
}

fn write(id: usize, value: Option<u32>) -> DocumentWrite {
    DocumentWrite { kind: CONNECTOR, id: IDS[id].to_owned(), base_revision: None, body: value.map(text) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// SECURITY DAT-14.
    #[test]
    fn two_hundred_random_operations_leave_what_a_plain_model_says(
        operations in prop::collection::vec(operation(), 200)
    ) {
        let workspace = Workspace::new();
        let mut store = workspace.open();
        let mut model = Model::default();
        for operation in &operations {
            match operation {
                Operation::Apply { scope, coalesce, writes } => {
                    let mut writes = writes.clone();
                    writes.dedup_by_key(|(id, _)| *id);
                    model.apply(*scope, *coalesce, &writes);
                    let change = Change {
                        scope: SCOPES[*scope].to_owned(),
                        label: "change".to_owned(),
                        coalesce: coalesce.then(|| "typing".to_owned()),
                        writes: writes.iter().map(|(id, value)| write(*id, *value)).collect(),
                    };
                    store.apply(&change).unwrap();
                }
                Operation::Undo { scope } => {
                    model.undo(*scope);
                    store.undo(SCOPES[*scope]).unwrap();
                }
                Operation::Redo { scope } => {
                    model.redo(*scope);
                    store.redo(SCOPES[*scope]).unwrap();
                }
                Operation::Wait { milliseconds } => {
                    model.now += milliseconds;
                    workspace.clock.advance(*milliseconds);
                }
                Operation::Restart => {
                    store.close().unwrap();
                    store = workspace.open();
                }
            }
            for (id, name) in IDS.iter().enumerate() {
                prop_assert_eq!(body(&store, CONNECTOR, name), model.documents.get(&id).map(|v| text(*v)));
            }
            for (scope, name) in SCOPES.iter().enumerate() {
                let history = store.history(name).unwrap();
                prop_assert_eq!(history.undo.is_some(), !model.done[scope].is_empty());
                prop_assert_eq!(history.redo.is_some(), !model.undone[scope].is_empty());
            }
        }
        prop_assert_eq!(store.connectors().unwrap().len(), model.documents.len());
        prop_assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new());
    }
}
