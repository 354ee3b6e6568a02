//! The real window: start, memory, many connectors, typing, large answers.
//!
//! Times inside the page are taken by the page's own clock, from the event to two frames later, because a driver's
//! own time would be measured otherwise. The screen is Xvfb with software rendering: a real one is faster.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use drawbridge_tests::fake_api::{FakeApi, Reply, Route};
use drawbridge_tests::stage::{self, Stage};
use drawbridge_tests::window::Window;
use drawbridge_tests::{journey, until};
use serde_json::{Value, json};

use crate::figure::{median, percentile, print};

/// How often the application is started.
const STARTS: usize = 7;
/// How many keys are pressed.
const KEYS: usize = 80;
/// How often a list or an answer is shown.
const SHOWS: usize = 7;

/// Prints every figure of the window.
pub fn measure() {
    start_and_memory();
    many_connectors();
    for (figure, body) in [
        ("answer_1mb_ms", orders(1_000_000).to_string()),
        ("answer_10mb_ms", orders(10_000_000).to_string()),
        ("answer_1mb_one_line_ms", json!({"text": "word ".repeat(200_000)}).to_string()),
    ] {
        answer(figure, &body);
    }
}

fn start_and_memory() {
    let stage = Stage::as_shipped();
    fill(&stage.path("data"), &["--connectors", "1000"]);
    let binary = stage::program("DRAWBRIDGE_DESKTOP", "drawbridge-desktop");
    let mut samples = Vec::new();
    let mut memory = 0.0;
    for _ in 0..=STARTS {
        let started = Instant::now();
        let mut application = stage.command(&binary).env_remove("TAURI_WEBVIEW_AUTOMATION").spawn().expect("a start");
        stage.wait_shown("Drawbridge");
        samples.push(started.elapsed().as_secs_f64() * 1e3);
        memory = at_rest(application.id());
        end(application.id());
        let _ = application.wait();
    }
    // The first one fills the caches of the disk.
    samples.remove(0);
    let remark = format!("start of the process to the window on the screen, 1,000 connectors, median of {STARTS}");
    print("start_to_usable_frame_ms", Some(median(&mut samples)), &remark);
    print("memory_1000_connectors_mb", Some(memory), "all processes, shared pages counted once (PSS)");
}

fn many_connectors() {
    let stage = Stage::as_shipped();
    fill(&stage.path("data"), &["--connectors", "10000"]);
    let window = Window::open(&stage);
    let show = "
        const frame = () => new Promise((done) => requestAnimationFrame(done))
        const rows = () => document.querySelectorAll('[role=option]').length
        find('button', 'Hide the list').click()
        while (rows() > 0) await frame()
        await frame()
        const started = performance.now()
        find('button', 'Show the list').click()
        while (rows() === 0) await frame()
        await frame()
        await frame()
        return performance.now() - started";
    let mut samples: Vec<f64> = (0..SHOWS).filter_map(|_| window.promise_with_find(show).as_f64()).collect();
    let shown = (samples.len() == SHOWS).then(|| median(&mut samples));
    print(
        "list_10000_connectors_ms",
        shown,
        &format!("from the click to two frames after the rows, median of {SHOWS}"),
    );

    window.click("button", "New connector");
    window.click("textbox", "Name of the connector");
    window.script(
        "window.__keys = []
         addEventListener('keydown', (event) => {
           const pressed = performance.now()
           requestAnimationFrame(() => {
             const { port1, port2 } = new MessageChannel()
             port1.onmessage = () => window.__keys.push(performance.now() - pressed)
             port2.postMessage(0)
           })
         }, true)",
        &[],
    );
    for key in 0..KEYS {
        window.type_text("e");
        until("the frame of a key", || {
            let painted = window.script("return window.__keys.length", &[]).as_u64()?;
            (painted > key as u64).then_some(())
        });
    }
    let keys = window.script("return window.__keys", &[]);
    let mut samples: Vec<f64> = keys.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let p95 = percentile(&mut samples, 0.95);
    let remark = format!("key to the frame after it, {KEYS} keys, median {:.1} ms", median(&mut samples));
    print("keystroke_10000_p95_ms", Some(p95), &remark);
    window.close();
}

