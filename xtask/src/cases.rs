//! `cargo xtask cases`: every case of the security catalogue, with the test that holds it or the reason why none does.
//!
//! The cases and the reasons stand in `tests/security-cases.txt`. What holds a case is searched in the sources
//! ([`held`]): a test that carries the case's number in its name or in the comment above it. The list is written to
//! `tests/SECURITY-CASES.md`, and `cargo xtask check` compares that copy, so it cannot rot: a case with neither test
//! nor reason fails, and so does a reason that a test has made untrue.

mod held;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::Done;
use crate::process::{root, say};
use held::Test;

const CASES: &str = "tests/security-cases.txt";
const COPY: &str = "tests/SECURITY-CASES.md";
/// The catalogue itself. It lies beside the project where the project is built, and may be absent elsewhere.
const CATALOGUE: &str = "../shared/SECURITY.md";

/// A part of the catalogue.
#[derive(Debug, PartialEq, Eq)]
struct Group {
    /// `INJ`.
    id: String,
    /// "Injection through placeholders".
    title: String,
    cases: Vec<Case>,
}

#[derive(Debug, PartialEq, Eq)]
struct Case {
    /// `INJ-01`.
    id: String,
    what: String,
    /// Why no test can hold it here.
    reason: Option<String>,
}

/// Prints the list and writes the copy.
pub fn cases() -> Done {
    let (groups, tests) = (read()?, held::tests(root())?);
    for case in groups.iter().flat_map(|group| &group.cases) {
        say(&format!("{} {}", case.id, case.what));
        for test in found(&tests, case) {
            say(&format!("       {}: {}", test.file, test.name));
        }
        if let Some(reason) = &case.reason {
            say(&format!("       not tried: {reason}"));
        }
    }
    let copy = root().join(COPY);
    std::fs::write(&copy, page(&groups, &tests)).map_err(|problem| format!("{COPY}: {problem}"))?;
    let complaints = complaints(&groups, &tests);
    say(&format!("\n{}; written to {COPY}", sum(&groups, &tests)));
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}

/// Fails when a case is held by nothing, or the copy is not what the sources say.
pub fn compare() -> Done {
    let (groups, tests) = (read()?, held::tests(root())?);
    let mut complaints = complaints(&groups, &tests);
    if std::fs::read_to_string(root().join(COPY)).unwrap_or_default() != page(&groups, &tests) {
        complaints.push(format!("{COPY} is not as the tests are; run `cargo xtask cases`"));
    }
    if complaints.is_empty() {
        say(&sum(&groups, &tests));
        Ok(())
    } else {
        Err(complaints.join("\n"))
    }
}

fn read() -> Result<Vec<Group>, String> {
    let text = std::fs::read_to_string(root().join(CASES)).map_err(|problem| format!("{CASES}: {problem}"))?;
    parse(&text)
}

/// Reads the list: a group is `INJ: title`, a case `INJ-01 what`, a reason is indented under its case. Everything
/// before the first group says what the file is.
fn parse(text: &str) -> Result<Vec<Group>, String> {
    let mut groups: Vec<Group> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let wrong = |what: &str| format!("{CASES}:{}: {what}: {line}", number + 1);
        if let Some((id, title)) = line.split_once(": ").filter(|(id, _)| held::GROUPS.contains(id)) {
            groups.push(Group { id: id.to_owned(), title: title.to_owned(), cases: Vec::new() });
            continue;
        }
        let Some(group) = groups.last_mut().filter(|_| !line.trim().is_empty()) else { continue };
        if line.starts_with(' ') {
            let case = group.cases.last_mut().ok_or_else(|| wrong("a reason without a case"))?;
            if case.reason.replace(line.trim().to_owned()).is_some() {
                return Err(wrong("a second reason; one line is enough"));
            }
        } else {
            let (id, what) = line.split_once(' ').ok_or_else(|| wrong("a case is `ID what`"))?;
            if !id.starts_with(&group.id) || held::ids(id) != [id] {
                return Err(wrong("this is no case of the group"));
            }
            group.cases.push(Case { id: id.to_owned(), what: what.to_owned(), reason: None });
        }
    }
    Ok(groups)
}

/// What is wrong: cases held by nothing, reasons that are not true any more, numbers that nobody knows.
fn complaints(groups: &[Group], tests: &BTreeMap<String, Vec<Test>>) -> Vec<String> {
    let mut complaints = Vec::new();
    let cases: Vec<&Case> = groups.iter().flat_map(|group| &group.cases).collect();
    for case in &cases {
        match (found(tests, case), &case.reason) {
            ([], None) => complaints
                .push(format!("{} has neither a test that carries its number nor a reason in {CASES}.", case.id)),
            ([test, ..], Some(_)) => complaints.push(format!(
                "{} has a test now ({}: {}); take its reason out of {CASES}.",
                case.id, test.file, test.name
            )),
            _ => {}
        }
    }
    let known = |id: &str| cases.iter().any(|case| case.id == id);
    for (id, tests) in tests.iter().filter(|(id, _)| !known(id)) {
        let place = tests.first().map_or("", |test| &test.file);
        complaints.push(format!("{id}, named in {place}, is no case of the catalogue."));
    }
    if let Ok(catalogue) = std::fs::read_to_string(root().join(CATALOGUE)) {
        complaints.extend(catalogued(&catalogue).filter(|id| !known(id)).map(|id| format!("{id} is not in {CASES}.")));
    }
    complaints
}

