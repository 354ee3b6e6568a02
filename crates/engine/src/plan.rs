//! A connector made ready to run: every template, path and body parsed once, every reference resolved.
//!
//! What could not run safely has no plan: [`Plan::new`] gives all its problems at once, those that the document's own
//! check knows and those of this engine (a kind of sign-in or body that it cannot do yet). So nothing has to be refused
//! half-way through a run that was wrong from the start.

mod build;
mod oauth;
mod parts;
mod problems;
mod rules;
mod sign_in;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drawbridge_model::path::Path;
use drawbridge_model::template::Placeholder;
use drawbridge_model::{
    Connector, Environment, FailCondition, FailMeaning, OutcomeKind, Problem, SoundConnector, System, WebOrigin,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use crate::answer::AllowedField;
use crate::decide::Rule;
use crate::evidence::Reads;
use crate::request::{RequestSpec, RowSpec};
use crate::sample::ReadySample;
use crate::values::{Address, SecretName, SettingName};

pub(crate) use oauth::BrowserPlan;
pub(crate) use sign_in::{SignInPlan, SignaturePlan, TokenPlan};

/// A connector with its systems, ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) connector: Connector,
    pub(crate) systems: Vec<SystemPlan>,
    pub(crate) steps: Vec<StepPlan>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) answer: Vec<AllowedField>,
    pub(crate) max_items: usize,
    /// What of any answer a rule, a field, a kept value or a failure looks at.
    pub(crate) reads: Reads,
    /// Questions whose values are masked.
    pub(crate) sensitive: BTreeSet<String>,
    /// Questions that say which record is asked for.
    pub(crate) lookup: Vec<String>,
    /// Where it is asked for: connectors that look a record up at one place share its counter of failed tries.
    pub(crate) lookup_place: String,
    /// Changes with the document, so that a confirmation is good for what was shown.
    pub(crate) version: String,
    /// The secrets and settings that any request uses.
    pub(crate) used_secrets: Vec<SecretName>,
    pub(crate) used_settings: Vec<SettingName>,
}

/// A system, parsed once.
#[derive(Debug, Clone)]
pub(crate) struct SystemPlan {
    pub(crate) system: System,
    pub(crate) headers: Vec<RowSpec>,
    pub(crate) sign_in: SignInPlan,
    pub(crate) addresses: Addresses,
}

/// Where a system's requests go as the document has it, in each environment: worked out when it is first asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Addresses {
    test: OnceLock<Option<Address>>,
    live: OnceLock<Option<Address>>,
}

/// A step, parsed once.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts about a step, none a state of it")]
pub(crate) struct StepPlan {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Position among the plan's systems.
    pub(crate) system: usize,
    pub(crate) spec: RequestSpec,
    /// Method and address as the document has them.
    pub(crate) template: String,
    pub(crate) extracts: Vec<(String, Path)>,
    pub(crate) only_if: Option<Placeholder>,
    pub(crate) fail_when: Vec<FailPlan>,
    pub(crate) writes: bool,
    pub(crate) idempotency_key: bool,
    /// Whether anything reads the answer, so that it must be data.
    pub(crate) is_read: bool,
    /// What answers it in environment Sample.
    pub(crate) samples: Vec<ReadySample>,
    /// Whether the request carries a password or code of the customer's.
    pub(crate) carries_sensitive: bool,
}

/// A successful status that is a failure all the same.
#[derive(Debug, Clone)]
pub(crate) struct FailPlan {
    pub(crate) path: Path,
    pub(crate) is: FailCondition,
    pub(crate) value: Option<Value>,
    pub(crate) means: FailMeaning,
}

/// What whoever runs a connector says in place of the document: the runner's `--base` and `--set`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Addresses by system id.
    pub addresses: BTreeMap<String, String>,
    /// Values of settings.
    pub settings: BTreeMap<SettingName, String>,
}

impl Plan {
    /// Parses everything, or says everything that is wrong.
    pub fn new(connector: &Connector, systems: &[System]) -> Result<Self, Vec<Problem>> {
        build::plan(connector, systems)
    }

    /// As [`Plan::new`], of a document that was checked already: what is left to say is what only this engine knows.
    pub fn of_sound(connector: SoundConnector<'_>) -> Result<Self, Vec<Problem>> {
        build::of_sound(connector.connector(), connector.systems())
    }

    /// As [`Plan::new`], for the owner who has no rule yet and wants to see an answer to make one of. A run of it can
    /// end with anything but an answer: without a rule nobody is verified.
    pub fn draft(connector: &Connector, systems: &[System]) -> Result<Self, Vec<Problem>> {
        build::draft(connector, systems)
    }

    /// The connector that this is a plan of.
    pub fn connector(&self) -> &Connector {
        &self.connector
    }

