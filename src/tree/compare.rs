//! The comparison of an output root with what is wanted there.

use super::{
    error::{Obstacle, WriteError},
    exclusive::HeldRoot,
    path::RelativePath,
    staging::{Leftover, leftover},
    survey::{SectionLock, Standing, Survey, Wanted},
};

/// How an output root differs from what is wanted. Lock files are listed too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Wanted files that are not there.
    pub missing: Vec<RelativePath>,
    /// Wanted files that have other bytes.
    pub different: Vec<RelativePath>,
    /// Files in a lock that are there and not wanted any more.
    pub superfluous: Vec<RelativePath>,
    /// Wanted files that have the wanted bytes.
    pub equal: Vec<RelativePath>,
    /// Paths at which something is no plain file, and what it is.
    pub blocked: Vec<(RelativePath, Obstacle)>,
    /// The locks of the sections, found and wanted.
    pub locks: Vec<SectionLock>,
    /// Whether an earlier run was interrupted here.
    pub interruption: Option<Interruption>,
}

/// What the next write will do about a run that was interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interruption {
    /// It will complete the change, which may be half done now.
    ToBeCompleted,
    /// It will remove what was prepared; no file is changed yet.
    ToBeRolledBack,
}

impl Comparison {
    /// Whether the root is as wanted, and no run was interrupted in it.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.missing.is_empty()
            && self.different.is_empty()
            && self.superfluous.is_empty()
            && self.blocked.is_empty()
            && self.interruption.is_none()
    }
}

/// Compares an output root with what is wanted. Writes nothing.
///
/// # Errors
/// Fails if the wanted files cannot exist beside one another, if the root is no
/// directory, if another run is writing in it, or if the system refuses to read.
pub fn compare(wanted: &Wanted<'_>) -> Result<Comparison, WriteError> {
    let _held = HeldRoot::shared(wanted.root)?;
    let interruption = match leftover(wanted.root)? {
        Leftover::Nothing | Leftover::Directory => None,
        Leftover::Uncommitted => Some(Interruption::ToBeRolledBack),
        Leftover::Committed(_) => Some(Interruption::ToBeCompleted),
    };
    let survey = Survey::take(wanted)?;
    let mut comparison = Comparison { interruption, locks: survey.locks, ..Comparison::default() };
    for (path, item) in survey.items {
        match (item.found, item.wanted.is_some()) {
            (Standing::Absent, true) => comparison.missing.push(path),
            (Standing::Absent, false) => {}
            (Standing::Equal, _) => comparison.equal.push(path),
            (Standing::Different { .. }, true) => comparison.different.push(path),
            (Standing::Different { .. }, false) => comparison.superfluous.push(path),
            (Standing::Blocked(obstacle), _) => comparison.blocked.push((path, obstacle)),
        }
    }
    Ok(comparison)
}
