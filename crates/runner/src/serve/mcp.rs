//! MCP, and the one file that names its library: tools to list and call, over standard input and output or HTTP.
//!
//! Revisions 2025-11-25 and 2026-07-28 (and older ones that the library knows) are spoken without sessions: everything that
//! must outlive a request is in the engine. A tool that waits for the customer's yes asks for it by elicitation where the
//! client can; where it cannot, the answer has a token, and the same call with it carries the change out, once. What the
//! client echoes (`requestState`) is that token: bound to the values, single-use, worthless for another call.
//!
//! Over standard streams a client is told when the tools are others (after `initialize` unasked, later by a subscription).
//! Over HTTP nothing stays open for that; clients list anew there.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, header};
use axum::response::Response;
use drawbridge_engine::tool_formats::LONGEST_CONVERSATION;
use drawbridge_engine::{BotOutcome, ConfirmationRequest, Progress};
use drawbridge_model::OutcomeKind;
use drawbridge_model::tool::ToolDefinition;
use http_body_util::Full;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ElicitRequest, ElicitRequestParams, ElicitResult,
    ElicitationAction, ElicitationSchema, ErrorData, Implementation, InputRequest, InputRequiredResult,
    ListToolsResult, PaginatedRequestParams, ProgressNotificationParam, ProgressToken, RequestMetaObject,
    ServerCapabilities, ServerConfig, SubscriptionFilter, Tool as McpTool, ToolAnnotations,
};
use rmcp::service::{NotificationContext, Peer, RequestContext, SubscriptionContext};
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::transport::io::stdio_pipes;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{RoleServer, ServerHandler};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_util::sync::CancellationToken;

use super::identity::{self, Given};
use super::server::{Call, Server};
use super::{CONVERSATION_HEADER, LONGEST_MESSAGE};

/// The argument that carries a confirmation's token where a client cannot ask by itself.
const TOKEN: &str = "confirmation_token";
/// The key of `_meta` under which an application names its conversation.
const CONVERSATION: &str = "org.drawbridge/conversation";
/// The way of a client that started the program.
const STDIO: &str = "stdio";
/// What is asked by elicitation, and the name of its answer.
const QUESTION: &str = "confirm";
/// How long a customer may think about it.
const LONGEST_QUESTION: Duration = Duration::from_mins(5);
/// Most tools on one page of a list.
const PAGE: usize = 1_000;
const INSTRUCTIONS: &str = "Each tool checks who the customer is by itself and answers only if the details match. Pass on \
what the customer said, unchanged; never guess a value. If a tool says that the details do not match, say so and ask again.";

/// One client, or one request of a client over HTTP.
#[derive(Clone)]
struct Client {
    server: Arc<Server>,
    way: &'static str,
    /// The conversation of a client that has a process of its own.
    conversation: Option<&'static str>,
}

