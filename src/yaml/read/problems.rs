//! The problems of one file while it is read.

use crate::diagnostics::codes::yaml as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::{FileId, Span};
use std::ops::Range;

/// More problems than this help nobody, and finding them all in a hostile file would take its time.
const MOST: usize = 100;

/// Collects problems, keeps consequences of earlier ones out, and knows whether the tree can still be relied on.
pub(super) struct Problems<'a> {
    file: FileId,
    /// The text as it is written.
    pub(super) text: &'a str,
    found: Vec<Diagnostic>,
    tainted: Vec<Range<usize>>,
    broken: bool,
}

impl<'a> Problems<'a> {
    pub(super) fn new(file: FileId, text: &'a str) -> Self {
        Self { file, text, found: Vec::new(), tainted: Vec::new(), broken: false }
    }

    /// The span of the characters that a range of bytes touches.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (mut start, mut end) = (range.start.min(self.text.len()), range.end.min(self.text.len()));
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        Span { file: self.file, start: offset(start), end: offset(end) }
    }

    /// The text as it is written in a range.
    pub(super) fn written(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or("")
    }

    /// Takes a problem in, unless its place is spoiled by an earlier one or there are enough.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        if diagnostic.span.is_none_or(|span| self.wants(span.start as usize)) {
            self.found.push(diagnostic);
        }
    }

    /// Takes in a problem after which there is no tree.
    pub(super) fn break_with(&mut self, diagnostic: Diagnostic) {
        self.broken = true;
        self.add(diagnostic);
    }

    /// From now on, problems in this range are taken for consequences of one already known.
    pub(super) fn taint(&mut self, range: Range<usize>) {
        if self.tainted.len() < MOST && self.tainted.last() != Some(&range) {
            self.tainted.push(range);
        }
    }

    /// Leaves no tree.
    pub(super) fn spoil(&mut self) {
        self.broken = true;
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    /// Whether a problem at a place would be kept. Whoever searches a lot of text to word one asks before.
    pub(super) fn wants(&self, at: usize) -> bool {
        self.found.len() < MOST && !self.tainted.iter().any(|range| range.start <= at && at <= range.end)
    }

    /// How many problems there are, for [`Problems::forget`].
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Drops the problems found since there were `count`: they follow from one that is about to be told.
    pub(super) fn forget(&mut self, count: usize) {
        self.found.truncate(count);
    }

    /// Drops missing values on the line of a syntax error: most likely they follow from the same accident.
    pub(super) fn forget_empty_values(&mut self, line: &Range<usize>) {
        let on_line = |at: u32| line.start <= at as usize && at as usize <= line.end;
        self.found
            .retain(|found| found.code != &codes::EMPTY_VALUE || !found.span.is_some_and(|span| on_line(span.start)));
    }

    /// Hands the problems over in the order of their places.
    pub(super) fn finish(mut self, sink: &mut Sink) {
        if self.broken && self.found.is_empty() {
            // Whoever gets no tree is told why, even if all that was found was taken for a consequence.
            let span = self.span(0..0);
            self.found.push(Diagnostic::new(&codes::SYNTAX, span, "the file cannot be read"));
        }
        let enough = self.found.len() == MOST;
        self.found.sort_by_key(|found| found.span);
        if let Some(last) = self.found.last_mut().filter(|_| enough) {
            last.help.push(format!("Only the first {MOST} problems of this file are shown."));
        }
        self.found.into_iter().for_each(|found| sink.push(found));
    }
}
