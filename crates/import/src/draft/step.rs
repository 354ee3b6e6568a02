//! One request as a step: every text becomes a template, every variable a question, a secret, a setting or a kept value.

use std::collections::HashMap;
use std::fmt::Write as _;

use drawbridge_model::characters::is_invisible;
use drawbridge_model::check::{find_secret, is_reserved_header};
use drawbridge_model::path::Path;
use drawbridge_model::template::{NAME_MAX_LENGTH, Template, escape};
use drawbridge_model::{Body, Extract, Field, FieldType, Method, NameValue, SignIn, Step};

use super::json::{self, Leaf};
use super::look::{Look, Where, is_secret_name, is_whole_number, kind_of_name, kind_of_value, look};
use super::sign_in::{api_key, split_scheme, take};
use super::systems::Systems;
use super::{chain, known};
use crate::limits::MAX_QUESTIONS;
use crate::request::{Meaning, ReadRequest, ReadSignIn, Variable, row};
use crate::result::Finding;
use crate::text::{decode, free, snake, words};
use crate::variable::{Piece, has_variable, pieces, shown};

/// How often a variable may stand for another one.
const MAX_RESOLUTIONS: usize = 8;

/// Headers of a browser that no API asks for, besides those that no connector may send.
const NOT_TAKEN_OVER: [&str; 3] = ["accept-encoding", "dnt", "upgrade-insecure-requests"];

/// What is shared by the steps of one draft.
pub(super) struct Drafting<'reading> {
    /// Questions so far.
    pub fields: Vec<Field>,
    /// What was guessed and dropped.
    pub findings: Vec<Finding>,
    /// Variables of the whole text.
    variables: &'reading [Variable],
    /// Placeholders of variables that are questions.
    asked: HashMap<String, String>,
    /// Placeholders of variables that an earlier step keeps.
    kept: HashMap<String, String>,
}

/// The step being made.
struct Here<'reading> {
    request: &'reading ReadRequest,
    system: usize,
}

impl<'reading> Drafting<'reading> {
    pub fn new(variables: &'reading [Variable]) -> Self {
        Self { fields: Vec::new(), findings: Vec::new(), variables, asked: HashMap::new(), kept: HashMap::new() }
    }

    /// The step of a request and the index of its system. `later` are the requests that follow in the same draft.
    pub fn step(
        &mut self,
        read: &'reading ReadRequest,
        id: String,
        later: &[&ReadRequest],
        systems: &mut Systems,
    ) -> (Step, usize) {
        let mut parts = ReadRequest {
            query: read.query.clone(),
            headers: read.headers.clone(),
            sign_in: read.sign_in.clone(),
            ..ReadRequest::default()
        };
        let sign_in = self.kept_in_header(take(&mut parts), &mut parts.headers);
        let (shape, secrets) = self.shape(read, &sign_in);
        let all = self.variables;
        let variables = |name: &str| known(&read.variables, all, name).cloned();
        let set = parts.headers.iter().filter(|header| !header.disabled);
        let names: Vec<String> = set.map(|header| header.name.trim().to_ascii_lowercase()).collect();
        let system = systems.index_for((&read.base, &read.at), &shape, &names, &variables);
        self.set_sign_in(systems, system, shape, &secrets, &read.at);
        let here = Here { request: read, system };
        let path = self.path(&here, systems);
        let query = self.query(&here, &parts.query, systems);
        let headers = self.headers(&here, &parts.headers, systems);
        let body = read.body.as_ref().map(|body| self.body(&here, body, systems));
        let extract = self.extracts(read, &id, later);
        let logs_in = !extract.is_empty() && is_log_in(read);
        if logs_in {
            let message = format!(
                "“{}” logs in and changes nothing, so the customer is not asked for a yes first.",
                super::title(read)
            );
            self.findings.push(Finding::guessed(&read.at, message));
        }
        let step = Step {
            extract,
            name: super::title(read),
            method: read.method.unwrap_or_default(),
            reads_only: read.method == Some(Method::Post) && (logs_in || is_graphql_query(body.as_ref())),
            id,
            path,
            query,
            headers,
            body,
            ..Step::default()
        };
        (step, system)
    }

