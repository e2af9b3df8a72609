//! The advisory lock that keeps two runs out of one output root.

use std::{
    fs::{self, File, TryLockError},
    io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use super::error::{WriteError, io_error};

/// How often a root that vanishes while being locked is looked for again.
const ATTEMPTS: usize = 8;

/// An output root on which this run holds the lock, until it is dropped.
///
/// The lock is on the directory itself, so that it leaves no file behind.
pub(super) struct HeldRoot {
    lock: File,
    /// The directories made for the root, the topmost first.
    created: Vec<PathBuf>,
}

impl HeldRoot {
    /// Takes the lock for writing, making the root if there is none.
    pub(super) fn create(root: &Path) -> Result<Self, WriteError> {
        let created = missing_directories(root);
        let made = make_and_lock(root);
        if !matches!(made, Ok(_) | Err(WriteError::Busy { .. })) {
            remove_empty(&created);
        }
        made.map(|lock| Self { lock, created })
    }

    /// Takes the lock for writing; `None` if there is no such root.
    pub(super) fn existing(root: &Path) -> Result<Option<Self>, WriteError> {
        Ok(lock(root, File::try_lock)?.map(Self::unchanged))
    }

    /// Takes the lock for reading; `None` if there is no such root.
    pub(super) fn shared(root: &Path) -> Result<Option<Self>, WriteError> {
        Ok(lock(root, File::try_lock_shared)?.map(Self::unchanged))
    }

    /// Removes the directories that were made for the root and are still empty.
    pub(super) fn remove_created(&self) {
        remove_empty(&self.created);
    }

    fn unchanged(lock: File) -> Self {
        Self { lock, created: Vec::new() }
    }
}

/// Closing the directory is not enough: a process that another thread starts
/// keeps it open, and so locked, until it runs its own program.
impl Drop for HeldRoot {
    fn drop(&mut self) {
        // Where this fails, the lock still ends with the last open copy.
        let _ = self.lock.unlock();
    }
}

fn make_and_lock(root: &Path) -> Result<File, WriteError> {
    for _ in 0..ATTEMPTS {
        fs::create_dir_all(root).map_err(|error| root_error(root, error))?;
        if let Some(lock) = lock(root, File::try_lock)? {
            return Ok(lock);
        }
    }
    Err(busy(root))
}

/// Opens and locks the root; `None` if it is not there, or no longer.
fn lock(root: &Path, take: impl Fn(&File) -> Result<(), TryLockError>) -> Result<Option<File>, WriteError> {
    // Opening a named pipe would wait for its other end.
    let is_other = fs::metadata(root).is_ok_and(|found| !found.is_dir());
    if is_other || root.as_os_str().is_empty() {
        return Err(not_directory(root));
    }
    let directory = match File::open(root) {
        Ok(directory) => directory,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(root_error(root, error)),
    };
    match take(&directory) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(busy(root)),
        Err(TryLockError::Error(error)) => return Err(io_error("lock", root)(error)),
    }
    // Its last holder may have removed the directory before we got the lock.
    let held = directory.metadata().map_err(io_error("look at", root))?;
    let same = fs::metadata(root).is_ok_and(|found| (held.dev(), held.ino()) == (found.dev(), found.ino()));
    Ok(same.then_some(directory))
}

fn missing_directories(root: &Path) -> Vec<PathBuf> {
    let mut missing: Vec<_> = root
        .ancestors()
        .filter(|directory| !directory.as_os_str().is_empty())
        .take_while(|directory| fs::symlink_metadata(directory).is_err())
        .map(Path::to_owned)
        .collect();
    missing.reverse();
    missing
}

/// Only empty directories can be removed so; the others stay.
fn remove_empty(directories: &[PathBuf]) {
    for directory in directories.iter().rev() {
        let _ = fs::remove_dir(directory);
    }
}

fn busy(root: &Path) -> WriteError {
    let root = root.to_owned();
    WriteError::Busy { root }
}

fn not_directory(root: &Path) -> WriteError {
    let root = root.to_owned();
    WriteError::RootNotDirectory { root }
}

fn root_error(root: &Path, error: io::Error) -> WriteError {
    match error.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => not_directory(root),
        _ => io_error("open", root)(error),
    }
}
