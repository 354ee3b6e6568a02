//! The built-in assistant: offline, without a model, and the same for the same lines.
//!
//! A line is first asked whether it is about the conversation itself ([`intent`]), then which connector it means
//! ([`choose`]) and which values it holds ([`values`]). What is missing is asked for ([`ask`]), a change is read back, and an
//! answer is said in sentences ([`phrase`]). It reads what a deployed bot would get and nothing else; values of an answer are
//! said and never looked at for what to do next (SECURITY LLM-01).

mod ask;
mod choices;
mod choose;
mod cues;
mod dates;
mod free_text;
pub mod intent;
mod memory;
mod phrase;
mod spans;
mod values;
mod words;

use std::collections::BTreeMap;

use drawbridge_model::{Connector, Field, FieldType, OutcomeKind};
use serde_json::{Map, Value as Json};

use crate::assistant::{Assistant, Call, Dialogue, Message, Move, Thinking};
use crate::conversation::{Entry, Value};
use crate::toolbox::Toolbox;
use choose::Scored;
use intent::Intent;
use memory::Waits;
use values::{Known, Reading};

pub use choose::Index;
pub use memory::Memory;

/// Another connector must speak this much louder than the one that is talked about.
const LOUDER: f64 = 1.25;
/// And this much at least, where something was just asked.
const LOUD: f64 = 2.5;

/// Plays a support bot without a model.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

impl Assistant for BuiltIn {
    fn next<'turn>(&'turn self, mut dialogue: Dialogue<'turn>) -> Thinking<'turn> {
        let next = match dialogue.messages.last() {
            Some(Message::Result { content, .. }) => tell(content, &mut dialogue),
            Some(Message::Customer(line)) => hear(line, &mut dialogue),
            _ => Move::Say("What can I do for you?".to_owned()),
        };
        if let Move::Say(text) = &next {
            (dialogue.heard)(text);
        }
        Box::pin(std::future::ready(Ok(next)))
    }
}

/// The customer's line.
fn hear(line: &str, dialogue: &mut Dialogue<'_>) -> Move {
    let said = intent::of(line);
    if said == Some(Intent::StartOver) {
        *dialogue.memory = Memory::default();
        return say("All right, let us start over. What can I do for you?");
    }
    match dialogue.memory.waits.clone() {
        Waits::Confirmation => {
            dialogue.memory.waits = Waits::Nothing;
            if intent::is_no(line) {
                dialogue.memory.leave();
                return say("All right, I have left everything as it was. Is there anything else?");
            }
            if said.is_some()
                && let Some(connector) = active(dialogue.memory, dialogue.tools)
            {
                // After a yes the call goes through with it; after anything else it is read back once more.
                return call(connector, dialogue);
            }
        }
        Waits::Connector { between, line: first } => {
            dialogue.memory.waits = Waits::Nothing;
            if let Some(tool) = picked(line, &between, dialogue.tools) {
                dialogue.trace.push(Entry::Note { text: "The customer said which of them was meant.".to_owned() });
                return begin(&tool, &[&first, line], dialogue);
            }
            if said.is_some_and(|said| matches!(said, Intent::No | Intent::NeverMind)) {
                return say(format!("All right. {}", abilities(dialogue.tools)));
            }
        }
        Waits::Day { field, one, other } => {
            dialogue.memory.waits = Waits::Nothing;
            if let (Some(day), Some(connector)) =
                (which_day(line, one, other, dialogue.today), active(dialogue.memory, dialogue.tools))
            {
                dialogue.memory.learn(connector, &field, day.to_string());
                return go_on(connector, false, true, dialogue);
            }
        }
        Waits::Nothing => {}
    }
    if let Some(said) = said.filter(|said| !answers_a_question(*said, dialogue)) {
        return about_the_conversation(said, dialogue);
    }
    request(line, dialogue)
}

/// Whether yes or no is what was asked for.
fn answers_a_question(said: Intent, dialogue: &Dialogue<'_>) -> bool {
    let is_yes_or_no = |connector: &Connector| {
        let asked = |field: &&Field| dialogue.memory.asked.contains(&field.name);
        connector.fields.iter().filter(asked).any(|field| field.field_type == FieldType::Boolean)
    };
    matches!(said, Intent::Yes | Intent::No) && active(dialogue.memory, dialogue.tools).is_some_and(is_yes_or_no)
}

