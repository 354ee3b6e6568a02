//! Names and descriptions of other people made fit for a document: plain, short, visible, and without keys in them.

use drawbridge_model::characters::is_invisible;
use drawbridge_model::check::find_secret;
use percent_encoding::percent_decode_str;

use crate::limits::{MAX_DESCRIPTION, MAX_NAME};

/// What stands where a key stood in a text for people.
const REMOVED: &str = "[secret]";

/// A name of one line.
pub(crate) fn name(text: &str) -> String {
    let plain = plain(text);
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    shorten(&without_secrets(&line), MAX_NAME)
}

/// A description of a few lines, without markup.
pub(crate) fn description(text: &str) -> String {
    let text = plain(text);
    let mut lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.dedup_by(|left, right| left.is_empty() && right.is_empty());
    shorten(&without_secrets(lines.join("\n").trim()), MAX_DESCRIPTION)
}

/// A text without invisible characters, tags and Markdown's marks.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4 * MAX_DESCRIPTION));
    let mut rest = text;
    // Only what can be shown is looked at: a description may be megabytes long.
    while let Some(character) = rest.chars().next().filter(|_| out.len() < 4 * MAX_DESCRIPTION) {
        let tag = (character == '<').then(|| tag_length(rest)).flatten();
        if let Some(length) = tag {
            out.push(' ');
            rest = &rest[length..];
            continue;
        }
        match character {
            '\n' | '\t' => out.push(character),
            '`' | '*' => {}
            _ if is_invisible(character) => {}
            _ => out.push(character),
        }
        rest = &rest[character.len_utf8()..];
    }
    out
}

fn tag_length(text: &str) -> Option<usize> {
    let begins = text[1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '/');
    let end = text.bytes().take(300).position(|byte| byte == b'>')?;
    begins.then_some(end + 1)
}

/// A text in which keys and tokens are replaced.
pub(crate) fn without_secrets(text: &str) -> String {
    let mut text = text.to_owned();
    // Each round removes one; a text of nothing but keys is not worth more.
    for _ in 0..16 {
        let Some(found) = find_secret(&text).filter(|found| *found != REMOVED).map(str::to_owned) else { return text };
        text = text.replace(&found, REMOVED);
    }
    text
}

/// The beginning of a text, with an ellipsis if something was cut.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

/// A name as documents write names: `[a-z][a-z0-9_]*`, at most `most` characters; `fallback` if no letter is left.
pub(crate) fn snake(text: &str, most: usize, fallback: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let letters: Vec<char> = text.chars().take(400).collect();
    for (index, &letter) in letters.iter().enumerate() {
        if letter.is_ascii_alphanumeric() {
            let next_is_lower = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
            let begins_word = letter.is_ascii_uppercase()
                && (before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase() && next_is_lower));
            if begins_word && !out.ends_with('_') && !out.is_empty() {
                out.push('_');
            }
            out.push(letter.to_ascii_lowercase());
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
        before = letter;
    }
    let out = out.trim_matches('_');
    let out = out.trim_start_matches(|first: char| !first.is_ascii_lowercase());
    let out = out.get(..most.min(out.len())).unwrap_or(out).trim_matches('_');
    if out.is_empty() { fallback.to_owned() } else { out.to_owned() }
}

/// A name that is not taken: `email`, `email_2`, `email_3`.
pub(crate) fn free(wanted: &str, most: usize, mut is_taken: impl FnMut(&str) -> bool) -> String {
    if !is_taken(wanted) {
        return wanted.to_owned();
    }
    let mut number = 2_u32;
    loop {
        let end = format!("_{number}");
        let begin = wanted.get(..wanted.len().min(most - end.len())).unwrap_or(wanted);
        let candidate = format!("{}{end}", begin.trim_end_matches('_'));
        if !is_taken(&candidate) {
            return candidate;
        }
        number += 1;
    }
}

/// `order_id` and `orderId` as words for people: `Order id`.
pub(crate) fn words(text: &str) -> String {
    let words = snake(text, 80, "value").replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Percent-decoded, a plus sign as a blank.
pub(crate) fn decode_form(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// Percent-decoded.
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Pairs of a query or form, decoded, in order.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let written = text.split('&').filter(|pair| !pair.is_empty());
    written
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode_form(name), decode_form(value))
        })
        .collect()
}

/// A number with its noun: `1 question`, `3 questions`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_names_of_the_format() {
        let check = |text, expected| assert_eq!(snake(text, 40, "value"), expected, "{text}");
        check("orderId", "order_id");
        check("OrderID", "order_id");
        check("HTTPServer2Go", "http_server2_go");
        check("metadata[campaign]", "metadata_campaign");
        check("2fa-code", "fa_code");
        check("注文", "value");
        check("X-Api-Key", "x_api_key");
        check(&"a".repeat(90), &"a".repeat(40));
    }

    #[test]
    fn descriptions_are_plain_and_hold_no_key() {
        assert_eq!(name("**Get** an `order`\u{202e}\n now"), "Get an order now");
        assert_eq!(description("<p>One</p>\n\n\n\nTwo < 3"), "One\n\nTwo < 3");
        let key = ["sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"].concat();
        assert_eq!(name(&format!("Use {key} here")), "Use [secret] here");
    }

    #[test]
    fn a_free_name_stays_within_its_length() {
        let taken = ["a".repeat(40), format!("{}_2", "a".repeat(38))];
        let free = free(&"a".repeat(40), 40, |name| taken.contains(&name.to_owned()));
        assert_eq!(free, format!("{}_3", "a".repeat(38)));
    }
}
