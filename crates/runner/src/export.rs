//! `drawbridge export`: the tools of a bundle as other programs read them. It describes them and runs nothing.

use std::path::Path;

use drawbridge_engine::tool_formats::{ToolFormat, is_server_address, shortened, written_as};
use drawbridge_model::Bundle;

use crate::arguments::{ExportArguments, ExportFormat};
use crate::failure::Failure;
use crate::new_file::{self, Readers};
use crate::{bundle_file, output};

/// Prints the description, or writes it to a new file.
pub fn export(arguments: &ExportArguments) -> Result<u8, Failure> {
    let bundle = bundle_file::open_sound(&arguments.bundle)?;
    let format = ToolFormat::from(arguments.format);
    let server = arguments.server.as_deref();
    if server.is_some_and(|server| !is_server_address(server)) {
        return Err(Failure::usage("--server is no web address.").hint("Write it as https://bot.example.com."));
    }
    let text = written_as(format, &bundle, server);
    match &arguments.output {
        Some(file) if file != Path::new("-") => {
            new_file::write(file, &text, Readers::Usual)?;
            let tools = output::counted(bundle.connectors.len(), "tool");
            output::note(&format!("The description of {tools} is in {}.", file.display()));
        }
        _ => output::document(&text),
    }
    if format == ToolFormat::Openapi {
        tell_what_is_shorter(&bundle);
    }
    if format == ToolFormat::Openapi && server.is_none() {
        output::warning(
            "The description does not say where the runner answers.",
            "Give its address, such as --server https://bot.example.com. Programs that import a file need it.",
        );
    }
    Ok(0)
}

fn tell_what_is_shorter(bundle: &Bundle) {
    let tools = shortened(&bundle.connectors);
    if !tools.is_empty() {
        output::warning(
            &format!("The text that tells the AI when to use it was shortened for {}.", tools.join(", ")),
            "GPT Actions take 300 characters; write the most important sentences first, or fewer.",
        );
    }
}

impl From<ExportFormat> for ToolFormat {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Openapi => Self::Openapi,
            ExportFormat::Openai => Self::Openai,
            ExportFormat::Anthropic => Self::Anthropic,
        }
    }
}
