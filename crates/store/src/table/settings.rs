//! The owner's preferences as JSON by name: theme, language, window, last opened, allowed private origins.
//!
//! Not a place for documents (no undo here) and never for a secret.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use crate::error::Fault;
use crate::migrations::Migration;
use crate::table::runs::{json, to_json};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 4,
    sql: "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (json_valid(value))) STRICT;",
}];

/// A setting, if it was ever set.
pub(crate) fn read(connection: &Connection, key: &str) -> Result<Option<Value>, Fault> {
    let sql = "SELECT value FROM settings WHERE key = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([key], |row| json(row, 0)).optional()?)
}

/// Every setting.
pub(crate) fn read_all(connection: &Connection) -> Result<BTreeMap<String, Value>, Fault> {
    let mut statement = connection.prepare_cached("SELECT key, value FROM settings")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, json(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Sets a setting, or forgets it for `None`.
pub(crate) fn write(connection: &Connection, key: &str, value: Option<&Value>) -> Result<(), Fault> {
    match value {
        Some(value) => connection
            .prepare_cached("INSERT OR REPLACE INTO settings VALUES (?1, ?2)")?
            .execute([key, &to_json(value)?])?,
        None => connection.prepare_cached("DELETE FROM settings WHERE key = ?1")?.execute([key])?,
    };
    Ok(())
}
