//! The format as JSON Schema, for editors and for other programs that write connectors.
//!
//! The schemas are made from the types, so they cannot differ from what is read; the committed files are compared with
//! them by a test. `cargo xtask generate` writes them.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};

use crate::bundle::Bundle;
use crate::connector::Connector;
use crate::system::System;

/// The schema of a connector, as pretty JSON with a final line break.
pub fn connector_schema() -> String {
    schema::<Connector>("Drawbridge connector")
}

/// The schema of a system.
pub fn system_schema() -> String {
    schema::<System>("Drawbridge system")
}

/// The schema of a bundle, its systems and connectors included.
pub fn bundle_schema() -> String {
    schema::<Bundle>("Drawbridge bundle")
}

/// Every file that is made from this crate: path from the repository's root, and content.
pub fn generated_files() -> Vec<(&'static str, String)> {
    vec![
        ("connectors/bundle.schema.json", bundle_schema()),
        ("connectors/connector.schema.json", connector_schema()),
        ("connectors/system.schema.json", system_schema()),
    ]
}

fn schema<T: JsonSchema>(title: &str) -> String {
    let mut schema = SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_refuses_what_the_format_does_not_know() {
        let schema: serde_json::Value = serde_json::from_str(&connector_schema()).expect("JSON");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["properties"]["match"]["$ref"], "#/$defs/MatchRules");
        assert_eq!(schema["required"], serde_json::json!(["id", "name", "tool_name", "system"]));
    }
}
