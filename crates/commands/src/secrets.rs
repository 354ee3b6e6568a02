//! Systems and the values of their secrets.
//!
//! A value goes from the window to the keychain and, for a run, from the keychain to the engine; no command gives it
//! back. Setting one has three parts that a crash may separate: the reference is prepared, the keychain written, the
//! reference bound. `repair_secrets` removes at start what a crash left behind.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use drawbridge_engine::{BoundSecret, RenewedSecret, SecretName, Secrets};
use drawbridge_model::check::check_system;
use drawbridge_model::{Environment, SecretValue, SignIn, System, WebOrigin};
use drawbridge_store::{DocumentKind, NewSecretReference, SecretReference};
use drawbridge_vault::{VaultError, new_account};

use crate::Commands;
use crate::boundary::{
    AllowPrivate, CommandError, ErrorCode, ForgetSecret, Nothing, SaveSystem, SecretRow, SecretRows, SecretStatus,
    SetSecret, SystemId, SystemView, Workbench,
};
use crate::documents::Read;
use crate::editing::write_system;
use crate::error;

/// Accounts whose keychain entry was not there any more when it was looked for (SECURITY SEC-13). Kept in memory: whoever
/// brings the entry back finds the secret set again after a new look.
#[derive(Default)]
pub(crate) struct Lost(Mutex<HashSet<String>>);

impl Lost {
    fn note(&self, account: &str, is_lost: bool) {
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if is_lost {
            accounts.insert(account.to_owned());
        } else {
            accounts.remove(account);
        }
    }

    fn has(&self, account: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(account)
    }
}

impl Commands {
    pub(crate) async fn open_system(self: &Arc<Self>, request: SystemId) -> Result<SystemView, CommandError> {
        self.blocking(move |commands| commands.system_view(&request.id)).await
    }

    pub(crate) async fn save_system(self: &Arc<Self>, request: SaveSystem) -> Result<SystemView, CommandError> {
        self.blocking(move |commands| {
            let id = request.system.id.clone();
            let write = write_system(&request.system, Some(request.revision))?;
            commands.apply(&format!("system/{id}"), request.label, None, vec![write])?;
            commands.system_view(&id)
        })
        .await
    }

    pub(crate) async fn secrets(self: &Arc<Self>, _: Nothing) -> Result<SecretRows, CommandError> {
        self.blocking(|commands| {
            let systems = commands.all_systems()?;
            commands.look_for_entries()?;
            Ok(SecretRows { secrets: commands.secret_rows(&systems)? })
        })
        .await
    }

    pub(crate) async fn set_secret(self: &Arc<Self>, request: SetSecret) -> Result<SecretRows, CommandError> {
        let value = SecretValue::new(request.value);
        self.blocking(move |commands| {
            drawbridge_vault::check_value(&value)?;
            let system = commands.system(&request.system_id)?.document;
            for environment in request.environments {
                commands.keep_secret(&system, environment, &request.name, &value)?;
            }
            Ok(SecretRows { secrets: commands.secret_rows(&[system])? })
        })
        .await
    }

    pub(crate) async fn forget_secret(self: &Arc<Self>, request: ForgetSecret) -> Result<SecretRows, CommandError> {
        self.blocking(move |commands| {
            let system = commands.system(&request.system_id)?.document;
            for environment in request.environments {
                if let Some(account) = commands.store.forget_secret(&system.id, environment, &request.name)? {
                    commands.remove_bound_value(&account)?;
                }
            }
            Ok(SecretRows { secrets: commands.secret_rows(&[system])? })
        })
        .await
    }

    pub(crate) async fn allow_private(self: &Arc<Self>, request: AllowPrivate) -> Result<Workbench, CommandError> {
        self.blocking(move |commands| {
            let mut allowed = commands.allowed_private(&request.connector_id)?;
            allowed.retain(|origin| *origin != request.origin);
            if request.allow {
                allowed.push(request.origin);
            }
            let value = crate::call::write(&allowed)?;
            commands.store.set_setting(&private_key(&request.connector_id), Some(&value))?;
            commands.permissions.changed();
            commands.workbench(&request.connector_id)
        })
        .await
    }

