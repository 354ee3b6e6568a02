//! What a tool gives back, as JSON Schema 2020-12: the `outputSchema` of MCP and the 200 of OpenAPI.
//!
//! The members and their words are those of [`BotOutcome`]. What one connector can never give is taken out, and its answer
//! is described by the labels of its allowed fields. The owner's paths do not stand in it: they are no business of a bot.

use std::sync::LazyLock;

use drawbridge_model::path::Path;
use drawbridge_model::{Connector, OutcomeKind};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::answer;
use crate::outcome::BotOutcome;

/// The kinds of outcome, with what each means to a bot.
const OUTCOMES: [(OutcomeKind, &str); 7] = [
    (OutcomeKind::Answer, "data follows"),
    (OutcomeKind::NotVerified, "the details did not match"),
    (OutcomeKind::InvalidInput, "a value is missing or wrong, see problems"),
    (OutcomeKind::NeedsConfirmation, "nothing was done yet, ask the customer for a yes"),
    (OutcomeKind::Throttled, "too many failed tries"),
    (OutcomeKind::ApiError, "the system said no"),
    (OutcomeKind::Unavailable, "the system could not be reached"),
];

/// What every connector gives, made once: a bundle may have a thousand of them.
static EVERY: LazyLock<Value> = LazyLock::new(|| {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<BotOutcome>().to_value();
    if let Some(schema) = schema.as_object_mut() {
        for beside in ["title", "description"] {
            schema.remove(beside);
        }
        schema.insert("additionalProperties".to_owned(), json!(false));
    }
    schema
});

/// The schema of what a call of this connector gives: a [`BotOutcome`] as JSON, without references to anything outside.
pub fn reply_schema(connector: &Connector) -> Value {
    let mut schema = EVERY.clone();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        fit(properties, connector);
    }
    schema
}

/// Makes the members those of one connector.
fn fit(properties: &mut Map<String, Value>, connector: &Connector) {
    properties.insert("outcome".to_owned(), outcomes(connector));
    let words = properties.get("data").and_then(|data| data.get("description")).cloned();
    let mut data = data(connector);
    if let (Some(words), Some(data)) = (words, data.as_object_mut()) {
        data.insert("description".to_owned(), words);
    }
    properties.insert("data".to_owned(), data);
    if !connector.asks_first() {
        properties.shift_remove("confirmation");
    }
    if !connector.writes() {
        properties.shift_remove("repeated");
    }
}

fn outcomes(connector: &Connector) -> Value {
    let can_be = |kind| kind != OutcomeKind::NeedsConfirmation || connector.asks_first();
    let possible: Vec<_> = OUTCOMES.into_iter().filter(|(kind, _)| can_be(*kind)).collect();
    let names: Vec<OutcomeKind> = possible.iter().map(|(kind, _)| *kind).collect();
    let words: Vec<String> = possible.iter().map(|(kind, means)| format!("{}: {means}", kind.as_str())).collect();
    json!({"type": "string", "enum": names, "description": format!("How it ended. {}.", words.join("; "))})
}

/// The answer by its labels. A value is of whatever type the system gives, or `null`; a path that can find several values
/// gives a list, or `null` where its request was not needed or was answered with nothing.
fn data(connector: &Connector) -> Value {
    let fields = &connector.answer.fields;
    let paths: Result<Vec<Path>, _> = fields.iter().map(|field| Path::parse(&field.path)).collect();
    let Ok(paths) = paths else {
        return json!({"type": "object", "properties": {}});
    };
    let labels = answer::labels(fields, &paths);
    let list = || json!({"type": ["array", "null"], "items": {}});
    let value = |path: &Path| if path.finds_at_most_one() { json!({}) } else { list() };
    let properties: Map<String, Value> =
        labels.iter().zip(&paths).map(|(label, path)| (label.clone(), value(path))).collect();
    json!({"type": "object", "properties": properties, "required": labels, "additionalProperties": false})
}
