//! Builds a [`Plan`] and collects the problems on the way.

use std::collections::BTreeSet;

use drawbridge_model::path::Path;
use drawbridge_model::sign_in::RequestPart;
use drawbridge_model::template::{Origin, Part, Placeholder, Template};
use drawbridge_model::texts::{self, Destination, TemplateText};
use drawbridge_model::{Connector, Problem, Severity, Step, System, check_connector, check_system};

use super::problems::Problems;
use super::{Addresses, FailPlan, Plan, StepPlan, SystemPlan, parts, rules, sign_in, version};
use crate::answer::{self, AllowedField};
use crate::decide::Rule;
use crate::evidence::Reads;
use crate::format;
use crate::limits;
use crate::request::{self, RequestSpec};
use crate::sample;
use crate::values::{SecretName, SettingName};

pub(super) fn plan(connector: &Connector, systems: &[System]) -> Result<Plan, Vec<Problem>> {
    let own = of_sound(connector, systems);
    let errors = document_errors(connector, systems);
    if errors.is_empty() {
        return own;
    }
    // The document's check says most of it better; what only this engine cannot do is added.
    let known = |problem: &Problem| {
        errors.iter().any(|error| problem.at.starts_with(&error.at) || error.at.starts_with(&problem.at))
    };
    let more: Vec<Problem> = own.err().into_iter().flatten().filter(|problem| !known(problem)).collect();
    Err(errors.into_iter().chain(more).collect())
}

/// A plan of documents in which the document's own check finds no error.
pub(super) fn of_sound(connector: &Connector, systems: &[System]) -> Result<Plan, Vec<Problem>> {
    let mut problems = Problems::default();
    rules::demand_identity(connector, &mut problems);
    build(connector, systems, problems)
}

/// What the document's own check calls an error, in the connector and in the systems it names.
fn document_errors(connector: &Connector, systems: &[System]) -> Vec<Problem> {
    let is_used = |system: &&System| {
        system.id == connector.system || connector.steps.iter().any(|step| step.system.as_ref() == Some(&system.id))
    };
    let of_systems = systems.iter().filter(is_used).flat_map(|system| {
        let at = |at: &str| format!("systems[{}].{at}", system.id);
        check_system(system).into_iter().map(move |problem| Problem { at: at(&problem.at), ..problem })
    });
    let mut errors = check_connector(connector, systems);
    errors.extend(of_systems);
    errors.retain(|problem| problem.severity == Severity::Error);
    errors
}

pub(super) fn draft(connector: &Connector, systems: &[System]) -> Result<Plan, Vec<Problem>> {
    build(connector, systems, Problems::default())
}

fn build(connector: &Connector, systems: &[System], mut problems: Problems) -> Result<Plan, Vec<Problem>> {
    let used = used_systems(connector, systems, &mut problems);
    if connector.steps.is_empty() {
        problems.add("no_steps", "steps", "The connector sends no request.", "Add a request.");
    }
    if connector.steps.len() > limits::STEPS {
        let hint = "Leave out what the answer does not need.";
        problems.add("too_many_steps", "steps", format!("There are more than {} requests.", limits::STEPS), hint);
    }
    check_placeholders(connector, &used, &mut problems);
    let system_plans = used.iter().map(|system| system_plan(system, &mut problems)).collect();
    let steps: Vec<StepPlan> = connector
        .steps
        .iter()
        .enumerate()
        .map(|(index, step)| step_plan(connector, step, index, &used, &mut problems))
        .collect();
    let rules = rules::rules(connector, &mut problems);
    let answer = answer_fields(connector, &mut problems);
    let lookup = lookup_fields(connector);
    let lookup_place = lookup_place(connector, &steps, &lookup);
    if problems.found.is_empty() {
        let secrets = names_of(connector, &used, &steps, Origin::Secret).into_iter();
        let settings = names_of(connector, &used, &steps, Origin::Setting).into_iter();
        Ok(Plan {
            used_secrets: secrets.map(|(system, name)| SecretName { system, name }).collect(),
            used_settings: settings.map(|(system, name)| SettingName { system, name }).collect(),
            connector: connector.clone(),
            systems: system_plans,
            sensitive: connector
                .fields
                .iter()
                .filter(|field| field.sensitive)
                .map(|field| field.name.clone())
                .collect(),
            lookup_place,
            lookup,
            version: version(connector, &used),
            max_items: connector
                .answer
                .max_items
                .map_or(limits::ANSWER_ITEMS, |most| limits::MOST_ANSWER_ITEMS.min(most as usize)),
            reads: reads(&steps, &rules, &answer),
            steps,
            rules,
            answer,
        })
    } else {
        Err(problems.found)
    }
}

