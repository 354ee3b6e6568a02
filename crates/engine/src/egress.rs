//! Where requests may go, SECURITY 3.2: a list of origins, and addresses behind them that are public unless allowed.
//!
//! Origins are compared parsed, never as texts. The window and the runner make a policy each with their own
//! constructor; nothing of a policy comes from a customer, a response or, in the runner, from the bundle alone. To add a
//! rule, add it to [`EgressPolicy::check_url`] (the name) or [`EgressPolicy::check_address`] (what the name resolved to).

use std::net::IpAddr;
use std::sync::Arc;

use drawbridge_model::WebOrigin;
use url::{Host, Url};

use crate::address::{self, AddressKind};

/// What a run may reach. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct EgressPolicy {
    origins: Arc<[WebOrigin]>,
    private: Arc<[PrivateAllowance]>,
    plain_http: Arc<[WebOrigin]>,
}

/// Permission to reach an address that is not public, by host and port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PrivateAllowance {
    host: String,
    port: u16,
    network: Option<Network>,
}

/// An address range, `10.1.0.0/16`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Why a request is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EgressRefusal {
    /// Not `http` or `https`, or a user name in the address.
    NotAWebAddress,
    /// The origin is not on the list.
    Origin,
    /// A port that web services do not use.
    Port,
    /// Unencrypted, and not allowed to be.
    PlainHttp,
    /// On this computer or in a private network, and not allowed.
    Private,
    /// Link-local, metadata or reserved: never.
    Never,
    /// The secret that goes with the request was entered for another address.
    Secret,
}

impl EgressPolicy {
    /// For the window: the open connector's own origins; those that the owner has called "on my computer or network",
    /// which may be unencrypted too; and those for which unencrypted calls were accepted.
    pub fn builder(origins: Vec<WebOrigin>, own_network: &[WebOrigin], plain_http: Vec<WebOrigin>) -> Self {
        let private = own_network.iter().map(PrivateAllowance::of).collect();
        Self { origins: origins.into(), private, plain_http: plain_http.into() }
    }

    /// For the runner: the origins that the bundle's digest covers, narrowed or mapped by the operator, and the
    /// operator's own allowances.
    pub fn runner(origins: Vec<WebOrigin>, private: Vec<PrivateAllowance>, plain_http: Vec<WebOrigin>) -> Self {
        Self { origins: origins.into(), private: private.into(), plain_http: plain_http.into() }
    }

    /// Judges an address before anything is looked up. IP addresses in it are judged here, because a name look-up never
    /// sees them.
    pub fn check_url(&self, url: &Url) -> Result<(), EgressRefusal> {
        let origin = WebOrigin::of(url).map_err(|error| match error.code {
            "bad_port" => EgressRefusal::Port,
            _ => EgressRefusal::NotAWebAddress,
        })?;
        let (Some(host), port) = (url.host(), origin.port()) else {
            return Err(EgressRefusal::NotAWebAddress);
        };
        match &host {
            Host::Ipv4(literal) => self.check_address(&host.to_string(), port, (*literal).into())?,
            Host::Ipv6(literal) => self.check_address(&host.to_string(), port, (*literal).into())?,
            Host::Domain(name) if is_metadata_name(name) => return Err(EgressRefusal::Never),
            // Before it is looked up: a name server may know nothing of it, or something else.
            Host::Domain(name) if address::is_loopback_name(name) && self.allowances(name, port).next().is_none() => {
                return Err(EgressRefusal::Private);
            }
            Host::Domain(_) => {}
        }
        if !self.origins.contains(&origin) {
            return Err(EgressRefusal::Origin);
        }
        let plain_is_allowed =
            self.plain_http.contains(&origin) || self.allowances(&host.to_string(), port).next().is_some();
        if url.scheme() == "http" && !plain_is_allowed {
            return Err(EgressRefusal::PlainHttp);
        }
        Ok(())
    }

