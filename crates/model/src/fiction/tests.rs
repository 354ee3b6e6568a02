#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use super::*;

const SEED: Seed = [7; 32];

fn connector(document: &Value) -> Connector {
    let mut whole = json!({"id": "x", "name": "Order", "tool_name": "order", "system": "shop"});
    for (name, part) in document.as_object().unwrap() {
        whole[name] = part.clone();
    }
    serde_json::from_value(whole).unwrap()
}

fn order_status() -> Connector {
    connector(&json!({
        "fields": [{"name": "order_id", "type": "integer"}, {"name": "email", "type": "email"}],
        "steps": [{"id": "order", "path": "/orders/{order_id}", "extract": [{"name": "customer", "path": "customer_id"}]},
                  {"id": "person", "path": "/customers/{order.customer}"}],
        "validations": [{"input": "email", "compare_with": "billing.email"}],
        "answer": {"fields": [{"path": "status", "words": {"ready-for-pickup": "ready"}}]},
    }))
}

fn recording() -> Recording {
    let order = json!({
        "id": 8142, "number": "8142", "status": "ready-for-pickup", "currency": "EUR", "total": "63.80", "sum": 63.8,
        "customer_id": 5512, "date_created": "2026-08-11T09:42:13", "paid": true, "note": null, "quantity": 2,
        "billing": {"first_name": "Marta", "last_name": "Li", "email": "marta.li@gmail.com", "phone": "+46 70 123 45 67"},
        "customer_note": "Marta asked on 2026-08-12 about 8142: please ring +46701234567 or write to Marta.Li@gmail.com.",
        "link": "https://shop.example/orders/8142?email=marta.li%40gmail.com",
        "lines": {"8142": {"name": "Linen apron"}, "marta.li@gmail.com": 1},
    });
    let person = json!({"id": 5512, "email": "MARTA.LI@GMAIL.COM", "orders": ["/orders/8142"]});
    let answer = |step: &str, body| Recorded { step: step.to_owned(), status: 200, body };
    Recording {
        answers: vec![answer("order", order), answer("person", person)],
        inputs: BTreeMap::from([
            ("order_id".to_owned(), json!("8142")),
            ("email".to_owned(), json!(" Marta.Li@Gmail.com ")),
        ]),
    }
}

fn fiction() -> Fiction {
    make_fictional(&order_status(), &recording(), &BTreeMap::new(), SEED).unwrap()
}

#[test]
fn one_value_has_one_stand_in_in_every_answer_and_in_what_the_customer_says() {
    let fiction = fiction();
    let (order, person) = (&fiction.samples[0].body, &fiction.samples[1].body);
    let id = order["id"].to_string();
    assert_eq!(id.len(), 4);
    assert_eq!(order["number"], json!(id));
    assert_eq!(fiction.inputs["order_id"], json!(id));
    assert_eq!(
        person["orders"],
        json!([format!("/{}/{id}", person["orders"][0].as_str().unwrap()[1..].split('/').next().unwrap())])
    );
    assert_eq!(order["customer_id"], person["id"]);
    let email = order["billing"]["email"].as_str().unwrap();
    assert_eq!(person["email"], json!(email.to_uppercase()), "an email that differs in capitals still does");
    let said = fiction.inputs["email"].as_str().unwrap();
    assert_eq!(said.trim().to_lowercase(), email);
    assert_ne!(said.trim(), email);
    let note = order["customer_note"].as_str().unwrap();
    assert!(note.contains(&id), "{note} has no {id}");
    assert!(note.to_lowercase().contains(email), "{note} has no {email}");
    assert!(order["lines"].get(&id).is_some() && order["lines"].get(email).is_some(), "{order}");
    let phone: String = order["billing"]["phone"].as_str().unwrap().chars().filter(char::is_ascii_digit).collect();
    assert!(note.contains(&format!("+{phone}")), "{note} has no {phone}");
    let first_name = order["billing"]["first_name"].as_str().unwrap();
    assert!(email.starts_with(&first_name.to_lowercase()), "{email} was made of {first_name}");
}

#[test]
fn types_shapes_and_what_the_connector_says_stay() {
    let order = &fiction().samples[0].body;
    assert_eq!(order["status"], json!("ready-for-pickup"));
    assert_eq!(
        (&order["currency"], &order["paid"], &order["note"], &order["quantity"]),
        (&json!("EUR"), &json!(true), &json!(null), &json!(2))
    );
    let total = order["total"].as_str().unwrap();
    assert_eq!(total.len(), 5);
    assert_eq!(total.trim_end_matches('0').parse::<f64>().unwrap().to_string(), order["sum"].to_string());
    assert_eq!(order["date_created"].as_str().unwrap().len(), 19);
    assert!(order["date_created"].as_str().unwrap().parse::<jiff::civil::DateTime>().is_ok());
    assert!(order["link"].as_str().unwrap().starts_with("https://"));
    let own: Vec<&String> = order.as_object().unwrap().keys().collect();
    let recording = recording();
    assert_eq!(own, recording.answers[0].body.as_object().unwrap().keys().collect::<Vec<_>>());
}

