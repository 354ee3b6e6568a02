//! A sign-in by browser, in two halves with a person in between: what to open, and what to do with the code that comes
//! back. Who opens it and who listens for the answer stands outside of the engine.
//!
//! PKCE (RFC 7636, S256) makes a stolen code worthless, the state makes a foreign answer recognisable; both are random,
//! made anew for each sign-in, and leave this module only in the address that the browser opens.

use std::collections::{BTreeSet, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drawbridge_model::inputs::{self, Inputs};
use drawbridge_model::{Field, Problem, SecretValue, System};
use sha2::{Digest, Sha256};
use url::Url;

use super::Engine;
use super::exchange::Exchange;
use super::sign_in_test::{SignInReport, SignInTest, probe};
use super::stop::Stop;
use super::story::Story;
use super::token::Grant;
use crate::outcome::OwnerNote;
use crate::plan::{self, BrowserPlan, Plan, SignInPlan, SystemPlan, TokenPlan};
use crate::render::{self, Target};
use crate::secrets::RenewedSecret;
use crate::values::{SecretName, Values};

/// A sign-in by browser that was begun.
#[derive(Debug)]
pub struct Authorization {
    address: Url,
    redirect: String,
    state: SecretValue,
    verifier: SecretValue,
}

/// What a browser brought back.
#[derive(Debug, PartialEq, Eq)]
pub enum BrowserAnswer {
    /// The owner agreed; the code that shows it.
    Code(SecretValue),
    /// Nobody agreed, and why.
    Denied(OwnerNote),
    /// It belongs to another sign-in, or somebody made it up.
    Foreign(OwnerNote),
    /// It is no answer at all.
    Nothing,
}

impl Authorization {
    /// Reads the query of the address to which the browser came back. An answer without this sign-in's state is used for
    /// nothing, not even to say that it failed.
    pub fn read(&self, query: &str) -> BrowserAnswer {
        let given: HashMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let (code, error) = (given.get("code"), given.get("error"));
        if code.is_none() && error.is_none() {
            return BrowserAnswer::Nothing;
        }
        if !given.get("state").is_some_and(|state| self.is_state(state)) {
            let what = "The answer that came back does not belong to this sign-in, so it was not used.";
            let next = "Sign in once more, and answer on the page that opens then.";
            return BrowserAnswer::Foreign(OwnerNote::new(what, "the sign-in", next));
        }
        match (error.map(String::as_str), code) {
            (None, Some(code)) => BrowserAnswer::Code(SecretValue::new(code.as_str())),
            (error, _) => BrowserAnswer::Denied(denied(error.unwrap_or_default())),
        }
    }

    /// What the owner's browser opens.
    pub fn address(&self) -> &Url {
        &self.address
    }

    /// Takes the same time for every wrong one.
    fn is_state(&self, given: &str) -> bool {
        Sha256::digest(given.as_bytes()) == Sha256::digest(self.state.expose().as_bytes())
    }
}

impl Engine {
    /// Begins a sign-in by browser. `redirect` is where the browser brings the answer: a loopback address.
    pub fn begin_browser_sign_in(
        &self,
        system: &System,
        test: &SignInTest,
        redirect: &str,
    ) -> Result<Authorization, Vec<Problem>> {
        let plan = Plan::draft(&probe(system, ""), std::slice::from_ref(system))?;
        let request = test.clone().into_request();
        let exchange = Exchange { engine: self, plan: &plan, request: &request, confirmed: None };
        let (system, _, browser) = by_browser(&plan)?;
        let (state, verifier) = (random()?, random()?);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose().as_bytes()));
        let given = [("redirect", redirect), ("state", state.expose()), ("challenge", challenge.as_str())];
        let address = agree(exchange, system, browser, &texts(&given)?)?;
        Ok(Authorization { address, redirect: redirect.to_owned(), state, verifier })
    }

    /// Makes tokens of the code that the browser brought. The refresh token is the report's one renewed secret.
    pub async fn finish_browser_sign_in(
        &self,
        system: &System,
        test: SignInTest,
        authorization: Authorization,
        code: &SecretValue,
    ) -> Result<SignInReport, Vec<Problem>> {
        let plan = Plan::draft(&probe(system, ""), std::slice::from_ref(system))?;
        let request = test.into_request();
        let exchange = Exchange { engine: self, plan: &plan, request: &request, confirmed: None };
        let (system, token, browser) = by_browser(&plan)?;
        let given = [
            ("code", code.expose()),
            ("redirect", authorization.redirect.as_str()),
            ("verifier", authorization.verifier.expose()),
        ];
        let grant = Grant { browser: texts(&given)?, refresh: None };
        let nothing = Inputs::default();
        let values = super::values(&plan, &request, &nothing);
        let mut story = Story::new(&request);
        story.hide(code.expose());
        story.hide(authorization.verifier.expose());
        let asked = exchange.ask_for_token(system, token, &browser.redeem, grant, &values, &mut story).await;
        let name = SecretName { system: system.system.id.clone(), name: browser.secret.clone() };
        let (accepted, note, secret) = match asked.map(|token| token.refresh) {
            Ok(Some(value)) => {
                let note = OwnerNote::new("You are signed in.", "the sign-in", "");
                (Some(true), note, Some(RenewedSecret { name, value }))
            }
            Ok(None) => {
                let what = "The server let you in, but gave nothing to stay signed in with (no refresh token).";
                let next =
                    "Ask for it: often with the scope offline_access, or with the parameter access_type=offline.";
                (Some(false), OwnerNote::new(what, "the sign-in", next), None)
            }
            Err(Stop::ApiError(note, _)) => (Some(false), note, None),
            Err(stop) => (None, stop.outcome(&plan).owner, None),
        };
        Ok(SignInReport { accepted, note, trace: story.trace, renewed: Vec::from_iter(secret) })
    }
}

