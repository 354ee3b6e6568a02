//! Reads what a developer sent: cURL commands, an OpenAPI description, a Postman collection or a HAR recording. Text in,
//! drafts and findings out.
//!
//! Every reader turns its format into [`request::ReadRequest`]s; one stage, [`draft`], makes systems, connectors, samples
//! and sealed secrets of them, so that a question or a key is recognised by the same rules whatever was pasted. To add a
//! format, add a folder with a `read` function and a variant of [`Format`].
//!
//! Pure by design: nothing is fetched, no other file is read, nothing is run. A reference to another file or address, an
//! `@file` of cURL and a script of Postman end as findings. Input is hostile until read: [`limits`] caps size, depth and
//! number, and each cap has a sentence.

mod address;
mod curl;
mod draft;
mod har;
mod json;
pub mod limits;
mod openapi;
mod postman;
mod recognise;
mod request;
mod result;
mod text;
mod variable;

pub use recognise::recognise;
pub use result::{Draft, Finding, FindingKind, Format, FoundSecret, Import, Parameter, Place, Refusal, Source};

use drawbridge_model::fiction::Seed;

/// Reads a text of a known format. The seed draws the stand-ins for recorded answers, which are never kept as they came.
pub fn import(format: Format, text: &str, seed: Seed) -> Result<Import, Refusal> {
    if text.len() > limits::MAX_BYTES {
        return Err(Refusal::new(
            "The text is larger than 20 MB.",
            "Export a smaller part of it, such as one folder or one tag.",
        ));
    }
    let text = variable::without_marks(text.trim_start_matches('\u{feff}'));
    let read = match format {
        Format::Curl => curl::read(&text),
        Format::OpenApi => openapi::read(&text),
        Format::Postman => postman::read(&text),
        Format::Har => har::read(&text),
    }?;
    Ok(draft::drafts(format, read, seed))
}