    /// The systems that are called, the connector's own among them.
    pub fn systems(&self) -> impl Iterator<Item = &System> {
        self.systems.iter().map(|plan| &plan.system)
    }

    /// Every secret that a run uses.
    pub fn required_secrets(&self) -> &[SecretName] {
        &self.used_secrets
    }

    /// Every setting that a run uses and that has no value in an environment.
    pub fn missing_settings(&self, environment: Environment, overrides: &Overrides) -> Vec<SettingName> {
        let values = self.settings(environment, overrides);
        self.used_settings.iter().filter(|name| !values.contains_key(name)).cloned().collect()
    }

    /// Systems without an address in an environment.
    pub fn missing_addresses(&self, environment: Environment, overrides: &Overrides) -> Vec<String> {
        let missing = |system: &&SystemPlan| system.address(environment, overrides).is_none();
        self.systems.iter().filter(missing).map(|plan| plan.system.id.clone()).collect()
    }

    /// The origins that a run calls, sorted.
    pub fn origins(&self, environment: Environment, overrides: &Overrides) -> Vec<WebOrigin> {
        let origins: BTreeSet<WebOrigin> =
            self.systems().flat_map(|system| overridden(system, environment, overrides).origins(environment)).collect();
        origins.into_iter().collect()
    }

    /// Whether an outcome of this kind is a failed verification.
    pub(crate) fn verifies(&self, kind: OutcomeKind) -> bool {
        kind == OutcomeKind::NotVerified && self.rules.iter().any(|rule| rule.identifies)
    }

    /// Every setting that has a value.
    pub(crate) fn settings(&self, environment: Environment, overrides: &Overrides) -> BTreeMap<SettingName, String> {
        let of_system = |system: &System| {
            let id = system.id.clone();
            let own = system.settings.clone().into_iter();
            own.map(move |setting| {
                (
                    SettingName { system: id.clone(), name: setting.name },
                    setting.values.get(environment).trim().to_owned(),
                )
            })
        };
        let mut values: BTreeMap<SettingName, String> = self.systems().flat_map(of_system).collect();
        values.extend(overrides.settings.clone());
        values.retain(|_, value| !value.is_empty());
        values
    }
}

impl SystemPlan {
    /// Where its requests go; `None` if that cannot be called.
    pub(crate) fn address(&self, environment: Environment, overrides: &Overrides) -> Option<Address> {
        let system = overridden(&self.system, environment, overrides);
        let own = match (&system, environment) {
            (Cow::Borrowed(_), Environment::Test) => &self.addresses.test,
            (Cow::Borrowed(_), Environment::Live) => &self.addresses.live,
            (Cow::Owned(_), _) | (_, Environment::Sample) => return usable(&system.address(environment)?),
        };
        own.get_or_init(|| usable(&system.address(environment)?)).clone()
    }
}

/// What the path of a system's token address is appended to.
pub(crate) fn token_base(system: &System, environment: Environment, overrides: &Overrides) -> Option<Url> {
    usable(&overridden(system, environment, overrides).token_base(environment)?).map(|address| address.url)
}

/// What the path of the address is appended to that a browser opens for a system's sign-in.
pub(crate) fn authorization_base(system: &System, environment: Environment, overrides: &Overrides) -> Option<Url> {
    usable(&overridden(system, environment, overrides).authorization_base(environment)?).map(|address| address.url)
}

fn usable(address: &str) -> Option<Address> {
    let origin = WebOrigin::parse(address).ok()?;
    let url = Url::parse(address).ok().filter(|url| url.query().is_none() && url.fragment().is_none())?;
    Some(Address { url, origin })
}

fn overridden<'system>(
    system: &'system System,
    environment: Environment,
    overrides: &Overrides,
) -> Cow<'system, System> {
    let address = overrides.addresses.get(&system.id);
    let is_own = |name: &&SettingName| name.system == system.id;
    if address.is_none() && !overrides.settings.keys().any(|name| is_own(&name)) {
        return Cow::Borrowed(system);
    }
    let mut changed = system.clone();
    let set = |place: &mut drawbridge_model::PerEnvironment, value: &str| match environment {
        Environment::Live => value.clone_into(&mut place.live),
        Environment::Sample | Environment::Test => value.clone_into(&mut place.test),
    };
    if let Some(address) = address {
        set(&mut changed.base_url, address);
    }
    for setting in &mut changed.settings {
        let name = SettingName { system: system.id.clone(), name: setting.name.clone() };
        if let Some(value) = overrides.settings.get(&name) {
            set(&mut setting.values, value);
        }
    }
    Cow::Owned(changed)
}

/// A text that changes whenever the connector or one of its systems does.
fn version(connector: &Connector, systems: &[&System]) -> String {
    let text = serde_json::to_string(&(connector, systems)).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests;
