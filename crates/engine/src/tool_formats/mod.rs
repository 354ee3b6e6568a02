//! The tools of a bundle in the words of other programs: OpenAPI 3.1, OpenAI's tools and Anthropic's tools.
//!
//! A format describes the tools and runs nothing: whoever reads it calls the runner, and the engine decides. It stands in
//! this crate because it tells both what a tool takes ([`drawbridge_model::tool`]) and what it gives
//! ([`crate::BotOutcome`]), and has no room for the owner's half of an outcome. The same connectors give the same text, in
//! the order in which they come. To add a format, add a [`ToolFormat`] and a module of its name.

mod openapi;
mod reply;

use drawbridge_model::tool::{ToolDefinition, tool_definition};
use drawbridge_model::{Bundle, WebOrigin};
use serde::Deserialize;
use serde_json::{Value, json};
use ts_rs::TS;

pub use openapi::{ApiDescription, LONGEST_CONVERSATION, RequestError, openapi, shortened};
pub use reply::reply_schema;

/// A format in which other programs read tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ToolFormat {
    /// OpenAPI 3.1: GPT Actions, Copilot Studio, Dify and every program that calls a REST service.
    Openapi,
    /// The `tools` of OpenAI's chat completions, as many other providers take them too.
    Openai,
    /// The `tools` of Anthropic's Messages.
    Anthropic,
}

/// The tools of a bundle as pretty JSON with a final line break. `server` is where the runner answers, such as
/// `https://bot.example.com`; only [`ToolFormat::Openapi`] says it.
pub fn written_as(format: ToolFormat, bundle: &Bundle, server: Option<&str>) -> String {
    let definitions = || bundle.connectors.iter().map(tool_definition);
    let value = match format {
        ToolFormat::Openapi => openapi(
            &ApiDescription { title: &bundle.name, version: version(bundle), server, token: true },
            &bundle.connectors,
        ),
        ToolFormat::Openai => definitions().map(|definition| openai_tool(&definition)).collect(),
        ToolFormat::Anthropic => definitions().map(|definition| anthropic_tool(&definition)).collect(),
    };
    format!("{value:#}\n")
}

/// Whether this is where a runner can answer: a web address, perhaps with a path, without a query or a placeholder.
pub fn is_server_address(text: &str) -> bool {
    !text.contains(['?', '#', '{', '}']) && WebOrigin::parse(text).is_ok()
}

/// One tool as OpenAI's chat completions take it.
pub fn openai_tool(definition: &ToolDefinition) -> Value {
    json!({"type": "function", "function": {
        "name": definition.name,
        "description": definition.description,
        "parameters": definition.input_schema
    }})
}

/// One tool as Anthropic's Messages take it.
pub fn anthropic_tool(definition: &ToolDefinition) -> Value {
    json!({
        "name": definition.name,
        "description": definition.description,
        "input_schema": definition.input_schema
    })
}

/// The first digits of the digest: another content is another version.
pub fn version(bundle: &Bundle) -> &str {
    let digits = bundle.digest.strip_prefix("sha256:").unwrap_or(&bundle.digest);
    digits.get(..12).unwrap_or(digits)
}

#[cfg(test)]
mod tests;
