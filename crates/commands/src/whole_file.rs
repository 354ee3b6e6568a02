//! A file that leaves the program is whole or absent: written beside its place under another name, synced, moved into
//! place, the folder synced (SECURITY DAT-16).
//!
//! The name of an unfinished file is written down first, so that a start after a crash removes it. A link is followed, so
//! that what it leads to is replaced and the link stays; a place that is no plain file (a pipe, a device, a folder) is
//! refused and left alone.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::boundary::{CommandError, ErrorCode};
use crate::{Commands, error};

/// The setting that names a file that is being written.
const UNFINISHED: &str = "unfinished_file";
const PREFIX: &str = ".drawbridge-";
const SUFFIX: &str = ".unfinished";

/// Bytes written at a time.
const CHUNK: usize = 64 * 1024;

impl Commands {
    /// Writes a file whole or not at all. Gives its size.
    pub(crate) fn write_whole(&self, path: &Path, content: &mut dyn Read) -> Result<u64, CommandError> {
        self.write_in_steps(path, content, &mut |_| {})
    }

    /// The same, telling what it has done and how many bytes are written; a test ends the program there.
    fn write_in_steps(
        &self,
        path: &Path,
        content: &mut dyn Read,
        reached: &mut dyn FnMut(&'static str),
    ) -> Result<u64, CommandError> {
        let target = plain_place(path)?;
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = format!("{PREFIX}{}{SUFFIX}", uuid::Uuid::now_v7().simple());
        let noted = folder.join(&name);
        self.store.set_setting(UNFINISHED, noted.to_str().map(serde_json::Value::from).as_ref())?;
        reached("noted");
        let mut write = || {
            let mut file = tempfile::Builder::new().prefix(&name).rand_bytes(0).tempfile_in(folder)?;
            reached("made");
            let mut chunk = vec![0; CHUNK];
            let mut size = 0;
            loop {
                let read = content.read(&mut chunk)?;
                if read == 0 {
                    break;
                }
                file.write_all(&chunk[..read])?;
                size += read as u64;
                reached("written");
            }
            file.as_file().sync_all()?;
            reached("synced");
            file.persist(&target).map_err(|error| error.error)?;
            reached("in place");
            #[cfg(unix)]
            std::fs::File::open(folder)?.sync_all()?;
            reached("folder synced");
            Ok(size)
        };
        let written = write().map_err(|problem| error::file(path, &problem));
        self.store.set_setting(UNFINISHED, None)?;
        written
    }

    /// Removes what a crash left half written, at start.
    pub(crate) fn remove_unfinished(&self) -> Result<(), CommandError> {
        let Some(noted) = self.store.setting(UNFINISHED)? else { return Ok(()) };
        let path = PathBuf::from(noted.as_str().unwrap_or_default());
        let is_ours = path.file_name().and_then(|name| name.to_str());
        if is_ours.is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX))
            && let Err(problem) = std::fs::remove_file(&path)
            && problem.kind() != std::io::ErrorKind::NotFound
        {
            // A drive that is not there now may be there at the next start.
            tracing::warn!("an unfinished file stays: {problem}");
            return Ok(());
        }
        Ok(self.store.set_setting(UNFINISHED, None)?)
    }
}

/// Where a file may be put: a plain file or a free name, links followed.
fn plain_place(path: &Path) -> Result<PathBuf, CommandError> {
    let place = match std::fs::canonicalize(path) {
        Ok(place) => place,
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound && !path.is_symlink() => {
            return Ok(path.to_owned());
        }
        Err(problem) => return Err(error::file(path, &problem)),
    };
    let metadata = std::fs::metadata(&place).map_err(|problem| error::file(path, &problem))?;
    if metadata.is_file() {
        return Ok(place);
    }
    let what = if metadata.is_dir() { "a folder" } else { "a device or a pipe" };
    Err(error::new(
        ErrorCode::File,
        format!("“{}” is {what}, so no file was written there.", path.display()),
        "Choose another name.",
    ))
}

#[cfg(all(test, unix))]
mod tests;
