//! Lines cut out of a source for a snippet, harmless and of bearable length.

use super::place::position;
use super::text;
use crate::source::SourceFile;
use std::ops::Range;

/// How many lines around a place of interest are filled in.
const NEAR: usize = 5;

/// Lines of a source as a terminal may see them, with the way from the file's offsets to their own.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The lines.
    pub text: String,
    /// The number of the first one.
    pub first_line: usize,
    /// Offsets in the file and in the excerpt, ascending.
    offsets: Vec<(usize, usize)>,
}

/// Which characters of a line are worth showing: those around the places of interest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// How many characters before the first place; `None` keeps all of them, and with them the columns.
    pub before: Option<usize>,
    /// How many characters behind the last place.
    pub behind: usize,
}

impl Excerpt {
    /// Cuts out the lines that a range touches.
    ///
    /// `interests` are offsets within the range. Lines far from all of them are left empty: they only keep the count.
    pub fn new(file: &SourceFile, range: &Range<usize>, interests: &[usize], window: Window) -> Self {
        let head = file.text.get(..range.start).unwrap_or("");
        let mut offset = head.rfind('\n').map_or(0, |at| at + 1);
        let first_line = position(file, range.start).0;
        let lines: Vec<usize> = interests.iter().map(|&at| position(file, at).0).collect();
        let mut excerpt = Self { text: String::new(), first_line, offsets: Vec::new() };
        let rest = file.text.get(offset..).unwrap_or("");
        for (number, line) in (first_line..).zip(rest.split('\n')) {
            let body = Line { text: line, offset, closed: offset + line.len() < file.text.len() };
            let near = lines.iter().any(|known| known.abs_diff(number) <= NEAR);
            excerpt.push(&body, near.then(|| body.visible(interests, window)));
            offset += line.len() + 1;
            if offset > range.end {
                break;
            }
        }
        excerpt
    }

    /// Where an offset of the file lies in the excerpt.
    pub fn at(&self, offset: usize) -> usize {
        let behind = self.offsets.partition_point(|&(known, _)| known <= offset);
        behind.checked_sub(1).and_then(|at| self.offsets.get(at)).map_or(0, |&(_, here)| here)
    }

    /// Adds the visible characters of a line, or an empty line.
    fn push(&mut self, line: &Line<'_>, visible: Option<Range<usize>>) {
        let text = line.without_break();
        let range = visible.unwrap_or(0..0);
        if range.start > 0 {
            self.text.push('…');
        }
        for (index, (at, c)) in text.char_indices().enumerate().skip(range.start) {
            self.offsets.push((line.offset + at, self.text.len()));
            if index >= range.end {
                self.text.push('…');
                break;
            }
            self.text.push(if c == '\t' { c } else { text::picture(c) });
        }
        self.offsets.push((line.offset + text.len(), self.text.len()));
        if line.closed {
            self.text.push('\n');
        }
    }
}

/// A line of a file.
struct Line<'a> {
    text: &'a str,
    offset: usize,
    /// Whether a line break follows.
    closed: bool,
}

impl<'a> Line<'a> {
    fn without_break(&self) -> &'a str {
        if self.closed { self.text.strip_suffix('\r').unwrap_or(self.text) } else { self.text }
    }

    /// The characters to be seen, by number.
    fn visible(&self, interests: &[usize], window: Window) -> Range<usize> {
        let column = |at: &usize| {
            let before = at.checked_sub(self.offset).and_then(|len| self.text.get(..len))?;
            Some(before.chars().count())
        };
        let columns = || interests.iter().filter_map(column);
        let behind = columns().max().unwrap_or(0).saturating_add(window.behind);
        let before = window.before.map_or(0, |before| columns().min().unwrap_or(0).saturating_sub(before));
        before..behind
    }
}
