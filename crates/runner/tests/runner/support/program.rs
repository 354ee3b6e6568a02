//! The program as a process, with nothing of this machine's environment in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::forms::assert_absent;

/// Sends a program a signal, such as `-HUP`.
pub fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// A command line in the making.
pub struct Program {
    command: Command,
    input: String,
}

/// A program that has been started.
pub struct Running {
    child: Child,
}

/// What came of it.
#[derive(Debug)]
pub struct Printed {
    pub status: i32,
    pub out: String,
    pub error: String,
}

/// `drawbridge` with these arguments. The home directory does not exist and no keychain is in reach.
pub fn drawbridge(arguments: &[&str]) -> Program {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drawbridge"));
    command.env_clear().env("HOME", "/nonexistent").args(arguments);
    Program { command, input: String::new() }
}

/// Where another program of this machine is, if it works with these arguments.
pub fn tool(name: &str, arguments: &[&str]) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file());
    let quiet = || Stdio::null();
    let works = |path: &PathBuf| {
        Command::new(path).args(arguments).stdout(quiet()).stderr(quiet()).status().is_ok_and(|status| status.success())
    };
    let found = found.filter(works);
    if found.is_none() {
        eprintln!("left out: {name} is not here, or not allowed");
    }
    found
}

impl Program {
    pub fn with(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    /// Run by another program, whose own arguments come first.
    pub fn within(self, program: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        command.env_clear().args(arguments).arg(self.command.get_program()).args(self.command.get_args());
        for (name, value) in self.command.get_envs() {
            command.envs(value.map(|value| (name, value)));
        }
        Self { command, input: self.input }
    }

    pub fn path(mut self, flag: &str, path: &Path) -> Self {
        self.command.arg(flag).arg(path);
        self
    }

    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn standard_input(mut self, text: &str) -> Self {
        text.clone_into(&mut self.input);
        self
    }

    /// In this directory.
    pub fn directory(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// The command that it is, with nothing on its standard input.
    pub fn into_command(self) -> Command {
        self.command
    }

    /// Runs it to its end.
    pub fn run(self) -> Printed {
        self.start().finish()
    }

    /// Starts it.
    pub fn start(mut self) -> Running {
        let mut child =
            self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that refuses its arguments ends without reading.
        let _ = stdin.write_all(self.input.as_bytes());
        Running { child }
    }
}

impl Running {
    /// What the operating system tells about it: a file below `/proc/PID`.
    pub fn proc(&self, file: &str) -> String {
        String::from_utf8_lossy(&std::fs::read(self.place(file)).unwrap()).into_owned()
    }

    /// Where that file is.
    pub fn place(&self, file: &str) -> String {
        format!("/proc/{}/{file}", self.child.id())
    }

    /// Makes it end as a crash does.
    pub fn abort(self) -> std::process::Output {
        signal(&self.child, "-ABRT");
        self.child.wait_with_output().unwrap()
    }

    /// Waits for its end.
    pub fn finish(self) -> Printed {
        let output = self.child.wait_with_output().unwrap();
        Printed {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            error: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Printed {
    /// The one JSON object on standard output.
    pub fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one line was expected: {self:?}");
        serde_json::from_str(&self.out).unwrap()
    }

    /// The outcome's word, after a look at the exit status.
    pub fn outcome(&self) -> String {
        let word = self.json()["outcome"].as_str().unwrap().to_owned();
        let expected = match word.as_str() {
            "answer" => 0,
            "not_verified" => 10,
            "invalid_input" => 11,
            "needs_confirmation" => 12,
            "throttled" => 13,
            "api_error" => 14,
            "unavailable" => 15,
            other => panic!("{other} is no outcome"),
        };
        assert_eq!(self.status, expected, "{self:?}");
        word
    }

    pub fn message(&self) -> String {
        self.json()["message"].as_str().unwrap().to_owned()
    }

    /// Fails when either output holds the secret in any form.
    pub fn hides(&self, secret: &str) {
        assert_absent("standard output", &self.out, secret);
        assert_absent("standard error", &self.error, secret);
    }

    /// Fails when either output holds the text.
    pub fn lacks(&self, text: &str) {
        assert!(!self.out.contains(text), "standard output holds {text:?}: {}", self.out);
        assert!(!self.error.contains(text), "standard error holds {text:?}: {}", self.error);
    }
}
