//! A response as a document that may decide who is let in, and the raw text under a place in it.
//!
//! `serde_json::Value` alone is not evidence: of two members with one name it keeps the last, and a long number
//! becomes a float. So a value is found twice: the path is answered on the parsed document, and each place it finds is
//! walked again through the text as received. On that walk a name that occurs twice is a failure, and a number is the
//! text that the server wrote. (`arbitrary_precision` would give the text as well, but it changes how every tagged
//! enum of the program is read.)

mod parse;

use std::fmt;

use drawbridge_model::path::{Location, Path, Segment};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::charset::charset;
use crate::fault::{self, Point};
use crate::limits;

pub(crate) use parse::Reads;

/// A whole JSON answer of a successful request.
#[derive(Debug)]
pub struct Document {
    text: String,
    value: Value,
    leaves: usize,
}

/// Why an answer is no [`Document`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotEvidence {
    /// The status promises no whole record: 204, 205, 206, or not a success.
    Status,
    /// The content type is missing or not JSON.
    ContentType(ContentKind),
    /// A charset other than UTF-8, a byte order mark, or bytes that are not UTF-8.
    Encoding,
    /// The body was cut off, or is larger than what is decided on.
    Incomplete,
    /// There is no body.
    Empty,
    /// Not strict JSON.
    Syntax,
    /// Called JSON, and a web page.
    WebPageInDisguise,
    /// Too deep or too many values.
    TooComplex,
}

/// What an answer says that it is, instead of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// HTML.
    WebPage,
    /// XML or SOAP.
    Xml,
    /// A table as text.
    Csv,
    /// An image, a PDF, a file.
    File,
    /// One JSON document a line, or events without an end.
    Stream,
    /// Text.
    Text,
    /// Something else.
    Other,
    /// Nothing.
    Unsaid,
}

/// A text, number or boolean at a place, as the server wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaf {
    /// A text.
    Text(String),
    /// A number, to the letter.
    Number(String),
    /// `true` or `false`.
    Boolean(bool),
}

/// A value that a path finds, for reading: as a leaf or why it is none, and as parsed.
pub type FoundValue<'document> = (Result<Leaf, NoLeaf>, &'document Value);

/// Why there is no [`Leaf`] at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLeaf {
    /// The path finds nothing.
    Nothing,
    /// The path finds more than one value.
    Several,
    /// It finds `null`.
    Null,
    /// It finds a list.
    List,
    /// It finds an object.
    Object,
    /// A name on the way occurs twice.
    DuplicateName,
}

impl Document {
    /// Reads an answer, or says why it cannot decide anything. Paths that `reads` does not have find nothing in it.
    pub(crate) fn read(
        status: u16,
        content_type: Option<&str>,
        body: &[u8],
        complete: bool,
        reads: &Reads,
    ) -> Result<Self, NotEvidence> {
        if !(200..300).contains(&status) || matches!(status, 204..=206) {
            return Err(NotEvidence::Status);
        }
        check_content_type(content_type)?;
        if !complete || body.len() > limits::DECISION_BODY_BYTES {
            return Err(NotEvidence::Incomplete);
        }
        let text = std::str::from_utf8(body).map_err(|_| NotEvidence::Encoding)?;
        if text.starts_with('\u{feff}') {
            return Err(NotEvidence::Encoding);
        }
        let (value, tally) = parse::parse(text, reads).map_err(|_| match text.trim_start().bytes().next() {
            None => NotEvidence::Empty,
            Some(b'<') => NotEvidence::WebPageInDisguise,
            Some(_) => NotEvidence::Syntax,
        })?;
        if !tally.is_within() {
            return Err(NotEvidence::TooComplex);
        }
        Ok(Self { text: text.to_owned(), value, leaves: tally.leaves })
    }

    /// How many texts, numbers, booleans and nulls the whole answer has.
    pub(crate) fn leaves(&self) -> usize {
        self.leaves
    }

    /// What of the parsed document can be read, for paths that only read.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The one text, number or boolean that a path finds.
    pub fn leaf(&self, path: &Path) -> Result<Leaf, NoLeaf> {
        fault::point(Point::Resolver);
        if let Some(location) = path.singular_location() {
            return self.leaf_at(location);
        }
        self.check_names()?;
        match path.locate(&self.value).as_slice() {
            [] => Err(NoLeaf::Nothing),
            [one] => self.leaf_at(one),
            _ => Err(NoLeaf::Several),
        }
    }

