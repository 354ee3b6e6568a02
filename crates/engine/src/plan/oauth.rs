//! OAuth 2.0 as token requests: what is posted to the server for tokens, and what a browser opens before.
//!
//! This is written here and not taken from the `oauth2` crate: of that crate only three short texts (PKCE's challenge, the
//! state, the browser's address) would be used, since its requests and answers are built for a client of their own,
//! while ours are rendered twice, once to be sent and once to be shown, and read by the same careful reader as every
//! other answer. The sources are RFC 6749, RFC 7636 (PKCE) and RFC 8252 (native apps).
//!
//! What exists only while a browser signs in stands in these templates as questions do in a request: `{code}`,
//! `{verifier}`, `{challenge}`, `{state}`, `{redirect}`. No document can reach them.

use drawbridge_model::Method;
use drawbridge_model::address::split_whole;
use drawbridge_model::path::Path;
use drawbridge_model::sign_in::{
    AuthorizationCode, ClientAuthentication, ClientCredentials, header_or_usual, prefix_or_usual,
};
use drawbridge_model::template::{Origin, Template};

use super::parts;
use super::problems::Problems;
use super::sign_in::{TokenPlan, check_name};
use crate::request::{self, BodySpec, RequestSpec, RowSpec};

/// What is different where a server for tokens is asked.
#[derive(Debug, Clone)]
pub(crate) struct OauthPlan {
    /// Client ID and secret for `Authorization: Basic`; `None` where they stand in the body.
    pub(crate) basic: Option<(Template, Template)>,
    /// Where a refresh token stands in the answer.
    pub(crate) refresh_token: Path,
    /// How the owner signs in first, if that is needed.
    pub(crate) browser: Option<BrowserPlan>,
}

/// A sign-in by browser.
#[derive(Debug, Clone)]
pub(crate) struct BrowserPlan {
    /// What a browser opens, below the server at which the owner agrees.
    pub(crate) agree: RequestSpec,
    /// What makes a token of the code that the browser brings back.
    pub(crate) redeem: RequestSpec,
    /// The secret that keeps the refresh token.
    pub(crate) secret: String,
}

/// Who asks.
struct Client<'document> {
    token_url: &'document str,
    id: &'document str,
    secret: &'document str,
    authentication: ClientAuthentication,
    header: &'document str,
    prefix: &'document str,
}

pub(super) fn client_credentials(client: &ClientCredentials, at: &str, problems: &mut Problems) -> Option<TokenPlan> {
    let asking = Client {
        token_url: &client.token_url,
        id: &client.client_id,
        secret: &client.client_secret,
        authentication: client.client_authentication,
        header: &client.header,
        prefix: &client.prefix,
    };
    let mut rows = vec![row("grant_type", "client_credentials")];
    rows.extend(Some(row("scope", &client.scope)).filter(|_| !client.scope.is_empty()));
    rows.extend(request::rows(&client.parameters));
    asking.plan(rows, None, at, problems)
}

pub(super) fn authorization_code(code: &AuthorizationCode, at: &str, problems: &mut Problems) -> Option<TokenPlan> {
    let asking = Client {
        token_url: &code.token_url,
        id: &code.client_id,
        secret: &code.client_secret,
        authentication: code.client_authentication,
        header: &code.header,
        prefix: &code.prefix,
    };
    let secret = Template::parse(&code.refresh_token)
        .only_placeholder()
        .filter(|placeholder| placeholder.origin == Origin::Secret)
        .map(|placeholder| placeholder.name.clone());
    let Some(secret) = secret else {
        let message = "The sign-in has no secret for its refresh token.";
        problems.add("sign_in_incomplete", &format!("{at}.refresh_token"), message, "Write {secret.name}.");
        return None;
    };
    let redeem = vec![
        row("grant_type", "authorization_code"),
        row("code", "{code}"),
        row("redirect_uri", "{redirect}"),
        row("code_verifier", "{verifier}"),
    ];
    let browser = BrowserPlan { agree: agree(code, at, problems), redeem: asking.spec(redeem, at, problems), secret };
    let rows = vec![row("grant_type", "refresh_token"), row("refresh_token", &code.refresh_token)];
    asking.plan(rows, Some(browser), at, problems)
}

