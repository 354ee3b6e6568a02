//! Keeping the answers of a run as samples, after everything in them was made fictional.

use std::collections::BTreeMap;

use drawbridge_model::fiction::{Choice, Kept};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which run's answers, and what the owner wants for single values.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SampleRequest {
    /// Which run.
    pub run_id: String,
    /// Of which connector.
    pub connector_id: String,
    /// Values that are kept or have a stand-in of the owner's; all others get one by themselves.
    pub choices: Vec<SampleChoice>,
}

/// What the owner wants for one value.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SampleChoice {
    /// [`SampleValue::value`].
    pub value: u32,
    /// What is wanted.
    pub choice: Choice,
}

/// What would be saved.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SamplePreview {
    /// Before and after, in the order of the answers; the first 500.
    pub values: Vec<SampleValue>,
    /// How many in all.
    pub total: u32,
    /// The requests whose answers become samples, by name.
    pub steps: Vec<String>,
    /// What comes out otherwise with the fictional answers than with the real ones, one sentence; empty: nothing.
    pub difference: String,
    /// What a customer says to get the samples, as typed.
    pub inputs: BTreeMap<String, String>,
    /// Whether a test case with a stranger's details can be made: the rules must have something to compare.
    pub stranger: bool,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SampleValue {
    /// Identifies it in this run.
    pub value: u32,
    /// As it came, at most 200 characters; a password is hidden.
    pub before: String,
    /// What is saved in its place.
    pub after: String,
    /// The request's name, or nothing for what the customer said.
    pub step: Option<String>,
    /// The path, or the question's name.
    pub path: String,
    /// How often it occurs.
    pub count: u32,
    /// Why it stays, if it does.
    pub kept: Option<Kept>,
    /// Whether its stand-in has to be a number.
    pub is_number: bool,
}

/// Saves the samples, and test cases on them.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveSample {
    /// As for the preview.
    pub sample: SampleRequest,
    /// Add a test case with what the customer said.
    pub owner_test: bool,
    /// Add one with a stranger's details.
    pub stranger_test: bool,
}
