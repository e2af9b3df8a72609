//! The tree of files that a build makes in memory.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt,
};

use thiserror::Error;

use super::path::RelativePath;

/// The Kubernetes object that a file describes.
///
/// None of its texts is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    /// Group and version, such as `apps/v1` or `v1`.
    pub api_version: String,
    /// The kind, such as `Deployment`.
    pub kind: String,
    /// The namespace, or `None` for objects of the whole cluster.
    pub namespace: Option<String>,
    /// The name.
    pub name: String,
}

impl fmt::Display for ObjectId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let namespace = self.namespace.as_deref().unwrap_or("-");
        let (version, kind, name) = (&self.api_version, &self.kind, &self.name);
        write!(formatter, "{version}/{kind}/{namespace}/{name}")
    }
}

/// One generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// The whole content.
    pub bytes: Vec<u8>,
    /// The object in it, or `None` for a file that describes none.
    pub object: Option<ObjectId>,
}

/// Two generated files that cannot both exist, or one with a taken name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TreeError {
    /// A path is added twice.
    #[error("`{path}` is generated twice; rename one of its sources")]
    Twice {
        /// The path.
        path: RelativePath,
    },
    /// Two paths are one on a file system that ignores case.
    #[error("`{first}` and `{second}` differ only in case; rename one of them")]
    OnlyCase {
        /// The path that was there first.
        first: RelativePath,
        /// The path that was to be added.
        second: RelativePath,
    },
    /// A path is a file for one entry and a directory for another.
    #[error("`{file}` would be both a file and the directory of `{inner}`; rename one of them")]
    FileAndDirectory {
        /// The path that is both.
        file: RelativePath,
        /// A file below it.
        inner: RelativePath,
    },
    /// The path bears the name of the lock file.
    #[error("`{path}` has the name of the lock file; rename it")]
    Reserved {
        /// The path.
        path: RelativePath,
    },
}

/// An ordered tree of relative paths and the files at them.
#[derive(Debug, Clone, Default)]
pub struct FileTree {
    files: BTreeMap<RelativePath, FileEntry>,
    names: Names,
}

impl FileTree {
    /// An empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Refuses a path that a file system could not hold beside those already
    /// there, also one that ignores case, and the name of the lock file.
    pub fn insert(&mut self, path: RelativePath, entry: FileEntry) -> Result<(), TreeError> {
        if path.is_lock_file() {
            return Err(TreeError::Reserved { path });
        }
        self.names.insert(&path)?;
        self.files.insert(path, entry);
        Ok(())
    }

    /// The file at a path.
    #[must_use]
    pub fn get(&self, path: &RelativePath) -> Option<&FileEntry> {
        self.files.get(path)
    }

    /// The files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&RelativePath, &FileEntry)> {
        self.files.iter()
    }

    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether the tree has no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Equal files make equal trees, in whatever order they came.
impl PartialEq for FileTree {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files
    }
}

impl Eq for FileTree {}

/// The names in use, as file systems that ignore case see them.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(BTreeMap<String, Name>);

#[derive(Debug, Clone)]
struct Name {
    path: RelativePath,
    /// A file below it, where it is a directory.
    inner: Option<RelativePath>,
}

impl Names {
    /// Takes the name of a file and of the directories above it.
    pub(super) fn insert(&mut self, path: &RelativePath) -> Result<(), TreeError> {
        for directory in path.ancestors() {
            self.take(directory, Some(path))?;
        }
        self.take(path.clone(), None)
    }

    fn take(&mut self, path: RelativePath, inner: Option<&RelativePath>) -> Result<(), TreeError> {
        let known = match self.0.entry(path.folded()) {
            Entry::Vacant(free) => {
                let inner = inner.cloned();
                free.insert(Name { path, inner });
                return Ok(());
            }
            Entry::Occupied(known) => known.into_mut(),
        };
        match (known.inner.as_ref(), inner) {
            _ if known.path != path => {
                Err(TreeError::OnlyCase { first: known.path.clone(), second: inner.cloned().unwrap_or(path) })
            }
            (Some(_), Some(_)) => Ok(()),
            (None, None) => Err(TreeError::Twice { path }),
            (Some(inner), None) | (None, Some(inner)) => {
                Err(TreeError::FileAndDirectory { file: path, inner: inner.clone() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert_all(paths: &[&str]) -> Result<FileTree, TreeError> {
        let mut tree = FileTree::new();
        for path in paths {
            let entry = FileEntry { bytes: Vec::new(), object: None };
            tree.insert(RelativePath::new(*path).unwrap(), entry)?;
        }
        Ok(tree)
    }

    #[test]
    fn files_are_ordered_by_path() {
        let tree = insert_all(&["b", "a/c", "a/b"]).unwrap();
        let paths: Vec<_> = tree.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["a/b", "a/c", "b"]);
        assert_eq!(tree, insert_all(&["a/c", "a/b", "b"]).unwrap());
    }

    #[test]
    fn names_that_clash_are_refused() {
        let twice = insert_all(&["a", "a"]).unwrap_err();
        assert!(matches!(twice, TreeError::Twice { .. }));
        for paths in [["a", "A"], ["d/a", "D/b"], ["straße", "STRASSE"], ["d/x/a", "d/X/b"]] {
            let error = insert_all(&paths).unwrap_err();
            assert!(matches!(error, TreeError::OnlyCase { .. }), "{error}");
        }
        for paths in [["a", "a/b"], ["a/b", "a"]] {
            let error = insert_all(&paths).unwrap_err();
            assert!(matches!(error, TreeError::FileAndDirectory { .. }), "{error}");
        }
    }

    #[test]
    fn the_lock_name_is_reserved() {
        for path in ["groundplan.lock", "a/Groundplan.Lock"] {
            let error = insert_all(&[path]).unwrap_err();
            assert!(matches!(error, TreeError::Reserved { .. }));
        }
    }
}
