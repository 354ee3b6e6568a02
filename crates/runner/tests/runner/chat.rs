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

/// A model's server that calls the tool with what `arguments` says, and then repeats what the tool told it.
fn model_server(arguments: &'static str) -> Api {
    Api::start(move |request: &Received| -> Option<Reply> {
        let asked: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let last = asked["messages"].as_array().and_then(|messages| messages.last()).cloned().unwrap_or_default();
        let message = match last["role"].as_str() {
            Some("tool") => value!({"content": last["content"]}),
            _ => value!({"content": null, "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "order_status", "arguments": arguments}}]}),
        };
        let answer = value!({"choices": [{"message": message, "finish_reason": "stop"}]});
        (request.call() == "POST /v1/chat/completions").then(|| json(200, &answer))
    })
}

/// SECURITY LLM-13, LLM-17: a model answers with what the tool gave it, and gets its own key alone.
#[test]
fn a_model_answers_in_place_of_the_built_in_assistant() {
    let server = model_server(r#"{"order_id": 727, "email": "ana@example.com"}"#);
    let file = BundleFile::new(&bundle(shop()));
    let arguments = ["chat", file.name(), "--model", "small", "--model-address", &server.address(), "--script", "-"];
    let printed = drawbridge(&arguments)
        .variable("DRAWBRIDGE_SECRET_CHAT_MODEL_KEY", "sk_model_333")
        .standard_input("where is order 727? ana@example.com\n")
        .run();
    assert_eq!(printed.status, 0, "{printed:?}");
    assert!(printed.out.contains("being prepared"), "{printed:?}");
    printed.hides("sk_model_333");
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|request| request.header("authorization") == Some("Bearer sk_model_333")));
    assert!(requests.iter().all(|request| !request.body.contains("sk_model_333")));
}

#[test]
fn a_model_that_cannot_answer_or_be_reached_is_said_with_what_to_do() {
    let file = BundleFile::new(&bundle(shop()));
    let refusing =
        Api::start(|_: &Received| Some(json(401, &value!({"error": {"message": "no", "code": "invalid_api_key"}}))));
    let base = ["chat", file.name(), "--script", "-", "--model", "small"];
    for (more, status, error) in [
        (&["--model-address", &refusing.address()][..], 1, "error: The provider refused the key.\nhint: Enter the key"),
        (&["--model-address", "http://localhost:1/v1"], 2, "port"),
        (&["--model-address", "not an address"], 2, "The address of the model cannot be used"),
        (&["--model-api", "anthropic"], 3, "DRAWBRIDGE_SECRET_CHAT_MODEL_KEY"),
    ] {
        let arguments = [&base[..], more].concat();
        let printed = drawbridge(&arguments).standard_input("hello\n").run();
        assert_eq!(printed.status, status, "{more:?}: {printed:?}");
        assert!(printed.error.contains(error), "{more:?}: {printed:?}");
    }
}
