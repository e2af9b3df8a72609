//! Merge conflicts in a task file, whole and damaged.

use super::*;
use crate::task::{Conflict, complete_task_text};

fn conflict(start: usize, middle: Option<usize>, end: Option<usize>) -> Conflict {
    Conflict { start, middle, end }
}

#[test]
fn the_lines_of_a_conflict() {
    let task = read(CONFLICTED);
    assert!(task.conflicted());
    assert_eq!(task.conflicts(), [conflict(6, Some(27), Some(48))]);
    assert!(!read(SAVE_OUTPUT).conflicted());
}

#[test]
fn several_conflicts_one_with_its_base() {
    let expected = [conflict(7, Some(12), Some(16)), conflict(21, Some(24), Some(26))];
    assert_eq!(read(TWO_LISTS).conflicts(), expected);
}

#[test]
fn a_conflict_over_the_whole_file() {
    let half = with_body("- [ ] a.md (missing)\n# Self-Check\n- [ ] b\n");
    let text = format!("<<<<<<< a\n{half}=======\n{half}>>>>>>> b\n");
    let task = read(&text);
    assert_eq!(task.task_id(), "T");
    assert_eq!(task.artifacts()[0].lines, [5, 12]);
    let done = complete_task_text(&task);
    assert_eq!(done, text.replace("[ ]", "[x]").replace("(missing)", "(present)"));
}

#[test]
fn one_half_without_front_matter() {
    let text = "<<<<<<< a\n---\ntask_id: T\n---\n- [ ] a (missing)\n=======\n- [ ] b (missing)\n>>>>>>> b";
    assert_eq!(paths(&read(text)), ["a", "b"]);
}

#[test]
fn damaged_markers_are_read_as_far_as_they_go() {
    let end = "- [ ] a.md (missing)\n# Self-Check\n- [ ] b\n";
    let cases = [
        ("<<<<<<< a\n", 1),
        ("<<<<<<< a\n=======\n", 1),
        ("<<<<<<< a\n>>>>>>> b\n", 1),
        ("<<<<<<<\n<<<<<<< a\n=======\n>>>>>>>\n", 2),
        ("=======\n>>>>>>> b\n", 0),
        ("<<<<<<<<\n========\n", 0),
    ];
    for (markers, count) in cases {
        let text = with_body(&format!("{markers}{end}"));
        let task = read(&text);
        assert_eq!(task.conflicts().len(), count, "{markers}");
        let done = text.replace("[ ]", "[x]").replace("(missing)", "(present)");
        assert_eq!(complete_task_text(&task), done, "{markers}");
    }
}

#[test]
fn code_left_open_in_one_half_does_not_hide_the_other() {
    let text = with_body("<<<<<<< a\n```\n=======\n>>>>>>> b\n- [ ] a.md (missing)\n");
    assert_eq!(paths(&read(&text)), ["a.md"]);
}

#[test]
fn a_box_of_two_meanings_is_ticked_once() {
    let heads = "<<<<<<< a\n# Self-Check\n=======\n# Artifact checklist\n>>>>>>> b\n";
    let text = with_body(&format!("{heads}- [ ] a.md — a.md (missing)\n"));
    let task = read(&text);
    assert_eq!((task.artifacts().len(), task.self_checks().len()), (1, 1));
    let done = text.replace("[ ]", "[x]").replace("(missing)", "(present)");
    assert_eq!(complete_task_text(&task), done);
}
