//! Where secrets come from, what is refused, and that none comes out again.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use serde_json::json;
use tempfile::TempDir;

use crate::order_status::{start_shop, unsigned};
use crate::support::api::{Api, Reply, json as reply};
use crate::support::bundles::{BundleFile, bundle, shop};

const MARTA: [&str; 2] = ["order_id=8142", "email=marta.lindqvist@example.com"];
/// A secret whose forms all differ.
const SENT: &str = "s3n/t+ä<\"&\\ 🔑 ~end=";

fn secrets_directory() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let system = directory.path().join("woocommerce");
    std::fs::create_dir(&system).unwrap();
    write(&system.join("woo_key"), b"ck_live_111\n", 0o600);
    let secret = system.join("woo_secret");
    (directory, secret)
}

fn write(path: &Path, bytes: &[u8], mode: u32) {
    std::fs::write(path, bytes).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn secrets_can_lie_in_files_that_only_their_owner_reads() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let (directory, secret) = secrets_directory();
    for (bytes, mode) in [(&b"cs_live_222"[..], 0o600), (b"cs_live_222\n", 0o400), (b"cs_live_222\r\n", 0o600)] {
        let _ = std::fs::remove_file(&secret);
        write(&secret, bytes, mode);
        let printed = unsigned(&api, &file, &MARTA).path("--secrets-dir", directory.path()).run();
        assert_eq!(printed.outcome(), "answer", "{bytes:?}: {printed:?}");
    }
}

/// What is wrong with a file, the words that say so, and what makes it.
type Case = (&'static str, &'static str, fn(&Path));

/// SECURITY SEC-18.
#[test]
fn a_secret_file_that_cannot_be_trusted_stops_the_call() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let cases: [Case; 8] = [
        ("others may read it", "mode 0644", |path| write(path, b"cs_live_222", 0o644)),
        ("its group may read it", "mode 0640", |path| write(path, b"cs_live_222", 0o640)),
        ("a link", "is a link", |path| {
            let target = path.with_extension("target");
            write(&target, b"cs_live_222", 0o600);
            symlink(target, path).unwrap();
        }),
        ("a directory", "is a directory", |path| std::fs::create_dir(path).unwrap()),
        ("a byte order mark", "byte order mark", |path| write(path, b"\xef\xbb\xbfcs_live_222", 0o600)),
        ("empty", "is empty", |path| write(path, b"\n", 0o600)),
        ("two lines", "more than one line", |path| write(path, b"cs_live_222\nmore", 0o600)),
        ("not text", "not UTF-8", |path| write(path, b"cs_live_222\xff", 0o600)),
    ];
    for (name, words, make) in cases {
        let (directory, secret) = secrets_directory();
        make(&secret);
        let printed = unsigned(&api, &file, &MARTA).path("--secrets-dir", directory.path()).run();
        assert_eq!((printed.status, printed.out.as_str()), (3, ""), "{name}: {printed:?}");
        assert!(printed.error.contains(words), "{name}: {}", printed.error);
        printed.hides("cs_live_222");
    }
    assert_eq!(api.calls(), Vec::<String>::new());
}

/// A variable that is there and empty is a mistake, and the file behind it must not hide that.
#[test]
fn an_empty_variable_is_not_the_same_as_none() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let (directory, secret) = secrets_directory();
    write(&secret, b"cs_live_222", 0o600);
    let printed = unsigned(&api, &file, &MARTA)
        .path("--secrets-dir", directory.path())
        .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", "")
        .run();
    assert_eq!(printed.status, 3);
    assert!(printed.error.contains("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET is empty"), "{}", printed.error);
}

#[test]
fn a_variable_comes_before_a_file() {
    let (api, file) = (start_shop(), BundleFile::new(&bundle(shop())));
    let (directory, secret) = secrets_directory();
    write(&secret, b"the_wrong_one", 0o600);
    let printed = unsigned(&api, &file, &MARTA)
        .path("--secrets-dir", directory.path())
        .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", "cs_live_222")
        .run();
    assert_eq!(printed.outcome(), "answer", "{printed:?}");
}

/// Answers every call with all that it was sent, in every way that an API might.
fn start_echo(status: u16) -> Api {
    Api::start(move |request| -> Option<Reply> {
        let signed = request.header("authorization").unwrap_or_default().to_owned();
        let mut echo = reply(
            status,
            &json!({
                "billing": {"email": "marta.lindqvist@example.com", "note": signed},
                "number": format!("{:?}", request.headers), "status": signed, "total": SENT, "currency": "EUR", "line": request.line,
            }),
        );
        echo.headers.push(("X-Echo".to_owned(), signed));
        Some(echo)
    })
}

