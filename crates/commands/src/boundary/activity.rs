//! What ran, and what stands out in it. Nothing secret, nothing of a response, nothing a customer said.

use drawbridge_engine::Trace;
use drawbridge_model::{Environment, OutcomeKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Recent runs, newest first.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ActivityRequest {
    /// One connector, or all.
    pub connector_id: Option<String>,
    /// Those that ended so, or all.
    pub outcome: Option<OutcomeKind>,
    /// Words that must all be found in the connector's name, the environment, the statuses or the error; or nothing.
    pub text: String,
    /// How many at most.
    pub limit: u32,
}

/// Runs, and what stands out in them.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Activity {
    /// Newest first.
    pub runs: Vec<RunRow>,
    /// Whether there are older ones.
    pub more: bool,
    /// Unusual patterns of the last day, the most telling first; whatever is searched for.
    pub remarks: Vec<Remark>,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RunRow {
    /// Its number; later runs have greater ones.
    #[ts(type = "number")]
    pub id: i64,
    /// Which connector.
    pub connector_id: String,
    /// Its name now; empty if it is gone.
    pub connector_name: String,
    /// Milliseconds since 1970-01-01 UTC.
    #[ts(type = "number")]
    pub at: i64,
    /// Where the calls went.
    pub environment: Environment,
    /// How it ended.
    pub outcome: OutcomeKind,
    /// Milliseconds.
    pub duration_ms: u32,
    /// `200`, `404`; empty when nothing was sent.
    pub statuses: Vec<u16>,
    /// What went wrong with a request, one sentence; empty if nothing did.
    pub error: String,
}

/// A kept run.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PastRunRequest {
    /// [`RunRow::id`].
    #[ts(type = "number")]
    pub id: i64,
}

/// Its story, as far as it is kept.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PastRun {
    /// Its line.
    pub row: RunRow,
    /// Requests with their placeholders, times, rules without values.
    pub trace: Trace,
}

/// Something unusual in the runs of one connector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Remark {
    /// Which connector.
    pub connector_id: String,
    /// Its name.
    pub connector_name: String,
    /// What it is.
    pub pattern: Pattern,
    /// The newest run that shows it.
    #[ts(type = "number")]
    pub run_id: i64,
}

/// Patterns that are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Pattern {
    /// Failed verifications for one record, close together: somebody guesses, or a rule compares the wrong value.
    ManyFailures {
        /// How many.
        count: u32,
        /// Within how many minutes.
        minutes: u32,
    },
    /// An error that the runs before never had.
    NewError {
        /// `status 503`, or one sentence.
        error: String,
        /// How often since.
        count: u32,
        /// When it was seen first, in milliseconds since 1970-01-01 UTC.
        #[ts(type = "number")]
        since: i64,
    },
    /// The newest runs take clearly longer than those before.
    Slower {
        /// The middle of the runs before, in milliseconds.
        before_ms: u32,
        /// The middle of the newest.
        now_ms: u32,
        /// Where.
        environment: Environment,
    },
}
