//! `cargo xtask release`: the program `drawbridge` as it ships, `target/shipped/drawbridge`.
//!
//! It is built twice. The first build counts what is executed while it does what a server does all day (`bench exercise`
//! in `tests/`). The second is laid out by those counts: what runs often is optimised for speed and lies together, the
//! rest is optimised for size (`docs/performance.md` has what that brings). Where the compiler brings its own linker, what
//! a start needs lies together too, so that less of the file comes into memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Done;
use crate::process::{ask, built, cargo, executable, exists, headline, must, root, say, target};

/// Whether rustc links with LLVM's linker, which can place functions in the order of a profile.
const ORDERS_FUNCTIONS: bool = cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"));

/// Builds it and says where it is.
pub fn release() -> Done {
    say(&format!("\n{}", program()?.display()));
    Ok(())
}

/// Builds it; gives its path.
pub fn program() -> Result<PathBuf, String> {
    let compiler = Compiler::find()?;
    let (counts, profile) = (target().join("counts"), target().join("counts.profdata"));
    let problem = |problem: std::io::Error| format!("{}: {problem}", counts.display());
    headline("building a program that counts what it does");
    let mut flags = vec![format!("-Cprofile-generate={}", counts.display())];
    if ORDERS_FUNCTIONS {
        flags.push("-Cllvm-args=-pgo-temporal-instrumentation".to_owned());
    }
    let counting = compiler.build("counting", &flags)?;
    headline("letting it work");
    if counts.exists() {
        fs::remove_dir_all(&counts).map_err(problem)?;
    }
    must(cargo().args(["build", "--locked", "--workspace", "--bin", "bench"]))?;
    let mut exercise = Command::new(built("bench"));
    exercise.arg("exercise").env("DRAWBRIDGE_RUNNER", counting);
    must(exercise.env("LLVM_PROFILE_FILE", counts.join("%p.profraw")))?;
    must(Command::new(&compiler.profdata).arg("merge").arg("--output").arg(&profile).arg(&counts))?;
    headline("building the program that ships");
    let mut flags = vec![format!("-Cprofile-use={}", profile.display())];
    if ORDERS_FUNCTIONS {
        flags.push(format!("-Clink-arg=-Wl,--bp-startup-sort=function,--irpgo-profile={}", profile.display()));
    }
    let shipped = compiler.build("shipped", &flags)?;
    let place = target().join("shipped").join(executable("drawbridge"));
    fs::copy(&shipped, &place).map_err(|problem| format!("{}: {problem}", place.display()))?;
    Ok(place)
}

/// The compiler, and what reads its counts.
struct Compiler {
    /// What it compiles for.
    host: String,
    profdata: PathBuf,
}

impl Compiler {
    /// Installs what reads counts if it is missing.
    fn find() -> Result<Self, String> {
        let rustc = |arguments: &[&str]| ask(Command::new("rustc").args(arguments).current_dir(root()));
        let about = rustc(&["-vV"]).ok_or("rustc is missing.")?;
        let host = about.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc does not name its host.")?;
        let libraries = rustc(&["--print", "target-libdir"]).ok_or("rustc does not say where its libraries are.")?;
        let profdata = Path::new(libraries.trim()).with_file_name("bin").join(executable("llvm-profdata"));
        if !profdata.is_file() {
            if !exists("rustup") {
                return Err(format!("{} is missing: it comes with rustup's component llvm-tools.", profdata.display()));
            }
            must(Command::new("rustup").args(["component", "add", "llvm-tools"]).current_dir(root()))?;
        }
        Ok(Self { host: host.to_owned(), profdata })
    }

    /// Builds the program in a folder of the target with these flags, which build scripts do not get.
    fn build(&self, folder: &str, flags: &[String]) -> Result<PathBuf, String> {
        let folder = target().join(folder);
        let mut command = cargo();
        command.args(["build", "--release", "--locked", "--package", "drawbridge-runner", "--target", &self.host]);
        must(command.arg("--target-dir").arg(&folder).env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;
        Ok(folder.join(&self.host).join("release").join(executable("drawbridge")))
    }
}
