//! What the store's tests share: a store in a fresh folder, a clock that a test moves, and small documents.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use drawbridge_store::{Applied, Change, DocumentKind, DocumentWrite, Store, StoreError, StoreSettings, summarise};

pub const SECOND: i64 = 1_000;
pub const DAY: i64 = 24 * 60 * 60 * SECOND;

/// A clock that stands still until a test moves it.
#[derive(Clone, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    pub fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

/// A folder that is removed at the end, and the database in it.
pub struct Workspace {
    pub directory: tempfile::TempDir,
    pub clock: Clock,
}

impl Workspace {
    pub fn new() -> Self {
        let clock = Clock::default();
        clock.advance(1_800_000_000 * SECOND);
        Self { directory: tempfile::tempdir().expect("a temporary folder"), clock }
    }

    pub fn path(&self) -> PathBuf {
        self.directory.path().join("workspace.db")
    }

    pub fn try_open(&self) -> Result<Store, StoreError> {
        open(&self.path(), &self.clock)
    }

    pub fn open(&self) -> Store {
        self.try_open().expect("the store opens")
    }
}

pub fn open(path: &Path, clock: &Clock) -> Result<Store, StoreError> {
    let clock = clock.clone();
    let settings =
        StoreSettings { clock: Box::new(move || clock.0.load(Ordering::SeqCst)), summarise: Box::new(summarise) };
    Store::open(path, settings)
}

pub fn put(kind: DocumentKind, id: &str, body: impl Into<String>) -> DocumentWrite {
    DocumentWrite { kind, id: id.to_owned(), base_revision: None, body: Some(body.into()) }
}

pub fn delete(kind: DocumentKind, id: &str) -> DocumentWrite {
    DocumentWrite { kind, id: id.to_owned(), base_revision: None, body: None }
}

pub fn connector(id: &str, name: &str, tool_name: &str, system: &str, path: &str) -> DocumentWrite {
    let body = serde_json::json!({
        "id": id, "name": name, "tool_name": tool_name, "system": system,
        "steps": [{"id": "order", "method": "GET", "path": path}],
    });
    put(DocumentKind::Connector, id, body.to_string())
}

pub fn system(id: &str, name: &str) -> DocumentWrite {
    put(DocumentKind::System, id, serde_json::json!({"id": id, "name": name}).to_string())
}

pub fn change(scope: &str, label: &str, writes: Vec<DocumentWrite>) -> Change {
    Change { scope: scope.to_owned(), label: label.to_owned(), coalesce: None, writes }
}

pub fn apply(store: &Store, scope: &str, label: &str, writes: Vec<DocumentWrite>) -> Applied {
    store.apply(&change(scope, label, writes)).expect("the change is applied")
}

pub fn body(store: &Store, kind: DocumentKind, id: &str) -> Option<String> {
    store.document(kind, id).expect("the document is read").map(|document| document.body)
}
