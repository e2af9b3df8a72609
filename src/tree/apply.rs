//! The carrying out of a committed journal, and its taking back.

use std::{collections::BTreeSet, fs, io, path::Path};

use super::{
    disk::{digest_at, is_plain_directory},
    error::{JournalFault, WriteError, io_error},
    journal::{Change, Journal},
    path::RelativePath,
    staging::{backup_path, journal_path, staged_path, sync_directory},
    steps::Steps,
};

/// What was done so far, for taking it back.
#[derive(Default)]
pub(super) struct Done {
    /// Positions of the changes that were made.
    changes: Vec<usize>,
    /// Directories that were made.
    directories: Vec<RelativePath>,
}

/// Where a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Done,
    Pending,
    /// The file is neither as before nor as after.
    Conflict,
    /// The staged file that is still needed is gone.
    Incomplete,
}

/// Checks that every change is made already or still can be.
pub(super) fn check(root: &Path, journal: &Journal) -> Result<(), WriteError> {
    let mut paths = Vec::new();
    for (index, change) in journal.changes.iter().enumerate() {
        match state(root, index, change)? {
            State::Done | State::Pending => {}
            State::Conflict => paths.push(change.path.clone()),
            State::Incomplete => return Err(incomplete(root)),
        }
    }
    if paths.is_empty() {
        return Ok(());
    }
    let root = root.to_owned();
    Err(WriteError::EditedSinceInterrupted { root, paths })
}

fn state(root: &Path, index: usize, change: &Change) -> Result<State, WriteError> {
    let Ok(now) = digest_at(root, &change.path)? else {
        return Ok(State::Conflict);
    };
    let staged = change.new.is_none() || fs::symlink_metadata(staged_path(root, index)).is_ok();
    Ok(if now == change.new {
        State::Done
    } else if now.is_some() && now != change.old {
        State::Conflict
    } else if staged {
        State::Pending
    } else if now.is_none() {
        // It was applied, and the user has removed it since.
        State::Done
    } else {
        State::Incomplete
    })
}

fn incomplete(root: &Path) -> WriteError {
    WriteError::JournalUnusable { journal: journal_path(root), fault: JournalFault::Incomplete }
}

/// Makes all changes that are not made yet.
pub(super) fn apply(root: &Path, journal: &Journal, done: &mut Done, steps: &mut dyn Steps) -> Result<(), WriteError> {
    for (index, change) in journal.changes.iter().enumerate() {
        match state(root, index, change)? {
            State::Done => {}
            State::Pending => apply_change(root, index, change, done, steps)?,
            State::Conflict => {
                let paths = vec![change.path.clone()];
                return Err(WriteError::Changed { paths });
            }
            State::Incomplete => return Err(incomplete(root)),
        }
    }
    reach(steps, "sync the changes", root)?;
    sync_parents(root, journal)
}

fn apply_change(
    root: &Path,
    index: usize,
    change: &Change,
    done: &mut Done,
    steps: &mut dyn Steps,
) -> Result<(), WriteError> {
    let place = change.path.below(root);
    let backup = backup_path(root, index);
    if change.new.is_none() {
        reach(steps, "delete a file", &place)?;
        fs::rename(&place, &backup).map_err(io_error("delete", &place))?;
    } else {
        make_parents(root, &change.path, done, steps)?;
        if change.old.is_some() {
            reach(steps, "keep the old file", &place)?;
            keep_old(&place, &backup).map_err(io_error("keep a copy of", &place))?;
        }
        reach(steps, "put a file in place", &place)?;
        fs::rename(staged_path(root, index), &place).map_err(io_error("write", &place))?;
    }
    done.changes.push(index);
    Ok(())
}

fn make_parents(root: &Path, path: &RelativePath, done: &mut Done, steps: &mut dyn Steps) -> Result<(), WriteError> {
    for directory in path.ancestors() {
        let place = directory.below(root);
        if fs::symlink_metadata(&place).is_ok() {
            continue;
        }
        reach(steps, "make a directory", &place)?;
        fs::create_dir(&place).map_err(io_error("make", &place))?;
        done.directories.push(directory);
    }
    Ok(())
}

/// Keeps the old file under a second name, or as a copy where the file system
/// has no second names.
fn keep_old(place: &Path, backup: &Path) -> io::Result<()> {
    match fs::remove_file(backup) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match fs::hard_link(place, backup) {
        // The user has removed it: there is nothing to keep.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(_) => fs::copy(place, backup).map(|_| ()),
        Ok(()) => Ok(()),
    }
}

fn sync_parents(root: &Path, journal: &Journal) -> Result<(), WriteError> {
    let parents: BTreeSet<_> =
        journal.changes.iter().filter_map(|change| change.path.below(root).parent().map(Path::to_owned)).collect();
    parents.iter().filter(|parent| parent.is_dir()).try_for_each(|parent| sync_directory(parent))
}

/// Removes the directories that held our files and hold nothing now.
pub(super) fn remove_emptied(root: &Path, journal: &Journal, steps: &mut dyn Steps) -> Result<(), WriteError> {
    for directory in &journal.emptied {
        let place = directory.below(root);
        reach(steps, "remove a directory", &place)?;
        if is_plain_directory(root, directory)? {
            // One that is not empty stays; so does one that cannot be removed,
            // since an empty directory harms nobody.
            let _ = fs::remove_dir(&place);
        }
    }
    Ok(())
}

/// Takes back what was done, the last change first.
///
/// The new files return to the staging directory, so that a run which is
/// interrupted here can still complete the journal.
pub(super) fn undo(root: &Path, journal: &Journal, done: &Done, steps: &mut dyn Steps) -> Result<(), WriteError> {
    for &index in done.changes.iter().rev() {
        if let Some(change) = journal.changes.get(index) {
            undo_change(root, index, change, steps)?;
        }
    }
    for directory in done.directories.iter().rev() {
        // Only one that is empty goes.
        let _ = fs::remove_dir(directory.below(root));
    }
    sync_parents(root, journal)
}

fn undo_change(root: &Path, index: usize, change: &Change, steps: &mut dyn Steps) -> Result<(), WriteError> {
    let place = change.path.below(root);
    if digest_at(root, &change.path)? != Ok(change.new) {
        let paths = vec![change.path.clone()];
        return Err(WriteError::Changed { paths });
    }
    if change.new.is_some() {
        reach(steps, "take a new file back", &place)?;
        let staged = staged_path(root, index);
        fs::rename(&place, staged).map_err(io_error("take back", &place))?;
    }
    reach(steps, "restore an old file", &place)?;
    match fs::rename(backup_path(root, index), &place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error("restore", &place)(error)),
        _ => Ok(()),
    }
}

fn reach(steps: &mut dyn Steps, step: &'static str, place: &Path) -> Result<(), WriteError> {
    steps.reached(step).map_err(io_error("change", place))
}
