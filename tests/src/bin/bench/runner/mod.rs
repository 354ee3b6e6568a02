//! `drawbridge serve` beside three servers that others wrote, in one run, on the same order of the same API.
//!
//! A client without any MCP library asks each for one order after another; what comes is looked at. Every round
//! starts every server anew and lets the peers take turns, so that a busy moment of the machine hits all. What counts is
//! the middle round. Ours verifies the customer and answers with four fields; the peers pass the whole order on.
//! To add a peer, add it to [`peers::all`].

mod client;
mod peers;
mod processes;
mod upstream;

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use drawbridge_tests::served::BundleFile;
use drawbridge_tests::stage;
use serde_json::json;

use crate::figure::{self, median, percentile};
use client::Client;
use peers::{Case, Peer, Way};
use processes::Usage;

/// How often each peer is measured in each way.
const ROUNDS: usize = 3;
/// Calls that are not counted, until caches and compilers are warm.
const WARM_UP: Duration = Duration::from_secs(1);
/// Calls that are.
const MEASURED: Duration = Duration::from_secs(2);
/// Sessions at the same time.
const MANY: usize = 16;
/// Connectors of a large bundle.
const CONNECTORS: usize = 1_000;

/// How the sessions stand to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    /// One process, one call at a time.
    Stdio1,
    /// One process, sixteen calls under way.
    Stdio1x16,
    /// Sixteen processes, one call at a time each.
    Stdio16,
    /// One connection.
    Http1,
    /// Sixteen connections.
    Http16,
}

/// What one round came to.
#[derive(Debug, Clone, Default)]
struct Round {
    calls_per_second: f64,
    p50: f64,
    p99: f64,
    /// Milliseconds of processor time for a call.
    processor: f64,
    /// Seconds from the start to the list of tools.
    start: f64,
    /// Megabytes: after the list, and under load; the last one counts shared pages once.
    listed: f64,
    resident: f64,
    proportional: f64,
}

/// Prints every figure.
pub fn measure() {
    let size = std::fs::metadata(stage::program("DRAWBRIDGE_RUNNER", "drawbridge")).map(|file| file.len() / 1_000);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    figure::print("runner_binary_mb", size.ok().map(|kilobytes| kilobytes as f64 / 1e3), "size of the file");
    let port = upstream::start();
    let case = Case::new(port, 1);
    let peers = peers::all();
    for peer in &peers {
        if let Some(missing) = peer.missing() {
            figure::print(&format!("runner {}", peer.name), None, &missing);
        }
    }
    let peers: Vec<&Peer> = peers.iter().filter(|peer| peer.missing().is_none()).collect();
    for scene in [Scene::Stdio1, Scene::Stdio1x16, Scene::Stdio16, Scene::Http1, Scene::Http16] {
        let takes_part: Vec<&Peer> = peers.iter().copied().filter(|peer| peer.speaks(scene.way())).collect();
        let mut rounds: Vec<Vec<Round>> = vec![Vec::new(); takes_part.len()];
        for _ in 0..ROUNDS {
            for (peer, rounds) in takes_part.iter().zip(&mut rounds) {
                rounds.push(round(peer, scene, &case));
            }
        }
        for (peer, rounds) in takes_part.iter().zip(&rounds) {
            tell(peer, scene, rounds);
        }
    }
    starts(&peers, port);
}

/// What a server does all day, for `cargo xtask release`, which counts meanwhile what is executed: it starts with one
/// tool and with a thousand, lists them, answers in every scene, and runs the saved tests of every template. Nothing is
/// measured.
pub fn exercise() {
    let port = upstream::start();
    let [ours, ..] = peers::all();
    for tools in [1, CONNECTORS] {
        let case = Case::new(port, tools);
        for scene in [Scene::Stdio1, Scene::Stdio1x16, Scene::Http1, Scene::Http16] {
            let (mut servers, mut clients) = with_others(first(&ours, scene, &case), &ours, scene, &case);
            call_for(&mut clients, WARM_UP, scene.under_way());
            servers.iter_mut().for_each(processes::let_end);
        }
    }
    for template in drawbridge_templates::ids() {
        let bundle = BundleFile::of_templates(&[template]);
        let tested = bundle.command("test").stdout(Stdio::null()).status();
        assert!(tested.is_ok_and(|status| status.success()), "the saved tests of {template} pass");
    }
}

/// The start with a thousand connectors.
fn starts(peers: &[&Peer], port: u16) {
    let case = Case::new(port, CONNECTORS);
    for peer in peers {
        let way = if peer.speaks(Way::Stdio) { Way::Stdio } else { Way::Http };
        let mut samples: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let started = Instant::now();
                let (mut server, mut client) = Client::start(peer, way, &case, 0);
                assert!(client.tools() >= CONNECTORS, "{} lists them all", peer.name);
                let took = started.elapsed().as_secs_f64();
                processes::end(&mut server);
                took
            })
            .collect();
        let took = median(&mut samples);
        let remark = format!("start to the whole list of {CONNECTORS} tools, median of {ROUNDS}");
        figure::row(&json!({"runner": "start of 1,000", "peer": peer.name, "start": took}));
        if peer.is_ours {
            figure::print("runner_start_1000_s", Some(took), &remark);
        }
    }
}

