//! Tokens: the kept one, or a new one from a log-in request or a server for tokens.
//!
//! A server for tokens may be another one than the API. What is sent to it is rendered with the secrets that are bound
//! to its own origin, and with nothing that a customer said or an API answered.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use drawbridge_model::inputs::Inputs;
use drawbridge_model::{Environment, SecretValue, WebOrigin};
use serde_json::Value;
use tokio::sync::MutexGuard;
use url::Url;

use super::exchange::{self, Exchange};
use super::stop::Stop;
use super::story::Story;
use crate::door::Response;
use crate::evidence::{Document, NotEvidence, Reads};
use crate::outcome::OwnerNote;
use crate::plan::{self, SignInPlan, SystemPlan, TokenPlan};
use crate::progress::StepProgress;
use crate::render::{self, Target};
use crate::request::RequestSpec;
use crate::secrets::RenewedSecret;
use crate::shared::{LogIn, RecordKey, SharedTokens};
use crate::sign_in::{self, Token, TokenPlace};
use crate::trace::StepTrace;
use crate::values::{SecretName, Values};

/// What a token is asked for with beside the system's secrets and settings.
#[derive(Default)]
pub(super) struct Grant {
    /// What a browser brought back, and what belongs to it. All of it is hidden.
    pub(super) browser: Inputs,
    /// A refresh token newer than the one that the run was lent.
    pub(super) refresh: Option<SecretValue>,
}

