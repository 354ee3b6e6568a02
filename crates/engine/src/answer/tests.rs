#![expect(clippy::unwrap_used, reason = "tests")]

use drawbridge_model::MatchRules;
use drawbridge_model::inputs::Inputs;
use serde_json::json;

use super::*;
use crate::decide::Decision;
use crate::evidence::Reads;

fn field(path: &str) -> AllowedField {
    let path = Path::parse(path).unwrap();
    AllowedField { label: default_label(&path), step: 0, path, words: BTreeMap::new(), format: None, currency: None }
}

/// The data of a public connector, as JSON text in order.
fn told(fields: &[AllowedField], body: &str) -> (String, Left) {
    let documents = [Document::read(200, Some("application/json"), body.as_bytes(), true, &Reads::Everything).ok()];
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

fn of_one(path: &str, body: &Value) -> (Value, Left) {
    let (data, left) = told(&[field(path)], &body.to_string());
    let data: Value = serde_json::from_str(&data).unwrap();
    (data.as_object().unwrap().values().next().unwrap().clone(), left)
}

#[test]
fn what_just_fits_is_not_cut() {
    let whole = "é".repeat(limits::ANSWER_VALUE_CHARACTERS);
    let (told, left) = of_one("text", &json!({"text": whole}));
    assert_eq!((told, left.notes.len()), (json!(whole), 0));
    let longer = format!("{whole}é");
    let (told, left) = of_one("text", &json!({"text": longer}));
    assert_eq!(told, json!(format!("{whole}…")));
    assert_eq!(left.notes, ["“text” was cut from 2001 to 2000 characters, because it is too long."]);
    let items = json!({"items": (0..limits::ANSWER_ITEMS).collect::<Vec<_>>()});
    assert!(of_one("items", &items).1.notes.is_empty() && of_one("$.items[*]", &items).1.notes.is_empty());
}

/// Ten values of two thousand characters fill the room to the last; what comes after them has none.
#[test]
fn the_room_for_everything_together_is_used_to_the_last_character() {
    let full = "x".repeat(limits::ANSWER_VALUE_CHARACTERS);
    let left_out = "The rest was left out, because everything together is too long.";
    let (told, left) = of_one("all", &json!({"all": vec![full.clone(); 10]}));
    assert_eq!(
        (told, left.characters, left.notes.len()),
        (json!(vec![full.clone(); 10]), limits::ANSWER_CHARACTERS, 0)
    );
    let mut all = vec![json!(full); 10];
    all.extend([json!("more"), json!(7), json!(true)]);
    let (told, left) = of_one("all", &json!({"all": all}));
    assert_eq!(told[10], "", "a text is cut to nothing, without a mark");
    assert_eq!((&told[11], &told[12]), (&Value::Null, &Value::Null));
    assert_eq!(left.characters, limits::ANSWER_CHARACTERS);
    let cut = "“all” was cut from 4 to 0 characters, because everything together is too long.";
    assert_eq!(left.notes, [cut, left_out], "each is said once");
}

/// The bot is told what it does not get, and only that.
#[test]
fn what_was_cut_is_told_to_the_bot_once() {
    let body = json!({"a": "x".repeat(3_000), "b": "x\u{200b}"}).to_string();
    let documents = [Document::read(200, Some("application/json"), body.as_bytes(), true, &Reads::Everything).ok()];
    let verified = Decision::new(&[], MatchRules::All, true).finish(&documents).unwrap();
    let (_, left, Cut(cut)) = build(&[field("a"), field("a"), field("b")], limits::ANSWER_ITEMS, &verified);
    assert_eq!(cut, ["“a” was cut from 3000 to 2000 characters, because it is too long."]);
    assert_eq!(left.notes[1..], ["Invisible characters were taken out of “b”."]);
}

#[test]
fn an_object_keeps_its_members_and_their_names_without_what_nobody_sees() {
    let (told, left) = of_one("a", &json!({"a": {"na\u{200b}me": "x", "tab": "a\tb", "none": null, "yes": true}}));
    assert_eq!(told, json!({"name": "x", "tab": "a\tb", "none": null, "yes": true}));
    assert!(left.notes.is_empty());
    assert_eq!(left.characters, "name".len() + 1 + "tab".len() + 3 + "none".len() + "yes".len() + 5);
    let names: serde_json::Map<_, _> = (0..30).map(|at| (format!("{at:02}{}", "n".repeat(998)), json!(1))).collect();
    let (told, left) = of_one("a", &json!({"a": names}));
    assert_eq!(told.as_object().unwrap().len(), 19, "a name takes room as well");
    assert!(left.notes[0].starts_with("The rest was left out"), "{:?}", left.notes);
}

/// What a float would change is passed on as text.
#[test]
fn a_number_is_a_number_only_if_it_stays_what_it_was() {
    for (written, expected) in [
        ("18446744073709551615", "18446744073709551615"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("18446744073709551616", "\"18446744073709551616\""),
        ("1.23456789012345", "1.23456789012345"),
        ("1.234567890123456", "\"1.234567890123456\""),
        ("1e2", "100.0"),
    ] {
        assert_eq!(exact_number(written).to_string(), expected, "{written}");
    }
}

#[test]
fn an_amount_has_the_currency_that_is_named_or_found() {
    let body = r#"{"total":4900,"currency":"usd","nothing":null}"#;
    let amount = |path: Option<&str>| {
        let mut total = field("total");
        total.format = Some(Format::MoneyMinor { currency: "EUR".into() });
        total.currency = path.map(|path| Path::parse(path).unwrap());
        told(&[total], body).0
    };
    assert_eq!(amount(None), r#"{"total":"49.00 EUR"}"#);
    assert_eq!(amount(Some("currency")), r#"{"total":"49.00 USD"}"#);
    let mut date = field("total");
    date.format = Some(Format::UnixSeconds);
    assert_eq!(
        currency(
            &date,
            &Format::UnixSeconds,
            &Document::read(200, Some("application/json"), b"{}", true, &Reads::Everything).unwrap()
        ),
        None
    );
}

#[test]
fn a_path_without_a_label_is_called_by_its_last_name() {
    for (path, label) in [
        ("status", "status"),
        ("orders[0].lines[1]", "lines"),
        ("$", "value"),
        ("$[0]", "value"),
        ("$.orders[*].total", "total"),
        ("$.orders[*]", "orders"),
        ("$.orders[?@.id==1].price", "price"),
        ("$.orders[?@.lines[0].id==1].price", "price"),
        ("$.a.b[?@.c.d==1]", "b"),
        ("$..total", "total"),
        ("$[*]", "$[*]"),
    ] {
        assert_eq!(default_label(&Path::parse(path).unwrap()), label, "{path}");
    }
}

#[test]
fn no_two_values_have_one_label() {
    let labelled = |fields: &[(&str, &str)]| {
        let named = |(path, label): &(&str, &str)| AnswerField {
            path: (*path).into(),
            label: (*label).into(),
            ..AnswerField::default()
        };
        let fields: Vec<AnswerField> = fields.iter().map(named).collect();
        let paths: Vec<Path> = fields.iter().map(|field| Path::parse(&field.path).unwrap()).collect();
        labels(&fields, &paths)
    };
    assert_eq!(labelled(&[("a", "x"), ("b", "y")]), ["x", "y"]);
    assert_eq!(labelled(&[("a", "x"), ("b", "x")]), ["a", "b"]);
    assert_eq!(labelled(&[("a", "x"), ("a", "x")]), ["a", "a (2)"]);
}
