//! Drafts from a pasted text or a file: read, listed, and made connectors of as one change.
//!
//! Nothing is called and no existing system or secret is attached (SECURITY F13): every system of a text becomes one of its
//! own. The values of secrets that stood in the text wait here, sealed, until the person says that they go to the keychain.

mod merge;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use drawbridge_import::{Draft, FoundSecret, Import, import, recognise};
use drawbridge_model::{Environment, System};
use drawbridge_store::Change;

use crate::Commands;
use crate::boundary::{CommandError, DraftRow, DraftSecret, Drafts, DraftsRequest, DraftsTake, DraftsTaken, ErrorCode};
use crate::documents::{all_problems, state_of, state_word, system_ids};
use crate::editing::{free, new_id, write_connector, write_system};
use crate::error;
use crate::exchange::read_whole;
use crate::host::FileKind;

/// A reading that waits for a choice.
pub(crate) struct PendingDrafts {
    token: String,
    import: Import,
}

impl Commands {
    pub(crate) async fn read_drafts(self: &Arc<Self>, request: DraftsRequest) -> Result<Drafts, CommandError> {
        let path = match &request {
            DraftsRequest::Text { .. } => None,
            DraftsRequest::File => match self.host.ask_open(FileKind::Description).await {
                Some(path) => Some(path),
                None => return Ok(nothing_chosen()),
            },
        };
        self.blocking(move |commands| {
            let text = match (request, path) {
                (DraftsRequest::Text { text }, _) => text,
                (DraftsRequest::File, Some(path)) => read_whole(&path)?,
                (DraftsRequest::File, None) => return Ok(nothing_chosen()),
            };
            let format = recognise(&text).ok_or_else(|| {
                let hint =
                    "Paste a cURL command, or open an OpenAPI description, a Postman collection or a HAR recording.";
                error::new(ErrorCode::InvalidDocument, "This text is none that can be imported.", hint)
            })?;
            let import = import(format, &text, commands.fiction_seed)
                .map_err(|refusal| error::new(ErrorCode::InvalidDocument, refusal.message, refusal.hint))?;
            let token = new_id();
            let drafts = listed(&import, token.clone());
            *commands.drafts.lock().unwrap_or_else(PoisonError::into_inner) = Some(PendingDrafts { token, import });
            Ok(drafts)
        })
        .await
    }

    pub(crate) async fn take_drafts(self: &Arc<Self>, request: DraftsTake) -> Result<DraftsTaken, CommandError> {
        self.blocking(move |commands| {
            let mut pending = commands.drafts.lock().unwrap_or_else(PoisonError::into_inner);
            let found = pending.as_ref().filter(|found| found.token == request.token);
            let taken = commands.take(&found.ok_or_else(|| error::not_found("import"))?.import, &request)?;
            *pending = None;
            Ok(taken)
        })
        .await
        .inspect(|_| self.back_up_daily())
    }

