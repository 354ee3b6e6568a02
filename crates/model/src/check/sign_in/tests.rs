//! Each case is a sign-in and what is said of it.

use serde_json::{Value, json};

use crate::check::{check_connector, check_system};
use crate::read::{read_connector, read_system};

fn system(sign_in: &Value) -> Value {
    json!({
        "id": "crm", "name": "CRM", "base_url": {"live": "https://api.crm.example"},
        "settings": [{"name": "tenant", "values": {"test": "t", "live": "l"}}],
        "secrets": [{"name": "id"}, {"name": "key"}, {"name": "refresh"}], "sign_in": sign_in
    })
}

fn check(base: &Value, changes: &[(&str, Value)], expected: &[&str]) {
    let mut sign_in = base.clone();
    for (member, value) in changes {
        sign_in[*member] = value.clone();
    }
    let system = read_system(&system(&sign_in).to_string()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let problems = check_system(&system);
    let found: Vec<String> = problems
        .iter()
        .map(|problem| {
            let severity = if problem.severity == crate::Severity::Error { "error" } else { "warning" };
            assert!(!problem.message.is_empty() && !problem.hint.is_empty(), "{problem:?}");
            format!("{severity} {} at {}", problem.code, problem.at)
        })
        .collect();
    assert_eq!(found, expected, "{sign_in}");
}

fn row(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value})
}

#[test]
fn client_credentials() {
    let base = json!({"type": "oauth2_client_credentials", "token_url": "https://auth.example/token",
        "client_id": "{secret.id}", "client_secret": "{secret.key}"});
    check(&base, &[], &[]);
    check(&base, &[("token_url", json!("/oauth/token"))], &[]);
    check(&base, &[("token_url", json!("https://{setting.tenant}.auth.example/{setting.tenant}/token"))], &[]);
    check(&base, &[("token_url", json!(""))], &["error sign_in_incomplete at sign_in.token_url"]);
    check(&base, &[("token_url", json!("ftp://a/b"))], &["error bad_scheme at sign_in.token_url"]);
    check(&base, &[("token_url", json!("http://a.example/b"))], &["warning not_encrypted at sign_in.token_url"]);
    check(&base, &[("token_url", json!("https://a.example/b?c=d"))], &["error query_in_address at sign_in.token_url"]);
    check(&base, &[("token_url", json!("https://a.example/../b"))], &["error dot_segment at sign_in.token_url"]);
    check(
        &base,
        &[("token_url", json!("https://{secret.key}.example/b"))],
        &["error placeholder_in_host at sign_in.token_url"],
    );
    check(&base, &[("client_id", json!(""))], &["error sign_in_incomplete at sign_in.client_id"]);
    check(&base, &[("client_secret", json!("abc"))], &["warning sign_in_without_secret at sign_in.client_secret"]);
    check(&base, &[("parameters", json!([row("audience", "https://api.crm.example")]))], &[]);
    check(
        &base,
        &[("parameters", json!([row("grant_type", "password"), row("", "x")]))],
        &["error no_row_name at sign_in.parameters[1].name", "error reserved_parameter at sign_in.parameters[0].name"],
    );
    check(
        &base,
        &[("parameters", json!([row("audience", "{email}")]))],
        &["error undefined_placeholder at sign_in.parameters[0].value"],
    );
    check(&base, &[("header", json!("X-Token"))], &[]);
    check(&base, &[("header", json!("Host"))], &["error reserved_header at sign_in.header"]);
}

