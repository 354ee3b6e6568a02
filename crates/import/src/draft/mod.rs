//! From requests as they were read to drafts: systems, connectors with questions, samples, and sealed secrets.
//!
//! [`systems`] puts requests of one address and sign-in together, [`sign_in`] takes keys out of headers and query,
//! [`step`] turns each text into a template, [`look`] says what a literal is taken for, [`chain`] lets a request that
//! needs another one's answer begin with it. What is not said by the text is not invented: a draft has no rule and no
//! answer, so it cannot run for customers before its owner has decided who may see what.

mod chain;
mod json;
mod look;
mod sample;
mod sign_in;
mod step;
mod systems;

use std::collections::HashSet;

use drawbridge_model::fiction::Seed;
use drawbridge_model::template::NAME_MAX_LENGTH;
use drawbridge_model::{Body, Connector, Method, Step};

use crate::limits::{MAX_FINDINGS, MAX_REQUESTS};
use crate::request::{ReadRequest, Reading, Variable};
use crate::result::{Draft, Finding, Format, Import, Source};
use crate::text::{counted, description, free, name, shorten, snake};
use crate::variable::shown;
pub(crate) use sign_in::api_key;
use step::Drafting;
use systems::Systems;

/// The longest name of a tool.
const TOOL_NAME_MAX_LENGTH: usize = 64;

/// Makes drafts of all that was read.
pub(crate) fn drafts(format: Format, mut reading: Reading, seed: Seed) -> Import {
    let mut findings = std::mem::take(&mut reading.findings);
    let all = reading.requests.len();
    if all > MAX_REQUESTS {
        reading.requests.truncate(MAX_REQUESTS);
        findings.push(Finding::dropped("", format!("Of {all} requests the first {MAX_REQUESTS} are listed.")));
    }
    let mut systems = Systems { import_name: name(&reading.name), ..Systems::default() };
    let mut tool_names = HashSet::new();
    let mut drafts = Vec::with_capacity(reading.requests.len());
    let mut left_out = Vec::new();
    let producers = chain::producers(&reading.requests);
    for index in 0..reading.requests.len() {
        if reading.requests[index].method.is_none() {
            left_out.push(source(&reading.requests[index]));
            continue;
        }
        let order = chain::order(&reading.requests, &producers, index);
        drafts.push(draft(&reading, &order, &mut systems, &mut tool_names, seed));
    }
    findings.append(&mut systems.findings);
    if !left_out.is_empty() {
        let words: Vec<String> =
            left_out.iter().take(3).map(|source| format!("{} {}", source.method, source.address)).collect();
        let message =
            format!("{} cannot be sent by a connector: {}.", counted(left_out.len(), "request"), words.join(", "));
        findings.push(Finding::dropped("", shorten(&message, 300)));
    }
    let more = findings.len().saturating_sub(MAX_FINDINGS);
    if more > 0 {
        findings.truncate(MAX_FINDINGS);
        findings.push(Finding::dropped("", format!("{} more of this kind are not listed.", counted(more, "finding"))));
    }
    let mut secrets = Vec::new();
    let mut documents = Vec::new();
    for system in systems.drafts {
        secrets.extend(system.found);
        documents.push(system.system);
    }
    Import { format, name: name(&reading.name), systems: documents, drafts, secrets, left_out, findings }
}

/// The draft of the last of these requests; those before it are sent first, because it needs their answers.
fn draft(
    reading: &Reading,
    order: &[usize],
    systems: &mut Systems,
    tool_names: &mut HashSet<String>,
    seed: Seed,
) -> Draft {
    let mut drafting = Drafting::new(&reading.variables);
    let mut steps: Vec<(Step, usize)> = Vec::new();
    for (position, index) in order.iter().enumerate() {
        let later: Vec<&ReadRequest> = order[position + 1..].iter().map(|later| &reading.requests[*later]).collect();
        let taken: Vec<String> = steps.iter().map(|(step, _)| step.id.clone()).collect();
        let id = step_id(&reading.requests[*index], &taken);
        steps.push(drafting.step(&reading.requests[*index], id, &later, systems));
    }
    let request = &reading.requests[order[order.len() - 1]];
    let own_system = steps.last().map_or(0, |(_, system)| *system);
    let system_id = |index: usize| systems.drafts[index].system.id.clone();
    let mut connector = Connector {
        name: title(request),
        system: system_id(own_system),
        fields: std::mem::take(&mut drafting.fields),
        steps: steps
            .into_iter()
            .map(|(step, system)| Step { system: (system != own_system).then(|| system_id(system)), ..step })
            .collect(),
        ..Connector::default()
    };
    connector.tool_name = tool_name(request, &connector.name, tool_names);
    connector.prompt = prompt(request, &connector);
    let mut findings = request.findings.clone();
    findings.append(&mut drafting.findings);
    for (position, index) in order.iter().enumerate() {
        sample::add(&mut connector, position, &reading.requests[*index], seed, &mut findings);
    }
    findings.insert(0, Finding::understood(&request.at, summary(&connector)));
    Draft { source: source(request), connector, findings }
}

