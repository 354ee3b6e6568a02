#![expect(clippy::unwrap_used, reason = "tests")]

use drawbridge_model::MatchRules;
use drawbridge_model::inputs::Inputs;
use serde_json::json;

use super::*;
use crate::decide::Decision;

fn field(path: &str) -> AllowedField {
    let path = Path::parse(path).unwrap();
    AllowedField { label: default_label(&path), step: 0, path, words: BTreeMap::new(), format: None, currency: None }
}

/// The data of a public connector, as JSON text in order.
fn told(fields: &[AllowedField], body: &str) -> (String, Left) {
    let documents = [Document::read(200, Some("application/json"), body.as_bytes(), true).ok()];
    let mut decision = Decision::new(&[], MatchRules::All, true);
    decision.after_step(0, documents[0].as_ref(), &Inputs::default(), false).unwrap();
    let verified = decision.finish(&documents).unwrap();
    let (data, left, _) = build(fields, limits::ANSWER_ITEMS, &verified);
    (serde_json::to_string(&data).unwrap(), left)
}

#[test]
fn only_allowed_fields_leave_in_the_order_of_the_connector() {
    let body =
        r#"{"total":"63.80","status":"processing","billing":{"email":"PII"},"items":[{"name":"A"},{"name":"B"}]}"#;
    let (data, left) = told(&[field("status"), field("total"), field("items[*].name"), field("missing")], body);
    assert_eq!(data, r#"{"status":"processing","total":"63.80","name":["A","B"],"missing":null}"#);
    assert_eq!(left.labels, ["status", "total", "name", "missing"]);
    assert_eq!((left.characters, left.of), (17, 5), "and it is told of how many values there were");
}

#[test]
fn labels_are_last_names_and_whole_paths_where_two_are_the_same() {
    let named =
        |path: &str, label: &str| AnswerField { path: path.into(), label: label.into(), ..AnswerField::default() };
    let fields = [
        named("line_items[*].name", "items"),
        named("a.name", ""),
        named("b.name", ""),
        named("lines[0]", ""),
        named("$.x[?@.id==1].price", ""),
        named("c", "total"),
    ];
    let paths: Vec<Path> = fields.iter().map(|field| Path::parse(&field.path).unwrap()).collect();
    assert_eq!(labels(&fields, &paths), ["items", "a.name", "b.name", "lines", "price", "total"]);
}

#[test]
fn numbers_leave_as_the_server_wrote_them() {
    let (data, _) = told(&[field("a"), field("b"), field("c")], r#"{"a":12345678901234567890123,"b":0.1,"c":42}"#);
    assert_eq!(data, r#"{"a":"12345678901234567890123","b":0.1,"c":42}"#);
}

#[test]
fn long_values_and_lists_are_cut_and_that_is_said() {
    let items: Vec<u32> = (0..30).collect();
    let (data, left) = told(
        &[field("text"), field("items"), field("$.items[*]")],
        &json!({"text": "x".repeat(3_000), "items": items}).to_string(),
    );
    let data: Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data["text"].as_str().unwrap().chars().count(), 2_001, "two thousand and the mark that it was cut");
    assert_eq!(data["items"].as_array().unwrap().len(), 20);
    assert!(left.notes.iter().any(|note| note.contains("from 3000 to 2000")), "{:?}", left.notes);
    assert!(left.notes.iter().any(|note| note.contains("the first 20 of 30")), "{:?}", left.notes);
}

#[test]
fn everything_together_is_bounded() {
    let texts: Vec<String> = (0..20).map(|_| "x".repeat(2_000)).collect();
    let (data, left) = told(&[field("texts"), field("more")], &json!({"texts": texts, "more": 7}).to_string());
    assert!(left.characters <= limits::ANSWER_CHARACTERS);
    assert!(data.len() < limits::ANSWER_CHARACTERS + 500, "{}", data.len());
    assert!(!left.notes.is_empty());
}

/// SECURITY LLM-11.
#[test]
fn an_object_of_500_values_is_bounded_like_anything_else() {
    let values: serde_json::Map<_, _> = (0..500).map(|at| (format!("value_{at}"), json!("x".repeat(200)))).collect();
    let (data, left) = told(&[field("many")], &json!({"many": values}).to_string());
    assert!(left.characters <= limits::ANSWER_CHARACTERS);
    assert!(data.len() < 2 * limits::ANSWER_CHARACTERS, "{}", data.len());
    assert!(!left.notes.is_empty(), "it is said that something was cut");
}

#[test]
fn what_nobody_can_see_is_taken_out() {
    let (data, left) = told(&[field("note")], "{\"note\":\"a\\u202Eb\\u200Bc\\u0007\\nd\\uDB40\\uDC41\"}");
    assert_eq!(data, r#"{"note":"abc\nd"}"#);
    assert_eq!(left.notes.len(), 1);
}

#[test]
fn words_and_formats_are_applied() {
    let mut status = field("status");
    status.words.insert("processing".into(), "being prepared".into());
    let mut total = field("total");
    total.format = Some(Format::MoneyMinor { currency: "currency".into() });
    total.currency = Some(Path::parse("currency").unwrap());
    let mut wrong = field("when");
    wrong.format = Some(Format::Date);
    let (data, left) =
        told(&[status, total, wrong], r#"{"status":"processing","total":4900,"currency":"eur","when":"soon"}"#);
    assert_eq!(data, r#"{"status":"being prepared","total":"49.00 EUR","when":"soon"}"#);
    assert_eq!(left.notes.len(), 1, "what does not fit its format is said");
}

/// SECURITY NET-07, the part of the answer: work does not grow with the length of a list times the size of the body.
#[test]
fn of_a_long_list_only_the_kept_items_are_walked_to() {
    let names: Vec<Value> =
        (0..9_000).map(|number| json!({"name": format!("item {number} {}", "x".repeat(60))})).collect();
    let (data, left) = told(&[field("$.items[*].name")], &json!({"items": names}).to_string());
    let data: Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data["name"].as_array().unwrap().len(), limits::ANSWER_ITEMS);
    assert!(left.notes.iter().any(|note| note.contains("the first 20 of 9000")), "{:?}", left.notes);
}
