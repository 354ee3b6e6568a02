//! `drawbridge keys`, `sign` and `verify`, with the keys of OpenSSL beside our own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use drawbridge_model::Bundle;
use drawbridge_model::read::read_bundle;
use tempfile::TempDir;

use crate::support::bundles::{bundle, shop};
use crate::support::program::{Printed, Program, drawbridge};

/// A folder with `shop.json`, `own.key.pem` and `own.pub.pem`.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("shop.json", bundle(shop()).to_canonical_json());
        let made = desk.run(&["keys", "own"]);
        assert_eq!((made.status, made.out.as_str()), (0, ""), "{made:?}");
        desk
    }

    fn program(&self, arguments: &[&str]) -> Program {
        drawbridge(arguments).directory(self.0.path())
    }

    fn run(&self, arguments: &[&str]) -> Printed {
        self.program(arguments).run()
    }

    fn sign(&self, key: &str, out: &str) {
        let printed = self.run(&["sign", "shop.json", "--key", key, "-o", out]);
        assert_eq!((printed.status, printed.out.as_str()), (0, ""), "{printed:?}");
    }

    /// A call on the samples of a bundle that must be signed with the own key.
    fn call(&self, file: &str) -> Printed {
        let call = ["call", file, "order_status", "--env", "sample", "--require-signature", "own.pub.pem"];
        self.program(&call).with(&["--input", "order_id=727", "--input", "email=ana@example.com"]).run()
    }

    fn openssl(&self, arguments: &str) {
        let output =
            Command::new("openssl").current_dir(self.0.path()).args(arguments.split(' ')).output().expect("openssl");
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.path().join(file)).unwrap()
    }

    fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        fs::write(self.0.path().join(file), text).unwrap();
    }

    fn mode(&self, file: &str) -> u32 {
        fs::metadata(self.0.path().join(file)).unwrap().permissions().mode() & 0o777
    }
}

fn refused(printed: &Printed, words: &str) {
    assert_eq!((printed.status, printed.out.as_str()), (2, ""), "{words:?} was expected: {printed:?}");
    assert!(printed.error.contains(words), "{words:?} was expected: {}", printed.error);
    assert!(printed.error.contains("hint:"), "what to do is said: {}", printed.error);
}

#[test]
fn a_signed_bundle_is_verified_and_answers() {
    let desk = Desk::new();
    desk.sign("own.key.pem", "signed.json");
    let verified = desk.run(&["verify", "signed.json", "--key", "own.pub.pem"]);
    assert_eq!((verified.status, verified.error.as_str()), (0, ""), "{verified:?}");
    assert!(verified.out.starts_with("The bundle is as it was signed with sha256:"), "{}", verified.out);
    assert_eq!(desk.call("signed.json").outcome(), "answer");
    desk.sign("own.key.pem", "again.json");
    assert_eq!(desk.read("again.json"), desk.read("signed.json"), "the same key over the same bundle is the same file");
    let printed = desk.run(&["sign", "signed.json", "--key", "own.key.pem"]);
    assert_eq!(printed.out.trim_end(), desk.read("signed.json"), "a signature takes the place of the one before");
    let shown = desk.program(&["verify", "-", "--key", "own.pub.pem"]).standard_input(&printed.out).run();
    assert_eq!(shown.status, 0, "{shown:?}");
    let check = desk.run(&["check", "signed.json"]);
    assert_eq!(check.status, 0, "a signed bundle needs no key where none is asked for: {check:?}");
    assert!(check.error.contains("It says that it was signed with sha256:"), "{}", check.error);
}

/// SECURITY IMP-12, through the program itself; every byte is tried in a test inside it.
#[test]
fn what_is_not_signed_by_the_key_is_refused() {
    let desk = Desk::new();
    refused(&desk.call("shop.json"), "It is not signed");
    assert_eq!(desk.run(&["keys", "stranger"]).status, 0);
    desk.sign("stranger.key.pem", "other.json");
    refused(&desk.call("other.json"), "It was signed with another key");

    desk.sign("own.key.pem", "signed.json");
    let signed = desk.read("signed.json");
    desk.write("edited.json", signed.replace("Your order number", "Your number"));
    refused(&desk.call("edited.json"), "It is not what was signed");
    let accepted = ["check", "edited.json", "--accept-changed", "--require-signature", "own.pub.pem"];
    refused(&desk.run(&accepted), "It is not what was signed");

    let mut bundle = read_bundle(&signed).unwrap();
    bundle.connectors[0].validations.clear();
    bundle.connectors[0].public = true;
    let forged = Bundle::assemble(&bundle.name, &bundle.systems, &bundle.connectors);
    assert!(forged.verify_digest(), "whoever edits the file can make its digest");
    let forged = Bundle { signature: bundle.signature.clone(), ..forged };
    desk.write("forged.json", forged.to_canonical_json());
    refused(&desk.call("forged.json"), "It is not what was signed");
    let mut claimed = read_bundle(&desk.read("other.json")).unwrap();
    claimed.signature.as_mut().unwrap().key = bundle.signature.unwrap().key;
    desk.write("claimed.json", claimed.to_canonical_json());
    refused(&desk.call("claimed.json"), "It is not what was signed");
    refused(&desk.run(&["serve", "shop.json", "--require-signature", "own.pub.pem"]), "It is not signed");
}

