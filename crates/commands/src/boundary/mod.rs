//! The boundary between Rust and the interface: every command with the types of its request and its answer.
//!
//! The list in [`commands!`](crate::call) is the only place that names a command; a command without a handler
//! does not compile, and `ui/src/generated/` is written from it. Everything here is plain data.

mod activity;
mod answers;
mod chat;
mod chat_model;
mod drafts;
mod editing;
mod exchange;
mod gallery;
mod keeping;
mod library;
mod run_here;
mod running;
mod samples;
mod secrets;

pub use activity::*;
pub use answers::*;
pub use chat::*;
pub use chat_model::*;
pub use drafts::*;
pub use editing::*;
pub use exchange::*;
pub use gallery::*;
pub use keeping::*;
pub use library::*;
pub use run_here::*;
pub use running::*;
pub use samples::*;
pub use secrets::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A request or an answer without content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// How an error crosses the boundary. One table in the interface says how each code looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommandError {
    /// What the interface acts on.
    pub code: ErrorCode,
    /// What happened, one sentence.
    pub message: String,
    /// What to do now, one sentence; empty if nothing can be done.
    pub hint: String,
    /// The place in the document, if there is one.
    pub at: Option<String>,
}

/// A code exists only if the interface does something of its own for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request does not fit the command: a fault of the interface.
    BadRequest,
    /// The thing asked for is gone.
    NotFound,
    /// Somebody else changed the document meanwhile; open it anew.
    Stale,
    /// The document says something that cannot be done; `at` says where.
    InvalidDocument,
    /// No keychain answers.
    VaultMissing,
    /// The keychain is locked.
    VaultLocked,
    /// A secret or setting has no value.
    MissingValue,
    /// The address is on this computer or network and was not allowed yet.
    PrivateAddress,
    /// The person cancelled: not an error to show.
    Cancelled,
    /// The database cannot be opened; `start_failure` says what can be done.
    CannotOpen,
    /// The disk or the database said no.
    Storage,
    /// A file could not be read or written.
    File,
    /// Anything else.
    Failed,
}