/// The numbers in the tables of the catalogue: `| 1. INJ-01 | …`.
fn catalogued(catalogue: &str) -> impl Iterator<Item = String> {
    catalogue.lines().filter_map(|line| {
        let (number, rest) = line.strip_prefix("| ")?.split_once(". ")?;
        number.parse::<u16>().ok()?;
        held::ids(rest.split(" |").next()?).first().cloned()
    })
}

fn found<'a>(tests: &'a BTreeMap<String, Vec<Test>>, case: &Case) -> &'a [Test] {
    tests.get(&case.id).map_or(&[], Vec::as_slice)
}

fn sum(groups: &[Group], tests: &BTreeMap<String, Vec<Test>>) -> String {
    let cases = || groups.iter().flat_map(|group| &group.cases);
    let held = cases().filter(|case| !found(tests, case).is_empty()).count();
    let explained = cases().filter(|case| case.reason.is_some()).count();
    format!("{} cases: {held} held by tests, {explained} with a reason why not", cases().count())
}

/// The copy.
fn page(groups: &[Group], tests: &BTreeMap<String, Vec<Test>>) -> String {
    let mut page = format!(
        "# What is tried against attack, mistake and misfortune\n\n\
         Written by `cargo xtask cases` from `security-cases.txt` and the tests; `cargo xtask check` compares it.\n\n\
         {}.\n",
        sum(groups, tests)
    );
    let cell = |text: &str| text.replace('|', "\\|");
    for group in groups {
        let _ =
            write!(page, "\n## {}\n\n{}.\n\n| case | what | held by |\n| --- | --- | --- |\n", group.id, group.title);
        for case in &group.cases {
            let mut by: Vec<String> = found(tests, case).iter().map(link).collect();
            by.extend(case.reason.iter().map(|reason| format!("*{reason}*")));
            let _ = writeln!(page, "| {} | {} | {} |", case.id, cell(&case.what), cell(&by.join("<br>")));
        }
    }
    page
}

/// A test, with a link that works from the copy's folder.
fn link(test: &Test) -> String {
    let file = Path::new(&test.file);
    let target =
        file.strip_prefix("tests").map_or_else(|_| format!("../{}", test.file), |inner| inner.display().to_string());
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let by = if test.long { ", by `cargo xtask torture`" } else { "" };
    format!("{} ([{name}]({target})){by}", test.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str =
        "What this is.\n\nINJ: Injection\n\nINJ-01 two dots\nINJ-02 a | line\n    cannot be tried here\n";

    fn held_by(id: &str) -> BTreeMap<String, Vec<Test>> {
        let test = Test { file: "tests/tests/window.rs".into(), name: "it_holds".into(), long: false };
        BTreeMap::from([(id.to_owned(), vec![test])])
    }

    #[test]
    fn a_case_needs_a_test_or_a_reason_and_never_both() {
        let groups = parse(LIST).expect("a list");
        let about = |tests: &BTreeMap<String, Vec<Test>>, id: &str| {
            complaints(&groups, tests).into_iter().filter(|said| said.starts_with(id)).collect::<Vec<_>>().join("\n")
        };
        assert!(about(&BTreeMap::new(), "INJ-01").contains("neither a test"));
        assert_eq!(about(&held_by("INJ-01"), "INJ-01"), "");
        assert_eq!(about(&BTreeMap::new(), "INJ-02"), "", "the reason is enough");
        assert!(about(&held_by("INJ-02"), "INJ-02").contains("take its reason out"));
        assert!(about(&held_by("INJ-99"), "INJ-99").contains("no case of the catalogue"));
    }

    #[test]
    fn a_list_that_cannot_be_read_says_where() {
        for (text, line) in [("INJ: Injection\n  why\n", ":2:"), ("INJ: Injection\nSSR-01 x\n", ":2:")] {
            assert!(parse(text).expect_err(text).contains(line), "{text}");
        }
    }

    #[test]
    fn the_copy_links_to_the_tests() {
        let groups = parse(LIST).expect("a list");
        let page = page(&groups, &held_by("INJ-01"));
        assert!(page.contains("| INJ-01 | two dots | it_holds ([window.rs](tests/window.rs)) |"), "{page}");
        assert!(page.contains("| INJ-02 | a \\| line | *cannot be tried here* |"), "{page}");
        assert!(page.contains("2 cases: 1 held by tests, 1 with a reason why not."), "{page}");
    }

    #[test]
    fn the_catalogue_is_read_from_its_tables() {
        let ids: Vec<String> = catalogued("## INJ-77\n| 1. INJ-01 | see SSR-02 | x |\n| F1 | INJ-05 | y |\n").collect();
        assert_eq!(ids, ["INJ-01"]);
    }
}
