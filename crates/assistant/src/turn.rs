//! One turn: the customer's line, the assistant's moves, the calls, the reply. At most [`MOST_CALLS`] calls.
//!
//! A change in another system needs the customer's yes, and this file is where it is kept: the engine's token is held
//! back from the assistant, and is handed over only for the call that was read back, only after a line that says yes and
//! nothing else. An assistant that changes a value after the yes is asked again by the engine (SECURITY LLM-05, LLM-07).

use drawbridge_engine::{CancellationToken, Engine, RenewedSecret};
use drawbridge_model::OutcomeKind;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use ts_rs::TS;

use crate::assistant::{Assistant, Call, Dialogue, Message, Move};
use crate::builtin::intent;
use crate::conversation::{Called, Conversation, Entry, Turn, Value, received};
use crate::toolbox::{Tool, Toolbox};

/// Most calls in one turn, whatever the assistant wants (SECURITY LLM-08).
pub const MOST_CALLS: usize = 8;
/// What stands for a value that nobody should read.
const MASK: &str = "•••";
const TOO_MANY: &str = "I could not finish this. Please contact us for help.";
const STOPPED: &str = "Stopped.";

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
        let mut under_way = UnderWay { approved, trace: Vec::new(), calls: 0, hidden: Vec::new(), renewed: Vec::new() };
        self.messages.push(Message::Customer(line.to_owned()));
        let reply = self.reply(setting, &mut under_way).await;
        self.messages.push(Message::Assistant { text: reply.clone(), calls: Vec::new() });
        under_way.hidden.extend(self.memory.sensitive_values());
        let customer = under_way.hidden.iter().filter(|value| !value.is_empty());
        let customer = customer.fold(line.to_owned(), |line, value| line.replace(value.as_str(), MASK));
        let confirm = self.pending.as_ref().map(|pending| pending.summary.clone());
        self.turns.push(Turn { customer, reply, trace: under_way.trace, confirm, renewed: under_way.renewed });
        &self.turns[self.turns.len() - 1]
    }

    async fn reply(&mut self, setting: &Setting<'_>, under_way: &mut UnderWay) -> String {
        loop {
            let heard = |text: &str| (setting.heard)(ChatEvent::Words { text: text.to_owned() });
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
                () = setting.cancel.cancelled() => return STOPPED.to_owned(),
                thought = setting.assistant.next(dialogue) => thought,
            };
            let (text, calls) = match thought {
                Ok(Move::Say(text)) => return text,
                Ok(Move::Call { text, calls }) => (text, calls),
                Err(error) => {
                    under_way.trace.push(Entry::Note { text: format!("{} {}", error.what, error.next) });
                    return error.what;
                }
            };
            self.messages.push(Message::Assistant { text, calls: calls.clone() });
            for call in calls {
                let content = self.call(&call, setting, under_way).await;
                self.messages.push(Message::Result { call: call.id, content });
            }
            if under_way.calls > MOST_CALLS {
                let text = format!("The assistant wanted more than {MOST_CALLS} calls in one turn and was stopped.");
                under_way.trace.push(Entry::Note { text });
                return TOO_MANY.to_owned();
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
        })));
        received
    }
}

/// What goes on in one turn.
struct UnderWay {
    approved: Option<Pending>,
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
