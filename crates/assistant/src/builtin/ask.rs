//! Questions in the connector's own words.

use drawbridge_model::{Connector, Field};

use super::words;

/// Asks for what is missing: one thing at a time, or two when nothing is known yet and both read as nouns. `thanks`: the
/// customer has just given something.
pub(crate) fn ask(connector: &Connector, missing: &[&Field], is_opening: bool, thanks: bool) -> (String, Vec<String>) {
    let Some(first) = missing.first() else { return (String::new(), Vec::new()) };
    let mut asked = vec![first.name.clone()];
    let mut question = question(first);
    if let ([one, other], true) = (missing, is_opening)
        && let (Some(one), Some(second)) = (noun(one), noun(other))
    {
        question = format!("What is your {one}, and the {second}?");
        asked.push(other.name.clone());
    }
    let opening = if connector.writes() { "I can do that for you." } else { "I can look that up." };
    let text = match (is_opening, thanks) {
        (true, _) => format!("{opening} {question}"),
        (false, true) => format!("Thank you. {question}"),
        (false, false) => question,
    };
    (text, asked)
}

/// One question: as the owner wrote it if it is one, else made of the noun it is.
pub(crate) fn question(field: &Field) -> String {
    let written = field.description.trim();
    let options = if field.options.is_empty() { String::new() } else { format!(" ({})", either(&field.options)) };
    if written.ends_with('?') {
        return format!("{written}{options}");
    }
    if let Some(noun) = noun(field) {
        let article = if says_your(field) { "your" } else { "the" };
        return format!("What is {article} {noun}?{options}");
    }
    let sentence = written.trim_end_matches('.');
    if sentence.is_empty() {
        format!("What is the {}?{options}", field.name.replace('_', " "))
    } else {
        format!("{sentence}.{options}")
    }
}

/// The description as a noun, without its article: `order number`.
fn noun(field: &Field) -> Option<String> {
    const VERBS: [&str; 14] = [
        "ask", "can", "choose", "do", "enter", "give", "how", "please", "provide", "tell", "type", "what", "when",
        "which",
    ];
    let written = field.description.trim();
    let first = written.split_whitespace().next()?.to_lowercase();
    let is_short = written.chars().count() <= 60 && !written.contains(['?', '.', ':', ';', '(', '!', '\n']);
    if !is_short || VERBS.contains(&first.as_str()) {
        return None;
    }
    let bare =
        ["Your ", "The ", "A ", "An ", "your ", "the "].into_iter().find_map(|article| written.strip_prefix(article));
    Some(small(bare.unwrap_or(written)))
}

fn says_your(field: &Field) -> bool {
    field.description.trim().to_lowercase().starts_with("your ")
}

/// A small first letter, unless the word is an abbreviation.
pub(crate) fn small(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), second) if second.is_none_or(|second| !second.is_uppercase()) => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// A capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `a, b or c`.
pub(crate) fn either(items: &[impl AsRef<str>]) -> String {
    joined(items, "or")
}

/// `a, b and c`.
pub(crate) fn all_of(items: &[impl AsRef<str>]) -> String {
    joined(items, "and")
}

fn joined(items: &[impl AsRef<str>], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", first.join(", "), last.as_ref())
        }
    }
}

/// What a connector is about, in one or two words: `order` for “Order status”; the whole name if that leaves nothing.
pub(crate) fn topic(connector: &Connector) -> String {
    const AROUND: &[&str] = &[
        "book",
        "cancel",
        "change",
        "create",
        "delete",
        "make",
        "new",
        "open",
        "remove",
        "return",
        "send",
        "status",
        "details",
        "detail",
        "info",
        "information",
        "lookup",
        "check",
        "my",
        "get",
        "find",
        "show",
        "a",
        "an",
        "the",
        "of",
        "your",
        "data",
        "overview",
    ];
    let found = words::words(&connector.name);
    let kept: Vec<&str> = found
        .iter()
        .filter(|word| !AROUND.contains(&word.text.as_str()))
        .map(|word| &connector.name[word.at.clone()])
        .collect();
    small(&if kept.is_empty() { connector.name.clone() } else { kept.join(" ") })
}

/// “Did you mean your order or your subscription?”
pub(crate) fn which(connectors: &[&Connector]) -> String {
    let topics: Vec<String> = connectors.iter().map(|connector| topic(connector)).collect();
    let plain =
        connectors.iter().zip(&topics).all(|(connector, topic)| !connector.writes() && topic.split(' ').count() <= 2);
    let distinct = topics.iter().enumerate().all(|(at, topic)| !topics[..at].contains(topic));
    let names: Vec<String> = if plain && distinct {
        topics.iter().map(|topic| format!("your {topic}")).collect()
    } else {
        connectors.iter().map(|connector| format!("“{}”", connector.name)).collect()
    };
    format!("Did you mean {}?", either(&names))
}

/// What can be done here, for a customer who asks or whose line says nothing that is known.
pub(crate) fn abilities(connectors: &[&Connector]) -> String {
    let names: Vec<String> = connectors.iter().take(5).map(|connector| format!("“{}”", connector.name)).collect();
    match (names.as_slice(), connectors.len() > 5) {
        ([], _) => "There is nothing that I can do here yet.".to_owned(),
        (_, true) => format!("I can help with {} and more.", names.join(", ")),
        (_, false) => format!("I can help with {}.", all_of(&names)),
    }
}
