//! The making good of a run that was interrupted.

use std::path::Path;

use super::{
    apply::{Done, apply, check},
    change::complete,
    error::WriteError,
    exclusive::HeldRoot,
    journal::Journal,
    path::RelativePath,
    staging::{Leftover, forget, leftover},
    steps::{Steps, Unhindered},
};

/// What was done about an interrupted run, to be told to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovered {
    /// Its change was begun, and is now complete.
    Completed {
        /// All files of the change.
        files: Vec<RelativePath>,
    },
    /// Its change was not begun, and is now forgotten.
    RolledBack,
}

/// Completes or forgets the change of a run that was interrupted in this root;
/// `Ok(None)` where none was.
///
/// Every write does so by itself and tells it in its summary; a command calls
/// this first to have it told also where the write is then refused.
///
/// # Errors
/// Fails if the change can neither be completed nor forgotten without losing
/// something, naming the files, or if another run is at work.
pub fn recover(root: &Path) -> Result<Option<Recovered>, WriteError> {
    match HeldRoot::existing(root)? {
        None => Ok(None),
        Some(_held) => recover_held(root, &mut Unhindered),
    }
}

/// Recovers a root on which the lock is held.
pub(super) fn recover_held(root: &Path, steps: &mut dyn Steps) -> Result<Option<Recovered>, WriteError> {
    match leftover(root)? {
        Leftover::Nothing => Ok(None),
        Leftover::Directory => {
            // Nothing was in it that is worth telling.
            forget(root, steps)?;
            Ok(None)
        }
        Leftover::Uncommitted => {
            forget(root, steps)?;
            Ok(Some(Recovered::RolledBack))
        }
        Leftover::Committed(journal) => {
            roll_forward(root, &journal, steps)?;
            let files = journal.changes.into_iter().map(|change| change.path);
            Ok(Some(Recovered::Completed { files: files.collect() }))
        }
    }
}

fn roll_forward(root: &Path, journal: &Journal, steps: &mut dyn Steps) -> Result<(), WriteError> {
    check(root, journal)?;
    apply(root, journal, &mut Done::default(), steps)?;
    complete(root, journal, steps)
}
