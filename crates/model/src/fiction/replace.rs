//! Rewrites texts and numbers, piece by piece, by the stand-ins drawn for all of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use super::find::{Found, Role, is_data};
use super::kept::{Kept, Said, is_personal};
use super::pieces::{Piece, cut, fold, written_day};
use super::stand_ins::{Seed, StandIns, Wanted, decimal_key, fold_host};
use super::{Choice, NoFiction};

/// Everything that is needed to rewrite a recording.
pub(super) struct Replacer<'said> {
    said: &'said Said,
    /// Whole values that stay, folded.
    kept: HashMap<String, Kept>,
    /// Texts that are one number whatever stands between its digits, folded.
    by_digits: HashSet<String>,
    /// What the owner chose, folded, the longest first.
    chosen: Vec<(String, Choice)>,
    stand_ins: StandIns,
}

impl<'said> Replacer<'said> {
    pub(super) fn new(
        seed: Seed,
        said: &'said Said,
        found: &[Found],
        choices: &BTreeMap<String, Choice>,
    ) -> Result<Self, NoFiction> {
        check_choices(found, choices)?;
        let mut chosen: Vec<(String, Choice)> =
            choices.iter().map(|(text, choice)| (fold(text), choice.clone())).collect();
        chosen.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        let kept = kept_values(said, found, &chosen);
        let by_digits = found.iter().filter(|value| value.role == Role::Digits || is_grouped(&value.text));
        let by_digits: HashSet<String> = by_digits.map(|value| fold(&value.text)).collect();
        let mut wanted = Wanted::default();
        for value in found {
            let folded = fold(&value.text);
            if kept.contains_key(&folded) {
                wanted.reserved.extend(runs(&folded).into_iter().map(str::to_owned));
            } else if by_digits.contains(&folded) {
                want_digits(&digits_of(&value.text), &mut wanted);
                want_text(said, value, true, &mut wanted);
            } else {
                want_text(said, value, false, &mut wanted);
            }
        }
        let stand_ins = StandIns::draw(seed, &wanted);
        Ok(Self { said, kept, by_digits, chosen, stand_ins })
    }

    /// Why a whole value stays, if it does.
    pub(super) fn kept(&self, text: &str) -> Option<Kept> {
        self.kept.get(&fold(text)).copied()
    }

    /// A value with all that is in it.
    pub(super) fn value(&self, value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let rewritten = members.iter().map(|(name, value)| {
                    let name = if is_data(name, self.said) { self.text(name, false) } else { name.clone() };
                    (name, self.value(value))
                });
                Value::Object(rewritten.collect::<Map<String, Value>>())
            }
            Value::Array(items) => Value::Array(items.iter().map(|item| self.value(item)).collect()),
            Value::String(text) => Value::String(self.text(text, false)),
            Value::Number(number) => serde_json::from_str(&self.text(&number.to_string(), true)).unwrap_or(Value::Null),
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    /// A whole text, or a number as it is written in JSON.
    pub(super) fn text(&self, text: &str, is_number: bool) -> String {
        let folded = fold(text);
        if self.kept.contains_key(&folded) {
            return text.to_owned();
        }
        if let Some((_, Choice::StandIn { text: stand_in })) = self.chosen.iter().find(|(known, _)| *known == folded) {
            return like(text, stand_in);
        }
        if is_number {
            return self.number(text);
        }
        let composed: String = text.nfc().collect();
        if self.by_digits.contains(&folded) {
            return self.grouped(&composed);
        }
        self.with_chosen(&composed, &self.chosen)
    }

    /// Puts in what the owner chose for values that occur in a text, and replaces the rest of it.
    fn with_chosen(&self, text: &str, chosen: &[(String, Choice)]) -> String {
        let Some(((wanted, choice), shorter)) = chosen.split_first() else { return self.pieces(text) };
        let mut rewritten = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((start, end)) = occurrence(rest, wanted) {
            rewritten.push_str(&self.with_chosen(&rest[..start], shorter));
            rewritten.push_str(&match choice {
                Choice::Keep => rest[start..end].to_owned(),
                Choice::StandIn { text } => like(&rest[start..end], text),
            });
            rest = &rest[end..];
        }
        rewritten + &self.with_chosen(rest, shorter)
    }

