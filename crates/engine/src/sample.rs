//! Environment Sample: a step is answered by the connector's own samples, through the same path as a real answer.

use std::collections::BTreeMap;

use drawbridge_model::Sample;
use drawbridge_model::decimal::Decimal;
use drawbridge_model::inputs::InputValue;
use drawbridge_model::template::Placeholder;
use serde_json::Value;

use crate::door::Response;
use crate::trace::Timing;
use crate::values::Values;

/// A sample, made ready once.
#[derive(Debug, Clone)]
pub(crate) struct ReadySample {
    when: BTreeMap<String, Value>,
    response: Response,
}

/// The samples of a step, in order.
pub(crate) fn of_step(samples: &[Sample], step: &str) -> Vec<ReadySample> {
    let own = samples.iter().filter(|sample| sample.step == step);
    own.map(|sample| ReadySample { when: sample.when.clone(), response: response(sample) }).collect()
}

/// The sample that answers a step: the first whose `when` holds. A step that has samples, none of which holds, is
/// answered as an API answers that does not know the record. `None`: the step has no sample at all.
pub(crate) fn answer(samples: &[ReadySample], system: &str, values: &Values<'_>) -> Option<Response> {
    if samples.is_empty() {
        return None;
    }
    let holds = |sample: &&ReadySample| sample.when.iter().all(|(name, wanted)| is_said(name, wanted, system, values));
    Some(samples.iter().find(holds).map_or_else(not_found, |sample| sample.response.clone()))
}

fn is_said(name: &str, wanted: &Value, system: &str, values: &Values<'_>) -> bool {
    let Some(Ok(provided)) = Placeholder::parse(name).map(|placeholder| values.get(&placeholder, system)) else {
        return wanted.is_null();
    };
    let said = provided.value.as_text();
    match (&provided.value, wanted) {
        (_, Value::String(text)) => said == text,
        (InputValue::Boolean(said), Value::Bool(wanted)) => said == wanted,
        (_, Value::Number(number)) => {
            let exact = Decimal::parse(said);
            said == number.to_string() || (exact.is_some() && exact == Decimal::parse(&number.to_string()))
        }
        _ => false,
    }
}

fn response(sample: &Sample) -> Response {
    let own = sample.headers.iter().filter(|header| !header.disabled);
    let mut headers: Vec<(String, String)> =
        own.map(|header| (header.name.to_ascii_lowercase(), header.value.clone())).collect();
    if headers.iter().all(|(name, _)| name != "content-type") {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    let is_empty = sample.body.is_null() && matches!(sample.status, 204 | 205 | 304);
    let body = if is_empty { Vec::new() } else { serde_json::to_vec(&sample.body).unwrap_or_default() };
    Response { status: sample.status, headers, body: body.into(), complete: true, timing: Timing::default() }
}

fn not_found() -> Response {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Response { status: 404, headers, body: b"{}".as_slice().into(), complete: true, timing: Timing::default() }
}
