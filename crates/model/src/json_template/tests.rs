use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn slot(reference: &str) -> JsonNode {
    JsonNode::Slot(Placeholder::parse(reference).expect("a reference"))
}

fn text(written: &str) -> JsonNode {
    JsonNode::Text(Template::parse(written))
}

fn check(written: &str, expected: JsonNode) {
    assert_eq!(JsonTemplate::parse(written).map(|template| template.root), Ok(expected), "{written}");
}

#[test]
fn texts_are_templates_and_bare_placeholders_are_slots() {
    check(
        "{\"b\": \"Hi {name}\", \"a\": {quantity}}",
        JsonNode::Object(vec![("b".into(), text("Hi {name}")), ("a".into(), slot("quantity"))]),
    );
    check("{email}", slot("email"));
    check(
        " [ {login.token} , null,true,\"\" ] ",
        JsonNode::Array(vec![slot("login.token"), JsonNode::Null, JsonNode::Bool(true), text("")]),
    );
    check("{}", JsonNode::Object(vec![]));
    check(r#""\u00e9\ud83d\ude00\n\"""#, text("é😀\n\""));
    check(r#""\b\f\r\t\/\\""#, text("\u{8}\u{c}\r\t/\\"));
}

/// SECURITY INJ-27.
#[test]
fn braces_that_are_no_placeholder_keep_their_meaning() {
    check(
        r#"{"a":{"b":"{x}"}}"#,
        JsonNode::Object(vec![("a".into(), JsonNode::Object(vec![("b".into(), text("{x}"))]))]),
    );
    check(r#"{"a":"{{x}}"}"#, JsonNode::Object(vec![("a".into(), JsonNode::Text(Template::parse("{{x}}")))]));
    check(r#"["{{", "}"]"#, JsonNode::Array(vec![text("{{"), text("}")]));
}

/// SECURITY INJ-18, the owner's own numbers.
#[test]
fn a_number_keeps_the_text_it_was_written_as() {
    let forty = "4".repeat(40);
    for number in ["9007199254740993", "0.1", "-0", "1e2", "1.50", &forty] {
        check(number, JsonNode::Number(number.to_owned()));
    }
}

/// SECURITY INJ-20 and INJ-21: a quoted slot is a text, and a member whose value is one placeholder can be told apart
/// from a text with more in it, so that it can be left out.
#[test]
fn a_quoted_slot_is_a_text_and_says_whether_it_stands_alone() {
    let template = JsonTemplate::parse(r#"{"zip": "{zip}", "line": "{zip} Paris"}"#).expect("JSON");
    let JsonNode::Object(members) = template.root() else { panic!("an object") };
    let alone: Vec<bool> = members
        .iter()
        .map(|(_, node)| matches!(node, JsonNode::Text(text) if text.only_placeholder().is_some()))
        .collect();
    assert_eq!(alone, [true, false]);
    assert_eq!(template.placeholders().len(), 2);
}

/// SECURITY INJ-22: typed in a list, refused as a name.
#[test]
fn a_slot_may_stand_in_a_list_and_never_in_a_name() {
    check(r#"["a", {b}]"#, JsonNode::Array(vec![text("a"), slot("b")]));
    check_error(r#"{"{b}": 1}"#, 1, 2, "has a placeholder in it");
    check_error(r#"{"x{b}": 1}"#, 1, 2, "has a placeholder in it");
    check_error(r"{{b}: 1}", 1, 5, "where a name was expected");
}

fn check_error(written: &str, line: u32, column: u32, part: &str) {
    let error = JsonTemplate::parse(written).expect_err(written);
    assert_eq!((error.line, error.column), (line, column), "{written}: {error}");
    assert!(error.message.contains(part), "{written}: {error}");
    assert!(!error.hint.is_empty(), "{written}");
}

#[test]
fn an_error_names_line_and_column_in_plain_words() {
    check_error("", 1, 1, "ends where a value was expected");
    check_error("{\n  \"a\": 1,\n}", 3, 1, "comma before the closing brace");
    check_error("{\n  \"a\": 1\n  \"b\": 2\n}", 3, 3, "A comma or “}” was expected");
    check_error("{\"a\": [1, 2", 1, 7, "opening bracket is never closed");
    check_error("{\"a\": 1", 1, 1, "opening brace is never closed");
    check_error("{\"é\": \"x", 1, 7, "no closing quotation mark");
    check_error("{\"a\" 1}", 1, 6, "a colon is missing");
    check_error("{a: 1}", 1, 2, "A name in double quotation marks");
    check_error("{“a”: 1}", 1, 2, "quotation mark “");
    check_error("{\"a\": email}", 1, 7, "“email” stands without quotation marks");
    check_error("{\"a\": True}", 1, 7, "“True” stands without quotation marks");
    check_error("{\"a\": 01}", 1, 7, "“01” is not a number");
    check_error("{\"a\": 1, \"a\": 2}", 1, 10, "occurs twice");
    check_error("{\"a\": \"x\ny\"}", 1, 7, "over the end of its line");
    check_error("\"\\x\"", 1, 2, "backslash");
    check_error("\"\\ud800\"", 1, 2, "backslash");
    check_error("\"\t\"", 1, 2, "control character");
    check_error("[1,]", 1, 4, "comma before the closing bracket");
    check_error("{} {}", 1, 4, "After the end");
    check_error("\u{feff}{}", 1, 1, "byte order mark");
    check_error("{order id}", 1, 2, "A name in double");
    check_error("{\"n\": 1{x}}", 1, 8, "A comma or “}” was expected");
    check_error(&"[".repeat(100_000), 1, 66, "more than 64");
    check_error(&"{\"a\":".repeat(100), 1, 326, "more than 64");
    check_error("[1 x]", 1, 4, "but “x” stands here");
    check_error("[\u{200b}1]", 1, 2, "but an invisible character stands here");
}

/// The body with every placeholder spelled out as the text between its braces.
fn without_slots(node: &JsonNode) -> Value {
    match node {
        JsonNode::Null => Value::Null,
        JsonNode::Bool(value) => Value::Bool(*value),
        JsonNode::Number(number) => serde_json::from_str(number).expect("a JSON number"),
        JsonNode::Text(template) => Value::String(template.to_string()),
        JsonNode::Slot(placeholder) => Value::String(placeholder.to_string()),
        JsonNode::Array(items) => items.iter().map(without_slots).collect(),
        JsonNode::Object(members) => {
            Value::Object(members.iter().map(|(name, member)| (name.clone(), without_slots(member))).collect())
        }
    }
}

fn bodies() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |number| number.is_finite().then(|| Value::from(number))),
        any::<String>().prop_map(Value::from),
        "[a-z{}]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"\\\\é ]{0,4}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::cases::cases(20_000)))]

    /// SECURITY INJ-15 and INJ-16, the model's part: every leaf of the owner's JSON comes through unchanged.
    #[test]
    fn whatever_is_json_is_read_as_the_same_json(body in bodies(), pretty in any::<bool>()) {
        let written = if pretty { serde_json::to_string_pretty(&body) } else { serde_json::to_string(&body) };
        let template = JsonTemplate::parse(&written.expect("it serialises")).expect("it is JSON");
        prop_assert_eq!(without_slots(template.root()), body);
    }

    #[test]
    fn whatever_is_read_without_a_slot_is_json(text in "[\\[\\]{}:,\"\\\\a0-9.eE tn-]{0,20}") {
        if let Ok(template) = JsonTemplate::parse(&text)
            && template.placeholders().is_empty()
        {
            prop_assert!(serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
        }
    }
}