#[test]
fn authorization_code() {
    let base = json!({"type": "oauth2_authorization_code", "authorization_url": "https://login.example/agree",
        "token_url": "https://auth.example/token", "client_id": "drawbridge", "refresh_token": "{secret.refresh}"});
    check(&base, &[], &[]);
    check(&base, &[("client_secret", json!("{secret.key}"))], &[]);
    check(&base, &[("authorization_url", json!("/agree"))], &["error sign_in_incomplete at sign_in.authorization_url"]);
    check(
        &base,
        &[("authorization_url", json!("javascript:alert(1)"))],
        &["error bad_scheme at sign_in.authorization_url"],
    );
    for no_secret in ["", "{setting.tenant}", "Bearer {secret.refresh}"] {
        check(&base, &[("refresh_token", json!(no_secret))], &["error sign_in_incomplete at sign_in.refresh_token"]);
    }
    check(
        &base,
        &[("parameters", json!([row("hint", "{secret.key}"), row("state", "x")]))],
        &[
            "error reserved_parameter at sign_in.parameters[1].name",
            "error secret_in_browser_address at sign_in.parameters[0].value",
        ],
    );
}

#[test]
fn signed_requests() {
    let base = json!({"type": "hmac", "key": "{secret.key}", "message": "{request.method}\n{request.path}\n{request.body}",
        "header": "X-Signature"});
    check(&base, &[], &[]);
    check(&base, &[("message", json!(""))], &["error sign_in_incomplete at sign_in.message"]);
    check(&base, &[("key", json!("abc"))], &["warning sign_in_without_secret at sign_in.key"]);
    check(&base, &[("header", json!("X Signature"))], &["error bad_header_name at sign_in.header"]);
    let timed = ("message", json!("{request.timestamp}{request.body}"));
    check(&base, std::slice::from_ref(&timed), &["warning signed_and_not_sent at sign_in.headers"]);
    check(&base, &[timed, ("headers", json!([row("X-Time", "{request.timestamp}"), row("X-Id", "{secret.id}")]))], &[]);
    check(&base, &[("message", json!("{request.age}"))], &["error undefined_placeholder at sign_in.message"]);
    check(&base, &[("message", json!("{email}"))], &["error undefined_placeholder at sign_in.message"]);
    check(
        &base,
        &[("key", json!("{request.body}"))],
        &["warning sign_in_without_secret at sign_in.key", "error undefined_placeholder at sign_in.key"],
    );
}

/// A secret of the server for tokens cannot stand in a request, and a request cannot set a header of the sign-in.
#[test]
fn requests_leave_the_sign_in_alone() {
    let connector = |headers: Value| {
        let connector = json!({"id": "c", "name": "C", "tool_name": "c", "system": "crm", "public": true, "prompt": "Use it.",
            "steps": [{"id": "a", "path": "/a", "headers": headers}]});
        read_connector(&connector.to_string()).unwrap_or_else(|problems| panic!("{problems:?}"))
    };
    let problems = |sign_in: Value, headers: Value| -> Vec<String> {
        let system = read_system(&system(&sign_in).to_string()).unwrap_or_else(|problems| panic!("{problems:?}"));
        let found = check_connector(&connector(headers), &[system]);
        found.iter().map(|problem| format!("{} at {}", problem.code, problem.at)).collect()
    };
    let oauth = |token_url: &str| json!({"type": "oauth2_client_credentials", "token_url": token_url, "client_id": "a", "client_secret": "{secret.key}"});
    let elsewhere = json!([row("X-Key", "{secret.key}")]);
    assert_eq!(
        problems(oauth("https://auth.example/token"), elsewhere.clone()),
        ["secret_of_sign_in at steps[0].headers[0].value"]
    );
    assert_eq!(problems(oauth("/token"), elsewhere), [""; 0]);
    let signed = json!({"type": "hmac", "key": "{secret.key}", "message": "x", "header": "X-Signature",
        "headers": [row("X-Id", "{secret.id}")]});
    assert_eq!(
        problems(signed, json!([row("x-signature", "1"), row("x-id", "2")])),
        ["header_of_sign_in at steps[0].headers[0].name", "header_of_sign_in at steps[0].headers[1].name"]
    );
    let in_query = json!({"type": "api_key", "placement": "query", "name": "key", "value": "{secret.key}"});
    assert_eq!(problems(in_query, json!([row("key", "1")])), [""; 0], "a header is no parameter");
}
