//! Marks: the few bytes of a task file that change when the task is done.

use std::ops::Range;

use super::file::TaskFile;
use super::item::CheckBox;

/// A replacement in a task file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    span: Range<usize>,
    text: &'static str,
}

impl Mark {
    /// Ticks a box; none if it is ticked.
    pub fn tick(check_box: CheckBox) -> Option<Self> {
        (!check_box.ticked).then_some(Self { span: check_box.at..check_box.at + 1, text: "x" })
    }

    /// Writes `(present)` over a state that says otherwise; none if it says so.
    pub fn present(text: &str, state: Range<usize>) -> Option<Self> {
        let written = text.get(state.clone())?;
        (!written.eq_ignore_ascii_case("(present)")).then_some(Self { span: state, text: "(present)" })
    }

    /// Where the mark goes, to put marks in order.
    pub fn start(&self) -> usize {
        self.span.start
    }
}

/// The task file with every artifact marked present and every self-check ticked, in all halves of
/// a merge conflict; all other bytes are as they were.
///
/// Whether that may be said is for [`complete`](super::complete()) to judge.
#[must_use]
pub fn complete_task_text(task: &TaskFile) -> String {
    let text = task.text();
    let mut edited = String::with_capacity(text.len());
    let mut copied = 0;
    for mark in task.marks() {
        edited.push_str(text.get(copied..mark.span.start).unwrap_or(""));
        edited.push_str(mark.text);
        copied = mark.span.end;
    }
    edited.push_str(text.get(copied..).unwrap_or(""));
    edited
}
