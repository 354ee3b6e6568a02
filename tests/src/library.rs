//! Fills a library with many connectors, for measuring. They come in as one bundle.

use std::sync::Arc;

use drawbridge_commands::{CommandError, Commands};
use drawbridge_model::{Bundle, Connector};
use drawbridge_templates::Template;
use serde_json::json;

use crate::hostile::connectors::{self, Place};

/// Makes so many connectors from a real template, each with a name of its own and without samples.
pub async fn fill(commands: &Arc<Commands>, count: usize) -> Result<(), String> {
    let Template { system, connector: first, .. } =
        drawbridge_templates::find("woocommerce/order_status").ok_or("the template is not there")?;
    let connectors: Vec<Connector> = (1..=count)
        .map(|number| Connector {
            id: format!("measured-{number:05}"),
            name: format!("Order status {number:05}"),
            tool_name: format!("order_status_{number:05}"),
            samples: Vec::new(),
            tests: Vec::new(),
            ..first.clone()
        })
        .collect();
    import(commands, &Bundle::assemble("Many connectors", &[system], &connectors)).await
}

/// Makes a connector for each behaviour of a hostile server, and allows their addresses.
pub async fn fill_hostile(commands: &Arc<Commands>, places: &[Place]) -> Result<(), String> {
    import(commands, &connectors::bundle(places)).await?;
    for (name, origin) in places {
        let allow = json!({"connector_id": format!("hostile-{name}"), "origin": origin, "allow": true});
        commands.call("allow_private", allow).await.map_err(|problem| said(&problem))?;
    }
    Ok(())
}

async fn import(commands: &Arc<Commands>, bundle: &Bundle) -> Result<(), String> {
    let file = tempfile::NamedTempFile::new().map_err(|problem| problem.to_string())?;
    std::fs::write(file.path(), bundle.to_canonical_json()).map_err(|problem| problem.to_string())?;
    let preview =
        commands.call("import_preview", json!({"path": file.path()})).await.map_err(|problem| said(&problem))?;
    let apply = json!({"token": preview["token"], "on_clash": "keep_both"});
    commands.call("import_apply", apply).await.map(drop).map_err(|problem| said(&problem))
}

fn said(problem: &CommandError) -> String {
    format!("{} {} {:?}", problem.message, problem.hint, problem.at)
}
