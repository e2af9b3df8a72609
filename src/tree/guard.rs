//! The guard: nothing that cannot be got back is ever lost.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    change::Prepared,
    digest::Digest,
    error::{Refusal, RefusalReason, WriteError},
    history::History,
    path::RelativePath,
    survey::{Item, Standing, Survey},
};

/// A file that was replaced or deleted although Groundplan did not write the
/// bytes that were there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The path below the root.
    pub path: RelativePath,
    /// Whether it was deleted, rather than replaced.
    pub deleted: bool,
    /// Why it was allowed.
    pub permission: Permission,
}

/// Why a file that is not ours could be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Git has the very bytes that were there.
    GitHasIt,
    /// `--force` named it.
    Forced,
}

/// What is to be done to a root, once the guard has let it pass.
#[derive(Default)]
pub(super) struct Plan<'a> {
    pub(super) files: Vec<Prepared<'a>>,
    pub(super) exceptions: Vec<Exception>,
    pub(super) unchanged: usize,
}

/// Decides on every path of a survey, or refuses all.
pub(super) fn plan<'a>(
    survey: &'a Survey<'_>,
    root: &Path,
    force: &[RelativePath],
    history: &dyn History,
) -> Result<Plan<'a>, WriteError> {
    check_force(survey, force)?;
    let force: BTreeSet<_> = force.iter().collect();
    let doubtful = doubtful(survey);
    let committed = committed(root, &doubtful, &force, history);
    let mut plan = Plan::default();
    let mut refusals = Vec::new();
    for (path, item) in &survey.items {
        let permission = if force.contains(path) {
            Some(Permission::Forced)
        } else {
            committed.contains(path).then_some(Permission::GitHasIt)
        };
        match (refusal_reason(item), permission) {
            (Some(reason @ RefusalReason::Blocked(_)), _) | (Some(reason), None) => {
                refusals.push(Refusal { path: path.clone(), reason });
            }
            (Some(_), Some(permission)) => plan.add_exception(path, item, permission),
            (None, _) => plan.add(path, item),
        }
    }
    if refusals.is_empty() { Ok(plan) } else { Err(WriteError::Refused { refusals }) }
}

impl<'a> Plan<'a> {
    fn add(&mut self, path: &RelativePath, item: &'a Item<'_>) {
        let (old, mode) = match item.found {
            Standing::Equal => {
                self.unchanged += 1;
                return;
            }
            Standing::Absent if item.wanted.is_none() => return,
            Standing::Different { digest, mode } => (Some(digest), Some(mode)),
            Standing::Absent | Standing::Blocked(_) => (None, None),
        };
        self.files.push(Prepared { path: path.clone(), old, new: item.wanted.as_deref().map(Into::into), mode });
    }

    fn add_exception(&mut self, path: &RelativePath, item: &'a Item<'_>, permission: Permission) {
        self.add(path, item);
        self.exceptions.push(Exception { path: path.clone(), deleted: item.wanted.is_none(), permission });
    }
}

fn check_force(survey: &Survey<'_>, force: &[RelativePath]) -> Result<(), WriteError> {
    let unknown = force.iter().filter(|path| !survey.items.contains_key(path));
    let paths: Vec<_> = unknown.cloned().collect();
    if paths.is_empty() { Ok(()) } else { Err(WriteError::UnknownForce { paths }) }
}

/// Why a path may not be changed without a permission.
fn refusal_reason(item: &Item<'_>) -> Option<RefusalReason> {
    match &item.found {
        Standing::Absent | Standing::Equal => None,
        Standing::Blocked(obstacle) => Some(RefusalReason::Blocked(obstacle.clone())),
        Standing::Different { digest, .. } => match item.recorded {
            _ if item.is_lock => None,
            Some(recorded) if recorded == *digest => None,
            Some(_) => Some(RefusalReason::Edited),
            None => Some(RefusalReason::Foreign),
        },
    }
}

/// The files that git may have, and what is there now.
fn doubtful(survey: &Survey<'_>) -> BTreeMap<RelativePath, Digest> {
    let items = survey.items.iter();
    items
        .filter_map(|(path, item)| match (&item.found, refusal_reason(item)) {
            (Standing::Different { digest, .. }, Some(_)) => Some((path.clone(), *digest)),
            _ => None,
        })
        .collect()
}

/// The doubtful files of which the history has the very bytes.
fn committed(
    root: &Path,
    doubtful: &BTreeMap<RelativePath, Digest>,
    force: &BTreeSet<&RelativePath>,
    history: &dyn History,
) -> BTreeSet<RelativePath> {
    let asked = doubtful.keys().filter(|path| !force.contains(path));
    let asked: Vec<_> = asked.cloned().collect();
    if asked.is_empty() {
        return BTreeSet::new();
    }
    let blobs = history.committed(root, &asked);
    let answers = asked.into_iter().zip(blobs);
    answers
        .filter(|(path, blob)| {
            let digest = blob.as_deref().map(Digest::of);
            digest.is_some() && digest.as_ref() == doubtful.get(path)
        })
        .map(|(path, _)| path)
        .collect()
}
