//! Blueprints with a slip of the hand in them: none breaks the compiler, and none is refused, or taken for something else,
//! without a word.

use super::outcome::{Outcome, manifests};
use crate::checks::mutate::{Chance, slip};
use groundplan::diagnostics::Sink;
use groundplan::diagnostics::render::Format;
use groundplan::source::Sources;
use groundplan::yaml::node::{Kind, Node};
use groundplan::yaml::read::{Limits, read};
use std::panic::catch_unwind;
use std::path::Path;
use std::{fs, thread};

/// Blueprints of one file, each with how many slips are tried.
const BLUEPRINTS: [(&str, usize); 14] = [
    ("blueprints/online-boutique.yaml", 200),
    ("tests/cases/access/blueprint.yaml", 30),
    ("tests/cases/edges/blueprint.yaml", 30),
    ("tests/cases/engines/blueprint.yaml", 20),
    ("tests/cases/entries/blueprint.yaml", 30),
    ("tests/cases/families/blueprint.yaml", 30),
    ("tests/cases/migrations/blueprint.yaml", 30),
    ("tests/cases/pods/blueprint.yaml", 30),
    ("tests/cases/scaling/blueprint.yaml", 30),
    ("tests/cases/shared-namespace/blueprint.yaml", 30),
    ("tests/cases/short/blueprint.yaml", 40),
    ("tests/cases/sketch/blueprint.yaml", 30),
    ("tests/cases/stores/blueprint.yaml", 30),
    ("tests/cases/strict/blueprint.yaml", 30),
];

/// The tree of a text.
fn tree(text: &str) -> Option<Node> {
    let mut sources = Sources::default();
    let file = sources.add("x.yaml", text);
    read(&sources, file, &Limits::default(), &mut Sink::default())
}

/// A tree without its places.
fn content(node: &Node, out: &mut Vec<String>) {
    match &node.kind {
        Kind::Scalar(scalar) => out.push(format!("={}", scalar.text)),
        Kind::List(items) => {
            out.push("[".to_owned());
            for item in items {
                content(item, out);
            }
            out.push("]".to_owned());
        }
        Kind::Map(map) => {
            out.push("{".to_owned());
            for entry in &map.entries {
                out.push(format!(":{}", entry.key.text));
                content(&entry.value, out);
            }
            out.push("}".to_owned());
        }
    }
}

/// How a text differs from another one as YAML: not at all, in one name or value, or in its shape.
#[derive(Debug, PartialEq)]
enum Difference {
    None,
    OneText,
    Shape,
}

fn difference(one: &str, other: &str) -> Difference {
    let parts = |text: &str| {
        let mut parts = Vec::new();
        if let Some(root) = tree(text) {
            content(&root, &mut parts);
        }
        parts
    };
    let (one, other) = (parts(one), parts(other));
    if joined(&one, &other) {
        return Difference::OneText;
    }
    let changed = one.iter().zip(&other).filter(|(a, b)| a != b);
    let same_kind = changed.clone().all(|(a, b)| a.starts_with([':', '=']) && a.get(..1) == b.get(..1));
    match (one.len() == other.len() && same_kind, changed.count()) {
        (true, 0) => Difference::None,
        (true, 1) => Difference::OneText,
        _ => Difference::Shape,
    }
}

/// Whether two neighbors in a list have become one text: a comma between them was typed over.
fn joined(one: &[String], other: &[String]) -> bool {
    let at = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (Some(first), Some(second), Some(both)) = (one.get(at), one.get(at + 1), other.get(at)) else { return false };
    let is_both =
        second.strip_prefix('=').is_some_and(|second| both.starts_with(first.as_str()) && both.ends_with(second));
    is_both && one.get(at + 2..) == other.get(at + 1..)
}

/// What is wrong with how a slip is taken, if anything: it is told, it means the same, or it is another text in one place.
fn complaint(good: &str, bad: &str, known: &[String]) -> Option<String> {
    let Ok(outcome) = catch_unwind(|| Outcome::of_text(bad)) else { return Some("it panics".to_owned()) };
    if !outcome.compiled || outcome.errors().next().is_some() {
        let told = outcome.errors().any(|error| error.span.is_some());
        return (!told).then(|| format!("it is refused without a place:\n{}", outcome.shown(Format::Short)));
    }
    if outcome.found.iter().any(|problem| !known.contains(&problem.message)) {
        return None;
    }
    match difference(good, bad) {
        Difference::None => {
            (manifests(good) != manifests(bad)).then(|| "the same tree gives something else".to_owned())
        }
        Difference::OneText => None,
        Difference::Shape => Some("it is taken for something else without a word".to_owned()),
    }
}

/// The line that differs, as it is and as it was.
fn changed_line(good: &str, bad: &str) -> String {
    let pair = good.lines().zip(bad.lines()).enumerate().find(|(_, (a, b))| a != b);
    pair.map_or_else(String::new, |(at, (a, b))| format!("line {}\n  - {a}\n  + {b}", at + 1))
}

fn complaints((path, slips): (&str, usize)) -> Vec<String> {
    let good = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a blueprint");
    let known: Vec<String> = Outcome::of_text(&good).found.into_iter().map(|problem| problem.message).collect();
    let mut chance = Chance::new(2026);
    let slips = (0..slips).map(|_| slip(&good, &mut chance)).filter(|bad| *bad != good);
    slips
        .filter_map(|bad| Some(format!("{path}, {}\n{}", changed_line(&good, &bad), complaint(&good, &bad, &known)?)))
        .collect()
}

#[test]
fn no_slip_of_the_hand_goes_unnoticed() {
    let all: Vec<String> = thread::scope(|scope| {
        let (early, late) = BLUEPRINTS.split_at(3);
        let worker = scope.spawn(|| early.iter().flat_map(|one| complaints(*one)).collect::<Vec<_>>());
        let mut all: Vec<String> = late.iter().flat_map(|one| complaints(*one)).collect();
        all.extend(worker.join().expect("a worker"));
        all
    });
    assert!(all.is_empty(), "{}", all.join("\n\n"));
}
