#![expect(clippy::unwrap_used, reason = "tests")]
use std::path::PathBuf;

use drawbridge_model::inputs::InputProblem;
use drawbridge_model::read::read_system;
use drawbridge_model::{Connector, OutcomeKind};

use super::*;
use crate::outcome::{AnswerData, ConfirmationRequest, Outcome, OwnerNote};

fn connector(value: &Value) -> Connector {
    serde_json::from_value(value.clone()).unwrap()
}

/// One connector that reads and one that writes.
fn shop() -> Bundle {
    let system = json!({"id": "shop", "name": "Shop", "base_url": {"live": "https://shop.example"}});
    let status = connector(&json!({
        "id": "1", "name": "Order status", "tool_name": "order_status", "system": "shop",
        "prompt": "Use this tool when a customer asks where an order is. Always ask for both the number and the email.",
        "fields": [
            {"name": "order_id", "type": "integer", "required": true, "description": "Your order number", "example": "727"},
            {"name": "email", "type": "email", "required": true, "description": "Email used for the order"}
        ],
        "steps": [{"id": "order", "method": "GET", "path": "/orders/{order_id}"}],
        "validations": [{"input": "email", "compare_with": "billing.email", "type": "equals_email", "error": "No match."}],
        "answer": {"fields": [{"path": "status"}, {"path": "line_items[*].name", "label": "items"}]}
    }));
    let cancel = connector(&json!({
        "id": "2", "name": "Cancel an order", "tool_name": "cancel_order", "system": "shop",
        "fields": [{"name": "order_id", "type": "integer", "required": true}],
        "steps": [{"id": "cancel", "method": "DELETE", "path": "/orders/{order_id}"}],
        "answer": {"fields": []}
    }));
    Bundle::assemble("My shop", &[read_system(&system.to_string()).unwrap()], &[status, cancel])
}

/// Compares with a file beside this one; `DRAWBRIDGE_UPDATE` writes it anew.
fn check_golden(name: &str, written: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/tool_formats/goldens").join(name);
    if std::env::var_os("DRAWBRIDGE_UPDATE").is_some() {
        std::fs::write(&path, written).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == golden,
        "{name} differs from what is written now; run with DRAWBRIDGE_UPDATE=1 and look:\n{written}"
    );
}

#[test]
fn a_small_bundle_in_each_format() {
    let bundle = shop();
    check_golden("openapi.json", &written_as(ToolFormat::Openapi, &bundle, Some("https://bot.example.com/")));
    check_golden("openai.json", &written_as(ToolFormat::Openai, &bundle, None));
    check_golden("anthropic.json", &written_as(ToolFormat::Anthropic, &bundle, None));
}

#[test]
fn without_a_server_the_document_names_none() {
    let document: Value = serde_json::from_str(&written_as(ToolFormat::Openapi, &shop(), None)).unwrap();
    assert_eq!(document.get("servers"), None);
}

/// What the schema promises is what a reply has: the same names, and the same that are always there.
#[test]
fn the_schema_names_what_an_outcome_has_and_nothing_for_the_owner() {
    let note = OwnerNote::new("for the owner", "step order", "look");
    let mut outcome = Outcome::new(OutcomeKind::Answer, "Words.", note);
    let least = serde_json::to_value(outcome.for_bot()).unwrap();
    outcome.data = Some(AnswerData::new(vec![]));
    outcome.problems = vec![InputProblem { field: "email".into(), message: "It is missing.".into() }];
    let (token, summary) = ("t".into(), "Cancel it".into());
    outcome.confirmation = Some(ConfirmationRequest { token, summary, expires_in_seconds: 600 });
    outcome.retry_after_seconds = Some(7);
    outcome.repeated = true;
    let reply = serde_json::to_value(outcome.for_bot()).unwrap();
    let bundle = shop();
    let (cancel, status) = (&bundle.connectors[0], &bundle.connectors[1]);
    let schema = reply_schema(cancel);
    assert_eq!(members(&schema["properties"]), members(&reply), "a connector that writes can give all of it");
    assert_eq!(schema["required"], json!(members(&least)));
    for part in ["confirmation", "problems"] {
        let (described, given) = match part {
            "problems" => (&schema["properties"][part]["items"], &reply[part][0]),
            _ => (&schema["properties"][part], &reply[part]),
        };
        assert_eq!(members(&described["properties"]), members(given), "{part}");
    }
    let reads = reply_schema(status);
    assert_eq!(members(&reads["properties"]), ["outcome", "message", "data", "problems", "retry_after_seconds"]);
    assert!(!reads.to_string().contains("needs_confirmation"), "a connector that only reads asks for no yes");
}

fn members(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}