impl Exchange<'_> {
    /// The token of a system whose sign-in gives one: the kept one, or a new one. `refused` is one that the API did not
    /// take.
    pub(super) async fn token(
        self,
        system: &SystemPlan,
        refused: Option<&SecretValue>,
        values: &Values<'_>,
        story: &mut Story,
    ) -> Result<Option<SecretValue>, Stop> {
        let SignInPlan::Token(plan) = &system.sign_in else { return Ok(None) };
        if self.request.environment == Environment::Sample {
            return Ok(Some(SecretValue::new("sample")));
        }
        let key = self.token_key(system, plan, None, values)?;
        let place = self.engine.tokens.place(key);
        let mut kept = self.lock(&place).await?;
        let now = self.engine.clock.elapsed();
        if let Some(token) = kept.as_ref().filter(|token| token.is_good(now) && Some(&token.value) != refused) {
            story.hide(token.value.expose());
            return Ok(Some(token.value.clone()));
        }
        let token = match &self.engine.shared_tokens {
            None => self.log_in(system, plan, &place, kept.as_ref(), values, story).await?,
            Some(shared) => match self.replicas_token(shared, key, refused).await? {
                LogIn::Fetched(token) => {
                    story.hide(token.value.expose());
                    story.trace.notes.push("A token that another replica had fetched was used.".to_owned());
                    token
                }
                LogIn::Needed(before) => {
                    let before = before.as_ref().or(kept.as_ref());
                    let token = self.log_in(system, plan, &place, before, values, story).await;
                    shared.logged_in(key, token.as_ref().ok()).await;
                    token?
                }
            },
        };
        Ok(Some(kept.insert(token).value.clone()))
    }

    async fn replicas_token(
        self,
        shared: &SharedTokens,
        key: RecordKey,
        refused: Option<&SecretValue>,
    ) -> Result<LogIn, Stop> {
        tokio::select! {
            log_in = shared.log_in(key, refused) => Ok(log_in),
            () = self.request.cancel.cancelled() => Err(Stop::Stopped),
        }
    }

    /// Asks for a token whether or not there is one, to see that the sign-in works.
    pub(super) async fn fresh_token(
        self,
        system: &SystemPlan,
        plan: &TokenPlan,
        values: &Values<'_>,
        story: &mut Story,
    ) -> Result<(), Stop> {
        let place = self.engine.tokens.place(self.token_key(system, plan, None, values)?);
        let mut kept = self.lock(&place).await?;
        *kept = Some(self.log_in(system, plan, &place, kept.as_ref(), values, story).await?);
        Ok(())
    }

    /// Whoever holds a place logs in for all who wait for it.
    async fn lock(self, place: &TokenPlace) -> Result<MutexGuard<'_, Option<Token>>, Stop> {
        tokio::select! {
            kept = place.lock() => Ok(kept),
            () = self.request.cancel.cancelled() => Err(Stop::Stopped),
        }
    }

    /// Sends the log-in request. `before` is the token that it replaces.
    async fn log_in(
        self,
        system: &SystemPlan,
        plan: &TokenPlan,
        place: &TokenPlace,
        before: Option<&Token>,
        values: &Values<'_>,
        story: &mut Story,
    ) -> Result<Token, Stop> {
        let newest = before.and_then(|token| token.refresh.clone());
        let grant = Grant { refresh: newest.clone(), ..Grant::default() };
        let mut token = self.ask_for_token(system, plan, &plan.spec, grant, values, story).await?;
        match &token.refresh {
            Some(refresh) if token.refresh != newest => self.renew(system, plan, place, refresh, values, story)?,
            _ => token.refresh = newest,
        }
        Ok(token)
    }

    /// Tells whoever keeps secrets of a new refresh token. Later runs are lent it, and must find the same place.
    fn renew(
        self,
        system: &SystemPlan,
        plan: &TokenPlan,
        place: &TokenPlace,
        refresh: &SecretValue,
        values: &Values<'_>,
        story: &mut Story,
    ) -> Result<(), Stop> {
        let Some(browser) = plan.oauth.as_ref().and_then(|oauth| oauth.browser.as_ref()) else { return Ok(()) };
        let name = SecretName { system: system.system.id.clone(), name: browser.secret.clone() };
        let key = self.token_key(system, plan, Some((&name, refresh)), values)?;
        self.engine.tokens.share(place, key);
        story.renewed.push(RenewedSecret { name, value: refresh.clone() });
        story
            .trace
            .notes
            .push("The server for tokens gave a new refresh token, which replaces the old one.".to_owned());
        Ok(())
    }

    /// Changes with everything that a log-in depends on.
    fn token_key(
        self,
        system: &SystemPlan,
        plan: &TokenPlan,
        renewed: Option<(&SecretName, &SecretValue)>,
        values: &Values<'_>,
    ) -> Result<[u8; 32], Stop> {
        let mut parts =
            vec!["token".to_owned(), system.system.id.clone(), self.request.environment.as_str().to_owned()];
        let base = self.token_base(system, plan, values)?;
        parts.push(base.to_string());
        parts.push(serde_json::to_string(&system.system).unwrap_or_default());
        let mut secrets = self.secrets_for(system, &base);
        secrets.extend(renewed.map(|(name, value)| (name.clone(), value.clone())));
        for (name, secret) in secrets {
            parts.push(name.name);
            parts.push(secret.expose().to_owned());
        }
        for (name, setting) in values.settings.iter().filter(|(name, _)| name.system == system.system.id) {
            parts.push(name.name.clone());
            parts.push(setting.clone());
        }
        Ok(self.engine.sealer.hash(&parts))
    }

    fn token_base(self, system: &SystemPlan, plan: &TokenPlan, values: &Values<'_>) -> Result<Url, Stop> {
        if plan.oauth.is_none() {
            return exchange::base(system, values);
        }
        plan::token_base(&system.system, self.request.environment, &self.request.overrides).ok_or_else(|| {
            let place = format!("system {}", system.system.id);
            Stop::Unavailable(OwnerNote::new("The token address cannot be called.", place, "Check it."), None)
        })
    }

    /// The secrets of a system that may be sent to the origin of an address.
    pub(super) fn secrets_for(self, system: &SystemPlan, address: &Url) -> BTreeMap<SecretName, SecretValue> {
        let origin = WebOrigin::of(address).ok();
        origin.map(|origin| self.request.secrets.for_origin(&system.system.id, &origin)).unwrap_or_default()
    }

    /// Sends a request of a sign-in and takes the token out of its answer.
    pub(super) async fn ask_for_token(
        self,
        system: &SystemPlan,
        plan: &TokenPlan,
        spec: &RequestSpec,
        grant: Grant,
        values: &Values<'_>,
        story: &mut Story,
    ) -> Result<Token, Stop> {
        let id = format!("sign_in:{}", system.system.id);
        let mut trace = StepTrace {
            step: id.clone(),
            name: format!("Sign in to {}", system.system.name),
            template: plan.template.clone(),
            ..StepTrace::default()
        };
        let base = self.token_base(system, plan, values)?;
        let mut secrets = self.secrets_for(system, &base);
        if let (Some(oauth), Some(refresh)) = (&plan.oauth, grant.refresh) {
            let name = oauth.browser.as_ref().map(|browser| browser.secret.clone()).unwrap_or_default();
            secrets.insert(SecretName { system: system.system.id.clone(), name }, refresh);
        }
        let sensitive: BTreeSet<String> = grant.browser.iter().map(|(name, _)| name.to_owned()).collect();
        let own = Values {
            environment: values.environment,
            inputs: &grant.browser,
            sensitive: &sensitive,
            kept: HashMap::new(),
            settings: values.settings.clone(),
            secrets,
            addresses: HashMap::new(),
        };
        // The system's headers are for the system; a server for tokens may be another one.
        let headers = if plan.oauth.is_some() { &[] } else { system.headers.as_slice() };
        let target = Target { base: &base, system: &system.system.id, headers, query: None };
        let refused = |error| Stop::render(error, &id);
        let mut request = render::render(spec, target, &own).map_err(refused)?;
        if let Some((client, secret)) = plan.oauth.as_ref().and_then(|oauth| oauth.basic.as_ref()) {
            request.headers.push(sign_in::client_header(client, secret, &system.system.id, &own).map_err(refused)?);
        }
        exchange::set_defaults(&mut request);
        let progress = StepProgress { step: &id, events: None };
        let sent = self.send(request, &mut trace, progress).await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                story.trace.steps.push(trace);
                return Err(Stop::door(error, &id));
            }
        };
        let taken = take_token(plan, &response, self.engine.clock.elapsed());
        if let Ok(token) = &taken {
            story.hide(token.value.expose());
            token.refresh.iter().for_each(|refresh| story.hide(refresh.expose()));
        }
        trace.tell_response(&response, story);
        if let Err((what, _)) = &taken {
            trace.error = Some(what.clone());
        }
        story.trace.steps.push(trace);
        taken.map_err(|(what, next)| match response.status {
            429 | 500..=599 => Stop::Unavailable(OwnerNote::new(what, id, next), None),
            _ => Stop::ApiError(OwnerNote::new(what, id, next), None),
        })
    }
}