#[test]
fn a_sample_answers_for_what_its_request_is_made_of() {
    let fiction = fiction();
    let order = &fiction.samples[0];
    assert_eq!(order.when, BTreeMap::from([("order_id".to_owned(), order.body["id"].clone())]));
    let person = &fiction.samples[1];
    assert_eq!(person.when, BTreeMap::from([("order.customer".to_owned(), person.body["id"].clone())]));
}

#[test]
fn the_owner_keeps_a_value_or_gives_another_stand_in() {
    let choices = BTreeMap::from([
        ("Linen apron".to_owned(), Choice::Keep),
        ("8142".to_owned(), Choice::StandIn { text: "7000".to_owned() }),
        ("Marta".to_owned(), Choice::StandIn { text: "Ana".to_owned() }),
    ]);
    let fiction = make_fictional(&order_status(), &recording(), &choices, SEED).unwrap();
    let order = &fiction.samples[0].body;
    assert_eq!((&order["id"], &order["number"]), (&json!(7000), &json!("7000")));
    assert_eq!(fiction.inputs["order_id"], json!("7000"));
    assert_eq!(order["lines"]["7000"]["name"], json!("Linen apron"));
    assert!(order["customer_note"].as_str().unwrap().starts_with("Ana "));
    let kept = fiction.values.iter().find(|value| value.before == "Linen apron").unwrap();
    assert_eq!((kept.after.as_str(), kept.kept), ("Linen apron", Some(Kept::Chosen)));
}

#[test]
fn a_text_cannot_stand_in_for_a_number() {
    let choices = BTreeMap::from([("8142".to_owned(), Choice::StandIn { text: "x".to_owned() })]);
    let refused = make_fictional(&order_status(), &recording(), &choices, SEED).unwrap_err();
    assert!(refused.message.contains("“x” cannot stand in for 8142"), "{refused}");
}

#[test]
fn a_known_word_that_is_somebodys_name_is_replaced_at_both_places() {
    let check = |body: Value, member: &str, kept: bool| {
        let recording = Recording {
            answers: vec![Recorded { step: "order".to_owned(), status: 200, body: body.clone() }],
            ..Recording::default()
        };
        let fiction = make_fictional(&order_status(), &recording, &BTreeMap::new(), SEED).unwrap();
        assert_eq!(fiction.samples[0].body[member] == body[member], kept, "{body} became {}", fiction.samples[0].body);
    };
    check(json!({"state": "open"}), "state", true);
    check(json!({"state": "open", "last_name": "Open"}), "state", false);
    check(json!({"last_name": "Li"}), "last_name", false);
    check(json!({"country": "SE"}), "country", true);
    check(json!({"order_status": "on_its_way"}), "order_status", true);
    check(json!({"order_status": "Lindqvist"}), "order_status", false);
    check(json!({"text": "•••• 0000"}), "text", true);
    check(json!({"code": "a-1"}), "code", false);
}

/// Rules that compare by digits hold on the stand-ins, whatever is written between the digits.
#[test]
fn numbers_that_end_alike_still_do() {
    let connector = connector(&json!({
        "fields": [{"name": "card", "type": "string"}, {"name": "phone", "type": "phone"}],
        "steps": [{"id": "order", "path": "/orders"}],
        "validations": [{"input": "card", "compare_with": "card", "type": "last_digits"},
                        {"input": "phone", "compare_with": "phone", "type": "equals_phone"}],
    }));
    let body = json!({"card": "Visa **** **** **** 4471", "phone": "0046 (70) 123-45-67", "other": 20_264_471});
    let recording = Recording {
        answers: vec![Recorded { step: "order".to_owned(), status: 200, body }],
        inputs: BTreeMap::from([("card".to_owned(), json!("4471")), ("phone".to_owned(), json!("+46701234567"))]),
    };
    let fiction = make_fictional(&connector, &recording, &BTreeMap::new(), SEED).unwrap();
    let digits = |value: &Value| value.to_string().chars().filter(char::is_ascii_digit).collect::<String>();
    let body = &fiction.samples[0].body;
    assert_eq!(digits(&body["card"]), digits(&fiction.inputs["card"]));
    assert_eq!(digits(&body["phone"]), format!("00{}", digits(&fiction.inputs["phone"])));
    assert!(digits(&body["other"]).ends_with(&digits(&fiction.inputs["card"])), "{body}");
}

