//! What is left behind when something goes wrong: a place in the code, never a value.
//!
//! A core dump holds the memory of the process, and so every secret in it (SECURITY 3.5); none is written. The message
//! of a panic may quote a value, so only where it happened is logged.

/// Switches both off; called first of all.
pub fn leave_nothing_behind() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            tracing::error!("stopped at {}:{}", place.file(), place.line());
        } else {
            tracing::error!("stopped at an unknown place");
        }
    }));
    if let Err(problem) = drawbridge_vault::process::leave_no_core() {
        tracing::warn!("core dumps could not be switched off: {problem}");
    }
}
