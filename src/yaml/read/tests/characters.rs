//! Tests of tabs, control characters, invisible characters and encodings.

use super::{fixed, has_tree, line, outcome, problems};
use crate::diagnostics::Sink;
use crate::source::Sources;
use crate::yaml::read::{Limits, decode};

/// The problem of bytes that do not decode.
fn refused(bytes: &[u8]) -> Vec<String> {
    let mut sink = Sink::default();
    assert_eq!(decode("a.yaml", bytes.to_vec(), &mut sink), None);
    sink.into_sorted().iter().map(|found| line(&Sources::default(), found)).collect()
}

#[test]
fn files_are_utf8() {
    assert_eq!(
        refused(b"a: 1\nb: \xff\n"),
        ["Y0102 - a.yaml is not UTF-8: byte 8 (0xff, line 2) belongs to no character"]
    );
    assert_eq!(refused(b"\xff\xfea\0:\0"), ["Y0102 - a.yaml is UTF-16 and not UTF-8"]);
}

#[test]
fn a_byte_order_mark_is_dropped_and_line_ends_stay() {
    let mut sink = Sink::default();
    let text = decode("a.yaml", b"\xef\xbb\xbfa: 1\r\n".to_vec(), &mut sink);
    assert_eq!(text.as_deref(), Some("a: 1\r\n"));
    assert!(!sink.has_errors());
}

#[test]
fn tabs_stand_only_in_texts_and_comments() {
    let message = "a tab stands where only blanks may stand";
    assert_eq!(problems("a:\tb\n"), [format!("Y0109 1:3 {message}")]);
    assert_eq!(problems("a: b\t\t# c\n"), [format!("Y0109 1:5 {message}")]);
    assert_eq!(problems("a: x\ty\n\t\nb: [1,\t2]\n"), ["1:5", "2:1", "3:7"].map(|at| format!("Y0109 {at} {message}")));
    assert_eq!(fixed("a:\tb\t\n"), "a: b\n");
    assert!(has_tree("a:\tb\n"));
    let allowed = "a: \"x\ty\"  # \t\nb: 'x\ty'\nc: |\n  x\ty\n  \tz\n\t\n# t\there\nd: >-\n\n  \tx\n  y\ne: f\n";
    assert_eq!(problems(allowed), [""; 0]);
}

#[test]
fn tabs_in_quoted_and_block_texts_are_kept() {
    let (_, node, _) = outcome("- |\n  \tx\n  y\tz\n- \"a\tb\"\n", &Limits::default());
    let text = format!("{node:?}");
    assert!(text.contains("\"\\tx\\ny\\tz\\n\"") && text.contains("\"a\\tb\""), "{text}");
}

#[test]
fn tabs_that_indent_are_told_once() {
    let text = "a:\n\tb: 1\n\tc:\n\t\td: 2\ne: {f: 1, f: 2}\n";
    assert_eq!(problems(text), ["Y0109 2:1 the line is indented with a tab; so are 2 more lines"]);
    assert_eq!(problems("\ta: 1\n"), ["Y0109 1:1 the line is indented with a tab"]);
    assert_eq!(fixed("a:\n\tb: 1\n"), "a:\n  b: 1\n");
    assert!(!has_tree(text));
    assert_eq!(problems("a: \"x\n\ty\"\n"), ["Y0109 2:1 a tab stands where only blanks may stand"]);
    assert_eq!(problems("a: |\n\t\n  foo\n"), ["Y0109 2:1 a tab stands where only blanks may stand"]);
}

#[test]
fn control_characters_are_refused_everywhere() {
    let has = "the text has the control character";
    assert_eq!(
        problems("# \u{7}\na: x\0y\nb: 'c\u{85}'\n"),
        [format!("Y0110 1:3 {has} U+0007"), format!("Y0110 2:5 {has} U+0000"), format!("Y0110 3:6 {has} U+0085")]
    );
    assert_eq!(problems("a: \0\0\0: [\nb: 1\n"), [format!("Y0110 1:4 {has} U+0000")]);
    assert_eq!(problems("a: b\rc: d\n"), ["Y0110 1:5 the text has a carriage return without a line feed"]);
    assert_eq!(fixed("a: x\0y\n"), "a: xy\n");
}

#[test]
fn escapes_of_control_characters_are_refused() {
    assert_eq!(
        problems("a: \"\\0 \\t\\n\\\\0 \\x07 \\u202e\"\n\"\\e\": 1\n"),
        [
            "Y0110 1:5 `\\0` stands for the control character U+0000",
            "Y0110 1:16 `\\x07` stands for the control character U+0007",
            "Y0111 1:21 `\\u202e` stands for the invisible character U+202E",
            "Y0110 2:2 `\\e` stands for the control character U+001B"
        ]
    );
    assert_eq!(problems("a: '\\0'\nb: \\0\nc: \"\\uD83D\\uDE00\"\n"), [""; 0]);
}

#[test]
fn invisible_characters_are_refused_everywhere() {
    let has = "the text has the invisible character";
    assert_eq!(
        problems("# \u{200b}\nb: \u{202e}x\n\u{feff}c: 1\n"),
        [format!("Y0111 1:3 {has} U+200B"), format!("Y0111 2:4 {has} U+202E"), format!("Y0111 3:1 {has} U+FEFF")]
    );
    assert_eq!(problems("\u{a0}a: 1\n"), ["Y0111 1:1 the blank U+00A0 is read as a part of the text"]);
    assert!(has_tree("a: 'x\u{a0}y'\nb: Grüße 日本 ✔\n"));
}
