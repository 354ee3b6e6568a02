//! Each kind of outcome has its exit status, and each is reached by a real call. Only `throttled` cannot be: tries are
//! counted within one process, and one call is one try. A test beside the statuses themselves has it.

use serde_json::json;

use crate::order_status::{call, start_shop};
use crate::support::api::{Api, Reply, json as reply};
use crate::support::bundles::{BundleFile, bundle, shop};
use crate::support::program::drawbridge;

const MARTA: [&str; 2] = ["order_id=8142", "email=marta.lindqvist@example.com"];

/// `answer`, `not_verified` and `invalid_input` are in [`crate::order_status`].
#[test]
fn a_network_that_fails_is_unavailable() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let base = format!("woocommerce=http://{closed}");
    let printed = call(&api, &file, &MARTA).with(&["--base", &base, "--allow-private", &closed.to_string()]).run();
    assert_eq!(printed.outcome(), "unavailable", "{printed:?}");
    assert_eq!(api.calls(), Vec::<String>::new(), "the last --base of a system holds");
    printed.lacks(&closed.to_string());
}

/// The template's own address is `https://{setting.store_address}`; the server does not speak TLS.
#[test]
fn a_setting_fills_the_bundles_address() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let setting = format!("woocommerce.store_address={}", api.place());
    let printed =
        drawbridge(&["call", file.name(), "order_status", "--set", &setting, "--allow-private", &api.place()])
            .with(&["--input", MARTA[0], "--input", MARTA[1], "--trace"])
            .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", "k")
            .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", "s")
            .run();
    assert_eq!(printed.outcome(), "unavailable", "{printed:?}");
    let sent = printed.json()["trace"]["steps"][0]["request_line"].as_str().unwrap().to_owned();
    assert_eq!(sent, format!("GET https://{}/wp-json/wc/v3/orders/8142", api.place()));
}

#[test]
fn an_api_that_fails_is_an_api_error_or_unavailable() {
    for (status, outcome) in [(400, "api_error"), (403, "api_error"), (500, "unavailable"), (503, "unavailable")] {
        let api = Api::start(move |_| Some(reply(status, &json!({"message": "raw words of the API"}))));
        let printed = call(&api, &BundleFile::new(&bundle(shop())), &MARTA).run();
        assert_eq!(printed.outcome(), outcome, "{status}: {printed:?}");
        printed.lacks("raw words");
    }
}

#[test]
fn an_answer_that_is_no_json_is_unavailable() {
    let page =
        Reply { status: 200, headers: vec![("Content-Type".into(), "text/html".into())], body: "<p>Marta".into() };
    let api = Api::start(move |_| Some(page.clone()));
    let printed = call(&api, &BundleFile::new(&bundle(shop())), &MARTA).with(&["--trace"]).run();
    assert!(["unavailable", "not_verified"].contains(&printed.outcome().as_str()), "{printed:?}");
    printed.lacks("Marta");
}

/// A connector that cancels an order, once it is known whose it is.
fn cancelling() -> BundleFile {
    let (system, mut connector) = shop();
    let cancel = json!({
        "id": "cancel", "name": "Cancel the order", "method": "PUT", "path": "/wp-json/wc/v3/orders/{order_id}",
        "body": {"type": "json", "text": "{\"status\": \"cancelled\"}"},
    });
    connector.steps.push(serde_json::from_value(cancel).unwrap());
    connector.validations[0].step = Some("order".to_owned());
    connector.answer = serde_json::from_value(json!({"step": "cancel", "fields": [{"path": "status"}]})).unwrap();
    connector.tests.clear();
    BundleFile::new(&bundle((system, connector)))
}

fn start_cancellable_shop() -> Api {
    Api::start(|request| match request.call() {
        "GET /wp-json/wc/v3/orders/8142" => {
            Some(reply(200, &json!({"billing": {"email": "marta.lindqvist@example.com"}, "status": "processing"})))
        }
        "PUT /wp-json/wc/v3/orders/8142" => Some(reply(200, &json!({"status": "cancelled"}))),
        _ => None,
    })
}

#[test]
fn a_write_waits_for_the_customers_yes() {
    let (api, file) = (start_cancellable_shop(), cancelling());
    let printed = call(&api, &file, &MARTA).run();
    assert_eq!(printed.outcome(), "needs_confirmation", "{printed:?}");
    assert!(!printed.json()["confirmation"]["summary"].as_str().unwrap().is_empty());
    assert!(api.calls().iter().all(|call| !call.starts_with("PUT")), "nothing is changed before the yes");
}

#[test]
fn yes_on_the_command_line_carries_the_write_out_once() {
    let (api, file) = (start_cancellable_shop(), cancelling());
    let printed = call(&api, &file, &MARTA).with(&["--yes"]).run();
    assert_eq!(printed.outcome(), "answer", "{printed:?}");
    assert_eq!(printed.json()["data"], json!({"status": "cancelled"}));
    assert_eq!(api.calls().iter().filter(|call| call.starts_with("PUT")).count(), 1);
}

#[test]
fn yes_does_not_help_a_stranger() {
    let (api, file) = (start_cancellable_shop(), cancelling());
    let printed = call(&api, &file, &["order_id=8142", "email=someone@else.example"]).with(&["--yes"]).run();
    assert_eq!(printed.outcome(), "not_verified", "{printed:?}");
    assert!(api.calls().iter().all(|call| !call.starts_with("PUT")), "a failed rule keeps the write from being sent");
}
