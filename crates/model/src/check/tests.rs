use serde_json::{Value, json};

use super::*;
use crate::read::{read_connector, read_system};

fn shop() -> Value {
    json!({
        "id": "shop", "name": "My shop",
        "base_url": {"live": "https://{setting.shop}.example"},
        "settings": [{"name": "shop", "values": {"live": "linen"}}],
        "secrets": [{"name": "key"}],
        "sign_in": {"type": "bearer", "token": "{secret.key}"}
    })
}

fn order_status() -> Value {
    json!({
        "id": "01998a52-0000-7000-8000-000000000001", "name": "Order status", "tool_name": "order_status", "system": "shop",
        "prompt": "Use this when a customer asks about an order.",
        "fields": [
            {"name": "order_id", "type": "integer", "required": true, "description": "Your order number", "example": "727"},
            {"name": "email", "type": "email", "required": true, "description": "Email used for the order"}
        ],
        "steps": [{"id": "order", "method": "GET", "path": "/orders/{order_id}"}],
        "validations": [{"input": "email", "compare_with": "billing.email", "type": "equals_ignore_case"}],
        "answer": {"fields": [{"path": "status"}, {"path": "total"}]},
        "samples": [{"step": "order", "status": 200, "body": {
            "status": "processing", "total": "59.90", "billing": {"email": "ana@example.com", "phone": "+351555010222"}, "items": [{"name": "a"}]
        }}]
    })
}

/// The connector with the value at each JSON pointer replaced; `None` of a value removes it.
fn changed(mut document: Value, changes: &[(&str, Value)]) -> Value {
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        match document.pointer_mut(parent).expect(pointer) {
            Value::Object(members) => drop(members.insert(name.to_owned(), value.clone())),
            Value::Array(items) => items.push(value.clone()),
            _ => panic!("{pointer}"),
        }
    }
    document
}

fn found(problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| {
            assert!(problem.message.len() > 10 && problem.hint.len() > 5, "{problem:?}");
            assert!(problem.message.ends_with(['.', '”']), "{}", problem.message);
            let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
            format!("{severity} {} at {}", problem.code, problem.at)
        })
        .collect()
}

