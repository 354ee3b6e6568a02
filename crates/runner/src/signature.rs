//! Ed25519 signatures of bundles (RFC 8032), and the PEM files of their keys (RFC 8410), as OpenSSL writes and reads them.
//!
//! A digest finds accidents; a signature finds whoever may write the file and not sign. It stands over the bundle's
//! canonical JSON without the signature itself. The bundle that is used is read anew from just those bytes, so nothing
//! else than what was signed can take effect. The cryptography is AWS-LC's, which is here for TLS anyway; it is named in
//! this file only.

use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, ParsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drawbridge_model::Bundle;
use drawbridge_model::bundle::{BundleSignature, SignatureAlgorithm};
use drawbridge_model::read::read_bundle;

use crate::assignment::read_at_most;
use crate::failure::Failure;
use crate::output;

const PRIVATE: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";
/// The largest key file, in bytes.
const LONGEST: u64 = 64 * 1024;

/// A key that signs.
pub struct SigningKey(Ed25519KeyPair);

/// A key that tells who signed.
pub struct VerifyingKey {
    key: ParsedPublicKey,
    id: String,
}

impl SigningKey {
    /// A new key, from the operating system's randomness.
    pub fn generate() -> Result<Self, Failure> {
        Ed25519KeyPair::generate().map(Self).map_err(|_| Failure::usage("This system gives no random numbers."))
    }

    /// Reads a private key, and warns when others may read it too.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let der = read_pem(file, PRIVATE)?;
        if others_may_read(file) {
            output::warning(
                &format!("Others on this computer may read the key {}.", file.display()),
                "Run chmod 600 on it: whoever has it signs in your name.",
            );
        }
        Ed25519KeyPair::from_pkcs8(&der).map(Self).map_err(|_| not_ed25519(file))
    }

    /// The private key as PEM, PKCS#8.
    pub fn private_pem(&self) -> Result<String, Failure> {
        let der = self.0.to_pkcs8v1().map_err(|_| Failure::usage("The key cannot be written."))?;
        Ok(pem_text(PRIVATE, der.as_ref()))
    }

    /// The public key as PEM, `SubjectPublicKeyInfo`.
    pub fn public_pem(&self) -> Result<String, Failure> {
        Ok(pem_text(PUBLIC, &self.public_der()?))
    }

    /// The bundle with this key's signature in place of any that it has.
    pub fn sign(&self, bundle: &Bundle) -> Result<Bundle, Failure> {
        let signature = self.0.sign(bundle.signed_text().as_bytes());
        let signature = BundleSignature {
            algorithm: SignatureAlgorithm::Ed25519,
            key: self.verifying()?.id,
            value: STANDARD.encode(signature.as_ref()),
        };
        Ok(Bundle { signature: Some(signature), ..bundle.clone() })
    }

    /// The public half.
    pub fn verifying(&self) -> Result<VerifyingKey, Failure> {
        VerifyingKey::new(&self.public_der()?).ok_or_else(|| Failure::usage("The key cannot be written."))
    }

    fn public_der(&self) -> Result<Vec<u8>, Failure> {
        let der = self.0.public_key().as_der().map_err(|_| Failure::usage("The key cannot be written."))?;
        Ok(der.as_ref().to_vec())
    }
}

impl VerifyingKey {
    /// Reads a public key.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let der = read_pem(file, PUBLIC)?;
        Self::new(&der).ok_or_else(|| not_ed25519(file))
    }

    fn new(der: &[u8]) -> Option<Self> {
        let key = ParsedPublicKey::new(&ED25519, der).ok()?;
        Some(Self { key, id: key_id(der) })
    }

    /// Which key this is: `sha256:` and 64 hexadecimal digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What was signed with this key, read from the signed bytes.
    ///
    /// # Errors
    /// When the bundle has no signature, one of another key, or one that is not over this content.
    pub fn verify(&self, bundle: &Bundle) -> Result<Bundle, Failure> {
        let Some(signature) = &bundle.signature else {
            return Err(Failure::usage("It is not signed, and only a signed bundle is accepted here.")
                .hint("Have it signed with drawbridge sign, by whoever has the private key."));
        };
        if signature.key != self.id {
            return Err(Failure::usage(format!("It was signed with another key, {}.", signature.key))
                .hint(format!("Only what was signed with {} is accepted here.", self.id)));
        }
        let text = bundle.signed_text();
        let bytes = STANDARD.decode(&signature.value).unwrap_or_default();
        if self.key.verify_sig(text.as_bytes(), &bytes).is_err() {
            return Err(Failure::usage("It is not what was signed: the bundle or its signature was changed.")
                .hint("Take the signed file anew from whoever signed it."));
        }
        let signed = read_bundle(&text).map_err(Failure::problems)?;
        Ok(Bundle { signature: Some(signature.clone()), ..signed })
    }
}

/// Names a public key, as `openssl pkey -pubin -outform DER | sha256sum` does.
fn key_id(der: &[u8]) -> String {
    let hash = digest(&SHA256, der);
    hash.as_ref().iter().fold("sha256:".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

fn pem_text(tag: &str, der: &[u8]) -> String {
    let lines = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new(tag, der), lines)
}

/// The part of a PEM file with this tag. What was typed in place of a file is repeated only if there is such a file: it
/// may have been the key.
fn read_pem(file: &Path, wanted: &str) -> Result<Vec<u8>, Failure> {
    if !file.exists() {
        return Err(Failure::usage("There is no such file as --key or --require-signature names.")
            .hint("Name a PEM file; drawbridge keys NAME makes one for signing and one for those who check."));
    }
    let place = file.display();
    let bytes =
        read_at_most(file, LONGEST).map_err(|reason| Failure::usage(format!("{place} cannot be read: {reason}.")))?;
    let parts = pem::parse_many(&bytes).unwrap_or_default();
    if let Some(part) = parts.iter().find(|part| part.tag() == wanted) {
        return Ok(part.contents().to_vec());
    }
    let (what, hint) = match parts.first().map(pem::Pem::tag) {
        Some(PRIVATE) => (
            "holds a private key, and the public one is needed",
            "Make it with openssl pkey -in KEY.pem -pubout, and keep the private one where bundles are signed.",
        ),
        Some(PUBLIC) => {
            ("holds a public key, which cannot sign", "Name the private key that was made together with it.")
        }
        Some("ENCRYPTED PRIVATE KEY") => (
            "is locked with a password",
            "Unlock a copy with openssl pkey -in KEY.pem -out OPEN.pem, and let nobody else read it.",
        ),
        _ => (
            "is no PEM file of a key",
            "Make one with drawbridge keys NAME, or with openssl genpkey -algorithm ed25519.",
        ),
    };
    Err(Failure::usage(format!("{place} {what}.")).hint(hint))
}

fn not_ed25519(file: &Path) -> Failure {
    Failure::usage(format!("{} is no Ed25519 key.", file.display()))
        .hint("Make one with drawbridge keys NAME, or with openssl genpkey -algorithm ed25519.")
}

#[cfg(unix)]
fn others_may_read(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_file: &Path) -> bool {
    false
}
