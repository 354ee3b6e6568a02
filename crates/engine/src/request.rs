//! The asked-for request and the sent request, which are two types: a [`RequestSpec`] is parsed templates and is never
//! sent, a [`Request`] is finished text and is never rendered again.
//!
//! Each header and body of a [`Request`] carries a second text that may be shown. There is no way to make the shown
//! text from the sent one; both come from the renderer.

use bytes::Bytes;
use drawbridge_model::json_template::JsonTemplate;
use drawbridge_model::template::Template;
use drawbridge_model::{Body, Method, NameValue};
use url::Url;

/// A request as the document has it, parsed once.
#[derive(Debug, Clone)]
pub struct RequestSpec {
    /// The HTTP method.
    pub method: Method,
    /// What is appended to the system's address.
    pub path: Template,
    /// Parameters, in order.
    pub query: Vec<RowSpec>,
    /// Headers, in order.
    pub headers: Vec<RowSpec>,
    /// What is sent.
    pub body: BodySpec,
}

/// A header, query parameter or form field.
#[derive(Debug, Clone)]
pub struct RowSpec {
    /// The name, never a template.
    pub name: String,
    /// The value.
    pub value: Template,
}

/// What a request carries.
#[derive(Debug, Clone)]
pub enum BodySpec {
    /// Nothing.
    None,
    /// `application/json`.
    Json(JsonTemplate),
    /// `application/x-www-form-urlencoded`.
    Form(Vec<RowSpec>),
    /// `multipart/form-data`, RFC 7578.
    Multipart(Vec<RowSpec>),
    /// Text of some media type.
    Text {
        /// The text.
        text: Template,
        /// The media type.
        content_type: String,
    },
    /// `application/xml`.
    Xml(Template),
}

/// A request that is ready to be sent.
#[derive(Debug)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The whole address.
    pub url: Url,
    /// The whole address, secrets hidden.
    pub shown_url: String,
    /// Headers, in order.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Option<Payload>,
}

/// A header that is ready to be sent.
#[derive(Debug)]
pub struct Header {
    /// The name.
    pub name: String,
    /// What is sent and what may be shown.
    pub value: Both,
}

/// A body that is ready to be sent.
#[derive(Debug)]
pub struct Payload {
    /// The media type.
    pub content_type: String,
    /// What is sent.
    pub bytes: Bytes,
    /// What may be shown.
    pub shown: String,
}

/// A text twice: as it is sent, and as it may be shown. It prints as the latter.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Both {
    /// As it is sent.
    pub sent: String,
    /// As it may be shown.
    pub shown: String,
}

impl Both {
    /// A text without anything to hide.
    pub fn open(text: impl Into<String>) -> Self {
        let sent = text.into();
        Self { shown: sent.clone(), sent }
    }

    /// Appends a text without anything to hide.
    pub fn push(&mut self, text: &str) {
        self.sent.push_str(text);
        self.shown.push_str(text);
    }

    /// Appends another pair.
    pub fn append(&mut self, other: &Self) {
        self.sent.push_str(&other.sent);
        self.shown.push_str(&other.shown);
    }

    /// Whether anything is hidden.
    pub fn hides(&self) -> bool {
        self.sent != self.shown
    }
}

impl std::fmt::Debug for Both {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.shown.fmt(formatter)
    }
}

/// Parses rows, leaving out those that are switched off.
pub fn rows(rows: &[NameValue]) -> Vec<RowSpec> {
    let kept = rows.iter().filter(|row| !row.disabled);
    kept.map(|row| RowSpec { name: row.name.clone(), value: Template::parse(&row.value) }).collect()
}

/// Parses a body; the error is a sentence and what to do.
pub fn body(body: Option<&Body>) -> Result<BodySpec, (String, String)> {
    Ok(match body {
        None => BodySpec::None,
        Some(Body::Json { text }) if text.trim().is_empty() => BodySpec::None,
        Some(Body::Json { text }) => match JsonTemplate::parse(text) {
            Ok(template) => BodySpec::Json(template),
            Err(error) => return Err((error.to_string(), error.hint)),
        },
        Some(Body::Form { fields }) => BodySpec::Form(rows(fields)),
        Some(Body::Text { text, content_type }) => BodySpec::Text {
            text: Template::parse(text),
            content_type: if content_type.is_empty() { "text/plain; charset=utf-8" } else { content_type }.to_owned(),
        },
        Some(Body::Xml { text }) => BodySpec::Xml(Template::parse(text)),
        Some(Body::Multipart { fields }) => BodySpec::Multipart(rows(fields)),
    })
}
