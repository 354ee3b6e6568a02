//! What is unusual in the runs that were kept. A plain function over values: no database, no clock.
//!
//! Runs on samples are left out, since they say nothing about a system or a customer. To look for something more, add a
//! [`Pattern`] and a function beside the others; each looks at the runs of one connector, newest first.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_model::{Environment, OutcomeKind};

use crate::boundary::{Pattern, Remark, RunRow};

const MINUTE: i64 = 60 * 1_000;
/// How old what is told may be.
const RECENT: i64 = 24 * 60 * MINUTE;
/// So many failures for one record, so close together, are told.
const FAILURES: usize = 5;
const CLOSE: i64 = 15 * MINUTE;
/// An error is new only where so many runs before did not have it.
const RUNS_BEFORE_NEW: usize = 5;
/// The newest runs whose middle is compared, and how many runs before they are compared with.
const NEWEST: usize = 10;
const BEFORE: usize = 50;

/// A run with what it is judged by.
#[derive(Debug, Clone)]
pub(crate) struct PastRun {
    pub row: RunRow,
    /// [`drawbridge_engine::Run::record`].
    pub record: String,
}

/// The unusual patterns in runs that are given newest first, with the time as it is now.
pub(crate) fn unusual(runs: &[PastRun], now: i64) -> Vec<Remark> {
    let mut connectors: BTreeMap<&str, Vec<&PastRun>> = BTreeMap::new();
    for run in runs.iter().filter(|run| run.row.environment != Environment::Sample) {
        connectors.entry(&run.row.connector_id).or_default().push(run);
    }
    let mut remarks: Vec<Remark> = Vec::new();
    for runs in connectors.values() {
        let found = many_failures(runs, now).into_iter().chain(new_errors(runs, now)).chain(slower(runs, now));
        remarks.extend(found.map(|(pattern, run)| Remark {
            connector_id: run.row.connector_id.clone(),
            connector_name: run.row.connector_name.clone(),
            pattern,
            run_id: run.row.id,
        }));
    }
    remarks.sort_by_key(|remark| (weight(&remark.pattern), -remark.run_id));
    remarks
}

fn weight(pattern: &Pattern) -> u8 {
    match pattern {
        Pattern::ManyFailures { .. } => 0,
        Pattern::NewError { .. } => 1,
        Pattern::Slower { .. } => 2,
    }
}

/// The records of the last day with the most failures in a quarter of an hour, each once.
fn many_failures<'run>(runs: &[&'run PastRun], now: i64) -> Vec<(Pattern, &'run PastRun)> {
    let mut records: BTreeMap<&str, Vec<&PastRun>> = BTreeMap::new();
    for run in runs {
        let failed = matches!(run.row.outcome, OutcomeKind::NotVerified | OutcomeKind::Throttled);
        if failed && !run.record.is_empty() && run.row.at > now - RECENT {
            records.entry(&run.record).or_default().push(run);
        }
    }
    records.into_values().filter_map(|failures| closest(&failures)).collect()
}

/// The longest row of failures of one record that lie close together, if it is long enough.
fn closest<'run>(failures: &[&'run PastRun]) -> Option<(Pattern, &'run PastRun)> {
    let row_from = |first: usize| {
        let newest = failures[first].row.at;
        failures[first..].iter().take_while(|run| newest - run.row.at <= CLOSE).count()
    };
    let (first, count) = (0..failures.len())
        .map(|first| (first, row_from(first)))
        .max_by_key(|(first, count)| (*count, std::cmp::Reverse(*first)))?;
    if count < FAILURES {
        return None;
    }
    let (newest, oldest) = (failures[first], failures[first + count - 1]);
    let minutes = ((newest.row.at - oldest.row.at) / MINUTE + 1).try_into().unwrap_or(u32::MAX);
    Some((Pattern::ManyFailures { count: u32::try_from(count).unwrap_or(u32::MAX), minutes }, newest))
}

