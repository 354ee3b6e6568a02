//! How long a failed verification takes, so that time does not tell why it failed (SECURITY 3.3, IDV-25).
//!
//! All failures of a connector end on one grid: its least duration, or as many times that as its API usually needs. A
//! locked record, which asks nobody, therefore takes as long as one that was asked for and is somebody else's. A run
//! that needed longer than usual ends on the grid's next line. Up to a quarter of the least duration is added by chance:
//! what is left to tell, how quickly a thread wakes after a long or a short sleep, drowns in it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many durations of a connector are remembered.
const REMEMBERED: usize = 64;

/// What is known of the APIs behind connectors.
#[derive(Default)]
pub(crate) struct UniformTime {
    recent: Mutex<HashMap<String, Recent>>,
}

/// The last durations of a connector's runs that asked its API.
#[derive(Debug, Default)]
struct Recent {
    durations: Vec<Duration>,
    next: usize,
}

impl UniformTime {
    /// Remembers how long a run took that asked the API.
    pub(crate) fn note(&self, connector: &str, took: Duration) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        match recent.get_mut(connector) {
            Some(recent) => recent.note(took),
            None => recent.entry(connector.to_owned()).or_default().note(took),
        }
    }

    /// How long a failed verification takes in all, of which some time has passed. `least` zero: no longer than it took.
    pub(crate) fn whole(&self, connector: &str, least: Duration, passed: Duration) -> Duration {
        if least.is_zero() {
            return passed;
        }
        let mut chance = [0; 2];
        // Without randomness there is no engine at all; here its absence would only leave the chance out.
        getrandom::fill(&mut chance).ok();
        self.line(connector, least, passed) + least / 4 * u32::from(u16::from_be_bytes(chance)) / u32::from(u16::MAX)
    }

    /// The line of the grid on which it ends.
    fn line(&self, connector: &str, least: Duration, passed: Duration) -> Duration {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let usual = recent.get(connector).map(Recent::usual).unwrap_or_default();
        let lines = usual.max(passed).as_nanos().div_ceil(least.as_nanos()).max(1);
        least.saturating_mul(u32::try_from(lines).unwrap_or(u32::MAX))
    }
}

impl Recent {
    fn note(&mut self, took: Duration) {
        if self.durations.len() < REMEMBERED {
            self.durations.push(took);
        } else {
            self.durations[self.next] = took;
            self.next = (self.next + 1) % REMEMBERED;
        }
    }

    /// Nineteen of twenty took no longer.
    fn usual(&self) -> Duration {
        let mut sorted = self.durations.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * 19).div_ceil(20);
        rank.checked_sub(1).and_then(|position| sorted.get(position)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// SECURITY IDV-25, the part of the arithmetic.
    #[test]
    fn failures_end_on_the_line_that_the_api_usually_reaches() {
        let time = UniformTime::default();
        let whole = |passed| time.line("c", ms(800), ms(passed));
        assert_eq!([whole(0), whole(799), whole(800), whole(801)], [ms(800), ms(800), ms(800), ms(1_600)]);
        (0..REMEMBERED).for_each(|_| time.note("c", ms(100)));
        assert_eq!(whole(0), ms(800), "a quick API changes nothing");
        (0..4).for_each(|_| time.note("c", ms(900)));
        assert_eq!(whole(0), ms(1_600), "one in twenty is slower: who asks nobody waits as long");
        assert_eq!(whole(1_700), ms(2_400));
        (0..REMEMBERED).for_each(|_| time.note("c", ms(100)));
        assert_eq!(whole(0), ms(800), "what is long ago is forgotten");
        assert_eq!(time.line("other", ms(800), ms(5)), ms(800));
        let by_chance: Vec<Duration> = (0..50).map(|_| time.whole("c", ms(800), ms(5))).collect();
        assert!(by_chance.iter().all(|whole| (ms(800)..=ms(1_000)).contains(whole)), "{by_chance:?}");
        assert!(by_chance.iter().any(|whole| *whole != by_chance[0]), "{by_chance:?}");
        assert_eq!(time.whole("c", Duration::ZERO, ms(5)), ms(5), "the designer does not wait");
    }
}
