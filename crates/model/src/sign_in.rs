//! How requests to a system are signed in. One sign-in serves every connector of the system.
//!
//! Texts are templates of secrets and settings. Two places know more: what is signed (`hmac`) may name parts of the
//! request itself, see [`RequestPart`]; and the addresses of OAuth may stand on another origin than the system, with
//! settings in their host as in a base address.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::connector::{Body, Method, NameValue};
use crate::template::{Origin, Placeholder};

/// How requests to a system are signed in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum SignIn {
    /// The API is open.
    #[default]
    None,
    /// A key in a header or in the query.
    ApiKey {
        /// Header or query.
        placement: ApiKeyPlacement,
        /// The header's or the query parameter's name, `X-Api-Key`.
        name: String,
        /// Template, usually `{secret.api_key}`; a prefix such as `Token {secret.api_key}` is allowed.
        value: String,
    },
    /// `Authorization: Basic`, RFC 7617. Either side may be empty.
    Basic {
        /// Template of the user name.
        #[serde(default)]
        username: String,
        /// Template of the password.
        #[serde(default)]
        password: String,
    },
    /// `Authorization: Bearer`, RFC 6750.
    Bearer {
        /// Template of the token.
        token: String,
        /// The word before the token, `Bearer` if empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        prefix: String,
    },
    /// Call a log-in address, take a token from its answer, send it as a header. The token is kept until it
    /// expires and asked for anew once after a 401.
    TokenRequest(Box<TokenRequest>),
    /// OAuth 2.0 client credentials, RFC 6749 section 4.4.
    #[serde(rename = "oauth2_client_credentials")]
    Oauth2ClientCredentials(Box<ClientCredentials>),
    /// OAuth 2.0 authorization code with PKCE, RFC 7636, and a loopback redirect, RFC 8252.
    #[serde(rename = "oauth2_authorization_code")]
    Oauth2AuthorizationCode(Box<AuthorizationCode>),
    /// A keyed signature over a template, HMAC-SHA-256, sent as a header.
    Hmac(Box<SignedRequests>),
}

/// Where an API key goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum ApiKeyPlacement {
    /// In a request header.
    #[default]
    Header,
    /// In the address: it ends up in logs, so the owner must accept it by name.
    Query,
}

/// A log-in request whose answer holds a token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// Usually POST.
    pub method: Method,
    /// Path below the system's address; a template.
    pub path: String,
    /// Headers of the log-in request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<NameValue>,
    /// Its body; may name secrets and settings, no question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Where the token stands in the answer: `data.token`, or `$` for a bare JSON string.
    pub token_path: String,
    /// Where the lifetime in seconds stands, if the answer has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub expires_in_path: String,
    /// The header that carries the token, `Authorization`.
    pub header: String,
    /// The word before the token, `Bearer`; empty for the bare token.
    #[serde(default)]
    pub prefix: String,
}

/// A client ID and a secret that are exchanged for a token.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct ClientCredentials {
    /// Path below the system's address, or a whole address, which may be on another origin.
    pub token_url: String,
    /// Template.
    pub client_id: String,
    /// Template.
    pub client_secret: String,
    /// Scopes, separated by spaces.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// Where the credentials go.
    #[serde(default)]
    pub client_authentication: ClientAuthentication,
    /// More parameters of the token request, such as `audience`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<NameValue>,
    /// The header that carries the token, `Authorization` if empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub header: String,
    /// The word before the token. Empty: `Bearer` in `Authorization`, and nothing in another header.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
}

/// The owner agrees in a browser, once; a refresh token then gives tokens without anybody's help.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct AuthorizationCode {
    /// Where the owner agrees; a whole address, opened in a browser.
    pub authorization_url: String,
    /// Where the code becomes a token: a path below the system's address, or a whole address.
    pub token_url: String,
    /// Template.
    pub client_id: String,
    /// Template; empty for a public client.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client_secret: String,
    /// `{secret.NAME}`: the secret that holds the refresh token. Signing in with the browser fills it.
    #[serde(default)]
    pub refresh_token: String,
    /// Scopes, separated by spaces.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// Where the credentials go.
    #[serde(default)]
    pub client_authentication: ClientAuthentication,
    /// More parameters of the address where the owner agrees, such as `access_type`. No secrets: a browser shows them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<NameValue>,
    /// The header that carries the token, `Authorization` if empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub header: String,
    /// The word before the token. Empty: `Bearer` in `Authorization`, and nothing in another header.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
}

/// Where OAuth 2.0 client credentials go, RFC 6749 section 2.3.1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// `Authorization: Basic`.
    #[default]
    Basic,
    /// Members of the form body.
    Body,
}

