//! The questions that only the program around the commands can answer.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use crate::boundary::{Event, Preferences};

/// A future that a trait object can return.
pub type Asked<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Who serves the window: the desktop shell, or the loopback host of the browser tests.
pub trait Host: Send + Sync + 'static {
    /// Asks where to save a file. `None`: the person cancelled.
    fn ask_save(&self, kind: FileKind, suggested_name: &str) -> Asked<Option<PathBuf>>;

    /// Asks which file to open. `None`: the person cancelled.
    fn ask_open(&self, kind: FileKind) -> Asked<Option<PathBuf>>;

    /// Shows a folder in the file manager. `false`: there is none.
    fn show_folder(&self, path: &std::path::Path) -> bool;

    /// Opens a web address in the person's own browser. `false`: there is none.
    fn open_browser(&self, address: &str) -> bool;

    /// The program `drawbridge`, which is installed beside this one. `None`: it is not there.
    fn runner(&self) -> Option<PathBuf> {
        let beside =
            std::env::current_exe().ok()?.with_file_name(format!("drawbridge{}", std::env::consts::EXE_SUFFIX));
        beside.is_file().then_some(beside)
    }

    /// Tells the window something it did not ask for.
    fn emit(&self, event: Event);

    /// The person chose something for the window. Whoever shows none of it outside the page has nothing to do.
    fn preferences_changed(&self, _preferences: &Preferences) {}

    /// Milliseconds since 1970-01-01 UTC.
    fn now(&self) -> i64;
}

/// What kind of file a dialog is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A bundle, `.json`.
    Bundle,
    /// A description of the tools for another program, `.json`.
    Tools,
    /// What a developer sent: a description, a collection, a recording, commands.
    Description,
    /// Any answer of an API.
    Answer,
    /// A copy of everything, `.drawbridge-backup`.
    Backup,
}