    /// The elements of the list that a path of names and indexes finds, or everything that another path finds; one more
    /// than `most` at the most.
    pub fn elements(&self, path: &Path, most: usize) -> Result<Vec<Result<Leaf, NoLeaf>>, NoLeaf> {
        let Some(list) = path.singular_location() else {
            self.check_names()?;
            return Ok(path.locate(&self.value).iter().take(most + 1).map(|place| self.leaf_at(place)).collect());
        };
        match self.leaf_at(list) {
            Err(NoLeaf::List) => {}
            Err(other) => return Err(other),
            Ok(one) => return Ok(vec![Ok(one)]),
        }
        let length = path.query(&self.value).first().and_then(|found| found.as_array()).map_or(0, Vec::len);
        let mut place = list.clone();
        let element = |position| {
            place.segments.truncate(list.segments.len());
            place.segments.push(Segment::Index(position));
            self.leaf_at(&place)
        };
        Ok((0..length.min(most + 1)).map(element).collect())
    }

    /// What a path finds, for reading only, and how much there is in all: of the first `most` each a text, number or
    /// boolean as the server wrote it, or what else is there. Only a number that JSON's own type may have rounded is
    /// walked to through the text, so `most` bounds that work.
    pub fn found(&self, path: &Path, most: usize) -> (Vec<FoundValue<'_>>, usize) {
        let values = path.query(&self.value);
        let any_float = values.iter().take(most).any(|value| value.is_f64());
        let places = if any_float { path.locate(&self.value) } else { Vec::new() };
        let leaf = |(position, value): (usize, &&Value)| match value {
            Value::String(text) => Ok(Leaf::Text(text.clone())),
            Value::Bool(boolean) => Ok(Leaf::Boolean(*boolean)),
            Value::Number(number) => match places.get(position) {
                Some(place) if number.is_f64() => self.leaf_at(place),
                _ => Ok(Leaf::Number(number.to_string())),
            },
            Value::Null => Err(NoLeaf::Null),
            Value::Array(_) => Err(NoLeaf::List),
            Value::Object(_) => Err(NoLeaf::Object),
        };
        let leaves: Vec<_> = values.iter().enumerate().take(most).map(leaf).collect();
        let all = values.len();
        (leaves.into_iter().zip(values).collect(), all)
    }

    /// A query that filters has read names off its way, so then no name may occur twice anywhere.
    fn check_names(&self) -> Result<(), NoLeaf> {
        if has_duplicate_name(&self.text) { Err(NoLeaf::DuplicateName) } else { Ok(()) }
    }

    fn leaf_at(&self, location: &Location) -> Result<Leaf, NoLeaf> {
        let mut text = self.text.trim_ascii();
        for segment in &location.segments {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            text = Child(segment).deserialize(&mut deserializer).map_err(|_| NoLeaf::Nothing)??.get();
        }
        match text.as_bytes().first() {
            Some(b'"') => serde_json::from_str(text).map(Leaf::Text).map_err(|_| NoLeaf::Nothing),
            Some(b't') => Ok(Leaf::Boolean(true)),
            Some(b'f') => Ok(Leaf::Boolean(false)),
            Some(b'n') => Err(NoLeaf::Null),
            Some(b'[') => Err(NoLeaf::List),
            Some(b'{') => Err(NoLeaf::Object),
            _ => Ok(Leaf::Number(text.to_owned())),
        }
    }
}

impl Leaf {
    /// The value as text.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Boolean(true) => "true",
            Self::Boolean(false) => "false",
        }
    }

    /// What it is, in plain words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Number(_) => "number",
            Self::Boolean(_) => "true or false",
        }
    }
}

impl NoLeaf {
    /// What is there instead, in plain words.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Several => "several values",
            Self::Null => "null",
            Self::List => "list",
            Self::Object => "object",
            Self::DuplicateName => "a name that occurs twice",
        }
    }
}

impl NotEvidence {
    /// The reason in plain words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Status => "The status of the answer does not promise a whole record.",
            Self::ContentType(kind) => kind.words(),
            Self::WebPageInDisguise => ContentKind::WebPage.words(),
            Self::Empty => "The answer is empty.",
            Self::Encoding => "The answer is not plain UTF-8 text.",
            Self::Incomplete => "The answer is too large, or was cut off.",
            Self::Syntax => "The answer is not valid JSON.",
            Self::TooComplex => "The answer is nested too deeply or holds too many values.",
        }
    }

    /// What to do, one sentence.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Status => "",
            Self::ContentType(kind) => kind.hint(),
            Self::WebPageInDisguise => ContentKind::WebPage.hint(),
            Self::Incomplete | Self::TooComplex => "Ask the API for less, for example for one record or fewer fields.",
            Self::Encoding => "Ask the people who run the API for JSON in UTF-8 without a byte order mark.",
            Self::Empty => "Check the address and the method; some APIs answer only to one of them.",
            Self::Syntax => "Look at the answer, and tell the people who run the API.",
        }
    }
}

