//! Spans resolved to lines and columns.

use crate::source::{FileId, SourceFile, Sources, Span};
use serde::Serialize;

/// A span within its file: always inside the text and on character boundaries, whatever the span says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub id: FileId,
    pub file: &'a SourceFile,
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl<'a> Place<'a> {
    /// The place of a span, unless the span belongs to other sources.
    pub fn of(span: Span, sources: &'a Sources) -> Option<Self> {
        let file = sources.file(span.file)?;
        let start = boundary(&file.text, span.start);
        Some(Self { id: span.file, file, start, end: boundary(&file.text, span.end).max(start) })
    }

    /// The text that is covered.
    pub fn text(&self) -> &'a str {
        self.file.text.get(self.start..self.end).unwrap_or("")
    }

    /// Line and column of the first character.
    pub fn from(&self) -> (usize, usize) {
        position(self.file, self.start)
    }

    /// Line and column behind the last character.
    pub fn to(&self) -> (usize, usize) {
        position(self.file, self.end)
    }
}

/// Line and column of an offset, both from 1.
pub(super) fn position(file: &SourceFile, offset: usize) -> (usize, usize) {
    file.position(u32::try_from(offset).unwrap_or(u32::MAX))
}

/// The nearest offset at or before this one where a character or a line break begins.
fn boundary(text: &str, offset: u32) -> usize {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    let whole = |at| {
        let (head, tail) = text.split_at_checked(at)?;
        (!head.ends_with('\r') || !tail.starts_with('\n')).then_some(at)
    };
    (0..=offset).rev().find_map(whole).unwrap_or(0)
}

/// A place as JSON names it; without a place, every value is `null`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Range<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    byte_start: Option<usize>,
    byte_end: Option<usize>,
}

impl<'a> Range<'a> {
    /// The range of a span, or nulls.
    pub fn of(span: Option<Span>, sources: &'a Sources) -> Self {
        let Some(place) = span.and_then(|span| Place::of(span, sources)) else { return Self::default() };
        let ((line, column), (end_line, end_column)) = (place.from(), place.to());
        Self {
            file: Some(&place.file.path),
            line: Some(line),
            column: Some(column),
            end_line: Some(end_line),
            end_column: Some(end_column),
            byte_start: Some(place.start),
            byte_end: Some(place.end),
        }
    }
}