fn answer(figure: &str, body: &str) {
    let stage = Stage::as_shipped();
    let api = FakeApi::start();
    api.teach(Route::new("GET", "/large").reply(Reply::text(200, "application/json", body)));
    let window = Window::open(&stage);
    window.click("button", "Start from a web address");
    window.fill("textbox", "Address of the data", &format!("{}/large", api.origin()));
    window.click("button", "Create connector");
    journey::choose_environment(&window, "Test");
    window.click("button", "Run");
    window.click("button", "Allow and run");
    let shown = "document.querySelector('[role=tree] [role=treeitem], [aria-label=\"Answer as text\"] > *')";
    until("the first answer", || {
        (window.script(&format!("return {shown} !== null"), &[]) == Value::Bool(true)).then_some(())
    });
    let run = format!(
        "const frame = () => new Promise((done) => requestAnimationFrame(done))
         const before = {shown}
         const started = performance.now()
         find('button', 'Run').click()
         while ({shown} === before || {shown} === null) {{
           if (performance.now() - started > 20000) return null
           await frame()
         }}
         await frame()
         await frame()
         return performance.now() - started"
    );
    let mut samples: Vec<f64> = (0..SHOWS).filter_map(|_| window.promise_with_find(&run).as_f64()).collect();
    let value = (samples.len() == SHOWS).then(|| median(&mut samples));
    let bytes = body.len();
    let remark =
        format!("from Run to two frames after the rows, the request itself included, {bytes} bytes, median of {SHOWS}");
    print(figure, value, &remark);
    window.close();
}

/// Small orders, about 330 bytes each, until there are so many bytes.
fn orders(bytes: usize) -> Value {
    let order = |number: usize| {
        json!({
            "id": number, "number": format!("{number}"), "status": "processing", "total": "59.90", "currency": "EUR",
            "billing": {"first_name": "Ana", "last_name": "Lopes", "email": format!("ana.{number}@example.com")},
            "note": "leave it with the neighbour, who is at home until six on most days of the week, except for Sundays",
            "date_created": "2026-11-14T09:21:07",
        })
    };
    let one = order(1_000).to_string().len() + 1;
    (1_000..1_000 + bytes / one).map(order).collect()
}

/// Makes many connectors, by the loopback host's own ways.
pub fn fill(data: &Path, with: &[&str]) {
    let mut host = std::process::Command::new(stage::program("DRAWBRIDGE_LOOPBACK_HOST", "loopback_host"))
        .args(with)
        .arg("--data")
        .arg(data)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the loopback host");
    let mut line = String::new();
    BufReader::new(host.stdout.take().expect("a piped output")).read_line(&mut line).expect("a line");
    assert!(line.starts_with("listening"), "the library is filled: {line}");
    end(host.id());
    let _ = host.wait();
}

/// The memory of a program and all it has started, in megabytes, once it no longer changes.
fn at_rest(program: u32) -> f64 {
    let mut last = 0.0;
    until("memory at rest", || {
        std::thread::sleep(std::time::Duration::from_secs(1));
        let now = megabytes(family(program).into_iter().filter_map(proportional_kilobytes).sum());
        let is_still = (now - last).abs() < last * 0.01;
        last = now;
        is_still.then_some(now)
    })
}

fn family(program: u32) -> Vec<u32> {
    let mut all = vec![program];
    let mut at = 0;
    while at < all.len() {
        all.extend(stage::children(all[at]));
        at += 1;
    }
    all
}

fn proportional_kilobytes(program: u32) -> Option<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{program}/smaps_rollup")).ok()?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Ends a program and what it has started.
fn end(program: u32) {
    for process in family(program) {
        stage::kill(process);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size that is shown with two digits")]
fn megabytes(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1024.0
}
