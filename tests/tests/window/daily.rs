//! The window as a daily tool: what comes back after a restart, and the keys of its menu.

use drawbridge_tests::stage::Stage;
use drawbridge_tests::window::Window;
use drawbridge_tests::{keyboard, until};
use serde_json::json;

/// UX 87, 88.
#[test]
fn the_window_comes_back_in_the_size_and_the_colours_that_were_chosen() {
    let stage = Stage::set();
    let window = Window::open(&stage);
    window.resize(1100, 700);
    let size = window.size();
    window.press(&[keyboard::CONTROL, ","]);
    let ground = |window: &Window| window.script("return getComputedStyle(document.body).backgroundColor", &[]);
    let is_dark =
        |window: &Window| window.script("return document.documentElement.dataset.theme", &[]) == json!("dark");
    until("the dark colours", || {
        // A click while the page is still being drawn may be lost.
        window.click("radio", "Dark");
        is_dark(&window).then_some(())
    });
    let dark = ground(&window);
    let kept = |stage: &Stage| std::fs::read_to_string(stage.path("data").join(".window-state.json"));
    until("the size on disk", || kept(&stage).ok().filter(|state| state.contains("1100")));
    let window = window.kill_and_reopen(&stage);
    assert_eq!(window.size(), size, "the size is remembered");
    assert!(is_dark(&window), "the first frame has the colours that were chosen");
    assert_eq!(ground(&window), dark);
    window.close();
}

/// UX 90: what the window's menu has keys for reaches the page, once.
#[test]
fn a_shortcut_acts_once_whether_the_menu_or_the_page_takes_its_keys() {
    let stage = Stage::set();
    let window = Window::open(&stage);
    window.find("button", "Hide the list");
    window.press(&[keyboard::CONTROL, "b"]);
    window.find("button", "Show the list");
    window.press(&[keyboard::CONTROL, "b"]);
    window.find("button", "Hide the list");
    window.click("button", "Try one now with sample data");
    window.fill("textbox", "When to use it, and how", "Use it");
    window.press(&[keyboard::CONTROL, "s"]);
    window.wait_text("Saved");
    window.press(&[keyboard::CONTROL, "z"]);
    window.wait_text("Undone: ");
    window.close();
}

/// A dialog that came out of a menu gives the focus back to the answer, so that the keys go on from there.
#[test]
fn the_focus_is_in_the_answer_again_after_a_comparison() {
    let stage = Stage::set();
    let window = Window::open(&stage);
    window.click("button", "Try one now with sample data");
    window.click("button", "Run");
    window.click("treeitem", "^status");
    window.click("menuitem", "Compare with what the customer said…");
    window.find("dialog", "Compare with what the customer said");
    window.press(&[keyboard::ESCAPE]);
    window.wait_gone("dialog", "Compare with what the customer said");
    let focused = || window.script("return document.activeElement.getAttribute('role')", &[]);
    until("the focus in the answer", || (focused() == json!("tree")).then_some(()));
    window.close();
}