#[test]
fn openssl_reads_our_keys_and_checks_our_signature_and_we_read_its_keys() {
    let desk = Desk::new();
    desk.openssl("pkey -in own.key.pem -pubout -out derived.pub.pem");
    assert_eq!(desk.read("derived.pub.pem"), desk.read("own.pub.pem"));
    desk.openssl("genpkey -algorithm ed25519 -out theirs.key.pem");
    desk.openssl("pkey -in theirs.key.pem -pubout -out theirs.pub.pem");
    for name in ["own", "theirs"] {
        let signed = format!("{name}.json");
        desk.sign(&format!("{name}.key.pem"), &signed);
        assert_eq!(desk.run(&["verify", &signed, "--key", &format!("{name}.pub.pem")]).status, 0);
        let bundle = read_bundle(&desk.read(&signed)).unwrap();
        desk.write("signed.txt", bundle.signed_text());
        desk.write("signature.base64", format!("{}\n", bundle.signature.unwrap().value));
        desk.openssl("base64 -d -A -in signature.base64 -out signature.bin");
        let key = format!("{name}.pub.pem");
        desk.openssl(&format!("pkeyutl -verify -pubin -inkey {key} -rawin -in signed.txt -sigfile signature.bin"));
    }
}

#[test]
fn a_key_is_for_its_owner_alone_and_never_written_over() {
    let desk = Desk::new();
    assert_eq!(desk.mode("own.key.pem"), 0o600);
    let (private, public) = (desk.read("own.key.pem"), desk.read("own.pub.pem"));
    refused(&desk.run(&["keys", "own"]), "is there already");
    fs::remove_file(desk.0.path().join("own.pub.pem")).unwrap();
    refused(&desk.run(&["keys", "own"]), "is there already");
    assert_eq!(desk.read("own.key.pem"), private);
    desk.write("own.pub.pem", public);
    fs::set_permissions(desk.0.path().join("own.key.pem"), fs::Permissions::from_mode(0o644)).unwrap();
    let printed = desk.run(&["sign", "shop.json", "--key", "own.key.pem"]);
    assert_eq!(printed.status, 0);
    assert!(printed.error.contains("Others on this computer may read the key own.key.pem"), "{}", printed.error);
    let secret: String = private.lines().filter(|line| !line.starts_with('-')).collect();
    printed.hides(&secret);
    assert!(!printed.out.contains(&secret), "the key does not stand in the bundle");
}

#[test]
fn a_wrong_key_file_is_told_apart() {
    let desk = Desk::new();
    desk.sign("own.key.pem", "signed.json");
    desk.openssl("genpkey -algorithm RSA -out rsa.key.pem");
    desk.openssl("pkey -in rsa.key.pem -pubout -out rsa.pub.pem");
    desk.openssl("pkey -in own.key.pem -aes256 -passout pass:word -out locked.key.pem");
    desk.write("text.pem", "hello");
    let sign = |key: &str| desk.run(&["sign", "shop.json", "--key", key]);
    let verify = |key: &str| desk.run(&["verify", "signed.json", "--key", key]);
    refused(&sign("own.pub.pem"), "own.pub.pem holds a public key, which cannot sign");
    refused(&verify("own.key.pem"), "own.key.pem holds a private key, and the public one is needed");
    refused(&sign("locked.key.pem"), "locked.key.pem is locked with a password");
    refused(&sign("rsa.key.pem"), "rsa.key.pem is no Ed25519 key");
    refused(&verify("rsa.pub.pem"), "rsa.pub.pem is no Ed25519 key");
    refused(&sign("text.pem"), "text.pem is no PEM file of a key");
    let secret = "MC4CAQAwBQYDK2VwBCIEIJx5Zm9vYmFyYmF6cXV4";
    for printed in [sign(secret), verify(secret)] {
        refused(&printed, "There is no such file");
        printed.hides(secret);
    }
    desk.write("edited.json", desk.read("shop.json").replace("Your order number", "Your number"));
    refused(&desk.run(&["sign", "edited.json", "--key", "own.key.pem"]), "It was changed after it was exported");
}
