//! Why a model gave no answer, in words for the owner.
//!
//! What a provider says is repeated only where it helps and never for a key that it refuses: some say half of the key.
//! Secrets are taken out of it all the same.

use drawbridge_engine::door::OpenResponse;
use drawbridge_engine::{DoorError, EgressRefusal};
use serde_json::Value as Json;

use super::ModelSettings;
use crate::assistant::AssistantError;

/// Longest words of a provider that are repeated, in characters.
const LONGEST: usize = 300;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// None came.
    Door(DoorError),
    /// The server said no.
    Told {
        /// HTTP status; none when it was said in the middle of a stream.
        status: Option<u16>,
        /// The provider's own word for it.
        kind: String,
        /// What it says about it.
        words: String,
        /// Seconds after which to try again, where it says so.
        wait: Option<u32>,
    },
    /// The answer stopped before its end.
    Cut,
    /// The answer reached the most that the model may write.
    TooLong,
    /// The provider does not want this to be answered.
    Declined,
    /// It said nothing and called nothing.
    Silent,
    /// What came is not what this format says.
    OtherFormat,
}

impl From<DoorError> for Fault {
    fn from(error: DoorError) -> Self {
        Self::Door(error)
    }
}

impl Fault {
    /// Of an answer that is no success.
    pub(super) async fn of(response: OpenResponse) -> Self {
        let status = response.status;
        let wait = response.header("retry-after").and_then(|wait| wait.trim().parse().ok());
        let text = response.text().await;
        let body: Json = serde_json::from_str(&text).unwrap_or_default();
        match Self::told(Some(status), body.get("error").unwrap_or(&body)) {
            Self::Told { status, kind, words, .. } => Self::Told { status, kind, words, wait },
            other => other,
        }
    }

    /// Of an error as providers write it: an object with a message and a type or code, or a text.
    pub(super) fn told(status: Option<u16>, error: &Json) -> Self {
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        let kind = [text("code"), text("type")].into_iter().find(|kind| !kind.is_empty()).unwrap_or_default();
        let words = error.as_str().map_or_else(|| text("message"), str::to_owned);
        Self::Told { status, kind, words, wait: None }
    }

    /// What happened and what to do.
    pub(super) fn words(self, settings: &ModelSettings) -> AssistantError {
        let (what, next) = match self {
            Self::Door(error) => door(error, settings),
            Self::Told { status, kind, words, wait } => told(status.unwrap_or_default(), &kind, &words, wait, settings),
            Self::Cut => (
                "The model's answer broke off before its end, so nothing was done with it.".to_owned(),
                "Say it once more.".to_owned(),
            ),
            Self::TooLong => (
                "The model's answer was longer than it may be, so nothing was done with it.".to_owned(),
                "Ask for less at a time, or start a new chat.".to_owned(),
            ),
            Self::Declined => (
                "The provider of the model does not want this to be answered.".to_owned(),
                "Say it in other words.".to_owned(),
            ),
            Self::Silent => (
                "The model said nothing and called nothing.".to_owned(),
                "Say it once more; if it stays so, choose another model.".to_owned(),
            ),
            Self::OtherFormat => (
                format!("What answers at {} does not speak this format.", settings.address),
                "Check the address of the model and which kind of API it has.".to_owned(),
            ),
        };
        AssistantError { what, next }
    }
}

fn door(error: DoorError, settings: &ModelSettings) -> (String, String) {
    let what = format!("The model cannot be asked. {}", error.words());
    let next = match error {
        DoorError::Refused(EgressRefusal::Private | EgressRefusal::PlainHttp) if !settings.own_network => {
            "If it runs on your own computer or network, say so beside the address of the model.".to_owned()
        }
        DoorError::Refused(EgressRefusal::Secret) => "Enter the key again for this address.".to_owned(),
        DoorError::NotListening | DoorError::ConnectTimeout => {
            format!("Check that the model's server is running and that {} is its address.", settings.address)
        }
        DoorError::FirstByteTimeout | DoorError::IdleTimeout | DoorError::TotalTimeout => {
            "Try again; a model on your own computer may still be loading.".to_owned()
        }
        DoorError::Name(_) | DoorError::Refused(_) => "Check the address of the model.".to_owned(),
        other => other.hint().to_owned(),
    };
    (what, next)
}

fn told(status: u16, kind: &str, words: &str, wait: Option<u32>, settings: &ModelSettings) -> (String, String) {
    let model = &settings.model;
    let is_key =
        matches!(status, 401 | 403) || matches!(kind, "authentication_error" | "invalid_api_key" | "permission_error");
    let (what, next) = match (status, kind) {
        (401, _) | (_, "authentication_error" | "invalid_api_key") => {
            ("The provider refused the key.".to_owned(), "Enter the key of the model again.".to_owned())
        }
        (402, _) | (_, "insufficient_quota" | "billing_error") => (
            "The account at the provider has no credit left.".to_owned(),
            "Add credit there, or choose another model.".to_owned(),
        ),
        (403, _) | (_, "permission_error") => (
            format!("The key may not be used for the model “{model}”."),
            "Choose another model, or ask the provider for access.".to_owned(),
        ),
        (529 | 503, _) | (_, "overloaded_error") => (
            "The provider has more to do than it can at the moment.".to_owned(),
            "Try again in a minute, or choose another model.".to_owned(),
        ),
        (429, _) | (_, "rate_limit_error" | "rate_limit_exceeded") => (
            "The provider wants fewer requests than were made.".to_owned(),
            wait.map_or_else(|| "Try again in a minute.".to_owned(), |wait| format!("Try again in {wait} seconds.")),
        ),
        (404, _) | (_, "model_not_found" | "not_found_error") => (
            format!("There is no model “{model}” at {}.", settings.address),
            "Choose one from the list of models, or check the address.".to_owned(),
        ),
        (413, _) | (_, "request_too_large" | "context_length_exceeded") => (
            "The chat, with all its tools, is longer than the model can read.".to_owned(),
            "Start a new chat, or let fewer connectors take part.".to_owned(),
        ),
        (300..=399, _) => (
            format!("The server at {} sends to another address.", settings.address),
            "Give the address that it sends to; redirects are not followed.".to_owned(),
        ),
        (500.. | 0, _) => (
            format!("The provider of the model has a problem of its own{}.", number(status)),
            "Try again in a minute, or choose another model.".to_owned(),
        ),
        _ => (
            format!("The provider did not accept the request{}.", number(status)),
            "Check the address, the kind of API and the model.".to_owned(),
        ),
    };
    match said(words).filter(|_| !is_key) {
        Some(words) => (format!("{what} It says: “{words}”"), next),
        None => (what, next),
    }
}

fn number(status: u16) -> String {
    if status == 0 { String::new() } else { format!(" (status {status})") }
}

/// A provider's words on one line, cut.
fn said(words: &str) -> Option<String> {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
    (!line.is_empty()).then_some(line)
}
