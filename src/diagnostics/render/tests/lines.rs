//! The format for people: lines that are hard to print.

use super::human::report;
use super::*;

#[test]
fn wide_characters_are_underlined_whole() {
    let (sources, file) = one("ä: 日本語 x\n");
    let problem = Diagnostic::new(&LIMIT, word(&sources, file, "本語"), "wide").label("6 columns from 6");
    let expected = "
warning[X0202]: wide
 --> shop/stores.yaml:1:5
  |
1 | ä: 日本語 x
  |      ^^^^ 6 columns from 6
";
    assert_eq!(report(problem, &sources), expected);
}

#[test]
fn control_characters_are_pictures() {
    let (sources, file) = one("a: x\u{1b}[31m\u{9b}\u{202e}y\tz\n");
    let place = word(&sources, file, "y");
    let problem = Diagnostic::new(&LIMIT, place, "not \u{1b}[31m so\tgood\u{7}")
        .label("a\r\nb\u{7f}")
        .help("\u{85}x")
        .fix(place, "\u{1b}[0m\r");
    let expected = "
warning[X0202]: not ␛[31m so good␇
 --> shop/stores.yaml:1:12
  |
1 | a: x␛[31m��y    z
  |            ^ a\\r\\nb␡
  |
  = help: �x
help: write this instead
  |
1 - a: x␛[31m��y    z
1 + a: x␛[31m��␛[0m\\r    z
  |
";
    assert_eq!(report(problem, &sources), expected);
}

#[test]
fn windows_line_breaks_leave_no_trace() {
    let (sources, file) = one("a: 1\r\nb: 2\r\nc: 3\r\n");
    let line = word(&sources, file, "b: 2\r\n");
    let problem = Diagnostic::new(&LIMIT, line, "needless").related(word(&sources, file, "3"), "as here").fix(line, "");
    let expected = "
warning[X0202]: needless
 --> shop/stores.yaml:2:1
  |
2 | b: 2
  | ^^^^
3 | c: 3
  |    - as here
  |
help: remove this
  |
2 - b: 2
  |
";
    assert_eq!(report(problem, &sources), expected);
}

#[test]
fn the_end_of_a_file_is_a_place() {
    let text = "a: 1\nb: 2\n";
    let (sources, file) = one(text);
    let end = span(file, text.len(), text.len());
    let problem = Diagnostic::new(&LIMIT, end, "`c` is missing")
        .label("here")
        .related(word(&sources, file, "a"), "since this is there")
        .fix(end, "c: 3\n");
    let expected = "
warning[X0202]: `c` is missing
 --> shop/stores.yaml:3:1
  |
1 | a: 1
  | - since this is there
2 | b: 2
3 |
  | ^ here
  |
help: insert this
  |
3 + c: 3
  |
";
    assert_eq!(report(problem, &sources), expected);
}

#[test]
fn a_file_may_end_within_a_line() {
    let text = "a: 1";
    let (sources, file) = one(text);
    let end = span(file, text.len(), text.len());
    let problem = Diagnostic::new(&LIMIT, end, "`b` is missing").fix(end, "\nb: 2\n");
    let expected = "
warning[X0202]: `b` is missing
 --> shop/stores.yaml:1:5
  |
1 | a: 1
  |     ^
  |
help: insert this
  |
1 ~ a: 1
2 + b: 2
  |
";
    assert_eq!(report(problem, &sources), expected);
}

#[test]
fn a_file_may_be_empty() {
    let (sources, file) = one("");
    let start = span(file, 0, 0);
    let problem = Diagnostic::new(&LIMIT, start, "nothing here").fix(start, "a: 1\n");
    let expected = "
warning[X0202]: nothing here
 --> shop/stores.yaml:1:1
  |
1 |
  | ^
  |
help: insert this
  |
1 + a: 1
  |
";
    assert_eq!(report(problem, &sources), expected);
}

#[test]
fn long_lines_are_cut_on_both_sides() {
    let (sources, file) = one(&format!("a: {}word{}\nb: 1\n", "x".repeat(5_000), "y".repeat(5_000)));
    let place = word(&sources, file, "word");
    let problem = Diagnostic::new(&LIMIT, place, "long")
        .label("somewhere")
        .related(word(&sources, file, "b"), "after it")
        .related(span(file, 1, 10_000), "and most of the line")
        .fix(place, "WORD");
    let shown = report(problem, &sources);
    assert!(shown.contains(" --> shop/stores.yaml:1:5004\n"), "{shown}");
    assert!(shown.contains(" ::: shop/stores.yaml:1:2\n"), "{shown}");
    assert!(shown.contains("xxWORDyy"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() <= 150), "{shown}");
}

#[test]
fn long_spans_are_folded() {
    let (sources, file) = one(&"a: 1\n".repeat(900));
    let shown = report(Diagnostic::new(&LIMIT, span(file, 0, 4_500), "long").label("all"), &sources);
    assert!(shown.lines().count() < 15, "{shown}");
    assert!(shown.contains("900 | |"), "{shown}");
}

#[test]
fn beyond_counting_only_the_place_is_named() {
    let (sources, file) = one(&format!("{}word{}", "x".repeat(30_000), "y".repeat(30_000)));
    let place = word(&sources, file, "word");
    let problem = Diagnostic::new(&LIMIT, place, "very long")
        .label("somewhere")
        .related(span(file, 0, 1), "the line begins here")
        .fix(place, "WORD");
    let shown = report(problem, &sources);
    let expected = "
warning[X0202]: very long
 --> shop/stores.yaml:1:30001
  |
 ::: shop/stores.yaml:1:1
  |
1 | xxxxxx";
    assert!(shown.starts_with(expected), "{shown}");
    assert!(shown.contains("\n  = note: somewhere\nhelp: write this instead\n"), "{shown}");
    assert!(shown.contains("xxWORDyy"), "{shown}");
}
