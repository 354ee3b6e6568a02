//! The rules of the house, held by tests: which crate may know which, what is named in one file only, one door to the
//! network, file sizes, words. Where a rule comes from is said beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use drawbridge_tests::sources::{self, Source};
use serde_json::Value;

/// DESIGN section 3: who may depend on whom, shipped crates only. `tests` and `xtask` stand outside.
const DIRECTIONS: &[(&str, &[&str])] = &[
    ("drawbridge-model", &[]),
    ("drawbridge-engine", &["drawbridge-model"]),
    ("drawbridge-assistant", &["drawbridge-model", "drawbridge-engine"]),
    ("drawbridge-import", &["drawbridge-model"]),
    ("drawbridge-store", &["drawbridge-model"]),
    ("drawbridge-vault", &["drawbridge-model"]),
    ("drawbridge-templates", &["drawbridge-model"]),
    (
        "drawbridge-commands",
        &[
            "drawbridge-model",
            "drawbridge-engine",
            "drawbridge-assistant",
            "drawbridge-import",
            "drawbridge-store",
            "drawbridge-templates",
            "drawbridge-vault",
        ],
    ),
    (
        "drawbridge-runner",
        &[
            "drawbridge-model",
            "drawbridge-engine",
            "drawbridge-assistant",
            "drawbridge-import",
            "drawbridge-templates",
            "drawbridge-vault",
        ],
    ),
    ("drawbridge-desktop", &["drawbridge-model", "drawbridge-commands", "drawbridge-vault"]),
];

#[test]
fn dependencies_point_one_way() {
    let packages = packages();
    let names: BTreeSet<&str> = packages.keys().map(String::as_str).collect();
    let known: BTreeSet<&str> = DIRECTIONS.iter().map(|(name, _)| *name).chain(["drawbridge-tests", "xtask"]).collect();
    assert_eq!(names, known, "a crate that is made or goes is entered in DIRECTIONS and in DESIGN section 3");
    for (name, allowed) in DIRECTIONS {
        for dependency in packages[*name].iter().filter(|dependency| names.contains(dependency.as_str())) {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not know {dependency}");
        }
    }
}

#[test]
fn a_library_that_may_change_stands_behind_one_crate() {
    let packages = packages();
    let users = |library: &str| -> Vec<&str> {
        let uses = |dependencies: &BTreeSet<String>| dependencies.contains(library);
        packages.iter().filter(|(_, dependencies)| uses(dependencies)).map(|(name, _)| name.as_str()).collect()
    };
    for (library, crates) in [
        ("tauri", &["drawbridge-desktop"][..]),
        ("rusqlite", &["drawbridge-store"]),
        ("reqwest", &["drawbridge-engine"]),
        ("redis", &["drawbridge-runner"]),
        ("keyring", &["drawbridge-vault"]),
        ("keyring-core", &["drawbridge-vault"]),
        ("serde_json_path", &["drawbridge-model"]),
        ("serde-saphyr", &["drawbridge-import"]),
    ] {
        let users: Vec<&str> = users(library).into_iter().filter(|user| *user != "drawbridge-tests").collect();
        assert!(users.iter().all(|user| crates.contains(user)), "{library} belongs to {crates:?}, not to {users:?}");
    }
}

#[test]
fn a_library_that_may_change_is_named_in_one_file() {
    let sources = sources::all();
    let shipped = |path: &str| path.starts_with("crates/") && path.contains("/src/") && ends(path, "rs");
    for library in ["reqwest::", "redis::", "keyring_core::", "serde_json_path::", "serde_saphyr::"] {
        let files = sources::naming(&sources, library, shipped);
        assert!(files.len() <= 1, "{library} is named in {files:?}");
    }
    let interface = |path: &str| path.starts_with("ui/src/");
    let files = sources::naming(&sources, "@tauri-apps", interface);
    assert_eq!(files.len(), 1, "@tauri-apps is named in {files:?}");
}

/// SECURITY 3.5, SEC-11: what forgets everything, or holds it in memory only, is for tests.
#[test]
fn secrets_in_memory_are_not_shipped() {
    let sources = sources::all();
    let outside = |path: &str| {
        let shipped = path.starts_with("src-tauri/src/") || (path.starts_with("crates/") && path.contains("/src/"));
        shipped && !path.starts_with("crates/vault/") && ends(path, "rs")
    };
    let files = sources::naming(&sources, "MemoryVault", outside);
    assert!(files.is_empty(), "MemoryVault is named in {files:?}");
    for forgetful in ["keyring_core::mock", "keyring_core::sample"] {
        let files = sources::naming(&sources, forgetful, |path| ends(path, "rs") && !path.ends_with("house.rs"));
        assert!(files.is_empty(), "{forgetful} is named in {files:?}");
    }
}

