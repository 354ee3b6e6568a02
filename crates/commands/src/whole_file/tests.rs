//! SECURITY DAT-16: an export is whole or absent, whatever happens to the program or stands in its place.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use drawbridge_model::SecretValue;
use drawbridge_vault::{Vault, VaultError, VaultState};

use super::*;
use crate::boundary::Event;
use crate::{Asked, FileKind, Host};

const DATA: &str = "DRAWBRIDGE_TEST_EXPORT_DATA";
const TARGET: &str = "DRAWBRIDGE_TEST_EXPORT_TARGET";
const POINT: &str = "DRAWBRIDGE_TEST_EXPORT_POINT";

/// Large enough to be written in many pieces.
const NEW: usize = 18 * CHUNK;

struct Nobody;

impl Host for Nobody {
    fn ask_save(&self, _: FileKind, _: &str) -> Asked<Option<PathBuf>> {
        Box::pin(async { None })
    }

    fn ask_open(&self, _: FileKind) -> Asked<Option<PathBuf>> {
        Box::pin(async { None })
    }

    fn show_folder(&self, _: &Path) -> bool {
        false
    }

    fn open_browser(&self, _: &str) -> bool {
        false
    }

    fn emit(&self, _: Event) {}

    fn now(&self) -> i64 {
        1_790_000_000_000
    }
}

impl Vault for Nobody {
    fn state(&self) -> VaultState {
        VaultState::Missing { detail: String::new() }
    }

    fn set(&self, _: &str, _: &SecretValue) -> Result<(), VaultError> {
        Err(VaultError::NotSet)
    }

    fn get(&self, _: &str) -> Result<SecretValue, VaultError> {
        Err(VaultError::NotSet)
    }

    fn delete(&self, _: &str) -> Result<(), VaultError> {
        Err(VaultError::NotSet)
    }
}

fn commands(data: &Path) -> Arc<Commands> {
    Commands::open(data, Arc::new(Nobody), Arc::new(Nobody)).unwrap()
}

fn new() -> Vec<u8> {
    vec![b'n'; NEW]
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The child of `an_export_that_is_killed_leaves_the_old_file_or_the_new_one`; alone it does nothing.
#[test]
#[ignore = "started by the other test"]
fn child_that_exports() {
    let (Ok(data), Ok(target), Ok(point)) = (std::env::var(DATA), std::env::var(TARGET), std::env::var(POINT)) else {
        return;
    };
    let mut left: usize = point.parse().unwrap();
    let written = commands(Path::new(&data)).write_in_steps(Path::new(&target), &mut &new()[..], &mut |_| {
        if left == 0 {
            // Ends at once, without a destructor, as a kill does.
            std::process::abort();
        }
        left -= 1;
    });
    assert_eq!(written.unwrap(), NEW as u64);
}

/// SECURITY DAT-16.
#[test]
fn an_export_that_is_killed_leaves_the_old_file_or_the_new_one() {
    let data = tempfile::tempdir().unwrap();
    commands(data.path());
    for old in [None, Some("the old file")] {
        let mut finished = false;
        let mut point = 0;
        while !finished {
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path().join("bundle.json");
            if let Some(old) = old {
                std::fs::write(&target, old).unwrap();
            }
            let child = Command::new(std::env::current_exe().unwrap())
                .args(["whole_file::tests::child_that_exports", "--exact", "--ignored"])
                .env(DATA, data.path())
                .env(TARGET, &target)
                .env(POINT, point.to_string())
                .output()
                .unwrap();
            finished = child.status.success();
            // The next start clears away what was half written.
            drop(commands(data.path()));
            let found = std::fs::read(&target).ok();
            let is_new = found.as_deref() == Some(&new()[..]);
            assert!(is_new || found.as_deref() == old.map(str::as_bytes), "point {point}: neither the old nor the new");
            assert!(is_new || !finished, "what was called written is there");
            let expected: &[&str] = if found.is_some() { &["bundle.json"] } else { &[] };
            assert_eq!(names(folder.path()), expected, "point {point}: nothing half written is left");
            point += 1;
        }
        assert!(point > 20, "only {point} points were tried");
    }
}

/// SECURITY DAT-16.
#[test]
fn a_place_that_is_no_plain_file_is_refused_and_left_alone() {
    let data = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let commands = commands(data.path());
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let dangling = folder.path().join("dangling");
    std::os::unix::fs::symlink(folder.path().join("nowhere/at/all"), &dangling).unwrap();
    let long = folder.path().join("x".repeat(300));
    let before = names(folder.path());
    let places: [(&Path, &str); 7] = [
        (folder.path(), "is a folder"),
        (&pipe, "a device or a pipe"),
        (Path::new("/dev/full"), "a device or a pipe"),
        (Path::new("/dev/null"), "a device or a pipe"),
        (&dangling, "cannot be used"),
        (&folder.path().join("no/such/folder/bundle.json"), "cannot be used"),
        (&long, "cannot be used"),
    ];
    for (place, words) in places {
        let refused = commands.write_whole(place, &mut &b"new"[..]).unwrap_err();
        assert!(refused.message.contains(words) && !refused.hint.is_empty(), "{}: {refused:?}", place.display());
        assert_eq!(names(folder.path()), before, "{}", place.display());
    }
    assert!(std::fs::symlink_metadata("/dev/full").is_ok_and(|found| !found.is_file()), "the device is still one");
}

/// SECURITY DAT-16.
#[test]
fn a_link_is_followed_and_another_disk_is_reached() {
    let data = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let commands = commands(data.path());
    let real = folder.path().join("real.json");
    std::fs::write(&real, "old").unwrap();
    let link = folder.path().join("link.json");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    commands.write_whole(&link, &mut &b"new"[..]).unwrap();
    assert!(link.is_symlink(), "the link stays");
    assert_eq!(std::fs::read(&real).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["link.json", "real.json"]);

    let other = tempfile::tempdir_in("/dev/shm").unwrap();
    let target = other.path().join("bundle mit Ümläuten 📦.json");
    commands.write_whole(&target, &mut &b"new"[..]).unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), b"new");
}

/// SECURITY DAT-16. Whoever may write anywhere is tried in a folder where nobody may.
#[test]
fn a_folder_that_may_not_be_written_is_said_so() {
    use std::os::unix::fs::PermissionsExt;
    let data = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let commands = commands(data.path());
    std::fs::write(folder.path().join("bundle.json"), "old").unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o500)).unwrap();
    let may_write_anywhere = std::fs::write(folder.path().join("probe"), "").is_ok();
    let place = if may_write_anywhere { Path::new("/proc/bundle.json") } else { &folder.path().join("bundle.json") };
    let refused = commands.write_whole(place, &mut &b"new"[..]).unwrap_err();
    assert!(refused.message.contains("cannot be used"), "{refused:?}");
    assert_eq!(std::fs::read(folder.path().join("bundle.json")).unwrap(), b"old");
}

/// SECURITY DAT-16.
#[test]
fn a_file_that_cannot_be_read_to_its_end_leaves_nothing() {
    struct Broken(usize);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0 == 0 {
                return Err(std::io::Error::other("the disk failed"));
            }
            self.0 -= 1;
            Ok(buffer.len())
        }
    }
    let data = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("bundle.json");
    std::fs::write(&target, "old").unwrap();
    let commands = commands(data.path());
    let refused = commands.write_whole(&target, &mut Broken(3)).unwrap_err();
    assert!(refused.message.contains("the disk failed"), "{refused:?}");
    assert_eq!(std::fs::read(&target).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["bundle.json"]);
    assert_eq!(commands.store.setting(UNFINISHED).unwrap(), None);
}
