#![expect(clippy::unwrap_used, reason = "tests")]

use drawbridge_model::{Field, FieldType};
use serde_json::json;

use super::*;

fn inputs(values: &Value) -> Inputs {
    let field = |(name, value): (&String, &Value)| Field {
        name: name.clone(),
        field_type: match value {
            Value::Number(_) => FieldType::Number,
            Value::Bool(_) => FieldType::Boolean,
            _ => FieldType::String,
        },
        ..Field::default()
    };
    let map = values.as_object().cloned().unwrap_or_default();
    let fields: Vec<Field> = map.iter().map(field).collect();
    drawbridge_model::inputs::accept(&fields, &map).unwrap()
}

fn rule(position: usize, field: &str, path: &str, rule_type: ValidationType) -> Rule {
    let said = match field {
        "" => Said::Nothing,
        name => Said::Field { name: name.to_owned(), sensitive: false },
    };
    Rule {
        position,
        step: 0,
        step_id: "order".to_owned(),
        identifies: !field.is_empty(),
        said,
        path: Path::parse(path).unwrap(),
        comparator: rule_type,
        digits: 4,
        error: String::new(),
    }
}

fn document(text: &str) -> Document {
    Document::read(200, Some("application/json"), text.as_bytes(), true).unwrap()
}

/// Whether the customer is let in.
fn decided(rules: &[Rule], combine: MatchRules, body: &str, said: &Value) -> bool {
    let documents = [Some(document(body))];
    let mut decision = Decision::new(rules, combine, false);
    let after = decision.after_step(0, documents[0].as_ref(), &inputs(said), false);
    let finished = decision.finish(&documents).is_ok();
    assert!(after.is_ok() || !finished, "what was refused must not be verified later");
    after.is_ok() && finished
}

fn email(body: &str) -> bool {
    let rules = [rule(0, "email", "billing.email", ValidationType::EqualsIgnoreCase)];
    decided(&rules, MatchRules::All, body, &json!({"email": "ana@example.com"}))
}

