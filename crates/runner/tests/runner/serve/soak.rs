//! A long time under load with an API that has faults: memory does not grow, every write is sent once at most and none is
//! lost without an outcome that says so, and nothing leaks.
//!
//! The gate soaks for seconds; `cargo xtask torture soak` for 30 minutes (`DRAWBRIDGE_SOAK_SECONDS`), at half the rate that
//! the same clients reach without faults, or at `DRAWBRIDGE_SOAK_RATE` calls a second where a machine has other work.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::sessions::{Session, customer, server};
use crate::support::bundles::BundleFile;
use crate::support::orders::{self, Orders};
use crate::support::serving::{Serving, until};

/// Clients at the same time.
const CLIENTS: u64 = 8;
/// Orders that are asked for again and again.
const ORDERS: u64 = 2_000;
/// Every so many calls one changes something.
const WRITES: u64 = 10;
/// How long the rate without faults is measured.
const PEAK: Duration = Duration::from_secs(2);
/// Memory may be larger at the end by this much, in kilobytes, besides a tenth: what the allocator keeps.
const SLACK: u64 = 4 * 1024;

/// What the clients saw.
#[derive(Default)]
struct Seen {
    calls: usize,
    outcomes: HashMap<String, usize>,
    /// How the write of each subject ended.
    writes: HashMap<String, String>,
}

#[test]
fn under_load_and_faults_it_neither_grows_nor_loses_nor_leaks() {
    let (shop, file) = (Orders::start(), BundleFile::new(&orders::bundle()));
    let server = Serving::start(server(&shop, &file).with(&["--log", "json"]));
    let seen = Mutex::new(Seen::default());
    let started = Instant::now();
    load(&server, &seen, PEAK, Duration::ZERO);
    let peak = number(seen.lock().unwrap().calls) / started.elapsed().as_secs_f64();
    let rate = std::env::var("DRAWBRIDGE_SOAK_RATE").map_or(peak / 2.0, |rate| rate.parse().unwrap());
    let all = Duration::from_secs(std::env::var("DRAWBRIDGE_SOAK_SECONDS").map_or(6, |all| all.parse().unwrap()));
    let (warm_up, between) = (all / 6, Duration::from_secs_f64(number(usize::try_from(CLIENTS).unwrap()) / rate));
    shop.have_faults();
    load(&server, &seen, warm_up, between);
    let early = resident(&server);
    load(&server, &seen, all.saturating_sub(warm_up), between);
    let late = resident(&server);

    let Seen { calls, outcomes, writes } = seen.into_inner().unwrap();
    eprintln!(
        "{calls} calls in {} s, {rate:.0} a second after a peak of {peak:.0}; {early} kB after {} s, {late} kB at the end; \
         {outcomes:?}; {} writes",
        started.elapsed().as_secs(),
        warm_up.as_secs(),
        writes.len()
    );
    assert!(late <= early + early / 10 + SLACK, "memory grew from {early} kB to {late} kB");
    for kind in ["answer", "unavailable", "needs_confirmation", "not_verified"] {
        assert!(outcomes.contains_key(kind), "the faults did not come to “{kind}”: {outcomes:?}");
    }
    let sent = shop.tickets();
    for (subject, count) in &sent {
        assert_eq!(*count, 1, "“{subject}” was sent {count} times");
        assert!(writes.contains_key(subject), "nobody was told how “{subject}” ended");
    }
    for (subject, outcome) in &writes {
        assert!(outcome != "answer" || sent.contains_key(subject), "“{subject}” was said to be done and never came");
    }
    assert!(writes.values().any(|outcome| outcome != "answer"), "some writes met a fault: {writes:?}");
    let told = until("a line for every call", || Some(server.told()).filter(|told| told.lines().count() >= calls));
    for word in [orders::CANARY, orders::KEY, "customer1", "mark-"] {
        assert!(!told.contains(word), "“{word}” was told");
    }
}

/// All clients call for so long, each once in `between`.
fn load(server: &Serving, seen: &Mutex<Seen>, time: Duration, between: Duration) {
    let started = Instant::now();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            scope.spawn(move || {
                let mut session = Session::open(server, client % 2 == 0);
                if client == 0 {
                    let guess = json!({"order": ORDERS + 1, "email": "eve@example.com"});
                    note(seen, &session.call(0, "find_order", &guess, "eve"));
                }
                for id in 0.. {
                    let due = started + between * u32::try_from(id).unwrap();
                    if started.elapsed() >= time {
                        return;
                    }
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let conversation = format!("conversation {}", id % 50);
                    if id % WRITES == client {
                        let subject = format!("{client} {id} {:?}", started.elapsed());
                        write(&mut session, id, &subject, &conversation, seen);
                    } else {
                        let order = (id * CLIENTS + client) % ORDERS;
                        let answer = session.call(id, "find_order", &customer(order), &conversation);
                        let data = &answer["result"]["structuredContent"]["data"];
                        let is_own = data.is_null() || data["mark"] == orders::mark(order);
                        assert!(is_own && answer["id"] == id, "{answer}");
                        note(seen, &answer);
                    }
                }
            });
        }
    });
}

/// Asks, agrees by the token, and keeps how it ended.
fn write(session: &mut Session, id: u64, subject: &str, conversation: &str, seen: &Mutex<Seen>) {
    let asked = session.call(id, "make_ticket", &json!({"subject": subject}), conversation);
    note(seen, &asked);
    let token = &asked["result"]["structuredContent"]["confirmation"]["token"];
    if token.is_string() {
        let agreed = json!({"subject": subject, "confirmation_token": token});
        let ended = note(seen, &session.call(id, "make_ticket", &agreed, conversation));
        seen.lock().unwrap().writes.insert(subject.to_owned(), ended);
    }
}

/// Counts an outcome, and looks for what must not be in it.
fn note(seen: &Mutex<Seen>, answer: &Value) -> String {
    let text = answer.to_string();
    assert!(!text.contains(orders::CANARY) && !text.contains(orders::KEY), "{text}");
    let outcome = answer["result"]["structuredContent"]["outcome"].as_str();
    let outcome = outcome.unwrap_or_else(|| panic!("every call has an outcome: {answer}")).to_owned();
    let mut seen = seen.lock().unwrap();
    seen.calls += 1;
    *seen.outcomes.entry(outcome.clone()).or_default() += 1;
    outcome
}

/// Kilobytes that the server holds.
fn resident(server: &Serving) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn number(count: usize) -> f64 {
    count as f64
}
