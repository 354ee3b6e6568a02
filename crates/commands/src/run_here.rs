//! "Run it here": the program `drawbridge`, started on this computer with the bundle that was exported last.
//!
//! It is the same program that runs beside a chatbot, so what works here works there. It listens on loopback only, behind a
//! token made for this start, and ends with this window. Its secrets are handed over in its environment, which it hides from
//! other programs as soon as it runs; nothing is written anywhere.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use drawbridge_engine::SecretName;
use drawbridge_model::bundle::Bundle;
use drawbridge_model::read::read_bundle;
use drawbridge_model::{Connector, Environment};
use drawbridge_vault::environment::variable_name;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

use crate::Commands;
use crate::boundary::{CommandError, ErrorCode, Nothing, Paste, PasteFor, RunHere, RunningHere};
use crate::error;

/// It must listen within this time.
const START: Duration = Duration::from_secs(10);
/// So many of its last lines are kept.
const LINES: usize = 50;
/// The name under which clients list it.
const NAME: &str = "drawbridge";

/// The bundle that was exported last, and the program that runs it.
#[derive(Default)]
pub(crate) struct Here {
    exported: Mutex<Option<PathBuf>>,
    running: Mutex<Option<Running>>,
}

/// What the program is started with.
struct Supplies {
    bundle: Bundle,
    /// Values by the variables that hand them over.
    secrets: Vec<(String, String)>,
    /// Addresses of the owner's own network, `HOST:PORT`.
    allowed: Vec<String>,
}

struct Running {
    /// Ends with this value.
    _child: Child,
    view: RunningHere,
    told: Arc<Mutex<VecDeque<String>>>,
}

impl Here {
    /// Remembers what was exported last.
    pub(crate) fn exported(&self, path: &Path) {
        *self.exported.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_owned());
    }
}

impl Commands {
    /// Starts it, in place of one that runs already.
    pub(crate) async fn run_here(self: &Arc<Self>, request: RunHere) -> Result<RunningHere, CommandError> {
        let environment = request.environment;
        let exported = self.here.exported.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let path = exported.ok_or_else(|| error::failed("Nothing was exported yet."))?;
        let program = self.host.runner().ok_or_else(|| {
            let hint = "Install it beside this program, or run the bundle where it is installed.";
            error::new(ErrorCode::NotFound, "The program “drawbridge” is not beside this one.", hint)
        })?;
        let file = path.clone();
        let supplies = self.blocking(move |commands| commands.supplies(&file, environment)).await?;
        let token = new_token()?;
        let mut command = Command::new(&program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--env", environment.as_str()]).arg(&path);
        for place in &supplies.allowed {
            command.args(["--allow-private", place]);
        }
        command.env_clear().envs(kept_variables()).envs(supplies.secrets).env(variable_name("serve", "token"), &token);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().map_err(|problem| error::file(&program, &problem))?;
        let (address, told) = listening(&mut child).await?;
        let pastes = pastes(&program, &path, &supplies.bundle, environment, &address, &token);
        let view = RunningHere { address, path: path.display().to_string(), environment, pastes, told: Vec::new() };
        let running = Running { _child: child, view, told };
        let shown = running.shown();
        *self.here.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
        Ok(shown)
    }

    /// What runs now. A program that has ended is still shown with what it told.
    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn running_here(self: &Arc<Self>, _: Nothing) -> Result<Option<RunningHere>, CommandError> {
        Ok(self.here.running.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(Running::shown))
    }

    /// Ends it.
    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn stop_here(self: &Arc<Self>, _: Nothing) -> Result<Nothing, CommandError> {
        drop(self.here.running.lock().unwrap_or_else(PoisonError::into_inner).take());
        Ok(Nothing {})
    }

    fn supplies(&self, path: &Path, environment: Environment) -> Result<Supplies, CommandError> {
        let text = std::fs::read_to_string(path).map_err(|problem| error::file(path, &problem))?;
        let bundle = read_bundle(&text).map_err(|problems| error::invalid(&problems))?;
        if environment == Environment::Sample {
            return Ok(Supplies { bundle, secrets: Vec::new(), allowed: Vec::new() });
        }
        let mut secrets = Vec::new();
        let mut allowed = Vec::new();
        for connector in &bundle.connectors {
            let prepared = self.prepare(&connector.id, environment)?;
            for SecretName { system, name } in prepared.plan.required_secrets() {
                let reference = self.store.secret_reference(system, environment, name)?;
                let bound = reference.map(|reference| self.bound_value(&reference)).transpose()?.flatten();
                // That it is there was seen when the connector was prepared.
                secrets.extend(bound.map(|bound| (variable_name(system, name), bound.value.expose().to_owned())));
            }
            allowed.extend(prepared.own_network.iter().map(|origin| format!("{}:{}", origin.host(), origin.port())));
        }
        Ok(Supplies { bundle, secrets, allowed })
    }
}

impl Running {
    fn shown(&self) -> RunningHere {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        RunningHere { told: told.iter().cloned().collect(), ..self.view.clone() }
    }
}

/// What every program needs; nothing of the rest is passed on.
fn kept_variables() -> impl Iterator<Item = (&'static str, std::ffi::OsString)> {
    let names = ["PATH", "HOME", "LANG", "TMPDIR", "SystemRoot", "XDG_RUNTIME_DIR"];
    names.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)))
}

