//! Reads a bundle and refuses one that cannot be trusted to be what was exported.
//!
//! Whatever is wrong is told before anything runs: the file (SECURITY IMP-02, IMP-10), its format, its digest (IMP-12)
//! and whether its connectors verify anybody at all (IDV-20, IMP-11). `--accept-changed` lets the digest pass, never the
//! checks. The digest is no signature: whoever may write the file can compute it anew. With `--require-signature` a bundle
//! has to have one of that key ([`crate::signature`]), and nothing lets another pass.

use std::path::Path;

use drawbridge_model::read::{MAX_BYTES, read_bundle};
use drawbridge_model::{CheckedBundle, SoundBundle};

use crate::arguments::BundleArguments;
use crate::assignment::read_at_most;
use crate::failure::Failure;
use crate::output;
use crate::signature::VerifyingKey;

/// Reads the bundle and its problems. Fails when the file is no bundle, or was changed and that is not accepted.
pub fn open(arguments: &BundleArguments) -> Result<CheckedBundle, Failure> {
    let place = place(&arguments.bundle);
    let bytes = read_at_most(&arguments.bundle, MAX_BYTES as u64)
        .map_err(|reason| Failure::usage(format!("The bundle {place} cannot be read: {reason}.")))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("The bundle {place} is not UTF-8 text."))
            .hint("Export it again; some programs save files as UTF-16.")
    })?;
    let key = arguments.require_signature.as_deref().map(VerifyingKey::read).transpose()?;
    let opened = parse(&text, arguments.accept_changed, key.as_ref()).map_err(|failure| failure.within(&place))?;
    if others_may_write(&arguments.bundle) {
        output::warning(
            &format!("Everybody on this computer may change the bundle {place}."),
            "Run chmod 644 on it: whoever changes a bundle decides what is called and what is answered.",
        );
    }
    Ok(opened)
}

/// Reads the bundle and fails when something in it is wrong.
pub fn open_sound(arguments: &BundleArguments) -> Result<SoundBundle, Failure> {
    open(arguments)?.sound().map_err(|errors| Failure::problems(errors).within(&place(&arguments.bundle)))
}

fn parse(text: &str, accept_changed: bool, key: Option<&VerifyingKey>) -> Result<CheckedBundle, Failure> {
    let mut bundle = read_bundle(text).map_err(Failure::problems)?;
    if let Some(key) = key {
        bundle = key.verify(&bundle)?;
    }
    let checked = CheckedBundle::new(bundle);
    if !checked.is_unchanged() {
        if !accept_changed {
            return Err(Failure::usage("It was changed after it was exported: its digest is not that of its content.")
                .hint("Export it again, or look at the change and say --accept-changed."));
        }
        output::warning(
            "The bundle was changed after it was exported, and was accepted.",
            "Export it again when you can.",
        );
    }
    Ok(checked)
}

fn place(bundle: &Path) -> String {
    if bundle == Path::new("-") { "on standard input".to_owned() } else { bundle.display().to_string() }
}

#[cfg(unix)]
fn others_may_write(bundle: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    bundle != Path::new("-")
        && std::fs::metadata(bundle).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o002 != 0)
}

#[cfg(not(unix))]
fn others_may_write(_bundle: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use drawbridge_model::Bundle;

    use super::*;
    use crate::signature::SigningKey;

    fn exported() -> String {
        let drawbridge_templates::Template { system, mut connector, .. } =
            drawbridge_templates::find("woocommerce/order_status").unwrap();
        "1".clone_into(&mut connector.id);
        connector.samples.truncate(1);
        Bundle::assemble("test", &[system], &[connector]).to_canonical_json()
    }

    /// SECURITY IMP-12: a change of one byte, wherever it is, is detected.
    #[test]
    fn a_change_of_any_byte_is_detected() {
        let good = exported();
        assert!(parse(&good, false, None).is_ok());
        for position in 0..good.len() {
            for flip in [0x01, 0x20] {
                let mut bytes = good.clone().into_bytes();
                bytes[position] ^= flip;
                let accepted = String::from_utf8(bytes).is_ok_and(|changed| parse(&changed, false, None).is_ok());
                assert!(
                    !accepted,
                    "byte {position} ^ {flip:#x} near {:?}",
                    good.get(position.saturating_sub(20)..position)
                );
            }
        }
    }

    /// SECURITY IMP-12: with a signature, whoever can write the file and its digest cannot change what is used.
    #[test]
    fn a_change_of_any_byte_is_no_longer_what_was_signed() {
        let key = SigningKey::generate().unwrap();
        let public = key.verifying().unwrap();
        let bundle = key.sign(&read_bundle(&exported()).unwrap()).unwrap();
        let good = bundle.to_canonical_json();
        assert!(parse(&good, false, Some(&public)).unwrap().bundle() == &bundle);
        for position in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[position] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            let accepted = parse(&changed, true, Some(&public)).is_ok();
            assert!(!accepted, "byte {position} near {:?}", good.get(position.saturating_sub(20)..position));
        }
        let mut connectors = bundle.connectors.clone();
        connectors[0].validations[0].error = "Other words.".to_owned();
        let own = Bundle::assemble(&bundle.name, &bundle.systems, &connectors);
        let own = Bundle { signature: bundle.signature, ..own };
        let told = parse(&own.to_canonical_json(), true, Some(&public)).err().unwrap();
        assert!(told.complaints[0].what.contains("not what was signed"), "{told:?}");
    }
}
