//! The real application in a real window, with a real keychain: what only such a test can prove.
//!
//! Run by `cargo xtask test window`, which builds the programs first. Each test has a display, a bus, a keychain and
//! a data folder of its own.

use drawbridge_tests::stage::{self, Stage};
use drawbridge_tests::until;
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

/// UX 91.
#[test]
fn a_second_start_hands_over_to_the_first_and_ends() {
    let stage = Stage::set();
    let window = Window::open(&stage);
    let mut second = stage.command(application()).spawn().expect("a second start");
    let ended = until("the end of the second start", || second.try_wait().ok().flatten());
    assert!(ended.success(), "the second start ended with {ended}");
    assert!(stage::is_alive(window.process()), "the first one goes on");
    window.close();
}

/// UX 89.
#[test]
fn the_switch_for_drivers_that_show_nothing_is_set_unless_somebody_set_it() {
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let stage = Stage::set();
    for (set, expected) in [(None, "1"), (Some("0"), "0")] {
        let mut command = stage.command(application());
        command.env_remove(SWITCH).envs(set.map(|value| (SWITCH, value)));
        let mut program = command.spawn().expect("a start");
        let environment = format!("/proc/{}/environ", program.id());
        until(&format!("{SWITCH}={expected}"), || {
            let variables = std::fs::read_to_string(&environment).ok()?;
            variables.split('\0').any(|variable| variable == format!("{SWITCH}={expected}")).then_some(())
        });
        stage::kill(program.id());
        let _ = program.wait();
    }
}

fn application() -> std::path::PathBuf {
    stage::program("DRAWBRIDGE_DESKTOP", "drawbridge-desktop")
}
