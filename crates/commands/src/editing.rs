//! Making, changing, undoing and removing connectors. Every change is one entry of an undo history; the history of a
//! connector holds what was done to it and, with it, to its systems. Making one is not undone but removed.

use std::sync::Arc;

use drawbridge_model::json_template::JsonTemplate;
use drawbridge_model::origin::{SplitAddress, split_address};
use drawbridge_model::template::{Origin, Template};
use drawbridge_model::{Connector, Field, FieldType, PerEnvironment, SignIn, Step, System};
use drawbridge_store::{Change, DocumentKey, DocumentKind, DocumentWrite};

use crate::Commands;
use crate::boundary::{
    AddressRequest, BodyCheck, BodyRequest, CommandError, ConnectorId, Library, NewConnector, SaveRequest, Undone,
    Workbench,
};
use crate::documents::{state_word, system_ids, text_of};
use crate::{error, gallery};

/// The undo history of what is not done to one connector.
pub(crate) const WORKSPACE: &str = "workspace";

impl Commands {
    pub(crate) async fn create_connector(self: &Arc<Self>, request: NewConnector) -> Result<Workbench, CommandError> {
        self.blocking(move |commands| {
            let (connector, system) = match request {
                NewConnector::Blank => {
                    let nowhere = SplitAddress { base_url: String::new(), path: String::new(), query: Vec::new() };
                    blank("New connector", "", nowhere)
                }
                NewConnector::Address { address } => {
                    let split = split_address(&address).map_err(|problem| error::invalid(&[problem]))?;
                    let name = name_from_path(&split.path);
                    blank(&name, &address, split)
                }
                NewConnector::Template { id } => {
                    let template = gallery::find(&id)?;
                    (template.connector, template.system)
                }
            };
            commands.add(connector, system)
        })
        .await
        .inspect(|_| self.back_up_daily())
    }

    pub(crate) async fn open_connector(self: &Arc<Self>, request: ConnectorId) -> Result<Workbench, CommandError> {
        self.blocking(move |commands| commands.workbench(&request.id)).await
    }

    pub(crate) async fn duplicate_connector(self: &Arc<Self>, request: ConnectorId) -> Result<Workbench, CommandError> {
        self.blocking(move |commands| {
            let mut copy = commands.connector(&request.id)?.document;
            copy.id = new_id();
            copy.name = format!("{} (copy)", copy.name);
            copy.tool_name = commands.free_tool_name(&copy.tool_name)?;
            commands.apply(
                WORKSPACE,
                format!("Duplicate “{}”", copy.name),
                None,
                vec![write_connector(&copy, Some(0))?],
            )?;
            commands.settle(&copy.id)
        })
        .await
    }

    pub(crate) async fn delete_connector(self: &Arc<Self>, request: ConnectorId) -> Result<Library, CommandError> {
        self.blocking(move |commands| {
            let connector = commands.connector(&request.id)?;
            let mut writes = vec![DocumentWrite {
                kind: DocumentKind::Connector,
                id: request.id.clone(),
                base_revision: Some(connector.revision.revision),
                body: None,
            }];
            for id in system_ids(&connector.document) {
                let used = commands.store.users_of(&id)?.iter().any(|user| *user != request.id);
                if !used && commands.system(&id).is_ok() {
                    writes.push(DocumentWrite { kind: DocumentKind::System, id, base_revision: None, body: None });
                }
            }
            commands.apply(&request.id, format!("Remove “{}”", connector.document.name), None, writes)?;
            commands.read_library()
        })
        .await
    }

    pub(crate) async fn save(self: &Arc<Self>, request: SaveRequest) -> Result<Workbench, CommandError> {
        self.blocking(move |commands| {
            let base = |id: &str| request.revisions.iter().find(|known| known.id == id).map(|known| known.revision);
            let id = request.connector.id.clone();
            let mut writes = vec![write_connector(&request.connector, base(&id))?];
            for system in &request.systems {
                writes.push(write_system(system, base(&system.id))?);
            }
            commands.apply(&id, request.label.clone(), request.coalesce.clone(), writes)?;
            commands.settle(&id)
        })
        .await
        .inspect(|_| self.back_up_daily())
    }

