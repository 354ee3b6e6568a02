//! What comes of texts as people paste them: the scenarios, and the security cases of imports.

mod scenarios;
mod security;

use drawbridge_import::{Format, Import, import};

/// Imports a text that can be.
pub fn imported(format: Format, text: &str) -> Import {
    match import(format, text, [7; 32]) {
        Ok(imported) => imported,
        Err(refusal) => panic!("{refusal}"),
    }
}

/// Every document of an import, as JSON.
pub fn documents(imported: &Import) -> String {
    let connectors: Vec<_> = imported.drafts.iter().map(|draft| &draft.connector).collect();
    serde_json::to_string(&(&imported.systems, connectors)).expect("documents are JSON")
}