fn agree(code: &AuthorizationCode, at: &str, problems: &mut Problems) -> RequestSpec {
    let mut query = vec![
        row("response_type", "code"),
        row("client_id", &code.client_id),
        row("redirect_uri", "{redirect}"),
        row("state", "{state}"),
        row("code_challenge", "{challenge}"),
        row("code_challenge_method", "S256"),
    ];
    query.extend(Some(row("scope", &code.scope)).filter(|_| !code.scope.is_empty()));
    query.extend(request::rows(&code.parameters));
    RequestSpec {
        method: Method::Get,
        path: path(&code.authorization_url, &format!("{at}.authorization_url"), problems),
        query,
        headers: Vec::new(),
        body: BodySpec::None,
    }
}

impl Client<'_> {
    fn plan(
        &self,
        rows: Vec<RowSpec>,
        browser: Option<BrowserPlan>,
        at: &str,
        problems: &mut Problems,
    ) -> Option<TokenPlan> {
        let header = header_or_usual(self.header).to_owned();
        check_name(&header, at, problems);
        let basic = || (Template::parse(self.id), Template::parse(self.secret));
        let oauth = OauthPlan {
            basic: (!self.is_in_body()).then(basic),
            refresh_token: problems.path("refresh_token", at)?,
            browser,
        };
        Some(TokenPlan {
            spec: self.spec(rows, at, problems),
            template: format!("POST {}", self.token_url),
            token: problems.path("access_token", at)?,
            expires_in: problems.path("expires_in", at),
            prefix: prefix_or_usual(&header, self.prefix).to_owned(),
            header,
            oauth: Some(oauth),
        })
    }

    fn spec(&self, mut rows: Vec<RowSpec>, at: &str, problems: &mut Problems) -> RequestSpec {
        if self.is_in_body() {
            rows.push(row("client_id", self.id));
            rows.extend(Some(row("client_secret", self.secret)).filter(|_| !self.secret.is_empty()));
        }
        RequestSpec {
            method: Method::Post,
            path: path(self.token_url, &format!("{at}.token_url"), problems),
            query: Vec::new(),
            headers: Vec::new(),
            body: BodySpec::Form(rows),
        }
    }

    /// A client without a secret only says who it is, RFC 6749 section 3.2.1.
    fn is_in_body(&self) -> bool {
        self.secret.is_empty() || self.authentication == ClientAuthentication::Body
    }
}

fn path(address: &str, at: &str, problems: &mut Problems) -> Template {
    let address = address.trim();
    parts::path_template(split_whole(address).map_or(address, |(_, path)| path), at, problems)
}

fn row(name: &str, value: &str) -> RowSpec {
    RowSpec { name: name.to_owned(), value: Template::parse(value) }
}

#[cfg(test)]
mod tests {
    use drawbridge_model::NameValue;

    use super::*;

    #[test]
    fn a_disabled_parameter_is_not_sent() {
        let off = NameValue { name: "audience".into(), value: "x".into(), disabled: true, ..NameValue::default() };
        let client = ClientCredentials {
            token_url: "/token".into(),
            client_id: "a".into(),
            client_secret: "b".into(),
            parameters: vec![off],
            ..ClientCredentials::default()
        };
        let plan = client_credentials(&client, "at", &mut Problems::default());
        let names = |spec: &RequestSpec| match &spec.body {
            BodySpec::Form(rows) => rows.iter().map(|row| row.name.clone()).collect(),
            _ => Vec::new(),
        };
        assert_eq!(plan.map(|plan| names(&plan.spec)), Some(vec!["grant_type".to_owned()]));
    }
}
