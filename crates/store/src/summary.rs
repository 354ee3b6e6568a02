//! What a list shows of a document, kept in columns beside its JSON so that 10,000 connectors are listed without
//! reading one body.
//!
//! [`summarise`] reads the JSON loosely: a document that an older or newer version wrote is still listed by its
//! name. Callers may wrap it to fill [`DocumentSummary::state`], which needs checks that this crate does not know.

use serde_json::Value;

use crate::table::documents::DocumentKind;

/// The columns beside a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentSummary {
    /// What the owner calls it.
    pub name: String,
    /// What the model calls it; empty for a system.
    pub tool_name: String,
    /// The id of the connector's system; empty for a system.
    pub system: String,
    /// What it does, in a few characters: `GET`, `2 requests`.
    pub summary: String,
    /// A word of the caller's, `ready`; the store only keeps it.
    pub state: String,
    /// The texts that search looks into, separated by line breaks.
    pub search: String,
}

/// The summary of a document's JSON, with an empty state.
pub fn summarise(kind: DocumentKind, body: &str) -> DocumentSummary {
    let document: Value = serde_json::from_str(body).unwrap_or_default();
    let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
    let name = text("name");
    if kind == DocumentKind::System {
        return DocumentSummary { search: name.clone(), name, ..DocumentSummary::default() };
    }
    let steps = document["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
    let summary = match steps {
        [] => String::new(),
        [step] => step["method"].as_str().unwrap_or("GET").to_owned(),
        several => format!("{} requests", several.len()),
    };
    let tool_name = text("tool_name");
    let paths = steps.iter().filter_map(|step| step["path"].as_str());
    let searched: Vec<&str> = [name.as_str(), tool_name.as_str()].into_iter().chain(paths).collect();
    let search = searched.join("\n");
    DocumentSummary { system: text("system"), summary, state: String::new(), search, name, tool_name }
}
