//! The real keychain: GNOME Keyring on a D-Bus session of its own, once per case.
//!
//! Each test starts this program again as a child named after its case, inside `dbus-run-session`, with a fresh home
//! so that no keychain of the person running the tests is ever touched. The recipe is in [`Session`]. Debian:
//! `apt-get install dbus gnome-keyring libsecret-tools`. Without these programs the tests fail; they do not skip.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use drawbridge_model::SecretValue;
use drawbridge_vault::{Keychain, SERVICE, Vault, VaultError, VaultState, new_account};

const INSIDE: &str = "DRAWBRIDGE_TEST_KEYCHAIN";
const PASSWORD: &str = "a password for tests";

/// What surrounds a child.
#[derive(Clone, Copy)]
enum Session {
    /// A session bus and a keychain that was unlocked at its start.
    Unlocked,
    /// A session bus and a keychain with a password that nobody has given, and nobody to ask for it.
    Locked,
    /// A session bus on which nobody offers a keychain.
    WithoutKeychain,
    /// No session bus at all.
    WithoutBus,
}

/// The daemon returns before it is on the bus, hence [`WAIT_FOR_KEYCHAIN`].
const START_UNLOCKED: &str =
    r#"printf '%s\n' "$PASSWORD" | gnome-keyring-daemon --components=secrets --daemonize --unlock >/dev/null 2>&1"#;

/// The keychain's file was made when it was first unlocked; a daemon that gets no password leaves it locked.
const START_LOCKED: &str = "gnome-keyring-daemon --components=secrets --daemonize >/dev/null 2>&1";

/// Puts one entry in, which makes the keychain's file.
const MAKE_KEYCHAIN: &str = "printf x | secret-tool store --label=first service first username first";

/// Whether anyone offers a keychain on this bus, as `true` or `false`.
const HAS_KEYCHAIN: &str = "dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets";

/// Which process does.
const KEYCHAIN_PROCESS: &str = "dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets";

/// Starts a keychain and returns when it can be called.
fn starting(start: &str) -> String {
    format!("{start}; until {HAS_KEYCHAIN} | grep -q true; do sleep 0.02; done")
}

/// Runs shell in a child, beside its keychain.
fn shell(script: &str) {
    let status = Command::new("sh").args(["-c", script]).status().unwrap();
    assert!(status.success(), "{script}");
}

/// Kills the keychain on this child's own bus, and returns when the bus has noticed.
fn kill_keychain() {
    shell(&format!(
        "set -e; owner=$({KEYCHAIN_PROCESS}); kill -9 ${{owner##* }}
         until {HAS_KEYCHAIN} | grep -q false; do sleep 0.02; done"
    ));
}

