//! Versions of a connector: listed with what changed from one to the next, compared with now, and put back.
//!
//! The store keeps them ([`drawbridge_store::Version`]); the sentences are [`drawbridge_model::difference`]'s. A restore is
//! one change that undo takes back. A system that other connectors use stays as it is, and that is said beforehand; one
//! that is gone comes back with the connector.

use std::sync::Arc;

use drawbridge_model::difference::{State, differences};
use drawbridge_model::{Connector, System};
use drawbridge_store::{DocumentKind, Version, VersionReason};
use serde_json::Value;

use crate::Commands;
use crate::boundary::{CommandError, Comparison, ConnectorId, VersionRequest, VersionRow, Versions, Workbench};
use crate::editing::{write_connector, write_system};
use crate::error;

impl Commands {
    pub(crate) async fn versions(self: &Arc<Self>, request: ConnectorId) -> Result<Versions, CommandError> {
        self.blocking(move |commands| {
            let now = commands.state_now(&request.id)?;
            let kept = commands.store.versions(&request.id)?;
            let states: Vec<State> = kept.iter().map(state_of).collect();
            let since = states.first().map(|newest| differences(newest, &now)).unwrap_or_default();
            let before = states.iter().skip(1).map(Some).chain([None]);
            let versions = kept.iter().zip(&states).zip(before).map(|((version, state), before)| VersionRow {
                id: version.id,
                at: version.at,
                reason: version.reason,
                changes: before.map(|before| differences(before, state)),
            });
            Ok(Versions { since, versions: versions.collect() })
        })
        .await
    }

    pub(crate) async fn compare_versions(
        self: &Arc<Self>,
        request: VersionRequest,
    ) -> Result<Comparison, CommandError> {
        self.blocking(move |commands| {
            let state = state_of(&commands.version(&request)?);
            let now = commands.state_now(&request.connector_id)?;
            let shared = commands.shared(&request.connector_id, &state, &now)?;
            Ok(Comparison { differences: differences(&state, &now), shared })
        })
        .await
    }

    pub(crate) async fn restore_version(self: &Arc<Self>, request: VersionRequest) -> Result<Workbench, CommandError> {
        self.blocking(move |commands| {
            let version = commands.version(&request)?;
            let connector: Connector = serde_json::from_str(&version.body).map_err(|problem| {
                error::failed(format!("This version cannot be read by this program any more: {problem}."))
            })?;
            let now = commands.connector(&request.connector_id)?;
            let mut writes = vec![write_connector(&connector, Some(now.revision.revision))?];
            for body in &version.systems {
                let Ok(system) = serde_json::from_str::<System>(body) else { continue };
                if !commands.is_shared(&system.id, &connector.id)? {
                    let known = commands.store.document(DocumentKind::System, &system.id)?;
                    writes.push(write_system(&system, Some(known.map_or(0, |known| known.revision)))?);
                }
            }
            commands.store.keep_version(&connector.id, VersionReason::Restore)?;
            commands.apply(&connector.id, "Go back to an earlier version".to_owned(), None, writes)?;
            commands.settle(&connector.id)
        })
        .await
    }

    fn version(&self, request: &VersionRequest) -> Result<Version, CommandError> {
        let version = self.store.version(request.version)?;
        version.filter(|version| version.connector == request.connector_id).ok_or_else(|| error::not_found("version"))
    }

    fn state_now(&self, id: &str) -> Result<State, CommandError> {
        let connector = self.connector(id)?.document;
        let systems = self.systems_of(&connector)?;
        let json = |failed: serde_json::Error| error::failed(format!("The connector cannot be compared: {failed}."));
        Ok(State {
            systems: systems
                .iter()
                .map(|system| serde_json::to_value(&system.document))
                .collect::<Result<_, _>>()
                .map_err(json)?,
            connector: serde_json::to_value(connector).map_err(json)?,
        })
    }

    /// Whether another connector uses a system.
    fn is_shared(&self, system: &str, connector: &str) -> Result<bool, CommandError> {
        Ok(self.store.users_of(system)?.iter().any(|user| user != connector))
    }

    /// The names of the systems that differ and would stay as they are.
    fn shared(&self, connector: &str, state: &State, now: &State) -> Result<Vec<String>, CommandError> {
        let mut names = Vec::new();
        for system in &now.systems {
            let id = system["id"].as_str().unwrap_or_default();
            let earlier = state.systems.iter().find(|earlier| earlier["id"] == system["id"]);
            if earlier.is_some_and(|earlier| earlier != system) && self.is_shared(id, connector)? {
                names.push(system["name"].as_str().filter(|name| !name.is_empty()).unwrap_or(id).to_owned());
            }
        }
        Ok(names)
    }
}

fn state_of(version: &Version) -> State {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    State { connector: read(&version.body), systems: version.systems.iter().map(|system| read(system)).collect() }
}
