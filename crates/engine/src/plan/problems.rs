//! What is wrong with a connector, collected while its plan is built.

use drawbridge_model::path::Path;
use drawbridge_model::{Problem, Severity};

/// Collects problems, each with its place.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub(super) found: Vec<Problem>,
}

impl Problems {
    pub(super) fn add(&mut self, code: &str, at: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Problem {
            severity: Severity::Error,
            code: code.to_owned(),
            at: at.to_owned(),
            message: message.into(),
            hint: hint.into(),
        });
    }

    /// Parses a path, or notes why it is none.
    pub(super) fn path(&mut self, text: &str, at: &str) -> Option<Path> {
        match Path::parse(text) {
            Ok(path) => Some(path),
            Err(error) => {
                self.add("bad_path", at, error.message, error.hint);
                None
            }
        }
    }
}
