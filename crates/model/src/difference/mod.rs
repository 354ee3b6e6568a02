//! What differs between two states of a connector, in plain sentences: "The address was /a, now /b."
//!
//! Works on JSON, not on the document's types, so that a version which an older program wrote is compared as well, and a
//! member that is added to the document is named here by its own name until [`words`] has a better one: **no difference
//! goes unsaid**. Long texts are cut to the place where they differ. Left out are identifiers that nobody sees.

mod items;
mod members;
mod words;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

pub use items::rule_in_words;
use items::{Kind, items};
use members::{changed, is_nothing, member, members, names};

/// Where on the workbench something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceSection {
    /// The connector as a whole.
    General,
    /// What is sent.
    Request,
    /// What the customer is asked.
    Questions,
    /// What must hold.
    Rules,
    /// What the bot sees.
    Answer,
    /// What the AI is told.
    Prompt,
    /// Saved cases and recorded answers.
    Tests,
    /// Addresses, sign-in and the like of a system.
    System,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Difference {
    /// Where.
    pub section: DifferenceSection,
    /// What, a whole sentence.
    pub sentence: String,
}

/// A connector with its systems, as JSON.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The connector.
    pub connector: Value,
    /// The systems that it uses.
    pub systems: Vec<Value>,
}

/// What differs, from an earlier state to a later one, in the order of the workbench.
pub fn differences(before: &State, after: &State) -> Vec<Difference> {
    let mut found = Found::default();
    connector(&mut found, before, after);
    for system in &after.systems {
        if let Some(earlier) = before.systems.iter().find(|earlier| earlier["id"] == system["id"]) {
            one_system(&mut found, earlier, system);
        }
    }
    found.0.sort_by_key(|difference| difference.section);
    found.0
}

/// The sentences so far.
#[derive(Default)]
pub(crate) struct Found(Vec<Difference>);

impl Found {
    pub(crate) fn say(&mut self, section: DifferenceSection, sentence: String) {
        self.0.push(Difference { section, sentence });
    }
}

fn connector(found: &mut Found, before: &State, after: &State) {
    use DifferenceSection::{Answer, General, Prompt, Questions, Request, Rules, Tests};
    let (old, new) = (&before.connector, &after.connector);
    for name in names(old, new) {
        let (was, is) = (&old[&name], &new[&name]);
        match name.as_str() {
            "id" => {}
            "system" => changed(found, Request, "", "system", &system_name(before, was), &system_name(after, is)),
            "steps" => items(found, Request, &Kind::REQUEST, "", was, is),
            "fields" => items(found, Questions, &Kind::QUESTION, "", was, is),
            "validations" => items(found, Rules, &Kind::RULE, "", was, is),
            "match" | "public" | "confirm" => member(found, Rules, "", &name, was, is),
            "attempts" => members(found, Rules, "", was, is),
            "answer" => {
                items(found, Answer, &Kind::VALUE, "", &was["fields"], &is["fields"]);
                for name in names(was, is).into_iter().filter(|name| name != "fields") {
                    member(found, Answer, "", &name, &was[&name], &is[&name]);
                }
            }
            "prompt" | "tool_name" => member(found, Prompt, "", &name, was, is),
            "example_phrases" => items(found, Prompt, &Kind::PHRASE, "", was, is),
            "tests" => items(found, Tests, &Kind::CASE, "", was, is),
            "samples" => items(found, Tests, &Kind::SAMPLE, "", was, is),
            "accepted" => items(found, General, &Kind::REMARK, "", was, is),
            _ => member(found, General, "", &name, was, is),
        }
    }
}

fn one_system(found: &mut Found, old: &Value, new: &Value) {
    use DifferenceSection::System;
    let name = new["name"].as_str().filter(|name| !name.is_empty()).or(new["id"].as_str()).unwrap_or_default();
    let subject = format!("The system “{name}”");
    for name in names(old, new) {
        let (was, is) = (&old[&name], &new[&name]);
        match name.as_str() {
            "id" => {}
            "base_url" => {
                changed(found, System, &subject, "base_url.test", &was["test"], &is["test"]);
                changed(found, System, &subject, "base_url.live", &was["live"], &is["live"]);
            }
            "settings" => items(found, System, &Kind::SETTING, &subject, was, is),
            "secrets" => items(found, System, &Kind::SECRET, &subject, was, is),
            "headers" => items(found, System, &Kind::HEADER, &subject, was, is),
            "sign_in" => {
                member(found, System, &subject, "sign_in", &was["type"], &is["type"]);
                if was["type"] == is["type"] {
                    members(found, System, &format!("{subject}, sign-in"), was, is);
                }
            }
            _ => member(found, System, &subject, &name, was, is),
        }
    }
}

/// A system's name, if it is known, else its identifier.
fn system_name(state: &State, id: &Value) -> Value {
    let known = state.systems.iter().find(|system| system["id"] == *id);
    known.map(|system| system["name"].clone()).filter(|name| !is_nothing(name)).unwrap_or_else(|| id.clone())
}

#[cfg(test)]
mod tests;
