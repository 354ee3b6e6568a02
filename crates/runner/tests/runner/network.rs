//! Where the program connects, and what it says without a network.
//!
//! These need `strace` or `unshare`, which not every machine has or allows; without them they say so and hold nothing.

use std::path::Path;

use serde_json::json;

use crate::order_status::{call, start_shop};
use crate::serve::{live, marta, on_samples, sample_order, shop_file};
use crate::support::bundles::{BundleFile, bundle, shop};
use crate::support::program::tool;
use crate::support::serving::{Piped, Serving, until};

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

/// The server keeps nothing: what it opens it reads. With streams it opens its own standard output once more.
#[test]
fn the_server_writes_nothing_to_disk() {
    let Some(strace) = tool("strace", &["-o", "/dev/null", "/bin/true"]) else { return };
    let (api, file, log) = (start_shop(), shop_file(), tempfile::NamedTempFile::new().unwrap());
    let calls = "trace=open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,\
                 unlink,unlinkat,truncate,ftruncate,mknod,mknodat";
    // It watches from aside, so that the process that was started is the server.
    let traced = ["-D", "-f", "-q", "-e", calls, "-o", log.path().to_str().unwrap()];
    let server = Serving::start(live(&api, &file).within(&strace, &traced));
    assert_eq!(server.call("order_status", &json!({"inputs": marta()})).json()["outcome"], "answer");
    server.signal("-HUP");
    server.tells("Read anew");
    server.signal("-TERM");
    assert_eq!(server.end(), 0);
    assert_wrote_nothing(log.path());
    let mut piped = Piped::initialized(on_samples(&file).within(&strace, &traced), &json!({}));
    let answer = piped.ask("tools/call", &json!({"name": "order_status", "arguments": sample_order()}));
    assert_eq!(answer["result"]["structuredContent"]["outcome"], "answer", "{answer}");
    assert_eq!(piped.close().0, 0);
    assert_wrote_nothing(log.path());
}

/// Every line must be an opening for reading only, or of a standard stream.
fn assert_wrote_nothing(log: &Path) {
    let traced = until("the end of what was watched", || {
        std::fs::read_to_string(log).ok().filter(|traced| traced.trim_end().ends_with("+++ exited with 0 +++"))
    });
    let is_harmless = |line: &&str| {
        let for_reading = line.contains(" open")
            && !["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].iter().any(|flag| line.contains(flag));
        let is_signal = line.contains("--- SIG") || line.contains("+++ ");
        let is_continued = line.contains(" resumed>");
        for_reading || is_signal || is_continued || line.contains("\"/proc/self/fd/")
    };
    let wrote: Vec<&str> = traced.lines().filter(|line| !is_harmless(line)).collect();
    assert!(wrote.is_empty(), "{wrote:#?}");
    assert!(traced.contains("bundle.json"), "the reading of the bundle must be seen: {traced}");
}

/// On samples, in a network that has no other end, not even this computer.
#[test]
fn the_server_starts_without_a_network() {
    let Some(unshare) = tool("unshare", &["-rn", "/bin/true"]) else { return };
    let file = shop_file();
    let mut piped = Piped::initialized(on_samples(&file).within(&unshare, &["-rn"]), &json!({}));
    let answer = piped.ask("tools/call", &json!({"name": "order_status", "arguments": sample_order()}));
    assert_eq!(answer["result"]["structuredContent"]["outcome"], "answer", "{answer}");
    assert_eq!(piped.close().0, 0);
}
