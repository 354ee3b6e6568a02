#![expect(clippy::unwrap_used, reason = "tests")]

use drawbridge_model::{Bundle, CheckedBundle};
use serde_json::json;

use super::*;

fn connector() -> Value {
    json!({
        "id": "c", "name": "Order", "tool_name": "order", "system": "shop",
        "fields": [{"name": "order_id", "required": true}, {"name": "email", "required": true}, {"name": "pin", "sensitive": true}],
        "steps": [{"id": "order", "path": "/orders/{order_id}"}],
        "validations": [{"input": "email", "compare_with": "email", "type": "equals"}],
        "answer": {"fields": [{"path": "status"}]}
    })
}

fn system() -> Value {
    json!({
        "id": "shop", "name": "Shop", "base_url": {"test": "https://{setting.shop}.example.com", "live": "https://live.example.com"},
        "settings": [{"name": "shop", "values": {"test": "acme"}}, {"name": "store", "values": {"live": "7"}}],
        "secrets": [{"name": "key"}, {"name": "unused"}],
        "sign_in": {"type": "bearer", "token": "{secret.key}"},
        "headers": [{"name": "X-Store", "value": "{setting.store}"}]
    })
}

fn plan(connector: Value, system: Value) -> Result<Plan, Vec<Problem>> {
    Plan::new(&serde_json::from_value(connector).unwrap(), &[serde_json::from_value(system).unwrap()])
}

/// The code and place of the only problem that the engine itself finds after a change to the connector; the document's
/// own check has its own cases.
fn check(code: &str, at: &str, change: impl FnOnce(&mut Value)) {
    let mut changed = connector();
    change(&mut changed);
    let (connector, systems) = (serde_json::from_value(changed).unwrap(), [serde_json::from_value(system()).unwrap()]);
    let of_draft = Plan::draft(&connector, &systems).err();
    let problems = of_draft.unwrap_or_else(|| Plan::new(&connector, &systems).unwrap_err());
    let found: Vec<(&str, &str)> =
        problems.iter().map(|problem| (problem.code.as_str(), problem.at.as_str())).collect();
    assert_eq!(found, [(code, at)], "{problems:?}");
    assert!(problems.iter().all(|problem| !problem.message.is_empty() && !problem.hint.is_empty()));
}

#[test]
fn the_plan_of_a_sound_bundle_is_the_plan_of_its_documents() {
    let (connector, system) = (serde_json::from_value(connector()).unwrap(), serde_json::from_value(system()).unwrap());
    let bundle = Bundle::assemble("mine", &[system], &[connector]);
    let documents = Plan::new(&bundle.connectors[0], &bundle.systems).unwrap();
    let sound = CheckedBundle::new(bundle).sound().unwrap();
    let plans: Vec<Plan> = sound.sound_connectors().map(|sound| Plan::of_sound(sound).unwrap()).collect();
    assert_eq!(format!("{plans:?}"), format!("{:?}", [documents]));
}

/// An address that was worked out once is not that of another environment or of what the operator says.
#[test]
fn each_environment_keeps_its_own_address() {
    let plan = plan(connector(), system()).unwrap();
    let address = |environment, overrides: &Overrides| {
        plan.systems[0].address(environment, overrides).map(|address| address.url.to_string())
    };
    let mut overrides = Overrides::default();
    overrides.addresses.insert("shop".to_owned(), "https://other.example.com".to_owned());
    for _ in 0..2 {
        let none = Overrides::default();
        assert_eq!(address(Environment::Test, &none).as_deref(), Some("https://acme.example.com/"));
        assert_eq!(address(Environment::Live, &none).as_deref(), Some("https://live.example.com/"));
        assert_eq!(address(Environment::Test, &overrides).as_deref(), Some("https://other.example.com/"));
    }
}

/// SECURITY IDV-05. SECURITY IDV-07.
#[test]
fn an_identity_rule_reads_one_place() {
    for path in ["$..email", "$.items[*].email", "$.items.*", "items[*].email"] {
        check("path_finds_several", "validations[0].compare_with", |connector| {
            connector["validations"][0]["compare_with"] = json!(path);
        });
    }
    for path in ["$[01]", "$.a[", "a..", &"(".repeat(200)] {
        check("bad_path", "validations[0].compare_with", |connector| {
            connector["validations"][0]["compare_with"] = json!(path);
        });
    }
    for path in ["billing.email", "$.users[?@.id == $.ticket['a*b'].requester].email", "items[0].email"] {
        let mut fine = connector();
        fine["validations"][0]["compare_with"] = json!(path);
        assert!(plan(fine, system()).is_ok(), "{path}");
    }
}

