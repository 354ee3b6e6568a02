//! A power cut: what the disk holds is a mix of old and new sectors. Played by copies of the file and its log, taken
//! after each acknowledged change and mixed at random.
//!
//! With `synchronous=FULL` SQLite syncs the log before a change is acknowledged, and only then moves pages into the file.
//! So between two changes the disk holds either the old file with a part of the new log, or the whole new log with a part
//! of the new file; each sector is old, new, or (one of them) torn in the middle.

use std::path::{Path, PathBuf};

use drawbridge_store::{DocumentKind, Store};

use crate::common::{Workspace, apply, open, put};

const SECTOR: usize = 512;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

/// What the disk held after a change, and what the documents said.
struct Moment {
    file: Vec<u8>,
    log: Vec<u8>,
    documents: Vec<(String, i64)>,
}

fn documents(store: &Store) -> Vec<(String, i64)> {
    let all = store.all_documents(DocumentKind::Connector).unwrap();
    all.into_iter().map(|document| (document.id, document.revision)).collect()
}

fn log_of(path: &Path) -> PathBuf {
    format!("{}-wal", path.display()).into()
}

/// The new bytes up to a place, the old ones after it, the sector at the place half and half.
fn cut(old: &[u8], new: &[u8], at: usize) -> Vec<u8> {
    let mut mixed = new[..at.min(new.len())].to_vec();
    if mixed.len() < old.len() {
        mixed.extend(&old[mixed.len()..]);
    }
    mixed
}

/// Each sector old or new, as chance has it.
fn mixed(old: &[u8], new: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut mixed = new.to_vec();
    for (place, sector) in mixed.chunks_mut(SECTOR).enumerate() {
        let from = place * SECTOR;
        if dice.below(2) == 0 && from + sector.len() <= old.len() {
            sector.copy_from_slice(&old[from..from + sector.len()]);
        }
    }
    mixed
}

/// SECURITY DAT-03.
#[test]
fn a_power_cut_leaves_the_last_acknowledged_change_or_the_one_under_way() {
    let mut dice = Dice(0x5eed_0000_0000_0004);
    let workspace = Workspace::new();
    let store = workspace.open();
    let mut moments = Vec::new();
    for number in 0..48 {
        // Large enough that the log is moved into the file every few changes.
        let filler = "x".repeat(20_000 + dice.below(120_000));
        let body = serde_json::json!({"name": format!("number {number}"), "filler": filler}).to_string();
        apply(&store, "workspace", "Change", vec![put(DocumentKind::Connector, &format!("c{}", number % 7), body)]);
        moments.push(Moment {
            file: std::fs::read(workspace.path()).unwrap(),
            log: std::fs::read(log_of(&workspace.path())).unwrap(),
            documents: documents(&store),
        });
    }
    let moved = moments.windows(2).filter(|two| two[0].file != two[1].file).count();
    assert!(moved >= 3, "the log must have been moved into the file: {moved} times");

    let disk = tempfile::tempdir().unwrap();
    let mut tried = 0;
    let mut finds = |name: &str, file: &[u8], log: &[u8], expected: &[&Vec<(String, i64)>]| {
        let path = disk.path().join(format!("{tried}.db"));
        tried += 1;
        std::fs::write(&path, file).unwrap();
        std::fs::write(log_of(&path), log).unwrap();
        let store = open(&path, &workspace.clock).unwrap_or_else(|error| panic!("{name}: {error}"));
        let found = documents(&store);
        assert!(expected.contains(&&found), "{name}: {found:?}");
        assert_eq!(store.check_integrity().unwrap(), Vec::<String>::new(), "{name}");
        drop(store);
        std::fs::remove_file(path).unwrap();
    };
    for (number, two) in moments.windows(2).enumerate() {
        let [before, after] = two else { continue };
        let either = [&before.documents, &after.documents];
        let unchanged = before.log.iter().zip(&after.log).take_while(|(old, new)| old == new).count();
        for _ in 0..4 {
            let at = unchanged + dice.below(after.log.len() - unchanged + 1);
            let log = cut(&before.log, &after.log, at);
            finds(&format!("change {number}, log cut at {at}"), &before.file, &log, &either);
        }
        let log = mixed(&before.log, &after.log, &mut dice);
        finds(&format!("change {number}, log mixed"), &before.file, &log, &either);
        if before.file != after.file {
            for _ in 0..3 {
                let file = mixed(&before.file, &after.file, &mut dice);
                finds(&format!("change {number}, file mixed"), &file, &after.log, &[&after.documents]);
            }
        }
    }
    assert!(tried > 200, "{tried}");
}
