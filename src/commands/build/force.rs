//! The files that `--force` names, by the root that they lie in.

use crate::commands::failure::Failure;
use groundplan::output::Tree;
use groundplan::tree::{Comparison, RelativePath, compare};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The named files of each tree. A file may be named as messages show it, below its root, or from the current directory.
pub fn by_tree(trees: &[Tree], force: &[PathBuf]) -> Result<Vec<Vec<RelativePath>>, Failure> {
    let mut named = vec![Vec::new(); trees.len()];
    if force.is_empty() {
        return Ok(named);
    }
    let known = trees.iter().map(|tree| Ok(paths(compare(&tree.wanted())?))).collect::<Result<Vec<_>, Failure>>()?;
    for path in force {
        let mut found = false;
        for ((tree, known), named) in trees.iter().zip(&known).zip(&mut named) {
            let inside = candidates(&tree.root, path).into_iter().find(|candidate| known.contains(candidate));
            found |= inside.is_some();
            named.extend(inside);
        }
        if !found {
            let message = format!("--force names `{}`, which this command neither writes nor deletes", path.display());
            return Err(Failure::new(message).help("correct the name: messages show it below the output directory"));
        }
    }
    Ok(named)
}

fn candidates(root: &Path, path: &Path) -> Vec<RelativePath> {
    let plain = |path: &Path| path.strip_prefix(".").map_or_else(|_| path.to_owned(), Path::to_owned);
    let (root, path) = (plain(root), plain(path));
    let below = path.strip_prefix(&root).ok();
    below.into_iter().chain([path.as_path()]).filter_map(|path| RelativePath::try_from(path).ok()).collect()
}

/// All paths with which a write would have to do.
fn paths(comparison: Comparison) -> BTreeSet<RelativePath> {
    let Comparison { missing, different, superfluous, equal, blocked, .. } = comparison;
    let blocked = blocked.into_iter().map(|(path, _)| path);
    missing.into_iter().chain(different).chain(superfluous).chain(equal).chain(blocked).collect()
}
