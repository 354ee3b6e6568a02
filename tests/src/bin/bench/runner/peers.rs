//! The servers that are measured, and what each is given: our bundle, or a description of the same request.

use std::path::{Path, PathBuf};
use std::process::Command;

use drawbridge_tests::served::BundleFile;
use drawbridge_tests::{shapes, sources};
use serde_json::{Map, Value, json};

use super::client::NUMBER;
use crate::engine::documents;

/// How a server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Stdio,
    Http,
}

/// What the servers are given.
pub struct Case {
    port: u16,
    bundle: BundleFile,
    description: tempfile::NamedTempFile,
}

/// A server.
pub struct Peer {
    /// Its name and version.
    pub name: &'static str,
    /// Whether it is `drawbridge`.
    pub is_ours: bool,
    /// What must be there to start it.
    needs: Option<PathBuf>,
    ways: &'static [Way],
    command: fn(&Case, Option<u16>) -> Command,
}

/// Ours first.
pub fn all() -> [Peer; 4] {
    [
        Peer { name: "drawbridge", is_ours: true, needs: None, ways: &[Way::Stdio, Way::Http], command: ours },
        Peer {
            name: "FastMCP 4.2.3 (Python)",
            is_ours: false,
            needs: Some(installed("venv/bin/python")),
            ways: &[Way::Stdio, Way::Http],
            command: fastmcp,
        },
        Peer {
            name: "@ivotoby/openapi-mcp-server 1.16.1 (Node)",
            is_ours: false,
            needs: Some(node_program()),
            ways: &[Way::Stdio, Way::Http],
            command: node,
        },
        Peer {
            name: "rmcp-openapi-server 0.32.1 (Rust)",
            is_ours: false,
            needs: Some(installed("rmcp/bin/rmcp-openapi-server")),
            ways: &[Way::Http],
            command: rmcp,
        },
    ]
}

impl Case {
    /// An API at this port, asked by so many tools.
    pub fn new(port: u16, tools: usize) -> Self {
        let origin = format!("http://127.0.0.1:{port}");
        let (connector, system) = documents(&origin);
        let connectors: Vec<_> = (0..tools)
            .map(|number| {
                let mut one = connector.clone();
                one.id = format!("c{number}");
                one.tool_name = format!("order_status_{number:04}");
                one.samples.clear();
                one
            })
            .collect();
        let paths: Map<String, Value> = (0..tools).map(described).collect();
        let description = json!({
            "openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "servers": [{"url": origin}], "paths": paths,
        });
        let file = tempfile::Builder::new().suffix(".json").tempfile().expect("a temporary file");
        std::fs::write(file.path(), description.to_string()).expect("a file");
        Self { port, bundle: BundleFile::of(&[system], &connectors), description: file }
    }

    fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Peer {
    /// Why it cannot be measured, if it cannot.
    pub fn missing(&self) -> Option<String> {
        let needed = self.needs.as_ref().filter(|needed| !needed.exists())?;
        Some(format!("left out: {} is not there", needed.display()))
    }

    /// Whether it can be spoken to like this.
    pub fn speaks(&self, way: Way) -> bool {
        self.ways.contains(&way)
    }

    /// The command that starts it; over HTTP it listens at this port, below `/mcp`.
    pub fn command(&self, case: &Case, port: Option<u16>) -> Command {
        (self.command)(case, port)
    }

    /// What is asked of it.
    pub fn arguments(&self) -> Value {
        if self.is_ours {
            json!({"order_id": NUMBER, "email": shapes::CUSTOMER_EMAIL})
        } else {
            json!({"order_id": NUMBER})
        }
    }
}

fn ours(case: &Case, port: Option<u16>) -> Command {
    let place = format!("127.0.0.1:{}", case.port);
    let mut command =
        case.bundle.serve(&["--allow-private", &place, "--calls-per-minute", "0", "--calls-at-once", "64"]);
    command.env("DRAWBRIDGE_SECRET_SHOP_WOO_KEY", shapes::SHOP_KEY);
    command.env("DRAWBRIDGE_SECRET_SHOP_WOO_SECRET", shapes::SHOP_SECRET);
    if let Some(port) = port {
        command.args(["--listen", &format!("127.0.0.1:{port}")]);
    }
    command
}

fn fastmcp(case: &Case, port: Option<u16>) -> Command {
    let mut command = Command::new(installed("venv/bin/python"));
    command.arg(sources::root().join("tests/peers/fastmcp_server.py")).arg(case.description.path()).arg(case.base());
    command.args(port.map(|port| port.to_string()));
    command
}

fn node(case: &Case, port: Option<u16>) -> Command {
    let mut command = Command::new("node");
    command.arg(node_program()).args(["--api-base-url", &case.base(), "--openapi-spec"]).arg(case.description.path());
    match port {
        None => command.args(["--transport", "stdio"]),
        Some(port) => command.args(["--transport", "http", "--host", "127.0.0.1", "--port", &port.to_string()]),
    };
    command
}

fn rmcp(case: &Case, port: Option<u16>) -> Command {
    let mut command = Command::new(installed("rmcp/bin/rmcp-openapi-server"));
    command.arg(case.description.path()).args(["--base-url", &case.base(), "--bind-address", "127.0.0.1"]);
    command.args(port.iter().flat_map(|port| ["--port".to_owned(), port.to_string()]));
    command
}

fn described(number: usize) -> (String, Value) {
    let path = if number == 0 { String::new() } else { format!("/branches/{number}") };
    let order = json!({"name": "order_id", "in": "path", "required": true, "schema": {"type": "integer"}});
    let answer =
        json!({"200": {"description": "The order", "content": {"application/json": {"schema": {"type": "object"}}}}});
    let operation = json!({
        "operationId": format!("getOrder{number:04}"), "summary": "Use this when a customer asks about an order.",
        "parameters": [order], "responses": answer,
    });
    (format!("{path}/wp-json/wc/v3/orders/{{order_id}}"), json!({"get": operation}))
}

/// What `cargo xtask bench runner` has installed.
fn installed(file: &str) -> PathBuf {
    let place =
        std::env::var_os("DRAWBRIDGE_PEERS").map_or_else(|| sources::root().join("target/peers"), PathBuf::from);
    place.join(Path::new(file))
}

fn node_program() -> PathBuf {
    sources::root().join("tests/peers/node_modules/@ivotoby/openapi-mcp-server/bin/mcp-server.js")
}
