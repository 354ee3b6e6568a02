//! The one secret that all replicas of a deployment have. From it come their common hashes, tokens and seals.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// Fewer bytes than these could be guessed.
const LEAST_BYTES: usize = 32;

/// The secret key of a deployment: at least 32 bytes that nobody can guess.
#[derive(Clone)]
pub struct SharedKey(Zeroizing<Vec<u8>>);

/// A text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no key of at least 32 bytes in Base64 or in hexadecimal digits; make one with openssl rand -base64 32")]
pub struct BadKey;

impl SharedKey {
    /// Reads a key as it is written: Base64 (standard alphabet) of at least 32 bytes, or at least 64 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let text = text.trim();
        let is_hex = text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bytes = if is_hex { from_hex(text) } else { STANDARD.decode(text).ok().map(Zeroizing::new) };
        bytes.filter(|bytes| bytes.len() >= LEAST_BYTES).map(Self).ok_or(BadKey)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SharedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}

fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, _) = text.as_bytes().as_chunks::<2>();
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect::<Option<_>>().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::unwrap_used, reason = "tests")]
    fn a_key_is_read_in_both_spellings_and_a_short_one_is_refused() {
        let bytes: Vec<u8> = (0..32).collect();
        let hex: String = bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02X}"));
        for text in [STANDARD.encode(&bytes), hex.clone(), hex.to_lowercase(), format!(" {hex}\n")] {
            assert_eq!(SharedKey::parse(&text).unwrap().bytes(), bytes, "{text:?}");
        }
        for text in ["", "secret", &hex[2..], &STANDARD.encode(&bytes[1..]), &format!("{hex}%")] {
            assert_eq!(SharedKey::parse(text).err(), Some(BadKey), "{text:?}");
        }
        assert_eq!(format!("{:?}", SharedKey::parse(&hex).unwrap()), "[secret]");
    }
}
