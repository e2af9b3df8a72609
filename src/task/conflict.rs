//! The two halves of an unresolved merge conflict.
//!
//! Each half is the file as it would be had every conflict been resolved to that side, so that
//! what reads a half needs to know nothing of conflicts.

use super::lines::Line;

/// An unresolved merge conflict, by the lines of its markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// The line of `<<<<<<<`.
    pub start: usize,
    /// The line of `=======`, if there is one.
    pub middle: Option<usize>,
    /// The line of `>>>>>>>`, if there is one.
    pub end: Option<usize>,
}

/// A file taken apart.
pub(super) struct Halves<'t> {
    /// One half if there is no conflict, else ours and theirs.
    pub halves: Vec<Vec<Line<'t>>>,
    /// The conflicts, in order.
    pub conflicts: Vec<Conflict>,
}

/// Takes a file apart at its conflict markers; markers that do not match up are no error.
pub(super) fn halves<'t>(lines: &[Line<'t>]) -> Halves<'t> {
    let mut splitter = Splitter::default();
    for line in lines {
        splitter.take(*line);
    }
    let Splitter { ours, theirs, conflicts, .. } = splitter;
    let halves = if conflicts.is_empty() { vec![ours] } else { vec![ours, theirs] };
    Halves { halves, conflicts }
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Place {
    #[default]
    Common,
    Ours,
    /// The common ancestor, which `merge.conflictStyle = diff3` shows.
    Base,
    Theirs,
}

#[derive(Default)]
struct Splitter<'t> {
    place: Place,
    ours: Vec<Line<'t>>,
    theirs: Vec<Line<'t>>,
    conflicts: Vec<Conflict>,
}

impl<'t> Splitter<'t> {
    fn take(&mut self, line: Line<'t>) {
        if self.turn(&line) {
            return;
        }
        if matches!(self.place, Place::Common | Place::Ours) {
            self.ours.push(line);
        }
        if matches!(self.place, Place::Common | Place::Theirs) {
            self.theirs.push(line);
        }
    }

    /// Moves to another place if the line is a marker. Outside a conflict only `<<<<<<<` is one:
    /// seven equals signs may underline a heading there, and seven `>` may quote.
    fn turn(&mut self, line: &Line<'t>) -> bool {
        let inside = self.place != Place::Common;
        if is_marker(line.text, "<<<<<<<") {
            self.place = Place::Ours;
            self.conflicts.push(Conflict { start: line.number, middle: None, end: None });
        } else if self.place == Place::Ours && is_marker(line.text, "|||||||") {
            self.place = Place::Base;
        } else if inside && self.place != Place::Theirs && is_marker(line.text, "=======") {
            self.place = Place::Theirs;
            self.note(|conflict| conflict.middle = Some(line.number));
        } else if inside && is_marker(line.text, ">>>>>>>") {
            self.place = Place::Common;
            self.note(|conflict| conflict.end = Some(line.number));
        } else {
            return false;
        }
        true
    }

    fn note(&mut self, change: impl FnOnce(&mut Conflict)) {
        if let Some(conflict) = self.conflicts.last_mut() {
            change(conflict);
        }
    }
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
