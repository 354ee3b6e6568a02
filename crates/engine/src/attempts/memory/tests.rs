use futures_util::FutureExt;

use super::*;
use crate::Alert;

const HOUR: Duration = Duration::from_hours(1);

#[derive(Default)]
struct Hand(Mutex<Duration>);

impl Clock for Hand {
    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hand {
    fn forward(&self, minutes: u64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += Duration::from_mins(minutes);
    }
}

/// A store, its clock and the limits of a connector that says nothing of its own.
struct Counters {
    clock: Arc<Hand>,
    store: MemoryAttempts,
    limits: AttemptLimits,
}

impl Counters {
    fn new() -> Self {
        let clock = Arc::new(Hand::default());
        let store = MemoryAttempts::new(Arc::clone(&clock) as Arc<dyn Clock>);
        Self { clock, store, limits: AttemptLimits::default() }
    }

    fn locked(&self, keys: &AttemptKeys) -> Option<Locked> {
        now(self.store.locked(keys, &self.limits))
    }

    fn count(&self, keys: &AttemptKeys) -> Result<Duration, Locked> {
        now(self.store.count(keys, &self.limits))
    }

    fn settle(&self, keys: &AttemptKeys, ending: Ending) -> Vec<Alert> {
        now(self.store.settle(keys, &self.limits, ending)).alerts
    }

