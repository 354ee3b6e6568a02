//! What is made of the templates themselves: `connectors/README.md`, a table of what the gallery has, and
//! `connectors/index.json`, the cards that it is listed from.

use std::fmt::Write as _;

use drawbridge_model::Connector;
use drawbridge_templates::{Template, TemplateCard, cards, find, ids};

/// The index. A template that cannot be read is missing in it, and the test of the crate says so.
pub fn index() -> String {
    let cards: Vec<TemplateCard> = ids().filter_map(find).map(|template| template.card).collect();
    serde_json::to_string_pretty(&cards).expect("cards have text keys") + "\n"
}

/// The table.
pub fn readme() -> String {
    let systems: std::collections::BTreeSet<&str> = cards().iter().map(|card| card.system_name.as_str()).collect();
    let mut text = format!(
        "# Templates\n\nWritten by `cargo xtask generate`. Do not edit.\n\n\
         {} templates for {} systems. Each is a connector to start from, with its questions, rules, samples and tests: \
         `<system>/<connector>.json` beside the `system.json` that a folder's connectors share. `<connector>.http` is what \
         the API's documentation wants to be sent, written by hand; a test compares it with what is sent, byte by byte.\n\n\
         `drawbridge template` lists them, `drawbridge template woocommerce/order_status` prints one as a bundle.\n\n\
         | system | template | what it does | what must be equal | requests |\n| --- | --- | --- | --- | --- |\n",
        cards().len(),
        systems.len()
    );
    for card in cards() {
        if let Some(template) = find(&card.id) {
            row(&mut text, card, &template);
        }
    }
    text.push_str("\n## What could not be confirmed\n\nNo template was tried on a real account.\n\n");
    for card in cards() {
        for sentence in find(&card.id).map(|template| template.unconfirmed).unwrap_or_default() {
            let _ = writeln!(text, "- `{}`: {sentence}", card.id);
        }
    }
    text
}

fn row(text: &mut String, card: &TemplateCard, template: &Template) {
    let requests = template.connector.steps.iter();
    let requests: Vec<String> = requests.map(|step| format!("`{} {}`", step.method.as_str(), step.path)).collect();
    let _ = writeln!(
        text,
        "| [{}]({}) | `{}` | {}{} | {} | {} |",
        card.system_name,
        template.documentation,
        card.id,
        card.summary,
        if card.writes { " (writes)" } else { "" },
        who(&template.connector),
        requests.join(", ").replace('|', "\\|")
    );
}

/// What of a customer's answers the engine compares with the record, or that it is public.
fn who(connector: &Connector) -> String {
    if connector.public {
        return "nothing: it is public".to_owned();
    }
    let compared = connector.validations.iter().filter_map(|rule| rule.input.as_deref());
    let asked: Vec<&str> = connector.fields.iter().map(|field| field.name.as_str()).collect();
    let compared: Vec<&str> = asked.into_iter().filter(|name| compared.clone().any(|one| one == *name)).collect();
    format!("`{}`", compared.join("`, `"))
}
