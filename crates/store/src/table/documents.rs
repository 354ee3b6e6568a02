//! Connectors and systems as JSON, the columns that lists read, the search index, and the bin.
//!
//! [`write`] is the only place that changes a document; it keeps the four tables in step. Every removal, an undone
//! creation included, goes to the bin. Order among changes is by `revision`, one counter for the whole file, never
//! by the clock.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Fault;
use crate::migrations::Migration;
use crate::search::fold;
use crate::store::Summarise;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    sql: "
        CREATE TABLE counter (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), revision INTEGER NOT NULL) STRICT;
        INSERT INTO counter VALUES (1, 0);

        CREATE TABLE documents (
            row INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('system', 'connector')),
            id TEXT NOT NULL CHECK (id <> ''),
            revision INTEGER NOT NULL,
            body TEXT NOT NULL CHECK (json_valid(body)),
            UNIQUE (kind, id)
        ) STRICT;

        CREATE TABLE summaries (
            row INTEGER PRIMARY KEY REFERENCES documents (row) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            revision INTEGER NOT NULL,
            name TEXT NOT NULL,
            tool_name TEXT NOT NULL,
            system TEXT NOT NULL,
            summary TEXT NOT NULL,
            state TEXT NOT NULL,
            updated_at INTEGER NOT NULL,
            UNIQUE (kind, id)
        ) STRICT;
        CREATE INDEX summaries_by_name ON summaries (kind, name COLLATE NOCASE, id);
        CREATE INDEX summaries_by_system ON summaries (system);

        CREATE VIRTUAL TABLE document_search USING fts5 (text, tokenize = 'trigram case_sensitive 1');
        INSERT INTO document_search (document_search, rank) VALUES ('secure-delete', 1);

        CREATE TABLE bin (
            row INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            body TEXT NOT NULL,
            deleted_at INTEGER NOT NULL,
            UNIQUE (kind, id)
        ) STRICT;",
}];

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// One API that the owner connects to.
    System,
    /// One tool for the chatbot.
    Connector,
}

impl DocumentKind {
    /// The word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Connector => "connector",
        }
    }

    fn from_column(row: &Row<'_>, column: usize) -> rusqlite::Result<Self> {
        Ok(if row.get_ref(column)?.as_str()? == "system" { Self::System } else { Self::Connector })
    }
}

/// Names one document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct DocumentKey {
    /// What it is.
    pub kind: DocumentKind,
    /// Its identifier.
    pub id: String,
}

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// Its identifier.
    pub id: String,
    /// Rises with every change of it. Hand it back as [`crate::DocumentWrite::base_revision`].
    #[ts(type = "number")]
    pub revision: i64,
    /// The JSON text, as it was given.
    pub body: String,
}

/// One line of the list of connectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConnectorRow {
    /// Its identifier.
    pub id: String,
    /// What the owner calls it.
    pub name: String,
    /// What the model calls it.
    pub tool_name: String,
    /// The id of its system.
    pub system: String,
    /// The name of its system; empty if there is no such system.
    pub system_name: String,
    /// What it does, in a few characters: `GET`, `2 requests`.
    pub summary: String,
    /// The word that the summariser gave.
    pub state: String,
    /// The revision of the document.
    #[ts(type = "number")]
    pub revision: i64,
    /// When it was changed, in milliseconds since 1970-01-01 UTC.
    #[ts(type = "number")]
    pub updated_at: i64,
}

/// A document in the bin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Binned {
    /// What it is.
    pub kind: DocumentKind,
    /// Its identifier.
    pub id: String,
    /// What the owner called it.
    pub name: String,
    /// When it was removed, in milliseconds since 1970-01-01 UTC.
    #[ts(type = "number")]
    pub deleted_at: i64,
}

/// When and as which revision something is written, and how lists will show it.
pub(crate) struct Stamp<'a> {
    pub revision: i64,
    pub now: i64,
    pub summarise: &'a Summarise,
}

