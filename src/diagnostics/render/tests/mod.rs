//! Renderers compared with the text that people and programs expect.

mod human;
mod lines;
mod programs;
mod props;

use super::{Format, Options, render};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};

/// A code of no letter.
pub static ENGINE: Code = Code {
    id: "X0101",
    severity: Severity::Error,
    title: "unknown engine",
    explanation: "A store is run by an engine of the catalog; nothing is known about any other.",
};

/// A milder one.
pub static LIMIT: Code = Code {
    id: "X0202",
    severity: Severity::Warning,
    title: "limit without need",
    explanation: "A limit that no need explains is a guess; write down the need instead.",
};

/// The mildest.
pub static HINT: Code = Code {
    id: "X0303",
    severity: Severity::Note,
    title: "something to know",
    explanation: "Nothing is wrong, but somebody may want to know about this.",
};

/// A source of one file.
pub fn one(text: &str) -> (Sources, FileId) {
    let mut sources = Sources::default();
    let id = sources.add("shop/stores.yaml", text);
    (sources, id)
}

/// The span of a word in a file.
pub fn word(sources: &Sources, file: FileId, word: &str) -> Span {
    let at = sources.file(file).and_then(|known| known.text.find(word)).expect("the word is there");
    span(file, at, at + word.len())
}

/// A span.
pub fn span(file: FileId, start: usize, end: usize) -> Span {
    let offset = |at| u32::try_from(at).expect("a small file");
    Span { file, start: offset(start), end: offset(end) }
}

/// Renders without color.
pub fn plain(diagnostics: &[Diagnostic], sources: &Sources, format: Format) -> String {
    render(diagnostics, sources, format, &Options::default())
}
