//! Tests of the tree: texts, spans, and that whatever is written comes back.

use super::outcome;
use crate::source::Sources;
use crate::yaml::node::{Kind, Node, Style};
use crate::yaml::read::Limits;
use proptest::prelude::*;
use std::fmt::Write;

/// Every node with the text that its span covers.
fn covered(sources: &Sources, node: &Node, into: &mut Vec<String>) {
    into.push(sources.text(node.span).to_owned());
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::List(items) => items.iter().for_each(|item| covered(sources, item, into)),
        Kind::Map(map) => {
            for entry in &map.entries {
                into.push(sources.text(entry.key.span).to_owned());
                covered(sources, &entry.value, into);
            }
        }
    }
}

fn spans(text: &str) -> Vec<String> {
    let (sources, node, found) = outcome(text, &Limits::default());
    assert_eq!(found, [], "{text}");
    let mut into = Vec::new();
    if let Some(node) = &node {
        covered(&sources, node, &mut into);
    }
    into
}

#[test]
fn spans_cover_what_is_written() {
    assert_eq!(spans("a: 1  # x\nb: 'c'\n\n# end\n"), ["a: 1  # x\nb: 'c'", "a", "1", "b", "'c'"]);
    assert_eq!(
        spans("\"k\": [ a, {b: c} ]  \n"),
        ["\"k\": [ a, {b: c} ]", "\"k\"", "[ a, {b: c} ]", "a", "{b: c}", "b", "c"]
    );
    assert_eq!(spans("[a: b, {}]"), ["[a: b, {}]", "a: b", "a", "b", "{}"]);
    assert_eq!(spans("a: ä\r\nb: ö\r\n"), ["a: ä\r\nb: ö", "a", "ä", "b", "ö"]);
}

#[test]
fn lists_begin_at_their_first_dash() {
    assert_eq!(spans("k: # - x\n- -1\n- b\n"), ["k: # - x\n- -1\n- b", "k", "- -1\n- b", "-1", "b"]);
    assert_eq!(
        spans("k:\n  - - a\n    - b\n"),
        ["k:\n  - - a\n    - b", "k", "- - a\n    - b", "- a\n    - b", "a", "b"]
    );
    assert_eq!(spans("- k:\n  - x\n  l: y\n"), ["- k:\n  - x\n  l: y", "k:\n  - x\n  l: y", "k", "- x", "x", "l", "y"]);
}

#[test]
fn block_texts_begin_at_their_sign() {
    assert_eq!(
        spans("a: |  # x | y\n\n  t\n   u\n\nb: 1\n"),
        ["a: |  # x | y\n\n  t\n   u\n\nb: 1", "a", "|  # x | y\n\n  t\n   u", "b", "1"]
    );
    assert_eq!(spans("- >-\n  x\n- |\n"), ["- >-\n  x\n- |", ">-\n  x", "|"]);
}

#[test]
fn values_describe_themselves() {
    let root = |text: &str| outcome(text, &Limits::default()).1;
    let described: Vec<_> =
        ["~", "[]", "{}"].iter().filter_map(|text| root(text)).map(|node| node.describe()).collect();
    assert_eq!(described, ["a text", "a list", "a mapping"]);
    assert_eq!(["~", "'~'", "[~]"].map(|text| root(text).is_some_and(|node| node.is_tilde())), [true, false, false]);
}

