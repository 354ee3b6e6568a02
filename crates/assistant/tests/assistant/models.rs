//! Language models, against a scripted server on loopback: what is sent, what is made of what comes, and what goes wrong.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use drawbridge_assistant::{
    ChatEvent, ChatModel, Conversation, Entry, ModelApi, ModelSettings, Setting, Tool, Toolbox, Turn,
};
use drawbridge_engine::{
    BoundSecret, EgressPolicy, EngineSettings, HttpClient, Limits, Plan, RunRequest, SecretName, Secrets,
};
use drawbridge_model::{Connector, Environment, OutcomeKind, SecretValue, System, WebOrigin};
use serde_json::{Value, json};

use crate::dialogues::desk;
use crate::server::{Recorded, Server, response};
use crate::setup::{engine, tool, with};

/// The key of the shop, which only the shop may get.
const SHOP_KEY: &str = "sk_SHOP_SENTINEL_4711";
/// The key of the model, which only its server may get, and only in a header.
const MODEL_KEY: &str = "sk_MODEL_SENTINEL_0815";
/// A value of the record that was not ticked.
const UNTICKED: &str = "PII-Lindenstrasse-7";
/// A ticked value, which nobody may see before the rule has held.
const TICKED: &str = "63.80";

const BOTH: [ModelApi; 2] = [ModelApi::OpenAi, ModelApi::Anthropic];

/// A server that gives one answer after the other and keeps what it was asked.
fn scripted(answers: Vec<Vec<u8>>) -> Server {
    let left = Mutex::new(answers.into_iter().rev().collect::<Vec<_>>());
    Server::with(move |_, stream| {
        let answer = left.lock().unwrap().pop().expect("no more requests than the script has answers");
        stream.write_all(&answer).expect("the client reads");
    })
}

fn settings(api: ModelApi, address: String) -> ModelSettings {
    ModelSettings { api, address, model: "clever-1".to_owned(), own_network: true }
}

fn client() -> Arc<HttpClient> {
    Arc::new(HttpClient::new(EngineSettings::standard().door).unwrap())
}

fn model(api: ModelApi, server: &Server) -> ChatModel {
    let origins = vec![WebOrigin::parse(&server.address()).unwrap()];
    let key = BoundSecret { value: SecretValue::new(MODEL_KEY), origins };
    ChatModel::new(settings(api, server.address()), Some(key), client()).unwrap()
}

/// An answer in events, as the format streams them.
fn events(api: ModelApi, events: &[Value]) -> Vec<u8> {
    response(200, "Content-Type: text/event-stream; charset=utf-8\r\n", lines(api, events).as_bytes())
}

fn lines(api: ModelApi, events: &[Value]) -> String {
    let line = |event: &Value| match api {
        ModelApi::OpenAi => format!("data: {event}\n\n"),
        ModelApi::Anthropic => format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap()),
    };
    events.iter().map(line).collect()
}

/// A model that says this, in two pieces.
fn says(api: ModelApi, text: &str) -> Vec<u8> {
    let (first, second) = text.split_at(text.len() / 2);
    match api {
        ModelApi::OpenAi => {
            let piece =
                |text: &str| json!({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": null}]});
            let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
            let usage = json!({"choices": [], "usage": {"prompt_tokens": 120, "completion_tokens": 9}});
            let mut body = lines(api, &[piece(first), piece(second), end, usage]);
            body.push_str("data: [DONE]\n\n");
            response(200, "Content-Type: text/event-stream\r\n", body.as_bytes())
        }
        ModelApi::Anthropic => {
            let delta = |text: &str| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}});
            events(
                api,
                &[
                    json!({"type": "message_start", "message": {"usage": {"input_tokens": 120, "output_tokens": 1}}}),
                    json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
                    json!({"type": "ping"}),
                    delta(first),
                    delta(second),
                    json!({"type": "content_block_stop", "index": 0}),
                    json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}}),
                    json!({"type": "message_stop"}),
                ],
            )
        }
    }
}

