//! Bundles out and in.

use drawbridge_engine::tool_formats::ToolFormat;
use drawbridge_model::bundle::Requirements;
use drawbridge_model::{Problem, Severity};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which connectors.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportRequest {
    /// Ids; empty: all.
    pub connector_ids: Vec<String>,
    /// The bundle's name.
    pub name: String,
    /// Whether samples and tests travel with it.
    pub include_samples: bool,
}

/// A description of connectors for another program.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ToolExport {
    /// Ids; empty: all.
    pub connector_ids: Vec<String>,
    /// The bundle's name; empty: made of the systems'.
    pub name: String,
    /// Which program's.
    pub format: ToolFormat,
    /// Where `drawbridge` will answer, such as `https://bot.example.com`; empty: not known yet. Only OpenAPI says it.
    pub server: String,
}

/// What still falls short, and what the deployer must supply.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ExportPreview {
    /// A name made of the systems'.
    pub suggested_name: String,
    /// Names of the connectors that go in.
    pub connectors: Vec<String>,
    /// Good and bad, in order.
    pub findings: Vec<ExportFinding>,
    /// Whether nothing stops the export.
    pub ready: bool,
    /// Secrets and settings to be filled in on the server.
    pub requires: Requirements,
    /// Addresses the bundle may call.
    pub origins: Vec<String>,
    /// The lines to run it.
    pub commands: Vec<String>,
}

/// One line of the list.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ExportFinding {
    /// `None`: it is as it should be.
    pub severity: Option<Severity>,
    /// One sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Which connector.
    pub connector_id: Option<String>,
    /// Where in it.
    pub at: String,
}

/// Where the bundle was written; `None`: the person cancelled.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Exported {
    /// The whole path.
    pub path: Option<String>,
    /// Bytes written.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// Reads a bundle without changing anything.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ImportRequest {
    /// A file; `None`: ask the person.
    pub path: Option<String>,
}

/// What an import would do.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportPreview {
    /// Names this preview for [`ImportApply`]; `None`: the person cancelled.
    pub token: Option<String>,
    /// The bundle's name.
    pub name: String,
    /// Addresses it may call.
    pub origins: Vec<String>,
    /// Its connectors.
    pub connectors: Vec<ImportedConnector>,
    /// `system.name` of the secrets to be entered; an existing one is never attached.
    pub secrets: Vec<String>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// One connector of a bundle.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportedConnector {
    /// Its name.
    pub name: String,
    /// Its tool name.
    pub tool_name: String,
    /// What it calls: `GET /orders/{order_id}`.
    pub requests: Vec<String>,
    /// What the model will see.
    pub sees: Vec<String>,
    /// The rules in words, or "public".
    pub rules: Vec<String>,
    /// A connector here with the same tool name.
    pub clash: Option<String>,
}

/// Carries it out, as one change.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ImportApply {
    /// From the preview.
    pub token: String,
    /// What to do with connectors whose tool name exists.
    pub on_clash: OnClash,
}

/// What to do with a clash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OnClash {
    /// Both stay; the new one gets another tool name.
    KeepBoth,
    /// The old one goes to the bin.
    Replace,
    /// The new one is left out.
    Skip,
}

/// What was made.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Imported {
    /// Ids of the new connectors.
    pub connector_ids: Vec<String>,
    /// Given to `undo`, takes the whole import back.
    pub undo_id: String,
}
