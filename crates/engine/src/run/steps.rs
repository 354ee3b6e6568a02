//! The steps of a run in order, and what each answer means before anything else happens.

use std::time::Duration;

use drawbridge_model::decimal::Decimal;
use drawbridge_model::template::{Origin, Placeholder};
use drawbridge_model::{FailCondition, FailMeaning};
use serde_json::Value;

use super::exchange::Exchange;
use super::retry;
use super::stop::Stop;
use super::story::Story;
use super::{Engine, RunRequest};
use crate::confirm::Confirmed;
use crate::decide::Decision;
use crate::door::Response;
use crate::evidence::{self, Document, NotEvidence};
use crate::outcome::OwnerNote;
use crate::plan::{FailPlan, Plan, StepPlan};
use crate::trace::StepTrace;
use crate::values::Values;

impl Engine {
    /// Sends the steps until one of them stops the run. Each one's rules are judged before the next is sent.
    pub(super) async fn steps(
        &self,
        plan: &Plan,
        request: &RunRequest,
        values: &mut Values<'_>,
        confirmed: Option<Confirmed>,
        decision: &mut Decision<'_>,
        story: &mut Story,
    ) -> Result<Vec<Option<Document>>, Stop> {
        for name in &plan.sensitive {
            if let Some(value) = values.inputs.as_text(name) {
                story.hide(value);
            }
        }
        let mut documents = Vec::with_capacity(plan.steps.len());
        for (index, step) in plan.steps.iter().enumerate() {
            let system = &plan.systems[step.system].system.id;
            let document = if let Some(reason) = skipped(step, system, values) {
                story.trace.steps.push(StepTrace { skipped: Some(reason), ..StepTrace::of(step) });
                None
            } else {
                let exchange = Exchange { engine: self, plan, request, confirmed };
                let changed_before = story.changed;
                let response = exchange.step(index, step, values, story).await?;
                read(plan, step, &response, decision, &request.started_at).inspect_err(|stop| {
                    if stop.is_refusal() || matches!(response.status, 429 | 503) {
                        story.changed = changed_before;
                    }
                })?
            };
            let next_writes = plan.steps.get(index + 1).is_some_and(|next| next.writes);
            decision.after_step(index, document.as_ref(), values.inputs, next_writes).map_err(Stop::Refused)?;
            if let Some(document) = &document {
                keep(plan, step, document, values)?;
            }
            documents.push(document);
        }
        Ok(documents)
    }
}

/// Why a step does not run, if it does not.
fn skipped(step: &StepPlan, system: &str, values: &Values<'_>) -> Option<String> {
    let condition: &Placeholder = step.only_if.as_ref()?;
    let has_value = values.get(condition, system).is_ok_and(|provided| !provided.value.as_text().trim().is_empty());
    (!has_value).then(|| format!("It runs only if {condition} has a value."))
}

/// What an answer means: data, a success without data, or the end.
fn read(
    plan: &Plan,
    step: &StepPlan,
    response: &Response,
    decision: &Decision<'_>,
    started_at: &str,
) -> Result<Option<Document>, Stop> {
    check_status(plan, step, response, decision, started_at)?;
    if !step.is_read && step.fail_when.is_empty() {
        return Ok(None);
    }
    let content_type = response.header("content-type");
    let (body, complete) = (&response.body, response.complete);
    let document = match Document::read(response.status, content_type, body, complete, &plan.reads) {
        Ok(document) => Some(document),
        // A success without data: what has to be read is missing, which its reader will say.
        Err(NotEvidence::Status) => None,
        Err(reason) => {
            let note = OwnerNote::new(reason.words(), format!("step {}", step.id), reason.hint());
            return Err(Stop::Unavailable(note, None));
        }
    };
    for fail in &step.fail_when {
        if holds(fail, document.as_ref()) {
            let what = format!("The answer is a success, but “{}” says that it failed.", fail.path);
            let note = OwnerNote::new(what, format!("step {}", step.id), "Look at the answer.");
            return Err(match fail.means {
                FailMeaning::NotFound => Stop::NotFound(note),
                FailMeaning::Error => Stop::ApiError(note, None),
            });
        }
    }
    Ok(document)
}

