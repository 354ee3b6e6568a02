//! Starting other programs, and speaking to the person.
//!
//! Everything that a program says is shown while it runs and kept, so that its result can be counted afterwards.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::Done;

/// The folder that holds the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or_else(|| Path::new("."))
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// The name of a program's file on this system.
pub fn executable(program: &str) -> String {
    format!("{program}{}", std::env::consts::EXE_SUFFIX)
}

/// A program that cargo has built, in the debug profile.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(executable(name))
}

/// Prints one line. Standard output is this program's own business only here.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A reader that went away (`| head`) is no reason to stop the work.
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// A headline between two pieces of work.
pub fn headline(what: &str) {
    say(&format!("\n== {what}"));
}

/// Whether a program can be found.
pub fn exists(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(executable(program)).is_file())
}

/// A cargo command in the workspace, with the cargo that started us.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// An npm command in a folder of the workspace.
pub fn npm(folder: &str) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(root().join(folder));
    command
}

/// Runs a program to its end and fails when it does.
pub fn must(command: &mut Command) -> Done {
    let shown = describe(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` ended with {status}")),
        Err(problem) => Err(format!("`{shown}` could not be started: {problem}")),
    }
}

/// Runs a program, shows what it says, and gives back whether it succeeded together with all that it said.
pub fn listen(command: &mut Command) -> Result<(bool, String), String> {
    let shown = describe(command);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|problem| format!("`{shown}` could not be started: {problem}"))?;
    let said = Mutex::new(String::new());
    let (out, err) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(|| relay(out, &said));
        scope.spawn(|| relay(err, &said));
    });
    let status = child.wait().map_err(|problem| format!("`{shown}` was lost: {problem}"))?;
    Ok((status.success(), said.into_inner().unwrap_or_default()))
}

/// Runs a program quietly and gives back what it printed, if it succeeded.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a program says in one line, or a question mark.
pub fn told(program: &str, arguments: &[&str]) -> String {
    let told = ask(Command::new(program).args(arguments).current_dir(root()));
    told.map_or_else(|| "?".to_owned(), |told| told.trim().to_owned())
}

/// A sentence if nearly nothing more can be written where cargo builds: compilers and linkers then break down in words
/// that hide it.
pub fn full_disk() -> Option<String> {
    let told = ask(Command::new("df").arg("-Pk").arg(target()))?;
    let free = free_megabytes(&told).filter(|free| *free < 200)?;
    let folder = target();
    Some(format!("The disk of {} is full ({free} MB are free); make room there, then start again.", folder.display()))
}

/// What `df -Pk` says of one folder.
fn free_megabytes(told: &str) -> Option<u64> {
    told.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok().map(|blocks| blocks / 1024)
}

/// This machine and its compiler, in words.
pub fn machine() -> String {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("an unknown processor");
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (kernel, compiler) = (told("uname", &["-sm"]), told("rustc", &["--version"]));
    format!("{cores} cores of {} with {kernel} and {compiler}", model.trim_start_matches([':', ' ', '\t']))
}

/// The end of a page of figures: the line above which a command writes, and what a person wrote below it before.
pub fn by_hand(before: &str) -> String {
    const LINE: &str = "<!-- Below this line nothing is written by the command. -->";
    let kept = before.split_once(LINE).map_or("", |(_, kept)| kept.trim_start_matches('\n'));
    format!("{LINE}\n\n{kept}")
}

fn relay(stream: Option<impl Read>, said: &Mutex<String>) {
    let Some(stream) = stream else { return };
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&line);
        say(text.trim_end_matches(['\n', '\r']));
        if let Ok(mut said) = said.lock() {
            said.push_str(&text);
        }
        line.clear();
    }
}

fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_df_says_of_a_full_disk_is_read() {
        let told = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n\
                    /dev/vda         263112772 88080384    126976      92% /\n";
        assert_eq!(free_megabytes(told), Some(124));
        assert_eq!(free_megabytes("df: no such folder"), None);
    }
}
