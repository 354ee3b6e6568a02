//! A library with one connector for each behaviour, for suites that go through the commands or the window.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use drawbridge_model::{Bundle, Connector, System};
use serde_json::{Value, json};

/// A behaviour's name, and the origin that it is behind.
pub type Place = (String, String);

/// The behaviours that a running hostile server lists at `page`, the origin it prints.
pub fn places(page: &str) -> io::Result<Vec<Place>> {
    let place = page.strip_prefix("http://").ok_or_else(|| io::Error::other("an address with http:// was expected"))?;
    let mut stream = TcpStream::connect(place)?;
    write!(stream, "GET /behaviours.json HTTP/1.1\r\nHost: {place}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, list) = answer.split_once("\r\n\r\n").ok_or_else(|| io::Error::other("no answer"))?;
    let list: Vec<Value> = serde_json::from_str(list)?;
    let text = |row: &Value, name: &str| row[name].as_str().map(str::to_owned);
    Ok(list.iter().filter_map(|row| Some((text(row, "name")?, text(row, "origin")?))).collect())
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
