//! The assistant, tried against real engines: what it understands, what it says, and what never reaches it.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod attacks;
mod corpus;
mod dialogues;
mod models;
mod security;
#[allow(dead_code, reason = "the engine's tests use more of it")]
#[path = "../../../engine/tests/engine/server.rs"]
mod server;
mod setup;
