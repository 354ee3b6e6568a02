//! Whole conversations with the built-in assistant, on the samples that templates ship.

use drawbridge_assistant::{Conversation, Entry, Toolbox};
use drawbridge_engine::Engine;
use drawbridge_model::{Connector, OutcomeKind, System};
use serde_json::json;

use crate::corpus;
use crate::setup::{engine, setting, template, tool};

const SHOP: &str = "woocommerce/order_status";
const BANK: &str = "token-login/account_balance";

/// The dialogue of the design, and a bank beside the shop.
fn shop() -> Toolbox {
    let (order, shop) = template(SHOP);
    let (balance, bank) = template(BANK);
    let systems = [shop, bank];
    Toolbox::new(vec![tool(&order, &systems), tool(&balance, &systems)])
}

/// A connector that changes something, answered by a sample.
pub fn desk() -> (Connector, System) {
    let connector = json!({
        "id": "t", "name": "Create a ticket", "tool_name": "create_ticket", "system": "desk", "public": true,
        "prompt": "Opens a support ticket.", "example_phrases": ["Something is broken", "Open a ticket"],
        "fields": [
            {"name": "email", "type": "email", "required": true, "description": "Your email"},
            {"name": "subject", "type": "string", "required": true, "description": "What is it about?"},
            {"name": "urgent", "type": "boolean", "description": "Is it urgent?"}],
        "steps": [{"id": "create", "method": "POST", "path": "/tickets",
            "body": {"type": "json", "text": "{\"email\": \"{email}\", \"subject\": \"{subject}\", \"urgent\": {urgent}}"}}],
        "answer": {"fields": [{"path": "id"}, {"path": "state"}]},
        "samples": [{"step": "create", "status": 201, "body": {"id": 4711, "state": "open", "note": "nobody sees this"}}]
    });
    let system = json!({"id": "desk", "name": "Desk", "base_url": {"live": "https://desk.example"}});
    (serde_json::from_value(connector).unwrap(), serde_json::from_value(system).unwrap())
}

pub async fn talk(toolbox: &Toolbox, engine: &Engine, lines: &[&str]) -> Conversation {
    let mut conversation = Conversation::new("a customer");
    for line in lines {
        conversation.say(line, &setting(toolbox, engine)).await;
    }
    conversation
}

/// Says the lines, and expects these replies.
async fn check(toolbox: &Toolbox, dialogue: &[(&str, &str)]) {
    let lines: Vec<&str> = dialogue.iter().map(|(line, _)| *line).collect();
    let conversation = talk(toolbox, &engine(), &lines).await;
    for (turn, (line, expected)) in conversation.turns().iter().zip(dialogue) {
        assert_eq!(turn.reply, *expected, "after “{line}”: {:#?}", turn.trace);
    }
}

