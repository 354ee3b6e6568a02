//! The gallery in the real window.

use drawbridge_tests::stage::Stage;
use drawbridge_tests::window::Window;
use serde_json::json;

/// From the gallery to a first answer on sample data in two actions, counted by what reaches the page.
#[test]
fn the_first_answer_on_sample_data_is_two_clicks_away() {
    let stage = Stage::set();
    let window = Window::open(&stage);
    let count = "window.actions = 0;
        const note = event => { if (event.isTrusted) window.actions += 1 };
        for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, note, true);";
    window.script(count, &[]);
    window.click("button", "Look at the template Order status, WooCommerce");
    window.click("button", "Try it");
    window.wait_text("being prepared");
    assert_eq!(window.script("return window.actions", &[]), json!(2), "clicks and keys until the first answer");
    window.close();
}
