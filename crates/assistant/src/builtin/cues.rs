//! Which question a value belongs to, by the words around it: “order 727”, “2 items”, “my phone is …”.

use std::collections::HashSet;
use std::ops::Range;

use drawbridge_model::{Field, FieldType};

use super::words::{self, Word};

/// Words of many questions that tell none from another.
const GENERIC: [&str; 14] = [
    "account", "code", "enter", "give", "kind", "like", "many", "number", "provide", "show", "type", "use", "value",
    "would",
];

/// The words that announce a field's value.
#[derive(Debug, Clone)]
pub(crate) struct Cues {
    own: HashSet<String>,
    alike: HashSet<&'static str>,
}

impl Cues {
    pub(crate) fn of(field: &Field) -> Self {
        let by_type: &[&str] = match field.field_type {
            FieldType::Email => &["email", "e-mail", "mail"],
            FieldType::Phone => &["phone", "call", "mobile", "tel", "telephone", "cell"],
            FieldType::Url => &["link", "website", "page"],
            _ => &[],
        };
        let texts = [field.name.replace('_', " "), field.description.clone()];
        let mut own: HashSet<String> = texts.iter().flat_map(|text| words::stems(text)).collect();
        let generic: HashSet<String> = GENERIC.iter().map(|word| words::stem(word)).collect();
        own.retain(|stem| stem.len() > 2 && !generic.contains(stem));
        own.extend(by_type.iter().map(|word| words::stem(word)));
        let is_birth = texts.iter().any(|text| text.to_lowercase().contains("birth"));
        if is_birth {
            own.extend(["born", "dob", "birthday"].map(words::stem));
        }
        let alike = own.iter().flat_map(|stem| words::alike(stem)).collect();
        Self { own, alike }
    }

    pub(crate) fn has(&self, word: &str) -> bool {
        let stem = words::stem(word);
        self.own.contains(&stem) || self.alike.contains(stem.as_str())
    }

    /// How loudly the words around a place announce this field: up to 4 from the left, up to 3 from the right.
    pub(crate) fn around(&self, line: &str, all: &[Word], at: &Range<usize>) -> i32 {
        let mut best = 0;
        let mut edge = at.start;
        for (word, weight) in all.iter().rev().filter(|word| word.at.end <= at.start).zip([4, 3, 2]) {
            let between = &line[word.at.end..edge];
            if between.contains([',', ';', '!', '?', '\n', '@']) || has_digit(&word.text) {
                break;
            }
            if self.has(&word.text) {
                best = best.max(weight);
            }
            edge = word.at.start;
        }
        edge = at.end;
        for (word, weight) in all.iter().filter(|word| word.at.start >= at.end).zip([3, 1]) {
            let between = &line[edge..word.at.start];
            if between.contains([',', ';', '!', '?', '.', '\n']) || has_digit(&word.text) {
                break;
            }
            if self.has(&word.text) {
                best = best.max(weight);
            }
            edge = word.at.end;
        }
        best
    }
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}
