//! The writing of generated trees into an output root.

use super::{
    change::commit,
    error::WriteError,
    exclusive::HeldRoot,
    guard::{Exception, Plan, plan},
    history::History,
    path::RelativePath,
    recover::{Recovered, recover_held},
    steps::{Steps, Unhindered},
    survey::{SectionLock, Survey, Wanted},
};

/// What a write did. The numbers count lock files too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were not there.
    pub created: usize,
    /// Files that had other bytes.
    pub replaced: usize,
    /// Files that are not wanted any more.
    pub deleted: usize,
    /// Files that had the wanted bytes, and were left alone.
    pub unchanged: usize,
    /// The files that were replaced or deleted although they were not ours.
    pub exceptions: Vec<Exception>,
    /// The locks of the sections, before and after.
    pub locks: Vec<SectionLock>,
    /// What was done first about an interrupted run.
    pub recovered: Option<Recovered>,
}

/// Writes all wanted files and deletes those not wanted any more, all or none.
///
/// A file that Groundplan did not write, or that was edited since, is replaced
/// or deleted only if the history has its bytes or `force` names its path below
/// the root.
///
/// # Errors
/// Refuses, changing nothing, if something would be lost or stands in the way,
/// if `force` names a path that is neither wanted nor in a lock, or if another
/// run is at work. See [`WriteError`] for the others.
pub fn write(wanted: &Wanted<'_>, force: &[RelativePath], history: &dyn History) -> Result<Written, WriteError> {
    write_stepwise(wanted, force, history, &mut Unhindered)
}

/// Whether [`write()`] would be let pass. Writes nothing; a command that writes
/// into two roots asks for both first.
///
/// # Errors
/// Refuses what [`write()`] would refuse.
pub fn rehearse(wanted: &Wanted<'_>, force: &[RelativePath], history: &dyn History) -> Result<(), WriteError> {
    let _held = HeldRoot::shared(wanted.root)?;
    let survey = Survey::take(wanted)?;
    plan(&survey, wanted.root, force, history).map(|_| ())
}

/// [`write()`], telling its steps.
pub(super) fn write_stepwise(
    wanted: &Wanted<'_>,
    force: &[RelativePath],
    history: &dyn History,
    steps: &mut dyn Steps,
) -> Result<Written, WriteError> {
    let held = HeldRoot::create(wanted.root)?;
    let written = write_held(wanted, force, history, steps);
    // Where nothing came to be, the root made for it goes again.
    held.remove_created();
    written
}

fn write_held(
    wanted: &Wanted<'_>,
    force: &[RelativePath],
    history: &dyn History,
    steps: &mut dyn Steps,
) -> Result<Written, WriteError> {
    let recovered = recover_held(wanted.root, steps)?;
    let survey = Survey::take(wanted)?;
    let plan = plan(&survey, wanted.root, force, history)?;
    commit(wanted.root, &plan.files, steps)?;
    let mut written = summary(plan);
    written.locks = survey.locks;
    written.recovered = recovered;
    Ok(written)
}

fn summary(plan: Plan<'_>) -> Written {
    let count = |old: bool, new: bool| {
        let files = plan.files.iter();
        files.filter(|file| file.old.is_some() == old && file.new.is_some() == new).count()
    };
    Written {
        created: count(false, true),
        replaced: count(true, true),
        deleted: count(true, false),
        unchanged: plan.unchanged,
        exceptions: plan.exceptions,
        ..Written::default()
    }
}