fn step_id(request: &ReadRequest, taken: &[String]) -> String {
    let last = request.path.rsplit('/').find(|segment| !segment.is_empty() && !crate::variable::has_variable(segment));
    let wanted = if request.name.is_empty() { last.unwrap_or("request") } else { &request.name };
    let wanted = snake(wanted, 24, "request");
    let wanted = if matches!(wanted.as_str(), "secret" | "setting") { "request".to_owned() } else { wanted };
    free(&wanted, NAME_MAX_LENGTH, |id| taken.iter().any(|other| other == id))
}

fn title(request: &ReadRequest) -> String {
    let given = name(&request.name);
    if given.is_empty() { title_of_path(request) } else { given }
}

/// `Create tickets`: what the method does to what the last plain segment names.
fn title_of_path(request: &ReadRequest) -> String {
    let verb = match request.method.unwrap_or_default() {
        Method::Get | Method::Head => "Get",
        Method::Post => "Create",
        Method::Put | Method::Patch => "Change",
        Method::Delete => "Remove",
    };
    let plain = |segment: &&str| segment.chars().any(char::is_alphabetic) && !crate::variable::has_variable(segment);
    let is_record = |segment: &&str| look::is_identifier(segment);
    let thing = request.path.rsplit('/').find(|segment| plain(segment) && !is_record(segment)).unwrap_or_default();
    let thing = crate::text::words(thing.trim_end_matches(".json").trim_end_matches(".xml")).to_lowercase();
    name(&format!("{verb} {thing}"))
}

fn tool_name(request: &ReadRequest, title: &str, taken: &mut HashSet<String>) -> String {
    let wanted = if request.tool_name.is_empty() { title } else { &request.tool_name };
    let wanted = snake(wanted, TOOL_NAME_MAX_LENGTH, "request");
    let free = free(&wanted, TOOL_NAME_MAX_LENGTH, |name| taken.contains(name));
    taken.insert(free.clone());
    free
}

fn prompt(request: &ReadRequest, connector: &Connector) -> String {
    let about = description(&request.description);
    let about = if about.is_empty() { connector.name.clone() } else { about };
    let required: Vec<&str> =
        connector.fields.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
    let ask = if required.is_empty() { String::new() } else { format!("\nAlways ask for {}.", required.join(", ")) };
    let about = shorten(&about, 600);
    let end = if about.ends_with(['.', '!', '?', '…', ':']) { "" } else { "." };
    format!("Use this tool for: {about}{end}{ask}")
}

fn summary(connector: &Connector) -> String {
    let requests: Vec<String> =
        connector.steps.iter().map(|step| format!("{} {}", step.method.as_str(), step.path)).collect();
    let questions = match connector.fields.len() {
        0 => "no question".to_owned(),
        number => counted(number, "question"),
    };
    let sample = if connector.samples.is_empty() { "no sample answer" } else { "a sample answer" };
    format!("{}; {questions}; {sample}.", requests.join(", then "))
}

fn source(request: &ReadRequest) -> Source {
    let body = match &request.body {
        None => "",
        Some(Body::Json { .. }) => "json",
        Some(Body::Form { .. }) => "form",
        Some(Body::Multipart { .. }) => "multipart",
        Some(Body::Text { .. }) => "text",
        Some(Body::Xml { .. }) => "xml",
    };
    Source {
        at: request.at.clone(),
        group: request.group.clone(),
        name: request.name.clone(),
        method: request.method_word.clone(),
        address: crate::text::without_secrets(&format!("{}{}", shown(&request.base), shown(&request.path))),
        parameters: request.parameters.clone(),
        body: body.to_owned(),
        sign_in: request.sign_in_word.clone(),
        deprecated: request.deprecated,
    }
}

/// What is known of a variable: by the request first, then by the whole text.
fn known<'variable>(own: &'variable [Variable], all: &'variable [Variable], name: &str) -> Option<&'variable Variable> {
    own.iter().rev().chain(all.iter().rev()).find(|variable| variable.name == name)
}