/// Starts the child test `name` in a session and fails with its words if it fails.
fn check(name: &str, session: Session) {
    for program in ["dbus-run-session", "dbus-send", "gnome-keyring-daemon", "secret-tool"] {
        let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output().unwrap();
        assert!(
            found.status.success(),
            "{program} is missing, so the keychain cannot be tested: apt-get install dbus gnome-keyring libsecret-tools"
        );
    }
    let home = tempfile::tempdir().unwrap();
    let runtime = tempfile::tempdir().unwrap();
    std::fs::set_permissions(runtime.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    if matches!(session, Session::Locked) {
        run(home.path(), runtime.path(), "make", &format!("{}; {MAKE_KEYCHAIN}", starting(START_UNLOCKED)), true);
    }
    let start = match session {
        Session::Unlocked => starting(START_UNLOCKED),
        Session::Locked => starting(START_LOCKED),
        Session::WithoutKeychain | Session::WithoutBus => ":".to_owned(),
    };
    let child = r#"exec "$0" "$CASE" --exact --ignored --nocapture"#;
    run(home.path(), runtime.path(), name, &format!("{start}; {child}"), !matches!(session, Session::WithoutBus));
}

fn run(home: &Path, runtime: &Path, case: &str, script: &str, with_bus: bool) {
    // A bus that does not answer must fail the test, not hold it for ever.
    let mut command = Command::new("timeout");
    command.args(["--kill-after=5", "120"]);
    if with_bus {
        // An own configuration without any service to start on demand: a bus of the system's would start the
        // computer's own keychain.
        let configuration = home.join("bus.conf");
        std::fs::write(&configuration, BUS).unwrap();
        command.arg("dbus-run-session").arg("--config-file").arg(configuration).arg("--");
    }
    let output = command
        .args(["sh", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .env_clear()
        .envs(["PATH", "LLVM_PROFILE_FILE"].iter().filter_map(|name| std::env::var_os(name).map(|value| (name, value))))
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", runtime)
        .env("PASSWORD", PASSWORD)
        .env("CASE", case)
        .env(INSIDE, case)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{case} failed:\n{said}\n{complained}");
    assert!(case == "make" || said.contains("1 passed"), "{case} did not run:\n{said}\n{complained}");
}

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

fn inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// What `secret-tool`, another program, finds under an account.
fn secret_tool(account: &str) -> String {
    let output =
        Command::new("secret-tool").args(["lookup", "service", SERVICE, "username", account]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// SECURITY SEC-12: gone means gone for other programs too.
#[test]
fn a_secret_is_kept_replaced_read_and_removed() {
    check("child_that_keeps_secrets", Session::Unlocked);
}

#[test]
#[ignore = "started by the test above it"]
fn child_that_keeps_secrets() {
    if !inside() {
        return;
    }
    let keychain = Keychain::new();
    assert_eq!(keychain.state(), VaultState::Ready);
    let account = new_account().unwrap();
    assert_eq!(keychain.get(&account), Err(VaultError::NotSet));
    assert_eq!(keychain.delete(&account), Err(VaultError::NotSet));
    for text in ["s3cr3t-é-🔑", "x", &"é".repeat(1_200), "second value"] {
        let value = SecretValue::new(text);
        keychain.set(&account, &value).unwrap();
        assert_eq!(Keychain::new().get(&account), Ok(value), "another connection must read what was written");
        assert_eq!(secret_tool(&account), text, "and so must another program");
    }
    assert_eq!(keychain.set(&account, &SecretValue::new("two\nlines")), Err(VaultError::NotOneLine));
    assert_eq!(keychain.get(&account), Ok(SecretValue::new("second value")), "a refused value must not replace one");
    keychain.delete(&account).unwrap();
    assert_eq!(keychain.get(&account), Err(VaultError::NotSet));
    assert_eq!(secret_tool(&account), "");
    let everything = Command::new("secret-tool").args(["search", "--all", "service", SERVICE]).output().unwrap();
    assert!(everything.stdout.is_empty(), "the probe must clear its canary away: {everything:?}");
}

/// The Secret Service client starts a runtime of its own and panics on an asynchronous worker; our calls must not.
#[test]
fn a_call_from_an_asynchronous_worker_does_not_panic() {
    check("child_on_an_asynchronous_worker", Session::Unlocked);
}

#[test]
#[ignore = "started by the test above it"]
fn child_on_an_asynchronous_worker() {
    if !inside() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let state = runtime.block_on(async { tokio::spawn(async { Keychain::new().state() }).await });
    assert_eq!(state.unwrap(), VaultState::Ready);
}

/// SECURITY SEC-10: locked, and nobody to unlock it; then unlocked, without starting the app again.
#[test]
fn a_locked_keychain_says_so_and_works_once_it_is_unlocked() {
    check("child_with_a_locked_keychain", Session::Locked);
}

#[test]
#[ignore = "started by the test above it"]
fn child_with_a_locked_keychain() {
    if !inside() {
        return;
    }
    let keychain = Keychain::new();
    let state = keychain.state();
    assert!(matches!(state, VaultState::Locked { .. }), "{state:?}");
    assert!(state.sentence().contains("locked") && state.next_step().contains("Unlock"));
    let value = SecretValue::new("s3cr3t");
    let error = keychain.set("account", &value).unwrap_err();
    assert!(matches!(error, VaultError::Locked { .. }), "{error:?}");
    assert_no_file_holds("s3cr3t");

    kill_keychain();
    shell(&starting(START_UNLOCKED));
    assert_eq!(keychain.state(), VaultState::Ready, "the same keychain object must work after unlocking");
    keychain.set("account", &value).unwrap();
    assert_eq!(keychain.get("account"), Ok(value));
}

/// SECURITY SEC-10: a session bus and no keychain on it; then one is started.
#[test]
fn a_missing_keychain_says_so_and_works_once_it_is_started() {
    check("child_without_a_keychain", Session::WithoutKeychain);
}

#[test]
#[ignore = "started by the test above it"]
fn child_without_a_keychain() {
    if !inside() {
        return;
    }
    let keychain = Keychain::new();
    assert_missing(&keychain);
    shell(&starting(START_UNLOCKED));
    assert_eq!(keychain.state(), VaultState::Ready, "a keychain that was missing is looked for again");
}

/// SECURITY SEC-10: no session bus. Nothing is kept anywhere else instead.
#[test]
fn without_a_session_bus_the_keychain_is_missing_and_nothing_is_written_instead() {
    check("child_without_a_bus", Session::WithoutBus);
}

#[test]
#[ignore = "started by the test above it"]
fn child_without_a_bus() {
    if inside() {
        assert_missing(&Keychain::new());
    }
}

fn assert_missing(keychain: &Keychain) {
    let state = keychain.state();
    assert!(matches!(state, VaultState::Missing { .. }), "{state:?}");
    assert!(state.next_step().contains("Try again"));
    let value = SecretValue::new("s3cr3t");
    let error = keychain.set("account", &value).unwrap_err();
    assert!(matches!(error, VaultError::Missing { .. }), "{error:?}");
    assert!(matches!(keychain.get("account"), Err(VaultError::Missing { .. })), "an in-memory mock would have it");
    assert_no_file_holds("s3cr3t");
}

/// SECURITY SEC-10: the keychain dies between two calls, and is started again.
#[test]
fn a_keychain_that_dies_and_comes_back_is_found_again() {
    check("child_whose_keychain_dies", Session::Unlocked);
}

#[test]
#[ignore = "started by the test above it"]
fn child_whose_keychain_dies() {
    if !inside() {
        return;
    }
    let keychain = Keychain::new();
    let value = SecretValue::new("s3cr3t");
    keychain.set("account", &value).unwrap();
    kill_keychain();
    let error = keychain.get("account").unwrap_err();
    assert!(matches!(error, VaultError::Missing { .. }), "{error:?}");
    shell(&starting(START_UNLOCKED));
    assert_eq!(keychain.get("account"), Ok(value), "what was kept is still there, through the same object");
}

/// Looks through every file of the child's home.
fn assert_no_file_holds(text: &str) {
    fn look(directory: &Path, text: &str) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, text);
            } else if path.is_file() {
                let bytes = std::fs::read(&path).unwrap();
                let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
                assert!(!found, "{} holds the secret", path.display());
            }
        }
    }
    look(Path::new(&std::env::var_os("HOME").unwrap()), text);
}
