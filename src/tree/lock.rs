//! The lock file: which files of a section are ours, and what they describe.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use thiserror::Error;

use super::{
    digest::Digest,
    encoding::{decode, encode, encode_also},
    file_tree::{FileTree, ObjectId},
    path::RelativePath,
};

/// How every lock file begins.
const TITLE: &str = "# Groundplan lock: ";

const HEADER: &str = "# Groundplan lock: the files that Groundplan generated in this directory.
# This file is generated too: do not edit it, and keep it in git.
";

/// Two blanks: no word in a line has a blank.
const SEPARATOR: &str = "  ";

const CONFLICT_MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// What a lock says of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockEntry {
    /// The digest of the bytes that were generated.
    pub digest: Digest,
    /// The object that the file describes.
    pub object: Option<ObjectId>,
}

/// The content of a lock file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    entries: BTreeMap<RelativePath, LockEntry>,
}

/// The reason for which a lock file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LockFault {
    /// It holds the markers of an unfinished merge.
    #[error("line {line} is the marker of a merge conflict")]
    Conflict {
        /// The line, counted from 1.
        line: usize,
    },
    /// A line is not as Groundplan writes it.
    #[error("line {line} is not as Groundplan writes it")]
    Malformed {
        /// The line, counted from 1.
        line: usize,
    },
    /// It is not text.
    #[error("it is not UTF-8 text")]
    NotText,
}

/// The lock file of a section as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockState {
    /// There is none.
    Missing,
    /// It was read.
    Read(Lock),
    /// It cannot be read, and counts as empty.
    Unreadable(LockFault),
}

impl LockState {
    /// Reads the bytes of a lock file.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let parsed = match str::from_utf8(bytes) {
            Ok(text) => Lock::parse(text),
            Err(_) => Err(LockFault::NotText),
        };
        match parsed {
            Ok(lock) => Self::Read(lock),
            Err(fault) => Self::Unreadable(fault),
        }
    }

    /// The lock that counts: an empty one unless it was read.
    #[must_use]
    pub fn lock(&self) -> Lock {
        match self {
            Self::Read(lock) => lock.clone(),
            Self::Missing | Self::Unreadable(_) => Lock::default(),
        }
    }
}

impl Lock {
    /// The lock of a tree.
    #[must_use]
    pub fn of(tree: &FileTree) -> Self {
        let entries = tree.iter().map(|(path, file)| {
            let entry = LockEntry { digest: Digest::of(&file.bytes), object: file.object.clone() };
            (path.clone(), entry)
        });
        Self { entries: entries.collect() }
    }

    /// Reads the text of a lock file.
    ///
    /// # Errors
    /// Names the first line that is not as [`Lock::print`] writes it.
    pub fn parse(text: &str) -> Result<Self, LockFault> {
        let first = text.lines().next().unwrap_or_default();
        if !first.starts_with(TITLE) {
            return Err(line_fault(first, 0));
        }
        let mut lock = Self::default();
        for (index, line) in text.split_inclusive('\n').enumerate() {
            lock.add(line).ok_or_else(|| line_fault(line, index))?;
        }
        Ok(lock)
    }

    /// Takes a line, end and all; `None` if it is neither a comment at the top
    /// nor an entry that follows all others.
    fn add(&mut self, line: &str) -> Option<()> {
        // A last line without its end has lost something.
        let line = line.strip_suffix('\n')?;
        if line.starts_with('#') && self.entries.is_empty() {
            return Some(());
        }
        let (path, entry) = parse_line(line)?;
        let last = self.entries.last_key_value();
        let ordered = last.is_none_or(|(last, _)| *last < path);
        if !ordered || print_line(&path, &entry) != line {
            return None;
        }
        self.entries.insert(path, entry);
        Some(())
    }

