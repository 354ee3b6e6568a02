//! The engine against a real server on loopback that records each request byte by byte.

#![expect(clippy::unwrap_used, reason = "tests")]

mod attempts;
mod bodies;
mod conditions;
mod confirmation;
mod connections;
mod hostile_servers;
mod hostile_values;
mod journeys;
mod json_suite;
mod names;
mod oauth;
mod redirects;
mod repeats;
mod replicas;
mod retries;
mod secrets;
mod server;
mod setup;
mod sign_in;
mod signatures;
mod silence;
mod uniform;
mod verification;
