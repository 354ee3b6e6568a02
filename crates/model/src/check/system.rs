//! Systems: addresses that can be called, and a sign-in that is complete.

use super::Findings;
use super::address::check_path;
use super::request::{check_body, check_header_name, check_headers};
use crate::connector::Method;
use crate::origin::{WebOrigin, check_base_address};
use crate::system::{ApiKeyPlacement, SignIn, System, TokenRequest};
use crate::template::{Origin, Template};

pub(super) fn check(system: &System, findings: &mut Findings) {
    for (address, at) in [(&system.base_url.test, "base_url.test"), (&system.base_url.live, "base_url.live")] {
        if !address.is_empty() {
            check_address(address, at, findings);
        }
    }
    if system.base_url.live.is_empty() {
        let message = "The system has no live address.";
        findings.warning("no_live_address", "base_url.live", message, "Write the address that the bot will call.");
    }
    for (index, setting) in system.settings.iter().enumerate() {
        if setting.values.live.is_empty() {
            let message = format!("The setting “{}” has no live value.", setting.name);
            let hint = "Write the value, or leave it to whoever runs the bundle.";
            findings.warning("setting_without_value", format!("settings[{index}].values.live"), message, hint);
        }
    }
    check_headers(&system.headers, "headers", findings);
    check_sign_in(&system.sign_in, findings);
}

fn check_address(address: &str, at: &str, findings: &mut Findings) {
    if let Err(error) = check_base_address(address) {
        findings.error(error.code, at, error.message, error.hint);
    } else if let Ok(origin) = WebOrigin::parse(address)
        && !origin.is_https()
        && !is_loopback(origin.host())
    {
        let message = "The address is not encrypted: what is sent, secrets included, can be read on its way.";
        findings.warning("not_encrypted", at, message, "Use https:// if the API has it.");
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || host.starts_with("127.")
}

fn check_sign_in(sign_in: &SignIn, findings: &mut Findings) {
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
        SignIn::Oauth2ClientCredentials { token_url, client_secret, .. } => {
            check_token_url(token_url, "sign_in.token_url", findings);
            check_secret(client_secret, "sign_in.client_secret", "client secret", findings);
        }
        SignIn::Oauth2AuthorizationCode { authorization_url, token_url, .. } => {
            check_token_url(authorization_url, "sign_in.authorization_url", findings);
            check_token_url(token_url, "sign_in.token_url", findings);
        }
        SignIn::Hmac { key, header, .. } => {
            check_secret(key, "sign_in.key", "key", findings);
            check_header_name(header, "sign_in.header", findings);
        }
    }
}

/// A key must be there, and must be a secret rather than text in the document.
fn check_secret(text: &str, at: &str, kind: &str, findings: &mut Findings) {
    if text.is_empty() {
        let message = format!("The sign-in has no {kind}.");
        findings.error("sign_in_incomplete", at, message, "Make it a secret of the system and choose it here.");
    } else if !Template::parse(text).placeholders().any(|placeholder| placeholder.origin == Origin::Secret) {
        let message = format!("The {kind} of the sign-in is text in the document, which every export shows.");
        findings.warning(
            "sign_in_without_secret",
            at,
            message,
            "Make it a secret of the system and write {secret.name}.",
        );
    }
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
    let secret_in_path =
        Template::parse(&request.path).placeholders().any(|placeholder| placeholder.origin == Origin::Secret);
    if secret_in_path {
        let message = "A secret stands in the address of the log-in, and addresses end up in logs.";
        findings.warning("secret_in_address", "sign_in.path", message, "Send it in the body, if the API allows.");
    }
}

/// A path below the system's address, or a whole address.
fn check_token_url(address: &str, at: &str, findings: &mut Findings) {
    if address.starts_with('/') {
        check_path(address, at, findings);
        return;
    }
    let without_query = address.split('?').next().unwrap_or_default();
    if let Err(error) = check_base_address(without_query) {
        findings.error(error.code, at, error.message, error.hint);
    }
}
