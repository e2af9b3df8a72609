//! The edit of a few single files, all or none.

use std::path::Path;

use super::{
    change::{Prepared, commit},
    digest::Digest,
    disk::{Found, look},
    error::{Refusal, RefusalReason, WriteError},
    exclusive::HeldRoot,
    file_tree::Names,
    path::RelativePath,
    recover::{Recovered, recover_held},
    steps::{Steps, Unhindered},
};

/// The edit of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The path below the root.
    pub path: RelativePath,
    /// The bytes that the caller saw; `None` where it saw no file.
    pub expected_old_bytes: Option<Vec<u8>>,
    /// The bytes to be there.
    pub new_bytes: Vec<u8>,
}

/// Replaces files that are still as the caller saw them, all or none.
///
/// Tells what was done first about an interrupted run.
///
/// # Errors
/// Refuses, changing nothing, if a file is not as expected or is no plain file,
/// or if another run is at work. See [`WriteError`] for the others.
pub fn replace_files(root: &Path, replacements: &[Replacement]) -> Result<Option<Recovered>, WriteError> {
    replace_stepwise(root, replacements, &mut Unhindered)
}

/// [`replace_files`], telling its steps.
pub(super) fn replace_stepwise(
    root: &Path,
    replacements: &[Replacement],
    steps: &mut dyn Steps,
) -> Result<Option<Recovered>, WriteError> {
    let held = HeldRoot::create(root)?;
    let replaced = replace_held(root, replacements, steps);
    held.remove_created();
    replaced
}

fn replace_held(
    root: &Path,
    replacements: &[Replacement],
    steps: &mut dyn Steps,
) -> Result<Option<Recovered>, WriteError> {
    let recovered = recover_held(root, steps)?;
    let mut names = Names::default();
    let (mut files, mut changed, mut refusals) = (Vec::new(), Vec::new(), Vec::new());
    for replacement in replacements {
        names.insert(&replacement.path)?;
        let (old, mode) = match look(root, &replacement.path)? {
            Found::Absent => (None, None),
            Found::File { bytes, mode } => (Some(bytes), Some(mode)),
            Found::Blocked(obstacle) => {
                refusals.push(Refusal { path: replacement.path.clone(), reason: RefusalReason::Blocked(obstacle) });
                continue;
            }
        };
        if old != replacement.expected_old_bytes {
            changed.push(replacement.path.clone());
        } else if old.as_ref() != Some(&replacement.new_bytes) {
            files.push(prepare(replacement, mode));
        }
    }
    if !refusals.is_empty() {
        return Err(WriteError::Refused { refusals });
    }
    if !changed.is_empty() {
        return Err(WriteError::Changed { paths: changed });
    }
    commit(root, &files, steps)?;
    Ok(recovered)
}

fn prepare(replacement: &Replacement, mode: Option<u32>) -> Prepared<'_> {
    Prepared {
        path: replacement.path.clone(),
        old: replacement.expected_old_bytes.as_deref().map(Digest::of),
        new: Some(replacement.new_bytes.as_slice().into()),
        mode,
    }
}
