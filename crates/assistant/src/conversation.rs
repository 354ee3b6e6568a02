//! A conversation and the trace beside each reply. Nothing here is secret: a value that the owner calls sensitive is
//! masked before it is written down, and a confirmation's token never enters.

use drawbridge_engine::{BotOutcome, OwnerNote, RenewedSecret, Trace};
use drawbridge_model::OutcomeKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::assistant::{AssistantError, Message};
use crate::builtin::Memory;
use crate::turn::Pending;

/// One conversation with one customer.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// Whose failed tries are counted together.
    pub(crate) id: String,
    pub(crate) turns: Vec<Turn>,
    pub(crate) messages: Vec<Message>,
    pub(crate) memory: Memory,
    pub(crate) pending: Option<Pending>,
    /// How things stood before each turn, so that a line can be changed and sent again.
    pub(crate) before: Vec<Before>,
}

#[derive(Debug, Clone)]
pub(crate) struct Before {
    messages: usize,
    memory: Memory,
    pending: Option<Pending>,
}

/// One line of the customer's and what came of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Turn {
    /// What the customer wrote, sensitive values masked.
    pub customer: String,
    /// What the assistant said.
    pub reply: String,
    /// Why, in order.
    pub trace: Vec<Entry>,
    /// What waits for the customer's yes: what will be done, in plain words.
    pub confirm: Option<String>,
    /// Why the assistant could not go on; what it had said until then is `reply`.
    pub failure: Option<AssistantError>,
    /// Secrets that must be kept with another value from now on, for whoever keeps them.
    #[serde(skip)]
    pub renewed: Vec<RenewedSecret>,
}

/// Why the assistant did what it did.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Entry {
    /// It chose a connector.
    Chose {
        /// The tool's name.
        tool: String,
        /// The connector's name.
        name: String,
        /// Why, one sentence.
        why: String,
        /// What else was considered, best first.
        others: Vec<Candidate>,
    },
    /// It could not choose between these.
    Doubted {
        /// Best first.
        between: Vec<Candidate>,
    },
    /// It took values from the line.
    Understood {
        /// Each value and how it was recognised.
        values: Vec<Value>,
    },
    /// A value was not usable.
    Refused {
        /// The question.
        field: String,
        /// What is wrong with it, as the customer is told.
        reason: String,
    },
    /// It still needs these.
    Needs {
        /// Names of questions.
        fields: Vec<String>,
    },
    /// A model was asked.
    Asked {
        /// Its name.
        model: String,
        /// How long it took, in milliseconds.
        ms: f64,
        /// Tokens that it read, if its server says so.
        #[ts(type = "number | null")]
        read: Option<u64>,
        /// Tokens that it wrote.
        #[ts(type = "number | null")]
        written: Option<u64>,
    },
    /// It called a tool.
    Called(Box<Called>),
    /// It asked for something that was not done.
    NotCalled {
        /// The tool's name, as it was asked for.
        tool: String,
        /// Why not.
        why: String,
    },
    /// Anything else worth telling.
    Note {
        /// One sentence.
        text: String,
    },
}

/// A connector that might have been meant.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Candidate {
    /// The tool's name.
    pub tool: String,
    /// The connector's name.
    pub name: String,
    /// The words that speak for it.
    pub words: Vec<String>,
}

/// A value that was taken from a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Value {
    /// The question's name.
    pub field: String,
    /// The value, masked if it is sensitive.
    pub value: String,
    /// How it was recognised, a few words: `an email address`.
    pub how: String,
}

/// A call and everything that is known about it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Called {
    /// The tool's name.
    pub tool: String,
    /// The connector's name.
    pub name: String,
    /// What was passed, in the order of the questions.
    pub inputs: Vec<Value>,
    /// How it ended.
    pub outcome: OutcomeKind,
    /// For the owner: what happened, where, what to do.
    pub owner: OwnerNote,
    /// The engine's story.
    pub run: Trace,
    /// Exactly what the assistant received, as JSON.
    pub received: String,
    /// [`drawbridge_engine::Run::record`], for whoever keeps runs.
    #[serde(skip)]
    pub record: String,
}

impl Conversation {
    /// A new one. The id names it to the counters of failed tries, and to nobody else.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            turns: Vec::new(),
            messages: Vec::new(),
            memory: Memory::default(),
            pending: None,
            before: Vec::new(),
        }
    }

    /// Whose tries are counted together.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// All turns so far.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// What the assistant has been told and has said.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Goes back to before a turn, as if it and all after it had not been. Failed tries stay counted, and what was changed
    /// in another system stays changed.
    pub fn rewind(&mut self, turn: usize) {
        let Some(before) = self.before.get(turn).cloned() else { return };
        self.turns.truncate(turn);
        self.before.truncate(turn);
        self.messages.truncate(before.messages);
        self.memory = before.memory;
        self.pending = before.pending;
    }

    pub(crate) fn remember(&mut self) {
        let before =
            Before { messages: self.messages.len(), memory: self.memory.clone(), pending: self.pending.clone() };
        self.before.push(before);
    }
}

/// What an assistant gets of an outcome: the bot's half, without the token that stands for the customer's yes.
pub(crate) fn received(outcome: &BotOutcome) -> String {
    let mut shown = outcome.clone();
    if let Some(asked) = &mut shown.confirmation {
        asked.token.clear();
    }
    let mut value = serde_json::to_value(&shown).unwrap_or_default();
    if let Some(asked) = value.get_mut("confirmation").and_then(serde_json::Value::as_object_mut) {
        asked.remove("token");
    }
    value.to_string()
}