impl Scene {
    fn way(self) -> Way {
        match self {
            Self::Stdio1 | Self::Stdio1x16 | Self::Stdio16 => Way::Stdio,
            Self::Http1 | Self::Http16 => Way::Http,
        }
    }

    /// How many calls of one session are under way.
    fn under_way(self) -> usize {
        if self == Self::Stdio1x16 { MANY } else { 1 }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Stdio1 => "stdio-1",
            Self::Stdio1x16 => "stdio-1x16",
            Self::Stdio16 => "stdio-16",
            Self::Http1 => "http-1",
            Self::Http16 => "http-16",
        }
    }
}

fn round(peer: &Peer, scene: Scene, case: &Case) -> Round {
    let started = Instant::now();
    let first = first(peer, scene, case);
    let start = started.elapsed().as_secs_f64();
    let (mut servers, mut clients) = with_others(first, peer, scene, case);
    let listed = Usage::of(&servers);
    call_for(&mut clients, WARM_UP, scene.under_way());
    let before = Usage::of(&servers);
    let measured = Instant::now();
    let mut times = call_for(&mut clients, MEASURED, scene.under_way());
    let seconds = measured.elapsed().as_secs_f64();
    let after = Usage::of(&servers);
    servers.iter_mut().for_each(processes::end);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let calls = times.len() as f64;
    Round {
        calls_per_second: calls / seconds,
        p50: percentile(&mut times, 0.5),
        p99: percentile(&mut times, 0.99),
        processor: (after.milliseconds - before.milliseconds) / calls,
        start,
        listed: listed.resident,
        resident: after.resident,
        proportional: after.proportional,
    }
}

/// A server that has listed its tools.
fn first(peer: &Peer, scene: Scene, case: &Case) -> (Child, Client) {
    let (server, mut client) = Client::start(peer, scene.way(), case, 0);
    assert!(client.tools() >= 1, "{} lists its tool", peer.name);
    (server, client)
}

/// All servers and sessions of a scene.
fn with_others((server, client): (Child, Client), peer: &Peer, scene: Scene, case: &Case) -> (Vec<Child>, Vec<Client>) {
    let (mut servers, mut clients) = (vec![server], vec![client]);
    while matches!(scene, Scene::Stdio16) && servers.len() < MANY {
        let (server, mut client) = Client::start(peer, Way::Stdio, case, clients.len());
        client.tools();
        servers.push(server);
        clients.push(client);
    }
    while matches!(scene, Scene::Http16) && clients.len() < MANY {
        let another = clients[0].another(clients.len());
        clients.push(another);
    }
    (servers, clients)
}

/// All clients call for so long; gives the milliseconds of every call.
fn call_for(clients: &mut [Client], time: Duration, under_way: usize) -> Vec<f64> {
    std::thread::scope(|scope| {
        let calling = clients.iter_mut().map(|client| {
            scope.spawn(
                move || if under_way == 1 { client.call_for(time) } else { client.pipeline_for(time, under_way) },
            )
        });
        let calling: Vec<_> = calling.collect();
        calling.into_iter().flat_map(|times| times.join().expect("a client calls")).collect()
    })
}

fn tell(peer: &Peer, scene: Scene, rounds: &[Round]) {
    let middle = |of: fn(&Round) -> f64| median(&mut rounds.iter().map(of).collect::<Vec<f64>>());
    let (rate, p50, p99) =
        (middle(|round| round.calls_per_second), middle(|round| round.p50), middle(|round| round.p99));
    let (processor, start) = (middle(|round| round.processor), middle(|round| round.start));
    let (listed, resident) = (middle(|round| round.listed), middle(|round| round.resident));
    let proportional = middle(|round| round.proportional);
    figure::row(&json!({
        "runner": scene.name(), "peer": peer.name, "calls_per_second": rate, "p50": p50, "p99": p99,
        "processor": processor, "start": start, "listed": listed, "resident": resident, "proportional": proportional,
    }));
    if !peer.is_ours {
        return;
    }
    let remark = format!("median of {ROUNDS} rounds of {} s", MEASURED.as_secs());
    let told = |name: &str, value: f64| figure::print(name, Some(value), &remark);
    match scene {
        Scene::Stdio1 => {
            told("runner_stdio_1_p50_ms", p50);
            told("runner_stdio_1_calls_per_s", rate);
            told("runner_start_s", start);
            told("runner_memory_listed_mb", listed);
        }
        Scene::Stdio1x16 => told("runner_stdio_1x16_calls_per_s", rate),
        Scene::Stdio16 => told("runner_stdio_16_pss_mb", proportional),
        Scene::Http1 => {
            told("runner_http_1_p50_ms", p50);
            told("runner_cpu_ms_per_call", processor);
        }
        Scene::Http16 => {
            told("runner_http_16_calls_per_s", rate);
            told("runner_http_16_p99_ms", p99);
            told("runner_memory_load_mb", resident);
        }
    }
}
