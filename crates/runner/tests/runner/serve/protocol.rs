//! MCP over HTTP: both revisions, and messages that are none.

use serde_json::{Value, json};

use super::{marta, on_samples, sample_order, shop_and_server, shop_file, stranger};
use crate::support::serving::{Answer, Serving};

fn on_a_server(look: impl FnOnce(&Serving)) {
    let file = shop_file();
    look(&Serving::start(on_samples(&file)));
}

fn error_code(answer: &Answer) -> i64 {
    answer.json()["error"]["code"].as_i64().unwrap_or_else(|| panic!("no error: {answer:?}"))
}

/// Both revisions list and call the same, and say who they are.
#[test]
fn both_revisions_list_and_call() {
    let (_api, server) = shop_and_server();
    let call = json!({"name": "order_status", "arguments": marta()});
    let modern = server.mcp("tools/call", call.clone(), &json!({}));
    let old = |method: &str, params: &Value| {
        let message = json!({"jsonrpc": "2.0", "id": "a", "method": method, "params": params});
        server.post_mcp(&[("MCP-Protocol-Version", "2025-11-25")], &message.to_string()).json()
    };
    let hello =
        json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
    let hello = old("initialize", &hello);
    assert_eq!(hello["result"]["serverInfo"]["name"], "drawbridge", "{hello}");
    assert_eq!(hello["result"]["protocolVersion"], "2025-11-25");
    let (modern, old_call) = (modern.json(), old("tools/call", &call));
    assert_eq!(modern["result"]["structuredContent"]["outcome"], "answer", "{modern}");
    assert_eq!(modern["result"]["structuredContent"], old_call["result"]["structuredContent"]);
    assert_eq!((&modern["id"], &old_call["id"]), (&json!(7), &json!("a")));
    let text = modern["result"]["content"][0]["text"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), modern["result"]["structuredContent"]);
    let (listed, old_list) = (server.mcp("tools/list", json!({}), &json!({})).json(), old("tools/list", &json!({})));
    assert_eq!(listed["result"]["tools"], old_list["result"]["tools"]);
    assert_eq!(listed["result"]["tools"][0]["annotations"]["readOnlyHint"], true);
    let found = server.mcp("server/discover", json!({}), &json!({})).json();
    assert_eq!(found["result"]["supportedVersions"].as_array().unwrap().last().unwrap(), "2026-07-28", "{found}");
    for promised in [&hello, &found] {
        assert_eq!(promised["result"]["capabilities"], json!({"tools": {}}), "no word of a change can be sent");
    }
}

/// SECURITY IDV-23 and IDV-24, for MCP: nothing of the record, and the same bytes for every reason.
#[test]
fn a_failed_verification_tells_nothing_and_always_the_same() {
    let (_api, server) = shop_and_server();
    let unknown = json!({"order_id": 999_999, "email": "marta.lindqvist@example.com"});
    let answers: Vec<String> = [stranger(), unknown]
        .into_iter()
        .map(|arguments| {
            server.mcp("tools/call", json!({"name": "order_status", "arguments": arguments}), &json!({})).body
        })
        .collect();
    assert_eq!(answers[0], answers[1]);
    for value in ["processing", "63.80", "Marta", "Lindqvist", "Kanalgatan", "Linen", "46701234567", "PostNord"] {
        assert!(!answers[0].contains(value) && !server.told().contains(value), "{value}: {}", server.told());
    }
}

/// SECURITY MCP-06.
#[test]
fn there_is_no_stream_to_get_and_no_session_to_delete() {
    on_a_server(|server| {
        for method in ["GET", "DELETE", "PUT"] {
            for version in ["2026-07-28", "2025-11-25"] {
                let headers =
                    [("MCP-Protocol-Version", version), ("Accept", "text/event-stream"), ("Mcp-Session-Id", "1")];
                let answer = server.send(&format!("{method} /mcp"), &headers, "");
                assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")), "{method} {version}");
            }
        }
    });
}

