//! Tests of the reader.

mod characters;
mod limits;
mod syntax;
mod trees;
mod values;

use super::*;

/// The tree and the problems of a text.
fn outcome(text: &str, limits: &Limits) -> (Sources, Option<Node>, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", text);
    let mut sink = Sink::default();
    let node = read(&sources, file, limits, &mut sink);
    (sources, node, sink.into_sorted())
}

/// The problems of a text, a line each: code, line, column and message.
fn problems(text: &str) -> Vec<String> {
    let (sources, _, found) = outcome(text, &Limits::default());
    found.iter().map(|found| line(&sources, found)).collect()
}

fn line(sources: &Sources, found: &Diagnostic) -> String {
    let place = found.span.map(|span| sources.location(span));
    let place = place.map_or("-".to_owned(), |place| format!("{}:{}", place.line, place.column));
    format!("{} {place} {}", found.code.id, found.message)
}

/// Whether a tree comes back.
fn has_tree(text: &str) -> bool {
    outcome(text, &Limits::default()).1.is_some()
}

/// The text after all known corrections were made.
fn fixed(text: &str) -> String {
    let (_, _, found) = outcome(text, &Limits::default());
    let mut fixed = text.to_owned();
    for fix in found.into_iter().rev().filter_map(|found| found.fix) {
        fixed.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.replacement);
    }
    fixed
}

/// The first line of help of the only problem.
fn help(text: &str) -> String {
    let (_, _, found) = outcome(text, &Limits::default());
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found[0].help[0].clone()
}