    /// A token that an earlier step keeps is no sign-in of the system but a header of this request.
    fn kept_in_header(&self, sign_in: ReadSignIn, headers: &mut Vec<NameValue>) -> ReadSignIn {
        let is_kept = |text: &str| {
            pieces(text).iter().any(|piece| matches!(piece, Piece::Variable(name) if self.kept.contains_key(*name)))
        };
        match sign_in {
            ReadSignIn::Bearer(token) if is_kept(&token) => {
                headers.push(row("Authorization", format!("Bearer {token}")));
                ReadSignIn::Unsaid
            }
            ReadSignIn::ApiKey { name, value, in_query: false } if is_kept(&value) => {
                headers.push(row(name, value));
                ReadSignIn::Unsaid
            }
            other => other,
        }
    }

    /// The sign-in with slots in place of keys, and the slots' names, places and values.
    fn shape(&self, request: &ReadRequest, sign_in: &ReadSignIn) -> (SignIn, Vec<(String, String, String)>) {
        let mut secrets = Vec::new();
        let mut seal = |text: &str, wanted: &str, place: &str| -> String {
            if text.is_empty() {
                return String::new();
            }
            let mut slot = |wanted: &str, value: String| {
                let name = snake(wanted, NAME_MAX_LENGTH, "secret");
                secrets.push((name.clone(), place.to_owned(), value));
                format!("{{secret.{name}}}")
            };
            if !has_variable(text) {
                return slot(wanted, text.to_owned());
            }
            pieces(text).iter().fold(String::new(), |out, piece| match piece {
                Piece::Literal(literal) => out + &escape(literal),
                Piece::Variable(name) => out + &slot(name, self.value_of(request, name, MAX_RESOLUTIONS)),
            })
        };
        let shape = match sign_in {
            ReadSignIn::Unsaid | ReadSignIn::None => SignIn::None,
            ReadSignIn::Basic { username, password } if password.is_empty() => SignIn::Basic {
                username: seal(username, "api_key", "the user name of the sign-in"),
                password: String::new(),
            },
            ReadSignIn::Basic { username, password } => SignIn::Basic {
                username: seal(username, "username", "the user name of the sign-in"),
                password: seal(password, "password", "the password of the sign-in"),
            },
            ReadSignIn::Bearer(token) => {
                let token = if token.is_empty() {
                    "{secret.token}".to_owned()
                } else {
                    seal(token, "token", "the header Authorization")
                };
                SignIn::Bearer { token, prefix: String::new() }
            }
            ReadSignIn::ApiKey { name, value, in_query } => {
                let (scheme, key) = split_scheme(value);
                let wanted = if name.eq_ignore_ascii_case("authorization") { "token" } else { name };
                let place =
                    if *in_query { format!("the query parameter {name}") } else { format!("the header {name}") };
                let sealed = if key.is_empty() {
                    format!("{{secret.{}}}", snake(wanted, NAME_MAX_LENGTH, "api_key"))
                } else {
                    seal(key, wanted, &place)
                };
                api_key(name, format!("{scheme}{sealed}"), *in_query)
            }
            ReadSignIn::Declared(sign_in, values) => {
                secrets
                    .extend(values.iter().map(|(name, value)| (name.clone(), "the sign-in".to_owned(), value.clone())));
                (**sign_in).clone()
            }
        };
        (shape, secrets)
    }

