//! The rules of counting, over the three counters that one run touches; where they are kept is the business of others.

use std::collections::VecDeque;
use std::time::Duration;

use drawbridge_model::AttemptLimits;
use serde::{Deserialize, Serialize};

use super::{Alert, Ending, Locked, Settled, at_most};
use crate::limits;

const HOUR: Duration = Duration::from_hours(1);
/// The longest that a record is locked, and how long a lock is remembered after its end.
const DAY: Duration = Duration::from_hours(24);

/// The counters that one run touches. One that nothing was counted in is as it was made.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) record: Record,
    pub(super) conversation: Option<Conversation>,
    pub(super) pace: Pace,
}

/// When a record was tried, and whether it is locked.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    #[serde(with = "microseconds")]
    tries: Vec<Duration>,
    window: Duration,
    locked_until: Option<Duration>,
    /// How often it was locked in a row.
    locks: u32,
    /// When that is forgotten.
    locks_until: Duration,
    told: bool,
}

/// When a conversation tried.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Conversation {
    #[serde(with = "microseconds")]
    tries: Vec<Duration>,
}

/// When a connector failed, and when its next call may leave.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Pace {
    #[serde(with = "microseconds")]
    failures: VecDeque<Duration>,
    next: Duration,
    told_at: Option<Duration>,
}

/// A counter that can run out.
pub(super) trait RunsOut {
    /// When it says nothing any more; `None` if nothing was counted in it.
    fn runs_out(&self) -> Option<Duration>;
}

impl Counters {
    pub(super) fn locked(&mut self, limits: &AttemptLimits, now: Duration) -> Option<Locked> {
        if let Some(wait) = self.conversation.as_mut().and_then(|conversation| conversation.locked_for(limits, now)) {
            return Some(Locked::Conversation(wait));
        }
        let wait = self.record.locked_for(now)?;
        if let Some(conversation) = &mut self.conversation {
            conversation.tries.push(now);
        }
        Some(Locked::Record(wait))
    }

    pub(super) fn count(&mut self, limits: &AttemptLimits, now: Duration) -> Result<Duration, Locked> {
        if let Some(locked) = self.locked(limits, now) {
            return Err(locked);
        }
        let wait = self.pace.turn(now)?;
        self.record.count(limits, now);
        if let Some(conversation) = &mut self.conversation {
            conversation.tries.push(now);
        }
        Ok(wait)
    }

    pub(super) fn settle(&mut self, limits: &AttemptLimits, ending: Ending, now: Duration) -> Settled {
        if ending == Ending::Failed {
            let locked = self.record.tell(now);
            let slowed = self.pace.fail(now);
            return Settled { tries: self.record.tries.len(), alerts: locked.into_iter().chain(slowed).collect() };
        }
        if let Some(conversation) = &mut self.conversation {
            conversation.tries.pop();
        }
        if ending == Ending::Verified {
            self.record = Record::default();
        } else {
            self.record.take_back(limits);
        }
        Settled { tries: self.record.tries.len(), alerts: Vec::new() }
    }
}

impl Record {
    fn locked_for(&self, now: Duration) -> Option<Duration> {
        self.locked_until.map(|until| until.saturating_sub(now)).filter(|wait| !wait.is_zero())
    }

    fn count(&mut self, limits: &AttemptLimits, now: Duration) {
        if self.locked_until.take().is_some() {
            self.tries.clear();
            self.told = false;
        }
        if self.locks_until <= now {
            self.locks = 0;
        }
        self.window = Duration::from_secs(u64::from(limits.window_minutes) * 60);
        self.tries.retain(|tried| now < *tried + self.window);
        self.tries.push(now);
        if self.tries.len() >= at_most(limits.per_record) {
            let doubled = 2_u32.saturating_pow(self.locks);
            let until = now + self.window.saturating_mul(doubled).min(DAY);
            self.locked_until = Some(until);
            self.locks_until = until + DAY;
            self.locks += 1;
        }
    }

    fn take_back(&mut self, limits: &AttemptLimits) {
        self.tries.pop();
        if self.locked_until.is_some() && self.tries.len() < at_most(limits.per_record) {
            self.locked_until = None;
            self.locks = self.locks.saturating_sub(1);
        }
    }

    /// Tells of a lock, once.
    fn tell(&mut self, now: Duration) -> Option<Alert> {
        let wait = self.locked_for(now).filter(|_| !self.told)?;
        self.told = true;
        Some(Alert::RecordLocked(wait))
    }
}

impl Conversation {
    fn locked_for(&mut self, limits: &AttemptLimits, now: Duration) -> Option<Duration> {
        self.tries.retain(|tried| now < *tried + HOUR);
        // Free again when so many have run out that fewer than the limit are left.
        let frees = self.tries.len().checked_sub(at_most(limits.per_conversation))?;
        self.tries.get(frees).map(|tried| (*tried + HOUR).saturating_sub(now))
    }
}

impl Pace {
    /// How long a call waits for its turn.
    fn turn(&mut self, now: Duration) -> Result<Duration, Locked> {
        while self.failures.front().is_some_and(|failed| *failed + HOUR <= now) {
            self.failures.pop_front();
        }
        if self.failures.len() <= limits::CONNECTOR_FAILURES {
            return Ok(Duration::ZERO);
        }
        let wait = self.next.saturating_sub(now);
        if wait > limits::LONGEST_TURN {
            return Err(Locked::Connector(wait));
        }
        self.next = self.next.max(now) + limits::SLOWED_INTERVAL;
        Ok(wait)
    }

    /// Counts a failure and tells once an hour that there are too many.
    fn fail(&mut self, now: Duration) -> Option<Alert> {
        self.failures.push_back(now);
        if self.failures.len() > limits::CONNECTOR_FAILURES * 10 {
            self.failures.pop_front();
        }
        let recent = self.failures.iter().filter(|failed| now < **failed + HOUR).count();
        let was_told = self.told_at.is_some_and(|told| now < told + HOUR);
        if recent <= limits::CONNECTOR_FAILURES || was_told {
            return None;
        }
        self.told_at = Some(now);
        Some(Alert::Slowed(recent))
    }
}

impl RunsOut for Record {
    fn runs_out(&self) -> Option<Duration> {
        let tried = self.tries.last().map(|last| *last + self.window);
        tried.max((self.locks > 0).then_some(self.locks_until))
    }
}

impl RunsOut for Conversation {
    fn runs_out(&self) -> Option<Duration> {
        self.tries.last().map(|last| *last + HOUR)
    }
}

impl RunsOut for Pace {
    fn runs_out(&self) -> Option<Duration> {
        self.failures.back().map(|last| *last + HOUR)
    }
}

/// Times, as they are written: whole microseconds.
mod microseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<'a, S: Serializer>(
        times: impl IntoIterator<Item = &'a Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(times.into_iter().map(Duration::as_micros))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, C: FromIterator<Duration>>(
        deserializer: D,
    ) -> Result<C, D::Error> {
        Ok(Vec::deserialize(deserializer)?.into_iter().map(Duration::from_micros).collect())
    }
}