/// SECURITY MCP-07.
#[test]
fn headers_that_contradict_the_message_are_refused() {
    on_a_server(|server| {
        let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}});
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "order_status", "arguments": sample_order(), "_meta": meta}})
        .to_string();
        let (version, method) = (("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"));
        let right = server.post_mcp(&[version, method, ("Mcp-Name", "order_status")], &message);
        assert_eq!(right.json()["result"]["structuredContent"]["outcome"], "answer", "{right:?}");
        // `order_status` in Base64, as the revision lets a name be written that is no header text.
        let encoded = server.post_mcp(&[version, method, ("Mcp-Name", "=?base64?b3JkZXJfc3RhdHVz?=")], &message);
        assert_eq!(encoded.status, 200, "{encoded:?}");
        let wrong: [&[(&str, &str)]; 6] = [
            &[version, method, ("Mcp-Name", "another")],
            &[version, method],
            &[version, ("Mcp-Name", "order_status")],
            &[version, ("Mcp-Method", "tools/list"), ("Mcp-Name", "order_status")],
            &[("MCP-Protocol-Version", "2025-11-25"), method, ("Mcp-Name", "order_status")],
            &[version, method, ("Mcp-Name", "=?base64?YW5vdGhlcg==?=")],
        ];
        for headers in wrong {
            let answer = server.post_mcp(headers, &message);
            assert_eq!((answer.status, error_code(&answer)), (400, -32020), "{headers:?} {answer:?}");
        }
    });
}

/// SECURITY MCP-08.
#[test]
fn an_unknown_revision_is_refused_with_those_that_are_known() {
    on_a_server(|server| {
        let params = json!({"_meta": {"io.modelcontextprotocol/protocolVersion": "2099-01-01", "io.modelcontextprotocol/clientCapabilities": {}}});
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params}).to_string();
        let answer = server.post_mcp(&[("MCP-Protocol-Version", "2099-01-01"), ("Mcp-Method", "tools/list")], &message);
        assert_eq!(answer.status, 400);
        let supported = answer.json()["error"]["data"]["supported"].clone();
        assert!(supported.as_array().unwrap().contains(&json!("2025-11-25")), "{answer:?}");
        assert!(supported.as_array().unwrap().contains(&json!("2026-07-28")), "{answer:?}");
    });
}

/// SECURITY MCP-09.
#[test]
fn an_unknown_method_is_not_found() {
    on_a_server(|server| {
        for method in ["foo/bar", "resources/list-all", "tools/delete"] {
            let answer = server.mcp(method, json!({}), &json!({}));
            assert_eq!((answer.status, error_code(&answer)), (404, -32601), "{answer:?}");
        }
        let unknown = server.mcp("tools/call", json!({"name": "nothing", "arguments": {}}), &json!({}));
        assert_eq!(error_code(&unknown), -32602, "{unknown:?}");
    });
}

/// SECURITY MCP-10: there are no sessions, so none can be guessed, taken over or outlive its end.
#[test]
fn no_session_is_given_out_and_none_is_believed() {
    on_a_server(|server| {
        let hello =
            json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}).to_string();
        let answer = server.post_mcp(&[], &message);
        assert_eq!((answer.status, answer.header("mcp-session-id")), (200, None), "{answer:?}");
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "order_status", "arguments": {"order_id": 727, "email": "eve@example.com"}}});
        for session in ["", "1", "00000000-0000-0000-0000-000000000000"] {
            let answer = server.post_mcp(&[("Mcp-Session-Id", session)], &call.to_string()).json();
            assert_eq!(answer["result"]["structuredContent"]["outcome"], "not_verified", "{answer}");
        }
    });
}

