//! The corpus beside the repository: what other people wrote, with oracles that this program had no hand in. Each suite
//! prints its figures, which stand in `docs/import.md` too. Without the corpus there is nothing to test and nothing fails.
#![expect(clippy::print_stdout, reason = "figures are what these tests are for")]

mod curl;
mod every_draft;
mod openapi;
mod postman;

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The corpus, if it is there.
pub fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    folder.is_dir().then_some(folder)
}

/// The lines of a file of the corpus, each a JSON object.
pub fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).expect("a file of the corpus");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// The text of a member.
pub fn text<'value>(value: &'value Value, name: &str) -> &'value str {
    value[name].as_str().unwrap_or_default()
}

/// Prints a share and holds it against the least that is wanted.
pub fn hold(what: &str, equal: usize, all: usize, least: f64, misses: &[String]) {
    #[expect(clippy::cast_precision_loss, reason = "counts of a few thousand")]
    let share = 100.0 * equal as f64 / all.max(1) as f64;
    println!("{what}: {equal} of {all} ({share:.2} %)");
    for miss in misses {
        println!("  {miss}");
    }
    assert!(share >= least, "{what}: {share:.2} % of {all}, and {least} % are wanted");
}
