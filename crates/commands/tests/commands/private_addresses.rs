//! Addresses on this computer or in the owner's own network: one question, and a yes that counts for one connector.

use drawbridge_commands::ErrorCode;
use serde_json::{Value, json};

use crate::app::App;

fn run(id: &Value, number: u32) -> Value {
    json!({"run_id": format!("r{number}"), "connector_id": id, "environment": "test", "inputs": {}, "confirmation": null})
}

/// A server that answers everything, and how often it was asked.
fn server() -> (String, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    use std::io::{Read as _, Write as _};
    use std::sync::atomic::{AtomicUsize, Ordering};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = std::sync::Arc::new(AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut heard = [0; 4096];
            let _ = stream.read(&mut heard);
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(
                b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
            );
        }
    });
    (port.to_string(), asked)
}

/// SECURITY SSR-11. SECURITY SSR-03.
#[tokio::test]
async fn one_question_is_asked_and_the_yes_counts_for_one_connector() {
    let (port, asked) = server();
    let calls = || asked.load(std::sync::atomic::Ordering::SeqCst);
    let app = App::open();
    for host in ["127.0.0.1", "localhost", "LOCALHOST"] {
        let address = format!("http://{host}:{port}/orders");
        let workbench = app.call("create_connector", json!({"type": "address", "address": address})).await;
        let id = &workbench["connector"]["id"];
        assert_eq!(workbench["allowed_private"], json!([]), "{host}: nothing is allowed beforehand");
        let before = calls();
        let question = app.ask("run", run(id, 1)).await.unwrap_err();
        assert_eq!(question.code, ErrorCode::PrivateAddress, "{host}");
        assert!(question.hint.contains("your own test address"), "{host}: {}", question.hint);
        assert_eq!(calls(), before, "{host}: nothing is sent before the yes");
        let origin = question.at.unwrap();
        let allow = |allow: bool| json!({"connector_id": id, "origin": origin, "allow": allow});
        let workbench = app.call("allow_private", allow(true)).await;
        assert_eq!(workbench["allowed_private"], json!([origin]), "{host}: the window can show what is allowed");
        let view = app.call("run", run(id, 2)).await;
        assert_eq!(view["trace"]["steps"][0]["status"], 200, "{host}: {view}");
        assert_eq!(calls(), before + 1, "{host}");
        app.call("run", run(id, 3)).await;
        let again = app.call("create_connector", json!({"type": "address", "address": address})).await;
        let error = app.ask("run", run(&again["connector"]["id"], 4)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::PrivateAddress, "{host}: another connector is another question");
        app.call("allow_private", allow(false)).await;
        let error = app.ask("run", run(id, 5)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::PrivateAddress, "{host}: a yes can be taken back");
        assert_eq!(calls(), before + 2, "{host}");
    }
}

/// SECURITY SSR-11: whoever runs an exported bundle elsewhere is told that its address is only this computer's. The
/// bundle says nothing of the yes, and the runner refuses such an address without the operator's word.
#[tokio::test]
async fn an_export_does_not_carry_the_yes() {
    let app = App::open();
    let address = "http://127.0.0.1:3000/orders";
    let workbench = app.call("create_connector", json!({"type": "address", "address": address})).await;
    let id = workbench["connector"]["id"].clone();
    let mut connector = workbench["connector"].clone();
    connector["public"] = true.into();
    connector["prompt"] = "When somebody asks.".into();
    app.save(&workbench, connector, "Make it public").await;
    app.call("allow_private", json!({"connector_id": id, "origin": "http://127.0.0.1:3000", "allow": true})).await;
    let export = json!({"connector_ids": [id], "name": "Out", "include_samples": true});
    let preview = app.call("export_preview", export.clone()).await;
    let warning = preview["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["message"].as_str().unwrap().contains("http://127.0.0.1:3000 is on this computer"));
    let warning = warning.unwrap_or_else(|| panic!("{preview}"));
    assert_eq!(warning["severity"], "warning");
    assert!(warning["hint"].as_str().unwrap().contains("--allow-private 127.0.0.1:3000"), "{warning}");
    let path = app.folder.path().join("out.json");
    *app.window.path.lock().unwrap() = Some(path.clone());
    app.call("export_bundle", export).await;
    let bundle: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(bundle["egress"], json!({"origins": ["http://127.0.0.1:3000"]}), "the runner asks for the rest");
}
