//! Versions: a connector with its systems as it was at some moment, to compare with and to go back to.
//!
//! One is kept at each export, before each restore, and **before the first change of each hour of edits**, so that what
//! stood there when work began can be had back after any number of changes (the undo history forgets). Whole texts, not
//! differences: see `history`. Ordered by number, not by clock. The newest [`VERSIONS_KEPT`] of a connector stay.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use ts_rs::TS;

use crate::error::Fault;
use crate::migrations::Migration;
use crate::table::documents::{self, DocumentKey, DocumentKind};
use crate::table::runs::{json, word};

/// How many versions of a connector are kept; older ones are forgotten.
pub const VERSIONS_KEPT: u32 = 60;

/// Edits that are no further apart than this are kept as one version.
pub const VERSION_EVERY_MS: i64 = 60 * 60 * 1_000;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 6,
    sql: "
        CREATE TABLE versions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            connector TEXT NOT NULL,
            at INTEGER NOT NULL,
            kept_at INTEGER NOT NULL,
            reason TEXT NOT NULL CHECK (reason IN ('edits', 'export', 'restore')),
            body TEXT NOT NULL CHECK (json_valid(body)),
            systems TEXT NOT NULL CHECK (json_valid(systems))
        ) STRICT;
        CREATE INDEX versions_by_connector ON versions (connector, id);",
}];

/// Why a version was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VersionReason {
    /// It stood there when an hour of edits began.
    Edits,
    /// It was exported.
    Export,
    /// An older version was put in its place.
    Restore,
}

impl VersionReason {
    fn as_str(self) -> &'static str {
        match self {
            Self::Edits => "edits",
            Self::Export => "export",
            Self::Restore => "restore",
        }
    }
}

/// A connector as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number; later versions have greater ones.
    pub id: i64,
    /// The connector's id.
    pub connector: String,
    /// When the connector became like this, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Why it was kept.
    pub reason: VersionReason,
    /// The connector's JSON text.
    pub body: String,
    /// The JSON texts of the systems that it used.
    pub systems: Vec<String>,
}

/// Keeps a connector as it is now, unless the newest version says the same. Does nothing if there is no such connector.
pub(crate) fn keep(connection: &Connection, connector: &str, reason: VersionReason, now: i64) -> Result<(), Fault> {
    let key = DocumentKey { kind: DocumentKind::Connector, id: connector.to_owned() };
    let Some(document) = documents::read(connection, &key)? else { return Ok(()) };
    let systems = format!("[{}]", systems_of(connection, &document.body)?.join(","));
    let newest: Option<(i64, String, String)> = connection
        .prepare_cached("SELECT id, body, systems FROM versions WHERE connector = ?1 ORDER BY id DESC LIMIT 1")?
        .query_row([connector], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((id, _, _)) = newest.filter(|(_, body, known)| *body == document.body && *known == systems) {
        connection
            .prepare_cached(
                "UPDATE versions SET kept_at = ?2, reason = CASE ?3 WHEN 'edits' THEN reason ELSE ?3 END WHERE id = ?1",
            )?
            .execute(params![id, now, reason.as_str()])?;
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO versions (connector, at, kept_at, reason, body, systems)
             SELECT ?1, updated_at, ?2, ?3, ?4, ?5 FROM summaries WHERE kind = 'connector' AND id = ?1",
        )?
        .execute(params![connector, now, reason.as_str(), document.body, systems])?;
    connection
        .prepare_cached(
            "DELETE FROM versions WHERE connector = ?1 AND id <= (
                 SELECT id FROM versions WHERE connector = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![connector, VERSIONS_KEPT])?;
    Ok(())
}

/// Keeps a connector as it is before an edit, if nothing was kept in the last hour (or the clock went back).
pub(crate) fn keep_hourly(connection: &Connection, connector: &str, now: i64) -> Result<(), Fault> {
    let kept: Option<i64> = connection
        .prepare_cached("SELECT kept_at FROM versions WHERE connector = ?1 ORDER BY id DESC LIMIT 1")?
        .query_row([connector], |row| row.get(0))
        .optional()?;
    if kept.is_some_and(|kept| (0..VERSION_EVERY_MS).contains(&now.saturating_sub(kept))) {
        return Ok(());
    }
    keep(connection, connector, VersionReason::Edits, now)
}

/// The versions of a connector, newest first.
pub(crate) fn list(connection: &Connection, connector: &str) -> Result<Vec<Version>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, connector, at, reason, body, systems FROM versions WHERE connector = ?1 ORDER BY id DESC",
    )?;
    let rows = statement.query_map([connector], version)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One version.
pub(crate) fn read(connection: &Connection, id: i64) -> Result<Option<Version>, Fault> {
    let sql = "SELECT id, connector, at, reason, body, systems FROM versions WHERE id = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([id], version).optional()?)
}

/// The texts of the systems that a connector's text names, in the order in which it names them.
fn systems_of(connection: &Connection, body: &str) -> Result<Vec<String>, Fault> {
    let connector: Value = serde_json::from_str(body).unwrap_or_default();
    let steps = connector["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
    let named = std::iter::once(&connector).chain(steps).filter_map(|part| part["system"].as_str());
    let mut ids: Vec<&str> = Vec::new();
    let mut bodies = Vec::new();
    for id in named {
        if !ids.contains(&id) {
            ids.push(id);
            let system = documents::read(connection, &DocumentKey { kind: DocumentKind::System, id: id.to_owned() })?;
            bodies.extend(system.map(|system| system.body));
        }
    }
    Ok(bodies)
}

fn version(row: &Row<'_>) -> rusqlite::Result<Version> {
    let systems: Vec<Box<RawValue>> = json(row, 5)?;
    Ok(Version {
        id: row.get(0)?,
        connector: row.get(1)?,
        at: row.get(2)?,
        reason: word(row, 3)?,
        body: row.get(4)?,
        systems: systems.iter().map(|system| system.get().to_owned()).collect(),
    })
}
