//! Says an answer in sentences, from its labels and values.
//!
//! “Order 727 is being prepared. It was placed on 14 November 2026 for 59.90 EUR: a canvas tote and two enamel mugs.”
//! The parts are recognised by their labels: what the record is called, its state, its day, its amount with its currency, a
//! list with its quantities. Whatever is not recognised is said as “The … is …”, so nothing that was allowed is lost. Values
//! are said as they came: whatever stands in them is text, and no word in it changes what the assistant does.

use drawbridge_model::Connector;
use serde_json::{Map, Value};

use super::ask::{all_of, capital, small, topic};
use super::dates;

/// One allowed field, not yet said.
struct Part<'a> {
    label: &'a str,
    words: String,
    value: &'a Value,
}

/// The answer in sentences. `message` is what the engine says where there is nothing else to say.
pub(crate) fn answer(connector: &Connector, data: Option<&Map<String, Value>>, message: &str) -> String {
    let Some(data) = data else { return done(connector, message) };
    let mut parts: Vec<Part<'_>> = data
        .iter()
        .filter(|(_, value)| !is_empty(value))
        .map(|(label, value)| Part { label, words: readable(label), value })
        .collect();
    if parts.is_empty() {
        return if connector.writes() {
            done(connector, message)
        } else {
            "I found it, but there is nothing to tell.".to_owned()
        };
    }
    let mut sentences = Vec::new();
    if connector.writes() {
        sentences.push("Done.".to_owned());
    }
    let name = take(&mut parts, is_name).map(|part| (part.words, plain(part.value)));
    let subject = match &name {
        Some((_, name)) => format!("{} {name}", capital(&topic(connector))),
        None => format!("Your {}", topic(connector)),
    };
    let mut opened = false;
    if let Some(state) = take(&mut parts, |part| is_state(part) && is_plain(part.value)) {
        sentences.push(format!("{subject} is {}.", plain(state.value)));
        opened = true;
    }
    let list = list_of(&mut parts);
    let day = take(&mut parts, |part| is_made(part) && is_plain(part.value));
    let amount = amount(&mut parts);
    let it = if opened { "It".to_owned() } else { subject.clone() };
    let placed = made_word(connector);
    let main = match (&day, &amount) {
        (Some(day), Some((_, amount))) => Some(format!("{it} was {placed} on {} for {amount}", plain(day.value))),
        (Some(day), None) => Some(format!("{it} was {placed} on {}", plain(day.value))),
        (None, Some((label, amount))) => Some(format!("The {label} is {amount}")),
        (None, None) => None,
    };
    match (main, list) {
        (Some(main), Some((_, list))) if day.is_some() => sentences.push(format!("{main}: {list}.")),
        (main, list) => {
            sentences.extend(main.map(|main| format!("{main}.")));
            sentences.extend(list.map(|(label, list)| format!("The {label} are {list}.")));
        }
    }
    if let (Some((called, name)), true) = (&name, sentences.iter().all(|sentence| !sentence.contains(subject.as_str())))
    {
        let called = if matches!(called.as_str(), "id" | "number" | "no" | "reference" | "code") {
            format!("{} number", topic(connector))
        } else {
            called.clone()
        };
        sentences.push(format!("The {called} is {name}."));
    }
    sentences.extend(parts.iter().map(other));
    flow(&sentences)
}

/// Sentences one after the other; a list stands by itself.
fn flow(sentences: &[String]) -> String {
    let mut text = String::new();
    for sentence in sentences {
        let apart = if sentence.contains('\n') || text.rsplit('\n').next().is_some_and(|line| line.starts_with('•')) {
            '\n'
        } else {
            ' '
        };
        if !text.is_empty() {
            text.push(apart);
        }
        text.push_str(sentence);
    }
    text
}

fn done(connector: &Connector, message: &str) -> String {
    match (connector.writes(), message) {
        (true, _) => "Done.".to_owned(),
        (false, "Done.") => "Thank you, your details were verified.".to_owned(),
        (false, message) => message.to_owned(),
    }
}

