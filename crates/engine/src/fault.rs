//! Places where a test can make the engine panic. A build that ships has none: there the call is empty.

/// What can be made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    /// The comparison of two values.
    Comparator,
    /// The finding of a value by its path.
    Resolver,
    /// The copying of what the bot may see.
    AllowList,
}

/// Nothing.
#[cfg(not(test))]
pub(crate) fn point(_point: Point) {}

/// Panics if a test of this thread has armed the point.
#[cfg(test)]
pub(crate) fn point(point: Point) {
    assert!(ARMED.get() != Some(point), "armed by a test");
}

#[cfg(test)]
thread_local! {
    pub(crate) static ARMED: std::cell::Cell<Option<Point>> = const { std::cell::Cell::new(None) };
}