    /// The text of the lock file.
    #[must_use]
    pub fn print(&self) -> String {
        let mut text = HEADER.to_owned();
        for (path, entry) in &self.entries {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}", print_line(path, entry));
        }
        text
    }

    /// The files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&RelativePath, &LockEntry)> {
        self.entries.iter()
    }

    /// What the lock says of a path.
    #[must_use]
    pub fn get(&self, path: &RelativePath) -> Option<&LockEntry> {
        self.entries.get(path)
    }

    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the lock lists no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn objects(&self) -> impl Iterator<Item = &ObjectId> {
        self.entries.values().filter_map(|entry| entry.object.as_ref())
    }
}

/// The objects that the old lock names and the new one lacks, without the
/// claims that [`removed_claims`] lists.
///
/// An object is the same whatever the version of its API and the path of its
/// file, so that an upgrade of either never has it pruned.
#[must_use]
pub fn removed_objects(old: &Lock, new: &Lock) -> Vec<ObjectId> {
    let mut removed = removed(old, new);
    removed.retain(|object| !is_claim(object));
    removed
}

/// The persistent volume claims that the old lock names and the new one lacks:
/// apart from the other objects, because pruning one may delete its data.
#[must_use]
pub fn removed_claims(old: &Lock, new: &Lock) -> Vec<ObjectId> {
    let mut removed = removed(old, new);
    removed.retain(is_claim);
    removed
}

fn removed(old: &Lock, new: &Lock) -> Vec<ObjectId> {
    let kept: BTreeSet<_> = new.objects().map(identity).collect();
    let removed: BTreeSet<_> = old.objects().filter(|object| !kept.contains(&identity(object))).collect();
    removed.into_iter().cloned().collect()
}

fn identity(object: &ObjectId) -> (&str, &str, Option<&str>, &str) {
    let group = object.api_version.rsplit_once('/').map_or("", |(group, _)| group);
    (group, &object.kind, object.namespace.as_deref(), &object.name)
}

fn is_claim(object: &ObjectId) -> bool {
    object.kind == "PersistentVolumeClaim" && !object.api_version.contains('/')
}

fn line_fault(line: &str, index: usize) -> LockFault {
    let line_number = index + 1;
    if CONFLICT_MARKERS.iter().any(|mark| line.starts_with(mark)) {
        LockFault::Conflict { line: line_number }
    } else {
        LockFault::Malformed { line: line_number }
    }
}

fn print_line(path: &RelativePath, entry: &LockEntry) -> String {
    let object = entry.object.as_ref().map_or("-".to_owned(), print_object);
    let words = [encode(path.as_str()), entry.digest.to_string(), object];
    words.join(SEPARATOR)
}

fn parse_line(line: &str) -> Option<(RelativePath, LockEntry)> {
    let mut words = line.split(SEPARATOR);
    let path = RelativePath::new(decode(words.next()?)?).ok()?;
    let digest = Digest::parse(words.next()?)?;
    let object = match words.next()? {
        "-" => None,
        object => Some(parse_object(object)?),
    };
    let complete = words.next().is_none() && !path.is_lock_file();
    complete.then_some((path, LockEntry { digest, object }))
}

fn print_object(object: &ObjectId) -> String {
    let namespace = match object.namespace.as_deref() {
        None => "-".to_owned(),
        // A namespace of this very name must not read as none.
        Some("-") => "%2D".to_owned(),
        Some(namespace) => encode_also(namespace, "/"),
    };
    let words =
        [encode(&object.api_version), encode_also(&object.kind, "/"), namespace, encode_also(&object.name, "/")];
    words.join("/")
}

fn parse_object(text: &str) -> Option<ObjectId> {
    // From the right, because an API version may have a slash of its own.
    let mut words = text.rsplitn(4, '/');
    let mut next = || words.next().filter(|word| !word.is_empty());
    let (name, namespace, kind, version) = (next()?, next()?, next()?, next()?);
    Some(ObjectId {
        api_version: decode(version)?,
        kind: decode(kind)?,
        namespace: match namespace {
            "-" => None,
            namespace => Some(decode(namespace)?),
        },
        name: decode(name)?,
    })
}
