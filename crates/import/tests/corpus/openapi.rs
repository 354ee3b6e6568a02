//! Operations and parameters of published descriptions, against a walker written by somebody else.

use std::collections::BTreeMap;

use drawbridge_import::{Format, Import, Place, import};
use serde_json::Value;

use crate::{corpus, hold, lines, text};

/// All operations of an import, those that cannot be sent too: method and path to parameters and body.
fn found(import: &Import) -> BTreeMap<String, Vec<String>> {
    let sources = import.drafts.iter().map(|draft| &draft.source).chain(&import.left_out);
    sources
        .map(|source| {
            let mut parameters: Vec<String> = source
                .parameters
                .iter()
                .map(|parameter| {
                    format!("{} {} {}", place(parameter.place), parameter.name, u8::from(parameter.required))
                })
                .collect();
            parameters.sort();
            let path = source.at.strip_prefix("paths.").and_then(|at| at.rsplit_once('.')).map_or("", |(path, _)| path);
            (format!("{} {path}", source.method), parameters)
        })
        .collect()
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
        Place::Form => "formData",
    }
}

fn wanted(operation: &Value) -> (String, Vec<String>) {
    let parameters = operation["params"].as_array().into_iter().flatten();
    let mut parameters: Vec<String> = parameters
        .filter(|parameter| parameter[0] != "body")
        .map(|parameter| {
            let (place, name) = (parameter[0].as_str().unwrap_or_default(), parameter[1].as_str().unwrap_or_default());
            // A parameter of a path is needed whether its description says so or not.
            let required = place == "path" || parameter[2] == 1;
            format!("{place} {name} {}", u8::from(required))
        })
        .collect();
    parameters.sort();
    (format!("{} {}", text(operation, "m"), text(operation, "p")), parameters)
}

#[test]
fn operations_and_parameters_are_those_that_others_find() {
    let Some(folder) = corpus().map(|corpus| corpus.join("openapi")) else { return };
    let (mut equal, mut all, mut misses) = (0, 0, Vec::new());
    let index = lines(&folder.join("index.jsonl"));
    for oracle in lines(&folder.join("oracle.jsonl")) {
        let file = text(&oracle, "file");
        let entry = index.iter().find(|entry| text(entry, "file") == file).expect("an entry of the index");
        let written = std::fs::read_to_string(folder.join("files").join(file)).expect(file);
        let imported = import(Format::OpenApi, &written, [7; 32]);
        if let Err(refusal) = &imported {
            assert!(!refusal.message.is_empty() && !refusal.hint.is_empty());
            println!("{file} ({}): {refusal}", text(entry, "class"));
        }
        if !text(entry, "class").contains("valid") && text(entry, "class") != "vendor"
            || text(entry, "class") == "edge-invalid"
        {
            continue;
        }
        let operations = oracle["ops"].as_array().cloned().unwrap_or_default();
        all += operations.len();
        let Ok(imported) = imported else {
            assert!(operations.is_empty(), "{file} has operations");
            continue;
        };
        let found = found(&imported);
        for operation in &operations {
            let (name, parameters) = wanted(operation);
            if found.get(&name) == Some(&parameters) {
                equal += 1;
            } else {
                misses.push(format!("{file} {name}: {parameters:?}, and was read as {:?}", found.get(&name)));
            }
        }
        if found.len() > operations.len() {
            misses.push(format!("{file}: {} operations, the oracle has {}", found.len(), operations.len()));
        }
    }
    hold("OpenAPI, operations with all parameters", equal, all, 99.0, &misses);
}
