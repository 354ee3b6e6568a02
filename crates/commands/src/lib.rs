//! All that the interface can ask for.
