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
}
