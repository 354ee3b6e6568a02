//! Reading documents from the store, and what stands around them on the workbench.

use drawbridge_model::check::{check_connector, check_system};
use drawbridge_model::tool::tool_definition;
use drawbridge_model::{Connector, Problem, Severity, System};
use drawbridge_store::{Document, DocumentKind, summarise};

use crate::Commands;
use crate::boundary::{CommandError, ConnectorRow, ConnectorState, DocumentRevision, History, ToolPreview, Workbench};
use crate::{error, tokens};

/// A document with its revision.
pub(crate) struct Read<T> {
    pub document: T,
    pub revision: DocumentRevision,
}

impl Commands {
    /// The connector with this id.
    pub(crate) fn connector(&self, id: &str) -> Result<Read<Connector>, CommandError> {
        let document =
            self.store.document(DocumentKind::Connector, id)?.ok_or_else(|| error::not_found("connector"))?;
        parse(&document)
    }

    /// The system with this id.
    pub(crate) fn system(&self, id: &str) -> Result<Read<System>, CommandError> {
        let document = self.store.document(DocumentKind::System, id)?.ok_or_else(|| error::not_found("system"))?;
        parse(&document)
    }

    /// The systems that a connector uses, as far as they exist, its own one first.
    pub(crate) fn systems_of(&self, connector: &Connector) -> Result<Vec<Read<System>>, CommandError> {
        self.store.documents(DocumentKind::System, &system_ids(connector))?.iter().map(parse).collect()
    }

    /// A connector with all that stands around it.
    pub(crate) fn workbench(&self, id: &str) -> Result<Workbench, CommandError> {
        let Read { document: connector, revision } = self.connector(id)?;
        let mut revisions = vec![revision];
        let mut systems = Vec::new();
        for system in self.systems_of(&connector)? {
            revisions.push(system.revision);
            systems.push(system.document);
        }
        let problems = all_problems(&connector, &systems);
        let secrets = self.secret_rows(&systems)?;
        let history = self.store.history(id)?;
        let definition = tool_definition(&connector);
        let tokens = tokens::count(&serde_json::to_string(&definition).unwrap_or_default());
        let row = ConnectorRow {
            id: connector.id.clone(),
            name: connector.name.clone(),
            tool_name: connector.tool_name.clone(),
            system_name: systems.first().map(|system| system.name.clone()).unwrap_or_default(),
            summary: summarise(DocumentKind::Connector, &text_of(&connector)?).summary,
            state: state_of(&problems),
        };
        Ok(Workbench {
            allowed_private: self.allowed_private(id)?,
            history: History { undo: history.undo, redo: history.redo },
            tool: ToolPreview { definition, tokens },
            connector,
            systems,
            revisions,
            problems,
            secrets,
            row,
        })
    }
}

/// The ids of the systems that a connector uses, without repetition, its own one first.
pub(crate) fn system_ids(connector: &Connector) -> Vec<String> {
    let mut ids = vec![connector.system.clone()];
    for step in &connector.steps {
        if let Some(system) = &step.system
            && !ids.contains(system)
        {
            ids.push(system.clone());
        }
    }
    ids
}

/// The JSON text of a document.
pub(crate) fn text_of<T: serde::Serialize>(document: &T) -> Result<String, CommandError> {
    serde_json::to_string(document).map_err(|error| error::failed(format!("The document cannot be written: {error}.")))
}

/// All problems of a connector and of its systems; places of a system begin with `systems[n]`.
pub(crate) fn all_problems(connector: &Connector, systems: &[System]) -> Vec<Problem> {
    let mut problems = check_connector(connector, systems);
    for (index, system) in systems.iter().enumerate() {
        problems.extend(check_system(system).into_iter().map(|problem| Problem {
            at: if problem.at.is_empty() {
                format!("systems[{index}]")
            } else {
                format!("systems[{index}].{}", problem.at)
            },
            ..problem
        }));
    }
    problems
}

/// How far a connector with these problems is.
pub(crate) fn state_of(problems: &[Problem]) -> ConnectorState {
    match problems.iter().map(|problem| problem.severity).min() {
        Some(Severity::Error) => ConnectorState::Draft,
        Some(Severity::Warning) => ConnectorState::Attention,
        None => ConnectorState::Ready,
    }
}

/// The word that the store keeps for a state.
pub(crate) fn state_word(state: ConnectorState) -> &'static str {
    match state {
        ConnectorState::Ready => "ready",
        ConnectorState::Attention => "attention",
        ConnectorState::Draft => "draft",
    }
}

/// The state that a stored word means.
pub(crate) fn state_from_word(word: &str) -> ConnectorState {
    match word {
        "ready" => ConnectorState::Ready,
        "attention" => ConnectorState::Attention,
        _ => ConnectorState::Draft,
    }
}

fn parse<T: serde::de::DeserializeOwned>(document: &Document) -> Result<Read<T>, CommandError> {
    let parsed = serde_json::from_str(&document.body).map_err(|error| {
        error::failed(format!("The {} {} cannot be read: {error}.", document.kind.as_str(), document.id))
    })?;
    let revision = DocumentRevision { id: document.id.clone(), revision: document.revision };
    Ok(Read { document: parsed, revision })
}
