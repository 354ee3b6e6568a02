//! Placeholder entry, replaced by its first command.
fn main() {}
