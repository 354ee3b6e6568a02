//! Files that the program makes: each is new, and none is written over.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::failure::Failure;

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Whoever the user's own settings allow.
    Usual,
    /// This user alone: mode 0600 where there are modes.
    OwnerOnly,
}

/// Writes a new file.
///
/// # Errors
/// When there is such a file already, or it cannot be written.
pub fn write(file: &Path, text: &str, readers: Readers) -> Result<(), Failure> {
    let place = file.display();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    if readers == Readers::OwnerOnly {
        owner_only(&mut options);
    }
    let written = options.open(file).and_then(|mut open| open.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::usage(format!("{place} is there already, and nothing was written over."))
            .hint("Give another name."),
        _ => Failure::usage(format!("{place} cannot be written: {error}.")),
    })
}

#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn owner_only(_options: &mut OpenOptions) {}
