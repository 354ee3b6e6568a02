//! "Test this sign-in": asks the API whether it takes a system's sign-in, without any connector.
//!
//! A log-in request is sent as it is. A key, password or token is sent with a GET to a path that the owner names, and
//! the status says the rest: 401 and 403 are a refusal, anything else below 500 means that somebody was let in.

use drawbridge_model::inputs::Inputs;
use drawbridge_model::{Connector, Environment, Method, Problem, Step, System};
use serde::{Deserialize, Serialize};
use serde_json::Map;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use super::exchange::Exchange;
use super::stop::Stop;
use super::story::Story;
use super::{Audience, Engine, RunRequest};
use crate::egress::EgressPolicy;
use crate::limits::Limits;
use crate::outcome::OwnerNote;
use crate::plan::{Overrides, Plan, SignInPlan};
use crate::secrets::{RenewedSecret, Secrets};
use crate::trace::Trace;
use crate::values::Values;

/// What a test of a sign-in needs, and a sign-in by browser.
#[derive(Debug, Clone)]
pub struct SignInTest {
    /// Test or Live.
    pub environment: Environment,
    /// Asked for where the sign-in is no log-in request; below the system's address.
    pub path: String,
    /// The secrets, bound to origins.
    pub secrets: Secrets,
    /// Addresses and settings in place of the document's.
    pub overrides: Overrides,
    /// What may be reached.
    pub egress: EgressPolicy,
    /// Stops it.
    pub cancel: CancellationToken,
    /// When it started, RFC 3339.
    pub started_at: String,
}

impl SignInTest {
    /// The same as a call without questions.
    pub(super) fn into_request(self) -> RunRequest {
        RunRequest {
            environment: self.environment,
            inputs: Map::new(),
            conversation: None,
            confirmation: None,
            secrets: self.secrets,
            overrides: self.overrides,
            egress: self.egress,
            limits: Limits::designer(),
            audience: Audience::Designer,
            cancel: self.cancel,
            progress: None,
            started_at: self.started_at,
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SignInReport {
    /// Whether the API took the sign-in; absent if that could not be found out.
    pub accepted: Option<bool>,
    /// What happened, where, and what to do.
    pub note: OwnerNote,
    /// The request, secrets hidden.
    pub trace: Trace,
    /// Secrets that must be kept with another value from now on.
    #[serde(skip)]
    pub renewed: Vec<RenewedSecret>,
}

impl Engine {
    /// Tests a system's sign-in once.
    pub async fn test_sign_in(&self, system: &System, test: SignInTest) -> Result<SignInReport, Vec<Problem>> {
        let plan = Plan::draft(&probe(system, &test.path), std::slice::from_ref(system))?;
        let request = test.into_request();
        let mut story = Story::new(&request);
        let inputs = Inputs::default();
        let values = super::values(&plan, &request, &inputs);
        let (accepted, note) = match super::missing(&plan, &request, &values) {
            Some(outcome) => (None, outcome.owner),
            None => self.sign_in_result(&plan, &request, &values, &mut story).await,
        };
        Ok(SignInReport { accepted, note, trace: story.trace, renewed: story.renewed })
    }

    async fn sign_in_result(
        &self,
        plan: &Plan,
        request: &RunRequest,
        values: &Values<'_>,
        story: &mut Story,
    ) -> (Option<bool>, OwnerNote) {
        let exchange = Exchange { engine: self, plan, request, confirmed: None };
        let system = &plan.systems[0];
        let status = match &system.sign_in {
            SignInPlan::Token(token) => exchange.fresh_token(system, token, values, story).await.map(|()| 200),
            _ => exchange.step(0, &plan.steps[0], values, story).await.map(|response| response.status),
        };
        match status {
            Ok(status @ (401 | 403)) => {
                let what = format!("The API refused the sign-in (status {status}).");
                (
                    Some(false),
                    OwnerNote::new(
                        what,
                        "the sign-in",
                        "Check the secrets, letter by letter, and what they are allowed to do.",
                    ),
                )
            }
            Ok(status @ 500..) => {
                let what = format!("The API has a problem of its own (status {status}).");
                (None, OwnerNote::new(what, "the sign-in", "Try again later."))
            }
            Ok(_) if matches!(system.sign_in, SignInPlan::Token(_)) => {
                (Some(true), OwnerNote::new("The API gave a token.", "the sign-in", ""))
            }
            Ok(status) => {
                let what = format!("The API took the request (status {status}).");
                let next =
                    if (200..300).contains(&status) { "" } else { "Test it with an address that exists, to be sure." };
                ((200..300).contains(&status).then_some(true), OwnerNote::new(what, "the sign-in", next))
            }
            Err(Stop::ApiError(note, _)) => (Some(false), note),
            Err(stop) => (None, stop.outcome(plan).owner),
        }
    }
}

/// A connector of one request, whose answer nobody reads.
pub(super) fn probe(system: &System, path: &str) -> Connector {
    Connector {
        id: format!("sign-in-test-{}", system.id),
        name: "Test of the sign-in".to_owned(),
        tool_name: "sign_in_test".to_owned(),
        system: system.id.clone(),
        steps: vec![Step {
            id: "sign_in".to_owned(),
            name: "Test of the sign-in".to_owned(),
            method: Method::Get,
            path: path.to_owned(),
            ..Step::default()
        }],
        public: true,
        ..Connector::default()
    }
}