/// SECURITY NET-11: who is trusted is the operating system's business; the door's way to trust another authority is for
/// tests, and no certificate's fault can be switched off.
#[test]
fn what_ships_trusts_no_authority_of_its_own() {
    let sources = sources::all();
    let shipped = |path: &str| {
        (path.starts_with("src-tauri/src/") || (path.starts_with("crates/") && path.contains("/src/")))
            && ends(path, "rs")
    };
    for source in sources.iter().filter(|source| shipped(&source.path)) {
        let code = sources::code(source);
        let lines: Vec<&str> = code.lines().filter(|line| line.contains("authorities:")).map(str::trim).collect();
        let is_kept = |line: &&str| ["authorities: Vec::new(),", "pub authorities: Vec<Vec<u8>>,"].contains(line);
        assert!(lines.iter().all(is_kept), "{}: {lines:?}", source.path);
        for switch in ["danger_accept", "tls_certs_only", "dangerous()"] {
            assert!(!code.contains(switch), "{}: {switch}", source.path);
        }
    }
}

/// SECURITY SEC-17: what starts no other program hands down no variable. "Run it here" starts the runner, which is there to
/// get secrets, and hands down only those that it names.
#[test]
fn what_holds_secrets_starts_no_other_program() {
    let sources = sources::all();
    for source in &sources {
        let ships = source.path.starts_with("crates/")
            && source.path.contains("/src/")
            && ends(&source.path, "rs")
            && !source.path.ends_with("/tests.rs");
        let code = sources::code(source);
        let shipped = code.split("#[cfg(test)]").next().unwrap_or_default();
        let starts = shipped.contains("process::Command") || shipped.contains("Command::new(");
        let names_all = source.path.ends_with("commands/src/run_here.rs") && shipped.contains("command.env_clear()");
        assert!(!(ships && starts) || names_all, "{} starts another program", source.path);
    }
}

/// SECURITY SSR-18.
#[test]
fn there_is_one_door_to_the_network() {
    let sources = sources::all();
    assert_eq!(doors(&sources), Vec::<String>::new(), "only the doors may open a connection");
}

/// SECURITY SSR-18: the search finds what it is there for.
#[test]
fn a_second_door_is_found() {
    for (path, line) in [
        ("crates/runner/src/serve.rs", "let answer = reqwest::get(address).await?;"),
        ("crates/commands/src/library.rs", "let client = reqwest::Client::builder();"),
        ("crates/store/src/backup.rs", "std::net::TcpStream::connect(host)?;"),
        ("crates/model/src/path.rs", "ureq::get(address)"),
        ("ui/src/chat/Bubble.tsx", "  const answer = await fetch(address)"),
        ("ui/src/chat/Bubble.tsx", "new WebSocket(address)"),
        ("ui/src/chat/Bubble.tsx", "navigator.sendBeacon(address, text)"),
        ("src-tauri/src/window.rs", "hyper_util::client::legacy::Client::builder()"),
    ] {
        let seeded = Source { path: path.to_owned(), text: format!("fn one() {{}}\n{line}\n") };
        assert_eq!(doors(&[seeded]).len(), 1, "{path}: {line}");
    }
}

/// STYLE: files above 800 lines are split; generated files and lock files excepted.
#[test]
fn no_file_is_longer_than_800_lines() {
    let is_source = |path: &str| ["rs", "ts", "tsx", "css", "js", "mjs"].iter().any(|extension| ends(path, extension));
    for source in sources::all() {
        let lines = source.text.lines().count();
        let counted = is_source(&source.path) && !source.path.contains("/generated/");
        assert!(!counted || lines <= 800, "{} has {lines} lines", source.path);
    }
}