/// SECURITY IDV-01. SECURITY IDV-02. SECURITY IDV-04. SECURITY IDV-15.
#[test]
fn whatever_is_not_exactly_the_email_fails() {
    assert!(email(r#"{"billing":{"email":"Ana@Example.com"}}"#));
    for value in [
        "null",
        "\"\"",
        "\"   \"",
        "0",
        "false",
        "[]",
        "{}",
        r#"["ana@example.com"]"#,
        r#"["ana@example.com","b"]"#,
        r#"{"email":"ana@example.com"}"#,
        "\"bob@example.com\"",
        "true",
        r#""ana@example.com\u200b""#,
    ] {
        assert!(!email(&format!("{{\"billing\":{{\"email\":{value}}}}}")), "{value}");
    }
    for body in [
        "{}",
        r#"{"billing":null}"#,
        r#"{"billing":"ana@example.com"}"#,
        r#"{"email":"ana@example.com"}"#,
        "[]",
        "null",
        r#"{"billing":[{"email":"ana@example.com"}]}"#,
        r#"{"billing":{"email":"victim@example.com","email":"ana@example.com"}}"#,
        r#"{"billing":{"email":"ana@example.com"},"billing":{"email":"ana@example.com"}}"#,
    ] {
        assert!(!email(body), "{body}");
    }
}

/// SECURITY IDV-03.
#[test]
fn nothing_said_never_equals_nothing_answered() {
    let rules = [rule(0, "email", "email", ValidationType::EqualsIgnoreCase)];
    for said in [json!({"email": null}), json!({"email": ""}), json!({"email": "   "}), json!({})] {
        for body in [r#"{"email":""}"#, r#"{"email":"  "}"#, r#"{"email":null}"#, "{}"] {
            assert!(!decided(&rules, MatchRules::All, body, &said), "{said} and {body}");
        }
    }
}

/// SECURITY IDV-06.
#[test]
fn an_index_into_an_object_lets_nobody_in() {
    let rules = [rule(0, "email", "$.order[0].email", ValidationType::EqualsIgnoreCase)];
    let body = r#"{"order":{"lines":[{"email":"ana@example.com"}],"email":"ana@example.com"}}"#;
    assert!(!decided(&rules, MatchRules::All, body, &json!({"email": "ana@example.com"})));
}

/// SECURITY IDV-10.
#[test]
fn numbers_and_texts_meet_by_their_comparator() {
    for (rule_type, said, body, expected) in [
        (ValidationType::Equals, json!({"id": 1001}), r#"{"id":1001}"#, true),
        (ValidationType::Equals, json!({"id": "1001"}), r#"{"id":1001}"#, true),
        (ValidationType::Equals, json!({"id": 1001}), r#"{"id":"1001"}"#, true),
        (ValidationType::Equals, json!({"id": 1001}), r#"{"id":1001.0}"#, false),
        (ValidationType::EqualsNumber, json!({"id": 1001}), r#"{"id":1001.0}"#, true),
        (ValidationType::EqualsNumber, json!({"id": 1000}), r#"{"id":1e3}"#, true),
        (ValidationType::EqualsNumber, json!({"id": "9007199254740993"}), r#"{"id":9007199254740992}"#, false),
        (ValidationType::EqualsNumber, json!({"id": "9007199254740993"}), r#"{"id":9007199254740993}"#, true),
        (ValidationType::Equals, json!({"id": true}), r#"{"id":true}"#, true),
        (ValidationType::Equals, json!({"id": true}), r#"{"id":"true"}"#, false),
        (ValidationType::Equals, json!({"id": "true"}), r#"{"id":true}"#, false),
    ] {
        let rules = [rule(0, "id", "id", rule_type)];
        assert_eq!(decided(&rules, MatchRules::All, body, &said), expected, "{rule_type:?}: {said} and {body}");
    }
}

/// SECURITY IDV-19.
#[test]
fn all_rules_must_hold_in_any_order() {
    let said = json!({"email": "ana@example.com", "zip": "10115"});
    let holds = ("email", "email");
    for failing in [("zip", "zip"), ("zip", "missing"), ("zip", "nested")] {
        let body = r#"{"email":"ana@example.com","zip":"99999","nested":{"zip":"10115"}}"#;
        for order in [[holds, failing], [failing, holds], [failing, failing]] {
            let rules: Vec<Rule> = order
                .iter()
                .enumerate()
                .map(|(position, (field, path))| rule(position, field, path, ValidationType::EqualsIgnoreCase))
                .collect();
            assert!(!decided(&rules, MatchRules::All, body, &said), "{order:?}");
        }
    }
    let rules = [rule(0, "email", "email", ValidationType::Equals), rule(1, "zip", "zip", ValidationType::Equals)];
    assert!(decided(&rules, MatchRules::All, r#"{"email":"ana@example.com","zip":"10115"}"#, &said));
}

#[test]
fn any_needs_one_identity_rule_and_every_rule_on_the_answer() {
    let rules = [
        rule(0, "email", "email", ValidationType::Equals),
        rule(1, "zip", "zip", ValidationType::Equals),
        rule(2, "", "open", ValidationType::IsTrue),
    ];
    let said = json!({"email": "ana@example.com", "zip": "10115"});
    for (body, expected) in [
        (r#"{"email":"ana@example.com","zip":"x","open":true}"#, true),
        (r#"{"email":"x","zip":"10115","open":true}"#, true),
        (r#"{"email":"x","zip":"x","open":true}"#, false),
        (r#"{"email":"ana@example.com","zip":"10115","open":false}"#, false),
        (r#"{"open":true}"#, false),
    ] {
        assert_eq!(decided(&rules, MatchRules::Any, body, &said), expected, "{body}");
    }
}

#[test]
fn before_a_change_one_rule_has_held() {
    let mut later = rule(1, "zip", "zip", ValidationType::Equals);
    later.step = 1;
    let rules = [rule(0, "email", "email", ValidationType::Equals), later];
    let stranger = document(r#"{"email":"bob@example.com"}"#);
    let said = inputs(&json!({"email": "ana@example.com", "zip": "1"}));
    let may_go_on = |combine, next_writes| {
        Decision::new(&rules, combine, false).after_step(0, Some(&stranger), &said, next_writes).is_ok()
    };
    assert!(!may_go_on(MatchRules::All, false));
    assert!(may_go_on(MatchRules::Any, false), "the second rule may still hold");
    assert!(!may_go_on(MatchRules::Any, true), "a change must not come before it");
}

/// SECURITY IDV-20, the part of the engine.
#[test]
fn without_an_identity_rule_only_public_data_leaves() {
    let documents = [Some(document("{}"))];
    assert!(Decision::new(&[], MatchRules::All, false).finish(&documents).is_err());
    assert!(Decision::new(&[], MatchRules::Any, false).finish(&documents).is_err());
    assert!(Decision::new(&[], MatchRules::All, true).finish(&documents).is_ok());
    let rules = [rule(0, "email", "email", ValidationType::Equals)];
    assert!(Decision::new(&rules, MatchRules::All, false).finish(&documents).is_err(), "a rule that was never judged");
    assert!(Decision::new(&rules, MatchRules::All, true).finish(&documents).is_err(), "not even where data is public");
}

#[test]
fn one_of_needs_texts_and_exactly_one_that_is_equal() {
    let check = |path: &str, body: &str| {
        let rules = [rule(0, "email", path, ValidationType::OneOf)];
        decided(&rules, MatchRules::All, body, &json!({"email": "ana@example.com"}))
    };
    for path in ["emails", "$.emails[*]"] {
        assert!(check(path, r#"{"emails":["bob@example.com","ANA@example.com"]}"#));
        for emails in [
            r#"["ana@example.com","ANA@example.com"]"#,
            r#"["ana@example.com",7]"#,
            "[]",
            "null",
            r#"[["ana@example.com"]]"#,
        ] {
            assert!(!check(path, &format!("{{\"emails\":{emails}}}")), "{path} in {emails}");
        }
        let many = vec!["\"x\""; 50].join(",");
        assert!(!check(path, &format!("{{\"emails\":[\"ana@example.com\",{many}]}}")), "more than fifty are too many");
    }
}

#[test]
fn rules_on_the_answer() {
    for (rule_type, path, body, expected) in [
        (ValidationType::Exists, "a", r#"{"a":{}}"#, true),
        (ValidationType::Exists, "a", r#"{"a":null}"#, false),
        (ValidationType::Exists, "a", "{}", false),
        (ValidationType::NotExists, "a", "{}", true),
        (ValidationType::NotExists, "a", r#"{"a":null}"#, true),
        (ValidationType::NotExists, "a", r#"{"a":0}"#, false),
        (ValidationType::NotExists, "a", r#"{"a":true,"a":null}"#, false),
        (ValidationType::IsTrue, "a", r#"{"a":true}"#, true),
        (ValidationType::IsTrue, "a", r#"{"a":"true"}"#, false),
        (ValidationType::IsTrue, "a", r#"{"a":1}"#, false),
        (ValidationType::NotEmpty, "a", r#"{"a":[1]}"#, true),
        (ValidationType::NotEmpty, "a", r#"{"a":"x"}"#, true),
        (ValidationType::NotEmpty, "a", r#"{"a":" "}"#, false),
        (ValidationType::NotEmpty, "a", r#"{"a":[]}"#, false),
        (ValidationType::NotEmpty, "a", r#"{"a":{}}"#, false),
        (ValidationType::NotEmpty, "a", r#"{"a":null}"#, false),
        (ValidationType::NotEmpty, "$.a[*]", r#"{"a":[]}"#, false),
    ] {
        let rules = [rule(0, "", path, rule_type)];
        let documents = [Some(document(body))];
        let mut decision = Decision::new(&rules, MatchRules::All, true);
        let after = decision.after_step(0, documents[0].as_ref(), &Inputs::default(), false);
        assert_eq!(after.is_ok(), expected, "{rule_type:?} on {body}");
    }
}

#[test]
fn a_reason_names_both_kinds_and_hides_what_is_sensitive() {
    let mut secret = rule(0, "pin", "pin", ValidationType::Equals);
    secret.said = Said::Field { name: "pin".to_owned(), sensitive: true };
    let rules = [secret];
    let mut decision = Decision::new(&rules, MatchRules::All, false);
    let refused = decision.after_step(0, Some(&document(r#"{"pin":22}"#)), &inputs(&json!({"pin": "a@b.c"})), false);
    assert_eq!(refused.unwrap_err().reason, "“pin” is a number: the two are not the same.");
    let trace = decision.traces().remove(0);
    assert_eq!(trace.said, Side { source: "pin".into(), kind: "text".into(), value: Some(HIDDEN.into()) });
    assert_eq!(trace.answered, Side { source: "pin".into(), kind: "number".into(), value: Some("22".into()) });
}
