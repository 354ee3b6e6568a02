//! Whether the keychain can be used, in words for the owner: what is so, and what to do next.
//!
//! The window shows [`VaultState::sentence`] and [`VaultState::next_step`] as they are; programs look at the variant.

use serde::Serialize;
use ts_rs::TS;

/// Whether secrets can be kept and read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum VaultState {
    /// A value was written, read back through a second connection and removed again.
    Ready,
    /// There is a keychain, and it is locked.
    Locked {
        /// The system's own words, for a report.
        detail: String,
    },
    /// There is no keychain, or it does not keep what it is given.
    Missing {
        /// The system's own words, for a report.
        detail: String,
    },
}

impl VaultState {
    /// What is so, in one sentence.
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::Ready => "Secrets are kept in this computer's keychain.",
            Self::Locked { .. } => "This computer's keychain is locked, so secrets can neither be read nor saved.",
            Self::Missing { .. } => "No keychain that keeps secrets was found on this computer.",
        }
    }

    /// What to do now, in one sentence; empty when nothing needs doing.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Ready => "",
            Self::Locked { .. } => "Unlock the keychain, then choose Try again.",
            Self::Missing { .. } if cfg!(all(unix, not(target_os = "macos"))) => {
                "Install and start GNOME Keyring or KDE Wallet, then choose Try again. Connectors can be edited meanwhile."
            }
            Self::Missing { .. } => {
                "Sign in to your own user account and choose Try again. Connectors can be edited meanwhile."
            }
        }
    }
}