    /// The origins on this computer or network that the owner allowed for a connector.
    pub(crate) fn allowed_private(&self, connector_id: &str) -> Result<Vec<String>, CommandError> {
        let stored = self.store.setting(&private_key(connector_id))?;
        Ok(stored.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
    }

    /// The secrets of some systems, set or missing.
    pub(crate) fn secret_rows(&self, systems: &[System]) -> Result<Vec<SecretRow>, CommandError> {
        let mut rows = Vec::new();
        for system in systems {
            let references = self.store.secret_references(Some(&system.id))?;
            for secret in &system.secrets {
                let status = |environment| self.status(system, &secret.name, environment, &references);
                rows.push(SecretRow {
                    system_id: system.id.clone(),
                    name: secret.name.clone(),
                    label: secret.label.clone(),
                    help: secret.help.clone(),
                    test: status(Environment::Test),
                    live: status(Environment::Live),
                });
            }
        }
        Ok(rows)
    }

    /// How many secrets have a value in neither environment.
    pub(crate) fn missing_secrets(&self, systems: &[System]) -> Result<u32, CommandError> {
        let is_set = |status: &SecretStatus| matches!(status, SecretStatus::Set { .. });
        let rows = self.secret_rows(systems)?;
        let missing = rows.iter().filter(|row| !is_set(&row.test) && !is_set(&row.live)).count();
        Ok(u32::try_from(missing).unwrap_or(u32::MAX))
    }

    /// The values that a run needs, each bound to the addresses for which it was entered.
    pub(crate) fn lend_secrets(
        &self,
        wanted: &[SecretName],
        environment: Environment,
    ) -> Result<Secrets, CommandError> {
        let mut secrets = HashMap::new();
        for name in wanted {
            let missing = || {
                let mut missing = error::new(
                    ErrorCode::MissingValue,
                    format!("The secret “{}” has no value for {}.", name.name, environment_name(environment)),
                    self.how_to_set(name),
                );
                missing.at = Some(format!("secrets.{}.{}", name.system, name.name));
                missing
            };
            let reference = self.store.secret_reference(&name.system, environment, &name.name)?.ok_or_else(missing)?;
            let bound = self.bound_value(&reference)?.ok_or_else(|| lost(missing()))?;
            secrets.insert(name.clone(), bound);
        }
        Ok(Secrets::new(secrets))
    }

    /// The value of an entry with the origins that it is bound to; `None`: the keychain has it no more.
    pub(crate) fn bound_value(&self, reference: &SecretReference) -> Result<Option<BoundSecret>, CommandError> {
        let account = &reference.secret.account_id;
        let value = self.vault.get(account);
        self.lost.note(account, value == Err(VaultError::NotSet));
        let value = match value {
            Err(VaultError::NotSet) => return Ok(None),
            other => other?,
        };
        let origins = reference.secret.origins.iter().filter_map(|origin| WebOrigin::parse(origin).ok()).collect();
        Ok(Some(BoundSecret { value, origins }))
    }

    /// What a person does so that a secret has a value.
    fn how_to_set(&self, name: &SecretName) -> &'static str {
        let system = self.system(&name.system).map(|read| read.document);
        match system.map(|system| system.sign_in) {
            Ok(SignIn::Oauth2AuthorizationCode(code)) if code.refresh_token == format!("{{secret.{}}}", name.name) => {
                "Sign in with your browser, beside the sign-in of the system."
            }
            _ => "Enter it beside the sign-in of the system.",
        }
    }

    /// Keeps the values that secrets have from now on: a server for tokens has given new refresh tokens.
    pub(crate) fn keep_renewed(&self, environment: Environment, renewed: &[RenewedSecret]) -> Result<(), CommandError> {
        for RenewedSecret { name, value } in renewed {
            drawbridge_vault::check_value(value)?;
            let system = self.system(&name.system)?.document;
            self.keep_secret(&system, environment, &name.name, value)?;
        }
        Ok(())
    }

    /// Finds out which entries somebody else has removed from the keychain. A keychain that cannot be asked says nothing
    /// about its entries.
    fn look_for_entries(&self) -> Result<(), CommandError> {
        for reference in self.store.secret_references(None)? {
            let account = &reference.secret.account_id;
            match self.vault.get(account) {
                Ok(_) => self.lost.note(account, false),
                Err(VaultError::NotSet) => self.lost.note(account, true),
                Err(_) => break,
            }
        }
        Ok(())
    }

    /// Every value in the keychain, to look for them in what is about to leave.
    pub(crate) fn every_secret(&self) -> Result<Vec<SecretValue>, CommandError> {
        let references = self.store.secret_references(None)?;
        Ok(references.iter().filter_map(|reference| self.vault.get(&reference.secret.account_id).ok()).collect())
    }

    /// Removes keychain entries that a crash left without a reference.
    pub(crate) fn repair_secrets(&self) -> Result<(), CommandError> {
        for orphan in self.store.orphaned_secrets()? {
            self.remove_bound_value(&orphan.secret.account_id)?;
        }
        Ok(())
    }

