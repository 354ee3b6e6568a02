//! SIGKILL at random moments: what was acknowledged is there, nothing is half done, the file is sound.
//!
//! The test starts itself as a child that changes documents without end. Before each change the child says what the
//! documents will be, after it that they are; the parent kills it, opens the file and finds one of the last two.
//! `DRAWBRIDGE_KILLS` sets the number of kills (100; a release runs 1,000).

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use drawbridge_store::{Change, DocumentKind, DocumentWrite, Store};
use rusqlite::Connection;

use crate::common::{Clock, Workspace, open};

const PATH: &str = "DRAWBRIDGE_TEST_KILLS_PATH";
const SEED: &str = "DRAWBRIDGE_TEST_KILLS_SEED";

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// What the documents say: each number stands in a system **and** in a connector, written by one change.
type State = BTreeMap<u64, u64>;

fn show(state: &State) -> String {
    state.iter().map(|(id, value)| format!("{id}={value}")).collect::<Vec<_>>().join(",")
}

fn read(store: &Store) -> State {
    let of = |kind| -> State {
        let documents = store.all_documents(kind).unwrap();
        let number = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap()["value"].as_u64().unwrap();
        documents.iter().map(|document| (document.id.parse().unwrap(), number(&document.body))).collect()
    };
    let (systems, connectors) = (of(DocumentKind::System), of(DocumentKind::Connector));
    assert_eq!(systems, connectors, "each change wrote both or neither");
    assert_eq!(store.connectors().unwrap().len(), connectors.len(), "the list has a line for each");
    connectors
}

/// Sets numbers, or removes them, as one change of two writes each.
fn change(numbers: &[(u64, Option<u64>)]) -> Change {
    let body = |id: u64, value: u64| {
        // Long enough to fill several pages, so that a torn write would show.
        serde_json::json!({"name": format!("number {id}"), "value": value, "filler": "x".repeat(3_000)}).to_string()
    };
    let writes = numbers.iter().flat_map(|(id, value)| {
        [DocumentKind::System, DocumentKind::Connector].map(|kind| DocumentWrite {
            kind,
            id: id.to_string(),
            base_revision: None,
            body: value.map(|value| body(*id, value)),
        })
    });
    Change { scope: "workspace".to_owned(), label: "change".to_owned(), coalesce: None, writes: writes.collect() }
}

fn after(state: &State, numbers: &[(u64, Option<u64>)]) -> State {
    let mut state = state.clone();
    for (id, value) in numbers {
        match value {
            Some(value) => state.insert(*id, *value),
            None => state.remove(id),
        };
    }
    state
}

/// The child of `acknowledged_changes_survive_any_kill`; alone it does nothing.
#[test]
#[ignore = "started by the other test"]
fn child_that_changes_without_end() {
    let Ok(path) = std::env::var(PATH) else { return };
    let mut dice = Dice(std::env::var(SEED).unwrap().parse().unwrap());
    let store = open(Path::new(&path), &Clock::default()).unwrap();
    let mut out = std::io::stdout().lock();
    let mut say = |word: &str, state: &State| {
        writeln!(out, "\n{word} {}", show(state)).unwrap();
        out.flush().unwrap();
    };
    let mut state = read(&store);
    let (mut done, mut undone): (Vec<State>, Vec<State>) = (Vec::new(), Vec::new());
    say("did", &state);
    for step in 0_u64.. {
        let roll = dice.below(10);
        if roll == 0 && !done.is_empty() {
            let before = done.pop().unwrap();
            say("will", &before);
            store.undo("workspace").unwrap().unwrap();
            undone.push(std::mem::replace(&mut state, before));
        } else if roll == 1 && !undone.is_empty() {
            let again = undone.pop().unwrap();
            say("will", &again);
            store.redo("workspace").unwrap().unwrap();
            done.push(std::mem::replace(&mut state, again));
        } else {
            let id = dice.below(5);
            let numbers: Vec<(u64, Option<u64>)> = match roll {
                2 if state.contains_key(&id) => vec![(id, None)],
                3 => (10..20).map(|id| (id, Some(step))).collect(),
                _ => vec![(id, Some(step + 1_000_000 * dice.below(1_000)))],
            };
            let then = after(&state, &numbers);
            if then == state {
                continue;
            }
            say("will", &then);
            store.apply(&change(&numbers)).unwrap();
            undone.clear();
            done.push(std::mem::replace(&mut state, then));
        }
        say("did", &state);
    }
}

