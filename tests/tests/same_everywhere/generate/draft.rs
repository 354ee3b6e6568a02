//! One scenario in the making, from the customer to the answer. Each function throws for one part and notes what it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::record::{FAULTS, Record, json_reply};
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

    fn throw_requests(&mut self) {
        let shape = self.dice.pick(&["look up", "search by POST", "two steps", "log in", "write"]);
        self.note(shape);
        let last = match shape {
            "look up" => self.step("get", "GET", "/records/{record}"),
            "search by POST" => {
                let mut step = self.step("search", "POST", "/search");
                step["query"] = json!([{"name": "record", "value": "{record}"}]);
                step["reads_only"] = true.into();
                step
            }
            "two steps" => {
                self.first("find", "GET", json!({"path": "/find", "query": [{"name": "q", "value": "{record}"}], "extract": [{"name": "id", "path": "id"}]}));
                self.step("get", "GET", "/records/{find.id}")
            }
            "log in" => {
                let body = json!({"type": "json", "text": r#"{"user": "{record}", "grant": [true, null, 1.50]}"#});
                self.first("login", "POST", json!({"path": "/login", "body": body, "reads_only": true, "extract": [{"name": "token", "path": "data.token"}]}));
                let mut step = self.step("get", "GET", "/account");
                step["headers"] = json!([{"name": "X-Session", "value": "Session {login.token}"}]);
                step
            }
            _ => self.write(),
        };
        let last = self.with_values(last);
        let (method, id) = (last["method"].as_str().unwrap_or_default().to_owned(), last["id"].clone());
        self.steps.push(last);
        let guards_earlier = shape == "write" && self.steps.len() > 1;
        for rule in self.rules.iter_mut().filter(|_| guards_earlier) {
            rule["step"] = "find".into();
        }
        self.throw_replies(&method, id == "change");
    }

    /// A change: of a record that is looked up and verified first, or of nobody's in particular.
    fn write(&mut self) -> Value {
        let method = self.dice.pick(&["POST", "PUT", "PATCH", "DELETE"]);
        self.note(&format!("write by {method}"));
        let confirm = self.dice.pick(&["writes", "writes", "writes", "always", "never"]);
        self.note(&format!("confirm {confirm}"));
        self.connector["confirm"] = confirm.into();
        let path = if self.is_public {
            "/records/{record}"
        } else {
            self.first("find", "GET", json!({"path": "/find/{record}", "extract": [{"name": "id", "path": "id"}]}));
            "/records/{find.id}"
        };
        let mut step = self.step("change", method, path);
        if self.dice.chance(40) {
            self.note("idempotency key");
            step["idempotency_key"] = true.into();
        }
        step
    }

    fn step(&mut self, id: &str, method: &str, path: &str) -> Value {
        json!({"id": id, "name": format!("Step {id}"), "method": method, "path": path})
    }

    /// A step before the last one.
    fn first(&mut self, id: &str, method: &str, rest: Value) {
        let mut step = self.step(id, method, "");
        for (name, value) in rest.as_object().into_iter().flatten() {
            step[name] = value.clone();
        }
        self.steps.push(step);
    }

    /// Sends the values of the questions somewhere: in the query, in headers, in a body.
    fn with_values(&mut self, mut step: Value) -> Value {
        let asked: Vec<String> =
            self.fields.iter().filter_map(|field| field["name"].as_str().map(str::to_owned)).collect();
        let mut rest: Vec<&str> = EXTRA.into_iter().filter(|name| asked.iter().any(|asked| asked == name)).collect();
        let may_carry = step["method"] != "GET" && step["method"] != "DELETE";
        if let Some(name) = rest.first().copied().filter(|_| self.dice.chance(40)) {
            self.note("query with one name twice");
            let mut query = step["query"].as_array().cloned().unwrap_or_default();
            query.extend([
                json!({"name": "tag", "value": format!("{{{name}}}")}),
                json!({"name": "tag", "value": "b & {{c}}"}),
                json!({"name": "off", "value": "1", "disabled": true}),
            ]);
            step["query"] = query.into();
            rest.remove(0);
        }
        if let Some(name) = rest.first().copied().filter(|_| self.dice.chance(40)) {
            self.note("header");
            let mut headers = step["headers"].as_array().cloned().unwrap_or_default();
            headers.push(json!({"name": "X-Detail", "value": format!("{{{name}}}")}));
            step["headers"] = headers.into();
            rest.remove(0);
        }
        if may_carry {
            step["body"] = self.body(&rest);
        }
        step
    }

    fn body(&mut self, names: &[&str]) -> Value {
        let kind = self.dice.pick(&["json", "json", "form", "multipart", "xml", "text"]);
        self.note(&format!("body {kind}"));
        let rows: Vec<Value> = names.iter().map(|name| json!({"name": name, "value": format!("{{{name}}}")})).collect();
        match kind {
            "json" => {
                let typed: String = names
                    .iter()
                    .map(|name| format!("\"{name}\": {{{name}}}, \"{name} text\": \"{{{name}}}\", "))
                    .collect();
                json!({"type": "json", "text": format!("{{{typed} \"who\": {{\"is\": [\"{{record}}\", true]}}, \"fixed\": \"a {{{{record}}}} b\"}}")})
            }
            "form" | "multipart" => json!({"type": kind, "fields": rows}),
            "xml" => {
                let inner: String = names.iter().map(|name| format!("<{name}>{{{name}}}</{name}>")).collect();
                json!({"type": "xml", "text": format!("<r a=\"{{record}}\">{inner}</r>")})
            }
            // In a text nothing is escaped, so a connector that verifies customers sends none of their values in one.
            _ if self.is_public => {
                let at = self.steps.len();
                self.connector["accepted"] = json!([format!("unescaped_placeholder:steps[{at}].body.text")]);
                json!({"type": "text", "text": "About {record}: thanks", "content_type": "text/x-note"})
            }
            _ => json!({"type": "text", "text": "Nothing {{of}} the customer's"}),
        }
    }

    /// What the API answers: to the steps before the last one well, most of the time, and to the last one anything.
    fn throw_replies(&mut self, method: &str, changes: bool) {
        let mut well = self.record.clone();
        if let Some(secret) = self.secrets.values().next().filter(|_| self.dice.chance(15)) {
            well.add("echo", &json!(format!("you sent {secret}")).to_string());
            self.kinds.insert("echoed secret".to_owned());
        }
        let is_chain = self.steps.len() > 1;
        let unknown = self.customer == Customer::Unknown;
        let mut first = if is_chain { vec![self.record.reply()] } else { Vec::new() };
        if self.steps[0]["id"] == "login" {
            first = vec![json_reply(200, &json!({"data": {"token": "session 1"}}).to_string())];
        }
        let mut last = vec![well.reply()];
        let fails_first = is_chain && (self.dice.chance(40) || (unknown && changes));
        let failing = if fails_first { &mut first } else { &mut last };
        if unknown {
            let by_list = self.dice.chance(50);
            let text = if by_list { "[]" } else { r#"{"error": "unknown"}"# };
            *failing = vec![json_reply(if by_list { 200 } else { 404 }, text)];
        } else if self.dice.chance(45) {
            let fault = self.dice.pick(&FAULTS);
            *failing = well.faulty(fault, &mut self.dice);
            self.kinds.insert(format!("fault {fault}"));
        } else if self.system["sign_in"]["type"] == "token_request" && self.dice.chance(40) {
            last = vec![json_reply(401, "{}"), well.reply()];
            self.kinds.insert("token refused once".to_owned());
        }
        if self.dice.chance(50) {
            self.note("fail_when");
            let conditions = json!([
                {"path": "$", "is": "empty", "means": "not_found"},
                {"path": "errors", "is": "present"},
                {"path": "state", "is": "equals", "value": "on_hold", "means": "error"}
            ]);
            let at = usize::from(is_chain && !fails_first);
            self.steps[at]["fail_when"] = conditions;
        }
        if is_chain {
            let (method, path) =
                (self.steps[0]["method"].as_str().unwrap_or_default().to_owned(), self.steps[0]["path"].as_str());
            let path = if path == Some("/login") { "/login" } else { "/find" };
            self.answers.push(Answers { method, path, replies: first });
        }
        let path = match self.steps.last().and_then(|step| step["path"].as_str()) {
            Some("/search") => "/search",
            Some("/account") => "/account",
            _ => "/records/",
        };
        self.answers.push(Answers { method: method.to_owned(), path, replies: last });
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