/// Speaks to the one client of standard input and output until it closes them or `stop` is cancelled.
pub async fn standard_streams(server: Arc<Server>, stop: CancellationToken) -> Result<(), String> {
    let client = Client { server, way: STDIO, conversation: Some("standard input") };
    let (read, write) = stdio_pipes();
    let transport = AsyncRwTransport::new_server(read, write).with_max_line_length(LONGEST_MESSAGE);
    let started = rmcp::service::serve_server_with_ct(client, transport, stop.clone()).await;
    let running = match started {
        Ok(running) => running,
        Err(_) if stop.is_cancelled() => return Ok(()),
        Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    running.waiting().await.map(drop).map_err(|error| error.to_string())
}

/// What answers at `/mcp`. Host and Origin are judged before it, for every path alike ([`super::guard`]).
pub struct Endpoint(StreamableHttpService<Client, NeverSessionManager>);

impl Endpoint {
    /// For many clients, until `stop` is cancelled.
    pub fn new(server: Arc<Server>, stop: CancellationToken) -> Self {
        let settings = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_max_request_body_bytes(LONGEST_MESSAGE)
            .with_cancellation_token(stop)
            .disable_allowed_hosts();
        let client = Client { server, way: "mcp", conversation: None };
        Self(StreamableHttpService::new(move || Ok(client.clone()), Arc::default(), settings))
    }

    /// Answers a request whose body has come whole.
    pub async fn answer(&self, head: Parts, body: Bytes) -> Response {
        self.0.handle(Request::from_parts(head, Full::new(body))).await.map(Body::new)
    }
}

/// Whether a request says that its body is JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// What its sender gets for a message that could not be read as one. The library answers with a text only, as if the
/// content type were wrong.
pub fn problem_of(message: &[u8]) -> Value {
    let (code, words) = match serde_json::from_slice::<Value>(message) {
        Err(_) => (-32700, "The message is not JSON, or too deep."),
        Ok(Value::Array(_)) => (-32600, "Batches are not part of MCP; send one message at a time."),
        Ok(_) => (-32600, "The message is none of JSON-RPC 2.0: look at jsonrpc, id and method."),
    };
    json!({"jsonrpc": "2.0", "id": null, "error": {"code": code, "message": words}})
}

impl ServerHandler for Client {
    fn get_info(&self) -> ServerConfig {
        let mut capabilities = ServerCapabilities::builder().enable_tools().build();
        if let Some(tools) = capabilities.tools.as_mut().filter(|_| self.tells_changes()) {
            tools.list_changed = Some(true);
        }
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("drawbridge", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let start = match request.and_then(|request| request.cursor) {
            None => 0,
            Some(cursor) => cursor.parse().map_err(|_| ErrorData::invalid_params("There is no such page.", None))?,
        };
        let tools = self.server.tools();
        let page: Vec<McpTool> = tools.iter().skip(start).take(PAGE).map(|tool| tool.described.0.clone()).collect();
        let next = start + page.len();
        let next_cursor = (next < tools.len()).then(|| next.to_string());
        Ok(ListToolsResult { next_cursor, ..ListToolsResult::with_all_items(page) })
    }

    fn get_tool(&self, name: &str) -> Option<McpTool> {
        self.server.tools().get(name).map(|tool| tool.described.0.clone())
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        if self.tells_changes() {
            let (mut changes, peer) = (self.server.changes(), context.peer);
            tokio::spawn(async move {
                while changes.changed().await.is_ok() && peer.notify_tool_list_changed().await.is_ok() {}
            });
        }
    }

    fn accepted_subscription_filter(&self, _: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.tells_changes().then(|| SubscriptionFilter::builder().tools_list_changed().build())
    }

    async fn listen(&self, subscription: SubscriptionContext) -> Result<(), ErrorData> {
        let mut changes = self.server.changes();
        let telling = async {
            while changes.changed().await.is_ok() && subscription.sink().notify_tool_list_changed().await.is_ok() {}
        };
        tokio::select! {
            () = subscription.cancelled() => {}
            () = telling => {}
        }
        Ok(())
    }

    fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> impl Future<Output = Result<CallToolResponse, ErrorData>> {
        // Apart from the library's tasks, which are moved a dozen times.
        Box::pin(self.carry_out(request, context))
    }
}

impl Client {
    /// Whether the client is told when the tools are others.
    fn tells_changes(&self) -> bool {
        self.way == STDIO
    }

    /// Makes a call, and asks for the customer's yes where the client can.
    async fn carry_out(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let asks = self.server.tools().get(&request.name).ok_or_else(unknown)?.asks;
        let given = Beside { parts: context.extensions.get::<Parts>(), meta: &context.meta };
        let mut inputs = request.arguments.unwrap_or_default();
        let mut confirmation = None;
        if asks {
            confirmation = inputs.remove(TOKEN).and_then(|token| token.as_str().map(str::to_owned));
        }
        if let Some(answers) = &request.input_responses {
            let answer = answers.get(QUESTION).and_then(|answer| serde_json::from_value(answer.clone()).ok());
            if !answer.as_ref().is_some_and(agrees) {
                return Ok(complete(&declined()).into());
            }
            confirmation = request.request_state;
        }
        let conversation = self.conversation(&given)?;
        let progress = context.meta.get_progress_token().map(|token| tell_progress(token, context.peer.clone()));
        let call = |confirmation| Call {
            tool: request.name.to_string(),
            inputs: inputs.clone(),
            conversation: conversation.clone(),
            confirmation,
            given: &given,
            cancel: context.ct.child_token(),
            progress: progress.clone(),
            way: self.way,
        };
        let outcome = self.server.call(call(confirmation)).await.map_err(|_| unknown())?;
        let Some(asked) = outcome.confirmation.as_ref().filter(|_| can_be_asked(&context)) else {
            return Ok(complete(&outcome).into());
        };
        if context.protocol_version().is_none_or(|version| version.has_initialize()) {
            if self.way != STDIO {
                return Ok(complete(&outcome).into());
            }
            let answer = context.peer.create_elicitation_with_timeout(question(asked), Some(LONGEST_QUESTION)).await;
            if !answer.as_ref().is_ok_and(agrees) {
                return Ok(complete(&declined()).into());
            }
            let outcome = self.server.call(call(Some(asked.token.clone()))).await.map_err(|_| unknown())?;
            return Ok(complete(&outcome).into());
        }
        let request = InputRequest::Elicitation(ElicitRequest::new(question(asked)));
        let requests = [(QUESTION.to_owned(), request)].into();
        Ok(InputRequiredResult::new(Some(requests), Some(asked.token.clone())).into())
    }

    fn conversation(&self, given: &Beside<'_>) -> Result<Option<String>, ErrorData> {
        let named = given.meta(CONVERSATION).or_else(|| given.header(CONVERSATION_HEADER));
        if named.as_ref().is_some_and(|name| name.chars().count() > LONGEST_CONVERSATION) {
            return Err(ErrorData::invalid_params("The conversation's name is too long.", None));
        }
        Ok(named.or_else(|| self.conversation.map(str::to_owned)))
    }
}

/// What stands beside a call's arguments.
struct Beside<'request> {
    parts: Option<&'request Parts>,
    meta: &'request RequestMetaObject,
}

impl Given for Beside<'_> {
    fn header(&self, name: &str) -> Option<String> {
        self.parts.and_then(|parts| super::only_header(&parts.headers, name))
    }

    fn meta(&self, key: &str) -> Option<String> {
        self.meta.get(key)?.as_str().map(str::to_owned)
    }
}

