//! How a request is signed in: what its format says, or what its headers and query give away. What was found is taken out
//! of headers and query and becomes the system's sign-in, with slots where the keys stood.

use base64::Engine as _;
use drawbridge_model::sign_in::ApiKeyPlacement;
use drawbridge_model::{NameValue, SignIn};

use super::look::{Where, is_secret_name};
use crate::request::{ReadRequest, ReadSignIn};
use crate::variable::has_variable;

/// Takes the sign-in out of a request. Texts are as they were read, variables and all.
pub(super) fn take(request: &mut ReadRequest) -> ReadSignIn {
    if request.sign_in != ReadSignIn::Unsaid {
        // What the format says stands above a header of the same meaning.
        if matches!(request.sign_in, ReadSignIn::Basic { .. } | ReadSignIn::Bearer(_)) {
            request.headers.retain(|header| header.disabled || !header.name.eq_ignore_ascii_case("authorization"));
        }
        return std::mem::take(&mut request.sign_in);
    }
    if let Some(row) = take_row(&mut request.headers, |row| row.name.eq_ignore_ascii_case("authorization")) {
        return authorization(&row.value);
    }
    let is_key = |row: &NameValue| is_secret_name(Where::Header, &row.name) && !row.name.eq_ignore_ascii_case("cookie");
    if let Some(row) = take_row(&mut request.headers, is_key) {
        return ReadSignIn::ApiKey { name: row.name, value: row.value, in_query: false };
    }
    if let Some(row) = take_row(&mut request.query, |row| is_secret_name(Where::Query, &row.name)) {
        return ReadSignIn::ApiKey { name: row.name, value: row.value, in_query: true };
    }
    ReadSignIn::Unsaid
}

fn take_row(rows: &mut Vec<NameValue>, is_it: impl Fn(&NameValue) -> bool) -> Option<NameValue> {
    let at = rows.iter().position(|row| !row.disabled && !row.value.trim().is_empty() && is_it(row))?;
    Some(rows.remove(at))
}

/// The value of an `Authorization` header.
fn authorization(value: &str) -> ReadSignIn {
    let (scheme, rest) = value.trim().split_once(' ').unwrap_or(("", value.trim()));
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return ReadSignIn::Bearer(rest.to_owned());
    }
    let decoded = (scheme.eq_ignore_ascii_case("basic") && !has_variable(rest))
        .then(|| base64::engine::general_purpose::STANDARD.decode(rest).ok())
        .flatten()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some((username, password)) = decoded.as_deref().and_then(|pair| pair.split_once(':')) {
        return ReadSignIn::Basic { username: username.to_owned(), password: password.to_owned() };
    }
    ReadSignIn::ApiKey { name: "Authorization".to_owned(), value: value.trim().to_owned(), in_query: false }
}

/// The word before a key (`Token abc`), which is no secret.
pub(super) fn split_scheme(value: &str) -> (&str, &str) {
    match value.split_once(' ') {
        Some((scheme, rest))
            if !scheme.is_empty()
                && scheme.len() <= 20
                && scheme.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') =>
        {
            (&value[..=scheme.len()], rest)
        }
        _ => ("", value),
    }
}

/// The shape of a sign-in with slots, as the system will have it.
pub(crate) fn api_key(name: &str, value: String, in_query: bool) -> SignIn {
    let placement = if in_query { ApiKeyPlacement::Query } else { ApiKeyPlacement::Header };
    SignIn::ApiKey { placement, name: name.to_owned(), value }
}
