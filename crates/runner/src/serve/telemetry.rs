//! Traces and metrics for OpenTelemetry, and the one file that names its library.
//!
//! It is on when `OTEL_EXPORTER_OTLP_ENDPOINT` (or the variable of traces or metrics alone) says where they go; all the usual
//! `OTEL_*` variables are read by the library. A call is one span with a span for each request below it, named as the
//! connector has them, placeholders and all: nothing of a customer, an answer or a secret is in any of them. Spans are made
//! when a call has ended, from what its trace says, so that a call waits for nobody.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use opentelemetry::metrics::{Counter, Histogram, MeterProvider};
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{Span, SpanBuilder, SpanKind, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{MetricExporter, SpanExporter};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

use super::audit::Audit;
use crate::failure::Failure;

const NAME: &str = "drawbridge";
/// The header by which a caller's own trace goes on in this one.
pub const PARENT: &str = "traceparent";
/// What has not left when the server ends is given up after this time.
const LAST_EXPORT: Duration = Duration::from_secs(2);

/// Where traces and metrics go.
pub struct Telemetry {
    traces: Option<(SdkTracerProvider, SdkTracer)>,
    metrics: Option<(SdkMeterProvider, Counter<u64>, Histogram<f64>)>,
}

impl Telemetry {
    /// As the environment says; nothing, if it says nothing.
    pub fn from_environment() -> Result<Self, Failure> {
        let is_off = is_set("OTEL_SDK_DISABLED", "true");
        let goes = |one: &str, none: &str| {
            let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT", one].iter().any(|name| std::env::var_os(name).is_some());
            endpoint && !is_off && !is_set(none, "none")
        };
        let failed = |problem: String| {
            Failure::usage(format!("OpenTelemetry cannot be set up: {problem}."))
                .hint("Look at the variables whose names begin with OTEL_.")
        };
        let mut telemetry = Self { traces: None, metrics: None };
        if goes("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER") {
            let exporter = SpanExporter::builder().with_http().build().map_err(|error| failed(error.to_string()))?;
            let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource()).build();
            let tracer = provider.tracer(NAME);
            telemetry.traces = Some((provider, tracer));
        }
        if goes("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_METRICS_EXPORTER") {
            let exporter = MetricExporter::builder().with_http().build().map_err(|error| failed(error.to_string()))?;
            let provider =
                SdkMeterProvider::builder().with_periodic_exporter(exporter).with_resource(resource()).build();
            let meter = provider.meter(NAME);
            let calls = meter.u64_counter("drawbridge.calls").with_description("Calls by tool and outcome").build();
            let durations = meter.f64_histogram("drawbridge.call.duration").with_unit("s").build();
            telemetry.metrics = Some((provider, calls, durations));
        }
        Ok(telemetry)
    }

    /// A call has ended just now. `parent`: the caller's `traceparent`.
    pub fn called(&self, audit: &Audit<'_>, parent: Option<&str>) {
        if let Some((_, calls, durations)) = &self.metrics {
            let of = [KeyValue::new("tool", audit.tool.to_owned()), KeyValue::new("outcome", audit.outcome.as_str())];
            calls.add(1, &of);
            durations.record(audit.duration.as_secs_f64(), &of);
        }
        if let Some((_, tracer)) = &self.traces {
            trace(tracer, audit, parent);
        }
    }

    /// Sends what has not left yet.
    pub fn end(&self) {
        // Who collects may be away; the server ends all the same.
        if let Some((provider, _)) = &self.traces {
            provider.shutdown_with_timeout(LAST_EXPORT).ok();
        }
        if let Some((provider, ..)) = &self.metrics {
            provider.shutdown_with_timeout(LAST_EXPORT).ok();
        }
    }
}

fn trace(tracer: &SdkTracer, audit: &Audit<'_>, parent: Option<&str>) {
    let ended = SystemTime::from(jiff::Timestamp::now());
    let started = ended.checked_sub(audit.duration).unwrap_or(ended);
    let headers: HashMap<String, String> =
        parent.map(|parent| (PARENT.to_owned(), parent.to_owned())).into_iter().collect();
    let above = TraceContextPropagator::new().extract_with_context(&Context::new(), &headers);
    let span = SpanBuilder::from_name(format!("call {}", audit.tool))
        .with_kind(SpanKind::Server)
        .with_start_time(started)
        .with_attributes([
            KeyValue::new("drawbridge.tool", audit.tool.to_owned()),
            KeyValue::new("drawbridge.outcome", audit.outcome.as_str()),
            KeyValue::new("drawbridge.way", audit.way),
        ]);
    let span = tracer.build_with_context(span, &above);
    let within = above.with_span(span);
    let mut begun = started;
    for request in &audit.requests {
        let done = begun + request.duration;
        let attributes = request.status.map(|status| KeyValue::new("http.response.status_code", i64::from(status)));
        let span = SpanBuilder::from_name(request.template.to_owned())
            .with_kind(SpanKind::Client)
            .with_start_time(begun)
            .with_attributes(attributes);
        let mut span = tracer.build_with_context(span, &within);
        if request.status.is_none() {
            span.set_status(Status::error("no answer"));
        }
        span.end_with_timestamp(done);
        begun = done;
    }
    within.span().end_with_timestamp(ended);
}

fn resource() -> Resource {
    let resource = Resource::builder();
    if std::env::var_os("OTEL_SERVICE_NAME").is_some() {
        resource.build()
    } else {
        resource.with_service_name(NAME).build()
    }
}

fn is_set(name: &str, value: &str) -> bool {
    std::env::var(name).is_ok_and(|set| set.eq_ignore_ascii_case(value))
}