    fn take(&self, import: &Import, request: &DraftsTake) -> Result<DraftsTaken, CommandError> {
        let chosen: Vec<&Draft> = request.rows.iter().filter_map(|row| import.drafts.get(*row)).collect();
        let used: Vec<String> = chosen.iter().flat_map(|draft| system_ids(&draft.connector)).collect();
        let mut writes = Vec::new();
        let mut systems: HashMap<&str, System> = HashMap::new();
        for system in import.systems.iter().filter(|system| used.contains(&system.id)) {
            let made = System { id: self.free_system_id(&system.id)?, ..system.clone() };
            writes.push(write_system(&made, Some(0))?);
            systems.insert(&system.id, made);
        }
        let mut names: Vec<String> = self.store.connectors()?.into_iter().map(|row| row.tool_name).collect();
        let mut connector_ids = Vec::new();
        let mut states = Vec::new();
        for draft in chosen {
            let mut connector = draft.connector.clone();
            connector.id = new_id();
            connector.tool_name = free(&connector.tool_name, "_", &names);
            names.push(connector.tool_name.clone());
            let own: Vec<System> =
                system_ids(&connector).iter().filter_map(|id| systems.get(id.as_str()).cloned()).collect();
            let rename = |id: &mut String| {
                if let Some(made) = systems.get(id.as_str()) {
                    id.clone_from(&made.id);
                }
            };
            rename(&mut connector.system);
            connector.steps.iter_mut().filter_map(|step| step.system.as_mut()).for_each(rename);
            states.push((connector.id.clone(), state_word(state_of(&all_problems(&connector, &own))).to_owned()));
            connector_ids.push(connector.id.clone());
            writes.push(write_connector(&connector, Some(0))?);
        }
        let undo_id = format!("import/{}", new_id());
        let label = match import.name.as_str() {
            "" => format!("Import from {}", import.format.as_str()),
            name => format!("Import “{name}”"),
        };
        self.store.apply(&Change { scope: undo_id.clone(), label, coalesce: None, writes })?;
        self.store.set_states(&states)?;
        let (kept, not_kept) = self.keep_found(&import.secrets, &request.keep, &systems);
        Ok(DraftsTaken { connector_ids, undo_id, kept, not_kept })
    }

    /// Puts the chosen secrets into the keychain, bound to the addresses of their new systems. The connectors are there
    /// whether that succeeds or not; then the secrets are entered by hand.
    fn keep_found(
        &self,
        found: &[FoundSecret],
        chosen: &[DraftSecret],
        systems: &HashMap<&str, System>,
    ) -> (u32, Option<CommandError>) {
        let mut kept = 0;
        for secret in found {
            let is_chosen = chosen.iter().any(|one| one.system == secret.system && one.name == secret.name);
            let Some(system) = systems.get(secret.system.as_str()).filter(|_| is_chosen) else { continue };
            let keep = || -> Result<(), CommandError> {
                drawbridge_vault::check_value(&secret.value)?;
                for environment in [Environment::Test, Environment::Live] {
                    if system.address(environment).is_some() {
                        self.keep_secret(system, environment, &secret.name, &secret.value)?;
                    }
                }
                Ok(())
            };
            match keep() {
                Ok(()) => kept += 1,
                Err(problem) => return (kept, Some(problem)),
            }
        }
        (kept, None)
    }
}

fn listed(import: &Import, token: String) -> Drafts {
    let system = |id: &str| import.systems.iter().find(|system| system.id == id);
    let mut addresses: Vec<String> = Vec::new();
    for address in import.systems.iter().map(|system| &system.base_url.live) {
        if !address.is_empty() && !addresses.contains(address) {
            addresses.push(address.clone());
        }
    }
    Drafts {
        token: Some(token),
        format: Some(import.format),
        name: import.name.clone(),
        addresses,
        rows: import.drafts.iter().map(row).collect(),
        left_out: import.left_out.iter().map(|source| format!("{} {}", source.method, source.address)).collect(),
        secrets: import
            .secrets
            .iter()
            .map(|secret| DraftSecret {
                system: secret.system.clone(),
                system_name: system(&secret.system).map(|system| system.name.clone()).unwrap_or_default(),
                name: secret.name.clone(),
                place: secret.place.clone(),
            })
            .collect(),
        findings: import.findings.clone(),
    }
}

fn row(draft: &Draft) -> DraftRow {
    let connector = &draft.connector;
    DraftRow {
        group: draft.source.group.clone(),
        name: connector.name.clone(),
        requests: connector.steps.iter().map(|step| format!("{} {}", step.method.as_str(), step.path)).collect(),
        questions: connector.fields.iter().map(|field| field.name.clone()).collect(),
        deprecated: draft.source.deprecated,
        has_sample: !connector.samples.is_empty(),
        findings: draft.findings.clone(),
    }
}

fn nothing_chosen() -> Drafts {
    Drafts {
        token: None,
        format: None,
        name: String::new(),
        addresses: Vec::new(),
        rows: Vec::new(),
        left_out: Vec::new(),
        secrets: Vec::new(),
        findings: Vec::new(),
    }
}
