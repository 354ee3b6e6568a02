//! Why the program could not do what it was asked to, with what to do about it and the exit status.
//!
//! An outcome other than `answer` is not a failure: the tool ran and said so. A failure is about the command line,
//! the bundle, or what the deployer has yet to supply. No text here may hold what was read from a secret.

use drawbridge_model::Problem;

/// Exit status for wrong usage and for a bundle that cannot be used.
pub const USAGE: u8 = 2;
/// Exit status when secrets, settings or addresses are missing.
pub const MISSING: u8 = 3;

/// One or more complaints and an exit status.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// The program's exit status.
    pub status: u8,
    /// What is wrong, each with what to do.
    pub complaints: Vec<Complaint>,
}

/// What is wrong and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Complaint {
    /// One sentence.
    pub what: String,
    /// What to do; empty if that is plain.
    pub hint: String,
}

impl Failure {
    /// Wrong usage, or a bundle that cannot be used.
    pub fn usage(what: impl Into<String>) -> Self {
        Self { status: USAGE, complaints: vec![Complaint { what: what.into(), hint: String::new() }] }
    }

    /// All that is wrong with what was asked for.
    pub fn wrong(complaints: Vec<Complaint>) -> Self {
        Self { status: USAGE, complaints }
    }

    /// A bundle, or a connector in it, of which this is wrong.
    pub fn problems(problems: Vec<Problem>) -> Self {
        let complaint = |Problem { at, message, hint, .. }| {
            Complaint::new(if at.is_empty() { message } else { format!("{at}: {message}") }, hint)
        };
        Self { status: USAGE, complaints: problems.into_iter().map(complaint).collect() }
    }

    /// Things that the deployer has yet to supply.
    pub fn missing(complaints: Vec<Complaint>) -> Self {
        Self { status: MISSING, complaints }
    }

    /// Names the file that the complaints are about.
    pub fn within(mut self, place: &str) -> Self {
        for complaint in &mut self.complaints {
            complaint.what = format!("{place}: {}", complaint.what);
        }
        self
    }

    /// Adds what to do to the last complaint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(last) = self.complaints.last_mut() {
            last.hint = hint.into();
        }
        self
    }
}

impl Complaint {
    /// A complaint with its hint.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into() }
    }
}
