//! What the platform's web view must find in the environment before it starts.
//!
//! On many Linux graphics drivers WebKitGTK shows an empty window unless `WEBKIT_DISABLE_DMABUF_RENDERER=1` is set.
//! A running program cannot change its own environment safely (other threads may be reading it), so the program
//! starts itself anew in place, with the variable set. Whoever set it, to anything, is left alone.

/// Sets what is missing, by starting this program anew in the same process; returns when nothing is missing.
#[cfg(target_os = "linux")]
pub fn prepare() {
    use std::os::unix::process::CommandExt as _;

    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_some() {
        return;
    }
    let problem = match std::env::current_exe() {
        Ok(program) => std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec(),
        Err(problem) => problem,
    };
    tracing::warn!("{SWITCH} could not be set, the window may stay empty: {problem}");
}

/// Other platforms need nothing.
#[cfg(not(target_os = "linux"))]
pub fn prepare() {}
