//! Makes a finished [`Request`] of a [`RequestSpec`] and values. The rules for each destination are in [`crate::encode`].
//!
//! Values are leaves: a template was parsed when the connector was loaded, and nothing that is rendered here is
//! parsed for placeholders again. After the address is built it is parsed as a web client parses it, and must come out
//! letter for letter as it went in, on the scheme, host and port of the system's address; otherwise nothing is sent. A
//! customer's value can therefore never move a request to another host, another path or another parameter.

use bytes::Bytes;
use drawbridge_model::inputs::InputValue;
use drawbridge_model::json_template::JsonNode;
use drawbridge_model::template::{Origin, Part, Placeholder, Template};
use url::Url;

use crate::encode::{self, Refusal};
use crate::limits;
use crate::multipart;
use crate::request::{BodySpec, Both, Header, Payload, Request, RequestSpec, RowSpec};
use crate::values::{HIDDEN, Provided, Unavailable, Values};

/// Why a request could not be made. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RenderError {
    /// Where in the request: `the address`, `the header X-Shop`.
    pub(crate) place: String,
    /// The placeholder whose value is refused, if it is one.
    pub(crate) placeholder: Option<Placeholder>,
    /// What is wrong, in words that follow the name of the value.
    pub(crate) reason: String,
}

/// Where a request goes, and what its system adds to every request.
#[derive(Clone, Copy)]
pub(crate) struct Target<'plan> {
    /// The system's finished address.
    pub(crate) base: &'plan Url,
    /// The system's id.
    pub(crate) system: &'plan str,
    /// The system's own headers.
    pub(crate) headers: &'plan [RowSpec],
    /// A sign-in that stands in the query.
    pub(crate) query: Option<&'plan RowSpec>,
}

/// Renders everything of a request but a sign-in in a header.
pub(crate) fn render(spec: &RequestSpec, target: Target<'_>, values: &Values<'_>) -> Result<Request, RenderError> {
    let renderer = Renderer { system: target.system, values };
    let (url, shown_url) = renderer.address(spec, target)?;
    // A step's header stands in place of the system's of the same name.
    let is_own = |name: &str| spec.headers.iter().any(|own| own.name.eq_ignore_ascii_case(name));
    let rows = target.headers.iter().filter(|row| !is_own(&row.name)).chain(&spec.headers);
    let mut headers = Vec::new();
    for row in rows {
        if let Some(value) = renderer.header_value(&row.value, &row.name)? {
            headers.push(Header { name: row.name.clone(), value });
        }
    }
    let body = renderer.body(&spec.body)?;
    if matches!(spec.body, BodySpec::Multipart(_)) {
        // Its type names the boundary, which nobody else knows.
        headers.retain(|header| !header.name.eq_ignore_ascii_case("content-type"));
    }
    Ok(Request { method: spec.method, url, shown_url, headers, body })
}

/// One header's template, rendered; used for the sign-in as well.
pub(crate) fn render_header(
    template: &Template,
    name: &str,
    system: &str,
    values: &Values<'_>,
) -> Result<Option<Both>, RenderError> {
    Renderer { system, values }.header_value(template, name)
}

/// A template rendered without any encoding, for the user name and password of Basic sign-in.
pub(crate) fn render_plain(
    template: &Template,
    place: &str,
    system: &str,
    values: &Values<'_>,
) -> Result<Both, RenderError> {
    Renderer { system, values }.text(template, place, &str::to_owned, &encode::text_value)
}

struct Renderer<'run> {
    system: &'run str,
    values: &'run Values<'run>,
}

