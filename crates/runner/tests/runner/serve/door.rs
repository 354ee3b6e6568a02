//! Who may speak to the server over HTTP.

use super::{marta, on_samples, shop_and_server, shop_file};
use crate::support::program::drawbridge;
use crate::support::serving::{Serving, request};
use serde_json::json;

const TOKEN: &str = "a-token-of-32-characters-0123456";

/// SECURITY MCP-01. Every path is judged, not only MCP's.
#[test]
fn a_web_page_of_another_origin_is_refused() {
    let file = shop_file();
    let server = Serving::start(on_samples(&file).with(&["--allow-origin", "https://chat.example.com"]));
    let port = server.port;
    let evil = [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        "http://localhost.evil.example".to_owned(),
        format!("http://127.0.0.1:{port}.evil"),
        format!("http://127.0.0.1:{port}@evil.example"),
        "http://127.0.0.1".to_owned(),
        format!("http://127.0.0.1:{}", port.wrapping_add(1)),
        "https://\u{fc}bel.example".to_owned(),
        "https://chat.example.com.evil.example".to_owned(),
        "http://chat.example.com".to_owned(),
        String::new(),
    ];
    let ways = ["POST /mcp", "POST /tools/order_status", "GET /tools", "GET /metrics", "GET /healthz", "OPTIONS /mcp"];
    for origin in &evil {
        for line in ways {
            let answer = server.send(line, &[("Origin", origin)], "{}");
            assert_eq!(answer.status, 403, "{origin} {line}: {answer:?}");
            assert!(answer.header("access-control-allow-origin").is_none());
        }
    }
    for origin in [format!("http://127.0.0.1:{port}"), "https://chat.example.com".to_owned()] {
        assert_eq!(server.send("GET /tools", &[("Origin", &origin)], "").status, 200, "{origin}");
    }
    assert_eq!(server.get("/tools").status, 200, "programs send no Origin");
}

/// SECURITY MCP-02.
#[test]
fn a_name_that_is_not_the_servers_is_refused() {
    let file = shop_file();
    let server = Serving::start(on_samples(&file).with(&[
        "--allow-host",
        "bot.example.com",
        "--allow-host",
        "shop.example:8443",
    ]));
    let port = server.port;
    let status = |head: &str| server.raw(format!("{head}\r\n\r\n").as_bytes()).status;
    for host in
        ["evil.example", "127.0.0.1.evil.example", "localhost:9999", "127.0.0.1", "", "shop.example", "shop.example:1"]
    {
        assert_eq!(status(&format!("GET /tools HTTP/1.1\r\nHost: {host}")), 403, "{host}");
    }
    assert_eq!(status("GET /tools HTTP/1.0"), 400, "no Host at all");
    let own = format!("127.0.0.1:{port}");
    assert_eq!(status(&format!("GET /tools HTTP/1.1\r\nHost: {own}\r\nHost: {own}")), 400, "two of them");
    assert_eq!(status(&format!("GET http://evil.example/tools HTTP/1.1\r\nHost: {own}")), 403, "the target's own name");
    assert_eq!(status(&format!("GET http://{own}/tools HTTP/1.1\r\nHost: {own}")), 200);
    for host in [
        own,
        format!("localhost:{port}"),
        format!("[::1]:{port}"),
        "BOT.example.com".to_owned(),
        "bot.example.com:443".to_owned(),
        "shop.example:8443".to_owned(),
    ] {
        assert_eq!(status(&format!("GET /tools HTTP/1.1\r\nHost: {host}")), 200, "{host}");
    }
}

/// SECURITY MCP-03. That it is compared in constant time is in the code: `subtle`, over every token.
#[test]
fn without_the_token_nothing_is_told() {
    let file = shop_file();
    let tokens = format!("{TOKEN} another-token-of-32-characters-1");
    let server = Serving::start(on_samples(&file).variable("DRAWBRIDGE_SECRET_SERVE_TOKEN", &tokens));
    let wrong = [
        None,
        Some(format!("Bearer {}", &TOKEN[..31])),
        Some(format!("Bearer {TOKEN}x")),
        Some(format!("Basic {TOKEN}")),
        Some(TOKEN.to_owned()),
        Some("Bearer".to_owned()),
        Some(format!("Bearer {}", TOKEN.to_uppercase())),
        Some(format!("Bearer {tokens}")),
    ];
    for token in &wrong {
        let headers: Vec<(&str, &str)> = token.iter().map(|token| ("Authorization", token.as_str())).collect();
        for line in
            ["GET /tools", "POST /tools/order_status", "POST /mcp", "GET /metrics", "GET /openapi.json", "GET /nothing"]
        {
            let answer = server.send(line, &headers, "{}");
            assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")), "{token:?} {line}");
            assert!(!answer.body.contains(TOKEN) && !answer.body.contains("order_status"), "{answer:?}");
        }
    }
    assert_eq!(server.get(&format!("/tools?token={TOKEN}&access_token={TOKEN}")).status, 401, "never in an address");
    let twice = [("Authorization", "Bearer wrong"), ("Authorization", TOKEN)];
    assert_eq!(server.send("GET /tools", &twice, "").status, 401);
    for token in tokens.split(' ') {
        let answer = server.send("GET /tools", &[("Authorization", &format!("bearer {token}"))], "");
        assert_eq!(answer.status, 200, "each of several tokens");
    }
    assert_eq!(
        [server.get("/healthz").status, server.get("/readyz").status],
        [200, 200],
        "a platform looks without it"
    );
    assert!(!server.told().contains(TOKEN), "{}", server.told());
}