/// A model that wants calls: each a tool and what is written as its arguments, which comes in two pieces.
fn wants(api: ModelApi, calls: &[(&str, &str)]) -> Vec<u8> {
    let mut body = wanted(api, calls);
    match api {
        ModelApi::OpenAi => {
            body.push(json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}));
        }
        ModelApi::Anthropic => {
            body.push(
                json!({"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 30}}),
            );
            body.push(json!({"type": "message_stop"}));
        }
    }
    events(api, &body)
}

/// The same without its end.
fn wanted(api: ModelApi, calls: &[(&str, &str)]) -> Vec<Value> {
    let mut all = vec![];
    for (index, (tool, arguments)) in calls.iter().enumerate() {
        let (first, second) = arguments.split_at(arguments.len() / 2);
        let id = format!("id_{index}");
        match api {
            ModelApi::OpenAi => {
                let piece = |call: Value| json!({"choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": null}]});
                all.push(piece(
                    json!({"index": index, "id": id, "type": "function", "function": {"name": tool, "arguments": ""}}),
                ));
                all.push(piece(json!({"index": index, "function": {"arguments": first}})));
                all.push(piece(json!({"index": index, "function": {"arguments": second}})));
            }
            ModelApi::Anthropic => {
                let delta = |text: &str| json!({"type": "content_block_delta", "index": index, "delta": {"type": "input_json_delta", "partial_json": text}});
                all.push(json!({"type": "content_block_start", "index": index, "content_block": {"type": "tool_use", "id": id, "name": tool, "input": {}}}));
                all.push(delta(first));
                all.push(delta(second));
                all.push(json!({"type": "content_block_stop", "index": index}));
            }
        }
    }
    all
}

/// A shop on a server of its own, with a key, and its order tool.
struct Shop {
    server: Server,
    toolbox: Toolbox,
}

impl Shop {
    fn open() -> Self {
        let record = json!({"status": "processing", "total": TICKED, "billing": {"email": "ana@example.com", "address": UNTICKED}});
        let server = Server::json(move |_| (200, record.to_string()));
        let connector: Connector = serde_json::from_value(json!({
            "id": "order", "name": "Order status", "tool_name": "order_status", "system": "shop",
            "prompt": "Use this tool when a customer asks about their order.",
            "fields": [
                {"name": "order_id", "type": "integer", "required": true, "description": "Your order number", "example": "727"},
                {"name": "email", "type": "email", "required": true, "description": "Email used for the order"}],
            "steps": [{"id": "order", "method": "GET", "path": "/orders/{order_id}"}],
            "validations": [{"input": "email", "compare_with": "billing.email", "type": "equals_ignore_case",
                "error": "Email doesn't match. Please verify your details."}],
            "answer": {"fields": [{"path": "status"}, {"path": "total"}]}
        }))
        .unwrap();
        let system: System = serde_json::from_value(json!({
            "id": "shop", "name": "Shop", "base_url": {"live": server.address()}, "secrets": [{"name": "k"}],
            "sign_in": {"type": "api_key", "placement": "header", "name": "X-Api-Key", "value": "{secret.k}"}
        }))
        .unwrap();
        let origin = WebOrigin::parse(&server.address()).unwrap();
        let key = BoundSecret { value: SecretValue::new(SHOP_KEY), origins: vec![origin.clone()] };
        let name = SecretName { system: "shop".to_owned(), name: "k".to_owned() };
        let request = RunRequest {
            environment: Environment::Live,
            secrets: Secrets::new(HashMap::from([(name, key)])),
            egress: EgressPolicy::builder(vec![origin.clone()], &[origin], Vec::new()),
            ..RunRequest::on_samples()
        };
        let plan = Plan::new(&connector, &[system]).unwrap();
        Self { server, toolbox: Toolbox::new(vec![Tool::new(plan, request)]) }
    }
}

