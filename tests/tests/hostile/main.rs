//! The engine against every behaviour of the hostile server (SECURITY NET, RED, SSR).

#![expect(clippy::unwrap_used, reason = "tests")]

mod cancel;
mod memory;
mod network;
mod redirects;
mod table;
