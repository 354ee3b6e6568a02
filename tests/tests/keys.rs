//! SECURITY SEC-24: no file of the project and no built program holds what looks like somebody's key.

use std::path::Path;

use drawbridge_tests::sources;

/// Beginnings of keys as their makers document them, and how many letters and digits follow at least.
const BEGINNINGS: &[(&str, usize)] = &[
    ("sk_live_", 10),
    ("rk_live_", 10),
    ("sk_test_", 10),
    ("sk-", 20),
    ("ghp_", 30),
    ("gho_", 30),
    ("github_pat_", 20),
    ("glpat-", 15),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("shpat_", 16),
    ("shpss_", 16),
    ("ck_", 32),
    ("cs_", 32),
    ("AKIA", 16),
    ("AIza", 30),
    ("SG.", 20),
    ("whsec_", 16),
    ("pat-na1-", 20),
    ("pat-eu1-", 20),
    ("pdl_live_", 10),
    ("hf_", 30),
    ("npm_", 30),
    ("eyJ", 40),
];
/// A key that says in itself that it is none.
const SAYS_SO: [&str; 4] = ["fictional", "sentinel", "sample", "example"];
/// Files whose made-up keys are what they test.
const ABOUT_KEYS: [&str; 1] = ["crates/model/src/check/tests.rs"];

#[test]
fn no_file_of_the_project_holds_a_key() {
    let found: Vec<String> = sources::all()
        .iter()
        .filter(|source| !ABOUT_KEYS.contains(&source.path.as_str()))
        .flat_map(|source| keys(&source.text).into_iter().map(|key| format!("{}: {key}…", source.path)))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

/// The host of the browser tests is made of the same crates as what ships, and is built before this test; what ships is
/// looked at too where it has been built.
#[test]
fn no_built_program_holds_a_key() {
    let host = Path::new(env!("CARGO_BIN_EXE_loopback_host"));
    assert!(host.is_file(), "{} is built", host.display());
    let folder = host.parent().expect("a program lies in a folder");
    let interface = sources::root().join("ui/dist/assets");
    let built = std::fs::read_dir(interface).into_iter().flatten().flatten().map(|entry| entry.path());
    let programs = ["drawbridge", "drawbridge-desktop"].map(|name| folder.join(name));
    let mut looked_at = 0;
    for file in [host.to_owned()].into_iter().chain(programs).chain(built).filter(|file| file.is_file()) {
        let bytes = std::fs::read(&file).expect("it can be read");
        assert_eq!(keys(&String::from_utf8_lossy(&bytes)), Vec::<String>::new(), "in {}", file.display());
        looked_at += 1;
    }
    assert!(looked_at > 0);
}

#[test]
fn a_key_is_found_where_there_is_one() {
    let check = |text: &str, count: usize| assert_eq!(keys(text).len(), count, "{text}");
    check(&["let key = \"sk_", "live_4eC39HqLyjWDarjtT1\";"].concat(), 1);
    check(&["AKIA", "IOSFODNN7ABCDEFG"].concat(), 1);
    check(&["-----BEGIN RSA PRIV", "ATE KEY-----\nMIIEpAIBAAKCAQEA7bq9Qm0Yw4t5s1v8x2z3a4b5c6d7e8f9"].concat(), 1);
    check(&["ghp_", "0123456789abcdefABCDEF0123456789sample"].concat(), 0);
    check("sk_live_ and AKIA begin keys, and ck_live_111 is none", 0);
}

/// The first letters of everything that looks like a key.
fn keys(text: &str) -> Vec<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let words = text.split(|letter| !is_part(letter)).filter(|word| is_key(word));
    let files = text.match_indices("PRIVATE KEY-----").filter(|(at, mark)| is_key_file(&text[at + mark.len()..]));
    words.map(start).chain(files.map(|(_, mark)| mark.to_owned())).collect()
}

fn is_key(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let follows = |(beginning, least): &(&str, usize)| {
        let rest = word.strip_prefix(beginning);
        rest.is_some_and(|rest| rest.len() >= *least && rest.bytes().any(|byte| byte.is_ascii_digit()))
    };
    BEGINNINGS.iter().any(follows) && !SAYS_SO.iter().any(|says| lower.contains(says))
}

/// Whether the lines of a key follow, and not only the words that begin such a file.
fn is_key_file(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['\r', '\n', '\\', 'n']);
    rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).count() >= 40
}

fn start(word: &str) -> String {
    word.chars().take(8).collect()
}