/// STYLE 9 and the rules for commits: words that must not stand in the project.
#[test]
fn some_words_do_not_stand_here() {
    let parts = |words: &[&str]| words.concat();
    let everywhere = [
        (parts(&["/wo", "rk/"]), "a path of the machine that something was written on"),
        (parts(&["TO", "DO"]), "unfinished work is said in an issue, not in the code"),
        (parts(&["FIX", "ME"]), "unfinished work is said in an issue, not in the code"),
    ];
    let mut found = Vec::new();
    for source in sources::all() {
        for (word, reason) in &everywhere {
            if source.text.contains(word.as_str()) {
                found.push(format!("{}: “{word}” ({reason})", source.path));
            }
        }
        for word in ["Manager", "Helper", "Processor"] {
            let declares = ["struct ", "enum ", "trait ", "class ", "function "].iter().any(|keyword| {
                sources::code(&source).lines().any(|line| {
                    let name =
                        line.split(keyword).nth(1).and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next());
                    name.is_some_and(|name| name.ends_with(word))
                })
            });
            if declares && !source.path.contains("/generated/") {
                found.push(format!("{}: a name ending in {word} says nothing", source.path));
            }
        }
        if source.path.ends_with("package-lock.json") && source.text.contains("\"resolved\"") {
            let foreign = |line: &&str| line.contains("\"resolved\"") && !line.contains("https://registry.npmjs.org/");
            if source.text.lines().any(|line| foreign(&line)) {
                found.push(format!("{}: packages come from a registry of this place only", source.path));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// SECURITY TAU-02: a change of these settings is a decision about safety, so it is made in two places.
#[test]
fn the_window_is_locked_in_as_security_3_7_says() {
    let read = |path: &str| -> Value {
        let text = std::fs::read_to_string(sources::root().join(path)).expect(path);
        serde_json::from_str(&text).expect(path)
    };
    let config = read("src-tauri/tauri.conf.json");
    let security = &config["app"]["security"];
    assert_eq!(config["app"]["withGlobalTauri"], false);
    assert_eq!(config["app"]["windows"], serde_json::json!([]), "the window is built in Rust, with its handlers");
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["assetProtocol"]["enable"], false);
    assert_eq!(security["pattern"]["use"], "isolation");
    assert_eq!(security["capabilities"], serde_json::json!(["main"]));
    assert!(security.get("dangerousDisableAssetCspModification").is_none());
    assert_eq!(
        security["csp"],
        serde_json::json!({
            "default-src": "'none'",
            "script-src": "'self'",
            // The hash is of the one style that Tauri's own frame has.
            "style-src": "'self' 'sha256-YEercZJImS+vUX2bz7vkQ0aA4rtBIPLuCEWz+yraQ/g='",
            "img-src": "'self' data:",
            "font-src": "'self'",
            "connect-src": "ipc: http://ipc.localhost",
            "media-src": "'none'",
            "worker-src": "'none'",
            "manifest-src": "'none'",
            "object-src": "'none'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
        })
    );
    let capability = read("src-tauri/capabilities/main.json");
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert!(capability.get("remote").is_none() && capability.get("webviews").is_none());
    assert_eq!(
        capability["permissions"],
        serde_json::json!(["allow-call", "core:event:allow-listen", "core:event:allow-unlisten"])
    );
    let manifest = std::fs::read_to_string(sources::root().join("src-tauri/Cargo.toml")).expect("a manifest");
    for forbidden in
        ["devtools", "plugin-shell", "plugin-fs", "plugin-http", "plugin-process", "plugin-opener", "protocol-asset"]
    {
        assert!(!manifest.contains(forbidden), "the shell must not have {forbidden}");
    }
}

/// SECURITY SEC-24: what looks like a real key stands nowhere but in tests, where it is made up.
#[test]
fn no_key_stands_in_what_ships() {
    let begins = [["sk_", "live_"], ["gh", "p_"], ["AK", "IA"], ["xox", "b-"], ["gl", "pat-"], ["AI", "za"]];
    let is_test = |path: &str| {
        path.starts_with("tests/") || path.starts_with("fuzz/") || path.contains("/tests") || path.contains(".test.")
    };
    let mut found = Vec::new();
    for source in sources::all().iter().filter(|source| !is_test(&source.path) && !ends(&source.path, "md")) {
        let shipped = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for begin in begins.map(|parts| parts.concat()) {
            for (at, _) in shipped.match_indices(&begin) {
                let follows = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
                let rest: String = shipped[at + begin.len()..].chars().take_while(|letter| follows(*letter)).collect();
                let mixed = rest.contains(|letter: char| letter.is_ascii_digit());
                if rest.len() >= 16 && mixed {
                    found.push(format!("{}: {begin}{rest}", source.path));
                }
            }
        }
        if shipped.contains(&["-----BEGIN ", "PRIVATE KEY-----\n"].concat()) {
            found.push(format!("{}: a private key", source.path));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// SECURITY TAU-16: the versions before these have faults that an answer or a page could use.
#[test]
fn what_is_compiled_in_is_new_enough() {
    let lock = std::fs::read_to_string(sources::root().join("Cargo.lock")).expect("a lock file");
    let locked: Vec<(&str, &str)> = lock
        .split("[[package]]")
        .filter_map(|package| {
            let value = |key: &str| {
                let line = package.lines().find_map(|line| line.strip_prefix(key))?;
                Some(line.trim_matches(['=', ' ', '"']))
            };
            Some((value("name")?, value("version")?))
        })
        .collect();
    let numbers = |version: &str| -> Vec<u32> {
        let plain = version.split(['-', '+']).next().unwrap_or_default();
        plain.split('.').map(|part| part.parse().expect("a number")).collect()
    };
    for (name, least) in [
        ("tauri", "2.11.1"),
        ("h2", "0.4.16"),
        ("idna", "1.0.3"),
        ("time", "0.3.47"),
        ("rmcp", "1.4.0"),
        ("rustls-webpki", "0.103.10"),
    ] {
        for (_, version) in locked.iter().filter(|(locked, _)| *locked == name) {
            assert!(numbers(version) >= numbers(least), "{name} {version} is older than {least}");
        }
    }
    assert!(locked.iter().any(|(name, _)| *name == "tauri") && locked.len() > 300, "the lock file was read");
}

/// SECURITY TAU-17.
#[test]
fn unsafe_code_is_forbidden_in_every_crate() {
    for source in sources::all().iter().filter(|source| source.path.ends_with("Cargo.toml")) {
        // What libFuzzer's macro makes is unsafe, and never shipped.
        if source.path == "fuzz/Cargo.toml" {
            continue;
        }
        if source.path == "Cargo.toml" {
            assert!(source.text.contains("unsafe_code = \"forbid\""), "the workspace forbids unsafe code");
        } else {
            assert!(source.text.contains("[lints]\nworkspace = true"), "{} takes the workspace's lints", source.path);
        }
    }
}

/// Where a connection is opened outside the doors.
fn doors(sources: &[Source]) -> Vec<String> {
    const RUST: &[&str] = &[
        "reqwest::get",
        "reqwest::Client",
        "TcpStream::connect",
        "UdpSocket::",
        "hyper_util::client",
        "hyper::client",
        "ureq::",
    ];
    const INTERFACE: &[&str] =
        &["fetch(", "XMLHttpRequest", "WebSocket", "EventSource", "sendBeacon", "RTCPeerConnection"];
    let is_rust = |path: &str| {
        (path.starts_with("crates/") || path.starts_with("src-tauri/")) && path.contains("/src/") && ends(path, "rs")
            // The door itself.
            && path != "crates/engine/src/door.rs" && !path.starts_with("crates/engine/src/door/")
    };
    let is_interface = |path: &str| {
        path.starts_with("ui/src/") && !path.contains(".test.")
            // The browser tests' way to the loopback host; the window's content policy stops it there.
            && path != "ui/src/bridge/loopback.ts"
    };
    let mut found: Vec<String> = Vec::new();
    for word in RUST {
        found.extend(sources::naming(sources, word, is_rust).into_iter().map(|path| format!("{path}: {word}")));
    }
    for source in sources.iter().filter(|source| is_interface(&source.path)) {
        let code = sources::code(source);
        // `refetch(` and the like are other words.
        let stands = |word: &str| {
            code.match_indices(word)
                .any(|(at, _)| !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
        };
        found.extend(INTERFACE.iter().filter(|word| stands(word)).map(|word| format!("{}: {word}", source.path)));
    }
    found
}

/// Whether a path has this extension.
fn ends(path: &str, extension: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|known| known == extension)
}

/// The workspace's packages with the names of what they need, except for their own tests.
fn packages() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(sources::root())
        .output()
        .expect("cargo describes the workspace");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("dependencies");
            let shipped = dependencies.iter().filter(|dependency| dependency["kind"] != "dev");
            (name(package), shipped.map(name).collect())
        })
        .collect()
}
