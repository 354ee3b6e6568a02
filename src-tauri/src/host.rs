//! What only a desktop can do for the commands: ask for a file, open a folder or a browser, send an event to the page.
//!
//! Dialogs are the platform's own. They are called from Rust, so the page holds no permission for them and learns a
//! path only because a person chose it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use drawbridge_commands::{Asked, Event, FileKind, Host, Preferences};
use tauri::{AppHandle, Emitter as _, Manager as _};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};

use crate::{menu, window};

/// The name under which every event reaches the page.
const EVENT: &str = "drawbridge://event";

/// The desktop around the commands.
pub struct Desktop {
    app: AppHandle,
}

impl Desktop {
    /// Serves the commands of this application.
    pub fn new(app: &AppHandle) -> Self {
        Self { app: app.clone() }
    }

    fn dialog(&self, kind: FileKind) -> FileDialogBuilder<tauri::Wry> {
        let dialog = self.app.dialog().file();
        let dialog = match self.app.get_webview_window(window::LABEL) {
            Some(window) => dialog.set_parent(&window),
            None => dialog,
        };
        match kind {
            FileKind::Bundle => dialog.add_filter("Drawbridge bundle", &["json"]),
            FileKind::Tools => dialog.add_filter("JSON", &["json"]),
            FileKind::Backup => dialog.add_filter("Drawbridge backup", &["drawbridge-backup", "db"]),
            FileKind::Description => {
                dialog.add_filter("API descriptions", &["json", "yaml", "yml", "har", "txt", "sh"])
            }
            FileKind::Answer => dialog,
        }
    }
}

impl Host for Desktop {
    fn ask_save(&self, kind: FileKind, suggested_name: &str) -> Asked<Option<PathBuf>> {
        let dialog = self.dialog(kind).set_file_name(suggested_name);
        chosen(|answer| dialog.save_file(answer))
    }

    fn ask_open(&self, kind: FileKind) -> Asked<Option<PathBuf>> {
        let dialog = self.dialog(kind);
        chosen(|answer| dialog.pick_file(answer))
    }

    fn show_folder(&self, path: &Path) -> bool {
        let program = if cfg!(target_os = "macos") {
            "open"
        } else if cfg!(windows) {
            "explorer"
        } else {
            "xdg-open"
        };
        start(Command::new(program).arg(path))
    }

    fn open_browser(&self, address: &str) -> bool {
        // What is handed to another program is a web address and nothing else, whatever asked for it.
        if !address.starts_with("https://") && !address.starts_with("http://") {
            return false;
        }
        let mut command = if cfg!(target_os = "macos") {
            Command::new("open")
        } else if cfg!(windows) {
            let mut command = Command::new("rundll32");
            command.arg("url.dll,FileProtocolHandler");
            command
        } else {
            Command::new("xdg-open")
        };
        start(command.arg(address))
    }

    fn emit(&self, event: Event) {
        if let Err(problem) = self.app.emit_to(window::LABEL, EVENT, event) {
            tracing::warn!("an event did not reach the window: {problem}");
        }
    }

    fn preferences_changed(&self, preferences: &Preferences) {
        menu::follow(&self.app, preferences);
        window::paint(&self.app, preferences.theme);
    }

    #[expect(clippy::disallowed_methods, reason = "this is where the time comes in")]
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

/// Starts a program of the desktop's. `false`: there is none.
fn start(command: &mut Command) -> bool {
    match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
        Ok(mut started) => {
            // Waited for in the background, so that it leaves no zombie behind.
            std::thread::spawn(move || started.wait());
            true
        }
        Err(problem) => {
            tracing::warn!("a program of the desktop could not be started: {problem}");
            false
        }
    }
}

/// Tells the page to open the bundle that a start of the program named, if it named one. Every other argument is
/// ignored: the program has no switches.
pub fn open_file_named_in(app: &AppHandle, arguments: &[String]) {
    if let Some(path) = bundle_named_in(arguments) {
        Desktop::new(app).emit(Event::OpenFile { path });
    }
}

fn bundle_named_in(arguments: &[String]) -> Option<String> {
    let [_program, file] = arguments else { return None };
    let path = Path::new(file);
    (path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) && path.is_file())
        .then(|| file.clone())
}

/// Turns a dialog's callback into a future. A dialog that vanishes without an answer was cancelled.
fn chosen(ask: impl FnOnce(Box<dyn FnOnce(Option<FilePath>) + Send>)) -> Asked<Option<PathBuf>> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    ask(Box::new(move |path| {
        // Nobody waits any more when the command was dropped meanwhile.
        let _ = answer.send(path);
    }));
    Box::pin(async move { answered.await.ok().flatten().and_then(|path| path.into_path().ok()) })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    /// SECURITY TAU-11.
    #[test]
    fn a_start_names_one_existing_bundle_or_nothing() {
        let folder = std::env::temp_dir();
        let file = folder.join(format!("drawbridge-shell-{}.json", std::process::id()));
        std::fs::write(&file, "{}").unwrap();
        let existing = file.to_str().unwrap().to_owned();
        let of = |arguments: &[&str]| bundle_named_in(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(of(&["app", &existing]), Some(existing.clone()), "an existing bundle is opened");
        for ignored in [&["app"][..], &["app", "--flag"], &["app", "../../x.json"], &["app", &existing, "--more"]] {
            assert_eq!(of(ignored), None, "{ignored:?} opens nothing");
        }
        std::fs::remove_file(&file).unwrap();
    }
}
