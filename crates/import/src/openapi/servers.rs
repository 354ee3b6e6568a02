//! Where an API is: `servers` with variables, or host, base path and schemes of OpenAPI 2. Variables become settings, with
//! the values that are allowed told beside them, so that nothing but the owner decides which host is called.

use serde_json::Value;

use super::document::Document;
use crate::json::{items, scalar, text};
use crate::request::{Meaning, Variable};
use crate::result::Finding;
use crate::variable::{mark, mark_between};

/// A base address, with what is known of its variables.
#[derive(Default)]
pub(super) struct Server {
    pub base: String,
    pub variables: Vec<Variable>,
}

/// The server of an operation: its own, its path's, or the description's.
pub(super) fn server(document: &Document, path_item: &Value, operation: &Value) -> Server {
    if document.root.get("swagger").is_some() {
        return of_version_2(&document.root, operation);
    }
    let first = [operation, path_item, &document.root].into_iter().find_map(|place| items(place, "servers").first());
    first.map_or_else(unknown, of_version_3)
}

/// Says which server was taken where there are several.
pub(super) fn tell(document: &Document, findings: &mut Vec<Finding>) {
    let servers = items(&document.root, "servers");
    if servers.len() > 1 {
        let others: Vec<&str> = servers[1..].iter().map(|server| text(server, "url")).take(4).collect();
        let message =
            format!("Of {} servers the first one was taken; the others: {}.", servers.len(), others.join(", "));
        findings.push(Finding::guessed("servers", crate::text::shorten(&message, 300)));
    }
}

/// An address that the description leaves to the owner.
fn unknown() -> Server {
    let help = "The description does not say where the API is.".to_owned();
    let variables =
        vec![Variable { name: "address".to_owned(), meaning: Meaning::Setting { value: String::new(), help } }];
    Server { base: mark("address"), variables }
}

fn of_version_3(server: &Value) -> Server {
    let url = text(server, "url").trim();
    let marked = mark_between(url, "{", "}", |name| !name.is_empty() && name.len() <= 80);
    let declared = server.get("variables").and_then(Value::as_object);
    let variables = declared.into_iter().flatten().map(|(name, variable)| {
        let values: Vec<String> = items(variable, "enum").iter().filter_map(scalar).take(20).collect();
        let allowed = if values.is_empty() { String::new() } else { format!("One of: {}.", values.join(", ")) };
        let help = crate::text::description(&format!("{} {allowed}", text(variable, "description")));
        let value = variable.get("default").and_then(scalar).unwrap_or_default();
        Variable { name: name.clone(), meaning: Meaning::Setting { value, help } }
    });
    let mut found = Server { variables: variables.collect(), base: marked };
    let is_relative = !found.base.contains("://") && url.starts_with(['/', '.']) || url.is_empty();
    if is_relative {
        let place = unknown();
        found.base = format!("{}/{}", place.base, found.base.trim_start_matches(['.', '/']));
        found.variables.extend(place.variables);
    }
    found
}

fn of_version_2(root: &Value, operation: &Value) -> Server {
    let path = text(root, "basePath").trim_matches('/');
    let host = text(root, "host");
    let schemes: Vec<&str> =
        items(operation, "schemes").iter().chain(items(root, "schemes")).filter_map(Value::as_str).collect();
    let scheme = if schemes.contains(&"https") || schemes.is_empty() { "https" } else { "http" };
    if host.is_empty() {
        let mut found = unknown();
        found.base = format!("{}/{path}", found.base);
        return found;
    }
    Server { base: format!("{scheme}://{host}/{path}"), variables: Vec::new() }
}