impl ContentKind {
    /// What a content type without its parameters, in lower case, says.
    fn of(essence: &str) -> Self {
        match essence {
            "" => Self::Unsaid,
            "text/html" | "application/xhtml+xml" => Self::WebPage,
            "text/csv" | "text/tab-separated-values" => Self::Csv,
            "application/x-ndjson" | "application/ndjson" | "application/jsonl" | "text/event-stream" => Self::Stream,
            "application/pdf" | "application/zip" | "application/octet-stream" => Self::File,
            "application/xml" | "text/xml" => Self::Xml,
            other if other.ends_with("+xml") && !other.starts_with("image/") => Self::Xml,
            other if other.starts_with("text/") => Self::Text,
            other if ["image/", "audio/", "video/", "font/"].iter().any(|kind| other.starts_with(kind)) => Self::File,
            _ => Self::Other,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::WebPage => "The address answered with a web page, not data.",
            Self::Xml => "The address answered with XML, not JSON.",
            Self::Csv => "The address answered with a table (CSV), not JSON.",
            Self::File => "The address answered with a file, such as an image or a PDF, not JSON.",
            Self::Stream => "The address answered with a stream of events, not one JSON answer.",
            Self::Text => "The address answered with plain text, not JSON.",
            Self::Other => "The answer says that it is something else than JSON.",
            Self::Unsaid => "The answer does not say that it is JSON.",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::WebPage => {
                "Check the address: an API's address often has /api in it; a page to log in means that the sign-in is \
                 missing."
            }
            Self::Xml | Self::Csv | Self::Stream => {
                "Look in the API's description for a way to ask for JSON: another address, or a header such as Accept."
            }
            Self::File => "Check the address: this one leads to a file. Ask for the record that the file belongs to.",
            Self::Text | Self::Other | Self::Unsaid => {
                "Check the address; if it is right, ask the people who run the API to send JSON and to call it that."
            }
        }
    }
}

/// Whether an answer is a page for people, whatever its status.
pub(crate) fn is_web_page(content_type: Option<&str>) -> bool {
    content_type.is_some_and(|written| ContentKind::of(&essence(written)) == ContentKind::WebPage)
}

fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// `application/json` or `+json`, and UTF-8 if a charset is named.
fn check_content_type(content_type: Option<&str>) -> Result<(), NotEvidence> {
    let written = content_type.unwrap_or_default();
    let essence = essence(written);
    let is_json = essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"));
    if !is_json {
        return Err(NotEvidence::ContentType(ContentKind::of(&essence)));
    }
    let is_utf8 = |charset: &str| ["utf-8", "utf8", "us-ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known));
    match charset(written) {
        Some(charset) if !is_utf8(charset) => Err(NotEvidence::Encoding),
        _ => Ok(()),
    }
}

/// Finds one child in the text of an object or list. All members are read, so that a second one of the same name is
/// seen.
struct Child<'segment>(&'segment Segment);

impl<'text> DeserializeSeed<'text> for Child<'_> {
    type Value = Result<&'text RawValue, NoLeaf>;

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'text> Visitor<'text> for Child<'_> {
    type Value = Result<&'text RawValue, NoLeaf>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'text>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Segment::Name(wanted) = self.0 else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Err(NoLeaf::Nothing));
        };
        let mut found = Err(NoLeaf::Nothing);
        while let Some(is_wanted) = map.next_key_seed(NameIs(wanted))? {
            if !is_wanted {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value::<&'text RawValue>()?;
            found = if matches!(found, Err(NoLeaf::Nothing)) { Ok(value) } else { Err(NoLeaf::DuplicateName) };
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'text>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut found = Err(NoLeaf::Nothing);
        let mut position = 0;
        while let Some(item) = list.next_element::<&'text RawValue>()? {
            if *self.0 == Segment::Index(position) {
                found = Ok(item);
            }
            position += 1;
        }
        Ok(found)
    }
}

/// Compares a member's name without keeping it.
struct NameIs<'name>(&'name str);

impl<'text> DeserializeSeed<'text> for NameIs<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameIs<'_> {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        Ok(name == self.0)
    }
}

/// Whether any object of the text has two members of one name.
fn has_duplicate_name(text: &str) -> bool {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    OnceOnly.deserialize(&mut deserializer).is_err()
}

/// Reads everything and keeps nothing; an error is a name that occurs twice.
struct OnceOnly;

impl<'text> DeserializeSeed<'text> for OnceOnly {
    type Value = ();

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'text> Visitor<'text> for OnceOnly {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON without a name that occurs twice")
    }

    fn visit_map<A: MapAccess<'text>>(self, mut map: A) -> Result<(), A::Error> {
        let mut names = std::collections::HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name) {
                return Err(serde::de::Error::custom("a name occurs twice"));
            }
            map.next_value_seed(OnceOnly)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'text>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(OnceOnly)?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
