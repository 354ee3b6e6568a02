//! Who may speak to the server over HTTP: judged before anything of a request is looked at, for every path alike.
//!
//! `Host` must be a name under which the server is reached, or a web page could reach it through a name of its own (DNS
//! rebinding); `Origin`, which only browsers send, must be the server's own or one that the operator named; the token must
//! be right. A refusal says what to do and repeats nothing of the request.

use axum::http::header::{AUTHORIZATION, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use drawbridge_model::{SecretValue, WebOrigin};
use std::net::{IpAddr, SocketAddr};
use subtle::ConstantTimeEq;

use super::only_header;
use super::settings::ServeArguments;
use crate::failure::Failure;

/// What is accepted.
pub struct Guard {
    /// `host:port` or `host`, in lower case.
    hosts: Vec<String>,
    origins: Vec<WebOrigin>,
    /// The tokens, one of which must be given; none on this computer only.
    tokens: Vec<String>,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// HTTP status.
    pub status: StatusCode,
    /// What is wrong and what to do.
    pub words: &'static str,
}

impl Guard {
    /// For an address to listen at, and the token if there is one.
    pub fn new(settings: &ServeArguments, listen: SocketAddr, token: Option<&SecretValue>) -> Result<Self, Failure> {
        let mut hosts: Vec<String> = settings.allow_host.iter().map(|host| host.trim().to_ascii_lowercase()).collect();
        if listen.ip().is_loopback() {
            hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(|host| format!("{host}:{}", listen.port())));
        }
        let mut origins = Vec::with_capacity(settings.allow_origin.len());
        for text in &settings.allow_origin {
            let origin = WebOrigin::parse(text);
            origins.push(
                origin
                    .map_err(|error| Failure::usage(format!("--allow-origin: {}", error.message)).hint(error.hint))?,
            );
        }
        let tokens = token.map(|token| token.expose().split_ascii_whitespace().map(str::to_owned).collect());
        let tokens: Vec<String> = tokens.unwrap_or_default();
        if let Some(short) = tokens.iter().find(|token| token.len() < SHORTEST_TOKEN) {
            let what = format!(
                "The token of serve has {} characters; fewer than {SHORTEST_TOKEN} can be guessed.",
                short.len()
            );
            return Err(Failure::usage(what).hint("Make one with: openssl rand -hex 32"));
        }
        Ok(Self { hosts, origins, tokens })
    }

    /// Judges a request by its head. `needs_token`: not for the paths by which a platform looks whether it is alive.
    pub fn check(&self, parts: &Parts, needs_token: bool) -> Result<(), Refused> {
        let host = self.host(parts)?;
        if let Some(origin) = parts.headers.get(ORIGIN)
            && !origin.to_str().is_ok_and(|origin| is_own(origin, host) || self.is_allowed(origin))
        {
            return Err(refused(
                StatusCode::FORBIDDEN,
                "This web page may not call the server; allow it with --allow-origin.",
            ));
        }
        if needs_token && !self.tokens.is_empty() && !self.has_token(parts) {
            return Err(refused(StatusCode::UNAUTHORIZED, "Send the token as the header Authorization: Bearer TOKEN."));
        }
        Ok(())
    }

    fn host<'request>(&self, parts: &'request Parts) -> Result<&'request str, Refused> {
        let mut named = parts.headers.get_all(HOST).iter();
        let (Some(host), None) = (named.next().and_then(|host| host.to_str().ok()), named.next()) else {
            return Err(refused(StatusCode::BAD_REQUEST, "Send exactly one Host header."));
        };
        // A target in absolute form wins over the header, RFC 9112 section 3.2.2, so both must be right.
        let target = parts.uri.authority().map(axum::http::uri::Authority::as_str);
        if [Some(host), target].into_iter().flatten().all(|name| self.is_host(name)) {
            Ok(host)
        } else {
            Err(refused(
                StatusCode::FORBIDDEN,
                "The server is not reached under this name; allow it with --allow-host.",
            ))
        }
    }

    fn is_host(&self, name: &str) -> bool {
        if self.hosts.iter().any(|host| host.eq_ignore_ascii_case(name)) {
            return true;
        }
        let name = name.to_ascii_lowercase();
        let without_port = format!("http://{name}").parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
        self.hosts.iter().any(|host| has_no_port(host) && Some(host) == without_port.as_ref())
    }

    fn is_allowed(&self, origin: &str) -> bool {
        WebOrigin::parse(origin).is_ok_and(|origin| self.origins.contains(&origin))
    }

    /// Every token is compared, each in constant time, so that nothing is learned from how long it takes.
    fn has_token(&self, parts: &Parts) -> bool {
        let given = only_header(&parts.headers, AUTHORIZATION.as_str()).unwrap_or_default();
        let given = given
            .split_once(' ')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map_or("", |(_, token)| token.trim());
        let is_one = self
            .tokens
            .iter()
            .fold(subtle::Choice::from(0), |found, token| found | token.as_bytes().ct_eq(given.as_bytes()));
        is_one.into()
    }
}

/// No token is shorter, in characters.
const SHORTEST_TOKEN: usize = 16;

/// What must be there before it listens beyond this computer (SECURITY MCP-04).
pub fn check_address(settings: &ServeArguments, listen: IpAddr, has_token: bool) -> Result<(), Failure> {
    if listen.is_loopback() {
        return Ok(());
    }
    if !has_token {
        return Err(Failure::usage("It would listen beyond this computer without a token.").hint(
            "Put one of at least 16 characters into the file serve/token in --secrets-dir, or into the variable \
             DRAWBRIDGE_SECRET_SERVE_TOKEN. Make it with: openssl rand -hex 32",
        ));
    }
    if settings.allow_host.is_empty() {
        return Err(Failure::usage("It would listen beyond this computer, and no name for it is allowed.")
            .hint("Name what stands in its clients' addresses: --allow-host bot.example.com"));
    }
    Ok(())
}

/// A page that this server itself would have sent.
fn is_own(origin: &str, host: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| origin.strip_prefix(scheme).is_some_and(|name| name.eq_ignore_ascii_case(host)))
}

fn has_no_port(host: &str) -> bool {
    match host.rsplit_once(':') {
        None => true,
        Some((_, after)) => after.ends_with(']'),
    }
}

fn refused(status: StatusCode, words: &'static str) -> Refused {
    Refused { status, words }
}
