//! SECURITY group IMP, as far as texts of other programs are concerned.

use drawbridge_import::{FindingKind, Format, import};
use drawbridge_model::{Body, SignIn};
use serde_json::json;

use crate::{documents, imported};

/// SECURITY IMP-06.
#[test]
fn a_command_names_no_file_runs_nothing_and_says_what_was_left_out() {
    for (option, told) in [
        ("-d @/etc/passwd", "/etc/passwd"),
        ("--data-binary @~/.ssh/id_rsa", "id_rsa"),
        ("-K conf", "conf"),
        ("--config conf", "conf"),
        ("-o file", "file"),
        ("-x http://proxy.example:8080", "--proxy"),
        ("-k", "--insecure"),
        ("-H @headers.txt", "headers.txt"),
        ("--cookie jar.txt", "jar.txt"),
        ("-F 'picture=@me.png'", "me.png"),
        ("-T report.csv", "report.csv"),
        ("-d \"$(rm -rf /)\"", "was not run"),
        ("-d \"`id`\"", "was not run"),
    ] {
        let imported = imported(Format::Curl, &format!("curl {option} https://api.example.com/orders"));
        let draft = &imported.drafts[0];
        let findings = draft.findings.iter().chain(&imported.findings);
        let dropped: Vec<&str> = findings
            .filter(|finding| finding.kind == FindingKind::Dropped)
            .map(|finding| finding.message.as_str())
            .collect();
        assert!(dropped.iter().any(|message| message.contains(told)), "{option}: {dropped:?}");
        assert_eq!(draft.connector.steps[0].path, "/orders", "{option} swallows no address");
    }
    let literal =
        imported(Format::Curl, "curl -H 'Content-Type: text/plain' -d 'say $(rm -rf /)' https://api.example.com");
    let Some(Body::Text { text, .. }) = &literal.drafts[0].connector.steps[0].body else { panic!("a text") };
    assert_eq!(text, "say $(rm -rf /)", "what is quoted is text");
}

/// SECURITY IMP-07, SSR-14.
#[test]
fn keys_of_a_command_are_sealed_and_leave_slots() {
    let token = "not-to-be-seen-4711";
    for (command, sign_in) in [
        (
            format!("curl -H 'Authorization: Bearer {token}' https://a.example/x"),
            json!({"type": "bearer", "token": "{secret.token}"}),
        ),
        (
            format!("curl 'https://a.example/x?api_key={token}'"),
            json!({"type": "api_key", "placement": "query", "name": "api_key", "value": "{secret.api_key}"}),
        ),
        (
            format!("curl -u a:{token} https://a.example/x"),
            json!({"type": "basic", "username": "{secret.username}", "password": "{secret.password}"}),
        ),
        (
            format!("curl https://a:{token}@a.example/x"),
            json!({"type": "basic", "username": "{secret.username}", "password": "{secret.password}"}),
        ),
        (
            format!("curl -H 'X-Auth-Token: {token}' https://a.example/x"),
            json!({"type": "api_key", "placement": "header", "name": "X-Auth-Token", "value": "{secret.x_auth_token}"}),
        ),
        (
            format!("curl -H 'Authorization: Token {token}' https://a.example/x"),
            json!({"type": "api_key", "placement": "header", "name": "Authorization", "value": "Token {secret.token}"}),
        ),
        (format!("curl --json '{{\"password\": \"{token}\"}}' https://a.example/x"), json!({"type": "none"})),
        (format!("curl -b 'session={token}' https://a.example/x"), json!({"type": "none"})),
    ] {
        let imported = imported(Format::Curl, &command);
        assert_eq!(serde_json::to_value(&imported.systems[0].sign_in).expect("JSON"), sign_in, "{command}");
        assert!(!documents(&imported).contains(token), "{command}");
        let said = format!("{:?} {:?} {:?}", imported.secrets, imported.findings, imported.drafts);
        assert!(!said.contains(token), "{command}: {said}");
        assert!(imported.secrets.iter().any(|secret| secret.value.expose().contains(token)), "{command}");
        for secret in &imported.secrets {
            assert!(imported.systems[0].secrets.iter().any(|declared| declared.name == secret.name), "{command}");
        }
    }
}

