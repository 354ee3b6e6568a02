//! Sentences about a list: what was added, removed, renamed, moved, and what changed inside each item.
//!
//! Items are told apart by what a person calls them, and by their number among items of the same name. One that goes
//! and one that comes at the same place are the same item under a new name.

use serde_json::Value;

use super::members::{is_nothing, member, names};
use super::{DifferenceSection, Found};

/// What the items of a list are called, and how they are told apart.
pub(super) struct Kind {
    one: &'static str,
    many: &'static str,
    /// The members that make its name, the first that says something.
    key: &'static [&'static str],
    /// Members that the name says already.
    named: &'static [&'static str],
    /// With a single item on both sides, sentences speak of its members without naming it.
    alone: bool,
}

impl Kind {
    pub(super) const REQUEST: Self = Self::of("request", "requests", &["id"], &[]).standing_alone();
    pub(super) const QUESTION: Self = Self::of("question", "questions", &["name"], &["name"]);
    pub(super) const RULE: Self = Self::of("rule", "rules", &[], &["input", "value", "compare_with"]);
    pub(super) const VALUE: Self = Self::of("value", "values", &["path"], &["path"]);
    pub(super) const PHRASE: Self =
        Self::of("example of a customer’s words", "examples of a customer’s words", &[], &[]);
    pub(super) const CASE: Self = Self::of("saved case", "saved cases", &["name"], &["name"]);
    pub(super) const SAMPLE: Self = Self::of("recorded answer of", "recorded answers", &["step"], &["step"]);
    pub(super) const REMARK: Self = Self::of("accepted remark", "accepted remarks", &[], &[]);
    pub(super) const SETTING: Self = Self::of("setting", "settings", &["name"], &["name"]);
    pub(super) const SECRET: Self = Self::of("secret", "secrets", &["name"], &["name"]);
    pub(super) const HEADER: Self = Self::of("header", "headers", &["name"], &["name"]);
    pub(super) const PARAMETER: Self = Self::of("parameter", "parameters", &["name"], &["name"]);
    pub(super) const KEPT: Self = Self::of("kept value", "kept values", &["name"], &["name"]);
    pub(super) const PART: Self = Self::of("part", "parts", &["name"], &["name"]);

    const fn of(
        one: &'static str,
        many: &'static str,
        key: &'static [&'static str],
        named: &'static [&'static str],
    ) -> Self {
        Self { one, many, key, named, alone: false }
    }

    const fn standing_alone(self) -> Self {
        Self { alone: true, ..self }
    }

    fn key(&self, item: &Value) -> String {
        if let Some(text) = item.as_str() {
            return text.to_owned();
        }
        if self.one == "rule" {
            return rule_in_words(item);
        }
        let named = self.key.iter().filter_map(|name| item[name].as_str());
        named.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    }

    /// What a person calls the item.
    fn title(&self, item: &Value) -> String {
        let own = item["name"].as_str().filter(|name| !name.is_empty() && self.one == "request");
        own.map_or_else(|| self.key(item), str::to_owned)
    }
}

/// A rule as one reads it.
pub fn rule_in_words(rule: &Value) -> String {
    let path = rule["compare_with"].as_str().unwrap_or_default();
    match (rule["input"].as_str(), &rule["value"]) {
        (Some(input), _) => format!("{input} is compared with {path}"),
        (None, Value::Null) => format!("{path} is checked"),
        (None, Value::String(value)) => format!("{path} is compared with {value}"),
        (None, value) => format!("{path} is compared with {value}"),
    }
}

/// Everything that differs between two lists.
pub(super) fn items(
    found: &mut Found,
    section: DifferenceSection,
    kind: &Kind,
    subject: &str,
    before: &Value,
    after: &Value,
) {
    let (old, new) = (keyed(kind, before), keyed(kind, after));
    let within =
        |sentence: String| if subject.is_empty() { upper(&sentence) } else { format!("{subject}: {sentence}") };
    let mut pairs = Vec::new();
    let mut kept = Vec::new();
    for (place, (key, item)) in new.iter().enumerate() {
        if let Some(at) = old.iter().position(|(known, _)| known == key) {
            pairs.push((old[at].1, *item));
            kept.push(at);
            continue;
        }
        let gone = old.get(place).filter(|(known, _)| !new.iter().any(|(key, _)| key == known));
        if let Some((_, earlier)) = gone {
            let (was, is) = (kind.title(earlier), kind.title(item));
            if was != is {
                found.say(section, within(format!("the {} “{was}” is now “{is}”.", kind.one)));
            }
            pairs.push((*earlier, *item));
        } else {
            found.say(section, within(format!("the {} “{}” was added.", kind.one, kind.title(item))));
        }
    }
    for (place, (key, item)) in old.iter().enumerate() {
        let goes_on = new.iter().any(|(known, _)| known == key)
            || new.get(place).is_some_and(|(taken, _)| !old.iter().any(|(known, _)| known == taken));
        if !goes_on {
            found.say(section, within(format!("the {} “{}” was removed.", kind.one, kind.title(item))));
        }
    }
    if !kept.is_sorted() {
        found.say(section, within(format!("the order of the {} changed.", kind.many)));
    }
    let alone = kind.alone && old.len() == 1 && new.len() == 1;
    for (earlier, later) in pairs {
        let about = match (alone, subject.is_empty()) {
            (true, _) => String::new(),
            (false, true) => format!("The {} “{}”", kind.one, kind.title(later)),
            (false, false) => format!("{subject}, {} “{}”", kind.one, kind.title(later)),
        };
        for name in names(earlier, later).into_iter().filter(|name| !kind.named.contains(&name.as_str())) {
            member(found, section, &about, &name, &earlier[&name], &later[&name]);
        }
    }
}

/// Items with their names; a name that stands there again gets a number.
fn keyed<'a>(kind: &Kind, list: &'a Value) -> Vec<((String, usize), &'a Value)> {
    let mut keyed: Vec<((String, usize), &Value)> = Vec::new();
    for item in list.as_array().into_iter().flatten().filter(|item| !is_nothing(item)) {
        let key = kind.key(item);
        let number = keyed.iter().filter(|((known, _), _)| *known == key).count();
        keyed.push(((key, number), item));
    }
    keyed
}

fn upper(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
