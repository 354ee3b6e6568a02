//! Scenario T01 of the task list: order status with an e-mail check.

use serde_json::{Value, json};

use crate::support::api::{Api, Received, Reply};
use crate::support::bundles::{BundleFile, bundle, fixture, shop};
use crate::support::program::{Printed, Program, drawbridge};

const KEY: &str = "ck_live_111";
const SECRET: &str = "cs_live_222";
/// `ck_live_111:cs_live_222`, as the scenario has it.
const SIGNED_IN: &str = "Basic Y2tfbGl2ZV8xMTE6Y3NfbGl2ZV8yMjI=";
const WORDS: &str = "Email doesn't match. Please verify your details.";

/// The shop of the scenario, which demands its key.
pub fn start_shop() -> Api {
    Api::start(|request: &Received| -> Option<Reply> {
        let path = request.call().strip_prefix("GET /wp-json/wc/v3/orders/")?;
        if request.header("authorization") != Some(SIGNED_IN) {
            return Some(fixture("woocommerce/unauthorized_401"));
        }
        match path {
            "8142" => Some(fixture("woocommerce/order_200")),
            "999999" => Some(fixture("woocommerce/order_404")),
            _ => None,
        }
    })
}

/// A call of the shop's tool with right secrets.
pub fn call(api: &Api, bundle: &BundleFile, inputs: &[&str]) -> Program {
    unsigned(api, bundle, inputs)
        .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", KEY)
        .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", SECRET)
}

/// The same without secrets.
pub fn unsigned(api: &Api, bundle: &BundleFile, inputs: &[&str]) -> Program {
    let base = format!("woocommerce={}", api.address());
    let program =
        drawbridge(&["call", bundle.name(), "order_status", "--base", &base, "--allow-private", &api.place()]);
    inputs.iter().fold(program, |program, input| program.with(&["--input", input]))
}

/// Nothing of the order, and no secret.
fn tells_nothing(printed: &Printed) {
    for value in [
        "processing",
        "being prepared",
        "63.80",
        "Marta",
        "Lindqvist",
        "Kanalgatan",
        "Linen",
        "46701234567",
        "PostNord",
    ] {
        printed.lacks(value);
    }
    printed.hides(SECRET);
}

#[test]
fn the_customer_gets_the_chosen_fields_and_nothing_else() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    for email in ["marta.lindqvist@example.com", " MARTA.LINDQVIST@EXAMPLE.COM "] {
        let printed = call(&api, &file, &["order_id=8142", &format!("email={email}")]).with(&["--trace"]).run();
        assert_eq!(printed.outcome(), "answer", "{printed:?}");
        let expected = json!({
            "number": "8142", "status": "being prepared", "date_created": "2026-08-11", "total": "63.80",
            "currency": "EUR", "items": ["Linen apron - Sand"], "shipping": "PostNord Parcel",
        });
        assert_eq!(printed.json()["data"], expected);
        for hidden in ["Kanalgatan", "46701234567", "neighbour"] {
            printed.lacks(hidden);
        }
        printed.hides(SECRET);
        printed.hides(&format!("{KEY}:{SECRET}"));
    }
    let requests = api.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|request| request.header("authorization") == Some(SIGNED_IN)), "{requests:?}");
}

#[test]
fn a_stranger_gets_the_error_and_nothing_else() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let printed = call(&api, &file, &["order_id=8142", "email=someone@else.example"]).run();
    assert_eq!(printed.outcome(), "not_verified");
    assert_eq!(printed.json(), json!({"outcome": "not_verified", "message": WORDS, "data": null}));
    tells_nothing(&printed);
    let traced = call(&api, &file, &["order_id=8142", "email=someone@else.example"]).with(&["--trace"]).run();
    assert!(traced.json()["trace"].is_object());
    tells_nothing(&traced);
}

#[test]
fn an_unknown_order_reads_as_one_that_is_not_the_customers() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let unknown = call(&api, &file, &["order_id=999999", "email=marta.lindqvist@example.com"]).run();
    assert_eq!(unknown.json(), json!({"outcome": "not_verified", "message": WORDS, "data": null}));
    unknown.lacks("woocommerce_rest_shop_order_invalid_id");
    unknown.lacks("Invalid ID");
}

#[test]
fn an_order_number_that_is_none_is_refused_before_any_request() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let printed = call(&api, &file, &["order_id=8142; DROP", "email=marta.lindqvist@example.com"]).run();
    assert_eq!(printed.outcome(), "invalid_input");
    let object = printed.json();
    assert_eq!(object["problems"][0]["field"], "order_id");
    assert_eq!(object["data"], Value::Null);
    assert_eq!(api.calls(), Vec::<String>::new());
}

#[test]
fn a_wrong_secret_is_told_to_the_owner_and_not_to_the_customer() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let printed = unsigned(&api, &file, &["order_id=8142", "email=marta.lindqvist@example.com"])
        .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", KEY)
        .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", "cs_live_wrong")
        .run();
    assert_eq!(printed.outcome(), "api_error");
    let message = printed.message();
    for word in ["401", "secret", "sign-in", "woocommerce"] {
        assert!(!message.to_lowercase().contains(word), "the customer must not read {word:?}: {message}");
    }
    assert!(printed.error.contains("401"), "the owner must read what the API said: {printed:?}");
    assert!(printed.error.contains("hint:"), "the owner must read what to do: {printed:?}");
    printed.lacks("woocommerce_rest_cannot_view");
    printed.hides("cs_live_wrong");
}
