//! The REST service of the runner as an OpenAPI 3.1 document, for programs that import one: GPT Actions, Copilot Studio,
//! Dify.
//!
//! GPT Actions set the limits: an operation is told in 300 characters, and `x-openai-isConsequential` says whether the
//! person is asked before each call. All outcomes are answers of status 200, a refused customer's too, because they are
//! what the tool says; the other statuses are about the call itself.

use drawbridge_model::Connector;
use drawbridge_model::tool::tool_definition;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::reply_schema;

/// The most characters that GPT Actions take for what an operation does.
const LONGEST: usize = 300;

/// No name of a conversation is longer, in characters.
pub const LONGEST_CONVERSATION: usize = 200;

/// Why a call is not taken: the status, the name under which the document describes it, and the reason.
const REFUSALS: [(&str, &str, &str); 8] = [
    ("400", "WrongBody", "The body is not as described."),
    ("401", "NotAllowed", "The bearer token is missing or wrong."),
    ("403", "WrongPlace", "The Host or the Origin is not one that the runner answers to."),
    ("404", "UnknownTool", "There is no tool of this name."),
    ("408", "TooSlow", "The body did not come in time."),
    ("413", "TooLarge", "The body is too large."),
    ("415", "WrongKind", "The body is said to be something else than JSON."),
    ("429", "TooMany", "Too many calls at once; try again later."),
];

/// What a document says about the service beside its tools.
#[derive(Debug, Clone, Copy)]
pub struct ApiDescription<'text> {
    /// What the owner calls it.
    pub title: &'text str,
    /// Another text whenever the tools are others.
    pub version: &'text str,
    /// Where the runner answers, such as `https://bot.example.com`; `None`: where the document was fetched.
    pub server: Option<&'text str>,
    /// Whether it answers only to who sends the bearer token.
    pub token: bool,
}

/// Why a call was not taken: the body of every answer whose status is not 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequestError {
    /// What is wrong and what to do.
    pub error: String,
}

/// The document: `POST /tools/{name}` for each connector, in the given order.
pub fn openapi<'connector>(
    description: &ApiDescription<'_>,
    connectors: impl IntoIterator<Item = &'connector Connector>,
) -> Value {
    let paths: Map<String, Value> = connectors
        .into_iter()
        .map(|connector| (format!("/tools/{}", connector.tool_name), json!({"post": operation(connector)})))
        .collect();
    let refusals: Value = REFUSALS.into_iter().map(|(_, name, why)| (name, refusal(why))).collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {"title": description.title, "version": description.version},
        "servers": [],
        "security": if description.token { json!([{"token": []}]) } else { json!([]) },
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": refusals,
            "schemas": {"RequestError": request_error()}
        }
    });
    match description.server {
        Some(server) => document["servers"] = json!([{"url": server.trim_end_matches('/')}]),
        None => drop(document.as_object_mut().and_then(|members| members.shift_remove("servers"))),
    }
    document
}

fn operation(connector: &Connector) -> Value {
    let definition = tool_definition(connector);
    let answered = json!({
        "description": "How the call ended, with what to say.",
        "content": {"application/json": {"schema": reply_schema(connector)}}
    });
    let refused = REFUSALS
        .into_iter()
        .map(|(status, name, _)| (status, json!({"$ref": format!("#/components/responses/{name}")})));
    let responses: Value = std::iter::once(("200", answered)).chain(refused).collect();
    json!({
        "operationId": definition.name,
        "summary": cut(&connector.name),
        "description": cut(&definition.description),
        "x-openai-isConsequential": definition.writes,
        "requestBody": {
            "required": true,
            "content": {"application/json": {"schema": request(connector, &definition.input_schema)}}
        },
        "responses": responses
    })
}

fn request(connector: &Connector, inputs: &Value) -> Value {
    let mut properties = json!({
        "inputs": inputs,
        "conversation": {
            "type": "string",
            "maxLength": LONGEST_CONVERSATION,
            "description": "Names the conversation, the same in all its calls. Failed tries are counted for it."
        }
    });
    if connector.asks_first() {
        properties["confirmation"] = json!({
            "type": "string",
            "description": "The token of a reply with the outcome needs_confirmation, given back with the same inputs \
                            and only after the customer has read its summary and said yes."
        });
    }
    json!({"type": "object", "properties": properties, "required": ["inputs"], "additionalProperties": false})
}

fn refusal(why: &str) -> Value {
    let schema = json!({"$ref": "#/components/schemas/RequestError"});
    json!({"description": why, "content": {"application/json": {"schema": schema}}})
}

fn request_error() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| settings.meta_schema = None);
    let mut schema = settings.into_generator().into_root_schema_for::<RequestError>();
    schema.remove("title");
    schema.to_value()
}

/// The tools whose text is longer than an OpenAPI file may say, in the given order.
pub fn shortened<'connector>(connectors: impl IntoIterator<Item = &'connector Connector>) -> Vec<&'connector str> {
    let is_long = |text: &str| one_line(text).chars().count() > LONGEST;
    let long = connectors.into_iter().filter(|connector| is_long(&tool_definition(connector).description));
    long.map(|connector| connector.tool_name.as_str()).collect()
}

/// As many whole sentences as fit; of a first sentence that is too long, as many words.
fn cut(text: &str) -> String {
    let text = one_line(text);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let start: String = text.chars().take(LONGEST).collect();
    let sentence = start.match_indices(['.', '!', '?']).rfind(|(at, _)| text[at + 1..].starts_with(' '));
    if let Some((end, mark)) = sentence {
        return start[..end + mark.len()].to_owned();
    }
    let room: String = start.chars().take(LONGEST - 1).collect();
    let words = room.rsplit_once(' ').map_or(room.as_str(), |(words, _)| words);
    format!("{words}…")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_ends_with_a_sentence_and_fits() {
        let check = |text: &str, expected: &str| assert_eq!(cut(text), expected);
        check("Use it.\n  Ask first.", "Use it. Ask first.");
        check(&format!("Version 1.2 of it. {}", "word ".repeat(80)), "Version 1.2 of it.");
        check(&format!("Ist es da? {}", "ü".repeat(300)), "Ist es da?");
        check(&"ü".repeat(301), &format!("{}…", "ü".repeat(299)));
        check(&"word ".repeat(80), &format!("{}…", ["word"; 59].join(" ")));
        let exact = format!("{}. {}.", "a".repeat(148), "b".repeat(149));
        assert_eq!((exact.chars().count(), cut(&exact)), (300, exact.clone()));
    }
}
