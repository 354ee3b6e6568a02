//! Sign-ins, parsed once. A log-in request and both kinds of OAuth come out as the same thing: a request whose answer
//! holds a token, see [`TokenPlan`].

use drawbridge_model::path::Path;
use drawbridge_model::sign_in::{ApiKeyPlacement, SignatureEncoding};
use drawbridge_model::template::Template;
use drawbridge_model::{SignIn, System};

use super::oauth::{self, OauthPlan};
use super::parts;
use super::problems::Problems;
use crate::request::{self, RequestSpec, RowSpec};

/// How requests to a system are signed in.
#[derive(Debug, Clone)]
pub(crate) enum SignInPlan {
    /// Not at all.
    None,
    /// A header with a template, a prefix included.
    Header { name: String, value: Template },
    /// A query parameter.
    Query(RowSpec),
    /// `Authorization: Basic`.
    Basic { username: Template, password: Template },
    /// A token from a log-in request or from a server for tokens.
    Token(Box<TokenPlan>),
    /// A signature over the request.
    Signed(Box<SignaturePlan>),
}

/// A request that gives a token, and what to do with its answer.
#[derive(Debug, Clone)]
pub(crate) struct TokenPlan {
    pub(crate) spec: RequestSpec,
    pub(crate) template: String,
    pub(crate) token: Path,
    pub(crate) expires_in: Option<Path>,
    pub(crate) header: String,
    pub(crate) prefix: String,
    /// What is different where the request goes to a server for tokens.
    pub(crate) oauth: Option<OauthPlan>,
}

/// A signature over a request.
#[derive(Debug, Clone)]
pub(crate) struct SignaturePlan {
    pub(crate) key: Template,
    pub(crate) message: Template,
    pub(crate) header: String,
    pub(crate) prefix: Template,
    pub(crate) encoding: SignatureEncoding,
    pub(crate) headers: Vec<RowSpec>,
}

pub(super) fn sign_in(system: &System, problems: &mut Problems) -> SignInPlan {
    let at = format!("systems[{}].sign_in", system.id);
    match &system.sign_in {
        SignIn::None => SignInPlan::None,
        SignIn::ApiKey { placement: ApiKeyPlacement::Header, name, value } => {
            check_name(name, &at, problems);
            SignInPlan::Header { name: name.clone(), value: Template::parse(value) }
        }
        SignIn::ApiKey { placement: ApiKeyPlacement::Query, name, value } => {
            SignInPlan::Query(RowSpec { name: name.clone(), value: Template::parse(value) })
        }
        SignIn::Basic { username, password } => {
            SignInPlan::Basic { username: Template::parse(username), password: Template::parse(password) }
        }
        SignIn::Bearer { token, prefix } => {
            let prefix = if prefix.is_empty() { "Bearer" } else { prefix };
            SignInPlan::Header {
                name: "Authorization".to_owned(),
                value: Template::parse(&format!("{prefix} {token}")),
            }
        }
        SignIn::TokenRequest(request) => {
            check_name(&request.header, &at, problems);
            parts::check_headers(&request.headers, &format!("{at}.headers"), problems);
            let spec = RequestSpec {
                method: request.method,
                path: parts::path_template(&request.path, &format!("{at}.path"), problems),
                query: Vec::new(),
                headers: request::rows(&request.headers),
                body: parts::body(request.body.as_ref(), &format!("{at}.body"), problems),
            };
            let token = problems.path(&request.token_path, &format!("{at}.token_path"));
            let expires = Some(&request.expires_in_path).filter(|path| !path.is_empty());
            let expires_in = expires.and_then(|path| problems.path(path, &format!("{at}.expires_in_path")));
            let Some(token) = token else { return SignInPlan::None };
            SignInPlan::Token(Box::new(TokenPlan {
                template: format!("{} {}", request.method.as_str(), request.path),
                spec,
                token,
                expires_in,
                header: request.header.clone(),
                prefix: request.prefix.clone(),
                oauth: None,
            }))
        }
        SignIn::Oauth2ClientCredentials(client) => token(oauth::client_credentials(client, &at, problems)),
        SignIn::Oauth2AuthorizationCode(code) => token(oauth::authorization_code(code, &at, problems)),
        SignIn::Hmac(signed) => {
            check_name(&signed.header, &at, problems);
            parts::check_headers(&signed.headers, &format!("{at}.headers"), problems);
            SignInPlan::Signed(Box::new(SignaturePlan {
                key: Template::parse(&signed.key),
                message: Template::parse(&signed.message),
                header: signed.header.clone(),
                prefix: Template::parse(&signed.prefix),
                encoding: signed.encoding,
                headers: request::rows(&signed.headers),
            }))
        }
    }
}

fn token(plan: Option<TokenPlan>) -> SignInPlan {
    plan.map_or(SignInPlan::None, |plan| SignInPlan::Token(Box::new(plan)))
}

pub(super) fn check_name(name: &str, at: &str, problems: &mut Problems) {
    let row = drawbridge_model::NameValue { name: name.to_owned(), ..Default::default() };
    parts::check_headers(&[row], at, problems);
}
