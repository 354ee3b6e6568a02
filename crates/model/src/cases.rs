//! How many cases a property test tries.

/// So many in the gate, and so many where `cargo xtask torture` asks for the figures of a release.
pub fn cases(gate: u32, release: u32) -> u32 {
    if std::env::var_os("DRAWBRIDGE_TORTURE").is_some() { release } else { gate }
}
