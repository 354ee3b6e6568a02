//! `drawbridge template`: the gallery that ships with the program, as a list, and each template as a bundle.

use drawbridge_model::Bundle;
use drawbridge_templates::Template;

use crate::failure::Failure;
use crate::output;

/// Prints the list, or one template as a bundle.
pub fn template(id: Option<&str>) -> Result<u8, Failure> {
    let Some(id) = id else {
        let cards = drawbridge_templates::cards();
        let width = cards.iter().map(|card| card.id.len()).max().unwrap_or_default();
        let lines = cards.iter().map(|card| format!("{:width$}  {}: {}\n", card.id, card.system_name, card.summary));
        output::document(&lines.collect::<String>());
        return Ok(0);
    };
    let Some(Template { system, mut connector, .. }) = drawbridge_templates::find(id) else {
        return Err(Failure::usage(format!("There is no template “{id}”."))
            .hint("Say drawbridge template without a name to see them all."));
    };
    connector.id = id.replace('/', "-");
    let name = format!("{}: {}", system.name, connector.name);
    output::document(&Bundle::assemble(&name, &[system], &[connector]).to_canonical_json());
    Ok(0)
}
