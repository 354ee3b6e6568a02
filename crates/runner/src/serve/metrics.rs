//! What is counted, in the form that Prometheus reads (`OpenMetrics`).
//!
//! Labels are names of tools and words of outcomes, so their number is bounded by the bundle; nothing of a customer is one.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::audit::Audit;

type ByTool = Vec<(&'static str, String)>;

/// Upper bounds of the durations, in seconds.
const DURATIONS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0];

/// Counters of one process.
pub struct Metrics {
    registry: Registry,
    calls: Family<ByTool, Counter>,
    durations: Family<ByTool, Histogram, fn() -> Histogram>,
    requests: Family<ByTool, Counter>,
    alerts: Family<ByTool, Counter>,
    in_flight: Gauge,
    tools: Gauge<u64, AtomicU64>,
}

/// A call that is under way, until it is dropped.
pub struct InFlight(Gauge);

impl Metrics {
    /// All at zero.
    pub fn new() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(DURATIONS);
        let mut metrics = Self {
            registry: Registry::with_prefix("drawbridge"),
            calls: Family::default(),
            durations: Family::new_with_constructor(histogram),
            requests: Family::default(),
            alerts: Family::default(),
            in_flight: Gauge::default(),
            tools: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("calls", "Calls by tool and outcome", metrics.calls.clone());
        registry.register("call_duration_seconds", "How long calls took", metrics.durations.clone());
        registry.register("requests", "Requests to APIs by tool and status", metrics.requests.clone());
        registry.register("alerts", "Records locked and connectors slowed down", metrics.alerts.clone());
        registry.register("calls_in_flight", "Calls under way", metrics.in_flight.clone());
        registry.register("tools", "Tools that are offered", metrics.tools.clone());
        metrics
    }

    /// A call begins.
    pub fn begin(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// A call has ended.
    pub fn called(&self, audit: &Audit<'_>) {
        let of = |name, value: &str| vec![("tool", audit.tool.to_owned()), (name, value.to_owned())];
        self.calls.get_or_create(&of("outcome", audit.outcome.as_str())).inc();
        self.durations.get_or_create(&vec![("tool", audit.tool.to_owned())]).observe(audit.duration.as_secs_f64());
        for request in &audit.requests {
            let status = request.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
            self.requests.get_or_create(&of("status", &status)).inc();
        }
        for alert in &audit.alerts {
            self.alerts.get_or_create(&of("kind", alert.code())).inc();
        }
    }

    /// So many tools are offered.
    pub fn offers(&self, tools: usize) {
        self.tools.set(u64::try_from(tools).unwrap_or(u64::MAX));
    }

    /// All of them as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a text cannot fail.
        encode(&mut text, &self.registry).ok();
        text
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}
