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