/// Every path that is followed into an answer, whichever request it is meant for.
fn reads(steps: &[StepPlan], rules: &[Rule], answer: &[AllowedField]) -> Reads {
    let of_steps = steps.iter().flat_map(|step| {
        let kept = step.extracts.iter().map(|(_, path)| path);
        kept.chain(step.fail_when.iter().map(|fail| &fail.path))
    });
    let of_fields = answer.iter().flat_map(|field| std::iter::once(&field.path).chain(&field.currency));
    Reads::of(of_steps.chain(rules.iter().map(|rule| &rule.path)).chain(of_fields))
}

/// The connector's own system first, then those that its steps name.
fn used_systems<'document>(
    connector: &Connector,
    systems: &'document [System],
    problems: &mut Problems,
) -> Vec<&'document System> {
    let own = std::iter::once((connector.system.as_str(), "system".to_owned()));
    let named = connector.steps.iter().enumerate();
    let named = named.filter_map(|(index, step)| Some((step.system.as_deref()?, format!("steps[{index}].system"))));
    let mut used: Vec<&System> = Vec::new();
    for (id, at) in own.chain(named) {
        match systems.iter().find(|system| system.id == id) {
            Some(_) if used.iter().any(|known| known.id == id) => {}
            Some(system) => used.push(system),
            None => problems.add("unknown_system", &at, format!("There is no system “{id}”."), "Choose a system."),
        }
    }
    used
}

fn system_plan(system: &System, problems: &mut Problems) -> SystemPlan {
    parts::check_headers(&system.headers, &format!("systems[{}].headers", system.id), problems);
    SystemPlan {
        system: system.clone(),
        headers: request::rows(&system.headers),
        sign_in: sign_in::sign_in(system, problems),
        addresses: Addresses::default(),
    }
}

fn step_plan(connector: &Connector, step: &Step, index: usize, used: &[&System], problems: &mut Problems) -> StepPlan {
    let at = format!("steps[{index}]");
    let id = step.system.as_ref().unwrap_or(&connector.system);
    let spec = RequestSpec {
        method: step.method,
        path: parts::path_template(&step.path, &format!("{at}.path"), problems),
        query: request::rows(&step.query),
        headers: request::rows(&step.headers),
        body: parts::body(step.body.as_ref(), &format!("{at}.body"), problems),
    };
    parts::check_headers(&step.headers, &format!("{at}.headers"), problems);
    let extracts = step.extract.iter().enumerate().filter_map(|(number, extract)| {
        Some((extract.name.clone(), problems.path(&extract.path, &format!("{at}.extract[{number}].path"))?))
    });
    let extracts: Vec<_> = extracts.collect();
    let fail_when = step.fail_when.iter().enumerate().filter_map(|(number, fail)| {
        let path = problems.path(&fail.path, &format!("{at}.fail_when[{number}].path"))?;
        Some(FailPlan { path, is: fail.is, value: fail.value.clone(), means: fail.means })
    });
    let fail_when: Vec<_> = fail_when.collect();
    let only_if = step.only_if.as_ref().and_then(|reference| {
        let parsed = Placeholder::parse(reference.trim_matches(['{', '}']));
        if parsed.is_none() {
            let message = format!("“{reference}” is no placeholder.");
            problems.add(
                "undefined_placeholder",
                &format!("{at}.only_if"),
                message,
                "Write it as in order.customer_id.",
            );
        }
        parsed
    });
    let query: Vec<String> = spec.query.iter().map(|row| format!("{}={}", row.name, row.value)).collect();
    let question = if query.is_empty() { "" } else { "?" };
    let is_sensitive = |name: &str| connector.fields.iter().any(|field| field.sensitive && field.name == name);
    let carries_sensitive = placeholders(&texts::step_texts(step, index))
        .iter()
        .any(|placeholder| placeholder.origin == Origin::Field && is_sensitive(&placeholder.name));
    StepPlan {
        id: step.id.clone(),
        name: if step.name.is_empty() { step.id.clone() } else { step.name.clone() },
        system: used.iter().position(|system| system.id == *id).unwrap_or_default(),
        template: format!("{} {}{question}{}", step.method.as_str(), step.path, query.join("&")),
        is_read: is_read(connector, step, index),
        samples: sample::of_step(&connector.samples, &step.id),
        carries_sensitive,
        writes: step.writes(),
        idempotency_key: step.idempotency_key,
        spec,
        extracts,
        only_if,
        fail_when,
    }
}

