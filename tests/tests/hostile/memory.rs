//! What the core of the program takes while a server does its worst: the commands that the window asks, with the engine,
//! the store and the answers that are kept, in a process of their own.

use std::process::Command;

use drawbridge_tests::hostile::Hostile;
use serde_json::Value;

/// What `against` says, line by line.
fn against(hostile: &Hostile, arguments: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_against")).arg(hostile.origin()).args(arguments).output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    assert!(!complaint.contains("panicked"), "{complaint}");
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The most that was held, after a look that every behaviour was run, and after which one most was left.
fn most_held(hostile: &Hostile, mut lines: Vec<Value>) -> (f64, String) {
    let most = lines.pop().unwrap()["most_held_mb"].as_f64().unwrap();
    let named = |name: &str| lines.iter().any(|line| line["name"] == name);
    assert!(hostile.behaviours().iter().all(|behaviour| named(behaviour.name)), "every behaviour was run");
    let held = |line: &Value| line["held_mb"].as_f64().unwrap();
    let largest = lines.iter().max_by(|one, other| held(one).total_cmp(&held(other)));
    (most, largest.unwrap().to_string())
}

/// SECURITY NET-01. SECURITY NET-02: the engine, which is all of the core that a bot's call has, holds less than 150 MB
/// whatever comes, even when it reads as much as the window would.
#[test]
fn the_engine_stays_small_whatever_comes() {
    let hostile = Hostile::start();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), hostile.authority_pem()).unwrap();
    let lines = against(&hostile, &["--engine", file.path().to_str().unwrap()]);
    let (most, largest) = most_held(&hostile, lines);
    assert!(most < 150.0, "{most} MB were held; after a run at the most: {largest}");
}

/// SECURITY NET-02: so does the window's core, which keeps answers and their trees besides.
#[test]
fn the_windows_core_stays_small_whatever_comes() {
    let hostile = Hostile::start();
    let (most, largest) = most_held(&hostile, against(&hostile, &[]));
    assert!(most < 150.0, "{most} MB were held; after a run at the most: {largest}");
}

/// SECURITY NET-17.
#[test]
fn runs_leave_nothing_open_and_nothing_behind() {
    let hostile = Hostile::start();
    let rounds = against(&hostile, &["--growth"]);
    let [before, after] = rounds.as_slice() else { panic!("two rounds: {rounds:?}") };
    for figure in ["open", "held_mb"] {
        let (first, second) = (before[figure].as_f64().unwrap(), after[figure].as_f64().unwrap());
        assert!(second <= first * 1.1, "{figure}: {first} after 250 runs, {second} after 500");
    }
}
