//! Corrections for people: the lines as they would be afterwards.

use super::excerpt::{Excerpt, Window};
use super::marks::line_before;
use super::place::Place;
use super::text;
use crate::diagnostics::{Diagnostic, Fix};
use crate::source::Sources;
use annotate_snippets::{Group, Level, Patch, Snippet};

/// Lines that a correction may replace or write and still be shown.
const LINES: usize = 12;
/// Characters of a written line.
const WIDTH: usize = 120;
/// Lines are shortened here, because the renderer does it for marked lines only.
const WINDOW: Window = Window { before: Some(50), behind: 70 };

/// The corrected lines, unless nothing changes or nobody would read that much.
pub(super) fn group<'a>(fix: &'a Fix, diagnostic: &Diagnostic, sources: &'a Sources) -> Option<Group<'a>> {
    let place = Place::of(fix.span, sources)?;
    let replacement = fix.replacement.replace("\r\n", "\n");
    let covered = place.text();
    if covered == replacement || covered.lines().count() > LINES || replacement.lines().count() > LINES {
        return None;
    }
    let order = match (covered.is_empty(), replacement.is_empty()) {
        (true, _) => "insert this",
        (_, true) => "remove this",
        _ => "write this instead",
    };
    let elsewhere = diagnostic.span.is_none_or(|span| span.file != fix.span.file);
    let title = if elsewhere { format!("in {}, {order}", text::one_line(&place.file.path)) } else { order.to_owned() };
    let (place, replacement) = without_last_break(place, &replacement);
    Some(Level::HELP.secondary_title(title).element(snippet(place, replacement)))
}

/// A correction without the line break at the end of whole lines: with it, the next line would seem to change too.
fn without_last_break<'a, 'b>(place: Place<'a>, replacement: &'b str) -> (Place<'a>, &'b str) {
    let covered = place.text();
    let Some(lines) = covered.strip_suffix('\n').map(|lines| lines.strip_suffix('\r').unwrap_or(lines)) else {
        return (place, replacement);
    };
    let shorter = Place { end: place.start + lines.len(), ..place };
    let whole = line_before(&place.file.text, place.start).is_empty();
    match replacement.strip_suffix('\n') {
        Some(written) => (shorter, written),
        None if whole && replacement.is_empty() && !lines.is_empty() => (shorter, replacement),
        None => (place, replacement),
    }
}

/// The lines with the replacement in them.
fn snippet<'a>(place: Place<'a>, replacement: &str) -> Snippet<'a, Patch<'a>> {
    // A long line is shown around the beginning of the correction; its end only counts on a line of its own.
    let interests: &[usize] = if place.text().contains('\n') { &[place.start, place.end] } else { &[place.start] };
    let excerpt = Excerpt::new(place.file, &(place.start..place.end), interests, WINDOW);
    let range = excerpt.at(place.start)..excerpt.at(place.end);
    let written: Vec<String> =
        replacement.split('\n').map(|line| text::shortened(&text::one_line(line), WIDTH)).collect();
    let patch = Patch::new(range, written.join("\n"));
    Snippet::source(excerpt.text).line_start(excerpt.first_line).patch(patch)
}
