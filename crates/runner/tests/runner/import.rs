//! `drawbridge import`: drafts on standard output or in a file, and no secret in either.

use crate::support::program::drawbridge;

const COMMAND: &str =
    "curl https://brightlamp.zendesk.com/api/v2/tickets/4711.json -u bot@brightlamp.example/token:ztok_not_to_be_seen";

/// SECURITY IMP-07.
#[test]
fn a_command_from_standard_input_becomes_a_draft_without_its_secret() {
    let printed = drawbridge(&["import", "curl", "-"]).standard_input(COMMAND).run();
    assert_eq!(printed.status, 0, "{printed:?}");
    assert!(printed.out.contains("GET /api/v2/tickets/{ticket_id}.json"), "{}", printed.out);
    assert!(printed.error.contains("enter it as zendesk.password"), "{}", printed.error);
    printed.hides("ztok_not_to_be_seen");
    let bundle = drawbridge(&["import", "curl", "-", "-o", "-"]).standard_input(COMMAND).run();
    bundle.hides("ztok_not_to_be_seen");
    let bundle: serde_json::Value = serde_json::from_str(&bundle.out).unwrap();
    assert_eq!(bundle["connectors"][0]["steps"][0]["path"], "/api/v2/tickets/{ticket_id}.json");
    assert_eq!(bundle["systems"][0]["sign_in"]["password"], "{secret.password}");
}

#[test]
fn a_file_is_written_once_and_never_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("api.yaml"), folder.path().join("drafts.json"));
    let description = "openapi: 3.0.0\ninfo: {title: Shop}\nservers: [{url: https://shop.example}]\npaths:\n  /orders/{id}:\n    get: {operationId: getOrder}\n  /stock:\n    get: {operationId: getStock}\n";
    std::fs::write(&file, description).unwrap();
    let run = || drawbridge(&["import", "openapi", "--only", "get_order"]).path("-o", &out).path("--", &file).run();
    let printed = run();
    assert_eq!((printed.status, printed.out.as_str()), (0, ""), "{printed:?}");
    let written = std::fs::read_to_string(&out).unwrap();
    let bundle: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(bundle["connectors"].as_array().unwrap().len(), 1);
    let again = run();
    assert_eq!(again.status, 2);
    assert!(again.error.contains("is there already"), "{}", again.error);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), written);
}

#[test]
fn what_is_no_such_file_is_told() {
    for (format, text, words) in [
        ("curl", "hello", "There is no curl command"),
        ("openapi", "{\"a\": 1}", "neither “openapi” nor “swagger”"),
        ("postman", "{\"a\": 1}", "not a Postman collection"),
        ("har", "{\"log\": ", "ends too early"),
    ] {
        let printed = drawbridge(&["import", format, "-"]).standard_input(text).run();
        assert_eq!(printed.status, 2, "{printed:?}");
        assert!(printed.error.contains(words) && printed.error.contains("hint:"), "{}", printed.error);
    }
    let printed = drawbridge(&["import", "curl", "-", "--only", "nothing"]).standard_input(COMMAND).run();
    assert!(printed.error.contains("There is no draft “nothing”"), "{}", printed.error);
}
