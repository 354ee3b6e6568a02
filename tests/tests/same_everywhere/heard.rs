//! What one way gave for one scenario, and how two of them differ.

use drawbridge_tests::fake_api::Recorded;
use serde_json::Value;

/// Headers whose value is another one for each server or each confirmed change; that they are sent is compared.
const OWN_VALUE: [&str; 2] = ["host", "idempotency-key"];

/// What a bot has of an outcome, without the confirmation.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// `answer`, `not_verified`, …
    pub word: String,
    message: String,
    /// JSON text, so that the order of the labels counts.
    data: String,
    problems: String,
    retry_after_seconds: Option<u64>,
    /// What the owner is told, where a way tells it; not compared, it helps whoever reads a failure.
    note: String,
}

/// All that came of one scenario on one way.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// What the customer was asked to agree to, if anything.
    pub asked: Option<String>,
    /// How it ended, after a yes.
    pub outcome: Outcome,
    /// Each request as its bytes, in order.
    pub sent: Vec<String>,
}

impl Outcome {
    /// Reads an outcome as any of the ways writes it. Empty members may be there or not; the Test panel calls the word
    /// `kind` and has the owner's note beside the bot's half.
    pub fn read(outcome: &Value) -> Self {
        let word = outcome.get("outcome").or_else(|| outcome.get("kind"));
        let text = |value: Option<&Value>| {
            value.and_then(Value::as_str).unwrap_or_else(|| panic!("no outcome: {outcome}")).to_owned()
        };
        let written = |name: &str, empty: &str| match outcome.get(name) {
            None | Some(Value::Null) => empty.to_owned(),
            Some(value) => value.to_string(),
        };
        Self {
            word: text(word),
            message: text(outcome.get("message")),
            data: written("data", "null"),
            problems: written("problems", "[]"),
            retry_after_seconds: outcome.get("retry_after_seconds").and_then(Value::as_u64),
            note: outcome["owner"]["what"].as_str().unwrap_or_default().to_owned(),
        }
    }
}

impl Heard {
    /// How it differs from what another way gave: the first thing that does. Seconds may have passed in between.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let (here, there) = (self.outcome.retry_after_seconds, other.outcome.retry_after_seconds);
        let is_near = match (here, there) {
            (Some(here), Some(there)) => here.abs_diff(there) <= 1,
            _ => here == there,
        };
        let own = Outcome { retry_after_seconds: there, note: other.outcome.note.clone(), ..self.outcome.clone() };
        if self.asked != other.asked {
            return Some(format!("asked {:?} and {:?}", self.asked, other.asked));
        }
        if own != other.outcome || !is_near {
            return Some(format!("came to {:#?} and {:#?}", self.outcome, other.outcome));
        }
        if self.sent.len() != other.sent.len() {
            return Some(format!("sent {:#?} and {:#?}", self.sent, other.sent));
        }
        let differing = self.sent.iter().zip(&other.sent).find(|(here, there)| here != there);
        differing.map(|(here, there)| format!("sent {here:#?} and {there:#?}"))
    }
}

/// A request's bytes as text, without the values that are another one for each server or change.
pub fn sent(request: &Recorded) -> String {
    let text: String =
        request.bytes.iter().flat_map(|byte| std::ascii::escape_default(*byte)).map(char::from).collect();
    let (head, body) = text.split_once(r"\r\n\r\n").unwrap_or((&text, ""));
    let lines = head.split(r"\r\n").map(|line| match line.split_once(": ") {
        Some((name, _)) if OWN_VALUE.contains(&name.to_ascii_lowercase().as_str()) => format!("{name}: …"),
        _ => line.to_owned(),
    });
    format!("{}\n\n{body}", lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn heard(outcome: &Value, sent: &[&str]) -> Heard {
        let sent = sent.iter().map(|one| (*one).to_owned()).collect();
        Heard { asked: None, outcome: Outcome::read(outcome), sent }
    }

    #[test]
    fn each_thing_that_differs_is_found() {
        let first =
            json!({"outcome": "answer", "message": "Done.", "data": {"a": 1, "b": 2}, "retry_after_seconds": 7});
        let base = heard(&first, &["GET /a"]);
        assert_eq!(base.difference(&base), None);
        let panel = json!({"kind": "answer", "message": "Done.", "data": {"a": 1, "b": 2}, "problems": [], "retry_after_seconds": 8, "owner": {}});
        assert_eq!(base.difference(&heard(&panel, &["GET /a"])), None, "the same in the panel's words, a second later");
        for (name, value) in [
            ("outcome", json!("not_verified")),
            ("message", json!("Done")),
            ("data", json!({"b": 2, "a": 1})),
            ("data", Value::Null),
            ("problems", json!([{"field": "a", "message": "b"}])),
            ("retry_after_seconds", json!(9)),
            ("retry_after_seconds", Value::Null),
        ] {
            let mut other = first.clone();
            other[name] = value;
            assert!(base.difference(&heard(&other, &["GET /a"])).is_some(), "{other}");
        }
        for sent in [&["GET /b"][..], &[], &["GET /a", "GET /a"]] {
            assert!(base.difference(&heard(&first, sent)).is_some(), "{sent:?}");
        }
        let asked = Heard { asked: Some("This will …".to_owned()), ..base.clone() };
        assert!(base.difference(&asked).is_some());
    }

    #[test]
    fn a_request_is_its_bytes_but_for_the_values_of_its_server() {
        let recorded = |bytes: &[u8]| Recorded {
            bytes: bytes.to_vec(),
            method: String::new(),
            target: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        let one = sent(&recorded(b"GET /a HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-A: 1\r\n\r\n\xff"));
        assert_eq!(one, "GET /a HTTP/1.1\nHost: …\nX-A: 1\n\n\\xff");
        assert_ne!(one, sent(&recorded(b"GET /a HTTP/1.1\r\nX-A: 1\r\n\r\n\xff")));
        assert_ne!(one, sent(&recorded(b"GET /a HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-A: 1 \r\n\r\n\xff")));
    }
}
