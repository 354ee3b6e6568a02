//! Every way a run can end without an answer: the words for the bot, which never tell why, and the note for the owner,
//! which does.
//!
//! A record that does not exist, a rule that does not hold, a value that is missing and a record that is locked have the
//! same words, so that nobody learns which order numbers exist. A change that may have been made is never called a
//! failure to be tried again.

use drawbridge_model::OutcomeKind;
use drawbridge_model::inputs::InputProblem;
use drawbridge_model::template::Origin;

use crate::attempts::Locked;
use crate::decide::Refused;
use crate::door_error::DoorError;
use crate::limits::SHARED_STATE;
use crate::outcome::{ConfirmationRequest, Outcome, OwnerNote};
use crate::plan::Plan;
use crate::render::RenderError;
use crate::repeats::First;

/// What a bot says when the customer could not be verified, unless the connector has its own words.
pub const NOT_VERIFIED: &str =
    "These details could not be verified. Please check them and try again; after several tries, try later.";
const API_ERROR: &str = "This could not be done. Please contact us for help.";
const UNAVAILABLE: &str = "The service is not available right now. Please try again later.";
const UNKNOWN: &str = "It is not known whether this was done. Please do not try again before we have looked into it.";
const THROTTLED: &str = "There were too many tries. Please try again later.";
const STOPPED: &str = "The run was stopped.";
const REPEATED: &str = "The same was asked for a moment ago, so it was not sent again. This is what came of it:";

/// Why the steps ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A rule did not hold.
    Refused(Refused),
    /// The record does not exist, or lacks what the next step needs.
    NotFound(OwnerNote),
    /// The API said no.
    ApiError(OwnerNote, Option<u64>),
    /// No usable answer.
    Unavailable(OwnerNote, Option<u64>),
    /// A customer's value cannot be sent.
    BadInput(InputProblem),
    /// A person stopped it.
    Stopped,
}

impl Stop {
    /// Whether the end says nothing about the customer, so that the try is not counted. A run that was stopped stays
    /// counted: otherwise whoever guesses would stop each try before its end.
    pub(crate) fn says_nothing(&self) -> bool {
        matches!(self, Self::ApiError(..) | Self::Unavailable(..) | Self::BadInput(_))
    }

    /// Whether the API said no, so that what was asked for has not been done.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Self::ApiError(..) | Self::NotFound(_))
    }

    pub(crate) fn outcome(self, plan: &Plan) -> Outcome {
        match self {
            Self::Refused(refused) => self::refused(plan, &refused),
            Self::NotFound(note) => Outcome::new(OutcomeKind::NotVerified, uniform_words(plan), note),
            Self::ApiError(note, wait) => with_wait(Outcome::new(OutcomeKind::ApiError, API_ERROR, note), wait),
            Self::Unavailable(note, wait) => with_wait(Outcome::new(OutcomeKind::Unavailable, UNAVAILABLE, note), wait),
            Self::BadInput(problem) => invalid_input(vec![problem]),
            Self::Stopped => stopped(),
        }
    }

    /// A request that could not be rendered: the customer's value, an API's value, or the owner's setup.
    pub(crate) fn render(error: RenderError, step: &str) -> Self {
        let place = format!("step {step}, {}", error.place);
        let Some(placeholder) = error.placeholder else {
            let next = "Check the request and the values that stand in it.";
            return Self::Unavailable(OwnerNote::new(error.reason, place, next), None);
        };
        let what = format!("The value of {placeholder} {}.", error.reason);
        match placeholder.origin {
            Origin::Field => {
                let message = format!("This value {}. Please give another one.", error.reason);
                Self::BadInput(InputProblem { field: placeholder.name, message })
            }
            Origin::Step => {
                Self::Unavailable(OwnerNote::new(what, place, "Check what the earlier request keeps."), None)
            }
            Origin::Secret => {
                let next = "Set the secret for this system; when an address changes, its secrets are asked for anew.";
                Self::Unavailable(OwnerNote::new(what, place, next), None)
            }
            Origin::Setting => {
                Self::Unavailable(OwnerNote::new(what, place, "Check the value in the system's settings."), None)
            }
        }
    }

    pub(crate) fn door(error: DoorError, step: &str) -> Self {
        if error == DoorError::Cancelled {
            return Self::Stopped;
        }
        Self::Unavailable(OwnerNote::new(error.words(), format!("step {step}"), error.hint()), None)
    }
}

/// The words for every failed verification of a connector: its identity rules' own, if they have one text between them.
fn uniform_words(plan: &Plan) -> String {
    let mut texts = plan.rules.iter().filter(|rule| rule.identifies).map(|rule| rule.error.as_str());
    let first = texts.next().unwrap_or_default();
    let own = texts.all(|text| text == first) && !first.is_empty();
    if own { first } else { NOT_VERIFIED }.to_owned()
}

pub(crate) fn refused(plan: &Plan, refused: &Refused) -> Outcome {
    let rule = refused.rule.and_then(|position| plan.rules.get(position));
    let words = match rule {
        Some(rule) if refused.may_tell && !rule.error.is_empty() => rule.error.clone(),
        _ => uniform_words(plan),
    };
    let place = refused.rule.map(|position| format!("rule {}", position + 1)).unwrap_or_default();
    let next = "If the customer is right, check what the rule compares.";
    Outcome::new(OutcomeKind::NotVerified, words, OwnerNote::new(refused.reason.clone(), place, next))
}

