//! The connector document and everything that can be said about it without asking anyone: types, templates,
//! paths, checks, tool definitions, bundles. Plain functions over values; no IO, no async.
//!
//! Start at [`connector::Connector`] and [`system::System`]; a whole exported file is a [`bundle::Bundle`].

pub mod address;
pub mod bundle;
#[cfg(test)]
mod cases;
pub mod characters;
pub mod check;
pub mod connector;
pub mod decimal;
pub mod difference;
pub mod fiction;
pub mod inputs;
pub mod json_template;
pub mod origin;
pub mod parallel;
pub mod path;
pub mod problem;
pub mod read;
pub mod schema;
pub mod secret_value;
pub mod sign_in;
pub mod system;
pub mod template;
pub mod texts;
pub mod tool;

pub use bundle::Bundle;
pub use check::{CheckedBundle, SoundBundle, SoundConnector, check_bundle, check_connector, check_system};
pub use connector::{
    Answer, AnswerField, AttemptLimits, Body, ChatTest, ChatTestCall, ChatTestTurn, Confirm, Connector, Expectation,
    Extract, FailCondition, FailMeaning, FailWhen, Field, FieldType, Format, MatchRules, Method, NameValue,
    OutcomeKind, Sample, Step, TestCase, Validation, ValidationType,
};
pub use origin::WebOrigin;
pub use problem::{Problem, Severity};
pub use secret_value::SecretValue;
pub use sign_in::{AuthorizationCode, ClientCredentials, SignIn, SignedRequests, TokenRequest};
pub use system::{Environment, PerEnvironment, Secret, Setting, System};
