use serde_json::json;

use super::*;

fn field(field_type: FieldType) -> Field {
    Field {
        name: "order_number".into(),
        field_type,
        required: true,
        example: "727".into(),
        options: vec!["Small".into(), "Large".into(), "large".into()],
        ..Field::default()
    }
}

fn accepts(field: &Field, raw: Value, expected: &InputValue) {
    let shown = raw.to_string();
    let raw = Map::from_iter([(field.name.clone(), raw)]);
    let accepted = accept(std::slice::from_ref(field), &raw);
    assert_eq!(accepted.map(|inputs| inputs.get(&field.name).cloned()), Ok(Some(expected.clone())), "{shown}");
}

fn refuses(field: &Field, raw: Value, part: &str) {
    let shown = raw.to_string();
    let raw = Map::from_iter([(field.name.clone(), raw)]);
    let problems = accept(std::slice::from_ref(field), &raw).expect_err(&shown);
    assert_eq!(problems.len(), 1, "{shown}");
    assert_eq!(problems[0].field, field.name, "{shown}");
    assert!(problems[0].message.contains(part), "{shown}: {}", problems[0].message);
    assert!(problems[0].message.starts_with("The ") && problems[0].message.ends_with('.'), "{}", problems[0].message);
}

fn text(text: &str) -> InputValue {
    InputValue::Text(text.into())
}

fn number(text: &str) -> InputValue {
    InputValue::Number(text.into())
}

#[test]
fn a_problem_is_a_sentence_that_a_bot_can_repeat() {
    let said = |description: &str| {
        let field = Field { description: description.into(), ..field(FieldType::Integer) };
        let raw = Map::from_iter([(field.name.clone(), json!("x"))]);
        accept(&[field], &raw).expect_err("x is no number")[0].message.clone()
    };
    assert_eq!(said("Your order number"), "The order number must be a whole number, such as 727.");
    assert_eq!(said(""), "The order number must be a whole number, such as 727.");
    assert_eq!(said("What is your order number?"), "The order number must be a whole number, such as 727.");
    assert_eq!(said("Enter the number"), "The order number must be a whole number, such as 727.");
    assert_eq!(said("SKU of the item"), "The SKU of the item must be a whole number, such as 727.");
}

/// SECURITY INJ-17.
#[test]
fn a_number_follows_the_grammar_of_json() {
    for text in ["1e999", "NaN", "Infinity", "0x1F", "01", "1_000", "+5", "１２", "1,5", "--1", "1 2"] {
        refuses(&field(FieldType::Number), json!(text), "must be a number, such as 727.");
        refuses(&field(FieldType::Integer), json!(text), "must be a whole number, such as 727.");
    }
    for text in ["1.5", "1e2", "5.0"] {
        refuses(&field(FieldType::Integer), json!(text), "must be a whole number");
    }
    accepts(&field(FieldType::Integer), json!(" 5 "), &number("5"));
    accepts(&field(FieldType::Number), json!(" 5 "), &number("5"));
}

/// SECURITY INJ-18.
#[test]
fn a_number_is_never_rounded() {
    let forty = "4".repeat(40);
    for written in ["9007199254740993", "-0", &forty] {
        accepts(&field(FieldType::Integer), json!(written), &number(written));
    }
    for written in ["9007199254740993", "0.1", "-0", "1e2", "0.10", &forty] {
        accepts(&field(FieldType::Number), json!(written), &number(written));
    }
    accepts(&field(FieldType::Integer), json!(9_007_199_254_740_993_u64), &number("9007199254740993"));
    accepts(&field(FieldType::Number), json!(0.1), &number("0.1"));
    let rounded: Value = serde_json::from_str("123456789012345678901234567890").expect("JSON");
    refuses(&field(FieldType::Number), rounded, "pass it as text");
}

/// SECURITY INJ-19: the accepted words are true, false, yes and no, in any capitals.
#[test]
fn a_boolean_is_yes_or_no() {
    for (raw, expected) in
        [(json!(true), true), (json!("true"), true), (json!("Yes"), true), (json!("no"), false), (json!(false), false)]
    {
        accepts(&field(FieldType::Boolean), raw, &InputValue::Boolean(expected));
    }
    for raw in [json!("1"), json!(1), json!(0), json!("y"), json!("on"), json!("ＴＲＵＥ"), json!("truee")] {
        refuses(&field(FieldType::Boolean), raw, "must be yes or no");
    }
}

