//! The commands, or what stands in their place while the database cannot be opened.
//!
//! Nothing ever starts empty in the place of a file that cannot be read (SECURITY DAT-05): the window comes up all the
//! same, every command but three answers why, and `start_failure` and `recover` lead out of it. What could not be opened
//! is kept under another name. A damage that is only found later (by the daily copy) leads to the same place.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use drawbridge_store::{StoreError, backups, prepare_restore, put_back};
use drawbridge_vault::Vault;
use serde_json::Value;

use crate::boundary::{CommandError, CopyRow, ErrorCode, GoodCopy, Nothing, Recover, Recovered, StartFailure};
use crate::copies::{about_copy, contents, copy_row, named};
use crate::{Commands, Host, call, error};

/// Everything behind one window.
pub struct Program {
    data_folder: PathBuf,
    vault: Arc<dyn Vault>,
    host: Arc<dyn Host>,
    commands: Mutex<Result<Arc<Commands>, OpenError>>,
}

/// Why the commands are not there.
pub(crate) enum OpenError {
    /// The database itself.
    Store(StoreError),
    /// Something around it.
    Other(CommandError),
}

impl Program {
    /// Opens the database in `data_folder`, or remembers why that is not possible.
    pub fn open(data_folder: &Path, vault: Arc<dyn Vault>, host: Arc<dyn Host>) -> Arc<Self> {
        let commands = Commands::try_open(data_folder, Arc::clone(&vault), Arc::clone(&host));
        if let Err(OpenError::Store(problem)) = &commands {
            tracing::error!("the database cannot be opened: {problem}");
        }
        Arc::new(Self { data_folder: data_folder.to_owned(), vault, host, commands: Mutex::new(commands) })
    }

    /// The commands, if the database is open.
    pub fn commands(&self) -> Option<Arc<Commands>> {
        let commands = self.commands.lock().unwrap_or_else(PoisonError::into_inner);
        commands.as_ref().ok().filter(|commands| commands.damage.get().is_none()).map(Arc::clone)
    }

    /// Answers one command.
    pub async fn call(self: &Arc<Self>, name: &str, request: Value) -> Result<Value, CommandError> {
        match (name, self.commands()) {
            ("start_failure", None) => {
                call::read::<Nothing>(name, request)?;
                call::write(&Some(self.away(Self::failure).await?))
            }
            ("recover", None) => {
                let how = call::read(name, request)?;
                call::write(&self.away(move |program| program.recover(&how)).await??)
            }
            ("open_data_folder", None) if self.host.show_folder(&self.data_folder) => call::write(&Nothing {}),
            (_, Some(commands)) => {
                let answer = commands.call(name, request).await;
                if let Err(CommandError { code: ErrorCode::CannotOpen, message, .. }) = &answer {
                    commands.report_damage(StoreError::Damaged { path: self.database(), what: message.clone() });
                }
                answer
            }
            (_, None) => Err(error::new(ErrorCode::CannotOpen, self.reason().0, "")),
        }
    }

    async fn away<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, CommandError> {
        let program = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&program)).await.map_err(|_| error::failed("This stopped halfway."))
    }

    /// What happened, and whether another file in its place would help.
    fn reason(&self) -> (String, bool) {
        let commands = self.commands.lock().unwrap_or_else(PoisonError::into_inner);
        let problem = match &*commands {
            Ok(commands) => commands.damage.get(),
            Err(OpenError::Store(problem)) => Some(problem),
            Err(OpenError::Other(problem)) => return (format!("{} {}", problem.message, problem.hint), false),
        };
        let Some(problem) = problem else { return (String::new(), false) };
        let (message, replaceable) = match problem {
            StoreError::Damaged { .. } => ("The file that holds your connectors is damaged.".to_owned(), true),
            StoreError::Gone { .. } => ("The file that holds your connectors is gone.".to_owned(), true),
            StoreError::Foreign { .. } => {
                ("The file that should hold your connectors is something else.".to_owned(), true)
            }
            StoreError::NewerDatabase { .. } => (
                "A newer version of Drawbridge changed the file that holds your connectors, so this version leaves it alone. \
                 Install the newer version, or go back to the copy from before."
                    .to_owned(),
                true,
            ),
            other => (other.to_string(), false),
        };
        (message, replaceable)
    }

    fn failure(&self) -> StartFailure {
        let (message, replaceable) = self.reason();
        let database = self.database();
        let mut copies: Vec<CopyRow> =
            if replaceable { backups(&database).iter().map(copy_row).collect() } else { Vec::new() };
        let mut newest = None;
        while newest.is_none() && !copies.is_empty() {
            let copy = copies.remove(0);
            let path = named(&database, &copy.name);
            let whole = path.ok().and_then(|path| prepare_restore(&database, &path).ok());
            newest = whole.map(|prepared| GoodCopy { copy, contents: contents(prepared.contents) });
        }
        let data_folder = self.data_folder.display().to_string();
        StartFailure { message, replaceable, newest, others: copies, data_folder }
    }

    fn recover(&self, how: &Recover) -> Result<Recovered, CommandError> {
        let mut commands = self.commands.lock().unwrap_or_else(PoisonError::into_inner);
        let database = self.database();
        let copy = match how {
            Recover::Copy { name } => Some(named(&database, name)?),
            Recover::TryAgain | Recover::Empty => None,
        };
        if commands.is_ok() {
            // Damage was found while it was open: closed first, so that the file is free.
            *commands = Err(OpenError::Other(error::failed("The database is being replaced.")));
        }
        let replaced = match how {
            Recover::TryAgain => Ok(None),
            Recover::Copy { .. } | Recover::Empty => put_back(&database, copy.as_deref(), self.host.now()),
        };
        *commands = Commands::try_open(&self.data_folder, Arc::clone(&self.vault), Arc::clone(&self.host));
        let kept = replaced.map_err(|problem| match &copy {
            Some(path) => about_copy(path, problem),
            None => problem.into(),
        })?;
        if let (Ok(commands), Recover::Copy { .. }) = (&*commands, how) {
            commands.forget_lost_secrets()?;
        }
        Ok(Recovered { kept: kept.map(|path| path.display().to_string()) })
    }

    fn database(&self) -> PathBuf {
        self.data_folder.join(crate::DATABASE)
    }
}

impl From<OpenError> for CommandError {
    fn from(problem: OpenError) -> Self {
        match problem {
            OpenError::Store(problem) => problem.into(),
            OpenError::Other(problem) => problem,
        }
    }
}

impl From<StoreError> for OpenError {
    fn from(problem: StoreError) -> Self {
        Self::Store(problem)
    }
}

impl From<CommandError> for OpenError {
    fn from(problem: CommandError) -> Self {
        Self::Other(problem)
    }
}
