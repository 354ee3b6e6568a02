//! A library with one connector for each behaviour, for suites that go through the commands or the window.

use drawbridge_model::{Bundle, Connector, System};
use serde_json::{Value, json};

/// A behaviour's name, and the origin that it is behind.
pub type Place = (String, String);

/// What `/behaviours.json` says.
pub fn places(list: &Value) -> Vec<Place> {
    let text = |row: &Value, name: &str| row[name].as_str().map(str::to_owned);
    list.as_array().into_iter().flatten().filter_map(|row| Some((text(row, "name")?, text(row, "origin")?))).collect()
}

/// The connectors as a bundle. Each is public, asks nothing, and is called as its behaviour.
pub fn bundle(places: &[Place]) -> Bundle {
    let (mut systems, mut connectors) = (Vec::<System>::new(), Vec::new());
    for (name, origin) in places {
        let known = systems.iter().find(|system| system.base_url.test == *origin).map(|system| system.id.clone());
        let id = known.unwrap_or_else(|| {
            let id = format!("hostile_{}", systems.len() + 1);
            let system = json!({"id": id, "name": format!("Hostile {origin}"), "base_url": {"test": origin}});
            systems.push(serde_json::from_value(system).expect("a system"));
            id
        });
        let connector: Value = json!({
            "id": format!("hostile-{name}"), "name": name, "tool_name": format!("h_{}", name.replace('-', "_")),
            "system": id, "public": true, "prompt": "Never.", "fields": [],
            "steps": [{"id": "get", "name": "Get it", "path": format!("/{name}")}],
            "answer": {"fields": [{"path": "status"}]}
        });
        connectors.push(serde_json::from_value::<Connector>(connector).expect("a connector"));
    }
    Bundle::assemble("Hostile", &systems, &connectors)
}
