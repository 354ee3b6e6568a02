use proptest::prelude::*;

use super::*;

/// SECURITY SSR-09: equal only for capitals, the final dot, the scheme's own port and the two spellings of a domain.
#[test]
fn origins_are_compared_as_parsed() {
    let origin = |address: &str| WebOrigin::parse(address).unwrap_or_else(|error| panic!("{address}: {error}"));
    let good = origin("https://good.example");
    for same in
        ["HTTPS://GOOD.example", "https://good.example.", "https://good.example:443/a?b#c", "https://good%2Eexample"]
    {
        assert_eq!(origin(same), good, "{same}");
    }
    assert_eq!(origin("https://bücher.example"), origin("https://xn--bcher-kva.example"));
    for other in [
        "https://good.example:8443",
        "http://good.example",
        "https://sub.good.example",
        "https://example",
        "https://good.example.evil.example",
        "http://good.example:443",
        "https://gооd.example",
    ] {
        assert_ne!(origin(other), good, "{other}");
    }
    assert_eq!(good.to_string(), "https://good.example");
    assert_eq!(origin("http://LOCALHOST:3000/").to_string(), "http://localhost:3000");
    assert_eq!(origin("http://[::1]:8080/").to_string(), "http://[::1]:8080");
    assert_eq!(origin("http://0x7f.1/").to_string(), "http://127.0.0.1");
}

fn refuses(address: &str, code: &str) {
    let error = check_base_address(address).expect_err(address);
    assert_eq!(error.code, code, "{address}: {error}");
    assert!(!error.message.is_empty() && !error.hint.is_empty(), "{address}");
    assert_eq!(split_address(address).expect_err(address).code, code, "{address}");
}

/// SECURITY SSR-13.
#[test]
fn only_web_schemes_exist() {
    for address in [
        "file:///etc/passwd",
        "ftp://example.com",
        "gopher://example.com",
        "data:text/html,x",
        "javascript:alert(1)",
        "unix:/run/docker.sock",
        "ws://example.com",
        "wss://example.com",
        "chrome://settings",
    ] {
        refuses(address, "bad_scheme");
    }
    for address in ["https:/example.com", "https:example.com", "https:\\\\example.com"] {
        refuses(address, "bad_scheme");
    }
    for address in ["https:///example.com", "https://", "example", "https://example.com\\@evil.example"] {
        refuses(address, "bad_address");
    }
}

/// SECURITY SSR-14, and the user-info of SSR-09.
#[test]
fn user_info_is_never_kept_in_an_address() {
    for address in [
        "https://u:p@host.example/",
        "https://u@host.example",
        "https://good.example@evil.example",
        "https://:@host.example",
    ] {
        refuses(address, "user_info_in_address");
    }
}

/// SECURITY SSR-15.
#[test]
fn ports_of_other_services_are_refused() {
    for port in ["0", "22", "25", "110", "143", "3306", "5432", "6379", "11211", "10080"] {
        refuses(&format!("https://example.com:{port}"), "bad_port");
    }
    for port in ["65536", "x", "-1", "80 80"] {
        let address = format!("https://example.com:{port}");
        assert!(check_base_address(&address).is_err(), "{address}");
    }
    assert_eq!(check_base_address("https://example.com:8443"), Ok(()));
}

/// SECURITY INJ-08.
#[test]
fn nothing_but_a_setting_can_reach_scheme_host_and_port() {
    for address in [
        "https://{shop}.example/orders",
        "https://{host}/orders",
        "https://a.example:{port}/",
        "{scheme}://a.example",
        "https://{u}@a.example/",
        "https://{secret.host}/",
        "https://{login.host}/",
        "https://{{shop}}.example/",
        "https://{Shop}.example/",
    ] {
        refuses(address, "placeholder_in_host");
    }
    for address in [
        "https://{setting.shop}.example",
        "https://{setting.host}",
        "https://a.example:{setting.port}",
        "{setting.address}",
    ] {
        assert_eq!(check_base_address(address), Ok(()), "{address}");
    }
    refuses("https://{setting.user}@a.example", "user_info_in_address");
}

/// SECURITY INJ-09.
#[test]
fn an_address_with_a_hidden_character_is_refused() {
    for address in [
        "https://a.example/or\nders",
        "https://a.example/or\tders",
        "https://a.exa\rmple",
        "https://a.example/a b",
        "https://a.example/\u{200b}x",
        "ht\ntps://a.example",
    ] {
        refuses(address, "hidden_character_in_address");
    }
}

fn splits(pasted: &str, base_url: &str, path: &str, query: &[(&str, &str)]) {
    let split = split_address(pasted).unwrap_or_else(|problem| panic!("{pasted}: {}", problem.message));
    let rows: Vec<(&str, &str)> = split.query.iter().map(|row| (row.name.as_str(), row.value.as_str())).collect();
    assert_eq!((split.base_url.as_str(), split.path.as_str(), rows.as_slice()), (base_url, path, query), "{pasted}");
}

#[test]
fn a_pasted_address_is_split_and_nothing_in_it_is_guessed() {
    let orders = "/wp-json/wc/v3/orders/{order_id}";
    splits(
        "https://shop.example/wp-json/wc/v3/orders/{order_id}?lang={lang}",
        "https://shop.example",
        orders,
        &[("lang", "{lang}")],
    );
    splits(
        " “https://shop.example/orders/727?email=ana%40example.com&x=a+b&flag&=1#top” \n",
        "https://shop.example",
        "/orders/727",
        &[("email", "ana@example.com"), ("x", "a b"), ("flag", ""), ("", "1")],
    );
    splits("shop.example/orders", "https://shop.example", "/orders", &[]);
    splits("localhost:3000/a", "https://localhost:3000", "/a", &[]);
    splits("https://{setting.shop}.example", "https://{setting.shop}.example", "", &[]);
    splits(
        "https://shop.example?x=%7Bemail%7D{y}&z={{email}}",
        "https://shop.example",
        "",
        &[("x", "{{email}}{y}"), ("z", "{{email}}")],
    );
    splits("https://shop.example/a/../b//c", "https://shop.example", "/a/../b//c", &[]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::cases::cases(20_000)))]

    /// The engine asks for the origin of what is parsed, everything else for that of a text.
    #[test]
    fn an_address_has_the_same_origin_parsed_and_written(
        scheme in "https?|ftp|file|data|HTTP",
        before in "|[a-z:]{0,3}@",
        host in r"[a-cA-C0-9.%é-]{0,8}|\[::1\]|127\.1",
        port in "|:[0-9]{1,5}",
        rest in r"[/?#]?[ -~é\t]{0,8}",
    ) {
        if let Ok(url) = Url::parse(&format!("{scheme}://{before}{host}{port}{rest}")) {
            let code = |error: AddressError| error.code;
            prop_assert_eq!(WebOrigin::of(&url).map_err(code), WebOrigin::parse(url.as_str()).map_err(code), "{}", url);
        }
    }
}
