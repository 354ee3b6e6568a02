//! Undo and redo: the newest change of a scope taken back, or done again, across restarts.
//!
//! A document is only put back if it still is what the change left behind. If someone else changed it meanwhile,
//! that one write is skipped and reported; it is never overwritten, and the rest of the change is taken back. But then
//! nothing is removed: what somebody worked on may need it, as a connector needs its system.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::change::keep_versions;
use crate::error::{Fault, StoreError};
use crate::store::Store;
use crate::table::documents::{self, Document, DocumentKey, Stamp};
use crate::table::history::{self, History, Remembered, RememberedWrite};

/// What undo or redo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Undone {
    /// The change that was taken back or done again.
    pub label: String,
    /// The documents that changed.
    pub documents: Vec<ChangedDocument>,
    /// The documents that someone else had changed meanwhile, left as they are.
    pub skipped: Vec<DocumentKey>,
}

/// A document after undo or redo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangedDocument {
    /// Which one.
    pub key: DocumentKey,
    /// As it now is; `None` if it is gone (to the bin).
    pub document: Option<Document>,
}

impl Store {
    /// Takes back the newest change of a scope; `None` if there is none.
    pub fn undo(&self, scope: &str) -> Result<Option<Undone>, StoreError> {
        let now = self.now();
        self.write(|connection| match history::newest_done(connection, scope)? {
            Some(change) => {
                let mut writes = history::writes(connection, change.id)?;
                writes.reverse();
                history::mark(connection, change.id, true)?;
                let back = |RememberedWrite { key, before, after }| Step { key, from: after, to: before };
                self.retrace(connection, change, writes.into_iter().map(back).collect(), now).map(Some)
            }
            None => Ok(None),
        })
    }

    /// Does again the change that undo took back last; `None` if there is none.
    pub fn redo(&self, scope: &str) -> Result<Option<Undone>, StoreError> {
        let now = self.now();
        self.write(|connection| match history::oldest_undone(connection, scope)? {
            Some(change) => {
                let writes = history::writes(connection, change.id)?;
                history::mark(connection, change.id, false)?;
                let forth = |RememberedWrite { key, before, after }| Step { key, from: before, to: after };
                self.retrace(connection, change, writes.into_iter().map(forth).collect(), now).map(Some)
            }
            None => Ok(None),
        })
    }

    /// What can be undone and redone in a scope.
    pub fn history(&self, scope: &str) -> Result<History, StoreError> {
        self.read(|connection| {
            let undo = history::newest_done(connection, scope)?.map(|change| change.label);
            let redo = history::oldest_undone(connection, scope)?.map(|change| change.label);
            Ok(History { undo, redo })
        })
    }

    fn retrace(
        &self,
        connection: &Connection,
        change: Remembered,
        steps: Vec<Step>,
        now: i64,
    ) -> Result<Undone, Fault> {
        keep_versions(connection, &change.scope, steps.iter().map(|step| &step.key), now)?;
        let revision = documents::next_revision(connection)?;
        let stamp = Stamp { revision, now, summarise: self.summariser() };
        let mut undone = Undone { label: change.label, documents: Vec::new(), skipped: Vec::new() };
        let mut free = Vec::with_capacity(steps.len());
        for step in steps {
            let current = documents::read(connection, &step.key)?.map(|document| document.body);
            if current == step.from {
                free.push(step);
            } else if current != step.to {
                undone.skipped.push(step.key);
            }
        }
        let may_remove = undone.skipped.is_empty();
        for Step { key, to, .. } in free.into_iter().filter(|step| may_remove || step.to.is_some()) {
            let document = documents::write(connection, &key, to.as_deref(), &stamp)?;
            undone.documents.push(ChangedDocument { key, document });
        }
        Ok(undone)
    }
}

/// One document's way back, or forth.
struct Step {
    key: DocumentKey,
    from: Option<String>,
    to: Option<String>,
}
