//! A JSON body with slots: JSON in which texts are templates and a placeholder may stand in place of a value.
//!
//! `"{email}"` gives a text; `{quantity}` without quotation marks gives the typed value. The body is parsed once into a
//! tree and values become leaves of it, so that no value can add a member. Numbers are kept as they are written,
//! because an order number of twenty digits must not be rounded on its way; the order of members is kept, because some
//! APIs sign it.
//!
//! Refused: a placeholder in a member's name, the same name twice, more than 64 levels. Errors name line and column,
//! in words for people who do not write JSON every day.

mod parser;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::template::{Placeholder, Template};

/// The deepest nesting of a body.
pub const MAX_DEPTH: usize = 64;

/// A parsed JSON body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonTemplate {
    root: JsonNode,
}

/// One value of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonNode {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A text, which may have placeholders in it.
    Text(Template),
    /// A placeholder in place of a value.
    Slot(Placeholder),
    /// A list.
    Array(Vec<JsonNode>),
    /// An object; names are unique and in the order written.
    Object(Vec<(String, JsonNode)>),
}

/// Why a text is no JSON body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("Line {line}, column {column}: {message}")]
pub struct JsonTemplateError {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do, one sentence.
    pub hint: String,
}

impl JsonTemplate {
    /// Parses a body.
    pub fn parse(text: &str) -> Result<Self, JsonTemplateError> {
        parser::parse(text).map(|root| Self { root })
    }

    /// The outermost value.
    pub fn root(&self) -> &JsonNode {
        &self.root
    }

    /// Every placeholder, in the order written.
    pub fn placeholders(&self) -> Vec<&Placeholder> {
        let mut found = Vec::new();
        collect(&self.root, &mut found);
        found
    }
}

fn collect<'node>(node: &'node JsonNode, found: &mut Vec<&'node Placeholder>) {
    match node {
        JsonNode::Null | JsonNode::Bool(_) | JsonNode::Number(_) => {}
        JsonNode::Text(template) => found.extend(template.placeholders()),
        JsonNode::Slot(placeholder) => found.push(placeholder),
        JsonNode::Array(items) => items.iter().for_each(|item| collect(item, found)),
        JsonNode::Object(members) => members.iter().for_each(|(_, member)| collect(member, found)),
    }
}

#[cfg(test)]
mod tests;