    /// Gives up references to entries that the keychain does not have: after a copy was put back, which may be older than
    /// the keychain or come from another computer.
    pub(crate) fn forget_lost_secrets(&self) -> Result<(), CommandError> {
        for SecretReference { secret, .. } in self.store.secret_references(None)? {
            if matches!(self.vault.get(&secret.account_id), Err(VaultError::NotSet)) {
                self.store.forget_secret(&secret.system_id, secret.environment, &secret.name)?;
                self.store.drop_secret_reference(&secret.account_id)?;
            }
        }
        Ok(())
    }

    pub(crate) fn all_systems(&self) -> Result<Vec<System>, CommandError> {
        let documents = self.store.all_documents(DocumentKind::System)?;
        Ok(documents.iter().filter_map(|document| serde_json::from_str(&document.body).ok()).collect())
    }

    fn system_view(&self, id: &str) -> Result<SystemView, CommandError> {
        let Read { document: system, revision } = self.system(id)?;
        let problems = check_system(&system);
        let secrets = self.secret_rows(std::slice::from_ref(&system))?;
        Ok(SystemView { system, revision, problems, secrets })
    }

    pub(crate) fn keep_secret(
        &self,
        system: &System,
        environment: Environment,
        name: &str,
        value: &SecretValue,
    ) -> Result<(), CommandError> {
        let origins = system.secret_origins(name, environment);
        self.keep_value(&system.id, environment, name, &origins, value)
    }

    /// Puts a value into the keychain, bound to where it may be sent.
    pub(crate) fn keep_value(
        &self,
        system_id: &str,
        environment: Environment,
        name: &str,
        origins: &[WebOrigin],
        value: &SecretValue,
    ) -> Result<(), CommandError> {
        let account_id = new_account()?;
        self.store.prepare_secret(&NewSecretReference {
            account_id: account_id.clone(),
            system_id: system_id.to_owned(),
            environment,
            name: name.to_owned(),
            origins: origins.iter().map(ToString::to_string).collect(),
        })?;
        self.permissions.changed();
        if let Err(error) = self.vault.set(&account_id, value) {
            self.store.drop_secret_reference(&account_id)?;
            return Err(error.into());
        }
        if let Some(replaced) = self.store.bind_secret(&account_id)? {
            self.remove_bound_value(&replaced)?;
        }
        Ok(())
    }

    /// A secret counts as set only for the address that the system has now (SECURITY SEC-14), and while the keychain has it.
    fn status(
        &self,
        system: &System,
        name: &str,
        environment: Environment,
        references: &[SecretReference],
    ) -> SecretStatus {
        let found = references
            .iter()
            .find(|reference| reference.secret.name == name && reference.secret.environment == environment);
        self.bound(found, &system.secret_origins(name, environment))
    }

    /// Whether an entry counts as set for the origins that there are now.
    pub(crate) fn bound(&self, reference: Option<&SecretReference>, now: &[WebOrigin]) -> SecretStatus {
        let Some(reference) = reference else { return SecretStatus::Missing };
        let origins = reference.secret.origins.clone();
        let enter_again = |reason: String| SecretStatus::EnterAgain { reason };
        if self.lost.has(&reference.secret.account_id) {
            return enter_again("It is not in this computer's keychain any more.".to_owned());
        }
        if origins.is_empty() {
            return enter_again("It was entered before the system had an address.".to_owned());
        }
        let now: Vec<String> = now.iter().map(ToString::to_string).collect();
        if now.iter().all(|origin| origins.contains(origin)) {
            return SecretStatus::Set { origins };
        }
        enter_again(format!("It was entered for {}; the address is {} now.", origins.join(", "), now.join(", ")))
    }

    pub(crate) fn remove_bound_value(&self, account: &str) -> Result<(), CommandError> {
        self.permissions.changed();
        match self.vault.delete(account) {
            Ok(()) | Err(VaultError::NotSet) => Ok(self.store.drop_secret_reference(account)?),
            Err(error) => Err(error.into()),
        }
    }
}

/// The word for an environment in the window.
pub(crate) fn environment_name(environment: Environment) -> &'static str {
    match environment {
        Environment::Sample => "Sample",
        Environment::Test => "Test",
        Environment::Live => "Live",
    }
}

fn private_key(connector_id: &str) -> String {
    format!("allowed_private/{connector_id}")
}

/// Why a secret without a value had one before.
fn lost(missing: CommandError) -> CommandError {
    let message =
        missing.message.replace("has no value", "is not in this computer's keychain any more, so it has no value");
    CommandError { message, hint: "Enter it again beside the sign-in of the system.".to_owned(), ..missing }
}
