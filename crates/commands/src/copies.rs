//! Copies of everything: one a day by itself, one file to carry away, and the way back.
//!
//! A copy is made of one moment while work goes on, checked from end to end, and only then counts. The file to carry away
//! is made in the data folder first and then written to its place like any file that leaves (`whole_file`), so SQLite
//! never works in a folder of the person's. A restore is looked at first ([`RestorePreview`]) and keeps what was there.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use drawbridge_store::{BackupFile, BackupKind, Contents, Prepared, StoreError, backups, prepare_restore};

use crate::Commands;
use crate::boundary::{
    CommandError, Copies, CopyContents, CopyKind, CopyRow, ErrorCode, Event, Exported, Nothing, RestoreApply,
    RestorePreview, RestoreRequest, Restored,
};
use crate::host::FileKind;
use crate::{editing, error};

/// A copy that was looked at and waits for a yes.
pub(crate) struct PendingRestore {
    token: String,
    prepared: Prepared,
}

impl Commands {
    pub(crate) async fn copies(self: &Arc<Self>, _: Nothing) -> Result<Copies, CommandError> {
        self.blocking(|commands| Ok(Copies { copies: backups(commands.store.path()).iter().map(copy_row).collect() }))
            .await
    }

    pub(crate) async fn back_up(self: &Arc<Self>, _: Nothing) -> Result<Exported, CommandError> {
        let day = jiff::Timestamp::from_millisecond(self.host.now()).unwrap_or_default();
        let day = day.to_zoned(jiff::tz::TimeZone::system()).date();
        let suggested = format!("Drawbridge {day}.drawbridge-backup");
        let Some(path) = self.host.ask_save(FileKind::Backup, &suggested).await else {
            return Ok(Exported { path: None, bytes: 0 });
        };
        self.blocking(move |commands| {
            let made = tempfile::NamedTempFile::new_in(&commands.data_folder)
                .map_err(|problem| error::file(&commands.data_folder, &problem))?;
            commands.store.back_up_to(made.path(), &mut |percent| commands.tell_progress(percent))?;
            let mut content = File::open(made.path()).map_err(|problem| error::file(made.path(), &problem))?;
            let bytes = commands.write_whole(&path, &mut content)?;
            commands.tell_progress(100);
            Ok(Exported { path: Some(path.display().to_string()), bytes })
        })
        .await
    }

    pub(crate) async fn restore_preview(
        self: &Arc<Self>,
        request: RestoreRequest,
    ) -> Result<RestorePreview, CommandError> {
        let path = match request.copy {
            Some(name) => named(self.store.path(), &name)?,
            None => match self.host.ask_open(FileKind::Backup).await {
                Some(path) => path,
                None => return Ok(RestorePreview::default()),
            },
        };
        self.blocking(move |commands| {
            // One at a time: what was prepared before is thrown away first.
            commands.restore.lock().unwrap_or_else(PoisonError::into_inner).take();
            let prepared =
                prepare_restore(commands.store.path(), &path).map_err(|problem| about_copy(&path, problem))?;
            let token = editing::new_id();
            let preview = RestorePreview {
                token: Some(token.clone()),
                file: path.display().to_string(),
                contents: contents(prepared.contents),
                now: contents(commands.store.contents()?),
            };
            let pending = PendingRestore { token, prepared };
            *commands.restore.lock().unwrap_or_else(PoisonError::into_inner) = Some(pending);
            Ok(preview)
        })
        .await
    }

    pub(crate) async fn restore_apply(self: &Arc<Self>, request: RestoreApply) -> Result<Restored, CommandError> {
        self.blocking(move |commands| {
            let pending = commands.restore.lock().unwrap_or_else(PoisonError::into_inner).take();
            let pending = pending.filter(|pending| pending.token == request.token);
            let pending = pending.ok_or_else(|| error::not_found("copy"))?;
            let kept =
                commands.store.replace_with(&pending.prepared, &mut |percent| commands.tell_progress(percent))?;
            commands.permissions.changed();
            Ok(Restored { kept: file_name(&kept.path) })
        })
        .await
    }

    /// Makes the daily copy in the background, if one is due. A database that turns out to be damaged is reported.
    pub(crate) fn back_up_daily(self: &Arc<Self>) {
        let commands = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let Ok(_one_at_a_time) = commands.daily.try_lock() else { return };
            let made = commands
                .store
                .is_backup_due()
                .and_then(|is_due| is_due.then(|| commands.store.back_up(BackupKind::Daily, &mut |_| {})).transpose());
            match made {
                Ok(None) => {}
                Ok(Some(made)) => tracing::debug!("the daily copy is {}", made.path.display()),
                Err(problem @ StoreError::Damaged { .. }) => commands.report_damage(problem),
                // The disk may be full: the next change tries again.
                Err(problem) => tracing::warn!("no daily copy: {problem}"),
            }
        });
    }

    /// Notes that the file is damaged: from now on every command is refused until it is replaced (`program`).
    pub(crate) fn report_damage(&self, problem: StoreError) {
        tracing::error!("the database is damaged");
        self.damage.get_or_init(|| problem);
        self.host.emit(Event::Damaged {});
    }

    fn tell_progress(&self, percent: u8) {
        self.host.emit(Event::CopyProgress { percent: u32::from(percent) });
    }
}

/// The copy with this name among those of a database; a name from outside is no path.
pub(crate) fn named(database: &Path, name: &str) -> Result<PathBuf, CommandError> {
    let found = backups(database).into_iter().find(|backup| file_name(&backup.path) == name);
    found.map(|backup| backup.path).ok_or_else(|| error::not_found("copy"))
}

pub(crate) fn copy_row(backup: &BackupFile) -> CopyRow {
    CopyRow {
        name: file_name(&backup.path),
        kind: match backup.kind {
            BackupKind::Daily => CopyKind::Daily,
            BackupKind::BeforeUpdate => CopyKind::BeforeUpdate,
            BackupKind::BeforeRestore => CopyKind::BeforeRestore,
        },
        at: backup.at,
        bytes: std::fs::metadata(&backup.path).map_or(0, |metadata| metadata.len()),
    }
}

pub(crate) fn contents(contents: Contents) -> CopyContents {
    let Contents { connectors, systems, changed_at } = contents;
    CopyContents { connectors, systems, changed_at }
}

/// Why a copy cannot be gone back to, in words about a copy.
pub(crate) fn about_copy(path: &Path, problem: StoreError) -> CommandError {
    let name = file_name(path);
    let (message, hint) = match problem {
        StoreError::NewerDatabase { .. } => (
            format!("“{name}” was made by a newer version of Drawbridge. Nothing was changed."),
            "Install the newer version, then restore it there.",
        ),
        StoreError::Damaged { .. } => (
            format!("“{name}” is damaged, or is no copy that Drawbridge made. Nothing was changed."),
            "Choose another copy.",
        ),
        StoreError::Foreign { .. } => (
            format!("“{name}” is no copy that Drawbridge made. Nothing was changed."),
            "Choose a file that “Back up everything” made.",
        ),
        other => return other.into(),
    };
    error::new(ErrorCode::File, message, hint)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
