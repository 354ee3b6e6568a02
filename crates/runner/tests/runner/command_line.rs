//! Wrong usage is told in words, with exit status 2, and never repeats what may be a secret.

use crate::order_status::{call, start_shop, unsigned};
use crate::support::bundles::{BundleFile, bundle, shop};
use crate::support::program::{Printed, drawbridge};

const MARTA: [&str; 2] = ["order_id=8142", "email=marta.lindqvist@example.com"];

fn refused(printed: &Printed, words: &str) {
    assert_eq!(printed.status, 2, "{printed:?}");
    assert_eq!(printed.out, "", "nothing is printed for the bot");
    assert!(printed.error.contains(words), "{words:?} was expected: {}", printed.error);
}

/// SECURITY SEC-16.
#[test]
fn a_secret_on_the_command_line_is_refused_and_not_repeated() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let cases: [&[&str]; 6] = [
        &["--secret", "woocommerce.woo_secret=cs_live_222"],
        &["--secret=woocommerce.woo_secret=cs_live_222"],
        &["--secrets", "cs_live_222"],
        &["--token=cs_live_222"],
        &["--api-key", "cs_live_222"],
        &["--password", "cs_live_222"],
    ];
    for case in cases {
        let printed = call(&api, &file, &MARTA).with(case).run();
        refused(&printed, "cannot be given on the command line");
        printed.hides("cs_live_222");
    }
    let printed = call(&api, &file, &MARTA).with(&["--set", "woocommerce.woo_secret=cs_live_222"]).run();
    refused(&printed, "is a secret and cannot be given on the command line");
    printed.hides("cs_live_222");
    let printed = call(&api, &file, &MARTA).with(&["--set", "cs_live_222"]).run();
    refused(&printed, "--set is not of the form");
    printed.hides("cs_live_222");
    assert_eq!(api.calls(), Vec::<String>::new());
}

#[test]
fn wrong_usage_is_told_in_words() {
    let file = BundleFile::new(&bundle(shop()));
    let name = file.name();
    let cases: [(&[&str], &str); 13] = [
        (&[], "Usage"),
        (&["frobnicate"], "frobnicate"),
        (&["call", name], "TOOL"),
        (&["call", name, "no_such_tool"], "It has order_status."),
        (&["call", name, "order_status", "--input", "order_id"], "--input is not of the form NAME=VALUE"),
        (&["call", name, "order_status", "--input", "a=1", "--input", "a=2"], "was given twice"),
        (&["call", name, "order_status", "--env", "production"], "production"),
        (&["call", name, "order_status", "--base", "shop=https://a.example"], "The bundle has woocommerce."),
        (&["call", name, "order_status", "--base", "woocommerce=ftp://a.example"], "--base for woocommerce"),
        (&["call", name, "order_status", "--base", "woocommerce=https://{order_id}"], "has a brace"),
        (&["call", name, "order_status", "--set", "woocommerce.nope=1"], "There is woocommerce.store_address."),
        (&["call", name, "order_status", "--allow-private", "127.0.0.1"], "--allow-private"),
        (&["call", name, "order_status", "--allow-http", "nowhere"], "--allow-http"),
    ];
    for (arguments, words) in cases {
        refused(&drawbridge(arguments).run(), words);
    }
}

/// SECURITY SSR-01, the runner's part: loopback is refused until the operator names it.
#[test]
fn loopback_needs_the_operators_word() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let base = format!("woocommerce={}", api.address());
    let elsewhere = format!("127.0.0.1:{}", api.port ^ 1);
    let other_network = format!("{}=10.0.0.0/8", api.place());
    for allowance in [None, Some(elsewhere.as_str()), Some(other_network.as_str())] {
        let program = drawbridge(&["call", file.name(), "order_status", "--base", &base])
            .with(&["--input", MARTA[0], "--input", MARTA[1]])
            .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", "k")
            .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", "s");
        let printed = match allowance {
            Some(allowance) => program.with(&["--allow-private", allowance]).run(),
            None => program.run(),
        };
        assert_ne!(printed.outcome(), "answer", "{allowance:?}");
        assert!(printed.error.contains("private network"), "{printed:?}");
    }
    assert_eq!(api.calls(), Vec::<String>::new(), "nothing was sent");
    let exact = format!("{}=127.0.0.0/8", api.place());
    assert_eq!(call(&api, &file, &MARTA).with(&["--allow-private", &exact]).run().outcome(), "answer");
}

