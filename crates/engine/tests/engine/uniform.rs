//! Time must not tell why a verification failed.

use std::future::ready;
use std::sync::Arc;
use std::time::{Duration, Instant};

use drawbridge_engine::attempts::{AttemptKeys, AttemptStore, Ending, Locked, MemoryAttempts, Settled};
use drawbridge_engine::clock::MonotonicClock;
use drawbridge_engine::shared::Pending;
use drawbridge_engine::{Engine, EngineSettings};
use drawbridge_model::{AttemptLimits, OutcomeKind};
use futures_util::future::join_all;
use serde_json::json;

use crate::server::Server;
use crate::setup::{Setup, order, wait};

const SAMPLES: usize = 200;
/// So many samples of each kind are under way at once, since each takes a tenth of a second.
const AT_ONCE: usize = 10;
/// Longer than the API of the test needs on a busy machine, as the 800 ms of a bundle are longer than a usual API needs.
const LEAST: Duration = Duration::from_millis(100);
/// Beyond this, two samples of the same kind differ by chance once in a hundred times.
const LEAST_P: f64 = 0.01;
/// A difference that is there shows in every round; chance alone does not come three times.
const ROUNDS: usize = 3;

/// The counters of the engine without the one that slows a connector down, which a thousand failures would.
struct Unslowed(MemoryAttempts);

impl AttemptStore for Unslowed {
    fn locked<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits) -> Pending<'a, Option<Locked>> {
        self.0.locked(keys, limits)
    }

    fn count<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits) -> Pending<'a, Result<Duration, Locked>> {
        self.0.count(keys, limits)
    }

    fn settle<'a>(&'a self, keys: &'a AttemptKeys, limits: &'a AttemptLimits, ending: Ending) -> Pending<'a, Settled> {
        if ending == Ending::Failed {
            Box::pin(ready(Ok(Settled::default())))
        } else {
            self.0.settle(keys, limits, ending)
        }
    }
}

/// SECURITY IDV-25. The five kinds take turns, so that whatever else this machine does meets all of them alike.
#[test]
fn five_kinds_of_failure_take_the_same_time() {
    let server = Server::json(|request| match request.target().split('/').nth(2).and_then(|id| id.chars().next()) {
        Some('m') => (200, order()),
        Some('f') => (200, json!({"status": "x", "billing": {}}).to_string()),
        Some('t') => (200, json!({"status": "x", "billing": {"email": 7}}).to_string()),
        _ => (404, "{}".to_owned()),
    });
    let mut setup = Setup::order(&server);
    let attempts = Arc::new(Unslowed(MemoryAttempts::new(Arc::new(MonotonicClock::new()))));
    setup.engine =
        Engine::new(EngineSettings { attempts, calls_at_once: 5 * AT_ONCE, ..EngineSettings::standard() }).unwrap();
    setup.request.limits.failed_verification = LEAST;
    wait(async {
        for number in 0..5 {
            fail(&setup, "locked", number).await;
        }
        let before = server.requests().len();
        fail(&setup, "locked", 5).await;
        assert_eq!(server.requests().len(), before, "a locked record is not asked for");

        let mut differences = Vec::new();
        for round in 0..ROUNDS {
            differences = differing(&setup, round).await;
            if differences.is_empty() {
                return;
            }
        }
        panic!("in each of {ROUNDS} rounds kinds differed, in the last {differences:?}");
    });
}

/// Two hundred samples of each kind; which of the kinds differ from the first.
async fn differing(setup: &Setup, round: usize) -> Vec<String> {
    let kinds = ["m", "u", "f", "t", "locked"];
    let mut times: Vec<Vec<f64>> = vec![Vec::with_capacity(SAMPLES); kinds.len()];
    for number in (0..SAMPLES).step_by(AT_ONCE) {
        let order = shuffled(kinds.len() * AT_ONCE, number);
        let runs = order.iter().map(|place| {
            let number = number + place / kinds.len();
            let record = match kinds[place % kinds.len()] {
                "locked" => "locked".to_owned(),
                first => format!("{first}{round}-{number}"),
            };
            async move { fail(setup, &record, number).await }
        });
        for (place, took) in order.iter().zip(join_all(runs).await) {
            times[place % kinds.len()].push(took);
        }
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    let first = &times[0];
    let told = kinds.iter().zip(&times).skip(1).filter_map(|(kind, other)| {
        let p = kolmogorov_smirnov(first, other);
        let apart = (first[SAMPLES / 2] - other[SAMPLES / 2]).abs();
        (p <= LEAST_P || apart > 10.0).then(|| format!("{kind}: p {p:.4}, medians {apart:.2} ms apart"))
    });
    told.collect()
}

/// Another order each time, so that no kind always comes after the same one.
fn shuffled(length: usize, seed: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by_key(|place| (seed * length + place + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32);
    order
}

/// One failed verification; how long it took, in milliseconds.
async fn fail(setup: &Setup, record: &str, number: usize) -> f64 {
    let said = json!({"order_id": record, "email": format!("guess{number}@example.com")});
    let mut request = setup.request.clone();
    request.inputs = said.as_object().cloned().unwrap();
    let started = Instant::now();
    let run = setup.engine.run(&setup.plan, request).await;
    let took = started.elapsed().as_secs_f64() * 1000.0;
    assert_eq!(run.outcome.kind, OutcomeKind::NotVerified, "{:?}", run.outcome);
    took
}

/// The two-sample test of Kolmogorov and Smirnov on sorted samples of one size: how likely their greatest difference is
/// by chance, by the asymptotic distribution.
fn kolmogorov_smirnov(one: &[f64], other: &[f64]) -> f64 {
    let share_below = |sorted: &[f64], value: f64| share(sorted.partition_point(|time| *time <= value), sorted.len());
    let apart = one.iter().chain(other).map(|value| (share_below(one, *value) - share_below(other, *value)).abs());
    let greatest = apart.fold(0.0, f64::max);
    let effective = (share(one.len(), 1) / 2.0).sqrt();
    let lambda = (effective + 0.12 + 0.11 / effective) * greatest;
    if lambda < 0.2 {
        return 1.0;
    }
    let term = |k: i32| {
        let sign = if k % 2 == 1 { 1.0 } else { -1.0 };
        sign * (-2.0 * f64::from(k * k) * lambda * lambda).exp()
    };
    (2.0 * (1..=100).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

fn share(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
}

#[test]
fn the_statistic_tells_samples_apart() {
    let sample = |shift: f64| (0..200).map(|step| f64::from(step) * 0.01 + shift).collect::<Vec<_>>();
    assert!(kolmogorov_smirnov(&sample(0.0), &sample(0.0)) > 0.99);
    assert!(kolmogorov_smirnov(&sample(0.0), &sample(0.1)) > LEAST_P, "a twentieth of the spread is chance");
    assert!(kolmogorov_smirnov(&sample(0.0), &sample(0.5)) < 1e-4, "a quarter of the spread is not");
}
