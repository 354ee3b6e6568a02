//! Every template of the gallery: complete, sound, passes its own tests on its own samples, and sends to the letter
//! what its API's documentation says.
//!
//! What is documented stands in `connectors/<system>/<connector>.http`, written by hand from the documentation and never
//! from what was sent; nothing writes these files anew. The fake API answers each step with the step's first sample.

mod request_file;
mod sends;

use std::collections::BTreeSet;

use drawbridge_engine::tool_formats::reply_schema;
use drawbridge_engine::{Engine, EngineSettings, Plan, RunRequest, saved_tests};
use drawbridge_model::check::{check_connector, check_system};
use drawbridge_model::{Connector, Environment, Expectation, FailMeaning, OutcomeKind, Setting, TestCase};
use drawbridge_templates::{Template, cards, find};
use serde_json::Map;

/// The words that say when a tool is not the right one.
const NOT_FOR: [&str; 2] = ["Do not use it", "never offer it"];

#[test]
fn the_gallery_is_as_large_as_promised() {
    let systems: BTreeSet<&str> = cards().iter().map(|card| card.system_name.as_str()).collect();
    assert!(systems.len() >= 24 && cards().len() >= 34, "{} systems, {} templates", systems.len(), cards().len());
}

/// SECURITY IMP-13.
#[test]
fn nothing_is_wrong_with_a_template_whose_setup_is_filled_in() {
    for card in cards() {
        let Template { mut system, mut connector, .. } = find(&card.id).expect(&card.id);
        for setting in &mut system.settings {
            fill_in(setting);
        }
        "01998a52-0000-7000-8000-000000000001".clone_into(&mut connector.id);
        let systems = [system];
        let problems: Vec<_> =
            check_connector(&connector, &systems).into_iter().chain(check_system(&systems[0])).collect();
        assert_eq!(problems, [], "{}", card.id);
    }
}

#[tokio::test]
async fn every_template_passes_its_own_tests_on_its_own_samples() {
    for card in cards() {
        let Template { system, connector, .. } = find(&card.id).expect(&card.id);
        let plan = Plan::new(&connector, &[system]).unwrap_or_else(|problems| panic!("{}: {problems:?}", card.id));
        for result in saved_tests(&connector, &plan).await {
            assert_eq!(result.difference, "", "{}, {}", card.id, result.name);
        }
    }
}

