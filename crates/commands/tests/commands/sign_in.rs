//! A sign-in by browser as the window asks for it, with a server that makes each refresh token worthless once it was used.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use drawbridge_commands::ErrorCode;
use serde_json::{Value, json};

use crate::app::App;

/// What was asked for at the token address, in order: the grant with its code or refresh token.
type Asked = Arc<Mutex<Vec<String>>>;

/// An API and its server for tokens on one port.
fn server() -> (String, Asked) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let asked = Asked::default();
    let kept = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream, &kept);
        }
    });
    (origin, asked)
}

fn answer(mut stream: TcpStream, asked: &Asked) {
    let request = read(&mut stream);
    let (status, body) = if request.starts_with("POST /oauth/token") {
        let mut asked = asked.lock().expect("no test panics while it holds this");
        let form = request.rsplit("\r\n\r\n").next().unwrap_or_default();
        let given = |name: &str| {
            let pair = form.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
            pair.unwrap_or_default().to_owned()
        };
        let proof = if given("grant_type") == "refresh_token" { given("refresh_token") } else { given("code") };
        let expected = if asked.is_empty() { "code-0".to_owned() } else { format!("refresh-{}", asked.len() - 1) };
        let next = asked.len();
        let is_right = proof == expected;
        asked.push(proof);
        if is_right {
            let answer = json!({"access_token": format!("token-{next}"), "expires_in": 1, "refresh_token": format!("refresh-{next}")});
            ("200 OK", answer.to_string())
        } else {
            ("400 Bad Request", json!({"error": "invalid_grant"}).to_string())
        }
    } else {
        ("200 OK", json!({"ok": true}).to_string())
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    // A client that has gone away is nothing to report.
    let _ = stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes());
}

fn read(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        text.push_str(&String::from_utf8_lossy(&piece[..read]));
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0_usize) {
            break;
        }
    }
    text
}

/// A connector whose system is signed in to with a browser.
async fn connector(app: &App, origin: &str) -> (Value, Value) {
    let workbench =
        app.call("create_connector", json!({"type": "address", "address": format!("{origin}/account")})).await;
    let id = workbench["connector"]["id"].clone();
    let mut system = workbench["systems"][0].clone();
    system["secrets"] = json!([{"name": "refresh_token"}, {"name": "unused"}]);
    system["sign_in"] = json!({"type": "oauth2_authorization_code", "authorization_url": format!("{origin}/agree"),
        "token_url": "/oauth/token", "client_id": "my-app", "refresh_token": "{secret.refresh_token}"});
    let revision = app.call("open_system", json!({"id": system["id"]})).await["revision"]["revision"].clone();
    app.call("save_system", json!({"system": system, "revision": revision, "label": "Change the sign-in"})).await;
    app.call("allow_private", json!({"connector_id": id, "origin": origin, "allow": true})).await;
    (id, system["id"].clone())
}

fn sign_in(id: &Value, system: &Value) -> Value {
    json!({"run_id": "s1", "system_id": system, "environment": "test", "connector_id": id})
}

async fn run(app: &App, id: &Value) -> Value {
    let request =
        json!({"run_id": "r1", "connector_id": id, "environment": "test", "inputs": {}, "confirmation": null});
    app.call("run", request).await
}

/// Where the browser is to come back, with what is given it, as soon as it was sent away.
async fn come_back(app: &App, given: &str) -> String {
    let address = loop {
        let opened = app.window.opened.lock().expect("no test panics while it holds this").pop();
        match opened {
            Some(address) => break address,
            None => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
        }
    };
    let parameter = |name: &str| {
        let pair = address.split(['?', '&']).find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        pair.unwrap_or_default().replace("%3A", ":").replace("%2F", "/")
    };
    let (redirect, state) = (parameter("redirect_uri"), parameter("state"));
    let host = redirect.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let given = given.replace("STATE", &state);
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(&host).expect("the page is there");
        write!(stream, "GET /?{given} HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("it listens");
        let mut page = String::new();
        stream.read_to_string(&mut page).expect("it answers");
        page
    })
    .await
    .expect("the browser came back")
}

#[tokio::test]
async fn each_new_refresh_token_is_kept_in_the_place_of_the_old_one() {
    let (origin, asked) = server();
    let app = App::open();
    let (id, system) = connector(&app, &origin).await;
    let error = app
        .ask("test_sign_in", json!({"system_id": system, "environment": "test", "path": "", "connector_id": id}))
        .await;
    let error = error.expect_err("nobody has signed in");
    assert_eq!(error.code, ErrorCode::MissingValue);
    assert!(error.hint.starts_with("Sign in with your browser"), "{error:?}");

    let (report, page) = tokio::join!(
        app.call("sign_in_with_browser", sign_in(&id, &system)),
        come_back(&app, "code=code-0&state=STATE")
    );
    assert_eq!(report["accepted"], true, "{report}");
    assert!(page.contains("You are signed in.") && page.contains("default-src 'none'"), "{page}");
    let view = app.call("open_system", json!({"id": system})).await;
    let row = &view["secrets"][0];
    assert_eq!(row["test"], json!({"type": "set", "origins": [origin]}), "bound to the server for tokens");
    assert_eq!(row["live"], json!({"type": "missing"}), "each environment has its own");

    for _ in 0..2 {
        let run = run(&app, &id).await;
        assert_eq!(run["trace"]["steps"][1]["status"], 200, "{run}");
        assert!(!run.to_string().contains("refresh-") && !run.to_string().contains("token-"), "{run}");
    }
    let app = app.restart();
    assert_eq!(run(&app, &id).await["trace"]["steps"][1]["status"], 200, "the keychain holds the newest");
    assert_eq!(*asked.lock().expect("no test panics"), ["code-0", "refresh-0", "refresh-1", "refresh-2"]);
}

#[tokio::test]
async fn a_sign_in_that_is_stopped_or_not_agreed_to_changes_nothing() {
    let (origin, asked) = server();
    let app = App::open();
    let (id, system) = connector(&app, &origin).await;
    for (given, sentence) in [
        ("error=access_denied&state=STATE", "You did not agree"),
        ("code=code-0&state=foreign", "does not belong to this sign-in"),
        ("code=code-0", "does not belong to this sign-in"),
    ] {
        let (report, page) =
            tokio::join!(app.call("sign_in_with_browser", sign_in(&id, &system)), come_back(&app, given));
        assert_eq!(report["accepted"], false);
        assert!(report["sentence"].as_str().unwrap_or_default().contains(sentence), "{report}");
        assert!(page.contains("You are not signed in."), "{page}");
    }
    let stop = async {
        while app.window.opened.lock().expect("no test panics").is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        app.call("cancel_run", json!({"run_id": "s1"})).await
    };
    let (stopped, _) = tokio::join!(app.ask("sign_in_with_browser", sign_in(&id, &system)), stop);
    assert_eq!(stopped.expect_err("it was stopped").code, ErrorCode::Cancelled);
    assert!(asked.lock().expect("no test panics").is_empty(), "no code was redeemed");
    let view = app.call("open_system", json!({"id": system})).await;
    assert_eq!(view["secrets"][0]["test"], json!({"type": "missing"}));
}