fn about_the_conversation(said: Intent, dialogue: &mut Dialogue<'_>) -> Move {
    let connector = active(dialogue.memory, dialogue.tools).filter(|_| !dialogue.memory.ended);
    match (said, connector) {
        (Intent::NeverMind | Intent::No, Some(_)) => {
            dialogue.memory.leave();
            say("All right, I have dropped that. Is there anything else?")
        }
        (Intent::NeverMind | Intent::No, None) => say("All right. Tell me when there is something I can do."),
        (Intent::Thanks, _) => say("You are welcome!"),
        (Intent::Greeting, None) => say(format!("Hello! {}", abilities(dialogue.tools))),
        (Intent::Abilities, _) => say(format!("{} What would you like to know?", abilities(dialogue.tools))),
        (Intent::Again, _) => match active(dialogue.memory, dialogue.tools) {
            Some(connector) => go_on(connector, false, false, dialogue),
            None => say("What can I do for you?"),
        },
        (Intent::Greeting | Intent::Yes, Some(connector)) => go_on(connector, false, false, dialogue),
        (Intent::Yes, None) | (Intent::StartOver, _) => say("What can I do for you?"),
    }
}

/// A line that says what is wanted, or holds values, or both.
fn request(line: &str, dialogue: &mut Dialogue<'_>) -> Move {
    let found = words::words(line);
    let scored = dialogue.tools.index().scores(&found, &spans::codes(line, dialogue.today));
    if let Some(connector) = active(dialogue.memory, dialogue.tools) {
        let reading = read(line, connector, dialogue);
        let is_text = |field: &&Field| dialogue.memory.asked.contains(&field.name) && values::is_free_text(field);
        let takes_anything = !dialogue.memory.ended && connector.fields.iter().any(|field| is_text(&field));
        let turns_away = intent::turns_away(line);
        if (turns_away || !takes_anything) && wants_another(connector, &reading, &scored, turns_away, dialogue) {
            return choose(line, &scored, dialogue);
        }
        let own = scored.iter().any(|scored| dialogue.tools.tools()[scored.position].connector().id == connector.id);
        let is_again = own || !reading.taken.is_empty() || !reading.refused.is_empty();
        if !dialogue.memory.ended || is_again {
            return take(connector, reading, line, dialogue);
        }
    }
    choose(line, &scored, dialogue)
}

/// Whether a line turns to another connector.
fn wants_another(
    connector: &Connector,
    reading: &Reading,
    scored: &[Scored],
    turns_away: bool,
    dialogue: &Dialogue<'_>,
) -> bool {
    let is_own = |scored: &&Scored| dialogue.tools.tools()[scored.position].connector().id == connector.id;
    let own = scored.iter().find(is_own).map_or(0.0, |scored| scored.score);
    let Some(other) = scored.iter().find(|scored| !is_own(scored)) else { return false };
    let answers = !dialogue.memory.ended && !reading.taken.is_empty();
    let enough = if dialogue.memory.ended || turns_away { 0.0 } else { LOUD };
    other.score > own * LOUDER && other.score > enough && (!answers || turns_away)
}

/// Chooses a connector for a line, or says that it cannot.
fn choose(line: &str, scored: &[Scored], dialogue: &mut Dialogue<'_>) -> Move {
    let tools = dialogue.tools.tools();
    let index = dialogue.tools.index();
    let doubt = index.doubt(scored);
    if !doubt.is_empty() {
        let between: Vec<&Connector> = doubt.iter().map(|scored| tools[scored.position].connector()).collect();
        dialogue.trace.push(Entry::Doubted { between: doubt.iter().map(|scored| index.candidate(scored)).collect() });
        dialogue.memory.leave();
        let names = between.iter().map(|connector| connector.tool_name.clone()).collect();
        dialogue.memory.waits = Waits::Connector { between: names, line: line.to_owned() };
        return say(ask::which(&between));
    }
    let (tool, why) = match (scored, tools) {
        ([best, ..], _) => {
            let said: Vec<String> = best.words.iter().map(|word| format!("“{word}”")).collect();
            let words = if said.is_empty() { "A line like one of its examples".to_owned() } else { ask::all_of(&said) };
            (&tools[best.position], format!("{words} speak{} for it.", if said.len() > 1 { "" } else { "s" }))
        }
        ([], [only]) if !read(line, only.connector(), dialogue).taken.is_empty() => {
            (only, "It is the only connector here, and the line holds a value that it asks for.".to_owned())
        }
        _ => return lost(dialogue),
    };
    let others = scored.iter().skip(1).take(3).map(|scored| index.candidate(scored)).collect();
    let (name, tool) = (tool.connector().name.clone(), tool.connector().tool_name.clone());
    dialogue.trace.push(Entry::Chose { tool: tool.clone(), name, why, others });
    begin(&tool, &[line], dialogue)
}

