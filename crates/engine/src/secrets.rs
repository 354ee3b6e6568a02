//! Secrets of one run, each bound to the origins it may be sent to.
//!
//! The binding is checked when a request is made, not when the secret is stored: a connector whose address was changed,
//! by hand or by an import, gets no secret for the new one.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use drawbridge_model::{SecretValue, WebOrigin};
use zeroize::Zeroizing;

use crate::redact::Redactor;
use crate::sealing::Sealer;
use crate::values::SecretName;

/// A secret and where it may go.
#[derive(Debug, Clone)]
pub struct BoundSecret {
    /// The value, sealed.
    pub value: SecretValue,
    /// The only origins that it is sent to.
    pub origins: Vec<WebOrigin>,
}

/// A secret that has another value now: a server for tokens gave a new refresh token, and the old one may be worthless.
/// Whoever keeps secrets keeps this value in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewedSecret {
    /// Which one.
    pub name: SecretName,
    /// Its value from now on.
    pub value: SecretValue,
}

/// All secrets that a run may use. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    bound: HashMap<SecretName, BoundSecret>,
    redactor: Arc<Redactor>,
    fingerprint: OnceLock<[u8; 32]>,
}

impl Secrets {
    /// Takes them, and learns their forms so that they can be taken out of texts.
    pub fn new(bound: HashMap<SecretName, BoundSecret>) -> Self {
        let redactor = Redactor::new(bound.values().map(|secret| secret.value.expose()));
        Self { inner: Arc::new(Inner { bound, redactor: Arc::new(redactor), fingerprint: OnceLock::new() }) }
    }

    /// Whether there is a value, wherever it may go.
    pub fn has(&self, name: &SecretName) -> bool {
        self.inner.bound.contains_key(name)
    }

    /// Tells sets of secrets apart without holding them. It is worked out once, with the key of the engine that first asks:
    /// a set that a second engine uses too is only told apart from others there, never taken for one of them.
    pub(crate) fn fingerprint(&self, sealer: &Sealer) -> [u8; 32] {
        *self.inner.fingerprint.get_or_init(|| self.fingerprint_anew(sealer))
    }

    fn fingerprint_anew(&self, sealer: &Sealer) -> [u8; 32] {
        let mut secrets: Vec<(&SecretName, &BoundSecret)> = self.inner.bound.iter().collect();
        secrets.sort_by_key(|(name, _)| *name);
        let parts = secrets.into_iter().flat_map(|(name, secret)| {
            [name.system.clone(), name.name.clone(), secret.value.expose().to_owned()].map(Zeroizing::new)
        });
        sealer.hash(&parts.collect::<Vec<_>>())
    }

    pub(crate) fn redactor(&self) -> Arc<Redactor> {
        Arc::clone(&self.inner.redactor)
    }

    /// What may be sent, given the origin that a system's requests go to.
    pub(crate) fn for_origins<'origin>(
        &self,
        origin: impl Fn(&str) -> Option<&'origin WebOrigin>,
    ) -> BTreeMap<SecretName, SecretValue> {
        let may_go = |name: &SecretName, secret: &BoundSecret| {
            origin(&name.system).is_some_and(|origin| secret.origins.contains(origin))
        };
        let allowed = self.inner.bound.iter().filter(|(name, secret)| may_go(name, secret));
        allowed.map(|(name, secret)| (name.clone(), secret.value.clone())).collect()
    }

    /// The secrets of one system that may be sent to an origin.
    pub(crate) fn for_origin(&self, system: &str, origin: &WebOrigin) -> BTreeMap<SecretName, SecretValue> {
        self.for_origins(|other| (other == system).then_some(origin))
    }
}
