//! Tests of what YAML itself refuses, and of accidents with words of their own.

use super::{fixed, has_tree, help, outcome, problems};
use crate::yaml::read::Limits;

/// One problem with this line, no tree.
fn only(text: &str, expected: &str) {
    assert_eq!(problems(text), [expected], "{text}");
    assert!(!has_tree(text), "{text}");
}

#[test]
fn references_inside_brackets_need_quotes() {
    let message = "inside brackets a reference needs quotes";
    only("k: {a: ${x.host}, b: 1}\n", &format!("Y0115 1:8 {message}"));
    only("k: [pre-${x}/y, z]\n", &format!("Y0115 1:5 {message}"));
    assert_eq!(fixed("k: {a: ${x.host}, b: 1}\n"), "k: {a: \"${x.host}\", b: 1}\n");
    assert_eq!(fixed("k: [pre-${x}/y, z]\n"), "k: [\"pre-${x}/y\", z]\n");
    assert_eq!(help("{a: ${x.host}}"), "Quote it: \"${x.host}\".");
    assert_eq!(problems("k: ${x.host}:80\n"), [""; 0]);
}

#[test]
fn stars_need_quotes() {
    let message = "a text that begins with `*` needs quotes";
    only("s: */5 * * * *  # often\nb: 1\n", &format!("Y0114 1:4 {message}"));
    only("- * * * * *\n", &format!("Y0114 1:3 {message}"));
    only("a: [x, *.foo.org, y]\n", &format!("Y0114 1:8 {message}"));
    assert_eq!(help("s: */5 * * * *\n"), "Quote the cron line: \"*/5 * * * *\".");
    assert_eq!(help("h: *.foo.org\n"), "Put it in quotes: \"*.foo.org\".");
    assert_eq!(fixed("s: */5 * * * *  # often\n"), "s: \"*/5 * * * *\"  # often\n");
    assert_eq!(fixed("a: [x, *.foo.org, y]\n"), "a: [x, \"*.foo.org\", y]\n");
}

#[test]
fn reserved_characters_need_quotes() {
    only("a: @foo\n", "Y0114 1:4 a text that begins with `@` needs quotes");
    only("a: `foo`\n", "Y0114 1:4 a text that begins with a backtick needs quotes");
    only("a: {b: %d, c: 1}\n", "Y0114 1:8 a text that begins with `%` needs quotes");
    only("a: , b\n", "Y0114 1:4 a text that begins with `,` needs quotes");
    only("a: ? b\n", "Y0114 1:4 a text that begins with `?` needs quotes");
    only("a: & b\n", "Y0114 1:4 a text that begins with `&` needs quotes");
    assert_eq!(fixed("a: {b: %d, c: 1}\n"), "a: {b: \"%d\", c: 1}\n");
    assert_eq!(fixed("a: @say \"hi\" # x\n"), "a: '@say \"hi\"' # x\n");
}

#[test]
fn templates_need_quotes() {
    let message = "a text that begins with `{{` needs quotes";
    only("a: {{ b }}\n", &format!("Y0114 1:4 {message}"));
    only("- {{ a.b }}/c\n", &format!("Y0114 1:3 {message}"));
    assert_eq!(fixed("[{{ a }}/x, b]"), "[\"{{ a }}/x\", b]");
    assert_eq!(fixed("{{ a }}: b"), "\"{{ a }}\": b");
}

#[test]
fn colons_and_brackets_inside_a_text_need_quotes() {
    let colon = "a text with a colon and a blank inside needs quotes";
    only("a: foo: bar\nb: 1\n", &format!("Y0114 1:4 {colon}"));
    only("x: {a: b c: d}\n", &format!("Y0114 1:8 {colon}"));
    assert_eq!(fixed("a: foo: bar # c\n"), "a: \"foo: bar\" # c\n");
    let bracket = "inside brackets a text with a bracket of its own needs quotes";
    only("x: {a: http://h:{port}, b: 1}\n", &format!("Y0114 1:8 {bracket}"));
    only("x: [a{b}]\n", &format!("Y0114 1:5 {bracket}"));
}

#[test]
fn a_comma_ends_a_number_in_braces() {
    let text = "{n: 3,000, m: 1,5, o: 2,000,000}";
    let found = problems(text);
    assert_eq!(found[0], "Y0117 1:5 `3,000` reads as `3` and a key `000` without a value");
    assert_eq!(found.len(), 3);
    assert_eq!(fixed(text), "{n: 3000, m: 1.5, o: 2000000}");
    assert_eq!(help("{n: 3,000}"), "Write 3000.");
}

#[test]
fn a_blank_belongs_behind_a_colon() {
    only("p: {/:frontend}\n", "Y0116 1:5 the blank behind the colon of `/:frontend` is missing");
    only("a:1\nb: 2\n", "Y0116 1:1 the blank behind the colon of `a:1` is missing");
    only("a: 1\nb:2\nc: 3\n", "Y0116 2:1 the blank behind the colon of `b:2` is missing");
    only("a:\n  image:nginx\n  b: 1\n", "Y0116 2:3 the blank behind the colon of `image:nginx` is missing");
    only("\"a\":b\n", "Y0116 1:1 the blank behind the colon of `\"a\":b` is missing");
    only("x: {a:{b: 1}}\n", "Y0116 1:5 the blank behind the colon of `a:{` is missing");
    assert_eq!(help("p: {/:frontend}\n"), "Write `/: frontend`.");
    assert_eq!(fixed("a:1\nb: 2\n"), "a: 1\nb: 2\n");
    assert_eq!(fixed("{/:frontend, b:2}"), "{/: frontend, b: 2}");
}

