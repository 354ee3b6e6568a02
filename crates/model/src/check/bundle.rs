//! Bundles: what is wrong with each part, and what only the whole can show.

use std::collections::HashSet;

use super::{Findings, check_connector, check_system};
use crate::bundle::{Bundle, origins};
use crate::connector::Connector;
use crate::parallel;
use crate::problem::Problem;

pub(super) fn check(bundle: &Bundle) -> Vec<Problem> {
    let mut findings = Findings::default();
    let allowed = origins(&bundle.systems);
    for (index, origin) in bundle.egress.origins.iter().enumerate().filter(|(_, origin)| !allowed.contains(origin)) {
        let message = format!("The bundle may call “{origin}”, which is the address of none of its systems.");
        findings.error("unknown_origin", format!("egress.origins[{index}]"), message, "Export the bundle again.");
    }
    let mut ids = HashSet::new();
    for (index, system) in bundle.systems.iter().enumerate() {
        if !ids.insert(system.id.as_str()) {
            let message = format!("Two systems have the id “{}”.", system.id);
            findings.error("duplicate_system", format!("systems[{index}].id"), message, "Give one of them another id.");
        }
        push_within(&mut findings, &format!("systems[{index}]"), check_system(system));
    }
    let mut tools = HashSet::new();
    let connectors: Vec<&Connector> = bundle.connectors.iter().collect();
    let own = parallel::map(connectors, |connector| check_connector(connector, &bundle.systems));
    for (index, (connector, own)) in bundle.connectors.iter().zip(own).enumerate() {
        if !tools.insert(connector.tool_name.as_str()) {
            let message =
                format!("Two connectors are the tool “{}”, and an AI could call only one.", connector.tool_name);
            findings.error(
                "duplicate_tool_name",
                format!("connectors[{index}].tool_name"),
                message,
                "Give one of them another name.",
            );
        }
        push_within(&mut findings, &format!("connectors[{index}]"), own);
    }
    findings.problems
}

/// Adds the problems of a part, with their places relative to the whole.
fn push_within(findings: &mut Findings, place: &str, problems: Vec<Problem>) {
    findings.problems.extend(problems.into_iter().map(|problem| {
        let at = if problem.at.is_empty() { place.to_owned() } else { format!("{place}.{}", problem.at) };
        Problem { at, ..problem }
    }));
}
