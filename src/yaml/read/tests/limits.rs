//! Tests of hostile and very large files: each is answered quickly.

use super::{line, outcome, problems};
use crate::diagnostics::Sink;
use crate::source::Sources;
use crate::yaml::node::Kind;
use crate::yaml::read::{Limits, decode_within, read};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Far more than is needed, also on a busy machine and without optimization.
const QUICK: Duration = Duration::from_secs(20);

fn first_problem(text: &str) -> String {
    let begin = Instant::now();
    let found = problems(text);
    assert!(begin.elapsed() < QUICK);
    found.into_iter().next().unwrap_or_default()
}

#[test]
fn deep_nesting_is_refused() {
    let message = "lists and mappings nest more than 64 levels deep";
    assert_eq!(first_problem(&"[".repeat(100_000)), format!("Y0104 1:65 {message}"));
    assert_eq!(first_problem(&"- ".repeat(10_000)), format!("Y0104 1:129 {message}"));
    assert_eq!(first_problem(&"{a: ".repeat(10_000)), format!("Y0104 1:257 {message}"));
    let mut steps = String::new();
    for level in 0..10_000 {
        let _ = writeln!(steps, "{}a:", " ".repeat(level.min(200)));
    }
    assert_eq!(first_problem(&steps), format!("Y0104 65:65 {message}"));
    let (_, node, found) = outcome(&format!("{}{}", "[".repeat(64), "]".repeat(64)), &Limits::default());
    assert!(node.is_some() && found.is_empty());
}

#[test]
fn an_alias_bomb_is_not_unfolded() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        let _ = writeln!(bomb, "a{level}: &a{level} [{aliases}]");
    }
    assert_eq!(first_problem(&bomb), "Y0125 1:5 anchors such as `&a0` are not read");
    assert_eq!(problems(&bomb).len(), 10);
}

#[test]
fn large_flow_mappings_are_read() {
    let mut text = "{".to_owned();
    for number in 0..100_000 {
        let _ = write!(text, "k{number}: {number}, ");
    }
    text.push('}');
    let begin = Instant::now();
    let (_, node, found) = outcome(&text, &Limits::default());
    assert!(begin.elapsed() < QUICK && found.is_empty());
    assert!(node.is_some_and(|node| matches!(node.kind, Kind::Map(map) if map.entries.len() == 100_000)));
}

#[test]
fn the_number_of_values_is_limited() {
    let limits = Limits { nodes: 5, ..Limits::default() };
    assert!(outcome("[a, b, c, d]", &limits).1.is_some());
    let (sources, node, found) = outcome("[a, b, c, d, e, f, g]", &limits);
    let lines: Vec<_> = found.iter().map(|found| line(&sources, found)).collect();
    assert_eq!(lines, ["Y0105 1:15 the file has more than 5 keys and values"]);
    assert_eq!(node, None);
}

#[test]
fn large_files_are_refused_before_they_are_looked_at() {
    let limits = Limits { bytes: 10, ..Limits::default() };
    let mut sink = Sink::default();
    assert_eq!(decode_within("a.yaml", vec![0xff; 11], &limits, &mut sink), None);
    let found = sink.into_sorted();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "a.yaml is too large: 11 bytes where 10 bytes are allowed");
    let mut sink = Sink::default();
    assert_eq!(super::super::decode("a.yaml", vec![b' '; (16 << 20) + 1], &mut sink), None);
    assert_eq!(sink.into_sorted()[0].message, "a.yaml is too large: 17 MiB where 16 MiB are allowed");
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("a.yaml", "a: 1 # 4567890");
    assert_eq!(read(&sources, file, &limits, &mut sink), None);
    assert_eq!(sink.into_sorted()[0].code.id, "Y0103");
}

#[test]
fn the_number_of_problems_is_limited() {
    for piece in
        ["a:\n", "a\t\t \t", "\0\n", "- null\n", "{a: 1, a: 2}, ", "*x ", "- &a 1\n", "# \t \t", "\t\t \n", "${"]
    {
        let text = format!("[{}", piece.repeat(20_000));
        let begin = Instant::now();
        assert!(problems(&text).len() <= 200, "{piece}");
        assert!(problems(&piece.repeat(20_000)).len() <= 200, "{piece}");
        assert!(begin.elapsed() < QUICK, "{piece}");
    }
}
