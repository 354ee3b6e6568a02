//! How quickly the window answers a click while a server does its worst, and how much memory the core of the program takes
//! meanwhile.
//!
//! For each behaviour of the hostile server its connector is opened and run in the real window. From the press on Run on,
//! until what came is shown or, where it stalls, until it is cancelled after 300 ms, the list beside it is hidden and
//! shown again and again; each time from the click to two frames after it is a sample, by the page's own clock. The memory
//! is that of the program `against`, which runs the same connectors one after another without the window.

use std::process::{Command, Stdio};

use drawbridge_tests::hostile::Hostile;
use drawbridge_tests::stage::{self, Stage};
use drawbridge_tests::window::Window;
use drawbridge_tests::{journey, until};
use serde_json::Value;

use crate::figure::{median, percentile, print};
use crate::window::fill;

/// How many of the slowest behaviours are named.
const NAMED: usize = 5;

/// Opens the next connector of the list, runs it, and clicks meanwhile. Gives the samples. The first one is open.
const CLICKS: &str = "
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    const press = (key) => {
      const list = document.querySelector('[role=listbox]')
      list.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    }
    const name = () => find('textbox', 'Name of the connector')?.value
    const before = window.__measured
    if (before !== undefined) {
      press('ArrowDown')
      await frame()
      press(' ')
    }
    const opening = performance.now()
    while (name() === before || name() === undefined) {
      if (performance.now() - opening > 10000) return { name: before, samples: null }
      await frame()
    }
    // Nobody has 273 tabs open.
    find('button', `Close ${before}`)?.click()
    window.__measured = name()
    while (!find('button', 'Run')) await frame()
    const samples = []
    const click = async (button) => {
      const clicked = performance.now()
      button.click()
      await frame()
      await frame()
      samples.push(performance.now() - clicked)
    }
    const started = performance.now()
    await click(find('button', 'Run'))
    // What came is drawn within the next clicks.
    for (let after = 0; after < 3; ) {
      const cancel = find('button', 'Cancel')
      if (!cancel) after += 1
      const isLate = performance.now() - started > 300
      await click((isLate && cancel) || find('button', 'Hide the list') || find('button', 'Show the list'))
    }
    const show = find('button', 'Show the list')
    if (show) await click(show)
    return { name: name(), samples }";

/// Prints both figures.
pub fn measure() {
    let hostile = Hostile::start();
    memory(&hostile);
    clicks(&hostile);
}

fn memory(hostile: &Hostile) {
    let mut against = Command::new(stage::program("DRAWBRIDGE_AGAINST", "against"));
    let output = against.arg(hostile.origin()).stderr(Stdio::inherit()).output().expect("the program against");
    let said = String::from_utf8_lossy(&output.stdout);
    let most = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).next_back();
    let most = most.and_then(|last| last["most_held_mb"].as_f64());
    let remark = format!("the most that was resident while {} behaviours ran", hostile.behaviours().len());
    print("memory_while_hostile_mb", most, &remark);
}

fn clicks(hostile: &Hostile) {
    let stage = Stage::as_shipped();
    fill(&stage.path("data"), &["--hostile", &hostile.origin()]);
    let window = Window::open(&stage);
    let first = "const row = document.querySelector('[role=option]'); row?.click(); return row !== null";
    until("the list", || (window.script(first, &[]) == Value::Bool(true)).then_some(()));
    journey::choose_environment(&window, "Test");
    let mut slowest = Vec::new();
    let mut all = Vec::new();
    for _ in hostile.behaviours() {
        let said = window.promise_with_find(CLICKS);
        let mut samples: Vec<f64> =
            said["samples"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        if samples.is_empty() {
            continue;
        }
        slowest.push((percentile(&mut samples, 1.0), said["name"].as_str().unwrap_or_default().to_owned()));
        all.append(&mut samples);
    }
    slowest.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let measured = slowest.len();
    let named: Vec<String> = slowest.iter().take(NAMED).map(|(most, name)| format!("“{name}” {most:.0} ms")).collect();
    let (p95, count) = (percentile(&mut all, 0.95), all.len());
    let remark = format!(
        "slowest of {count} clicks while {measured} behaviours ran; p95 {p95:.0} ms, median {:.0} ms; {}",
        median(&mut all),
        named.join(", ")
    );
    let most = slowest.first().map(|(most, _)| *most).filter(|_| measured == hostile.behaviours().len());
    print("click_while_hostile_ms", most, &remark);
    window.close();
}