#[test]
fn a_field_s_pattern_and_options_still_fit() {
    let connector = connector(&json!({
        "fields": [{"name": "id", "type": "string", "pattern": "sub_[a-z0-9]+"},
                   {"name": "how", "type": "choice", "options": ["Every full moon", "never"]}],
        "steps": [{"id": "order", "path": "/subscriptions/{id}"}],
    }));
    let recording = Recording {
        answers: vec![Recorded {
            step: "order".to_owned(),
            status: 200,
            body: json!({"id": "sub_01h9fictional", "how": "Every full moon"}),
        }],
        inputs: BTreeMap::from([
            ("id".to_owned(), json!("sub_01h9fictional")),
            ("how".to_owned(), json!("Every full moon")),
        ]),
    };
    let fiction = make_fictional(&connector, &recording, &BTreeMap::new(), SEED).unwrap();
    assert!(inputs::accept(&connector.fields, &fiction.inputs.clone().into_iter().collect()).is_ok());
    assert_eq!(fiction.inputs["id"], fiction.samples[0].body["id"]);
    assert_ne!(fiction.inputs["id"], json!("sub_01h9fictional"));
}

#[test]
fn saved_tests_and_examples_follow_and_other_values_stay() {
    let mut connector = order_status();
    connector.tests = serde_json::from_value(json!([
        {"name": "a", "inputs": {"order_id": 8142, "email": "MARTA.LI@gmail.com"}},
        {"name": "b", "inputs": {"order_id": 727}},
    ]))
    .unwrap();
    connector.fields[0].example = "8142".to_owned();
    let fiction = fiction();
    carry_over(&mut connector, &fiction);
    assert_eq!(connector.tests[0].inputs["order_id"], fiction.samples[0].body["id"]);
    assert_eq!(connector.tests[1].inputs["order_id"], json!(727));
    assert_eq!(json!(connector.fields[0].example), fiction.inputs["order_id"]);
    let email = connector.tests[0].inputs["email"].as_str().unwrap().to_lowercase();
    assert_eq!(json!(email), fiction.samples[0].body["billing"]["email"]);
}

#[test]
fn an_answer_with_too_many_values_is_refused() {
    let body = json!((0..=MAX_VALUES).collect::<Vec<_>>());
    let answers = vec![Recorded { step: "order".to_owned(), status: 200, body }];
    let refused =
        make_fictional(&order_status(), &Recording { answers, ..Recording::default() }, &BTreeMap::new(), SEED);
    assert!(refused.unwrap_err().message.contains("5001 values"));
}

#[test]
fn as_many_numbers_as_there_are_still_find_stand_ins() {
    let body = json!((100..1_000).map(|id| json!({"id": id, "phone": format!("{id} {id}")})).collect::<Vec<_>>());
    let answers = vec![Recorded { step: "order".to_owned(), status: 200, body }];
    holds(&order_status(), &Recording { answers, ..Recording::default() });
}

#[test]
fn a_day_does_not_become_one_of_the_amounts() {
    let day = Recorded { step: "order".to_owned(), status: 200, body: json!({"38957": "22.05.2021"}) };
    let amounts: Vec<f64> = (1..=31).map(|day| f64::from(day) + 0.08).collect();
    let amount = |body: Value| Recorded { step: "person".to_owned(), status: 200, body };
    for body in [json!({"items": [18.08, null, 32439, "2026-11-09T22:19:00Z"]}), json!({"items": amounts})] {
        let answers = vec![day.clone(), amount(body)];
        holds(&order_status(), &Recording { answers, ..Recording::default() });
    }
}

/// Whether a value stands in a text as a whole: not as a part of a longer word or number.
fn survives(value: &str, text: &str) -> bool {
    let (value, text) = (value.to_lowercase(), text.to_lowercase());
    text.match_indices(&value).any(|(start, _)| {
        let edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        edge(text[..start].chars().next_back()) && edge(text[start + value.len()..].chars().next())
    })
}

/// Every text, number and member name that is data.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            if !kept::is_plain_name(name) {
                found.push(name.clone());
            }
            texts(value, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::String(text) => found.push(text.clone()),
        Value::Number(number) => found.push(number.to_string()),
        _ => {}
    }
}