#[test]
fn an_address_without_encryption_needs_the_operators_word() {
    let file = BundleFile::new(&bundle(shop()));
    let printed =
        drawbridge(&["call", file.name(), "order_status", "--base", "woocommerce=http://intranet.invalid:8080"])
            .with(&["--input", MARTA[0], "--input", MARTA[1]])
            .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", "k")
            .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", "s")
            .run();
    assert_ne!(printed.outcome(), "answer");
    assert!(printed.error.contains("not encrypted"), "{printed:?}");
}

/// SECURITY SSR-07, the runner's part: no flag opens the machinery of a network.
#[test]
fn metadata_addresses_are_never_called() {
    let file = BundleFile::new(&bundle(shop()));
    for place in ["169.254.169.254:80", "[fd00:ec2::254]:80", "[::ffff:169.254.169.254]:80", "0.0.0.0:8080"] {
        let base = format!("woocommerce=http://{place}");
        let printed = drawbridge(&["call", file.name(), "order_status", "--base", &base, "--allow-private", place])
            .with(&["--allow-http", &format!("http://{place}"), "--input", MARTA[0], "--input", MARTA[1]])
            .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", "k")
            .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", "s")
            .run();
        assert_ne!(printed.outcome(), "answer", "{place}");
        assert!(printed.error.contains("never called"), "{place}: {printed:?}");
    }
}

#[test]
fn help_says_where_secrets_come_from_and_what_the_statuses_mean() {
    let printed = drawbridge(&["call", "--help"]).run();
    assert_eq!(printed.status, 0);
    for words in ["DRAWBRIDGE_SECRET_", "--secrets-dir", "keychain", "15 unavailable", "--yes", "--allow-private"] {
        assert!(printed.out.contains(words), "{words}: {}", printed.out);
    }
    assert!(!printed.out.contains("--secret "), "there is no flag for a secret");
}

#[test]
fn a_sample_run_needs_nothing() {
    let file = BundleFile::new(&bundle(shop()));
    let printed = drawbridge(&["call", file.name(), "order_status", "--env", "sample"])
        .with(&["--input", "order_id=727", "--input", "email=ANA@example.com"])
        .run();
    assert_eq!(printed.outcome(), "answer", "{printed:?}");
    assert_eq!(printed.json()["data"]["total"], "59.90");
}

#[test]
fn the_order_of_the_answer_is_the_connectors() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let printed = call(&api, &file, &MARTA).run();
    let places: Vec<_> =
        ["\"outcome\"", "\"message\"", "\"data\"", "\"number\"", "\"status\"", "\"total\"", "\"shipping\""]
            .iter()
            .map(|word| printed.out.find(word).unwrap())
            .collect();
    assert!(places.is_sorted(), "{}", printed.out);
}

/// SECURITY SEC-19.
#[test]
fn what_is_missing_is_named_all_at_once() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let printed = drawbridge(&["call", file.name(), "order_status"]).run();
    assert_eq!((printed.status, printed.out.as_str()), (3, ""), "{printed:?}");
    for words in [
        "woocommerce.store_address",
        "--set woocommerce.store_address=VALUE",
        "woocommerce.woo_key (Consumer key)",
        "DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET",
        "WooCommerce, Settings, Advanced, REST API",
    ] {
        assert!(printed.error.contains(words), "{words:?} was expected: {}", printed.error);
    }
    let printed = unsigned(&api, &file, &MARTA).variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", "k").run();
    assert_eq!(printed.status, 3);
    assert!(!printed.error.contains("woo_key") && !printed.error.contains("store_address"), "{}", printed.error);
    assert!(printed.error.contains("woocommerce/woo_secret@http://127.0.0.1:"), "{}", printed.error);
    assert_eq!(api.calls(), Vec::<String>::new());
}
