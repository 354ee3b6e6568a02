//! `chat`: scripts, the trace as JSON lines, and the real way to a real API.

use drawbridge_model::{Bundle, Connector, System};
use serde_json::{Value, json as value};

use crate::order_status::start_shop;
use crate::support::api::{Api, Received, Reply, json};
use crate::support::bundles::{BundleFile, bank, bundle, fixture, shop};
use crate::support::program::drawbridge;

const SCRIPT: &str = "hi, where is my order?\n727, bob@example.com\n\nsorry, ana@example.com\n";
const TRANSCRIPT: &str = "> hi, where is my order?\n\
    I can look that up. What is your order number, and the email used for the order?\n\
    > 727, bob@example.com\n\
    Email doesn't match. Please verify your details.\n\
    > sorry, ana@example.com\n\
    Order 727 is being prepared. It was placed on 14 November 2026 for 59.90 EUR: canvas tote and enamel mug. The shipping \
    is CTT Express.\n";

/// SECURITY LLM-14: as the program prints it.
#[test]
fn a_script_gives_the_same_transcript_every_time() {
    let file = BundleFile::new(&bundle(shop()));
    for _ in 0..3 {
        let printed = drawbridge(&["chat", file.name(), "--script", "-"]).standard_input(SCRIPT).run();
        assert_eq!((printed.status, printed.out.as_str()), (0, TRANSCRIPT), "{}", printed.error);
    }
    let piped = drawbridge(&["chat", file.name()]).standard_input(SCRIPT).run();
    assert_eq!(piped.out, TRANSCRIPT, "lines through a pipe are a script too");
}

#[test]
fn each_turn_is_one_json_object_with_its_trace() {
    let file = BundleFile::new(&bundle(shop()));
    let printed = drawbridge(&["chat", file.name(), "--json", "--script", "-"]).standard_input(SCRIPT).run();
    let turns: Vec<Value> = printed.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(turns.len(), 3, "{printed:?}");
    assert_eq!(turns[0]["trace"][0]["type"], "chose");
    let called = turns[1]["trace"].as_array().unwrap().iter().find(|entry| entry["type"] == "called").unwrap();
    assert_eq!(called["outcome"], "not_verified");
    assert_eq!(
        called["received"],
        r#"{"outcome":"not_verified","message":"Email doesn't match. Please verify your details."}"#
    );
    assert!(!turns[1].to_string().contains("59.90"), "nothing of the answer before it is verified");
}

#[test]
fn all_tools_of_a_bundle_take_part_unless_one_is_named() {
    let ((shop, mut order), (bank, mut balance)) = (shop(), bank());
    "1".clone_into(&mut order.id);
    "2".clone_into(&mut balance.id);
    let both = Bundle::assemble("both", &[shop, bank], &[order, balance]);
    let file = BundleFile::new(&both);
    let lines = "what is my balance?\n";
    let printed = drawbridge(&["chat", file.name(), "--script", "-"]).standard_input(lines).run();
    assert!(printed.out.contains("What is your email of the account, and the password of the account?"), "{printed:?}");
    let only =
        drawbridge(&["chat", file.name(), "--only", "order_status", "--script", "-"]).standard_input(lines).run();
    assert!(only.out.contains("I am not sure what you need. I can help with “Order status”."), "{only:?}");
    let unknown = drawbridge(&["chat", file.name(), "--only", "refunds"]).run();
    assert_eq!(unknown.status, 2);
    assert!(unknown.error.contains("It has account_balance, order_status."), "{}", unknown.error);
}

#[test]
fn what_is_missing_for_a_real_chat_is_named_at_once() {
    let printed = drawbridge(&["chat", BundleFile::new(&bundle(shop())).name(), "--env", "live"]).run();
    assert_eq!(printed.status, 3, "{printed:?}");
    for missing in ["woocommerce.store_address", "woocommerce.woo_key", "woocommerce.woo_secret"] {
        assert!(printed.error.contains(missing), "{missing}: {}", printed.error);
    }
}

