//! Who the customer is, said by the application.

use serde_json::{Value, json};

use super::{live, shop_file};
use crate::order_status::start_shop;
use crate::support::program::drawbridge;
use crate::support::serving::{Piped, Serving};

const MARTA: &str = "marta.lindqvist@example.com";

/// SECURITY IDV-35, over REST and MCP.
#[test]
fn what_the_application_says_of_the_customer_cannot_come_from_the_model() {
    let (api, file) = (start_shop(), shop_file());
    let server = Serving::start(live(&api, &file).with(&["--identity", "header:X-Customer-Email"]));
    let rest = |headers: &[(&str, &str)], inputs: Value| {
        let answer = server.send("POST /tools/order_status", headers, &json!({"inputs": inputs}).to_string());
        answer.json()["outcome"].as_str().unwrap().to_owned()
    };
    let order = || json!({"order_id": 8142});
    assert_eq!(rest(&[("X-Customer-Email", MARTA)], order()), "answer");
    assert_eq!(rest(&[("X-Customer-Email", "eve@example.com")], order()), "not_verified");
    let before = api.requests().len();
    assert_eq!(rest(&[], order()), "unavailable", "without the header nobody is asked");
    assert_eq!(rest(&[], json!({"order_id": 8142, "email": MARTA})), "invalid_input", "the model's word");
    assert_eq!(
        rest(&[("X-Customer-Email", "eve@example.com")], json!({"order_id": 8142, "email": MARTA})),
        "invalid_input"
    );
    let twice = [("X-Customer-Email", "eve@example.com"), ("X-Customer-Email", MARTA)];
    assert_eq!(rest(&twice, order()), "unavailable", "two headers are none");
    assert_eq!(api.requests().len(), before, "nothing was sent");
    let listed = server.mcp("tools/list", json!({}), &json!({})).json();
    assert!(listed["result"]["tools"][0]["inputSchema"]["properties"].get("email").is_none(), "{listed}");
    let params =
        json!({"name": "order_status", "arguments": order(), "_meta": {"X-Customer-Email": MARTA, "email": MARTA}});
    let told = server.mcp("tools/call", params, &json!({})).json();
    assert_eq!(told["result"]["structuredContent"]["outcome"], "unavailable", "_meta is not the header: {told}");
}

#[test]
fn over_standard_streams_it_comes_in_meta() {
    let (api, file) = (start_shop(), shop_file());
    let mut piped = Piped::initialized(live(&api, &file).with(&["--identity", "email=meta:shop/email"]), &json!({}));
    let mut call = |meta: Value, arguments: Value| {
        let params = json!({"name": "order_status", "arguments": arguments, "_meta": meta});
        piped.ask("tools/call", &params)["result"]["structuredContent"]["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(call(json!({"shop/email": MARTA}), json!({"order_id": 8142})), "answer");
    assert_eq!(call(json!({}), json!({"order_id": 8142})), "unavailable");
    assert_eq!(call(json!({"shop/email": MARTA}), json!({"order_id": 8142, "email": MARTA})), "invalid_input");
}

#[test]
fn an_identity_that_no_tool_asks_for_is_refused_at_the_start() {
    let file = shop_file();
    let printed = drawbridge(&["serve", file.name(), "--env", "sample", "--identity", "header:X-Customer-Phone"]).run();
    assert_eq!(printed.status, 2, "{printed:?}");
    assert!(printed.error.contains("“phone”") && printed.error.contains("FIELD=header:NAME"), "{}", printed.error);
}
