//! What a fresh build of a blueprint would write, beside what is there.

use super::Where;
use crate::commands::failure::Failure;
use crate::commands::session::Session;
use groundplan::compile::Outcome;
use groundplan::document::Compiled;
use groundplan::output::{self, Places, Tree};
use groundplan::tree::{
    Comparison, Digest, GitHistory, LOCK_NAME, LockState, RefusalReason, RelativePath, WriteError, compare,
    read_inside, rehearse,
};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// The most files that a problem names.
const MOST_NAMED: usize = 3;
/// The most bytes that a lock may have.
const LARGEST_LOCK: u64 = 64 << 20;

/// The documents of a fresh build, and whether the manifests beside them are fresh, too.
pub struct Fresh {
    documents: BTreeMap<String, Vec<u8>>,
    /// The directory at which the paths of artifacts start.
    root: PathBuf,
    /// How the manifests differ, if they do.
    stale_manifests: Option<String>,
}

impl Fresh {
    /// Builds in memory; nothing where the blueprint has errors.
    pub fn build(session: &mut Session, place: &Where) -> Result<Option<Self>, Failure> {
        let names = session.environments(None)?;
        let outcomes = session.compile_all(&names, NonZeroUsize::MIN);
        let compiled: Option<Vec<Compiled>> =
            outcomes.into_iter().map(|found| found.and_then(Outcome::compiled)).collect();
        let sources = session.recorded_sources();
        let Some(compiled) = compiled else { return Ok(None) };
        let documents = session.documents(&compiled, &sources);
        let (Some(blueprint), false) = (&session.blueprint, session.has_errors()) else { return Ok(None) };
        let tree = output::part(&compiled, &Places::of(blueprint, &place.output, None), &sources)?;
        Ok(Some(Self { documents, root: place.root.clone(), stale_manifests: stale_manifests(&tree)? }))
    }

    /// Why an artifact is stale, if it is one of the documents and is.
    pub fn problems(&self, path: &str, bytes: &[u8]) -> Vec<String> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some(wanted) = self.documents.get(name) else { return Vec::new() };
        let stale = (wanted != bytes).then(|| self.stale(path, bytes));
        stale.into_iter().chain(self.stale_manifests.clone()).collect()
    }

    /// What to do about a document that is not as a build writes it: one that was edited is replaced by force only.
    fn stale(&self, path: &str, bytes: &[u8]) -> String {
        if self.is_ours(path, bytes) {
            return "It is stale: run `groundplan build`.".to_owned();
        }
        let place = self.root.join(path.strip_prefix("./").unwrap_or(path));
        let place = place.strip_prefix(".").unwrap_or(&place);
        let command = format!("groundplan build --force {}", place.display());
        format!("It is not what a build writes, nor what one wrote: run `{command}`.")
    }

    /// Whether the lock beside a file has these bytes.
    fn is_ours(&self, path: &str, bytes: &[u8]) -> bool {
        let (directory, name) = path.rsplit_once('/').map_or((".", path), |parts| parts);
        let lock = read_inside(&self.root, &format!("{directory}/{LOCK_NAME}"), LARGEST_LOCK);
        let (Ok(lock), Ok(name)) = (lock, RelativePath::new(name)) else { return false };
        LockState::from_bytes(&lock).lock().get(&name).is_some_and(|entry| entry.digest == Digest::of(bytes))
    }
}

/// How manifests differ from those of a fresh build, and the command that mends it.
fn stale_manifests(tree: &Tree) -> Result<Option<String>, Failure> {
    let comparison = compare(&tree.wanted())?;
    if comparison.is_clean() {
        return Ok(None);
    }
    let root = &tree.root;
    let files = differing(comparison, root);
    let named = if files.is_empty() { String::new() } else { format!(" ({})", first(&files, ", ")) };
    let refused = match rehearse(&tree.wanted(), &[], &GitHistory) {
        Err(WriteError::Refused { refusals }) => refusals,
        Ok(()) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let by_force = refused.into_iter().filter(|refusal| !matches!(refusal.reason, RefusalReason::Blocked(_)));
    let force: Vec<String> =
        by_force.map(|refusal| format!(" --force {}", refusal.path.below(root).display())).collect();
    let command = format!("groundplan build{}", first(&force, ""));
    Ok(Some(format!("The manifests in {} are stale{named}: run `{command}`.", root.display())))
}

/// The files that differ. Locks differ with the files that they list, so they count where nothing else does.
fn differing(comparison: Comparison, root: &Path) -> Vec<String> {
    let Comparison { missing, different, superfluous, blocked, .. } = comparison;
    let blocked = blocked.into_iter().map(|(path, _)| path);
    let all = different.into_iter().chain(missing).chain(superfluous).chain(blocked);
    let (locks, files): (Vec<_>, Vec<_>) = all.partition(RelativePath::is_lock_file);
    let named = if files.is_empty() { locks } else { files };
    named.iter().map(|path| path.below(root).display().to_string()).collect()
}

/// The first few of a list, and a sign where there are more.
fn first(items: &[String], separator: &str) -> String {
    let shown = items.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(separator);
    if items.len() > MOST_NAMED { format!("{shown}{separator} …") } else { shown }
}
