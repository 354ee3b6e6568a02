//! The desktop shell: a window, the one IPC command, dialogs. Nothing else.
//!
//! What the interface asks for is answered by `drawbridge-commands`; if a decision about connectors grows here, it is
//! in the wrong crate. Each file holds one thing that only a desktop has: [`window`] (how the page is locked in),
//! [`ipc`] (the command), [`host`] (dialogs, folders, events), [`menu`], [`data_directory`],
//! [`web_view_environment`], [`crash`].
//! The page gets no shell, no files, no network and no second window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod crash;
mod data_directory;
mod host;
mod ipc;
mod menu;
mod web_view_environment;
mod window;

use std::process::ExitCode;

use tauri::{Manager as _, WindowEvent};

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    crash::leave_nothing_behind();
    web_view_environment::prepare();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            tracing::error!("Drawbridge could not start: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> tauri::Result<()> {
    let mut context = context();
    data_directory::apply_override(context.config_mut());
    tauri::Builder::default()
        // First, so that a second start hands its file over and ends before anything else is opened.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _directory| {
            window::focus(app);
            host::open_file_named_in(app, &arguments);
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(window::remembered()).build())
        .on_menu_event(menu::chosen)
        .on_window_event(|window, event| {
            // From here on another start opens a window of its own, instead of handing over to one that ends.
            if matches!(event, WindowEvent::Destroyed) {
                tauri_plugin_single_instance::destroy(window.app_handle());
            }
        })
        .invoke_handler(tauri::generate_handler![ipc::call])
        .setup(|app| {
            let folder = app.path().app_data_dir()?;
            std::fs::create_dir_all(&folder)?;
            let program = ipc::open_program(app.handle(), &folder);
            let preferences = program.commands().and_then(|commands| commands.preferences().ok()).unwrap_or_default();
            app.manage(program);
            menu::set(app.handle(), &preferences)?;
            window::open(app.handle(), &folder, preferences.theme)?;
            Ok(())
        })
        .run(context)
}

/// The interface, the icons and the permissions that `build.rs` embedded.
#[expect(clippy::pedantic, clippy::unwrap_used, reason = "the text is written by tauri-build")]
fn context() -> tauri::Context {
    tauri::tauri_build_context!()
}
