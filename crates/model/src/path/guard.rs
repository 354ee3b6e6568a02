//! The limits that a path must keep before the `JSONPath` crate sees it.
//!
//! Measured on `serde_json_path` 0.7.2: a thousand parentheses overflow the stack, nested filters parse in exponential
//! time, four descendant steps take seconds on a deep document, a regular expression is compiled again for every
//! node, and a text literal cut off after `\u` panics. Each limit here closes one of these.

use super::PathError;

/// Characters of a path.
pub const MAX_CHARACTERS: usize = 256;
/// Names, indexes and brackets of a path, those inside filters included.
pub const MAX_STEPS: usize = 16;
/// Brackets and parentheses inside one another.
pub const MAX_NESTING: usize = 8;
/// Descendant steps (`..`).
pub const MAX_DESCENDANTS: usize = 2;
/// Characters of a pattern for `match` or `search`.
const MAX_PATTERN_CHARACTERS: usize = 100;
/// The largest count in a pattern, `a{64}`.
const MAX_PATTERN_COUNT: u32 = 64;

/// Checks what can be said before the short form is written out.
pub(super) fn check_length(text: &str) -> Result<(), PathError> {
    if text.trim().is_empty() {
        return refuse("The path is empty.", "Write where the value stands in the answer, such as billing.email.");
    }
    if text.trim() != text {
        return refuse("The path begins or ends with a space.", "Remove the space.");
    }
    if text.chars().count() > MAX_CHARACTERS {
        return refuse(&format!("The path is longer than {MAX_CHARACTERS} characters."), "Use a shorter path.");
    }
    Ok(())
}

/// Checks an RFC 9535 text.
pub(super) fn check(path: &str) -> Result<(), PathError> {
    let mut nesting = 0_usize;
    let mut steps = 0_usize;
    let mut descendants = 0_usize;
    let mut rest = path;
    while let Some(character) = rest.chars().next() {
        match character {
            '\'' | '"' => {
                let Some(literal) = quoted(rest) else {
                    return refuse("A quotation mark in the path is not closed.", "Close it with the same mark.");
                };
                rest = &rest[literal.len()..];
                continue;
            }
            '[' | '(' => nesting += 1,
            ']' | ')' => nesting = nesting.saturating_sub(1),
            'm' | 's' => check_pattern(rest)?,
            _ => {}
        }
        let descends = rest.starts_with("..");
        descendants += usize::from(descends);
        steps += usize::from(matches!(character, '.' | '['));
        if nesting > MAX_NESTING {
            return refuse(
                &format!("The path has more than {MAX_NESTING} brackets inside one another."),
                "Use a path with fewer brackets.",
            );
        }
        if steps > MAX_STEPS || descendants > MAX_DESCENDANTS {
            return refuse(
                &format!("The path has more than {MAX_STEPS} steps, or “..” more than {MAX_DESCENDANTS} times."),
                "Use a shorter path.",
            );
        }
        rest = &rest[if descends { 2 } else { character.len_utf8() }..];
    }
    Ok(())
}

/// `text` starts with `m` or `s`: if it is a call of `match` or `search`, its pattern must be a bounded literal.
fn check_pattern(text: &str) -> Result<(), PathError> {
    let call = ["match", "search"].into_iter().find_map(|name| text.strip_prefix(name));
    let Some(arguments) = call.and_then(|rest| rest.strip_prefix('(')) else { return Ok(()) };
    let Some(comma) = top_level_comma(arguments) else { return Ok(()) };
    let pattern = arguments[comma + 1..].trim_start();
    if pattern.starts_with(|first: char| matches!(first, '@' | '$') || first.is_alphabetic()) {
        return refuse(
            "The pattern of match() or search() must stand in the path itself, in quotation marks.",
            "Write it as in $[?match(@.name, 'a.*')]; a pattern taken from the answer is not run.",
        );
    }
    let literal = quoted(pattern).unwrap_or_default();
    if literal.chars().count() > MAX_PATTERN_CHARACTERS || has_costly_repeat(literal) {
        return refuse("The pattern in the path is too long, or repeats a repetition.", "Use a plainer pattern.");
    }
    Ok(())
}

fn top_level_comma(arguments: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(character) = arguments[at..].chars().next() {
        match character {
            '\'' | '"' => {
                at += quoted(&arguments[at..])?.len();
                continue;
            }
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => return Some(at),
            _ => {}
        }
        at += character.len_utf8();
    }
    None
}

/// Whether a count (`{50}`) follows a group or another count, or is large. Nested counts multiply.
fn has_costly_repeat(pattern: &str) -> bool {
    pattern.match_indices('{').any(|(at, _)| {
        let Some(end) = pattern[at..].find('}') else { return false };
        let count = &pattern[at + 1..at + end];
        let is_count = count.starts_with(|first: char| first.is_ascii_digit());
        let after_group = pattern[..at].ends_with([')', '}']);
        let largest = count.split(',').filter_map(|number| number.trim().parse::<u32>().ok()).max();
        is_count && (after_group || largest.is_none_or(|largest| largest > MAX_PATTERN_COUNT))
    })
}

/// The text literal at the start, with its quotation marks.
fn quoted(text: &str) -> Option<&str> {
    let mark = text.chars().next().filter(|first| matches!(first, '\'' | '"'))?;
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == mark => return Some(&text[..=at]),
            _ => {}
        }
    }
    None
}

fn refuse(message: &str, hint: &str) -> Result<(), PathError> {
    Err(PathError { message: message.to_owned(), hint: hint.to_owned() })
}
