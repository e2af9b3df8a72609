//! Marks in the lines of a source: what is underlined, and what is said below.

use super::excerpt::{Excerpt, Window};
use super::place::Place;
use super::text;
use crate::diagnostics::Diagnostic;
use crate::source::{SourceFile, Sources};
use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Origin, Snippet};

/// Columns within which marks on different lines share a snippet; they must fit into a terminal together.
const REACH: usize = 80;
/// The last column of a mark that begins within [`REACH`].
const EDGE: usize = 120;
/// Columns of a mark that begins beyond [`REACH`].
const FAR_WIDTH: usize = 60;
/// The column behind which nothing is underlined: counting up to it would take longer than anybody waits.
const REMOTE: usize = 20_000;
/// Lines that a mark may cover.
const MARK_LINES: usize = 1_000;
/// All characters of the line up to the mark, so that columns are right; the renderer shortens lines itself.
const MARKED: Window = Window { before: None, behind: 400 };

/// A place to be marked.
#[derive(Debug)]
struct Mark<'a> {
    /// What of the place is underlined.
    place: Place<'a>,
    kind: AnnotationKind,
    label: &'a str,
    /// Whether it lies so far to the right that nothing else fits beside it.
    far: bool,
    /// Whether it lies so far to the right that the line is not looked through to underline it.
    remote: bool,
}

impl<'a> Mark<'a> {
    /// Cuts a place down to what can be underlined with profit.
    fn new(place: Place<'a>, kind: AnnotationKind, label: &'a str) -> Self {
        let covered = place.text();
        let solid = covered.trim_end().len();
        // A span of nothing but space was meant to show that space.
        let solid = if solid == 0 { first_line(covered).len() } else { solid };
        let place = Place { end: place.start + solid, ..place };
        let indent = text::columns(line_before(&place.file.text, place.start));
        let far = indent > REACH;
        let one_line = far || kind == AnnotationKind::Context || place.text().matches('\n').count() > MARK_LINES;
        let place = if one_line { Place { end: place.start + first_line(place.text()).len(), ..place } } else { place };
        let edge = if far { indent + FAR_WIDTH } else { EDGE };
        Self { place: Place { end: within(place, edge), ..place }, kind, label, far, remote: indent > REMOTE }
    }
}

/// The lines of a problem, with what is to be seen there.
pub(super) fn elements<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Element<'a>> {
    let sheets = sheets(diagnostic, sources);
    let remote = sheets.iter().flatten().filter(|mark| mark.remote && !mark.label.is_empty());
    let notes: Vec<Element<'a>> = remote.map(|mark| Level::NOTE.message(text::one_line(mark.label)).into()).collect();
    sheets.iter().filter_map(|marks| element(marks)).chain(notes).collect()
}

/// The marks of a problem, snippet by snippet: those of a file together, but for the far ones.
fn sheets<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Vec<Mark<'a>>> {
    let primary = diagnostic.span.map(|span| (span, AnnotationKind::Primary, &diagnostic.label));
    let related = diagnostic.related.iter().map(|known| (known.span, AnnotationKind::Context, &known.label));
    let mut sheets: Vec<Vec<Mark<'a>>> = Vec::new();
    for (span, kind, label) in primary.into_iter().chain(related) {
        let Some(place) = Place::of(span, sources) else { continue };
        let mark = Mark::new(place, kind, label);
        let fits = |sheet: &&mut Vec<Mark<'a>>| {
            sheet.iter().all(|known| !known.far && !mark.far && known.place.id == mark.place.id)
        };
        match sheets.iter_mut().find(fits) {
            Some(sheet) => sheet.push(mark),
            None => sheets.push(vec![mark]),
        }
    }
    sheets
}

/// The lines of some marks, or only the place of a remote one.
fn element<'a>(marks: &[Mark<'a>]) -> Option<Element<'a>> {
    let first = marks.first()?;
    if !first.remote {
        return Some(snippet(first.place.file, marks).into());
    }
    let (line, column) = first.place.from();
    Some(Origin::path(text::one_line(&first.place.file.path)).line(line).char_column(column).into())
}

/// The lines of a file that have marks, with these.
fn snippet<'a>(file: &SourceFile, marks: &[Mark<'a>]) -> Snippet<'a, Annotation<'a>> {
    let start = marks.iter().map(|mark| mark.place.start).min().unwrap_or(0);
    let end = marks.iter().map(|mark| mark.place.end).max().unwrap_or(0);
    let interests: Vec<usize> = marks.iter().flat_map(|mark| [mark.place.start, mark.place.end]).collect();
    let excerpt = Excerpt::new(file, &(start..end), &interests, MARKED);
    let annotation = |mark: &Mark<'a>| -> Annotation<'a> {
        let label = (!mark.label.is_empty()).then(|| text::one_line(mark.label));
        mark.kind.span(excerpt.at(mark.place.start)..excerpt.at(mark.place.end)).label(label)
    };
    let annotations: Vec<Annotation<'a>> = marks.iter().map(annotation).collect();
    let mut lines = excerpt.text;
    if lines.ends_with('\n') {
        // Without a break of its own, the renderer takes the empty last line for a part of the line before.
        lines.push('\n');
    }
    let snippet = Snippet::source(lines).line_start(excerpt.first_line).annotations(annotations);
    snippet.path(text::one_line(&file.path))
}

/// The text of a line up to an offset.
pub(super) fn line_before(text: &str, offset: usize) -> &str {
    let head = text.get(..offset).unwrap_or("");
    head.rsplit('\n').next().unwrap_or("")
}

/// The text up to the first line break.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

/// The end of a place, unless it lies behind a column: then the offset of that column in the same line.
fn within(place: Place<'_>, column: usize) -> usize {
    let last = line_before(&place.file.text, place.end);
    place.end - last.len() + text::fitting(last, column)
}
