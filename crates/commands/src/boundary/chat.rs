//! Talking to a connector as a customer would.

use drawbridge_assistant::{AttackReport, ChatEvent, ChatTestResult, Turn};
use drawbridge_model::Environment;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::TokenCount;

/// A line of the customer's.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChatLine {
    /// Chosen by the interface; one for a conversation.
    pub chat_id: String,
    /// The connector that is worked on.
    pub connector_id: String,
    /// Who else takes part.
    pub scope: ChatScope,
    /// Who answers.
    pub by: ChatBy,
    /// Where calls go.
    pub environment: Environment,
    /// What the customer writes.
    pub line: String,
    /// Say it in place of the line of this turn, counted from zero; that turn and all after it are taken back.
    pub instead_of: Option<u32>,
}

/// A chat that may begin soon: its tools are made ready.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChatTools {
    /// As in [`ChatLine`].
    pub connector_id: String,
    /// As in [`ChatLine`].
    pub scope: ChatScope,
    /// As in [`ChatLine`].
    pub environment: Environment,
}

/// Who plays the chatbot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChatBy {
    /// The built-in assistant, offline.
    BuiltIn,
    /// The model that was set up.
    Model,
}

/// Dishonest customers, played against a connector.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AttackRequest {
    /// The connector's id.
    pub connector_id: String,
    /// Who answers them.
    pub by: ChatBy,
}

/// Which connectors take part in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChatScope {
    /// The one that is worked on.
    This,
    /// All that can run.
    All,
}

/// A conversation as it stands.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChatView {
    /// As in the request.
    pub chat_id: String,
    /// All turns.
    pub turns: Vec<ChatTurnView>,
}

/// A turn, with the size of what the assistant received in it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChatTurnView {
    /// The turn.
    pub turn: Turn,
    /// For each call of its trace, in order.
    pub received: Vec<TokenCount>,
}

/// A conversation.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChatId {
    /// As in [`ChatLine`].
    pub chat_id: String,
}

/// A conversation that is to be a test.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChatTestRequest {
    /// As in [`ChatLine`].
    pub chat_id: String,
    /// What the test is called.
    pub name: String,
}

/// The saved chats of a connector, replayed on the samples.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChatTestReport {
    /// One per saved chat.
    pub results: Vec<ChatTestResult>,
}

/// What dishonest customers achieved.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AttackView {
    /// Attack by attack.
    pub report: AttackReport,
}

/// Something that happens in a conversation while the reply is on its way.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChatNews {
    /// As in [`ChatLine`].
    pub chat_id: String,
    /// What.
    pub event: ChatEvent,
}
