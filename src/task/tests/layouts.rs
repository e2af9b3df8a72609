//! How an entry is set in the layout of the file around it.

use super::*;
use crate::task::set_task_status;

const DIGITS: &str = "00000000aaaaaaaa";

fn set(text: &str) -> String {
    let entry = Entry { completed_at: noon(), artifacts: vec![artifact("a", DIGITS)] };
    let edited = set_task_status(text, "k", "t", &entry).unwrap();
    assert_eq!(set_task_status(&edited, "k", "t", &entry).unwrap(), edited);
    edited.replace(&DIGITS.repeat(4), "D").replace("2026-05-04T10:30:00Z", "T")
}

const TIGHT: &str = r#"{"status":"SUCCEEDED","completedAt":"T","artifacts":[{"path":"a","sha256":"D"}]}"#;
const AIRY: &str = r#"{"status": "SUCCEEDED", "completedAt": "T", "artifacts": [{"path": "a", "sha256": "D"}]}"#;

/// The entry on lines, as it follows `"t": ` at this margin.
fn lines(margin: &str, unit: &str) -> String {
    let rows: [(usize, &str); 9] = [
        (1, "\"status\": \"SUCCEEDED\","),
        (1, "\"completedAt\": \"T\","),
        (1, "\"artifacts\": ["),
        (2, "{"),
        (3, "\"path\": \"a\","),
        (3, "\"sha256\": \"D\""),
        (2, "}"),
        (1, "]"),
        (0, "}"),
    ];
    let row = |(depth, text): (usize, &str)| format!("\n{margin}{}{text}", unit.repeat(depth));
    format!("{{{}", rows.map(row).concat())
}

#[test]
fn one_line() {
    assert_eq!(set(r#"{"a":1}"#), format!(r#"{{"a":1,"k":{{"t":{TIGHT}}}}}"#));
    assert_eq!(set(r#"{"a": 1}"#), format!(r#"{{"a": 1, "k": {{"t": {AIRY}}}}}"#));
    assert_eq!(set(r#"{ "a": 1, "b": 2 } "#), format!(r#"{{ "a": 1, "b": 2, "k": {{"t": {AIRY}}} }} "#));
    assert_eq!(set(r#"{"a":1,"k":{}}"#), format!(r#"{{"a":1,"k":{{"t":{TIGHT}}}}}"#));
    assert_eq!(set(r#"{"k":{"t":{}},"a":1}"#), format!(r#"{{"k":{{"t":{TIGHT}}},"a":1}}"#));
}

#[test]
fn four_blanks_and_tabs() {
    for unit in ["    ", "\t", " "] {
        let entry = lines(&unit.repeat(2), unit);
        assert_eq!(
            set(&format!("{{\n{unit}\"a\": 1\n}}\n")),
            format!("{{\n{unit}\"a\": 1,\n{unit}\"k\": {{\n{unit}{unit}\"t\": {entry}\n{unit}}}\n}}\n")
        );
    }
}

#[test]
fn no_indentation() {
    let entry = lines("", "");
    assert_eq!(set("{\n\"a\": 1\n}"), format!("{{\n\"a\": 1,\n\"k\": {{\n\"t\": {entry}\n}}\n}}"));
}

#[test]
fn an_indented_document() {
    let entry = lines("      ", "  ");
    assert_eq!(
        set("  {\n    \"a\": 1\n  }"),
        format!("  {{\n    \"a\": 1,\n    \"k\": {{\n      \"t\": {entry}\n    }}\n  }}")
    );
}

#[test]
fn empty_objects() {
    let entry = lines("    ", "  ");
    let whole = format!("{{\n  \"k\": {{\n    \"t\": {entry}\n  }}\n}}");
    assert_eq!(set("{}"), whole);
    assert_eq!(set("{\n}\n"), format!("{whole}\n"));
    assert_eq!(set("{\n  \"k\": {}\n}"), whole);
    assert_eq!(set("{\n  \"k\": {\n  }\n}"), whole);
    assert_eq!(set("{\n  \"k\": {\n    \"t\": {}\n  }\n}"), whole);
}

#[test]
fn a_line_of_members_among_lines() {
    let entry = lines("    ", "  ");
    assert_eq!(
        set("{\n  \"a\": 1, \"b\": 2 }"),
        format!("{{\n  \"a\": 1, \"b\": 2,\n  \"k\": {{\n    \"t\": {entry}\n  }} }}")
    );
    assert_eq!(set("{\n  \"k\": {\"u\": {}}\n}"), format!("{{\n  \"k\": {{\"u\": {{}}, \"t\": {AIRY}}}\n}}"));
}

#[test]
fn odd_colons() {
    assert!(set("{\n \"a\" : 1\n}").contains("\"k\" : {\n  \"t\" : {\n"));
    assert!(set("{\n \"a\":\n1\n}").contains("\"k\": {"));
}
