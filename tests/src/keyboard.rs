//! Keys as WebDriver names them, and how text is typed with them.

use serde_json::{Value, json};

/// Enter.
pub const ENTER: &str = "\u{E007}";
/// Tab.
pub const TAB: &str = "\u{E004}";
/// Escape.
pub const ESCAPE: &str = "\u{E00C}";
/// Control.
pub const CONTROL: &str = "\u{E009}";
/// Shift.
pub const SHIFT: &str = "\u{E008}";
/// Arrow down.
pub const DOWN: &str = "\u{E015}";
/// Delete the character before.
pub const BACKSPACE: &str = "\u{E003}";

/// Presses and releases every character of a text in turn.
pub fn typing(text: &str) -> Value {
    let strokes: Vec<Value> = text
        .chars()
        .flat_map(|character| {
            let key = if character == '\n' { ENTER.to_owned() } else { character.to_string() };
            [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
        })
        .collect();
    json!([{"type": "key", "id": "keyboard", "actions": strokes}])
}

/// Holds all but the last key, presses the last, releases everything: `[CONTROL, "z"]`.
pub fn chord(keys: &[&str]) -> Value {
    let down = keys.iter().map(|key| json!({"type": "keyDown", "value": key}));
    let up = keys.iter().rev().map(|key| json!({"type": "keyUp", "value": key}));
    json!([{"type": "key", "id": "keyboard", "actions": down.chain(up).collect::<Vec<_>>()}])
}
