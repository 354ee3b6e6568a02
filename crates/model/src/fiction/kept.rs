//! What stays as it is, and why. Everything else is replaced.
//!
//! A value is kept only when it tells nothing about anybody, or when the document itself says it already: a constant of
//! a rule, a code that the answer turns into words, an option of a question. A value that is kept at one place and
//! personal at another (`Open` as a status, and as somebody's name) is replaced at both.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::pieces::fold;
use crate::connector::Connector;
use crate::path::Path;

/// Why a value was not replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// The connector says it: in a rule, a path, the answer's words or a question's options.
    Named,
    /// A word or code that many systems use: `processing`, `EUR`.
    KnownWord,
    /// A plain word in a member that holds states or kinds: `status`, `order_type`.
    Code,
    /// A text of one or two letters, or a number of one or two digits.
    Short,
    /// Neither a letter nor a digit other than zero.
    Empty,
    /// The owner's own choice.
    Chosen,
}

/// The words of states, kinds and answers, in small letters, that the same word of anybody's system may be.
const KNOWN_WORDS: &[&str] = &[
    "accepted",
    "active",
    "answered",
    "approved",
    "archived",
    "authorized",
    "backordered",
    "blocked",
    "booked",
    "canceled",
    "cancelled",
    "captured",
    "closed",
    "completed",
    "confirmed",
    "created",
    "declined",
    "deferred",
    "delayed",
    "deleted",
    "delivered",
    "denied",
    "disabled",
    "draft",
    "enabled",
    "error",
    "escalated",
    "expired",
    "failed",
    "fulfilled",
    "hold",
    "inactive",
    "invoiced",
    "locked",
    "lost",
    "merged",
    "new",
    "none",
    "null",
    "on-hold",
    "on_hold",
    "open",
    "overdue",
    "packed",
    "paid",
    "partial",
    "partially_fulfilled",
    "partially_paid",
    "paused",
    "pending",
    "planned",
    "preparing",
    "processed",
    "processing",
    "published",
    "queued",
    "ready",
    "received",
    "refunded",
    "rejected",
    "released",
    "reopened",
    "resolved",
    "returned",
    "reviewed",
    "running",
    "scheduled",
    "sent",
    "shipped",
    "solved",
    "started",
    "stopped",
    "subscribed",
    "succeeded",
    "success",
    "suspended",
    "trialing",
    "unfulfilled",
    "unpaid",
    "unsubscribed",
    "verified",
    "voided",
    "waiting",
    "annual",
    "daily",
    "hourly",
    "monthly",
    "never",
    "once",
    "quarterly",
    "weekly",
    "yearly",
    "false",
    "true",
    "yes",
    "high",
    "low",
    "medium",
    "normal",
    "urgent",
    "bearer",
    "http",
    "https",
    "billing",
    "card",
    "cash",
    "home",
    "shipping",
    "work",
    "default",
    "other",
    "unknown",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "aud",
    "brl",
    "cad",
    "chf",
    "cny",
    "czk",
    "dkk",
    "eur",
    "gbp",
    "huf",
    "inr",
    "jpy",
    "krw",
    "mxn",
    "nok",
    "nzd",
    "pln",
    "ron",
    "sek",
    "sgd",
    "thb",
    "try",
    "twd",
    "usd",
    "zar",
];

/// Names of members whose values are about somebody, also when they are short or look like a code.
const PERSONAL: &[&str] = &[
    "name", "person", "customer", "contact", "owner", "author", "company", "street", "address", "city", "town",
    "phone", "mobile", "mail", "user", "login", "note", "comment", "message", "subject", "title", "birth", "given",
    "family", "password", "secret", "token", "zip", "postcode", "postal", "gender", "iban", "account",
];

/// Endings of the names of members that hold a state or a kind.
const CODES: &[&str] = &["status", "state", "type", "kind", "object", "currency", "priority", "method", "tag", "stage"];

/// What a connector itself says, collected once.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Whole values, folded.
    values: BTreeSet<String>,
    /// Words of the patterns that questions demand, folded: the `sub` of `sub_[a-z0-9]+`.
    pub(super) pattern_words: BTreeSet<String>,
    /// The texts of all paths.
    paths: Vec<String>,
}

