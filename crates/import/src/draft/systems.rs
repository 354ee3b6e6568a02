//! The systems of an import: one for each base address and sign-in, with the secrets that were found for it.

use std::collections::BTreeSet;

use drawbridge_model::origin::check_base_address;
use drawbridge_model::template::{NAME_MAX_LENGTH, escape};
use drawbridge_model::{PerEnvironment, Secret, SecretValue, Setting, SignIn, System};

use crate::request::{Meaning, Variable};
use crate::result::{Finding, FoundSecret};
use crate::text::{free, name, snake, words};
use crate::variable::{Piece, pieces};

/// How often a variable may stand for another one.
const MAX_RESOLUTIONS: usize = 8;

/// A system that is being put together.
pub(super) struct SystemDraft {
    /// The document.
    pub system: System,
    /// Its secrets with a value.
    pub found: Vec<FoundSecret>,
    /// The base address as it was read.
    base: String,
    /// Headers that its requests set themselves, in small letters: a sign-in that came later must not set them too.
    own_headers: BTreeSet<String>,
}

/// All systems of an import.
#[derive(Default)]
pub(super) struct Systems {
    /// In the order of their first request.
    pub drafts: Vec<SystemDraft>,
    /// Names for the first of them.
    pub import_name: String,
    /// What was found about them.
    pub findings: Vec<Finding>,
}

/// A base address whose variables are settings.
struct Base {
    address: String,
    settings: Vec<Setting>,
}

impl Systems {
    /// The system for a base address as it was read, for a sign-in, and for a request with these headers: an existing one
    /// that has the same sign-in, or none yet.
    pub fn index_for(
        &mut self,
        (base, at): (&str, &str),
        sign_in: &SignIn,
        headers: &[String],
        variables: &dyn Fn(&str) -> Option<Variable>,
    ) -> usize {
        let same = self.drafts.iter().position(|draft| draft.base == base && draft.fits(sign_in, headers));
        let index = same.unwrap_or_else(|| {
            self.add(base, at, variables);
            self.drafts.len() - 1
        });
        self.drafts[index].own_headers.extend(headers.iter().cloned());
        index
    }

    fn add(&mut self, written: &str, at: &str, variables: &dyn Fn(&str) -> Option<Variable>) {
        let base = resolve(written, variables);
        let mut address = base.address.trim_end_matches('/').to_owned();
        if let Err(problem) = check_base_address(&address) {
            let message =
                format!("“{}” cannot be called: {} Give the system its address.", name(&address), problem.message);
            self.findings.push(Finding::dropped(at, message));
            address.clear();
        }
        for setting in base.settings.iter().filter(|setting| setting.values.live.is_empty()) {
            let message = format!(
                "The address depends on “{}”, which is now a setting of the system. Fill it in.",
                setting.label
            );
            self.findings.push(Finding::guessed(at, message));
        }
        let host = host_of(&address);
        let name_of_host = if host.is_empty() { "New system".to_owned() } else { host.clone() };
        let is_first = self.drafts.is_empty() && !self.import_name.is_empty();
        let shown = if is_first { self.import_name.clone() } else { name_of_host };
        let wanted = snake(&telling_label(&host).unwrap_or_else(|| shown.clone()), NAME_MAX_LENGTH, "system");
        let id = free(&wanted, NAME_MAX_LENGTH, |id| self.drafts.iter().any(|draft| draft.system.id == id));
        self.drafts.push(SystemDraft {
            base: written.to_owned(),
            own_headers: BTreeSet::new(),
            found: Vec::new(),
            system: System {
                id,
                name: name(&shown),
                base_url: everywhere(&address),
                settings: base.settings,
                secrets: Vec::new(),
                sign_in: SignIn::None,
                headers: Vec::new(),
            },
        });
    }
}

impl SystemDraft {
    /// Whether a request with this sign-in and these headers can use the system.
    fn fits(&self, wanted: &SignIn, headers: &[String]) -> bool {
        let sets = |sign_in: &SignIn, is_set: &dyn Fn(&String) -> bool| {
            sign_in.header_names().iter().any(|name| is_set(&name.to_ascii_lowercase()))
        };
        match (&self.system.sign_in, wanted) {
            (SignIn::None, wanted) => !sets(wanted, &|name| self.own_headers.contains(name)),
            (existing, SignIn::None) => !sets(existing, &|name| headers.contains(name)),
            (existing, wanted) => existing == wanted,
        }
    }