    /// Judges what a name resolved to, or an address that stands in the URL itself.
    pub fn check_address(&self, host: &str, port: u16, address: IpAddr) -> Result<(), EgressRefusal> {
        match address::kind(address) {
            AddressKind::Public => Ok(()),
            AddressKind::Never => Err(EgressRefusal::Never),
            AddressKind::Private => {
                let covers =
                    |allowance: &PrivateAllowance| allowance.network.is_none_or(|network| network.contains(address));
                let allowed = self.allowances(host, port).any(covers);
                if allowed { Ok(()) } else { Err(EgressRefusal::Private) }
            }
        }
    }

    fn allowances<'policy>(&'policy self, host: &str, port: u16) -> impl Iterator<Item = &'policy PrivateAllowance> {
        let host = host_key(host);
        self.private.iter().filter(move |allowance| allowance.port == port && allowance.host == host)
    }
}

impl PrivateAllowance {
    /// Reads `HOST:PORT` or `HOST:PORT=NETWORK`, as in `db.internal:8443=10.1.0.0/16`. The error is a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (place, network) = match text.split_once('=') {
            Some((place, network)) => (place, Some(Network::parse(network)?)),
            None => (text, None),
        };
        let wrong = || format!("“{text}” is not HOST:PORT or HOST:PORT=NETWORK, as in db.internal:8443=10.1.0.0/16.");
        let has_port = place.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        if !has_port || place.contains(['/', '?', '#', '@']) {
            return Err(wrong());
        }
        let origin = WebOrigin::parse(&format!("http://{place}")).map_err(|error| error.to_string())?;
        Ok(Self { network, ..Self::of(&origin) })
    }

    fn of(origin: &WebOrigin) -> Self {
        Self { host: host_key(origin.host()), port: origin.port(), network: None }
    }
}

impl Network {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}” is not a network, as in 10.1.0.0/16.");
        let (address, prefix) = text.split_once('/').ok_or_else(wrong)?;
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let prefix: u8 = prefix.parse().map_err(|_| wrong())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        if prefix > longest { Err(wrong()) } else { Ok(Self { address, prefix }) }
    }

    fn contains(self, address: IpAddr) -> bool {
        let same = |one: u128, other: u128, bits: u32| {
            let shift = bits - u32::from(self.prefix).min(bits);
            one.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
        };
        match (self.address, address) {
            (IpAddr::V4(one), IpAddr::V4(other)) => same(one.to_bits().into(), other.to_bits().into(), 32),
            (IpAddr::V6(one), IpAddr::V6(other)) => same(one.to_bits(), other.to_bits(), 128),
            _ => false,
        }
    }
}

impl EgressRefusal {
    /// What happened, one sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotAWebAddress => "This is not a web address that can be called.",
            Self::Origin => "This address is not among those that the connector may call.",
            Self::Port => "This port is not used by web services.",
            Self::PlainHttp => "This address is not encrypted (http instead of https).",
            Self::Private => "This address is on this computer or in a private network.",
            Self::Never => "This address belongs to the machinery of a network and is never called.",
            Self::Secret => "The secret was entered for another address, so it was not sent to this one.",
        }
    }

    /// What to do, one sentence.
    pub fn hint(self) -> &'static str {
        match self {
            Self::NotAWebAddress => "Give the system an address that begins with https://.",
            Self::Origin => "Check the address of the system; the runner calls only what the bundle lists.",
            Self::Port => "Check the port in the address of the system.",
            Self::PlainHttp => "Use the https address, or allow the unencrypted one for this system.",
            Self::Private => {
                "If that is meant, say that it is a test address on your computer or network; the runner needs --allow-private."
            }
            Self::Never => "Check the address of the system.",
            Self::Secret => "Enter the secret again for this address.",
        }
    }
}

/// Hosts as they are compared: lower case, without the brackets of an IPv6 address and the dot of a full name.
fn host_key(host: &str) -> String {
    host.trim_start_matches('[').trim_end_matches([']', '.']).to_ascii_lowercase()
}

fn is_metadata_name(name: &str) -> bool {
    let name = host_key(name);
    name == "metadata"
        || name == "metadata.google.internal"
        || name == "instance-data"
        || name.ends_with(".metadata.google.internal")
}

#[cfg(test)]
mod tests;
