//! The marks that a completion makes in a task file.

use super::*;
use crate::task::complete_task_text;

const PAIRS: [(&str, &str); 3] =
    [(CONFLICTED, CONFLICTED_DONE), (TWO_LISTS, TWO_LISTS_DONE), (SAVE_OUTPUT, SAVE_OUTPUT_DONE)];

#[test]
fn only_the_marks_change() {
    for (before, after) in PAIRS {
        assert_eq!(complete_task_text(&read(before)), after);
    }
}

#[test]
fn line_endings_stay() {
    for (before, after) in PAIRS {
        assert_eq!(complete_task_text(&read(&crlf(before))), crlf(after));
    }
}

#[test]
fn a_second_time_changes_nothing() {
    for (_, after) in PAIRS {
        assert_eq!(complete_task_text(&read(after)), after);
    }
}

#[test]
fn a_byte_order_mark_and_a_missing_last_newline_stay() {
    let text = "\u{feff}---\ntask_id: T\n---\n- [ ] é.md — é.md (missing)";
    let done = "\u{feff}---\ntask_id: T\n---\n- [x] é.md — é.md (present)";
    assert_eq!(complete_task_text(&read(text)), done);
}

#[test]
fn a_line_half_marked_is_marked_wholly() {
    for line in ["- [x] a.md (missing)", "- [ ] a.md (present)", "- [X] a.md (Missing)"] {
        let done = complete_task_text(&read(&with_body(line)));
        assert!(done.to_lowercase().ends_with("- [x] a.md (present)"), "{done}");
    }
}
