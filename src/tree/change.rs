//! A change of several files that happens as a whole or not at all.

use std::{borrow::Cow, collections::BTreeSet, path::Path};

use super::{
    apply::{Done, apply, remove_emptied, undo},
    digest::Digest,
    error::WriteError,
    journal::{Change, Journal},
    path::RelativePath,
    staging::{self, NewFile},
    steps::Steps,
};

/// One file to be changed.
pub(super) struct Prepared<'a> {
    /// The path below the root.
    pub(super) path: RelativePath,
    /// The digest of the bytes that are there; `None` where there is nothing.
    pub(super) old: Option<Digest>,
    /// The bytes to be there; `None` for a file to be deleted.
    pub(super) new: Option<Cow<'a, [u8]>>,
    /// The permissions of the file that is there.
    pub(super) mode: Option<u32>,
}

/// Makes the change in a root on which the lock is held and in which no earlier
/// change is unfinished.
///
/// On an error the root is as before, unless the error is
/// [`WriteError::HalfDone`].
pub(super) fn commit(root: &Path, files: &[Prepared<'_>], steps: &mut dyn Steps) -> Result<(), WriteError> {
    if files.is_empty() {
        return Ok(());
    }
    let journal = journal_of(files);
    if let Err(cause) = staging::stage(root, new_files(files), &journal, steps) {
        return Err(abandon(root, cause, steps));
    }
    let mut done = Done::default();
    if let Err(cause) = apply(root, &journal, &mut done, steps) {
        return Err(match undo(root, &journal, &done, steps) {
            Ok(()) => abandon(root, cause, steps),
            Err(_) => half_done(root, cause),
        });
    }
    complete(root, &journal, steps).map_err(|cause| half_done(root, cause))
}

/// Ends a change whose files are all in place.
pub(super) fn complete(root: &Path, journal: &Journal, steps: &mut dyn Steps) -> Result<(), WriteError> {
    remove_emptied(root, journal, steps)?;
    staging::finish(root, steps)
}

/// Forgets the change. Where that fails, the next run does it, unless the
/// journal is still there: then it completes the change instead.
fn abandon(root: &Path, cause: WriteError, steps: &mut dyn Steps) -> WriteError {
    match staging::forget(root, steps) {
        Err(_) if staging::journal_path(root).exists() => half_done(root, cause),
        _ => cause,
    }
}

fn half_done(root: &Path, cause: WriteError) -> WriteError {
    WriteError::HalfDone { root: root.to_owned(), cause: Box::new(cause) }
}

fn new_files<'a>(files: &'a [Prepared<'_>]) -> impl Iterator<Item = NewFile<'a>> {
    files.iter().enumerate().filter_map(|(index, file)| {
        let bytes = file.new.as_deref()?;
        let mode = file.mode;
        Some(NewFile { index, bytes, mode })
    })
}

fn journal_of(files: &[Prepared<'_>]) -> Journal {
    let changes = files.iter().map(|file| Change {
        path: file.path.clone(),
        old: file.old,
        new: file.new.as_deref().map(Digest::of),
    });
    let deleted = files.iter().filter(|file| file.new.is_none());
    let emptied: BTreeSet<_> = deleted.flat_map(|file| file.path.ancestors()).collect();
    Journal {
        changes: changes.collect(),
        // A directory sorts before those in it.
        emptied: emptied.into_iter().rev().collect(),
    }
}
