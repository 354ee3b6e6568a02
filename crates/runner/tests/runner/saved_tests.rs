//! `test`, `check` and `schema`.

use serde_json::{Value, json};

use crate::support::bundles::{BundleFile, bank, bundle, shop};
use crate::support::program::drawbridge;

#[test]
fn the_templates_tests_pass_on_their_samples() {
    for template in [shop(), bank()] {
        let count = template.1.tests.len();
        let printed = drawbridge(&["test", BundleFile::new(&bundle(template)).name()]).run();
        assert_eq!(printed.status, 0, "{printed:?}");
        assert_eq!(printed.out.lines().last(), Some(format!("{count} passed, 0 failed").as_str()));
    }
}

#[test]
fn a_test_that_fails_shows_the_difference() {
    let (system, mut connector) = shop();
    let right = connector.tests.len();
    let wrong = json!([
        {"name": "wrong data", "inputs": {"order_id": 727, "email": "ana@example.com"}, "expect": {"outcome": "answer", "data": {"total": "1.00"}}},
        {"name": "wrong outcome", "inputs": {"order_id": 727, "email": "someone@example.net"}, "expect": {"outcome": "answer"}},
        {"name": "wrong words", "inputs": {"order_id": 727, "email": "someone@example.net"}, "expect": {"outcome": "not_verified", "message": "Go away."}},
    ]);
    connector.tests.extend(serde_json::from_value::<Vec<_>>(wrong).unwrap());
    let printed = drawbridge(&["test", BundleFile::new(&bundle((system, connector))).name()]).run();
    assert_eq!(printed.status, 1, "{printed:?}");
    assert_eq!(printed.out.lines().last(), Some(format!("{right} passed, 3 failed").as_str()));
    for words in ["wrong data", "1.00", "wrong outcome", "not_verified", "wrong words", "Go away."] {
        assert!(printed.out.contains(words), "{words:?}: {}", printed.out);
    }
}

#[test]
fn check_names_each_problem_with_its_place_and_what_to_do() {
    let printed = drawbridge(&["check", BundleFile::new(&bundle(shop())).name()]).run();
    assert_eq!(printed.status, 0, "{printed:?}");
    assert!(printed.out.lines().last().unwrap().starts_with("0 errors, "), "{}", printed.out);
    let (system, mut connector) = shop();
    connector.steps[0].path = "/orders/{nobody_asks}".to_owned();
    let printed = drawbridge(&["check", BundleFile::new(&bundle((system, connector))).name()]).run();
    assert_eq!(printed.status, 1, "{printed:?}");
    assert!(printed.out.contains("error: connectors[0].steps[0].path: "), "{}", printed.out);
    assert!(printed.out.contains("nobody_asks") && printed.out.contains("hint: "), "{}", printed.out);
}

#[test]
fn the_schema_is_json_schema_2020_12() {
    for document in ["connector", "bundle"] {
        let printed = drawbridge(&["schema", document]).run();
        assert_eq!(printed.status, 0);
        let schema: Value = serde_json::from_str(&printed.out).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{document}");
    }
}
