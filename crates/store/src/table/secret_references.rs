//! Which keychain entry holds which secret, and which addresses it may be sent to. The value is never here.
//!
//! The keychain and this file cannot be written in one transaction, so a reference goes through three states, and
//! whatever a crash leaves behind is listed by [`orphans`] (SECURITY DAT-02):
//!
//! 1. `prepare`: the row is written, `set_at` empty. A crash from here on leaves an orphan, never a lost entry.
//! 2. the caller writes the keychain, then `bind`: `set_at` is filled and the reference that it replaces is marked
//!    deleted, in one transaction. Only from now on does the secret count as set.
//! 3. `forget` marks deleted; the caller removes the keychain entry, then `drop_reference` removes the row.
//!
//! Repair at start: for every orphan, delete the keychain entry (it may be absent), then `drop_reference`.

use drawbridge_model::Environment;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::{Fault, StoreError};
use crate::migrations::Migration;
use crate::table::runs::{json, to_json, word};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    number: 5,
    sql: "
        CREATE TABLE secret_references (
            account_id TEXT PRIMARY KEY,
            system_id TEXT NOT NULL,
            environment TEXT NOT NULL,
            name TEXT NOT NULL,
            origins TEXT NOT NULL CHECK (json_valid(origins)),
            set_at INTEGER,
            deleted_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX secret_references_in_use ON secret_references (system_id, environment, name)
            WHERE set_at IS NOT NULL AND deleted_at IS NULL;",
}];

/// A secret that is about to be put into the keychain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSecretReference {
    /// The keychain account: random, never made from the name.
    pub account_id: String,
    /// The system that it belongs to; empty: the program itself, as the key of the chat's model does.
    pub system_id: String,
    /// The environment that it belongs to.
    pub environment: Environment,
    /// The secret's name in that system.
    pub name: String,
    /// The addresses that it may be sent to, as `scheme://host:port`.
    pub origins: Vec<String>,
}

/// A secret's entry in the keychain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretReference {
    /// Whose it is.
    pub secret: NewSecretReference,
    /// When the keychain had it, in milliseconds since 1970-01-01 UTC; `None` if that was never confirmed.
    pub set_at: Option<i64>,
    /// When it was given up; `None` while it is in use.
    pub deleted_at: Option<i64>,
}

const COLUMNS: &str =
    "SELECT account_id, system_id, environment, name, origins, set_at, deleted_at FROM secret_references";
const IN_USE: &str = "set_at IS NOT NULL AND deleted_at IS NULL";

/// Step 1: announces an entry before the keychain has it.
pub(crate) fn prepare(connection: &Connection, secret: &NewSecretReference) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO secret_references (account_id, system_id, environment, name, origins)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            secret.account_id,
            secret.system_id,
            secret.environment.as_str(),
            secret.name,
            to_json(&secret.origins)?
        ])?;
    Ok(())
}

/// Step 2: the keychain has it. Gives the account that it replaces, whose keychain entry is now an orphan.
pub(crate) fn bind(connection: &Connection, account_id: &str, now: i64) -> Result<Option<String>, Fault> {
    let sql = format!("{COLUMNS} WHERE account_id = ?1 AND set_at IS NULL AND deleted_at IS NULL");
    let prepared = connection.prepare_cached(&sql)?.query_row([account_id], reference).optional()?;
    let Some(SecretReference { secret, .. }) = prepared else {
        return Err(StoreError::NotFound { what: "The announced keychain entry".to_owned() }.into());
    };
    let replaced = forget(connection, &secret.system_id, secret.environment, &secret.name, now)?;
    connection
        .prepare_cached("UPDATE secret_references SET set_at = ?2 WHERE account_id = ?1")?
        .execute(params![account_id, now])?;
    Ok(replaced)
}

/// The entry that holds a secret, if it is set.
pub(crate) fn find(
    connection: &Connection,
    system_id: &str,
    environment: Environment,
    name: &str,
) -> Result<Option<SecretReference>, Fault> {
    let sql = format!("{COLUMNS} WHERE system_id = ?1 AND environment = ?2 AND name = ?3 AND {IN_USE}");
    let found =
        connection.prepare_cached(&sql)?.query_row([system_id, environment.as_str(), name], reference).optional()?;
    Ok(found)
}

