//! What leaves: bundles, and descriptions of their tools for other programs.
//!
//! What still falls short is listed first and keeps the file from being written; the finished bytes are searched for every
//! secret that the keychain has; and the file is whole or absent.

use std::sync::Arc;

use drawbridge_engine::lookup::is_plainly_private;
use drawbridge_engine::tool_formats::{ToolFormat, is_server_address, written_as};
use drawbridge_engine::{Plan, Redactor};
use drawbridge_model::bundle::Bundle;
use drawbridge_model::check::check_bundle;
use drawbridge_model::{Connector, Problem, SecretValue, Severity, System, WebOrigin};
use drawbridge_store::VersionReason;

use crate::Commands;
use crate::boundary::{CommandError, ErrorCode, ExportFinding, ExportPreview, ExportRequest, Exported, ToolExport};
use crate::documents::{Read, system_ids};
use crate::error;
use crate::host::FileKind;

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
