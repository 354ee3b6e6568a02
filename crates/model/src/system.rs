//! A system: one API that the owner connects to, shared by any number of connectors.
//!
//! It holds addresses, settings and the *names* of secrets; a secret's value is never part of a document.
//! Texts here (`base_url`, `sign_in`, header values) are templates, see [`crate::template`]; a base address may use
//! `{setting.*}` only, so that nothing a customer says can reach a host.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::connector::NameValue;
use crate::sign_in::SignIn;

/// One API: where it is, how to sign in, what to send with every request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Identifier, unique in a workspace and in a bundle: `[a-z][a-z0-9_-]{0,39}`.
    pub id: String,
    /// What the owner calls it.
    pub name: String,
    /// The address that every path is appended to, per environment.
    #[serde(default)]
    pub base_url: PerEnvironment,
    /// Values that are not secret and may differ per environment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// Names of the secrets that the sign-in, headers and bodies use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<Secret>,
    /// How requests prove that they come from the owner.
    #[serde(default)]
    pub sign_in: SignIn,
    /// Headers sent with every request to this system.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<NameValue>,
}

/// A text per environment. Environment Sample needs none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct PerEnvironment {
    /// For environment Test; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub test: String,
    /// For environment Live; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub live: String,
}

/// A value of a system that is not secret, written `{setting.name}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// `[a-z][a-z0-9_]{0,39}`.
    pub name: String,
    /// What the owner reads beside the input.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Where to find the value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// The values themselves.
    #[serde(default)]
    pub values: PerEnvironment,
}

/// A secret's name and what to tell the person who must supply it. Never its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// `[a-z][a-z0-9_]{0,39}`, written `{secret.name}`.
    pub name: String,
    /// What the owner reads beside the input.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Where to find the value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// Where calls go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Recorded answers, nothing leaves the computer.
    #[default]
    Sample,
    /// The first set of address, settings and secrets.
    Test,
    /// The second set.
    Live,
}

impl Environment {
    /// The word used in files, flags and keychain entries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sample => "sample",
            Self::Test => "test",
            Self::Live => "live",
        }
    }
}

impl PerEnvironment {
    /// The text for an environment; Sample borrows Test's, else Live's, so that the trace has an address to show.
    pub fn get(&self, environment: Environment) -> &str {
        let borrows_live = environment == Environment::Sample && self.test.is_empty();
        if environment == Environment::Live || borrows_live { &self.live } else { &self.test }
    }
}