    fn set_sign_in(
        &mut self,
        systems: &mut Systems,
        index: usize,
        shape: SignIn,
        secrets: &[(String, String, String)],
        at: &str,
    ) {
        let draft = &mut systems.drafts[index];
        if shape == SignIn::None {
            return;
        }
        let is_first = draft.system.sign_in == SignIn::None;
        for (name, place, value) in secrets {
            let known = draft.found.iter().find(|found| found.name == *name);
            match known {
                Some(found) if !value.is_empty() && found.value.expose() != value => {
                    let message = format!(
                        "{} has another value here than in an earlier request; the first one is kept.",
                        words(name)
                    );
                    self.findings.push(Finding::dropped(at, message));
                }
                _ => drop(draft.secret(name, place, value)),
            }
        }
        if let SignIn::Bearer { token, .. } = &shape
            && token == "{secret.token}"
        {
            draft.declare("token", "Token");
        }
        if let SignIn::ApiKey { value, .. } = &shape {
            for placeholder in Template::parse(value).placeholders() {
                draft.declare(&placeholder.name, &words(&placeholder.name));
            }
        }
        if is_first {
            draft.system.sign_in = shape;
        }
    }

    /// The text that a variable stands for, as far as the import knows it.
    fn value_of(&self, request: &ReadRequest, name: &str, depth: usize) -> String {
        match known(&request.variables, self.variables, name).map(|variable| &variable.meaning) {
            Some(Meaning::Value(value) | Meaning::Secret(value)) if depth > 0 => {
                pieces(value).iter().fold(String::new(), |out, piece| match piece {
                    Piece::Literal(literal) => out + literal,
                    Piece::Variable(name) => out + &self.value_of(request, name, depth - 1),
                })
            }
            _ => String::new(),
        }
    }

    fn path(&mut self, here: &Here<'_>, systems: &mut Systems) -> String {
        let mut before = String::new();
        let mut segments = Vec::new();
        for segment in here.request.path.split('/') {
            segments.push(self.segment(here, segment, &before, systems));
            if !segment.is_empty() && !has_variable(segment) {
                segment.clone_into(&mut before);
            }
        }
        let path = segments.join("/");
        // One slash at the beginning: with two, the next segment would be a host.
        format!("/{}", path.trim_start_matches('/'))
    }

    fn segment(&mut self, here: &Here<'_>, segment: &str, before: &str, systems: &mut Systems) -> String {
        if has_variable(segment) {
            return self.marked(here, Where::Path, "path", segment, systems, MAX_RESOLUTIONS);
        }
        let decoded = decode(segment);
        let (stem, ending) = match decoded.rsplit_once('.') {
            Some((stem, ending @ ("json" | "xml"))) => (stem.to_owned(), format!(".{ending}")),
            _ => (decoded.clone(), String::new()),
        };
        let singular = before.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let singular = singular.unwrap_or_else(|| before.strip_suffix('s').unwrap_or(before).to_owned());
        let wanted = if before.is_empty() { "id".to_owned() } else { format!("{}_id", snake(&singular, 36, "record")) };
        match look(Where::Path, &wanted, &stem) {
            _ if here.request.is_declared => escape(&literal_segment(segment)),
            Look::Secret => {
                let place = "the address";
                format!("{}{ending}", systems.drafts[here.system].secret(&wanted, place, &stem))
            }
            Look::Question(kind) => match self.ask_for_literal(here, &wanted, &stem, kind) {
                Some(placeholder) => format!("{placeholder}{ending}"),
                None => escape(&literal_segment(segment)),
            },
            Look::Fixed => escape(&literal_segment(segment)),
        }
    }

    fn query(&mut self, here: &Here<'_>, rows: &[NameValue], systems: &mut Systems) -> Vec<NameValue> {
        let mut out = Vec::new();
        for row in rows {
            let name = shown(&row.name);
            if name.is_empty() || !Template::parse(&name).is_literal() {
                if !row.value.is_empty() || !name.is_empty() {
                    let message = format!("The query parameter “{name}” has no fixed name and was left out.");
                    self.findings.push(Finding::dropped(&here.request.at, message));
                }
                continue;
            }
            out.push(self.row(here, Where::Query, &name, row, systems));
        }
        out
    }

