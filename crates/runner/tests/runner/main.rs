//! The program as its users run it: a real process against a real server on loopback.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bundles_are_refused;
mod chat;
mod command_line;
mod exit_statuses;
mod export;
mod import;
mod import_touches;
mod network;
mod oauth;
mod order_status;
mod saved_tests;
mod scenarios;
mod secrets;
mod serve;
mod signatures;
mod support;
mod template;
mod token_login;