impl Renderer<'_> {
    fn address(&self, spec: &RequestSpec, target: Target<'_>) -> Result<(Url, String), RenderError> {
        let mut path = Both::open(target.base.path().trim_end_matches('/'));
        for (position, segment) in segments(&spec.path).iter().enumerate() {
            if position > 0 || !segment.is_empty() {
                path.push("/");
            }
            path.append(&self.segment(segment)?);
        }
        if path.sent.is_empty() {
            path.push("/");
        }
        let mut query = Both::default();
        for row in spec.query.iter().chain(target.query) {
            let place = format!("the query parameter {}", row.name);
            if self.is_left_out(&row.value) {
                continue;
            }
            query.push(if query.sent.is_empty() { "" } else { "&" });
            query.push(&encode::percent(&row.name));
            query.push("=");
            query.append(&self.text(&row.value, &place, &encode::percent, &encode::query_value)?);
        }
        let mut address = Both::open(target.base.origin().ascii_serialization());
        address.append(&path);
        if !query.sent.is_empty() {
            address.push("?");
            address.append(&query);
        }
        let url = checked(&address.sent, target.base, &path.sent, &query.sent)?;
        Ok((url, address.shown))
    }

    /// One segment; a value in it must not be empty, and the whole must not climb.
    fn segment(&self, parts: &[Part]) -> Result<Both, RenderError> {
        let mut segment = Both::default();
        let mut plain = String::new();
        let mut last = None;
        for part in parts {
            match part {
                Part::Literal(literal) => {
                    plain.push_str(literal);
                    segment.push(&encode::percent_literal(literal));
                }
                Part::Placeholder(placeholder) => {
                    let provided = self.provided(placeholder, "the address")?.ok_or_else(|| {
                        refused("the address", placeholder, "is empty, and an address needs a value there")
                    })?;
                    let text = provided.value.as_text();
                    let encoded =
                        encode::path_value(text).map_err(|reason| refused("the address", placeholder, reason))?;
                    plain.push_str(text);
                    segment.shown.push_str(provided.shown(&encoded));
                    segment.sent.push_str(&encoded);
                    last = Some(placeholder);
                }
            }
        }
        match last {
            Some(placeholder) if encode::climbs(&plain) => {
                Err(refused("the address", placeholder, "could lead to another address"))
            }
            _ => Ok(segment),
        }
    }

    /// `None` if the whole value is an optional question that was left empty. A value kept from an earlier answer is
    /// not shown in a header: it is a token more often than not.
    fn header_value(&self, template: &Template, name: &str) -> Result<Option<Both>, RenderError> {
        if self.is_left_out(template) {
            return Ok(None);
        }
        let place = format!("the header {name}");
        let mut value = self.text(template, &place, &str::to_owned, &encode::header_value)?;
        if let Err(reason) = encode::header_value(&value.sent) {
            return Err(RenderError { place, placeholder: None, reason: reason.to_owned() });
        }
        if template.placeholders().any(|placeholder| placeholder.origin == Origin::Step) {
            value.shown = self.with_kept_hidden(template);
        }
        Ok(Some(value))
    }

    fn with_kept_hidden(&self, template: &Template) -> String {
        let mut shown = String::new();
        for part in template.parts() {
            match part {
                Part::Literal(literal) => shown.push_str(literal),
                Part::Placeholder(placeholder) => match self.values.get(placeholder, self.system) {
                    Ok(provided) if placeholder.origin != Origin::Step => {
                        shown.push_str(provided.shown(provided.value.as_text()));
                    }
                    _ => shown.push_str(HIDDEN),
                },
            }
        }
        shown
    }

    /// A template with its literals and its values each written for the destination.
    fn text(
        &self,
        template: &Template,
        place: &str,
        literally: &dyn Fn(&str) -> String,
        encode: &dyn Fn(&str) -> Result<String, Refusal>,
    ) -> Result<Both, RenderError> {
        let mut text = Both::default();
        for part in template.parts() {
            match part {
                Part::Literal(literal) => text.push(&literally(literal)),
                Part::Placeholder(placeholder) => {
                    if let Some(provided) = self.provided(placeholder, place)? {
                        let encoded =
                            encode(provided.value.as_text()).map_err(|reason| refused(place, placeholder, reason))?;
                        text.shown.push_str(provided.shown(&encoded));
                        text.sent.push_str(&encoded);
                    }
                }
            }
        }
        Ok(text)
    }

    fn body(&self, spec: &BodySpec) -> Result<Option<Payload>, RenderError> {
        let boundary;
        let (content_type, text) = match spec {
            BodySpec::None => return Ok(None),
            BodySpec::Multipart(rows) => {
                let written = multipart::write(&self.parts(rows)?);
                boundary = written.content_type;
                (boundary.as_str(), written.text)
            }
            BodySpec::Json(template) => {
                ("application/json", self.json(template.root(), "the body")?.unwrap_or_default())
            }
            BodySpec::Form(rows) => ("application/x-www-form-urlencoded", self.form(rows)?),
            BodySpec::Text { text, content_type } => {
                (content_type.as_str(), self.text(text, "the body", &str::to_owned, &encode::text_value)?)
            }
            BodySpec::Xml(template) => {
                let text = self.text(template, "the body", &str::to_owned, &encode::xml_value)?;
                ("application/xml; charset=utf-8", text)
            }
        };
        if text.sent.len() > limits::REQUEST_BODY_BYTES {
            let reason = "The body is larger than 256 KiB.".to_owned();
            return Err(RenderError { place: "the body".to_owned(), placeholder: None, reason });
        }
        let Both { sent, shown } = text;
        Ok(Some(Payload { content_type: content_type.to_owned(), bytes: Bytes::from(sent), shown }))
    }

    fn form(&self, rows: &[RowSpec]) -> Result<Both, RenderError> {
        let mut form = Both::default();
        for row in rows.iter().filter(|row| !self.is_left_out(&row.value)) {
            let place = format!("the form field {}", row.name);
            form.push(if form.sent.is_empty() { "" } else { "&" });
            form.push(&form_literal(&row.name));
            form.push("=");
            form.append(&self.text(&row.value, &place, &form_literal, &encode::form_value)?);
        }
        Ok(form)
    }

    /// The parts of a multipart body, by name.
    fn parts<'rows>(&self, rows: &'rows [RowSpec]) -> Result<Vec<(&'rows str, Both)>, RenderError> {
        let sent = rows.iter().filter(|row| !self.is_left_out(&row.value));
        let part = |row: &'rows RowSpec| {
            let place = format!("the part {}", row.name);
            Ok((row.name.as_str(), self.text(&row.value, &place, &str::to_owned, &encode::part_value)?))
        };
        sent.map(part).collect()
    }

    /// `None` where a value is left out.
    fn json(&self, node: &JsonNode, place: &str) -> Result<Option<Both>, RenderError> {
        Ok(Some(match node {
            JsonNode::Null => Both::open("null"),
            JsonNode::Bool(boolean) => Both::open(boolean.to_string()),
            JsonNode::Number(number) => Both::open(number.as_str()),
            JsonNode::Text(template) if self.is_left_out(template) => return Ok(None),
            JsonNode::Text(template) => {
                let literally = |literal: &str| json_inner(literal).unwrap_or_default();
                let inner = self.text(template, place, &literally, &json_inner)?;
                let mut text = Both::open("\"");
                text.append(&inner);
                text.push("\"");
                text
            }
            JsonNode::Slot(placeholder) => return self.json_slot(placeholder, place),
            JsonNode::Array(items) => {
                let mut list = Both::open("[");
                for item in items {
                    if let Some(item) = self.json(item, place)? {
                        list.push(if list.sent.len() > 1 { "," } else { "" });
                        list.append(&item);
                    }
                }
                list.push("]");
                list
            }
            JsonNode::Object(members) => {
                let mut object = Both::open("{");
                for (name, member) in members {
                    if let Some(member) = self.json(member, place)? {
                        object.push(if object.sent.len() > 1 { "," } else { "" });
                        object.push(&encode::json_text(name).unwrap_or_default());
                        object.push(":");
                        object.append(&member);
                    }
                }
                object.push("}");
                object
            }
        }))
    }

    fn json_slot(&self, placeholder: &Placeholder, place: &str) -> Result<Option<Both>, RenderError> {
        let Some(provided) = self.provided(placeholder, place)? else {
            return Ok(None);
        };
        let encoded = match &provided.value {
            InputValue::Boolean(boolean) => Ok(boolean.to_string()),
            InputValue::Number(number) => encode::json_number(number),
            // A setting has no type of its own: a bare `{setting.store}` of `7` means the number.
            InputValue::Text(text) if placeholder.origin == Origin::Setting && encode::json_number(text).is_ok() => {
                Ok(text.trim_matches(' ').to_owned())
            }
            InputValue::Text(text) => encode::json_text(text),
        };
        let encoded = encoded.map_err(|reason| refused(place, placeholder, reason))?;
        let shown = if provided.hidden { format!("\"{HIDDEN}\"") } else { encoded.clone() };
        Ok(Some(Both { sent: encoded, shown }))
    }

    /// The value of a placeholder; `None` if an optional question was left empty.
    fn provided(&self, placeholder: &Placeholder, place: &str) -> Result<Option<Provided>, RenderError> {
        match self.values.get(placeholder, self.system) {
            Ok(provided) => Ok(Some(provided)),
            Err(Unavailable::LeftEmpty) => Ok(None),
            Err(Unavailable::NoSecret) => Err(refused(place, placeholder, "is not set for this address")),
            Err(Unavailable::NoSetting) => Err(refused(place, placeholder, "has no value in this environment")),
        }
    }

    /// Whether a whole value is one placeholder of something left empty.
    fn is_left_out(&self, template: &Template) -> bool {
        template
            .only_placeholder()
            .is_some_and(|only| matches!(self.values.get(only, self.system), Err(Unavailable::LeftEmpty)))
    }
}

