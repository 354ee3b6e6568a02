//! What an import touches: over the whole corpus, and over the seeds of the fuzz targets where that is not there, the
//! kernel is asked which files the program names and whether it speaks to a network.
//!
//! This needs `strace`, which not every machine has or allows; without it the test says so and holds nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::program::{drawbridge, tool};

/// A text to import, in a file.
struct Item {
    format: &'static str,
    file: PathBuf,
}

/// The corpus beside the repository and the seeds; texts that stand in no file of their own are written into the folder.
fn items(folder: &Path) -> Vec<Item> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let corpus = root.join("../shared/corpus");
    let mut found = Vec::new();
    let mut all_of = |format, place: PathBuf| {
        let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
        found.extend(entries.map(|entry| Item { format, file: entry.path() }));
    };
    for format in ["curl", "openapi", "postman", "har"] {
        all_of(format, root.join("fuzz/seeds").join(format));
    }
    for format in ["openapi", "postman"] {
        all_of(format, corpus.join(format).join("files"));
    }
    let commands = std::fs::read_to_string(corpus.join("curl/commands.jsonl")).unwrap_or_default();
    for (number, line) in commands.lines().enumerate() {
        let command: Value = serde_json::from_str(line).unwrap();
        let file = folder.join(format!("command-{number}"));
        std::fs::write(&file, command["command"].as_str().unwrap()).unwrap();
        found.push(Item { format: "curl", file });
    }
    found
}

/// The paths that an import names, without the file that it reads, and the calls to a network.
fn touched(strace: &Path, folder: &Path, item: &Item) -> (BTreeSet<String>, Vec<String>) {
    let log = folder.join("log");
    let traced = ["-f", "-qq", "-e", "trace=%file,%network", "-o", log.to_str().unwrap()];
    let printed = drawbridge(&["import", item.format]).path("--", &item.file).within(strace, &traced).run();
    assert!([0, 1, 2].contains(&printed.status), "{}: {printed:?}", item.file.display());
    let log = std::fs::read_to_string(&log).unwrap();
    let is_of_network = |line: &&str| {
        let call = line.split_whitespace().nth(1).unwrap_or_default();
        ["socket", "connect", "send", "recv", "bind", "getsockname"].iter().any(|name| call.starts_with(name))
    };
    let network = log.lines().filter(is_of_network).map(str::to_owned).collect();
    // Every text in quotation marks is a path, but for the program's own arguments.
    let calls = log.lines().filter(|line| !line.contains(" execve("));
    let paths = calls.filter_map(|line| line.split('"').nth(1)).filter(|path| !path.is_empty());
    let own = item.file.to_str().unwrap();
    (paths.filter(|path| *path != own).map(str::to_owned).collect(), network)
}

/// SECURITY IMP-06, IMP-08: no file that a text names is opened, and no address is called.
#[test]
#[expect(clippy::print_stdout, reason = "how many texts were tried")]
fn an_import_touches_its_own_file_and_nothing_else() {
    let Some(strace) = tool("strace", &["-o", "/dev/null", "/bin/true"]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let harmless = folder.path().join("harmless");
    std::fs::write(&harmless, "curl https://a.example/x").unwrap();
    let (start_up, _) = touched(&strace, folder.path(), &Item { format: "curl", file: harmless });
    let items = items(folder.path());
    assert!(items.len() > 20, "there is something to import");
    let half = items.len().div_ceil(2);
    std::thread::scope(|scope| {
        for (number, part) in items.chunks(half).enumerate() {
            let (strace, start_up, folder) = (&strace, &start_up, folder.path().join(number.to_string()));
            std::fs::create_dir(&folder).unwrap();
            scope.spawn(move || {
                for item in part {
                    let (paths, network) = touched(strace, &folder, item);
                    let more: Vec<&String> = paths.difference(start_up).collect();
                    assert_eq!(more, Vec::<&String>::new(), "{} touches more than itself", item.file.display());
                    assert_eq!(network, Vec::<String>::new(), "{} speaks to a network", item.file.display());
                }
            });
        }
    });
    println!("{} texts imported, each touches its own file and nothing else", items.len());
}
