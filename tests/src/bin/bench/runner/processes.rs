//! What servers use, told by `/proc`: processor time and memory of a process and all that it has started.

use std::process::{Child, Command};

/// A moment's figures.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// Processor time so far, in steps of ten.
    pub milliseconds: f64,
    /// Megabytes in memory; pages that processes share count once for each.
    pub resident: f64,
    /// Megabytes in memory; shared pages count once.
    pub proportional: f64,
}

impl Usage {
    /// Of these processes and their children.
    pub fn of(servers: &[Child]) -> Self {
        let mut all: Vec<u32> = servers.iter().map(Child::id).collect();
        let mut at = 0;
        while let Some(process) = all.get(at) {
            let children = read(*process, &format!("task/{process}/children"));
            all.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
            at += 1;
        }
        all.iter().fold(Self::default(), |sum, process| {
            let stat = read(*process, "stat");
            let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
            let times = after_name.split_whitespace().skip(11).take(2);
            let ticks: f64 = times.filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
            Self {
                milliseconds: sum.milliseconds + ticks * 10.0,
                resident: sum.resident + megabytes(&read(*process, "status"), "VmRSS:"),
                proportional: sum.proportional + megabytes(&read(*process, "smaps_rollup"), "Pss:"),
            }
        })
    }
}

/// Ends a server and waits for it.
pub fn end(server: &mut Child) {
    // It may have ended by itself.
    let _ = server.kill();
    let _ = server.wait();
}

/// Asks a server to end by itself, which takes it a moment, and waits for it.
pub fn let_end(server: &mut Child) {
    let asked = Command::new("kill").arg(server.id().to_string()).status();
    assert!(asked.is_ok_and(|status| status.success()), "the server runs until it is asked to end");
    server.wait().expect("a server that was started can be waited for");
}

fn read(process: u32, file: &str) -> String {
    std::fs::read_to_string(format!("/proc/{process}/{file}")).unwrap_or_default()
}

fn megabytes(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