/// What is signed, with which key, and where the signature goes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct SignedRequests {
    /// Template of the key, `{secret.signing_key}`.
    pub key: String,
    /// Template of what is signed; may name parts of the request, `{request.method}`.
    pub message: String,
    /// The header that carries the signature.
    pub header: String,
    /// Template of what stands before the signature, often empty. A blank follows it if it ends in a letter or digit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// How the signature's bytes are written.
    #[serde(default)]
    pub encoding: SignatureEncoding,
    /// Headers sent beside the signature, such as the time or the key's name; they may name parts of the request too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<NameValue>,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignatureEncoding {
    /// Lower-case hexadecimal.
    #[default]
    Hex,
    /// Base64 with padding, RFC 4648 section 4.
    Base64,
}

/// A part of the request that is being signed, written `{request.NAME}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestPart {
    /// `GET`.
    Method,
    /// The path as it is sent, without the query.
    Path,
    /// What follows the `?` as it is sent; empty if there is none.
    Query,
    /// Path and query as they stand in the request line.
    Target,
    /// Host, and the port if it is not the scheme's own.
    Host,
    /// The body as it is sent; empty if there is none.
    Body,
    /// SHA-256 of the body, in lower-case hexadecimal.
    BodySha256,
    /// Seconds since 1970-01-01 UTC.
    Timestamp,
    /// Milliseconds since then.
    TimestampMs,
    /// The same moment as RFC 3339, in UTC and whole seconds.
    Time,
    /// A random text, another one for each request.
    Nonce,
}

impl RequestPart {
    /// Every part with its name.
    pub const ALL: [(&'static str, Self); 11] = [
        ("method", Self::Method),
        ("path", Self::Path),
        ("query", Self::Query),
        ("target", Self::Target),
        ("host", Self::Host),
        ("body", Self::Body),
        ("body_sha256", Self::BodySha256),
        ("timestamp", Self::Timestamp),
        ("timestamp_ms", Self::TimestampMs),
        ("time", Self::Time),
        ("nonce", Self::Nonce),
    ];

    /// The part that a placeholder names. Among a connector's requests `{request.id}` is a value that the step
    /// `request` kept; a system knows no steps, so there it is this.
    pub fn of(placeholder: &Placeholder) -> Option<Self> {
        let is_part = placeholder.origin == Origin::Step && placeholder.step.as_deref() == Some("request");
        let known = Self::ALL.into_iter().find(|(name, _)| is_part && *name == placeholder.name)?;
        Some(known.1)
    }

    /// Whether the API can know it only if a header tells it.
    pub fn must_be_told(self) -> bool {
        matches!(self, Self::Timestamp | Self::TimestampMs | Self::Time | Self::Nonce)
    }
}

impl SignIn {
    /// Where tokens are asked for, if this is OAuth.
    pub fn token_url(&self) -> Option<&str> {
        match self {
            Self::Oauth2ClientCredentials(client) => Some(&client.token_url),
            Self::Oauth2AuthorizationCode(code) => Some(&code.token_url),
            _ => None,
        }
    }

    /// The names of the headers that it adds to a request.
    pub fn header_names(&self) -> Vec<&str> {
        match self {
            Self::None | Self::ApiKey { placement: ApiKeyPlacement::Query, .. } => Vec::new(),
            Self::ApiKey { placement: ApiKeyPlacement::Header, name, .. } => vec![name],
            Self::Basic { .. } | Self::Bearer { .. } => vec![AUTHORIZATION],
            Self::TokenRequest(request) => vec![&request.header],
            Self::Oauth2ClientCredentials(client) => vec![header_or_usual(&client.header)],
            Self::Oauth2AuthorizationCode(code) => vec![header_or_usual(&code.header)],
            Self::Hmac(signed) => {
                let beside = signed.headers.iter().filter(|row| !row.disabled).map(|row| row.name.as_str());
                std::iter::once(signed.header.as_str()).chain(beside).collect()
            }
        }
    }
}

const AUTHORIZATION: &str = "Authorization";

/// The header of an OAuth token.
pub fn header_or_usual(name: &str) -> &str {
    if name.is_empty() { AUTHORIZATION } else { name }
}

/// The word before an OAuth token.
pub fn prefix_or_usual<'text>(header: &str, prefix: &'text str) -> &'text str {
    let is_usual = header_or_usual(header).eq_ignore_ascii_case(AUTHORIZATION);
    if prefix.is_empty() && is_usual { "Bearer" } else { prefix }
}
