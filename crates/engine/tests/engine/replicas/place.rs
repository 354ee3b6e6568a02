//! A shared place in memory that a test can switch off, and engines on it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use drawbridge_engine::shared::{Change, OutOfReach, Pending, RecordKey, SharedRecords};
use drawbridge_engine::{Engine, EngineSettings, Shared, SharedKey};
use drawbridge_model::OutcomeKind;
use serde_json::Value;

use crate::server::Server;
use crate::setup::Setup;

/// The time at which the replicas of the tests start.
const NOW: Duration = Duration::from_secs(1_795_000_000);

/// Keeps values for their time.
#[derive(Default)]
pub struct Place {
    values: Mutex<HashMap<RecordKey, (Vec<u8>, Instant)>>,
    off: AtomicBool,
    hangs: AtomicBool,
}

impl Place {
    /// Whether it can be reached.
    pub fn switch(&self, on: bool) {
        self.off.store(!on, Ordering::SeqCst);
    }

    /// Whether it takes requests and never answers.
    pub fn hang(&self, hangs: bool) {
        self.hangs.store(hangs, Ordering::SeqCst);
    }

    /// Everything that lies there.
    pub fn values(&self) -> Vec<Vec<u8>> {
        self.values.lock().unwrap().values().map(|(value, _)| value.clone()).collect()
    }

    /// Loses everything, as one that is started anew.
    pub fn forget(&self) {
        self.values.lock().unwrap().clear();
    }

    /// Puts the same bytes over every value.
    pub fn spoil(&self) {
        self.values.lock().unwrap().values_mut().for_each(|(value, _)| *value = b"spoilt".to_vec());
    }

    /// Others get their turn before it answers, as they do with a real one.
    async fn answer(&self) -> Result<(), OutOfReach> {
        tokio::task::yield_now().await;
        while self.hangs.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if self.off.load(Ordering::SeqCst) { Err(OutOfReach) } else { Ok(()) }
    }
}

impl SharedRecords for Place {
    fn read<'a>(&'a self, keys: &'a [RecordKey]) -> Pending<'a, Vec<Option<Vec<u8>>>> {
        Box::pin(async move {
            self.answer().await?;
            let values = self.values.lock().unwrap();
            Ok(keys.iter().map(|key| there(&values, key)).collect())
        })
    }

    fn exchange<'a>(&'a self, changes: &'a [Change]) -> Pending<'a, bool> {
        Box::pin(async move {
            self.answer().await?;
            let mut values = self.values.lock().unwrap();
            if changes.iter().any(|change| there(&values, &change.key) != change.before) {
                return Ok(false);
            }
            for change in changes {
                match &change.after {
                    Some(after) => {
                        assert!(!after.value.is_empty(), "a value has at least one byte");
                        assert!(after.kept_for >= Duration::from_millis(1), "a value is kept for a time");
                        values.insert(change.key, (after.value.clone(), Instant::now() + after.kept_for));
                    }
                    None => drop(values.remove(&change.key)),
                }
            }
            Ok(true)
        })
    }
}

fn there(values: &HashMap<RecordKey, (Vec<u8>, Instant)>, key: &RecordKey) -> Option<Vec<u8>> {
    values.get(key).filter(|(_, until)| Instant::now() < *until).map(|(value, _)| value.clone())
}

/// Two replicas of one connector on one place.
pub struct Replicas {
    pub place: Arc<Place>,
    pub each: [Arc<Setup>; 2],
}

impl Replicas {
    pub fn new(connector: &Value, system: &Value, server: &Server) -> Self {
        let place = Arc::new(Place::default());
        let each = [(); 2].map(|()| Arc::new(replica(&place, Setup::new(connector.clone(), system.clone(), server))));
        Self { place, each }
    }

    /// The outcomes of so many calls at once, taking turns between the replicas, each with its own values.
    pub fn at_once(&self, calls: usize, inputs: impl Fn(usize) -> Call) -> Vec<OutcomeKind> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let tasks: Vec<_> = (0..calls)
                .map(|number| {
                    let setup = Arc::clone(&self.each[number % 2]);
                    let call = inputs(number);
                    let mut request = setup.request.clone();
                    request.inputs = call.inputs.as_object().cloned().unwrap();
                    request.conversation = call.conversation;
                    request.confirmation = call.confirmation;
                    tokio::spawn(async move { setup.engine.run(&setup.plan, request).await.outcome.kind })
                })
                .collect();
            let mut kinds = Vec::new();
            for task in tasks {
                kinds.push(task.await.unwrap());
            }
            kinds
        })
    }
}

/// What one call says.
#[derive(Default)]
pub struct Call {
    pub inputs: Value,
    pub conversation: Option<String>,
    pub confirmation: Option<String>,
}

/// The same setup as one of the replicas on a place.
pub fn replica(place: &Arc<Place>, setup: Setup) -> Setup {
    let key = SharedKey::parse(&"5a".repeat(32)).unwrap();
    let shared = Shared { records: Arc::clone(place) as Arc<dyn SharedRecords>, key };
    let settings = EngineSettings { calls_at_once: 64, ..EngineSettings::shared(shared, NOW) };
    Setup { engine: Engine::new(settings).unwrap(), ..setup }
}
