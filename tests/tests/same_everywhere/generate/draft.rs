//! One scenario in the making, from the customer to the answer. Each function throws for one part and notes what it is.

mod requests;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::record::{Record, json_reply};
use super::rules::{COMPARATORS, about_the_answer};
use super::values::{self, TYPES};
use super::{Answers, Scenario};
use crate::dice::Dice;

/// What a token log-in gives.
const TOKEN: &str = "token-of-the-session-1";
/// The names of what the questions' values are sent as.
const EXTRA: [&str; 4] = ["colour", "amount", "wish", "detail"];

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Customer {
    Right,
    Wrong,
    Unknown,
    Invalid,
}

/// A scenario in the making.
pub struct Draft {
    number: usize,
    dice: Dice,
    kinds: BTreeSet<String>,
    customer: Customer,
    is_public: bool,
    system: Value,
    secrets: BTreeMap<&'static str, String>,
    fields: Vec<Value>,
    inputs: Map<String, Value>,
    rules: Vec<Value>,
    record: Record,
    steps: Vec<Value>,
    answers: Vec<Answers>,
    connector: Value,
}

impl Draft {
    /// Throws all of it.
    pub fn throw(number: usize, mut dice: Dice) -> Self {
        let customer = dice.pick(&[
            Customer::Right,
            Customer::Right,
            Customer::Right,
            Customer::Right,
            Customer::Right,
            Customer::Wrong,
            Customer::Unknown,
            Customer::Invalid,
        ]);
        let (record, is_public) = (Record::new(&mut dice), dice.chance(20));
        let mut draft = Self {
            number,
            dice,
            kinds: BTreeSet::new(),
            customer,
            is_public,
            system: json!({"id": format!("system_{number:03}"), "name": format!("System {number:03}")}),
            secrets: BTreeMap::new(),
            fields: Vec::new(),
            inputs: Map::new(),
            rules: Vec::new(),
            record,
            steps: Vec::new(),
            answers: Vec::new(),
            connector: json!({
                "id": format!("scenario-{number:03}"), "name": format!("Scenario {number:03}"),
                "tool_name": format!("scenario_{number:03}"), "system": format!("system_{number:03}"), "prompt": "Use it."
            }),
        };
        draft.throw_sign_in();
        draft.throw_rules();
        draft.throw_questions();
        draft.throw_requests();
        draft.throw_answer();
        draft.spoil_inputs();
        draft
    }

    /// The scenario that it has become.
    pub fn finish(mut self) -> Scenario {
        let customer = match self.customer {
            Customer::Right => "right",
            Customer::Wrong => "wrong",
            Customer::Unknown => "unknown",
            Customer::Invalid => "invalid",
        };
        self.note(&format!("customer {customer}"));
        for (name, value) in [("fields", self.fields), ("validations", self.rules), ("steps", self.steps)] {
            self.connector[name] = value.into();
        }
        Scenario {
            number: self.number,
            connector: serde_json::from_value(self.connector).expect("a connector"),
            inputs: self.inputs,
            secrets: self.secrets,
            kinds: self.kinds,
            system: serde_json::from_value(self.system).expect("a system"),
            answers: self.answers,
        }
    }

    fn note(&mut self, kind: &str) {
        self.kinds.insert(kind.to_owned());
    }

    fn throw_sign_in(&mut self) {
        let kind = self.dice.pick(&["none", "key in a header", "key in the query", "basic", "bearer", "token_request"]);
        self.note(&format!("sign-in {kind}"));
        let mut secret = |name: &'static str| {
            self.secrets.insert(name, format!("value \"of\" {name} {:03} & more", self.number));
            json!({"name": name, "label": name})
        };
        let (sign_in, secrets) = match kind {
            "none" => (json!({"type": "none"}), vec![]),
            "key in a header" | "key in the query" => {
                let placement = if kind == "key in a header" { "header" } else { "query" };
                let key = json!({"type": "api_key", "placement": placement, "name": "X-Key", "value": "{secret.key}"});
                (key, vec![secret("key")])
            }
            "basic" => (
                json!({"type": "basic", "username": "{secret.user}", "password": "{secret.password}"}),
                vec![secret("user"), secret("password")],
            ),
            "bearer" => (json!({"type": "bearer", "token": "{secret.key}"}), vec![secret("key")]),
            _ => {
                let request = json!({
                    "type": "token_request", "method": "POST", "path": "/token", "header": "Authorization", "prefix": "Bearer",
                    "body": {"type": "json", "text": r#"{"key": "{secret.key}"}"#}, "token_path": "data.token"
                });
                (request, vec![secret("key")])
            }
        };
        if kind == "token_request" {
            let replies = vec![json_reply(200, &json!({"data": {"token": TOKEN}}).to_string())];
            self.answers.push(Answers { method: "POST".to_owned(), path: "/token", replies });
        }
        self.system["sign_in"] = sign_in;
        self.system["secrets"] = secrets.into();
        if self.dice.chance(30) {
            self.note("setting");
            self.system["settings"] = json!([{"name": "shop", "values": {"test": "7 & \"8\"", "live": "7 & \"8\""}}]);
            self.system["headers"] = json!([{"name": "X-Shop", "value": "shop {setting.shop}"}]);
        }
    }

