//! Runs a connector: rendering, HTTP, validations, answer, redaction, trace.
//!
//! The way of a call, file by file: [`plan`] parses a document once; [`run`] accepts the inputs, counts the try
//! (`attempts`) and asks for a yes (`confirm`); `render` and `encode` make the request; `egress` and `address` say where it
//! may go and `door` sends it (`lookup`, `tls_fault` and `door_error` say why it could not); `evidence` makes a document of the answer, `compare` and `decide` judge the rules on it, and
//! `answer` copies the allowed fields out of a verified one. `shared` is the place of what replicas have in common. `trace`
//! tells the story; `redact` is the second line. `tool_formats` tells other programs what the tools take and give.
//! The same engine serves the window, the chat and the runner: there is no second implementation of any rule.

mod address;
mod answer;
pub mod attempts;
#[cfg(test)]
mod cases;
mod charset;
pub mod clock;
mod compare;
pub mod confirm;
mod decide;
pub mod door;
mod door_error;
pub mod egress;
mod encode;
mod evidence;
mod fault;
mod format;
pub mod http_client;
pub mod limits;
pub mod lookup;
mod multipart;
pub mod outcome;
pub mod plan;
pub mod progress;
pub mod redact;
mod render;
mod repeats;
mod request;
pub mod run;
mod sample;
mod saved_tests;
mod sealing;
mod secrets;
pub mod shared;
mod sign_in;
mod signature;
mod tls_fault;
pub mod tool_formats;
pub mod trace;
mod uniform;
mod unpack;
mod values;

pub use attempts::Alert;
pub use door_error::DoorError;
pub use egress::{EgressPolicy, EgressRefusal, PrivateAllowance};
pub use http_client::{HttpClient, HttpRequest, KeyHeader};
pub use limits::Limits;
pub use outcome::{AnswerData, BotOutcome, ConfirmationRequest, Outcome, OwnerNote, Run, StepAnswer};
pub use plan::{Overrides, Plan};
pub use progress::Progress;
pub use redact::Redactor;
pub use run::{
    Audience, Authorization, BrowserAnswer, Engine, EngineSettings, NoRandomness, RunRequest, SignInReport, SignInTest,
};
pub use saved_tests::{TestResult, saved_tests};
pub use secrets::{BoundSecret, RenewedSecret, Secrets};
pub use shared::{OutOfReach, Shared, SharedKey, SharedRecords};
pub use tokio_util::sync::CancellationToken;
pub use trace::{FailedTries, HeaderTrace, Left, RuleState, RuleTrace, Side, StepTrace, Timing, Trace};
pub use values::{HIDDEN, SecretName, SettingName};
