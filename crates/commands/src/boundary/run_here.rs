//! The tools of an exported bundle, offered on this computer.

use drawbridge_model::Environment;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Starts the program beside this one with the bundle that was exported last.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct RunHere {
    /// Where calls go.
    pub environment: Environment,
}

/// A program that offers the tools now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RunningHere {
    /// Where it listens, `http://127.0.0.1:8787`.
    pub address: String,
    /// The bundle's file.
    pub path: String,
    /// Where calls go.
    pub environment: Environment,
    /// What to paste where.
    pub pastes: Vec<Paste>,
    /// What it told last, oldest first.
    pub told: Vec<String>,
}

/// A text for one client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Paste {
    /// Which one.
    pub client: PasteFor,
    /// The text.
    pub text: String,
}

/// A program that can call the tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PasteFor {
    /// Claude Desktop, which starts the program itself.
    ClaudeDesktop,
    /// Visual Studio Code.
    VsCode,
    /// Cursor.
    Cursor,
    /// Any program that speaks HTTP.
    Http,
}
