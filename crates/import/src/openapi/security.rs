//! Security schemes as sign-ins. The document says how, never with what: each key is a secret without a value.

use drawbridge_model::SignIn;
use drawbridge_model::sign_in::{AuthorizationCode, ClientCredentials};
use drawbridge_model::template::NAME_MAX_LENGTH;
use serde_json::Value;

use super::document::Document;
use crate::json::{items, text};
use crate::request::{Meaning, ReadRequest, ReadSignIn, Variable, row};
use crate::result::Finding;
use crate::text::snake;
use crate::variable::mark;

/// The schemes that a description declares.
pub(super) fn schemes(document: &Document) -> Option<&serde_json::Map<String, Value>> {
    let components =
        document.root.get("components").and_then(|components| document.member(components, "securitySchemes"));
    components.or_else(|| document.member(&document.root, "securityDefinitions"))?.as_object()
}

/// Gives a request the sign-in that its operation, or else the whole description, asks for.
pub(super) fn take_over(document: &Document, operation: &Value, request: &mut ReadRequest) {
    let Some(schemes) = schemes(document) else { return };
    let required = operation.get("security").or_else(|| document.root.get("security")).and_then(Value::as_array);
    let alternatives: Vec<Vec<&str>> = match required {
        Some(list) => {
            list.iter().filter_map(|one| Some(one.as_object()?.keys().map(String::as_str).collect())).collect()
        }
        // Many descriptions declare how to sign in and forget to say that one must.
        None => schemes.keys().take(1).map(|name| vec![name.as_str()]).collect(),
    };
    let read = |name: &str| document.resolve(schemes.get(name)?).and_then(|scheme| sign_in(name, scheme));
    let is_known =
        |alternative: &&Vec<&str>| !alternative.is_empty() && alternative.iter().all(|name| read(name).is_some());
    let Some(chosen) = alternatives.iter().find(is_known) else {
        if let Some(name) = alternatives.iter().flatten().next() {
            let message = format!(
                "The sign-in “{name}” is of a kind that a connector does not know; choose another one for the system."
            );
            request.findings.push(Finding::dropped(&request.at, crate::text::name(&message)));
        }
        return;
    };
    if let Some((first, others)) = chosen.split_first() {
        request.sign_in = read(first).unwrap_or_default();
        request.sign_in_word = chosen.join(" + ");
        for other in others {
            beside(other, document.resolve(&schemes[*other]), request);
        }
    }
}

/// A second key that goes beside the sign-in.
fn beside(name: &str, scheme: Option<&Value>, request: &mut ReadRequest) {
    let Some(scheme) = scheme.filter(|scheme| text(scheme, "type") == "apiKey") else {
        let message = format!("The sign-in “{name}” is needed as well; add it by hand.");
        request.findings.push(Finding::dropped(&request.at, crate::text::name(&message)));
        return;
    };
    let place = if text(scheme, "in") == "query" { &mut request.query } else { &mut request.headers };
    place.push(row(text(scheme, "name"), mark(name)));
    request.variables.push(Variable { name: name.to_owned(), meaning: Meaning::Secret(String::new()) });
}

fn sign_in(name: &str, scheme: &Value) -> Option<ReadSignIn> {
    let slot = |wanted: &str| snake(wanted, NAME_MAX_LENGTH, "api_key");
    let declared = |sign_in: SignIn, names: &[&str]| {
        let values = names.iter().map(|name| ((*name).to_owned(), String::new())).collect();
        Some(ReadSignIn::Declared(Box::new(sign_in), values))
    };
    let bearer = || declared(SignIn::Bearer { token: "{secret.token}".to_owned(), prefix: String::new() }, &["token"]);
    let basic = || {
        let sign_in =
            SignIn::Basic { username: "{secret.username}".to_owned(), password: "{secret.password}".to_owned() };
        declared(sign_in, &["username", "password"])
    };
    match (text(scheme, "type"), text(scheme, "in"), text(scheme, "scheme").to_ascii_lowercase().as_str()) {
        ("apiKey", "header" | "query", _) => {
            let header = text(scheme, "name");
            let key = slot(name);
            let sign_in = crate::draft::api_key(header, format!("{{secret.{key}}}"), text(scheme, "in") == "query");
            declared(sign_in, &[&key])
        }
        ("basic", ..) | ("http", _, "basic") => basic(),
        ("http", _, "bearer") | ("openIdConnect", ..) => bearer(),
        ("oauth2", ..) => oauth(scheme).map_or_else(bearer, |(sign_in, names)| declared(sign_in, &names)),
        _ => None,
    }
}

/// A flow that needs nobody's password. `None`: only a token that somebody pastes will do.
fn oauth(scheme: &Value) -> Option<(SignIn, Vec<&'static str>)> {
    // OpenAPI 2 has one flow and its members in the scheme itself.
    let own = text(scheme, "flow");
    let flow = |new: &str, old: &str| {
        let of_flows = scheme.get("flows").and_then(|flows| flows.get(new)).filter(|flow| flow.is_object());
        of_flows.or_else(|| (own == old).then_some(scheme))
    };
    let scope = |flow: &Value| match flow.get("scopes") {
        Some(Value::Object(scopes)) => scopes.keys().cloned().collect::<Vec<_>>().join(" "),
        _ => items(flow, "scopes").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
    };
    let client_id = || "{secret.client_id}".to_owned();
    let client_secret = || "{secret.client_secret}".to_owned();
    let is_address = |address: &str| {
        !address.is_empty() && !address.contains(['?', '#']) && (address.starts_with('/') || address.contains("://"))
    };
    if let Some(flow) = flow("clientCredentials", "application").filter(|flow| is_address(text(flow, "tokenUrl"))) {
        let client = ClientCredentials {
            token_url: text(flow, "tokenUrl").to_owned(),
            client_id: client_id(),
            client_secret: client_secret(),
            scope: scope(flow),
            ..ClientCredentials::default()
        };
        return Some((SignIn::Oauth2ClientCredentials(Box::new(client)), vec!["client_id", "client_secret"]));
    }
    let flow = flow("authorizationCode", "accessCode")?;
    let (authorization, token) = (text(flow, "authorizationUrl"), text(flow, "tokenUrl"));
    if !authorization.contains("://") || !is_address(authorization) || !is_address(token) {
        return None;
    }
    let code = AuthorizationCode {
        authorization_url: authorization.to_owned(),
        token_url: token.to_owned(),
        client_id: client_id(),
        client_secret: client_secret(),
        refresh_token: "{secret.refresh_token}".to_owned(),
        scope: scope(flow),
        ..AuthorizationCode::default()
    };
    Some((SignIn::Oauth2AuthorizationCode(Box::new(code)), vec!["client_id", "client_secret", "refresh_token"]))
}
