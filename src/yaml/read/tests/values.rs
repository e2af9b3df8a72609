//! Tests of the rules about keys and values.

use super::{fixed, has_tree, help, outcome, problems};
use crate::yaml::node::Kind;
use crate::yaml::read::Limits;

#[test]
fn a_key_is_given_once() {
    let text = "a: 1\nb: {x: 1, 'x': 2}\na: 3\na: 4\n";
    let (sources, node, found) = outcome(text, &Limits::default());
    assert_eq!(
        problems(text),
        [
            "Y0122 2:11 the key `x` is given twice",
            "Y0122 3:1 the key `a` is given twice",
            "Y0122 4:1 the key `a` is given twice"
        ]
    );
    assert_eq!(sources.location(found[2].related[0].span).to_string(), "a.yaml:1:1");
    let Some(Kind::Map(map)) = node.map(|node| node.kind) else { panic!("no mapping") };
    assert_eq!(
        map.entries.iter().map(|entry| sources.text(entry.value.span)).collect::<Vec<_>>(),
        ["1", "{x: 1, 'x': 2}"]
    );
}

#[test]
fn a_value_is_written() {
    let text = "a:\nb: # nothing\nc: {d: , e: 1}\nf:\n  -\n  - \n  - g\n";
    assert_eq!(
        problems(text),
        [
            "Y0120 1:1 the key `a` has no value",
            "Y0120 2:1 the key `b` has no value",
            "Y0120 3:5 the key `d` has no value",
            "Y0120 5:3 the list item has no value",
            "Y0120 6:3 the list item has no value"
        ]
    );
    assert!(!has_tree(text));
    assert_eq!(help("a:\n"), "Only a literal `~` removes; write a value.");
    assert!(has_tree("a: \"\"\nb: ~\nc: |\nd: []\ne: {}\n"));
}

#[test]
fn keys_without_colon_are_told_once() {
    assert_eq!(problems("{a, b, c}"), ["Y0120 1:2 the key `a` has no value"]);
    assert_eq!(help("{a, b}"), "Write `key: value`; a list stands in brackets: `[a, b]`.");
}

#[test]
fn null_is_written_as_a_tilde() {
    let text = "a: null\nb: [Null, NULL, 'null', nullx]\nnull: 1\n";
    assert_eq!(
        problems(text),
        [
            "Y0121 1:4 `null` is ambiguous: some tools read it as a text",
            "Y0121 2:5 `Null` is ambiguous: some tools read it as a text",
            "Y0121 2:11 `NULL` is ambiguous: some tools read it as a text"
        ]
    );
    assert_eq!(fixed(text), "a: ~\nb: [~, ~, 'null', nullx]\nnull: 1\n");
    let (_, node, _) = outcome("null", &Limits::default());
    assert!(node.is_some_and(|node| node.is_tilde()));
}

#[test]
fn keys_are_texts_with_a_name() {
    for (text, expected) in [
        ("\"\": v\n", "Y0123 1:1 the key has no name"),
        (": v\n", "Y0123 1:1 the key has no name"),
        ("a: {: b}\n", "Y0123 1:5 the key has no name"),
        ("? a\n: b\n", "Y0124 1:1 keys are not introduced by `?`"),
        ("{? a : b}\n", "Y0124 1:2 keys are not introduced by `?`"),
        ("x: why ?\n# or ?\n? |\n  t\n: b\n", "Y0124 3:1 keys are not introduced by `?`"),
        ("[a, null, {b}]: c\n", "Y0124 1:1 a list or a mapping cannot be a key"),
        ("{a: b}: c\n", "Y0124 1:1 a list or a mapping cannot be a key"),
    ] {
        assert_eq!(problems(text), [expected], "{text}");
        assert!(!has_tree(text), "{text}");
    }
    assert_eq!(help("? a\n: b\n"), "Write `a: ` and the value.");
    assert!(has_tree("x: why ?\n# or ?\nb: c ?\n'd': e\n"));
}

#[test]
fn anchors_are_told_with_their_aliases() {
    let text = "a: &x 1\nb: *x\nc: [*x, {<<: *x}]\n";
    let (sources, node, found) = outcome(text, &Limits::default());
    assert_eq!(problems(text), ["Y0125 1:4 anchors such as `&x` are not read", "Y0126 3:10 merge keys are not read"]);
    let used: Vec<_> = found[0].related.iter().map(|related| sources.location(related.span).to_string()).collect();
    assert_eq!(used, ["a.yaml:2:4", "a.yaml:3:5", "a.yaml:3:14"]);
    assert_eq!(node, None);
    assert_eq!(problems("a: &x\n"), ["Y0125 1:4 anchors such as `&x` are not read"]);
    assert!(has_tree("'<<': 1\na: '&x'\n"));
}

#[test]
fn tags_are_not_read() {
    let text = "a: !!str 1\nb: !x\nc: !foo [1]\n";
    assert_eq!(
        problems(text),
        [
            "Y0127 1:4 tags such as `!!str` are not read",
            "Y0127 2:4 tags such as `!x` are not read",
            "Y0127 3:4 tags such as `!foo` are not read"
        ]
    );
    assert_eq!(fixed(text), "a: \"1\"\nb: !x\nc: !foo [1]\n");
    assert_eq!(problems("a: !e!foo x\n"), ["Y0127 1:4 tags are not read"]);
    assert!(!has_tree(text));
}

#[test]
fn everything_is_told_in_one_run() {
    let text = "a: 1\na: 2\nb:\nc: null\nd: &x 1\ne: !t f\ng: \"\\0\"\nh:\ti\nj: \u{200b}k\nl: {m: 1,000}\n";
    let codes: Vec<_> = problems(text).into_iter().map(|line| line[..5].to_owned()).collect();
    assert_eq!(codes, ["Y0122", "Y0120", "Y0121", "Y0125", "Y0127", "Y0110", "Y0109", "Y0111", "Y0117"]);
}