/// The next revision of the file.
pub(crate) fn next_revision(connection: &Connection) -> Result<i64, Fault> {
    let sql = "UPDATE counter SET revision = revision + 1 RETURNING revision";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// The revision of the newest change.
pub(crate) fn current_revision(connection: &Connection) -> Result<i64, Fault> {
    Ok(connection.prepare_cached("SELECT revision FROM counter")?.query_row([], |row| row.get(0))?)
}

/// A document as it is now.
pub(crate) fn read(connection: &Connection, key: &DocumentKey) -> Result<Option<Document>, Fault> {
    let sql = "SELECT revision, body FROM documents WHERE kind = ?1 AND id = ?2";
    let found = connection
        .prepare_cached(sql)?
        .query_row(params![key.kind.as_str(), key.id], |row| {
            Ok(Document { kind: key.kind, id: key.id.clone(), revision: row.get(0)?, body: row.get(1)? })
        })
        .optional()?;
    Ok(found)
}

/// All documents of a kind, by id.
pub(crate) fn read_all(connection: &Connection, kind: DocumentKind) -> Result<Vec<Document>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT id, revision, body FROM documents WHERE kind = ?1 ORDER BY id")?;
    let documents = statement.query_map([kind.as_str()], |row| {
        Ok(Document { kind, id: row.get(0)?, revision: row.get(1)?, body: row.get(2)? })
    })?;
    Ok(documents.collect::<Result<_, _>>()?)
}

/// Makes a document be `body`, or be gone, with everything beside it. Gives it back as it then is.
pub(crate) fn write(
    connection: &Connection,
    key: &DocumentKey,
    body: Option<&str>,
    stamp: &Stamp<'_>,
) -> Result<Option<Document>, Fault> {
    match body {
        Some(body) => put(connection, key, body, stamp).map(Some),
        None => remove(connection, key, stamp.now).map(|()| None),
    }
}

fn put(connection: &Connection, key: &DocumentKey, body: &str, stamp: &Stamp<'_>) -> Result<Document, Fault> {
    let kind = key.kind.as_str();
    let row: i64 = connection
        .prepare_cached(
            "INSERT INTO documents (kind, id, revision, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, body = excluded.body RETURNING row",
        )?
        .query_row(params![kind, key.id, stamp.revision, body], |row| row.get(0))?;
    let summary = (stamp.summarise)(key.kind, body);
    connection
        .prepare_cached("INSERT OR REPLACE INTO summaries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
        .execute(params![
            row,
            kind,
            key.id,
            stamp.revision,
            summary.name,
            summary.tool_name,
            summary.system,
            summary.summary,
            summary.state,
            stamp.now
        ])?;
    index(connection, row, &fold(&summary.search))?;
    connection.prepare_cached("DELETE FROM bin WHERE kind = ?1 AND id = ?2")?.execute([kind, &key.id])?;
    Ok(Document { kind: key.kind, id: key.id.clone(), revision: stamp.revision, body: body.to_owned() })
}

/// Typing in a prompt changes no searched text, so most writes leave the index alone.
fn index(connection: &Connection, row: i64, text: &str) -> Result<(), Fault> {
    let indexed: Option<String> = connection
        .prepare_cached("SELECT text FROM document_search WHERE rowid = ?1")?
        .query_row([row], |row| row.get(0))
        .optional()?;
    if indexed.as_deref() != Some(text) {
        connection.prepare_cached("DELETE FROM document_search WHERE rowid = ?1")?.execute([row])?;
        connection
            .prepare_cached("INSERT INTO document_search (rowid, text) VALUES (?1, ?2)")?
            .execute(params![row, text])?;
    }
    Ok(())
}

fn remove(connection: &Connection, key: &DocumentKey, now: i64) -> Result<(), Fault> {
    let kind = key.kind.as_str();
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO bin (kind, id, name, body, deleted_at)
             SELECT kind, id, summaries.name, body, ?3 FROM documents JOIN summaries USING (row, kind, id)
             WHERE kind = ?1 AND id = ?2",
        )?
        .execute(params![kind, key.id, now])?;
    connection
        .prepare_cached(
            "DELETE FROM document_search WHERE rowid = (SELECT row FROM documents WHERE kind = ?1 AND id = ?2)",
        )?
        .execute([kind, &key.id])?;
    connection.prepare_cached("DELETE FROM documents WHERE kind = ?1 AND id = ?2")?.execute([kind, &key.id])?;
    Ok(())
}

/// The columns of a [`ConnectorRow`], for `connector_row`.
pub(crate) const CONNECTOR_ROWS: &str = "
    SELECT connector.id, connector.name, connector.tool_name, connector.system, coalesce(system.name, ''),
           connector.summary, connector.state, connector.revision, connector.updated_at
    FROM summaries AS connector
    LEFT JOIN summaries AS system ON system.kind = 'system' AND system.id = connector.system
    WHERE connector.kind = 'connector'";

