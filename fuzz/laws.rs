//! What must hold whatever the input is. The fuzz targets search for an input that breaks one; the seeds are tried by
//! `tests/tests/fuzz_seeds.rs` too.
#![allow(dead_code, reason = "each target holds one of them")]

use drawbridge_engine::Redactor;
use drawbridge_import::{Format, import};
use drawbridge_model::json_template::JsonTemplate;
use drawbridge_model::path::{Path, Segment};
use drawbridge_model::read::read_bundle;
use drawbridge_model::template::{Template, escape};
use drawbridge_model::{Bundle, check_bundle, check_connector};
use serde_json::Value;

/// A template is written back as it was read, and an escaped text means itself. A body is read or refused.
pub fn template(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    assert_eq!(Template::parse(text).to_string(), text);
    assert!(Template::parse(&escape(text)).placeholders().next().is_none(), "an escaped text holds no placeholder");
    if let Err(error) = JsonTemplate::parse(text) {
        assert!(!error.to_string().is_empty());
    }
}

/// The first line is a path, the rest a document. A path finds what it says where it says; a singular one finds what a
/// walk by hand finds, and nothing else.
pub fn path(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (path, document) = text.split_once('\n').unwrap_or((text, "{}"));
    let Ok(path) = Path::parse(path) else { return };
    let again = Path::parse(&path.to_string()).expect("a path that was read is a path");
    assert_eq!(again, path);
    let Ok(document) = serde_json::from_str::<Value>(document) else { return };
    let found = path.query(&document);
    assert_eq!(path.locate(&document).len(), found.len());
    if let Some(location) = path.singular_location() {
        let by_hand = location.segments.iter().try_fold(&document, |value, segment| match segment {
            Segment::Name(name) => value.as_object()?.get(name),
            Segment::Index(index) => value.as_array()?.get(*index),
        });
        assert_eq!(found, by_hand.into_iter().collect::<Vec<_>>());
    }
}

/// A bundle is refused in words, or read, checked, and exported to the same bytes again and again.
pub fn bundle(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match read_bundle(text) {
        Ok(bundle) => {
            assert!(check_bundle(&bundle).iter().all(|problem| !problem.message.is_empty()));
            let export = |bundle: &Bundle| {
                Bundle::assemble(&bundle.name, &bundle.systems, &bundle.connectors).to_canonical_json()
            };
            let exported = export(&bundle);
            let read = read_bundle(&exported).expect("what was exported can be read");
            assert!(read.verify_digest());
            assert_eq!(export(&read), exported);
        }
        Err(problems) => assert!(problems.iter().all(|problem| !problem.message.is_empty()) && !problems.is_empty()),
    }
}

/// A text of commands is refused in words, or becomes drafts that hold no secret they name.
pub fn curl(input: &[u8]) {
    drafts(Format::Curl, input);
}

/// The same of a description.
pub fn openapi(input: &[u8]) {
    drafts(Format::OpenApi, input);
}

/// The same of a collection.
pub fn postman(input: &[u8]) {
    drafts(Format::Postman, input);
}

/// The same of a recording.
pub fn har(input: &[u8]) {
    drafts(Format::Har, input);
}

fn drafts(format: Format, input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match import(format, text, [7; 32]) {
        Err(refusal) => assert!(!refusal.message.is_empty() && !refusal.hint.is_empty()),
        Ok(imported) => {
            for draft in &imported.drafts {
                let connector = &draft.connector;
                assert!(imported.systems.iter().any(|system| system.id == connector.system));
                assert!(!draft.findings.is_empty() && !connector.tool_name.is_empty() && !connector.steps.is_empty());
                for problem in check_connector(connector, &imported.systems) {
                    assert!(problem.code != "undefined_placeholder", "{}: {}", problem.at, problem.message);
                }
            }
        }
    }
}

/// The first line is a secret, the rest a text: no form of the secret is left in it, and a text without one stays.
pub fn redactor(input: &[u8]) {
    let at = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let Ok(secret) = std::str::from_utf8(&input[..at]) else { return };
    let text = input.get(at + 1..).unwrap_or_default();
    let redactor = Redactor::new([secret]);
    let cleaned = redactor.bytes(text);
    assert!(!redactor.finds(&cleaned));
    assert!(redactor.finds(text) || cleaned == text);
}
