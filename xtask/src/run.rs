//! Builds the application and opens it. On a machine without a display it plays the first-run journey in a real
//! window instead and leaves screenshots and the exported bundle in `target/demo/`.

use std::process::Command;

use crate::Done;
use crate::process::{built, cargo, headline, must, npm, say, target};
use crate::setup::{self, Need};

/// Runs the application, or its demonstration.
pub fn run() -> Done {
    if has_display() {
        setup::prepare(Need::Build)?;
        build_interface()?;
        headline("building the application");
        must(cargo().args(["build", "--package", "drawbridge-desktop"]))?;
        return must(&mut Command::new(built("drawbridge-desktop")));
    }
    setup::prepare(Need::Window)?;
    build_interface()?;
    headline("building the application");
    must(cargo().args(["build", "--workspace", "--bins"]))?;
    headline("no display here: playing the first-run journey in a window of its own");
    let folder = target().join("demo");
    must(
        Command::new(built("demo"))
            .arg(&folder)
            .env("DRAWBRIDGE_DESKTOP", built("drawbridge-desktop"))
            .env("DRAWBRIDGE_RUNNER", built("drawbridge")),
    )?;
    say(&format!("Screenshots and the bundle are in {}", folder.display()));
    Ok(())
}

/// Builds `ui/dist`.
pub fn build_interface() -> Done {
    headline("building the interface");
    must(npm("ui").args(["run", "--silent", "build"]))
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