/// The token of an answer, or what happened and what to do.
fn take_token(plan: &TokenPlan, response: &Response, now: Duration) -> Result<Token, (String, &'static str)> {
    const NEXT: &str = "Check the system's sign-in and its secrets.";
    if let Some((what, next)) = plan.oauth.as_ref().and_then(|oauth| oauth_error(oauth.browser.is_some(), response)) {
        return Err((what.to_owned(), next));
    }
    if !(200..300).contains(&response.status) {
        return Err((format!("The API refused the sign-in (status {}).", response.status), NEXT));
    }
    let content_type = response.header("content-type");
    let document = Document::read(response.status, content_type, &response.body, response.complete, &Reads::Everything)
        .map_err(|reason: NotEvidence| (reason.words().to_owned(), NEXT))?;
    let token = document
        .leaf(&plan.token)
        .map_err(|found| (format!("The answer has no token at “{}”: {} is there.", plan.token, found.kind()), NEXT))?;
    if token.as_text().trim().is_empty() {
        return Err((format!("The token at “{}” is empty.", plan.token), NEXT));
    }
    let seconds = plan.expires_in.as_ref().and_then(|path| document.leaf(path).ok());
    let seconds = seconds.and_then(|leaf| leaf.as_text().split('.').next()?.parse().ok());
    let refresh = plan.oauth.as_ref().and_then(|oauth| document.leaf(&oauth.refresh_token).ok());
    let refresh = refresh.filter(|leaf| !leaf.as_text().trim().is_empty()).map(|leaf| SecretValue::new(leaf.as_text()));
    Ok(Token::new(SecretValue::new(token.as_text()), now, seconds, refresh))
}

/// What a server for tokens says is wrong, by the words of RFC 6749 section 5.2. Nothing else of its answer is told.
fn oauth_error(by_browser: bool, response: &Response) -> Option<(&'static str, &'static str)> {
    let answer: Value = serde_json::from_slice(&response.body).ok()?;
    Some(match answer.get("error")?.as_str()? {
        "invalid_client" | "unauthorized_client" => (
            "The server for tokens did not accept the client ID and secret.",
            "Check both, letter by letter, and whether they are sent in the way that the API wants.",
        ),
        "invalid_grant" if by_browser => {
            ("The sign-in has run out, was used before or was withdrawn.", "Sign in with your browser again.")
        }
        "invalid_scope" => {
            ("The server for tokens does not know these scopes, or does not give them.", "Check the scopes.")
        }
        "unsupported_grant_type" => (
            "The server for tokens does not offer this kind of sign-in.",
            "Look in the API's documentation for the kind of sign-in that it offers.",
        ),
        "invalid_request" | "invalid_target" | "invalid_grant" => (
            "The server for tokens did not understand the request for a token.",
            "Check the token address, the scopes and the parameters.",
        ),
        _ => return None,
    })
}
