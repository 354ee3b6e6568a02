//! The steps that make the tables, gathered from the files that own them, in one order.
//!
//! SQLite's `user_version` is the number of steps taken. They run in one transaction: either the file is at the
//! newest format or it is as it was. A file with more steps than are known here is refused before this module runs
//! (`file`). To change a table, add a step with the next number beside it; never edit one that has shipped.

use std::path::Path;

use rusqlite::Connection;
use rusqlite_migration::{Error, M, Migrations};

use crate::error::{Fault, StoreError};
use crate::table;

/// One step of one table.
pub(crate) struct Migration {
    /// Place in the order of all steps, from 1, without gaps.
    pub number: u32,
    /// What it does.
    pub sql: &'static str,
}

/// All steps, in order.
pub(crate) fn all() -> Vec<&'static Migration> {
    let tables = [
        table::documents::MIGRATIONS,
        table::history::MIGRATIONS,
        table::runs::MIGRATIONS,
        table::settings::MIGRATIONS,
        table::secret_references::MIGRATIONS,
        table::versions::MIGRATIONS,
    ];
    let mut steps: Vec<&Migration> = tables.into_iter().flatten().collect();
    steps.sort_by_key(|step| step.number);
    steps
}

/// The format that this program writes.
pub(crate) fn newest() -> i64 {
    i64::try_from(all().len()).unwrap_or(i64::MAX)
}

/// Takes every step that the file has not taken, all or none.
pub(crate) fn run(connection: &mut Connection, path: &Path) -> Result<(), Fault> {
    take(connection, path, &all())
}

fn take(connection: &mut Connection, path: &Path, steps: &[&Migration]) -> Result<(), Fault> {
    let migrations = Migrations::new(steps.iter().map(|step| M::up(step.sql)).collect());
    migrations.to_latest(connection).map_err(|error| match error {
        Error::RusqliteError { err, .. } => Fault::Sqlite(err),
        other => StoreError::Failed { path: path.to_owned(), what: other.to_string() }.into(),
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn tables(connection: &Connection) -> Vec<String> {
        let mut statement = connection.prepare("SELECT name FROM sqlite_schema ORDER BY name").unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        names.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn the_numbers_have_no_gap_and_no_twin() {
        let numbers: Vec<u32> = all().iter().map(|step| step.number).collect();
        let expected: Vec<u32> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, expected);
    }

    #[test]
    fn all_or_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        let path = Path::new("memory");
        let mut steps = all();
        let broken = Migration { number: 99, sql: "CREATE TABLE extra (a TEXT) STRICT; SELECT nothing FROM nowhere;" };
        steps.push(&broken);
        take(&mut connection, path, &steps).expect_err("the last step is broken");
        assert_eq!(tables(&connection), Vec::<String>::new(), "the good steps before it must be gone too");

        run(&mut connection, path).unwrap();
        let before = tables(&connection);
        take(&mut connection, path, &steps).expect_err("the last step is broken");
        assert_eq!(tables(&connection), before, "the file stays at the format it had");
        run(&mut connection, path).expect("and still opens");
    }

    /// A file in memory that has taken so many steps.
    fn at_format(steps: usize) -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        if steps > 0 {
            take(&mut connection, Path::new("memory"), &all()[..steps]).unwrap();
        }
        connection
    }

    fn format(connection: &Connection) -> usize {
        let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        version as usize
    }

    /// SECURITY DAT-09.
    #[test]
    fn a_failure_at_any_statement_takes_everything_back() {
        for (place, step) in all().iter().enumerate() {
            let statements: Vec<&str> = step.sql.split_inclusive(';').collect();
            for broken in 0..=statements.len() {
                let mut connection = at_format(place);
                let before = tables(&connection);
                let sql = format!("{} SELECT nothing FROM nowhere;", statements[..broken].concat());
                let mut steps: Vec<M<'_>> = all()[..place].iter().map(|step| M::up(step.sql)).collect();
                steps.push(M::up(&sql));
                Migrations::new(steps).to_latest(&mut connection).expect_err("a statement is broken");
                assert_eq!((tables(&connection), format(&connection)), (before, place), "step {}, {sql}", step.number);
                run(&mut connection, Path::new("memory")).expect("and the whole step can still be taken");
            }
        }
    }

    /// SECURITY DAT-09: the disk is full after any page.
    #[test]
    fn a_disk_that_fills_up_at_any_page_takes_everything_back() {
        for place in 0..all().len() {
            let mut refused = 0;
            loop {
                let mut connection = at_format(place);
                let before = tables(&connection);
                let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
                connection.pragma_update(None, "max_page_count", pages.max(1) + refused).unwrap();
                match run(&mut connection, Path::new("memory")) {
                    Ok(()) => break,
                    Err(Fault::Sqlite(error)) => {
                        assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DiskFull), "{error}");
                        assert_eq!((tables(&connection), format(&connection)), (before, place));
                        refused += 1;
                    }
                    Err(other) => panic!("{other:?}"),
                }
            }
            assert!(refused > 0, "step {place} never met the end of the disk");
        }
    }
}
