//! Where the application keeps its files.
//!
//! By default this is the platform's folder for application data. `DRAWBRIDGE_DATA_DIR` puts everything (database,
//! window state, web view profile) into one other folder, for tests and for people who carry the program on a stick.

use tauri::utils::config::{AppDirectoriesOverride, Config};

const VARIABLE: &str = "DRAWBRIDGE_DATA_DIR";

/// Puts every folder of the application under `DRAWBRIDGE_DATA_DIR`, if that is set to an absolute path.
pub fn apply_override(config: &mut Config) {
    let Some(folder) = std::env::var_os(VARIABLE).map(std::path::PathBuf::from) else { return };
    if folder.is_absolute() {
        config.app.app_directories_override = Some(AppDirectoriesOverride::Root(folder));
    } else {
        tracing::warn!("{VARIABLE} is not an absolute path and is ignored");
    }
}
