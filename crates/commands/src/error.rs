//! Errors of the crates below, in the words and codes of the boundary.

use std::path::Path;

use drawbridge_model::{Problem, Severity};
use drawbridge_store::StoreError;
use drawbridge_vault::VaultError;

use crate::boundary::{CommandError, ErrorCode};

pub(crate) fn new(code: ErrorCode, message: impl Into<String>, hint: impl Into<String>) -> CommandError {
    CommandError { code, message: message.into(), hint: hint.into(), at: None }
}

pub(crate) fn failed(message: impl Into<String>) -> CommandError {
    new(ErrorCode::Failed, message, "")
}

pub(crate) fn not_found(what: &str) -> CommandError {
    new(ErrorCode::NotFound, format!("This {what} is not here any more."), "Look in the bin, or undo its removal.")
}

pub(crate) fn file(path: &Path, error: &std::io::Error) -> CommandError {
    new(
        ErrorCode::File,
        format!("“{}” cannot be used: {error}.", path.display()),
        "Choose another place, or free some space, and try again.",
    )
}

/// The first problem that stops something, as an error with its place.
pub(crate) fn invalid(problems: &[Problem]) -> CommandError {
    let Some(problem) = problems.iter().find(|problem| problem.severity == Severity::Error).or(problems.first()) else {
        return failed("The document is not valid.");
    };
    CommandError {
        code: ErrorCode::InvalidDocument,
        message: problem.message.clone(),
        hint: problem.hint.clone(),
        at: Some(problem.at.clone()),
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        let (code, hint) = match &error {
            StoreError::Stale { .. } => (ErrorCode::Stale, "Reload to see the newer version."),
            StoreError::NotFound { .. } => (ErrorCode::NotFound, ""),
            StoreError::Damaged { .. } | StoreError::Gone { .. } => (ErrorCode::CannotOpen, ""),
            _ => (ErrorCode::Storage, ""),
        };
        new(code, error.to_string(), hint)
    }
}

impl From<VaultError> for CommandError {
    fn from(error: VaultError) -> Self {
        let code = match &error {
            VaultError::NotSet => ErrorCode::MissingValue,
            VaultError::Locked { .. } => ErrorCode::VaultLocked,
            VaultError::Missing { .. } => ErrorCode::VaultMissing,
            VaultError::TooLong { .. } | VaultError::NotOneLine | VaultError::Empty => ErrorCode::InvalidDocument,
            VaultError::Failed { .. } => ErrorCode::Failed,
        };
        new(code, error.to_string(), error.next_step())
    }
}
