//! Requests of published collections, against a flattening written by somebody else.

use drawbridge_import::{Format, Parameter, Place, Source, import};
use serde_json::Value;

use crate::{corpus, hold, lines, text};

/// What a request is, for comparing: folder, name, method, address, rows, kind of body, sign-in.
#[derive(Debug, PartialEq)]
struct Seen {
    folder: String,
    name: String,
    method: String,
    query: Vec<String>,
    path: Vec<String>,
    headers: Vec<String>,
    body: String,
    form: Vec<String>,
    sign_in: String,
}

fn rows(parameters: &[Parameter], place: Place) -> Vec<String> {
    let of_place = parameters.iter().filter(|parameter| parameter.place == place);
    of_place.map(|parameter| parameter.name.clone()).collect()
}

fn found(source: &Source) -> Seen {
    let body = match source.body.as_str() {
        "json" | "text" | "xml" => "raw",
        "form" => "urlencoded",
        "multipart" => "formdata",
        other => other,
    };
    Seen {
        folder: source.group.clone(),
        name: source.name.clone(),
        method: source.method.clone(),
        query: rows(&source.parameters, Place::Query),
        path: rows(&source.parameters, Place::Path),
        headers: rows(&source.parameters, Place::Header),
        body: body.to_owned(),
        form: rows(&source.parameters, Place::Form),
        sign_in: source.sign_in.clone(),
    }
}

fn wanted(request: &Value) -> Seen {
    let names = |member: &Value| -> Vec<String> {
        let rows = member.as_array().into_iter().flatten();
        rows.map(|row| row[0].as_str().unwrap_or_default().to_owned()).collect()
    };
    // Where the collection has no list of rows the oracle has none either; the address has them.
    let query = if request["query"].is_array() {
        names(&request["query"])
    } else {
        let address = text(request, "url").split('#').next().unwrap_or_default();
        let pairs = address.split_once('?').map_or("", |(_, query)| query).split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split('=').next().unwrap_or_default().to_owned()).collect()
    };
    let body = &request["body"];
    let is_empty = body["n"] == 0;
    let mode = match text(body, "mode") {
        "params" => "formdata",
        "graphql" => "raw",
        "file" | "unknown" => "",
        mode => mode,
    };
    let files = body["keys"].as_array().into_iter().flatten().filter(|key| key[1] == "file").count();
    let only_files = files > 0 && files == names(&body["keys"]).len();
    let sign_in = match text(request, "auth") {
        "normal" => "",
        word => word,
    };
    Seen {
        folder: request["folder"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(" / "),
        name: text(request, "name").to_owned(),
        method: text(request, "method").to_owned(),
        query,
        path: names(&request["pathvars"]),
        headers: names(&request["headers"]),
        body: if (is_empty && text(body, "mode") != "graphql") || only_files { String::new() } else { mode.to_owned() },
        form: if mode == "raw" { Vec::new() } else { names(&body["keys"]) },
        sign_in: sign_in.to_owned(),
    }
}

#[test]
fn requests_are_those_that_others_find() {
    let Some(folder) = corpus().map(|corpus| corpus.join("postman")) else { return };
    let (mut equal, mut all, mut misses) = (0, 0, Vec::new());
    for oracle in lines(&folder.join("oracle.jsonl")) {
        let file = text(&oracle, "file");
        let written = std::fs::read_to_string(folder.join("files").join(file)).expect(file);
        let requests = oracle["requests"].as_array().cloned().unwrap_or_default();
        all += requests.len();
        let imported = match import(Format::Postman, &written, [7; 32]) {
            Ok(imported) => imported,
            Err(refusal) => {
                assert!(requests.is_empty(), "{file}: {refusal}");
                println!("{file}: {refusal}");
                continue;
            }
        };
        let mut sources: Vec<&Source> = imported.drafts.iter().map(|draft| &draft.source).collect();
        let of_others: Vec<&Value> = requests.iter().filter(|request| is_sendable(text(request, "method"))).collect();
        if sources.len() != of_others.len() || imported.left_out.len() != requests.len() - of_others.len() {
            misses.push(format!(
                "{file}: {} requests, the oracle has {}",
                sources.len() + imported.left_out.len(),
                requests.len()
            ));
        }
        sources.extend(&imported.left_out);
        let rest = requests.iter().filter(|request| !is_sendable(text(request, "method")));
        for (source, request) in sources.iter().zip(of_others.into_iter().chain(rest)) {
            let (mut found, wanted) = (found(source), wanted(request));
            // For version 1 the oracle does not list the names of a form.
            if request["body"]["keys"].is_null() {
                found.form.clear();
            }
            if found == wanted {
                equal += 1;
            } else {
                misses.push(format!("{file}\n    found  {found:?}\n    wanted {wanted:?}"));
            }
        }
    }
    hold("Postman, requests", equal, all, 99.0, &misses);
}

fn is_sendable(method: &str) -> bool {
    ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"].contains(&method)
}
