//! Makes scenarios: a system, a connector, what a customer says, and what the API answers.
//!
//! A scenario is thrown, part by part, until its documents pass the checks; what it is made of is noted as its kinds, so
//! that the test can hold that all of them occur. To vary something more, throw for it in [`draft`] and name it.

mod draft;
mod record;
mod rules;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_model::check::check_bundle;
use drawbridge_model::{Bundle, Connector, Severity, System};
use drawbridge_tests::fake_api::{FakeApi, Reply, Route};
use serde_json::{Map, Value};

use crate::dice::Dice;
use draft::Draft;

pub use record::FAULTS;
pub use rules::COMPARATORS;
pub use values::TYPES;

/// A scenario that does not pass the checks is thrown anew, so often at the most.
const MOST_TRIES: u64 = 20;

/// One call of one connector, and the world around it.
pub struct Scenario {
    /// Its number; with the seed it gives the same scenario again.
    pub number: usize,
    /// The connector.
    pub connector: Connector,
    /// What the customer says, by question.
    pub inputs: Map<String, Value>,
    /// The values of the system's secrets, by name.
    pub secrets: BTreeMap<&'static str, String>,
    /// What it is made of.
    pub kinds: BTreeSet<String>,
    system: System,
    answers: Vec<Answers>,
}

/// What the API answers to a method below a path, in turn.
pub struct Answers {
    /// `GET`.
    pub method: String,
    /// The beginning of the path, below the scenario's own.
    pub path: &'static str,
    /// One after the other; the last one again and again.
    pub replies: Vec<Reply>,
}

impl Scenario {
    /// The scenario of a seed and a number.
    pub fn generate(seed: u64, number: usize) -> Self {
        let mut problems = Vec::new();
        for again in 0..MOST_TRIES {
            let scenario = Draft::throw(number, Dice::new(seed, number, again)).finish();
            problems = check_bundle(&bundle(std::slice::from_ref(&scenario), "http://127.0.0.1:4711"));
            problems.retain(|problem| problem.severity == Severity::Error);
            if problems.is_empty() {
                return scenario;
            }
        }
        panic!("seed {seed}, scenario {number}: no try passes the checks: {problems:?}")
    }

    /// The system, with its API at an origin.
    pub fn system_at(&self, origin: &str) -> System {
        let mut system = self.system.clone();
        let address = format!("{origin}{}", self.path());
        system.base_url.test.clone_from(&address);
        system.base_url.live = address;
        system
    }

    /// Whether a request belongs to it.
    pub fn is_asked_by(&self, target: &str) -> bool {
        target.strip_prefix(&self.path()).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Teaches an API what it answers in this scenario.
    pub fn teach(&self, api: &FakeApi) {
        for Answers { method, path, replies } in &self.answers {
            let route = Route::below(method, &format!("{}{path}", self.path()));
            api.teach(replies.iter().cloned().fold(route, Route::reply));
        }
    }

    /// Everything below which its API lies.
    fn path(&self) -> String {
        format!("/s{:03}", self.number)
    }
}

/// All of them in one bundle, for an API at an origin.
pub fn bundle(scenarios: &[Scenario], origin: &str) -> Bundle {
    let systems: Vec<System> = scenarios.iter().map(|scenario| scenario.system_at(origin)).collect();
    let connectors: Vec<Connector> = scenarios.iter().map(|scenario| scenario.connector.clone()).collect();
    Bundle::assemble("Everywhere the same", &systems, &connectors)
}
