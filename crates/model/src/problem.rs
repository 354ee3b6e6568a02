//! What is wrong with a document: where, what, and what to do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One finding of [`crate::check`] or of reading a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// Whether it stops a run and an export.
    pub severity: Severity,
    /// Stable word for programs, `undefined_placeholder`. A code exists only if somebody acts on it.
    pub code: String,
    /// Place in the document, `connectors[0].validations[1].compare_with`; relative to the connector or system
    /// when one alone is checked.
    pub at: String,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do, one sentence.
    pub hint: String,
}

/// How bad a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Cannot run or be exported.
    Error,
    /// Runs, but the owner should know.
    Warning,
}
