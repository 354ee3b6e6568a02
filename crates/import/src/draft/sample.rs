//! The answer that a text shows, as the draft's sample. What an API has really given to somebody is made fictional; what
//! looks like a key is taken out of any.

use std::collections::BTreeMap;

use drawbridge_model::check::find_secret;
use drawbridge_model::fiction::{Recorded, Recording, Seed, carry_over, make_fictional};
use drawbridge_model::{Connector, FieldType, Sample};
use serde_json::Value;

use crate::request::{AnswerOrigin, ReadRequest};
use crate::result::Finding;

/// Adds the answer of a request as the sample of the step at `position`.
pub(super) fn add(
    connector: &mut Connector,
    position: usize,
    request: &ReadRequest,
    seed: Seed,
    findings: &mut Vec<Finding>,
) {
    let Some(answer) = &request.answer else { return };
    let step = connector.steps[position].id.clone();
    let mut body = answer.body.clone();
    take_keys_out(&mut body);
    if answer.origin != AnswerOrigin::Recorded {
        if answer.origin == AnswerOrigin::Schema {
            let message = "The sample answer is made from the description of the answer, not from a real one.";
            findings.push(Finding::guessed(&request.at, message));
        }
        connector.samples.push(Sample { step, status: answer.status, body, ..Sample::default() });
        return;
    }
    let recording =
        Recording { answers: vec![Recorded { step, status: answer.status, body }], inputs: inputs(connector) };
    match make_fictional(connector, &recording, &BTreeMap::new(), seed) {
        Ok(fiction) => {
            carry_over(connector, &fiction);
            connector
                .samples
                .extend(fiction.samples.iter().cloned().map(|sample| Sample { when: BTreeMap::new(), ..sample }));
            let message =
                "The saved answer became the sample. Names, numbers and texts in it were replaced by made-up ones.";
            findings.push(Finding::understood(&request.at, message));
        }
        Err(reason) => findings.push(Finding::dropped(&request.at, format!("The saved answer is no sample: {reason}"))),
    }
}

/// What the customer would have said to get this answer.
fn inputs(connector: &Connector) -> BTreeMap<String, Value> {
    let said = connector.fields.iter().filter(|field| !field.example.is_empty());
    said.map(|field| {
        let is_number = matches!(field.field_type, FieldType::Integer | FieldType::Number);
        let number = is_number.then(|| serde_json::from_str(&field.example).ok()).flatten();
        (field.name.clone(), number.unwrap_or_else(|| Value::from(field.example.as_str())))
    })
    .collect()
}

fn take_keys_out(value: &mut Value) {
    match value {
        Value::String(text) if find_secret(text).is_some() => "[secret]".clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(take_keys_out),
        Value::Object(members) => members.values_mut().for_each(take_keys_out),
        _ => {}
    }
}
