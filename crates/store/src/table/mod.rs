//! One file per table (or few tables that live and die together): its steps and its statements.

pub(crate) mod documents;
pub(crate) mod history;
pub(crate) mod runs;
pub(crate) mod secret_references;
pub(crate) mod settings;
pub(crate) mod versions;
