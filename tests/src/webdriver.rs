//! A small client of the W3C WebDriver protocol: enough to drive WebKitWebDriver, over plain HTTP on loopback.
//!
//! Written out because a client library would bring an HTTP client of its own into the workspace, and the protocol is
//! a handful of JSON requests. A command that the driver refuses gives the driver's words as an error.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// The key under which an element's id travels, from the WebDriver standard, section 12.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// A driver that says nothing for this long has lost its window.
const SILENCE: Duration = Duration::from_mins(1);

/// A session with one window.
pub struct Session {
    port: u16,
    id: String,
}

/// Something on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element(String);

impl Session {
    /// Asks the driver to start the program and waits for its window.
    pub fn start(port: u16, binary: &str) -> Result<Self, String> {
        let capabilities = json!({"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": {"binary": binary}}}});
        let session = request(port, "POST", "/session", Some(&capabilities))?;
        let id = session["sessionId"].as_str().ok_or_else(|| format!("no session: {session}"))?.to_owned();
        Ok(Self { port, id })
    }

    /// Ends the session; the driver closes the program.
    pub fn end(self) -> Result<(), String> {
        self.command("DELETE", "", None).map(drop)
    }

    /// Runs the body of a function in the page and gives back what it returns.
    pub fn script(&self, body: &str, arguments: &[Value]) -> Result<Value, String> {
        self.command("POST", "/execute/sync", Some(&json!({"script": body, "args": arguments})))
    }

    /// The same, for a body that returns a promise.
    pub fn promise(&self, body: &str, arguments: &[Value]) -> Result<Value, String> {
        let body = format!(
            "const done = arguments[arguments.length - 1]; \
             (async function () {{ {body} }}).apply(null, arguments).then(done, problem => done('FAILED ' + problem))"
        );
        self.command("POST", "/execute/async", Some(&json!({"script": body, "args": arguments})))
    }

    /// An element that a script returned.
    pub fn element(&self, body: &str, arguments: &[Value]) -> Result<Option<Element>, String> {
        let found = self.script(body, arguments)?;
        Ok(found[ELEMENT].as_str().map(|id| Element(id.to_owned())))
    }

    /// Clicks in the middle of an element, with the mouse.
    pub fn click(&self, element: &Element) -> Result<(), String> {
        self.command("POST", &format!("/element/{}/click", element.0), Some(&json!({}))).map(drop)
    }

    /// Performs actions of the keyboard or the mouse (standard, section 15).
    pub fn actions(&self, actions: &Value) -> Result<(), String> {
        self.command("POST", "/actions", Some(&json!({ "actions": actions }))).map(drop)
    }

    /// Gives the window another size.
    pub fn resize(&self, width: u32, height: u32) -> Result<(), String> {
        let size = json!({"width": width, "height": height});
        self.command("POST", "/window/rect", Some(&size)).map(drop)
    }

    /// A picture of the page, as PNG in Base64.
    pub fn screenshot(&self) -> Result<String, String> {
        let picture = self.command("GET", "/screenshot", None)?;
        picture.as_str().map(str::to_owned).ok_or_else(|| format!("no picture: {picture}"))
    }

    fn command(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        request(self.port, method, &format!("/session/{}{path}", self.id), body)
    }
}

impl Element {
    /// As an argument of a script.
    pub fn argument(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }
}

/// Whether a driver listens here and is ready.
pub fn is_ready(port: u16) -> bool {
    request(port, "GET", "/status", None).is_ok()
}

fn request(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let answer = exchange(port, method, path, &body).map_err(|problem| format!("{method} {path}: {problem}"))?;
    let (_, content) = answer.split_once("\r\n\r\n").ok_or_else(|| format!("{method} {path}: half an answer"))?;
    let mut content: Value = serde_json::from_str(content).map_err(|problem| format!("{method} {path}: {problem}"))?;
    let value = content["value"].take();
    match value["error"].as_str() {
        Some(error) if value["message"].is_string() => Err(format!("{error}: {}", value["message"])),
        _ => Ok(value),
    }
}

fn exchange(port: u16, method: &str, path: &str, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(SILENCE))?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut answer = Vec::new();
    let mut piece = vec![0_u8; 64 * 1024];
    while !is_whole(&answer) {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => answer.extend_from_slice(&piece[..read]),
            // A read with a time limit is not taken up again by the system after a signal.
            Err(problem) if problem.kind() == ErrorKind::Interrupted => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Whether an answer has arrived to the last byte that its length announces.
fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    length.is_some_and(|length| answer.len() >= head + 4 + length)
}