    fn throw_rules(&mut self) {
        if self.is_public {
            self.note("public");
            self.connector["public"] = true.into();
            return;
        }
        let any = self.dice.chance(40);
        let count = 1 + self.dice.below(3);
        let mistaken = self.dice.below(count);
        let start = self.dice.below(COMPARATORS.len());
        let words = self.dice.chance(50);
        for at in 0..count {
            let rule = &COMPARATORS[(start + at) % COMPARATORS.len()];
            self.note(&format!("rule {}", rule.name));
            let name = format!("proof_{at}");
            let list = if rule.name == "one_of" { "[*]" } else { "" };
            self.record.add_of_owner(&name, rule.answered);
            let is_wrong = self.customer == Customer::Wrong && (any || at == mistaken);
            let said = if is_wrong || (any && at > 0 && self.dice.chance(50)) { rule.wrong } else { rule.right };
            self.inputs.insert(name.clone(), said.into());
            self.fields.push(values::question(&name, rule.kind, true));
            let mut made = json!({"input": name, "compare_with": format!("owner.{name}{list}"), "type": rule.name});
            if words {
                made["error"] = "That does not match.".into();
            }
            self.rules.push(made);
        }
        if count > 1 {
            self.note(if any { "any rule" } else { "all rules" });
            self.connector["match"] = if any { "any" } else { "all" }.into();
        }
        if self.dice.chance(30) {
            self.note("rule about the answer");
            let rule = self.dice.pick(&[0, 1, 2, 3]);
            self.rules.push(about_the_answer()[rule].clone());
        }
    }

    fn throw_questions(&mut self) {
        self.fields.push(values::question("record", "string", true));
        let record = if self.dice.chance(15) { values::awkward(&mut self.dice) } else { "A-17" };
        self.inputs.insert("record".to_owned(), record.into());
        for name in &EXTRA[..self.dice.below(EXTRA.len() + 1)] {
            let (kind, required) = (self.dice.pick(&TYPES), self.dice.chance(50));
            self.note(&format!("type {kind}"));
            self.fields.push(values::question(name, kind, required));
            if required || self.dice.chance(60) {
                let value = values::fitting(kind, &mut self.dice);
                self.inputs.insert((*name).to_owned(), value);
            } else {
                self.note("left out");
            }
        }
    }

    fn throw_answer(&mut self) {
        let all = [
            json!({"path": "state", "words": {"processing": "being prepared", "shipped": "on its way"}}),
            json!({"path": "total_minor", "label": "total", "format": {"type": "money_minor", "currency": "currency"}}),
            json!({"path": "at", "format": {"type": "datetime"}}),
            json!({"path": "unix", "label": "since", "format": {"type": "unix_seconds"}}),
            json!({"path": "rate", "format": {"type": "number", "decimals": 2}}),
            json!({"path": "items[*].name", "label": "items"}),
            json!({"path": "note"}),
            json!({"path": "echo"}),
            json!({"path": "rate", "label": "exact rate"}),
            json!({"path": "nothing.here"}),
        ];
        let share = self.dice.pick(&[0, 40, 90]);
        let fields: Vec<Value> = all.into_iter().filter(|_| self.dice.chance(share)).collect();
        self.note(if fields.is_empty() { "answer without data" } else { "answer with data" });
        self.connector["answer"] = json!({"fields": fields});
        if self.dice.chance(30) {
            self.note("cut list");
            self.connector["answer"]["max_items"] = 2.into();
        }
    }

    fn spoil_inputs(&mut self) {
        if self.customer != Customer::Invalid {
            return;
        }
        let (how, place) = (self.dice.below(3), self.dice.below(self.fields.len()));
        let (name, kind) = (
            self.fields[place]["name"].as_str().unwrap_or_default().to_owned(),
            self.fields[place]["type"].as_str().unwrap_or_default().to_owned(),
        );
        match how {
            0 => drop(self.inputs.shift_remove(&name)),
            1 => drop(self.inputs.insert(name, values::misfitting(&kind, &mut self.dice))),
            _ => {
                self.note("unknown questions");
                self.inputs.insert("zeta".to_owned(), "1".into());
                self.inputs.insert("alpha".to_owned(), json!({"deep": [1]}));
            }
        }
    }
}
