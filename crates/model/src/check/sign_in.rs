//! Sign-ins: each complete, its keys secrets, its addresses such that they can be called.

use super::Findings;
use super::address::{check_address, check_path};
use super::request::{check_body, check_header_name, check_headers, check_row_names};
use crate::address::split_whole;
use crate::connector::{Method, NameValue};
use crate::sign_in::{
    ApiKeyPlacement, AuthorizationCode, ClientCredentials, RequestPart, SignIn, SignedRequests, TokenRequest,
    header_or_usual,
};
use crate::template::{Origin, Template};

/// Parameters that OAuth itself sets: a second one would mean two things at once.
const OWN_PARAMETERS: [&str; 11] = [
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "grant_type",
    "redirect_uri",
    "refresh_token",
    "response_type",
    "state",
];

pub(super) fn check(sign_in: &SignIn, findings: &mut Findings) {
    match sign_in {
        SignIn::None => {}
        SignIn::ApiKey { placement, name, value } => {
            check_secret(value, "sign_in.value", "key", findings);
            match placement {
                ApiKeyPlacement::Header => check_header_name(name, "sign_in.name", findings),
                ApiKeyPlacement::Query => {
                    let message = "The key stands in the address, and addresses end up in logs.";
                    findings.warning(
                        "secret_in_address",
                        "sign_in.placement",
                        message,
                        "Send it in a header, if the API allows.",
                    );
                }
            }
        }
        SignIn::Basic { username, password } => {
            check_secret(&format!("{username}{password}"), "sign_in.password", "password", findings);
        }
        SignIn::Bearer { token, .. } => check_secret(token, "sign_in.token", "token", findings),
        SignIn::TokenRequest(request) => check_token_request(request, findings),
        SignIn::Oauth2ClientCredentials(client) => check_client_credentials(client, findings),
        SignIn::Oauth2AuthorizationCode(code) => check_authorization_code(code, findings),
        SignIn::Hmac(signed) => check_signed(signed, findings),
    }
}

/// A key must be there, and must be a secret rather than text in the document.
fn check_secret(text: &str, at: &str, kind: &str, findings: &mut Findings) {
    if text.is_empty() {
        let message = format!("The sign-in has no {kind}.");
        findings.error("sign_in_incomplete", at, message, "Make it a secret of the system and choose it here.");
    } else if !holds_secret(text) {
        let message = format!("The {kind} of the sign-in is text in the document, which every export shows.");
        findings.warning(
            "sign_in_without_secret",
            at,
            message,
            "Make it a secret of the system and write {secret.name}.",
        );
    }
}

fn holds_secret(text: &str) -> bool {
    Template::parse(text).placeholders().any(|placeholder| placeholder.origin == Origin::Secret)
}

fn check_token_request(request: &TokenRequest, findings: &mut Findings) {
    check_path(&request.path, "sign_in.path", findings);
    check_headers(&request.headers, "sign_in.headers", findings);
    check_body(request.body.as_ref(), "sign_in.body", findings);
    check_header_name(&request.header, "sign_in.header", findings);
    findings.path(&request.token_path, "sign_in.token_path");
    if !request.expires_in_path.is_empty() {
        findings.path(&request.expires_in_path, "sign_in.expires_in_path");
    }
    if request.method == Method::Head {
        let message = "The answer to a HEAD request has no content, so there is no token in it.";
        findings.error("head_has_no_content", "sign_in.method", message, "Use POST.");
    }
    if holds_secret(&request.path) {
        let message = "A secret stands in the address of the log-in, and addresses end up in logs.";
        findings.warning("secret_in_address", "sign_in.path", message, "Send it in the body, if the API allows.");
    }
}

fn check_client_credentials(client: &ClientCredentials, findings: &mut Findings) {
    check_token_url(&client.token_url, findings);
    check_client_id(&client.client_id, findings);
    check_secret(&client.client_secret, "sign_in.client_secret", "client secret", findings);
    check_parameters(&client.parameters, findings);
    check_header_name(header_or_usual(&client.header), "sign_in.header", findings);
}