#[test]
fn lines_that_belong_together_begin_together() {
    only("a:\n  b: 1\n   c: 2\n", "Y0112 3:1 the line is indented deeper than its neighbors");
    only("a:\n    b: 1\n  c: 2\n", "Y0112 3:1 the line begins in a column that fits no line above");
    only(" a: 1\nb: 2\n", "Y0112 2:1 the line begins in a column that fits no line above");
    only("a:\n  - b\n - c\n", "Y0112 3:1 a list item stands where a key is expected");
    only("a: 1\n- b\n", "Y0112 2:1 a list item stands where a key is expected");
    only("- a\nb: 1\n", "Y0112 2:1 a line without a dash stands among list items");
    only("a: b\n - c\nd: e\n", "Y0112 2:1 a list item is read as a part of the text above");
    let (sources, _, found) = outcome("a:\n  b: 1\n   c: 2\n", &Limits::default());
    assert_eq!(sources.location(found[0].related[0].span).to_string(), "a.yaml:2:6");
}

#[test]
fn brackets_and_quotes_have_partners() {
    only("a: [1, 2\nb: c\n", "Y0113 1:4 the bracket `[` is not closed");
    only("a: {b: 1\n", "Y0113 1:4 the brace `{` is not closed");
    only("a: {b: [1, c: 2}\n", "Y0113 1:8 `[` is closed by `}`");
    only("a: {b: 1}}\n", "Y0113 1:10 the bracket closes nothing");
    only("a: \"foo\nb: c\n", "Y0113 1:4 the quote `\"` is not closed");
    only("a: 'foo", "Y0113 1:4 the quote `'` is not closed");
    assert_eq!(help("a: {b: 1\n"), "Write `}` where it ends.");
}

#[test]
fn nothing_follows_the_end_of_a_value() {
    let message = "text follows behind the end of the value";
    only("a: \"foo\" bar\n", &format!("Y0118 1:10 {message}"));
    only("a: 'it's'\n", &format!("Y0118 1:8 {message}"));
    only("a: {x}-foo\n", &format!("Y0118 1:7 {message}"));
    only("a: 'x': y\n", &format!("Y0118 1:7 {message}"));
    assert_eq!(help("a: 'it's'\n"), "Inside single quotes write an apostrophe twice, or use double quotes.");
}

#[test]
fn escapes_are_those_of_yaml() {
    only("a: \"C:\\dir\"\n", "Y0119 1:7 `\\d` is no escape");
    only("a: \"\\xZZ\"\n", "Y0119 1:5 `\\x` is no escape");
    only("a: \"\\ud800\"\n", "Y0119 1:5 `\\ud800` is no escape");
}

#[test]
fn entries_in_brackets_are_separated() {
    let message = "a comma is missing between two entries";
    only("a: [\n  b: 1\n  c: 2\n]\n", &format!("Y0128 3:3 {message}"));
    only("a: {\n  b: 1\n  c: 2\n}\n", &format!("Y0128 3:3 {message}"));
    only("a: [\n  1\n  2\n]\n", &format!("Y0128 3:3 {message}"));
    only("a: [\"x\" \"y\"]\n", "Y0118 1:9 text follows behind the end of the value");
    only("[a, , b]\n", "Y0101 1:5 nothing stands in front of the comma");
}

#[test]
fn every_line_of_a_mapping_has_a_colon() {
    only("a: 1\nfoo\nb: 2\n", "Y0129 2:1 `foo` stands where a key with a colon is expected");
    only("foo\nbar: 1\n", "Y0129 1:1 `foo` stands where a key with a colon is expected");
    only("a:\n  b\n  c: d\n", "Y0129 2:3 `b` stands where a key with a colon is expected");
}

#[test]
fn other_accidents() {
    only("a: - b\n", "Y0101 1:4 a list cannot begin on the line of its key");
    only("a: [- b]\n", "Y0101 1:5 inside brackets items have no dashes");
    only("a: | foo\n", "Y0101 1:4 a block text begins on the next line");
    only("a: x # c\n  y\n", "Y0101 1:6 a comment interrupts the text");
    only("a: \"x\"# c\n", "Y0101 1:7 a blank is missing in front of `#`");
    only(&format!("a: 1\n{}: 1\n", "k".repeat(1100)), "Y0101 2:1 a key has more than 1024 characters");
}

#[test]
fn directives_and_further_documents_are_refused() {
    only("%YAML 1.2\n---\na: 1\n", "Y0108 1:1 directives are not read");
    only("---\na: 1\n---\nb: 2\n", "Y0107 3:1 the file holds more than one document");
    only("a: 1\n...\nb: 2\n", "Y0107 3:1 the file holds more than one document");
    assert!(has_tree("---\na: 1\n...\n"));
}

#[test]
fn a_file_has_content() {
    for text in ["", "\n\n", "# nothing\n", "---\n", "\u{feff}"] {
        only(text, "Y0106 1:1 the file has no content");
    }
}
