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

/// How a call ends that asks for a yes first, and one that does not; made once as well.
static ENDS_ASKING: LazyLock<Value> = LazyLock::new(|| outcomes(true));
static ENDS: LazyLock<Value> = LazyLock::new(|| outcomes(false));

/// The schema of what a call of this connector gives: a [`BotOutcome`] as JSON, without references to anything outside.
pub fn reply_schema(connector: &Connector) -> Value {
    let every = EVERY.as_object().into_iter().flatten();
    let fitting = every.map(|(name, schema)| match (name.as_str(), schema) {
        ("properties", Value::Object(members)) => (name.clone(), Value::Object(fitting(members, connector))),
        (_, schema) => (name.clone(), schema.clone()),
    });
    Value::Object(fitting.collect())
}

/// The members that one connector can give.
fn fitting(members: &Map<String, Value>, connector: &Connector) -> Map<String, Value> {
    let (asks, writes) = (connector.asks_first(), connector.writes());
    let fitting = members.iter().filter_map(|(name, member)| {
        let fit = match name.as_str() {
            "confirmation" if !asks => return None,
            "repeated" if !writes => return None,
            "outcome" if asks => ENDS_ASKING.clone(),
            "outcome" => ENDS.clone(),
            "data" => data(connector, member.get("description")),
            _ => member.clone(),
        };
        Some((name.clone(), fit))
    });
    fitting.collect()
}

fn outcomes(asks: bool) -> Value {
    let can_be = |kind| kind != OutcomeKind::NeedsConfirmation || asks;
    let possible: Vec<_> = OUTCOMES.into_iter().filter(|(kind, _)| can_be(*kind)).collect();
    let names: Vec<OutcomeKind> = possible.iter().map(|(kind, _)| *kind).collect();
    let words: Vec<String> = possible.iter().map(|(kind, means)| format!("{}: {means}", kind.as_str())).collect();
    json!({"type": "string", "enum": names, "description": format!("How it ended. {}.", words.join("; "))})
}

/// The answer, with the words that every connector's has.
fn data(connector: &Connector, words: Option<&Value>) -> Value {
    let mut data = labelled(connector);
    if let (Some(words), Some(data)) = (words, data.as_object_mut()) {
        data.insert("description".to_owned(), words.clone());
    }
    data
}

/// The answer by its labels. A value is of whatever type the system gives, or `null`; a path that can find several values
/// gives a list, or `null` where its request was not needed or was answered with nothing.
fn labelled(connector: &Connector) -> Value {
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
