//! Secrets for the runner: from environment variables, or from files that a platform mounts.
//!
//! `DRAWBRIDGE_SECRET_<SYSTEM>_<NAME>` in upper case with `-` as `_`, or `<directory>/<system>/<name>`. Both give a
//! sealed value or a reason precise enough to act on; a reason never repeats what was read (SECURITY SEC-18).
//!
//! Two things are deliberately absent. A secret is never taken from a command line. And variables are not removed
//! after reading: removing them needs `unsafe` code once threads run, and `/proc/PID/environ` would show them all the
//! same. The runner starts no children that would inherit them, and on Linux it hides its own memory and variables from
//! other programs of the same user ([`crate::process`]); until it has started, and on other systems, these can read them.
//! So mounted files are the recommended way (SECURITY SEC-17).

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use drawbridge_model::SecretValue;
use zeroize::Zeroizing;

use crate::{VaultError, check_value};

/// No secret file is longer; more is not read into memory.
const LONGEST_FILE: u64 = 64 * 1024;

/// Why a variable or a file gave no secret. `Display` says where, what and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// There is no such variable or file. Whoever asks may go on to the next source.
    #[error("{place} is not there")]
    NotSet {
        /// The variable's name or the file's path.
        place: String,
    },
    /// It is there and cannot be used. Nobody may go on to another source: that would hide the mistake.
    #[error("{place} {reason}")]
    Unusable {
        /// The variable's name or the file's path.
        place: String,
        /// What is wrong and what to do, as the rest of a sentence.
        reason: String,
    },
}

/// The variable that holds a secret: system `my-shop`, name `api_key` gives `DRAWBRIDGE_SECRET_MY_SHOP_API_KEY`.
pub fn variable_name(system: &str, name: &str) -> String {
    format!("DRAWBRIDGE_SECRET_{}_{}", system.replace('-', "_"), name).to_uppercase()
}

/// Reads a secret from its environment variable.
pub fn from_environment(system: &str, name: &str) -> Result<SecretValue, SourceError> {
    let place = variable_name(system, name);
    match std::env::var_os(&place) {
        None => Err(SourceError::NotSet { place }),
        Some(value) => match value.into_string() {
            Ok(text) => accept(place, &Zeroizing::new(text)),
            Err(_) => Err(unusable(place, "is not UTF-8 text")),
        },
    }
}

/// Reads a secret from `<directory>/<system>/<name>`. One line break at the end is not part of the value.
///
/// Refused: a link, a directory or anything else that is not a plain file; a file that anyone but its owner may
/// read or write, or that may be executed; one that is empty, starts with a byte order mark or is not UTF-8.
pub fn from_directory(directory: &Path, system: &str, name: &str) -> Result<SecretValue, SourceError> {
    let path = directory.join(system).join(name);
    let place = path.display().to_string();
    if !is_plain_name(system) || !is_plain_name(name) {
        return Err(unusable(place, "is not looked at: a name may hold letters, digits, - and _ only"));
    }
    let file = open_plain(&path, &place)?;
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(LONGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&place, &error))?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err(unusable(place, "is far too long for a secret"));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => accept(place, text),
        Err(_) => Err(unusable(place, "is not UTF-8 text")),
    }
}

/// Opens a file that is what it was when its mode was looked at: a file swapped in between is refused.
fn open_plain(path: &PathBuf, place: &str) -> Result<File, SourceError> {
    let seen = std::fs::symlink_metadata(path).map_err(|error| unreadable(place, &error))?;
    let reason = if seen.is_symlink() {
        Some("is a link; put the file itself there")
    } else if seen.is_dir() {
        Some("is a directory; a file was expected")
    } else if !seen.is_file() {
        Some("is not a plain file")
    } else {
        None
    };
    if let Some(reason) = reason {
        return Err(unusable(place.to_owned(), reason));
    }
    let file = File::open(path).map_err(|error| unreadable(place, &error))?;
    check_owner_only(&file, &seen, place)?;
    Ok(file)
}

#[cfg(unix)]
fn check_owner_only(file: &File, seen: &std::fs::Metadata, place: &str) -> Result<(), SourceError> {
    use std::os::unix::fs::MetadataExt;
    let opened = file.metadata().map_err(|error| unreadable(place, &error))?;
    if (opened.dev(), opened.ino()) != (seen.dev(), seen.ino()) {
        return Err(unusable(place.to_owned(), "was replaced while it was read"));
    }
    let mode = opened.mode() & 0o7777;
    if mode & !0o600 != 0 {
        let reason = format!("has mode {mode:04o}, so others could read or change it; run chmod 600 on it");
        return Err(unusable(place.to_owned(), &reason));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_owner_only(_file: &File, _seen: &std::fs::Metadata, _place: &str) -> Result<(), SourceError> {
    Ok(())
}

fn accept(place: String, text: &str) -> Result<SecretValue, SourceError> {
    if text.starts_with('\u{feff}') {
        return Err(unusable(place, "starts with a byte order mark; save it as UTF-8 without one"));
    }
    let line = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    let value = SecretValue::new(line);
    match check_value(&value) {
        Ok(()) => Ok(value),
        Err(VaultError::Empty) => Err(unusable(place, "is empty")),
        Err(VaultError::TooLong { characters }) => {
            Err(unusable(place, &format!("has {characters} characters; a secret may have {}", crate::LONGEST_VALUE)))
        }
        Err(_) => Err(unusable(place, "holds more than one line or a control character")),
    }
}

fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn unreadable(place: &str, error: &std::io::Error) -> SourceError {
    if error.kind() == std::io::ErrorKind::NotFound {
        SourceError::NotSet { place: place.to_owned() }
    } else {
        unusable(place.to_owned(), &format!("cannot be read: {error}"))
    }
}

fn unusable(place: String, reason: &str) -> SourceError {
    SourceError::Unusable { place, reason: reason.to_owned() }
}
