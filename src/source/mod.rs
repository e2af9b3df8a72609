//! Source files, spans into them, and the origins of values.

use std::fmt;

/// The number of a file within [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in one source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file that the range lies in.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The part of this span that starts `from` bytes behind its beginning and is `len` bytes long.
    #[must_use]
    pub fn within(self, from: usize, len: usize) -> Self {
        let start = self.start.saturating_add(clamp(from)).min(self.end);
        let end = start.saturating_add(clamp(len)).min(self.end);
        Self { file: self.file, start, end }
    }
}

/// A place as people name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Path of the file as the user gave it.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// One file of a blueprint with its text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path of the file as messages show it, with `/` on every system.
    pub path: String,
    /// The text: UTF-8, without a byte-order mark.
    pub text: String,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// The text of a line, from 1, without its line break.
    #[must_use]
    pub fn line(&self, line: usize) -> &str {
        let from = line.checked_sub(1).and_then(|n| self.line_starts.get(n));
        let Some(&start) = from else { return "" };
        let end = self.line_starts.get(line).map_or(self.text.len(), |&next| next as usize);
        self.text.get(start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }

    /// The line and column (in characters) of a byte offset, both from 1.
    #[must_use]
    pub fn position(&self, offset: u32) -> (usize, usize) {
        let line = self.line_starts.partition_point(|&start| start <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0) as usize;
        let before = self.text.get(start..offset as usize).unwrap_or("");
        (line, before.chars().count() + 1)
    }
}

/// The files of a project, by their path relative to the blueprint's directory.
///
/// Stages that need a file ask for it here, so that none of them touches a disk.
pub trait Files {
    /// The content of a file.
    ///
    /// # Errors
    /// Says, in the user's words, why the file cannot be read: it is missing, too large, or outside of the project.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The names of the files directly in a directory, sorted; a missing directory has none.
    ///
    /// # Errors
    /// Says why the directory cannot be listed.
    fn list(&self, directory: &str) -> Result<Vec<String>, String>;

    /// The path as messages show it.
    fn shown(&self, path: &str) -> String;
}

/// All the text that one compilation reads.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and gives its number. A leading byte-order mark is dropped.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let mut text: String = text.into();
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let breaks = text.match_indices('\n').map(|(at, _)| clamp(at + 1));
        let line_starts = std::iter::once(0).chain(breaks).collect();
        self.files.push(SourceFile { path: path.into(), text, line_starts });
        FileId(clamp(self.files.len() - 1))
    }

    /// The file with this number; every [`FileId`] was given out by [`Sources::add`].
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files with their numbers, in the order in which they were added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(clamp(at)), file))
    }

    /// The text that a span covers.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).and_then(|file| file.text.get(span.start as usize..span.end as usize)).unwrap_or("")
    }

    /// The same sources with some text made unreadable, byte for byte, so that all positions stay.
    #[must_use]
    pub fn masked(&self, hidden: impl Iterator<Item = Span>) -> Self {
        let mut masked = self.clone();
        let mut spans: Vec<Span> = hidden.collect();
        spans.sort_unstable();
        // Behind what is masked already, so that spans inside of each other cost no more than one.
        let (mut last, mut done) = (None, 0);
        for span in spans {
            let Some(file) = masked.files.get_mut(span.file.0 as usize) else { continue };
            if last != Some(span.file) {
                (last, done) = (Some(span.file), 0);
            }
            let range = done.max(span.start) as usize..span.end as usize;
            if let Some(text) = file.text.get(range.clone()) {
                let stars: String = text.bytes().map(|byte| if byte == b'\n' { '\n' } else { '*' }).collect();
                file.text.replace_range(range, &stars);
                done = done.max(span.end);
            }
        }
        masked
    }

    /// The same sources under other paths, so that what is written down does not depend on how a path was typed.
    #[must_use]
    pub fn renamed(&self, rename: impl Fn(&str) -> String) -> Self {
        let mut renamed = self.clone();
        for file in &mut renamed.files {
            file.path = rename(&file.path);
        }
        renamed
    }

    /// Where a span begins.
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        let Some(file) = self.file(span.file) else {
            return Location { path: String::new(), line: 1, column: 1 };
        };
        let (line, column) = file.position(span.start);
        Location { path: file.path.clone(), line, column }
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Somebody wrote it.
    Written(Span),
    /// An engine of the catalog fixes or suggests it.
    Engine(&'static str),
    /// A rule of the edition, named by the sentence that argues for it.
    Default(&'static str),
}

impl Origin {
    /// The written place, if there is one.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Written(span) => Some(*span),
            Self::Engine(_) | Self::Default(_) => None,
        }
    }
}

/// A value with where it comes from, and what it was written over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
    /// The places that it was written over, the lowest layer first.
    pub overridden: Vec<Origin>,
}

impl<T> Sourced<T> {
    /// A value with its origin.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin, overridden: Vec::new() }
    }

    /// Another value from the same place.
    pub fn with<U>(&self, value: U) -> Sourced<U> {
        Sourced { value, origin: self.origin.clone(), overridden: self.overridden.clone() }
    }
}

/// Offsets fit into 32 bits because no source over 16 MiB is read.
fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", "\u{feff}ä: 1\nbc: 2\r\n");
        let span = |start, end| Span { file: id, start, end };
        assert_eq!(sources.location(span(0, 1)).to_string(), "a.yaml:1:1");
        assert_eq!(sources.location(span(4, 5)).to_string(), "a.yaml:1:4");
        assert_eq!(sources.location(span(6, 8)).to_string(), "a.yaml:2:1");
        assert_eq!(sources.file(id).map(|file| file.line(2)), Some("bc: 2"));
        assert_eq!(sources.text(span(6, 8)), "bc");
    }
}