fn lost(dialogue: &mut Dialogue<'_>) -> Move {
    dialogue.memory.lost += 1;
    dialogue.trace.push(Entry::Note { text: "No word of the line speaks for any connector.".to_owned() });
    let abilities = abilities(dialogue.tools);
    match (dialogue.memory.lost, active(dialogue.memory, dialogue.tools)) {
        (1, _) => say(format!("I am not sure what you need. {abilities}")),
        _ => say(format!("I am sorry, I still do not understand. {abilities} Could you say it in other words?")),
    }
}

/// Turns to a connector and takes what the lines hold.
fn begin(tool: &str, lines: &[&str], dialogue: &mut Dialogue<'_>) -> Move {
    let Some(connector) = dialogue.tools.get(tool).map(crate::toolbox::Tool::connector) else { return lost(dialogue) };
    dialogue.memory.leave();
    dialogue.memory.active = Some(tool.to_owned());
    dialogue.memory.lost = 0;
    let mut last = Reading::default();
    for line in lines {
        let reading = read(line, connector, dialogue);
        note(&reading, connector, dialogue);
        last = reading;
    }
    answer_to(connector, last, true, dialogue)
}

/// Takes what a line holds for the connector that is talked about.
fn take(connector: &Connector, mut reading: Reading, line: &str, dialogue: &mut Dialogue<'_>) -> Move {
    if reading.taken.is_empty() && reading.refused.is_empty() {
        if dialogue.memory.ended && dialogue.memory.failed {
            return say(what_to_change(connector, dialogue));
        }
        let asked = connector.fields.iter().find(|field| dialogue.memory.asked.contains(&field.name));
        let reason = asked.and_then(|field| values::accept(field, line.trim()).err());
        if let (Some(field), Some(reason)) = (asked, reason) {
            reading.refused.push((field.name.clone(), reason));
        }
    }
    note(&reading, connector, dialogue);
    answer_to(connector, reading, false, dialogue)
}

fn what_to_change(connector: &Connector, dialogue: &mut Dialogue<'_>) -> String {
    let known = dialogue.memory.known(connector);
    let told = connector.fields.iter().filter(|field| !field.sensitive).filter_map(|field| {
        Some(format!("{} for “{}”", known.get(&field.name)?, field.description.trim_end_matches('?')))
    });
    format!("I have {}. What should I change?", ask::all_of(&told.collect::<Vec<_>>()))
}

fn read(line: &str, connector: &Connector, dialogue: &Dialogue<'_>) -> Reading {
    let values = dialogue.memory.known(connector);
    values::read(line, &Known { connector, asked: &dialogue.memory.asked, values: &values, today: dialogue.today })
}

/// Learns the values and writes down what was understood.
fn note(reading: &Reading, connector: &Connector, dialogue: &mut Dialogue<'_>) {
    for taken in &reading.taken {
        dialogue.memory.learn(connector, &taken.field, taken.value.clone());
    }
    if !reading.taken.is_empty() {
        dialogue.memory.lost = 0;
        let is_hidden = |name: &str| connector.fields.iter().any(|field| field.name == name && field.sensitive);
        let shown = reading.taken.iter().map(|taken| Value {
            field: taken.field.clone(),
            value: if is_hidden(&taken.field) { "•••".to_owned() } else { taken.value.clone() },
            how: taken.how.to_owned(),
        });
        dialogue.trace.push(Entry::Understood { values: shown.collect() });
    }
    for (field, reason) in &reading.refused {
        dialogue.trace.push(Entry::Refused { field: field.clone(), reason: reason.clone() });
    }
}

