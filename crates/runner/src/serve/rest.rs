//! REST: the tools as a plain HTTP client calls them.
//!
//! `POST /tools/{name}` takes `{"inputs": {…}, "conversation": "…", "confirmation": "…"}` and gives the outcome that a bot may
//! have. Every outcome is status 200, also one that verified nobody: the chatbot has to read it. Other statuses say that
//! there was no call.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use drawbridge_engine::tool_formats::{ApiDescription, LONGEST_CONVERSATION, anthropic_tool, openai_tool, openapi};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::http::{json_response, problem};
use super::identity::Given;
use super::mcp::is_json;
use super::server::{Call, Server};
use super::tools::Tool;
use super::{CONVERSATION_HEADER, only_header};

/// The body of a call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallBody {
    inputs: Map<String, Value>,
    #[serde(default, deserialize_with = "text")]
    conversation: Option<String>,
    #[serde(default, deserialize_with = "text")]
    confirmation: Option<String>,
}

/// A member that may be left out, but is a text where it stands: `null` is none, as the description says.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

/// In whose shape the tools are listed.
#[derive(Deserialize)]
pub struct Shape {
    #[serde(rename = "as")]
    shape: Option<String>,
}

/// The headers of a call; REST has nothing like `_meta`.
struct Headers<'request>(&'request HeaderMap);

impl Given for Headers<'_> {
    fn header(&self, name: &str) -> Option<String> {
        only_header(self.0, name)
    }

    fn meta(&self, _: &str) -> Option<String> {
        None
    }
}

/// Calls a tool.
pub async fn call(
    State(server): State<Arc<Server>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if headers.contains_key(CONTENT_TYPE) && !is_json(&headers) {
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json.");
    }
    let body: CallBody = match serde_json::from_slice(&body) {
        Ok(body) => body,
        Err(error) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            let words = format!(
                r#"The message is not {{"inputs": {{…}}, "conversation": "…", "confirmation": "…"}} ({place})."#
            );
            return problem(StatusCode::BAD_REQUEST, &words);
        }
    };
    let conversation = body.conversation.or_else(|| only_header(&headers, CONVERSATION_HEADER));
    if conversation.as_ref().is_some_and(|name| name.chars().count() > LONGEST_CONVERSATION) {
        return problem(StatusCode::BAD_REQUEST, "The conversation's name is longer than 200 characters.");
    }
    let call = Call {
        tool: name,
        inputs: body.inputs,
        conversation,
        confirmation: body.confirmation,
        given: &Headers(&headers),
        cancel: CancellationToken::new(),
        progress: None,
        way: "rest",
    };
    match server.call(call).await {
        Ok(outcome) => json_response(StatusCode::OK, &outcome),
        Err(_) => problem(StatusCode::NOT_FOUND, "There is no tool of this name; GET /tools lists them."),
    }
}

/// Lists the tools, as OpenAI's or Anthropic's models take them.
pub async fn tools(State(server): State<Arc<Server>>, Query(Shape { shape }): Query<Shape>) -> Response {
    let tools = server.tools();
    let definitions = tools.iter().map(|tool| &tool.definition);
    let listed: Vec<Value> = match shape.as_deref() {
        None | Some("openai") => definitions.map(openai_tool).collect(),
        Some("anthropic") => definitions.map(anthropic_tool).collect(),
        Some(_) => return problem(StatusCode::BAD_REQUEST, "Ask for ?as=openai or ?as=anthropic."),
    };
    json_response(StatusCode::OK, &listed)
}

/// Describes this service, for programs that import an OpenAPI document. Its address is where the document was fetched.
pub async fn description(State(server): State<Arc<Server>>) -> Response {
    let tools = server.tools();
    let about =
        ApiDescription { title: tools.title(), version: tools.version(), server: None, token: server.needs_token };
    json_response(StatusCode::OK, &openapi(&about, tools.iter().map(Tool::as_asked)))
}