/// Errors that came up in the last day and never before.
fn new_errors<'run>(runs: &[&'run PastRun], now: i64) -> Vec<(Pattern, &'run PastRun)> {
    let failed = |run: &&PastRun| matches!(run.row.outcome, OutcomeKind::ApiError | OutcomeKind::Unavailable);
    let kinds: BTreeSet<String> = runs.iter().copied().filter(failed).map(|run| kind_of_error(&run.row)).collect();
    let mut found = Vec::new();
    for kind in kinds {
        let same = |run: &&&PastRun| failed(run) && kind_of_error(&run.row) == kind;
        let of_kind: Vec<&PastRun> = runs.iter().filter(same).copied().collect();
        let (Some(newest), Some(first)) = (of_kind.first(), of_kind.last()) else { continue };
        let before = runs.iter().filter(|run| run.row.id < first.row.id).count();
        if first.row.at > now - RECENT && before >= RUNS_BEFORE_NEW {
            let count = u32::try_from(of_kind.len()).unwrap_or(u32::MAX);
            let error = error_of(&newest.row);
            found.push((Pattern::NewError { error, count, since: first.row.at }, *newest));
        }
    }
    found
}

/// What went wrong, in a few words.
fn error_of(row: &RunRow) -> String {
    match row.statuses.last() {
        Some(status) if *status >= 400 => format!("status {status}"),
        _ if row.error.is_empty() => row.outcome.as_str().replace('_', " "),
        _ => row.error.clone(),
    }
}

/// The same for two errors that differ in numbers only: times, sizes, ports.
fn kind_of_error(row: &RunRow) -> String {
    match row.statuses.last() {
        Some(status) if *status >= 400 => error_of(row),
        _ => error_of(row).chars().filter(|character| !character.is_ascii_digit()).collect(),
    }
}

/// Whether the newest answers take at least half as long again as those before, and an eighth of a second more.
fn slower<'run>(runs: &[&'run PastRun], now: i64) -> Vec<(Pattern, &'run PastRun)> {
    [Environment::Test, Environment::Live]
        .into_iter()
        .filter_map(|environment| {
            let answered: Vec<&PastRun> = runs
                .iter()
                .filter(|run| run.row.environment == environment && !run.row.statuses.is_empty())
                .copied()
                .collect();
            let newest = answered.get(..NEWEST)?;
            let before: Vec<&PastRun> = answered.iter().skip(NEWEST).take(BEFORE).copied().collect();
            if before.len() < NEWEST || newest[0].row.at <= now - RECENT {
                return None;
            }
            let (before_ms, now_ms) = (median(&before), median(newest));
            let is_slower = now_ms >= before_ms.saturating_add(before_ms / 2) && now_ms >= before_ms + 125;
            is_slower.then_some((Pattern::Slower { before_ms, now_ms, environment }, newest[0]))
        })
        .collect()
}