    /// Tries that nobody passes; how many of them were let through.
    fn fail(&self, keys: &AttemptKeys, times: usize) -> usize {
        (0..times)
            .filter(|_| {
                let counted = self.count(keys).is_ok();
                if counted {
                    self.settle(keys, Ending::Failed);
                }
                counted
            })
            .count()
    }
}

/// Memory answers at once.
#[expect(clippy::unwrap_used, reason = "tests")]
fn now<T>(pending: Pending<'_, T>) -> T {
    pending.now_or_never().unwrap().unwrap()
}

fn keys(record: u8, conversation: Option<u8>) -> AttemptKeys {
    AttemptKeys {
        record: [record; 32],
        conversation: conversation.map(|id| [id; 32]),
        connector: "live order_status".to_owned(),
    }
}

/// SECURITY IDV-26. SECURITY IDV-30: the lock ends by itself, and each one is twice as long, a day at the most.
#[test]
fn the_fifth_failure_locks_a_record_and_each_lock_is_twice_as_long() {
    let counters = Counters::new();
    let record = keys(1, None);
    for minutes in [15, 30, 60, 120, 240, 480, 960, 1_440, 1_440] {
        assert_eq!(counters.fail(&record, 6), 5, "the sixth is not let through");
        let lock = Locked::Record(Duration::from_mins(minutes));
        assert_eq!(counters.count(&record), Err(lock));
        assert_eq!(counters.locked(&record), Some(lock));
        assert_eq!(counters.count(&keys(2, None)), Ok(Duration::ZERO), "another record is not locked");
        counters.settle(&keys(2, None), Ending::SaidNothing);
        counters.clock.forward(minutes);
    }
    counters.clock.forward(24 * 60);
    assert_eq!(counters.fail(&record, 6), 5);
    assert_eq!(counters.count(&record), Err(Locked::Record(Duration::from_mins(15))), "a day later it starts anew");
}

#[test]
fn failures_further_apart_than_the_window_do_not_add_up() {
    let counters = Counters::new();
    for _ in 0..20 {
        assert_eq!(counters.fail(&keys(1, None), 1), 1);
        counters.clock.forward(4);
    }
}

#[test]
fn a_conversation_has_ten_failures_an_hour_over_all_records_locked_ones_included() {
    let counters = Counters::new();
    for record in 0..10 {
        assert_eq!(counters.fail(&keys(record, Some(200)), 1), 1);
    }
    assert_eq!(counters.count(&keys(11, Some(200))), Err(Locked::Conversation(HOUR)));
    assert_eq!(counters.count(&keys(11, Some(201))), Ok(Duration::ZERO));
    counters.clock.forward(60);
    assert_eq!(counters.fail(&keys(12, Some(200)), 5), 5);
    for _ in 0..5 {
        assert!(matches!(counters.count(&keys(12, Some(200))), Err(Locked::Record(_))));
    }
    assert_eq!(
        counters.count(&keys(12, Some(200))),
        Err(Locked::Conversation(HOUR)),
        "asking a locked record is a try"
    );
}

#[test]
fn a_success_resets_the_record_and_what_says_nothing_is_not_counted() {
    let counters = Counters::new();
    let record = keys(1, Some(2));
    for _ in 0..20 {
        assert_eq!(counters.count(&record), Ok(Duration::ZERO));
        counters.settle(&record, Ending::SaidNothing);
    }
    assert_eq!(counters.fail(&record, 4), 4);
    assert_eq!(counters.count(&record), Ok(Duration::ZERO));
    assert!(matches!(counters.count(&record), Err(Locked::Record(_))), "the fifth is on its way");
    counters.settle(&record, Ending::SaidNothing);
    assert_eq!(counters.count(&record), Ok(Duration::ZERO), "and did not count");
    counters.settle(&record, Ending::Verified);
    assert_eq!(counters.fail(&keys(1, None), 6), 5);
}

/// SECURITY IDV-27.
#[test]
fn a_hundred_guesses_at_once_are_five() {
    let counters = Arc::new(Counters::new());
    let guess = |_| {
        let counters = Arc::clone(&counters);
        std::thread::spawn(move || counters.count(&keys(1, None)).is_ok())
    };
    let threads: Vec<_> = (0..100).map(guess).collect();
    let through = threads.into_iter().map(std::thread::JoinHandle::join).filter(|joined| matches!(joined, Ok(true)));
    assert_eq!(through.count(), 5);
}

/// SECURITY IDV-30: the owner is told of a lock and of many failures, once each.
#[test]
fn above_a_hundred_failures_calls_leave_one_a_second_and_the_owner_is_told() {
    let counters = Counters::new();
    let mut alerts = Vec::new();
    for record in 0..=100 {
        assert_eq!(counters.count(&keys(record, None)), Ok(Duration::ZERO));
        alerts.extend(counters.settle(&keys(record, None), Ending::Failed));
    }
    assert_eq!(alerts, [Alert::Slowed(101)]);
    for seconds in 0..=10 {
        let wait = Duration::from_secs(seconds);
        assert_eq!(counters.count(&keys(200, None)), Ok(wait), "slow, not closed");
        assert_eq!(counters.settle(&keys(200, None), Ending::Verified), []);
    }
    assert_eq!(counters.count(&keys(200, None)), Err(Locked::Connector(Duration::from_secs(11))));
    let other = AttemptKeys { connector: "live balance".to_owned(), ..keys(200, None) };
    assert_eq!(counters.count(&other), Ok(Duration::ZERO), "another connector is not slowed down");
    counters.clock.forward(60);
    assert_eq!(counters.count(&keys(201, None)), Ok(Duration::ZERO), "an hour later all is as before");

    let locking: Vec<Alert> = (0..5)
        .flat_map(|_| {
            counters.count(&keys(202, None)).ok();
            counters.settle(&keys(202, None), Ending::Failed)
        })
        .collect();
    assert_eq!(locking, [Alert::RecordLocked(Duration::from_mins(15))]);
    for alert in alerts.into_iter().chain(locking) {
        assert!(alert.words().ends_with('.') || alert.words().ends_with("guessing."), "{}", alert.words());
    }
}

/// SECURITY IDV-31: a lock is measured on a clock that nobody can set. One that stood still or jumped ahead would
/// keep it and end it, and neither makes it eternal.
#[test]
fn a_lock_neither_vanishes_nor_becomes_eternal_by_the_clock() {
    let counters = Counters::new();
    assert_eq!(counters.fail(&keys(1, None), 5), 5);
    assert!(counters.count(&keys(1, None)).is_err(), "no time has passed");
    counters.clock.forward(24 * 60);
    assert!(counters.count(&keys(1, None)).is_ok(), "a day has passed");
    let monotonic = crate::clock::MonotonicClock::new();
    let times: Vec<Duration> = (0..1_000).map(|_| monotonic.elapsed()).collect();
    assert!(times.is_sorted(), "it never goes back");
}

#[test]
fn counters_that_have_run_out_are_dropped() {
    let counters = Counters::new();
    let numbered = |number: u32| {
        let mut record = [0; 32];
        record[..4].copy_from_slice(&number.to_be_bytes());
        AttemptKeys { record, ..keys(0, None) }
    };
    for number in 0..=10_000 {
        counters.count(&numbered(number)).ok();
    }
    assert_eq!(counters.store.state().records.map.len(), 10_001);
    counters.clock.forward(16);
    counters.count(&numbered(20_000)).ok();
    assert_eq!(counters.store.state().records.map.len(), 1);
}
