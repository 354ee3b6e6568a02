//! Running a connector in the Test panel.

use std::collections::BTreeMap;

use drawbridge_engine::{Outcome, Trace};
use drawbridge_model::{Environment, OutcomeKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{AnswerInfo, TokenCount};

/// One run in the Test panel. The connector is taken from the database, so what runs is what is saved.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct RunRequest {
    /// Chosen by the interface, so that it can cancel before the answer is there.
    pub run_id: String,
    /// Which connector.
    pub connector_id: String,
    /// Where the calls go.
    pub environment: Environment,
    /// Values by field name, as typed.
    pub inputs: BTreeMap<String, Value>,
    /// The token of a [`drawbridge_engine::ConfirmationRequest`] that the person said yes to.
    pub confirmation: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RunView {
    /// As in the request.
    pub run_id: String,
    /// What the bot gets, and what the owner is told.
    pub outcome: Outcome,
    /// The story.
    pub trace: Trace,
    /// The steps' answers, to be read in pieces by [`super::AnswerRowsRequest`].
    pub answers: Vec<AnswerInfo>,
    /// The size of what the bot gets.
    pub tokens: TokenCount,
}

/// A run under way.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct RunId {
    /// As in [`RunRequest`].
    pub run_id: String,
}

/// Something that happened while a command was under way, or outside the window.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A run goes on.
    Progress {
        /// Which run.
        run_id: String,
        /// Which step, by id.
        step: String,
        /// What it is doing, in words: `Connecting`.
        phase: String,
    },
    /// The menu of the window asks for what a keyboard shortcut does.
    Menu {
        /// The shortcut's name in the interface, `newConnector`.
        shortcut: String,
    },
    /// A chat goes on.
    Chat {
        /// Which, and how.
        news: super::ChatNews,
    },
    /// A bundle was opened from outside.
    OpenFile {
        /// Its path.
        path: String,
    },
    /// A copy of everything, or a restore, goes on.
    CopyProgress {
        /// How far, from 0 to 100.
        percent: u32,
    },
    /// The database turned out to be damaged; `start_failure` says what can be done.
    Damaged {},
}

/// The saved tests of a connector, run against its samples.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TestReport {
    /// One per saved test.
    pub results: Vec<TestResult>,
}

/// One saved test.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// Whether all that it expects held.
    pub passed: bool,
    /// What it expected.
    pub expected: OutcomeKind,
    /// What came.
    pub actual: OutcomeKind,
    /// What differs, one sentence; empty when it passed.
    pub difference: String,
}

/// Tries a sign-in without running a connector.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SignInTest {
    /// Which system.
    pub system_id: String,
    /// With which address and secrets.
    pub environment: Environment,
    /// A path to ask for, for sign-ins that have no log-in request.
    pub path: String,
    /// The connector whose allowed private addresses count.
    pub connector_id: Option<String>,
}

/// Signs in to a system with the person's browser. What comes of it is kept for this environment only: a refresh token
/// may be worthless once it was used, so two environments cannot share one.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct BrowserSignIn {
    /// Chosen by the interface, so that it can cancel.
    pub run_id: String,
    /// Which system.
    pub system_id: String,
    /// With which addresses and secrets.
    pub environment: Environment,
    /// The connector whose allowed private addresses count.
    pub connector_id: Option<String>,
}

/// Whether it worked.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SignInReport {
    /// Accepted or not; `None`: that could not be found out.
    pub accepted: Option<bool>,
    /// One sentence.
    pub sentence: String,
    /// What to do now.
    pub next_step: String,
}
