//! What is read from a task file.

use super::*;
use crate::task::{Listing, TaskError};

fn fails(text: &str) -> TaskError {
    TaskFile::read(text).unwrap_err()
}

#[test]
fn the_conflicted_fixture() {
    let task = read(CONFLICTED);
    assert_eq!(task.task_id(), TASK);
    assert_eq!(task.title(), Some("Bridge drawings"));
    assert_eq!(task.listing(), Listing::Checklist);
    assert_eq!(paths(&task), [SURVEY, PLAN]);
    let plan = &task.artifacts()[1];
    assert_eq!(plan.name.as_deref(), Some("Load_Plan.json"));
    assert_eq!(plan.lines, [33]);
    let checks: Vec<_> = task.self_checks().iter().map(|c| (c.line, c.ticked)).collect();
    assert_eq!(checks, [(22, false), (23, true)]);
    assert_eq!(task.self_checks()[0].text, "Both drawings exist");
}

#[test]
fn line_endings_do_not_matter() {
    let task = read(&crlf(CONFLICTED));
    assert_eq!((task.task_id(), task.title()), (TASK, Some("Bridge drawings")));
    assert_eq!(paths(&task), [SURVEY, PLAN]);
    assert_eq!(task.self_checks().len(), 2);
}

#[test]
fn a_path_of_both_halves_is_one_artifact() {
    let task = read(TWO_LISTS);
    assert_eq!(task.task_id(), "B-7");
    assert_eq!(task.title(), Some("Two \"halves\""));
    assert_eq!(paths(&task), ["out/common.md", "out/shared.md", "out/ours only.md", "out/theirs.json", "out/bare.md"]);
    assert_eq!(task.artifacts()[1].lines, [8, 13]);
    assert_eq!(task.self_checks().len(), 3);
}

#[test]
fn the_save_output_list_counts_if_there_is_no_checklist() {
    let task = read(SAVE_OUTPUT);
    assert_eq!(task.listing(), Listing::SaveOutput);
    assert_eq!(paths(&task), ["out/a.md", "out/b.json", "c.yaml"]);
    assert_eq!(task.title(), None);
}

#[test]
fn a_dash_in_a_path_or_a_name() {
    let cases = [
        ("- [ ] a - b/c.md - c.md (missing)", "a - b/c.md", Some("c.md")),
        ("- [ ] a - b/c.md — c.md (missing)", "a - b/c.md", Some("c.md")),
        ("- [ ] a/c.md - the plan - draft (missing)", "a/c.md", Some("the plan - draft")),
        ("- [ ] a/c — d.md — c — d.md (missing)", "a/c — d.md", Some("c — d.md")),
        ("- [ ] a/c.md -- c.md (missing)", "a/c.md", Some("c.md")),
        ("- [ ] a/c.md (Markdown) (missing)", "a/c.md", None),
        ("- [ ] a/c-d.md (missing)", "a/c-d.md", None),
        ("- [x] **`a/c.md`** (present)  ", "a/c.md", None),
    ];
    for (line, path, name) in cases {
        let task = read(&with_body(line));
        assert_eq!(paths(&task), [path], "{line}");
        assert_eq!(task.artifacts()[0].name.as_deref(), name, "{line}");
    }
}

#[test]
fn every_box_under_the_checklist_is_an_artifact() {
    let body = "# Artifacts checklist\n- [ ] LICENSE\n- [ ] a.md — a.md (missing), see below\n- b.md\n- a remark\n";
    let task = read(&with_body(body));
    assert_eq!(paths(&task), ["LICENSE", "a.md", "b.md"]);
}

#[test]
fn boxes_elsewhere_and_in_code_are_no_artifacts() {
    let body = "- [ ] a.md (missing)\n- [ ] b.md\n~~~\n- [ ] c.md (missing)\n```\n~~~\n- d.md (missing)\n";
    assert_eq!(paths(&read(&with_body(body))), ["a.md"]);
}

#[test]
fn a_self_check_ends_where_its_item_ends() {
    let body = "- [ ] a.md (missing)\n5. **Self-Check:** first\n- [ ] one\n   - [ ] two\n6. Next\n- [ ] no\n";
    let checks = |text: &str| read(text).self_checks().iter().map(|c| c.line).collect::<Vec<_>>();
    assert_eq!(checks(&with_body(body)), [6, 7]);
    let body = "- [ ] a.md (missing)\n- [ ] Self-Check\n  - [ ] one\n- [ ] no\n";
    assert_eq!(checks(&with_body(body)), [5, 6]);
    let body = "- [ ] a.md (missing)\n## Self Check\n- [ ] one\n\ntext\n- [ ] two\n# Next\n- [ ] no\n";
    assert_eq!(checks(&with_body(body)), [6, 9]);
}

#[test]
fn front_matter_in_many_forms() {
    let ids = ["T-1", "'T-1'", "\"T-1\"", "T-1 # comment", "\"T\\u002d1\"", "T-1   "];
    for id in ids {
        let text = format!("\u{feff}\n---\nother: [1]\n  task_id: no\ntask_id: {id}\n...\n- [ ] a (missing)");
        assert_eq!(read(&text).task_id(), "T-1", "{id}");
    }
}

#[test]
fn front_matter_that_does_not_do() {
    let body = "\n- [ ] a.md (missing)\n";
    assert_eq!(fails(""), TaskError::NoFrontMatter);
    assert_eq!(fails(body), TaskError::NoFrontMatter);
    assert_eq!(fails(&format!("---\ntask_id: T{body}")), TaskError::OpenFrontMatter { line: 1 });
    for fields in ["title: x", "task_id:", "task_id: ~", "task_id: # T", "task_idx: T", "task_id:T"] {
        let text = format!("---\n{fields}\n---{body}");
        assert_eq!(fails(&text), TaskError::NoTaskId, "{fields}");
    }
    for id in ["\"T", "'T", "\"\\q\""] {
        let text = format!("---\ntask_id: {id}\n---{body}");
        assert_eq!(fails(&text), TaskError::UnreadableTaskId { line: 2 }, "{id}");
    }
}

#[test]
fn two_ids_are_refused_with_both_lines() {
    let text = "---\n<<<<<<< a\ntask_id: T1\n=======\ntask_id: T2\n>>>>>>> b\n---\n- [ ] a (missing)\n";
    assert_eq!(fails(text).to_string(), "5: `task_id` is `T2` here and `T1` in line 3");
}

#[test]
fn artifacts_that_do_not_do() {
    assert_eq!(fails(&with_body("nothing\n")), TaskError::NoArtifacts);
    assert_eq!(fails(&with_body("- [ ] (missing)")), TaskError::NoPath { line: 4 });
    for path in ["/etc/a.md", "../a.md", "a/../b.md", "a\\..\\b.md"] {
        let text = with_body(&format!("- [ ] {path} — x (missing)\n"));
        let path = path.to_owned();
        assert_eq!(fails(&text), TaskError::PathOutside { path, line: 4 });
    }
}
