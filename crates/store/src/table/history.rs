//! What undo and redo need: each change with the body of every document before and after it.
//!
//! A scope is one undo history: a connector's id, or `workspace`. The undone changes of a scope are always its
//! newest ones, and a new change drops them. Bodies are kept whole, not as differences: a difference saves little
//! at this size and a mistake in one would lose work.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Fault;
use crate::migrations::Migration;
use crate::table::documents::{DocumentKey, key_from_columns};

/// How many changes of a scope can be undone; older ones are forgotten.
pub const CHANGES_KEPT: u32 = 100;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 2,
    sql: "
        CREATE TABLE changes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            scope TEXT NOT NULL,
            label TEXT NOT NULL,
            coalesce_key TEXT,
            at INTEGER NOT NULL,
            undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
        ) STRICT;
        CREATE INDEX changes_by_scope ON changes (scope, undone, id);

        CREATE TABLE change_writes (
            row INTEGER PRIMARY KEY,
            change INTEGER NOT NULL REFERENCES changes (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            before TEXT,
            after TEXT,
            UNIQUE (change, kind, id)
        ) STRICT;
        CREATE INDEX change_writes_by_document ON change_writes (kind, id);",
}];

/// What can be undone and redone in a scope, by the labels that a menu shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct History {
    /// The change that undo would take back; `None` if there is none.
    pub undo: Option<String>,
    /// The change that redo would do again; `None` if there is none.
    pub redo: Option<String>,
}

/// A change as it is remembered.
pub(crate) struct Remembered {
    pub id: i64,
    pub scope: String,
    pub label: String,
    pub coalesce: Option<String>,
    pub at: i64,
}

/// What a change did to one document.
pub(crate) struct RememberedWrite {
    pub key: DocumentKey,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The change that undo would take back.
pub(crate) fn newest_done(connection: &Connection, scope: &str) -> Result<Option<Remembered>, Fault> {
    let sql =
        "SELECT id, label, coalesce_key, at FROM changes WHERE scope = ?1 AND undone = 0 ORDER BY id DESC LIMIT 1";
    one(connection, sql, scope)
}

/// The change that redo would do again.
pub(crate) fn oldest_undone(connection: &Connection, scope: &str) -> Result<Option<Remembered>, Fault> {
    let sql = "SELECT id, label, coalesce_key, at FROM changes WHERE scope = ?1 AND undone = 1 ORDER BY id LIMIT 1";
    one(connection, sql, scope)
}

fn one(connection: &Connection, sql: &str, scope: &str) -> Result<Option<Remembered>, Fault> {
    let change = connection
        .prepare_cached(sql)?
        .query_row([scope], |row| {
            Ok(Remembered {
                id: row.get(0)?,
                scope: scope.to_owned(),
                label: row.get(1)?,
                coalesce: row.get(2)?,
                at: row.get(3)?,
            })
        })
        .optional()?;
    Ok(change)
}

/// What a change did, in the order in which it did it.
pub(crate) fn writes(connection: &Connection, change: i64) -> Result<Vec<RememberedWrite>, Fault> {
    let mut statement = connection
        .prepare_cached("SELECT kind, id, before, after FROM change_writes WHERE change = ?1 ORDER BY row")?;
    let rows = statement.query_map([change], |row| {
        Ok(RememberedWrite { key: key_from_columns(row, 0, 1)?, before: row.get(2)?, after: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Remembers a new change and gives its number.
pub(crate) fn add(
    connection: &Connection,
    scope: &str,
    label: &str,
    coalesce: Option<&str>,
    at: i64,
) -> Result<i64, Fault> {
    connection
        .prepare_cached("INSERT INTO changes (scope, label, coalesce_key, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![scope, label, coalesce, at])?;
    Ok(connection.last_insert_rowid())
}

/// Lets a change that is being added to count as made now, under the newer label.
pub(crate) fn extend(connection: &Connection, change: i64, label: &str, at: i64) -> Result<(), Fault> {
    connection
        .prepare_cached("UPDATE changes SET label = ?2, at = ?3 WHERE id = ?1")?
        .execute(params![change, label, at])?;
    Ok(())
}

/// Remembers what a change did to one document; a second write to it keeps the first `before`.
pub(crate) fn add_write(connection: &Connection, change: i64, write: &RememberedWrite) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO change_writes (change, kind, id, before, after) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (change, kind, id) DO UPDATE SET after = excluded.after",
        )?
        .execute(params![change, write.key.kind.as_str(), write.key.id, write.before, write.after])?;
    Ok(())
}

/// Marks a change as taken back, or as done again.
pub(crate) fn mark(connection: &Connection, change: i64, undone: bool) -> Result<(), Fault> {
    connection.prepare_cached("UPDATE changes SET undone = ?2 WHERE id = ?1")?.execute(params![change, undone])?;
    Ok(())
}

/// Forgets what was taken back: a new change came after it.
pub(crate) fn drop_undone(connection: &Connection, scope: &str) -> Result<(), Fault> {
    connection.prepare_cached("DELETE FROM changes WHERE scope = ?1 AND undone = 1")?.execute([scope])?;
    Ok(())
}

/// Forgets what is older than the newest [`CHANGES_KEPT`] changes of a scope.
pub(crate) fn drop_oldest(connection: &Connection, scope: &str) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "DELETE FROM changes WHERE scope = ?1 AND undone = 0 AND id <= (
                 SELECT id FROM changes WHERE scope = ?1 AND undone = 0 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![scope, CHANGES_KEPT])?;
    Ok(())
}
