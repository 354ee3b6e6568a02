//! The chat of the workbench: the same assistant, tool loop and engine as `drawbridge chat`.
//!
//! A conversation lives while the window is open and is never written to disk but for its runs, which are kept as every
//! run is, without a value of the customer's or of an answer. What is kept of its words is a test, if the owner
//! wants it, and only of a chat on the samples, whose customers are fictional. Each conversation has an engine of its own, so
//! that failed tries are counted for this customer and a new chat begins anew.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use drawbridge_assistant::{Assistant, BuiltIn, Conversation, Entry, Setting, Tool, Toolbox, Turn, attack, chat_tests};
use drawbridge_engine::{CancellationToken, Engine, EngineSettings, Secrets};
use drawbridge_model::{ChatTest, Environment};

use crate::Commands;
use crate::activity::RanOnce;
use crate::boundary::{
    AttackRequest, AttackView, ChatBy, ChatId, ChatLine, ChatNews, ChatTestReport, ChatTestRequest, ChatTools,
    ChatTurnView, ChatView, CommandError, ConnectorId, ErrorCode, Event, Nothing,
};
use crate::chat_model::in_words;
use crate::chat_tools::{Ready, chat_request};
use crate::{error, tokens};

/// Most conversations that are kept; the oldest goes first.
const MOST: usize = 50;
/// Longest id of a conversation, in bytes.
const LONGEST_ID: usize = 100;
/// Longest line of a customer, in characters.
const LONGEST_LINE: usize = 10_000;

/// Conversations by their id.
#[derive(Default)]
pub(crate) struct Chats(Mutex<Open>);

#[derive(Default)]
struct Open {
    chats: HashMap<String, Arc<Chat>>,
    order: Vec<String>,
}

/// One conversation, and what stops its turn.
struct Chat {
    engine: Engine,
    conversation: tokio::sync::Mutex<Conversation>,
    under_way: Mutex<CancellationToken>,
    /// Where its calls went, and with which tools, for a test made of it.
    last: Mutex<Option<(Environment, Arc<Toolbox>)>>,
}

impl Commands {
    pub(crate) async fn chat_say(self: &Arc<Self>, request: ChatLine) -> Result<ChatView, CommandError> {
        let line = request.line.trim().to_owned();
        if line.is_empty() || line.chars().count() > LONGEST_LINE {
            return Err(error::failed("A line has between one and 10,000 characters."));
        }
        if request.chat_id.len() > LONGEST_ID {
            return Err(error::failed("This is no name of a chat."));
        }
        let ChatLine { environment, scope, connector_id, .. } = request.clone();
        let ready = self.tools(&ChatTools { connector_id, scope, environment }).await?;
        let assistant = self.assistant(request.by).await?;
        let chat = self.chats.of(&request.chat_id)?;
        let cancel = CancellationToken::new();
        *lock(&chat.under_way) = cancel.clone();
        *lock(&chat.last) = Some((environment, Arc::clone(&ready.toolbox)));
        let mut conversation = chat.conversation.lock().await;
        if let Some(turn) = request.instead_of {
            conversation.rewind(usize::try_from(turn).unwrap_or(usize::MAX));
        }
        let (host, chat_id) = (Arc::clone(&self.host), request.chat_id.clone());
        let heard = move |event| host.emit(Event::Chat { news: ChatNews { chat_id: chat_id.clone(), event } });
        let now = self.timestamp();
        let setting = Setting {
            assistant: assistant.as_ref(),
            toolbox: &ready.toolbox,
            engine: &chat.engine,
            today: self.today(),
            now,
            cancel,
            heard: &heard,
        };
        let turn = conversation.say(&line, &setting).await.clone();
        self.blocking(move |commands| commands.keep_turn(environment, &ready, &turn)).await?;
        Ok(view(request.chat_id, &conversation))
    }

    /// Keeps what came of a turn: its runs, as every run, and secrets that were renewed.
    fn keep_turn(&self, environment: Environment, ready: &Ready, turn: &Turn) -> Result<(), CommandError> {
        if let Err(problem) = self.keep_renewed(environment, &turn.renewed) {
            tracing::warn!("a new refresh token of a chat could not be kept: {}", problem.message);
        }
        for entry in &turn.trace {
            let Entry::Called(called) = entry else { continue };
            let Some(connector) = ready.toolbox.get(&called.tool).map(Tool::connector) else { continue };
            let revision = ready.revisions.get(&connector.id).copied().unwrap_or_default();
            self.record(
                (connector, revision),
                environment,
                &RanOnce { outcome: called.outcome, trace: &called.run, record: &called.record },
            )?;
        }
        Ok(())
    }

