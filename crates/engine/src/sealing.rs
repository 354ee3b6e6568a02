//! Keyed hashes, for counters and for tokens, and seals, for what lies in the shared place.
//!
//! The key of a process alone is made when it starts and is never stored. Replicas derive theirs from the secret that they
//! have in common (HKDF, RFC 5869), one for hashes and one for seals. The derivation names the form of what is stored, so
//! that a program with another form never meets it.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::shared::SharedKey;

/// The form of what is stored; it changes whenever an older program could misread it.
const FORM: &[u8] = b"drawbridge shared state, form 1";

/// Hashes with this process's key.
pub(crate) struct Sealer {
    key: Zeroizing<[u8; 64]>,
}

impl Sealer {
    /// Takes a key from the operating system. Without randomness there are no safe tokens, so that is an error.
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        let mut key = Zeroizing::new([0; 64]);
        getrandom::fill(&mut *key)?;
        Ok(Self { key })
    }

    /// The same hashes in every replica that has this key.
    pub(crate) fn from_key(key: &SharedKey) -> Self {
        Self { key: derived(key, b"hashes") }
    }

    /// HMAC-SHA-256 over the parts, each with its length before it, so that no two lists meet.
    pub(crate) fn hash(&self, parts: &[impl AsRef<str>]) -> [u8; 32] {
        let mut mac = self.mac();
        for part in parts {
            let part = part.as_ref();
            mac.update(&part.len().to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    /// Whether a hash belongs to the parts; takes the same time for every wrong one.
    pub(crate) fn is_hash_of(&self, parts: &[String], hash: &[u8]) -> bool {
        let mut mac = self.mac();
        for part in parts {
            mac.update(&part.len().to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.verify_slice(hash).is_ok()
    }

    fn mac(&self) -> Hmac<Sha256> {
        Hmac::new(&(*self.key).into())
    }
}

/// Seals values (AES-256-GCM, a random nonce before each).
pub(crate) struct Seals {
    key: RandomizedNonceKey,
}

impl Seals {
    /// The same seals in every replica that has this key.
    pub(crate) fn from_key(key: &SharedKey) -> Option<Self> {
        let key: Zeroizing<[u8; 32]> = derived(key, b"seals");
        RandomizedNonceKey::new(&AES_256_GCM, &*key).ok().map(|key| Self { key })
    }

    /// Seals a value for one place. `None` if it cannot be sealed.
    pub(crate) fn seal(&self, place: &[u8; 32], value: &[u8]) -> Option<Vec<u8>> {
        let mut sealed = value.to_vec();
        let nonce = self.key.seal_in_place_append_tag(Aad::from(place), &mut sealed).ok()?;
        Some([nonce.as_ref().as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for this place. `None` if it was not, or was changed.
    pub(crate) fn open(&self, place: &[u8; 32], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut value = Zeroizing::new(sealed.to_vec());
        let length = self.key.open_in_place(Nonce::from(nonce), Aad::from(place), &mut value).ok()?.len();
        value.truncate(length);
        Some(value)
    }
}

/// A key for one purpose.
fn derived<const LENGTH: usize>(key: &SharedKey, purpose: &'static [u8]) -> Zeroizing<[u8; LENGTH]> {
    struct Length(usize);
    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut derived = Zeroizing::new([0; LENGTH]);
    let source = Salt::new(HKDF_SHA256, FORM).extract(key.bytes());
    source
        .expand(&[purpose], Length(LENGTH))
        .and_then(|output| output.fill(&mut *derived))
        .expect("HKDF gives up to 8,160 bytes");
    derived
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_in_its_place_only() {
        let key = |byte: char| SharedKey::parse(&byte.to_string().repeat(64)).ok();
        let seals = |byte| key(byte).and_then(|key| Seals::from_key(&key));
        let (Some(ours), Some(twin), Some(other)) = (seals('a'), seals('a'), seals('b')) else { panic!("keys") };
        let sealed = ours.seal(&[1; 32], b"a token").unwrap_or_default();
        assert!(!sealed.windows(7).any(|window| window == b"a token"), "nothing readable lies there");
        assert_ne!(ours.seal(&[1; 32], b"a token").unwrap_or_default(), sealed, "each seal has a nonce of its own");
        assert_eq!(twin.open(&[1; 32], &sealed).as_deref().map(Vec::as_slice), Some(b"a token".as_slice()));
        assert_eq!(ours.open(&[2; 32], &sealed), None, "another place");
        assert_eq!(other.open(&[1; 32], &sealed), None, "another key");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(ours.open(&[1; 32], &changed), None, "byte {at} was changed");
        }
        assert_eq!(ours.open(&[1; 32], &sealed[..11]), None);
    }

    #[test]
    fn replicas_with_one_key_make_the_same_hashes() {
        let hash = |byte: &str| SharedKey::parse(&byte.repeat(64)).map(|key| Sealer::from_key(&key).hash(&["a"]));
        assert_eq!(hash("a"), hash("a"));
        assert_ne!(hash("a"), hash("b"));
    }
}
