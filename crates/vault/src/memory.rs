//! A vault that forgets everything when the process ends. For tests, and for the loopback host that serves the
//! interface to a browser in tests. It is a plain public type because both are other crates; a house test keeps its
//! name out of the shell and the runner, so it can never be the silent fallback that `keyring` 3 had (SECURITY F7).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use drawbridge_model::SecretValue;

use crate::{Vault, VaultError, VaultState, check_value};

/// Values in memory, and a state that a test may choose.
#[derive(Debug)]
pub struct MemoryVault {
    inside: Mutex<Inside>,
}

#[derive(Debug)]
struct Inside {
    state: VaultState,
    values: BTreeMap<String, SecretValue>,
}

impl MemoryVault {
    /// An empty vault that is ready.
    pub fn new() -> Self {
        Self::with_state(VaultState::Ready)
    }

    /// An empty vault in a state of the test's choice.
    pub fn with_state(state: VaultState) -> Self {
        Self { inside: Mutex::new(Inside { state, values: BTreeMap::new() }) }
    }

    /// Locks, unlocks or removes the whole vault, as happens to a keychain while the app runs.
    pub fn set_state(&self, state: VaultState) {
        self.with(|inside| inside.state = state);
    }

    /// How many values it holds, so that a test can see that none was orphaned.
    pub fn len(&self) -> usize {
        self.with(|inside| inside.values.len())
    }

    /// Removes every value, as somebody else may do with a keychain's entries.
    pub fn clear(&self) {
        self.with(|inside| inside.values.clear());
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inside) -> T) -> T {
        act(&mut self.inside.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn when_ready<T>(&self, act: impl FnOnce(&mut Inside) -> Result<T, VaultError>) -> Result<T, VaultError> {
        self.with(|inside| match &inside.state {
            VaultState::Ready => act(inside),
            VaultState::Locked { detail } => Err(VaultError::Locked { detail: detail.clone() }),
            VaultState::Missing { detail } => Err(VaultError::Missing { detail: detail.clone() }),
        })
    }
}

impl Default for MemoryVault {
    fn default() -> Self {
        Self::new()
    }
}

impl Vault for MemoryVault {
    fn state(&self) -> VaultState {
        self.with(|inside| inside.state.clone())
    }

    fn set(&self, account: &str, value: &SecretValue) -> Result<(), VaultError> {
        check_value(value)?;
        self.when_ready(|inside| {
            inside.values.insert(account.to_owned(), value.clone());
            Ok(())
        })
    }

    fn get(&self, account: &str) -> Result<SecretValue, VaultError> {
        self.when_ready(|inside| inside.values.get(account).cloned().ok_or(VaultError::NotSet))
    }

    fn delete(&self, account: &str) -> Result<(), VaultError> {
        self.when_ready(|inside| inside.values.remove(account).map(drop).ok_or(VaultError::NotSet))
    }
}
