//! The directory in which a change waits until it is applied.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use super::{
    disk::{kind_at, read_seen},
    error::{ObstacleKind, WriteError, io_error},
    journal::Journal,
    steps::Steps,
};

/// The permissions of a new file, less what the user's mask takes away.
const NEW_MODE: u32 = 0o644;

/// The new bytes of a file to be staged.
pub(super) struct NewFile<'a> {
    /// Its position in the journal.
    pub(super) index: usize,
    /// Its content.
    pub(super) bytes: &'a [u8],
    /// The permissions of the file that it replaces.
    pub(super) mode: Option<u32>,
}

/// What an earlier run left behind.
pub(super) enum Leftover {
    /// Nothing.
    Nothing,
    /// The journal's directory, with nothing of ours in it.
    Directory,
    /// Files of a change that was not begun.
    Uncommitted,
    /// A change that was begun.
    Committed(Journal),
}

/// The directory of the journal.
fn directory(root: &Path) -> PathBuf {
    root.join(".groundplan")
}

fn files_directory(root: &Path) -> PathBuf {
    directory(root).join("staging")
}

/// The journal of a root.
pub(super) fn journal_path(root: &Path) -> PathBuf {
    directory(root).join("journal")
}

fn unfinished_journal_path(root: &Path) -> PathBuf {
    directory(root).join("journal.new")
}

/// The staged new bytes of a change.
pub(super) fn staged_path(root: &Path, index: usize) -> PathBuf {
    files_directory(root).join(format!("{index:04}"))
}

/// The old bytes of a change, kept until all is applied.
pub(super) fn backup_path(root: &Path, index: usize) -> PathBuf {
    files_directory(root).join(format!("{index:04}.old"))
}

/// Looks for what an earlier run left.
pub(super) fn leftover(root: &Path) -> Result<Leftover, WriteError> {
    if !is_there(&directory(root), ObstacleKind::Directory)? {
        return Ok(Leftover::Nothing);
    }
    let staging = is_there(&files_directory(root), ObstacleKind::Directory)?;
    let unfinished = is_there(&unfinished_journal_path(root), ObstacleKind::File)?;
    let journal = journal_path(root);
    if !is_there(&journal, ObstacleKind::File)? {
        return Ok(if staging || unfinished { Leftover::Uncommitted } else { Leftover::Directory });
    }
    let text = read_journal(&journal)?;
    match Journal::parse(&text) {
        Ok(Some(journal)) => Ok(Leftover::Committed(journal)),
        Ok(None) => Ok(Leftover::Uncommitted),
        Err(fault) => Err(WriteError::JournalUnusable { journal, fault }),
    }
}

fn read_journal(path: &Path) -> Result<String, WriteError> {
    let error = io_error("read", path);
    let seen = match fs::symlink_metadata(path) {
        Ok(seen) => seen,
        Err(cause) => return Err(error(cause)),
    };
    let bytes = read_seen(path, &seen, u64::MAX).map_err(error)?;
    // What is no text fails the check of its digest.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn is_there(path: &Path, wanted: ObstacleKind) -> Result<bool, WriteError> {
    match kind_at(path)? {
        None => Ok(false),
        Some((kind, _)) if kind == wanted => Ok(true),
        Some(_) => Err(WriteError::JournalBlocked { path: path.to_owned() }),
    }
}

/// Writes the new files and then the journal, whose renaming into place is the
/// moment from which the change counts.
pub(super) fn stage<'a>(
    root: &Path,
    files: impl Iterator<Item = NewFile<'a>>,
    journal: &Journal,
    steps: &mut dyn Steps,
) -> Result<(), WriteError> {
    let staging = files_directory(root);
    let mut step = |name| steps.reached(name).map_err(io_error("prepare", &staging));
    step("make the journal directory")?;
    make_directory(&directory(root))?;
    step("make the staging directory")?;
    make_directory(&staging)?;
    for file in files {
        step("stage a file")?;
        let path = staged_path(root, file.index);
        write_synced(&path, file.bytes, file.mode).map_err(io_error("write", &path))?;
    }
    sync_directory(&staging)?;
    step("write the journal")?;
    let unfinished = unfinished_journal_path(root);
    let text = journal.print();
    write_synced(&unfinished, text.as_bytes(), None).map_err(io_error("write", &unfinished))?;
    step("commit the journal")?;
    let place = journal_path(root);
    fs::rename(&unfinished, &place).map_err(io_error("write", &place))?;
    step("sync the journal")?;
    sync_directory(&directory(root))?;
    sync_directory(root)
}

fn make_directory(path: &Path) -> Result<(), WriteError> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(io_error("make", path)(error)),
        // One that is there was found to be a plain directory.
        _ => Ok(()),
    }
}

fn write_synced(path: &Path, bytes: &[u8], mode: Option<u32>) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let mut file = options.mode(mode.unwrap_or(NEW_MODE)).open(path)?;
    file.write_all(bytes)?;
    if let Some(mode) = mode {
        // The mask does not count for a file that had these permissions before.
        file.set_permissions(Permissions::from_mode(mode))?;
    }
    file.sync_all()
}

/// Makes the entries of a directory survive a power failure.
pub(super) fn sync_directory(path: &Path) -> Result<(), WriteError> {
    File::open(path).and_then(|directory| directory.sync_all()).map_err(io_error("sync", path))
}

/// Forgets a change that was not begun or that was taken back: the journal goes
/// first, so that nothing of it can be applied any more.
pub(super) fn forget(root: &Path, steps: &mut dyn Steps) -> Result<(), WriteError> {
    remove_file(&journal_path(root), steps)?;
    remove_file(&unfinished_journal_path(root), steps)?;
    remove_staged(root, steps)?;
    remove_directory(root, steps)
}

/// Ends a change that was applied: the journal goes last, so that a run which
/// is interrupted here is known to have completed.
pub(super) fn finish(root: &Path, steps: &mut dyn Steps) -> Result<(), WriteError> {
    remove_staged(root, steps)?;
    remove_file(&journal_path(root), steps)?;
    remove_directory(root, steps)
}

fn remove_staged(root: &Path, steps: &mut dyn Steps) -> Result<(), WriteError> {
    let staging = files_directory(root);
    let entries = match fs::read_dir(&staging) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error("read", &staging)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(io_error("read", &staging))?;
        if !is_staged_name(&entry.file_name().to_string_lossy()) {
            let path = entry.path();
            return Err(WriteError::JournalBlocked { path });
        }
        remove_file(&entry.path(), steps)?;
    }
    steps
        .reached("remove the staging directory")
        .and_then(|()| fs::remove_dir(&staging))
        .map_err(io_error("remove", &staging))
}

fn is_staged_name(name: &str) -> bool {
    let number = name.strip_suffix(".old").unwrap_or(name);
    number.len() >= 4 && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn remove_file(path: &Path, steps: &mut dyn Steps) -> Result<(), WriteError> {
    let removed = steps.reached("remove a file of the journal").and_then(|()| fs::remove_file(path));
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Removes the journal's directory, unless someone keeps something in it.
fn remove_directory(root: &Path, steps: &mut dyn Steps) -> Result<(), WriteError> {
    let directory = directory(root);
    let error = io_error("remove", &directory);
    if let Err(cause) = steps.reached("remove the journal directory") {
        return Err(error(cause));
    }
    match fs::remove_dir(&directory) {
        Ok(()) => sync_directory(root),
        Err(cause) if is_kept(&cause) => Ok(()),
        Err(cause) => Err(error(cause)),
    }
}

fn is_kept(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty)
}