fn start(child: &str, path: &Path, seed: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([&format!("kills::{child}"), "--exact", "--ignored", "--nocapture"])
        .env(PATH, path)
        .env(SEED, seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills the child at some moment and gives every whole line that it had said.
fn kill(mut child: Child, dice: &mut Dice) -> Vec<String> {
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    // Four of five wait until the child is at work; the fifth also hits its start, when the file is made or recovered.
    if dice.below(5) > 0 {
        while !said.contains("did ") && lines.read_line(&mut said).unwrap() > 0 {}
    }
    std::thread::sleep(Duration::from_micros(dice.below(40_000)));
    child.kill().unwrap();
    child.wait().unwrap();
    let mut rest = Vec::new();
    lines.read_to_end(&mut rest).unwrap();
    said.push_str(&String::from_utf8_lossy(&rest));
    let whole = said.rfind('\n').map_or("", |end| &said[..end]);
    whole.lines().map(str::to_owned).collect()
}

fn kills() -> u64 {
    std::env::var("DRAWBRIDGE_KILLS").map_or(100, |kills| kills.parse().expect("DRAWBRIDGE_KILLS is a number"))
}

fn assert_sound(path: &Path) {
    let connection = Connection::open(path).unwrap();
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    connection
        .execute_batch("INSERT INTO document_search (document_search, rank) VALUES ('integrity-check', 1)")
        .expect("the search index agrees with its texts");
    let strays = "SELECT count(*) FROM pragma_foreign_key_check";
    assert_eq!(connection.query_row(strays, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

/// SECURITY DAT-01: kills during save, deletion, undo, redo and import.
#[test]
fn acknowledged_changes_survive_any_kill() {
    let kills = kills();
    let mut dice = Dice(0x5eed_0000_0000_0001);
    let mut workspace = Workspace::new();
    let (mut known, mut acknowledged) = (String::new(), 0);
    for round in 0..kills {
        if round % 10 == 0 {
            workspace = Workspace::new();
            known = String::new();
        }
        let seed = dice.below(u64::MAX - 1) + 1;
        let lines = kill(start("child_that_changes_without_end", &workspace.path(), seed), &mut dice);
        let (mut last, mut next) = (known.clone(), None);
        for line in &lines {
            if let Some(state) = line.strip_prefix("did ") {
                state.clone_into(&mut last);
                next = None;
                acknowledged += 1;
            } else if let Some(state) = line.strip_prefix("will ") {
                next = Some(state.to_owned());
            }
        }
        let store = workspace.open();
        let found = show(&read(&store));
        assert!(
            found == last || Some(&found) == next.as_ref(),
            "kill {round}: found {found:?}, acknowledged {last:?}, under way {next:?}"
        );
        store.close().unwrap();
        assert_sound(&workspace.path());
        known = found;
    }
    assert!(acknowledged > kills, "the children must have done something: {acknowledged} changes");
}

/// The child of `typing_that_was_acknowledged_survives_a_kill`; alone it does nothing.
#[test]
#[ignore = "started by the other test"]
fn child_that_types_without_end() {
    let Ok(path) = std::env::var(PATH) else { return };
    let store = open(Path::new(&path), &Clock::default()).unwrap();
    let mut out = std::io::stdout().lock();
    for length in 1.. {
        let mut typed = change(&[(1, Some(length))]);
        typed.coalesce = Some("prompt".to_owned());
        store.apply(&typed).unwrap();
        writeln!(out, "\ndid {length}").unwrap();
        out.flush().unwrap();
    }
}

/// SECURITY DAT-13, the store's part: every keystroke that was called saved is there, and all are one step of undo.
#[test]
fn typing_that_was_acknowledged_survives_a_kill() {
    let mut dice = Dice(0x5eed_0000_0000_0002);
    for _ in 0..10 {
        let workspace = Workspace::new();
        let path: PathBuf = workspace.path();
        workspace.open().close().unwrap();
        let lines = kill(start("child_that_types_without_end", &path, 1), &mut dice);
        let typed = lines.iter().rev().find_map(|line| line.strip_prefix("did "));
        let typed: u64 = typed.map_or(0, |length| length.parse().unwrap());
        let store = workspace.open();
        let found = read(&store).get(&1).copied().unwrap_or(0);
        assert!(found == typed || found == typed + 1, "found {found}, acknowledged {typed}");
        if found > 0 {
            store.undo("workspace").unwrap().unwrap();
            assert_eq!(read(&store), State::new());
            assert_eq!(store.undo("workspace").unwrap(), None);
        }
    }
}

/// The child of `a_migration_that_is_killed_is_taken_back_or_done`; alone it does nothing.
#[test]
#[ignore = "started by the other test"]
fn child_that_migrates() {
    let Ok(path) = std::env::var(PATH) else { return };
    open(Path::new(&path), &Clock::default()).unwrap().close().unwrap();
}

/// SECURITY DAT-01 and DAT-09: a kill between the backup and the end of a migration.
#[test]
fn a_migration_that_is_killed_is_taken_back_or_done() {
    let kills = kills() / 5;
    let mut dice = Dice(0x5eed_0000_0000_0003);
    let workspace = Workspace::new();
    let store = workspace.open();
    let numbers: Vec<_> = (0..200).map(|id| (id, Some(id))).collect();
    store.apply(&change(&numbers)).unwrap();
    let state = read(&store);
    store.close().unwrap();
    let mut cut_short = 0;
    for _ in 0..kills {
        let connection = Connection::open(workspace.path()).unwrap();
        connection.execute_batch("DROP TABLE versions; PRAGMA user_version = 5;").unwrap();
        connection.close().unwrap();
        let mut child = start("child_that_migrates", &workspace.path(), 1);
        std::thread::sleep(Duration::from_micros(dice.below(30_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let connection = Connection::open(workspace.path()).unwrap();
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        cut_short += u32::from(version == 5);
        drop(connection);
        let store = workspace.open();
        assert_eq!(read(&store), state);
        assert_eq!(store.versions("1").unwrap(), [], "the table is there");
        store.close().unwrap();
        assert_sound(&workspace.path());
    }
    assert!(cut_short > 0, "no kill came in time, so this test saw nothing");
}
