//! Bundles in: nothing is called, nothing is attached, and all of it is one change.

use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use drawbridge_model::bundle::Bundle;
use drawbridge_model::check::check_bundle;
use drawbridge_model::difference::rule_in_words;
use drawbridge_model::read::read_bundle;
use drawbridge_model::{Connector, Problem, Severity, System};
use drawbridge_store::{Change, DocumentKind, DocumentWrite};

use crate::Commands;
use crate::boundary::{
    CommandError, ErrorCode, ImportApply, ImportPreview, ImportRequest, Imported, ImportedConnector, OnClash,
};
use crate::documents::{all_problems, state_of, state_word, system_ids};
use crate::editing::{new_id, write_connector, write_system};
use crate::error;
use crate::host::FileKind;

/// Largest bundle that is read.
const LARGEST: u64 = 20 * 1024 * 1024;

/// A bundle that was looked at and waits for a yes.
pub(crate) struct PendingImport {
    bundle: Bundle,
}

impl Commands {
    pub(crate) async fn import_preview(
        self: &Arc<Self>,
        request: ImportRequest,
    ) -> Result<ImportPreview, CommandError> {
        let path = match request.path {
            Some(path) => path.into(),
            None => match self.host.ask_open(FileKind::Bundle).await {
                Some(path) => path,
                None => return Ok(nothing_chosen()),
            },
        };
        self.blocking(move |commands| {
            let text = read_whole(&path)?;
            let bundle = match read_bundle(&text) {
                Ok(bundle) => bundle,
                Err(problems) => return Ok(ImportPreview { problems, ..nothing_chosen() }),
            };
            commands.describe_import(bundle)
        })
        .await
    }

    pub(crate) async fn import_apply(self: &Arc<Self>, request: ImportApply) -> Result<Imported, CommandError> {
        self.blocking(move |commands| {
            let pending = commands.imports.lock().unwrap_or_else(PoisonError::into_inner).remove(&request.token);
            let bundle = pending.ok_or_else(|| error::not_found("import"))?.bundle;
            commands.import(bundle, request.on_clash)
        })
        .await
    }

    fn describe_import(&self, bundle: Bundle) -> Result<ImportPreview, CommandError> {
        let mut problems = check_bundle(&bundle);
        if !bundle.verify_digest() {
            problems.insert(0, changed_by_hand());
        }
        if bundle.signature.is_some() {
            problems.push(signature_stays_behind());
        }
        let rows = self.store.connectors()?;
        let connectors = bundle
            .connectors
            .iter()
            .map(|connector| ImportedConnector {
                name: connector.name.clone(),
                tool_name: connector.tool_name.clone(),
                requests: connector
                    .steps
                    .iter()
                    .map(|step| format!("{} {}", step.method.as_str(), step.path))
                    .collect(),
                sees: connector.answer.fields.iter().map(|field| field.path.clone()).collect(),
                rules: rules_in_words(connector),
                clash: rows.iter().find(|row| row.tool_name == connector.tool_name).map(|row| row.name.clone()),
            })
            .collect();
        let token = new_id();
        let preview = ImportPreview {
            token: Some(token.clone()),
            name: bundle.name.clone(),
            origins: bundle.egress.origins.clone(),
            connectors,
            secrets: bundle.requires.secrets.clone(),
            problems,
        };
        self.imports.lock().unwrap_or_else(PoisonError::into_inner).insert(token, PendingImport { bundle });
        Ok(preview)
    }

    /// Every system of a bundle becomes one of its own: an existing one, with its secrets, is never attached. Ids stay
    /// as they are where they are free, so that an export of the import is the same file.
    fn import(&self, bundle: Bundle, on_clash: OnClash) -> Result<Imported, CommandError> {
        let mut writes = Vec::new();
        let mut renamed = std::collections::HashMap::new();
        let mut systems = bundle.systems;
        for system in &mut systems {
            let id = self.free_system_id(&system.id)?;
            renamed.insert(std::mem::replace(&mut system.id, id.clone()), id);
            writes.push(write_system(system, Some(0))?);
        }
        let rows = self.store.connectors()?;
        let mut connector_ids = Vec::new();
        let mut states = Vec::new();
        for mut connector in bundle.connectors {
            if let Some(row) = rows.iter().find(|row| row.tool_name == connector.tool_name) {
                match on_clash {
                    OnClash::Skip => continue,
                    OnClash::KeepBoth => connector.tool_name = self.free_tool_name(&connector.tool_name)?,
                    OnClash::Replace => writes.push(DocumentWrite {
                        kind: DocumentKind::Connector,
                        id: row.id.clone(),
                        base_revision: None,
                        body: None,
                    }),
                }
            }
            let taken = self.store.document(DocumentKind::Connector, &connector.id)?.is_some();
            if taken || connector.id.is_empty() {
                connector.id = new_id();
            }
            let rename = |id: &mut String| {
                if let Some(new) = renamed.get(id) {
                    id.clone_from(new);
                }
            };
            rename(&mut connector.system);
            connector.steps.iter_mut().filter_map(|step| step.system.as_mut()).for_each(rename);
            let used = system_ids(&connector);
            let own: Vec<System> = systems.iter().filter(|system| used.contains(&system.id)).cloned().collect();
            states.push((connector.id.clone(), state_word(state_of(&all_problems(&connector, &own))).to_owned()));
            connector_ids.push(connector.id.clone());
            writes.push(write_connector(&connector, Some(0))?);
        }
        let label = format!("Import “{}”", bundle.name);
        let undo_id = format!("import/{}", new_id());
        self.store.apply(&Change { scope: undo_id.clone(), label, coalesce: None, writes })?;
        self.store.set_states(&states)?;
        Ok(Imported { connector_ids, undo_id })
    }
}

pub(crate) fn read_whole(path: &Path) -> Result<String, CommandError> {
    let metadata = std::fs::metadata(path).map_err(|error| error::file(path, &error))?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(error::new(
            ErrorCode::File,
            format!(
                "“{}” cannot be imported: it is {}.",
                path.display(),
                if metadata.is_file() { "over 20 MB" } else { "not a file" }
            ),
            "Choose a file that Drawbridge exported.",
        ));
    }
    let read = || {
        let mut text = String::new();
        // A file that grows while it is read, or that lied about its size, is cut and then is no bundle.
        std::fs::File::open(path)?.take(LARGEST).read_to_string(&mut text)?;
        Ok(text)
    };
    read().map_err(|error| error::file(path, &error))
}

fn nothing_chosen() -> ImportPreview {
    ImportPreview {
        token: None,
        name: String::new(),
        origins: Vec::new(),
        connectors: Vec::new(),
        secrets: Vec::new(),
        problems: Vec::new(),
    }
}

fn changed_by_hand() -> Problem {
    Problem {
        severity: Severity::Warning,
        code: "digest_differs".into(),
        at: "digest".into(),
        message: "This file was changed after it was exported.".into(),
        hint: "Look through its addresses and rules before you import it.".into(),
    }
}

fn signature_stays_behind() -> Problem {
    Problem {
        severity: Severity::Warning,
        code: "signature_stays_behind".into(),
        at: "signature".into(),
        message: "This file is signed. Its signature is not checked here, and an export of yours does not have it."
            .into(),
        hint: "Check it with drawbridge verify, and sign your own export with drawbridge sign.".into(),
    }
}

fn rules_in_words(connector: &Connector) -> Vec<String> {
    if connector.public {
        return vec!["public: nobody is verified".to_owned()];
    }
    let rules = serde_json::to_value(&connector.validations).unwrap_or_default();
    rules.as_array().into_iter().flatten().map(rule_in_words).collect()
}