/// Says the lines to a model; gives the turns, and the words that were heard while they came.
async fn talk(model: &ChatModel, toolbox: &Toolbox, lines: &[&str]) -> (Vec<Turn>, String) {
    let (engine, heard) = (engine(), Mutex::new(String::new()));
    let listen = |event: ChatEvent| {
        if let ChatEvent::Words { text } = event {
            heard.lock().unwrap().push_str(&text);
        }
    };
    let mut conversation = Conversation::new("a customer");
    for line in lines {
        conversation.say(line, &Setting { heard: &listen, ..with(model, toolbox, &engine) }).await;
    }
    (conversation.turns().to_vec(), heard.into_inner().unwrap())
}

fn body(request: &Recorded) -> Value {
    serde_json::from_str(&request.body).unwrap()
}

fn outcomes(turn: &Turn) -> Vec<OutcomeKind> {
    let called = turn.trace.iter().filter_map(|entry| match entry {
        Entry::Called(called) => Some(called.outcome),
        _ => None,
    });
    called.collect()
}

fn refusals(turn: &Turn) -> Vec<&str> {
    let refused = turn.trace.iter().filter_map(|entry| match entry {
        Entry::NotCalled { why, .. } => Some(why.as_str()),
        _ => None,
    });
    refused.collect()
}

const STRANGER: &str = r#"{"order_id": 727, "email": "bob@example.com"}"#;
const OWNER: &str = r#"{"order_id": 727, "email": "ana@example.com"}"#;

/// SECURITY LLM-13, LLM-17: the stranger is turned away and the owner gets an answer; what the model's server was sent is
/// as the golden file has it, and holds no secret, no value before the rule held, and none that was not ticked.
#[tokio::test]
async fn a_model_is_sent_the_tools_and_what_a_bot_may_know() {
    for (api, name) in [(ModelApi::OpenAi, "openai"), (ModelApi::Anthropic, "anthropic")] {
        let shop = Shop::open();
        let server = scripted(vec![
            wants(api, &[("order_status", STRANGER)]),
            says(api, "Email doesn't match. Please verify your details."),
            wants(api, &[("order_status", OWNER)]),
            says(api, "Your order is processing, 63.80 in all."),
        ]);
        let lines = ["Where is order 727? bob@example.com", "sorry, ana@example.com"];
        let (turns, heard) = talk(&model(api, &server), &shop.toolbox, &lines).await;
        assert_eq!(outcomes(&turns[0]), [OutcomeKind::NotVerified]);
        assert_eq!(outcomes(&turns[1]), [OutcomeKind::Answer]);
        assert_eq!(turns[1].reply, "Your order is processing, 63.80 in all.");
        assert_eq!(heard, format!("{}{}", turns[0].reply, turns[1].reply), "the words are heard as they come");
        let asked = turns[1].trace.iter().filter(|entry| matches!(entry, Entry::Asked { .. })).count();
        assert_eq!(asked, 2, "each question to the model is told");
        let last = turns[1].trace.last().unwrap();
        let tokens = matches!(last, Entry::Asked { read: Some(120), written: Some(9), .. });
        assert!(tokens, "{last:?}");

        let requests = server.requests();
        let payloads: Vec<Value> = requests.iter().map(body).collect();
        check_golden(name, &payloads);
        let key_header = if api == ModelApi::OpenAi { "authorization" } else { "x-api-key" };
        for (request, verified) in requests.iter().zip([false, false, false, true]) {
            assert!(request.headers(key_header)[0].ends_with(MODEL_KEY), "the key is in its header");
            for (absent, why) in [
                (MODEL_KEY, "the key of the model is in no payload"),
                (SHOP_KEY, "the key of the shop goes to the shop alone"),
                (UNTICKED, "what was not ticked stays here"),
                (if verified { UNTICKED } else { TICKED }, "nothing is told before the rule has held"),
            ] {
                assert!(!request.body.contains(absent), "{why}: {}", request.body);
            }
        }
        let shown = serde_json::to_string(&turns).unwrap();
        assert!(!shown.contains(MODEL_KEY) && !shown.contains(SHOP_KEY), "no key is in a trace: {shown}");
        assert!(!format!("{turns:?}").contains(MODEL_KEY));
        assert_eq!(shop.server.requests().len(), 2);
    }
}

