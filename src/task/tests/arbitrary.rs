//! Arbitrary input: an error or a result, never a panic.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::strategy::Union;

use super::*;
use crate::task::{complete_task_text, set_task_status};

/// Pieces of which task files are made, in any order.
fn task_like() -> impl Strategy<Value = String> {
    let pieces = [
        "---\n",
        "task_id: T\n",
        "task_id: 'T\n",
        "<<<<<<< a\n",
        "=======\n",
        "||||||| b\n",
        ">>>>>>> b\n",
        "# Self-Check\n",
        "## Output Artifacts Checklist\n",
        "- [ ] ",
        "  - [x] ",
        "1. **Save Output**\n",
        "5. **Self-Check**\r\n",
        "a/b.md",
        " — ",
        " - ",
        "(missing)",
        "(present)\n",
        "\n",
        "\r\n",
        "```\n",
        "é",
        "\t",
        "[l](mdc:",
        ")",
        "**",
        "..",
        "\u{feff}",
    ];
    let piece = Union::new(pieces.map(Just));
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Pieces of which JSON is made, in any order.
fn json_like() -> impl Strategy<Value = String> {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"k\"",
        "\"t\"",
        "\\",
        "\\u00",
        "\\ud800",
        "1",
        "-",
        ".",
        "e",
        "true",
        "nul",
        " ",
        "\n",
        "\r\n",
        "\t",
        "é",
        "\u{0}",
        "\u{feff}",
        "{\"k\":{\"t\":",
    ];
    let piece = Union::new(pieces.map(Just));
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn check_task(text: &str) {
    let Ok(task) = TaskFile::read(text) else {
        return;
    };
    assert!(!task.artifacts().is_empty());
    let done = complete_task_text(&task);
    assert_eq!(done.len(), text.len());
    let again = read(&done);
    assert_eq!(paths(&again), paths(&task));
    assert_eq!(complete_task_text(&again), done);
    assert!(again.self_checks().iter().all(|check| check.ticked));
}

fn check_json(text: &str) {
    let serde: Result<serde_json::Value, _> = serde_json::from_str(text);
    let Ok(edited) = set_task_status(text, "k", "t", &entry()) else {
        return;
    };
    assert!(serde.is_ok() || text.contains("\\ud") || text.starts_with('\u{feff}'));
    assert_eq!(set_task_status(&edited, "k", "t", &entry()).unwrap(), edited);
}

proptest! {
    #[test]
    fn pieces_of_a_task_file(text in task_like()) {
        check_task(&text);
        check_task(&format!("---\ntask_id: T\n---\n- [ ] a.md (missing)\n{text}"));
    }

    #[test]
    fn pieces_of_json(text in json_like()) {
        check_json(&text);
        check_json(&format!("{{\"a\":1{text}}}"));
    }

    #[test]
    fn bytes(bytes in vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        check_task(&text);
        check_json(&text);
        prop_assert!(Timestamp::parse(&text).is_err());
    }

    #[test]
    fn a_damaged_fixture(at in any::<usize>(), len in 0_usize..40, with in any::<String>()) {
        for text in [CONFLICTED, TWO_LISTS, SAVE_OUTPUT, STEP_DONE, DNA, RECORDED] {
            let cut = |at: usize| text.floor_char_boundary(at);
            let start = at % text.len();
            let end = (start + len).min(text.len());
            let damaged = format!("{}{with}{}", &text[..cut(start)], &text[cut(end)..]);
            check_task(&damaged);
            check_json(&damaged);
        }
    }

    #[test]
    fn times(seconds in any::<u64>(), text in "[0-9TZ:+. -]{0,30}") {
        let _ = Timestamp::parse_source_date_epoch(&seconds.to_string());
        if let Ok(time) = Timestamp::parse(&text) {
            prop_assert_eq!(Timestamp::parse(time.as_str()), Ok(time));
        }
    }
}
