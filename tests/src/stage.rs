//! What the real window needs around it on a machine without a display: a screen, a session bus, an unlocked keychain
//! and a web driver, all of this test's own, with a home folder of its own.
//!
//! Everything is started by hand instead of through `dbus-run-session`, so that the application can be killed and
//! started again in the same session, with the same keychain. All of it ends when the stage is dropped.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::until;
use crate::webdriver;

/// The name on the session bus that the first application that runs has.
pub const INSTANCE: &str = "app.drawbridge.desktop.SingleInstance";
/// The password of the test's own keychain. It protects nothing.
const KEYCHAIN_PASSWORD: &str = "a keychain of a test\n";
/// What a test wants of the programs, and nobody who uses them has: every word in the log, and pictures. The application
/// sets 1 for the second where nothing is set, and with it WebKitGTK cannot take pictures for the driver; without it a
/// machine that has no graphics card takes three times as long for a frame.
const FOR_TESTS: [(&str, &str); 2] = [("RUST_LOG", "trace"), ("WEBKIT_DISABLE_DMABUF_RENDERER", "0")];

/// The surroundings of one window.
pub struct Stage {
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
    running: Vec<Child>,
}

/// A web driver, which starts the program and ends it.
pub struct Driver {
    /// Where it listens.
    pub port: u16,
    process: Child,
}

impl Stage {
    /// Builds it up; returns when the keychain answers.
    pub fn set() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut stage = Self { folder, environment: Vec::new(), running: Vec::new() };
        for name in ["home", "runtime", "data"] {
            std::fs::create_dir(stage.path(name)).expect("a folder of the test's own");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let private = std::fs::Permissions::from_mode(0o700);
            std::fs::set_permissions(stage.path("runtime"), private).expect("a private folder");
        }
        stage.environment = vec![
            ("HOME", stage.path("home").display().to_string()),
            ("XDG_RUNTIME_DIR", stage.path("runtime").display().to_string()),
            ("DRAWBRIDGE_DATA_DIR", stage.path("data").display().to_string()),
            ("TAURI_WEBVIEW_AUTOMATION", "true".to_owned()),
            // No screen reader is listening, and the bus for one takes a second to start.
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("LIBGL_ALWAYS_SOFTWARE", "1".to_owned()),
        ];
        stage.environment.extend(FOR_TESTS.map(|(name, value)| (name, value.to_owned())));
        stage.screen();
        stage.bus();
        stage.keychain();
        stage
    }

    /// The same, where the programs run as they ship: for measuring. Pictures of the window come out empty.
    pub fn as_shipped() -> Self {
        let mut stage = Self::set();
        stage.environment.retain(|(name, _)| FOR_TESTS.iter().all(|(of_tests, _)| of_tests != name));
        stage
    }

    /// A folder or file of this stage: `data`, `home`, `log`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Everything that was said by the programs on this stage, at trace level.
    pub fn log(&self) -> PathBuf {
        self.path("log")
    }

    fn log_writer(&self) -> std::fs::File {
        std::fs::File::options().create(true).append(true).open(self.log()).expect("a log file")
    }

    /// A command in these surroundings, and in no other. What it complains about goes into the log.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        for foreign in
            ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL"]
        {
            command.env_remove(foreign);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stderr(self.log_writer());
        command
    }

    /// Starts a web driver.
    pub fn driver(&self) -> Driver {
        let port = free_port();
        let process = self
            .command("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .stdout(self.log_writer())
            .spawn()
            .expect("WebKitWebDriver (Debian: webkit2gtk-driver)");
        let driver = Driver { port, process };
        until("the web driver", || webdriver::is_ready(port).then_some(()));
        driver
    }

    /// Waits until a window with this title is shown, without a driver.
    pub fn wait_shown(&self, title: &str) -> String {
        until(&format!("the window “{title}”"), || self.shown(title))
    }

    /// The window with this title that was shown last. The search by itself may end badly while windows come and go.
    fn shown(&self, title: &str) -> Option<String> {
        let title = format!("^{title}$");
        let found = self.command("xdotool").args(["search", "--onlyvisible", "--name", &title]).output().ok()?;
        let ids = String::from_utf8_lossy(&found.stdout).into_owned();
        ids.split_whitespace().next_back().map(str::to_owned)
    }

    /// Answers the platform's own file dialog with a path, by the keyboard. `title` is `Save File` or `Open File`.
    pub fn answer_dialog(&self, title: &str, path: &Path) {
        let id = self.wait_shown(title);
        let path = path.to_str().expect("a path that can be typed");
        for keys in [&["windowfocus", "--sync", &id][..], &["key", "ctrl+a"], &["type", path], &["key", "Return"]] {
            let done = self.command("xdotool").args(keys).status();
            assert!(done.is_ok_and(|status| status.success()), "xdotool {keys:?}");
        }
        until(&format!("the end of the dialog “{title}”"), || self.shown(title).is_none().then_some(()));
    }

    fn screen(&mut self) {
        let mut command = self.command("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"]);
        let number = self.start_and_read_line(command, "Xvfb");
        self.environment.push(("DISPLAY", format!(":{number}")));
    }

    fn bus(&mut self) {
        let mut command = self.command("dbus-daemon");
        command.args(["--session", "--nofork", "--print-address=1"]);
        let address = self.start_and_read_line(command, "dbus-daemon");
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address));
    }

    fn keychain(&mut self) {
        let mut child = self
            .command("gnome-keyring-daemon")
            .args(["--components=secrets", "--foreground", "--unlock"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("gnome-keyring-daemon (Debian: gnome-keyring)");
        let mut input = child.stdin.take().expect("a piped input");
        input.write_all(KEYCHAIN_PASSWORD.as_bytes()).expect("the keychain reads its password");
        drop(input);
        self.running.push(child);
        until("the keychain", || self.bus_knows("org.freedesktop.secrets").then_some(()));
    }

    /// Whether somebody on the session bus has this name.
    pub fn bus_knows(&self, name: &str) -> bool {
        let asked = self
            .command("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .args(["org.freedesktop.DBus.NameHasOwner", &format!("string:{name}")])
            .output();
        asked.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("boolean true"))
    }

    fn start_and_read_line(&mut self, mut command: Command, name: &str) -> String {
        let child = command.stdout(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|problem| panic!("{name} could not be started: {problem}"));
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().expect("a piped output"));
        output.read_line(&mut line).expect("one line");
        self.running.push(child);
        assert!(!line.trim().is_empty(), "{name} ended before it was ready");
        line.trim().to_owned()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for child in self.running.iter_mut().rev() {
            end(child);
        }
    }
}

