//! Saving what an API answered as samples. Nothing real is saved: the answers are made fictional by
//! [`drawbridge_model::fiction`], with randomness that is drawn at the start and never written down; then the engine runs
//! the connector on them, to see that the rules decide as they did.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use drawbridge_engine::{HIDDEN, Plan};
use drawbridge_model::fiction::{self, Choice, Fiction, Recorded, Recording};
use drawbridge_model::{Connector, Expectation, OutcomeKind, Sample, System, TestCase};
use serde_json::Value;

use crate::Commands;
use crate::answers::KeptRun;
use crate::boundary::{
    CommandError, ErrorCode, SampleChoice, SamplePreview, SampleRequest, SampleValue, SaveSample, Workbench,
};
use crate::documents::Read;
use crate::editing::write_connector;
use crate::error;

/// Values that are shown.
const VALUES_SHOWN: usize = 500;
/// Characters of a value that are shown.
const CHARACTERS_SHOWN: usize = 200;
/// Bytes of a sample.
const MAX_BYTES: usize = 400_000;

/// A run's answers made fictional, with what can be tested on them.
struct Prepared {
    connector: Connector,
    systems: Vec<System>,
    revision: i64,
    fiction: Fiction,
    owner: TestCase,
    stranger: Option<TestCase>,
}

impl Commands {
    pub(crate) async fn prepare_sample(
        self: &Arc<Self>,
        request: SampleRequest,
    ) -> Result<SamplePreview, CommandError> {
        let mut prepared = self.blocking(move |commands| commands.make_fictional(&request)).await?;
        let mut rehearsed = prepared.saved();
        rehearsed.tests = std::iter::once(prepared.owner.clone()).chain(prepared.stranger.clone()).collect();
        let plan = Plan::draft(&rehearsed, &prepared.systems).map_err(|problems| error::invalid(&problems))?;
        let mut results = drawbridge_engine::saved_tests(&rehearsed, &plan).await.into_iter();
        let difference = results.next().map(|result| result.difference).unwrap_or_default();
        if results.next().is_some_and(|result| !result.difference.is_empty()) {
            prepared.stranger = None;
        }
        Ok(prepared.preview(difference))
    }

    pub(crate) async fn save_sample(self: &Arc<Self>, request: SaveSample) -> Result<Workbench, CommandError> {
        self.blocking(move |commands| {
            let prepared = commands.make_fictional(&request.sample)?;
            let mut connector = prepared.saved();
            let wanted =
                [(request.owner_test, Some(&prepared.owner)), (request.stranger_test, prepared.stranger.as_ref())];
            for test in wanted.into_iter().filter_map(|(is_wanted, test)| test.filter(|_| is_wanted)) {
                connector.tests.retain(|known| known.name != test.name || known.inputs != test.inputs);
                connector.tests.push(test.clone());
            }
            let write = write_connector(&connector, Some(prepared.revision))?;
            commands.apply(&connector.id, "Save a sample".to_owned(), None, vec![write])?;
            commands.settle(&connector.id)
        })
        .await
    }

    fn make_fictional(&self, request: &SampleRequest) -> Result<Prepared, CommandError> {
        let Read { document: connector, revision } = self.connector(&request.connector_id)?;
        let systems = self.systems_of(&connector)?.into_iter().map(|read| read.document).collect();
        let (recording, outcome) = self.answers.of_run(&request.run_id, |run| record(&connector, run))??;
        let make = |choices: &BTreeMap<String, Choice>| {
            fiction::make_fictional(&connector, &recording, choices, self.fiction_seed)
                .map_err(|refused| error::new(ErrorCode::InvalidDocument, refused.message, refused.hint))
        };
        let mut fiction = make(&BTreeMap::new())?;
        if !request.choices.is_empty() {
            fiction = make(&choices(&fiction, &request.choices))?;
        }
        let owner = TestCase {
            name: if outcome == OutcomeKind::Answer { "the owner" } else { "this customer" }.to_owned(),
            inputs: fiction.inputs.clone(),
            expect: Expectation { outcome, ..Expectation::default() },
        };
        let stranger = fiction::a_stranger(&connector, &fiction, self.fiction_seed).map(|inputs| TestCase {
            name: "a stranger".to_owned(),
            inputs,
            expect: Expectation { outcome: OutcomeKind::NotVerified, ..Expectation::default() },
        });
        let stranger = stranger.filter(|_| outcome == OutcomeKind::Answer);
        Ok(Prepared { connector, systems, revision: revision.revision, fiction, owner, stranger })
    }
}

