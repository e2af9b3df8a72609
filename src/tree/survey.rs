//! A comparison of what is wanted, what the locks say and what is on disk.

use std::{
    borrow::Cow,
    collections::{BTreeMap, btree_map::Entry},
    path::Path,
};

use super::{
    digest::Digest,
    disk::{Found, look},
    error::{Obstacle, ObstacleKind, WriteError},
    file_tree::{FileTree, Names},
    lock::{Lock, LockFault, LockState},
    path::RelativePath,
};

/// A part of an output root that has its own lock file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its directory below the root; `None` for the root itself.
    pub directory: Option<RelativePath>,
    /// Its files, with paths below its directory. A section without files is
    /// removed, lock and all.
    pub files: FileTree,
}

/// All that a command wants in one output root.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The root directory.
    pub root: &'a Path,
    /// The sections that were built. Others are never touched.
    pub sections: &'a [Section],
    /// The directories of sections of which nothing is wanted any more.
    pub obsolete: &'a [RelativePath],
}

/// The lock of a section, before and after.
///
/// An obsolete section whose lock cannot be read keeps it, since nobody knows
/// any more which of its files are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionLock {
    /// The section's directory; `None` for the root itself.
    pub directory: Option<RelativePath>,
    /// The lock that was found.
    pub old: LockState,
    /// The lock that belongs to the wanted files.
    pub new: Lock,
}

/// All paths with which a command has to do.
pub(super) struct Survey<'a> {
    pub(super) items: BTreeMap<RelativePath, Item<'a>>,
    pub(super) locks: Vec<SectionLock>,
}

/// One path.
pub(super) struct Item<'a> {
    /// The bytes to be there; `None` for nothing.
    pub(super) wanted: Option<Cow<'a, [u8]>>,
    /// The digest in the lock.
    pub(super) recorded: Option<Digest>,
    /// Whether it is a lock file, which is ours by its name.
    pub(super) is_lock: bool,
    /// What is there.
    pub(super) found: Standing,
}

/// What is on disk, as compared to what is wanted.
pub(super) enum Standing {
    Absent,
    Equal,
    /// Other bytes than the wanted ones, or a file where none is wanted.
    Different {
        digest: Digest,
        mode: u32,
    },
    Blocked(Obstacle),
}

impl<'a> Survey<'a> {
    /// Reads the locks and all files concerned. Writes nothing.
    pub(super) fn take(wanted: &Wanted<'a>) -> Result<Self, WriteError> {
        let mut names = Names::default();
        let mut survey = Self { items: BTreeMap::new(), locks: Vec::new() };
        for section in wanted.sections {
            let (directory, files) = (section.directory.as_ref(), &section.files);
            survey.add_files(directory, files, &mut names)?;
            survey.add_lock(wanted.root, directory, Lock::of(files), &mut names)?;
        }
        for directory in wanted.obsolete {
            survey.add_lock(wanted.root, Some(directory), Lock::default(), &mut names)?;
        }
        survey.add_recorded();
        for (path, item) in &mut survey.items {
            item.found = standing(wanted.root, path, item.wanted.as_deref())?;
        }
        Ok(survey)
    }

    fn add_files(
        &mut self,
        directory: Option<&RelativePath>,
        files: &'a FileTree,
        names: &mut Names,
    ) -> Result<(), WriteError> {
        for (path, file) in files.iter() {
            let path = path.placed(directory);
            names.insert(&path)?;
            let item = Item::new(Some(Cow::Borrowed(&file.bytes)));
            self.items.insert(path, item);
        }
        Ok(())
    }

    fn add_lock(
        &mut self,
        root: &Path,
        directory: Option<&RelativePath>,
        new: Lock,
        names: &mut Names,
    ) -> Result<(), WriteError> {
        let path = RelativePath::lock_file(directory);
        names.insert(&path)?;
        let old = match look(root, &path)? {
            Found::File { bytes, .. } => LockState::from_bytes(&bytes),
            Found::Absent | Found::Blocked(_) => LockState::Missing,
        };
        let wanted = (!new.is_empty()).then(|| Cow::Owned(new.print().into_bytes()));
        if wanted.is_some() || !matches!(old, LockState::Unreadable(_)) {
            let item = Item { is_lock: true, ..Item::new(wanted) };
            self.items.insert(path, item);
        }
        self.locks.push(SectionLock { directory: directory.cloned(), old, new });
        Ok(())
    }

    /// Adds what the old locks list, wanted or not.
    fn add_recorded(&mut self) {
        for section in &self.locks {
            let LockState::Read(lock) = &section.old else {
                continue;
            };
            for (path, entry) in lock.iter() {
                let item = match self.items.entry(path.placed(section.directory.as_ref())) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(free) => free.insert(Item::new(None)),
                };
                item.recorded.get_or_insert(entry.digest);
            }
        }
    }
}

impl<'a> Item<'a> {
    fn new(wanted: Option<Cow<'a, [u8]>>) -> Self {
        Self { wanted, recorded: None, is_lock: false, found: Standing::Absent }
    }
}

impl SectionLock {
    /// Why the old lock could not be read.
    #[must_use]
    pub fn fault(&self) -> Option<&LockFault> {
        match &self.old {
            LockState::Unreadable(fault) => Some(fault),
            LockState::Missing | LockState::Read(_) => None,
        }
    }
}

fn standing(root: &Path, path: &RelativePath, wanted: Option<&[u8]>) -> Result<Standing, WriteError> {
    Ok(match look(root, path)? {
        Found::Absent => Standing::Absent,
        Found::File { bytes, .. } if Some(bytes.as_slice()) == wanted => Standing::Equal,
        Found::File { bytes, mode } => Standing::Different { digest: Digest::of(&bytes), mode },
        // Below a file there is nothing that could be left to delete.
        Found::Blocked(obstacle) if wanted.is_none() && obstacle.needs_directory && is_file(&obstacle) => {
            Standing::Absent
        }
        Found::Blocked(obstacle) => Standing::Blocked(obstacle),
    })
}

fn is_file(obstacle: &Obstacle) -> bool {
    obstacle.kind == ObstacleKind::File
}
