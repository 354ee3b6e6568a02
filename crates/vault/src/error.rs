//! What can go wrong with a secret. No variant has room for a value, so no message can hold one.

use drawbridge_model::SecretValue;

/// The most characters a secret may have, on every system: Windows stores no more than about 1,280, and a secret
/// that one computer takes must not fail on the next.
pub const LONGEST_VALUE: usize = 1_200;

/// Why a secret was not kept, read or removed. `Display` is one sentence for the owner; [`VaultError::next_step`]
/// is what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// Nothing is kept under this account: never was, or it was removed behind our back.
    #[error("This secret has no value in the keychain.")]
    NotSet,
    /// The keychain is locked, or the owner dismissed its question.
    #[error("This computer's keychain is locked.")]
    Locked {
        /// The system's own words.
        detail: String,
    },
    /// There is no keychain.
    #[error("No keychain was found on this computer.")]
    Missing {
        /// The system's own words.
        detail: String,
    },
    /// More than [`LONGEST_VALUE`] characters.
    #[error("The value has {characters} characters; a secret may have {LONGEST_VALUE}.")]
    TooLong {
        /// How many it has.
        characters: usize,
    },
    /// A line break or another control character, which no header may carry.
    #[error("The value holds a line break or another invisible control character.")]
    NotOneLine,
    /// No character at all.
    #[error("The value is empty.")]
    Empty,
    /// Anything else.
    #[error("The keychain could not do it: {words}")]
    Failed {
        /// The system's own words; never the value.
        words: String,
    },
}

impl VaultError {
    /// What to do now, in one sentence.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::NotSet => "Enter the secret again.",
            Self::Locked { .. } => "Unlock the keychain and try again.",
            Self::Missing { .. } => "Install or start a keychain (GNOME Keyring, KDE Wallet) and try again.",
            Self::TooLong { .. } => "Check that only the key itself was pasted.",
            Self::NotOneLine => "Copy the key again without the line before or after it.",
            Self::Empty => "Enter a value, or remove the secret.",
            Self::Failed { .. } => "Try again; if it keeps failing, sign out of your computer and in again.",
        }
    }
}

/// Refuses what no system keeps or no request can carry (SECURITY SEC-06). Every [`crate::Vault`] and every source
/// in [`crate::environment`] asks this first, so that they all agree.
pub fn check_value(value: &SecretValue) -> Result<(), VaultError> {
    let text = value.expose();
    let characters = text.chars().count();
    if characters == 0 {
        Err(VaultError::Empty)
    } else if characters > LONGEST_VALUE {
        Err(VaultError::TooLong { characters })
    } else if text.chars().any(char::is_control) {
        Err(VaultError::NotOneLine)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// SECURITY SEC-06.
    #[test]
    fn a_secret_is_one_line_of_at_most_1200_characters() {
        let longest = "é".repeat(LONGEST_VALUE);
        for good in ["x", "a b", "s3cr3t-é-🔑", r#"^[a-z]+$ "quoted" 100% \n {x}"#, longest.as_str()] {
            assert_eq!(check_value(&SecretValue::new(good)), Ok(()), "{good:?}");
        }
        let too_long = "é".repeat(LONGEST_VALUE + 1);
        for (bad, expected) in [
            ("", VaultError::Empty),
            (too_long.as_str(), VaultError::TooLong { characters: LONGEST_VALUE + 1 }),
            ("key\n", VaultError::NotOneLine),
            ("key\r\nnext", VaultError::NotOneLine),
            ("ke\0y", VaultError::NotOneLine),
            ("ke\u{85}y", VaultError::NotOneLine),
            ("\tkey", VaultError::NotOneLine),
        ] {
            let error = check_value(&SecretValue::new(bad)).unwrap_err();
            assert_eq!(error, expected, "{bad:?}");
            assert!(bad.is_empty() || !error.to_string().contains(bad), "the sentence must not repeat the value");
            assert!(!error.next_step().is_empty());
        }
    }
}