    /// The slot of a secret. The same value has the same slot; a slot without a value takes the first one that comes.
    pub fn secret(&mut self, wanted: &str, place: &str, value: &str) -> String {
        let wanted = snake(wanted, NAME_MAX_LENGTH, "secret");
        let same_value = self.found.iter().find(|found| !value.is_empty() && found.value.expose() == value);
        if let Some(found) = same_value {
            return format!("{{secret.{}}}", found.name);
        }
        let has_value = |name: &str| self.found.iter().any(|found| found.name == name);
        let known = self.system.secrets.iter().any(|secret| secret.name == wanted);
        if known && (value.is_empty() || !has_value(&wanted)) {
            self.remember(&wanted, place, value);
            return format!("{{secret.{wanted}}}");
        }
        let name = free(&wanted, NAME_MAX_LENGTH, |name| self.system.secrets.iter().any(|secret| secret.name == name));
        self.declare(&name, &words(&name));
        self.remember(&name, place, value);
        format!("{{secret.{name}}}")
    }

    /// Names a secret that has no value yet.
    pub fn declare(&mut self, name: &str, label: &str) {
        if self.system.secrets.iter().all(|secret| secret.name != name) {
            let secret = Secret { name: name.to_owned(), label: label.to_owned(), help: String::new() };
            self.system.secrets.push(secret);
        }
    }

    fn remember(&mut self, name: &str, place: &str, value: &str) {
        if !value.is_empty() {
            self.found.push(FoundSecret {
                system: self.system.id.clone(),
                name: name.to_owned(),
                place: place.to_owned(),
                value: SecretValue::new(value),
            });
        }
    }
}

/// A base address whose variables with a value are replaced and whose others are settings.
fn resolve(written: &str, variables: &dyn Fn(&str) -> Option<Variable>) -> Base {
    let mut base = Base { address: String::new(), settings: Vec::new() };
    push(written, variables, MAX_RESOLUTIONS, &mut base);
    let begins_with_setting = base.address.starts_with("{setting.");
    if !base.address.is_empty() && !base.address.contains("://") && !begins_with_setting {
        let scheme = if is_local(&base.address) { "http" } else { "https" };
        base.address = format!("{scheme}://{}", base.address);
    }
    base
}

fn push(text: &str, variables: &dyn Fn(&str) -> Option<Variable>, depth: usize, base: &mut Base) {
    for piece in pieces(text) {
        match piece {
            Piece::Literal(literal) => base.address.push_str(&escape(literal)),
            Piece::Variable(name) => match variables(name).map(|known| known.meaning) {
                Some(Meaning::Value(value)) if !value.trim().is_empty() && depth > 0 => {
                    push(value.trim(), variables, depth - 1, base);
                }
                Some(Meaning::Setting { value, help }) => base.add_setting(name, &value, &help),
                _ => base.add_setting(name, "", ""),
            },
        }
    }
}

impl Base {
    fn add_setting(&mut self, written: &str, value: &str, help: &str) {
        let setting = snake(written, NAME_MAX_LENGTH, "address");
        self.address.extend(["{setting.", &setting, "}"]);
        if self.settings.iter().all(|known| known.name != setting) {
            self.settings.push(Setting {
                name: setting,
                label: words(written),
                help: help.to_owned(),
                values: everywhere(value),
            });
        }
    }
}

/// The same text for Test and Live, as a new connector has its address.
fn everywhere(text: &str) -> PerEnvironment {
    PerEnvironment { test: text.to_owned(), live: text.to_owned() }
}

fn host_of(address: &str) -> String {
    let rest = address.split("://").nth(1).unwrap_or_default();
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    authority.split('@').next_back().unwrap_or_default().to_owned()
}

fn is_local(address: &str) -> bool {
    let host = address.split(['/', ':']).next().unwrap_or_default();
    host == "localhost" || host.starts_with("127.")
}

/// The label of a host that says whose it is: `brightlamp.zendesk.com` is Zendesk's.
fn telling_label(host: &str) -> Option<String> {
    let host = host.split(':').next()?;
    if host.contains(['{', '[']) || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let labels: Vec<&str> = host.split('.').filter(|label| !label.is_empty()).collect();
    match labels.as_slice() {
        [.., label, second, top] if top.len() == 2 && ["co", "com", "org", "net", "ac", "gov"].contains(second) => {
            Some((*label).to_owned())
        }
        [.., label, _] | [label] => Some((*label).to_owned()),
        [] => None,
    }
}
