//! The six ways, each with an API of its own. A way says how it calls and how it says the customer's yes; this file runs
//! all scenarios on it, side by side because a failed verification waits on purpose, and sorts what its API got.

mod command_line;
mod mcp_http;
mod mcp_stdio;
mod panel;
mod rest;
mod serving;
mod simulator;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use drawbridge_tests::fake_api::FakeApi;

use crate::generate::Scenario;
use crate::heard::{Heard, Outcome, sent};

/// How many scenarios a way runs at the same time.
const SIDE_BY_SIDE: usize = 8;

/// Calls a tool in one of the six ways.
pub trait Way: Sync {
    /// Runs a scenario, saying yes where the customer is asked: what was asked, and how it ended.
    fn call(&self, scenario: &Scenario) -> (Option<String>, Outcome);
}

/// A way's name, and how it is made ready for these scenarios and an API.
type Start = fn(&[Scenario], &FakeApi) -> Box<dyn Way>;

/// All of them; the others are compared with the first.
pub const ALL: [(&str, Start); 6] = [
    ("the Test panel", |scenarios, api| Box::new(panel::Panel::start(scenarios, api))),
    ("the simulator", |scenarios, api| Box::new(simulator::Simulator::start(scenarios, api))),
    ("drawbridge call", |scenarios, api| Box::new(command_line::CommandLine::start(scenarios, api))),
    ("REST", |scenarios, api| Box::new(rest::Rest::start(scenarios, api))),
    ("MCP over standard streams", |scenarios, api| Box::new(mcp_stdio::McpStdio::start(scenarios, api))),
    ("MCP over HTTP", |scenarios, api| Box::new(mcp_http::McpHttp::start(scenarios, api))),
];

/// What each way gave for each scenario, in the order of [`ALL`].
pub fn run_all(scenarios: &[Scenario]) -> Vec<Vec<Heard>> {
    std::thread::scope(|scope| {
        let running = ALL.map(|(name, start)| {
            scope.spawn(move || {
                let started = std::time::Instant::now();
                let heard = run(scenarios, start);
                eprintln!("{name}: {} scenarios in {:.1} s", heard.len(), started.elapsed().as_secs_f64());
                heard
            })
        });
        running.map(|way| way.join().expect("each way comes to its end")).into()
    })
}

fn run(scenarios: &[Scenario], start: Start) -> Vec<Heard> {
    let api = FakeApi::start();
    for scenario in scenarios {
        scenario.teach(&api);
    }
    let way = start(scenarios, &api);
    let ended = side_by_side(scenarios, |scenario| way.call(scenario));
    drop(way);
    let requests = api.requests();
    let heard = scenarios.iter().zip(ended).map(|(scenario, (asked, outcome))| {
        let own = requests.iter().filter(|request| scenario.is_asked_by(&request.target));
        Heard { asked, outcome, sent: own.map(sent).collect() }
    });
    heard.collect()
}

/// Does something for each scenario; results in the order of the scenarios.
fn side_by_side<T: Send>(scenarios: &[Scenario], call: impl Fn(&Scenario) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(scenarios.len()));
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some(scenario) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = call(scenario);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((scenario.number, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}