/// SECURITY IDV-20, the part of the engine.
#[test]
fn without_an_identity_rule_there_is_no_plan() {
    check("no_identity_rule", "validations", |connector| connector["validations"] = json!([]));
    check("no_identity_rule", "validations", |connector| {
        connector["validations"] = json!([{"compare_with": "status", "type": "exists"}]);
    });
    check("no_identity_rule", "validations", |connector| {
        connector["validations"] = json!([{"value": "x", "compare_with": "status", "type": "equals"}]);
    });
    let mut public = connector();
    public["validations"] = json!([]);
    public["public"] = json!(true);
    assert!(plan(public, system()).is_ok());
}

/// SECURITY INJ-09. SECURITY INJ-14. SECURITY INJ-27.
#[test]
fn requests_that_could_not_run_safely_have_no_plan() {
    for (path, code) in [
        ("/or\nders", "hidden_character_in_address"),
        ("/or\tders", "hidden_character_in_address"),
        ("/a/../b", "dot_segment"),
        ("/a/%2e%2e/b", "dot_segment"),
        ("/a?b=c", "query_in_path"),
        ("/a#b", "query_in_path"),
        ("https://a.example/b", "address_in_path"),
        ("/orders/{other}", "undefined_placeholder"),
        ("/orders/{later.id}", "undefined_placeholder"),
        ("/orders/{secret.missing}", "undefined_placeholder"),
    ] {
        check(code, "steps[0].path", |connector| connector["steps"][0]["path"] = json!(path));
    }
    for name in ["Host", "content-length", "Transfer-Encoding", "connection"] {
        check("reserved_header", "steps[0].headers[0].name", |connector| {
            connector["steps"][0]["headers"] = json!([{"name": name, "value": "x"}]);
        });
    }
    check("bad_header_name", "steps[0].headers[0].name", |connector| {
        connector["steps"][0]["headers"] = json!([{"name": "X-{order_id}", "value": "x"}]);
    });
    check("broken_json_body", "steps[0].body", |connector| {
        connector["steps"][0]["body"] = json!({"type": "json", "text": "{\"{order_id}\": 1}"});
    });
    check("unknown_step", "validations[0].step", |connector| connector["validations"][0]["step"] = json!("nowhere"));
    check("undefined_question", "validations[0].input", |connector| {
        connector["validations"][0]["input"] = json!("nobody");
    });
    check("unknown_system", "steps[0].system", |connector| connector["steps"][0]["system"] = json!("nowhere"));
}

#[test]
fn what_the_document_s_check_calls_an_error_has_no_plan_either() {
    let mut changed = connector();
    changed["steps"][0]["path"] = json!("/orders/{secret.key}/{order_id}");
    let problems = plan(changed.clone(), system()).unwrap_err();
    assert_eq!(problems[0].code, "secret_in_address", "{problems:?}");
    changed["accepted"] = json!([format!("secret_in_address:{}", problems[0].at)]);
    assert!(plan(changed, system()).is_ok(), "unless the owner has accepted it by name");
}

#[test]
fn what_a_run_needs_is_named() {
    let plan = plan(connector(), system()).unwrap();
    let none = Overrides::default();
    assert_eq!(plan.required_secrets().iter().map(ToString::to_string).collect::<Vec<_>>(), ["shop.key"]);
    let missing = |environment, overrides: &Overrides| {
        plan.missing_settings(environment, overrides).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(missing(Environment::Test, &none), ["shop.store"]);
    assert_eq!(missing(Environment::Live, &none), ["shop.shop"]);
    let store = SettingName { system: "shop".into(), name: "store".into() };
    let set = Overrides { settings: BTreeMap::from([(store, "9".into())]), ..Overrides::default() };
    assert!(missing(Environment::Test, &set).is_empty());
    let origins = |environment, overrides: &Overrides| {
        plan.origins(environment, overrides).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(origins(Environment::Test, &none), ["https://acme.example.com"]);
    assert_eq!(origins(Environment::Live, &none), ["https://live.example.com"]);
    let moved = Overrides {
        addresses: BTreeMap::from([("shop".into(), "http://127.0.0.1:8080".into())]),
        ..Overrides::default()
    };
    assert_eq!(origins(Environment::Live, &moved), ["http://127.0.0.1:8080"]);
}

#[test]
fn the_record_asked_for_is_what_requests_carry_and_no_rule_proves() {
    let lookup = |change: &dyn Fn(&mut Value)| {
        let mut changed = connector();
        change(&mut changed);
        plan(changed, system()).unwrap().lookup
    };
    assert_eq!(lookup(&|_| {}), ["order_id"]);
    assert_eq!(lookup(&|connector| connector["steps"][0]["path"] = json!("/find/{email}")), ["email"]);
    assert_eq!(lookup(&|connector| connector["steps"][0]["path"] = json!("/find/{email}/{pin}")), ["email"]);
    assert_eq!(lookup(&|connector| connector["steps"][0]["path"] = json!("/me")), ["order_id", "email", "pin"]);
}
