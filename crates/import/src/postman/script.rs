//! Test scripts that keep a value of the answer: `pm.environment.set("token", pm.response.json().data.token)`.
//!
//! A script is looked through for such lines and never run. What else it does is told as left out.

use serde_json::Value;

use super::rows::dropped;
use crate::json::text;
use crate::request::{Kept, ReadRequest};

/// How often a name may stand for another one in a script.
const MAX_NAMES: usize = 4;

/// The calls that set a variable.
const SETTERS: [&str; 8] = [
    "pm.environment.set(",
    "pm.collectionVariables.set(",
    "pm.globals.set(",
    "pm.variables.set(",
    "postman.setEnvironmentVariable(",
    "postman.setGlobalVariable(",
    "bru.setVar(",
    "bru.setEnvVar(",
];

/// What the whole answer is called.
const ANSWERS: [&str; 3] = ["pm.response.json()", "JSON.parse(responseBody)", "JSON.parse(pm.response.text())"];

/// Looks through the events of an item.
pub(super) fn read(events: &[Value], request: &mut ReadRequest) {
    for event in events {
        let code = code(event.get("script").unwrap_or(&Value::Null));
        if code.trim().is_empty() {
            continue;
        }
        if text(event, "listen") != "test" {
            dropped(
                request,
                "A script that runs before the request was left out. If it signs or computes something, the request needs that in another way.",
            );
            continue;
        }
        let kept = kept(&code);
        if kept.is_empty() {
            dropped(request, "A script that runs after the request was left out: scripts are never run.");
        }
        request.keeps.extend(kept);
    }
}

/// The code of a script: a text or a list of lines.
pub(super) fn code(script: &Value) -> String {
    match script.get("exec").unwrap_or(script) {
        Value::String(code) => code.clone(),
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        _ => String::new(),
    }
}

/// The variables that a script sets from the answer.
pub(super) fn kept(code: &str) -> Vec<Kept> {
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found: Vec<Kept> = Vec::new();
    for setter in SETTERS {
        for (at, _) in code.match_indices(setter).take(50) {
            let arguments = &code[at + setter.len()..];
            let Some((variable, rest)) = quoted(arguments) else { continue };
            let Some(expression) = rest.trim_start().strip_prefix(',') else { continue };
            if let Some(path) = path(&code, upto_end(expression), MAX_NAMES) {
                found.push(Kept { variable: variable.to_owned(), path });
            }
        }
    }
    found
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'))?;
    text[1..].split_once(quote)
}

/// An expression up to the bracket that closes the call around it.
fn upto_end(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' | ';' | '\n' if depth == 0 => return &text[..at],
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    text
}

/// Where in the answer an expression looks; `None` if it computes something.
fn path(code: &str, expression: &str, names_left: usize) -> Option<String> {
    let expression = expression.trim();
    if let Some(rest) = ANSWERS.iter().find_map(|answer| expression.strip_prefix(answer)) {
        return members(rest);
    }
    let length = expression
        .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '$')
        .unwrap_or(expression.len());
    let (name, rest) = expression.split_at(length);
    if name.is_empty() || names_left == 0 {
        return None;
    }
    let base = path(code, assigned(code, name)?, names_left - 1)?;
    let rest = members(rest)?;
    match (base.as_str(), rest.as_str()) {
        ("$", _) => Some(rest),
        (_, "$") => Some(base),
        _ => Some(format!("{base}{}{rest}", if rest.starts_with('[') { "" } else { "." })),
    }
}

/// What a name is given: `let name = …`.
fn assigned<'code>(code: &'code str, name: &str) -> Option<&'code str> {
    code.match_indices(name).take(200).find_map(|(at, _)| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        let rest = code[at + name.len()..].trim_start().strip_prefix('=')?;
        let is_whole = !before.is_ascii_alphanumeric() && !matches!(before, '_' | '.' | '$');
        (is_whole && !rest.starts_with(['=', '>'])).then(|| upto_end(rest.trim_start()))
    })
}

/// `.data.items[0]["id"]` as a path, `data.items[0].id`; `$` for nothing.
fn members(written: &str) -> Option<String> {
    let mut path = String::new();
    let mut rest = written.trim();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("?.").or_else(|| rest.strip_prefix('.')) {
            let length =
                after.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(after.len());
            let (name, after) = after.split_at(length);
            if name.is_empty() || after.starts_with('(') {
                return None;
            }
            push(&mut path, name);
            rest = after;
        } else {
            let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
            match quoted(inside) {
                Some((name, ""))
                    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') =>
                {
                    push(&mut path, name);
                }
                None if !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit()) => {
                    path.extend(["[", inside, "]"]);
                }
                _ => return None,
            }
            rest = after;
        }
    }
    Some(if path.is_empty() { "$".to_owned() } else { path })
}

fn push(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, expected: &[(&str, &str)]) {
        let found: Vec<(String, String)> = kept(code).into_iter().map(|kept| (kept.variable, kept.path)).collect();
        let found: Vec<(&str, &str)> =
            found.iter().map(|(variable, path)| (variable.as_str(), path.as_str())).collect();
        assert_eq!(found, expected, "{code}");
    }

    #[test]
    fn a_value_of_the_answer_that_is_kept_is_found() {
        check("pm.collectionVariables.set('token', pm.response.json().data.token);", &[("token", "data.token")]);
        check(
            "var jsonData = JSON.parse(responseBody);\npostman.setEnvironmentVariable(\"id\", jsonData.items[0]['id']);",
            &[("id", "items[0].id")],
        );
        check(
            "const r = pm.response.json(); let t = r.user.token;\npm.environment.set(\"t\", t);",
            &[("t", "user.token")],
        );
        check("pm.environment.set('all', pm.response.json())", &[("all", "$")]);
    }

    #[test]
    fn what_is_computed_is_not_kept() {
        for code in [
            "pm.environment.set('a', 'fixed')",
            "pm.environment.set('a', r.b + 1)",
            "pm.environment.set('a', pm.response.json().list.map(f))",
            "// pm.environment.set('a', pm.response.json().b)",
            "a = a; pm.environment.set('x', a)",
            "pm.environment.set(",
        ] {
            check(code, &[]);
        }
    }
}
