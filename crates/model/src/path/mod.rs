//! Paths into a response: the short form `billing.email`, or any RFC 9535 query.
//!
//! This is the only file that names the `JSONPath` crate. It stands behind a guard ([`guard`]) because a path decides
//! who is let in: length, steps, nesting, descendants and regular expressions are bounded before the crate sees the
//! text, and a panic in it is an error here. A text that starts with `$` is taken as RFC 9535 to the letter; any
//! other text is the short form, see [`short_form`].
//!
//! Most paths are a chain of plain names and indexes. Such a chain is walked here, without the crate: a bundle of a thousand
//! connectors has several thousand of them, and the crate takes longer to read one than all else that is done with it.
//!
//! Refused on purpose: patterns of `match` and `search` that come from the response, since they would run
//! regular expressions written by the API.

mod guard;
mod location;
mod short_form;

use std::panic::catch_unwind;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json_path::JsonPath;
use ts_rs::TS;

pub use guard::{MAX_CHARACTERS, MAX_DESCENDANTS, MAX_NESTING, MAX_STEPS};
pub use location::{Location, Segment};

/// A parsed path. Parse it once, when a connector is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    written: String,
    normalised: String,
    singular: Option<Location>,
    /// What answers it; `None` where walking to the singular place does.
    engine: Option<JsonPath>,
}

/// Why a text is no path, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct PathError {
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do, one sentence.
    pub hint: String,
}

impl Path {
    /// Parses the short form or an RFC 9535 query.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        guard::check_length(text)?;
        let normalised = if text.starts_with('$') { text.to_owned() } else { short_form::to_rfc_9535(text)? };
        guard::check(&normalised)?;
        Self::parse_unguarded(text, normalised)
    }

    fn parse_unguarded(written: &str, normalised: String) -> Result<Self, PathError> {
        if let Some(place) = location::parse_chain(&normalised) {
            return Ok(Self { written: written.to_owned(), normalised, singular: Some(place), engine: None });
        }
        let engine = match catch_unwind(|| JsonPath::parse(&normalised)) {
            Ok(Ok(engine)) => engine,
            Ok(Err(error)) => return Err(not_a_path(written, Some(error.position()))),
            Err(_panic) => return Err(not_a_path(written, None)),
        };
        let singular = location::parse_singular(&normalised);
        Ok(Self { written: written.to_owned(), normalised, singular, engine: Some(engine) })
    }

    /// Whether the path consists of names and non-negative indexes only, so that it finds at most one value.
    pub fn is_singular(&self) -> bool {
        self.singular.is_some()
    }

    /// Whether the path finds at most one value in any answer: names and indexes, those from the end included
    /// (`items[-1].id`, the last element's).
    pub fn finds_at_most_one(&self) -> bool {
        self.is_singular() || location::finds_at_most_one(&self.normalised)
    }

    /// Whether the path consists of names, indexes and at least one filter, such as `users[?@.id==5].email`: it is
    /// meant to find one value, and may find more.
    pub fn is_filtered(&self) -> bool {
        !self.is_singular() && location::is_filtered(&self.normalised)
    }

    /// The names and indexes of a singular path.
    pub fn singular_location(&self) -> Option<&Location> {
        self.singular.as_ref()
    }

    /// The member of the response in which all lies that the path can look at, if it begins with a name and says so.
    pub fn first_name(&self) -> Option<&str> {
        match self.singular.as_ref().map(|place| place.segments.first()) {
            Some(Some(Segment::Name(name))) => Some(name),
            Some(_) => None,
            None => location::first_name(&self.normalised),
        }
    }

    /// The text that was parsed.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The path as RFC 9535 writes it, `$.billing.email`.
    pub fn normalised(&self) -> &str {
        &self.normalised
    }

    /// Every value that the path finds.
    pub fn query<'value>(&self, value: &'value Value) -> Vec<&'value Value> {
        match (&self.engine, &self.singular) {
            (Some(engine), _) => engine.query(value).all(),
            (None, Some(place)) => place.find(value).into_iter().collect(),
            (None, None) => Vec::new(),
        }
    }

    /// Where each found value stands, in the order of [`Path::query`].
    pub fn locate(&self, value: &Value) -> Vec<Location> {
        let Some(engine) = &self.engine else {
            return self.singular.iter().filter(|place| place.find(value).is_some()).cloned().collect();
        };
        engine
            .query_located(value)
            .locations()
            .map(|path| Location {
                segments: path
                    .iter()
                    .map(|element| match (element.as_name(), element.as_index()) {
                        (Some(name), _) => Segment::Name(name.to_owned()),
                        (None, index) => Segment::Index(index.unwrap_or_default()),
                    })
                    .collect(),
            })
            .collect()
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.written)
    }
}

fn not_a_path(written: &str, position: Option<usize>) -> PathError {
    let place = position.map_or(String::new(), |position| format!(" It stops making sense at character {position}."));
    let hint = if written.starts_with('$') {
        "Write names with dots between them, such as billing.email, or an RFC 9535 query, such as $.items[0].name; a name \
         with other characters stands in brackets and quotes, as in $['order-id']."
    } else {
        "Write names with dots between them, such as billing.email or items.0.name."
    };
    PathError { message: format!("“{written}” is not a path into an answer.{place}"), hint: hint.to_owned() }
}

#[cfg(test)]
mod tests;
