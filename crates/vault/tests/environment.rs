//! Secrets from variables and mounted files.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use drawbridge_vault::environment::{SourceError, from_directory, from_environment, variable_name};

/// Writes `<directory>/my-shop/api_key` with a mode.
fn write(directory: &Path, bytes: &[u8], mode: u32) {
    let path = directory.join("my-shop/api_key");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
}

/// What it is, its bytes, its mode, and the value or the start of the reason.
type Case<'a> = (&'a str, &'a [u8], u32, Result<&'a str, &'a str>);

/// What reading gives: the value, or the reason.
fn read(directory: &Path) -> Result<String, String> {
    match from_directory(directory, "my-shop", "api_key") {
        Ok(value) => Ok(value.expose().to_owned()),
        Err(error @ SourceError::NotSet { .. }) => panic!("{error}"),
        Err(SourceError::Unusable { place, reason }) => {
            assert!(place.ends_with("my-shop/api_key"), "{place}");
            Err(reason)
        }
    }
}

/// SECURITY SEC-18.
#[test]
fn a_secret_file_is_taken_only_if_it_is_plain_private_and_one_line() {
    let long = "x".repeat(1_201);
    let huge = "x".repeat(100_000);
    let cases: [Case; 19] = [
        ("plain", b"s3cr3t", 0o600, Ok("s3cr3t")),
        ("read only", "schlüssel-🔑".as_bytes(), 0o400, Ok("schlüssel-🔑")),
        ("a line break at the end", b"s3cr3t\n", 0o600, Ok("s3cr3t")),
        ("a Windows line break at the end", b"s3cr3t\r\n", 0o600, Ok("s3cr3t")),
        ("spaces belong to it", b" s3cr3t \n", 0o600, Ok(" s3cr3t ")),
        ("group may read", b"s3cr3t", 0o640, Err("has mode 0640")),
        ("everyone may read", b"s3cr3t", 0o644, Err("has mode 0644")),
        ("everyone may write", b"s3cr3t", 0o602, Err("has mode 0602")),
        ("may be run", b"s3cr3t", 0o700, Err("has mode 0700")),
        ("set-user-id", b"s3cr3t", 0o4600, Err("has mode 4600")),
        ("empty", b"", 0o600, Err("is empty")),
        ("nothing but a line break", b"\n", 0o600, Err("is empty")),
        ("byte order mark", b"\xef\xbb\xbfs3cr3t", 0o600, Err("starts with a byte order mark")),
        ("UTF-16", b"\xff\xfes\x003\x00", 0o600, Err("is not UTF-8 text")),
        ("two line breaks", b"s3cr3t\n\n", 0o600, Err("holds more than one line")),
        ("two lines", b"s3cr3t\nsecond", 0o600, Err("holds more than one line")),
        ("a lone carriage return", b"s3cr3t\r", 0o600, Err("holds more than one line")),
        ("over-long", long.as_bytes(), 0o600, Err("has 1201 characters")),
        ("huge", huge.as_bytes(), 0o600, Err("is far too long")),
    ];
    for (case, bytes, mode, expected) in cases {
        let directory = tempfile::tempdir().unwrap();
        write(directory.path(), bytes, mode);
        match (read(directory.path()), expected) {
            (Ok(value), Ok(expected)) => assert_eq!(value, expected, "{case}"),
            (Err(reason), Err(start)) => {
                assert!(reason.starts_with(start), "{case}: {reason}");
                assert!(!reason.contains("s3cr3t"), "{case}: a reason must not repeat what was read");
            }
            (result, _) => panic!("{case}: {result:?}"),
        }
    }
}

/// SECURITY SEC-18.
#[test]
fn what_is_not_a_plain_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("my-shop/api_key");
    write(directory.path(), b"s3cr3t", 0o600);
    let elsewhere = directory.path().join("elsewhere");
    std::fs::rename(&place, &elsewhere).unwrap();

    symlink(&elsewhere, &place).unwrap();
    assert_eq!(read(directory.path()), Err("is a link; put the file itself there".to_owned()));
    std::fs::remove_file(&place).unwrap();

    std::fs::create_dir(&place).unwrap();
    assert_eq!(read(directory.path()), Err("is a directory; a file was expected".to_owned()));
    std::fs::remove_dir(&place).unwrap();

    assert!(Command::new("mkfifo").arg(&place).status().unwrap().success());
    assert_eq!(read(directory.path()), Err("is not a plain file".to_owned()), "and it must not wait for a writer");
}

#[test]
fn a_missing_file_and_a_missing_variable_are_said_to_be_missing() {
    let directory = tempfile::tempdir().unwrap();
    for result in [from_directory(directory.path(), "shop", "key"), from_environment("no-such-system", "key")] {
        let error = result.unwrap_err();
        assert!(matches!(error, SourceError::NotSet { .. }), "{error}");
        assert!(error.to_string().ends_with("is not there"), "{error}");
    }
}

#[test]
fn a_name_cannot_leave_the_directory() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), b"s3cr3t", 0o600);
    let inside = directory.path().join("inside");
    std::fs::create_dir(&inside).unwrap();
    for (system, name) in [("../my-shop", "api_key"), ("..", "my-shop/api_key"), ("", "api_key"), ("my-shop", ".")] {
        let error = from_directory(&inside, system, name).unwrap_err();
        assert!(matches!(error, SourceError::Unusable { .. }), "{system}/{name}: {error}");
    }
}

#[test]
fn a_variable_is_named_after_system_and_secret() {
    for (system, name, expected) in [
        ("store", "woo_key", "DRAWBRIDGE_SECRET_STORE_WOO_KEY"),
        ("my-shop-2", "api_key", "DRAWBRIDGE_SECRET_MY_SHOP_2_API_KEY"),
    ] {
        assert_eq!(variable_name(system, name), expected);
    }
}

/// The child of `a_variable_is_read_by_the_same_rules_as_a_file`; prints what it read.
#[test]
#[ignore = "started by the other test"]
fn child_that_reads_a_variable() {
    let said = match from_environment("my-shop", "api_key") {
        Ok(value) => format!("value [{}]", value.expose()),
        Err(error) => format!("error [{error}]"),
    };
    std::io::Write::write_all(&mut std::io::stdout(), format!("\n{said}\n").as_bytes()).unwrap();
}

#[test]
fn a_variable_is_read_by_the_same_rules_as_a_file() {
    use std::os::unix::ffi::OsStrExt;
    let cases: [(&[u8], &str); 5] = [
        (b"s3cr3t", "value [s3cr3t]"),
        (b"s3cr3t\n", "value [s3cr3t]"),
        (b"", "error [DRAWBRIDGE_SECRET_MY_SHOP_API_KEY is empty]"),
        (b"\xff", "error [DRAWBRIDGE_SECRET_MY_SHOP_API_KEY is not UTF-8 text]"),
        (b"a\nb", "error [DRAWBRIDGE_SECRET_MY_SHOP_API_KEY holds more than one line or a control character]"),
    ];
    for (value, expected) in cases {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["child_that_reads_a_variable", "--exact", "--ignored", "--nocapture"])
            .env("DRAWBRIDGE_SECRET_MY_SHOP_API_KEY", std::ffi::OsStr::from_bytes(value))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.lines().any(|line| line == expected), "{expected}: {said}");
    }
}