fn check_status(
    plan: &Plan,
    step: &StepPlan,
    response: &Response,
    decision: &Decision<'_>,
    started_at: &str,
) -> Result<(), Stop> {
    let status = response.status;
    let place = format!("step {}", step.id);
    let wait = retry::asked_wait(response, started_at).as_ref().map(Duration::as_secs);
    let is_web_page = evidence::is_web_page(response.header("content-type"));
    let said = |what: String, next: &str| {
        if is_web_page && status >= 400 {
            let next = "Check the address: it leads to a page for people, and an API's address often has /api in it.";
            return OwnerNote::new(format!("{what} It answered with a web page, not data."), place.clone(), next);
        }
        OwnerNote::new(what, place.clone(), next)
    };
    match status {
        200..=299 => Ok(()),
        404 | 410 => {
            let note = said(format!("The API does not know this record (status {status})."), "");
            Err(if decision.is_identified() { Stop::ApiError(note, None) } else { Stop::NotFound(note) })
        }
        401 | 403 if step.carries_sensitive => {
            let what = format!("The API did not accept what the customer said (status {status}).");
            Err(Stop::NotFound(said(what, "If the customer is right, check the request.")))
        }
        401 | 403 => {
            let system = &plan.systems[step.system].system.name;
            let what = format!("The API refused the sign-in of “{system}” (status {status}).");
            Err(Stop::ApiError(said(what, "Check the system's sign-in and its secrets."), None))
        }
        300..=303 | 307 | 308 => {
            let target = response.header("location").and_then(|location| url::Url::parse(location).ok());
            let target = target.filter(url::Url::has_host);
            let target = target.map(|url| format!(" to {}", url.origin().ascii_serialization())).unwrap_or_default();
            let what = format!("The API sends the request on{target} (status {status}); redirects are not followed.");
            Err(Stop::ApiError(said(what, "Put the final address into the system or the request."), None))
        }
        429 => Err(Stop::Unavailable(
            said("The API has had too many requests (status 429).".to_owned(), "Wait a little."),
            wait,
        )),
        500..=599 => {
            let what = format!("The API has a problem of its own (status {status}).");
            Err(Stop::Unavailable(said(what, "Try again later, or ask the people who run the API."), wait))
        }
        _ => {
            let what = format!("The API did not accept the request (status {status}).");
            Err(Stop::ApiError(said(what, "Look at the answer: it often says what is missing."), None))
        }
    }
}

fn holds(fail: &FailPlan, document: Option<&Document>) -> bool {
    let found: Vec<&Value> = document.map(|document| fail.path.query(document.value())).unwrap_or_default();
    match fail.is {
        FailCondition::Present => found.iter().any(|value| !value.is_null()),
        FailCondition::Empty => found.iter().all(|value| is_empty(value)),
        FailCondition::Equals => {
            fail.value.as_ref().is_some_and(|wanted| found.iter().any(|value| same(wanted, value)))
        }
    }
}

/// Equal, or written alike: an owner who writes `0` means the text `"0"` as well, and a failure that is overlooked is
/// worse than one too many.
fn same(wanted: &Value, found: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let written_alike = |wanted: &str, found: &str| {
        wanted == found || Decimal::parse(wanted).is_some_and(|number| Decimal::parse(found) == Some(number))
    };
    match (text(wanted), text(found)) {
        (Some(wanted), Some(found)) => written_alike(&wanted, &found),
        _ => wanted == found,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Keeps what later steps use. A value that is missing, although a later request needs it, ends the run.
fn keep(plan: &Plan, step: &StepPlan, document: &Document, values: &mut Values<'_>) -> Result<(), Stop> {
    for (name, path) in &step.extracts {
        match document.leaf(path) {
            Ok(leaf) => {
                values.kept.insert((step.id.clone(), name.clone()), leaf);
            }
            Err(_) if only_asked_for(plan, step, name) => {}
            Err(found) => {
                let what = format!(
                    "“{path}”, to be kept as {name}, is {}; one text, number or yes or no was expected.",
                    found.kind()
                );
                let note =
                    OwnerNote::new(what, format!("step {}", step.id), "Look at the answer and correct the path.");
                return Err(Stop::NotFound(note));
            }
        }
    }
    Ok(())
}

/// Whether a kept value only decides if steps run at all: then its absence is one of the two answers.
fn only_asked_for(plan: &Plan, step: &StepPlan, name: &str) -> bool {
    let is_it = |placeholder: &Placeholder| {
        placeholder.origin == Origin::Step && placeholder.step.as_deref() == Some(&step.id) && placeholder.name == name
    };
    plan.steps.iter().any(|other| other.only_if.as_ref().is_some_and(is_it))
}