/// Compares with a golden file; `DRAWBRIDGE_UPDATE` writes it anew.
fn check_golden(name: &str, payloads: &[Value]) {
    let path = format!("{}/tests/payloads/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let came = serde_json::to_string_pretty(payloads).unwrap() + "\n";
    if std::env::var_os("DRAWBRIDGE_UPDATE").is_some() {
        std::fs::write(&path, &came).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        came == golden,
        "{path} has another payload; if this one is right, run with DRAWBRIDGE_UPDATE set:\n{came}"
    );
}

#[tokio::test]
async fn two_calls_in_one_message_are_both_run_and_answered_together() {
    for api in BOTH {
        let shop = Shop::open();
        let server = scripted(vec![
            wants(api, &[("order_status", STRANGER), ("order_status", OWNER)]),
            says(api, "One of two."),
        ]);
        let (turns, _) = talk(&model(api, &server), &shop.toolbox, &["orders of mine"]).await;
        assert_eq!(outcomes(&turns[0]), [OutcomeKind::NotVerified, OutcomeKind::Answer]);
        let sent = body(&server.requests()[1]);
        let messages = sent["messages"].as_array().unwrap();
        match api {
            ModelApi::OpenAi => {
                let roles: Vec<&str> = messages.iter().filter_map(|message| message["role"].as_str()).collect();
                assert_eq!(roles, ["system", "user", "assistant", "tool", "tool"]);
                assert_eq!(messages[3]["tool_call_id"], messages[2]["tool_calls"][0]["id"]);
                assert_eq!(messages[4]["tool_call_id"], messages[2]["tool_calls"][1]["id"]);
            }
            ModelApi::Anthropic => {
                assert_eq!(messages[2]["content"][0]["tool_use_id"], messages[1]["content"][0]["id"]);
                assert_eq!(messages[2]["content"][1]["tool_use_id"], messages[1]["content"][1]["id"]);
            }
        }
    }
}

/// SECURITY LLM-13, LLM-04: what a model writes that is no call, or not one of these tools, is refused and told to it.
#[tokio::test]
async fn calls_that_are_none_are_refused_and_nothing_is_sent() {
    for api in BOTH {
        for (tool, arguments, refusal, outcome) in [
            ("order_status", r#"{"order_id": 727, "email": "#, "must be one JSON object", None),
            ("order_status", "[727]", "must be one JSON object", None),
            ("order_status", "", "", Some(OutcomeKind::InvalidInput)),
            ("delete_everything", OWNER, "no tool of this name", None),
            (
                "order_status",
                r#"{"order_id": 727, "email": "ana@example.com", "is_admin": true}"#,
                "",
                Some(OutcomeKind::InvalidInput),
            ),
        ] {
            let shop = Shop::open();
            let server = scripted(vec![wants(api, &[(tool, arguments)]), says(api, "I cannot do that.")]);
            let (turns, _) = talk(&model(api, &server), &shop.toolbox, &["order 727"]).await;
            assert_eq!(turns[0].failure, None, "{arguments}");
            assert_eq!(turns[0].reply, "I cannot do that.", "{arguments}");
            assert_eq!(outcomes(&turns[0]), Vec::from_iter(outcome), "{arguments}");
            let refused = refusals(&turns[0]);
            assert!(
                refused.iter().all(|why| why.contains(refusal)) && refused.is_empty() == refusal.is_empty(),
                "{refused:?}"
            );
            assert_eq!(shop.server.requests().len(), 0, "nothing is sent for {arguments}");
            let told = server.requests()[1].body.clone();
            assert!(told.contains("invalid_input"), "the model is told: {told}");
        }
    }
}

/// An answer that is no success, as each provider writes it.
fn refused(api: ModelApi, status: u16, kind: &str, words: &str, headers: &str) -> Vec<u8> {
    let error = match api {
        ModelApi::OpenAi => json!({"error": {"message": words, "type": kind, "code": kind, "param": null}}),
        ModelApi::Anthropic => json!({"type": "error", "error": {"type": kind, "message": words}}),
    };
    response(status, &format!("Content-Type: application/json\r\n{headers}"), error.to_string().as_bytes())
}

/// SECURITY LLM-13: each thing that can go wrong is said in words with what to do, and nothing is carried out.
#[tokio::test]
async fn what_goes_wrong_is_said_in_words_and_nothing_is_carried_out() {
    let echo = format!("Incorrect API key provided: {MODEL_KEY}");
    for api in BOTH {
        let half = lines(api, &wanted(api, &[("order_status", OWNER)]));
        let mut broken = response(200, "Content-Type: text/event-stream\r\n", half.as_bytes());
        let at = broken.windows(16).position(|window| window == b"Content-Length: ").unwrap() + 16;
        broken.splice(at..at, *b"9");
        let overloaded = match api {
            ModelApi::OpenAi => json!({"error": {"message": "Overloaded", "type": "overloaded_error", "code": null}}),
            ModelApi::Anthropic => {
                json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
            }
        };
        let in_the_middle = format!("{half}{}", lines(api, &[overloaded]));
        let too_long = match api {
            ModelApi::OpenAi => json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}),
            ModelApi::Anthropic => json!({"type": "message_delta", "delta": {"stop_reason": "max_tokens"}}),
        };
        let over = json!({"type": "message_stop"});
        let endless = format!(
            "{half}{}{}",
            lines(api, &[too_long]),
            if api == ModelApi::Anthropic { lines(api, &[over]) } else { String::new() }
        );
        let stream = |body: &str| response(200, "Content-Type: text/event-stream\r\n", body.as_bytes());
        for (answer, what, next) in [
            (refused(api, 401, "authentication_error", &echo, ""), "The provider refused the key.", "Enter the key"),
            (
                refused(api, 403, "permission_error", "revoked", ""),
                "may not be used for the model “clever-1”",
                "another model",
            ),
            (refused(api, 402, "billing_error", "pay", ""), "no credit left", "Add credit"),
            (refused(api, 429, "insufficient_quota", "You exceeded your quota", ""), "no credit left", "Add credit"),
            (refused(api, 429, "rate_limit_error", "slow", "Retry-After: 17\r\n"), "fewer requests", "in 17 seconds"),
            (
                refused(api, 529, "overloaded_error", "Overloaded", ""),
                "more to do than it can",
                "Try again in a minute",
            ),
            (refused(api, 503, "server_error", "", ""), "more to do than it can", "Try again in a minute"),
            (
                refused(api, 500, "api_error", "boom", ""),
                "a problem of its own (status 500). It says: “boom”",
                "Try again",
            ),
            (refused(api, 404, "not_found_error", "", ""), "There is no model “clever-1”", "list of models"),
            (refused(api, 413, "request_too_large", "", ""), "longer than the model can read", "Start a new chat"),
            (refused(api, 400, "invalid_request_error", &echo, ""), "(status 400). It says: “Incorrect", "kind of API"),
            (response(307, "Location: https://evil.example/\r\n", b""), "sends to another address", "not followed"),
            (
                response(200, "Content-Type: text/html\r\n", b"<html>"),
                "does not speak this format",
                "Check the address",
            ),
            (stream("data: <html>\n\n"), "does not speak this format", "Check the address"),
            (stream(&half), "broke off before its end", "Say it once more"),
            (broken, "broke off before its end", "Say it once more"),
            (stream(&in_the_middle), "more to do than it can", "Try again"),
            (stream(&endless), "longer than it may be", "Ask for less"),
            (
                b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n".to_vec(),
                "broke off before its end",
                "once more",
            ),
        ] {
            let shop = Shop::open();
            let server = scripted(vec![answer.clone()]);
            let (turns, _) = talk(&model(api, &server), &shop.toolbox, &["order 727, ana@example.com"]).await;
            let failure = turns[0].failure.clone().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&answer)));
            assert!(failure.what.contains(what), "{failure:?}; {what} was expected");
            assert!(failure.next.contains(next), "{failure:?}; {next} was expected");
            assert!(!format!("{failure:?}").contains(MODEL_KEY), "a key that is echoed is not repeated: {failure:?}");
            assert_eq!(shop.server.requests().len(), 0, "nothing is carried out: {what}");
        }
    }
}

