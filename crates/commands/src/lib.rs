//! All that the interface can ask for.
//!
//! [`list`](crate::boundary) declares every command once; [`Commands`] answers them over a [`Host`], which is the
//! desktop shell or the loopback host of the browser tests. A handler says what to do in the words of the store,
//! the vault and the engine; it decides nothing about verification itself.
//!
//! To add a command: a line in `list.rs`, its types under `boundary/`, a method of the same name on [`Commands`].

#[macro_use]
mod call;
mod activity;
mod answer_tree;
mod answers;
mod bin;
pub mod boundary;
mod browser_sign_in;
mod callback;
mod chat;
mod chat_model;
mod chat_tools;
mod copies;
mod documents;
mod drafts;
mod editing;
mod error;
mod exchange;
mod export;
mod gallery;
mod host;
mod library;
mod list;
mod program;
mod run_here;
mod running;
mod samples;
mod secrets;
mod tokens;
pub mod typescript;
mod unusual;
mod versions;
mod whole_file;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use drawbridge_engine::limits::DESIGNER_CALLS_AT_ONCE;
use drawbridge_engine::{Engine, EngineSettings, HttpClient};
use drawbridge_model::fiction::Seed;
use drawbridge_store::{Store, StoreError, StoreSettings, summarise};
use drawbridge_vault::{Vault, VaultState};

pub use boundary::{CommandError, ErrorCode, Event, Preferences, Theme};
pub use host::{Asked, FileKind, Host};
pub use list::NAMES;
pub use program::Program;

use program::OpenError;

/// The database's name in the data folder.
const DATABASE: &str = "drawbridge.db";

/// The answers to everything the interface can ask for.
pub struct Commands {
    host: Arc<dyn Host>,
    store: Arc<Store>,
    vault: Arc<dyn Vault>,
    engine: Engine,
    data_folder: PathBuf,
    answers: answers::Answers,
    under_way: running::UnderWay,
    chats: chat::Chats,
    toolboxes: chat_tools::Toolboxes,
    permissions: chat_tools::Permissions,
    /// Asks the chat's model.
    http: Arc<HttpClient>,
    here: run_here::Here,
    imports: Mutex<HashMap<String, exchange::PendingImport>>,
    drafts: Mutex<Option<drafts::PendingDrafts>>,
    restore: Mutex<Option<copies::PendingRestore>>,
    /// Held while the daily copy is made.
    daily: Mutex<()>,
    /// Set once the file is known to be damaged.
    damage: OnceLock<StoreError>,
    lost: secrets::Lost,
    /// What stands in for real values in samples is drawn from this.
    fiction_seed: Seed,
}

impl Commands {
    /// Opens the database in `data_folder`, which is made if it is not there.
    pub fn open(data_folder: &Path, vault: Arc<dyn Vault>, host: Arc<dyn Host>) -> Result<Arc<Self>, CommandError> {
        Self::try_open(data_folder, vault, host).map_err(CommandError::from)
    }

    fn try_open(data_folder: &Path, vault: Arc<dyn Vault>, host: Arc<dyn Host>) -> Result<Arc<Self>, OpenError> {
        std::fs::create_dir_all(data_folder).map_err(|error| error::file(data_folder, &error))?;
        let clock = Arc::clone(&host);
        let settings = StoreSettings { clock: Box::new(move || clock.now()), summarise: Box::new(summarise) };
        let store = Store::open(&data_folder.join(DATABASE), settings)?;
        store.purge_expired()?;
        let mut fiction_seed = Seed::default();
        getrandom::fill(&mut fiction_seed)
            .map_err(|error| error::failed(format!("The computer gives no random numbers: {error}.")))?;
        let engine = EngineSettings { calls_at_once: DESIGNER_CALLS_AT_ONCE, ..EngineSettings::standard() };
        let commands = Arc::new(Self {
            host,
            store: Arc::new(store),
            vault,
            engine: Engine::new(engine).map_err(|error| error::failed(error.to_string()))?,
            data_folder: data_folder.to_owned(),
            answers: answers::Answers::default(),
            under_way: running::UnderWay::default(),
            chats: chat::Chats::default(),
            toolboxes: chat_tools::Toolboxes::default(),
            permissions: chat_tools::Permissions::default(),
            http: Arc::new(
                HttpClient::new(EngineSettings::standard().door).map_err(|error| error::failed(error.to_string()))?,
            ),
            here: run_here::Here::default(),
            imports: Mutex::default(),
            drafts: Mutex::default(),
            restore: Mutex::default(),
            daily: Mutex::default(),
            damage: OnceLock::new(),
            lost: secrets::Lost::default(),
            fiction_seed,
        });
        commands.store.purge_runs(commands.preferences()?.keep_runs_days)?;
        commands.remove_unfinished()?;
        if commands.vault.state() == VaultState::Ready {
            commands.repair_secrets()?;
        }
        Ok(commands)
    }

    /// Runs blocking work (SQLite, the keychain) away from the threads that serve the window.
    async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, CommandError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let commands = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&commands))
            .await
            .map_err(|_| error::failed("This stopped halfway."))?
    }
}
