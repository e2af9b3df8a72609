//! The entry of a task in a state file.

use super::*;
use crate::task::{Sha256, TaskError, set_task_status, task_status};

fn set(text: &str, key: &str) -> String {
    set_task_status(text, key, TASK, &entry()).unwrap()
}

fn message(text: &str) -> String {
    set_task_status(text, "taskStatus", TASK, &entry()).unwrap_err().to_string()
}

#[test]
fn a_missing_key_is_put_last() {
    assert_eq!(set(STEP, "taskStatus"), STEP_DONE);
    assert_eq!(set(DNA, "task_status"), DNA_DONE);
}

#[test]
fn line_endings_are_matched() {
    assert_eq!(set(&crlf(STEP), "taskStatus"), crlf(STEP_DONE));
    assert_eq!(set(&crlf(DNA), "task_status"), crlf(DNA_DONE));
    assert_eq!(set(&crlf(RECORDED), "taskStatus"), crlf(RECORDED_DONE));
}

#[test]
fn another_entry_of_this_task_is_replaced_and_nothing_else() {
    assert_eq!(set(RECORDED, "taskStatus"), RECORDED_DONE);
}

#[test]
fn the_same_artifacts_change_nothing() {
    let mut again = entry();
    again.completed_at = later();
    again.artifacts.reverse();
    for (text, key) in [(STEP_DONE, "taskStatus"), (DNA_DONE, "task_status"), (RECORDED_DONE, "taskStatus")] {
        assert_eq!(set_task_status(text, key, TASK, &again).unwrap(), text);
    }
    let shouted = STEP_DONE.replace("0123456789abcdef", "0123456789ABCDEF");
    assert_eq!(set_task_status(&shouted, "taskStatus", TASK, &again).unwrap(), shouted);
}

#[test]
fn other_artifacts_replace_the_entry_with_its_time() {
    let mut other = entry();
    other.completed_at = later();
    other.artifacts[0].sha256 = digest("00000000aaaaaaaa");
    let expected = STEP_DONE
        .replace(&"0123456789abcdef".repeat(4), &"00000000aaaaaaaa".repeat(4))
        .replace("2026-05-04T10:30:00Z", "2027-01-01T00:00:00Z");
    let edited = set_task_status(STEP_DONE, "taskStatus", TASK, &other).unwrap();
    assert_eq!(edited, expected);
    assert_eq!(task_status(&edited, "taskStatus", TASK).unwrap(), Some(other));
}

#[test]
fn an_entry_that_does_not_say_success_is_replaced() {
    let broken = [
        ("SUCCEEDED", "RUNNING"),
        ("2026-05-04T10:30:00Z", "yesterday"),
        ("0123456789abcdef", "0123456789abcdeg"),
        ("completedAt", "completed_at"),
    ];
    for (from, to) in broken {
        let text = STEP_DONE.replace(from, to);
        assert_eq!(task_status(&text, "taskStatus", TASK).unwrap(), None);
        assert_eq!(set(&text, "taskStatus"), STEP_DONE, "{to}");
    }
}

#[test]
fn a_second_task_goes_after_the_first() {
    let edited = set_task_status(STEP_DONE, "taskStatus", "Z", &entry()).unwrap();
    assert_eq!(task_status(&edited, "taskStatus", TASK).unwrap(), Some(entry()));
    assert_eq!(task_status(&edited, "taskStatus", "Z").unwrap(), Some(entry()));
    let (first, rest) = edited.split_once(",\n    \"Z\": {\n      \"status\"").unwrap();
    assert!(STEP_DONE.starts_with(first));
    assert!(rest.ends_with("\n      ]\n    }\n  }\n}\n"));
}

#[test]
fn ids_and_paths_are_escaped() {
    let id = "a\"b\\c\n\u{1}é";
    let mut odd = entry();
    odd.artifacts[0].path = id.to_owned();
    let edited = set_task_status("{}", id, id, &odd).unwrap();
    assert_eq!(task_status(&edited, id, id).unwrap(), Some(odd));
}

#[test]
fn values_of_another_shape_are_named_and_refused() {
    let shapes =
        [("[]", "an array"), ("\"x\"", "a string"), ("null", "null"), ("true", "a boolean"), ("-1", "a number")];
    for (value, kind) in shapes {
        assert_eq!(
            message(&format!("{{\n \"taskStatus\": {value}}}")),
            format!("2:16: `taskStatus` is {kind}, but must be an object; nothing was changed")
        );
        assert_eq!(
            message(&format!("{{\"taskStatus\":{{\"{TASK}\":{value}}}}}")),
            format!("1:29: `{TASK}` in `taskStatus` is {kind}, but must be an object; nothing was changed")
        );
        assert_eq!(
            message(value),
            format!("1:1: the whole text is {kind}, but must be an object; nothing was changed")
        );
    }
}

#[test]
fn keys_that_are_there_twice_are_refused() {
    assert_eq!(
        message("{\"é\":1,\n\"\\u00e9\":2}"),
        "2:1: the key \"\\u00e9\" is here for the second time; it was first at 1:2"
    );
    assert!(message("{\"taskStatus\":{\"x\":{},\"x\":{}}}").starts_with("1:23: the key \"x\""));
    // Twice further in is no business of ours.
    set("{\"a\":{\"x\":1,\"x\":2}}", "taskStatus");
}

#[test]
fn digests_are_checked() {
    let long = "0".repeat(65);
    for text in ["", "00", long.as_str(), "é".repeat(32).as_str()] {
        let text = text.to_owned();
        assert_eq!(text.parse::<Sha256>(), Err(TaskError::Digest { text }));
    }
    assert_eq!("AB".repeat(32).parse::<Sha256>().unwrap().as_str(), "ab".repeat(32));
}
