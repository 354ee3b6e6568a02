//! The chat simulator: what a customer would be told, and why.
//!
//! A [`Conversation`] takes the customer's line, asks an [`Assistant`] for its next move, runs the tools it asks for through
//! the engine and goes on until there is something to say ([`turn`]). The assistant decides nothing about verification: it
//! gets what a deployed bot gets, [`drawbridge_engine::BotOutcome`], and no more. The customer's yes to a change is judged
//! and kept here, never by the assistant. To add a kind of assistant, implement the trait; [`builtin`] is the one that needs
//! no network, [`model`] asks a language model.

pub mod assistant;
pub mod attack;
pub mod builtin;
pub mod chat_tests;
pub mod conversation;
pub mod model;
pub mod toolbox;
pub mod turn;

pub use assistant::{Assistant, AssistantError, Call, Dialogue, Message, Move};
pub use attack::{Attack, AttackKind, AttackReport, Leak, attack};
pub use builtin::BuiltIn;
pub use chat_tests::{ChatTestResult, chat_tests};
pub use conversation::{Called, Candidate, Conversation, Entry, Turn, Value as SaidValue};
pub use model::{ChatModel, ModelApi, ModelSettings, ModelTest};
pub use toolbox::{Tool, Toolbox};
pub use turn::{ChatEvent, Setting};