fn refused(place: &str, placeholder: &Placeholder, reason: &str) -> RenderError {
    RenderError { place: place.to_owned(), placeholder: Some(placeholder.clone()), reason: reason.to_owned() }
}

/// A JSON string without its quotation marks.
fn json_inner(text: &str) -> Result<String, Refusal> {
    let quoted = encode::json_text(text)?;
    Ok(quoted[1..quoted.len() - 1].to_owned())
}

fn form_literal(literal: &str) -> String {
    url::form_urlencoded::byte_serialize(literal.as_bytes()).collect()
}

/// The path split at the slashes of its literals. A leading slash opens the first segment.
pub(crate) fn segments(path: &Template) -> Vec<Vec<Part>> {
    let mut segments = vec![Vec::new()];
    for (position, part) in path.parts().iter().enumerate() {
        let Part::Literal(literal) = part else {
            push_part(&mut segments, part.clone());
            continue;
        };
        let literal = if position == 0 { literal.strip_prefix('/').unwrap_or(literal) } else { literal };
        for (piece, text) in literal.split('/').enumerate() {
            if piece > 0 {
                segments.push(Vec::new());
            }
            if !text.is_empty() {
                push_part(&mut segments, Part::Literal(text.to_owned()));
            }
        }
    }
    segments
}

fn push_part(segments: &mut [Vec<Part>], part: Part) {
    if let Some(last) = segments.last_mut() {
        last.push(part);
    }
}

/// Parses the finished address as every web client does and compares it with what was meant.
fn checked(address: &str, base: &Url, path: &str, query: &str) -> Result<Url, RenderError> {
    let error =
        |reason: &str| RenderError { place: "the address".to_owned(), placeholder: None, reason: reason.to_owned() };
    if address.len() > limits::URL_BYTES {
        return Err(error("The address is longer than 4 KiB."));
    }
    let url = Url::parse(address).map_err(|_| error("The address is not a web address."))?;
    let same_place = url.scheme() == base.scheme()
        && url.host() == base.host()
        && url.port_or_known_default() == base.port_or_known_default()
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none();
    if !same_place || url.path() != path || url.query().unwrap_or_default() != query {
        return Err(error("With these values the address would lead somewhere else."));
    }
    Ok(url)
}

#[cfg(test)]
mod tests;
