//! Roots, trees and histories for the tests.

use std::{
    collections::BTreeMap,
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::tree::{
    FileEntry, FileTree, History, Lock, ObjectId, RelativePath, Section, Wanted, WriteError, Written, steps::Steps,
    write,
};

/// An output root in a temporary directory.
pub(super) struct Root {
    keep: TempDir,
}

impl Root {
    pub(super) fn new() -> Self {
        let keep = tempfile::tempdir().unwrap();
        fs::create_dir(keep.path().join("root")).unwrap();
        Self { keep }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.keep.path().join("root")
    }

    pub(super) fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub(super) fn put(&self, path: &str, text: &str) {
        let place = self.at(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    pub(super) fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.at(path)).ok()
    }

    pub(super) fn write(&self, sections: &[Section]) -> Result<Written, WriteError> {
        self.write_all(sections, &[], &[], &Nothing)
    }

    pub(super) fn write_all(
        &self,
        sections: &[Section],
        obsolete: &[&str],
        force: &[&str],
        history: &dyn History,
    ) -> Result<Written, WriteError> {
        let (root, obsolete, force) = (self.path(), paths(obsolete), paths(force));
        let wanted = Wanted { root: &root, sections, obsolete: &obsolete };
        write(&wanted, &force, history)
    }
}

pub(super) fn path(text: &str) -> RelativePath {
    RelativePath::new(text).unwrap()
}

pub(super) fn paths(texts: &[&str]) -> Vec<RelativePath> {
    texts.iter().map(|text| path(text)).collect()
}

pub(super) fn object(name: &str) -> ObjectId {
    ObjectId {
        api_version: "apps/v1".to_owned(),
        kind: "Deployment".to_owned(),
        namespace: Some("shop".to_owned()),
        name: name.to_owned(),
    }
}

pub(super) fn tree(files: &[(&str, &str)]) -> FileTree {
    let mut tree = FileTree::new();
    for (name, text) in files {
        let entry = FileEntry { bytes: text.as_bytes().to_vec(), object: None };
        tree.insert(path(name), entry).unwrap();
    }
    tree
}

/// A section in a directory, or in the root itself for an empty text.
pub(super) fn section(directory: &str, files: &[(&str, &str)]) -> Section {
    Section { directory: (!directory.is_empty()).then(|| path(directory)), files: tree(files) }
}

pub(super) fn lock_text(files: &[(&str, &str)]) -> String {
    Lock::of(&tree(files)).print()
}

/// A history that has nothing.
pub(super) struct Nothing;

impl History for Nothing {
    fn committed(&self, _root: &Path, paths: &[RelativePath]) -> Vec<Option<Vec<u8>>> {
        vec![None; paths.len()]
    }
}

/// A history that has these files.
#[derive(Default)]
pub(super) struct Committed(pub(super) BTreeMap<String, Vec<u8>>);

impl History for Committed {
    fn committed(&self, _root: &Path, paths: &[RelativePath]) -> Vec<Option<Vec<u8>>> {
        let blobs = paths.iter().map(|path| self.0.get(path.as_str()).cloned());
        blobs.collect()
    }
}

/// All below a directory: permissions and content of files, `None` for
/// directories, what links lead to.
pub(super) type Snapshot = BTreeMap<String, Option<(u32, Vec<u8>)>>;

pub(super) fn snapshot(root: &Path) -> Snapshot {
    let mut found = Snapshot::new();
    collect(root, root, &mut found);
    found
}

fn collect(root: &Path, directory: &Path, found: &mut Snapshot) {
    for entry in fs::read_dir(directory).unwrap() {
        let place = entry.unwrap().path();
        let name = place.strip_prefix(root).unwrap().display().to_string();
        let metadata = fs::symlink_metadata(&place).unwrap();
        if metadata.is_dir() {
            found.insert(name, None);
            collect(root, &place, found);
        } else if metadata.is_symlink() {
            let target = fs::read_link(&place).unwrap();
            found.insert(name, Some((0, target.display().to_string().into_bytes())));
        } else if metadata.is_file() {
            let mode = metadata.permissions().mode() & 0o777;
            found.insert(name, Some((mode, fs::read(&place).unwrap())));
        } else {
            found.insert(name, Some((0, Vec::new())));
        }
    }
}

/// What happens at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Fail,
    Kill,
    Abort,
}

/// Counts the steps, and lets some of them meet their fate.
#[derive(Default)]
pub(super) struct Fates {
    pub(super) reached: Vec<&'static str>,
    pub(super) fates: BTreeMap<usize, Fate>,
}

impl Fates {
    pub(super) fn at(step: usize, fate: Fate) -> Self {
        Self { fates: BTreeMap::from([(step, fate)]), ..Self::default() }
    }
}

impl Steps for Fates {
    fn reached(&mut self, step: &'static str) -> io::Result<()> {
        let number = self.reached.len();
        self.reached.push(step);
        match self.fates.get(&number) {
            None => Ok(()),
            Some(Fate::Fail) => Err(io::ErrorKind::StorageFull.into()),
            // Unlike a panic, it prints nothing.
            Some(Fate::Kill) => std::panic::resume_unwind(Box::new("killed")),
            Some(Fate::Abort) => std::process::abort(),
        }
    }
}