    fn pieces(&self, text: &str) -> String {
        cut(text).into_iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(&self, piece: Piece<'_>) -> String {
        match piece {
            Piece::Between(text) => text.to_owned(),
            Piece::Letters(word) => self.stand_ins.for_word(word).unwrap_or_else(|| word.to_owned()),
            Piece::Digits(digits) => self.stand_ins.for_digits(digits).unwrap_or_else(|| digits.to_owned()),
            Piece::Decimal { whole, fraction } => self.stand_ins.for_decimal(whole, fraction),
            Piece::Email { local, domain } => format!("{}@{}", self.pieces(local), self.stand_ins.for_host(domain)),
            Piece::Address { scheme, host, rest } => {
                format!("{scheme}{}{}", self.stand_ins.for_host(host), self.pieces(&without_escapes(rest)))
            }
            Piece::Moment { day, time, zone } => match day.parse() {
                Ok(date) => format!("{}{}{zone}", self.stand_ins.for_day(date), self.stand_ins.for_time(time)),
                Err(_) => String::new(),
            },
            Piece::WrittenDay { text, separator } => match written_day(text, separator) {
                Some((day, day_first)) => {
                    let day = self.stand_ins.for_day(day);
                    let (first, second) = if day_first { (day.day(), day.month()) } else { (day.month(), day.day()) };
                    format!("{first:02}{separator}{second:02}{separator}{:04}", day.year())
                }
                None => String::new(),
            },
        }
    }

    /// A JSON number; its exponent stays.
    fn number(&self, text: &str) -> String {
        let (mantissa, exponent) = text.find(['e', 'E']).map_or((text, ""), |at| text.split_at(at));
        let (sign, digits) = mantissa.strip_prefix('-').map_or(("", mantissa), |digits| ("-", digits));
        let rewritten = match digits.split_once('.') {
            Some((whole, fraction)) => self.stand_ins.for_decimal(whole, fraction),
            None => self.stand_ins.for_digits(digits).unwrap_or_else(|| digits.to_owned()),
        };
        format!("{sign}{rewritten}{exponent}")
    }

    /// One number written in groups: the digits of its stand-in in their places. Groups that would read as one of the
    /// originals are joined with the next.
    fn grouped(&self, text: &str) -> String {
        let digits = digits_of(text);
        let Some(stand_in) = self.stand_ins.for_digits(&digits) else { return self.pieces(text) };
        let extra = stand_in.len().saturating_sub(digits.len());
        let mut new = stand_in[extra..].chars();
        let mut rewritten = String::new();
        let mut group = String::new();
        for piece in cut_groups(text) {
            if piece.starts_with(|letter: char| letter.is_ascii_digit()) {
                if rewritten.chars().all(|letter| !letter.is_ascii_digit()) && group.is_empty() {
                    group.push_str(&stand_in[..extra]);
                }
                group.extend(new.by_ref().take(piece.len()));
            } else if !self.stand_ins.is_original(&group) {
                rewritten.push_str(&std::mem::take(&mut group));
                rewritten.push_str(&self.pieces(piece));
            }
        }
        if self.stand_ins.is_original(&group) {
            let end = rewritten.trim_end_matches(|letter: char| !letter.is_ascii_digit()).len();
            rewritten.truncate(end);
        }
        rewritten + &group
    }
}

/// A value is kept if each of its occurrences may be.
fn kept_values(said: &Said, found: &[Found], chosen: &[(String, Choice)]) -> HashMap<String, Kept> {
    let mut kept: HashMap<String, Option<Kept>> = HashMap::new();
    for value in found {
        let folded = fold(&value.text);
        let why = match (value.is_number, value.role) {
            (true, _) => said.keeps_number(&value.text),
            (false, Role::Member) => said.keeps("", &value.text).filter(|why| *why == Kept::Empty),
            (false, _) => said.keeps(&value.member, &value.text),
        };
        let entry = kept.entry(folded).or_insert(why);
        *entry = entry.and(why);
    }
    for (text, choice) in chosen {
        kept.insert(text.clone(), (*choice == Choice::Keep).then_some(Kept::Chosen));
    }
    kept.into_iter().filter_map(|(text, why)| Some((text, why?))).collect()
}

fn check_choices(found: &[Found], choices: &BTreeMap<String, Choice>) -> Result<(), NoFiction> {
    for value in found.iter().filter(|value| value.is_number) {
        let Some(Choice::StandIn { text }) = choices.get(&value.text) else { continue };
        if !serde_json::from_str::<Value>(text).is_ok_and(|parsed| parsed.is_number()) {
            return Err(NoFiction {
                message: format!("“{text}” cannot stand in for {}, which is a number.", value.text),
                hint: "Write a number, with a point if it needs one.".to_owned(),
            });
        }
    }
    Ok(())
}

/// Notes all pieces of a text that need a stand-in. Runs of one or two letters or digits stay, unless nothing else of the
/// text would change or the text is about somebody.
fn want_text(said: &Said, value: &Found, only_words: bool, wanted: &mut Wanted) {
    let composed: String = value.text.nfc().collect();
    if value.is_number {
        return want_number(&composed, wanted);
    }
    let all = is_personal(&value.member) || runs(&composed).iter().all(|run| !is_long(said, run));
    want_pieces(said, &composed, all, is_personal(&value.member), only_words, wanted);
}

fn want_pieces(said: &Said, text: &str, all: bool, is_name: bool, only_words: bool, wanted: &mut Wanted) {
    let long_runs: HashSet<&str> = runs(text).into_iter().filter(|run| is_long(said, run)).collect();
    let mut at = 0;
    for piece in cut(text) {
        match piece {
            Piece::Letters(part) | Piece::Digits(part) | Piece::Between(part) => {
                let run = run_around(text, at);
                let is_wanted = all || long_runs.contains(run);
                match piece {
                    Piece::Letters(word) if is_wanted => {
                        let word = fold(word);
                        if is_name {
                            wanted.names.insert(word.clone());
                        }
                        wanted.words.insert(word);
                    }
                    Piece::Digits(digits) if is_wanted && !only_words => want_digits(digits, wanted),
                    _ => {}
                }
                at += part.len();
            }
            Piece::Decimal { whole, fraction } => {
                want_decimal(whole, fraction, wanted);
                at += whole.len() + 1 + fraction.len();
            }
            Piece::Email { local, domain } => {
                let all = runs(local).iter().all(|run| !is_long(said, run));
                want_pieces(said, local, all, true, false, wanted);
                wanted.hosts.insert(fold_host(domain));
                at += local.len() + 1 + domain.len();
            }
            Piece::Address { scheme, host, rest } => {
                wanted.hosts.insert(fold_host(host));
                want_pieces(said, &without_escapes(rest), false, false, false, wanted);
                at += scheme.len() + host.len() + rest.len();
            }
            Piece::Moment { day, time, zone } => {
                wanted.days.extend(day.parse::<jiff::civil::Date>());
                at += day.len() + time.len() + zone.len();
            }
            Piece::WrittenDay { text, separator } => {
                wanted.days.extend(written_day(text, separator).map(|(day, _)| day));
                at += text.len();
            }
        }
    }
}

fn want_number(text: &str, wanted: &mut Wanted) {
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text).trim_start_matches('-');
    match mantissa.split_once('.') {
        Some((whole, fraction)) => want_decimal(whole, fraction, wanted),
        None => want_digits(mantissa, wanted),
    }
}

