//! What a developer sent, in the real window.

use drawbridge_tests::fake_api::{FakeApi, Reply, Route};
use drawbridge_tests::keyboard::CONTROL;
use drawbridge_tests::stage::Stage;
use drawbridge_tests::window::Window;
use serde_json::json;

/// From a pasted command to a first answer in at most six actions, counted by what reaches the page: a click is one, a
/// key with those that are held is one, so a paste is one. After four of them the system's answer is on the screen; six
/// give the bot one.
#[test]
fn the_first_answer_to_a_pasted_command_is_six_actions_away() {
    let stage = Stage::set();
    let api = FakeApi::start();
    let stock = json!({"sku": "TOTE-01", "stock_quantity": 12, "price": "19.90"});
    api.teach(
        Route::new("GET", "/api/v1/products/4711")
            .needs("X-Api-Key", "key-not-to-be-seen-4711", Reply::json(401, &json!({"message": "no key"})))
            .reply(Reply::json(200, &stock)),
    );
    let window = Window::open(&stage);
    let command = format!("curl {}/api/v1/products/4711 -H 'X-Api-Key: key-not-to-be-seen-4711'", api.origin());
    put_on_the_clipboard(&window, &command);
    let count = "window.actions = 0;
        const note = event => { if (event.isTrusted && event.key !== 'Control') window.actions += 1 };
        for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, note, true);";
    window.script(count, &[]);
    let actions = || window.script("return window.actions", &[]);

    window.press(&[CONTROL, "v"]);
    window.click("button", "Make the connector");
    window.click("button", "Run");
    window.click("button", "Allow and run");
    window.wait_text("stock_quantity");
    assert_eq!(actions(), json!(4), "clicks and keys until the system's answer is there");

    window.click("switch", "The data is nobody’s in particular");
    window.click("button", "Run");
    window.wait_text("answered");
    assert_eq!(actions(), json!(6), "clicks and keys until the bot has an answer");
    window.close();
}

/// Copies a text as somebody does who has it in another window.
fn put_on_the_clipboard(window: &Window, text: &str) {
    let field = "const field = document.createElement('textarea');
        field.id = 'elsewhere'; field.value = arguments[0]; document.body.append(field); field.focus(); field.select();";
    window.script(field, &[json!(text)]);
    window.press(&[CONTROL, "c"]);
    window.script("document.getElementById('elsewhere').remove()", &[]);
}
