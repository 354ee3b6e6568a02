//! The exported file: canonical JSON (RFC 8785) without any secret, with a digest over everything else.
//!
//! A bundle says which origins it may call. The list is computed at export from the systems' addresses and is
//! covered by the digest, so a hand-edited bundle does not load unnoticed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::connector::Connector;
use crate::system::System;

/// The format this program writes and reads.
pub const FORMAT_VERSION: u32 = 1;

/// The exported file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// [`FORMAT_VERSION`].
    pub drawbridge_bundle: u32,
    /// What the owner calls it.
    pub name: String,
    /// The systems that the connectors use, by id.
    pub systems: Vec<System>,
    /// The connectors, by tool name.
    pub connectors: Vec<Connector>,
    /// What whoever deploys it must supply.
    pub requires: Requirements,
    /// Scheme, host and port of every address that may be called.
    pub egress: Egress,
    /// `sha256:` and 64 hexadecimal digits over the canonical JSON of everything but this member.
    pub digest: String,
}

/// What the deployer supplies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Requirements {
    /// `system.name` of every secret in use.
    pub secrets: Vec<String>,
    /// `system.name` of every setting without a live value.
    pub settings: Vec<String>,
}

/// Which addresses a bundle may call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Egress {
    /// Origins as `scheme://host:port` without a default port, lower case, sorted.
    pub origins: Vec<String>,
}
