//! What the tests share: the program as a process, the bundles, the fixtures, a small API, a search for secrets.

pub mod api;
pub mod bundles;
pub mod collector;
pub mod forms;
pub mod orders;
pub mod program;
pub mod serving;
pub mod valkey;