/// What to say after a line: what is wrong with a value, or how to go on.
fn answer_to(connector: &Connector, reading: Reading, is_opening: bool, dialogue: &mut Dialogue<'_>) -> Move {
    if let Some((field, one, other)) = reading.either {
        dialogue.memory.asked = vec![field.clone()];
        dialogue.memory.waits = Waits::Day { field, one, other };
    } else if !reading.refused.is_empty() {
        dialogue.memory.lost += 1;
        dialogue.memory.asked = reading.refused.iter().map(|(field, _)| field.clone()).collect();
        reading.refused.iter().for_each(|(field, _)| dialogue.memory.forget(connector, field));
    }
    if reading.refused.is_empty() {
        return go_on(connector, is_opening, !reading.taken.is_empty(), dialogue);
    }
    dialogue.memory.ended = false;
    let reasons: Vec<&str> = reading.refused.iter().map(|(_, reason)| reason.as_str()).collect();
    let way_out = if dialogue.memory.lost > 2 { " Say “never mind” if you want to stop." } else { "" };
    say(format!("{}{way_out}", reasons.join(" ")))
}

/// Asks for what is missing, or calls.
fn go_on(connector: &Connector, is_opening: bool, thanks: bool, dialogue: &mut Dialogue<'_>) -> Move {
    let known = dialogue.memory.known(connector);
    let missing: Vec<&Field> =
        connector.fields.iter().filter(|field| field.required && !known.contains_key(&field.name)).collect();
    if missing.is_empty() {
        return call(connector, dialogue);
    }
    dialogue.trace.push(Entry::Needs { fields: missing.iter().map(|field| field.name.clone()).collect() });
    let nothing_known = missing.len() == connector.fields.iter().filter(|field| field.required).count();
    let (text, asked) = ask::ask(connector, &missing, is_opening && nothing_known, thanks && !nothing_known);
    dialogue.memory.asked = asked;
    dialogue.memory.ended = false;
    say(text)
}

fn call(connector: &Connector, dialogue: &mut Dialogue<'_>) -> Move {
    let known = dialogue.memory.known(connector);
    dialogue.memory.asked.clear();
    let arguments: Map<String, Json> = known.into_iter().map(|(name, value)| (name, Json::String(value))).collect();
    let id = format!("call_{}", dialogue.messages.len());
    let tool = connector.tool_name.clone();
    Move::Call { text: String::new(), calls: vec![Call { id, tool, arguments: Json::Object(arguments) }] }
}

/// What a call gave back.
fn tell(content: &str, dialogue: &mut Dialogue<'_>) -> Move {
    let outcome: Json = serde_json::from_str(content).unwrap_or_default();
    let kind: OutcomeKind = serde_json::from_value(outcome["outcome"].clone()).unwrap_or(OutcomeKind::Unavailable);
    let message = outcome["message"].as_str().unwrap_or_default();
    let Some(connector) = active(dialogue.memory, dialogue.tools) else { return say(message) };
    dialogue.memory.ended = true;
    dialogue.memory.failed = kind != OutcomeKind::Answer;
    match kind {
        OutcomeKind::Answer => say(phrase::answer(connector, outcome["data"].as_object(), message)),
        OutcomeKind::NeedsConfirmation => {
            dialogue.memory.ended = false;
            dialogue.memory.waits = Waits::Confirmation;
            say(read_back(connector, dialogue))
        }
        OutcomeKind::InvalidInput => {
            let problems = outcome["problems"].as_array().into_iter().flatten();
            let fields: Vec<String> =
                problems.filter_map(|problem| problem["field"].as_str().map(str::to_owned)).collect();
            for field in &fields {
                dialogue.memory.forget(connector, field);
            }
            dialogue.memory.asked = fields;
            dialogue.memory.ended = false;
            say(message)
        }
        OutcomeKind::Throttled => match outcome["retry_after_seconds"].as_u64() {
            Some(seconds) => say(format!("There were too many tries. Please try again in {}.", minutes(seconds))),
            None => say(message),
        },
        OutcomeKind::NotVerified | OutcomeKind::ApiError | OutcomeKind::Unavailable => say(message),
    }
}

/// A change, read back with the values that it will be made with.
fn read_back(connector: &Connector, dialogue: &Dialogue<'_>) -> String {
    let known = dialogue.memory.known(connector);
    let lines = connector.fields.iter().filter_map(|field| {
        let value = if field.sensitive { "•••" } else { known.get(&field.name)? };
        let label = if field.description.is_empty() { &field.name } else { &field.description };
        Some(format!("• {}: {}", label.trim_end_matches(['.', ':']), value.replace('\n', "\n  ")))
    });
    format!(
        "Please check this before I do it. “{}”:\n{}\nShall I go ahead?",
        connector.name,
        lines.collect::<Vec<_>>().join("\n")
    )
}