/// How lists are sorted: by name as people read it, then by id so that the order is always the same.
pub(crate) const BY_NAME: &str = " ORDER BY connector.name COLLATE NOCASE, connector.id";

pub(crate) fn connector_row(row: &Row<'_>) -> rusqlite::Result<ConnectorRow> {
    Ok(ConnectorRow {
        id: row.get(0)?,
        name: row.get(1)?,
        tool_name: row.get(2)?,
        system: row.get(3)?,
        system_name: row.get(4)?,
        summary: row.get(5)?,
        state: row.get(6)?,
        revision: row.get(7)?,
        updated_at: row.get(8)?,
    })
}

/// The list of connectors.
pub(crate) fn connectors(connection: &Connection) -> Result<Vec<ConnectorRow>, Fault> {
    let mut statement = connection.prepare_cached(&format!("{CONNECTOR_ROWS}{BY_NAME}"))?;
    let rows = statement.query_map([], connector_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps the caller's word about a connector; not a change of the document, so it has no revision and no undo.
pub(crate) fn set_state(connection: &Connection, id: &str, state: &str) -> Result<(), Fault> {
    let sql = "UPDATE summaries SET state = ?2 WHERE kind = 'connector' AND id = ?1 AND state <> ?2";
    connection.prepare_cached(sql)?.execute([id, state])?;
    Ok(())
}

/// What is in the bin, newest first.
pub(crate) fn binned(connection: &Connection) -> Result<Vec<Binned>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT kind, id, name, deleted_at FROM bin ORDER BY deleted_at DESC, row DESC")?;
    let rows = statement.query_map([], |row| {
        let kind = DocumentKind::from_column(row, 0)?;
        Ok(Binned { kind, id: row.get(1)?, name: row.get(2)?, deleted_at: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The JSON of something in the bin.
pub(crate) fn binned_body(connection: &Connection, key: &DocumentKey) -> Result<Option<String>, Fault> {
    let sql = "SELECT body FROM bin WHERE kind = ?1 AND id = ?2";
    let body = connection.prepare_cached(sql)?.query_row([key.kind.as_str(), &key.id], |row| row.get(0)).optional()?;
    Ok(body)
}

/// Empties the bin of what was removed before a time, all of it or one document, with the history and the versions that
/// could bring it back. Gives what is gone.
pub(crate) fn purge(
    connection: &Connection,
    before: i64,
    only: Option<&DocumentKey>,
) -> Result<Vec<DocumentKey>, Fault> {
    const GONE: &str = "deleted_at < ?1 AND (?2 IS NULL OR (kind = ?2 AND id = ?3))";
    let gone = params![before, only.map(|key| key.kind.as_str()), only.map(|key| key.id.as_str())];
    for sql in [
        format!(
            "DELETE FROM changes WHERE scope IN (SELECT id FROM bin WHERE {GONE}) OR id IN (
                 SELECT change FROM change_writes JOIN bin USING (kind, id) WHERE {GONE})"
        ),
        format!("DELETE FROM versions WHERE connector IN (SELECT id FROM bin WHERE kind = 'connector' AND {GONE})"),
    ] {
        connection.prepare_cached(&sql)?.execute(gone)?;
    }
    let mut statement = connection.prepare_cached(&format!("DELETE FROM bin WHERE {GONE} RETURNING kind, id"))?;
    let keys = statement.query_map(gone, |row| key_from_columns(row, 0, 1))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

/// The ids of the connectors that use a system, as their own or in one of their requests.
pub(crate) fn users_of(connection: &Connection, system: &str) -> Result<Vec<String>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM documents
         WHERE kind = 'connector' AND instr(body, ?1) > 0 AND (json_extract(body, '$.system') = ?1 OR EXISTS (
             SELECT 1 FROM json_each(body, '$.steps')
             WHERE CASE type WHEN 'object' THEN json_extract(value, '$.system') END = ?1))
         ORDER BY id",
    )?;
    let ids = statement.query_map([system], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

pub(crate) fn key_from_columns(row: &Row<'_>, kind: usize, id: usize) -> rusqlite::Result<DocumentKey> {
    Ok(DocumentKey { kind: DocumentKind::from_column(row, kind)?, id: row.get(id)? })
}
