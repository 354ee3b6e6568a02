//! What a person who waits is told while a run goes on.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::UnboundedSender;
use ts_rs::TS;

/// Between two words on how much of an answer is here. A server that sends byte after byte does not keep the window busy.
pub(crate) const BETWEEN: Duration = Duration::from_millis(100);

/// One event of a run. Nothing of a response is in it but its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Progress {
    /// A request is about to be sent.
    StepStarted {
        /// The step's id.
        step: String,
        /// What the owner calls it.
        name: String,
        /// Position, from zero.
        index: usize,
        /// How many there are.
        of: usize,
    },
    /// A part of the answer is here, and more is to come; told now and then.
    Receiving {
        /// The step's id.
        step: String,
        /// Decoded bytes so far.
        bytes: usize,
    },
    /// The answer is complete.
    StepFinished {
        /// The step's id.
        step: String,
        /// HTTP status; absent if there was no answer.
        status: Option<u16>,
    },
}

/// Where the events of one step go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StepProgress<'run> {
    pub(crate) step: &'run str,
    pub(crate) events: Option<&'run UnboundedSender<Progress>>,
}

impl StepProgress<'_> {
    pub(crate) fn receiving(self, bytes: usize) {
        self.tell(Progress::Receiving { step: self.step.to_owned(), bytes });
    }

    /// Nobody listening any more is no reason to stop.
    pub(crate) fn tell(self, event: Progress) {
        if let Some(events) = self.events {
            drop(events.send(event));
        }
    }
}
