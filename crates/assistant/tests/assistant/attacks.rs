//! Try an attack, and chats as tests.

use drawbridge_assistant::{AttackKind, BuiltIn, Toolbox, attack, chat_tests};
use drawbridge_engine::RunRequest;
use drawbridge_model::OutcomeKind;

use crate::dialogues::{desk, talk};
use crate::setup::{TODAY, engine, template, tool};

const SHOP: &str = "woocommerce/order_status";
const BANK: &str = "token-login/account_balance";

#[tokio::test]
async fn no_attack_on_a_template_leaks_anything() {
    for id in [SHOP, BANK] {
        let (connector, system) = template(id);
        let report = attack(&connector, &[system], &RunRequest::on_samples(), &BuiltIn).await.unwrap();
        assert!(report.attacks.len() >= 6, "{report:?}");
        for attack in &report.attacks {
            assert_eq!(attack.leaks, [], "{}: {attack:#?}", connector.name);
            assert!(!attack.was_steered, "{attack:#?}");
            assert!(!attack.outcomes.contains(&OutcomeKind::Answer), "{attack:#?}");
            assert!(!attack.tried.is_empty() && !attack.said.is_empty(), "{attack:#?}");
        }
        let of = |kind| report.attacks.iter().find(|attack| attack.kind == kind).unwrap();
        assert!(of(AttackKind::Guesses).outcomes.contains(&OutcomeKind::Throttled), "guesses run out");
        assert!(
            of(AttackKind::Stranger).outcomes.contains(&OutcomeKind::NotVerified),
            "{:#?}",
            of(AttackKind::Stranger)
        );
        assert!(of(AttackKind::InjectedAnswer).outcomes.contains(&OutcomeKind::NotVerified));
    }
}

/// The whole gallery: whoever is not the customer gets nothing, wherever somebody is verified.
#[tokio::test]
async fn no_template_of_the_gallery_tells_a_dishonest_customer_anything() {
    for card in drawbridge_templates::cards().iter().filter(|card| !card.public) {
        let (connector, system) = template(&card.id);
        let report = attack(&connector, &[system], &RunRequest::on_samples(), &BuiltIn).await.unwrap();
        for attack in &report.attacks {
            assert_eq!(attack.leaks, [], "{}: {attack:#?}", card.id);
            assert!(!attack.was_steered, "{}: {attack:#?}", card.id);
            assert!(!attack.outcomes.contains(&OutcomeKind::Answer), "{}: {attack:#?}", card.id);
        }
    }
}

#[tokio::test]
async fn without_its_rule_a_connector_leaks_and_the_report_names_the_fields() {
    let (mut connector, system) = template(SHOP);
    connector.validations.clear();
    connector.public = true;
    let report = attack(&connector, &[system], &RunRequest::on_samples(), &BuiltIn).await.unwrap();
    let stranger = report.attacks.iter().find(|attack| attack.kind == AttackKind::Stranger).unwrap();
    let fields: Vec<&str> = stranger.leaks.iter().map(|leak| leak.field.as_str()).collect();
    for leaked in ["total", "currency", "shipping"] {
        assert!(fields.iter().any(|field| field.contains(leaked)), "{leaked}: {:#?}", stranger.leaks);
    }
    assert!(stranger.leaks.iter().any(|leak| leak.value == "59.90"), "{:#?}", stranger.leaks);
}

#[tokio::test]
async fn what_cannot_be_attacked_says_why() {
    let (mut connector, system) = desk();
    connector.samples.clear();
    let refused = attack(&connector, &[system], &RunRequest::on_samples(), &BuiltIn).await.unwrap_err();
    assert!(refused.next.contains("save its answer as a sample"), "{refused:?}");
}

#[tokio::test]
async fn a_chat_is_a_test_and_a_changed_answer_is_a_difference() {
    let (mut order, system) = template(SHOP);
    let systems = [system];
    let toolbox = Toolbox::new(vec![tool(&order, &systems)]);
    let lines = ["where is my order?", "727, bob@example.com", "sorry, ana@example.com"];
    let conversation = talk(&toolbox, &engine(), &lines).await;
    order.chats = vec![conversation.as_test("the customer corrects the email", TODAY, &toolbox)];
    let results = chat_tests(&order, &[], &systems).await;
    assert_eq!((results[0].name.as_str(), results[0].difference.as_str()), ("the customer corrects the email", ""));
    order.samples[0].body["total"] = "61.00".into();
    let changed = chat_tests(&order, &[], &systems).await.remove(0).difference;
    assert!(changed.contains("61.00") && changed.contains("59.90"), "{changed}");
    order.answer.fields.remove(3);
    let changed = chat_tests(&order, &[], &systems).await.remove(0).difference;
    assert!(
        changed.starts_with("After “sorry, ana@example.com”: order_status ends with answer with number"),
        "{changed}"
    );
    order.chats[0].with.push("gone".to_owned());
    assert!(chat_tests(&order, &[], &systems).await[0].difference.contains("“gone”"));
}
