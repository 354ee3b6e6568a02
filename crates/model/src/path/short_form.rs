//! The short form of a path: names with dots between them.
//!
//! `billing.email`, `items.0.name` (a number is an index), `line_items[*].name` (brackets are RFC 9535), `a..b`
//! (descendants). A name that RFC 9535 forbids after a dot is quoted: `order-id` becomes `$['order-id']`.
//!
//! A name with quotation marks, parentheses or operators is refused rather than quoted: `items.length()` would find
//! nothing, silently, where its writer expects a number.

use super::PathError;

/// Writes the short form as RFC 9535.
pub(super) fn to_rfc_9535(text: &str) -> Result<String, PathError> {
    let mut path = String::from("$");
    let mut rest = text;
    let mut name_must_follow = true;
    let mut at_start = true;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            if name_must_follow && !at_start && !path.ends_with("..") {
                return Err(stray_dot(text));
            }
            let end =
                closing_bracket(after).ok_or_else(|| error(text, "a bracket is not closed", "Close it with “]”."))?;
            path.push_str(&rest[..=end + 1]);
            rest = &rest[end + 2..];
            name_must_follow = false;
        } else if let Some(after) = rest.strip_prefix("..").filter(|_| !name_must_follow) {
            path.push_str("..");
            rest = after;
            name_must_follow = true;
        } else if let Some(after) = rest.strip_prefix('.') {
            if name_must_follow {
                return Err(stray_dot(text));
            }
            rest = after;
            name_must_follow = true;
        } else {
            if !name_must_follow {
                return Err(error(text, "a name follows a bracket without a dot", "Put a dot before the name."));
            }
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            push_name(&mut path, &rest[..end], text)?;
            rest = &rest[end..];
            name_must_follow = false;
        }
        at_start = false;
    }
    if name_must_follow { Err(stray_dot(text)) } else { Ok(path) }
}

/// Appends one name of a short form to an RFC 9535 path.
fn push_name(path: &mut String, name: &str, text: &str) -> Result<(), PathError> {
    let descends = path.ends_with("..");
    let is_index = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
    if is_index {
        path.extend(["[", name, "]"]);
    } else if name == "*" || is_plain_name(name) {
        path.push_str(if descends { "" } else { "." });
        path.push_str(name);
    } else if let Some(bad) = name.chars().find(|character| is_refused(*character)) {
        let hint = "If it belongs to the name, write the name in brackets and quotes, as in $['a(b)'].";
        return Err(error(text, &format!("“{bad}” cannot stand in a name"), hint));
    } else {
        path.extend(["['", name, "']"]);
    }
    Ok(())
}

/// A name that RFC 9535 allows after a dot (`member-name-shorthand`).
pub(super) fn is_plain_name(name: &str) -> bool {
    let is_letter = |character: char| character.is_ascii_alphabetic() || character == '_' || !character.is_ascii();
    name.starts_with(is_letter) && name.chars().all(|character| is_letter(character) || character.is_ascii_digit())
}

/// Whether a name may be written in the short form, quoted or not.
pub(super) fn can_be_short(name: &str) -> bool {
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    let refused = |character| is_refused(character) || matches!(character, '.' | '[');
    !is_number && name != "*" && !name.starts_with('$') && name.trim() == name && !name.chars().any(refused)
}

fn is_refused(character: char) -> bool {
    matches!(character, '(' | ')' | '?' | '*' | '\'' | '"' | '\\' | ',' | ']' | '=' | '<' | '>' | '!' | '&' | '|')
        || character.is_control()
}

/// Where the bracket closes that was opened just before `after`.
pub(super) fn closing_bracket(after: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut mark = None;
    let mut escaped = false;
    for (at, character) in after.char_indices() {
        match (mark, character) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if open == character => mark = None,
            (None, '\'' | '"') => mark = Some(character),
            (None, '[') => depth += 1,
            (None, ']') if depth == 0 => return Some(at),
            (None, ']') => depth -= 1,
            (_, _) => {}
        }
    }
    None
}

fn stray_dot(text: &str) -> PathError {
    error(text, "there is a dot without a name", "Remove the dot, or write the name that belongs there.")
}

fn error(text: &str, what: &str, hint: &str) -> PathError {
    PathError { message: format!("In the path “{text}” {what}."), hint: hint.to_owned() }
}