fn is_read(connector: &Connector, step: &Step, index: usize) -> bool {
    let is_last = index + 1 == connector.steps.len();
    let reads = |named: Option<&String>| named.map_or(is_last, |id| *id == step.id);
    let answer_step = connector.answer.step.as_ref();
    !step.extract.is_empty()
        || connector.validations.iter().any(|rule| reads(rule.step.as_ref()))
        || connector.answer.fields.iter().any(|field| reads(field.step.as_ref().or(answer_step)))
}

fn answer_fields(connector: &Connector, problems: &mut Problems) -> Vec<AllowedField> {
    let fields = &connector.answer.fields;
    let parsed: Vec<Option<Path>> = fields
        .iter()
        .enumerate()
        .map(|(index, field)| problems.path(&field.path, &format!("answer.fields[{index}].path")))
        .collect();
    let Some(paths) = parsed.into_iter().collect::<Option<Vec<Path>>>() else {
        return Vec::new();
    };
    let labels = answer::labels(fields, &paths);
    let mut allowed = Vec::new();
    for (index, ((field, path), label)) in fields.iter().zip(paths).zip(labels).enumerate() {
        let at = format!("answer.fields[{index}]");
        let named = field.step.as_ref().or(connector.answer.step.as_ref());
        let Some(step) = rules::step_position(connector, named, &format!("{at}.step"), problems) else { continue };
        let currency = match &field.format {
            Some(drawbridge_model::Format::MoneyMinor { currency })
                if !currency.is_empty() && !format::is_currency_code(currency) =>
            {
                problems.path(currency, &format!("{at}.format.currency"))
            }
            _ => None,
        };
        let (words, format) = (field.words.clone(), field.format.clone());
        allowed.push(AllowedField { label, step, path, words, format, currency });
    }
    allowed
}

/// Placeholders that stand for nothing, or for what an earlier step does not keep.
fn check_placeholders(connector: &Connector, used: &[&System], problems: &mut Problems) {
    for (index, step) in connector.steps.iter().enumerate() {
        let id = step.system.as_ref().unwrap_or(&connector.system);
        let Some(system) = used.iter().find(|system| system.id == *id) else { continue };
        let earlier = &connector.steps[..index];
        for text in texts::step_texts(step, index) {
            for placeholder in text.placeholders() {
                check_placeholder(&placeholder, &text.at, connector, earlier, system, problems);
            }
        }
        let only_if = step.only_if.as_ref().and_then(|text| Placeholder::parse(text.trim_matches(['{', '}'])));
        if let Some(placeholder) = only_if {
            check_placeholder(&placeholder, &format!("steps[{index}].only_if"), connector, earlier, system, problems);
        }
    }
    for system in used {
        for text in texts::system_texts(system) {
            let at = format!("systems[{}].{}", system.id, text.at);
            for placeholder in text.placeholders() {
                if text.destination == Destination::Signature && RequestPart::of(&placeholder).is_some() {
                    continue;
                }
                if matches!(placeholder.origin, Origin::Field | Origin::Step) {
                    let message =
                        format!("{placeholder} stands in a system, which knows no questions and no requests.");
                    problems.add("undefined_placeholder", &at, message, "Use a secret or a setting here.");
                } else {
                    check_placeholder(&placeholder, &at, connector, &[], system, problems);
                }
            }
        }
    }
}

