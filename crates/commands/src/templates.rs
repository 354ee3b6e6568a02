//! The gallery: connector documents with their system, shipped inside the program.
//!
//! To add one: a file under `connectors/<system>/` and a line in [`FILES`]. The test below holds that each can be
//! read, that nothing but its setup questions falls short, and that its own tests pass on its own samples.

use drawbridge_model::{Connector, System};
use serde::Deserialize;

use crate::boundary::TemplateCard;

/// Identifier and text of every template.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("woocommerce/order_status", include_str!("../../../connectors/woocommerce/order_status.json")),
    ("token-login/account_balance", include_str!("../../../connectors/token-login/account_balance.json")),
];

/// A connector that somebody can start from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    /// One line for the gallery.
    pub summary: String,
    /// The system, with help texts for what must be filled in.
    pub system: System,
    /// The connector; its id is empty until it is made.
    pub connector: Connector,
}

/// The gallery's cards. A template that cannot be read is left out here and fails the test.
pub(crate) fn cards() -> Vec<TemplateCard> {
    FILES
        .iter()
        .filter_map(|(id, text)| {
            let template: Template = serde_json::from_str(text).ok()?;
            Some(TemplateCard {
                id: (*id).to_owned(),
                name: template.connector.name.clone(),
                system_name: template.system.name,
                summary: template.summary,
                calls: u32::try_from(template.connector.steps.len()).unwrap_or(u32::MAX),
                writes: template.connector.writes(),
            })
        })
        .collect()
}

/// One template by its id.
pub(crate) fn find(id: &str) -> Option<Template> {
    let (_, text) = FILES.iter().find(|(known, _)| *known == id)?;
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use drawbridge_engine::{Plan, saved_tests};
    use drawbridge_model::Severity;
    use drawbridge_model::check::{check_connector, check_system};

    use super::*;

    #[tokio::test]
    async fn every_template_passes_its_own_tests_and_lacks_nothing_but_its_setup() {
        assert_eq!(cards().len(), FILES.len(), "a template that cannot be read has no card");
        for (id, _) in FILES {
            let Template { system, connector, .. } = find(id).expect("it has a card");
            let systems = [system];
            let problems = check_connector(&connector, &systems).into_iter().chain(check_system(&systems[0]));
            for problem in problems.filter(|problem| problem.at != "id" && !problem.at.starts_with("settings")) {
                assert_ne!(problem.severity, Severity::Error, "{id}: {problem:?}");
            }
            let plan = Plan::new(&connector, &systems).expect("it can run");
            for result in saved_tests(&connector, &plan).await {
                assert!(result.difference.is_empty(), "{id}, {}: {}", result.name, result.difference);
            }
        }
    }
}
