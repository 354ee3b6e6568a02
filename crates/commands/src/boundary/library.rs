//! What the sidebar, the first screen and the settings show.

use std::collections::BTreeMap;

use drawbridge_vault::VaultState;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::TemplateCard;

/// Everything the first frame needs, in one answer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StartState {
    /// The program's version.
    pub version: String,
    /// The sidebar.
    pub library: Library,
    /// Whether secrets can be kept.
    pub vault: VaultNotice,
    /// Theme and the like.
    pub preferences: Preferences,
    /// The gallery.
    pub templates: Vec<TemplateCard>,
    /// Where the database lies.
    pub data_folder: String,
}

/// The keychain's state in words.
#[derive(Debug, Clone, Serialize, TS)]
pub struct VaultNotice {
    /// Ready, locked or missing.
    pub state: VaultState,
    /// One sentence.
    pub sentence: String,
    /// What to do now; empty when ready.
    pub next_step: String,
}

/// Names only; documents are opened one by one.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct Library {
    /// All connectors, by name.
    pub connectors: Vec<ConnectorRow>,
    /// All systems, by name.
    pub systems: Vec<SystemRow>,
    /// How many secrets have a value in neither environment.
    pub missing_secrets: u32,
}

/// One line of the sidebar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectorRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What the model calls it.
    pub tool_name: String,
    /// Its system's name.
    pub system_name: String,
    /// `GET`, or `2 calls`.
    pub summary: String,
    /// How far it is.
    pub state: ConnectorState,
}

/// How far a connector is, by [`drawbridge_model::check`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectorState {
    /// Nothing to say against it.
    Ready,
    /// It runs, but there are warnings.
    Attention,
    /// It cannot run yet.
    Draft,
}

/// One system of the secrets page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SystemRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many connectors use it.
    pub connectors: u32,
}

/// What the person chose for the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct Preferences {
    /// Light, dark or as the system.
    pub theme: Theme,
    /// Show HTTP names (URL, header, body) instead of the plain ones.
    pub http_names: bool,
    /// Text size in percent, 80 to 200.
    pub zoom: u32,
    /// The connector that was open last.
    pub last_open: Option<String>,
    /// Width of the sidebar in CSS pixels.
    pub sidebar_width: u32,
    /// Width of the right panel in CSS pixels.
    pub panel_width: u32,
    /// Hints that were shown already.
    pub hints_seen: Vec<String>,
    /// Keyboard shortcuts of the person's own, by name: `Mod+Shift+K`; empty: switched off.
    pub keys: BTreeMap<String, String>,
    /// How many days runs are kept.
    pub keep_runs_days: u32,
    /// The connectors with a tab, in order.
    pub tabs: Vec<String>,
    /// The one of them that the next connector to be looked at replaces.
    pub preview_tab: Option<String>,
    /// Whether a single click opens a tab that the next one replaces.
    pub preview_tabs: bool,
    /// The view of the right panel that is chosen.
    pub panel_tab: String,
    /// Whether the person hid the list.
    pub sidebar_hidden: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            http_names: false,
            zoom: 100,
            last_open: None,
            sidebar_width: 232,
            panel_width: 468,
            hints_seen: Vec::new(),
            keys: BTreeMap::new(),
            keep_runs_days: 30,
            tabs: Vec::new(),
            preview_tab: None,
            preview_tabs: true,
            panel_tab: String::new(),
            sidebar_hidden: false,
        }
    }
}

/// The window's colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name is the thing")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// Words to look for.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SearchRequest {
    /// As typed.
    pub text: String,
    /// How many rows at most.
    pub limit: u32,
}

/// What was found, best first.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SearchResult {
    /// Connectors by name, tool name, system and path.
    pub connectors: Vec<ConnectorRow>,
}

/// How a new connector begins.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum NewConnector {
    /// Empty, in a system of its own.
    Blank,
    /// From a whole address, `https://shop.example/orders/{order_id}`.
    Address {
        /// As pasted.
        address: String,
    },
    /// From the gallery.
    Template {
        /// [`super::TemplateCard::id`].
        id: String,
    },
}

/// One connector; for `undo` and `redo` any undo history: a connector's, `system/ID`, or an import's.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConnectorId {
    /// Its id.
    pub id: String,
}
