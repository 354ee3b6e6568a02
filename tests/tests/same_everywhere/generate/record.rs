//! What the API answers: a record, written by hand so that a fault can be in its very letters, and the ways to go wrong.

use drawbridge_tests::fake_api::Reply;
use serde_json::{Value, json};

use super::values;
use crate::dice::Dice;

/// No answer is read beyond 1 MiB, whoever asks.
const TOO_LARGE: usize = 1024 * 1024 + 100;

/// A record's members, name and JSON text.
#[derive(Clone, Default)]
pub struct Record {
    members: Vec<(String, String)>,
    /// What the rules compare with, below `owner`.
    owner: Vec<(String, String)>,
}

/// What goes wrong in an answer.
pub const FAULTS: [&str; 24] = [
    "status 400",
    "status 401",
    "status 403",
    "status 404",
    "status 429, later",
    "status 429, at a date",
    "status 429, then well",
    "status 500",
    "status 503, later",
    "redirect",
    "no content",
    "part of a record",
    "a web page",
    "broken JSON",
    "a byte order mark",
    "unsaid content type",
    "too large",
    "too deep",
    "member missing",
    "member of another kind",
    "member null",
    "member twice",
    "empty list",
    "an error in a success",
];

impl Record {
    /// A record of some order, with everything that answers read.
    pub fn new(dice: &mut Dice) -> Self {
        let note = if dice.chance(50) { values::awkward(dice) } else { "as agreed" };
        let count = dice.pick(&[0, 1, 3, 25]);
        let items: Vec<Value> =
            (0..count).map(|at| json!({"name": format!("item {at}"), "price": at * 100, "sku": null})).collect();
        let state = dice.pick(&["processing", "shipped", "on_hold"]);
        let mut record = Self::default();
        for (name, text) in [
            ("id", "4711".to_owned()),
            ("state", format!("{state:?}")),
            ("total_minor", dice.pick(&["4900", "5", "-120", "\"700\"", "1e2"]).to_owned()),
            ("currency", "\"EUR\"".to_owned()),
            ("at", dice.pick(&["\"2026-05-31T14:30:00Z\"", "\"2026-05-31 14:30\"", "\"soon\""]).to_owned()),
            ("unix", dice.pick(&["1780000000", "-1", "null"]).to_owned()),
            ("rate", dice.pick(&["3.14159", "0.10", "12345678901234567890.5"]).to_owned()),
            ("note", json!(note).to_string()),
            ("flag", "true".to_owned()),
            ("items", json!(items).to_string()),
        ] {
            record.members.push((name.to_owned(), text));
        }
        record
    }

    /// One more member.
    pub fn add(&mut self, name: &str, text: &str) {
        self.members.push((name.to_owned(), text.to_owned()));
    }

    /// What a rule compares with.
    pub fn add_of_owner(&mut self, name: &str, text: &str) {
        self.owner.push((name.to_owned(), text.to_owned()));
    }

    /// As JSON text.
    pub fn text(&self) -> String {
        let mut members = self.members.clone();
        members.push(("owner".to_owned(), object(&self.owner)));
        object(&members)
    }

    /// The answer to a request for it.
    pub fn reply(&self) -> Reply {
        json_reply(200, &self.text())
    }

    /// Answers in turn when something goes wrong. What happens to a member happens to one that a rule compares with, or
    /// to `id` where there is none.
    pub fn faulty(&self, fault: &str, dice: &mut Dice) -> Vec<Reply> {
        let sorry = |status| json_reply(status, r#"{"error": "no", "id": 1, "state": "leaked"}"#);
        let one = match fault {
            "status 400" => sorry(400),
            "status 401" => sorry(401),
            "status 403" => sorry(403),
            "status 404" => sorry(404),
            "status 429, later" => sorry(429).header("Retry-After", "30"),
            "status 429, at a date" => sorry(429)
                .header("Date", "Sun, 22 Nov 2026 20:00:00 GMT")
                .header("Retry-After", "Sun, 22 Nov 2026 20:01:00 GMT"),
            "status 429, then well" => return vec![sorry(429).header("Retry-After", "1"), self.reply()],
            "status 500" => sorry(500),
            "status 503, later" => sorry(503).header("Retry-After", "120"),
            "redirect" => sorry(302).header("Location", "http://127.0.0.1:9/elsewhere"),
            "no content" => json_reply(204, ""),
            "part of a record" => json_reply(206, &self.text()),
            "a web page" => Reply::text(200, "text/html", "<html><body>Log in</body></html>"),
            "broken JSON" => json_reply(200, &self.text()[..self.text().len() - 1]),
            "a byte order mark" => json_reply(200, &format!("\u{feff}{}", self.text())),
            "unsaid content type" => Reply::text(200, "text/plain", &self.text()),
            "too large" => {
                let mut large = self.clone();
                large.add("more", &format!("\"{}\"", "x".repeat(TOO_LARGE)));
                large.reply()
            }
            "too deep" => {
                let mut deep = self.clone();
                deep.add("more", &format!("{}{}", "[".repeat(70), "]".repeat(70)));
                deep.reply()
            }
            "empty list" => json_reply(200, "[]"),
            "an error in a success" => json_reply(200, r#"{"errors": [{"message": "no such thing"}]}"#),
            _ => self.with_a_spoiled_member(fault, dice).reply(),
        };
        vec![one]
    }

    fn with_a_spoiled_member(&self, fault: &str, dice: &mut Dice) -> Self {
        let mut spoiled = self.clone();
        let members = if spoiled.owner.is_empty() { &mut spoiled.members } else { &mut spoiled.owner };
        let place = if members.len() > 5 { 0 } else { dice.below(members.len()) };
        match fault {
            "member missing" => drop(members.remove(place)),
            "member of another kind" => {
                dice.pick(&[r#"{"a": 1}"#, "[1, 2]", "false", "\"\""]).clone_into(&mut members[place].1);
            }
            "member null" => "null".clone_into(&mut members[place].1),
            "member twice" => members.push((members[place].0.clone(), "\"other\"".to_owned())),
            other => panic!("{other} is no fault"),
        }
        spoiled
    }
}

/// Any JSON text with a status.
pub fn json_reply(status: u16, text: &str) -> Reply {
    Reply::text(status, "application/json; charset=utf-8", text)
}

fn object(members: &[(String, String)]) -> String {
    let members: Vec<String> = members.iter().map(|(name, text)| format!("{}: {text}", json!(name))).collect();
    format!("{{{}}}", members.join(", "))
}
