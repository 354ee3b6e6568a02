//! Sign-ins, parsed once. Kinds that this engine cannot do yet are problems here, never silence at run time.

use drawbridge_model::path::Path;
use drawbridge_model::system::ApiKeyPlacement;
use drawbridge_model::template::Template;
use drawbridge_model::{SignIn, System};

use super::build::{self, Problems};
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
    /// A token from a log-in request.
    Token(Box<TokenPlan>),
}

/// A log-in request and what to do with its answer.
#[derive(Debug, Clone)]
pub(crate) struct TokenPlan {
    pub(crate) spec: RequestSpec,
    pub(crate) template: String,
    pub(crate) token: Path,
    pub(crate) expires_in: Option<Path>,
    pub(crate) header: String,
    pub(crate) prefix: String,
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
            build::check_headers(&request.headers, &format!("{at}.headers"), problems);
            let spec = RequestSpec {
                method: request.method,
                path: build::path_template(&request.path, &format!("{at}.path"), problems),
                query: Vec::new(),
                headers: request::rows(&request.headers),
                body: build::body(request.body.as_ref(), &format!("{at}.body"), problems),
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
            }))
        }
        SignIn::Oauth2ClientCredentials { .. } | SignIn::Oauth2AuthorizationCode { .. } | SignIn::Hmac { .. } => {
            let hint =
                "Use an API key, a user name and password, a token, or a log-in request, if the API takes one of them.";
            problems.add("sign_in_not_available", &at, "This kind of sign-in cannot be used yet.", hint);
            SignInPlan::None
        }
    }
}

fn check_name(name: &str, at: &str, problems: &mut Problems) {
    let row = drawbridge_model::NameValue { name: name.to_owned(), ..Default::default() };
    build::check_headers(&[row], at, problems);
}
