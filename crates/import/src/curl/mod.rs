//! cURL commands as people paste them: from documentation, from “copy as cURL” of a browser for bash and for `cmd`, from
//! Postman. A whole script may be pasted; what is no call of curl is left out and told.
//!
//! [`shell`] and [`windows`] split the text into words, [`arguments`] reads curl's options, [`address`] its addresses,
//! [`data`] what it sends. Options that name a file are never followed (SECURITY IMP-06).

mod address;
mod arguments;
mod data;
mod options;
mod shell;
mod windows;

use drawbridge_model::{Body, Method, SignIn};

use crate::request::{Meaning, ReadRequest, ReadSignIn, Reading, Variable, method, row};
use crate::result::{Finding, Parameter, Place, Refusal};
use crate::text::counted;
use crate::variable::{NOT_SENT, mark_between, shown};
use arguments::{Arguments, Data};

/// Commands of one text, at most.
const MAX_COMMANDS: usize = 1_000;

/// Reads a text of commands.
pub(crate) fn read(text: &str) -> Result<Reading, Refusal> {
    let mut reading = Reading::default();
    let text = mark_between(text, "{{", "}}", |name| {
        !name.is_empty() && name.len() <= 80 && name.bytes().all(is_variable_byte)
    });
    let commands = if windows::is_for_cmd(&text) {
        windows::commands(&text)
    } else {
        shell::commands(&text, &mut reading.findings)
    };
    let mut others = Vec::new();
    for command in commands.into_iter().take(MAX_COMMANDS) {
        let Some(at) = command.words.iter().position(|word| shell::is_curl(word)) else {
            match assignment(&command.words) {
                Some(variable) => reading.variables.push(variable),
                None => others.push(shown(&command.words[0].replace(NOT_SENT, "&"))),
            }
            continue;
        };
        let place = format!("line {}", command.line);
        for arguments in arguments::read(&command.words[at + 1..], command.input.as_deref(), &place) {
            requests(arguments, &place, &mut reading);
        }
    }
    if !others.is_empty() {
        others.truncate(5);
        let message = format!("Commands other than curl were left out: {}.", others.join(", "));
        reading.findings.push(Finding::dropped("", crate::text::name(&message)));
    }
    if reading.requests.is_empty() {
        let hint = "Paste the whole command, beginning with the word curl and with its address.";
        let reason = reading.findings.first().map_or(String::new(), |finding| format!(" {}", finding.message));
        return Err(Refusal::new(format!("There is no curl command with an address in this text.{reason}"), hint));
    }
    if reading.requests.len() > 1 {
        let message = format!("{} were read.", counted(reading.requests.len(), "request"));
        reading.findings.insert(0, Finding::understood("", message));
    }
    Ok(reading)
}

fn is_variable_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)
}

/// `TOKEN=abc` or `export TOKEN=abc` on a line of its own.
fn assignment(words: &[String]) -> Option<Variable> {
    let word = match words {
        [word] => word,
        [export, word] if matches!(export.as_str(), "export" | "set" | "SET") => word,
        _ => return None,
    };
    let (name, value) = word.split_once('=')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| Variable { name: name.to_owned(), meaning: Meaning::Value(value.replace(NOT_SENT, "&")) })
}

/// The requests of one command: one for each address.
fn requests(mut arguments: Arguments, place: &str, reading: &mut Reading) {
    if arguments.addresses.is_empty() {
        let message = "A curl command has no address and was left out.";
        reading.findings.push(Finding::dropped(place, message));
        return;
    }
    let sent = data::sent(&mut arguments);
    let word = method_word(&arguments, sent.is_some());
    let method = method(&word);
    for written in arguments.addresses.clone() {
        let mut address = address::read(&written, &arguments);
        let in_query = if arguments.get { sent.as_ref().map(data::pairs).unwrap_or_default() } else { Vec::new() };
        address.query.extend(in_query);
        let body = if arguments.get || method == Some(Method::Head) {
            None
        } else {
            sent.clone().map(|sent| sent.body(&mut arguments))
        };
        let mut findings = std::mem::take(&mut arguments.findings);
        findings.append(&mut address.findings);
        let sign_in = match arguments.user.clone().or(address.user) {
            user if arguments.netrc => of_file(user.as_deref().unwrap_or_default()),
            Some(_) if arguments.is_signed_in_otherwise => ReadSignIn::None,
            Some(user) => basic(&user),
            None => arguments.bearer.clone().map_or(ReadSignIn::Unsaid, ReadSignIn::Bearer),
        };
        let mut request = ReadRequest {
            at: place.to_owned(),
            method,
            method_word: word.clone(),
            base: address.base,
            path: address.path,
            query: address.query,
            headers: arguments.headers.clone(),
            sign_in,
            variables: address.variables,
            body,
            findings,
            ..ReadRequest::default()
        };
        request.headers.extend(arguments.default_headers());
        request.parameters = parameters(&request);
        reading.requests.push(request);
    }
}

fn method_word(arguments: &Arguments, has_data: bool) -> String {
    let word = match &arguments.method {
        Some(word) => word.as_str(),
        None if arguments.head => "HEAD",
        None if arguments.get => "GET",
        None if arguments.upload => "PUT",
        None if has_data => "POST",
        None => "GET",
    };
    word.to_uppercase()
}

fn basic(user: &str) -> ReadSignIn {
    let (username, password) = user.split_once(':').unwrap_or((user, ""));
    ReadSignIn::Basic { username: username.to_owned(), password: password.to_owned() }
}

/// User name and password that a file holds: two secrets to be entered, or one if the command says who.
fn of_file(user: &str) -> ReadSignIn {
    let shape = SignIn::Basic { username: "{secret.username}".to_owned(), password: "{secret.password}".to_owned() };
    let (username, password) = user.split_once(':').unwrap_or((user, ""));
    let values = [("username", username), ("password", password)];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
    ReadSignIn::Declared(Box::new(shape), values.to_vec())
}

fn parameters(request: &ReadRequest) -> Vec<Parameter> {
    let named = |place: Place| {
        move |row: &drawbridge_model::NameValue| Parameter { place, name: shown(&row.name), required: true }
    };
    let mut parameters: Vec<Parameter> = request.query.iter().map(named(Place::Query)).collect();
    parameters.extend(request.headers.iter().map(named(Place::Header)));
    if let Some(Body::Form { fields } | Body::Multipart { fields }) = &request.body {
        parameters.extend(fields.iter().map(named(Place::Form)));
    }
    parameters
}

impl Arguments {
    /// Headers that options set, unless `-H` has set or removed them.
    fn default_headers(&self) -> Vec<drawbridge_model::NameValue> {
        let is_said = |name: &str| self.said.iter().any(|said| said.eq_ignore_ascii_case(name));
        let mut headers = Vec::new();
        let mut add = |name: &str, value: &str| {
            if !is_said(name) {
                headers.push(row(name, value));
            }
        };
        for (name, value) in &self.implied {
            add(name, value);
        }
        if self.data.iter().any(|data| matches!(data, Data::Json(_))) {
            add("Accept", "application/json");
        }
        headers
    }
}
