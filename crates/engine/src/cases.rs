//! How many cases a property test tries.

/// So many in the gate; `DRAWBRIDGE_CASES` asks for another number: a million for a release (`cargo xtask torture`), few
/// where the tests run hundreds of times (`cargo mutants`).
pub fn cases(gate: u32) -> u32 {
    std::env::var("DRAWBRIDGE_CASES").ok().and_then(|asked| asked.parse().ok()).unwrap_or(gate)
}