fn problems_of(connector: &Value, system: &Value) -> Vec<Problem> {
    let system = read_system(&system.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let connector = read_connector(&connector.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"));
    check_connector(&connector, &[system])
}

fn check(changes: &[(&str, Value)], expected: &[&str]) {
    assert_eq!(found(&problems_of(&changed(order_status(), changes), &shop())), expected, "{changes:?}");
}

fn check_of_system(changes: &[(&str, Value)], expected: &[&str]) {
    let system = changed(shop(), changes).to_string();
    let system = read_system(&system).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(found(&check_system(&system)), expected, "{changes:?}");
}

/// What the hint of the only problem says.
fn hints(changes: &[(&str, Value)], part: &str) {
    let problems = problems_of(&changed(order_status(), changes), &shop());
    assert!(problems.iter().any(|problem| problem.hint.contains(part)), "{part}: {problems:#?}");
}

#[test]
fn a_sound_connector_has_no_problems() {
    check(&[], &[]);
    check_of_system(&[], &[]);
}

/// SECURITY INJ-27 and INJ-28.
#[test]
fn every_placeholder_must_have_a_value_when_it_is_used() {
    let body = |text: &str| json!({"type": "json", "text": text});
    check(&[("/steps/0/path", json!("/orders/{order_id}/{y}"))], &["error undefined_placeholder at steps[0].path"]);
    hints(&[("/steps/0/path", json!("/orders/{order_id}/{emial}"))], "Did you mean “email”?");
    hints(&[("/steps/0/path", json!("/orders/{order_id}/{y}"))], "{{y}}");
    check(
        &[
            ("/steps/0/path", json!("/orders/{order_id}")),
            ("/steps/0/method", json!("POST")),
            ("/steps/0/body", body("{\"query\": \"{ order { name } }\"}")),
        ],
        &[],
    );
    check(
        &[("/steps/0/method", json!("POST")), ("/steps/0/body", body("{\"a\":{\"b\":\"{x}\"}}"))],
        &["error undefined_placeholder at steps[0].body.text"],
    );
    check(
        &[("/steps/0/headers", json!([{"name": "X-Key", "value": "{secret.kye}"}]))],
        &["error undefined_secret at steps[0].headers[0].value"],
    );
    hints(&[("/steps/0/headers", json!([{"name": "X-Key", "value": "{secret.kye}"}]))], "Did you mean “key”?");
    check(
        &[("/steps/0/headers", json!([{"name": "X-Shop", "value": "{setting.store}"}]))],
        &["error undefined_setting at steps[0].headers[0].value"],
    );
    check(&[("/steps/0/headers", json!([{"name": "X-Shop", "value": "{setting.store}", "disabled": true}]))], &[]);
    check(
        &[("/steps/0/query", json!([{"name": "t", "value": "{login.token}"}]))],
        &["error undefined_placeholder at steps[0].query[0].value"],
    );
    check(
        &[("/steps/0/query", json!([{"name": "t", "value": "{order.token}"}]))],
        &["error value_not_there_yet at steps[0].query[0].value"],
    );
    check(
        &[("/steps/0/query", json!([{"name": "t", "value": "{{email}}"}]))],
        &["warning escaped_placeholder at steps[0].query[0].value"],
    );
    check(&[("/steps/0/only_if", json!("{email}"))], &["error bad_only_if at steps[0].only_if"]);
    check(&[("/steps/0/only_if", json!("phone"))], &["error undefined_placeholder at steps[0].only_if"]);
}

#[test]
fn what_is_asked_or_kept_should_be_used() {
    check(
        &[("/fields/-", json!({"name": "phone", "type": "phone", "description": "Your phone"}))],
        &["warning unused_question at fields[2]"],
    );
    check(
        &[("/steps/0/extract", json!([{"name": "mail", "path": "billing.email"}]))],
        &["warning unused_kept_value at steps[0].extract[0]"],
    );
}

/// SECURITY INJ-28 and MCP-18.
#[test]
fn names_are_plain_and_no_two_are_the_same() {
    for name in ["order-id", "Straße", "__proto__", "оrder", "", &"x".repeat(200)] {
        let problems = problems_of(
            &changed(order_status(), &[("/fields/-", json!({"name": name, "description": "A", "required": true}))]),
            &shop(),
        );
        assert!(found(&problems).contains(&"error bad_name at fields[2].name".to_owned()), "{name}");
    }
    check(
        &[
            ("/fields/-", json!({"name": "constructor", "description": "A"})),
            ("/steps/0/query", json!([{"name": "c", "value": "{constructor}"}])),
        ],
        &[],
    );
    check(&[("/fields/-", json!({"name": "email", "description": "A"}))], &["error duplicate_name at fields[2].name"]);
    check(
        &[("/steps/-", json!({"id": "order", "path": "/x"})), ("/samples", json!([]))],
        &["error duplicate_name at steps[1].id"],
    );
    check(&[("/steps/0/id", json!("secret")), ("/samples", json!([]))], &["error reserved_name at steps[0].id"]);
    check(&[("/tool_name", json!("Order Status"))], &["error bad_tool_name at tool_name"]);
    check(&[("/tool_name", json!("a".repeat(65)))], &["error bad_tool_name at tool_name"]);
    check(&[("/name", json!(" "))], &["error no_name at name"]);
    check(&[("/prompt", json!(" "))], &["warning no_prompt at prompt"]);
    check(&[("/system", json!("bank"))], &["error unknown_system at system"]);
    check(&[("/steps/0/system", json!("bank"))], &["error unknown_system at steps[0].system"]);
    check(
        &[("/attempts", json!({"per_record": 0, "window_minutes": 15, "per_conversation": 10}))],
        &["error attempts_zero at attempts"],
    );
    check_of_system(&[("/id", json!("My Shop"))], &["error bad_name at id"]);
    check_of_system(&[("/id", json!("my-shop_2"))], &[]);
    check_of_system(
        &[("/secrets/-", json!({"name": "key"})), ("/settings/-", json!({"name": "Shop", "values": {"live": "x"}}))],
        &["error bad_name at settings[1].name", "error duplicate_name at secrets[1].name"],
    );
}

#[test]
fn a_question_can_be_answered() {
    let second = |key: &str, value: Value| (format!("/fields/1/{key}"), value);
    let checks = [
        (vec![second("description", json!(""))], &["warning no_description at fields[1].description"]),
        (vec![second("type", json!("choice"))], &["error no_options at fields[1].options"]),
        (
            vec![second("type", json!("string")), second("pattern", json!("("))],
            &["error bad_pattern at fields[1].pattern"],
        ),
        (
            vec![second("type", json!("string")), second("pattern", json!("a)|(b"))],
            &["error bad_pattern at fields[1].pattern"],
        ),
        (vec![second("min", json!("1"))], &["error bad_limit at fields[1].min"]),
        (
            vec![second("type", json!("date")), second("min", json!("2026-02-30"))],
            &["error bad_limit at fields[1].min"],
        ),
        (
            vec![second("type", json!("number")), second("min", json!("2")), second("max", json!("1.5"))],
            &["error crossed_limits at fields[1]"],
        ),
        (vec![second("example", json!("ana"))], &["warning bad_example at fields[1].example"]),
    ];
    for (changes, expected) in checks {
        let changes: Vec<(&str, Value)> =
            changes.iter().map(|(pointer, value)| (pointer.as_str(), value.clone())).collect();
        check(&changes, expected);
    }
    check(
        &[("/fields/1/min_length", json!(9)), ("/fields/1/max_length", json!(8))],
        &["error crossed_limits at fields[1]"],
    );
}

/// SECURITY INJ-09 and what a path must be so that nothing in it reaches the host.
#[test]
fn a_path_stays_below_the_systems_address() {
    let path =
        |path: &str, code: &str| check(&[("/steps/0/path", json!(path))], &[&format!("error {code} at steps[0].path")]);
    path("/or\nders/{order_id}", "hidden_character_in_address");
    path("/or\tders/{order_id}", "hidden_character_in_address");
    path("/a b/{order_id}", "hidden_character_in_address");
    path("orders/{order_id}", "bad_path_start");
    path("{order_id}", "bad_path_start");
    path("//evil.example/{order_id}", "bad_path_start");
    path(".evil.example/{order_id}", "bad_path_start");
    path("https://shop.example/{order_id}", "address_in_path");
    path("/a/../{order_id}", "dot_segment");
    path("/a/%2E%2e/{order_id}", "dot_segment");
    path("/{order_id}/.", "dot_segment");
    path("/a\\b/{order_id}", "backslash_in_path");
    path("/orders?id={order_id}", "query_in_path");
    path("/orders/{order_id}#top", "query_in_path");
    path(&format!("/{{order_id}}/{}", "a".repeat(4_096)), "address_too_long");
    check(&[("/steps/0/path", json!("/orders/{order_id}.json"))], &[]);
}

/// SECURITY INJ-14.
#[test]
fn headers_cannot_smuggle_a_request() {
    let headers = |headers: Value, expected: &[&str]| check(&[("/steps/0/headers", headers)], expected);
    for name in ["Host", "content-length", "Transfer-Encoding", "CONNECTION", "Upgrade", "TE"] {
        headers(json!([{"name": name, "value": "x"}]), &["error reserved_header at steps[0].headers[0].name"]);
    }
    headers(json!([{"name": "X-{email}", "value": "x"}]), &["error placeholder_in_name at steps[0].headers[0].name"]);
    headers(json!([{"name": "", "value": "x"}]), &["error bad_header_name at steps[0].headers[0].name"]);
    headers(json!([{"name": "X A:", "value": "x"}]), &["error bad_header_name at steps[0].headers[0].name"]);
    headers(
        json!([{"name": "X-A", "value": "x"}, {"name": "x-a", "value": "y"}]),
        &["error duplicate_header at steps[0].headers[1].name"],
    );
    headers(
        json!([{"name": "X-A", "value": "x\r\nX-Admin: 1"}]),
        &["error bad_header_value at steps[0].headers[0].value"],
    );
    headers(json!([{"name": "X-A", "value": "naïve"}]), &["error bad_header_value at steps[0].headers[0].value"]);
    headers(json!([{"name": "authorization", "value": "x"}]), &["error header_of_sign_in at steps[0].headers[0].name"]);
    check_of_system(
        &[("/headers", json!([{"name": "Host", "value": "x"}]))],
        &["error reserved_header at headers[0].name"],
    );
    check_of_system(
        &[(
            "/sign_in",
            json!({"type": "api_key", "placement": "header", "name": "Content-Length", "value": "{secret.key}"}),
        )],
        &["error reserved_header at sign_in.name"],
    );
    check(
        &[("/steps/0/query", json!([{"name": "a{email}", "value": "x"}]))],
        &["error placeholder_in_name at steps[0].query[0].name"],
    );
    check(&[("/steps/0/query", json!([{"name": "", "value": "x"}]))], &["error no_row_name at steps[0].query[0].name"]);
}

/// SECURITY INJ-22.
#[test]
fn a_body_is_what_its_kind_says() {
    let body = |method: &str, body: Value, expected: &[&str]| {
        check(&[("/steps/0/method", json!(method)), ("/steps/0/body", body)], expected);
    };
    body(
        "POST",
        json!({"type": "json", "text": "{\"{email}\": 1}"}),
        &["error broken_json_body at steps[0].body.text"],
    );
    body("POST", json!({"type": "json", "text": "{\"items\": [\"a\", {order_id}]}"}), &[]);
    body("POST", json!({"type": "json", "text": "{\n\"a\": }"}), &["error broken_json_body at steps[0].body.text"]);
    body(
        "POST",
        json!({"type": "form", "fields": [{"name": "{email}", "value": "x"}]}),
        &["error placeholder_in_name at steps[0].body.fields[0].name"],
    );
    body("POST", json!({"type": "xml", "text": "<a>{email}</a>"}), &[]);
    body(
        "POST",
        json!({"type": "text", "text": "{email}"}),
        &["error unescaped_placeholder_with_rules at steps[0].body.text"],
    );
    body(
        "POST",
        json!({"type": "text", "text": "x", "content_type": "plain"}),
        &["error bad_content_type at steps[0].body.content_type"],
    );
    body("GET", json!({"type": "json", "text": "{}"}), &["warning body_not_expected at steps[0].body"]);
    check(&[("/steps/0/method", json!("HEAD"))], &["error head_has_no_content at steps[0].method"]);
}

#[test]
fn a_text_body_sends_values_only_where_it_was_accepted_and_nobody_is_verified() {
    let public = |accepted: Value| {
        [
            ("/public", json!(true)),
            ("/validations", json!([])),
            ("/accepted", accepted),
            ("/steps/0/method", json!("POST")),
            ("/steps/0/body", json!({"type": "text", "text": "{email}"})),
        ]
    };
    check(&public(json!([])), &["error unescaped_placeholder at steps[0].body.text"]);
    check(&public(json!(["unescaped_placeholder:steps[0].body.text"])), &[]);
}

/// SECURITY SEC-15: refused in the path and warned of in the query, until the owner accepts it by name.
#[test]
fn a_secret_in_the_address_must_be_accepted_by_name() {
    let path = ("/steps/0/path", json!("/{secret.key}/orders/{order_id}"));
    let query = ("/steps/0/query", json!([{"name": "x", "value": "1"}, {"name": "key", "value": "{secret.key}"}]));
    check(
        &[path.clone(), query.clone()],
        &["error secret_in_address at steps[0].path", "warning secret_in_address at steps[0].query[1]"],
    );
    check(
        &[
            path,
            query,
            (
                "/accepted",
                json!([
                    "secret_in_address:steps[0].query[1]",
                    "secret_in_address:steps[0].path",
                    "no_identity_rule:validations"
                ]),
            ),
        ],
        &[],
    );
    check(
        &[
            ("/validations", json!([])),
            ("/accepted", json!(["no_identity_rule:validations", "unused_question:fields[1]"])),
        ],
        &["error no_identity_rule at validations"],
    );
    check(&[("/fields/0/sensitive", json!(true))], &["warning sensitive_in_address at steps[0].path"]);
}

/// SECURITY IDV-20, the check's part.
#[test]
fn without_an_identity_rule_the_data_must_be_called_public() {
    let unused = "warning unused_question at fields[1]";
    let missing = "error no_identity_rule at validations";
    check(&[("/validations", json!([]))], &[unused, missing]);
    check(&[("/validations", json!([{"compare_with": "status", "type": "not_empty"}]))], &[unused, missing]);
    check(
        &[("/validations", json!([{"value": "processing", "compare_with": "status", "type": "equals"}]))],
        &[unused, missing],
    );
    check(&[("/validations", json!([])), ("/public", json!(true))], &[unused]);
    check(
        &[
            ("/validations", json!([])),
            ("/public", json!(true)),
            ("/answer", json!({"fields": [{"path": "billing.phone"}]})),
        ],
        &[unused, "warning personal_data_without_rule at answer.fields[0].path"],
    );
}

/// SECURITY IDV-05 and IDV-07.
#[test]
fn an_identity_rule_names_exactly_one_value() {
    let rule = |path: &str, kind: &str| {
        [("/validations/0/compare_with", json!(path)), ("/validations/0/type", json!(kind)), ("/samples", json!([]))]
    };
    for path in
        ["$..email", "$.items[*].email", "items[0:2].email", "items[-1].email", "$['a','b'].email", "items.*.email"]
    {
        check(&rule(path, "equals_email"), &["error path_finds_several at validations[0].compare_with"]);
    }
    check(&rule("users[?@.id==5].email", "equals"), &[]);
    check(&rule("users[?@.id==$.ticket.requester_id].email", "equals"), &[]);
    check(&rule("emails[*].value", "one_of"), &[]);
    check(&rule("$..email", "one_of"), &["error path_finds_several at validations[0].compare_with"]);
    for path in ["$[01]", "$.1", "$[(@.length-1)]", &format!("$[?{}@.a", "(".repeat(10_000))] {
        check(&rule(path, "equals"), &["error bad_path at validations[0].compare_with"]);
    }
}

/// SECURITY IDV-33.
#[test]
fn a_rule_that_can_never_fail_is_told() {
    let never = "warning rule_can_never_fail at validations[0]";
    check(
        &[("/steps/0/path", json!("/orders")), ("/steps/0/query", json!([{"name": "email", "value": "{email}"}]))],
        &["warning unused_question at fields[0]", never],
    );
    check(&[("/steps/0/query", json!([{"name": "email", "value": "{email}"}]))], &[]);
    check(
        &[("/validations/-", json!({"compare_with": "$", "type": "exists"}))],
        &["error rule_can_never_fail at validations[1]"],
    );
    check(
        &[("/validations/-", json!({"compare_with": "status", "type": "equals"}))],
        &["error nothing_to_compare at validations[1]"],
    );
    check(&[("/validations/0/value", json!("x"))], &["error rule_has_two_inputs at validations[0]"]);
    check(
        &[("/validations/-", json!({"input": "email", "compare_with": "status", "type": "exists"}))],
        &["warning input_not_used at validations[1]"],
    );
}

/// SECURITY IDV-34.
#[test]
fn a_question_that_verifies_is_required() {
    check(&[("/fields/1/required", json!(false))], &["error identity_field_optional at validations[0].input"]);
    check(
        &[("/validations/0/input", json!("e_mail"))],
        &["warning unused_question at fields[1]", "error undefined_question at validations[0].input"],
    );
    check(&[("/validations/0/step", json!("login"))], &["error unknown_step at validations[0].step"]);
    check(
        &[("/validations/0/type", json!("last_digits")), ("/validations/0/digits", json!(3))],
        &["error too_few_digits at validations[0].digits"],
    );
}

/// SECURITY IDV-21.
#[test]
fn data_of_another_request_must_be_bound_to_the_verified_customer() {
    let second = |step: Value, extract: Value| {
        [
            ("/steps/0/extract", extract),
            ("/steps/-", step),
            ("/validations/0/step", json!("order")),
            ("/fields/-", json!({"name": "ticket", "description": "Ticket", "required": true})),
            ("/fields/-", json!({"name": "text", "description": "New text"})),
        ]
    };
    let expect = |step: Value, extract: Value, expected: &[&str]| {
        let document = changed(order_status(), &second(step, extract));
        let problems = problems_of(&document, &shop());
        let found: Vec<String> =
            found(&problems).into_iter().filter(|problem| !problem.contains("unused_question")).collect();
        assert_eq!(found, expected);
    };
    let unbound = ["warning data_not_bound_to_customer at steps[1]"];
    let customer = json!([{"name": "customer", "path": "status"}]);
    expect(json!({"id": "next", "path": "/tickets/{ticket}"}), json!([]), &unbound);
    expect(json!({"id": "next", "path": "/customers/{order.customer}/tickets/{ticket}"}), customer.clone(), &unbound);
    expect(json!({"id": "next", "path": "/customers/{order.customer}"}), customer, &[]);
    expect(json!({"id": "next", "path": "/orders/{order_id}/notes"}), json!([]), &[]);
    expect(json!({"id": "next", "path": "/by", "query": [{"name": "email", "value": "{email}"}]}), json!([]), &[]);
    let note = json!({"type": "json", "text": "{\"note\": \"{text}\"}"});
    expect(json!({"id": "next", "method": "POST", "path": "/orders/{order_id}/notes", "body": note}), json!([]), &[]);
    expect(json!({"id": "next", "method": "DELETE", "path": "/tickets/{ticket}"}), json!([]), &unbound);
    let search = json!({"type": "json", "text": "{\"id\": \"{ticket}\"}"});
    expect(
        json!({"id": "next", "method": "POST", "reads_only": true, "path": "/search", "body": search}),
        json!([]),
        &unbound,
    );
}

#[test]
fn different_words_for_different_rules_are_told() {
    let other = json!({"input": "email", "compare_with": "billing.phone", "type": "equals", "error": "Wrong number."});
    check(&[("/validations/-", other)], &["warning words_tell_apart at validations"]);
}

/// SECURITY LLM-12.
#[test]
fn a_kept_value_is_not_shown_to_the_bot() {
    let kept = [
        ("/steps/0/extract", json!([{"name": "mail", "path": "$['billing'].email"}])),
        ("/steps/-", json!({"id": "next", "path": "/by/{order.mail}"})),
        ("/validations/0/step", json!("order")),
    ];
    let shown = |path: &str, expected: &[&str]| {
        let answer = ("/answer", json!({"step": "order", "fields": [{"path": path}]}));
        check(&[&kept[..], &[answer]].concat(), expected);
    };
    shown("billing.email", &["error kept_value_in_answer at answer.fields[0].path"]);
    shown("billing", &["error kept_value_in_answer at answer.fields[0].path"]);
    shown("billing.phone", &[]);
}

/// UX 63: an empty mapping is told, with what stands nearest.
#[test]
fn a_path_that_no_sample_has_names_what_stands_nearest() {
    check(
        &[("/validations/0/compare_with", json!("billing.e_mail"))],
        &["warning path_not_in_samples at validations[0].compare_with"],
    );
    hints(&[("/validations/0/compare_with", json!("billing.e_mail"))], "Did you mean “billing.email”?");
    hints(&[("/validations/0/compare_with", json!("email"))], "Did you mean “billing.email”?");
    hints(&[("/answer/fields/-", json!({"path": "items[*].nmae"}))], "Did you mean “items.0.name”?");
    hints(&[("/validations/0/compare_with", json!("billing.zzz"))], "At that place the sample has “email”, “phone”.");
    check(
        &[("/validations/0/compare_with", json!("billing"))],
        &["warning path_finds_no_single_value at validations[0].compare_with"],
    );
    check(&[("/answer/fields/-", json!({"path": "totl"}))], &["warning path_not_in_samples at answer.fields[2].path"]);
    check(&[("/samples/0/status", json!(404)), ("/validations/0/compare_with", json!("x"))], &[]);
}

#[test]
fn the_answer_names_what_exists_once() {
    check(
        &[("/answer/fields", json!([{"path": "status", "label": "a"}, {"path": "total", "label": "a"}]))],
        &["error duplicate_label at answer.fields[1].label"],
    );
    check(&[("/answer/fields", json!([{"path": "a."}]))], &["error bad_path at answer.fields[0].path"]);
    check(&[("/answer/step", json!("next"))], &["error unknown_step at answer.step"]);
    check(
        &[("/answer/fields/0/format", json!({"type": "money_minor", "currency": "a."}))],
        &["error bad_path at answer.fields[0].format.currency"],
    );
    check(&[("/answer/fields/0/format", json!({"type": "money_minor", "currency": "EUR"}))], &[]);
}

#[test]
fn samples_and_tests_name_what_exists() {
    check(&[("/samples/-", json!({"step": "next", "status": 200}))], &["warning unknown_step at samples[1].step"]);
    check(
        &[(
            "/samples/-",
            json!({"step": "order", "status": 200, "body": {"status": 1, "id": 9_007_199_254_740_993_u64}}),
        )],
        &["warning number_too_large at samples[1].body"],
    );
    check(
        &[("/tests", json!([{"name": "t", "inputs": {"phone": 1}, "expect": {"outcome": "answer"}}]))],
        &["warning unknown_test_input at tests[0].inputs.phone"],
    );
    check(&[("/tests", json!([{"name": "t", "inputs": {"phone": 1}, "expect": {"outcome": "invalid_input"}}]))], &[]);
    check(
        &[("/steps/0/fail_when", json!([{"path": "a..", "is": "equals"}]))],
        &["error bad_path at steps[0].fail_when[0].path", "error nothing_to_compare at steps[0].fail_when[0].value"],
    );
}

/// SECURITY LLM-15; IMP-03, since an import is checked in the same way; UX 16 and 19.
#[test]
fn a_text_that_looks_like_a_key_is_told() {
    let random = "q7Zt4Wm9Kx2Rb8Vn5Lc3Hd6P";
    for key in [
        "sk_live_4eC39HqLyjWDarjtT1",
        "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        "ghp_0123456789abcdefABCDEF0123456789abcd",
        "Basic Y2tfbGl2ZV8xMTE6Y3NfbGl2ZQ==",
        "Bearer 2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d",
        "d41d8cd98f00b204e9800998ecf8427e",
        random,
        "-----BEGIN RSA PRIVATE KEY-----",
        "AKIAIOSFODNN7EXAMPLE",
    ] {
        check(&[("/prompt", json!(format!("Always send {key}.")))], &["warning looks_like_a_secret at prompt"]);
        check(
            &[("/steps/0/headers", json!([{"name": "X-Key", "value": key}]))],
            &["warning looks_like_a_secret at steps[0].headers[0].value"],
        );
    }
    for text in [
        "Bearer {secret.key}",
        "Bearer authentication is used",
        "Basic information",
        "order_confirmation_number_2026",
        "https://shop.example/wp-json/wc/v3/orders/727",
        "01998a52-7000-7000-8000-000000000001",
    ] {
        check(&[("/prompt", json!(text))], &[]);
    }
    let sample = |text: &str| [("/samples/0/body/status", json!(text))];
    check(&sample(random), &[]);
    check(&sample("sk_live_4eC39HqLyjWDarjtT1"), &["warning looks_like_a_secret at samples[0].body.status"]);
}

/// SECURITY LLM-03 and INJ-30.
#[test]
fn a_text_with_hidden_characters_is_refused() {
    for character in ['\u{200b}', '\u{202e}', '\u{e0041}', '\u{feff}', '\u{0}'] {
        check(&[("/prompt", json!(format!("Use{character}it")))], &["error invisible_character at prompt"]);
        check(
            &[("/fields/0/description", json!(format!("a{character}")))],
            &["error invisible_character at fields[0].description"],
        );
    }
    check(&[("/prompt", json!("Two\r\nlines"))], &[]);
    check(&[("/samples/0/body/status", json!("a\u{200b}"))], &[]);
}

/// SECURITY INJ-08, SSR-13, SSR-14 and SSR-15.
#[test]
fn a_systems_address_can_be_called_and_nobody_else_chooses_it() {
    let live = |address: &str, code: &str| check_of_system(&[("/base_url", json!({"live": address}))], &[code]);
    live("ftp://shop.example", "error bad_scheme at base_url.live");
    live("https://u:p@shop.example", "error user_info_in_address at base_url.live");
    live("https://shop.example:22", "error bad_port at base_url.live");
    live("https://shop.example?x=1", "error query_in_base_address at base_url.live");
    live("https://shop .example", "error hidden_character_in_address at base_url.live");
    live("http://shop.example", "warning not_encrypted at base_url.live");
    live("", "warning no_live_address at base_url.live");
    for (address, named) in
        [("https://{shop}.example", true), ("https://{login.host}", true), ("https://{secret.key}", false)]
    {
        let mut expected = vec!["error placeholder_in_host at base_url.live"];
        expected.extend(named.then_some("error undefined_placeholder at base_url.live"));
        check_of_system(&[("/base_url", json!({"live": address}))], &expected);
    }
    check_of_system(&[("/base_url", json!({"live": "https://a.example", "test": "http://localhost:3000/api"}))], &[]);
    check_of_system(
        &[("/settings/0/values", json!({}))],
        &["warning setting_without_value at settings[0].values.live"],
    );
}

#[test]
fn a_sign_in_is_complete_and_uses_a_secret() {
    let sign_in = |sign_in: Value, expected: &[&str]| check_of_system(&[("/sign_in", sign_in)], expected);
    sign_in(json!({"type": "bearer", "token": ""}), &["error sign_in_incomplete at sign_in.token"]);
    sign_in(json!({"type": "bearer", "token": "abc"}), &["warning sign_in_without_secret at sign_in.token"]);
    sign_in(json!({"type": "basic", "username": "{secret.key}", "password": ""}), &[]);
    sign_in(json!({"type": "bearer", "token": "{secret.kye}"}), &["error undefined_secret at sign_in.token"]);
    sign_in(
        json!({"type": "bearer", "token": "{secret.key}{email}"}),
        &["error undefined_placeholder at sign_in.token"],
    );
    sign_in(
        json!({"type": "api_key", "placement": "query", "name": "key", "value": "{secret.key}"}),
        &["warning secret_in_address at sign_in.placement"],
    );
    sign_in(
        json!({"type": "oauth2_client_credentials", "token_url": "ftp://a", "client_id": "a", "client_secret": "{secret.key}"}),
        &["error bad_scheme at sign_in.token_url"],
    );
    sign_in(
        json!({"type": "oauth2_client_credentials", "token_url": "/token", "client_id": "a", "client_secret": "{secret.key}"}),
        &[],
    );
    let request = |method: &str, path: &str, body: &str, token: &str| json!({"type": "token_request", "method": method, "path": path, "body": {"type": "json", "text": body}, "token_path": token, "header": "Authorization"});
    sign_in(request("POST", "/login", "{\"key\": \"{secret.key}\"}", "data.token"), &[]);
    sign_in(
        request("POST", "/login", "{\"key\": \"{email}\"}", "$"),
        &["error undefined_placeholder at sign_in.body.text"],
    );
    sign_in(
        request("HEAD", "login", "{", "a."),
        &[
            "error bad_path_start at sign_in.path",
            "error broken_json_body at sign_in.body.text",
            "error bad_path at sign_in.token_path",
            "error head_has_no_content at sign_in.method",
        ],
    );
}

/// SECURITY IDV-20 and INJ-08: what a bundle must be before it runs.
#[test]
fn a_bundle_is_checked_as_a_whole() {
    let system = read_system(&shop().to_string()).expect("a system");
    let connector =
        |changes: &[(&str, Value)]| read_connector(&changed(order_status(), changes).to_string()).expect("a connector");
    let bundle = Bundle::assemble("mine", std::slice::from_ref(&system), &[connector(&[])]);
    assert_eq!(found(&check_bundle(&bundle)), [""; 0]);
    let twice = Bundle::assemble(
        "mine",
        std::slice::from_ref(&system),
        &[connector(&[]), connector(&[("/validations/0/input", json!("x"))])],
    );
    assert_eq!(
        found(&check_bundle(&twice)),
        [
            "error duplicate_tool_name at connectors[1].tool_name",
            "warning unused_question at connectors[1].fields[1]",
            "error undefined_question at connectors[1].validations[0].input",
        ]
    );
    let mut edited = bundle;
    edited.egress.origins.push("https://evil.example".into());
    edited.systems.push(system);
    assert_eq!(
        found(&check_bundle(&edited)),
        ["error unknown_origin at egress.origins[1]", "error duplicate_system at systems[1].id",]
    );
}

/// SECURITY IDV-20: what is called sound has been checked whole, also when the work is shared out.
#[test]
fn only_a_bundle_without_an_error_is_sound() {
    let system = read_system(&shop().to_string()).expect("a system");
    let connector =
        |changes: &[(&str, Value)]| read_connector(&changed(order_status(), changes).to_string()).expect("a connector");
    let named = |number: usize| connector(&[("/tool_name", json!(format!("order_{number:03}")))]);
    let many: Vec<Connector> = (0..100).map(named).collect();
    let bundle = Bundle::assemble("mine", std::slice::from_ref(&system), &many);
    let checked = CheckedBundle::new(bundle.clone());
    assert!(checked.is_unchanged() && checked.problems().is_empty(), "{:?}", checked.problems());
    let sound = checked.sound().expect("nothing is wrong");
    let pairs: Vec<_> = sound.sound_connectors().map(|sound| (sound.connector(), sound.systems())).collect();
    assert_eq!(pairs.len(), 100);
    assert!(pairs.iter().zip(&bundle.connectors).all(|(pair, own)| *pair == (own, bundle.systems.as_slice())));
    let mut edited = bundle;
    edited.connectors[70].validations[0].input = Some("x".to_owned());
    let checked = CheckedBundle::new(edited);
    assert!(!checked.is_unchanged(), "its digest is that of before");
    let told = found(checked.problems());
    assert_eq!(told[0], "warning unused_question at connectors[70].fields[1]");
    let errors = checked.sound().expect_err("a rule asks nobody");
    assert_eq!(found(&errors), ["error undefined_question at connectors[70].validations[0].input"]);
}
