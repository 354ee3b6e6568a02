//! The exported file: canonical JSON (RFC 8785) without any secret, with a digest over everything else.
//!
//! A digest finds a file that was edited; a signature, if the owner wants one, finds whoever may write the file and must not
//! sign it. This module says over what it stands; the program that signs and checks has the keys.
//!
//! A bundle says which origins it may call. The list is computed at export from the systems' addresses and is
//! covered by the digest, so a hand-edited bundle does not load unnoticed.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use crate::connector::Connector;
use crate::system::{Environment, System};
use crate::template::{Origin, Placeholder};
use crate::texts::{step_texts, system_texts};

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
    /// `sha256:` and 64 hexadecimal digits over the canonical JSON of everything but this member and the signature.
    pub digest: String,
    /// Who says that it is theirs; over everything but this member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<BundleSignature>,
}

/// A signature over the canonical JSON of everything else in the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct BundleSignature {
    /// How it was made.
    pub algorithm: SignatureAlgorithm,
    /// Which key checks it: `sha256:` and 64 hexadecimal digits over the public key in DER. It helps to find the key and
    /// proves nothing.
    pub key: String,
    /// The signature in Base64.
    pub value: String,
}

/// How a signature is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignatureAlgorithm {
    /// Ed25519, RFC 8032.
    Ed25519,
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

/// What the digest stands over.
#[derive(Serialize)]
struct Content<'bundle> {
    drawbridge_bundle: &'bundle u32,
    name: &'bundle str,
    systems: &'bundle [System],
    connectors: &'bundle [Connector],
    requires: &'bundle Requirements,
    egress: &'bundle Egress,
}

impl Bundle {
    /// Puts a bundle together: the connectors by tool name, the systems that they use by id, what must be supplied,
    /// which origins may be called, and the digest. The same documents give the same bytes, in any order.
    pub fn assemble(name: &str, systems: &[System], connectors: &[Connector]) -> Self {
        let mut connectors = connectors.to_vec();
        connectors.sort_by(|left, right| (&left.tool_name, &left.id).cmp(&(&right.tool_name, &right.id)));
        let used: BTreeSet<&str> = connectors.iter().flat_map(system_ids).collect();
        let mut systems: Vec<System> =
            systems.iter().filter(|system| used.contains(system.id.as_str())).cloned().collect();
        systems.sort_by(|left, right| left.id.cmp(&right.id));
        let mut bundle = Self {
            drawbridge_bundle: FORMAT_VERSION,
            name: name.to_owned(),
            requires: requirements(&systems, &connectors),
            egress: Egress { origins: origins(&systems) },
            systems,
            connectors,
            digest: String::new(),
            signature: None,
        };
        bundle.digest = bundle.compute_digest();
        bundle
    }

    /// The bundle as canonical JSON, RFC 8785: what is written to disk, byte for byte.
    pub fn to_canonical_json(&self) -> String {
        serde_json_canonicalizer::to_string(self).expect("a document has text keys and finite numbers only")
    }

    /// What a signature stands over: the bundle as canonical JSON without any signature.
    pub fn signed_text(&self) -> String {
        Self { signature: None, ..self.clone() }.to_canonical_json()
    }

    /// Whether the digest is that of the content, so that nobody has edited the file.
    pub fn verify_digest(&self) -> bool {
        self.digest == self.compute_digest()
    }

    fn compute_digest(&self) -> String {
        let Self { drawbridge_bundle, name, systems, connectors, requires, egress, digest: _, signature: _ } = self;
        let content = Content { drawbridge_bundle, name, systems, connectors, requires, egress };
        let canonical =
            serde_json_canonicalizer::to_vec(&content).expect("a document has text keys and finite numbers only");
        let hash = Sha256::digest(&canonical);
        hash.iter().fold("sha256:".to_owned(), |text, byte| text + &format!("{byte:02x}"))
    }
}

fn system_ids(connector: &Connector) -> impl Iterator<Item = &str> {
    let own = std::iter::once(connector.system.as_str());
    own.chain(connector.steps.iter().filter_map(|step| step.system.as_deref()))
}

/// What the systems and connectors leave open: secrets in use, and settings without a live value.
fn requirements(systems: &[System], connectors: &[Connector]) -> Requirements {
    let mut secrets = BTreeSet::new();
    let mut require = |system: &str, placeholders: Vec<Placeholder>| {
        let used = placeholders.into_iter().filter(|placeholder| placeholder.origin == Origin::Secret);
        secrets.extend(used.map(|placeholder| format!("{system}.{}", placeholder.name)));
    };
    for system in systems {
        for text in system_texts(system) {
            require(&system.id, text.placeholders());
        }
    }
    for connector in connectors {
        for (index, step) in connector.steps.iter().enumerate() {
            let system = step.system.as_ref().unwrap_or(&connector.system);
            for text in step_texts(step, index) {
                require(system, text.placeholders());
            }
        }
    }
    let settings: BTreeSet<String> = systems
        .iter()
        .flat_map(|system| {
            let open = system.settings.iter().filter(|setting| setting.values.live.is_empty());
            open.map(|setting| format!("{}.{}", system.id, setting.name))
        })
        .collect();
    Requirements { secrets: secrets.into_iter().collect(), settings: settings.into_iter().collect() }
}

/// The origins that the systems' addresses name, for Test and Live. An address whose setting has no value yet names
/// none: whoever supplies the setting names the origin with it.
pub(crate) fn origins(systems: &[System]) -> Vec<String> {
    let mut origins = BTreeSet::new();
    for system in systems {
        for environment in [Environment::Test, Environment::Live] {
            origins.extend(system.origins(environment).iter().map(ToString::to_string));
        }
    }
    origins.into_iter().collect()
}

#[cfg(test)]
mod tests;
