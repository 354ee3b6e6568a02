//! Time that only goes forward, behind one question, so that tests can move it.

use std::time::{Duration, Instant};

/// Answers how long this process has been running. It never goes back, whatever happens to the computer's clock.
pub trait Clock: Send + Sync {
    /// Time since some fixed moment.
    fn elapsed(&self) -> Duration;
}

/// The operating system's monotonic clock.
#[derive(Debug)]
pub struct MonotonicClock {
    started: Instant,
}

impl MonotonicClock {
    /// Starts at zero.
    #[expect(clippy::new_without_default, reason = "a clock that starts has a moment; a default has none")]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for MonotonicClock {
    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}
