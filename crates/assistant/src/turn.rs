//! One turn: the customer's line, the assistant's moves, the calls, the reply. At most [`MOST_CALLS`] calls.
//!
//! A change in another system needs the customer's yes, and this file is where it is kept: the engine's token is held
//! back from the assistant, and is handed over only for the call that was read back, only after a line that says yes and
//! nothing else. An assistant that changes a value after the yes is asked again by the engine (SECURITY LLM-05, LLM-07).

use std::sync::atomic::{AtomicBool, Ordering};

use drawbridge_engine::{CancellationToken, Engine, RenewedSecret};
use drawbridge_model::OutcomeKind;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use ts_rs::TS;

use crate::assistant::{Assistant, AssistantError, Call, Dialogue, Message, Move};
use crate::builtin::intent;
use crate::conversation::{Called, Conversation, Entry, Turn, Value, received};
use crate::toolbox::{Tool, Toolbox};

/// Most calls in one turn, whatever the assistant wants (SECURITY LLM-08).
pub const MOST_CALLS: usize = 8;
/// What stands for a value that nobody should read.
const MASK: &str = "•••";
const TOO_MANY: &str = "I could not finish this. Please contact us for help.";
const STOPPED: &str = "Stopped.";
/// Stands between what an assistant says before a call and after it.
const BETWEEN: &str = "\n\n";

/// Who takes part in a conversation.
pub struct Setting<'chat> {
    /// Plays the chatbot.
    pub assistant: &'chat dyn Assistant,
    /// What it may call.
    pub toolbox: &'chat Toolbox,
    /// Runs the calls.
    pub engine: &'chat Engine,
    /// Today.
    pub today: jiff::civil::Date,
    /// Now, RFC 3339, for the traces.
    pub now: String,
    /// Stops the turn.
    pub cancel: CancellationToken,
    /// Hears what happens while it happens.
    pub heard: &'chat (dyn Fn(ChatEvent) + Send + Sync),
}

impl<'chat> Setting<'chat> {
    /// Nobody watches, stops it or looks at the clock.
    pub fn unwatched(
        assistant: &'chat dyn Assistant,
        toolbox: &'chat Toolbox,
        engine: &'chat Engine,
        today: jiff::civil::Date,
    ) -> Self {
        let (now, cancel) = (String::new(), CancellationToken::new());
        Self { assistant, toolbox, engine, today, now, cancel, heard: &|_| {} }
    }
}

/// What a person who watches is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ChatEvent {
    /// More of the reply.
    Words {
        /// To be appended.
        text: String,
    },
    /// A tool is about to be called.
    Calling {
        /// The connector's name.
        name: String,
    },
}

/// A change that was read back and waits for a yes.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    tool: String,
    token: String,
    summary: String,
}

impl Conversation {
    /// Says a line as the customer and waits for the reply.
    pub async fn say(&mut self, line: &str, setting: &Setting<'_>) -> &Turn {
        self.remember();
        let approved = self.pending.take().filter(|_| intent::is_yes(line));
        let mut under_way = UnderWay { approved, ..UnderWay::default() };
        self.messages.push(Message::Customer(line.to_owned()));
        let failure = self.reply(setting, &mut under_way).await.err();
        under_way.hidden.extend(self.memory.sensitive_values());
        let customer = under_way.hidden.iter().filter(|value| !value.is_empty());
        let customer = customer.fold(line.to_owned(), |line, value| line.replace(value.as_str(), MASK));
        let confirm = self.pending.as_ref().map(|pending| pending.summary.clone());
        let UnderWay { said, trace, renewed, .. } = under_way;
        self.turns.push(Turn { customer, reply: said.join(BETWEEN), trace, confirm, failure, renewed });
        &self.turns[self.turns.len() - 1]
    }