/// Nothing of the recording is left, equal values have equal stand-ins and different ones different stand-ins, and
/// everything has the type that it had.
fn holds(connector: &Connector, recording: &Recording) {
    let fiction = make_fictional(connector, recording, &BTreeMap::new(), SEED).unwrap();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (answer, sample) in recording.answers.iter().zip(&fiction.samples) {
        texts(&answer.body, &mut before);
        texts(&sample.body, &mut after);
        sample.when.values().for_each(|value| texts(value, &mut after));
        assert_eq!(shape(&answer.body), shape(&sample.body));
    }
    recording.inputs.values().for_each(|value| texts(value, &mut before));
    fiction.inputs.values().for_each(|value| texts(value, &mut after));
    let kept = |text: &str| fiction.values.iter().any(|value| value.before == text && value.kept.is_some());
    let is_value = |text: &&String| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        text.chars().count() > 2 && (digits > 2 || text.parse::<f64>().is_err()) && !kept(text)
    };
    for value in before.iter().filter(is_value) {
        for text in &after {
            assert!(!survives(value.trim(), text), "{value:?} survives in {text:?}\n{recording:#?}");
        }
    }
    let mut stand_ins: HashMap<String, String> = HashMap::new();
    let mut originals: HashMap<String, String> = HashMap::new();
    for value in &fiction.values {
        let (before, after) = (fold(&value.before), fold(&value.after));
        let known = stand_ins.entry(before.clone()).or_insert_with(|| after.clone());
        assert_eq!(*known, after, "{before:?} has two stand-ins\n{recording:#?}");
        let known = originals.entry(after.clone()).or_insert_with(|| before.clone());
        assert_eq!(*known, before, "{after:?} stands for two values\n{recording:#?}");
    }
}

/// The types and the places of a value; members that are data count, but their names do not.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let name = if kept::is_plain_name(name) { name.as_str() } else { "*" };
                json!([name, shape(value)])
            })
            .collect(),
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::String(_) => json!("text"),
        Value::Number(_) => json!("number"),
        other => other.clone(),
    }
}

fn leaf() -> impl Strategy<Value = Value> {
    let id = 1_u64..200_000;
    let name =
        prop::sample::select(vec!["Ana", "Li", "Marta Lindqvist", "José", "O'Brien", "Wu", "Ana Wu", "王小明", "Open"]);
    let email = ("[a-z]{1,4}[.]?[a-z0-9]{1,4}", "[a-z]{2,6}").prop_map(|(local, host)| format!("{local}@{host}.com"));
    let text = prop::collection::vec(
        prop_oneof![
            name.clone().prop_map(str::to_owned),
            id.clone().prop_map(|id| id.to_string()),
            email.clone(),
            "[a-z]{1,8}",
            Just("2026-03-04".to_owned()),
            "#[0-9]{3,5}",
            "[A-Z]{2,4}-?[0-9]{2,6}",
        ],
        1..6,
    );
    prop_oneof![
        id.prop_map(|id| json!(id)),
        (0_u32..100_000).prop_map(|cents| json!(f64::from(cents) / 100.0)),
        (0_u32..100_000).prop_map(|cents| json!(format!("{}.{:02}", cents / 100, cents % 100))),
        name.prop_map(|name| json!(name)),
        email.prop_map(|email| json!(email)),
        "[+]?[0-9]{2,3}[ -][0-9]{2,3}[ -]?[0-9]{3,4}".prop_map(|phone| json!(phone)),
        (2020_i16..2030, 1_i8..13, 1_i8..29, 0_u8..24, 0_u8..60).prop_map(|(year, month, day, hour, minute)| json!(
            format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z")
        )),
        (2020_i16..2030, 1_i8..13, 1_i8..29)
            .prop_map(|(year, month, day)| json!(format!("{day:02}.{month:02}.{year}"))),
        text.prop_map(|words| json!(words.join(" "))),
        "\\PC{0,12}".prop_map(|text| json!(text)),
        "[a-f0-9]{8}-[a-f0-9]{4}".prop_map(|text| json!(text)),
        "https://[a-z]{2,5}[.]com/[a-z]{1,4}/[0-9]{1,4}[?]q=[a-z%40]{0,6}".prop_map(|text| json!(text)),
        prop::sample::select(vec![json!(true), json!(null), json!("processing"), json!("EUR"), json!(0)]),
    ]
}

fn body() -> impl Strategy<Value = Value> {
    let member = prop_oneof![
        4 => prop::sample::select(vec!["id", "status", "first_name", "email", "total", "note", "items", "created_at"])
            .prop_map(str::to_owned),
        1 => "[0-9]{3,5}",
        1 => "[a-z]{2,3}@[a-z]{2,3}[.]com",
    ];
    leaf().prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((member.clone(), inner), 0..6).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn search(cases: u32) {
    let connector = order_status();
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let strategy = (body(), body(), leaf(), leaf());
    runner
        .run(&strategy, |(order, person, id, email)| {
            let answers = vec![
                Recorded { step: "order".to_owned(), status: 200, body: order },
                Recorded { step: "person".to_owned(), status: 200, body: person },
            ];
            let inputs = BTreeMap::from([("order_id".to_owned(), id), ("email".to_owned(), email)]);
            holds(&connector, &Recording { answers, inputs });
            Ok(())
        })
        .unwrap();
}

#[test]
fn no_value_of_an_answer_survives() {
    search(crate::cases::cases(20_000));
}

#[test]
#[ignore = "takes minutes: a million cases"]
fn no_value_of_a_million_answers_survives() {
    search(1_000_000);
}
