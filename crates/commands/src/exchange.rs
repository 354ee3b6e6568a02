//! Bundles out and in.
//!
//! Out: what still falls short is listed first, the finished bytes are searched for every secret that the keychain
//! has, and the file is whole or absent. In: nothing is called, nothing is attached, and all of it is one change.

use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use drawbridge_engine::lookup::is_plainly_private;
use drawbridge_engine::tool_formats::{ToolFormat, is_server_address, written_as};
use drawbridge_engine::{Plan, Redactor};
use drawbridge_model::bundle::Bundle;
use drawbridge_model::check::check_bundle;
use drawbridge_model::difference::rule_in_words;
use drawbridge_model::read::read_bundle;
use drawbridge_model::{Connector, Problem, SecretValue, Severity, System, WebOrigin};
use drawbridge_store::{Change, DocumentKind, DocumentWrite, VersionReason};

use crate::Commands;
use crate::boundary::{
    CommandError, ErrorCode, ExportFinding, ExportPreview, ExportRequest, Exported, ImportApply, ImportPreview,
    ImportRequest, Imported, ImportedConnector, OnClash, ToolExport,
};
use crate::documents::{Read, all_problems, state_of, state_word, system_ids};
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
    pub(crate) async fn export_preview(
        self: &Arc<Self>,
        request: ExportRequest,
    ) -> Result<ExportPreview, CommandError> {
        let bundle = self.assemble(request).await?;
        let mut findings = Vec::new();
        let problems = check_bundle(&bundle);
        let unverified = problems.iter().any(|problem| problem.code == "no_identity_rule");
        if !unverified {
            findings.push(good("Every connector that reads customer data verifies the customer."));
        }
        findings.extend(self.test_findings(&bundle).await);
        findings.extend(problems.iter().map(|problem| finding(problem, &bundle)));
        findings.extend(bundle.egress.origins.iter().filter_map(|origin| private_finding(origin)));
        let ready = !findings.iter().any(|finding| finding.severity == Some(Severity::Error));
        let file = file_name(&bundle.name, "json");
        let commands = bundle.connectors.first().map(|connector| command_line(&file, connector)).into_iter().collect();
        Ok(ExportPreview {
            suggested_name: bundle.name,
            connectors: bundle.connectors.into_iter().map(|connector| connector.name).collect(),
            findings,
            ready,
            requires: bundle.requires,
            origins: bundle.egress.origins,
            commands,
        })
    }

    pub(crate) async fn export_bundle(self: &Arc<Self>, request: ExportRequest) -> Result<Exported, CommandError> {
        let bundle = self.assemble(request).await?;
        let text = bundle.to_canonical_json();
        self.may_leave(&bundle, &text).await?;
        let Some(path) = self.host.ask_save(FileKind::Bundle, &file_name(&bundle.name, "json")).await else {
            return Ok(Exported { path: None, bytes: 0 });
        };
        self.blocking(move |commands| {
            commands.write_whole(&path, &mut text.as_bytes())?;
            commands.here.exported(&path);
            for connector in &bundle.connectors {
                commands.store.keep_version(&connector.id, VersionReason::Export)?;
            }
            Ok(Exported { path: Some(path.display().to_string()), bytes: text.len() as u64 })
        })
        .await
    }

    pub(crate) async fn export_tools(self: &Arc<Self>, request: ToolExport) -> Result<Exported, CommandError> {
        let server = Some(request.server.trim()).filter(|server| !server.is_empty());
        if server.is_some_and(|server| !is_server_address(server)) {
            let message = "This is no web address at which drawbridge could answer.";
            let told = error::new(ErrorCode::InvalidDocument, message, "Write it as https://bot.example.com.");
            return Err(CommandError { at: Some("server".to_owned()), ..told });
        }
        let documents =
            ExportRequest { connector_ids: request.connector_ids, name: request.name, include_samples: false };
        let bundle = self.assemble(documents).await?;
        let text = written_as(request.format, &bundle, server);
        self.may_leave(&bundle, &text).await?;
        let ending = match request.format {
            ToolFormat::Openapi => "openapi.json",
            ToolFormat::Openai => "openai-tools.json",
            ToolFormat::Anthropic => "anthropic-tools.json",
        };
        self.save_file(FileKind::Tools, &file_name(&bundle.name, ending), text.into_bytes()).await
    }

    /// Refuses what must not be written to a file: connectors that cannot run, and a text with a secret's value in it.
    async fn may_leave(self: &Arc<Self>, bundle: &Bundle, text: &str) -> Result<(), CommandError> {
        if let Some(problem) = check_bundle(bundle).into_iter().find(|problem| problem.severity == Severity::Error) {
            return Err(error::invalid(&[problem]));
        }
        let secrets = self.blocking(Self::every_secret).await?;
        if Redactor::new(secrets.iter().map(SecretValue::expose)).finds(text.as_bytes()) {
            return Err(error::new(
                ErrorCode::InvalidDocument,
                "A secret's value stands in one of the connectors, so nothing was written.",
                "Replace it by its placeholder, {secret.…}, and export again.",
            ));
        }
        Ok(())
    }

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

    async fn assemble(self: &Arc<Self>, request: ExportRequest) -> Result<Bundle, CommandError> {
        self.blocking(move |commands| {
            let mut ids = request.connector_ids;
            if ids.is_empty() {
                ids = commands.store.connectors()?.into_iter().map(|row| row.id).collect();
            }
            let mut systems: Vec<System> = Vec::new();
            let mut connectors = Vec::new();
            for id in &ids {
                let Read { document: mut connector, .. } = commands.connector(id)?;
                for id in system_ids(&connector) {
                    if !systems.iter().any(|system| system.id == id) {
                        systems.push(commands.system(&id)?.document);
                    }
                }
                if !request.include_samples {
                    connector.samples.clear();
                    connector.tests.clear();
                    connector.chats.clear();
                }
                connectors.push(connector);
            }
            let name = if request.name.trim().is_empty() {
                systems.iter().map(|system| system.name.as_str()).collect::<Vec<_>>().join(" and ")
            } else {
                request.name
            };
            Ok(Bundle::assemble(&name, &systems, &connectors))
        })
        .await
    }

    /// What the saved tests say, as one good line or one line per failing connector.
    async fn test_findings(self: &Arc<Self>, bundle: &Bundle) -> Vec<ExportFinding> {
        let mut findings = Vec::new();
        let (mut passed, mut all) = (0, 0);
        for connector in &bundle.connectors {
            let Ok(plan) = Plan::new(connector, &bundle.systems) else { continue };
            let results = self.saved_tests(connector, &plan).await;
            let failed = results.iter().filter(|result| !result.passed).count();
            (passed, all) = (passed + results.len() - failed, all + results.len());
            if failed > 0 {
                findings.push(ExportFinding {
                    severity: Some(Severity::Warning),
                    message: format!("{failed} of {} saved tests of “{}” fail.", results.len(), connector.name),
                    hint: "Open its tests to see what differs.".to_owned(),
                    connector_id: Some(connector.id.clone()),
                    at: "tests".to_owned(),
                });
            }
        }
        if all > 0 && passed == all {
            findings.push(good(&format!("{passed} of {all} saved tests pass.")));
        }
        findings
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

/// An address that only this computer or network can reach. Whoever runs the bundle must allow it, or give another.
fn private_finding(origin: &str) -> Option<ExportFinding> {
    let parsed = WebOrigin::parse(origin).ok().filter(is_plainly_private)?;
    Some(ExportFinding {
        severity: Some(Severity::Warning),
        message: format!("{origin} is on this computer or in your own network; a chatbot elsewhere cannot reach it."),
        hint: format!(
            "Give the system its public address. On the same network the bundle runs with --allow-private {}:{}.",
            parsed.host(),
            parsed.port()
        ),
        connector_id: None,
        at: String::new(),
    })
}

fn good(message: &str) -> ExportFinding {
    ExportFinding {
        severity: None,
        message: message.to_owned(),
        hint: String::new(),
        connector_id: None,
        at: String::new(),
    }
}

/// A problem of the bundle, with the connector in whose document it stands.
fn finding(problem: &Problem, bundle: &Bundle) -> ExportFinding {
    let within = problem.at.strip_prefix("connectors[").and_then(|rest| rest.split_once(']'));
    let connector = within.and_then(|(index, _)| bundle.connectors.get(index.parse::<usize>().ok()?));
    let at = within.map_or(problem.at.as_str(), |(_, rest)| rest.trim_start_matches('.'));
    let message = match connector {
        Some(connector) if bundle.connectors.len() > 1 => format!("{}: {}", connector.name, problem.message),
        _ => problem.message.clone(),
    };
    ExportFinding {
        severity: Some(problem.severity),
        message,
        hint: problem.hint.clone(),
        connector_id: connector.map(|connector| connector.id.clone()),
        at: at.to_owned(),
    }
}

fn rules_in_words(connector: &Connector) -> Vec<String> {
    if connector.public {
        return vec!["public: nobody is verified".to_owned()];
    }
    let rules = serde_json::to_value(&connector.validations).unwrap_or_default();
    rules.as_array().into_iter().flatten().map(rule_in_words).collect()
}

/// A name for a file, in whatever writing the bundle's name is.
fn file_name(name: &str, ending: &str) -> String {
    let plain: String =
        name.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    let joined = plain.split_whitespace().collect::<Vec<_>>().join("-");
    let short: String = joined.chars().take(60).collect();
    format!("{}.{ending}", if short.is_empty() { "bundle" } else { &short })
}

fn command_line(file: &str, connector: &Connector) -> String {
    let mut line = format!("drawbridge call {file} {}", connector.tool_name);
    for field in connector.fields.iter().filter(|field| field.required) {
        let value = if field.example.is_empty() { "…" } else { &field.example };
        line.extend([" --input ", &field.name, "=", value]);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    /// UX 85.
    #[test]
    fn a_file_is_called_as_its_bundle_in_any_writing() {
        let check = |name, expected| assert_eq!(file_name(name, "json"), expected, "{name}");
        check("My shop and Zendesk", "my-shop-and-zendesk.json");
        check("注文状況 / Où est-ce ?", "注文状況-où-est-ce.json");
        check("../../etc", "etc.json");
        check("🎒", "bundle.json");
    }
}