/// SECURITY IMP-08.
#[test]
fn a_description_leads_nowhere_else() {
    let description = json!({
        "openapi": "3.1.0",
        "info": {"title": "Hostile"},
        "servers": [{"url": "https://{host}.example.com/{stage}", "variables": {
            "host": {"default": "eu", "enum": ["eu", "us"]}, "stage": {"default": "v1"}}}],
        "paths": {
            "/file": {"$ref": "file:///etc/passwd"},
            "/metadata": {"get": {"parameters": [{"$ref": "http://169.254.169.254/latest"}], "responses": {
                "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Circle"}}}}}}},
            "/up": {"post": {"requestBody": {"$ref": "../secrets.yaml#/body"}}},
        },
        "components": {"schemas": {"Circle": {"type": "object", "properties": {
            "next": {"$ref": "#/components/schemas/Circle"}, "all": {"type": "array", "items": {"$ref": "#/components/schemas/Circle"}}}}}},
    });
    let imported = imported(Format::OpenApi, &description.to_string());
    assert_eq!(imported.drafts.len(), 2, "the path that is a file is none");
    let told = imported.findings.iter().find(|finding| finding.message.contains("never read")).expect("a finding");
    for reference in ["file:///etc/passwd", "169.254.169.254", "../secrets.yaml"] {
        assert!(told.message.contains(reference), "{}", told.message);
    }
    let system = &imported.systems[0];
    assert_eq!(system.base_url.live, "https://{setting.host}.example.com/{setting.stage}");
    assert_eq!((system.settings[0].values.live.as_str(), system.settings[0].help.as_str()), ("eu", "One of: eu, us."));
    assert!(imported.drafts[0].connector.samples[0].body["next"].is_object(), "a circle ends");
}

/// SECURITY IMP-08: whatever the size and depth, there is an end and a sentence.
#[test]
fn a_large_or_deep_description_is_refused_or_cut() {
    let large = format!("openapi: 3.0.0\n# {}", "x".repeat(21_000_000));
    let refusal = import(Format::OpenApi, &large, [7; 32]).expect_err("too large");
    assert!(refusal.message.contains("20 MB"), "{refusal}");
    let mut schema = json!({"type": "string"});
    for _ in 0..100 {
        schema = json!({"type": "object", "required": ["a"], "properties": {"a": schema}});
    }
    let wide: serde_json::Map<String, serde_json::Value> =
        (0..5_000).map(|number| (format!("member{number}"), json!({"type": "string"}))).collect();
    for schema in [schema, json!({"type": "object", "properties": wide})] {
        let body = json!({"content": {"application/json": {"schema": schema}}});
        let description =
            json!({"openapi": "3.0.0", "paths": {"/a": {"post": {"requestBody": body, "responses": {"200": body}}}}});
        let imported = import(Format::OpenApi, &description.to_string(), [7; 32]);
        let questions = imported.map_or(0, |imported| imported.drafts[0].connector.fields.len());
        assert!(questions <= drawbridge_import::limits::MAX_QUESTIONS);
    }
}

/// SECURITY IMP-09.
#[test]
fn a_recording_is_stripped_of_cookies_and_tokens() {
    let recording = json!({"log": {"entries": [{
        "_resourceType": "xhr",
        "request": {
            "method": "GET", "url": "https://shop.example/api/orders/727?access_token=token-not-to-be-seen",
            "cookies": [{"name": "session", "value": "cookie-not-to-be-seen"}],
            "headers": [
                {"name": "Cookie", "value": "session=cookie-not-to-be-seen"},
                {"name": "Authorization", "value": "Bearer bearer-not-to-be-seen"},
                {"name": "User-Agent", "value": "Mozilla"}, {"name": "sec-fetch-site", "value": "same-origin"},
                {"name": "Accept", "value": "application/json"},
            ],
        },
        "response": {"status": 200, "headers": [{"name": "Set-Cookie", "value": "session=cookie-not-to-be-seen"}],
            "content": {"mimeType": "application/json", "text": "{\"id\": 727, \"email\": \"marta.lindqvist@corp.example\", \"status\": \"shipped\"}"}},
    }]}});
    let imported = imported(Format::Har, &recording.to_string());
    let documents = documents(&imported);
    for secret in ["cookie-not-to-be-seen", "bearer-not-to-be-seen", "token-not-to-be-seen", "marta.lindqvist"] {
        assert!(!documents.contains(secret), "{secret} in {documents}");
    }
    assert!(imported.secrets.iter().all(|secret| !secret.value.expose().contains("cookie")), "a cookie is not kept");
    assert!(matches!(imported.systems[0].sign_in, SignIn::Bearer { .. }));
    let step = &imported.drafts[0].connector.steps[0];
    let headers: Vec<&str> = step.headers.iter().map(|header| header.name.as_str()).collect();
    assert_eq!(headers, ["Accept"]);
    assert_eq!(step.path, "/api/orders/{order_id}");
    assert!(imported.drafts[0].findings.iter().any(|finding| finding.message.contains("Cookies were left out")));
    assert_eq!(
        imported.drafts[0].connector.samples[0].body["email"].as_str().map(|email| email.contains('@')),
        Some(true)
    );
}

/// What is pasted cannot pretend to be a variable of the importer, and names no secret that somebody has.
#[test]
fn a_pasted_placeholder_is_text() {
    let imported = imported(
        Format::Curl,
        "curl --json '{\"note\": \"{secret.key}\", \"a\": \"\u{fdd0}secret.key\u{fdd1}\"}' https://a.example/x",
    );
    let Some(Body::Json { text }) = &imported.drafts[0].connector.steps[0].body else { panic!("JSON") };
    assert!(
        !drawbridge_model::template::Template::parse(text)
            .placeholders()
            .any(|found| found.reference().starts_with("secret")),
        "{text}"
    );
}
