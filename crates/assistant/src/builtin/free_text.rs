//! Values that any text can be: announced (“subject: …”, “my name is …”), or all that a line says when a text was asked for.

use std::collections::HashSet;
use std::ops::Range;

use drawbridge_model::{Connector, Field};

use super::cues::Cues;
use super::spans::Line;
use super::words;

/// Beginnings that only lead to a value.
const LEADS: [&str; 34] = [
    "sure",
    "ok",
    "okay",
    "yes",
    "yeah",
    "well",
    "um",
    "uh",
    "hmm",
    "sorry",
    "no",
    "oops",
    "please",
    "it is about",
    "it's about",
    "its about",
    "this is about",
    "it should be",
    "it is",
    "it's",
    "it’s",
    "its",
    "i think it is",
    "i think it's",
    "i think",
    "i mean",
    "i meant",
    "about",
    "that is",
    "that's",
    "that would be",
    "i'd like",
    "i am looking for",
    "looking for",
];
const TRAILS: [&str; 8] = ["please", "pls", "thanks", "thank you", ":)", ":-)", "i think", "svp"];

/// What the words before it call by the field's name.
pub(crate) fn announced(
    field: &Field,
    cues: &Cues,
    line: &Line<'_>,
    connector: &Connector,
) -> Vec<(Range<usize>, String, &'static str, i32)> {
    let mut found = Vec::new();
    for (position, word) in line.words.iter().enumerate().filter(|(_, word)| cues.has(&word.text)) {
        let after = &line.text[word.at.end..];
        if let Some(text) = after.trim_start().strip_prefix([':', '=']) {
            let start = line.text.len() - text.len();
            let end = text.find('\n').map_or(line.text.len(), |end| start + end);
            push(&mut found, line.text, start..end, field, 8);
            continue;
        }
        let is = line.words.get(position + 1).filter(|next| matches!(next.text.as_str(), "is" | "was"));
        if let Some(is) = is.filter(|is| line.text[word.at.end..is.at.start].trim().is_empty()) {
            let text = &line.text[is.at.end..];
            let end = if field.sensitive { text.len() } else { clause_end(text) };
            push(&mut found, line.text, is.at.end..is.at.end + end, field, 7);
            continue;
        }
        // “the product linen apron”: only where values of this question are short names.
        if !field.example.is_empty() && !field.sensitive && words::fold(&field.name).contains(&word.text) {
            let own = vocabulary(connector);
            let rest = line.words[position + 1..].iter();
            let last = rest
                .take_while(|next| !own.contains(&words::stem(&next.text)) && words::says_something(&next.text))
                .last();
            if let Some(last) = last {
                let end = clause_end(&line.text[word.at.end..last.at.end]);
                push(&mut found, line.text, word.at.end..word.at.end + end, field, 4);
            }
        }
    }
    found
}

/// What a line says besides the pieces that are taken, without the words that only lead to it.
pub(crate) fn rest(text: &str, used: &[Range<usize>], field: &Field) -> Option<String> {
    if field.sensitive {
        let whole = text.trim();
        return (!whole.is_empty() && used.is_empty()).then(|| whole.to_owned());
    }
    let mut used: Vec<&Range<usize>> = used.iter().collect();
    used.sort_by_key(|at| at.start);
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in used {
        pieces.push(&text[from..at.start.max(from)]);
        from = at.end.max(from);
    }
    pieces.push(&text[from..]);
    let pieces = pieces.into_iter().map(|piece| stripped(piece, field));
    let longest = pieces.max_by_key(|piece| piece.chars().count())?;
    (!longest.is_empty()).then_some(longest)
}

fn push(
    found: &mut Vec<(Range<usize>, String, &'static str, i32)>,
    line: &str,
    at: Range<usize>,
    field: &Field,
    weight: i32,
) {
    let value = &line[at.clone()];
    let cleaned = if field.sensitive { value.trim().to_owned() } else { stripped(value, field) };
    let start = value.find(cleaned.as_str()).map(|inside| at.start + inside);
    if let Some(start) = start.filter(|_| !cleaned.is_empty()) {
        found.push((start..start + cleaned.len(), cleaned, "announced by its name", weight));
    }
}

fn stripped(text: &str, field: &Field) -> String {
    let edges = |text: &str| {
        let inner = text.trim_matches(|character: char| {
            character.is_whitespace() || matches!(character, ',' | ';' | '-' | '"' | '“' | '”')
        });
        inner.trim_end_matches(['.', ' ']).to_owned()
    };
    let mut rest = edges(text);
    loop {
        let folded = rest.to_lowercase();
        let lead = LEADS.iter().find(|lead| {
            folded
                .strip_prefix(**lead)
                .is_some_and(|after| !after.starts_with(char::is_alphanumeric) && rest.is_char_boundary(lead.len()))
        });
        let trail = TRAILS.iter().find(|trail| {
            folded
                .strip_suffix(**trail)
                .is_some_and(|before| !before.ends_with(char::is_alphanumeric) && folded.len() == rest.len())
        });
        match (lead, trail) {
            (Some(lead), _) => rest = edges(rest[lead.len()..].trim_start_matches(['!', '.', ':', '…'])),
            (None, Some(trail)) => rest = edges(&rest[..rest.len() - trail.len()]),
            (None, None) => break,
        }
    }
    let takes_article = ["a ", "an ", "the "].iter().any(|article| field.example.to_lowercase().starts_with(article));
    if !field.example.is_empty() && !takes_article {
        let lower = rest.to_lowercase();
        let article = ["a ", "an ", "the "].into_iter().find(|article| lower.starts_with(article));
        if let Some(article) = article {
            rest = rest[article.len()..].to_owned();
        }
    }
    rest
}

/// Where a clause ends.
fn clause_end(text: &str) -> usize {
    let by_mark = text.find([',', ';', '\n']).unwrap_or(text.len());
    let by_word =
        [" and my ", " and the ", " and i ", ". "].into_iter().filter_map(|mark| text.to_lowercase().find(mark)).min();
    by_word.filter(|end| text.is_char_boundary(*end)).unwrap_or(text.len()).min(by_mark)
}

/// The words with which a connector speaks of itself.
fn vocabulary(connector: &Connector) -> HashSet<String> {
    let texts = [&connector.name, &connector.prompt].into_iter().chain(&connector.example_phrases);
    texts.flat_map(|text| words::stems(text)).collect()
}
