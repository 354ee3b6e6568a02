//! The database as its users have it: a file in a folder, kills and damage included.
#![expect(clippy::unwrap_used, reason = "tests")]

mod backups;
mod common;
mod damage;
mod documents;
mod file;
#[cfg(target_os = "linux")]
mod full_disk;
mod history;
#[cfg(unix)]
mod kills;
#[cfg(target_os = "linux")]
mod places;
mod records;
mod torn;
mod versions;
