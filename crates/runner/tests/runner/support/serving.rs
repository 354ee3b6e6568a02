//! `drawbridge serve` as a process: over HTTP by raw bytes, and over its standard streams by lines of JSON.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::program::{Program, signal};

/// No answer takes longer; a test that waits so long fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that listens on loopback.
pub struct Serving {
    child: Child,
    pub port: u16,
    told: Arc<Mutex<String>>,
}

/// What it answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Reads what a program tells on standard error, as it comes.
fn listen(child: &mut Child) -> Arc<Mutex<String>> {
    let told: Arc<Mutex<String>> = Arc::default();
    let (error, kept) = (child.stderr.take().unwrap(), Arc::clone(&told));
    std::thread::spawn(move || {
        for line in BufReader::new(error).lines().map_while(Result::ok) {
            let mut kept = kept.lock().unwrap();
            kept.push_str(&line);
            kept.push('\n');
        }
    });
    told
}

/// Waits until something holds.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

impl Serving {
    /// Starts it on a free port and waits until it listens.
    pub fn start(program: Program) -> Self {
        let mut child = program.with(&["--listen", "127.0.0.1:0"]).spawn();
        let told = listen(&mut child);
        let port = until("the server", || {
            let said = told.lock().unwrap().clone();
            if let Some(status) = child.try_wait().unwrap() {
                panic!("it ended with {status}: {said}");
            }
            said.split_once("at http://127.0.0.1:")?.1.split_once(':')?.0.parse().ok()
        });
        Self { child, port, told }
    }

    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends these bytes and gives the answer.
    pub fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server may answer and close before it has read everything.
        let _ = stream.write_all(bytes);
        read(&mut BufReader::new(stream)).expect("an answer")
    }

    /// Sends a request with these headers beside `Host`.
    pub fn send(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.raw(request(&self.host(), line, headers, body).as_bytes())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), &[], "")
    }

    /// Calls a tool over REST.
    pub fn call(&self, tool: &str, body: &Value) -> Answer {
        self.send(&format!("POST /tools/{tool}"), &[("Content-Type", "application/json")], &body.to_string())
    }

    /// Sends an MCP message of the revision 2026-07-28.
    pub fn mcp(&self, method: &str, mut params: Value, capabilities: &Value) -> Answer {
        params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
        params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = capabilities.clone();
        params["_meta"]["io.modelcontextprotocol/clientInfo"] = json!({"name": "test", "version": "1"});
        let name = params["name"].as_str().unwrap_or_default().to_owned();
        let message = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        let mut headers = vec![("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", method)];
        headers.extend((!name.is_empty()).then_some(("Mcp-Name", name.as_str())));
        self.post_mcp(&headers, &message.to_string())
    }

    /// Sends the text of an MCP message as it is.
    pub fn post_mcp(&self, headers: &[(&str, &str)], message: &str) -> Answer {
        let mut all = vec![("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")];
        all.extend(headers);
        self.send("POST /mcp", &all, message)
    }

    /// All that it has told on standard error.
    pub fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }

    /// Waits until it has told this.
    pub fn tells(&self, words: &str) {
        until(words, || self.told().contains(words).then_some(()));
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// Its exit status, once it has ended.
    pub fn end(mut self) -> i32 {
        until("its end", || self.child.try_wait().unwrap()).code().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request as bytes on the wire.
pub fn request(host: &str, line: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!("{line} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text + "\r\n" + body
}

/// Reads one answer, whose length is said or which ends with its last chunk.
pub fn read(reader: &mut impl BufRead) -> Option<Answer> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let status = lines.first()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
    let mut answer = Answer { status, headers, body: String::new() };
    if answer.header("transfer-encoding") == Some("chunked") {
        while let Some(chunk) = chunk(reader).filter(|chunk| !chunk.is_empty()) {
            answer.body.push_str(&chunk);
        }
        return Some(answer);
    }
    let length = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    answer.body = String::from_utf8(body).ok()?;
    Some(answer)
}

fn chunk(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut bytes = vec![0; usize::from_str_radix(line.trim(), 16).ok()? + 2];
    reader.read_exact(&mut bytes).ok()?;
    bytes.truncate(bytes.len() - 2);
    String::from_utf8(bytes).ok()
}

/// A server on its standard streams.
pub struct Piped {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    told: Arc<Mutex<String>>,
}

impl Piped {
    pub fn start(program: Program) -> Self {
        let mut child = program.spawn();
        let told = listen(&mut child);
        let (output, input) = (child.stdout.take().unwrap(), child.stdin.take());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self { child, input, lines, told }
    }

    /// The same, after the handshake of the revision 2025-11-25 with these capabilities of the client.
    pub fn initialized(program: Program, capabilities: &Value) -> Self {
        let mut piped = Self::start(program);
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": capabilities, "clientInfo": {"name": "test", "version": "1"}});
        let answer = piped.ask("initialize", &params);
        assert_eq!(answer["result"]["protocolVersion"], "2025-11-25", "{answer}");
        piped.write(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string());
        piped
    }

    /// Writes a line as it is.
    pub fn write(&mut self, line: &str) {
        self.write_bytes(format!("{line}\n").as_bytes());
    }

    pub fn write_bytes(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
    }

    /// The next line, which must be a JSON-RPC message.
    pub fn next(&self) -> Value {
        let line =
            self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no line came; it told: {}", self.told()));
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        assert_eq!(message["jsonrpc"], "2.0", "{line}");
        message
    }

    /// Sends a request and gives the message that comes next.
    pub fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.write(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string());
        self.next()
    }

    pub fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// Closes its input and gives its exit status and what else it wrote, each a JSON-RPC message.
    pub fn close(mut self) -> (i32, Vec<Value>) {
        drop(self.input.take());
        let status = until("its end", || self.child.try_wait().unwrap());
        let rest = std::iter::from_fn(|| self.lines.recv_timeout(Duration::from_secs(1)).ok());
        (status.code().unwrap(), rest.map(|line| serde_json::from_str(&line).unwrap()).collect())
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// Starts it with all its streams open.
    fn spawn(self) -> Child {
        self.into_command().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

/// Reads a stream to its end, or until nothing comes any more.
pub fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    bytes
}
