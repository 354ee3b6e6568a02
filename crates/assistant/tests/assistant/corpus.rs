//! What customers write, and how much of it is understood. The utterances are data; the figures may not fall.

use std::collections::BTreeMap;

use drawbridge_assistant::builtin::understand;
use drawbridge_assistant::{Tool, Toolbox};
use drawbridge_model::{Connector, System};
use serde::Deserialize;

use crate::setup::{TODAY, tool};

/// At least this share of lines goes to the right connector, or to none where none was meant.
const CONNECTORS: f64 = 0.95;
/// At least this share of values is right.
const VALUES: f64 = 0.97;

#[derive(Deserialize)]
struct Utterance {
    say: String,
    /// Which connector is meant; null: none.
    tool: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    /// The connector that is talked about already.
    #[serde(default, rename = "in")]
    inside: Option<String>,
    #[serde(default)]
    asked: Vec<String>,
    #[serde(default)]
    known: BTreeMap<String, String>,
    #[serde(default, rename = "doubt")]
    _doubt: bool,
}

pub fn connectors() -> Vec<Connector> {
    serde_json::from_str(include_str!("../corpus/connectors.json")).unwrap()
}

pub fn office() -> System {
    serde_json::from_value(
        serde_json::json!({"id": "office", "name": "Office", "base_url": {"live": "https://office.example"}}),
    )
    .unwrap()
}

pub fn toolbox() -> Toolbox {
    let systems = [office()];
    let tools: Vec<Tool> = connectors().iter().map(|connector| tool(connector, &systems)).collect();
    Toolbox::new(tools)
}

#[test]
fn customers_are_understood() {
    let toolbox = toolbox();
    let mut utterances: Vec<Utterance> = include_str!("../corpus/utterances.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect();
    let (mut right_tools, mut right_values, mut values) = (0, 0, 0);
    let mut wrong = Vec::new();
    let lines = utterances.len();
    for utterance in &mut utterances {
        let (tool, taken) = understand(
            &utterance.say,
            &toolbox,
            utterance.inside.as_deref(),
            &utterance.asked,
            &utterance.known,
            TODAY,
        );
        if tool == utterance.tool {
            right_tools += 1;
        } else {
            wrong.push(format!("{}: {tool:?}, not {:?}", utterance.say, utterance.tool));
        }
        let hidden = |field: &String| {
            tool.as_ref()
                .and_then(|tool| toolbox.get(tool))
                .is_some_and(|tool| tool.connector().fields.iter().any(|known| known.name == *field && known.sensitive))
        };
        let shown = |(field, value): (String, String)| {
            if hidden(&field) { (field, "•••".to_owned()) } else { (field, value) }
        };
        utterance.values = std::mem::take(&mut utterance.values).into_iter().map(shown).collect();
        let hits = utterance.values.iter().filter(|(field, value)| taken.get(*field) == Some(*value)).count();
        right_values += hits;
        values += utterance.values.len().max(taken.len()).max(hits);
        if tool == utterance.tool && taken != utterance.values {
            wrong.push(format!("{}: {taken:?}, not {:?}", utterance.say, utterance.values));
        }
    }
    let share =
        |part: usize, whole: usize| f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap());
    let (by_tool, by_value) = (share(right_tools, lines), share(right_values, values));
    println!(
        "{} utterances over {} connectors: {right_tools} go to the right one ({:.1} %), {right_values} of {values} values \
         are right ({:.1} %)",
        lines,
        toolbox.tools().len(),
        by_tool * 100.0,
        by_value * 100.0
    );
    for line in &wrong {
        println!("  {line}");
    }
    assert!(lines >= 150 && toolbox.tools().len() >= 12);
    assert!(by_tool >= CONNECTORS, "the right connector: {by_tool:.3}");
    assert!(by_value >= VALUES, "the right values: {by_value:.3}");
}
