//! The language model for the chat. Its key goes in and never comes out.

use drawbridge_assistant::ModelSettings;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SecretStatus;

/// The model that was set up, if one was.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChatModelView {
    /// Which, and where.
    pub model: Option<ModelSettings>,
    /// Its key. A model on one's own computer may need none.
    pub key: SecretStatus,
}

/// Sets a model up.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveChatModel {
    /// `None`: forget it, and its key.
    pub model: Option<ModelSettings>,
}

/// Stores the key of the model, for its address. Write-only: no command gives it back.
#[derive(Deserialize, TS)]
pub struct SetModelKey {
    /// The value.
    pub value: String,
}

/// What an address offers.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ModelNames {
    /// Sorted.
    pub names: Vec<String>,
}

/// What a try of the model showed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ModelReport {
    /// Whether a chat can be had with it.
    pub works: bool,
    /// What came of it, one sentence.
    pub sentence: String,
    /// What to do now; empty if it works.
    pub next_step: String,
}