/// A sentence for a part of no known kind.
fn other(part: &Part<'_>) -> String {
    match part.value {
        Value::Array(items) if items.iter().any(Value::is_object) => {
            format!("{}:\n{}", capital(&part.words), rows(items))
        }
        Value::Array(items) if items.len() == 1 => format!("The {} is {}.", part.words, plain(&items[0])),
        Value::Array(items) => {
            format!("The {} are {}.", part.words, all_of(&items.iter().map(plain).collect::<Vec<_>>()))
        }
        Value::Object(members) => format!("{}: {}.", capital(&part.words), members_of(members)),
        Value::Bool(yes) => format!("{}: {}.", capital(&part.words), if *yes { "yes" } else { "no" }),
        value => {
            let said = plain(value);
            let is_long = said.chars().count() > 60 || said.contains('\n');
            if is_long {
                format!("{}: {said}", capital(&part.words))
            } else {
                format!("The {} is {}.", part.words, said.trim_end_matches('.'))
            }
        }
    }
}

fn rows(items: &[Value]) -> String {
    let row = |item: &Value| match item {
        Value::Object(members) => format!("• {}", members_of(members)),
        value => format!("• {}", plain(value)),
    };
    items.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn members_of(members: &Map<String, Value>) -> String {
    let said = members.iter().filter(|(_, value)| !is_empty(value));
    said.map(|(label, value)| format!("{}: {}", readable(label), plain(value))).collect::<Vec<_>>().join(", ")
}

/// A list of names, with quantities where another list has one for each.
fn list_of(parts: &mut Vec<Part<'_>>) -> Option<(String, String)> {
    let is_names = |part: &Part<'_>| matches!(part.value, Value::Array(items) if items.iter().all(Value::is_string));
    let part = take(parts, is_names)?;
    let names: Vec<String> = part.value.as_array()?.iter().map(plain).collect();
    let fits = |part: &Part<'_>| {
        let counts = ["quantity", "quantities", "qty", "count", "amount", "how many"].contains(&part.words.as_str());
        matches!(part.value, Value::Array(items) if counts && items.len() == names.len() && items.iter().all(Value::is_u64))
    };
    let counts = take(parts, fits);
    let said: Vec<String> = match counts.and_then(|part| part.value.as_array()) {
        Some(counts) => {
            names.iter().zip(counts).map(|(name, count)| counted(name, count.as_u64().unwrap_or(1))).collect()
        }
        None => names.iter().map(|name| everyday(name)).collect(),
    };
    Some((part.words, all_of(&said)))
}

/// `a canvas tote`, `two enamel mugs`, `12 × A4 paper`.
fn counted(name: &str, count: u64) -> String {
    const NUMBERS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let name = everyday(name);
    let is_everyday = name.chars().all(|letter| letter.is_lowercase() || letter == ' ' || letter == '-');
    match (usize::try_from(count).ok().and_then(|count| NUMBERS.get(count)), is_everyday) {
        (Some(_), true) if count == 1 => {
            let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            format!("{article} {name}")
        }
        (Some(number), true) => format!("{number} {}", plural(&name)),
        _ if count == 1 => name,
        _ => format!("{count} × {name}"),
    }
}

fn plural(name: &str) -> String {
    match name {
        name if name.ends_with(['s', 'x', 'z']) || name.ends_with("ch") || name.ends_with("sh") => format!("{name}es"),
        name if name.ends_with('y') && !name.ends_with("ay") && !name.ends_with("ey") && !name.ends_with("oy") => {
            format!("{}ies", &name[..name.len() - 1])
        }
        name => format!("{name}s"),
    }
}

/// “Canvas tote” in the middle of a sentence is “canvas tote”; a name with more capitals stays.
fn everyday(name: &str) -> String {
    let is_everyday = name.chars().skip(1).all(|letter| !letter.is_uppercase() && !letter.is_ascii_digit());
    if is_everyday { small(name) } else { name.to_owned() }
}

/// The amount with its currency, and what it is called.
fn amount(parts: &mut Vec<Part<'_>>) -> Option<(String, String)> {
    const AMOUNTS: [&str; 8] = ["total", "amount", "balance", "price", "cost", "sum", "order total", "grand total"];
    let is_amount = |part: &Part<'_>| AMOUNTS.contains(&part.words.as_str()) && is_plain(part.value);
    let part = take(parts, is_amount)?;
    let value = plain(part.value);
    let has_currency = value.contains(char::is_alphabetic);
    let is_currency = |part: &Part<'_>| !has_currency && part.words == "currency" && part.value.is_string();
    let currency = take(parts, is_currency).map(|part| format!(" {}", plain(part.value))).unwrap_or_default();
    Some((part.words, format!("{value}{currency}")))
}

