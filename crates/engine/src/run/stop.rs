//! Every way a run can end without an answer: the words for the bot, which never tell why, and the note for the owner,
//! which does.
//!
//! A record that does not exist, a rule that does not hold and a value that is missing have the same words, so that
//! nobody learns which order numbers exist.

use std::time::Duration;

use drawbridge_model::OutcomeKind;
use drawbridge_model::inputs::InputProblem;
use drawbridge_model::template::Origin;

use crate::decide::Refused;
use crate::door_error::DoorError;
use crate::outcome::{ConfirmationRequest, Outcome, OwnerNote};
use crate::plan::Plan;
use crate::render::RenderError;

/// What a bot says when the customer could not be verified, unless the connector has its own words.
pub const NOT_VERIFIED: &str = "These details could not be verified. Please check them and try again.";
const API_ERROR: &str = "This could not be done. Please contact us for help.";
const UNAVAILABLE: &str = "The service is not available right now. Please try again later.";
const UNKNOWN: &str = "It is not known whether this was done. Please do not try again before we have looked into it.";
const THROTTLED: &str = "There were too many tries. Please try again later.";
const STOPPED: &str = "The run was stopped.";

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
    /// A request that changes something was sent, and whether it was carried out is not known.
    Unknown(OwnerNote),
    /// A customer's value cannot be sent.
    BadInput(InputProblem),
    /// A person stopped it.
    Stopped,
    /// The decision broke.
    Broke,
}

impl Stop {
    /// Whether the end says nothing about the customer, so that the try is not counted. A run that was stopped stays
    /// counted: otherwise whoever guesses would stop each try before its end.
    pub(crate) fn says_nothing(&self) -> bool {
        matches!(self, Self::ApiError(..) | Self::Unavailable(..) | Self::Unknown(_) | Self::BadInput(_))
    }

    pub(crate) fn outcome(self, plan: &Plan) -> Outcome {
        match self {
            Self::Refused(refused) => self::refused(plan, &refused),
            Self::NotFound(note) => Outcome::new(OutcomeKind::NotVerified, uniform_words(plan), note),
            Self::ApiError(note, wait) => with_wait(Outcome::new(OutcomeKind::ApiError, API_ERROR, note), wait),
            Self::Unavailable(note, wait) => with_wait(Outcome::new(OutcomeKind::Unavailable, UNAVAILABLE, note), wait),
            Self::Unknown(note) => Outcome::new(OutcomeKind::Unavailable, UNKNOWN, note),
            Self::BadInput(problem) => invalid_input(vec![problem]),
            Self::Stopped => Outcome::new(OutcomeKind::Unavailable, STOPPED, OwnerNote::new(STOPPED, "", "")),
            Self::Broke => broke(),
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

    /// No answer. `writes`: the request changes something, so it matters whether it was carried out all the same.
    pub(crate) fn door(error: DoorError, step: &str, writes: bool) -> Self {
        if writes && error.may_have_been_carried_out() {
            return Self::Unknown(unknown(error.words(), format!("step {step}")));
        }
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
        Some(rule) if !rule.error.is_empty() => rule.error.clone(),
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

pub(crate) fn throttled(wait: Duration) -> Outcome {
    let note = OwnerNote::new(
        "There were too many failed tries for this record or in this conversation; nothing was sent.",
        "",
        "Wait, or ask the customer to contact you.",
    );
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    with_wait(Outcome::new(OutcomeKind::Throttled, THROTTLED, note), Some(seconds.max(1)))
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

/// `write_in_flight`: the request that was waited for changes something.
pub(crate) fn took_too_long(write_in_flight: bool) -> Outcome {
    let what = "All requests together took too long.";
    if write_in_flight {
        return Outcome::new(OutcomeKind::Unavailable, UNKNOWN, unknown(what, String::new()));
    }
    let note = OwnerNote::new(what, "", "Ask the people who run the API why it is slow.");
    Outcome::new(OutcomeKind::Unavailable, UNAVAILABLE, note)
}

fn unknown(what: &str, place: String) -> OwnerNote {
    let what = format!("{what} It is not known whether the request was carried out.");
    OwnerNote::new(what, place, "Look into the system before you run it again: it may have been done.")
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
