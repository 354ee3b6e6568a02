//! A request's `auth`: its own, or that of the nearest folder around it, or the collection's.

use drawbridge_model::SignIn;
use drawbridge_model::sign_in::ClientCredentials;
use serde_json::Value;

use super::marked;
use super::rows::dropped;
use crate::json::{scalar, text};
use crate::request::{ReadRequest, ReadSignIn};
use crate::variable::shown;

/// Gives a request the sign-in of an `auth` object.
pub(super) fn take_over(auth: Option<&Value>, request: &mut ReadRequest) {
    let Some(auth) = auth else { return };
    let kind = text(auth, "type");
    kind.clone_into(&mut request.sign_in_word);
    let value = |name: &str| marked(&member(auth, kind, name));
    request.sign_in = match kind {
        "basic" => ReadSignIn::Basic { username: value("username"), password: value("password") },
        "bearer" => ReadSignIn::Bearer(value("token")),
        "apikey" => {
            let name = shown(&value("key"));
            if name.is_empty() {
                return;
            }
            ReadSignIn::ApiKey { name, value: value("value"), in_query: value("in") == "query" }
        }
        "oauth2" => oauth(auth, kind),
        "noauth" => ReadSignIn::None,
        _ => {
            let message = format!(
                "The sign-in “{}” is of a kind that a connector does not know; choose another one for the system.",
                crate::text::name(kind)
            );
            return dropped(request, message);
        }
    };
}

/// A flow for programs if all of it is there, else a token that somebody pastes.
fn oauth(auth: &Value, kind: &str) -> ReadSignIn {
    let value = |name: &str| member(auth, kind, name);
    let token_url = value("accessTokenUrl");
    if value("grant_type") != "client_credentials" || !token_url.contains("://") || token_url.contains(['{', '?', '#'])
    {
        return ReadSignIn::Bearer(marked(&value("accessToken")));
    }
    let client = ClientCredentials {
        token_url,
        client_id: "{secret.client_id}".to_owned(),
        client_secret: "{secret.client_secret}".to_owned(),
        scope: value("scope"),
        ..ClientCredentials::default()
    };
    let given = |name: &str| Some(value(name)).filter(|given| !given.contains("{{")).unwrap_or_default();
    let secrets =
        vec![("client_id".to_owned(), given("clientId")), ("client_secret".to_owned(), given("clientSecret"))];
    ReadSignIn::Declared(Box::new(SignIn::Oauth2ClientCredentials(Box::new(client))), secrets)
}

/// A member of an `auth`: 2.1 has a list of key and value, 2.0 an object.
fn member(auth: &Value, kind: &str, name: &str) -> String {
    let found = match auth.get(kind) {
        Some(Value::Array(rows)) => rows.iter().find(|row| text(row, "key") == name).and_then(|row| row.get("value")),
        Some(object) => object.get(name),
        None => None,
    };
    found.and_then(scalar).unwrap_or_default()
}
