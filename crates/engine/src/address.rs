//! Kinds of IP addresses, SECURITY 3.2: the table that decides what a connection may reach.
//!
//! Three kinds only. `Public` is reached by whoever may call the origin. `Private` needs an allowance that names host
//! and port. `Never` is link-local, metadata, multicast and reserved space, which no switch opens. An IPv6 address that
//! wraps an IPv4 address is judged by what it wraps, and where translation is at work it is `Never` unless the wrapped
//! address is public. To add a range, add a row and its first, last and next address to the test.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What may be reached at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressKind {
    /// The public internet.
    Public,
    /// Loopback, RFC 1918, carrier-grade NAT, unique local.
    Private,
    /// Never, whatever is allowed.
    Never,
}

/// Judges an address.
pub fn kind(address: IpAddr) -> AddressKind {
    match address {
        IpAddr::V4(address) => kind_v4(address),
        IpAddr::V6(address) => kind_v6(address),
    }
}

/// Names that mean this computer, whatever a name server says: RFC 6761, and what Linux writes into its list of hosts.
pub fn is_loopback_name(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    matches!(name.as_str(), "localhost" | "localhost.localdomain" | "ip6-localhost" | "ip6-loopback")
        || name.ends_with(".localhost")
}

fn kind_v4(address: Ipv4Addr) -> AddressKind {
    let [first, second, third, fourth] = address.octets();
    match (first, second, third, fourth) {
        // Alibaba's metadata service stands inside the carrier-grade range, so it comes before that.
        (100, 100, 100, 200)
        | (0 | 224..=255, ..)
        | (169, 254, ..)
        | (192, 0, 0 | 2, _)
        | (192, 88, 99, _)
        | (198, 18..=19, ..)
        | (198, 51, 100, _)
        | (203, 0, 113, _) => AddressKind::Never,
        (127 | 10, ..) | (172, 16..=31, ..) | (192, 168, ..) | (100, 64..=127, ..) => AddressKind::Private,
        _ => AddressKind::Public,
    }
}

fn kind_v6(address: Ipv6Addr) -> AddressKind {
    let parts = address.segments();
    if address == Ipv6Addr::LOCALHOST {
        return AddressKind::Private;
    }
    // The metadata service of Amazon's cloud has an address in the unique local range.
    if parts == [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254] {
        return AddressKind::Never;
    }
    let wrapped = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    match parts {
        // IPv4-mapped and IPv4-compatible addresses are never a name's honest answer.
        [0, 0, 0, 0, 0, 0 | 0xffff, _, _]
        // Teredo, documentation, discard, and translation inside one network.
        | [0x2001, 0 | 0xdb8, ..]
        | [0x100, 0, 0, 0, ..]
        | [0x64, 0xff9b, 1, ..] => AddressKind::Never,
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => match kind_v4(wrapped(high, low)) {
            AddressKind::Public => AddressKind::Public,
            AddressKind::Private | AddressKind::Never => AddressKind::Never,
        },
        [first, ..] if first & 0xfe00 == 0xfc00 => AddressKind::Private,
        [first, ..] if first & 0xe000 == 0x2000 => AddressKind::Public,
        _ => AddressKind::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unwrap_used, reason = "the table holds addresses")]
    fn check(expected: AddressKind, addresses: &[&str]) {
        for address in addresses {
            assert_eq!(kind(address.parse().unwrap()), expected, "{address}");
        }
    }

    /// SECURITY SSR-04. SECURITY SSR-02.
    #[test]
    fn each_range_from_its_first_to_its_last_address() {
        check(
            AddressKind::Public,
            &[
                "9.255.255.255",
                "11.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "1.1.1.1",
                "2606:4700::1111",
                "64:ff9b::101:101",
                "2002:101:101::",
            ],
        );
        check(
            AddressKind::Private,
            &[
                "127.0.0.0",
                "127.0.0.1",
                "127.255.255.255",
                "10.0.0.0",
                "10.255.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.168.0.0",
                "192.168.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "::1",
                "fc00::",
                "fdff:ffff::1",
            ],
        );
        check(
            AddressKind::Never,
            &[
                "0.0.0.0",
                "0.255.255.255",
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "192.0.0.0",
                "192.0.0.255",
                "198.18.0.0",
                "198.19.255.255",
                "224.0.0.0",
                "239.255.255.255",
                "240.0.0.0",
                "255.255.255.255",
                "100.100.100.200",
                "::",
                "::ffff:127.0.0.1",
                "::ffff:8.8.8.8",
                "::127.0.0.1",
                "fe80::",
                "febf:ffff::1",
                "ff00::",
                "ff02::1",
                "fd00:ec2::254",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::",
                "2001::",
                "2001:0:ffff::1",
                "2001:db8::1",
                "64:ff9b:1::1",
            ],
        );
    }
}