/// `chat` with real calls to a server on loopback.
fn live(api: &Api, bundle: &Bundle, system: &str, script: &str) -> crate::support::program::Printed {
    let file = BundleFile::new(bundle);
    let base = format!("{system}={}", api.address());
    let arguments =
        ["chat", file.name(), "--env", "live", "--base", &base, "--allow-private", &api.place(), "--script", "-"];
    drawbridge(&arguments)
        .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", "ck_live_111")
        .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", "cs_live_222")
        .standard_input(script)
        .run()
}

#[test]
fn a_chat_calls_the_real_system_and_says_nothing_to_a_stranger() {
    let api = start_shop();
    let script = "order 8142, bob@example.com\nmarta.lindqvist@example.com\n";
    let printed = live(&api, &bundle(shop()), "woocommerce", script);
    assert_eq!(api.calls(), ["GET /wp-json/wc/v3/orders/8142", "GET /wp-json/wc/v3/orders/8142"], "{printed:?}");
    let lines: Vec<&str> = printed.out.lines().collect();
    assert_eq!(lines[1], "Email doesn't match. Please verify your details.");
    assert!(lines[3].starts_with("Order 8142 is being prepared."), "{printed:?}");
    printed.hides("cs_live_222");
}

#[test]
fn a_chain_signs_in_and_then_fetches_in_chat() {
    let api = Api::start(|request: &Received| -> Option<Reply> {
        match request.call() {
            "POST /auth/login" if request.body.contains("correct horse") => Some(fixture("jwt-login/login_200")),
            "POST /auth/login" => Some(fixture("jwt-login/login_401")),
            "GET /account/balance" => Some(fixture("jwt-login/balance_200")),
            _ => None,
        }
    });
    let script = "what's my balance?\nsamira.idris@example.com\nwrong one\nsorry, my password is correct horse\n";
    let printed = live(&api, &bundle(bank()), "account_api", script);
    assert_eq!(api.calls(), ["POST /auth/login", "POST /auth/login", "GET /account/balance"], "{printed:?}");
    assert!(printed.out.contains("These details don't match an account."), "{printed:?}");
    assert!(printed.out.contains("The balance is 182.40 GBP."), "{printed:?}");
    printed.hides("correct horse");
}

#[test]
fn a_write_in_chat_is_sent_once_after_a_yes_to_just_that() {
    let api = Api::start(|request: &Received| -> Option<Reply> {
        (request.call() == "POST /tickets").then(|| json(201, &value!({"id": 4711, "state": "open"})))
    });
    let connector: Connector = serde_json::from_value(value!({
        "id": "1", "name": "Create a ticket", "tool_name": "create_ticket", "system": "desk", "public": true,
        "example_phrases": ["Something is broken"],
        "fields": [
            {"name": "email", "type": "email", "required": true, "description": "Your email"},
            {"name": "subject", "type": "string", "required": true, "description": "What is it about?"}],
        "steps": [{"id": "create", "method": "POST", "path": "/tickets",
            "body": {"type": "json", "text": "{\"email\": \"{email}\", \"subject\": \"{subject}\"}"}}],
        "answer": {"fields": [{"path": "id"}, {"path": "state"}]}
    }))
    .unwrap();
    let system: System =
        serde_json::from_value(value!({"id": "desk", "name": "Desk", "base_url": {"live": "https://desk.example"}}))
            .unwrap();
    let tickets = bundle((system, connector));
    let ask = "something is broken\nana@example.com\nthe coffee machine leaks\n";
    for (answer, sent) in [
        ("no\n", &[][..]),
        ("yes\nthanks\nyes\n", &[r#"{"email":"ana@example.com","subject":"the coffee machine leaks"}"#]),
        ("yes, but my email is bob@example.com\n", &[]),
        (
            "sorry, my email is bob@example.com\nyes\n",
            &[r#"{"email":"bob@example.com","subject":"the coffee machine leaks"}"#],
        ),
    ] {
        let before = api.requests().len();
        let printed = live(&api, &tickets, "desk", &format!("{ask}{answer}"));
        let bodies: Vec<String> = api.requests()[before..].iter().map(|request| request.body.clone()).collect();
        assert_eq!(bodies, sent, "{answer}: {printed:?}");
    }
}