fn new_token() -> Result<String, CommandError> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes)
        .map_err(|problem| error::failed(format!("The computer gives no random numbers: {problem}.")))?;
    Ok(bytes.iter().fold(String::new(), |token, byte| token + &format!("{byte:02x}")))
}

/// Waits until it listens, and keeps what it tells from then on. If it ends before, its own words say why.
async fn listening(child: &mut Child) -> Result<(String, Arc<Mutex<VecDeque<String>>>), CommandError> {
    let Some(told) = child.stderr.take() else { return Err(error::failed("The program could not be listened to.")) };
    let mut lines = BufReader::new(told).lines();
    let mut words = Vec::new();
    let address = tokio::time::timeout(START, async {
        while let Ok(Some(line)) = lines.next_line().await {
            let address = line.split_once(" at http://").and_then(|(_, rest)| rest.split_once(": "));
            if let Some((address, _)) = address {
                return Some(format!("http://{address}"));
            }
            words.push(line);
        }
        None
    })
    .await;
    let Ok(Some(address)) = address else { return Err(why(&words)) };
    let told: Arc<Mutex<VecDeque<String>>> = Arc::default();
    tokio::spawn(keep(lines, Arc::clone(&told)));
    Ok((address, told))
}

async fn keep(mut lines: Lines<BufReader<ChildStderr>>, told: Arc<Mutex<VecDeque<String>>>) {
    while let Ok(Some(line)) = lines.next_line().await {
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() == LINES {
            told.pop_front();
        }
        told.push_back(line);
    }
}

fn why(words: &[String]) -> CommandError {
    let first = |word: &str| words.iter().find_map(|line| line.strip_prefix(word)).unwrap_or_default().to_owned();
    let message = first("error: ");
    let message = if message.is_empty() { "The program did not start.".to_owned() } else { message };
    error::new(ErrorCode::Failed, message, first("hint: "))
}

fn pastes(
    program: &Path,
    path: &Path,
    bundle: &Bundle,
    environment: Environment,
    address: &str,
    token: &str,
) -> Vec<Paste> {
    let url = format!("{address}/mcp");
    let headers = json!({"Authorization": format!("Bearer {token}")});
    let paste = |client, value: &Value| Paste { client, text: serde_json::to_string_pretty(value).unwrap_or_default() };
    vec![
        paste(
            PasteFor::ClaudeDesktop,
            &json!({"mcpServers": {NAME: started_by_client(program, path, bundle, environment)}}),
        ),
        paste(PasteFor::VsCode, &json!({"servers": {NAME: {"type": "http", "url": url, "headers": headers}}})),
        paste(PasteFor::Cursor, &json!({"mcpServers": {NAME: {"url": url, "headers": headers}}})),
        Paste { client: PasteFor::Http, text: plain(bundle.connectors.first(), address, token) },
    ]
}

/// A client that starts the program has to give it the secrets too, which are left to be filled in.
fn started_by_client(program: &Path, path: &Path, bundle: &Bundle, environment: Environment) -> Value {
    let arguments =
        ["serve".to_owned(), path.display().to_string(), "--env".to_owned(), environment.as_str().to_owned()];
    let mut server = json!({"command": program.display().to_string(), "args": arguments});
    if environment != Environment::Sample {
        let names = bundle.requires.secrets.iter().filter_map(|secret| secret.split_once('.'));
        server["env"] = names.map(|(system, name)| (variable_name(system, name), json!("…"))).collect();
    }
    server
}

fn plain(connector: Option<&Connector>, address: &str, token: &str) -> String {
    let Some(connector) = connector else { return String::new() };
    let required = connector.fields.iter().filter(|field| field.required);
    let inputs: Value = required.map(|field| (field.name.clone(), json!(field.example))).collect();
    let body = json!({"inputs": inputs, "conversation": "1"}).to_string().replace('\'', r"'\''");
    format!(
        "curl {address}/tools/{} -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' -d '{body}'",
        connector.tool_name
    )
}
