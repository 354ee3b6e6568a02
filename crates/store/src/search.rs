//! Search over connectors: every word that was typed must stand somewhere in the connector's name, tool name or
//! paths, or in its system's name, whatever the capitals and accents.
//!
//! Words are looked for literally, as parts of words: `%`, `_`, `*` and quotes mean themselves (SECURITY DAT-24).
//! Three characters and more go to the index, quoted as one phrase; the index cannot answer for less, so those few
//! are compared text by text. Both look at the same [`fold`]ed text.

use std::fmt::Write;

use rusqlite::{Connection, params_from_iter};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::{Fault, StoreError};
use crate::store::Store;
use crate::table::documents::{BY_NAME, CONNECTOR_ROWS, ConnectorRow, connector_row};

/// More words than this are not looked at.
const MOST_WORDS: usize = 16;

/// The shortest word that the index knows.
const INDEXED_LENGTH: usize = 3;

impl Store {
    /// The connectors that a text finds, by name. An empty text finds all of them.
    pub fn search(&self, text: &str) -> Result<Vec<ConnectorRow>, StoreError> {
        self.read(|connection| search(connection, text))
    }
}

/// A text as search compares it: lower case, without accents.
pub(crate) fn fold(text: &str) -> String {
    text.to_lowercase().nfd().filter(|character| !is_combining_mark(*character)).collect()
}

fn search(connection: &Connection, text: &str) -> Result<Vec<ConnectorRow>, Fault> {
    let folded = fold(text);
    let words = folded.split(|character: char| character.is_whitespace() || character.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
    let mut sql = CONNECTOR_ROWS.to_owned();
    let mut values = Vec::with_capacity(words.len());
    for (place, word) in (1..).zip(&words) {
        let (hits, value) = if word.chars().count() < INDEXED_LENGTH {
            (format!("instr(text, ?{place}) > 0"), (*word).to_owned())
        } else {
            (format!("document_search MATCH ?{place}"), format!("\"{}\"", word.replace('"', "\"\"")))
        };
        let rows = format!("(SELECT rowid FROM document_search WHERE {hits})");
        let _ = write!(sql, " AND (connector.row IN {rows} OR system.row IN {rows})");
        values.push(value);
    }
    sql.push_str(BY_NAME);
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), connector_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