    pub(crate) async fn undo(self: &Arc<Self>, request: ConnectorId) -> Result<Undone, CommandError> {
        self.blocking(move |commands| {
            let undone = commands.store.undo(&request.id)?;
            commands.undone(&request.id, undone)
        })
        .await
    }

    pub(crate) async fn redo(self: &Arc<Self>, request: ConnectorId) -> Result<Undone, CommandError> {
        self.blocking(move |commands| {
            let redone = commands.store.redo(&request.id)?;
            commands.undone(&request.id, redone)
        })
        .await
    }

    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn split_address(self: &Arc<Self>, request: AddressRequest) -> Result<SplitAddress, CommandError> {
        split_address(&request.text).map_err(|problem| error::invalid(&[problem]))
    }

    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn check_body(self: &Arc<Self>, request: BodyRequest) -> Result<BodyCheck, CommandError> {
        Ok(BodyCheck { error: JsonTemplate::parse(&request.text).err() })
    }

    /// Makes a connector, and its system unless it is there already.
    pub(crate) fn add(&self, mut connector: Connector, mut system: System) -> Result<Workbench, CommandError> {
        connector.id = new_id();
        connector.tool_name = self.free_tool_name(&connector.tool_name)?;
        let known = self.system(&system.id).ok();
        let mut writes = Vec::new();
        match known {
            Some(known) if same_place(&known.document, &system) => {}
            _ => {
                system.id = self.free_system_id(&system.id)?;
                writes.push(write_system(&system, Some(0))?);
            }
        }
        connector.system.clone_from(&system.id);
        writes.push(write_connector(&connector, Some(0))?);
        self.apply(WORKSPACE, format!("Make “{}”", connector.name), None, writes)?;
        self.settle(&connector.id)
    }

    pub(crate) fn apply(
        &self,
        scope: &str,
        label: String,
        coalesce: Option<String>,
        writes: Vec<DocumentWrite>,
    ) -> Result<(), CommandError> {
        self.store.apply(&Change { scope: scope.to_owned(), label, coalesce, writes })?;
        Ok(())
    }

    /// A tool name that no connector has: `order_status`, else `order_status_2`.
    pub(crate) fn free_tool_name(&self, wanted: &str) -> Result<String, CommandError> {
        let taken: Vec<String> = self.store.connectors()?.into_iter().map(|row| row.tool_name).collect();
        Ok(free(wanted, "_", &taken))
    }

    /// A system id that neither a system nor a secret has, so that nothing entered for another one is inherited.
    pub(crate) fn free_system_id(&self, wanted: &str) -> Result<String, CommandError> {
        let mut taken: Vec<String> =
            self.store.all_documents(DocumentKind::System)?.into_iter().map(|document| document.id).collect();
        taken.extend(self.store.secret_references(None)?.into_iter().map(|reference| reference.secret.system_id));
        Ok(free(wanted, "-", &taken))
    }

    fn undone(&self, id: &str, undone: Option<drawbridge_store::Undone>) -> Result<Undone, CommandError> {
        let workbench = match self.connector(id) {
            Ok(_) => Some(self.settle(id)?),
            Err(_) => None,
        };
        let Some(undone) = undone else {
            return Ok(Undone { label: None, left: Vec::new(), changed: false, workbench });
        };
        let left = undone.skipped.iter().map(|key| self.name_of(key)).collect();
        Ok(Undone { label: Some(undone.label), left, changed: !undone.documents.is_empty(), workbench })
    }

    /// What its owner calls a document; its id when it cannot be read.
    fn name_of(&self, key: &DocumentKey) -> String {
        let name = match key.kind {
            DocumentKind::Connector => self.connector(&key.id).map(|connector| connector.document.name),
            DocumentKind::System => self.system(&key.id).map(|system| system.document.name),
        };
        name.ok().filter(|name| !name.is_empty()).unwrap_or_else(|| key.id.clone())
    }

    /// The workbench after a change, with the connector's state kept for the list.
    pub(crate) fn settle(&self, id: &str) -> Result<Workbench, CommandError> {
        let workbench = self.workbench(id)?;
        self.store.set_states(&[(id.to_owned(), state_word(workbench.row.state).to_owned())])?;
        Ok(workbench)
    }
}

/// A new identifier of a connector.
pub(crate) fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

