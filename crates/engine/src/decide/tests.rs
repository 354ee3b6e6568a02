#![expect(clippy::unwrap_used, reason = "tests")]

use drawbridge_model::{Field, FieldType};
use serde_json::json;

use super::*;
use crate::evidence::Reads;

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
    Document::read(200, Some("application/json"), text.as_bytes(), true, &Reads::Everything).unwrap()
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

/// The reason of a refusal after the answer of one step.
fn refused(
    rules: &[Rule],
    combine: MatchRules,
    body: Option<&str>,
    said: &Value,
    next_writes: bool,
) -> Option<Refused> {
    let document = body.map(document);
    Decision::new(rules, combine, true).after_step(0, document.as_ref(), &inputs(said), next_writes).err()
}

/// Of two rules that failed, the one that says who the customer is comes first, wherever it stands: whoever has not
/// proved who they are learns nothing from another rule's words.
#[test]
fn identity_is_refused_first_and_other_words_wait_for_it() {
    let said = json!({"email": "ana@example.com"});
    let rules = [rule(0, "", "open", ValidationType::IsTrue), rule(1, "email", "email", ValidationType::Equals)];
    let told = |body: &str| refused(&rules, MatchRules::All, Some(body), &said, false).map(|it| (it.rule, it.may_tell));
    assert_eq!(told(r#"{"open":false,"email":"bob@example.com"}"#), Some((Some(1), true)));
    assert_eq!(told(r#"{"open":false,"email":"ana@example.com"}"#), Some((Some(0), true)), "who they are is proved");
    assert_eq!(told(r#"{"open":true,"email":"ana@example.com"}"#), None);
    let mut later = rule(1, "email", "email", ValidationType::Equals);
    later.step = 1;
    let rules = [rule(0, "", "open", ValidationType::IsTrue), later];
    let body = r#"{"open":false,"email":"ana@example.com"}"#;
    let before_identity = refused(&rules, MatchRules::All, Some(body), &said, false).unwrap();
    assert_eq!((before_identity.rule, before_identity.may_tell), (Some(0), false), "identity comes with a later step");
    let nobody = [rule(0, "", "open", ValidationType::IsTrue)];
    assert!(
        refused(&nobody, MatchRules::All, Some("{}"), &said, false).unwrap().may_tell,
        "nobody has to prove anything"
    );
}

/// Who the customer is has been proved when every identity rule held, or one where any is enough; without one, never.
#[test]
fn who_the_customer_is_can_be_proved_before_the_end() {
    let said = json!({"email": "ana@example.com", "zip": "10115"});
    let rules = [
        rule(0, "email", "email", ValidationType::Equals),
        rule(1, "zip", "zip", ValidationType::Equals),
        rule(2, "", "open", ValidationType::IsTrue),
    ];
    let identified = |rules: &[Rule], combine, body: &str| {
        let mut decision = Decision::new(rules, combine, true);
        let _ = decision.after_step(0, Some(&document(body)), &inputs(&said), false);
        decision.is_identified()
    };
    let both = r#"{"email":"ana@example.com","zip":"10115","open":false}"#;
    let one = r#"{"email":"ana@example.com","zip":"x","open":true}"#;
    let none = r#"{"email":"x","zip":"x","open":true}"#;
    for (combine, body, expected) in [
        (MatchRules::All, both, true),
        (MatchRules::All, one, false),
        (MatchRules::All, none, false),
        (MatchRules::Any, both, true),
        (MatchRules::Any, one, true),
        (MatchRules::Any, none, false),
    ] {
        assert_eq!(identified(&rules, combine, body), expected, "{combine:?} on {body}");
    }
    let only_open = [rule(0, "", "open", ValidationType::IsTrue)];
    assert!(!identified(&only_open, MatchRules::Any, one) && !identified(&[], MatchRules::All, one));
    assert!(!Decision::new(&rules, MatchRules::Any, true).is_identified(), "nothing has been judged");
}

/// Where any rule is enough: the next request is sent while one may still hold, a change only after one has held.
#[test]
fn any_goes_on_while_a_rule_may_still_hold() {
    let said = json!({"email": "ana@example.com", "zip": "10115"});
    let mut later = rule(1, "zip", "zip", ValidationType::Equals);
    later.step = 1;
    let (ana, bob) = (Some(r#"{"email":"ana@example.com"}"#), Some(r#"{"email":"bob@example.com"}"#));
    let stops = |rules: &[Rule], body, next_writes| {
        refused(rules, MatchRules::Any, body, &said, next_writes).map(|it| (it.rule, it.reason))
    };
    let differ = || Some((Some(0), "“email” is a text: the two are not the same.".to_owned()));
    let both = [rule(0, "email", "email", ValidationType::Equals), later.clone()];
    assert_eq!(stops(&both, bob, false), None, "the second rule may still hold");
    assert_eq!(stops(&both, bob, true), differ());
    assert_eq!(stops(&both, ana, true), None);
    assert_eq!(stops(&both[..1], bob, false), differ(), "no rule is left that could hold");
    later.position = 0;
    let only_later = [later];
    assert_eq!(stops(&only_later, ana, false), None);
    let too_early = Some((None, "A change comes before any rule has held.".to_owned()));
    assert_eq!(stops(&only_later, ana, true), too_early);
    assert_eq!(stops(&[rule(0, "", "email", ValidationType::Exists)], ana, true), None, "nobody has to prove anything");
    let rules = [rule(0, "", "email", ValidationType::Exists), rule(1, "email", "email", ValidationType::Equals)];
    let told = refused(&rules, MatchRules::Any, Some("{}"), &said, false).map(|it| (it.rule, it.may_tell));
    assert_eq!(told, Some((Some(0), false)), "a rule on the answer holds whoever they are, and its words stay unsaid");
}

/// What a person reads beside a rule: where, what was found, what was wanted.
#[test]
fn a_reason_says_what_was_found_and_what_was_wanted() {
    let reason = |said: Said, rule_type, body: Option<&str>| {
        let rules = [Rule { said, ..rule(0, "", "a", rule_type) }];
        let mut decision = Decision::new(&rules, MatchRules::All, true);
        let document = body.map(document);
        let _ = decision.after_step(0, document.as_ref(), &inputs(&json!({"q": true})), false);
        let trace = decision.traces().remove(0);
        (trace.said, trace.answered, trace.reason)
    };
    let constant = || Said::Constant(InputValue::Text("open".into()));
    let side = |source: &str, kind: &str, value: Option<&str>| Side {
        source: source.into(),
        kind: kind.into(),
        value: value.map(str::to_owned),
    };
    let (said, answered, why) = reason(constant(), ValidationType::Equals, Some(r#"{"a":"open"}"#));
    assert_eq!((said, answered), (side("a constant", "text", Some("open")), side("a", "text", Some("open"))));
    assert_eq!(why, "“a” is as the rule wants it.");
    for (said, rule_type, body, expected) in [
        (constant(), ValidationType::Equals, None, "“a”: the request was not answered with data."),
        (constant(), ValidationType::Equals, Some("{}"), "“a” is nothing: one text, number or yes or no was expected."),
        (
            constant(),
            ValidationType::Equals,
            Some(r#"{"a":{}}"#),
            "“a” is an object: one text, number or yes or no was expected.",
        ),
        (constant(), ValidationType::OneOf, Some(r#"{"a":[]}"#), "“a” is a list: no element is the same."),
        (
            constant(),
            ValidationType::OneOf,
            Some(r#"{"a":["open","open"]}"#),
            "“a” is a list: more than one element is the same.",
        ),
        (constant(), ValidationType::OneOf, Some(r#"{"a":[1]}"#), "“a” is a list: not every element is a text."),
        (Said::Nothing, ValidationType::Equals, Some(r#"{"a":"x"}"#), "“a” is a text: the customer said nothing."),
        (Said::Nothing, ValidationType::Exists, Some("{}"), "“a” is nothing: it must be there."),
        (Said::Nothing, ValidationType::NotExists, Some(r#"{"a":[]}"#), "“a” is a list: it must not be there."),
        (Said::Nothing, ValidationType::IsTrue, Some(r#"{"a":false}"#), "“a” is true or false: it must be true."),
        (Said::Nothing, ValidationType::NotEmpty, Some(r#"{"a":""}"#), "“a” is a text: it must not be empty."),
        (Said::Nothing, ValidationType::NotEmpty, Some(r#"{"a":{}}"#), "“a” is an object: it must not be empty."),
    ] {
        assert_eq!(reason(said, rule_type, body).2, expected, "{rule_type:?} on {body:?}");
    }
    let field = || Said::Field { name: "q".into(), sensitive: false };
    let (said, answered, why) = reason(field(), ValidationType::Equals, Some(r#"{"a":"true"}"#));
    assert_eq!((said, answered), (side("q", "true or false", Some("true")), side("a", "text", Some("true"))));
    assert_eq!(why, "“a” is a text: the two are of different kinds.");
    let rules = [rule(0, "email", "a", ValidationType::Equals)];
    let trace = Decision::new(&rules, MatchRules::All, true).traces().remove(0);
    assert_eq!(
        (trace.said, trace.answered),
        (side("email", "nothing", None), side("a", "", None)),
        "before it is judged"
    );
}

#[test]
fn a_list_is_full_if_nothing_in_it_is_empty() {
    for (list, expected) in [
        ("[1,2]", true),
        ("[1,\"\"]", false),
        ("[1,null]", false),
        ("[1,[]]", false),
        ("[1,{}]", false),
        ("[[1],{\"b\":1}]", true),
        ("[false,0]", true),
    ] {
        let rules = [rule(0, "", "$.a[*]", ValidationType::NotEmpty)];
        let body = format!("{{\"a\":{list}}}");
        assert_eq!(refused(&rules, MatchRules::All, Some(&body), &json!({}), false).is_none(), expected, "{list}");
    }
}

#[test]
fn a_list_of_fifty_is_looked_through() {
    let rules = [rule(0, "email", "emails", ValidationType::OneOf)];
    let others = vec!["\"x\""; 49].join(",");
    let body = format!("{{\"emails\":[{others},\"ana@example.com\"]}}");
    assert!(decided(&rules, MatchRules::All, &body, &json!({"email": "ana@example.com"})));
}

#[test]
fn yes_and_yes_are_equal_by_equals_only() {
    for (rule_type, expected) in [(ValidationType::Equals, true), (ValidationType::EqualsIgnoreCase, false)] {
        let rules = [rule(0, "agreed", "agreed", rule_type)];
        assert_eq!(decided(&rules, MatchRules::All, r#"{"agreed":true}"#, &json!({"agreed": true})), expected);
    }
}

#[test]
fn the_proof_gives_the_answers_of_the_steps_that_have_one() {
    let documents = [Some(document(r#"{"status":"open"}"#)), None];
    let decision = Decision::new(&[], MatchRules::All, true);
    let verified = decision.finish(&documents).unwrap();
    assert_eq!(verified.document(0).map(|document| document.value()["status"] == "open"), Some(true));
    assert!(verified.document(1).is_none() && verified.document(2).is_none());
}