fn take<'a>(parts: &mut Vec<Part<'a>>, wanted: impl Fn(&Part<'_>) -> bool) -> Option<Part<'a>> {
    let position = parts.iter().position(wanted)?;
    Some(parts.remove(position))
}

fn is_name(part: &Part<'_>) -> bool {
    let words = part.words.as_str();
    let is_named = matches!(words, "id" | "number" | "no" | "reference" | "ticket" | "case" | "code")
        || words.ends_with(" number")
        || words.ends_with(" id")
        || words.ends_with(" reference");
    is_named && is_plain(part.value)
}

fn is_state(part: &Part<'_>) -> bool {
    matches!(part.words.as_str(), "status" | "state" | "order status" | "current status") && part.value.is_string()
}

fn is_made(part: &Part<'_>) -> bool {
    matches!(
        part.words.as_str(),
        "date created"
            | "created"
            | "created at"
            | "created on"
            | "placed"
            | "placed on"
            | "date placed"
            | "order date"
            | "ordered on"
    ) || part.label == "date_created"
}

fn made_word(connector: &Connector) -> &'static str {
    if topic(connector).contains("order") { "placed" } else { "created" }
}

/// `date_created` and `dateCreated` are “date created”.
fn readable(label: &str) -> String {
    let mut words = String::with_capacity(label.len() + 4);
    let mut before = ' ';
    for letter in label.chars() {
        match letter {
            '_' | '-' | '.' => words.push(' '),
            letter if letter.is_uppercase() && before.is_lowercase() => {
                words.push(' ');
                words.extend(letter.to_lowercase());
            }
            letter => words.push(letter),
        }
        before = letter;
    }
    small(words.trim())
}

fn is_plain(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_empty),
        Value::Object(members) => members.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => day(text.trim()).unwrap_or_else(|| text.trim().to_owned()),
        Value::Array(items) => all_of(&items.iter().map(plain).collect::<Vec<_>>()),
        Value::Object(members) => members_of(members),
    }
}

/// A day as it is said, and a time behind it: `2026-11-14T09:21:07` is “14 November 2026, 09:21”.
fn day(text: &str) -> Option<String> {
    let date = text.get(..10).filter(|date| date.as_bytes()[4] == b'-')?;
    let date = dates::said(date.parse().ok()?);
    match text.get(10..) {
        Some("") => Some(date),
        Some(time) if time.starts_with(['T', ' ']) && time.len() >= 6 => {
            let clock = time.get(1..6).filter(|clock| clock.as_bytes()[2] == b':')?;
            Some(if clock == "00:00" { date } else { format!("{date}, {clock}") })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(name: &str, method: &str, data: &Value) -> String {
        let connector: Connector = serde_json::from_value(json!({
            "id": "1", "name": name, "tool_name": "t", "system": "s", "steps": [{"id": "a", "method": method}]
        }))
        .expect("a connector");
        answer(&connector, data.as_object(), "")
    }

    #[test]
    fn an_answer_is_said_in_sentences() {
        for (name, method, data, expected) in [
            (
                "Order status",
                "GET",
                json!({"number": "727", "status": "being processed", "date_created": "14 November 2026", "total": "59.90",
                    "currency": "EUR", "items": ["Canvas tote", "Enamel mug"], "quantity": [1, 2]}),
                "Order 727 is being processed. It was placed on 14 November 2026 for 59.90 EUR: a canvas tote and two enamel mugs.",
            ),
            (
                "Order status",
                "GET",
                json!({"status": "being prepared", "items": ["A4 paper", "HP Toner"], "shipping": "CTT Express"}),
                "Your order is being prepared. The items are A4 paper and HP Toner. The shipping is CTT Express.",
            ),
            (
                "Account balance",
                "GET",
                json!({"account number": "****4471", "balance": "182.40", "currency": "GBP"}),
                "The balance is 182.40 GBP. The account number is ****4471.",
            ),
            ("Create a ticket", "POST", json!({"id": 4711}), "Done. The ticket number is 4711."),
            (
                "My appointments",
                "GET",
                json!({"appointments": [{"day": "3 December 2026", "doctor": "Dr. Reis"}], "paid": true}),
                "Appointments:\n• day: 3 December 2026, doctor: Dr. Reis\nPaid: yes.",
            ),
        ] {
            assert_eq!(said(name, method, &data), expected);
        }
    }
}
