//! Files that are too large to keep, generated here.

use super::outcome::Outcome;
use crate::checks::memory::Memory;
use groundplan::blueprint::Layout;
use groundplan::catalog::Catalog;
use groundplan::compile;
use groundplan::diagnostics::Sink;
use groundplan::diagnostics::render::Format;
use groundplan::source::Sources;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Far more than is needed, also on a busy machine and without optimization.
const QUICK: Duration = Duration::from_secs(60);

/// The only problem of a text, which is found quickly: its code, and the line that is printed.
fn only_problem(text: &str) -> (&'static str, String) {
    let begin = Instant::now();
    let outcome = Outcome::of_text(text);
    assert!(begin.elapsed() < QUICK);
    let shown = outcome.shown(Format::Short);
    assert_eq!(outcome.found.len(), 1, "{shown}");
    (outcome.found[0].code.id, shown.trim_end().to_owned())
}

#[test]
fn too_many_components_are_refused() {
    let mut text = "blueprint: shop\nedition: \"2026\"\ncomponents:\n".to_owned();
    for number in 0..=10_000 {
        let _ = writeln!(text, "  c{number}: {{image: registry.example/c:1.0.0, ports: {{http: 8080}}}}");
    }
    let (code, shown) = only_problem(&text);
    assert_eq!(code, "A0102");
    assert!(shown.contains("10001 components, at most 10000 are allowed"), "{shown}");
}

#[test]
fn a_file_for_a_config_map_is_small() {
    let text = "blueprint: shop\nedition: \"2026\"\ncomponents:\n  web:\n    image: registry.example/web:1.4.2\n    ports: {http: 8080}\n    files: {/etc/app.txt: ./app.txt}\n";
    let outcome = |bytes: usize| {
        let files = [("bad.yaml", text.as_bytes().to_vec()), ("app.txt", vec![b'a'; bytes])];
        let files = Memory(files.map(|(name, bytes)| (name.to_owned(), bytes)).into());
        Outcome::of(Layout::Single { file: "bad.yaml", side: "bad.d" }, &files)
    };
    assert!(outcome(1_000_000).compiled);
    let shown = outcome(1_100_000).shown(Format::Short);
    assert!(
        shown.starts_with("bad.yaml:7:27: error[A0404]: the files at `/etc/app.txt` of `web` have 1.1 MB"),
        "{shown}"
    );
}

#[test]
fn a_file_of_a_gibibyte_is_not_read() {
    // Any length over the limit is refused before the text is looked at.
    let (code, shown) = only_problem(&"# \n".repeat(6_000_000));
    assert_eq!(code, "Y0103");
    assert!(shown.starts_with("bad.yaml"), "{shown}");
}

#[test]
fn ten_thousand_levels_are_refused() {
    let flow = format!("blueprint: {}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(only_problem(&flow).0, "Y0104");
    let mut block = String::new();
    for level in 0..10_000 {
        let _ = writeln!(block, "{}a:", " ".repeat(level.min(300)));
    }
    assert_eq!(only_problem(&block).0, "Y0104");
}

#[test]
fn volumes_whose_paths_are_alike_have_names_of_their_own() {
    let text = "blueprint: shop\nedition: \"2026\"\ncomponents:\n  db:\n    type: database\n    image: registry.example/db:1.4.2\n    ports: {tcp: 5000}\n    writable: [/a/b, /a-b]\n    disks: {/a.b: 1Gi, /a_b: 1Gi}\n";
    let files = Memory::of("bad.yaml", text.as_bytes());
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let layout = Layout::Single { file: "bad.yaml", side: "bad.d" };
    let blueprint = compile::read(layout, &files, &mut sources, &mut sink).expect("a blueprint");
    let compiled = compile::environment(&blueprint, Catalog::embedded(), "default", &mut sink).expect("manifests");
    let pods = compiled.architecture.components[0].pods().expect("pods");
    let scratch = pods.mounted.scratch.iter().map(|volume| volume.name.clone());
    let names: BTreeSet<String> = scratch.chain(pods.disks.iter().map(|disk| disk.name.clone())).collect();
    assert_eq!(names.len(), 4, "{names:?}");
}
