//! Which connector a customer means: BM25 over name, example phrases, prompt and questions, each with its weight.
//!
//! Words are compared by stem; a word that no connector knows stands for the one it is a slip of, and words of one group of
//! the thesaurus stand for one another at a discount. An example phrase that reads like the line counts by itself, small
//! words included, since “when do you open” and “when does it renew” differ in nothing else. A connector that changes
//! something is not chosen for the name of its object alone: “order 727” is no wish to cancel it. Sentences of the prompt
//! that say what a connector is *not* for are left out.

use std::collections::{BTreeSet, HashMap, HashSet};

use drawbridge_model::Connector;
use regex::Regex;

use super::words::{self, Word};
use crate::conversation::Candidate;

const NAME: f64 = 3.0;
const PHRASE: f64 = 2.0;
const PROMPT: f64 = 1.0;
const QUESTION: f64 = 0.7;
/// How much a word counts that means about the same.
const ALIKE: f64 = 0.6;
/// How much a slip of the finger counts.
const SLIP: f64 = 0.9;
/// Saturation and length, as BM25 names them.
const K1: f64 = 1.2;
const B: f64 = 0.3;
/// What an example phrase is worth that is the line itself.
const SAME_PHRASE: f64 = 6.0;
/// What a value is worth that only this connector's question takes.
const FITTING_VALUE: f64 = 4.0;
/// Below this nothing was meant.
const ENOUGH: f64 = 1.0;
/// The second best must be this near for a doubt.
const NEAR: f64 = 0.9;

/// What connectors are known by.
#[derive(Debug)]
pub struct Index {
    connectors: Vec<Entry>,
    /// Where each stem stands, and how much it weighs there.
    postings: HashMap<String, Vec<(usize, f64)>>,
    /// Whole words by first letter, for slips.
    spelled: HashMap<char, BTreeSet<String>>,
    average: f64,
}

#[derive(Debug)]
struct Entry {
    tool: String,
    name: String,
    writes: bool,
    /// Stems that say what is done, for one that changes something.
    deeds: HashSet<String>,
    /// Stems that say what it is done to.
    objects: HashSet<String>,
    phrases: Vec<HashSet<String>>,
    patterns: Vec<Regex>,
    length: f64,
}

/// A connector and how much speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scored {
    pub(crate) position: usize,
    pub(crate) score: f64,
    pub(crate) words: Vec<String>,
}