pub(crate) fn write_connector(
    connector: &Connector,
    base_revision: Option<i64>,
) -> Result<DocumentWrite, CommandError> {
    let body = Some(text_of(connector)?);
    Ok(DocumentWrite { kind: DocumentKind::Connector, id: connector.id.clone(), base_revision, body })
}

pub(crate) fn write_system(system: &System, base_revision: Option<i64>) -> Result<DocumentWrite, CommandError> {
    let body = Some(text_of(system)?);
    Ok(DocumentWrite { kind: DocumentKind::System, id: system.id.clone(), base_revision, body })
}

/// Whether two systems are the same one, so that a new connector may share it and its secrets.
fn same_place(known: &System, wanted: &System) -> bool {
    known.base_url == wanted.base_url || (known.sign_in == wanted.sign_in && wanted.sign_in != SignIn::None)
}

/// A name that is not taken: the wanted one, else with a number behind it, cut so that it stays as short as names must be.
pub(crate) fn free(wanted: &str, separator: &str, taken: &[String]) -> String {
    let is_taken = |name: &str| taken.iter().any(|known| known == name);
    if !is_taken(wanted) {
        return wanted.to_owned();
    }
    let short: String = wanted.chars().take(58).collect();
    let mut numbered = (2_u32..=u32::MAX).map(|number| format!("{short}{separator}{number}"));
    numbered.find(|name| !is_taken(name)).unwrap_or_default()
}

/// A connector with one request. Placeholders of a pasted address become questions.
fn blank(name: &str, address: &str, split: SplitAddress) -> (Connector, System) {
    let host = split.base_url.split("://").nth(1).unwrap_or_default().split([':', '/']).next().unwrap_or_default();
    let system_name = if host.is_empty() { "My system" } else { host };
    let fields = Template::parse(address)
        .placeholders()
        .filter(|placeholder| placeholder.origin == Origin::Field)
        .map(|placeholder| question(&placeholder.name))
        .collect();
    let system = System {
        id: slug(system_name, '-', "system"),
        name: system_name.to_owned(),
        base_url: PerEnvironment { test: split.base_url.clone(), live: split.base_url },
        settings: Vec::new(),
        secrets: Vec::new(),
        sign_in: SignIn::None,
        headers: Vec::new(),
    };
    let step =
        Step { id: "request".into(), name: name.into(), path: split.path, query: split.query, ..Step::default() };
    let connector = Connector {
        name: name.into(),
        tool_name: slug(name, '_', "connector"),
        system: system.id.clone(),
        fields,
        steps: vec![step],
        ..Connector::default()
    };
    (connector, system)
}

fn question(name: &str) -> Field {
    let field_type = if name.contains("email") { FieldType::Email } else { FieldType::String };
    let words = name.replace('_', " ").replace(" id", " number");
    Field { name: name.into(), field_type, required: true, description: format!("Your {words}"), ..Field::default() }
}

/// `/wp-json/wc/v3/orders/{order_id}` is about `Orders`.
fn name_from_path(path: &str) -> String {
    let word = path.split('/').rev().find(|part| part.chars().all(char::is_alphabetic) && !part.is_empty());
    let Some(word) = word else { return "New connector".to_owned() };
    let mut characters = word.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// Lower-case letters and digits, everything else as one separator.
pub(crate) fn slug(text: &str, separator: char, otherwise: &str) -> String {
    let mut slug = String::new();
    for character in text.chars().map(|character| character.to_ascii_lowercase()) {
        if character.is_ascii_lowercase() || (character.is_ascii_digit() && !slug.is_empty()) {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with(separator) {
            slug.push(separator);
        }
    }
    let slug: String = slug.trim_end_matches(separator).chars().take(40).collect();
    if slug.is_empty() { otherwise.to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_slugs() {
        let check = |text, expected| assert_eq!(slug(text, '_', "connector"), expected, "{text}");
        check("Order status", "order_status");
        check("  Où est ma commande ?  ", "o_est_ma_commande");
        check("42", "connector");
        check("日本", "connector");
    }

    #[test]
    fn an_address_names_its_connector_and_asks_for_its_placeholders() {
        assert_eq!(name_from_path("/wp-json/wc/v3/orders/{order_id}"), "Orders");
        assert_eq!(question("order_id").description, "Your order number");
        assert_eq!(question("billing_email").field_type, FieldType::Email);
    }
}
