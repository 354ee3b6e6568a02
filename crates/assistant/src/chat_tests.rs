//! Saved chats: a conversation on the samples becomes a test, and a test is replayed and compared.

use drawbridge_engine::{Engine, EngineSettings, Plan, RunRequest};
use drawbridge_model::{ChatTest, ChatTestCall, ChatTestTurn, Connector, System};
use serde::Serialize;
use serde_json::Value as Json;
use ts_rs::TS;

use crate::assistant::Message;
use crate::builtin::BuiltIn;
use crate::conversation::{Called, Conversation, Entry, Turn};
use crate::toolbox::{Tool, Toolbox};
use crate::turn::Setting;

/// A saved chat and what came of its replay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ChatTestResult {
    /// Its name.
    pub name: String,
    /// What differs, one sentence; empty when all of it held.
    pub difference: String,
}

impl Conversation {
    /// This chat as a test: the same lines are to lead to the same calls and the same replies.
    pub fn as_test(&self, name: &str, today: jiff::civil::Date, toolbox: &Toolbox) -> ChatTest {
        let lines = self.messages.iter().filter_map(|message| match message {
            Message::Customer(line) => Some(line),
            _ => None,
        });
        let turns = lines.zip(&self.turns).map(|(line, turn)| ChatTestTurn {
            customer: line.clone(),
            calls: calls(turn),
            said: vec![turn.reply.clone()],
            not_said: Vec::new(),
        });
        let with = toolbox.tools().iter().map(|tool| tool.definition().name.clone()).collect();
        ChatTest { name: name.to_owned(), day: today.to_string(), with, turns: turns.collect() }
    }
}

/// Replays the saved chats of a connector among the others that took part. Nothing is sent.
pub async fn chat_tests(connector: &Connector, all: &[Connector], systems: &[System]) -> Vec<ChatTestResult> {
    let mut results = Vec::with_capacity(connector.chats.len());
    for chat in &connector.chats {
        let difference = replay(chat, connector, all, systems).await.unwrap_or_else(|why| why);
        results.push(ChatTestResult { name: chat.name.clone(), difference });
    }
    results
}

/// What differs; the error is why it could not be replayed at all.
async fn replay(
    chat: &ChatTest,
    connector: &Connector,
    all: &[Connector],
    systems: &[System],
) -> Result<String, String> {
    let today = chat.day.parse().map_err(|_| format!("“{}” is no day; write it as 2026-11-25.", chat.day))?;
    let mut tools = Vec::new();
    for name in &chat.with {
        let own = (connector.tool_name == *name).then_some(connector);
        let found = own.or_else(|| all.iter().find(|connector| connector.tool_name == *name));
        let found = found.ok_or_else(|| format!("The connector “{name}” took part in this chat and is not here."))?;
        let plan = Plan::new(found, systems).map_err(|_| format!("The connector “{name}” cannot run as it is."))?;
        tools.push(Tool::new(plan, RunRequest::on_samples()));
    }
    let toolbox = Toolbox::new(tools);
    let engine = Engine::new(EngineSettings::standard()).map_err(|error| error.to_string())?;
    let mut conversation = Conversation::new("saved chat");
    for expected in &chat.turns {
        let setting = Setting::unwatched(&BuiltIn, &toolbox, &engine, today);
        let difference = difference(expected, conversation.say(&expected.customer, &setting).await);
        if !difference.is_empty() {
            return Ok(difference);
        }
    }
    Ok(String::new())
}

fn difference(expected: &ChatTestTurn, turn: &Turn) -> String {
    let came = calls(turn);
    let after = format!("After “{}”", turn.customer);
    if came != expected.calls {
        return format!("{after}: {}; {} expected.", in_words(&came), was(&expected.calls));
    }
    if let Some(missing) = expected.said.iter().find(|words| !turn.reply.contains(words.as_str())) {
        return format!("{after} the bot says “{}”; “{missing}” was expected.", turn.reply);
    }
    match expected.not_said.iter().find(|words| turn.reply.contains(words.as_str())) {
        Some(said) => format!("{after} the bot says “{said}”, which it must not."),
        None => String::new(),
    }
}

fn in_words(calls: &[ChatTestCall]) -> String {
    let call = |call: &ChatTestCall| {
        let fields = if call.fields.is_empty() { String::new() } else { format!(" with {}", call.fields.join(", ")) };
        format!("{} ends with {}{fields}", call.tool, call.outcome.as_str())
    };
    if calls.is_empty() {
        "nothing is called".to_owned()
    } else {
        calls.iter().map(call).collect::<Vec<_>>().join(" and ")
    }
}

fn was(calls: &[ChatTestCall]) -> String {
    format!("that {} was", in_words(calls))
}

fn calls(turn: &Turn) -> Vec<ChatTestCall> {
    let called = turn.trace.iter().filter_map(|entry| match entry {
        Entry::Called(called) => Some(called),
        _ => None,
    });
    called
        .map(|called| ChatTestCall { tool: called.tool.clone(), outcome: called.outcome, fields: fields(called) })
        .collect()
}

fn fields(called: &Called) -> Vec<String> {
    let received: Json = serde_json::from_str(&called.received).unwrap_or_default();
    received["data"].as_object().map(|data| data.keys().cloned().collect()).unwrap_or_default()
}