impl Index {
    /// Reads what the connectors say of themselves.
    pub fn new<'all>(connectors: impl Iterator<Item = &'all Connector>) -> Self {
        let mut index =
            Self { connectors: Vec::new(), postings: HashMap::new(), spelled: HashMap::new(), average: 1.0 };
        for (position, connector) in connectors.enumerate() {
            let mut weights: HashMap<String, f64> = HashMap::new();
            let mut add = |text: &str, weight: f64| {
                for word in words::words(text).into_iter().filter(|word| words::says_something(&word.text)) {
                    *weights.entry(words::stem(&word.text)).or_default() += weight;
                    if let Some(first) = word.text.chars().next() {
                        index.spelled.entry(first).or_default().insert(word.text);
                    }
                }
            };
            add(&connector.name, NAME);
            connector.example_phrases.iter().for_each(|phrase| add(phrase, PHRASE));
            positive(&connector.prompt).for_each(|sentence| add(sentence, PROMPT));
            for field in &connector.fields {
                add(&field.description, QUESTION);
                add(&field.name.replace('_', " "), QUESTION);
                field.options.iter().for_each(|option| add(option, QUESTION));
            }
            let length = weights.values().sum();
            for (stem, weight) in weights {
                index.postings.entry(stem).or_default().push((position, weight));
            }
            index.connectors.push(Entry::new(connector, length));
        }
        for word in words::known() {
            if let Some(first) = word.chars().next() {
                index.spelled.entry(first).or_default().insert(word.to_owned());
            }
        }
        let total: f64 = index.connectors.iter().map(|entry| entry.length).sum();
        index.average = (total / f64::from(u32::try_from(index.connectors.len()).unwrap_or(1).max(1))).max(1.0);
        index
    }

    /// Every connector for which something speaks, best first. `codes` are words of the line that look like numbers of
    /// something, which may be what a question's pattern wants.
    pub(crate) fn scores(&self, line: &[Word], codes: &[String]) -> Vec<Scored> {
        let mut scored: HashMap<usize, (f64, Vec<String>)> = HashMap::new();
        let mut deeds: HashMap<usize, bool> = HashMap::new();
        let mut seen = HashSet::new();
        for word in line.iter().filter(|word| words::says_something(&word.text)) {
            let meant = self.meant(&word.text);
            if !seen.insert(meant.clone()) {
                continue;
            }
            for (position, (score, is_deed)) in self.of_word(&meant, meant != words::stem(&word.text)) {
                let entry = scored.entry(position).or_default();
                entry.0 += score;
                entry.1.push(word.text.clone());
                *deeds.entry(position).or_default() |= is_deed;
            }
        }
        let said: HashSet<String> = line.iter().map(|word| words::stem(&word.text)).collect();
        for (position, entry) in self.connectors.iter().enumerate() {
            let alike = entry.phrases.iter().map(|phrase| likeness(phrase, &said)).fold(0.0, f64::max);
            if alike >= 0.5 {
                scored.entry(position).or_default().0 += SAME_PHRASE * alike * alike;
            }
            let fits = |code: &&String| entry.patterns.iter().any(|pattern| pattern.is_match(code));
            if let Some(code) = codes.iter().find(fits) {
                let entry = scored.entry(position).or_default();
                entry.0 += FITTING_VALUE;
                entry.1.push(code.clone());
            }
            if entry.writes && alike < 0.8 && !deeds.get(&position).copied().unwrap_or_default() {
                scored.entry(position).and_modify(|(score, _)| *score *= 0.5);
            }
        }
        let mut scored: Vec<Scored> = scored
            .into_iter()
            .filter(|(_, (score, _))| *score >= ENOUGH)
            .map(|(position, (score, words))| Scored { position, score, words })
            .collect();
        scored.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.position.cmp(&other.position)));
        scored
    }

    /// Those of the best that are too near one another to choose.
    pub(crate) fn doubt<'scored>(&self, scored: &'scored [Scored]) -> &'scored [Scored] {
        let Some(best) = scored.first() else { return &[] };
        let near = scored.iter().take_while(|other| other.score >= best.score * NEAR).count();
        // Looking something up does no harm, so it is not asked about when the others would change something.
        let harmless = scored[..near].iter().filter(|other| !self.connectors[other.position].writes).count();
        let sole_reader = !self.connectors[best.position].writes && harmless == 1;
        if near < 2 || sole_reader { &[] } else { &scored[..near.min(3)] }
    }

    /// How a connector is told in the trace.
    pub(crate) fn candidate(&self, scored: &Scored) -> Candidate {
        let entry = &self.connectors[scored.position];
        Candidate { tool: entry.tool.clone(), name: entry.name.clone(), words: scored.words.clone() }
    }

    /// The stem that a word stands for: its own if any connector or group knows it, else that of the word it is a slip of.
    fn meant(&self, word: &str) -> String {
        let own = words::stem(word);
        if self.postings.contains_key(&own) || words::alike(&own).next().is_some() {
            return own;
        }
        let spelled = word.chars().next().and_then(|first| self.spelled.get(&first));
        let near = spelled.into_iter().flatten().filter(|known| words::is_slip(word, known));
        let near = near.min_by_key(|known| (strsim::osa_distance(word, known), (*known).clone()));
        near.map_or(own, |known| words::stem(known))
    }

    /// What one word adds to each connector, and whether it is the name of a deed there.
    fn of_word(&self, said: &str, is_slip: bool) -> HashMap<usize, (f64, bool)> {
        let mut best: HashMap<usize, (f64, bool)> = HashMap::new();
        let own = [(said, if is_slip { SLIP } else { 1.0 })];
        let all: Vec<(&str, f64)> = own.into_iter().chain(words::alike(said).map(|other| (other, ALIKE))).collect();
        let common = all.iter().filter_map(|(stem, _)| Some(self.postings.get(*stem)?.len())).max().unwrap_or(1);
        // A word is as common as those that mean the same: “purchase” tells no more than “order” does.
        let rare = rarity(self.connectors.len(), common);
        for (stem, factor) in all {
            let Some(postings) = self.postings.get(stem) else { continue };
            for (position, weight) in postings {
                let entry = &self.connectors[*position];
                let long = 1.0 - B + B * entry.length / self.average;
                let score = factor * rare * weight * (K1 + 1.0) / (weight + K1 * long);
                let known = best.entry(*position).or_default();
                known.0 = known.0.max(score);
                known.1 |= entry.deeds.contains(stem) && !entry.objects.contains(said);
            }
        }
        best
    }
}

