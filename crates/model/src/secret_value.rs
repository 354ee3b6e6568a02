//! A secret's value, sealed: it prints as `[secret]`, cannot be serialised and is wiped when dropped.
//!
//! Wiping is best effort (SECURITY SEC-23): it reaches the copies that the program makes itself, and not those of the
//! web view, the TLS library or a page that the operating system has swapped out.

use zeroize::Zeroizing;

/// The value of a secret in memory.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretValue(Zeroizing<String>);

impl SecretValue {
    /// Seals a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// The value itself. Callers are the renderer, the redactor and the keychain, nobody else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SecretValue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Has an item twice for a type with the trait, so that naming the item does not compile: SECURITY SEC-22.
    macro_rules! lacks {
        ($type:ty, $trait:path) => {{
            trait Lacks<Marker> {
                fn it() {}
            }
            impl<T: ?Sized> Lacks<()> for T {}
            struct Has;
            impl<T: ?Sized + $trait> Lacks<Has> for T {}
            <$type as Lacks<_>>::it();
        }};
    }

    /// SECURITY SEC-22. That this compiles is half of the test.
    #[test]
    fn a_secret_cannot_be_printed_or_serialised() {
        lacks!(SecretValue, std::fmt::Display);
        lacks!(SecretValue, serde::Serialize);
        lacks!(SecretValue, AsRef<str>);
        lacks!(SecretValue, std::ops::Deref);
        lacks!(SecretValue, Into<String>);
        let secret = SecretValue::new("open sesame");
        assert_eq!(format!("{secret:?} {secret:#?} {:?}", Some(&secret)), "[secret] [secret] Some([secret])");
    }

    /// SECURITY SEC-23. The process reads its own memory: the value is there while it lives, and not afterwards. It is
    /// looked for by its complement, so that looking for it makes no second copy.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_dropped_secret_is_wiped() {
        let complement: Vec<u8> = (0_u8..40).map(|place| !(b'a' + (place % 26 * 7 + 3) % 26)).collect();
        let mut value = String::with_capacity(complement.len());
        value.extend(complement.iter().map(|byte| char::from(!byte)));
        let secret = SecretValue::new(value);
        assert_eq!(copies_in_memory(&complement), 1, "the value is where it can be found, once");
        let copy = secret.clone();
        assert_eq!(copies_in_memory(&complement), 2);
        drop(copy);
        drop(secret);
        assert_eq!(copies_in_memory(&complement), 0, "a dropped secret is wiped");
    }

    /// How often a value, given by its complement, stands in this process's writable memory.
    #[cfg(target_os = "linux")]
    fn copies_in_memory(complement: &[u8]) -> usize {
        use std::os::unix::fs::FileExt;

        let maps = std::fs::read_to_string("/proc/self/maps").expect("the process knows its memory");
        let memory = std::fs::File::open("/proc/self/mem").expect("the process may read its memory");
        let mut piece = zeroize::Zeroizing::new(vec![0; 1 << 16]);
        let mut count = 0;
        for line in maps.lines().filter(|line| line.contains(" rw-p ")) {
            let (start, end) = line.split_once(' ').and_then(|(range, _)| range.split_once('-')).expect("a range");
            let number = |text| u64::from_str_radix(text, 16).expect("an address");
            let (start, end, own) = (number(start), number(end), piece.as_ptr() as u64);
            let mut at = start;
            while at < end {
                let length = usize::try_from(end - at).unwrap_or(usize::MAX).min(piece.len());
                // What was read into the piece itself is not a copy of the program's.
                let is_own = own < at + length as u64 && at < own + piece.len() as u64;
                if !is_own && memory.read_exact_at(&mut piece[..length], at).is_ok() {
                    let is_value = |window: &&[u8]| window.iter().zip(complement).all(|(byte, other)| *byte == !other);
                    count += piece[..length].windows(complement.len()).filter(is_value).count();
                }
                at += if length == piece.len() { (length - complement.len()) as u64 } else { length as u64 };
            }
        }
        count
    }
}
