//! Finds the tests that carry the number of a case: in the comment above them or in their name.
//!
//! A number in any other comment names a rule, not a test, so it holds nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// The groups of the catalogue.
pub const GROUPS: [&str; 11] = ["INJ", "SSR", "RED", "SEC", "IDV", "LLM", "MCP", "DAT", "NET", "TAU", "IMP"];

/// A test that holds a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// From the root, with `/`.
    pub file: String,
    /// The name of the function, or the words of the test.
    pub name: String,
    /// Only `cargo xtask torture` runs it.
    pub long: bool,
}

/// All tests in the sources that git knows, by the number of the case.
pub fn tests(root: &Path) -> Result<BTreeMap<String, Vec<Test>>, String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root)
        .output()
        .map_err(|problem| format!("git could not list the files: {problem}"))?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    // In a fixed order, so that the copy is the same everywhere.
    let mut files: Vec<&str> = listed.split('\0').filter(|file| language(file).is_some()).collect();
    files.sort_unstable();
    files.dedup();
    let mut tests: BTreeMap<String, Vec<Test>> = BTreeMap::new();
    for file in files {
        // A file that was deleted and not yet committed holds nothing.
        let Ok(source) = std::fs::read_to_string(root.join(file)) else { continue };
        for (id, name, long) in in_text(language(file).unwrap_or(Language::Rust), &source) {
            let known = tests.entry(id).or_default();
            let test = Test { file: file.to_owned(), name, long };
            if !known.contains(&test) {
                known.push(test);
            }
        }
    }
    Ok(tests)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Rust,
    Script,
}

fn language(file: &str) -> Option<Language> {
    match Path::new(file).extension()?.to_str()? {
        "rs" if !file.starts_with("xtask/") => Some(Language::Rust),
        "mjs" | "ts" | "tsx" => Some(Language::Script),
        _ => None,
    }
}

/// Number, test, and whether it is a long one.
fn in_text(language: Language, text: &str) -> Vec<(String, String, bool)> {
    let mut found = Vec::new();
    let mut above = String::new();
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let name = match language {
            Language::Rust => function(line).filter(|_| is_test(&above)),
            Language::Script => title(line, lines.peek().copied().unwrap_or_default()),
        };
        if let Some(name) = name {
            let long = above.contains("#[ignore") && above.contains("torture");
            let mut ids = ids(&above);
            ids.extend(self::ids(&name.to_uppercase().replace('_', "-")));
            ids.sort_unstable();
            ids.dedup();
            found.extend(ids.into_iter().map(|id| (id, name.clone(), long)));
        }
        // A loop that makes the tests may stand between the comment and the test.
        if is_comment(line) || line.starts_with("#[") || line.starts_with(")]") || line.starts_with("for (") {
            above.push_str(line);
            above.push('\n');
        } else if !is_attribute_part(&above, line) {
            above.clear();
        }
    }
    found
}

fn is_comment(line: &str) -> bool {
    line.starts_with("//") || line.starts_with("/*") || line.starts_with("* ") || line.starts_with("*/")
}

/// Whether a line is inside an attribute that began above it.
fn is_attribute_part(above: &str, line: &str) -> bool {
    above.lines().next_back().is_some_and(|last| last.starts_with("#[") && !last.ends_with(']'))
        && !line.contains("fn ")
}

fn is_test(above: &str) -> bool {
    above.lines().any(|line| line == "#[test]" || line.starts_with("#[tokio::test"))
}

fn function(line: &str) -> Option<String> {
    let rest = line.trim_start_matches("pub ").trim_start_matches("async ").strip_prefix("fn ")?;
    Some(rest.split(['(', '<']).next()?.to_owned())
}

/// The words of a call of `test`, `it` or `describe`; they may begin on the next line.
fn title(line: &str, next: &str) -> Option<String> {
    let begins = ["test(", "it(", "test.describe(", "describe(", "test.each(", "it.each("];
    let rest = begins.iter().find_map(|begin| line.strip_prefix(begin))?;
    let rest = if rest.is_empty() { next } else { rest };
    // `test.each([…])('…'`.
    let rest = rest.rsplit_once(")(").map_or(rest, |(_, rest)| rest);
    let quote = rest.chars().next().filter(|quote| ['\'', '"', '`'].contains(quote))?;
    Some(rest[1..].split(quote).next()?.to_owned())
}

/// Every number of a case in a text, in order.
pub fn ids(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    text.match_indices('-')
        .filter(|(at, _)| {
            *at >= 3 && digit(at + 1) && digit(at + 2) && !letter(at + 3) && (*at == 3 || !letter(at - 4))
        })
        .filter_map(|(at, _)| text.get(at - 3..at + 3))
        .filter(|id| GROUPS.contains(&&id[..3]))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: Language, text: &str, expected: &[(&str, &str)]) {
        let found = in_text(language, text);
        let found: Vec<(&str, &str)> = found.iter().map(|(id, name, _)| (id.as_str(), name.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_number_counts_where_it_stands_above_a_test_or_in_its_name() {
        let rust = |text, expected| check(Language::Rust, text, expected);
        rust("/// SECURITY INJ-01, INJ-02.\n#[test]\nfn held() {\n", &[("INJ-01", "held"), ("INJ-02", "held")]);
        rust("    /// NET-01\n    #[tokio::test(flavor = \"x\")]\n    async fn held() {\n", &[("NET-01", "held")]);
        rust("#[test]\nfn net_03_a_drip_is_cut() {\n", &[("NET-03", "net_03_a_drip_is_cut")]);
        rust(
            "/// DAT-01\n#[test]\n#[expect(\n    clippy::x,\n    reason = \"y\"\n)]\nfn held() {\n",
            &[("DAT-01", "held")],
        );
        rust("/// The rule of SEC-16.\nfn refuse() {\n", &[]);
        rust("/// SEC-16\n\n#[test]\nfn another() {\n", &[]);
        rust("/// SEC-16\n#[test]\nfn one() {\n}\n#[test]\nfn two() {\n", &[("SEC-16", "one")]);
        let script = |text, expected| check(Language::Script, text, expected);
        script("/** SECURITY SEC-03. */\ntest('it stays', async () => {\n", &[("SEC-03", "it stays")]);
        script(
            "/**\n * TAU-01, over\n */\nfor (const one of all) {\n  test(`in ${one}`, () => {\n",
            &[("TAU-01", "in ${one}")],
        );
        script("describe('TAU-05: links', () => {\n  it('stays', () => {\n", &[("TAU-05", "TAU-05: links")]);
        script("// TAU-04\nconst a = 1\ntest('x', () => {\n", &[]);
    }

    #[test]
    fn a_long_test_is_known_by_the_reason_it_is_left_out_for() {
        let text = "/// DAT-05\n#[test]\n#[ignore = \"long: cargo xtask torture\"]\nfn held() {\n";
        assert_eq!(in_text(Language::Rust, text), [("DAT-05".to_owned(), "held".to_owned(), true)]);
    }

    #[test]
    fn a_number_is_two_digits_after_the_name_of_a_group() {
        assert_eq!(ids("INJ-01, (IDV-35) and SSR-18"), ["INJ-01", "IDV-35", "SSR-18"]);
        assert_eq!(ids("RFC-01 XINJ-01 INJ-012 INJ-1 é-01 UTF-16"), Vec::<String>::new());
    }
}
