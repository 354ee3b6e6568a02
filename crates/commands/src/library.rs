//! The sidebar, the first frame and the settings.

use std::sync::Arc;

use drawbridge_store::DocumentKind;

use crate::boundary::{
    CommandError, ConnectorRow, Library, Nothing, Preferences, Recover, Recovered, SearchRequest, SearchResult,
    StartFailure, StartState, SystemRow, VaultNotice,
};
use crate::documents::state_from_word;
use crate::{Commands, tokens};

/// Where the preferences lie among the settings.
const PREFERENCES: &str = "preferences";

impl Commands {
    pub(crate) async fn start(self: &Arc<Self>, _: Nothing) -> Result<StartState, CommandError> {
        let state = self
            .blocking(|commands| {
                Ok(StartState {
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                    library: commands.read_library()?,
                    vault: commands.vault_notice(),
                    preferences: commands.preferences()?,
                    templates: drawbridge_templates::cards().to_vec(),
                    data_folder: commands.data_folder.display().to_string(),
                })
            })
            .await?;
        // The first count makes the tokenizer's pattern ready; nobody waits for it here.
        tokio::task::spawn_blocking(|| tokens::count(""));
        self.back_up_daily();
        Ok(state)
    }

    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn start_failure(self: &Arc<Self>, _: Nothing) -> Result<Option<StartFailure>, CommandError> {
        Ok(None)
    }

    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn recover(self: &Arc<Self>, _: Recover) -> Result<Recovered, CommandError> {
        Err(crate::error::failed("The database is open, so there is nothing to recover."))
    }

    pub(crate) async fn library(self: &Arc<Self>, _: Nothing) -> Result<Library, CommandError> {
        self.blocking(Self::read_library).await
    }

    pub(crate) async fn search(self: &Arc<Self>, request: SearchRequest) -> Result<SearchResult, CommandError> {
        self.blocking(move |commands| {
            let rows = commands.store.search(&request.text)?;
            Ok(SearchResult { connectors: rows.into_iter().take(request.limit as usize).map(row).collect() })
        })
        .await
    }

    pub(crate) async fn probe_vault(self: &Arc<Self>, _: Nothing) -> Result<VaultNotice, CommandError> {
        self.blocking(|commands| Ok(commands.vault_notice())).await
    }

    pub(crate) async fn save_preferences(self: &Arc<Self>, request: Preferences) -> Result<Nothing, CommandError> {
        self.blocking(move |commands| {
            let before = commands.preferences()?;
            let value = crate::call::write(&request)?;
            commands.store.set_setting(PREFERENCES, Some(&value))?;
            if request.keep_runs_days != before.keep_runs_days {
                commands.store.purge_runs(request.keep_runs_days)?;
            }
            commands.host.preferences_changed(&request);
            Ok(Nothing {})
        })
        .await
    }

    #[expect(clippy::unused_async, reason = "the list awaits every handler")]
    pub(crate) async fn open_data_folder(self: &Arc<Self>, _: Nothing) -> Result<Nothing, CommandError> {
        if self.host.show_folder(&self.data_folder) {
            return Ok(Nothing {});
        }
        Err(crate::error::new(
            crate::ErrorCode::Failed,
            "No file manager answered.",
            format!("The folder is {}.", self.data_folder.display()),
        ))
    }

    pub(crate) fn read_library(&self) -> Result<Library, CommandError> {
        let connectors: Vec<_> = self.store.connectors()?;
        let documents = self.store.all_documents(DocumentKind::System)?;
        let mut systems = Vec::with_capacity(documents.len());
        let mut parsed = Vec::with_capacity(documents.len());
        for document in &documents {
            if let Ok(system) = serde_json::from_str::<drawbridge_model::System>(&document.body) {
                let users = connectors.iter().filter(|connector| connector.system == system.id).count();
                systems.push(SystemRow {
                    id: system.id.clone(),
                    name: system.name.clone(),
                    connectors: u32::try_from(users).unwrap_or(u32::MAX),
                });
                parsed.push(system);
            }
        }
        systems.sort_by(|left, right| left.name.cmp(&right.name));
        let missing_secrets = self.missing_secrets(&parsed)?;
        Ok(Library { connectors: connectors.into_iter().map(row).collect(), systems, missing_secrets })
    }

    fn vault_notice(&self) -> VaultNotice {
        let state = self.vault.state();
        VaultNotice { sentence: state.sentence().to_owned(), next_step: state.next_step().to_owned(), state }
    }

    /// What the person chose for the window.
    pub fn preferences(&self) -> Result<Preferences, CommandError> {
        let stored = self.store.setting(PREFERENCES)?;
        Ok(stored.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
    }
}

fn row(row: drawbridge_store::ConnectorRow) -> ConnectorRow {
    ConnectorRow {
        id: row.id,
        name: row.name,
        tool_name: row.tool_name,
        system_name: row.system_name,
        summary: row.summary,
        state: state_from_word(&row.state),
    }
}