/// SECURITY SEC-02, SEC-04, SEC-08: whatever the API does with a secret, the program prints it in no form.
#[test]
fn no_output_holds_a_secret_in_any_form() {
    for status in [200, 401, 500] {
        for email in ["email=marta.lindqvist@example.com", "email=someone@else.example"] {
            let (api, file) = (start_echo(status), BundleFile::new(&bundle(shop())));
            let printed = unsigned(&api, &file, &[MARTA[0], email])
                .with(&["--trace"])
                .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", "ck_live_111")
                .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", SENT)
                .variable("RUST_LOG", "trace")
                .variable("RUST_BACKTRACE", "full")
                .run();
            assert!(printed.json()["trace"].is_object());
            assert_eq!(api.requests().len(), 1, "{printed:?}");
            printed.hides(SENT);
            printed.hides(&format!("ck_live_111:{SENT}"));
        }
    }
}

/// An API that answers when it is told to, and tells when it has been asked.
fn start_patient() -> (Api, Receiver<()>, Sender<()>) {
    let (asked, hears) = channel();
    let (tells, go_on) = channel::<()>();
    let api = Api::start(move |_| {
        let _ = asked.send(());
        let _ = go_on.recv();
        Some(reply(404, &json!({})))
    });
    (api, hears, tells)
}

/// SECURITY SEC-16, SEC-17: what others see of a program that is at work. A secret from a file is nowhere; one from a
/// variable stays where the operating system has put it, which the README says, and no child could inherit it.
#[test]
#[cfg(target_os = "linux")]
fn a_secret_shows_in_no_command_line_and_from_a_file_in_no_variable() {
    let file = BundleFile::new(&bundle(shop()));
    let (directory, secret) = secrets_directory();
    write(&secret, b"cs_live_222", 0o600);
    for in_file in [true, false] {
        let (api, asked, go_on) = start_patient();
        let program = unsigned(&api, &file, &MARTA);
        let program = if in_file {
            program.path("--secrets-dir", directory.path())
        } else {
            program
                .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_KEY", "ck_live_111")
                .variable("DRAWBRIDGE_SECRET_WOOCOMMERCE_WOO_SECRET", "cs_live_222")
        };
        let running = program.start();
        asked.recv().unwrap();
        assert!(!running.proc("cmdline").contains("cs_live_222"));
        if let Ok(variables) = std::fs::read(running.place("environ")) {
            assert_eq!(String::from_utf8_lossy(&variables).contains("cs_live_222"), !in_file);
        }
        let tasks = std::fs::read_dir(running.place("task")).unwrap();
        for task in tasks {
            let children = std::fs::read_to_string(task.unwrap().path().join("children")).unwrap();
            assert_eq!(children, "", "a program without children hands nothing down");
        }
        let owner = std::fs::metadata(running.place("environ")).unwrap().uid();
        assert_eq!(owner, 0, "only the system's own administrator may read the variables of a running program");
        go_on.send(()).unwrap();
        assert_eq!(running.finish().outcome(), "not_verified");
    }
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).unwrap();
    assert!(readme.contains("/proc/PID/environ"), "the README says who can read variables");
}

/// SECURITY SEC-20: a program that is made to crash leaves no memory behind.
#[test]
#[cfg(target_os = "linux")]
fn a_crash_leaves_no_core_file() {
    let file = BundleFile::new(&bundle(shop()));
    let (secrets, secret) = secrets_directory();
    write(&secret, b"cs_live_222", 0o600);
    let directory = tempfile::tempdir().unwrap();
    let (api, asked, _go_on) = start_patient();
    let running =
        unsigned(&api, &file, &MARTA).path("--secrets-dir", secrets.path()).directory(directory.path()).start();
    asked.recv().unwrap();
    let limits = running.proc("limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().filter(|word| *word == "0").count(), 2, "{core}");
    let output = running.abort();
    assert!(!output.status.success());
    assert!(!std::os::unix::process::ExitStatusExt::core_dumped(&output.status), "no core was written");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    let told = [output.stdout, output.stderr].concat();
    assert!(!String::from_utf8_lossy(&told).contains("cs_live_222"));
}
