//! The text of a journal: what a change does, told before it is done.

use std::fmt::Write as _;

use super::{
    digest::Digest,
    encoding::{decode, encode},
    error::JournalFault,
    path::RelativePath,
};

const TITLE: &str = "groundplan journal ";
const VERSION: &str = "1";

/// Stands for the digest of a file that is not there.
const ABSENT: &str = "absent";

/// One file that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// The path below the root.
    pub(super) path: RelativePath,
    /// The digest of the bytes before; `None` where there was nothing.
    pub(super) old: Option<Digest>,
    /// The digest of the bytes after; `None` where there will be nothing.
    pub(super) new: Option<Digest>,
}

/// A whole change of one root. The position of a change in the list names its
/// staged file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Journal {
    /// The files, in the order in which they change.
    pub(super) changes: Vec<Change>,
    /// Directories to be removed at the end where they are empty, the deepest
    /// first.
    pub(super) emptied: Vec<RelativePath>,
}

impl Journal {
    /// The text, closed by the digest of all above.
    pub(super) fn print(&self) -> String {
        let mut text = format!("{TITLE}{VERSION}\n");
        let word = |digest: Option<Digest>| digest.map_or(ABSENT.to_owned(), |it| it.to_string());
        for change in &self.changes {
            let path = encode(change.path.as_str());
            let (old, new) = (word(change.old), word(change.new));
            // Writing to a string cannot fail, here and below.
            let _ = writeln!(text, "file {path} {old} {new}");
        }
        for directory in &self.emptied {
            let _ = writeln!(text, "emptied {}", encode(directory.as_str()));
        }
        let _ = writeln!(text, "end {}", Digest::of(text.as_bytes()));
        text
    }

    /// Reads a journal; `Ok(None)` for one that was not written to its end.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, JournalFault> {
        let Some(body) = intact_body(text) else {
            return Ok(None);
        };
        let mut lines = body.lines();
        let title = lines.next().and_then(|line| line.strip_prefix(TITLE));
        if title != Some(VERSION) {
            return Err(JournalFault::Version);
        }
        let mut journal = Self::default();
        for line in lines {
            // It is as it was written, so an unknown line is of a later version.
            journal.add(line)?;
        }
        Ok(Some(journal))
    }

    fn add(&mut self, line: &str) -> Result<(), JournalFault> {
        let words: Vec<_> = line.split(' ').collect();
        match words.as_slice() {
            ["file", path, old, new] => {
                self.changes.push(Change { path: parse_path(path)?, old: parse_digest(old)?, new: parse_digest(new)? });
            }
            ["emptied", path] => self.emptied.push(parse_path(path)?),
            _ => return Err(JournalFault::Version),
        }
        Ok(())
    }
}

fn intact_body(text: &str) -> Option<&str> {
    let lines = text.strip_suffix('\n')?;
    let start = lines.rfind('\n')? + 1;
    let (body, end) = lines.split_at_checked(start)?;
    let digest = Digest::parse(end.strip_prefix("end ")?)?;
    (Digest::of(body.as_bytes()) == digest).then_some(body)
}

fn parse_path(word: &str) -> Result<RelativePath, JournalFault> {
    let path = decode(word).ok_or(JournalFault::Version)?;
    RelativePath::new(path).map_err(|_| JournalFault::Version)
}

fn parse_digest(word: &str) -> Result<Option<Digest>, JournalFault> {
    match Digest::parse(word) {
        Some(digest) => Ok(Some(digest)),
        None if word == ABSENT => Ok(None),
        None => Err(JournalFault::Version),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Journal {
        let path = |text: &str| RelativePath::new(text).unwrap();
        Journal {
            changes: vec![
                Change { path: path("a b/c"), old: None, new: Some(Digest::of(b"1")) },
                Change { path: path("d"), old: Some(Digest::of(b"2")), new: None },
            ],
            emptied: vec![path("a b")],
        }
    }

    #[test]
    fn a_journal_comes_back() {
        let journal = sample();
        assert_eq!(Journal::parse(&journal.print()), Ok(Some(journal)));
    }

    #[test]
    fn a_torn_or_altered_journal_does_not_count() {
        let text = sample().print();
        for end in 0..text.len() {
            assert_eq!(Journal::parse(&text[..end]), Ok(None), "{end}");
        }
        assert_eq!(Journal::parse(&text.replace("absent", "Absent")), Ok(None));
    }

    #[test]
    fn a_later_version_is_told() {
        for body in ["groundplan journal 2\n", "groundplan journal 1\nmove a b\n", "x\n"] {
            let text = format!("{body}end {}\n", Digest::of(body.as_bytes()));
            assert_eq!(Journal::parse(&text), Err(JournalFault::Version));
        }
    }
}
