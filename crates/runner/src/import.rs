//! `drawbridge import`: drafts from cURL, OpenAPI, Postman or HAR, listed or written as a bundle for the window.
//!
//! A draft has no rule yet, so what is written does not run: it is opened in the window, where its owner decides who may
//! see what. Secrets that stood in the text are named and printed nowhere.

use std::path::Path;

use drawbridge_import::{Draft, Format, Import, import as read_drafts, limits};
use drawbridge_model::{Bundle, Connector};

use crate::arguments::{ImportArguments, ImportFormat};
use crate::assignment::read_at_most;
use crate::failure::Failure;
use crate::new_file::{self, Readers};
use crate::output;

/// Lists the drafts of a file, or writes them as a bundle. The exit status is 0 if there is at least one, else 1.
pub fn import(arguments: &ImportArguments) -> Result<u8, Failure> {
    let text = text(&arguments.file)?;
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| Failure::usage("This system gives no random numbers."))?;
    let mut imported = read_drafts(format(arguments.format), &text, seed)
        .map_err(|refusal| Failure::usage(refusal.message).hint(refusal.hint).within(&place(&arguments.file)))?;
    choose(&mut imported, &arguments.only)?;
    for (id, draft) in imported.drafts.iter_mut().enumerate() {
        draft.connector.id = format!("draft-{}", id + 1);
    }
    match &arguments.output {
        Some(file) if file == Path::new("-") => output::document(&bundle(&imported).to_canonical_json()),
        Some(file) => write(file, &bundle(&imported))?,
        None => output::drafts(&imported),
    }
    output::import_findings(&imported);
    Ok(u8::from(imported.drafts.is_empty()))
}

/// Keeps the drafts that were asked for by name.
fn choose(imported: &mut Import, only: &[String]) -> Result<(), Failure> {
    let is_there = |name: &String| imported.drafts.iter().any(|draft| draft.connector.tool_name == *name);
    if let Some(unknown) = only.iter().find(|name| !is_there(name)) {
        return Err(Failure::usage(format!("There is no draft “{unknown}” in this file."))
            .hint("Run the command without --only and without -o: it lists the names."));
    }
    if only.is_empty() {
        return Ok(());
    }
    imported.drafts.retain(|draft| only.contains(&draft.connector.tool_name));
    let used: Vec<String> = imported.drafts.iter().flat_map(systems_of).collect();
    imported.systems.retain(|system| used.contains(&system.id));
    imported.secrets.retain(|secret| used.contains(&secret.system));
    Ok(())
}

fn systems_of(draft: &Draft) -> Vec<String> {
    let steps = draft.connector.steps.iter().filter_map(|step| step.system.clone());
    std::iter::once(draft.connector.system.clone()).chain(steps).collect()
}

fn bundle(imported: &Import) -> Bundle {
    let connectors: Vec<Connector> = imported.drafts.iter().map(|draft| draft.connector.clone()).collect();
    let name = if imported.name.is_empty() { "Import" } else { &imported.name };
    Bundle::assemble(name, &imported.systems, &connectors)
}

fn write(file: &Path, bundle: &Bundle) -> Result<(), Failure> {
    new_file::write(file, &bundle.to_canonical_json(), Readers::Usual)?;
    let (number, place) = (bundle.connectors.len(), file.display());
    output::note(&format!(
        "{number} drafts were written to {place}. Import it in the window and decide who may see what."
    ));
    Ok(())
}

fn text(file: &Path) -> Result<String, Failure> {
    let place = place(file);
    let bytes = read_at_most(file, limits::MAX_BYTES as u64)
        .map_err(|reason| Failure::usage(format!("{place} cannot be read: {reason}.")))?;
    String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("{place} is not UTF-8 text."))
            .hint("Save it as UTF-8; some programs save files as UTF-16.")
    })
}

fn place(file: &Path) -> String {
    if file == Path::new("-") { "Standard input".to_owned() } else { file.display().to_string() }
}

fn format(format: ImportFormat) -> Format {
    match format {
        ImportFormat::Curl => Format::Curl,
        ImportFormat::Openapi => Format::OpenApi,
        ImportFormat::Postman => Format::Postman,
        ImportFormat::Har => Format::Har,
    }
}
