//! Systems and their secrets. A secret's value goes in and never comes out.

use drawbridge_model::{Environment, Problem, System};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DocumentRevision;

/// One secret of a system, per environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecretRow {
    /// The system's id.
    pub system_id: String,
    /// Its name, `woo_key`.
    pub name: String,
    /// What the owner reads.
    pub label: String,
    /// Where to find it.
    pub help: String,
    /// For environment Test.
    pub test: SecretStatus,
    /// For environment Live.
    pub live: SecretStatus,
}

/// Whether a secret has a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SecretStatus {
    /// It has, for these addresses only.
    Set {
        /// Origins it may be sent to.
        origins: Vec<String>,
    },
    /// It has none.
    Missing,
    /// It was entered for another address, or its entry is gone from the keychain.
    EnterAgain {
        /// Why, one sentence.
        reason: String,
    },
}

/// One system.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SystemId {
    /// Its id.
    pub id: String,
}

/// A system with what stands around it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SystemView {
    /// The document.
    pub system: System,
    /// Its revision.
    pub revision: DocumentRevision,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Its secrets.
    pub secrets: Vec<SecretRow>,
}

/// Saves a system by itself, outside of any connector.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveSystem {
    /// The system as it shall be.
    pub system: System,
    /// The revision on which the change was made.
    #[ts(type = "number")]
    pub revision: i64,
    /// What the change is, `Change the address`.
    pub label: String,
}

/// Stores a secret. Write-only: no command gives it back.
#[derive(Deserialize, TS)]
pub struct SetSecret {
    /// The system's id.
    pub system_id: String,
    /// The secret's name.
    pub name: String,
    /// For which environments.
    pub environments: Vec<Environment>,
    /// The value.
    pub value: String,
}

/// Removes a secret from the keychain.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ForgetSecret {
    /// The system's id.
    pub system_id: String,
    /// The secret's name.
    pub name: String,
    /// For which environments.
    pub environments: Vec<Environment>,
}

/// The secrets of one system, or of all.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SecretRows {
    /// In the systems' order.
    pub secrets: Vec<SecretRow>,
}

/// Allows a connector to call an address on this computer or network.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AllowPrivate {
    /// Which connector.
    pub connector_id: String,
    /// `http://localhost:3000`.
    pub origin: String,
    /// Allow, or take back.
    pub allow: bool,
}
