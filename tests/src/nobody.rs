//! The program around the commands when nobody sits before it: every dialog is cancelled and no time passes.

use std::path::{Path, PathBuf};

use drawbridge_commands::{Asked, Event, FileKind, Host};

/// Nobody is there to see or to answer anything.
pub struct Nobody {
    /// The time, in milliseconds since 1970-01-01 UTC.
    pub now: i64,
}

impl Host for Nobody {
    fn ask_save(&self, _: FileKind, _: &str) -> Asked<Option<PathBuf>> {
        Box::pin(async { None })
    }

    fn ask_open(&self, _: FileKind) -> Asked<Option<PathBuf>> {
        Box::pin(async { None })
    }

    fn show_folder(&self, _: &Path) -> bool {
        false
    }

    fn open_browser(&self, _: &str) -> bool {
        false
    }

    fn emit(&self, _: Event) {}

    fn now(&self) -> i64 {
        self.now
    }
}
