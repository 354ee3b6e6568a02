//! `drawbridge keys`, `sign` and `verify`: who says that a bundle is theirs.

use std::path::{Path, PathBuf};

use crate::arguments::{BundleArguments, KeysArguments, SignArguments, VerifyArguments};
use crate::failure::Failure;
use crate::new_file::{self, Readers};
use crate::signature::{SigningKey, VerifyingKey};
use crate::{bundle_file, output};

/// Makes a key: NAME.key.pem for whoever signs, NAME.pub.pem for whoever checks.
pub fn keys(arguments: &KeysArguments) -> Result<u8, Failure> {
    let file = |ending: &str| {
        let mut name = arguments.name.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    let (private, public) = (file(".key.pem"), file(".pub.pem"));
    let key = SigningKey::generate()?;
    if public.exists() {
        return Err(Failure::usage(format!("{} is there already, and nothing was written over.", public.display()))
            .hint("Give another name."));
    }
    new_file::write(&private, &key.private_pem()?, Readers::OwnerOnly)?;
    new_file::write(&public, &key.public_pem()?, Readers::Usual)?;
    output::note(&format!("{} signs. Keep it where only you can read it, and keep a copy.", private.display()));
    output::note(&format!("{} checks. Give it to whoever runs your bundles.", public.display()));
    Ok(0)
}

/// Signs a bundle that could run, and prints it or writes it to a new file.
pub fn sign(arguments: &SignArguments) -> Result<u8, Failure> {
    let bundle = bundle_file::open_sound(&unchanged(&arguments.bundle, None))?;
    let text = SigningKey::read(&arguments.key)?.sign(&bundle)?.to_canonical_json();
    match &arguments.output {
        Some(file) if file != Path::new("-") => {
            new_file::write(file, &text, Readers::Usual)?;
            output::note(&format!("The signed bundle is {}.", file.display()));
        }
        _ => output::document(&text),
    }
    Ok(0)
}

/// Tells whether a bundle is as it was signed with a key; if it is not, that is a failure.
pub fn verify(arguments: &VerifyArguments) -> Result<u8, Failure> {
    let key = VerifyingKey::read(&arguments.key)?;
    bundle_file::open(&unchanged(&arguments.bundle, Some(&arguments.key)))?;
    output::document(&format!("The bundle is as it was signed with {}.", key.id()));
    Ok(0)
}

fn unchanged(bundle: &Path, key: Option<&PathBuf>) -> BundleArguments {
    BundleArguments { bundle: bundle.to_owned(), accept_changed: false, require_signature: key.cloned() }
}