impl Entry {
    fn new(connector: &Connector, length: f64) -> Self {
        let patterns = connector.fields.iter().filter_map(|field| field.pattern.as_deref());
        let patterns = patterns.filter_map(|pattern| Regex::new(&format!("^(?:{pattern})$")).ok());
        let is_noun = |text: &&str| !text.trim_end().ends_with('?');
        let names: Vec<String> = connector.fields.iter().map(|field| field.name.replace('_', " ")).collect();
        let nouns = connector.fields.iter().map(|field| field.description.as_str()).filter(is_noun);
        let asked: HashSet<String> = nouns.chain(names.iter().map(String::as_str)).flat_map(words::stems).collect();
        let options = connector.fields.iter().flat_map(|field| &field.options).map(String::as_str);
        let alike = asked.iter().flat_map(|stem| words::alike(stem)).map(str::to_owned);
        let objects = asked.iter().cloned().chain(alike).collect();
        let own = [connector.name.as_str()].into_iter().chain(connector.example_phrases.iter().map(String::as_str));
        let own = own.chain(positive(&connector.prompt)).chain(options);
        Self {
            tool: connector.tool_name.clone(),
            name: connector.name.clone(),
            writes: connector.writes(),
            deeds: own.flat_map(words::stems).filter(|stem| !asked.contains(stem)).collect(),
            objects,
            phrases: connector
                .example_phrases
                .iter()
                .map(|phrase| words::words(phrase).iter().map(|word| words::stem(&word.text)).collect())
                .collect(),
            patterns: patterns.filter(|pattern| !pattern.is_match("a") && !pattern.is_match("1")).collect(),
            length,
        }
    }
}

/// How much a word tells that stands in so many of all connectors. Where there is only one, each of its words speaks for it.
#[expect(clippy::cast_precision_loss, reason = "there are not 2^52 connectors")]
fn rarity(all: usize, with: usize) -> f64 {
    if all == 1 {
        return 1.0;
    }
    let (all, with) = (all as f64, with as f64);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln().max(0.2)
}

/// Twice what two sets share, by their sizes: 1 when they are the same.
#[expect(clippy::cast_precision_loss, reason = "a line has not 2^52 words")]
fn likeness(one: &HashSet<String>, other: &HashSet<String>) -> f64 {
    let shared: Vec<&String> = one.intersection(other).collect();
    // Small words alone are no likeness: “where is my order” is not “what is my balance”.
    let tells = shared.iter().any(|stem| words::says_something(stem));
    let shared = shared.len();
    if tells { 2.0 * shared as f64 / (one.len() + other.len()) as f64 } else { 0.0 }
}

/// The sentences of a prompt that say what the connector is for.
fn positive(prompt: &str) -> impl Iterator<Item = &str> {
    prompt.split(['.', '!', '\n']).filter(|sentence| {
        let sentence = sentence.trim_start().to_lowercase();
        !["do not", "don't", "don’t", "never", "not for", "always ask", "ask for"]
            .iter()
            .any(|start| sentence.starts_with(start))
    })
}