    async fn assistant(self: &Arc<Self>, by: ChatBy) -> Result<Box<dyn Assistant>, CommandError> {
        Ok(match by {
            ChatBy::BuiltIn => Box::new(BuiltIn),
            ChatBy::Model => Box::new(self.model().await?),
        })
    }

    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn chat_stop(self: &Arc<Self>, request: ChatId) -> Result<Nothing, CommandError> {
        if let Some(chat) = lock(&self.chats.0).chats.get(&request.chat_id) {
            lock(&chat.under_way).cancel();
        }
        Ok(Nothing {})
    }

    /// Ends a conversation and forgets it.
    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn chat_end(self: &Arc<Self>, request: ChatId) -> Result<Nothing, CommandError> {
        let mut open = lock(&self.chats.0);
        if let Some(chat) = open.chats.remove(&request.chat_id) {
            lock(&chat.under_way).cancel();
        }
        open.order.retain(|id| *id != request.chat_id);
        Ok(Nothing {})
    }

    /// A conversation as a test. The interface adds it to the draft, as it does with every change.
    pub(crate) async fn chat_as_test(self: &Arc<Self>, request: ChatTestRequest) -> Result<ChatTest, CommandError> {
        let chat = lock(&self.chats.0).chats.get(&request.chat_id).cloned();
        let chat = chat.ok_or_else(|| error::not_found("chat"))?;
        let Some((environment, toolbox)) = lock(&chat.last).clone() else { return Err(error::not_found("chat")) };
        if environment != Environment::Sample {
            return Err(error::new(
                ErrorCode::Failed,
                "This chat holds answers of a real system, which do not belong in a test.",
                "Switch to Sample, say it again there, and save that chat.",
            ));
        }
        let conversation = chat.conversation.lock().await;
        let by_model =
            |turn: &Turn| turn.failure.is_some() || turn.trace.iter().any(|entry| matches!(entry, Entry::Asked { .. }));
        if conversation.turns().iter().any(by_model) {
            return Err(error::new(
                ErrorCode::Failed,
                "A model answered in this chat, and it says something else every time.",
                "Switch to the built-in assistant, say it again in a new chat, and save that.",
            ));
        }
        Ok(conversation.as_test(&request.name, self.today(), &toolbox))
    }

    pub(crate) async fn run_chats(self: &Arc<Self>, request: ConnectorId) -> Result<ChatTestReport, CommandError> {
        let everything = move |commands: &Self| {
            let all = commands.store.connectors()?;
            let all = all.iter().filter_map(|row| commands.connector(&row.id).ok()).map(|read| read.document);
            Ok((commands.connector(&request.id)?.document, all.collect::<Vec<_>>(), commands.all_systems()?))
        };
        let (connector, all, systems) = self.blocking(everything).await?;
        Ok(ChatTestReport { results: chat_tests(&connector, &all, &systems).await })
    }

    pub(crate) async fn try_attack(self: &Arc<Self>, request: AttackRequest) -> Result<AttackView, CommandError> {
        let assistant = self.assistant(request.by).await?;
        let prepare =
            move |commands: &Self| Ok((commands.connector(&request.connector_id)?.document, commands.all_systems()?));
        let (connector, systems) = self.blocking(prepare).await?;
        let request = chat_request(Environment::Sample, Secrets::default(), &systems, &[]);
        let report = attack(&connector, &systems, &request, assistant.as_ref()).await.map_err(in_words)?;
        Ok(AttackView { report })
    }

    fn today(&self) -> jiff::civil::Date {
        let now = jiff::Timestamp::from_millisecond(self.host.now()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        now.to_zoned(jiff::tz::TimeZone::system()).date()
    }
}

impl Chats {
    /// The conversation of this id, which begins if there is none.
    fn of(&self, id: &str) -> Result<Arc<Chat>, CommandError> {
        let mut open = lock(&self.0);
        if let Some(chat) = open.chats.get(id) {
            return Ok(Arc::clone(chat));
        }
        let engine = Engine::new(EngineSettings::standard()).map_err(|error| error::failed(error.to_string()))?;
        let chat = Arc::new(Chat {
            engine,
            conversation: tokio::sync::Mutex::new(Conversation::new(id)),
            under_way: Mutex::default(),
            last: Mutex::default(),
        });
        if open.order.len() >= MOST {
            let oldest = open.order.remove(0);
            open.chats.remove(&oldest);
        }
        open.order.push(id.to_owned());
        open.chats.insert(id.to_owned(), Arc::clone(&chat));
        Ok(chat)
    }
}

fn view(chat_id: String, conversation: &Conversation) -> ChatView {
    let turns = conversation.turns().iter().map(|turn| {
        let received = turn.trace.iter().filter_map(|entry| match entry {
            Entry::Called(called) => Some(tokens::count(&called.received)),
            _ => None,
        });
        ChatTurnView { received: received.collect(), turn: turn.clone() }
    });
    ChatView { chat_id, turns: turns.collect() }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