fn want_decimal(whole: &str, fraction: &str, wanted: &mut Wanted) {
    let (_, key) = decimal_key(whole, fraction);
    if key.0.len() > 2 {
        want_digits(&key.0, wanted);
    }
    if !(key.0.is_empty() && key.1.is_empty()) {
        wanted.decimals.insert(key);
    }
}

fn want_digits(digits: &str, wanted: &mut Wanted) {
    let significant = digits.trim_start_matches('0');
    if !significant.is_empty() {
        wanted.digits.insert(significant.to_owned());
    }
}

/// A run of three or more letters or digits, not zeros only, that no question's pattern demands.
fn is_long(said: &Said, run: &str) -> bool {
    run.chars().count() > 2 && run.chars().any(|letter| letter != '0') && !said.pattern_words.contains(&fold(run))
}

/// The runs of letters and digits of a text.
fn runs(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|run| !run.is_empty()).collect()
}

/// The run of letters and digits that a byte is part of.
fn run_around(text: &str, at: usize) -> &str {
    let is_edge = |letter: char| !letter.is_alphanumeric();
    let start = text[..at].char_indices().rev().find(|(_, letter)| is_edge(*letter));
    let start = start.map_or(0, |(position, letter)| position + letter.len_utf8());
    let end = text[at..].find(is_edge).map_or(text.len(), |position| at + position);
    &text[start..end.max(start)]
}

/// Digits in groups with only layout between them: a telephone number, a card's number, a masked one.
fn is_grouped(text: &str) -> bool {
    let digits = digits_of(text).len();
    let layout = |letter: char| letter.is_ascii_digit() || " +-()/.*•#".contains(letter) || letter == '\u{a0}';
    let only_layout = text.chars().all(layout);
    let pieces = cut(text);
    let is_time = pieces.iter().any(|piece| matches!(piece, Piece::Moment { .. } | Piece::WrittenDay { .. }));
    let is_amount = matches!(pieces.as_slice(), [Piece::Decimal { .. }] | [Piece::Between(_), Piece::Decimal { .. }]);
    digits > 3 && only_layout && !is_time && !is_amount
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Digits and what is between them, by turns.
fn cut_groups(text: &str) -> Vec<&str> {
    let mut groups = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest.find(|letter: char| letter.is_ascii_digit() != is_digit).unwrap_or(rest.len());
        groups.push(&rest[..end]);
        rest = &rest[end..];
    }
    groups
}

/// The bytes of a text that say the same as a folded one and are not part of a longer word or number.
fn occurrence(text: &str, folded: &str) -> Option<(usize, usize)> {
    let length = folded.chars().count();
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let is_part = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    (0..places.len().saturating_sub(length)).find_map(|first| {
        let (start, end) = (places[first], places[first + length]);
        let stands_alone = !is_part(text[..start].chars().next_back()) && !is_part(text[end..].chars().next());
        (length > 0 && stands_alone && fold(&text[start..end]) == folded).then_some((start, end))
    })
}

/// A chosen stand-in with the capitals of what it stands for, where that has all of them or none.
fn like(original: &str, stand_in: &str) -> String {
    let has = |test: fn(char) -> bool| original.chars().any(test);
    match (has(char::is_uppercase), has(char::is_lowercase)) {
        (true, false) => stand_in.to_uppercase(),
        _ => stand_in.to_owned(),
    }
}

/// An escaped letter could hide a value, and a replaced one could break an escape: neither stays.
fn without_escapes(rest: &str) -> String {
    let mut plain = String::with_capacity(rest.len());
    let mut letters = rest.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '%' => {
                plain.push('-');
                letters.by_ref().take(2).for_each(drop);
            }
            letter => plain.push(letter),
        }
    }
    plain
}
