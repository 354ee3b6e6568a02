//! Where the program connects, and what it says without a network.
//!
//! These need `strace` or `unshare`, which not every machine has or allows; without them they say so and hold nothing.

use crate::order_status::{call, start_shop};
use crate::support::bundles::{BundleFile, bundle, shop};
use crate::support::program::tool;

const MARTA: [&str; 2] = ["order_id=8142", "email=marta.lindqvist@example.com"];

/// SECURITY SSR-19, for the runner: a call connects to the system's address and to nothing else.
#[test]
fn a_call_connects_to_the_systems_address_only() {
    let Some(strace) = tool("strace", &["-o", "/dev/null", "/bin/true"]) else { return };
    let (api, file, log) = (start_shop(), BundleFile::new(&bundle(shop())), tempfile::NamedTempFile::new().unwrap());
    let traced = ["-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", log.path().to_str().unwrap()];
    let printed = call(&api, &file, &MARTA).within(&strace, &traced).run();
    assert_eq!(printed.outcome(), "answer", "{printed:?}");
    let traced = std::fs::read_to_string(log.path()).unwrap();
    let port = api.place().rsplit(':').next().unwrap().to_owned();
    let allowed = format!("sin_port=htons({port}), sin_addr=inet_addr(\"127.0.0.1\")");
    let reached: Vec<&str> = traced.lines().filter(|line| line.contains("sa_family=AF_INET")).collect();
    assert!(!reached.is_empty(), "the call itself must be seen: {traced}");
    for line in reached {
        assert!(line.contains(&allowed), "another address was called: {line}");
    }
}

/// SECURITY NET-13. Nothing can be sent: the network that the program runs in has no other end.
#[test]
fn without_a_network_the_owner_is_told_so() {
    let Some(unshare) = tool("unshare", &["-rn", "/bin/true"]) else { return };
    let file = BundleFile::new(&bundle(shop()));
    let api = start_shop();
    for (base, words) in [
        ("woocommerce=https://shop.example.com", "no name server answered"),
        ("woocommerce=https://1.1.1.1", "cannot be reached from here"),
    ] {
        let printed = call(&api, &file, &MARTA).with(&["--base", base]).within(&unshare, &["-rn"]).run();
        assert_eq!(printed.outcome(), "unavailable", "{printed:?}");
        assert!(printed.error.contains(words), "{base}: {}", printed.error);
        assert!(printed.error.contains("online"), "{base}: {}", printed.error);
    }
    assert_eq!(api.calls(), Vec::<String>::new());
}
