//! Opening, changing, undoing.

use drawbridge_model::tool::ToolDefinition;
use drawbridge_model::{Connector, Problem, System};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectorRow, SecretRow};

/// A connector on the workbench, with all that stands around it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Workbench {
    /// The document.
    pub connector: Connector,
    /// Every system that the connector's steps use.
    pub systems: Vec<System>,
    /// The revision of the connector and of each system, by document id; sent back with a save.
    pub revisions: Vec<DocumentRevision>,
    /// All problems of the connector and its systems. Places of a system begin with `systems[n]`.
    pub problems: Vec<Problem>,
    /// What can be undone and redone.
    pub history: History,
    /// The secrets of its systems, set or missing.
    pub secrets: Vec<SecretRow>,
    /// The tool as the model will get it.
    pub tool: ToolPreview,
    /// Its line of the sidebar, as it is now.
    pub row: ConnectorRow,
    /// Origins on this computer or network that the owner allowed for this connector.
    pub allowed_private: Vec<String>,
}

/// A document's revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DocumentRevision {
    /// The connector's or the system's id.
    pub id: String,
    /// Rises with every change.
    #[ts(type = "number")]
    pub revision: i64,
}

/// What can be undone and redone, in words; `None`: nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct History {
    /// `Add the question email`.
    pub undo: Option<String>,
    /// Likewise.
    pub redo: Option<String>,
}

/// A change to a connector, its systems, or both: one entry of the undo history.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveRequest {
    /// The connector on the workbench.
    pub connector: Connector,
    /// The systems that changed with it.
    pub systems: Vec<System>,
    /// The revisions on which the change was made.
    pub revisions: Vec<DocumentRevision>,
    /// What the change is, `Change the email rule`.
    pub label: String,
    /// Changes with the same key in quick succession are one entry (typing in one input).
    pub coalesce: Option<String>,
}

/// What undo or redo did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Undone {
    /// What was undone or redone; `None`: there was nothing.
    pub label: Option<String>,
    /// Names of what somebody else changed meanwhile, which was left as it is.
    pub left: Vec<String>,
    /// Whether anything is otherwise than before.
    pub changed: bool,
    /// The workbench afterwards; `None` when the connector itself is gone.
    pub workbench: Option<Workbench>,
}

/// The tool definition and its size.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ToolPreview {
    /// As it goes to the model.
    pub definition: ToolDefinition,
    /// Its size.
    pub tokens: TokenCount,
}

/// A size in tokens, and whose tokens they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TokenCount {
    /// How many.
    pub count: u32,
    /// `o200k_base`.
    pub tokenizer: String,
}

/// A pasted address.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AddressRequest {
    /// As pasted.
    pub text: String,
}

/// A JSON body to look over.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct BodyRequest {
    /// As typed.
    pub text: String,
}

/// Where a JSON body is broken; `None`: nowhere.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BodyCheck {
    /// The first fault.
    pub error: Option<drawbridge_model::json_template::JsonTemplateError>,
}
