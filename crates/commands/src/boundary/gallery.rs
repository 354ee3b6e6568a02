//! The gallery: templates to look at, to try on their samples, and to start from.

use std::collections::BTreeMap;

use drawbridge_engine::{Outcome, Trace};
use drawbridge_model::{Connector, System};
pub use drawbridge_templates::TemplateCard;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::TokenCount;

/// One template.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct TemplateId {
    /// [`TemplateCard::id`].
    pub id: String,
}

/// All about a template, before anything is made of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TemplatePreview {
    /// As in the gallery.
    pub card: TemplateCard,
    /// The connector with its samples and tests.
    pub connector: Connector,
    /// Its system with the help texts of what must be filled in.
    pub system: System,
    /// Where the API is described.
    pub documentation: String,
    /// What must be there or decided beforehand, one sentence each.
    pub prepare: Vec<String>,
    /// What could not be confirmed, one sentence each.
    pub unconfirmed: Vec<String>,
}

/// One try of a template on its samples. Nothing is sent and nothing is kept.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct TemplateTry {
    /// [`TemplateCard::id`].
    pub id: String,
    /// Values by field name, as typed.
    pub inputs: BTreeMap<String, Value>,
    /// The token of a [`drawbridge_engine::ConfirmationRequest`] that the person said yes to.
    pub confirmation: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TriedTemplate {
    /// What the bot gets, and what the owner is told.
    pub outcome: Outcome,
    /// The story.
    pub trace: Trace,
    /// The size of what the bot gets.
    pub tokens: TokenCount,
}