/// SECURITY INJ-20.
#[test]
fn a_text_of_digits_stays_a_text() {
    accepts(&field(FieldType::String), json!("007"), &text("007"));
    accepts(&field(FieldType::String), json!(727), &text("727"));
}

/// SECURITY INJ-21, the model's part: what is empty is absent, and never a text.
#[test]
fn an_optional_question_left_empty_is_absent() {
    let optional = Field { required: false, ..field(FieldType::String) };
    for raw in [json!(""), json!("  \n"), json!(null)] {
        let raw = Map::from_iter([("order_number".to_owned(), raw)]);
        assert_eq!(accept(std::slice::from_ref(&optional), &raw), Ok(Inputs::default()));
    }
    assert_eq!(accept(&[optional], &Map::new()), Ok(Inputs::default()));
}

#[test]
fn a_required_question_left_empty_is_missing() {
    for raw in [json!(""), json!("   "), json!(null)] {
        refuses(&field(FieldType::String), raw, "The order number is missing.");
    }
    assert!(accept(&[field(FieldType::String)], &Map::new()).is_err());
}

/// SECURITY INJ-29. A lone surrogate cannot exist in a Rust string; JSON that has one does not parse.
#[test]
fn what_is_no_text_for_people_is_refused() {
    for field_type in [FieldType::String, FieldType::Email, FieldType::Integer, FieldType::Choice, FieldType::Url] {
        refuses(&field(field_type), json!("7\u{0}7"), "cannot be seen (U+0000)");
        refuses(&field(field_type), json!("x".repeat(1_000_000)), "longer than 10,000 characters");
    }
    assert!(serde_json::from_str::<Value>(r#""\ud800""#).is_err());
    refuses(&field(FieldType::String), json!(["a"]), "must be a single value");
    refuses(&field(FieldType::String), json!({"a": 1}), "must be a single value");
}

/// SECURITY INJ-30.
#[test]
fn invisible_characters_are_refused() {
    for character in ['\u{202e}', '\u{2066}', '\u{200b}', '\u{200d}', '\u{e0041}', '\u{ad}', '\u{feff}', '\u{7}'] {
        for field_type in [FieldType::String, FieldType::Email, FieldType::Choice, FieldType::Phone, FieldType::Date] {
            refuses(&field(field_type), json!(format!("a{character}b")), "cannot be seen");
        }
    }
    refuses(&field(FieldType::Email), json!("ana\n@example.com"), "cannot be seen");
    accepts(&field(FieldType::String), json!("two\r\nlines ❤️"), &text("two\nlines ❤️"));
    let unknown = Map::from_iter([("оrder_number".to_owned(), json!("1"))]);
    let problems = accept(&[field(FieldType::String)], &unknown).expect_err("a homoglyph is another name");
    assert_eq!(problems.len(), 2);
}

/// SECURITY INJ-31 and INJ-32.
#[test]
fn an_email_is_one_address_with_a_real_domain() {
    for email in
        ["ana@example.com", "Ana.B+c@Example.COM", "user@bücher.example", "user@xn--bcher-kva.example", "ü@example.com"]
    {
        accepts(&field(FieldType::Email), json!(format!(" {email} ")), &text(email));
    }
    let long = format!("{}@{}.example.com", "a".repeat(60), "b".repeat(250));
    for email in [
        "a@b@c",
        "a@",
        "@example.com",
        "a",
        "\"a b\"@x",
        "\"a b\"@example.com",
        "a@[127.0.0.1]",
        "a@b",
        "Bob <bob@x.io>",
        "a b@example.com",
        "a@xn--example-.org",
        "a@example..com",
        "a@-example.com",
        "a@example.com.",
        "a@exa mple.com",
        &long,
    ] {
        refuses(&field(FieldType::Email), json!(email), "must be an email address");
    }
}

/// SECURITY INJ-31.
#[test]
fn each_type_refuses_what_it_is_not() {
    for date in [
        "2026-02-30",
        "2026-13-01",
        "31.02.2026",
        "31.05.26",
        "05/31/2026",
        "2026-5-1",
        "20260501",
        "2026-05-31T10:00",
        "tomorrow",
    ] {
        refuses(&field(FieldType::Date), json!(date), "must be a date that exists");
    }
    accepts(&field(FieldType::Date), json!("2028-02-29"), &text("2028-02-29"));
    accepts(&field(FieldType::Date), json!("31.05.2026"), &text("2026-05-31"));
    accepts(&field(FieldType::Date), json!("1.5.2026"), &text("2026-05-01"));
    for moment in ["2026-02-30T10:00", "2026-05-31T25:00", "2026-05-31", "2026-05-31T10:00[Europe/Paris]", "10:00"] {
        refuses(&field(FieldType::Datetime), json!(moment), "must be a date and time");
    }
    accepts(&field(FieldType::Datetime), json!("2026-05-31 14:30"), &text("2026-05-31T14:30"));
    accepts(&field(FieldType::Datetime), json!("2026-05-31T14:30:00+02:00"), &text("2026-05-31T14:30:00+02:00"));
    for phone in ["+0", "123456", "call me on 1234567", "1+234567", "+", &"1".repeat(18)] {
        refuses(&field(FieldType::Phone), json!(phone), "must be a phone number");
    }
    accepts(&field(FieldType::Phone), json!("+33 (0)1 23-45.67"), &text("+33 (0)1 23-45.67"));
    for address in [
        "example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "https://u:p@example.com",
        "https://",
        "https://a b",
    ] {
        refuses(&field(FieldType::Url), json!(address), "must be a web address");
    }
    accepts(&field(FieldType::Url), json!("https://example.com/a?b=c"), &text("https://example.com/a?b=c"));
    refuses(&field(FieldType::Choice), json!("medium"), "must be one of: Small, Large, large.");
    refuses(&field(FieldType::Choice), json!("LARGE"), "must be one of");
    accepts(&field(FieldType::Choice), json!("SMALL"), &text("Small"));
    accepts(&field(FieldType::Choice), json!("large"), &text("large"));
}

#[test]
fn limits_are_kept() {
    let limit =
        |min: &str, max: &str, field_type| Field { min: Some(min.into()), max: Some(max.into()), ..field(field_type) };
    refuses(&limit("1", "9", FieldType::Integer), json!("0"), "must be at least 1.");
    refuses(&limit("1", "9", FieldType::Integer), json!("10"), "must be at most 9.");
    accepts(&limit("1", "9", FieldType::Integer), json!("9"), &number("9"));
    refuses(&limit("0.1", "9007199254740992", FieldType::Number), json!("9007199254740993"), "must be at most");
    refuses(&limit("2026-01-01", "2026-12-31", FieldType::Date), json!("2025-12-31"), "must not be before 2026-01-01.");
    refuses(&limit("2026-01-01", "2026-12-31", FieldType::Datetime), json!("2027-01-01T00:00"), "must not be after");
    refuses(
        &limit("2026-01-01T12:00:00Z", "2026-12-31", FieldType::Datetime),
        json!("2026-01-01T13:00:00+02:00"),
        "before",
    );
    refuses(&limit("one", "9", FieldType::Integer), json!("5"), "must be at least one");
    let lengths = Field { min_length: Some(2), max_length: Some(3), ..field(FieldType::String) };
    refuses(&lengths, json!("é"), "at least 2 characters");
    refuses(&lengths, json!("abcd"), "at most 3 characters");
    accepts(&lengths, json!("ééé"), &text("ééé"));
    let pattern = Field { pattern: Some("[A-Z]{2}|\\d+".into()), ..field(FieldType::String) };
    refuses(&pattern, json!("ABC"), "does not have the right form");
    refuses(&pattern, json!("x1"), "does not have the right form");
    accepts(&pattern, json!("AB"), &text("AB"));
    let broken = Field { pattern: Some("(".into()), ..field(FieldType::String) };
    refuses(&broken, json!("AB"), "does not have the right form");
}

#[test]
fn all_problems_are_told_at_once() {
    let fields = [field(FieldType::Integer), Field { name: "email".into(), ..field(FieldType::Email) }];
    let said = [("order_number", json!("x")), ("zip", json!(2)), ("__proto__", json!(1))];
    let raw = said.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
    let problems = accept(&fields, &raw).expect_err("four problems");
    let named: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(named, ["order_number", "email", "__proto__", "zip"], "unknown names by the alphabet");
    assert_eq!(problems[2].message, "There is no question named “__proto__”.");
}
