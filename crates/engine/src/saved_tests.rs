//! A connector's saved tests, run on its samples: the same for the window and for `drawbridge test`.

use drawbridge_model::{Connector, OutcomeKind, TestCase};

use crate::limits::Limits;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::run::{Audience, Engine, EngineSettings, RunRequest};

/// One saved test and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// What it expected.
    pub expected: OutcomeKind,
    /// What came.
    pub actual: OutcomeKind,
    /// What differs, one sentence; empty when it passed.
    pub difference: String,
}

/// Runs all saved tests of a connector. Nothing is sent. A test that expects the answer of a write says yes to it.
pub async fn saved_tests(connector: &Connector, plan: &Plan) -> Vec<TestResult> {
    let engine = match Engine::new(EngineSettings::standard()) {
        Ok(engine) => engine,
        Err(error) => {
            return connector
                .tests
                .iter()
                .map(|test| result(test, OutcomeKind::Unavailable, error.to_string()))
                .collect();
        }
    };
    let mut results = Vec::with_capacity(connector.tests.len());
    for test in &connector.tests {
        let mut outcome = engine.run(plan, request(test, None)).await.outcome;
        if let (Some(asked), true) = (&outcome.confirmation, test.expect.outcome != OutcomeKind::NeedsConfirmation) {
            outcome = engine.run(plan, request(test, Some(asked.token.clone()))).await.outcome;
        }
        results.push(result(test, outcome.kind, difference(test, &outcome)));
    }
    results
}

fn request(test: &TestCase, confirmation: Option<String>) -> RunRequest {
    RunRequest {
        inputs: test.inputs.clone().into_iter().collect(),
        confirmation,
        limits: Limits::designer(),
        audience: Audience::Designer,
        ..RunRequest::on_samples()
    }
}

fn result(test: &TestCase, actual: OutcomeKind, difference: String) -> TestResult {
    TestResult { name: test.name.clone(), expected: test.expect.outcome, actual, difference }
}

fn difference(test: &TestCase, outcome: &Outcome) -> String {
    let expected = &test.expect;
    if outcome.kind != expected.outcome {
        let (came, wanted) = (outcome.kind.as_str(), expected.outcome.as_str());
        return format!("The outcome is {came}; {wanted} was expected. {}", outcome.owner.what);
    }
    if let Some(message) = expected.message.as_ref().filter(|message| **message != outcome.message) {
        return format!("The bot says “{}”; “{message}” was expected.", outcome.message);
    }
    let data = outcome.data.as_ref().map(crate::outcome::AnswerData::to_value);
    match &expected.data {
        Some(wanted) if data.as_ref() != Some(wanted) => {
            let came = data.map_or_else(|| "nothing".to_owned(), |data| data.to_string());
            format!("The bot gets {came}; {wanted} was expected.")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SECURITY IMP-13. The templates that ship are the test data: their own tests pass on their own samples, and a test that expects
    /// something else says what differs.
    #[tokio::test]
    #[expect(clippy::unwrap_used, reason = "the templates are read")]
    async fn the_templates_pass_their_own_tests_and_a_wrong_expectation_is_named() {
        for card in drawbridge_templates::cards() {
            let drawbridge_templates::Template { system, mut connector, .. } =
                drawbridge_templates::find(&card.id).unwrap();
            let plan = Plan::new(&connector, std::slice::from_ref(&system)).unwrap();
            for result in saved_tests(&connector, &plan).await {
                assert_eq!(result.difference, "", "{}: {}", card.id, result.name);
            }
            connector.tests[0].expect.outcome = OutcomeKind::Throttled;
            let first = saved_tests(&connector, &plan).await.swap_remove(0);
            assert!(
                first.difference.starts_with("The outcome is answer; throttled was expected."),
                "{}",
                first.difference
            );
        }
    }
}
