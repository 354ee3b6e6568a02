//! Writes the generated files: the JSON schemas, the index and the table of templates in `connectors/`, and the interface's types in
//! `ui/src/generated/`.
//!
//! Each file is made by a test (`tests/tests/generated.rs`) that compares it with the tree and, when
//! `DRAWBRIDGE_UPDATE=1` is set, writes it. So there is one piece of code that knows what the file must be, and `cargo xtask check` asks the same tests.

use crate::Done;
use crate::process::{cargo, headline, must, say};

/// Writes them.
pub fn generate() -> Done {
    headline("generated files");
    must(compare().env("DRAWBRIDGE_UPDATE", "1"))?;
    say("The schemas, index.json and README.md in connectors/ and ui/src/generated are as the code has them.");
    Ok(())
}

/// The command that compares them. The whole workspace is named so that what is compiled serves `cargo xtask test` too.
pub fn compare() -> std::process::Command {
    let mut command = cargo();
    command.args(["test", "--quiet", "--workspace", "--test", "generated"]);
    command
}
