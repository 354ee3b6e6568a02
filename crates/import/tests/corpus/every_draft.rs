//! What must hold for every draft of the corpus: the checks find nothing but what only the owner can decide, and no secret
//! stands in a document.

use std::collections::BTreeMap;

use drawbridge_import::{Format, Import, import};
use drawbridge_model::{Severity, check_connector, check_system};
use serde_json::Value;

use crate::{corpus, lines, text};

/// What a draft may lack: who may see the data, an address that the text does not give, and texts in which a value stands
/// where the owner must accept it by name.
const LEFT_TO_THE_OWNER: [&str; 6] = [
    "no_identity_rule",
    "no_address",
    "secret_in_address",
    "unescaped_placeholder",
    "setting_without_value",
    "sign_in_incomplete",
];

fn every_text() -> Vec<(Format, String, String)> {
    let Some(corpus) = corpus() else { return Vec::new() };
    let mut texts = Vec::new();
    for (format, name) in [(Format::OpenApi, "openapi"), (Format::Postman, "postman")] {
        for entry in lines(&corpus.join(name).join("index.jsonl")) {
            let file = text(&entry, "file").to_owned();
            let bytes = std::fs::read(corpus.join(name).join("files").join(&file)).expect("a file");
            texts.push((format, file, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    for command in lines(&corpus.join("curl/commands.jsonl")) {
        texts.push((Format::Curl, text(&command, "id").to_owned(), text(&command, "command").to_owned()));
    }
    texts
}

#[test]
fn every_text_ends_with_drafts_or_a_sentence_and_every_draft_passes_the_checks() {
    let mut codes: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut counts: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    let mut stray = Vec::new();
    for (format, name, written) in every_text() {
        let count = counts.entry(format.as_str()).or_default();
        count.0 += 1;
        let imported = match import(format, &written, [7; 32]) {
            Ok(imported) => imported,
            Err(refusal) => {
                assert!(refusal.message.ends_with(['.', '!', '…']) && !refusal.hint.is_empty(), "{name}: {refusal}");
                count.2 += 1;
                continue;
            }
        };
        count.1 += imported.drafts.len();
        let said = imported.drafts.len() + imported.left_out.len() + imported.findings.len();
        assert!(said > 0, "{name} ends with drafts or with a sentence");
        for draft in &imported.drafts {
            assert!(!draft.findings.is_empty());
            for problem in check_connector(&draft.connector, &imported.systems) {
                if problem.severity == Severity::Error || problem.code == "looks_like_a_secret" {
                    let place = format!("{name} {}: {} {}", draft.source.at, problem.at, problem.message);
                    codes.entry(problem.code).or_insert((0, place)).0 += 1;
                }
            }
        }
        for system in &imported.systems {
            for problem in check_system(system).into_iter().filter(|problem| problem.severity == Severity::Error) {
                codes.entry(problem.code).or_insert((0, format!("{name}: {} {}", problem.at, problem.message))).0 += 1;
            }
        }
        stray.extend(secrets_in_documents(&imported).map(|place| format!("{name}: {place}")));
    }
    println!("texts, drafts, refusals: {counts:?}");
    for (code, (number, first)) in &codes {
        println!("{number} x {code}: {first}");
    }
    let unexpected: Vec<&String> = codes.keys().filter(|code| !LEFT_TO_THE_OWNER.contains(&code.as_str())).collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
    assert_eq!(stray, Vec::<String>::new(), "a secret that was found stands in a document as well");
}

/// Documents that hold a secret of the import, by value. Short ones are words that may stand anywhere.
fn secrets_in_documents(imported: &Import) -> impl Iterator<Item = String> {
    let documents: Vec<Value> = imported
        .drafts
        .iter()
        .map(|draft| serde_json::to_value(&draft.connector).expect("JSON"))
        .chain(imported.systems.iter().map(|system| serde_json::to_value(system).expect("JSON")))
        .collect();
    let text = documents.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let long = imported.secrets.iter().filter(|secret| secret.value.expose().len() >= 12);
    let found = long.filter(|secret| text.contains(secret.value.expose()));
    found.map(|secret| format!("{} from {}", secret.name, secret.place)).collect::<Vec<_>>().into_iter()
}
