//! A path inside an output root.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use thiserror::Error;

/// The name of the lock file beside the files of a section.
pub const LOCK_NAME: &str = "groundplan.lock";

/// The longest name of one file or directory that common file systems take.
const LONGEST_PART: usize = 255;

/// Names that a generated tree never holds: git's own directory, whose content
/// can run commands, and the directory of this module's journal.
const RESERVED_PARTS: [&str; 2] = [".git", ".groundplan"];

/// A validated path relative to an output root, with `/` between its parts.
///
/// It has no `..`, no `.`, no empty part, no backslash and no control
/// character, so joining it to a root never leads out of that root by its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelativePath(String);

/// The reason for which a text is no [`RelativePath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PathFault {
    /// The text is empty.
    #[error("it is empty")]
    Empty,
    /// The text starts at the root of the file system.
    #[error("it is absolute")]
    Absolute,
    /// Two slashes follow one another, or the text ends in one.
    #[error("it has an empty part")]
    EmptyPart,
    /// A part is `.` or `..`.
    #[error("it has a part `.` or `..`")]
    DotPart,
    /// A backslash would be a separator on some systems.
    #[error("it has a backslash")]
    Backslash,
    /// A control character cannot be shown or listed.
    #[error("it has a control character")]
    Control,
    /// A part is longer than file systems take.
    #[error("it has a part of more than 255 bytes")]
    TooLong,
    /// A part is `.git` or `.groundplan`.
    #[error("it has a part `.git` or `.groundplan`, which are reserved")]
    Reserved,
    /// The path is not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
}

/// A text that cannot be a path inside an output root.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{path}` cannot be a path in an output directory: {fault}; choose another name")]
pub struct PathError {
    /// The refused text.
    pub path: String,
    /// What is wrong with it.
    pub fault: PathFault,
}

impl RelativePath {
    /// Validates a text as a path inside an output root.
    ///
    /// # Errors
    /// Names the first [`PathFault`] of the text.
    pub fn new(path: impl Into<String>) -> Result<Self, PathError> {
        let path = path.into();
        match fault(&path) {
            None => Ok(Self(path)),
            Some(fault) => Err(PathError { path, fault }),
        }
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of `inner` below this directory.
    #[must_use]
    pub fn join(&self, inner: &Self) -> Self {
        Self(format!("{}/{}", self.0, inner.0))
    }

    /// The path of this file in a directory below the root, or in the root.
    #[must_use]
    pub fn placed(&self, directory: Option<&Self>) -> Self {
        directory.map_or_else(|| self.clone(), |directory| directory.join(self))
    }

    /// The path of the lock file in a directory below the root, or in the root.
    #[must_use]
    pub fn lock_file(directory: Option<&Self>) -> Self {
        Self(LOCK_NAME.to_owned()).placed(directory)
    }

    /// Whether this is the name of a lock file, in any case.
    #[must_use]
    pub fn is_lock_file(&self) -> bool {
        self.name().eq_ignore_ascii_case(LOCK_NAME)
    }

    /// The directories above this path, from the topmost down.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> {
        self.0.match_indices('/').filter_map(|(end, _)| self.0.get(..end)).map(|part| Self(part.to_owned()))
    }

    /// The last part of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The place of this path in the file system below `root`.
    #[must_use]
    pub fn below(&self, root: &Path) -> PathBuf {
        root.join(&self.0)
    }

    /// The path as file systems that ignore case see it.
    #[must_use]
    pub fn folded(&self) -> String {
        // Up and then down again also folds letters with no single counterpart.
        self.0.to_uppercase().to_lowercase()
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for RelativePath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        Self::new(text)
    }
}

impl TryFrom<&Path> for RelativePath {
    type Error = PathError;

    fn try_from(path: &Path) -> Result<Self, PathError> {
        match path.to_str() {
            Some(text) => Self::new(text),
            None => Err(PathError { path: path.display().to_string(), fault: PathFault::NotUtf8 }),
        }
    }
}

fn fault(path: &str) -> Option<PathFault> {
    if path.is_empty() {
        return Some(PathFault::Empty);
    }
    if path.starts_with('/') {
        return Some(PathFault::Absolute);
    }
    if path.contains('\\') {
        return Some(PathFault::Backslash);
    }
    if path.chars().any(char::is_control) {
        return Some(PathFault::Control);
    }
    path.split('/').find_map(part_fault)
}

fn part_fault(part: &str) -> Option<PathFault> {
    if part.is_empty() {
        Some(PathFault::EmptyPart)
    } else if part == "." || part == ".." {
        Some(PathFault::DotPart)
    } else if part.len() > LONGEST_PART {
        Some(PathFault::TooLong)
    } else if RESERVED_PARTS.iter().any(|reserved| part.eq_ignore_ascii_case(reserved)) {
        Some(PathFault::Reserved)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_are_taken() {
        for text in ["a", "a/b.yaml", "..a/b..", ".gitattributes", "a b", "ä/ö", "..."] {
            assert_eq!(RelativePath::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn every_fault_is_named() {
        let long = "x".repeat(256);
        for (text, fault) in [
            ("", PathFault::Empty),
            ("/a", PathFault::Absolute),
            ("a//b", PathFault::EmptyPart),
            ("a/", PathFault::EmptyPart),
            ("..", PathFault::DotPart),
            ("a/../b", PathFault::DotPart),
            ("./a", PathFault::DotPart),
            ("a\\b", PathFault::Backslash),
            ("a\nb", PathFault::Control),
            ("a\0b", PathFault::Control),
            (long.as_str(), PathFault::TooLong),
            (".git/hooks/x", PathFault::Reserved),
            ("a/.GIT", PathFault::Reserved),
            (".groundplan/journal", PathFault::Reserved),
        ] {
            assert_eq!(RelativePath::new(text).unwrap_err().fault, fault, "{text}");
        }
    }

    #[test]
    fn ancestors_come_from_the_top() {
        let path = RelativePath::new("a/b/c").unwrap();
        let above: Vec<_> = path.ancestors().map(|directory| directory.to_string()).collect();
        assert_eq!(above, ["a", "a/b"]);
        assert_eq!(path.name(), "c");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_utf8_is_refused() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        let path = Path::new(OsStr::from_bytes(b"a\xff"));
        let error = RelativePath::try_from(path).unwrap_err();
        assert_eq!(error.fault, PathFault::NotUtf8);
    }
}
