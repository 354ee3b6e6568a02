//! The program `drawbridge`: runs the connectors of an exported bundle beside any chatbot, with the same engine as the
//! window and without a window, a database or a configuration file.
//!
//! A command reads what it needs, asks the engine or the model, and prints through [`output`]; nothing is kept on disk.
//! The program is one process, starts in milliseconds, and starts no other program.
//! No rule of any connector is decided here.

mod arguments;
mod assignment;
mod bundle_file;
mod call;
mod chat;
mod check;
mod deployment;
mod export;
mod failure;
mod import;
mod new_file;
mod output;
mod saved_tests;
mod schema;
mod secrets;
mod serve;
mod sign;
mod signature;
mod state;
mod template;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use drawbridge_vault::process;

use arguments::{Arguments, Command};
use failure::Failure;

/// A call makes and drops a few hundred small values on several threads; this allocator takes a fifth less of the processor
/// for it than the system's (`cargo xtask bench runner`, sixteen connections).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    output::quiet_panics();
    protect_memory();
    let raw: Vec<OsString> = std::env::args_os().collect();
    let status = arguments::refuse_secrets(&raw).and_then(|()| run(&raw, Arguments::parse_from(&raw).command));
    match status {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            output::failure(&failure);
            ExitCode::from(failure.status)
        }
    }
}

/// Secrets are in memory during a call (SECURITY 3.5). A system that does not allow this is no reason to stop.
fn protect_memory() {
    let protected = process::leave_no_core().and_then(|()| process::hide_from_other_programs());
    if let Err(error) = protected {
        let hint = "It goes on. Run it as a user of its own, so that nobody else can look into it.";
        output::warning(&format!("The memory of this program could not be protected: {error}."), hint);
    }
}

fn run(raw: &[OsString], command: Command) -> Result<u8, Failure> {
    match command {
        Command::Call(arguments) => call::call(&arguments),
        Command::Chat(arguments) => chat::chat(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Test(arguments) => saved_tests::test(&arguments),
        Command::Import(arguments) => import::import(&arguments),
        Command::Serve(arguments) => serve::serve(raw, &arguments),
        Command::Export(arguments) => export::export(&arguments),
        Command::Keys(arguments) => sign::keys(&arguments),
        Command::Sign(arguments) => sign::sign(&arguments),
        Command::Verify(arguments) => sign::verify(&arguments),
        Command::Template { id } => template::template(id.as_deref()),
        Command::Schema { document } => Ok(schema::schema(document)),
    }
}
