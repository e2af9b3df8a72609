//! The JSON grammar and the places of errors.

use super::*;
use crate::task::{JsonProblem, TaskError, set_task_status};

fn set(text: &str) -> Result<String, TaskError> {
    set_task_status(text, "k", "t", &entry())
}

fn message(text: &str) -> String {
    set(text).unwrap_err().to_string()
}

#[test]
fn values_of_the_grammar() {
    let values = [
        "0",
        "-0",
        "12",
        "-1.5",
        "1e9",
        "1E+9",
        "0.10e-2",
        "true",
        "false",
        "null",
        "[]",
        "[ ]",
        "[1 , [ 2]]",
        "{}",
        r#""""#,
        r#""\"\\\/\b\f\n\r\t\u00eF é 🦀""#,
        r#""\ud800""#,
        "\"\u{7f}\"",
    ];
    for value in values {
        assert!(set(&format!("{{\"a\" :{value} }}")).is_ok(), "{value}");
    }
    assert!(set("\u{feff} {\"\\ud800\":1,\"\\ud801\":2}\r\n\t ").is_ok());
}

#[test]
fn values_outside_the_grammar() {
    let values = [
        "",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x1",
        "1_0",
        "NaN",
        "Infinity",
        "tru",
        "nul l",
        "True",
        "'a'",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{,}",
        "{\"a\"}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "\"\t\"",
        "1 2",
        "// c\n1",
        "/* c */ 1",
        "\u{a0}1",
    ];
    for value in values {
        let text = format!("{{\"a\": {value}}}");
        assert!(matches!(set(&text), Err(TaskError::Json { .. })), "{value}");
    }
}

#[test]
fn errors_name_their_place() {
    assert_eq!(message(""), "1:1: the text ends where a value should be");
    assert_eq!(message("{\n  \"é\": x\n}"), "2:8: 'x' stands where a value should be");
    assert_eq!(message("{\"a\":1}\n}"), "2:1: '}' stands where the end of the text should be");
    assert_eq!(message("{\"a\":1 \"b\":2}"), "1:8: '\"' stands where `,` or `}` should be");
    assert_eq!(message("{\"a\":1,\n}"), "2:1: '}' stands where a string should be");
    assert_eq!(message("{\"a"), "1:4: the text ends where the closing quote of a string should be");
    assert_eq!(message("<<<<<<< HEAD\n{}"), "1:1: '<' stands where a value should be");
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(set(&nested(127)).is_ok());
    let too_deep = |text: &str| match set(text) {
        Err(TaskError::Json { problem, .. }) => problem == JsonProblem::TooDeep { limit: 128 },
        _ => false,
    };
    assert!(too_deep(&nested(128)));
    assert!(too_deep(&"[".repeat(1_000_000)));
    assert!(too_deep(&"{\"a\":".repeat(1_000_000)));
}
