//! Fills a library with many connectors, for measuring. They are made by the real commands, from a real template.

use std::sync::Arc;

use drawbridge_commands::{CommandError, Commands};
use serde_json::{Value, json};

/// Makes so many connectors, each with a name of its own.
pub async fn fill(commands: &Arc<Commands>, count: usize) -> Result<(), String> {
    let said = |problem: CommandError| format!("{} {}", problem.message, problem.hint);
    let start = commands.call("start", json!({})).await.map_err(said)?;
    let template = start["templates"][0]["id"].clone();
    let made = commands.call("create_connector", json!({"type": "template", "id": template})).await.map_err(said)?;
    let first = made["connector"]["id"].clone();
    rename(commands, made, 1).await.map_err(said)?;
    for number in 2..=count {
        let copy = commands.call("duplicate_connector", json!({ "id": first })).await.map_err(said)?;
        rename(commands, copy, number).await.map_err(said)?;
    }
    Ok(())
}

async fn rename(commands: &Arc<Commands>, mut workbench: Value, number: usize) -> Result<(), CommandError> {
    workbench["connector"]["name"] = json!(format!("Order status {number:05}"));
    workbench["connector"]["tool_name"] = json!(format!("order_status_{number:05}"));
    let save = json!({
        "connector": workbench["connector"], "systems": [], "revisions": workbench["revisions"],
        "label": "Rename the connector", "coalesce": null,
    });
    commands.call("save", save).await.map(drop)
}
