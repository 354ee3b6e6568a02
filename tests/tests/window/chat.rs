//! The chat in the real window, against a real API.

use drawbridge_tests::fake_api::FakeApi;
use drawbridge_tests::keyboard::ENTER;
use drawbridge_tests::stage::Stage;
use drawbridge_tests::window::Window;
use drawbridge_tests::{journey, shapes, until};

/// What stands in the conversation, once these words are among it.
fn conversation(window: &Window, words: &str) -> String {
    until(&format!("“{words}” in the chat"), || {
        window.text_now("log", "Conversation").filter(|shown| shown.contains(words))
    })
}

/// Says a line. A key that comes while the page is busy can be lost, so it is pressed until the line is gone.
fn say(window: &Window, line: &str) {
    const LINE: &str = "What the customer writes";
    window.fill("textbox", LINE, line);
    until(&format!("“{line}” to be said"), || {
        window.press(&[ENTER]);
        window.value_of(&window.find("textbox", LINE)).is_empty().then_some(())
    });
}

/// The dialogue of `design/2-chat-dark.png`: a stranger is turned away with the owner's words, the corrected email is
/// accepted, and the four fields are said in a sentence. And SECURITY IDV-36, in the real window.
#[test]
fn a_stranger_is_turned_away_in_the_chat_and_the_customer_is_answered() {
    let stage = Stage::set();
    let api = FakeApi::start();
    shapes::shop(&api);
    let window = Window::open(&stage);
    journey::describe_order_status(&window, &api.origin(), shapes::SHOP_KEY, shapes::SHOP_SECRET);
    journey::choose_environment(&window, "Test");
    journey::run(&window, &[("order_id", "727"), ("email", shapes::CUSTOMER_EMAIL)], "not verified");
    journey::decide_on_the_answer(&window);
    api.forget_requests();

    let panel = window.find("complementary", "Test and preview");
    window.click_within(Some(&panel), "tab", "Chat");
    let say = |line: &str| say(&window, line);
    say("hi, where is my order?");
    conversation(&window, "I can look that up. What is your order number, and the email used for the order?");
    say("727, bob@example.com");
    let refused = conversation(&window, journey::WORDS);
    conversation(&window, "Try 1 of 5");
    for (name, value) in shapes::ORDER_CANARIES {
        assert!(!refused.contains(value), "a stranger's chat shows the {name}: {refused}");
    }
    for value in ["processing", "59.90", "Canvas tote", shapes::CUSTOMER_EMAIL] {
        assert!(!refused.contains(value), "a stranger's chat shows {value}: {refused}");
    }
    say(&format!("sorry, {}", shapes::CUSTOMER_EMAIL));
    let fields = ["59.90", "processing", "14 November 2026", "anvas tote", "namel mug"];
    until("the four fields in a sentence", || {
        let shown = window.text_now("log", "Conversation")?;
        shown.lines().any(|line| fields.iter().all(|field| line.contains(field))).then_some(())
    });
    conversation(&window, "The AI received 4 of ");
    let sent: Vec<String> =
        api.requests().iter().map(|request| format!("{} {}", request.method, request.path())).collect();
    assert_eq!(sent, ["GET /wp-json/wc/v3/orders/727", "GET /wp-json/wc/v3/orders/727"]);
    window.close();
}
