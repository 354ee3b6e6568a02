//! Installs what a task needs and the machine lacks: Debian packages by `apt-get`, npm packages by `npm ci`, Python
//! packages by `pip`.
//!
//! Nothing is touched that is there already. On a system without `apt-get` the names are printed instead, since the
//! packages are called otherwise there. Rust and Node are not installed: whoever starts this has the one, and the
//! other is named with the version that is needed.

use std::process::Command;

use crate::Done;
use crate::process::{ask, cargo, executable, exists, headline, must, npm, root, say, target};

/// To build the desktop program (`WebKitGTK` and what it brings).
const BUILD: &[&str] = &["pkg-config", "libwebkit2gtk-4.1-dev", "librsvg2-dev", "libdbus-1-dev"];
/// To show the window without a display and drive it: a display, a session bus, a keychain, drivers, a font.
const WINDOW: &[&str] =
    &["xvfb", "webkit2gtk-driver", "dbus", "gnome-keyring", "libsecret-tools", "xdotool", "fonts-inter"];
/// To let a disk fail under a test, to have keys that another program made, and to let two servers share what they know.
const TESTS: &[&str] = &["strace", "openssl", "redis-server"];
/// To keep Python packages in a folder of their own.
const CLIENTS: &[&str] = &["python3-venv"];
/// To run the interface in a browser, and the lines that it shows for a terminal.
const BROWSER: &[&str] = &["chromium", "curl"];

/// What a task is going to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Compile, and run where there is a display.
    Build,
    /// Besides, drive the real window on a display of its own.
    Window,
    /// Besides, drive a browser.
    Everything,
}

/// Installs what is missing.
pub fn prepare(need: Need) -> Done {
    if cfg!(target_os = "linux") {
        debian(need)?;
    }
    node()?;
    packages("ui")?;
    if need == Need::Everything {
        packages("tests/browser")?;
    }
    Ok(())
}

/// Installs the clients that others wrote: npm packages beside their driver, Python packages below `target/clients`.
pub fn clients() -> Done {
    packages("tests/clients")?;
    python("tests/clients", "clients")
}

/// Installs the servers that others wrote, for the benchmark. One that cannot be had is left out there.
pub fn peers() {
    let installed = target().join("peers/rmcp");
    let mut crates = cargo();
    crates
        .args(["install", "rmcp-openapi-server", "--version", "0.32.1", "--locked", "--quiet", "--root"])
        .arg(&installed);
    let program = installed.join("bin").join(executable("rmcp-openapi-server"));
    let rust = if program.is_file() { Ok(()) } else { must(&mut crates) };
    for problem in [packages("tests/peers"), python("tests/peers", "peers"), rust].into_iter().filter_map(Result::err) {
        say(&problem);
    }
}

/// Installs the Python packages that a folder's `requirements.txt` names, unless they are there already.
fn python(folder: &str, name: &str) -> Done {
    let list = root().join(folder).join("requirements.txt");
    let wanted = std::fs::read(&list).map_err(|problem| format!("{}: {problem}", list.display()))?;
    let place = target().join(name);
    let stamp = place.join("requirements.txt");
    if std::fs::read(&stamp).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    headline(&format!("installing the Python packages of {folder}"));
    let environment = place.join("venv");
    must(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))
        .map_err(|problem| format!("{problem}\nPlease install Python 3.11 or newer with its module venv."))?;
    let program = environment.join(if cfg!(windows) { "Scripts" } else { "bin" }).join("python");
    let quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    must(Command::new(program).args(quiet).arg(&list))?;
    std::fs::write(&stamp, wanted).map_err(|problem| format!("{}: {problem}", stamp.display()))
}

fn debian(need: Need) -> Done {
    let mut wanted = BUILD.to_vec();
    if need != Need::Build {
        wanted.extend(WINDOW);
    }
    if need == Need::Everything {
        wanted.extend(BROWSER);
        wanted.extend(TESTS);
        if ask(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_none() {
            wanted.extend(CLIENTS);
        }
    }
    if !exists("dpkg-query") || !exists("apt-get") {
        say(&format!("This is not Debian: please have the equivalents of these ready: {}", wanted.join(" ")));
        return Ok(());
    }
    let missing: Vec<&str> = wanted.into_iter().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    headline(&format!("installing {}", missing.join(" ")));
    let problem = |problem: String| {
        format!("{problem}\nPlease install these packages by hand, then start again: {}", missing.join(" "))
    };
    must(as_root("apt-get").map_err(problem)?.args(["update", "-qq"])).map_err(problem)?;
    must(as_root("apt-get").map_err(problem)?.args(["install", "-y", "-qq", "--no-install-recommends"]).args(&missing))
        .map_err(problem)
}

fn installed(package: &str) -> bool {
    ask(Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", package])).is_some_and(|it| it == "installed")
}

/// A command as root: directly, or by sudo where that asks for no password.
fn as_root(program: &str) -> Result<Command, String> {
    let mut command = if ask(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0") {
        Command::new(program)
    } else if ask(Command::new("sudo").args(["-n", "true"])).is_some() {
        let mut command = Command::new("sudo");
        command.args(["-n", "DEBIAN_FRONTEND=noninteractive", program]);
        command
    } else {
        return Err("Installing packages needs root, and sudo asks for a password here.".to_owned());
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

/// Checks for the Node that the interface's tools ask for (20.19 or newer).
fn node() -> Done {
    let version = ask(Command::new("node").arg("--version"))
        .ok_or("Node is missing: please install Node 20.19 or newer, with npm.")?;
    let mut parts = version.trim().trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found >= (20, 19) {
        Ok(())
    } else {
        Err(format!("Node {} is too old: please install 20.19 or newer.", version.trim()))
    }
}

/// Runs `npm ci` in a folder unless its packages are those of its lock file already.
fn packages(folder: &str) -> Done {
    let lock = root().join(folder).join("package-lock.json");
    let stamp = root().join(folder).join("node_modules/.drawbridge-lock");
    let wanted = std::fs::read(&lock).map_err(|problem| format!("{}: {problem}", lock.display()))?;
    if std::fs::read(&stamp).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    headline(&format!("installing the npm packages of {folder}"));
    must(npm(folder).args(["ci", "--no-audit", "--no-fund"]))?;
    std::fs::write(&stamp, wanted).map_err(|problem| format!("{}: {problem}", stamp.display()))
}
