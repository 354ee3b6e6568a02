//! The real window: start, memory, many connectors, typing, large answers.

/// Prints every figure of the window.
pub fn measure() {}
