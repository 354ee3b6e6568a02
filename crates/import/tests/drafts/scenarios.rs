//! The scenarios that begin with a text: T05, T20 and T25 of the list of tasks.

use drawbridge_import::Format;
use drawbridge_model::{Body, Method, check_connector};

use crate::imported;

/// T20: one pasted line is the request, the sign-in and the questions.
#[test]
fn a_pasted_command_asks_for_what_a_ticket_needs() {
    let imported = imported(
        Format::Curl,
        r#"curl https://brightlamp.zendesk.com/api/v2/tickets.json \
  -H "Content-Type: application/json" \
  -X POST \
  -u bot@brightlamp.example/token:ztok \
  -d '{"ticket":{"subject":"My printer is on fire!","comment":{"body":"The smoke is very colorful."},"requester":{"name":"A","email":"a@b.example"},"priority":"normal"}}'"#,
    );
    let connector = &imported.drafts[0].connector;
    let questions: Vec<&str> = connector.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(questions, ["subject", "body", "name", "email"]);
    let step = &connector.steps[0];
    assert_eq!((step.method, step.path.as_str()), (Method::Post, "/api/v2/tickets.json"));
    let Some(Body::Json { text }) = &step.body else { panic!("JSON") };
    assert!(text.contains("\"priority\": \"normal\"") && text.contains("\"email\": \"{email}\""), "{text}");
    assert_eq!(imported.systems[0].id, "zendesk");
    let secrets: Vec<(&str, &str)> =
        imported.secrets.iter().map(|secret| (secret.name.as_str(), secret.value.expose())).collect();
    assert_eq!(secrets, [("username", "bot@brightlamp.example/token"), ("password", "ztok")]);
}

/// T25: the script of the first request is what the second one needs.
#[test]
fn a_collection_logs_in_before_it_asks() {
    let collection = r#"{"info": {"name": "Example Bank bot", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
      "variable": [{"key": "baseUrl", "value": "https://api.bank.example"}, {"key": "token", "value": ""}],
      "item": [
        {"name": "Login", "event": [{"listen": "test", "script": {"exec": ["pm.collectionVariables.set('token', pm.response.json().data.token);"]}}],
         "request": {"method": "POST", "auth": {"type": "noauth"}, "header": [{"key": "Content-Type", "value": "application/json"}],
           "body": {"mode": "raw", "raw": "{\n  \"email\": \"{{email}}\",\n  \"password\": \"{{password}}\"\n}"},
           "url": {"raw": "{{baseUrl}}/auth/login", "host": ["{{baseUrl}}"], "path": ["auth", "login"]}}},
        {"name": "Balance", "request": {"method": "GET", "header": [], "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}]},
           "url": {"raw": "{{baseUrl}}/account/balance"}}}]}"#;
    let imported = imported(Format::Postman, collection);
    let connector = &imported.drafts[1].connector;
    let requests: Vec<String> =
        connector.steps.iter().map(|step| format!("{} {}", step.method.as_str(), step.path)).collect();
    assert_eq!(requests, ["POST /auth/login", "GET /account/balance"]);
    assert_eq!(connector.steps[0].extract[0].path, "data.token");
    assert!(connector.steps[0].reads_only, "a log-in needs no yes of the customer");
    let header = &connector.steps[1].headers[0];
    assert_eq!((header.name.as_str(), header.value.as_str()), ("Authorization", "Bearer {login.token}"));
    let password = connector.fields.iter().find(|field| field.name == "password").expect("a question");
    assert!(password.sensitive, "a password is shown nowhere");
    assert_eq!(imported.systems.len(), 1);
    assert_eq!(imported.systems[0].base_url.live, "https://api.bank.example");
    let errors: Vec<String> = check_connector(connector, &imported.systems)
        .into_iter()
        .filter(|problem| problem.severity == drawbridge_model::Severity::Error)
        .map(|problem| problem.code)
        .collect();
    assert_eq!(errors, ["no_identity_rule"]);
}

/// T05: one operation of a large description.
#[test]
fn an_operation_of_a_description_is_a_connector() {
    let description = "swagger: '2.0'\ninfo: {title: Commerce, version: '2.4'}\nhost: shop.example.org\nbasePath: /rest/default\nschemes: [https]\npaths:\n  /V1/orders:\n    get:\n      operationId: GetV1Orders\n      tags: [orders]\n      summary: Lists orders\n      parameters:\n        - {name: 'searchCriteria[pageSize]', in: query, type: integer, required: false}\n        - {name: store, in: query, type: string, required: true}\n      responses:\n        '200':\n          description: ok\n          schema: {type: object, properties: {total_count: {type: integer}, items: {type: array, items: {type: object, properties: {customer_email: {type: string, format: email}}}}}}\n";
    let imported = imported(Format::OpenApi, description);
    let connector = &imported.drafts[0].connector;
    assert_eq!(imported.systems[0].base_url.live, "https://shop.example.org/rest/default");
    assert_eq!((connector.name.as_str(), connector.tool_name.as_str()), ("Lists orders", "get_v1_orders"));
    let rows: Vec<(&str, bool)> =
        connector.steps[0].query.iter().map(|row| (row.name.as_str(), row.disabled)).collect();
    assert_eq!(rows, [("searchCriteria[pageSize]", true), ("store", false)], "what is optional is kept and not sent");
    assert_eq!(connector.samples[0].body["items"][0]["customer_email"], "ana@example.com");
    assert_eq!(imported.drafts[0].source.group, "orders");
}
