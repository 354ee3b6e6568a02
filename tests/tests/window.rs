//! The real application in a real window, with a real keychain: what only such a test can prove.
//!
//! Run by `cargo xtask test window`, which builds the programs first. Each test has a display, a bus, a keychain and
//! a data folder of its own.

use drawbridge_tests::stage::Stage;
use drawbridge_tests::window::Window;
use serde_json::json;

/// SECURITY TAU-04, TAU-05, TAU-09, TAU-10: what the page itself could do if somebody got a script into it.
#[test]
fn the_page_is_locked_in() {
    let stage = Stage::set();
    let window = Window::open(&stage);
    let refused = |script: &str| {
        let said = window.promise(script, &[]);
        assert!(said.as_str().is_some_and(|said| said.starts_with("refused")), "{script} gave {said}");
    };
    assert_eq!(window.script("return typeof window.__TAURI__", &[]), json!("undefined"), "no global Tauri");
    assert_eq!(window.script("return Object.isFrozen(Object.prototype)", &[]), json!(true), "the prototype is frozen");
    refused("try { return 'ran ' + eval('1 + 1') } catch { return 'refused' }");
    refused(
        "const s = document.createElement('script'); s.textContent = 'window.__pwned = 1'; document.body.append(s); return window.__pwned ? 'ran' : 'refused'",
    );
    refused(
        "const d = document.createElement('div'); d.innerHTML = '<img src=x onerror=\"window.__pwned = 1\">'; document.body.append(d); await new Promise(done => setTimeout(done, 200)); return window.__pwned ? 'ran' : 'refused'",
    );
    let listener = drawbridge_tests::fake_api::FakeApi::start();
    let origin = json!(listener.origin());
    let outside = window.promise(
        "const tries = []; \
         tries.push(await fetch(arguments[0]).then(() => 'fetched', () => 'refused')); \
         tries.push(await fetch('file:///etc/passwd').then(() => 'read', () => 'refused')); \
         tries.push(await new Promise(done => { const i = new Image(); i.onload = () => done('loaded'); i.onerror = () => done('refused'); i.src = arguments[0] + '/i.png' })); \
         tries.push(await new Promise(done => { try { const s = new WebSocket(arguments[0].replace('http', 'ws')); s.onopen = () => done('open'); s.onerror = () => done('refused') } catch { done('refused') } })); \
         navigator.sendBeacon(arguments[0] + '/beacon', 'x'); \
         return tries",
        &[origin],
    );
    assert_eq!(outside, json!(["refused", "refused", "refused", "refused"]));
    let dropped = window.promise(
        "const call = window.__TAURI_INTERNALS__.invoke('plugin:dialog|open', {}).then(() => 'opened', () => 'refused'); \
         return Promise.race([call, new Promise(done => setTimeout(() => done('refused, without a word'), 500))])",
        &[],
    );
    assert!(
        dropped.as_str().is_some_and(|said| said.starts_with("refused")),
        "a command outside the capability: {dropped}"
    );
    assert_eq!(
        window.script("return window.open('https://evil.example/') === null", &[]),
        json!(true),
        "no second window"
    );
    window.script("window.location = 'https://evil.example/'", &[]);
    assert_eq!(window.script("return location.protocol", &[]), json!("tauri:"), "the page stays");
    assert_eq!(listener.requests().len(), 0, "nothing arrived outside");
    window.close();
}
