//! What stands behind a placeholder during one run, and whether it may be shown.
//!
//! All values of a run are taken once, before the first request, and are never looked up again: a later step cannot
//! see another answer to the same question. What an earlier step kept is added as the run goes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use drawbridge_model::inputs::{InputValue, Inputs};
use drawbridge_model::template::{Origin, Placeholder};
use drawbridge_model::{Environment, SecretValue, WebOrigin};
use url::Url;

use crate::evidence::Leaf;

/// What is shown in place of something hidden.
pub const HIDDEN: &str = "••••";

/// A secret of a system, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName {
    /// The system's id.
    pub system: String,
    /// The secret's name in that system.
    pub name: String,
}

/// A setting of a system, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SettingName {
    /// The system's id.
    pub system: String,
    /// The setting's name in that system.
    pub name: String,
}

impl std::fmt::Display for SecretName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.system, self.name)
    }
}

impl std::fmt::Display for SettingName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.system, self.name)
    }
}

/// Everything that placeholders of one run can stand for.
#[derive(Debug)]
pub(crate) struct Values<'run> {
    pub(crate) environment: Environment,
    pub(crate) inputs: &'run Inputs,
    pub(crate) sensitive: &'run BTreeSet<String>,
    pub(crate) kept: HashMap<(String, String), Leaf>,
    pub(crate) settings: BTreeMap<SettingName, String>,
    /// Only what is bound to the address that the request goes to.
    pub(crate) secrets: BTreeMap<SecretName, SecretValue>,
    /// Where each system's requests go, by its id.
    pub(crate) addresses: HashMap<&'run str, Address>,
}

/// Where a system's requests go.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) url: Url,
    /// Its origin, to which secrets are bound.
    pub(crate) origin: WebOrigin,
}

/// A value with its type, and whether it may be shown.
#[derive(Debug, Clone)]
pub(crate) struct Provided {
    pub(crate) value: InputValue,
    pub(crate) hidden: bool,
}

/// Why a placeholder stands for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unavailable {
    /// An optional question left empty, or a step that did not run.
    LeftEmpty,
    /// A secret that was not supplied, or is not bound to this address.
    NoSecret,
    /// A setting without a value.
    NoSetting,
}

impl Values<'_> {
    /// The value of a placeholder in a request to a system.
    pub(crate) fn get(&self, placeholder: &Placeholder, system: &str) -> Result<Provided, Unavailable> {
        let name = || placeholder.name.clone();
        match placeholder.origin {
            Origin::Field => {
                let value = self.inputs.get(&placeholder.name).ok_or(Unavailable::LeftEmpty)?;
                Ok(Provided { value: value.clone(), hidden: self.sensitive.contains(&placeholder.name) })
            }
            Origin::Step => {
                let step = placeholder.step.clone().unwrap_or_default();
                let value = self.kept.get(&(step, name())).ok_or(Unavailable::LeftEmpty)?;
                Ok(Provided { value: value.clone().into(), hidden: false })
            }
            Origin::Secret => match self.secrets.get(&SecretName { system: system.to_owned(), name: name() }) {
                Some(secret) => Ok(Provided { value: InputValue::Text(secret.expose().to_owned()), hidden: true }),
                None if self.environment == Environment::Sample => Ok(Provided::sample(true)),
                None => Err(Unavailable::NoSecret),
            },
            Origin::Setting => match self.settings.get(&SettingName { system: system.to_owned(), name: name() }) {
                Some(setting) => Ok(Provided { value: InputValue::Text(setting.clone()), hidden: false }),
                None if self.environment == Environment::Sample => Ok(Provided::sample(false)),
                None => Err(Unavailable::NoSetting),
            },
        }
    }
}

impl Provided {
    /// What stands in for a secret or setting where nothing is sent.
    fn sample(hidden: bool) -> Self {
        Self { value: InputValue::Text("sample".to_owned()), hidden }
    }

    /// A text that may be shown.
    pub(crate) fn open(text: String) -> Self {
        Self { value: InputValue::Text(text), hidden: false }
    }

    pub(crate) fn shown<'text>(&self, text: &'text str) -> &'text str {
        if self.hidden { HIDDEN } else { text }
    }
}

impl From<Leaf> for InputValue {
    fn from(leaf: Leaf) -> Self {
        match leaf {
            Leaf::Text(text) => Self::Text(text),
            Leaf::Number(number) => Self::Number(number),
            Leaf::Boolean(boolean) => Self::Boolean(boolean),
        }
    }
}
