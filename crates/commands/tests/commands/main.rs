//! Everything that the window can ask for, asked without a window.
#![expect(clippy::unwrap_used, reason = "tests")]

mod app;
mod chat;
mod chat_model;
mod drafts;
mod hostile_requests;
mod journey;
mod keeping;
#[cfg(unix)]
mod lasting;
mod mutations;
mod private_addresses;
mod sign_in;