fn check_placeholder(
    placeholder: &Placeholder,
    at: &str,
    connector: &Connector,
    earlier: &[Step],
    system: &System,
    problems: &mut Problems,
) {
    let name = &placeholder.name;
    let keeps = |step: &Step| {
        placeholder.step.as_ref() == Some(&step.id) && step.extract.iter().any(|extract| extract.name == *name)
    };
    let is_defined = match placeholder.origin {
        Origin::Field => connector.fields.iter().any(|field| field.name == *name),
        Origin::Step => earlier.iter().any(keeps),
        Origin::Secret => system.secrets.iter().any(|secret| secret.name == *name),
        Origin::Setting => system.settings.iter().any(|setting| setting.name == *name),
    };
    if !is_defined {
        let message = format!("{placeholder} stands for nothing.");
        problems.add(
            "undefined_placeholder",
            at,
            message,
            "Add it, correct its name, or write {{…}} for the braces themselves.",
        );
    }
}

pub(super) fn placeholders(texts: &[TemplateText<'_>]) -> Vec<Placeholder> {
    texts.iter().flat_map(TemplateText::placeholders).collect()
}

/// Questions that say which record is asked for: those that requests carry, without passwords and without those that
/// prove who asks. Where nothing is left, those that requests carry at all; where nothing is carried, all.
fn lookup_fields(connector: &Connector) -> Vec<String> {
    let sent: BTreeSet<String> = connector
        .steps
        .iter()
        .enumerate()
        .flat_map(|(index, step)| placeholders(&texts::step_texts(step, index)))
        .filter(|placeholder| placeholder.origin == Origin::Field)
        .map(|placeholder| placeholder.name)
        .collect();
    let proves = |name: &str| {
        let mut rules = connector.validations.iter().filter(|rule| rule.validation_type.verifies_identity());
        rules.any(|rule| rule.input.as_deref() == Some(name))
    };
    let is_open = |name: &str| connector.fields.iter().any(|field| field.name == name && !field.sensitive);
    let choices: [Vec<String>; 3] = [
        sent.iter().filter(|name| is_open(name) && !proves(name)).cloned().collect(),
        sent.iter().filter(|name| is_open(name)).cloned().collect(),
        connector.fields.iter().map(|field| field.name.clone()).collect(),
    ];
    choices.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

/// The place where a record is looked up: system, path and parameters of the first request that carries a question about
/// it, and the questions that stand in no path. A request that carries it in its body only can mean any kind of record,
/// so there the connector is the place.
fn lookup_place(connector: &Connector, steps: &[StepPlan], lookup: &[String]) -> String {
    let asks = |template: &Template, name: &String| {
        let is_it = |part: &Part| matches!(part, Part::Placeholder(asked) if asked.origin == Origin::Field && asked.name == *name);
        template.parts().iter().any(is_it)
    };
    let asks_any = |template: &Template| lookup.iter().any(|name| asks(template, name));
    let in_address =
        |step: &&StepPlan| asks_any(&step.spec.path) || step.spec.query.iter().any(|row| asks_any(&row.value));
    let names = |names: Vec<&str>| names.join(" ");
    let Some(step) = steps.iter().find(in_address) else {
        return format!("{} {}", connector.id, names(lookup.iter().map(String::as_str).collect()));
    };
    let path: String = step
        .spec
        .path
        .parts()
        .iter()
        .map(|part| match part {
            Part::Literal(literal) => literal.as_str(),
            Part::Placeholder(_) => "{}",
        })
        .collect();
    let system = connector.steps.iter().find(|own| own.id == step.id).and_then(|own| own.system.as_ref());
    let asked_by = step.spec.query.iter().filter(|row| asks_any(&row.value)).map(|row| row.name.as_str()).collect();
    let others = lookup.iter().filter(|name| !asks(&step.spec.path, name)).map(String::as_str).collect();
    format!("{} {path} {} {}", system.unwrap_or(&connector.system), names(asked_by), names(others))
}

/// System and name of the placeholders of an origin, each once.
fn names_of(
    connector: &Connector,
    systems: &[&System],
    steps: &[StepPlan],
    origin: Origin,
) -> BTreeSet<(String, String)> {
    let in_steps = connector.steps.iter().enumerate().flat_map(|(index, step)| {
        let system = systems[steps[index].system];
        placeholders(&texts::step_texts(step, index)).into_iter().map(move |placeholder| (system, placeholder))
    });
    let in_systems = systems.iter().flat_map(|system| {
        placeholders(&texts::system_texts(system)).into_iter().map(move |placeholder| (*system, placeholder))
    });
    let all = in_steps.chain(in_systems).filter(|(_, placeholder)| placeholder.origin == origin);
    all.map(|(system, placeholder)| (system.id.clone(), placeholder.name)).collect()
}
