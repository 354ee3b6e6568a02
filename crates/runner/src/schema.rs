//! `drawbridge schema`: the format as JSON Schema, for editors and other programs.

use drawbridge_model::schema::{bundle_schema, connector_schema};

use crate::arguments::Document;
use crate::output;

/// Prints the schema of a document.
pub fn schema(document: Document) -> u8 {
    let text = match document {
        Document::Connector => connector_schema(),
        Document::Bundle => bundle_schema(),
    };
    output::document(&text);
    0
}