    fn headers(&mut self, here: &Here<'_>, rows: &[NameValue], systems: &mut Systems) -> Vec<NameValue> {
        let mut out: Vec<NameValue> = Vec::new();
        for row in rows {
            let lower = row.name.trim().to_ascii_lowercase();
            let is_a_browsers =
                NOT_TAKEN_OVER.contains(&lower.as_str()) || lower.starts_with("sec-") || lower.starts_with(':');
            if is_a_browsers || is_reserved_header(&lower) {
                let message = format!(
                    "The header “{}” belongs to the connection or to a browser and was left out.",
                    shown(&row.name)
                );
                self.findings.push(Finding::dropped(&here.request.at, message));
                continue;
            }
            let is_set_by_sign_in = systems.drafts[here.system]
                .system
                .sign_in
                .header_names()
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&lower));
            let is_twice =
                !row.disabled && out.iter().any(|other| !other.disabled && other.name.eq_ignore_ascii_case(&lower));
            let reason = if !is_header_name(&row.name) {
                Some("has a name that no header can have")
            } else if is_set_by_sign_in && !row.disabled {
                Some("is set by the sign-in of the system")
            } else if is_twice {
                Some("occurs twice; the first one is kept")
            } else {
                None
            };
            if let Some(reason) = reason {
                let message = format!("The header “{}” {reason}.", shown(&row.name));
                self.findings.push(Finding::dropped(&here.request.at, message));
                continue;
            }
            let made = self.row(here, Where::Header, row.name.trim(), row, systems);
            if made.value.chars().all(|letter| (' '..='~').contains(&letter)) {
                out.push(NameValue { value: made.value.trim().to_owned(), ..made });
            } else {
                let message =
                    format!("The header “{}” has a character that no header may carry and was left out.", made.name);
                self.findings.push(Finding::dropped(&here.request.at, message));
            }
        }
        out
    }

    fn row(&mut self, here: &Here<'_>, place: Where, name: &str, row: &NameValue, systems: &mut Systems) -> NameValue {
        let value = if row.disabled {
            switched_off(place, name, &row.value)
        } else {
            self.text(here, place, name, &row.value, systems)
        };
        NameValue {
            name: name.to_owned(),
            value,
            disabled: row.disabled,
            description: crate::text::name(&row.description),
        }
    }

    /// A value as a template: variables are resolved, a literal is looked at.
    fn text(&mut self, here: &Here<'_>, place: Where, name: &str, value: &str, systems: &mut Systems) -> String {
        if has_variable(value) {
            return self.marked(here, place, name, value, systems, MAX_RESOLUTIONS);
        }
        match look(place, name, value) {
            Look::Secret => {
                let (scheme, key) = if place == Where::Header { split_scheme(value) } else { ("", value) };
                format!("{}{}", escape(scheme), systems.drafts[here.system].secret(name, &in_words(place, name), key))
            }
            Look::Question(kind) if !here.request.is_declared => {
                self.ask_for_literal(here, name, value, kind).unwrap_or_else(|| escape(value))
            }
            Look::Question(_) | Look::Fixed => escape(value),
        }
    }

    fn marked(
        &mut self,
        here: &Here<'_>,
        place: Where,
        name: &str,
        value: &str,
        systems: &mut Systems,
        depth: usize,
    ) -> String {
        let mut out = String::new();
        for piece in pieces(value) {
            match piece {
                Piece::Literal(literal) if place == Where::Path => out.push_str(&escape(&literal_segment(literal))),
                Piece::Literal(literal) => {
                    let key = find_secret(literal).map(str::to_owned);
                    match key {
                        Some(key) => {
                            let slot = systems.drafts[here.system].secret(name, &in_words(place, name), &key);
                            out.push_str(&escape(literal).replace(&key, &slot));
                        }
                        None => out.push_str(&escape(literal)),
                    }
                }
                Piece::Variable(variable) => out.push_str(&self.variable(here, place, variable, systems, depth)),
            }
        }
        out
    }

    /// What a variable becomes.
    fn variable(&mut self, here: &Here<'_>, place: Where, name: &str, systems: &mut Systems, depth: usize) -> String {
        if let Some(placeholder) = self.kept.get(name).or_else(|| self.asked.get(name)) {
            return placeholder.clone();
        }
        let meaning = known(&here.request.variables, self.variables, name).map(|variable| variable.meaning.clone());
        match meaning {
            Some(Meaning::Question(field)) => self.ask_for_variable(here, name, *field),
            Some(Meaning::Secret(value)) => systems.drafts[here.system].secret(name, &in_words(place, name), &value),
            Some(Meaning::Value(value)) if !value.trim().is_empty() && depth > 0 => {
                if has_variable(&value) {
                    self.marked(here, place, name, &value, systems, depth - 1)
                } else {
                    match look(place, name, &value) {
                        Look::Fixed if is_secret_name(Where::Header, name) => {
                            systems.drafts[here.system].secret(name, &in_words(place, name), &value)
                        }
                        Look::Secret => systems.drafts[here.system].secret(name, &in_words(place, name), &value),
                        Look::Question(kind) => {
                            let field = Field { field_type: kind, example: value, ..question(name) };
                            self.ask_for_variable(here, name, field)
                        }
                        Look::Fixed if place == Where::Path => escape(&literal_segment(&value)),
                        Look::Fixed => escape(&value),
                    }
                }
            }
            _ => self.unknown(here, place, name, systems),
        }
    }

    /// A variable that the text names and does not give.
    fn unknown(&mut self, here: &Here<'_>, place: Where, name: &str, systems: &mut Systems) -> String {
        let is_password = is_secret_name(Where::Body, name) && snake(name, 80, "").contains("pass");
        if place == Where::Body && is_password {
            let message = format!(
                "The bot asks the customer for “{name}” and shows it nowhere. If the password is your own, make it a secret of the system."
            );
            self.findings.push(Finding::guessed(&here.request.at, message));
            return self.ask_for_variable(here, name, Field { sensitive: true, ..question(name) });
        }
        let looked_at = if place == Where::Path { Where::Path } else { Where::Header };
        if is_secret_name(looked_at, name) {
            return systems.drafts[here.system].secret(name, &in_words(place, name), "");
        }
        let field = Field { field_type: kind_of_name(name), ..question(name) };
        self.ask_for_variable(here, name, field)
    }

    fn ask_for_variable(&mut self, here: &Here<'_>, variable: &str, field: Field) -> String {
        if self.fields.len() >= MAX_QUESTIONS {
            self.too_many(here);
            return escape(&field.example);
        }
        let wanted = snake(&field.name, NAME_MAX_LENGTH, "value");
        let name = free(&wanted, NAME_MAX_LENGTH, |name| self.fields.iter().any(|field| field.name == name));
        let placeholder = format!("{{{name}}}");
        let description = crate::text::name(&field.description);
        let description = if description.is_empty() { words(&field.name) } else { description };
        let example = if find_secret(&field.example).is_some() { String::new() } else { field.example };
        self.fields.push(Field { name, description, example, ..field });
        self.asked.insert(variable.to_owned(), placeholder.clone());
        placeholder
    }

    /// A question in place of a literal that looks like data. `None`: there are too many questions already.
    fn ask_for_literal(&mut self, here: &Here<'_>, wanted: &str, value: &str, kind: FieldType) -> Option<String> {
        let wanted = snake(wanted, NAME_MAX_LENGTH, "value");
        let same = self.fields.iter().find(|field| field.example == value && field.name.starts_with(&wanted));
        if let Some(field) = same {
            return Some(format!("{{{}}}", field.name));
        }
        if self.fields.len() >= MAX_QUESTIONS {
            self.too_many(here);
            return None;
        }
        let name = free(&wanted, NAME_MAX_LENGTH, |name| self.fields.iter().any(|field| field.name == name));
        let shown = crate::text::shorten(value, 40);
        let message = format!(
            "“{shown}” looks like data, so the bot asks for it ({name}). Write the text itself if it never changes."
        );
        self.findings.push(Finding::guessed(&here.request.at, message));
        let placeholder = format!("{{{name}}}");
        self.fields.push(Field {
            description: words(&name),
            field_type: kind,
            required: true,
            example: value.to_owned(),
            name,
            ..Field::default()
        });
        Some(placeholder)
    }

    fn too_many(&mut self, here: &Here<'_>) {
        let message = format!("More than {MAX_QUESTIONS} values look like data; the others stay as they were written.");
        let finding = Finding::dropped(&here.request.at, message);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn body(&mut self, here: &Here<'_>, body: &Body, systems: &mut Systems) -> Body {
        match body {
            Body::Json { text } => self.json(here, text, systems),
            Body::Form { fields } => Body::Form { fields: self.fields_of(here, fields, systems) },
            Body::Multipart { fields } => Body::Multipart { fields: self.fields_of(here, fields, systems) },
            Body::Text { text, content_type } => Body::Text {
                text: self.marked(here, Where::Body, "body", text, systems, MAX_RESOLUTIONS),
                content_type: content_type.clone(),
            },
            Body::Xml { text } => {
                Body::Xml { text: self.marked(here, Where::Body, "body", text, systems, MAX_RESOLUTIONS) }
            }
        }
    }

    fn fields_of(&mut self, here: &Here<'_>, rows: &[NameValue], systems: &mut Systems) -> Vec<NameValue> {
        let named = rows.iter().filter(|row| !row.name.is_empty() && Template::parse(&shown(&row.name)).is_literal());
        named.map(|row| self.row(here, Where::Body, &shown(&row.name), row, systems)).collect()
    }

    fn json(&mut self, here: &Here<'_>, text: &str, systems: &mut Systems) -> Body {
        let template = self.json_text(here, text, systems, MAX_RESOLUTIONS, &mut false);
        let rewritten = json::rewrite(&template, |path, value, is_number| {
            let name = path.last().map_or("value", String::as_str);
            let parent = path.len().checked_sub(2).and_then(|at| path.get(at));
            let looks = if is_number { look_of_number(name, value) } else { look(Where::Body, name, value) };
            match looks {
                Look::Fixed => Leaf::Same,
                Look::Secret => {
                    Leaf::Placeholder(systems.drafts[here.system].secret(name, &in_words(Where::Body, name), value))
                }
                Look::Question(kind) => {
                    // A whole number in quotation marks is a text to the API.
                    let kind = if !is_number && kind == FieldType::Integer { FieldType::String } else { kind };
                    let is_taken = self
                        .fields
                        .iter()
                        .any(|field| field.name == snake(name, NAME_MAX_LENGTH, "value") && field.example != value);
                    let wanted = match parent {
                        Some(parent) if is_taken => format!("{parent}_{name}"),
                        _ => name.to_owned(),
                    };
                    self.ask_for_literal(here, &wanted, value, kind).map_or(Leaf::Same, Leaf::Placeholder)
                }
            }
        });
        rewritten.map_or_else(
            || Body::Text { text: template, content_type: "application/json".to_owned() },
            |text| Body::Json { text },
        )
    }

    /// A JSON text with placeholders for variables. A variable with a value is put in as it stands, as its program does.
    fn json_text(
        &mut self,
        here: &Here<'_>,
        text: &str,
        systems: &mut Systems,
        depth: usize,
        in_string: &mut bool,
    ) -> String {
        let mut out = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Literal(literal) => {
                    out.push_str(&escape(literal));
                    *in_string ^= quotes(literal) % 2 == 1;
                }
                Piece::Variable(name) => {
                    let meaning =
                        known(&here.request.variables, self.variables, name).map(|variable| variable.meaning.clone());
                    let is_kept = self.kept.contains_key(name) || self.asked.contains_key(name);
                    match meaning {
                        Some(Meaning::Value(value))
                            if !is_kept
                                && depth > 0
                                && !value.trim().is_empty()
                                && !is_secret_name(Where::Header, name) =>
                        {
                            out.push_str(&self.json_text(here, &value, systems, depth - 1, in_string));
                        }
                        _ => {
                            let known_before = self.fields.len();
                            out.push_str(&self.variable(here, Where::Body, name, systems, depth));
                            let is_bare = !*in_string;
                            if let Some(field) = self
                                .fields
                                .get_mut(known_before)
                                .filter(|field| is_bare && field.field_type == FieldType::String)
                            {
                                field.field_type = FieldType::Number;
                            }
                        }
                    }
                }
            }
        }
        out
    }

    /// The values that later requests of the draft need.
    fn extracts(&mut self, request: &ReadRequest, id: &str, later: &[&ReadRequest]) -> Vec<Extract> {
        let needed: Vec<String> = later.iter().flat_map(|request| chain::variables(request)).collect();
        let mut extracts: Vec<Extract> = Vec::new();
        for kept in request.keeps.iter().filter(|kept| needed.contains(&kept.variable)) {
            let name = snake(&kept.variable, NAME_MAX_LENGTH, "value");
            if Path::parse(&kept.path).is_err() || extracts.iter().any(|extract| extract.name == name) {
                continue;
            }
            self.kept.insert(kept.variable.clone(), format!("{{{id}.{name}}}"));
            let message = format!(
                "A script keeps “{}” from this answer ({}); the draft does the same.",
                kept.variable, kept.path
            );
            self.findings.push(Finding::understood(&request.at, message));
            extracts.push(Extract { name, path: kept.path.clone() });
        }
        extracts
    }
}

