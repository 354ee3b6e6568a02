//! Drafts from cURL, OpenAPI, Postman and HAR.

use drawbridge_import::{Finding, Format};
use drawbridge_model::difference::{Difference, DifferenceSection};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Reads a text or a file without changing anything.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DraftsRequest {
    /// What was pasted.
    Text {
        /// The text.
        text: String,
    },
    /// Asks the person for a file.
    File,
}

/// What can be taken over.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Drafts {
    /// Names this reading for [`DraftsTake`]; `None`: the person cancelled.
    pub token: Option<String>,
    /// What the text is; `None` with the token.
    pub format: Option<Format>,
    /// The API's or collection's name; may be empty.
    pub name: String,
    /// Addresses that the drafts call, each once.
    pub addresses: Vec<String>,
    /// One row per request.
    pub rows: Vec<DraftRow>,
    /// Requests that no connector can send, in words: `OPTIONS /orders`.
    pub left_out: Vec<String>,
    /// Secrets that stood in the text.
    pub secrets: Vec<DraftSecret>,
    /// What was understood, guessed and dropped of the whole text.
    pub findings: Vec<Finding>,
}

/// One request that can be taken over.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DraftRow {
    /// Folder or tag; may be empty.
    pub group: String,
    /// What the connector would be called.
    pub name: String,
    /// What it calls: `GET /orders/{order_id}`.
    pub requests: Vec<String>,
    /// What the bot would ask for.
    pub questions: Vec<String>,
    /// The text calls it outdated.
    pub deprecated: bool,
    /// The connector would have a sample answer.
    pub has_sample: bool,
    /// What was understood, guessed and dropped of it.
    pub findings: Vec<Finding>,
}

/// A secret that stood in the text. Its value stays on the other side of the boundary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftSecret {
    /// The system's id among the drafts.
    pub system: String,
    /// The system's name.
    pub system_name: String,
    /// The secret's name.
    pub name: String,
    /// Where it stood, in words.
    pub place: String,
}

/// Makes connectors of drafts, as one change.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DraftsTake {
    /// From [`Drafts`].
    pub token: String,
    /// Places in [`Drafts::rows`].
    #[ts(type = "number[]")]
    pub rows: Vec<usize>,
    /// The secrets whose value goes to the keychain; the others are to be entered.
    pub keep: Vec<DraftSecret>,
}

/// What was made.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DraftsTaken {
    /// Ids of the new connectors.
    pub connector_ids: Vec<String>,
    /// Given to `undo`, takes all of it back.
    pub undo_id: String,
    /// How many secrets are in the keychain now.
    pub kept: u32,
    /// Why the others are not, if they were to be.
    pub not_kept: Option<super::CommandError>,
}

/// A draft and a connector that is there.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DraftTarget {
    /// From [`Drafts`].
    pub token: String,
    /// Place in [`Drafts::rows`].
    #[ts(type = "number")]
    pub row: usize,
    /// The connector.
    pub connector_id: String,
}

/// What a draft would change.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DraftComparison {
    /// The connector's name.
    pub name: String,
    /// In the order of the workbench; none: the draft brings nothing new.
    pub differences: Vec<Difference>,
}

/// Puts sections of a draft into a connector.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DraftMerge {
    /// From [`Drafts`].
    pub token: String,
    /// Place in [`Drafts::rows`].
    #[ts(type = "number")]
    pub row: usize,
    /// The connector.
    pub connector_id: String,
    /// The sections that were ticked.
    pub sections: Vec<DifferenceSection>,
    /// The secrets whose value goes to the keychain, if the connector's system takes the draft's sign-in.
    pub keep: Vec<DraftSecret>,
}
