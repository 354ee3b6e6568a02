#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

fn origins(list: &[&str]) -> Vec<WebOrigin> {
    list.iter().map(|origin| WebOrigin::parse(origin).unwrap()).collect()
}

fn check(policy: &EgressPolicy, address: &str) -> Result<(), EgressRefusal> {
    match Url::parse(address) {
        Ok(url) => policy.check_url(&url),
        Err(_) => Err(EgressRefusal::NotAWebAddress),
    }
}

/// SECURITY SSR-01.
#[test]
fn every_spelling_of_loopback_is_refused_without_an_allowance() {
    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::7f00:1]",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
    ] {
        let address = format!("https://{host}/orders/1");
        let own = WebOrigin::parse(&address).unwrap();
        let policy = EgressPolicy::runner(vec![own], Vec::new(), Vec::new());
        let result = check(&policy, &address);
        assert!(matches!(result, Err(EgressRefusal::Private | EgressRefusal::Never)), "{host}: {result:?}");
    }
}

/// SECURITY SSR-02.
#[test]
fn metadata_is_refused_whatever_is_allowed() {
    for host in [
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "[::ffff:a9fe:a9fe]",
        "[fd00:ec2::254]",
        "metadata.google.internal",
        "metadata",
        "100.100.100.200",
        "METADATA.google.internal.",
        "[fe80::1]",
    ] {
        let address = format!("http://{host}/latest");
        let own = WebOrigin::parse(&address).unwrap();
        let allowed = EgressPolicy::builder(vec![own.clone()], std::slice::from_ref(&own), vec![own.clone()]);
        assert_eq!(check(&allowed, &address), Err(EgressRefusal::Never), "{host}");
    }
}

/// SECURITY SSR-09.
#[test]
fn only_the_very_origin_is_called() {
    let policy = EgressPolicy::runner(origins(&["https://good.example"]), Vec::new(), Vec::new());
    for address in
        ["https://good.example/x", "https://GOOD.example/x", "https://good.example./x", "https://good.example:443/x"]
    {
        assert_eq!(check(&policy, address), Ok(()), "{address}");
    }
    for address in [
        "https://good.example:8443/",
        "http://good.example/",
        "https://sub.good.example/",
        "https://example/",
        "https://good.example.evil.example/",
        "https://good.example@evil.example/",
        "https://evil.example/good.example",
        "https://user:pw@good.example/",
        "ftp://good.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://xn--good-.example/",
        "ws://good.example/",
        "https://good.example:25/",
    ] {
        assert!(check(&policy, address).is_err(), "{address}");
    }
}

/// SECURITY SSR-15.
#[test]
fn ports_of_mail_servers_and_databases_are_refused() {
    for port in [0, 22, 25, 110, 143, 3306, 5432, 6379, 11211] {
        let policy = EgressPolicy::runner(origins(&["https://a.example"]), Vec::new(), Vec::new());
        assert_eq!(check(&policy, &format!("https://a.example:{port}/")), Err(EgressRefusal::Port), "{port}");
    }
}

/// SECURITY SSR-12.
#[test]
fn an_allowance_covers_its_host_port_and_network_only() {
    let allowance = PrivateAllowance::parse("db.internal:8443=10.1.0.0/16").unwrap();
    let policy = EgressPolicy::runner(origins(&["https://db.internal:8443"]), vec![allowance], Vec::new());
    let judge = |host: &str, port, address: &str| policy.check_address(host, port, address.parse().unwrap());
    assert_eq!(judge("db.internal", 8443, "10.1.255.255"), Ok(()));
    assert_eq!(judge("DB.internal.", 8443, "10.1.0.0"), Ok(()));
    for (host, port, address) in [
        ("db.internal", 8443, "10.2.0.1"),
        ("db.internal", 8443, "127.0.0.1"),
        ("db.internal", 443, "10.1.0.1"),
        ("other.internal", 8443, "10.1.0.1"),
    ] {
        assert_eq!(judge(host, port, address), Err(EgressRefusal::Private), "{host}:{port} at {address}");
    }
    assert_eq!(judge("db.internal", 8443, "169.254.169.254"), Err(EgressRefusal::Never));
}

#[test]
fn plain_http_needs_an_allowance() {
    let own = origins(&["http://a.example", "http://127.0.0.1:3000"]);
    let runner = EgressPolicy::runner(own.clone(), Vec::new(), Vec::new());
    assert_eq!(check(&runner, "http://a.example/"), Err(EgressRefusal::PlainHttp));
    assert_eq!(check(&runner, "http://127.0.0.1:3000/"), Err(EgressRefusal::Private));
    let builder = EgressPolicy::builder(own.clone(), &own[1..], vec![own[0].clone()]);
    assert_eq!(check(&builder, "http://a.example/"), Ok(()));
    assert_eq!(check(&builder, "http://127.0.0.1:3000/"), Ok(()));
    assert!(check(&builder, "http://127.0.0.1:3001/").is_err(), "another port is another service");
}

#[test]
fn allowances_that_make_no_sense_are_refused() {
    for text in [
        "",
        "host",
        "host:",
        "host:x",
        ":80",
        "host:80=10.0.0.0",
        "host:80=10.0.0.0/33",
        "host:80=x/8",
        "a@host:80",
        "host/x:80",
        "host:99999",
    ] {
        assert!(PrivateAllowance::parse(text).is_err(), "{text}");
    }
    for text in ["127.0.0.1:8080", "[::1]:8080", "localhost:3000", "db.internal:8443=fc00::/7"] {
        assert!(PrivateAllowance::parse(text).is_ok(), "{text}");
    }
}

/// SECURITY SSR-03.
#[test]
fn every_spelling_of_localhost_is_this_computer() {
    for host in [
        "localhost",
        "localhost.",
        "LOCALHOST",
        "ⅼocalhost",
        "foo.localhost",
        "a.b.LocalHost.",
        "ip6-localhost",
        "ip6-loopback",
    ] {
        let address = format!("https://{host}/orders/1");
        let own = WebOrigin::parse(&address).unwrap();
        let policy = EgressPolicy::runner(vec![own.clone()], Vec::new(), Vec::new());
        assert_eq!(check(&policy, &address), Err(EgressRefusal::Private), "{host}");
        let allowed = EgressPolicy::builder(vec![own.clone()], std::slice::from_ref(&own), Vec::new());
        assert_eq!(check(&allowed, &address), Ok(()), "{host}: the owner may call it");
    }
    assert!(WebOrigin::parse("https://lo\u{ad}calhost").is_err(), "an invisible character is no part of an address");
    let own = WebOrigin::parse("https://notlocalhost").unwrap();
    assert_eq!(check(&EgressPolicy::runner(vec![own], vec![], vec![]), "https://notlocalhost/"), Ok(()));
}