/// Why nobody agreed, by the words of RFC 6749 section 4.1.2.1.
fn denied(error: &str) -> OwnerNote {
    let (what, next) = match error {
        "access_denied" => ("You did not agree, so nothing was changed.", "Sign in again when you want to."),
        "invalid_scope" => ("The server does not know these scopes, or does not give them.", "Check the scopes."),
        "unauthorized_client" | "unsupported_response_type" => (
            "The server does not let this client ID sign in with a browser.",
            "Check the client ID, and what the app is allowed to do where the API keeps its apps.",
        ),
        "server_error" | "temporarily_unavailable" => ("The server has a problem of its own.", "Try again later."),
        _ => ("The server did not let you in.", "Check the client ID, the scopes and the parameters."),
    };
    OwnerNote::new(what, "the sign-in", next)
}

fn by_browser(plan: &Plan) -> Result<(&SystemPlan, &TokenPlan, &BrowserPlan), Vec<Problem>> {
    let system = plan.systems.first();
    let found = system.and_then(|system| match &system.sign_in {
        SignInPlan::Token(token) => Some((system, token.as_ref(), token.oauth.as_ref()?.browser.as_ref()?)),
        _ => None,
    });
    found.ok_or_else(|| problem("This system is not signed in to with a browser.", "Choose that sign-in first."))
}

/// The address that the browser opens, with what may be sent to its origin and nothing else.
fn agree(
    exchange: Exchange<'_>,
    system: &SystemPlan,
    browser: &BrowserPlan,
    given: &Inputs,
) -> Result<Url, Vec<Problem>> {
    let run = exchange.request;
    let base = plan::authorization_base(&system.system, run.environment, &run.overrides)
        .ok_or_else(|| problem("The address where you agree cannot be opened.", "Check it, and the settings in it."))?;
    let is_plain = base.scheme() == "http" && base.host_str().is_none_or(|host| !is_loopback(host));
    if is_plain {
        return Err(problem("The address where you agree is not encrypted.", "Use its https:// address."));
    }
    let nothing = Inputs::default();
    let sensitive = BTreeSet::new();
    let values = Values {
        inputs: given,
        sensitive: &sensitive,
        secrets: exchange.secrets_for(system, &base),
        ..super::values(exchange.plan, run, &nothing)
    };
    let target = Target { base: &base, system: &system.system.id, headers: &[], query: None };
    let request = render::render(&browser.agree, target, &values).map_err(|error| {
        let what = error.placeholder.as_ref().map_or_else(
            || error.reason.clone(),
            |placeholder| format!("The value of {placeholder} {}.", error.reason),
        );
        problem(&what, "Set it beside the sign-in; when an address changes, its secrets are asked for anew.")
    })?;
    Ok(request.url)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host == "[::1]"
        || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

/// Texts under names that templates of a sign-in use.
fn texts(given: &[(&str, &str)]) -> Result<Inputs, Vec<Problem>> {
    let fields: Vec<Field> =
        given.iter().map(|(name, _)| Field { name: (*name).to_owned(), ..Field::default() }).collect();
    let raw = given.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())).collect();
    inputs::accept(&fields, &raw)
        .map_err(|_| problem("What the browser brought back cannot be used.", "Sign in once more."))
}

/// 256 random bits, as RFC 7636 section 4.1 advises.
fn random() -> Result<SecretValue, Vec<Problem>> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|_| problem("The operating system gave no random numbers.", "Try again; nothing was sent."))?;
    Ok(SecretValue::new(URL_SAFE_NO_PAD.encode(bytes)))
}

fn problem(message: &str, hint: &str) -> Vec<Problem> {
    vec![Problem {
        severity: drawbridge_model::Severity::Error,
        code: "browser_sign_in".to_owned(),
        at: "sign_in".to_owned(),
        message: message.to_owned(),
        hint: hint.to_owned(),
    }]
}
