//! `cargo xtask audit`: what ships is made of, and whether anything bad is known of it (SECURITY TAU-16).
//!
//! The list is written as a `CycloneDX` document to `target/sbom.cdx.json`: every crate for this system and every npm
//! package that is not for development only. The advisories come from the network by `cargo deny` and `npm audit`; a
//! tool that is not installed is named, and is no failure. The least versions that must be compiled in are held by a
//! test without network (`tests/tests/house.rs`).

use std::process::Command;

use serde_json::{Value, json};

use crate::Done;
use crate::process::{ask, cargo, headline, must, npm, root, say, target};

/// Writes the list and asks for advisories.
pub fn audit() -> Done {
    headline("what ships");
    let list = list()?;
    let file = target().join("sbom.cdx.json");
    let text = serde_json::to_string_pretty(&list).map_err(|problem| problem.to_string())?;
    std::fs::write(&file, text).map_err(|problem| format!("{}: {problem}", file.display()))?;
    let count = list["components"].as_array().map_or(0, Vec::len);
    say(&format!("{count} packages are listed in {}", file.display()));
    headline("advisories");
    let mut failures = Vec::new();
    if ask(cargo().args(["deny", "--version"])).is_some() {
        failures.extend(must(cargo().args(["deny", "check", "advisories"])).err());
    } else {
        say("cargo-deny is not installed here: advisories about crates were not asked for.");
    }
    failures.extend(must(npm("ui").args(["audit", "--omit=dev"])).err());
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

fn list() -> Result<Value, String> {
    let compiler = ask(Command::new("rustc").arg("-vV")).ok_or("rustc did not say for which system it builds")?;
    let host = compiler.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let metadata = ask(cargo().args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host]))
        .ok_or("cargo could not describe the workspace")?;
    let lock = std::fs::read_to_string(root().join("ui/package-lock.json"))
        .map_err(|problem| format!("ui/package-lock.json: {problem}"))?;
    let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|problem| problem.to_string());
    let mut components = crates(&read(&metadata)?);
    components.extend(packages(&read(&lock)?));
    Ok(json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}))
}

/// Crates from a registry, as `cargo metadata` tells of them.
fn crates(metadata: &Value) -> Vec<Value> {
    let all = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    all.iter()
        .filter(|package| package["source"].is_string())
        .map(|package| component("cargo", &package["name"], &package["version"], &package["license"]))
        .collect()
}

/// Packages that are shipped with the interface, as npm's lock file tells of them.
fn packages(lock: &Value) -> Vec<Value> {
    let all = lock["packages"].as_object().into_iter().flatten();
    all.filter(|(_, package)| package["dev"] != true && package["optional"] != true)
        .filter_map(|(place, package)| {
            let (_, name) = place.rsplit_once("node_modules/")?;
            Some(component("npm", &json!(name), &package["version"], &package["license"]))
        })
        .collect()
}

fn component(kind: &str, name: &Value, version: &Value, license: &Value) -> Value {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut component = json!({
        "type": "library",
        "name": name,
        "version": version,
        "purl": format!("pkg:{kind}/{}@{}", text(name).replace('@', "%40"), text(version)),
    });
    if let Some(license) = license.as_str() {
        component["licenses"] = json!([{"expression": license.replace('/', " OR ")}]);
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ours_and_what_is_for_development_is_not_listed() {
        let metadata = json!({"packages": [
            {"name": "xtask", "version": "0.1.0", "source": null},
            {"name": "url", "version": "2.5.8", "source": "registry", "license": "MIT/Apache-2.0"},
        ]});
        let listed = crates(&metadata);
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0]["purl"], "pkg:cargo/url@2.5.8");
        assert_eq!(listed[0]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        let lock = json!({"packages": {
            "": {"name": "drawbridge-ui"},
            "node_modules/react": {"version": "19.3.1", "license": "MIT"},
            "node_modules/vite": {"version": "8.3.8", "dev": true},
            "node_modules/@tauri-apps/api": {"version": "2.12.0"},
        }});
        let names: Vec<String> = packages(&lock).iter().map(|one| one["purl"].to_string()).collect();
        assert_eq!(names, ["\"pkg:npm/react@19.3.1\"", "\"pkg:npm/%40tauri-apps/api@2.12.0\""]);
    }
}