pub(crate) fn invalid_input(problems: Vec<InputProblem>) -> Outcome {
    let message = problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" ");
    let place = problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>().join(", ");
    let note =
        OwnerNote::new("A value is missing or cannot be used; nothing was sent.", format!("question {place}"), "");
    let mut outcome = Outcome::new(OutcomeKind::InvalidInput, message, note);
    outcome.problems = problems;
    outcome
}

/// A locked record looks like one that could not be verified: whoever guesses does not learn that they were stopped.
pub(crate) fn locked(plan: &Plan, locked: Locked) -> Outcome {
    let next = "Wait, or ask the customer to contact you.";
    let (what, wait) = match locked {
        Locked::Record(wait) => {
            let minutes = wait.as_secs().div_ceil(60);
            let what = format!(
                "There were too many failed tries for this record; it opens in {minutes} minutes. Nothing was sent."
            );
            return Outcome::new(OutcomeKind::NotVerified, uniform_words(plan), OwnerNote::new(what, "", next));
        }
        Locked::Conversation(wait) => {
            ("There were too many failed tries in this conversation; nothing was sent.", wait)
        }
        Locked::Connector(wait) => ("Too many calls wait after too many failed tries; nothing was sent.", wait),
    };
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    with_wait(Outcome::new(OutcomeKind::Throttled, THROTTLED, OwnerNote::new(what, "", next)), Some(seconds.max(1)))
}

/// As many runs ask APIs now as may; this one has sent nothing.
pub(crate) fn busy() -> Outcome {
    let next = "Try again in a moment; if it stays so, look for an API that has become slow.";
    let note = OwnerNote::new("Too many calls were under way at the same time; nothing was sent.", "", next);
    with_wait(Outcome::new(OutcomeKind::Unavailable, UNAVAILABLE, note), Some(1))
}

/// What has to hold over all replicas cannot be found out, so nobody is let in.
pub(crate) fn state_out_of_reach() -> Outcome {
    let what = "The state that the replicas share cannot be reached, so nobody can be verified; nothing was sent.";
    let next = "See that Valkey or Redis is running and that this program reaches it; then it works again by itself.";
    let note = OwnerNote::new(what, "the shared state", next);
    with_wait(Outcome::new(OutcomeKind::Unavailable, UNAVAILABLE, note), Some(SHARED_STATE.as_secs()))
}

/// A request that changes something was sent, and whether it was carried out is not known.
pub(crate) fn unknown(mut outcome: Outcome) -> Outcome {
    UNKNOWN.clone_into(&mut outcome.message);
    outcome.retry_after_seconds = None;
    outcome.owner.what.push_str(" It is not known whether the request was carried out.");
    "Look into the system before you run it again: it may have been done.".clone_into(&mut outcome.owner.next);
    outcome
}

/// What an identical write came to a moment ago.
pub(crate) fn repeated(first: First<'_>) -> Outcome {
    let mut outcome = match first {
        First::Came(outcome) => outcome.clone(),
        First::Unknown => {
            let note = OwnerNote::new("An identical call was given up in the middle.", "", "");
            unknown(Outcome::new(OutcomeKind::Unavailable, UNKNOWN, note))
        }
    };
    outcome.message = format!("{REPEATED} {}", outcome.message);
    outcome.repeated = true;
    outcome.owner.what =
        format!("The same write was asked for twice within a minute and sent once. {}", outcome.owner.what);
    outcome
}

pub(crate) fn stopped() -> Outcome {
    Outcome::new(OutcomeKind::Unavailable, STOPPED, OwnerNote::new(STOPPED, "", ""))
}

pub(crate) fn needs_confirmation(asked: ConfirmationRequest, why: Option<&str>) -> Outcome {
    let what = why.unwrap_or("The customer must say yes before something is changed; nothing was sent.");
    let note = OwnerNote::new(what, "", "Run it again with the token of this confirmation.");
    let mut outcome = Outcome::new(OutcomeKind::NeedsConfirmation, asked.summary.clone(), note);
    outcome.confirmation = Some(asked);
    outcome
}

pub(crate) fn not_set_up(what: &str) -> Outcome {
    Outcome::new(
        OutcomeKind::Unavailable,
        UNAVAILABLE,
        OwnerNote::new(what, "the system", "Fill it in and run it again."),
    )
}

pub(crate) fn took_too_long() -> Outcome {
    let note =
        OwnerNote::new("All requests together took too long.", "", "Ask the people who run the API why it is slow.");
    Outcome::new(OutcomeKind::Unavailable, UNAVAILABLE, note)
}

pub(crate) fn broke() -> Outcome {
    let note =
        OwnerNote::new("The program failed while it was deciding; nobody was let in.", "", "Please report this.");
    Outcome::new(OutcomeKind::Unavailable, UNAVAILABLE, note)
}

fn with_wait(mut outcome: Outcome, wait: Option<u64>) -> Outcome {
    outcome.retry_after_seconds = wait;
    outcome
}