    /// Goes from move to move until the assistant has nothing to call. What it could not say is no message: the next line
    /// finds the conversation as it was understood.
    async fn reply(&mut self, setting: &Setting<'_>, under_way: &mut UnderWay) -> Result<(), AssistantError> {
        loop {
            let wants_space = AtomicBool::new(!under_way.said.is_empty());
            let heard = |text: &str| {
                let between = if wants_space.swap(false, Ordering::Relaxed) { BETWEEN } else { "" };
                (setting.heard)(ChatEvent::Words { text: format!("{between}{text}") });
            };
            let dialogue = Dialogue {
                messages: &self.messages,
                tools: setting.toolbox,
                memory: &mut self.memory,
                trace: &mut under_way.trace,
                today: setting.today,
                heard: &heard,
            };
            let thought = tokio::select! {
                biased;
                () = setting.cancel.cancelled() => {
                    under_way.said.push(STOPPED.to_owned());
                    return Ok(());
                }
                thought = setting.assistant.next(dialogue) => thought?,
            };
            let (text, calls) = match thought {
                Move::Say(text) => (text, Vec::new()),
                Move::Call { text, calls } => (text, calls),
            };
            if !text.trim().is_empty() {
                under_way.said.push(text.clone());
            }
            self.messages.push(Message::Assistant { text, calls: calls.clone() });
            if calls.is_empty() {
                return Ok(());
            }
            for call in calls {
                let content = self.call(&call, setting, under_way).await;
                self.messages.push(Message::Result { call: call.id, content });
            }
            if under_way.calls > MOST_CALLS {
                let text = format!("The assistant wanted more than {MOST_CALLS} calls in one turn and was stopped.");
                under_way.trace.push(Entry::Note { text });
                under_way.said.push(TOO_MANY.to_owned());
                self.messages.push(Message::Assistant { text: TOO_MANY.to_owned(), calls: Vec::new() });
                return Ok(());
            }
        }
    }

    /// Runs one call, or says to the assistant why not.
    async fn call(&mut self, call: &Call, setting: &Setting<'_>, under_way: &mut UnderWay) -> String {
        under_way.calls += 1;
        let found = setting.toolbox.get(&call.tool);
        let refused = match (found, &call.arguments) {
            _ if under_way.calls > MOST_CALLS => Err(format!("Only {MOST_CALLS} calls are allowed in one turn.")),
            (None, _) => Err("There is no tool of this name.".to_owned()),
            (Some(tool), Json::Object(arguments)) => Ok((tool, arguments)),
            (Some(_), _) => Err("The arguments must be one JSON object with a value for each question.".to_owned()),
        };
        let (tool, arguments) = match refused {
            Ok(found) => found,
            Err(why) => {
                under_way.trace.push(Entry::NotCalled { tool: shortened(&call.tool), why: why.clone() });
                return json!({"outcome": "invalid_input", "message": why}).to_string();
            }
        };
        (setting.heard)(ChatEvent::Calling { name: tool.connector().name.clone() });
        let confirmation = under_way.approved.take_if(|approved| approved.tool == call.tool);
        let mut request = tool.request().clone();
        request.inputs.clone_from(arguments);
        request.conversation = Some(self.id.clone());
        request.confirmation = confirmation.map(|approved| approved.token);
        request.cancel = setting.cancel.clone();
        request.started_at.clone_from(&setting.now);
        let run = Box::pin(setting.engine.run(tool.plan(), request)).await;
        let for_bot = run.outcome.for_bot();
        if let (OutcomeKind::NeedsConfirmation, Some(asked)) = (run.outcome.kind, &run.outcome.confirmation) {
            let (token, summary) = (asked.token.clone(), asked.summary.clone());
            self.pending = Some(Pending { tool: call.tool.clone(), token, summary });
        }
        under_way.renewed.extend(run.renewed);
        let received = received(&for_bot);
        let (inputs, hidden) = inputs(tool, arguments);
        under_way.hidden.extend(hidden);
        under_way.trace.push(Entry::Called(Box::new(Called {
            tool: call.tool.clone(),
            name: tool.connector().name.clone(),
            inputs,
            outcome: run.outcome.kind,
            owner: run.outcome.owner,
            run: run.trace,
            received: received.clone(),
            record: run.record,
        })));
        received
    }
}

/// What goes on in one turn.
#[derive(Default)]
struct UnderWay {
    approved: Option<Pending>,
    /// What the assistant said so far.
    said: Vec<String>,
    trace: Vec<Entry>,
    calls: usize,
    /// Sensitive values that were passed, to be masked in what the customer wrote.
    hidden: Vec<String>,
    /// What runs gave in place of secrets that they were lent.
    renewed: Vec<RenewedSecret>,
}

/// What was passed, in the order of the questions; sensitive values masked, and given beside.
fn inputs(tool: &Tool, arguments: &Map<String, Json>) -> (Vec<Value>, Vec<String>) {
    let mut hidden = Vec::new();
    let fields = &tool.connector().fields;
    let asked = fields.iter().filter_map(|field| Some((field, arguments.get(&field.name)?)));
    let shown = asked.map(|(field, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let value = if field.sensitive { MASK.to_owned() } else { text.clone() };
        if field.sensitive {
            hidden.push(text);
        }
        Value { field: field.name.clone(), value, how: String::new() }
    });
    let shown = shown.collect();
    (shown, hidden)
}

fn shortened(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(60).collect()
}
