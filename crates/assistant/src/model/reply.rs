//! What a model answered, the same for every wire format.

use serde_json::Value as Json;

use super::fault::Fault;

/// A whole answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reply {
    /// What it says.
    pub(super) text: String,
    /// What it wants to be called, in its order.
    pub(super) calls: Vec<WantedCall>,
    /// Tokens that it read, if the server says so.
    pub(super) read: Option<u64>,
    /// Tokens that it wrote.
    pub(super) written: Option<u64>,
}

/// A call as a model asks for it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct WantedCall {
    /// The model's name for the call; may be empty.
    pub(super) id: String,
    /// The tool's name, which may not exist.
    pub(super) name: String,
    /// JSON, as far as the model writes any.
    pub(super) arguments: String,
}

/// Reads the answers of one wire format.
pub(super) trait Read {
    /// Takes one event of a stream. New words go to `heard`.
    fn event(&mut self, data: &Json, heard: &(dyn Fn(&str) + Send + Sync)) -> Result<(), Fault>;

    /// Takes an answer that came in one piece, from a server that does not stream.
    fn whole(&mut self, answer: &Json, heard: &(dyn Fn(&str) + Send + Sync)) -> Result<(), Fault>;

    /// The answer, if its end has come.
    fn end(self) -> Result<Reply, Fault>;
}