/// A question for a variable of this name.
fn question(name: &str) -> Field {
    Field { name: name.to_owned(), required: true, ..Field::default() }
}

/// The value of a row that is kept and not sent: its variables as placeholders, without anything that looks secret.
fn switched_off(place: Where, name: &str, value: &str) -> String {
    if look(place, name, value) == Look::Secret {
        return String::new();
    }
    pieces(value).iter().fold(String::new(), |out, piece| match piece {
        Piece::Literal(literal) => out + &escape(literal),
        Piece::Variable(name) => format!("{out}{{{}}}", snake(name, NAME_MAX_LENGTH, "value")),
    })
}

fn in_words(place: Where, name: &str) -> String {
    match place {
        Where::Path => "the address".to_owned(),
        Where::Query => format!("the query parameter {name}"),
        Where::Header => format!("the header {name}"),
        Where::Body => format!("{name} in the body"),
    }
}

/// Numbers are data only where their name or kind says so.
fn look_of_number(name: &str, value: &str) -> Look {
    match look(Where::Body, name, value) {
        Look::Question(_) if kind_of_value(value).is_none() => {
            Look::Question(if is_whole_number(value) { FieldType::Integer } else { FieldType::Number })
        }
        Look::Question(kind) => Look::Question(kind),
        Look::Secret | Look::Fixed => Look::Fixed,
    }
}