impl Prepared {
    /// The connector with the new samples, and with its tests and examples following them.
    fn saved(&self) -> Connector {
        let mut connector = self.connector.clone();
        fiction::carry_over(&mut connector, &self.fiction);
        for sample in &self.fiction.samples {
            add(&mut connector.samples, sample.clone());
        }
        connector
    }

    fn preview(&self, difference: String) -> SamplePreview {
        let sensitive = self.connector.fields.iter().filter(|field| field.sensitive);
        let hidden: BTreeSet<&str> = sensitive.map(|field| field.name.as_str()).collect();
        let name_of = |id: &str| {
            let step = self.connector.steps.iter().find(|step| step.id == id);
            step.map(|step| step.name.clone()).filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_owned())
        };
        let shown = |text: &str| text.chars().take(CHARACTERS_SHOWN).collect::<String>();
        let values = (0..).zip(&self.fiction.values).take(VALUES_SHOWN).map(|(index, value)| {
            let is_hidden = value.place.0.is_none() && hidden.contains(value.place.1.as_str());
            SampleValue {
                value: index,
                before: if is_hidden { HIDDEN.to_owned() } else { shown(&value.before) },
                after: shown(&value.after),
                step: value.place.0.as_deref().map(name_of),
                path: value.place.1.clone(),
                count: value.count,
                kept: value.kept,
                is_number: value.is_number,
            }
        });
        SamplePreview {
            values: values.collect(),
            total: u32::try_from(self.fiction.values.len()).unwrap_or(u32::MAX),
            steps: self.fiction.samples.iter().map(|sample| name_of(&sample.step)).collect(),
            difference,
            inputs: self.fiction.inputs.iter().map(|(name, value)| (name.clone(), as_typed(value))).collect(),
            stranger: self.stranger.is_some(),
        }
    }
}

fn as_typed(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// All that a run left, for a connector that may have changed since.
fn record(connector: &Connector, run: &KeptRun) -> Result<(Recording, OutcomeKind), CommandError> {
    let mut answers = Vec::new();
    for step in &connector.steps {
        let Some((status, body)) = run.answer(&step.id) else { continue };
        let is_empty = body.trim().is_empty() && matches!(status, 204 | 205 | 304);
        let body = match serde_json::from_str::<Value>(body) {
            Ok(_) if body.len() > MAX_BYTES => return Err(too_large(&step.name)),
            Ok(body) => body,
            Err(_) if is_empty => Value::Null,
            Err(_) => return Err(not_json(&step.name)),
        };
        answers.push(Recorded { step: step.id.clone(), status, body });
    }
    if answers.is_empty() {
        return Err(error::not_found("answer"));
    }
    Ok((Recording { answers, inputs: run.inputs.clone() }, run.outcome))
}

fn choices(fiction: &Fiction, wanted: &[SampleChoice]) -> BTreeMap<String, Choice> {
    let before = |choice: &SampleChoice| fiction.values.get(choice.value as usize).map(|value| value.before.clone());
    wanted.iter().filter_map(|choice| Some((before(choice)?, choice.choice.clone()))).collect()
}

/// A sample for particular values comes before those that answer for any; one for the same values replaces them.
fn add(samples: &mut Vec<Sample>, sample: Sample) {
    samples.retain(|known| known.step != sample.step || known.when != sample.when);
    if sample.when.is_empty() { samples.push(sample) } else { samples.insert(0, sample) }
}

fn not_json(step: &str) -> CommandError {
    error::new(
        ErrorCode::InvalidDocument,
        format!("The answer of “{step}” is not JSON, so it cannot be made fictional."),
        "Only JSON answers can be samples. Look at the address and the headers of the request.",
    )
}

fn too_large(step: &str) -> CommandError {
    error::new(
        ErrorCode::InvalidDocument,
        format!("The answer of “{step}” is larger than 400 KB, too large for a sample."),
        "Ask the system for less, one record or a short list, and save that.",
    )
}