/// SECURITY MCP-12.
#[test]
fn a_message_that_is_none_gets_an_error_and_the_server_lives() {
    on_a_server(|server| {
        let deep = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}{}}}"#,
            "[".repeat(10_000),
            "]".repeat(10_000)
        );
        let wrong = [
            ("a batch", r#"[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]"#, -32600),
            ("an id of null", r#"{"jsonrpc":"2.0","id":null,"method":"tools/list"}"#, -32600),
            ("an id that is an object", r#"{"jsonrpc":"2.0","id":{},"method":"tools/list"}"#, -32600),
            ("two methods", r#"{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}"#, -32600),
            ("two ids", r#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#, -32600),
            ("another version", r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
            ("no version", r#"{"id":1,"method":"ping"}"#, -32600),
            ("a text", "\"ping\"", -32600),
            ("no JSON", "nonsense", -32700),
            ("NaN", r#"{"jsonrpc":"2.0","id":NaN,"method":"ping"}"#, -32700),
            ("half a message", r#"{"jsonrpc":"2.0","#, -32700),
            ("nothing", "", -32700),
            ("much depth", &deep, -32700),
        ];
        for (what, message, code) in wrong {
            let answer = server.post_mcp(&[], message);
            assert_eq!((answer.status, error_code(&answer)), (400, code), "{what}: {answer:?}");
        }
        let mut bytes =
            b"POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                .to_vec();
        bytes.extend(format!("Host: {}\r\nContent-Length: 40\r\n\r\n", server.host()).bytes());
        bytes.extend(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pi\xff\xff\"}");
        assert_eq!(server.raw(&bytes).status, 400, "no UTF-8");
        let long =
            format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{{"x":"{}"}}}}"#, "a".repeat(1024 * 1024));
        assert_eq!(server.post_mcp(&[], &long).status, 413, "longer than 1 MiB");
        let notification = server.post_mcp(&[], r#"{"jsonrpc":"2.0","method":"tools/list"}"#);
        assert_eq!((notification.status, notification.body.as_str()), (202, ""), "nobody waits for an answer to it");
        let alive = server.post_mcp(&[], r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#);
        assert_eq!(alive.json(), json!({"jsonrpc": "2.0", "id": 1, "result": {}}));
    });
}

/// SECURITY MCP-19: what a model may send, as a schema that stands by itself, and the answer's shape.
#[test]
fn a_tools_schemas_are_closed_and_refer_to_nothing() {
    on_a_server(|server| {
        let listed = server.mcp("tools/list", json!({}), &json!({})).json();
        let tools = listed["result"]["tools"].as_array().unwrap().clone();
        assert!(!tools.is_empty());
        for tool in tools {
            assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{tool}");
            assert_eq!(tool["inputSchema"]["type"], "object");
            assert!(!tool.to_string().contains("$ref"), "{tool}");
            jsonschema::meta::validate(&tool["inputSchema"]).unwrap();
            assert_eq!(tool["outputSchema"]["additionalProperties"], false, "{tool}");
            let gives = jsonschema::validator_for(&tool["outputSchema"]).unwrap();
            for arguments in [sample_order(), json!({"order_id": 727, "email": "eve@example.com"}), json!({})] {
                let call = json!({"name": tool["name"], "arguments": arguments});
                let answer = server.mcp("tools/call", call, &json!({})).json();
                assert!(gives.is_valid(&answer["result"]["structuredContent"]), "{answer}");
            }
        }
    });
}

/// SECURITY MCP-17: the order is the bundle's, each time.
#[test]
fn the_list_is_the_same_each_time_and_has_no_page_that_is_not_there() {
    on_a_server(|server| {
        let list = || server.mcp("tools/list", json!({}), &json!({})).body;
        let first = list();
        assert!((0..20).all(|_| list() == first));
        let wrong = server.mcp("tools/list", json!({"cursor": "x"}), &json!({}));
        assert_eq!(error_code(&wrong), -32602, "{wrong:?}");
        let beyond = server.mcp("tools/list", json!({"cursor": "5000"}), &json!({})).json();
        assert_eq!(beyond["result"]["tools"], json!([]));
    });
}
