//! The requests of a scenario: what is sent where, and what the API answers to each.

use serde_json::{Value, json};

use super::{Customer, Draft, EXTRA};
use crate::generate::Answers;
use crate::generate::record::{FAULTS, json_reply};

impl Draft {
    pub(super) fn throw_requests(&mut self) {
        let shape = self.dice.pick(&["look up", "search by POST", "two steps", "log in", "write"]);
        self.note(shape);
        let last = match shape {
            "look up" => step("get", "GET", "/records/{record}"),
            "search by POST" => {
                let mut step = step("search", "POST", "/search");
                step["query"] = json!([{"name": "record", "value": "{record}"}]);
                step["reads_only"] = true.into();
                step
            }
            "two steps" => {
                self.first("find", "GET", &json!({"path": "/find", "query": [{"name": "q", "value": "{record}"}], "extract": [{"name": "id", "path": "id"}]}));
                step("get", "GET", "/records/{find.id}")
            }
            "log in" => {
                let body = json!({"type": "json", "text": r#"{"user": "{record}", "grant": [true, null, 1.50]}"#});
                self.first("login", "POST", &json!({"path": "/login", "body": body, "reads_only": true, "extract": [{"name": "token", "path": "data.token"}]}));
                let mut step = step("get", "GET", "/account");
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
            self.first("find", "GET", &json!({"path": "/find/{record}", "extract": [{"name": "id", "path": "id"}]}));
            "/records/{find.id}"
        };
        let mut step = step("change", method, path);
        if self.dice.chance(40) {
            self.note("idempotency key");
            step["idempotency_key"] = true.into();
        }
        step
    }

    /// A step before the last one.
    fn first(&mut self, id: &str, method: &str, rest: &Value) {
        let mut step = step(id, method, "");
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
                let typed: Vec<String> = names
                    .iter()
                    .map(|name| format!("\"{name}\": {{{name}}}, \"{name} text\": \"{{{name}}}\", "))
                    .collect();
                let typed = typed.concat();
                json!({"type": "json", "text": format!("{{{typed} \"who\": {{\"is\": [\"{{record}}\", true]}}, \"fixed\": \"a {{{{record}}}} b\"}}")})
            }
            "form" | "multipart" => json!({"type": kind, "fields": rows}),
            "xml" => {
                let inner: Vec<String> = names.iter().map(|name| format!("<{name}>{{{name}}}</{name}>")).collect();
                let inner = inner.concat();
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
}

fn step(id: &str, method: &str, path: &str) -> Value {
    json!({"id": id, "name": format!("Step {id}"), "method": method, "path": path})
}