/// What MCP clients are told about a tool, made once; cheap to clone.
pub struct Described(McpTool);

impl Described {
    /// `asks`: a call may wait for the customer's yes. `destroys`: what it changes may be gone for good.
    /// `gives`: the schema of what a call gives.
    pub fn new(definition: &ToolDefinition, title: &str, gives: Value, asks: bool, destroys: bool) -> Self {
        let mut schema = definition.input_schema.as_object().cloned().unwrap_or_default();
        if asks && let Some(Value::Object(properties)) = schema.get_mut("properties") {
            let description = "Only after the customer has said yes to exactly what the tool said it would do: the token of \
                               its answer. Leave it out of the first call, and never make one up.";
            properties.insert(TOKEN.to_owned(), json!({"type": "string", "description": description}));
        }
        let annotations = ToolAnnotations::with_title(title)
            .read_only(!definition.writes)
            .destructive(definition.writes && destroys)
            .idempotent(!definition.writes)
            .open_world(true);
        let tool = McpTool::new(definition.name.clone(), definition.description.clone(), schema);
        let tool = tool.with_title(title).with_annotations(annotations);
        Self(match gives {
            Value::Object(gives) => tool.with_raw_output_schema(Arc::new(gives)),
            _ => tool,
        })
    }
}

fn complete(outcome: &BotOutcome) -> CallToolResult {
    let value = serde_json::to_value(outcome).unwrap_or_default();
    match outcome.outcome {
        OutcomeKind::Answer | OutcomeKind::NeedsConfirmation | OutcomeKind::NotVerified => {
            CallToolResult::structured(value)
        }
        OutcomeKind::InvalidInput | OutcomeKind::Throttled | OutcomeKind::ApiError | OutcomeKind::Unavailable => {
            CallToolResult::structured_error(value)
        }
    }
}

fn question(asked: &ConfirmationRequest) -> ElicitRequestParams {
    let schema = ElicitationSchema::builder()
        .required_bool(QUESTION)
        .build()
        .unwrap_or_else(|_| ElicitationSchema::new([].into()));
    ElicitRequestParams::FormElicitationParams { meta: None, message: asked.summary.clone(), requested_schema: schema }
}

/// Only a plain yes is one.
fn agrees(answer: &ElicitResult) -> bool {
    answer.action == ElicitationAction::Accept
        && answer.content.as_ref().and_then(|content| content.get(QUESTION)) == Some(&Value::Bool(true))
}

fn can_be_asked(context: &RequestContext<RoleServer>) -> bool {
    let elicitation = context.client_capabilities().and_then(|capabilities| capabilities.elicitation);
    elicitation.is_some_and(|elicitation| elicitation.form.is_some() || elicitation.url.is_none())
}

fn declined() -> BotOutcome {
    let message = "The customer did not say yes, so nothing was done.";
    identity::outcome(OutcomeKind::NeedsConfirmation, message, Vec::new())
}

fn unknown() -> ErrorData {
    ErrorData::invalid_params("There is no tool of this name.", None)
}

/// Passes on how far a call has come: which request is under way, and how many there are.
fn tell_progress(token: ProgressToken, peer: Peer<RoleServer>) -> tokio::sync::mpsc::UnboundedSender<Progress> {
    let (sender, events) = unbounded_channel();
    tokio::spawn(pass_on(events, token, peer));
    sender
}

async fn pass_on(mut events: UnboundedReceiver<Progress>, token: ProgressToken, peer: Peer<RoleServer>) {
    while let Some(event) = events.recv().await {
        let Progress::StepStarted { name, index, of, .. } = event else { continue };
        let (done, all) = (u32::try_from(index).unwrap_or_default(), u32::try_from(of).unwrap_or_default());
        let told = ProgressNotificationParam::new(token.clone(), f64::from(done))
            .with_total(f64::from(all))
            .with_message(name);
        if peer.notify_progress(told).await.is_err() {
            return;
        }
    }
}
