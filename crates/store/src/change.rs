//! The one way a document is changed: a labelled set of writes that happens whole or not at all.
//!
//! A write may carry the revision that it was made from; if the document has moved on, the whole change is refused
//! with the document as it is now, and the owner chooses (SECURITY DAT-12). Changes that follow each other quickly
//! under one key (typing in one box) become one step of undo. A change that changes nothing leaves no step.

use std::collections::HashSet;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Fault, StoreError};
use crate::store::Store;
use crate::table::documents::{self, Document, DocumentKey, DocumentKind, Stamp};
use crate::table::history::{self, RememberedWrite};
use crate::table::versions;

/// Changes with the same key that are no further apart than this become one step of undo.
pub const COALESCE_WINDOW_MS: i64 = 5_000;

/// Something the owner did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Whose undo history it belongs to: a connector's id, or `workspace`.
    pub scope: String,
    /// What undo will say it undid: "Change the email rule".
    pub label: String,
    /// Merges with the scope's previous change if that had the same key and is recent.
    pub coalesce: Option<String>,
    /// What it does, at most once per document.
    pub writes: Vec<DocumentWrite>,
}

/// What a change does to one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentWrite {
    /// What it is.
    pub kind: DocumentKind,
    /// Its identifier.
    pub id: String,
    /// The revision that the writer saw: another one now is [`StoreError::Stale`]. `Some(0)` says that there must
    /// be no such document yet. `None` writes over whatever is there, so everything that a person edits has one.
    pub base_revision: Option<i64>,
    /// The JSON text; `None` moves the document to the bin.
    pub body: Option<String>,
}

/// What a change did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Applied {
    /// The revision of the file after it.
    #[ts(type = "number")]
    pub revision: i64,
    /// The documents that it wrote, as they now are.
    pub documents: Vec<Document>,
    /// The documents that it moved to the bin.
    pub removed: Vec<DocumentKey>,
}

impl Store {
    /// Does a change, whole or not at all. When this returns, it is on the disk.
    pub fn apply(&self, change: &Change) -> Result<Applied, StoreError> {
        let now = self.now();
        self.write(|connection| apply(connection, self, change, now))
    }

    /// Takes a document out of the bin, as a change that can be undone. `None` if it is not in the bin.
    pub fn restore(&self, scope: &str, label: &str, key: &DocumentKey) -> Result<Option<Applied>, StoreError> {
        let now = self.now();
        self.write(|connection| {
            let Some(body) = documents::binned_body(connection, key)? else { return Ok(None) };
            let write = DocumentWrite { kind: key.kind, id: key.id.clone(), base_revision: Some(0), body: Some(body) };
            let change =
                Change { scope: scope.to_owned(), label: label.to_owned(), coalesce: None, writes: vec![write] };
            apply(connection, self, &change, now).map(Some)
        })
    }
}

fn apply(connection: &Connection, store: &Store, change: &Change, now: i64) -> Result<Applied, Fault> {
    let intended = intended(connection, change)?;
    let mut applied = Applied { revision: 0, documents: Vec::new(), removed: Vec::new() };
    let effective: Vec<&Intended> = intended.iter().filter(|write| write.changes_something()).collect();
    applied.revision = match effective.as_slice() {
        [] => documents::current_revision(connection)?,
        _ => documents::next_revision(connection)?,
    };
    let changed = effective.iter().filter(|write| write.before.is_some()).map(|write| &write.key);
    if !effective.is_empty() {
        keep_versions(connection, &change.scope, changed, now)?;
    }
    let stamp = Stamp { revision: applied.revision, now, summarise: store.summariser() };
    for write in &intended {
        let document = if write.changes_something() {
            documents::write(connection, &write.key, write.after.as_deref(), &stamp)?
        } else {
            write.before.clone()
        };
        match document {
            Some(document) => applied.documents.push(document),
            None => applied.removed.push(write.key.clone()),
        }
    }
    if !effective.is_empty() {
        remember(connection, change, &effective, now)?;
    }
    Ok(applied)
}

/// Keeps the connectors that are about to change as they are, once an hour: the one whose history the change belongs to
/// (a change of its system alone is a change of it as well), and those that are written.
pub(crate) fn keep_versions<'a>(
    connection: &Connection,
    scope: &str,
    changed: impl Iterator<Item = &'a DocumentKey>,
    now: i64,
) -> Result<(), Fault> {
    let mut connectors = changed.filter(|key| key.kind == DocumentKind::Connector).peekable();
    if connectors.peek().is_none_or(|first| first.id != scope) {
        versions::keep_hourly(connection, scope, now)?;
    }
    connectors.try_for_each(|key| versions::keep_hourly(connection, &key.id, now))
}

/// A write beside the document that it meets.
struct Intended {
    key: DocumentKey,
    before: Option<Document>,
    after: Option<String>,
}

impl Intended {
    fn changes_something(&self) -> bool {
        self.before_body() != self.after.as_deref()
    }

    fn before_body(&self) -> Option<&str> {
        self.before.as_ref().map(|document| document.body.as_str())
    }
}

/// Reads what each write meets, and refuses the change if one of them is not what its writer saw.
fn intended(connection: &Connection, change: &Change) -> Result<Vec<Intended>, Fault> {
    let mut intended = Vec::with_capacity(change.writes.len());
    let mut named = HashSet::with_capacity(change.writes.len());
    for write in &change.writes {
        let key = DocumentKey { kind: write.kind, id: write.id.clone() };
        if !named.insert(key.clone()) {
            let what = format!("it names the {} {} twice", key.kind.as_str(), key.id);
            return Err(StoreError::Refused { what }.into());
        }
        let before = documents::read(connection, &key)?;
        let revision = before.as_ref().map_or(0, |document| document.revision);
        if write.base_revision.is_some_and(|base| base != revision) {
            return Err(StoreError::Stale { key, current: before.map(Box::new) }.into());
        }
        intended.push(Intended { key, before, after: write.body.clone() });
    }
    Ok(intended)
}

fn remember(connection: &Connection, change: &Change, writes: &[&Intended], now: i64) -> Result<(), Fault> {
    let number = if let Some(number) = mergeable(connection, change, writes, now)? {
        history::extend(connection, number, &change.label, now)?;
        number
    } else {
        history::drop_undone(connection, &change.scope)?;
        history::add(connection, &change.scope, &change.label, change.coalesce.as_deref(), now)?
    };
    for write in writes {
        let remembered = RememberedWrite {
            key: write.key.clone(),
            before: write.before_body().map(str::to_owned),
            after: write.after.clone(),
        };
        history::add_write(connection, number, &remembered)?;
    }
    history::drop_oldest(connection, &change.scope)
}

/// The change that this one merges with. Not one that was followed by an undo, and not one whose document someone
/// else has changed since: taking the merged step back would take back their work as well.
fn mergeable(connection: &Connection, change: &Change, writes: &[&Intended], now: i64) -> Result<Option<i64>, Fault> {
    let Some(key) = &change.coalesce else { return Ok(None) };
    let Some(previous) = history::newest_done(connection, &change.scope)? else { return Ok(None) };
    let recent = (0..=COALESCE_WINDOW_MS).contains(&(now - previous.at));
    if !recent
        || previous.coalesce.as_ref() != Some(key)
        || history::oldest_undone(connection, &change.scope)?.is_some()
    {
        return Ok(None);
    }
    let untouched = history::writes(connection, previous.id)?.iter().all(|earlier| {
        let same = writes.iter().find(|write| write.key == earlier.key);
        same.is_none_or(|write| write.before_body() == earlier.after.as_deref())
    });
    Ok(untouched.then_some(previous.id))
}