fn is_header_name(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// A part of a path in which nothing is left that would end it or hide in it.
fn literal_segment(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, letter| {
        if letter.is_whitespace() || is_invisible(letter) || matches!(letter, '\\' | '?' | '#' | '"' | '<' | '>') {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(letter);
        }
        out
    })
}

/// Quotation marks of a piece of JSON that are not escaped.
fn quotes(text: &str) -> usize {
    let mut escaped = false;
    text.chars()
        .filter(|letter| {
            let counts = *letter == '"' && !escaped;
            escaped = *letter == '\\' && !escaped;
            counts
        })
        .count()
}

/// A POST whose name or address says that it asks for a token.
fn is_log_in(request: &ReadRequest) -> bool {
    let said = format!("{} {}", request.name, request.path).to_ascii_lowercase();
    let words = ["login", "log-in", "log in", "signin", "sign-in", "sign in", "token", "auth", "session"];
    request.method == Some(Method::Post) && words.iter().any(|word| said.contains(word))
}

fn is_graphql_query(body: Option<&Body>) -> bool {
    let Some(Body::Json { text }) = body else { return false };
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else { return false };
    let query = value.get("query").and_then(serde_json::Value::as_str).unwrap_or_default().trim_start();
    query.starts_with("query") || query.starts_with('{')
}
