//! What the end-to-end suites stand on: a fake API, the loopback host, a real window, a search for secrets.
//!
//! Nothing here is shipped. A panic is a failed test, so these files may panic; they never wait for a time, only for
//! a condition ([`until`]). [`fake_api`] and [`hostile`] are for every crate's tests, the rest for `tests/` and `browser/`
//! beside it.

pub mod fake_api;
pub mod hostile;
pub mod journey;
pub mod keyboard;
pub mod library;
pub mod nobody;
pub mod secret_scan;
pub mod served;
pub mod shapes;
pub mod sources;
pub mod stage;
pub mod template_table;
pub mod until;
pub mod webdriver;
pub mod window;

pub use until::until;
