//! What the page could do if somebody got a script into it: nothing but ask for the one command, in its own words.

use drawbridge_tests::fake_api::{FakeApi, Reply, Route};
use drawbridge_tests::stage::Stage;
use drawbridge_tests::window::Window;
use drawbridge_tests::{journey, until};
use serde_json::{Value, json};

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
    let listener = FakeApi::start();
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

/// SECURITY TAU-03: the policy that the page got in the built program, as the web view itself tells it.
#[test]
fn the_policy_of_the_page_is_the_one_that_was_written() {
    let stage = Stage::set();
    let window = Window::open(&stage);
    let told = window.promise(
        "return new Promise(done => { \
           addEventListener('securitypolicyviolation', event => done([event.originalPolicy, event.effectiveDirective]), { once: true }); \
           const script = document.createElement('script'); script.textContent = 'window.__pwned = 1'; document.body.append(script); \
           setTimeout(() => done(['nothing was stopped', window.__pwned]), 5000) })",
        &[],
    );
    let policy = told[0].as_str().expect("a policy");
    assert_eq!(told[1], "script-src-elem", "an inline script is stopped by the rule for scripts: {told}");
    let config = std::fs::read_to_string(drawbridge_tests::sources::root().join("src-tauri/tauri.conf.json"));
    let config: Value = serde_json::from_str(&config.expect("the settings")).expect("JSON");
    let written = config["app"]["security"]["csp"].as_object().expect("a policy by directive");
    for (directive, sources) in written {
        let sources = sources.as_str().expect("a text");
        let given = policy.split(';').map(str::trim).find_map(|rule| rule.strip_prefix(directive.as_str()));
        let given = given.unwrap_or_else(|| panic!("{directive} is not in the policy: {policy}"));
        assert!(given.trim().starts_with(sources), "{directive}: {given}");
        // What Tauri adds names this build's own scripts and the frame between the page and the program.
        for added in given.trim()[sources.len()..].split_whitespace() {
            let own = ["'self'", "'sha256-", "'nonce-", "isolation-"].iter().any(|own| added.starts_with(own));
            assert!(own, "{directive} also allows {added}");
        }
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
    for run in ["eval('1')", "new Function('return 1')()", "setTimeout('window.__pwned = 1')"] {
        let said = window.promise(&format!("try {{ {run}; }} catch {{ }} return window.__pwned ?? 'refused'"), &[]);
        assert_eq!(said, "refused", "{run}");
    }
    assert_eq!(window.script("return window.__pwned === undefined", &[]), json!(true));
    window.close();
}

/// SECURITY TAU-08: the program takes only what has passed the gate between the page and it, unchanged.
#[test]
fn a_message_that_was_changed_on_its_way_is_refused() {
    let stage = Stage::set();
    let window = Window::open(&stage);
    // Listens in on one good message, as a script in the page could; then sends it in four other forms.
    let answers = window.promise(
        "const fetched = window.fetch; let seen; \
         window.fetch = (address, options) => { if (String(address).includes('call')) seen = [String(address), options]; return fetched(address, options) }; \
         await window.__TAURI_INTERNALS__.invoke('call', { name: 'library', request: {} }); \
         window.fetch = fetched; \
         if (!seen) return 'no message was seen'; \
         const [address, options] = seen; \
         const text = typeof options.body === 'string' ? options.body : new TextDecoder().decode(options.body); \
         const send = (to, changes) => Promise.race([new Promise(done => setTimeout(() => done(['left without an answer', null]), 1500)), fetched(to, { ...options, ...changes }).then( \
           async answer => [answer.status, answer.headers.get('Tauri-Response'), (await answer.text()).slice(0, 200)], problem => ['refused', String(problem)])]); \
         const message = JSON.parse(text); \
         const flipped = [...message.payload]; flipped[0] ^= 1; \
         const nonce = [...message.nonce]; nonce[0] ^= 1; \
         const bare = new Headers(options.headers); bare.delete('Tauri-Invoke-Key'); \
         const wrong = new Headers(options.headers); wrong.set('Tauri-Invoke-Key', 'guessed'); \
         return { \
           good: await send(address, {}), \
           flipped: await send(address, { body: JSON.stringify({ ...message, payload: flipped }) }), \
           nonce: await send(address, { body: JSON.stringify({ ...message, nonce }) }), \
           plain: await send(address, { body: JSON.stringify({ name: 'library', request: {} }) }), \
           bare: await send(address, { headers: bare }), \
           wrong: await send(address, { headers: wrong }), \
           other: await send(address.replace('call', encodeURIComponent('plugin:dialog|open')), {}), \
         }",
        &[],
    );
    assert_eq!(answers["good"][1], "ok", "the message itself is taken: {answers}");
    for changed in ["flipped", "nonce", "plain", "bare", "wrong", "other"] {
        assert_ne!(answers[changed][1], "ok", "{changed}: {answers}");
        let said = answers[changed].to_string();
        assert!(!said.contains("connectors"), "{changed} was answered: {said}");
    }
    let asked = |command: &str, content: &str| {
        window.promise(
            &format!(
                "const asked = window.__TAURI_INTERNALS__.invoke('{command}', {content}).then(answer => ['answered', answer], problem => ['refused', problem]); \
                 return Promise.race([asked, new Promise(done => setTimeout(() => done(['dropped']), 500))])"
            ),
            &[],
        )
    };
    assert_eq!(asked("call", "{ name: 'library', request: {} }")[0], "answered");
    for (command, content) in [
        ("call", "{ name: 'library', request: {}, more: 1 }"),
        ("call", "{ name: ['library'], request: {} }"),
        ("call", "{ name: '../library', request: {} }"),
        ("call", "{ name: 'library', request: 'x' }"),
        ("plugin:event|listen", "{ event: 'tauri://drag-drop', target: { kind: 'Any' }, handler: 1 }"),
        ("plugin:window|close", "{}"),
    ] {
        let said = asked(command, content);
        assert_eq!(said[0], "dropped", "the gate lets {command} {content} through: {said}");
    }
    window.close();
}

/// SECURITY TAU-01, in the real window: the browser tests look at every place, this one at an answer, under the real
/// policy and in the real web view.
#[test]
fn markup_in_an_answer_is_text_in_the_real_window_too() {
    let stage = Stage::set();
    let api = FakeApi::start();
    let canary = FakeApi::start();
    let texts: Vec<String> = serde_json::from_str(include_str!("../../src/markup_payloads.json")).expect("a list");
    let texts: Vec<String> = texts.iter().map(|text| text.replace("CANARY", &canary.origin())).collect();
    let body: serde_json::Map<String, Value> = texts.iter().map(|text| (text.clone(), json!(text))).collect();
    api.teach(Route::new("GET", "/orders").reply(Reply::json(200, &Value::Object(body))));
    let window = Window::open(&stage);
    window.click("button", "Start from a web address");
    window.fill("textbox", "Address of the data", &format!("{}/orders", api.origin()));
    window.click("button", "Create connector");
    window.fill("textbox", "Name of the connector", &texts[0]);
    journey::choose_environment(&window, "Test");
    window.click("button", "Run");
    window.click("button", "Allow and run");
    let made = "return [...document.querySelectorAll('script:not(head script), iframe:not(#__tauri_isolation__), object, embed, base, video, \
                audio, math, marquee, img:not(.cm-widgetBuffer), svg script, svg set, svg animate, svg use, [onerror], [onload], [srcdoc]')]\
                .map(one => one.outerHTML)";
    until("the answer", || window.text().contains(&texts[2]).then_some(()));
    assert_eq!(window.script(made, &[]), json!([]), "nothing is made of the words of an answer");
    window.click("radio", "Text");
    until("the answer as text", || window.text().contains(&texts[2]).then_some(()));
    assert_eq!(window.script(made, &[]), json!([]), "nothing is made of the words of an answer");
    assert_eq!(window.script("return window.__pwned === undefined", &[]), json!(true), "no script ran");
    assert_eq!(window.script("return document.title", &[]), json!("Drawbridge"), "the title is the window's own");
    assert_eq!(canary.requests().len(), 0, "nothing is loaded");
    window.close();
}

/// Nothing is kept by the web view itself: what is worth keeping is in the database.
pub fn assert_keeps_nothing(window: &Window) {
    let kept = window.promise(
        "const tried = async work => { try { return await work() } catch { return 0 } }; \
         return [ \
           await tried(() => localStorage.length), await tried(() => sessionStorage.length), \
           await tried(() => document.cookie.length), \
           await tried(async () => (await indexedDB.databases()).length), \
           await tried(async () => (await caches.keys()).length), \
           await tried(async () => (await navigator.serviceWorker.getRegistrations()).length) ]",
        &[],
    );
    assert_eq!(kept, json!([0, 0, 0, 0, 0, 0]), "local, session, cookies, databases, caches, workers");
}