fn median(runs: &[&PastRun]) -> u32 {
    let mut times: Vec<u32> = runs.iter().map(|run| run.row.duration_ms).collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    /// Runs as short lines, newest first: minutes ago, outcome, record, status, milliseconds.
    fn runs(lines: &[(i64, OutcomeKind, &str, u16, u32)]) -> Vec<PastRun> {
        let count = i64::try_from(lines.len()).expect("few");
        (0..)
            .zip(lines)
            .map(|(index, (minutes, outcome, record, status, duration_ms))| PastRun {
                row: RunRow {
                    id: count - index,
                    connector_id: "c".into(),
                    connector_name: "Order status".into(),
                    at: NOW - minutes * MINUTE,
                    environment: Environment::Live,
                    outcome: *outcome,
                    duration_ms: *duration_ms,
                    statuses: if *status == 0 { Vec::new() } else { vec![*status] },
                    error: if *status == 0 { format!("No answer within {duration_ms} ms.") } else { String::new() },
                },
                record: (*record).to_owned(),
            })
            .collect()
    }

    fn check(lines: &[(i64, OutcomeKind, &str, u16, u32)], expected: &[Pattern]) {
        let patterns: Vec<Pattern> = unusual(&runs(lines), NOW).into_iter().map(|remark| remark.pattern).collect();
        assert_eq!(patterns, expected, "{lines:?}");
    }

    use OutcomeKind::{Answer, ApiError, NotVerified, Throttled, Unavailable};

    #[test]
    fn many_failures_on_one_record_close_together_are_told_once() {
        let failures: Vec<_> = (0..6).map(|minutes| (minutes, NotVerified, "a", 200, 100)).collect();
        check(&failures, &[Pattern::ManyFailures { count: 6, minutes: 6 }]);
        check(&failures[..4], &[]);
        let of_two: Vec<_> =
            (0..8).map(|minutes| (minutes, NotVerified, ["a", "b"][usize::from(minutes % 2 == 0)], 200, 100)).collect();
        check(&of_two, &[]);
        let apart: Vec<_> = (0..8).map(|n| (n * 10, NotVerified, "a", 200, 100)).collect();
        check(&apart, &[]);
        let yesterday: Vec<_> = (0..6).map(|minutes| (1_500 + minutes, NotVerified, "a", 200, 100)).collect();
        check(&yesterday, &[]);
        let unnamed: Vec<_> = (0..6).map(|minutes| (minutes, NotVerified, "", 200, 100)).collect();
        check(&unnamed, &[]);
        let locked = [&failures[..4], &[(5, Throttled, "a", 0, 1)]].concat();
        check(&locked, &[Pattern::ManyFailures { count: 5, minutes: 6 }]);
    }

    #[test]
    fn an_error_that_never_came_before_is_told_with_its_count() {
        let good: Vec<_> = (100..106).map(|minutes| (minutes, Answer, "a", 200, 100)).collect();
        let with = |new: &[(i64, OutcomeKind, &'static str, u16, u32)]| [new, &good].concat();
        let first = NOW - 9 * MINUTE;
        let new = |error: &str, count| Pattern::NewError { error: error.to_owned(), count, since: first };
        check(&with(&[(2, ApiError, "a", 503, 90), (9, ApiError, "b", 503, 90)]), &[new("status 503", 2)]);
        check(
            &with(&[(2, Unavailable, "a", 0, 31), (9, Unavailable, "a", 0, 30)]),
            &[new("No answer within 31 ms.", 2)],
        );
        let known = [with(&[(9, ApiError, "a", 503, 90)]), vec![(5_000, ApiError, "a", 503, 90)]].concat();
        check(&known, &[]);
        check(&[(9, ApiError, "a", 503, 90)], &[]);
        assert_eq!(with(&[(9, NotVerified, "a", 404, 90)]).len(), 7);
        check(&with(&[(9, NotVerified, "a", 404, 90)]), &[]);
    }

    #[test]
    fn a_slower_system_is_told_by_the_middle_of_its_times() {
        let times = |newest: u32, before: u32, count: i64| -> Vec<_> {
            (0..10 + count).map(|n| (n, Answer, "a", 200, if n < 10 { newest } else { before })).collect()
        };
        let told = |before_ms, now_ms| [Pattern::Slower { before_ms, now_ms, environment: Environment::Live }];
        check(&times(900, 300, 20), &told(300, 900));
        check(&times(400, 300, 20), &[]);
        check(&times(90, 30, 20), &[]);
        check(&times(900, 300, 9), &[]);
        let mut one_slow = times(300, 300, 20);
        one_slow[0].4 = 30_000;
        check(&one_slow, &[]);
    }

    #[test]
    fn samples_say_nothing_and_connectors_are_looked_at_by_themselves() {
        let mut failures = runs(&(0..6).map(|minutes| (minutes, NotVerified, "a", 200, 100)).collect::<Vec<_>>());
        for run in &mut failures[..3] {
            run.row.connector_id = "other".into();
        }
        assert_eq!(unusual(&failures, NOW), []);
        for run in &mut failures {
            run.row.connector_id = "c".into();
            run.row.environment = Environment::Sample;
        }
        assert_eq!(unusual(&failures, NOW), []);
    }
}