/// SECURITY MCP-04.
#[test]
fn it_listens_beyond_this_computer_only_with_a_token_and_a_name() {
    let file = shop_file();
    let beyond = || drawbridge(&["serve", file.name(), "--env", "sample", "--listen", "0.0.0.0:0"]);
    let printed = beyond().run();
    assert_eq!(printed.status, 2, "{printed:?}");
    assert!(printed.error.contains("without a token") && printed.error.contains("serve/token"), "{}", printed.error);
    let printed = beyond().variable("DRAWBRIDGE_SECRET_SERVE_TOKEN", TOKEN).run();
    assert!(printed.error.contains("--allow-host"), "{}", printed.error);
    let printed =
        beyond().variable("DRAWBRIDGE_SECRET_SERVE_TOKEN", "short").with(&["--allow-host", "a.example"]).run();
    assert!(printed.error.contains("can be guessed"), "{}", printed.error);
    let printed = beyond().with(&["--token", TOKEN]).run();
    printed.lacks(TOKEN);
    assert_eq!(printed.status, 2);
    let default = Serving::start(on_samples(&file));
    let line = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let hex = format!(":{:04X} ", default.port);
    let bound: Vec<&str> = line.lines().filter(|line| line.contains(&hex) && line.contains(" 0A ")).collect();
    assert!(bound.iter().all(|line| line.contains("0100007F")), "{bound:?}");
}

/// SECURITY MCP-05.
#[test]
fn a_browsers_question_beforehand_gets_no_permission() {
    let file = shop_file();
    let server = Serving::start(on_samples(&file));
    let asks = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")];
    for path in ["/mcp", "/tools/order_status", "/tools"] {
        let answer = server.send(&format!("OPTIONS {path}"), &asks, "");
        assert_eq!(answer.status, 405, "{path}");
        assert!(
            answer.headers.iter().all(|(name, _)| !name.to_lowercase().starts_with("access-control")),
            "{answer:?}"
        );
    }
}

/// SECURITY MCP-22: the token of clients is for this server alone.
#[test]
fn a_clients_token_never_goes_to_the_api() {
    let (api, file) = (crate::order_status::start_shop(), shop_file());
    let server = Serving::start(super::live(&api, &file).variable("DRAWBRIDGE_SECRET_SERVE_TOKEN", TOKEN));
    let bearer = format!("Bearer {TOKEN}");
    let body = json!({"inputs": marta()}).to_string();
    let answer = server.send(
        "POST /tools/order_status",
        &[("Authorization", &bearer), ("Cookie", "a=b"), ("X-Own", "c")],
        &body,
    );
    assert_eq!(answer.json()["outcome"], "answer", "{answer:?}");
    let sent = api.requests();
    assert_eq!(sent.len(), 1);
    assert!(
        !format!("{sent:?}").contains(TOKEN) && sent[0].header("cookie").is_none() && sent[0].header("x-own").is_none()
    );
}

/// The same request twice on one connection: it is kept open, and each is judged for itself.
#[test]
fn each_request_of_a_connection_is_judged() {
    let (_api, server) = shop_and_server();
    let good = request(&server.host(), "GET /tools", &[], "");
    let bad = request("evil.example", "GET /tools", &[], "");
    let mut reader = std::io::BufReader::new(server.connect());
    let statuses: Vec<u16> = [&good, &bad, &good]
        .iter()
        .map(|bytes| {
            std::io::Write::write_all(reader.get_mut(), bytes.as_bytes()).unwrap();
            crate::support::serving::read(&mut reader).unwrap().status
        })
        .collect();
    assert_eq!(statuses, [200, 403, 200]);
}
