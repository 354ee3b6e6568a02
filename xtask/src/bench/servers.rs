//! Writes what was measured of `drawbridge serve` and of other servers to `docs/performance.md`.

use std::fmt::Write as _;

use serde_json::Value;

use super::target_of;
use crate::Done;
use crate::process::{by_hand, machine, root, say, told};

const PAGE: &str = "docs/performance.md";
/// Each scene with what it means.
const SCENES: [(&str, &str); 5] = [
    ("stdio-1", "one process, one call at a time"),
    ("stdio-1x16", "one process, sixteen calls under way"),
    ("stdio-16", "sixteen processes, one call at a time each"),
    ("http-1", "one connection, one call at a time"),
    ("http-16", "sixteen connections, one call at a time each"),
];

/// Writes the page; what a person wrote below it stays.
pub fn write(ours: &[Value], beside: &[Value]) -> Done {
    let file = root().join(PAGE);
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    let measured = format!(
        "{} on {}, after {}",
        told("date", &["-u", "+%F"]),
        machine(),
        told("git", &["log", "-1", "--format=%h"])
    );
    std::fs::write(&file, page(&measured, ours, beside, &before)).map_err(|problem| format!("{PAGE}: {problem}"))?;
    say(&format!("\nWritten to {PAGE}"));
    Ok(())
}

fn page(measured: &str, ours: &[Value], beside: &[Value], before: &str) -> String {
    let mut page = format!(
        "# How fast it serves\n\n`cargo xtask bench runner` measures and writes this page; measured {measured}.\n\nEach server is asked for one order after another, each of \
         4 KB, which it asks of the same API on loopback. `drawbridge` signs in there, verifies the customer by email and answers \
         with four fields; the others pass the whole order on. The middle of three rounds, in which the servers take turns; \
         what counts is the comparison within one run.\n\n## Beside the targets\n\n| figure | measured | must | goal |\n| --- | --- | --- | --- |\n"
    );
    for figure in ours {
        let name = figure["figure"].as_str().unwrap_or("?");
        let (must, goal) = target_of(name);
        match figure["value"].as_f64() {
            Some(value) => {
                let _ = writeln!(page, "| {name} | {value:.3} | {must} | {goal} |");
            }
            None => {
                let _ = writeln!(
                    page,
                    "| {name} | {} | {must} | {goal} |",
                    figure["remark"].as_str().unwrap_or("not measured")
                );
            }
        }
    }
    for (scene, words) in SCENES {
        let _ = write!(
            page,
            "\n## {scene}: {words}\n\n| server | calls a second | p50 ms | p99 ms | processor ms a call | start to tools s | MB after the list \
             | MB under load | MB under load, shared once |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        );
        for row in beside.iter().filter(|row| row["runner"] == scene) {
            let number = |name: &str, digits: usize| format!("{:.digits$}", row[name].as_f64().unwrap_or(f64::NAN));
            let _ = writeln!(
                page,
                "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                row["peer"].as_str().unwrap_or("?"),
                number("calls_per_second", 0),
                number("p50", 3),
                number("p99", 2),
                number("processor", 3),
                number("start", 3),
                number("listed", 0),
                number("resident", 0),
                number("proportional", 0),
            );
        }
    }
    page.push_str("\n## A thousand tools: from the start to the whole list\n\n| server | s |\n| --- | --- |\n");
    for row in beside.iter().filter(|row| row["runner"] == "start of 1,000") {
        let _ = writeln!(
            page,
            "| {} | {:.3} |",
            row["peer"].as_str().unwrap_or("?"),
            row["start"].as_f64().unwrap_or(f64::NAN)
        );
    }
    page + "\n" + &by_hand(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_page_has_a_row_for_every_server_and_keeps_what_a_person_wrote() {
        let ours = [
            json!({"figure": "runner_start_s", "value": 0.012}),
            json!({"figure": "runner x", "value": null, "remark": "left out"}),
        ];
        let beside = [
            json!({"runner": "http-1", "peer": "one", "calls_per_second": 1.0, "p50": 0.5}),
            json!({"runner": "start of 1,000", "peer": "two", "start": 0.25}),
        ];
        let first = page("today", &ours, &beside, "") + "The machine was busy.\n";
        for line in [
            "| runner_start_s | 0.012 | < 0.1 | < 0.03 |",
            "| runner x | left out |  |  |",
            "| one | 1 | 0.500 |",
            "| two | 0.250 |",
        ] {
            assert!(first.contains(line), "{line}: {first}");
        }
        assert!(page("tomorrow", &ours, &beside, &first).ends_with("\n\nThe machine was busy.\n"));
    }
}
