//! Web origins, base addresses, and addresses that people paste.
//!
//! An origin is scheme, host and port, compared as parsed and never as text: the host as its A-label, in lower case,
//! without a final dot. Only `https` and `http` exist here, user-info is refused, and so are the ports that browsers
//! refuse (the Fetch standard's “bad ports”), because they speak to mail servers and databases.
//!
//! A base address may hold `{setting.*}` in its host and path. Nothing that a customer says can stand there.

mod split;

use std::fmt;

use url::{Host, Url};

use crate::template::{Origin, Part, Template};

pub use split::{SplitAddress, split_address};

/// Scheme, host and port of an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebOrigin {
    https: bool,
    host: String,
    port: u16,
}

/// Why an address cannot be called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AddressError {
    /// Stable word for programs.
    pub code: &'static str,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do, one sentence.
    pub hint: String,
}

impl WebOrigin {
    /// The origin of an address without placeholders. Path and query are let pass and ignored.
    pub fn parse(address: &str) -> Result<Self, AddressError> {
        check_characters(address)?;
        let authority = authority(address)?;
        if authority.contains('@') {
            return Err(user_info());
        }
        Self::of(&Url::parse(address).map_err(|_| not_an_address(address))?)
    }

    /// The origin of an address that has been parsed.
    pub fn of(url: &Url) -> Result<Self, AddressError> {
        if !matches!(url.scheme(), "https" | "http") {
            return Err(bad_scheme(url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(user_info());
        }
        let not_an_address = || not_an_address(url.as_str());
        let host = match url.host() {
            Some(Host::Domain(domain)) => domain.strip_suffix('.').unwrap_or(domain).to_owned(),
            Some(host) => host.to_string(),
            None => return Err(not_an_address()),
        };
        let port = url.port_or_known_default().ok_or_else(not_an_address)?;
        if host.is_empty() {
            return Err(not_an_address());
        }
        if is_bad_port(port) {
            return Err(error(
                "bad_port",
                &format!("Port {port} is not for web APIs."),
                "Use the port of the API, usually none.",
            ));
        }
        Ok(Self { https: url.scheme() == "https", host, port })
    }

    /// The host as its A-label in lower case; an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, written or not.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether calls are encrypted.
    pub fn is_https(&self) -> bool {
        self.https
    }
}

/// `https://shop.example`, with the port if it is not the scheme's own.
impl fmt::Display for WebOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, default_port) = if self.https { ("https", 443) } else { ("http", 80) };
        write!(formatter, "{scheme}://{}", self.host)?;
        if self.port == default_port { Ok(()) } else { write!(formatter, ":{}", self.port) }
    }
}

/// Checks a system's base address: settings only, and with any setting in place an address that can be called.
pub fn check_base_address(address: &str) -> Result<(), AddressError> {
    check_characters(address)?;
    let template = Template::parse(address);
    if let Some(placeholder) = template.placeholders().find(|placeholder| placeholder.origin != Origin::Setting) {
        return Err(placeholder_in_address(&placeholder.to_string()));
    }
    let example = with_stand_ins(&template);
    let authority = authority(&example)?;
    if authority.contains(['{', '}']) || example.split("://").next().is_some_and(|scheme| scheme.contains(['{', '}'])) {
        return Err(placeholder_in_address(authority));
    }
    if example.contains(['?', '#']) {
        return Err(error(
            "query_in_base_address",
            "The base address has a “?” or “#” in it.",
            "Keep scheme and host only, and give query parameters with the request.",
        ));
    }
    WebOrigin::parse(&example).map(drop)
}

/// The address with a stand-in for each placeholder, a port's included, so that its shape can be parsed.
fn with_stand_ins(template: &Template) -> String {
    template.parts().iter().fold(String::new(), |address, part| match part {
        Part::Literal(literal) => address + literal,
        Part::Placeholder(_) if address.ends_with(':') => address + "8443",
        Part::Placeholder(_) if address.is_empty() => address + "https://setting.example",
        Part::Placeholder(_) => address + "s",
    })
}

/// What stands between `://` and the path. The scheme is checked here, by hand, since URL parsers repair
/// `https:/host`, `https:///host` and backslashes into addresses that nobody wrote.
fn authority(address: &str) -> Result<&str, AddressError> {
    let Some((scheme, rest)) = address.split_once("://") else {
        let scheme = address.split(':').next().unwrap_or_default();
        let has_scheme = address.contains(':') && !scheme.is_empty() && !scheme.contains(['.', '/']);
        return Err(if has_scheme { bad_scheme(scheme) } else { not_an_address(address) });
    };
    if scheme.contains(['{', '}']) {
        return Err(placeholder_in_address(scheme));
    }
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return Err(bad_scheme(scheme));
    }
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    if authority.is_empty() || authority.contains('\\') { Err(not_an_address(address)) } else { Ok(authority) }
}

/// Tabs and line breaks are dropped by URL parsers, so `/or⏎ders` would call an address that nobody sees.
fn check_characters(address: &str) -> Result<(), AddressError> {
    let hidden =
        address.chars().find(|character| character.is_whitespace() || crate::characters::is_invisible(*character));
    hidden.map_or(Ok(()), |character| {
        let message = format!(
            "The address has a blank or invisible character in it ({}).",
            crate::characters::code_point(character)
        );
        Err(error("hidden_character_in_address", &message, "Remove the character, or type the address again."))
    })
}

fn placeholder_in_address(written: &str) -> AddressError {
    error(
        "placeholder_in_host",
        &format!("“{written}” stands where the server's name is: only a setting may, never what a customer says."),
        "Write the server's name in full, or make it a setting and write {setting.name}.",
    )
}

fn bad_scheme(scheme: &str) -> AddressError {
    let message = format!("“{scheme}:” addresses cannot be called.");
    error("bad_scheme", &message, "Use an address that begins with https:// or http://.")
}

fn user_info() -> AddressError {
    error(
        "user_info_in_address",
        "The address has a user name or password in it.",
        "Remove what stands before the @ and give it under Sign-in, where it is kept as a secret.",
    )
}

fn not_an_address(address: &str) -> AddressError {
    let message = format!("“{address}” is not a web address.");
    error("bad_address", &message, "Write it as in https://api.example.com.")
}

fn error(code: &'static str, message: &str, hint: &str) -> AddressError {
    AddressError { code, message: message.to_owned(), hint: hint.to_owned() }
}

/// The Fetch standard's list, “port blocking”.
fn is_bad_port(port: u16) -> bool {
    const BAD_PORTS: [u16; 84] = [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
        109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526,
        530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3306, 3659,
        4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 11211,
    ];
    BAD_PORTS.contains(&port) || matches!(port, 6679 | 6697 | 10080)
}

#[cfg(test)]
mod tests;
