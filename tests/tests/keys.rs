//! SECURITY SEC-24: no file of the project and no built program holds what looks like somebody's key.

use std::path::Path;
use std::process::Command;

use drawbridge_tests::sources;

/// Beginnings of keys as their makers document them, how many letters and digits follow at least, and which other signs
/// may be among them.
const BEGINNINGS: &[(&str, usize, &str)] = &[
    ("sk_live_", 10, ""),
    ("rk_live_", 10, ""),
    ("sk_test_", 10, ""),
    ("sk-", 20, "-_"),
    ("ghp_", 30, ""),
    ("gho_", 30, ""),
    ("github_pat_", 20, "_"),
    ("glpat-", 15, "-_"),
    ("xoxb-", 10, "-"),
    ("xoxp-", 10, "-"),
    ("shpat_", 16, ""),
    ("shpss_", 16, ""),
    ("ck_", 32, ""),
    ("cs_", 32, ""),
    ("AKIA", 16, ""),
    ("AIza", 30, "-_"),
    ("SG.", 20, "-_."),
    ("whsec_", 16, ""),
    ("pat-na1-", 20, "-"),
    ("pat-eu1-", 20, "-"),
    ("pdl_live_", 10, "_"),
    ("hf_", 30, ""),
    ("npm_", 30, ""),
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
        assert_eq!(keys(&candidates(&file)), Vec::<String>::new(), "in {}", file.display());
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
    check(&["eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl"].concat(), 1);
    check(&["ghp_", "0123456789abcdefABCDEF0123456789sample"].concat(), 0);
    check("sk_live_ and AKIA begin keys, and ck_live_111 is none", 0);
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let key = ["\0\u{1}(sk_", "live_4eC39HqLyjWDarjtT1)\0", "PRIV", "ATE KEY-----\n", &"MII9".repeat(12)].concat();
    std::fs::write(file.path(), key).expect("it can be written");
    assert_eq!(keys(&candidates(file.path())).len(), 2, "in a program");
}

/// What might be a key in a file of hundreds of megabytes, a line each. `grep` reads it in a second; the test itself is
/// built without optimisation.
fn candidates(file: &Path) -> String {
    let beginnings: Vec<&str> = BEGINNINGS.iter().map(|(beginning, ..)| *beginning).chain(["eyJ"]).collect();
    let words = format!("(^|[^A-Za-z0-9_.-])({})[A-Za-z0-9_.-]{{10,}}", beginnings.join("|").replace('.', "[.]"));
    let pattern = format!("{words}|PRIVATE KEY-----[[:space:]]+[A-Za-z0-9+/]{{40,}}");
    let found = Command::new("grep").args(["-azohE", &pattern]).arg(file).env("LC_ALL", "C").output();
    let found = found.expect("grep can be run");
    assert!(found.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&found.stderr));
    String::from_utf8_lossy(&found.stdout).replace('\0', "\n")
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
    let follows = |(beginning, least, signs): &(&str, usize, &str)| {
        let Some(rest) = word.strip_prefix(beginning) else { return false };
        let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric() && !signs.contains(sign)).unwrap_or(rest.len());
        end >= *least && rest[..end].bytes().any(|byte| byte.is_ascii_digit())
    };
    let is_token = word.starts_with("eyJ") && word.contains(".eyJ");
    (is_token || BEGINNINGS.iter().any(follows)) && !SAYS_SO.iter().any(|says| lower.contains(says))
}

/// Whether the lines of a key follow, and not only the words that begin such a file.
fn is_key_file(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['\r', '\n', '\\', 'n']);
    rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).count() >= 40
}

fn start(word: &str) -> String {
    word.chars().take(8).collect()
}
