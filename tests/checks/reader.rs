//! What must hold for the reader.

use super::found;
use super::memory::Memory;
use groundplan::blueprint::{Layout, parse};
use groundplan::diagnostics::Sink;
use groundplan::source::{Sources, Span};
use groundplan::yaml::node::{Kind, Node};
use groundplan::yaml::read::{Limits, decode, read};

/// Reads bytes as YAML and as a blueprint.
///
/// # Panics
/// Panics where something does not hold.
pub fn check(bytes: &[u8]) {
    tree(bytes);
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let layout = Layout::Single { file: "x.yaml", side: "x.d" };
    let blueprint = parse(layout, &Memory::of("x.yaml", bytes), &mut sources, &mut sink);
    assert!(blueprint.is_some() || sink.has_errors(), "refused without a word");
    found::check(sink, &sources);
}

/// Reads bytes as YAML and checks the tree.
fn tree(bytes: &[u8]) {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let Some(text) = decode("x.yaml", bytes.to_vec(), &mut sink) else {
        assert!(sink.has_errors(), "refused without a word");
        return;
    };
    let file = sources.add("x.yaml", text);
    let limits = Limits::default();
    match read(&sources, file, &limits, &mut sink) {
        Some(root) => {
            let count = size(&root, root.span, limits.depth, &sources);
            assert!(count <= limits.nodes, "{count} nodes");
        }
        None => assert!(sink.has_errors(), "refused without a word"),
    }
    found::check(sink, &sources);
}

/// How many keys and values a tree has; each lies inside of what it belongs to, and no key is there twice.
fn size(node: &Node, around: Span, depth: usize, sources: &Sources) -> usize {
    contained(node.span, around, sources);
    match &node.kind {
        Kind::Scalar(_) => 1,
        Kind::List(items) => {
            assert!(depth > 0, "nested too deeply");
            1 + items.iter().map(|item| size(item, node.span, depth - 1, sources)).sum::<usize>()
        }
        Kind::Map(map) => {
            assert!(depth > 0, "nested too deeply");
            let mut keys: Vec<&str> = map.entries.iter().map(|entry| entry.key.text.as_str()).collect();
            keys.sort_unstable();
            assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "a key is there twice");
            let entries = map.entries.iter().map(|entry| {
                contained(entry.key.span, node.span, sources);
                1 + size(&entry.value, node.span, depth - 1, sources)
            });
            1 + entries.sum::<usize>()
        }
    }
}

fn contained(span: Span, around: Span, sources: &Sources) {
    assert!(found::is_inside(span, sources), "{span:?} lies outside of its text");
    assert!(around.start <= span.start && span.end <= around.end, "{span:?} lies outside of {around:?}");
}