/// SECURITY LLM-13: silence ends.
#[tokio::test]
async fn a_model_that_does_not_begin_or_stops_is_given_up() {
    for api in BOTH {
        let begun = String::from_utf8(events(api, &wanted(api, &[("order_status", OWNER)]))).unwrap();
        let begun = begun.replace("Content-Length: ", "Content-Length: 9");
        for (first, what) in [("", "did not answer in time"), (begun.as_str(), "broke off before its end")] {
            let (shop, first) = (Shop::open(), first.to_owned());
            let server = Server::with(move |_, stream| {
                stream.write_all(first.as_bytes()).unwrap();
                std::thread::sleep(Duration::from_secs(5));
            });
            let limit = Duration::from_millis(300);
            let patience = Limits { first_byte: limit, idle: limit, ..Limits::model() };
            let (turns, _) = talk(&model(api, &server).with_limits(patience), &shop.toolbox, &["order 727"]).await;
            let failure = turns[0].failure.as_ref().unwrap();
            assert!(failure.what.contains(what), "{failure:?}");
            assert_eq!(shop.server.requests().len(), 0);
        }
    }
}

/// The line after a failure finds the conversation as it was understood, and the failure is no part of it.
#[tokio::test]
async fn a_failed_turn_leaves_nothing_in_the_conversation() {
    for api in BOTH {
        let shop = Shop::open();
        let server = scripted(vec![refused(api, 529, "overloaded_error", "x", ""), says(api, "Hello again.")]);
        let (turns, _) = talk(&model(api, &server), &shop.toolbox, &["hello", "still there?"]).await;
        assert_eq!(turns[1].reply, "Hello again.");
        let sent = body(&server.requests()[1]).to_string();
        assert!(sent.contains("hello") && sent.contains("still there?") && !sent.contains("more to do"), "{sent}");
    }
}

