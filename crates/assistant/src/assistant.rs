//! What an assistant is asked: given all that was said, what now? It answers with words or with calls of tools.

use std::future::Future;
use std::pin::Pin;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::builtin::Memory;
use crate::conversation::Entry;
use crate::toolbox::Toolbox;

/// Plays the chatbot.
pub trait Assistant: Send + Sync {
    /// The next move of the turn that is under way. Called again after each move that calls tools, with their results.
    fn next<'turn>(&'turn self, dialogue: Dialogue<'turn>) -> Thinking<'turn>;
}

/// A move that is being thought of.
pub type Thinking<'turn> = Pin<Box<dyn Future<Output = Result<Move, AssistantError>> + Send + 'turn>>;

/// All that an assistant may know, and where it writes down why it does what it does.
pub struct Dialogue<'turn> {
    /// What was said and called so far, the customer's newest line last or followed by this turn's calls.
    pub messages: &'turn [Message],
    /// What it may call.
    pub tools: &'turn Toolbox,
    /// The built-in assistant's notes of this conversation. A model has its messages instead.
    pub memory: &'turn mut Memory,
    /// The trace of this turn.
    pub trace: &'turn mut Vec<Entry>,
    /// Today, for “tomorrow” and for dates without a year.
    pub today: jiff::civil::Date,
    /// Hears the words as they come.
    pub heard: &'turn (dyn Fn(&str) + Send + Sync),
}

/// One entry of a conversation, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Message {
    /// The customer wrote this.
    Customer(String),
    /// The assistant said this, or asked for calls, or both.
    Assistant {
        /// What it said.
        text: String,
        /// What it asked for.
        calls: Vec<Call>,
    },
    /// What a call gave back, as the assistant gets it.
    Result {
        /// The call's id.
        call: String,
        /// JSON.
        content: String,
    },
}

/// A tool that an assistant wants to be called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Chosen by the assistant, unique in the conversation.
    pub id: String,
    /// The tool's name, which may not exist.
    pub tool: String,
    /// What it wants to pass; anything at all.
    pub arguments: Value,
}

/// What an assistant does next.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    /// Says something; the turn ends.
    Say(String),
    /// Calls tools, and is asked again with what they gave back.
    Call {
        /// What it says meanwhile.
        text: String,
        /// The calls, run in this order.
        calls: Vec<Call>,
    },
}

/// Why an assistant has no move, in words for the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[error("{what}")]
pub struct AssistantError {
    /// What happened.
    pub what: String,
    /// What to do now.
    pub next: String,
}
