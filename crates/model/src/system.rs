//! A system: one API that the owner connects to, shared by any number of connectors.
//!
//! It holds addresses, settings and the *names* of secrets; a secret's value is never part of a document.
//! Texts here (`base_url`, `sign_in`, header values) are templates, see [`crate::template`]; a base address may use
//! `{setting.*}` only, so that nothing a customer says can reach a host.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::connector::{Body, Method, NameValue};

/// One API: where it is, how to sign in, what to send with every request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Identifier, unique in a workspace and in a bundle: `[a-z][a-z0-9_-]{0,39}`.
    pub id: String,
    /// What the owner calls it.
    pub name: String,
    /// The address that every path is appended to, per environment.
    #[serde(default)]
    pub base_url: PerEnvironment,
    /// Values that are not secret and may differ per environment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// Names of the secrets that the sign-in, headers and bodies use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<Secret>,
    /// How requests prove that they come from the owner.
    #[serde(default)]
    pub sign_in: SignIn,
    /// Headers sent with every request to this system.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<NameValue>,
}

/// A text per environment. Environment Sample needs none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct PerEnvironment {
    /// For environment Test; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub test: String,
    /// For environment Live; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub live: String,
}

/// A value of a system that is not secret, written `{setting.name}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// `[a-z][a-z0-9_]{0,39}`.
    pub name: String,
    /// What the owner reads beside the input.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Where to find the value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// The values themselves.
    #[serde(default)]
    pub values: PerEnvironment,
}

/// A secret's name and what to tell the person who must supply it. Never its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// `[a-z][a-z0-9_]{0,39}`, written `{secret.name}`.
    pub name: String,
    /// What the owner reads beside the input.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Where to find the value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// How requests to a system are signed in. One sign-in serves every connector of the system.
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
    Oauth2ClientCredentials {
        /// Path below the system's address, or a whole `https` address of the same owner.
        token_url: String,
        /// Template.
        client_id: String,
        /// Template.
        client_secret: String,
        /// Scopes, separated by spaces.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        scope: String,
        /// Where the credentials go.
        #[serde(default)]
        client_authentication: ClientAuthentication,
    },
    /// OAuth 2.0 authorization code with PKCE, RFC 7636, and a loopback redirect, RFC 8252.
    #[serde(rename = "oauth2_authorization_code")]
    Oauth2AuthorizationCode {
        /// Where the owner agrees.
        authorization_url: String,
        /// Where the code becomes a token.
        token_url: String,
        /// Template.
        client_id: String,
        /// Template; empty for a public client.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        client_secret: String,
        /// Scopes, separated by spaces.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        scope: String,
    },
    /// A keyed signature over a template, sent as a header.
    Hmac {
        /// Template of the key, `{secret.signing_key}`.
        key: String,
        /// Template of what is signed.
        message: String,
        /// The header that carries the signature.
        header: String,
        /// The word before the signature, often empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        prefix: String,
        /// How the signature's bytes are written.
        #[serde(default)]
        encoding: SignatureEncoding,
    },
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

/// Where calls go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Recorded answers, nothing leaves the computer.
    #[default]
    Sample,
    /// The first set of address, settings and secrets.
    Test,
    /// The second set.
    Live,
}

impl Environment {
    /// The word used in files, flags and keychain entries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sample => "sample",
            Self::Test => "test",
            Self::Live => "live",
        }
    }
}

impl PerEnvironment {
    /// The text for an environment; Sample borrows Test's, else Live's, so that the trace has an address to show.
    pub fn get(&self, environment: Environment) -> &str {
        let borrows_live = environment == Environment::Sample && self.test.is_empty();
        if environment == Environment::Live || borrows_live { &self.live } else { &self.test }
    }
}
