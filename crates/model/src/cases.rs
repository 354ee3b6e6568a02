//! How many cases a property test tries.

/// So many in the gate, and so many where `cargo xtask torture` asks for the figures of a release. `DRAWBRIDGE_CASES`
/// asks for that many instead: a search for surviving mutants runs these tests hundreds of times.
pub fn cases(gate: u32, release: u32) -> u32 {
    let asked = std::env::var("DRAWBRIDGE_CASES").ok().and_then(|cases| cases.parse().ok());
    asked.unwrap_or(if std::env::var_os("DRAWBRIDGE_TORTURE").is_some() { release } else { gate })
}
