//! A bundle that cannot be used is refused in words, before anything else, with exit status 2.

use std::os::unix::fs::{PermissionsExt, symlink};

use serde_json::Value;

use crate::support::bundles::{BundleFile, bundle, shop};
use crate::support::program::{Printed, drawbridge};

fn refused(printed: &Printed, words: &str) {
    assert_eq!((printed.status, printed.out.as_str()), (2, ""), "{words:?} was expected: {printed:?}");
    assert!(printed.error.contains(words), "{words:?} was expected: {}", printed.error);
}

fn text() -> String {
    bundle(shop()).to_canonical_json()
}

fn sample_call(file: &BundleFile) -> Printed {
    drawbridge(&["call", file.name(), "order_status", "--env", "sample", "--input", "order_id=727"])
        .with(&["--input", "email=ana@example.com"])
        .run()
}

/// SECURITY IMP-02.
#[test]
fn what_is_no_bundle_is_refused() {
    let good = text();
    let cases: [(&str, String, &str); 11] = [
        ("empty", String::new(), "not correct JSON"),
        ("not JSON", "bundle".to_owned(), "not correct JSON"),
        ("cut off", good[..good.len() / 2].to_owned(), "not correct JSON"),
        ("another document", "{\"name\": \"x\"}".to_owned(), "not a Drawbridge bundle"),
        ("a future version", good.replacen("\"drawbridge_bundle\":1", "\"drawbridge_bundle\":2", 1), "version 2"),
        ("no digest", without_digest(&good), "digest"),
        ("an unknown member", good.replacen("{\"connectors\"", "{\"run\":\"sh\",\"connectors\"", 1), "unknown field"),
        ("a name twice", good.replacen("{\"connectors\"", "{\"name\":\"a\",\"connectors\"", 1), "occurs twice"),
        ("a byte order mark", format!("\u{feff}{good}"), "byte order mark"),
        ("too deep", "[".repeat(10_000), "recursion limit"),
        ("too large", " ".repeat(20_000_001), "larger than"),
    ];
    for (name, text, words) in cases {
        let printed = drawbridge(&["check", BundleFile::of_text(&text).name()]).run();
        assert_eq!(printed.status, 2, "{name}: {printed:?}");
        refused(&printed, words);
    }
    let file = BundleFile::of_text("");
    let utf16: Vec<u8> = format!("\u{feff}{good}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&file.path, utf16).unwrap();
    refused(&drawbridge(&["check", file.name()]).run(), "not UTF-8");
}

fn without_digest(text: &str) -> String {
    let mut value: Value = serde_json::from_str(text).unwrap();
    value.as_object_mut().unwrap().remove("digest");
    value.to_string()
}

/// SECURITY IMP-12: one bit of any byte. Every byte is tried in a test inside the program; here are some, through the
/// program itself.
#[test]
fn one_changed_byte_is_detected() {
    let good = text().into_bytes();
    assert_eq!(sample_call(&BundleFile::of_text(&text())).status, 0);
    for position in (0..good.len()).step_by(good.len() / 40) {
        let mut changed = good.clone();
        changed[position] ^= 1;
        let file = BundleFile::of_text("");
        std::fs::write(&file.path, changed).unwrap();
        assert_eq!(sample_call(&file).status, 2, "byte {position}");
    }
}

#[test]
fn a_changed_bundle_runs_only_when_that_is_accepted() {
    let file = BundleFile::of_text(&text().replace("Your order number", "Your number"));
    refused(&sample_call(&file), "It was changed after it was exported");
    let printed = drawbridge(&["call", file.name(), "order_status", "--env", "sample", "--accept-changed"])
        .with(&["--input", "order_id=727", "--input", "email=ana@example.com"])
        .run();
    assert_eq!(printed.outcome(), "answer", "{printed:?}");
    assert!(printed.error.contains("warning: The bundle was changed"), "{}", printed.error);
}

/// SECURITY IDV-20, IMP-11: without a rule that says who the customer is, nothing runs, whatever is accepted.
#[test]
fn a_connector_that_verifies_nobody_is_refused() {
    let (system, mut connector) = shop();
    connector.validations.clear();
    connector.tests.clear();
    let file = BundleFile::new(&bundle((system, connector)));
    for flags in [&["--env", "sample"][..], &["--env", "sample", "--accept-changed"]] {
        let printed = drawbridge(&["call", file.name(), "order_status", "--input", "order_id=727"])
            .with(&["--input", "email=ana@example.com"])
            .with(flags)
            .run();
        assert_eq!((printed.status, printed.out.as_str()), (2, ""), "{printed:?}");
        assert!(printed.error.contains("connectors[0]"), "{}", printed.error);
        assert!(printed.error.contains("hint: "), "{}", printed.error);
    }
}

/// SECURITY IMP-10.
#[test]
fn a_bundle_comes_from_a_file_or_from_standard_input() {
    let file = BundleFile::of_text(&text());
    let directory = file.directory.path();
    refused(&drawbridge(&["check", directory.to_str().unwrap()]).run(), "it is a directory");
    refused(&drawbridge(&["check", directory.join("none").to_str().unwrap()]).run(), "there is no such file");
    let circle = directory.join("circle");
    symlink(&circle, &circle).unwrap();
    refused(&drawbridge(&["check", circle.to_str().unwrap()]).run(), "cannot be read");
    let link = directory.join("link.json");
    symlink(&file.path, &link).unwrap();
    assert_eq!(drawbridge(&["check", link.to_str().unwrap()]).run().status, 0, "a link to a bundle is followed");
    assert_eq!(drawbridge(&["check", "-"]).standard_input(&text()).run().status, 0);
    std::fs::set_permissions(&file.path, std::fs::Permissions::from_mode(0o666)).unwrap();
    let printed = drawbridge(&["check", file.name()]).run();
    assert_eq!(printed.status, 0);
    assert!(printed.error.contains("warning: Everybody on this computer may change"), "{}", printed.error);
}

/// SECURITY IMP-04: names with control characters do not drive the terminal.
#[test]
fn names_do_not_drive_the_terminal() {
    let (system, mut connector) = shop();
    connector.tests[0].name = "\u{1b}]0;owned\u{7}\u{202e}eman".to_owned();
    connector.tests[0].expect.message = Some("\u{1b}[2J".to_owned());
    let file = BundleFile::new(&bundle((system, connector)));
    for command in ["check", "test"] {
        let printed = drawbridge(&[command, file.name()]).run();
        for character in ['\u{1b}', '\u{7}', '\u{202e}'] {
            assert!(!printed.out.contains(character) && !printed.error.contains(character), "{printed:?}");
        }
    }
}

/// SECURITY SEC-15: addresses end up in logs, so a secret in the path stops a call before anything is sent.
#[test]
fn a_secret_in_the_path_is_refused() {
    let api = crate::order_status::start_shop();
    let (system, mut connector) = shop();
    connector.steps[0].path = "/{secret.woo_secret}/orders/{order_id}".to_owned();
    let file = BundleFile::new(&bundle((system, connector)));
    let printed = crate::order_status::call(&api, &file, &["order_id=8142", "email=marta.lindqvist@example.com"]).run();
    assert_eq!((printed.status, printed.out.as_str()), (2, ""), "{printed:?}");
    assert!(printed.error.contains("{secret.woo_secret} stands in the address"), "{}", printed.error);
    assert!(printed.error.contains("Send it in a header"), "{}", printed.error);
    assert_eq!(api.calls(), Vec::<String>::new());
}
