//! `drawbridge check`: all that is wrong with a bundle, each with where, what and what to do.

use drawbridge_model::Severity;

use crate::arguments::BundleArguments;
use crate::bundle_file;
use crate::failure::Failure;
use crate::output;

/// Prints the problems; the exit status is 1 if one of them keeps the bundle from running.
pub fn check(arguments: &BundleArguments) -> Result<u8, Failure> {
    let opened = bundle_file::open(arguments)?;
    output::problems(opened.problems());
    if let (Some(signature), None) = (&opened.bundle().signature, &arguments.require_signature) {
        output::note(&format!(
            "It says that it was signed with {}. Check that with --require-signature PUBLIC.pem.",
            signature.key
        ));
    }
    Ok(u8::from(opened.problems().iter().any(|problem| problem.severity == Severity::Error)))
}
