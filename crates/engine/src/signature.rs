//! Signs a finished request: HMAC-SHA-256 (RFC 2104) over a template that may name parts of the request.
//!
//! It comes last, after the address, the headers and the body are as they will be sent, since it vouches for their bytes.
//! The headers beside it are made first, from the same moment and the same nonce as the signed text. What is signed is
//! never shown: it may hold secrets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drawbridge_model::sign_in::{RequestPart, SignatureEncoding};
use drawbridge_model::template::{Origin, Part, Placeholder, Template};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::encode;
use crate::plan::SignaturePlan;
use crate::render::RenderError;
use crate::request::{Both, Header, Request};
use crate::values::{HIDDEN, Provided, Unavailable, Values};

/// Adds the signature and the headers beside it, each unless the request sets it itself.
pub(crate) fn sign(
    request: &mut Request,
    plan: &SignaturePlan,
    system: &str,
    values: &Values<'_>,
    moment: Option<Timestamp>,
) -> Result<(), RenderError> {
    for header in headers(request, plan, system, values, moment)? {
        if let Err(reason) = encode::header_value(&header.value.sent) {
            return Err(error(&format!("the header {}", header.name), None, reason));
        }
        if request.headers.iter().all(|own| !own.name.eq_ignore_ascii_case(&header.name)) {
            request.headers.push(header);
        }
    }
    Ok(())
}

/// The headers beside the signature, and the signature.
fn headers(
    request: &Request,
    plan: &SignaturePlan,
    system: &str,
    values: &Values<'_>,
    moment: Option<Timestamp>,
) -> Result<Vec<Header>, RenderError> {
    let parts = Parts::of(request, moment)?;
    let signing = Signing { parts: &parts, system, values };
    let mut headers = Vec::with_capacity(plan.headers.len() + 1);
    for row in &plan.headers {
        let value = signing.text(&row.value, &format!("the header {}", row.name))?;
        headers.push(Header { name: row.name.clone(), value });
    }
    let key = signing.text(&plan.key, "the key of the signature")?;
    let message = signing.text(&plan.message, "the signed text")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.sent.as_bytes())
        .map_err(|_| error("the key of the signature", None, "The key cannot be used."))?;
    mac.update(message.sent.as_bytes());
    let bytes = mac.finalize().into_bytes();
    let signature = match plan.encoding {
        SignatureEncoding::Hex => hex(&bytes),
        SignatureEncoding::Base64 => STANDARD.encode(bytes),
    };
    let mut value = signing.text(&plan.prefix, "what stands before the signature")?;
    if value.sent.ends_with(|last: char| last.is_ascii_alphanumeric()) {
        value.push(" ");
    }
    value.append(&Both { sent: signature, shown: HIDDEN.to_owned() });
    headers.push(Header { name: plan.header.clone(), value });
    Ok(headers)
}

/// What of the request can be named.
struct Parts<'request> {
    method: &'static str,
    path: String,
    query: Option<String>,
    host: String,
    body: &'request str,
    moment: Option<Timestamp>,
    nonce: String,
}

impl Parts<'static> {
    fn of(request: &Request, moment: Option<Timestamp>) -> Result<Parts<'_>, RenderError> {
        let url = &request.url;
        let host = url.host_str().unwrap_or_default();
        let body = request.body.as_ref().map(|body| std::str::from_utf8(&body.bytes)).transpose();
        let mut random = [0; 16];
        getrandom::fill(&mut random)
            .map_err(|_| error("the signed text", None, "The operating system gave no random numbers."))?;
        Ok(Parts {
            method: request.method.as_str(),
            path: url.path().to_owned(),
            query: url.query().map(str::to_owned),
            host: url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
            body: body.ok().flatten().unwrap_or_default(),
            moment,
            nonce: hex(&random),
        })
    }
}

impl Parts<'_> {
    /// `None`: it takes the time, and nobody said what time it is.
    fn get(&self, part: RequestPart) -> Option<String> {
        Some(match part {
            RequestPart::Method => self.method.to_owned(),
            RequestPart::Path => self.path.clone(),
            RequestPart::Query => self.query.clone().unwrap_or_default(),
            RequestPart::Target => match &self.query {
                Some(query) => format!("{}?{query}", self.path),
                None => self.path.clone(),
            },
            RequestPart::Host => self.host.clone(),
            RequestPart::Body => self.body.to_owned(),
            RequestPart::BodySha256 => hex(&Sha256::digest(self.body.as_bytes())),
            RequestPart::Timestamp => self.moment?.as_second().to_string(),
            RequestPart::TimestampMs => self.moment?.as_millisecond().to_string(),
            RequestPart::Time => self.moment?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            RequestPart::Nonce => self.nonce.clone(),
        })
    }
}

struct Signing<'run> {
    parts: &'run Parts<'run>,
    system: &'run str,
    values: &'run Values<'run>,
}

impl Signing<'_> {
    fn text(&self, template: &Template, place: &str) -> Result<Both, RenderError> {
        let mut text = Both::default();
        for part in template.parts() {
            match part {
                Part::Literal(literal) => text.push(literal),
                Part::Placeholder(placeholder) => {
                    let provided = self.provided(placeholder, place)?;
                    let value = provided.value.as_text();
                    text.append(&Both { sent: value.to_owned(), shown: provided.shown(value).to_owned() });
                }
            }
        }
        Ok(text)
    }

    fn provided(&self, placeholder: &Placeholder, place: &str) -> Result<Provided, RenderError> {
        if let Some(part) = RequestPart::of(placeholder) {
            let text = self.parts.get(part);
            let text = text.ok_or_else(|| error(place, Some(placeholder), "is not known in this run"))?;
            return Ok(Provided::open(text));
        }
        self.values.get(placeholder, self.system).map_err(|unavailable| {
            let reason = match (unavailable, placeholder.origin) {
                (Unavailable::NoSecret, _) => "is not set for this address",
                (Unavailable::NoSetting, _) => "has no value in this environment",
                (Unavailable::LeftEmpty, Origin::Step) => "is no part of a request",
                (Unavailable::LeftEmpty, _) => "cannot stand in a sign-in",
            };
            error(place, Some(placeholder), reason)
        })
    }
}

fn error(place: &str, placeholder: Option<&Placeholder>, reason: &str) -> RenderError {
    RenderError { place: place.to_owned(), placeholder: placeholder.cloned(), reason: reason.to_owned() }
}

/// Lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