fn outcomes(conversation: &Conversation) -> Vec<OutcomeKind> {
    let entries = conversation.turns().iter().flat_map(|turn| &turn.trace);
    entries
        .filter_map(|entry| match entry {
            Entry::Called(called) => Some(called.outcome),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn the_dialogue_of_the_design() {
    check(
        &shop(),
        &[
            ("hi, where is my order?", "I can look that up. What is your order number, and the email used for the order?"),
            ("727, bob@example.com", "Email doesn't match. Please verify your details."),
            (
                "sorry, ana@example.com",
                "Order 727 is being prepared. It was placed on 14 November 2026 for 59.90 EUR: canvas tote and enamel mug. \
                 The shipping is CTT Express.",
            ),
            ("thanks", "You are welcome!"),
        ],
    )
    .await;
}

#[tokio::test]
async fn one_thing_is_asked_at_a_time_once_something_is_known() {
    check(
        &shop(),
        &[
            ("where is order 727", "Thank you. What is the email used for the order?"),
            ("ana@example", "The email used for the order must be an email address, such as ana@example.com."),
            ("what?", "The email used for the order must be an email address, such as ana@example.com."),
            ("never mind", "All right, I have dropped that. Is there anything else?"),
            ("no", "All right. Tell me when there is something I can do."),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_second_question_keeps_the_values_that_it_asks_for_too() {
    let conversation = talk(
        &shop(),
        &engine(),
        &[
            "order 727, ana@example.com",
            "and 8142?",
            "marta.lindqvist@example.com",
            "what is my balance?",
            "correct horse",
        ],
    )
    .await;
    let kinds = outcomes(&conversation);
    assert_eq!(kinds[..3], [OutcomeKind::Answer, OutcomeKind::NotVerified, OutcomeKind::Answer]);
    let asked = &conversation.turns()[3];
    assert_eq!(asked.reply, "What is the password of the account?", "the email is the same question");
    let with_password = &conversation.turns()[4];
    assert_eq!(with_password.customer, "•••", "a password is masked in what is kept");
    assert_eq!(kinds[3], OutcomeKind::NotVerified);
    let shown = serde_json::to_string(conversation.turns()).unwrap();
    assert!(!shown.contains("correct horse"), "{shown}");
}

/// SECURITY LLM-16: nothing of one customer is there for the next.
#[tokio::test]
async fn starting_over_forgets_everything() {
    let toolbox = shop();
    let conversation =
        talk(&toolbox, &engine(), &["order 727, ana@example.com", "start over", "where is my order?", "727"]).await;
    assert_eq!(conversation.turns()[3].reply, "Thank you. What is the email used for the order?");
    let second = talk(&toolbox, &engine(), &["where is my order?"]).await;
    let shown = serde_json::to_string(second.messages()).unwrap();
    assert!(!shown.contains("ana@example.com") && !shown.contains("Canvas"), "{shown}");
}

#[tokio::test]
async fn a_doubt_is_said_aloud() {
    let mut connectors = corpus::connectors();
    connectors.retain(|connector| ["order_status", "subscription_details"].contains(&connector.tool_name.as_str()));
    for connector in &mut connectors {
        connector.prompt = "Says when something comes.".to_owned();
        connector.example_phrases = vec!["When does it come?".to_owned()];
    }
    let systems = [corpus::office()];
    let toolbox = Toolbox::new(connectors.iter().map(|connector| tool(connector, &systems)).collect());
    check(
        &toolbox,
        &[
            ("when does it come?", "Did you mean your order or your subscription?"),
            ("the subscription", "I can look that up. What is your email of your account, and the postcode?"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_write_is_read_back_and_waits_for_the_yes() {
    let (connector, system) = desk();
    let toolbox = Toolbox::new(vec![tool(&connector, &[system])]);
    let read_back = "Please check this before I do it. “Create a ticket”:\n• Your email: ana@example.com\n• What is it \
                     about?: the coffee machine leaks\nShall I go ahead?";
    check(
        &toolbox,
        &[
            ("something is broken", "I can do that for you. What is your email?"),
            ("ana@example.com", "Thank you. What is it about?"),
            ("the coffee machine leaks", read_back),
            ("hm, what do you mean", read_back),
            ("yes please", "Done. Ticket 4711 is open."),
        ],
    )
    .await;
    let lines = ["open a ticket, ana@example.com", "the coffee machine leaks", "no"];
    let declined = talk(&toolbox, &engine(), &lines).await;
    assert_eq!(declined.turns()[2].reply, "All right, I have left everything as it was. Is there anything else?");
    assert_eq!(outcomes(&declined), [OutcomeKind::NeedsConfirmation], "nothing is done after a no");
    let changed = talk(&toolbox, &engine(), &[lines[0], lines[1], "sorry, it's bob@example.com", "yes"]).await;
    assert!(changed.turns()[2].reply.contains("bob@example.com"), "what changed is read back");
    assert_eq!(
        outcomes(&changed),
        [OutcomeKind::NeedsConfirmation, OutcomeKind::NeedsConfirmation, OutcomeKind::Answer]
    );
}

/// SECURITY LLM-14: the same script gives the same transcript, byte for byte.
#[tokio::test]
async fn a_hundred_runs_of_a_script_are_the_same() {
    let toolbox = shop();
    let lines =
        ["hi, where is my order?", "727, bob@example.com", "sorry, ana@example.com", "what is my balance", "help"];
    let mut first = None;
    for _ in 0..100 {
        let conversation = talk(&toolbox, &engine(), &lines).await;
        let turns: Vec<String> =
            conversation.turns().iter().map(|turn| format!("> {}\n{}\n", turn.customer, turn.reply)).collect();
        let transcript = turns.concat();
        let first = first.get_or_insert_with(|| transcript.clone());
        assert_eq!(*first, transcript);
    }
}

#[tokio::test]
async fn a_line_can_be_changed_and_sent_again() {
    let toolbox = shop();
    let engine = engine();
    let mut conversation = talk(&toolbox, &engine, &["where is my order?", "727, bob@example.com"]).await;
    conversation.rewind(1);
    assert_eq!(conversation.turns().len(), 1);
    let turn = conversation.say("727, ana@example.com", &setting(&toolbox, &engine)).await;
    assert!(turn.reply.starts_with("Order 727 is being prepared."), "{}", turn.reply);
}

#[tokio::test]
async fn a_day_that_could_be_two_is_asked_about() {
    let toolbox = corpus::toolbox();
    let lines = ["when is my next appointment? P-20417", "09/03/1984", "the one in March"];
    let conversation = talk(&toolbox, &engine(), &lines).await;
    assert_eq!(conversation.turns()[1].reply, "Is that 9 March 1984 or 3 September 1984?");
    let Some(Entry::Called(called)) = conversation.turns()[2].trace.last() else { panic!("nothing was called") };
    assert_eq!(called.inputs.last().map(|input| input.value.as_str()), Some("1984-03-09"));
}