impl Driver {
    /// The programs that the driver has started, by process id.
    pub fn started(&self) -> Vec<u32> {
        children(self.process.id())
    }

    /// Ends the driver and what it has started.
    pub fn end(mut self) {
        self.end_all();
    }

    fn end_all(&mut self) {
        for program in self.started() {
            kill(program);
        }
        end(&mut self.process);
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.end_all();
    }
}

/// Kills a process at once, as a power failure would.
pub fn kill(process: u32) {
    let _ = Command::new("kill").args(["-KILL", &process.to_string()]).stderr(Stdio::null()).status();
}

/// The direct children of a process.
pub fn children(process: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    tasks
        .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect()
}

/// Whether a process is there and not just waiting to be collected.
pub fn is_alive(process: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat"))
        .is_ok_and(|stat| stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X'])))
}

/// A program named by an environment variable (as `cargo xtask test` does), or beside the test program.
pub fn program(variable: &str, name: &str) -> PathBuf {
    if let Some(path) = std::env::var_os(variable) {
        return path.into();
    }
    let here = std::env::current_exe().expect("this program has a path");
    let folder = here.ancestors().find(|folder| folder.join(name).is_file()).map(Path::to_path_buf);
    folder.unwrap_or_else(|| panic!("{name} is not built; run `cargo build --workspace --bins`")).join(name)
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback");
    listener.local_addr().expect("a bound listener has an address").port()
}