fn check_authorization_code(code: &AuthorizationCode, findings: &mut Findings) {
    let at = "sign_in.authorization_url";
    if code.authorization_url.is_empty() || split_whole(&code.authorization_url).is_none() {
        let message = "The sign-in has no web address where you agree.";
        findings.error("sign_in_incomplete", at, message, "Write the whole address, as in https://login.example.com.");
    } else {
        check_oauth_address(&code.authorization_url, at, findings);
    }
    check_token_url(&code.token_url, findings);
    check_client_id(&code.client_id, findings);
    if !code.client_secret.is_empty() {
        check_secret(&code.client_secret, "sign_in.client_secret", "client secret", findings);
    }
    let is_one_secret = Template::parse(&code.refresh_token)
        .only_placeholder()
        .is_some_and(|placeholder| placeholder.origin == Origin::Secret);
    if !is_one_secret {
        let message = "The sign-in has no secret that keeps it, so it would ask you each time.";
        let hint = "Make a secret of the system for it and write {secret.name}; signing in fills it.";
        findings.error("sign_in_incomplete", "sign_in.refresh_token", message, hint);
    }
    check_parameters(&code.parameters, findings);
    for (index, row) in code.parameters.iter().enumerate().filter(|(_, row)| !row.disabled) {
        if holds_secret(&row.value) {
            let message = "A secret stands in the address that the browser opens, where it can be read.";
            let at = format!("sign_in.parameters[{index}].value");
            findings.error("secret_in_browser_address", at, message, "Leave it out.");
        }
    }
    check_header_name(header_or_usual(&code.header), "sign_in.header", findings);
}

fn check_client_id(client_id: &str, findings: &mut Findings) {
    if client_id.is_empty() {
        let hint = "Copy it from the page where the API keeps its apps.";
        findings.error("sign_in_incomplete", "sign_in.client_id", "The sign-in has no client ID.", hint);
    }
}

fn check_parameters(parameters: &[NameValue], findings: &mut Findings) {
    check_row_names(parameters, "sign_in.parameters", "parameter", findings);
    for (index, row) in parameters.iter().enumerate().filter(|(_, row)| !row.disabled) {
        if OWN_PARAMETERS.contains(&row.name.as_str()) {
            let message = format!("The parameter “{}” is set by the sign-in itself.", row.name);
            findings.error("reserved_parameter", format!("sign_in.parameters[{index}].name"), message, "Remove it.");
        }
    }
}

/// A path below the system's address, or a whole address.
fn check_token_url(address: &str, findings: &mut Findings) {
    let at = "sign_in.token_url";
    if address.is_empty() {
        let hint = "Write the address that gives tokens, such as /oauth/token.";
        findings.error("sign_in_incomplete", at, "The sign-in has no token address.", hint);
    } else if address.starts_with('/') {
        check_path(address, at, findings);
    } else {
        check_oauth_address(address, at, findings);
    }
}

fn check_oauth_address(address: &str, at: &str, findings: &mut Findings) {
    if address.contains(['?', '#']) {
        let message = "The address has a “?” or “#” in it.";
        findings.error("query_in_address", at, message, "Put what follows it into rows below, one for each parameter.");
        return;
    }
    check_address(address, at, findings);
    if let Some((_, path)) = split_whole(address) {
        check_path(path, at, findings);
    }
}

fn check_signed(signed: &SignedRequests, findings: &mut Findings) {
    check_secret(&signed.key, "sign_in.key", "key", findings);
    check_header_name(&signed.header, "sign_in.header", findings);
    check_headers(&signed.headers, "sign_in.headers", findings);
    if signed.message.is_empty() {
        let hint = "Write what the API wants signed, such as {request.method}{request.path}{request.body}.";
        findings.error("sign_in_incomplete", "sign_in.message", "Nothing is signed.", hint);
    }
    let told: Vec<RequestPart> = signed
        .headers
        .iter()
        .filter(|row| !row.disabled)
        .flat_map(|row| Template::parse(&row.value).placeholders().filter_map(RequestPart::of).collect::<Vec<_>>())
        .collect();
    let message = Template::parse(&signed.message);
    for placeholder in message.placeholders() {
        if RequestPart::of(placeholder).is_some_and(|part| part.must_be_told() && !told.contains(&part)) {
            let message = format!("{placeholder} is signed, and no header tells the API what it was.");
            let hint = format!("Add the header that the API expects it in, with the value {placeholder}.");
            findings.warning("signed_and_not_sent", "sign_in.headers", message, hint);
        }
    }
}

#[cfg(test)]
mod tests;
