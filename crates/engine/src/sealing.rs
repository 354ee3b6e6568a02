//! Keyed hashes with a key that is made when the process starts and is never stored: for counters and for tokens.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

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
