//! The one command of the window: a name and a request in, an answer or an error out.
//!
//! What names there are, and what each asks and answers, stands in `drawbridge-commands`. The first answer carries
//! what the first frame needs, so it is also the moment to show the window.

use std::path::Path;
use std::sync::Arc;

use drawbridge_commands::{CommandError, Program};
use serde_json::Value;
use tauri::{AppHandle, State, WebviewWindow};

use crate::host::{self, Desktop};
use crate::window;

/// Opens the database and the keychain for the application. A database that cannot be opened is said in the window.
pub fn open_program(app: &AppHandle, folder: &Path) -> Arc<Program> {
    Program::open(folder, Arc::new(drawbridge_vault::Keychain::new()), Arc::new(Desktop::new(app)))
}

/// Answers one command of the interface.
#[tauri::command]
pub async fn call(
    app: AppHandle,
    window: WebviewWindow,
    program: State<'_, Arc<Program>>,
    name: String,
    request: Value,
) -> Result<Value, CommandError> {
    let answer = program.call(&name, request).await;
    if window::show(&window) {
        host::open_file_named_in(&app, &std::env::args().collect::<Vec<_>>());
    }
    answer
}