impl Said {
    pub(super) fn of(connector: &Connector) -> Self {
        let mut said = Self::default();
        let rules = &connector.validations;
        said.paths.extend(rules.iter().map(|rule| rule.compare_with.clone()));
        rules.iter().filter_map(|rule| rule.value.as_ref()).for_each(|value| said.constant(value));
        for step in &connector.steps {
            said.paths.extend(step.extract.iter().map(|extract| extract.path.clone()));
            said.paths.extend(step.fail_when.iter().map(|fail| fail.path.clone()));
            step.fail_when.iter().filter_map(|fail| fail.value.as_ref()).for_each(|value| said.constant(value));
        }
        for field in &connector.answer.fields {
            said.paths.push(field.path.clone());
            said.values.extend(field.words.keys().map(|word| fold(word)));
        }
        for field in &connector.fields {
            said.values.extend(field.options.iter().map(|option| fold(option)));
            said.pattern_words.extend(field.pattern.as_deref().map(literal_words).unwrap_or_default());
        }
        for text in said.paths.clone() {
            if let Ok(path) = Path::parse(&text) {
                said.values.extend(constants(path.normalised()));
                said.paths.push(path.normalised().to_owned());
            }
        }
        said
    }

    fn constant(&mut self, value: &Value) {
        match value {
            Value::String(text) => drop(self.values.insert(fold(text))),
            Value::Number(number) => drop(self.values.insert(number.to_string())),
            _ => {}
        }
    }

    /// Whether a path names this member.
    pub(super) fn names_member(&self, name: &str) -> bool {
        self.paths.iter().any(|path| path.contains(name))
    }

    /// Why a whole text stays, if it does; `member` is the name of what it is the value of.
    pub(super) fn keeps(&self, member: &str, text: &str) -> Option<Kept> {
        let folded = fold(text);
        if self.values.contains(&folded) {
            return Some(Kept::Named);
        }
        if text.chars().all(|letter| !letter.is_alphanumeric() || letter == '0') {
            return Some(Kept::Empty);
        }
        if is_personal(member) {
            return None;
        }
        if folded.chars().count() < 3 && folded.is_ascii() {
            return Some(Kept::Short);
        }
        if KNOWN_WORDS.contains(&folded.as_str()) {
            return Some(Kept::KnownWord);
        }
        (is_code_member(member) && is_code(text)).then_some(Kept::Code)
    }

    /// Why a number stays, if it does.
    pub(super) fn keeps_number(&self, text: &str) -> Option<Kept> {
        if self.values.contains(text) {
            return Some(Kept::Named);
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if text.bytes().all(|digit| !digit.is_ascii_digit() || digit == b'0') {
            return Some(Kept::Empty);
        }
        (digits < 3).then_some(Kept::Short)
    }
}

/// Whether values of a member with this name are about somebody.
pub(super) fn is_personal(member: &str) -> bool {
    let member = member.to_ascii_lowercase();
    PERSONAL.iter().any(|word| member.contains(word)) || matches!(member.as_str(), "first" | "last" | "middle" | "nick")
}

fn is_code_member(member: &str) -> bool {
    let member = member.to_ascii_lowercase();
    CODES.iter().any(|word| member.ends_with(word))
}

/// One word, or words joined by `_` or `-`, all small or all capital letters.
fn is_code(text: &str) -> bool {
    let joined = |letter: char| matches!(letter, '_' | '-');
    let all = |is_letter: fn(&char) -> bool| text.chars().all(|letter| joined(letter) || is_letter(&letter));
    text.len() <= 32 && !text.starts_with(joined) && (all(char::is_ascii_lowercase) || all(char::is_ascii_uppercase))
}

/// Whether a member's name is a name of the API and not somebody's data.
pub(super) fn is_plain_name(name: &str) -> bool {
    let name = name.strip_prefix(['@', '$', '_']).unwrap_or(name);
    name.len() <= 40
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | ':'))
        && name.bytes().filter(u8::is_ascii_digit).count() <= 2
}

/// The words that a regular expression demands to the letter.
fn literal_words(pattern: &str) -> BTreeSet<String> {
    let mut text = String::new();
    let (mut letters, mut in_class) = (pattern.chars(), false);
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            letter if !in_class && letter.is_alphabetic() => {
                text.push(letter);
                continue;
            }
            _ => {}
        }
        text.push(' ');
    }
    text.split(' ').filter(|word| word.chars().count() > 1).map(fold).collect()
}

/// The texts in quotation marks and the numbers of a query: what its filters compare with.
fn constants(query: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = query;
    while let Some(start) = rest.find(['\'', '"']) {
        let mark = &rest[start..=start];
        let inner = &rest[start + 1..];
        let Some(end) = inner.find(mark) else { break };
        found.push(fold(&inner[..end]));
        rest = &inner[end + 1..];
    }
    let is_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '-');
    if query.contains('?') {
        let numbers = query.split(|letter| !is_number(letter)).map(|text| text.trim_matches('.'));
        found.extend(numbers.filter(|text| text.bytes().any(|byte| byte.is_ascii_digit())).map(str::to_owned));
    }
    found
}
