//! The gallery: connectors to start from, shipped inside the window and the runner.
//!
//! A template is data under `connectors/`: one folder per system with the `system.json` that its connectors share, one
//! file per connector beside it, and `<connector>.http`, which says what the API's documentation wants to be sent. To
//! add one, add the files and say `cargo xtask generate`, which writes the small index that the gallery is listed from;
//! `tests/tests/templates` holds that each is sound, passes its own tests on its own samples and sends what its
//! documentation says. A template is parsed when it is asked for.

use std::sync::LazyLock;

use drawbridge_model::{Connector, System};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// What the gallery shows of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TemplateCard {
    /// `woocommerce/order_status`.
    pub id: String,
    /// `Order status`.
    pub name: String,
    /// `WooCommerce`.
    pub system_name: String,
    /// One line.
    pub summary: String,
    /// What a customer wants who needs it.
    pub task: Task,
    /// How many requests.
    pub calls: u32,
    /// Whether it changes something.
    pub writes: bool,
    /// Whether nobody is verified, because its data is nobody's in particular.
    pub public: bool,
}

/// What a customer wants: the other way to look for a template than by its system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Where is my order, what is in it?
    Orders,
    /// Is this in stock?
    Stock,
    /// Where is my parcel?
    Parcels,
    /// What about my request to your support? I have a new one.
    Tickets,
    /// When is my appointment, when is there a free one?
    Appointments,
    /// What plan do I have, when does it renew, please cancel it.
    Subscriptions,
    /// What do you know about my account?
    Accounts,
    /// Write to me less often, or not at all.
    Newsletters,
}

/// A connector that somebody can start from.
#[derive(Debug, Clone)]
pub struct Template {
    /// What the gallery shows of it.
    pub card: TemplateCard,
    /// The system, with help texts for what must be filled in.
    pub system: System,
    /// The connector; its id is empty until it is made.
    pub connector: Connector,
    /// Where the API is described.
    pub documentation: String,
    /// What must be there or decided beforehand, one sentence each.
    pub prepare: Vec<String>,
    /// What could not be confirmed in that description, one sentence each.
    pub unconfirmed: Vec<String>,
}

/// `system.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SystemFile {
    #[serde(default)]
    unconfirmed: Vec<String>,
    system: System,
}

/// `<connector>.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConnectorFile {
    summary: String,
    task: Task,
    documentation: String,
    #[serde(default)]
    prepare: Vec<String>,
    #[serde(default)]
    unconfirmed: Vec<String>,
    connector: Connector,
}

static CARDS: LazyLock<Vec<TemplateCard>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../connectors/index.json")).unwrap_or_default());

/// All cards, by id. They come from the index; no template is parsed for them.
pub fn cards() -> &'static [TemplateCard] {
    &CARDS
}

/// The id of every template that is there, whatever the index says.
pub fn ids() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(id, _, _)| *id)
}

/// One template by its id; `None` if there is none of that id, or if it cannot be read, which the tests rule out.
pub fn find(id: &str) -> Option<Template> {
    let (id, system, connector) = TEXTS.iter().find(|(known, _, _)| *known == id)?;
    let SystemFile { unconfirmed: of_system, system } = serde_json::from_str(system).ok()?;
    let file: ConnectorFile = serde_json::from_str(connector).ok()?;
    let ConnectorFile { summary, task, documentation, prepare, unconfirmed, connector } = file;
    let card = TemplateCard {
        id: (*id).to_owned(),
        name: connector.name.clone(),
        system_name: system.name.clone(),
        summary,
        task,
        calls: u32::try_from(connector.steps.len()).unwrap_or(u32::MAX),
        writes: connector.writes(),
        public: connector.public,
    };
    Some(Template { card, system, connector, documentation, prepare, unconfirmed: [of_system, unconfirmed].concat() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_has_the_card_of_every_template() {
        assert_eq!(cards().iter().map(|card| card.id.as_str()).collect::<Vec<_>>(), ids().collect::<Vec<_>>());
        for card in cards() {
            let Template { card: own, system, connector, .. } =
                find(&card.id).unwrap_or_else(|| panic!("{} can be read", card.id));
            assert_eq!(*card, own, "`cargo xtask generate` writes the index anew");
            assert_eq!(connector.system, system.id, "{}", card.id);
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        assert!(find("woocommerce/system").is_none());
        assert!(find("").is_none());
    }
}