fn minutes(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        1 => "a minute".to_owned(),
        minutes if minutes < 120 => format!("{minutes} minutes"),
        minutes => format!("{} hours", minutes.div_ceil(60)),
    }
}

/// Which of the connectors in doubt a line names: by a word of its name, or by its place.
fn picked(line: &str, between: &[String], tools: &Toolbox) -> Option<String> {
    let said = words::words(line);
    let by_place = said.iter().find_map(|word| match word.text.as_str() {
        "first" | "1" | "former" | "1st" => between.first(),
        "second" | "2" | "2nd" => between.get(1),
        "third" | "3" | "3rd" => between.get(2),
        "last" | "latter" => between.last(),
        _ => None,
    });
    let stems: Vec<String> = said.iter().map(|word| words::stem(&word.text)).collect();
    let shared = |name: &str| {
        let own = tools.get(name).map(|tool| words::words(&tool.connector().name)).unwrap_or_default();
        own.iter().filter(|word| stems.contains(&words::stem(&word.text))).count()
    };
    let mut named: Vec<(usize, &String)> = between.iter().map(|name| (shared(name), name)).collect();
    named.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match named.as_slice() {
        [(most, one), rest @ ..] if rest.iter().all(|(next, _)| most > next) => Some((*one).clone()),
        _ => by_place.cloned(),
    }
}

/// Which of two days a line names: by its month, or by its place.
fn which_day(
    line: &str,
    one: jiff::civil::Date,
    other: jiff::civil::Date,
    today: jiff::civil::Date,
) -> Option<jiff::civil::Date> {
    let folded = words::fold(line);
    let names = |day: jiff::civil::Date| {
        let said = dates::said(day).to_lowercase();
        said.split(' ').nth(1).is_some_and(|month| folded.contains(&month[..3]))
    };
    let said = dates::find(line, today).into_iter().find_map(|(_, day)| match day {
        dates::Day::Known(day) => Some(day),
        dates::Day::Either(..) => None,
    });
    match said.filter(|day| *day == one || *day == other) {
        Some(day) => Some(day),
        None if names(one) || folded.contains("first") || intent::is_yes(line) => Some(one),
        None if names(other) || folded.contains("second") || folded.contains("latter") => Some(other),
        None => None,
    }
}

fn active<'tools>(memory: &Memory, tools: &'tools Toolbox) -> Option<&'tools Connector> {
    Some(tools.get(memory.active.as_deref()?)?.connector())
}

fn abilities(tools: &Toolbox) -> String {
    ask::abilities(&tools.tools().iter().map(crate::toolbox::Tool::connector).collect::<Vec<_>>())
}

fn say(text: impl Into<String>) -> Move {
    Move::Say(text.into())
}

/// Whether a question takes a value.
pub(crate) fn is_accepted(field: &Field, value: &str) -> bool {
    values::accept(field, value).is_ok()
}

/// What a line is understood to mean, without anything being called: which connector, and its new values. `inside` is the
/// connector that is talked about, with the questions just asked and the values known.
pub fn understand(
    line: &str,
    tools: &Toolbox,
    inside: Option<&str>,
    asked: &[String],
    known: &BTreeMap<String, String>,
    today: jiff::civil::Date,
) -> (Option<String>, BTreeMap<String, String>) {
    let mut memory = Memory { active: inside.map(str::to_owned), asked: asked.to_vec(), ..Memory::default() };
    memory.ended = inside.is_some() && asked.is_empty();
    if let Some(connector) = active(&memory, tools) {
        for (field, value) in known {
            memory.learn(connector, field, value.clone());
        }
    }
    let messages = [Message::Customer(line.to_owned())];
    let mut trace = Vec::new();
    let mut dialogue =
        Dialogue { messages: &messages, tools, memory: &mut memory, trace: &mut trace, today, heard: &|_| {} };
    hear(line, &mut dialogue);
    let taken = trace.into_iter().filter_map(|entry| match entry {
        Entry::Understood { values } => Some(values),
        _ => None,
    });
    let taken = taken.flatten().map(|value| (value.field, value.value)).collect();
    (memory.active, taken)
}
