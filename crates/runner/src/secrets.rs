//! Reads the secrets of one call: variable, then file, then keychain; the first that has it decides.
//!
//! A source that has the secret but cannot be trusted (a file that others may read, an empty variable) stops the call: to
//! go on to the next source would hide the mistake. A keychain entry outlives the bundle it was made for, so its account
//! names the origin too, and another bundle that uses the same names for another address does not get it.

use std::collections::HashMap;
use std::path::Path;

use drawbridge_engine::{BoundSecret, SecretName};
use drawbridge_model::{Environment, SecretValue, System, WebOrigin};
use drawbridge_vault::environment::{SourceError, from_directory, from_environment, variable_name};
use drawbridge_vault::{Keychain, SERVICE, Vault, VaultError};

use crate::deployment::{in_brackets, join};
use crate::failure::Complaint;

/// The secrets of one call, each bound to the origins that may have it.
pub type Supplied = HashMap<SecretName, BoundSecret>;

/// A secret that a call uses.
pub struct Needed {
    name: SecretName,
    label: String,
    help: String,
    origins: Vec<WebOrigin>,
}

impl Needed {
    /// A secret of a system, for the origins that may have it in an environment.
    pub fn new(system: &System, name: &str, environment: Environment) -> Self {
        let secret = system.secrets.iter().find(|secret| secret.name == name);
        let (label, help) = secret.map_or_else(Default::default, |secret| (secret.label.clone(), secret.help.clone()));
        Self {
            name: SecretName { system: system.id.clone(), name: name.to_owned() },
            label,
            help,
            origins: system.secret_origins(name, environment),
        }
    }

    /// A secret of the program's own, for one origin.
    pub fn own(name: SecretName, label: &str, origin: WebOrigin) -> Self {
        Self { name, label: label.to_owned(), help: String::new(), origins: vec![origin] }
    }

    /// The account of its keychain entry.
    fn account(&self) -> Option<String> {
        let SecretName { system, name } = &self.name;
        self.origins.first().map(|origin| format!("{system}/{name}@{origin}"))
    }
}

/// Reads what is needed, and says for each secret that could not be read why, and how to supply it.
pub fn read(needed: &[Needed], directory: Option<&Path>) -> (Supplied, Vec<Complaint>) {
    let keychain = Keychain::new();
    let mut keychain_answers = true;
    let mut supplied = Supplied::new();
    let mut missing = Vec::new();
    for secret in needed {
        let found = match from_the_operator(&secret.name, directory) {
            Ok(value) => Ok(value),
            Err(SourceError::NotSet { .. }) if keychain_answers => {
                let kept = secret.account().map_or(Err(VaultError::NotSet), |account| keychain.get(&account));
                keychain_answers = matches!(kept, Ok(_) | Err(VaultError::NotSet));
                kept.map_err(|error| no_value(secret, &error))
            }
            Err(SourceError::NotSet { .. }) => Err(no_value(secret, &VaultError::NotSet)),
            Err(error) => Err(unusable(&secret.name, &secret.label, &error)),
        };
        match found {
            Ok(value) => {
                supplied.insert(secret.name.clone(), BoundSecret { value, origins: secret.origins.clone() });
            }
            Err(complaint) => missing.push(complaint),
        }
    }
    (supplied, missing)
}

/// A secret of the program's own that need not be there: from its variable or its file, never from the keychain, so that
/// one that cannot be read is never taken for none.
pub fn optional(name: &SecretName, label: &str, directory: Option<&Path>) -> Result<Option<SecretValue>, Complaint> {
    match from_the_operator(name, directory) {
        Ok(value) => Ok(Some(value)),
        Err(SourceError::NotSet { .. }) => Ok(None),
        Err(error) => Err(unusable(name, label, &error)),
    }
}

fn from_the_operator(name: &SecretName, directory: Option<&Path>) -> Result<SecretValue, SourceError> {
    let SecretName { system, name } = name;
    let read = from_environment(system, name);
    match (&read, directory) {
        (Err(SourceError::NotSet { .. }), Some(directory)) => from_directory(directory, system, name),
        _ => read,
    }
}

fn unusable(name: &SecretName, label: &str, error: &SourceError) -> Complaint {
    Complaint::new(format!("The secret {name}{}: {error}.", in_brackets(label)), String::new())
}

fn no_value(secret: &Needed, error: &VaultError) -> Complaint {
    let what = format!("The secret {}{} has no value.", secret.name, in_brackets(&secret.label));
    let locked = match error {
        VaultError::Locked { .. } => "This computer's keychain is locked.",
        _ => "",
    };
    let how = how_to_supply(&secret.name.system, &secret.name.name, secret.account().as_deref());
    Complaint::new(what, join(&[&how, locked, &secret.help]))
}

/// Where a secret may be put.
pub fn how_to_supply(system: &str, name: &str, account: Option<&str>) -> String {
    let variable = variable_name(system, name);
    let keychain = account
        .map_or_else(String::new, |account| format!(", or the keychain entry of service {SERVICE}, account {account}"));
    format!("Put it into the variable {variable}, or the file {system}/{name} below --secrets-dir{keychain}.")
}
