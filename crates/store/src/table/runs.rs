//! Runs as traces: what was asked, which rules held, how long it took, how it ended.
//!
//! The caller redacts the trace and leaves out bodies before it comes here; this table has no column for either.
//! Ordered by number, not by clock. Kept as long as the owner says, [`crate::Store::purge_runs`].

use drawbridge_model::Environment;
use drawbridge_model::connector::OutcomeKind;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Fault;
use crate::migrations::Migration;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 3,
    sql: "
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            connector TEXT NOT NULL,
            revision INTEGER NOT NULL,
            at INTEGER NOT NULL,
            environment TEXT NOT NULL,
            outcome TEXT NOT NULL,
            duration_ms INTEGER NOT NULL,
            statuses TEXT NOT NULL CHECK (json_valid(statuses)),
            rules TEXT NOT NULL CHECK (json_valid(rules)),
            trace TEXT NOT NULL CHECK (json_valid(trace))
        ) STRICT;
        CREATE INDEX runs_by_connector ON runs (connector, id);
        CREATE INDEX runs_by_time ON runs (at);",
}];

/// One execution of a connector, without anything secret and without any body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RunRecord {
    /// The connector's id.
    pub connector: String,
    /// The revision of the connector that ran.
    #[ts(type = "number")]
    pub revision: i64,
    /// When it started, in milliseconds since 1970-01-01 UTC.
    #[ts(type = "number")]
    pub at: i64,
    /// Where it called.
    pub environment: Environment,
    /// How it ended.
    pub outcome: OutcomeKind,
    /// How long it took.
    pub duration_ms: u32,
    /// The HTTP status of each request that was answered, in order.
    pub statuses: Vec<u16>,
    /// The rules that were looked at.
    pub rules: Vec<RuleRecord>,
    /// The whole story as JSON text, redacted by the caller and without bodies.
    pub trace: String,
}

/// Whether one rule held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleRecord {
    /// Its place among the connector's rules, from 0.
    pub rule: u32,
    /// Whether it held.
    pub held: bool,
}

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StoredRun {
    /// Its number; later runs have greater ones.
    #[ts(type = "number")]
    pub id: i64,
    /// What happened.
    pub run: RunRecord,
}

/// Keeps a run and gives its number.
pub(crate) fn add(connection: &Connection, run: &RunRecord) -> Result<i64, Fault> {
    connection
        .prepare_cached(
            "INSERT INTO runs (connector, revision, at, environment, outcome, duration_ms, statuses, rules, trace)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            run.connector,
            run.revision,
            run.at,
            run.environment.as_str(),
            run.outcome.as_str(),
            run.duration_ms,
            to_json(&run.statuses)?,
            to_json(&run.rules)?,
            run.trace
        ])?;
    Ok(connection.last_insert_rowid())
}

const COLUMNS: &str =
    "SELECT id, connector, revision, at, environment, outcome, duration_ms, statuses, rules, trace FROM runs";

/// One run.
pub(crate) fn one(connection: &Connection, id: i64) -> Result<Option<StoredRun>, Fault> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
    Ok(statement.query_map([id], stored_run)?.next().transpose()?)
}

/// The newest runs, of one connector or of all, that are older than run `before`.
pub(crate) fn list(
    connection: &Connection,
    connector: Option<&str>,
    limit: u32,
    before: Option<i64>,
) -> Result<Vec<StoredRun>, Fault> {
    let before = before.unwrap_or(i64::MAX);
    let runs = match connector {
        Some(connector) => connection
            .prepare_cached(&format!("{COLUMNS} WHERE connector = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"))?
            .query_map(params![connector, before, limit], stored_run)?
            .collect::<Result<_, _>>()?,
        None => connection
            .prepare_cached(&format!("{COLUMNS} WHERE id < ?1 ORDER BY id DESC LIMIT ?2"))?
            .query_map(params![before, limit], stored_run)?
            .collect::<Result<_, _>>()?,
    };
    Ok(runs)
}

/// Forgets the runs of before a time.
pub(crate) fn purge(connection: &Connection, before: i64) -> Result<usize, Fault> {
    Ok(connection.prepare_cached("DELETE FROM runs WHERE at < ?1")?.execute([before])?)
}

fn stored_run(row: &Row<'_>) -> rusqlite::Result<StoredRun> {
    let run = RunRecord {
        connector: row.get(1)?,
        revision: row.get(2)?,
        at: row.get(3)?,
        environment: word(row, 4)?,
        outcome: word(row, 5)?,
        duration_ms: row.get(6)?,
        statuses: json(row, 7)?,
        rules: json(row, 8)?,
        trace: row.get(9)?,
    };
    Ok(StoredRun { id: row.get(0)?, run })
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)).into())
}

/// A column that holds JSON.
pub(crate) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

/// A column that holds one of the model's words.
pub(crate) fn word<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_value(serde_json::Value::String(row.get(column)?))
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}
