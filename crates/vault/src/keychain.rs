//! The operating system's keychain, and the only file that names `keyring-core` and its stores.
//!
//! It links the stores themselves rather than `keyring`'s all-in-one mode, because that mode opens its store once
//! and remembers a failure until the program ends: whoever unlocked the keychain would have to start the app again.
//! Here a store that was not there, or whose connection died, is opened anew at the next call.
//!
//! On Linux it is the Secret Service and nothing else: kernel keys are gone after a restart of the computer, and a
//! mock or a file would be a lie. Each call runs on a thread of its own, since the Secret Service client starts a
//! runtime inside and would panic on an asynchronous worker; a thread costs microseconds, the call milliseconds.

use std::sync::{Arc, Mutex, PoisonError};

use drawbridge_model::SecretValue;
use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use crate::{Vault, VaultError, VaultState, check_value, new_account};

/// The service name of every entry.
pub const SERVICE: &str = "org.drawbridge.desktop";

/// The operating system's keychain. Opening one asks nobody anything; the first call does.
#[derive(Default)]
pub struct Keychain {
    /// Kept while it works; emptied by any failure that is not about one entry.
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl Keychain {
    /// A keychain that is not yet connected.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a canary, reads it back through a second connection and removes it (SECURITY SEC-10, SEC-11, F7): a
    /// store that says yes and keeps nothing is found out here and counts as missing. Call it at start and after
    /// "Try again"; it takes tens of milliseconds, or as long as a person takes to unlock.
    pub fn probe(&self) -> VaultState {
        match canary(self, Self::new) {
            Ok(()) => VaultState::Ready,
            Err(VaultError::Locked { detail }) => VaultState::Locked { detail },
            Err(VaultError::Missing { detail }) => VaultState::Missing { detail },
            Err(other) => VaultState::Missing { detail: other.to_string() },
        }
    }

    /// Does `act` on an entry, off any asynchronous worker. When the connection turns out to have died since the
    /// last call, it is opened anew and `act` done once more: setting, reading and deleting bear repeating.
    fn with_entry<T: Send>(
        &self,
        account: &str,
        act: impl Fn(&Entry) -> keyring_core::Result<T> + Sync,
    ) -> Result<T, VaultError> {
        let attempt = || {
            let mut kept = self.store.lock().unwrap_or_else(PoisonError::into_inner);
            let was_open = kept.is_some();
            match on_entry(&mut kept, account, &act) {
                Err(Failure::Store(_)) if was_open => on_entry(&mut kept, account, &act),
                result => result,
            }
        };
        let joined = std::thread::scope(|scope| scope.spawn(attempt).join());
        match joined {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Failure::Entry(error) | Failure::Store(error))) => Err(error),
            Err(_) => Err(VaultError::Failed { words: "the keychain's client stopped unexpectedly".to_owned() }),
        }
    }
}

/// Writes through one connection, reads through others.
fn canary<V: Vault>(vault: &V, connect_again: impl Fn() -> V) -> Result<(), VaultError> {
    let account = format!("canary-{}", new_account()?);
    let written = SecretValue::new(new_account()?);
    vault.set(&account, &written)?;
    let read = connect_again().get(&account);
    let deleted = vault.delete(&account);
    if read.as_ref() != Ok(&written) {
        return Err(read.err().filter(|error| *error != VaultError::NotSet).unwrap_or_else(not_kept));
    }
    deleted?;
    match connect_again().get(&account) {
        Err(VaultError::NotSet) => Ok(()),
        Err(other) => Err(other),
        Ok(_) => Err(VaultError::Missing { detail: "a removed value was still there".to_owned() }),
    }
}

impl std::fmt::Debug for Keychain {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Keychain").finish_non_exhaustive()
    }
}

impl Vault for Keychain {
    fn state(&self) -> VaultState {
        self.probe()
    }

    fn set(&self, account: &str, value: &SecretValue) -> Result<(), VaultError> {
        check_value(value)?;
        self.with_entry(account, |entry| entry.set_password(value.expose()))
    }

    fn get(&self, account: &str) -> Result<SecretValue, VaultError> {
        self.with_entry(account, |entry| entry.get_password().map(SecretValue::new))
    }

    fn delete(&self, account: &str) -> Result<(), VaultError> {
        self.with_entry(account, Entry::delete_credential)
    }
}

/// Whether a failure says something about one entry, or about the store behind all of them.
enum Failure {
    Entry(VaultError),
    Store(VaultError),
}

fn on_entry<T>(
    kept: &mut Option<Arc<CredentialStore>>,
    account: &str,
    act: impl Fn(&Entry) -> keyring_core::Result<T>,
) -> Result<T, Failure> {
    let store = if let Some(store) = kept {
        Arc::clone(store)
    } else {
        let opened = open_store().map_err(|error| Failure::Store(missing(&error)))?;
        Arc::clone(kept.insert(opened))
    };
    let result = store.build(SERVICE, account, None).and_then(|entry| act(&entry));
    result.map_err(|error| {
        let failure = explain(error);
        if matches!(failure, Failure::Store(_)) {
            *kept = None;
        }
        failure
    })
}

#[cfg(all(unix, not(target_os = "macos")))]
fn open_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn open_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn open_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// Says in our words what the keychain said in its own. `Error`'s `Debug` is never used: some of its variants hold
/// the bytes of the value, which are wiped here.
fn explain(error: Error) -> Failure {
    match error {
        Error::NoEntry => Failure::Entry(VaultError::NotSet),
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(Zeroizing::new(bytes));
            Failure::Entry(VaultError::Failed { words: "what it holds is not text".to_owned() })
        }
        Error::TooLong(_, characters) => {
            let words = format!("it takes no more than {characters} characters");
            Failure::Entry(VaultError::Failed { words })
        }
        Error::Ambiguous(entries) => {
            let words = format!("{} entries have the same account", entries.len());
            Failure::Entry(VaultError::Failed { words })
        }
        Error::NoStorageAccess(ref cause) | Error::PlatformFailure(ref cause) => {
            Failure::Store(no_access(cause.as_ref()).unwrap_or_else(|| match error {
                Error::NoStorageAccess(_) => VaultError::Locked { detail: error.to_string() },
                _ => VaultError::Failed { words: error.to_string() },
            }))
        }
        other => Failure::Store(VaultError::Failed { words: other.to_string() }),
    }
}

/// Tells locked from missing by the Secret Service client's own error; `None` when it says neither.
#[cfg(all(unix, not(target_os = "macos")))]
fn no_access(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<VaultError> {
    use secret_service::Error as Cause;
    let detail = cause.to_string();
    match cause.downcast_ref::<Cause>()? {
        Cause::Locked | Cause::Prompt | Cause::PromptDisconnected => Some(VaultError::Locked { detail }),
        Cause::NoResult | Cause::Unavailable => Some(VaultError::Missing { detail }),
        _ => None,
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn no_access(_cause: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<VaultError> {
    None
}

fn missing(error: &Error) -> VaultError {
    VaultError::Missing { detail: error.to_string() }
}

fn not_kept() -> VaultError {
    VaultError::Missing { detail: "it accepted a value and did not keep it".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryVault;

    /// SECURITY SEC-11, F7: a store in memory says yes to everything, and another connection finds nothing.
    #[test]
    fn a_store_that_keeps_nothing_counts_as_missing() {
        let found = canary(&MemoryVault::new(), MemoryVault::new);
        assert_eq!(found, Err(not_kept()));
    }
}
