//! Time that only goes forward, behind one question, so that tests can move it.

use std::time::{Duration, Instant};

/// Answers how much time has passed. It never goes back, whatever happens to the computer's clock.
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

/// Time since the start of 1970, for replicas that must agree: the computer's time when the process started, and from
/// there on the monotonic clock.
#[derive(Debug)]
pub struct CommonClock {
    started_at: Duration,
    since: MonotonicClock,
}

impl CommonClock {
    /// Starts at the time that it is now, counted from the start of 1970 (UTC).
    pub fn starting_at(now: Duration) -> Self {
        Self { started_at: now, since: MonotonicClock::new() }
    }
}

impl Clock for CommonClock {
    fn elapsed(&self) -> Duration {
        self.started_at + self.since.elapsed()
    }
}
