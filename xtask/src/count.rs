//! Reads from what a test program said how many tests passed and failed.
//!
//! Three programs are understood: cargo-nextest, the built-in test program of Rust, and the JSON reports of Vitest and
//! Playwright. A report that cannot be read is an error, never "0 failed".

use serde_json::Value;

/// How a suite ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that held.
    pub passed: u64,
    /// Tests that did not, or could not be run.
    pub failed: u64,
    /// Tests that were left out.
    pub skipped: u64,
    /// What those that failed are called, so that the end of a long output names them.
    pub names: Vec<String>,
}

/// cargo-nextest: `Summary [ 1.2s] 3 tests run: 2 passed (1 slow), 1 failed, 4 skipped`.
pub fn nextest(said: &str) -> Option<Count> {
    let summary = said.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let figures = summary.split_once(']')?.1.replace(['(', ')', ':', ','], " ");
    Some(Count {
        passed: before(&figures, "passed"),
        failed: before(&figures, "failed") + before(&figures, "timed") + before(&figures, "exec"),
        skipped: before(&figures, "skipped"),
        names: said.lines().skip_while(|line| !line.trim_start().starts_with("Summary [")).filter_map(named).collect(),
    })
}

/// A line of the list after the summary: `FAIL [ 0.1s] crate::program module::test`.
fn named(line: &str) -> Option<String> {
    let (word, rest) = line.trim_start().split_once(" [")?;
    let broken = ["FAIL", "TIMEOUT", "ABORT", "SIG", "TRY"].iter().any(|begin| word.starts_with(begin));
    broken.then(|| rest.split_once("] ").map(|(_, name)| name.trim().to_owned()))?
}

/// The built-in test program: every line `test result: ok. 3 passed; 0 failed; 1 ignored; …`, summed.
pub fn libtest(said: &str) -> Option<Count> {
    let mut found = false;
    let mut sum = Count::default();
    for line in said.lines().filter(|line| line.starts_with("test result:")) {
        found = true;
        let figures = line.replace([';', '.'], " ");
        sum.passed += before(&figures, "passed");
        sum.failed += before(&figures, "failed");
        sum.skipped += before(&figures, "ignored");
    }
    sum.names = said
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
        .map(str::to_owned)
        .collect();
    found.then_some(sum)
}

/// Vitest's JSON report.
pub fn vitest(report: &str) -> Option<Count> {
    let report: Value = serde_json::from_str(report).ok()?;
    let figure = |name: &str| report.get(name).and_then(Value::as_u64);
    let broken_files = report["testResults"].as_array().map_or(0, |files| {
        files
            .iter()
            .filter(|file| file["status"] == "failed" && file["assertionResults"] == Value::Array(vec![]))
            .count()
    });
    Some(Count {
        passed: figure("numPassedTests")?,
        failed: figure("numFailedTests")? + broken_files as u64,
        skipped: figure("numPendingTests")? + figure("numTodoTests").unwrap_or(0),
        names: each(&report, &["testResults", "assertionResults"], "fullName", |test| test["status"] == "failed"),
    })
}

/// Playwright's JSON report. A test that held only at the second try counts as failed.
pub fn playwright(report: &str) -> Option<Count> {
    let report: Value = serde_json::from_str(report).ok()?;
    let figure = |name: &str| report["stats"][name].as_u64();
    let broken = report["errors"].as_array().map_or(0, Vec::len) as u64;
    Some(Count {
        passed: figure("expected")?,
        failed: figure("unexpected")? + figure("flaky")? + broken,
        skipped: figure("skipped")?,
        names: each(&report, &["suites", "specs"], "title", |test| test["ok"] == false),
    })
}

/// The names of the tests in a report that `is_broken` picks; reports nest lists, `lists` says how they are called.
fn each(report: &Value, lists: &[&str], name: &str, is_broken: fn(&Value) -> bool) -> Vec<String> {
    let own = report[name].as_str().filter(|_| is_broken(report)).map(str::to_owned);
    let inner = lists.iter().filter_map(|list| report[list].as_array()).flatten();
    own.into_iter().chain(inner.flat_map(|part| each(part, lists, name, is_broken))).collect()
}

/// The number that stands before a word, or 0.
fn before(figures: &str, word: &str) -> u64 {
    let words: Vec<&str> = figures.split_whitespace().collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(read: fn(&str) -> Option<Count>, said: &str, expected: Option<(u64, u64, u64)>) {
        let counted = read(said).map(|count| (count.passed, count.failed, count.skipped));
        assert_eq!(counted, expected, "{said}");
    }

    #[test]
    fn those_that_failed_are_named() {
        let names = |read: fn(&str) -> Option<Count>, said: &str| read(said).expect("a count").names;
        let said = "  FAIL [ 0.1s] too::early a\n Summary [ 0.1s] 2 tests run: 1 passed, 1 failed, 0 skipped\n   \
                    FAIL [   0.1s] (1/2) model text::holds\n";
        assert_eq!(names(nextest, said), ["(1/2) model text::holds"]);
        let said = "test one ... ok\ntest two ... FAILED\ntest result: FAILED. 1 passed; 1 failed; 0 ignored";
        assert_eq!(names(libtest, said), ["two"]);
        let said = r#"{"numPassedTests":0,"numFailedTests":1,"numPendingTests":0,"testResults":[
            {"status":"failed","assertionResults":[{"fullName":"a b","status":"failed"},{"fullName":"c","status":"passed"}]}]}"#;
        assert_eq!(names(vitest, said), ["a b"]);
        let said = r#"{"stats":{"expected":1,"unexpected":1,"flaky":0,"skipped":0},"errors":[],"suites":[
            {"title":"file","specs":[{"title":"a","ok":true}],"suites":[{"title":"group","specs":[{"title":"b","ok":false}]}]}]}"#;
        assert_eq!(names(playwright, said), ["b"]);
    }

    #[test]
    fn results_are_counted_as_the_programs_say_them() {
        check(nextest, "     Summary [   1.203s] 7 tests run: 6 passed (1 slow), 1 failed, 4 skipped", Some((6, 1, 4)));
        check(nextest, "  Summary [ 0.1s] 4/9 tests run: 2 passed, 1 failed, 1 timed out, 0 skipped", Some((2, 2, 0)));
        check(nextest, "error: could not compile", None);
        check(
            libtest,
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\
             test result: FAILED. 1 passed; 2 failed; 0 ignored",
            Some((4, 2, 1)),
        );
        check(libtest, "error[E0308]", None);
        check(vitest, r#"{"numPassedTests":5,"numFailedTests":1,"numPendingTests":0}"#, Some((5, 1, 0)));
        check(
            vitest,
            r#"{"numPassedTests":0,"numFailedTests":0,"numPendingTests":0,"testResults":[{"status":"failed","assertionResults":[]}]}"#,
            Some((0, 1, 0)),
        );
        check(
            playwright,
            r#"{"stats":{"expected":2,"unexpected":0,"flaky":1,"skipped":3},"errors":[]}"#,
            Some((2, 1, 3)),
        );
        check(playwright, "", None);
    }
}
