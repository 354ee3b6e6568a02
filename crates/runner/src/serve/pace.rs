//! How many calls a caller may make in a minute (SECURITY MCP-21): a bucket that fills steadily and holds a minute's worth.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Seconds in which the bucket fills.
const MINUTE: f64 = 60.0;

/// The calls of one caller: whoever has the token, or the one client of standard input.
pub struct Pace {
    per_minute: f64,
    state: Mutex<State>,
}

struct State {
    left: f64,
    at: Instant,
}

impl Pace {
    /// A full bucket. 0 is no limit.
    pub fn new(per_minute: u32) -> Self {
        let per_minute = f64::from(per_minute);
        Self { per_minute, state: Mutex::new(State { left: per_minute, at: Instant::now() }) }
    }

    /// Takes one call, or says in how many seconds there will be one.
    pub fn take(&self) -> Result<(), u64> {
        self.take_at(Instant::now())
    }

    fn take_at(&self, now: Instant) -> Result<(), u64> {
        if self.per_minute == 0.0 {
            return Ok(());
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.saturating_duration_since(state.at).as_secs_f64();
        state.left = (state.left + passed * self.per_minute / MINUTE).min(self.per_minute);
        state.at = now;
        if state.left >= 1.0 {
            state.left -= 1.0;
            return Ok(());
        }
        // A rounding error must not make a second more of it.
        let seconds = ((1.0 - state.left) * MINUTE / self.per_minute - 1e-6).ceil().max(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 60")]
        Err(seconds as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// SECURITY MCP-21.
    #[test]
    fn who_calls_too_often_is_told_when_to_come_back() {
        let pace = Pace::new(2);
        let start = Instant::now();
        assert_eq!([pace.take_at(start), pace.take_at(start), pace.take_at(start)], [Ok(()), Ok(()), Err(30)]);
        assert_eq!(pace.take_at(start + Duration::from_secs(20)), Err(10));
        assert_eq!(pace.take_at(start + Duration::from_secs(30)), Ok(()));
        let unlimited = Pace::new(0);
        assert!((0..10_000).all(|_| unlimited.take().is_ok()));
    }
}
