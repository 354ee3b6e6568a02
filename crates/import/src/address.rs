//! Takes a marked address apart: base, path, query. For formats whose addresses are plain URLs with variables.

use drawbridge_model::NameValue;

use crate::request::{ReadSignIn, row};
use crate::text::{decode, pairs};

/// An address in its parts.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Parts {
    /// Scheme, host and port, or the variable that stands for them.
    pub base: String,
    /// With its slash; empty if there is none.
    pub path: String,
    /// Decoded.
    pub query: Vec<NameValue>,
    /// User name and password that stood before the host.
    pub sign_in: ReadSignIn,
}

/// Splits an address at its first slash after the host.
pub(crate) fn split(marked: &str) -> Parts {
    let address = marked.trim().split('#').next().unwrap_or_default();
    let after_scheme = address.find("://").map_or(0, |at| at + 3);
    let path_at = address[after_scheme..].find(['/', '?']).map_or(address.len(), |at| at + after_scheme);
    let (base, rest) = address.split_at(path_at);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (scheme, authority) = base.split_at(after_scheme);
    let (sign_in, host) = match authority.rsplit_once('@') {
        Some((user, host)) => {
            let (username, password) = user.split_once(':').unwrap_or((user, ""));
            (ReadSignIn::Basic { username: decode(username), password: decode(password) }, host)
        }
        None => (ReadSignIn::Unsaid, authority),
    };
    Parts {
        base: format!("{scheme}{host}"),
        path: path.to_owned(),
        query: pairs(query).into_iter().map(|(name, value)| row(name, value)).collect(),
        sign_in,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variable::mark;

    #[test]
    fn an_address_falls_into_its_parts() {
        let check = |address: &str, base: &str, path: &str, query: usize| {
            let parts = split(address);
            assert_eq!((parts.base.as_str(), parts.path.as_str(), parts.query.len()), (base, path, query), "{address}");
        };
        check("https://a.example/x/y?b=1&c=#f", "https://a.example", "/x/y", 2);
        check("a.example?b=1", "a.example", "", 1);
        check(&format!("{}/x", mark("base")), &mark("base"), "/x", 0);
        let with_user = split("https://u:p%40x@a.example/");
        assert_eq!(with_user.sign_in, ReadSignIn::Basic { username: "u".into(), password: "p@x".into() });
        assert_eq!(with_user.base, "https://a.example");
    }
}