/// SECURITY LLM-05: the token stays here; a yes of the customer's and nothing else lets a change through.
#[tokio::test]
async fn a_change_waits_for_the_customer_whatever_the_model_does() {
    let (connector, system) = desk();
    let toolbox = Toolbox::new(vec![tool(&connector, &[system])]);
    for api in BOTH {
        let ticket = r#"{"email": "ana@example.com", "subject": "it leaks"}"#;
        let server = scripted(vec![
            wants(api, &[("create_ticket", ticket)]),
            says(api, "Shall I open a ticket?"),
            wants(api, &[("create_ticket", ticket)]),
            says(api, "Ticket 4711 is open."),
        ]);
        let (turns, _) = talk(&model(api, &server), &toolbox, &["it leaks, ana@example.com", "yes"]).await;
        assert_eq!(outcomes(&turns[0]), [OutcomeKind::NeedsConfirmation]);
        assert!(turns[0].confirm.is_some(), "what will be done is shown");
        assert_eq!(outcomes(&turns[1]), [OutcomeKind::Answer]);
        let sent = server.requests()[3].body.clone();
        assert!(!sent.contains(r#"token\""#), "{sent}");
    }
}

#[tokio::test]
async fn the_models_of_a_server_are_listed_and_one_is_tried() {
    for api in BOTH {
        let list = json!({"object": "list", "data": [{"id": "b-2"}, {"id": "a-1"}, {"id": "b-2"}]});
        let server = scripted(vec![
            response(200, "Content-Type: application/json\r\n", list.to_string().as_bytes()),
            wants(api, &[("order_status", r#"{"order_id": 727}"#)]),
            says(api, "I do not know."),
            refused(api, 401, "authentication_error", "no", ""),
        ]);
        let model = model(api, &server);
        assert_eq!(model.models().await.unwrap(), ["a-1", "b-2"]);
        assert!(model.test().await.unwrap().calls_tools);
        assert!(!model.test().await.unwrap().calls_tools, "words are no call");
        assert!(model.test().await.unwrap_err().what.contains("refused the key"));
        let path = if api == ModelApi::OpenAi { "/v1/chat/completions" } else { "/v1/messages" };
        assert_eq!(server.requests()[0].target(), "/v1/models");
        assert_eq!(server.requests()[1].target(), path);
    }
}

/// SECURITY SEC-14: a key goes to the address that it was entered for, and an address of one's own network is
/// reached only where the owner said so.
#[tokio::test]
async fn a_key_goes_nowhere_else_and_the_own_network_is_asked_for() {
    for api in BOTH {
        let server = scripted(Vec::new());
        let elsewhere = vec![WebOrigin::parse("https://api.example.com").unwrap()];
        let key = BoundSecret { value: SecretValue::new(MODEL_KEY), origins: elsewhere };
        let model = ChatModel::new(settings(api, server.address()), Some(key), client()).unwrap();
        let failure = model.test().await.unwrap_err();
        assert!(failure.what.contains("entered for another address"), "{failure:?}");
        let public = ModelSettings { own_network: false, ..settings(api, server.address()) };
        let failure = ChatModel::new(public, None, client()).unwrap().test().await.unwrap_err();
        assert!(failure.what.contains("on this computer or in a private network"), "{failure:?}");
        assert!(failure.next.contains("beside the address of the model"), "{failure:?}");
        assert_eq!(server.requests().len(), 0, "nothing is sent");
    }
}

/// Servers that speak the format in their own way: no stream, a whole call in one piece, without index, without id, with
/// arguments that are an object.
#[tokio::test]
async fn what_differs_from_server_to_server_is_taken_as_it_comes() {
    let api = ModelApi::OpenAi;
    let call = |id: Value, arguments: Value| json!({"id": id, "type": "function", "function": {"name": "order_status", "arguments": arguments}});
    let whole = |message: Value| {
        let answer =
            json!({"choices": [{"message": message, "finish_reason": "tool_calls"}], "usage": {"prompt_tokens": 1}});
        response(200, "Content-Type: application/json\r\n", answer.to_string().as_bytes())
    };
    let delta = |calls: Value| {
        let piece = json!({"choices": [{"delta": {"role": "assistant", "content": "", "tool_calls": calls}, "finish_reason": null}]});
        events(api, &[piece, json!({"choices": [{"delta": {}, "finish_reason": "stop"}]})])
    };
    for answer in [
        whole(json!({"content": null, "tool_calls": [call(json!("a"), json!(OWNER)), call(json!("a"), json!(OWNER))]})),
        delta(json!([call(json!("a"), json!(OWNER)), call(json!("b"), json!(OWNER))])),
        delta(json!([call(json!(""), serde_json::from_str(OWNER).unwrap()), call(Value::Null, json!(OWNER))])),
    ] {
        let shop = Shop::open();
        let server = scripted(vec![answer, says(api, "Done.")]);
        let (turns, _) = talk(&model(api, &server), &shop.toolbox, &["order 727"]).await;
        assert_eq!(outcomes(&turns[0]), [OutcomeKind::Answer, OutcomeKind::Answer], "{:?}", turns[0]);
        let sent = body(&server.requests()[1]);
        let ids: Vec<&Value> =
            sent["messages"][2]["tool_calls"].as_array().unwrap().iter().map(|call| &call["id"]).collect();
        assert!(ids[0] != ids[1] && ids.iter().all(|id| !id.as_str().unwrap().is_empty()), "{ids:?}");
    }
}

/// What a model says before a call and after it are both the reply, and are heard as it will be read.
#[tokio::test]
async fn words_before_a_call_are_a_part_of_the_reply() {
    let api = ModelApi::OpenAi;
    let mut first = vec![json!({"choices": [{"delta": {"content": "Let me look."}, "finish_reason": null}]})];
    first.extend(wanted(api, &[("order_status", OWNER)]));
    first.push(json!({"choices": [{"delta": {}, "finish_reason": "tool_calls"}]}));
    let shop = Shop::open();
    let server = scripted(vec![events(api, &first), says(api, "It is on its way.")]);
    let (turns, heard) = talk(&model(api, &server), &shop.toolbox, &["order 727"]).await;
    assert_eq!(turns[0].reply, "Let me look.\n\nIt is on its way.");
    assert_eq!(heard, turns[0].reply);
}
