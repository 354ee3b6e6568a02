//! The values of secrets: where they are kept and where they come from. Nothing else in the project touches one on
//! disk; the database holds a random account name ([`new_account`]) and no more.
//!
//! - [`Keychain`] is the operating system's own (Secret Service, macOS Keychain, Windows Credential Manager), for
//!   the app and, if there is one, the runner. There is **no file and no in-memory stand-in behind it**: when it is
//!   locked or missing, [`VaultState`] says so in a sentence and names the next step.
//! - [`environment`] reads variables and mounted files, for the runner.
//! - [`process`] keeps the operating system from writing memory to disk, and other programs from reading it.
//! - [`MemoryVault`] is for tests and for the loopback host of the browser tests; the shell and the runner never
//!   build one.
//!
//! To add another place, implement [`Vault`] in a file of its own and call [`check_value`] first.

pub mod environment;
mod error;
mod keychain;
mod memory;
pub mod process;
mod state;

use drawbridge_model::SecretValue;

pub use error::{LONGEST_VALUE, VaultError, check_value};
pub use keychain::{Keychain, SERVICE};
pub use memory::MemoryVault;
pub use state::VaultState;

/// A place that keeps secrets. Every call may block for as long as a person takes to unlock a keychain, so
/// asynchronous callers go through `tokio::task::spawn_blocking`.
pub trait Vault: Send + Sync {
    /// Whether secrets can be kept now. Asks the place itself, every time; nothing is remembered from last time.
    fn state(&self) -> VaultState;

    /// Keeps a value under an account, in place of the one before.
    fn set(&self, account: &str, value: &SecretValue) -> Result<(), VaultError>;

    /// The value under an account, or [`VaultError::NotSet`].
    fn get(&self, account: &str) -> Result<SecretValue, VaultError>;

    /// Removes the value under an account, or says [`VaultError::NotSet`].
    fn delete(&self, account: &str) -> Result<(), VaultError>;
}

/// A new random account: 128 bits as 32 hexadecimal digits. It is never derived from a secret's name, so a secret
/// that is made anew under an old name cannot inherit the old value (SECURITY 3.5).
pub fn new_account() -> Result<String, VaultError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| VaultError::Failed { words: error.to_string() })?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
