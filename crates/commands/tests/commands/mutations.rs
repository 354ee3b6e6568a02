//! Changes a request at random, the same way every time: another type, another word, a part left out or put twice.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Numbers that look random and are the same every time.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("below the limit")
    }
}

/// One value of every type, with the edges of each.
pub fn wrong_types() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e308),
        json!(0.1),
        json!(""),
        json!("x"),
        json!([]),
        json!([[], {}]),
        json!({}),
        json!({"type": "no_such_type", "__proto__": {"x": 1}}),
        deep(),
    ]
}

/// As deep as JSON may be where it comes in.
pub fn deep() -> Value {
    (0..120).fold(json!(1), |inner, _| json!([inner]))
}

/// A request that stays on this computer: what would go out to an address runs on the recorded samples.
pub fn harmless(mut request: Value) -> Value {
    let environment = request.get("environment").and_then(Value::as_str);
    if environment.is_some_and(|environment| environment == "test" || environment == "live") {
        request["environment"] = json!("sample");
    }
    request
}

/// Where texts stand in a request, as JSON pointers.
pub fn texts(request: &Value) -> Vec<String> {
    places(request).into_iter().filter(|place| request.pointer(place).is_some_and(Value::is_string)).collect()
}

/// Every text of the good requests, and words that have meant harm elsewhere.
pub fn words(good: &BTreeMap<&str, Value>) -> Vec<String> {
    let harm = [
        "",
        " ",
        "\0",
        "../../etc/passwd",
        "{order_id}",
        "{secret.woo_key}",
        "{{",
        "$..*",
        "$[?@.a]",
        "items[*].x",
        "__proto__",
        "constructor",
        "e\u{301}",
        "\u{202e}evil",
        "\u{feff}",
        "1e999",
        "-0",
        "<img src=x onerror=alert(1)>",
        "' OR 1=1 --",
        "%00",
        "2026-02-30",
        "\u{1f469}\u{200d}\u{1f4bb}",
    ];
    let mut words: Vec<String> = harm.iter().map(ToString::to_string).collect();
    words.push("long ".repeat(2_000));
    for request in good.values() {
        words.extend(texts(request).iter().filter_map(|place| request.pointer(place)?.as_str().map(str::to_owned)));
    }
    words.sort();
    words.dedup();
    words
}

/// Changes one place of a request.
pub fn mutate(dice: &mut Dice, words: &[String], request: &mut Value) {
    let places = places(request);
    let place = &places[dice.below(places.len())];
    let other = request.pointer(&places[dice.below(places.len())]).cloned().unwrap_or_default();
    let Some(found) = request.pointer_mut(place) else { return };
    match dice.below(8) {
        0 => *found = wrong_types().swap_remove(dice.below(15)),
        1 | 2 => *found = json!(words[dice.below(words.len())]),
        3 => *found = other,
        4 => match found {
            Value::Object(fields) => {
                let name = fields.keys().nth(dice.below(fields.len().max(1))).cloned();
                name.map(|name| fields.shift_remove(&name));
            }
            Value::Array(items) if !items.is_empty() => drop(items.remove(dice.below(items.len()))),
            _ => *found = Value::Null,
        },
        5 => match found {
            Value::Object(fields) => drop(fields.insert(words[dice.below(words.len())].clone(), other)),
            Value::Array(items) => items.extend(std::iter::repeat_n(other, dice.below(40))),
            Value::Number(number) => *found = json!(number.as_i64().unwrap_or(0).wrapping_mul(-70_000)),
            _ => *found = json!([other]),
        },
        6 => *found = Value::Object(Map::from_iter([(words[dice.below(words.len())].clone(), found.take())])),
        _ => {
            if let Value::String(text) = found {
                text.push_str(&words[dice.below(words.len())]);
            } else {
                *found = json!(dice.below(1 << 40));
            }
        }
    }
}

/// Every place of a value, as JSON pointers; the whole first.
fn places(value: &Value) -> Vec<String> {
    let mut places = vec![String::new()];
    let mut inside = |name: &str, value: &Value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        places.extend(self::places(value).into_iter().map(|place| format!("/{name}{place}")));
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| inside(name, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, value)| inside(&at.to_string(), value)),
        _ => {}
    }
    places
}