#[derive(Clone, Debug)]
enum Tree {
    Plain(String),
    Quoted(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let plain = "[a-zA-Z0-9./][a-zA-Z0-9./_+-]{0,8}".prop_filter("a word for nothing", |text| {
        !matches!(text.as_str(), "null" | "Null" | "NULL") && !text.starts_with("...")
    });
    let quoted = "[ -~äß日\t\n]{0,12}";
    let leaf = prop_oneof![plain.prop_map(Tree::Plain), quoted.prop_map(Tree::Quoted)];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let key = "[a-z]{1,6}[0-9]{0,2}";
        let entries = prop::collection::btree_map(key, inner.clone(), 1..5);
        prop_oneof![
            prop::collection::vec(inner, 1..5).prop_map(Tree::List),
            entries.prop_map(|entries| Tree::Map(entries.into_iter().filter(|(key, _)| key != "null").collect())),
        ]
    })
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn flow(tree: &Tree) -> String {
    match tree {
        Tree::Plain(text) => text.clone(),
        Tree::Quoted(text) => quote(text),
        Tree::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Tree::Map(entries) => {
            let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{key}: {}", flow(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

fn block(tree: &Tree, indent: usize, into: &mut String) {
    let blanks = " ".repeat(indent);
    match tree {
        Tree::List(items) if !items.is_empty() => items.iter().for_each(|item| {
            let _ = write!(into, "\n{blanks}-");
            block(item, indent + 2, into);
        }),
        Tree::Map(entries) if !entries.is_empty() => entries.iter().for_each(|(key, value)| {
            let _ = write!(into, "\n{blanks}{key}: # x");
            if matches!(value, Tree::Plain(_) | Tree::Quoted(_)) {
                into.truncate(into.len() - 4);
            }
            block(value, indent + 2, into);
        }),
        other => {
            let _ = write!(into, " {}", flow(other));
        }
    }
}

fn same(sources: &Sources, node: &Node, tree: &Tree) -> bool {
    match (&node.kind, tree) {
        (Kind::Scalar(scalar), Tree::Plain(text)) => {
            scalar.style == Style::Plain && scalar.text == *text && sources.text(node.span) == text
        }
        (Kind::Scalar(scalar), Tree::Quoted(text)) => {
            scalar.style == Style::Quoted && scalar.text == *text && sources.text(node.span) == quote(text)
        }
        (Kind::List(items), Tree::List(trees)) => {
            items.len() == trees.len() && items.iter().zip(trees).all(|(item, tree)| same(sources, item, tree))
        }
        (Kind::Map(map), Tree::Map(trees)) => {
            map.entries.len() == trees.len()
                && map.entries.iter().zip(trees).all(|(entry, (key, tree))| {
                    entry.key.text == *key && sources.text(entry.key.span) == key && same(sources, &entry.value, tree)
                })
        }
        _ => false,
    }
}

/// Pieces that make trouble together.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "b: ", ": ", "- ", "\n", "\n  ", "\n ", "\t", "{", "}", "[", "]", ", ", "\"", "'", "|\n", ">-\n", "# ",
        " #", "&x ", "*x", "!t ", "? ", "<<: ", "~", "null", "---\n", "...\n", "%Y 1\n", "\\", "\\0", "${", "}", "{{",
        "3,000", "\r\n", "\r", "\0", "\u{feff}", "\u{202e}", "ä", "@", "`", "\u{a0}", "*", "&", "!", "!!",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn spans_lie_on_characters(text: &str) {
    let (sources, node, found) = outcome(text, &Limits::default());
    assert!(node.is_some() || !found.is_empty(), "no tree and no reason: {text:?}");
    for found in &found {
        let spans = found.span.iter().chain(found.related.iter().map(|related| &related.span));
        for span in spans.chain(found.fix.iter().map(|fix| &fix.span)) {
            let length = (span.end - span.start) as usize;
            assert_eq!(sources.text(*span).len(), length, "{text:?}: {found:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_comes_back(tree in tree(), in_block in any::<bool>()) {
        let mut text = String::new();
        if in_block { block(&tree, 0, &mut text) } else { text = flow(&tree) }
        let (sources, node, found) = outcome(&text, &Limits::default());
        prop_assert!(found.is_empty(), "{}: {:?}", text, found);
        prop_assert!(node.is_some_and(|node| same(&sources, &node, &tree)), "{}", text);
    }

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        spans_lie_on_characters(&text);
    }

    #[test]
    fn troublesome_text_is_read_without_panic(text in pieces()) {
        spans_lie_on_characters(&text);
    }
}