/// The schema of what a tool gives is what MCP and OpenAPI clients hold its replies against.
#[tokio::test]
async fn every_reply_is_as_its_schema_says() {
    let engine = Engine::new(EngineSettings::standard()).expect("this system has random numbers");
    let mut kinds = BTreeSet::new();
    for card in cards() {
        let Template { system, connector, .. } = find(&card.id).expect(&card.id);
        let plan = Plan::new(&connector, &[system]).unwrap_or_else(|problems| panic!("{}: {problems:?}", card.id));
        let schema = jsonschema::validator_for(&reply_schema(&connector)).expect("a schema");
        let nothing_said = std::iter::once(Map::new());
        for inputs in connector.tests.iter().map(|test| test.inputs.clone().into_iter().collect()).chain(nothing_said) {
            let mut request = RunRequest { inputs, ..RunRequest::on_samples() };
            loop {
                let outcome = engine.run(&plan, request.clone()).await.outcome;
                let reply = serde_json::to_value(outcome.for_bot()).expect("JSON");
                let faults: Vec<_> = schema.iter_errors(&reply).map(|fault| fault.to_string()).collect();
                assert!(faults.is_empty(), "{}: {reply}: {faults:?}", card.id);
                kinds.insert(outcome.kind.as_str());
                let asked = outcome.confirmation.filter(|_| request.confirmation.is_none());
                let Some(asked) = asked else { break };
                request.confirmation = Some(asked.token);
            }
        }
    }
    let common = ["answer", "invalid_input", "needs_confirmation", "not_verified"];
    assert!(common.iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
}

#[test]
fn every_template_says_what_its_owner_and_its_bot_must_know() {
    for card in cards() {
        let Template { system, connector, documentation, prepare, unconfirmed, .. } = find(&card.id).expect(&card.id);
        let labelled = |label: &str, help: &str| !label.is_empty() && help.len() > 20;
        assert!(system.settings.iter().all(|one| labelled(&one.label, &one.help)), "{}: help of settings", card.id);
        assert!(system.secrets.iter().all(|one| labelled(&one.label, &one.help)), "{}: help of secrets", card.id);
        assert!(documentation.starts_with("https://"), "{}", card.id);
        let sentences = prepare.iter().chain(&unconfirmed);
        assert!(sentences.clone().all(|one| one.ends_with('.')), "{}: whole sentences", card.id);
        let prompt = &connector.prompt;
        assert!(prompt.starts_with("Use this tool when"), "{}: when to use it", card.id);
        assert!(NOT_FOR.iter().any(|words| prompt.contains(words)), "{}: when not to use it", card.id);
        assert!(connector.example_phrases.len() >= 2, "{}: what a customer might say", card.id);
        assert!(connector.fields.iter().all(|field| !field.description.is_empty()), "{}: questions", card.id);
        let identifies = connector.validations.iter().any(|rule| rule.input.is_some());
        assert!(identifies != connector.public, "{}: a rule about the customer, or public, never both", card.id);
        assert!(!connector.public || !prepare.is_empty(), "{}: why public", card.id);
        assert!((1..=12).contains(&connector.answer.fields.len()), "{}: a small answer", card.id);
    }
}

/// Found, not found or refused, a wrong key, and too many requests: each has a sample, and a test that shows it.
#[test]
fn every_template_has_samples_and_tests_of_what_goes_well_and_what_does_not() {
    for card in cards() {
        let connector = find(&card.id).expect(&card.id).connector;
        let statuses: BTreeSet<u16> = connector.samples.iter().map(|sample| sample.status).collect();
        let has = |wanted: &[u16]| wanted.iter().any(|status| statuses.contains(status));
        assert!(has(&[200, 201]), "{}: an answer", card.id);
        assert!(has(&[401, 403]), "{}: a wrong key", card.id);
        assert!(has(&[429]) || says_so_in_a_success(&connector), "{}: too many requests", card.id);
        let expects = |kind| connector.tests.iter().any(|test| test.expect.outcome == kind);
        assert_eq!(connector.tests[0].expect.outcome, OutcomeKind::Answer, "{}: its first test answers", card.id);
        assert!(connector.tests[0].expect.data.is_some() || card.id == "woocommerce/order_status", "{}", card.id);
        let wrong_password = card.id.starts_with("token-login/");
        assert!(expects(OutcomeKind::ApiError) || wrong_password, "{}: a wrong key", card.id);
        assert!(expects(OutcomeKind::Unavailable) || says_so_in_a_success(&connector), "{}: too many", card.id);
        let nothing_to_find = connector.public && connector.writes();
        assert!(expects(OutcomeKind::NotVerified) || nothing_to_find, "{}: not found", card.id);
        assert!(expects(OutcomeKind::NeedsConfirmation) == connector.writes(), "{}: a write asks first", card.id);
    }
}

/// Whoever opens a connector finds the examples filled in and presses Run.
#[tokio::test]
async fn the_examples_of_the_questions_get_an_answer() {
    for card in cards() {
        let Template { system, mut connector, .. } = find(&card.id).expect(&card.id);
        let said = connector.fields.iter().map(|field| (field.name.clone(), field.example.clone().into())).collect();
        let expect = Expectation { outcome: OutcomeKind::Answer, ..Expectation::default() };
        connector.tests = vec![TestCase { name: "the examples".to_owned(), inputs: said, expect }];
        let plan = Plan::new(&connector, &[system]).expect(&card.id);
        for result in saved_tests(&connector, &plan).await {
            assert_eq!(result.difference, "", "{}", card.id);
        }
    }
}

#[tokio::test]
async fn every_template_sends_what_its_documentation_says() {
    for card in cards() {
        Box::pin(sends::check(&card.id)).await;
    }
}

/// Some APIs say “too many” in an answer with status 200 or 403.
fn says_so_in_a_success(connector: &Connector) -> bool {
    let fails = |step: &drawbridge_model::Step| step.fail_when.iter().any(|fail| fail.means == FailMeaning::Error);
    connector.steps.iter().any(fails) || connector.samples.iter().any(|sample| sample.status == 403)
}

fn fill_in(setting: &mut Setting) {
    for environment in [Environment::Test, Environment::Live] {
        let value = if setting.values.get(environment).is_empty() { "value" } else { setting.values.get(environment) };
        let value = value.to_owned();
        match environment {
            Environment::Live => setting.values.live = value,
            _ => setting.values.test = value,
        }
    }
}
