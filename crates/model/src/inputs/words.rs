//! How a question is named in a sentence: “The order number must be a whole number, such as 727.”

use crate::connector::Field;

/// The subject of a sentence about a field, with a capital: `The order number`.
pub(super) fn subject(field: &Field) -> String {
    format!("The {}", noun(field))
}

/// The example, as the end of a sentence: `, such as 727`.
pub(super) fn such_as(field: &Field) -> String {
    if field.example.is_empty() || field.sensitive { String::new() } else { format!(", such as {}", field.example) }
}

/// The description if it is a short noun phrase (`Your order number`), else the name with blanks.
fn noun(field: &Field) -> String {
    const NOT_A_NOUN: [&str; 16] = [
        "ask", "can", "choose", "do", "enter", "give", "how", "if", "please", "provide", "tell", "type", "what",
        "when", "which", "write",
    ];
    let phrase = field.description.trim();
    let first_word = phrase.split_whitespace().next().unwrap_or_default().to_lowercase();
    let short = phrase.chars().count() <= 60 && !phrase.contains(['?', '.', ',', ':', ';', '(', '\n', '!']);
    if phrase.is_empty() || !short || NOT_A_NOUN.contains(&first_word.as_str()) {
        return field.name.replace('_', " ");
    }
    let bare = ["Your ", "The ", "A ", "An ", "your ", "the ", "a ", "an "]
        .into_iter()
        .find_map(|article| phrase.strip_prefix(article))
        .unwrap_or(phrase);
    lower_first(bare)
}

/// Small first letter, unless the word is an abbreviation (`SKU`, `ID number`).
fn lower_first(phrase: &str) -> String {
    let mut characters = phrase.chars();
    match (characters.next(), characters.next()) {
        (Some(first), second) if second.is_none_or(char::is_lowercase) => {
            first.to_lowercase().chain(phrase.chars().skip(1)).collect()
        }
        _ => phrase.to_owned(),
    }
}