/// Every secret that is set, or those of one system.
pub(crate) fn list(connection: &Connection, system_id: Option<&str>) -> Result<Vec<SecretReference>, Fault> {
    let sql =
        format!("{COLUMNS} WHERE {IN_USE} AND (?1 IS NULL OR system_id = ?1) ORDER BY system_id, name, environment");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([system_id], reference)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Step 3: gives a secret up. Gives the account whose keychain entry is now to be removed.
pub(crate) fn forget(
    connection: &Connection,
    system_id: &str,
    environment: Environment,
    name: &str,
    now: i64,
) -> Result<Option<String>, Fault> {
    let sql = format!(
        "UPDATE secret_references SET deleted_at = ?4
         WHERE system_id = ?1 AND environment = ?2 AND name = ?3 AND {IN_USE} RETURNING account_id"
    );
    let account = connection
        .prepare_cached(&sql)?
        .query_row(params![system_id, environment.as_str(), name, now], |row| row.get(0))
        .optional()?;
    Ok(account)
}

/// Gives up the secrets of systems that are neither there nor in the bin: the next repair removes their entries. A secret
/// without a system is the program's own and stays.
pub(crate) fn give_up_without_system(connection: &Connection, now: i64) -> Result<(), Fault> {
    let sql = format!(
        "UPDATE secret_references SET deleted_at = ?1 WHERE {IN_USE} AND system_id <> '' AND system_id NOT IN (
             SELECT id FROM documents WHERE kind = 'system' UNION SELECT id FROM bin WHERE kind = 'system')"
    );
    connection.prepare_cached(&sql)?.execute([now])?;
    Ok(())
}

/// Changes where a secret may be sent to, after the owner said so.
pub(crate) fn set_origins(connection: &Connection, account_id: &str, origins: &[String]) -> Result<(), Fault> {
    let sql = format!("UPDATE secret_references SET origins = ?2 WHERE account_id = ?1 AND {IN_USE}");
    let changed = connection.prepare_cached(&sql)?.execute([account_id, &to_json(&origins)?])?;
    if changed == 0 {
        return Err(StoreError::NotFound { what: "The secret".to_owned() }.into());
    }
    Ok(())
}

/// Entries that the keychain may hold and nobody uses: announced and never confirmed, or given up.
pub(crate) fn orphans(connection: &Connection) -> Result<Vec<SecretReference>, Fault> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE NOT ({IN_USE}) ORDER BY account_id"))?;
    let rows = statement.query_map([], reference)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes an orphan's row, once the keychain entry is gone. Leaves a secret that is in use alone.
pub(crate) fn drop_reference(connection: &Connection, account_id: &str) -> Result<(), Fault> {
    let sql = format!("DELETE FROM secret_references WHERE account_id = ?1 AND NOT ({IN_USE})");
    connection.prepare_cached(&sql)?.execute([account_id])?;
    Ok(())
}

/// Forgets every reference, in a copy that goes elsewhere.
pub(crate) fn clear(connection: &Connection) -> Result<(), Fault> {
    connection.execute("DELETE FROM secret_references", [])?;
    Ok(())
}

/// Puts the references of one file in the place of another's: they say what this computer's keychain holds, whatever
/// documents are restored.
pub(crate) fn carry(from: &Connection, to: &Connection) -> Result<(), Fault> {
    clear(to)?;
    let mut insert = to.prepare("INSERT INTO secret_references VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    let mut rows = from.prepare(
        "SELECT account_id, system_id, environment, name, origins, set_at, deleted_at FROM secret_references",
    )?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let column = |at| row.get::<_, rusqlite::types::Value>(at);
        insert.execute(params![column(0)?, column(1)?, column(2)?, column(3)?, column(4)?, column(5)?, column(6)?])?;
    }
    Ok(())
}

fn reference(row: &Row<'_>) -> rusqlite::Result<SecretReference> {
    let secret = NewSecretReference {
        account_id: row.get(0)?,
        system_id: row.get(1)?,
        environment: word(row, 2)?,
        name: row.get(3)?,
        origins: json(row, 4)?,
    };
    Ok(SecretReference { secret, set_at: row.get(5)?, deleted_at: row.get(6)? })
}
