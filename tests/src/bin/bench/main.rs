//! Measures what PERFORMANCE section 6 sets targets for, with the real engine and the real window, and prints one JSON
//! object a line: `{"figure": …, "value": …, "remark": …}`. `cargo xtask bench` sets the targets beside them.
//!
//! `bench [engine] [chat] [import] [runner] [window] [hostile]`; nothing named, everything. A figure that could not be measured is
//! printed with the value `null` and the reason, never left out. `bench exercise` measures nothing: see [`runner::exercise`].

mod chat;
mod engine;
mod figure;
mod hostile;
mod import;
mod runner;
mod window;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if wanted == ["exercise"] {
        return runner::exercise();
    }
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    if is_wanted("engine") {
        engine::measure();
    }
    if is_wanted("chat") {
        chat::measure();
    }
    if is_wanted("import") {
        import::measure();
    }
    if is_wanted("runner") {
        runner::measure();
    }
    if is_wanted("window") {
        window::measure();
    }
    if is_wanted("hostile") {
        hostile::measure();
    }
}
