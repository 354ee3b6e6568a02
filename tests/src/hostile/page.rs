//! The page at `/`, and the same list for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Listed;

const STYLE: &str = "body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}\
    td{padding:.2rem 1rem .2rem 0;vertical-align:top}td:first-child{white-space:nowrap;font-family:monospace}";

/// For people.
pub(super) fn html(listed: &[Listed]) -> String {
    let mut page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>A hostile server</title><style>{STYLE}</style>\
         <h1>A hostile server</h1><p>{} behaviours, each with an address to call. \
         <a href=/behaviours.json>The same list for programs</a>.</p>",
        listed.len()
    );
    let mut group = "";
    for one in listed {
        if one.group != group {
            let _ = write!(page, "</table><h2>{}</h2><table>", one.group);
            group = one.group;
        }
        let address = format!("{}/{}", one.origin, one.name);
        let _ = write!(page, "<tr><td><a href=\"{address}\">{}</a></td><td>{}</td></tr>", one.name, one.sentence);
    }
    page.push_str("</table>");
    page
}

/// For programs.
pub(super) fn json(listed: &[Listed]) -> String {
    let row =
        |one: &Listed| json!({"name": one.name, "group": one.group, "sentence": one.sentence, "origin": one.origin});
    Value::Array(listed.iter().map(row).collect()).to_string()
}
