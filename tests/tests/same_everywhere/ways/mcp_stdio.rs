//! MCP over standard streams, revision 2025-11-25: one client, many calls at the same time, and an elicitation that is
//! answered with yes while its call waits.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use drawbridge_tests::fake_api::FakeApi;
use drawbridge_tests::served::BundleFile;
use serde_json::{Value, json};

use super::Way;
use super::serving::{file, serve};
use crate::generate::Scenario;
use crate::heard::Outcome;

/// No answer takes longer.
const PATIENCE: Duration = Duration::from_mins(1);
/// The id of the first message; calls have the numbers of their scenarios.
const HELLO: &str = "hello";

/// The one client of a server.
pub struct McpStdio {
    child: Child,
    input: Arc<Mutex<ChildStdin>>,
    heard: Arc<Heard>,
    _file: BundleFile,
}

/// What the server has said, and who waits for it.
#[derive(Default)]
struct Heard {
    /// Who waits for the answer to a message, by its id.
    waiting: Mutex<HashMap<String, Sender<Value>>>,
    /// What it asked the customer.
    questions: Mutex<Vec<String>>,
}

impl McpStdio {
    /// Starts it and shakes hands.
    pub fn start(scenarios: &[Scenario], api: &FakeApi) -> Self {
        let file = file(scenarios, api);
        let mut command = serve(&file, scenarios, api);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let input = Arc::new(Mutex::new(child.stdin.take().expect("a pipe")));
        let (output, heard) = (child.stdout.take().expect("a pipe"), Arc::<Heard>::default());
        let (listening, answering) = (Arc::clone(&heard), Arc::clone(&input));
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let message = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
                listening.take(message, &answering);
            }
        });
        let client = Self { child, input, heard, _file: file };
        let hello = json!({
            "protocolVersion": "2025-11-25", "capabilities": {"elicitation": {}},
            "clientInfo": {"name": "test", "version": "1"}
        });
        let answer = client.ask(&HELLO.into(), "initialize", &hello);
        assert_eq!(answer["result"]["protocolVersion"], "2025-11-25", "{answer}");
        write(&client.input, &json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        client
    }

    fn ask(&self, id: &Value, method: &str, params: &Value) -> Value {
        let (sender, answer) = channel();
        lock(&self.heard.waiting).insert(id.to_string(), sender);
        write(&self.input, &json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        answer.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("{method} {id}: {error}"))
    }
}

impl Heard {
    /// Passes an answer on to whoever waits for it; says yes to a question.
    fn take(&self, message: Value, input: &Mutex<ChildStdin>) {
        if message["method"] == "elicitation/create" {
            let question = message["params"]["message"].as_str().unwrap_or_default().to_owned();
            lock(&self.questions).push(question);
            let yes = json!({"action": "accept", "content": {"confirm": true}});
            write(input, &json!({"jsonrpc": "2.0", "id": message["id"], "result": yes}));
            return;
        }
        let waiting = lock(&self.waiting).remove(&message["id"].to_string());
        let waiting = waiting.unwrap_or_else(|| panic!("nobody asked for this: {message}"));
        waiting.send(message).expect("whoever asked waits for the answer");
    }
}

impl Way for McpStdio {
    fn call(&self, scenario: &Scenario) -> (Option<String>, Outcome) {
        let params = json!({
            "name": scenario.connector.tool_name, "arguments": scenario.inputs,
            "_meta": {"org.drawbridge/conversation": scenario.connector.id}
        });
        let answer = self.ask(&scenario.number.into(), "tools/call", &params);
        let own = format!("“{}”", scenario.connector.name);
        let asked = lock(&self.heard.questions).iter().find(|question| question.contains(&own)).cloned();
        (asked, Outcome::read(&answer["result"]["structuredContent"]))
    }
}

impl Drop for McpStdio {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(input: &Mutex<ChildStdin>, message: &Value) {
    writeln!(lock(input), "{message}").expect("it reads");
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
